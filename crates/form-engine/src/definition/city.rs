//! What is the city's own: the words of `city/words.json`, which definitions, parts and
//! translations call by name, as in `{{市名}}に住んでいる方`.
//!
//! They are put in while a file is read, before anybody looks at what it says: what is published
//! holds the words and no names. A text that begins with `=` becomes the number that it amounts to.

use std::{collections::BTreeMap, sync::Arc};

use chrono::NaiveDate;
use kernel::Language;
use serde_json::{Number, Value};

use super::confirm;
use super::desk::nearest;
use super::json::{Json, Mistake, Node, Place, push_segment, read as read_json};
use super::overlay::OVERLAID;
use crate::{Text, expression};

/// Where the words stand.
pub(crate) const FILE: &str = "city/words.json";

const OPENS: &str = "{{";
const CLOSES: &str = "}}";

/// The words of one city by name.
#[derive(Debug, Default)]
pub(crate) struct City {
    pub(crate) text: Arc<str>,
    words: BTreeMap<String, Text>,
    /// What is wrong with the file.
    pub(crate) mistakes: Vec<Mistake>,
}

impl City {
    /// Reads the words.
    pub(crate) fn read(text: &str) -> Self {
        let (node, mistakes) = read_json(text, 0);
        let mut city = Self { text: text.into(), mistakes, ..Self::default() };
        let Some(mut node) = node else { return city };
        confirm::strip(&mut node, &mut city.mistakes);
        for member in node.members().iter().filter(|member| member.name != "$comment") {
            match word(&member.node) {
                Some(word) => drop(city.words.insert(member.name.clone(), word)),
                None => city.mistakes.push(Mistake {
                    place: member.node.place,
                    pointer: format!("/{}", member.name),
                    what: "this is no word of the city".to_owned(),
                    mend: "write a text, or { \"ja\": …, \"ja-easy\": …, \"en\": … }".to_owned(),
                }),
            }
        }
        city
    }

    /// A word in every language that it is in.
    pub(crate) fn word(&self, name: &str) -> Option<&Text> {
        self.words.get(name)
    }

    /// Puts the words into a file of one language; what is wrong comes to `mistakes`.
    pub(crate) fn fill(&self, node: &mut Node, language: Language, mistakes: &mut Vec<Mistake>) {
        Filler { city: self, language, mistakes, pointer: String::new() }.node(node);
    }

    fn nearest(&self, name: &str) -> Option<&str> {
        let known: Vec<&str> = self.words.keys().map(String::as_str).collect();
        let longer = || known.iter().find(|known| !name.is_empty() && known.contains(name));
        nearest(name, &known).or_else(|| longer().copied())
    }
}

/// A text, or one for each language.
fn word(node: &Node) -> Option<Text> {
    if let Some(text) = node.text() {
        return Some(Text::japanese(text));
    }
    let is_known =
        |name: &str| name == "ja" || OVERLAID.iter().any(|language| language.tag() == name);
    if !node.members().iter().all(|member| is_known(&member.name)) {
        return None;
    }
    let mut word = Text::japanese(node.get("ja")?.text()?);
    for language in OVERLAID {
        if let Some(translated) = node.get(language.tag()) {
            word.translate(language, translated.text()?);
        }
    }
    Some(word)
}

struct Filler<'a> {
    city: &'a City,
    language: Language,
    mistakes: &'a mut Vec<Mistake>,
    /// Of the value that is filled now.
    pointer: String,
}

impl Filler<'_> {
    fn node(&mut self, node: &mut Node) {
        let outer = self.pointer.len();
        match &mut node.json {
            Json::Text(text) => {
                if let Some(filled) = self.text(text, node.place) {
                    node.json = filled;
                }
            }
            Json::List(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    push_segment(&mut self.pointer, &index.to_string());
                    self.node(item);
                    self.pointer.truncate(outer);
                }
            }
            Json::Object(members) => {
                for member in members {
                    if let Some(name) = self.key(&member.name, member.place) {
                        member.name = name;
                    }
                    push_segment(&mut self.pointer, &member.name);
                    self.node(&mut member.node);
                    self.pointer.truncate(outer);
                }
            }
            Json::Null | Json::Bool(_) | Json::Number(_) => {}
        }
    }

    /// Keys are Japanese in every language, as those of `parts/words.en.json` are.
    fn key(&mut self, name: &str, place: Place) -> Option<String> {
        let language = std::mem::replace(&mut self.language, Language::Japanese);
        let filled = self.words_in(name, place);
        self.language = language;
        filled
    }

    /// What stands in the place of a text with words in it.
    fn text(&mut self, text: &str, place: Place) -> Option<Json> {
        let told = self.mistakes.len();
        let filled = self.words_in(text, place)?;
        let Some(sum) = filled.strip_prefix('=') else { return Some(Json::Text(filled)) };
        // An amount is written as people read it: 1,400.
        let sum = sum.replace(',', "");
        if let Ok(Value::Number(number)) =
            expression::evaluate(&sum, &Value::Null, NaiveDate::default())
        {
            return Some(Json::Number(number));
        }
        if self.mistakes.len() == told {
            let mend = "write numbers and words that are numbers, with + - * / between them";
            self.mistake(place, "this does not amount to a number", mend.to_owned());
        }
        // One cause, one fault: whoever reads the value finds nothing else wrong with it.
        Some(Json::Number(Number::from(0)))
    }

    /// The text with the words in it; nothing where it calls none.
    fn words_in(&mut self, text: &str, place: Place) -> Option<String> {
        if text.contains("｛｛") {
            let mend = "write them in half width";
            self.mistake(place, "these curly brackets are full width", mend.to_owned());
        }
        let (mut filled, mut rest) = (String::new(), text);
        while let Some((before, after)) = rest.split_once(OPENS) {
            self.single(before, place);
            filled.push_str(before);
            let Some((name, behind)) = after.split_once(CLOSES) else {
                let mend = "close the curly brackets behind it".to_owned();
                self.mistake(place, "the name of a word of the city has no end", mend);
                return None;
            };
            // As a number, without the comma that people read.
            let (name, bare) = name.strip_prefix('=').map_or((name, false), |name| (name, true));
            match self.city.words.get(name).map(|word| word.get(self.language)) {
                Some(word) if bare => filled.push_str(&word.replace(',', "")),
                Some(word) => filled.push_str(word),
                None => self.unknown(name, place),
            }
            rest = behind;
        }
        self.single(rest, place);
        filled.push_str(rest);
        (rest.len() < text.len()).then_some(filled)
    }

    /// Words of the city that stand in one pair of curly brackets.
    fn single(&mut self, text: &str, place: Place) {
        for piece in text.split('{').skip(1) {
            let Some((name, _)) = piece.split_once('}') else { continue };
            if self.city.words.contains_key(name) {
                let (single, double) = (format!("{{{name}}}"), format!("{OPENS}{name}{CLOSES}"));
                let what = format!("\"{single}\" stands in one pair of curly brackets");
                self.mistake(place, &what, format!("write: {double}"));
            }
        }
    }

    fn unknown(&mut self, name: &str, place: Place) {
        let mend = match self.city.nearest(name) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => "add it to city/words.json".to_owned(),
        };
        let name: String = name.chars().take(60).collect();
        self.mistake(place, &format!("the city has no word \"{name}\""), mend);
    }

    fn mistake(&mut self, place: Place, what: &str, mend: String) {
        let (pointer, what) = (self.pointer.clone(), what.to_owned());
        self.mistakes.push(Mistake { place, pointer, what, mend });
    }
}

/// Reads a file as authors write it: with the city's words in it, and without the notes to
/// whoever publishes it.
pub(crate) fn read(
    text: &str,
    file: usize,
    city: &City,
    language: Language,
) -> (Option<Node>, Vec<Mistake>) {
    let (mut node, mut mistakes) = read_json(text, file);
    if let Some(node) = &mut node {
        confirm::strip(node, &mut mistakes);
        city.fill(node, language, &mut mistakes);
    }
    (node, mistakes)
}
