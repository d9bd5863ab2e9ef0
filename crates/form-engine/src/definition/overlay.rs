//! Translations: one document a language, keyed by JSON Pointer.
//!
//! A part brings its own translations. The definition's own come first, and a
//! part's are taken only for texts that really come from the part.

use std::collections::{BTreeMap, BTreeSet};

use kernel::Language;

use super::inline::Mount;
use super::json::{Json, Node, Place};
use super::report::Report;
use crate::{Parts, Source, Text};

/// Which languages can be laid over the Japanese text.
pub(crate) const OVERLAID: [Language; 2] = [Language::EasyJapanese, Language::English];

/// The translations of one definition.
#[derive(Debug, Default)]
pub(crate) struct Translations {
    texts: BTreeMap<(&'static str, String), Entry>,
    used: BTreeSet<(&'static str, String)>,
    missing: BTreeMap<&'static str, Vec<String>>,
}

#[derive(Debug)]
struct Entry {
    text: String,
    place: Place,
    /// Texts of a part may stay unused: the definition can override them.
    own: bool,
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
        for (language, text) in source.overlays {
            let name = overlay_name(source.file, *language);
            if let Some(node) = report.read_file(&name, text) {
                translations.take(*language, &node, report);
            }
        }
        if let Some(inside) = root.get("x-overlays") {
            for language in OVERLAID {
                if let Some(node) = inside.get(language.tag()) {
                    translations.take(language, node, report);
                }
            }
        }
        for mount in mounts.iter().rev() {
            translations.take_part(mount, root, parts, report);
        }
        translations
    }

    fn take(&mut self, language: Language, node: &Node, report: &mut Report) {
        for member in node.members() {
            let Json::Text(text) = &member.node.json else {
                let what = format!("a translation is {}", member.node.kind());
                report.fault(member.node.place, &member.name, what, "write a string");
                continue;
            };
            let entry = Entry { text: text.clone(), place: member.place, own: true };
            self.texts.entry((language.tag(), member.name.clone())).or_insert(entry);
        }
    }

    fn take_part(&mut self, mount: &Mount, root: &Node, parts: &Parts, report: &mut Report) {
        for language in OVERLAID {
            let name = overlay_name(&mount.part, language);
            let Some(text) = parts.get(&name) else { continue };
            let Some(node) = report.read_file(&name, text) else { continue };
            for member in node.members() {
                let pointer = format!("{}{}", mount.pointer, member.name);
                let Json::Text(text) = &member.node.json else { continue };
                let Some(target) = find(root, &pointer) else { continue };
                if report.file_name(target.place.file) == mount.part {
                    let entry = Entry { text: text.clone(), place: member.place, own: false };
                    self.texts.entry((language.tag(), pointer)).or_insert(entry);
                }
            }
        }
    }

    /// A text with its translations that somebody else counts.
    pub(crate) fn known_text(&self, japanese: &str, pointer: &str) -> Text {
        let mut text = Text::japanese(japanese);
        for language in OVERLAID {
            if let Some(entry) = self.texts.get(&(language.tag(), pointer.to_owned())) {
                text.translate(language, &entry.text);
            }
        }
        text
    }

    /// A text with its translations; counts those that are missing.
    pub(crate) fn text(&mut self, japanese: &str, pointer: &str) -> Text {
        let mut text = Text::japanese(japanese);
        for language in OVERLAID {
            let key = (language.tag(), pointer.to_owned());
            if let Some(entry) = self.texts.get(&key) {
                text.translate(language, &entry.text);
                self.used.insert(key);
            } else if !japanese.is_empty() {
                self.missing.entry(language.tag()).or_default().push(pointer.to_owned());
            }
        }
        text
    }

    /// Notes translations of texts that do not exist.
    pub(crate) fn report_unused(&self, report: &mut Report) {
        for (key, entry) in &self.texts {
            if entry.own && !self.used.contains(key) {
                report.fault(
                    entry.place,
                    &key.1,
                    "this translates no text of the definition",
                    "correct the pointer or remove the line",
                );
            }
        }
    }

    /// The pointers of the texts without a translation.
    pub(crate) fn missing(&self, language: Language) -> Vec<String> {
        self.missing.get(language.tag()).cloned().unwrap_or_default()
    }

    /// The translations that are used, as one `x-overlays` value.
    pub(crate) fn to_value(&self) -> serde_json::Value {
        let mut languages = serde_json::Map::new();
        for (tag, pointer) in &self.used {
            let Some(entry) = self.texts.get(&(*tag, pointer.clone())) else { continue };
            let language = languages.entry(*tag).or_insert_with(|| serde_json::json!({}));
            if let Some(texts) = language.as_object_mut() {
                texts.insert(pointer.clone(), entry.text.clone().into());
            }
        }
        serde_json::Value::Object(languages)
    }
}

/// `a/b.json` in English is `a/b.en.json`.
fn overlay_name(file: &str, language: Language) -> String {
    let stem = file.strip_suffix(".json").unwrap_or(file);
    format!("{stem}.{}.json", language.tag())
}

/// The node at a pointer.
fn find<'n>(root: &'n Node, pointer: &str) -> Option<&'n Node> {
    pointer.split('/').skip(1).try_fold(root, |node, segment| {
        let name = segment.replace("~1", "/").replace("~0", "~");
        match &node.json {
            Json::List(items) => items.get(name.parse::<usize>().ok()?),
            Json::Object(_) => node.get(&name),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::Text(_) => None,
        }
    })
}
