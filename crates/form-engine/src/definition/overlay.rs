//! Translations: one document a language, keyed by JSON Pointer.
//!
//! A part brings its own translations. The definition's own come first, and a
//! part's are taken only for texts that really come from the part. What still has
//! none is looked up by its Japanese words among the catalogue's common ones.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use kernel::Language;

use super::city;
use super::desk::is_unsafe;
use super::inline::{MAX_NODES, Mount};
use super::json::{Json, Node, Place, push_segment};
use super::parts::Parts;
use super::report::Report;
use crate::{Source, Text};

/// Which languages can be laid over the Japanese text.
pub(crate) const OVERLAID: [Language; 2] = [Language::EasyJapanese, Language::English];

/// The translations of one definition.
#[derive(Debug, Default)]
pub(crate) struct Translations {
    languages: [Overlay; 2],
}

/// The translations into one language.
#[derive(Debug, Default)]
struct Overlay {
    texts: BTreeMap<String, Entry>,
    /// Common texts by their Japanese words: はい, 平日 8時30分から17時まで.
    words: Arc<BTreeMap<String, String>>,
    /// The same of the city: 青葉区.
    of_city: Arc<BTreeMap<String, String>>,
    missing: Vec<String>,
}

#[derive(Debug)]
struct Entry {
    text: String,
    place: Place,
    /// Texts of a part may stay unused: the definition can override them.
    own: bool,
    used: bool,
}

impl Translations {
    /// Reads the overlays of a definition, its `x-overlays` and those of its parts.
    pub(crate) fn read(
        source: &Source<'_>,
        root: &Node,
        mounts: &[Mount],
        parts: &Parts,
        report: &mut Report,
    ) -> Self {
        let mut translations = Self::default();
        let inside = root.get("x-overlays");
        for member in inside.map(Node::members).unwrap_or_default() {
            if !OVERLAID.iter().any(|language| language.tag() == member.name) {
                let mut pointer = "/x-overlays".to_owned();
                push_segment(&mut pointer, &member.name);
                let tags = OVERLAID.map(Language::tag).join(", ");
                let mend = format!("translate into {tags}");
                report.fault(member.place, &pointer, "nobody reads this language here", mend);
            }
        }
        for (language, overlay) in translations.each() {
            for (_, text) in source.overlays.iter().filter(|(known, _)| *known == language) {
                let name = overlay_name(source.file, language);
                if let Some(node) = report.read_written(&name, text, parts.city(), language) {
                    overlay.take(node, report);
                }
            }
            if let Some(node) = inside.and_then(|inside| inside.get(language.tag())) {
                overlay.take(node.clone(), report);
            }
            overlay.words = common_words("parts/words.json", language, parts, report);
            overlay.of_city = common_words(city::FILE, language, parts, report);
            let mut told = BTreeSet::new();
            for mount in mounts.iter().rev() {
                let name = overlay_name(&mount.part, language);
                let Some(document) = parts.get(&name) else { continue };
                if told.insert(name.clone()) {
                    report.add_part(&name, document);
                }
                if let Some(node) = document.node() {
                    overlay.take_part(mount, node, root, report);
                }
            }
        }
        translations
    }

    fn each(&mut self) -> impl Iterator<Item = (Language, &mut Overlay)> {
        OVERLAID.into_iter().zip(&mut self.languages)
    }

    /// A text with its translations that somebody else counts.
    pub(crate) fn known_text(&self, japanese: &str, pointer: &str) -> Text {
        let mut text = Text::japanese(japanese);
        for (language, overlay) in OVERLAID.into_iter().zip(&self.languages) {
            let own = overlay.texts.get(pointer).map(|entry| &entry.text);
            if let Some(translation) = own.or_else(|| overlay.common(japanese)) {
                text.translate(language, translation);
            }
        }
        text
    }

    /// A proper name with the translations that it has.
    pub(crate) fn name(&mut self, japanese: &str, pointer: &str) -> Text {
        let mut text = Text::japanese(japanese);
        for (language, overlay) in self.each() {
            if let Some(translation) = overlay.use_text(japanese, pointer) {
                text.translate(language, translation);
            }
        }
        text
    }

    /// A text with its translations; counts those that are missing.
    pub(crate) fn text(&mut self, japanese: &str, pointer: &str) -> Text {
        let text = self.name(japanese, pointer);
        for (_, overlay) in self.each() {
            if !japanese.is_empty() && !overlay.texts.contains_key(pointer) {
                overlay.missing.push(pointer.to_owned());
            }
        }
        text
    }

    /// Notes translations of texts that do not exist. Where fields could not be read, nobody
    /// can tell.
    pub(crate) fn report_unused(&self, report: &mut Report) {
        if !report.unread().is_empty() {
            return;
        }
        for (pointer, entry) in self.languages.iter().flat_map(|overlay| &overlay.texts) {
            if entry.own && !entry.used {
                report.fault(
                    entry.place,
                    pointer,
                    "this translates no text of the definition",
                    "correct the pointer or remove the line",
                );
            }
        }
    }

    /// The pointers of the texts without a translation, by language.
    pub(crate) fn take_missing(&mut self) -> [Vec<String>; 2] {
        self.languages.each_mut().map(|overlay| std::mem::take(&mut overlay.missing))
    }

    /// The translations that are used, as one `x-overlays` value.
    pub(crate) fn to_value(&self) -> serde_json::Value {
        let mut languages = serde_json::Map::new();
        for (language, overlay) in OVERLAID.into_iter().zip(&self.languages) {
            let used = overlay.texts.iter().filter(|(_, entry)| entry.used);
            let texts: serde_json::Map<_, _> = used
                .map(|(pointer, entry)| (pointer.clone(), entry.text.as_str().into()))
                .collect();
            if !texts.is_empty() {
                languages.insert(language.tag().to_owned(), texts.into());
            }
        }
        languages.into()
    }
}

impl Overlay {
    /// The translation of a common text.
    fn common(&self, japanese: &str) -> Option<&String> {
        self.words.get(japanese).or_else(|| self.of_city.get(japanese))
    }

    /// The translation at a pointer, which counts as used from now on.
    fn use_text(&mut self, japanese: &str, pointer: &str) -> Option<&str> {
        if !self.texts.contains_key(pointer) {
            let (text, place) = (self.common(japanese)?.clone(), Place { file: 0, offset: 0 });
            let entry = Entry { text, place, own: false, used: true };
            self.texts.insert(pointer.to_owned(), entry);
        }
        let entry = self.texts.get_mut(pointer)?;
        entry.used = true;
        Some(&entry.text)
    }

    fn take(&mut self, node: Node, report: &mut Report) {
        if !matches!(node.json, Json::Object(_)) {
            let what = format!("the translations are {}", node.kind());
            report.fault(node.place, "", what, "write an object of pointers and texts");
        }
        let Json::Object(members) = node.json else { return };
        // Each translates a value of the definition.
        if members.len() > MAX_NODES {
            let what = format!("there are {} translations, more than {MAX_NODES}", members.len());
            report.fault(node.place, "", what, "remove those of texts that do not exist");
            return;
        }
        for member in members {
            let Json::Text(text) = member.node.json else {
                let what = format!("a translation is {}", member.node.kind());
                report.fault(member.node.place, &member.name, what, "write a string");
                continue;
            };
            if text.trim().is_empty() {
                let mend = "write the words, or remove the line";
                report.fault(member.place, &member.name, "this translation is empty", mend);
                continue;
            }
            if text.chars().any(is_unsafe) {
                let what = "this translation holds control or direction characters";
                report.fault(member.place, &member.name, what, "remove the invisible characters");
            }
            self.put(member.name, text, member.place, true);
        }
    }

    fn take_part(&mut self, mount: &Mount, node: &Node, root: &Node, report: &Report) {
        for member in node.members() {
            let pointer = format!("{}{}", mount.pointer, member.name);
            let Json::Text(text) = &member.node.json else { continue };
            let Some(target) = root.at(&pointer) else { continue };
            if report.file_name(target.place.file) == mount.part {
                self.put(pointer, text.clone(), member.place, false);
            }
        }
    }

    /// The first translation of a text wins: the definition's own come first.
    fn put(&mut self, pointer: String, text: String, place: Place, own: bool) {
        self.texts.entry(pointer).or_insert(Entry { text, place, own, used: false });
    }
}

/// The catalogue's common texts, keyed by the Japanese words: `parts/words.en.json`, and those of
/// the city, `city/words.en.json`.
fn common_words(
    file: &str,
    language: Language,
    parts: &Parts,
    report: &mut Report,
) -> Arc<BTreeMap<String, String>> {
    let name = overlay_name(file, language);
    let Some(document) = parts.get(&name) else { return Arc::default() };
    report.add_part(&name, document);
    document.words()
}

/// `a/b.json` in English is `a/b.en.json`.
fn overlay_name(file: &str, language: Language) -> String {
    let stem = file.strip_suffix(".json").unwrap_or(file);
    format!("{stem}.{}.json", language.tag())
}
