//! Reading single keywords: the right kind of value, nothing unknown, nothing unsafe.
//!
//! What a keyword means is the business of the modules that ask here.

use japanese_values::Format;
use rust_decimal::Decimal;
use serde_json::{Number, json};

use super::json::{Json, Node, push_segment};
use super::overlay::Translations;
use super::report::Report;
use super::words;
use crate::Text;
use crate::full_width::half_width;

/// How long a text for people may be.
pub(crate) const MAX_TEXT: usize = 2_000;
/// How many items of any list are read: all limits of lists lie below.
const MAX_ITEMS: usize = 10_000;

/// A value and the pointer to it.
#[derive(Debug, Clone)]
pub(crate) struct At<'n> {
    pub(crate) node: &'n Node,
    pub(crate) pointer: String,
}

impl<'n> At<'n> {
    /// The value of a key.
    pub(crate) fn child(&self, name: &str) -> Option<At<'n>> {
        self.node.get(name).map(|node| At { node, pointer: self.pointer_to(name) })
    }

    /// The members of an object with their names.
    pub(crate) fn members(&self) -> impl Iterator<Item = (&'n str, At<'n>)> {
        self.node.members().iter().map(|member| {
            let pointer = self.pointer_to(&member.name);
            (member.name.as_str(), At { node: &member.node, pointer })
        })
    }

    /// The items of a list.
    pub(crate) fn items(&self) -> impl Iterator<Item = At<'n>> {
        let items = self.node.list().unwrap_or_default();
        items.iter().enumerate().map(|(index, node)| {
            let pointer = self.pointer_to(&index.to_string());
            At { node, pointer }
        })
    }

    fn pointer_to(&self, name: &str) -> String {
        let mut pointer = self.pointer.clone();
        push_segment(&mut pointer, name);
        pointer
    }
}

/// Reads keywords and notes what is wrong with them.
pub(crate) struct Desk<'d> {
    pub(crate) report: &'d mut Report,
    pub(crate) translations: &'d mut Translations,
}

impl Desk<'_> {
    /// Notes a fault at a value.
    pub(crate) fn fault(&mut self, at: &At<'_>, what: impl Into<String>, mend: impl Into<String>) {
        self.report.fault(at.node.place, &at.pointer, what, mend);
    }

    /// Whether the value is an object with these keywords only.
    pub(crate) fn only(&mut self, at: &At<'_>, known: &[&str]) -> bool {
        if !matches!(at.node.json, Json::Object(_)) {
            self.fault(at, format!("this is {}", at.node.kind()), "write an object");
            return false;
        }
        for member in at.node.members() {
            if !known.contains(&member.name.as_str()) && !self.report.is_full() {
                let name: String = member.name.chars().take(60).collect();
                let mut pointer = at.pointer.clone();
                push_segment(&mut pointer, &name);
                let mend = match keyword(&name, known) {
                    Some(near) => {
                        self.report.note_meant(at.pointer_to(near));
                        format!("did you mean \"{near}\"?")
                    }
                    None => format!("known here are {}", known.join(", ")),
                };
                let what = format!("the keyword \"{name}\" is not known here");
                self.report.fault(member.place, &pointer, what, mend);
            }
        }
        true
    }

    /// Notes that a keyword is missing. What is wrong with one that is there, or stands there by
    /// another name, is told already.
    pub(crate) fn missing(&mut self, at: &At<'_>, name: &str, mend: &str) {
        let there = at.node.get(name);
        let is_told = there.is_some_and(|node| node.list().is_none_or(|list| !list.is_empty()));
        if is_told || self.report.is_meant(&at.pointer_to(name)) {
            return;
        }
        self.fault(at, format!("\"{name}\" is missing"), mend);
    }

    /// A text for people with its translations; empty when it is absent.
    pub(crate) fn text(&mut self, at: &At<'_>, name: &str) -> Text {
        at.child(name).map(|child| self.text_at(&child)).unwrap_or_default()
    }

    /// A text for people that must be there.
    pub(crate) fn needed_text(&mut self, at: &At<'_>, name: &str) -> Text {
        if at.node.get(name).is_none() {
            self.missing(at, name, "write the words that people read");
        }
        self.text(at, name)
    }

    /// A proper name, which needs no translation but may have one.
    pub(crate) fn name_text(&mut self, at: &At<'_>, name: &str) -> Option<Text> {
        let child = at.child(name)?;
        let text = self.string_at(&child)?;
        Some(self.translations.name(&text, &child.pointer))
    }

    /// This value as a text for people.
    pub(crate) fn text_at(&mut self, at: &At<'_>) -> Text {
        let Some(text) = at.node.text() else {
            self.fault(at, format!("this is {}", at.node.kind()), "write a string");
            return Text::default();
        };
        if text.trim().is_empty() {
            self.fault(at, "this text is empty", "write the words, or remove the keyword");
        }
        if text.chars().count() > MAX_TEXT {
            let what = format!("this text has more than {MAX_TEXT} characters");
            self.fault(at, what, "shorten it");
        }
        if text.chars().any(is_unsafe) {
            let what = "this text holds control or direction characters";
            self.fault(at, what, "remove the invisible characters");
        }
        self.translations.text(text, &at.pointer)
    }

    /// A list of texts for people.
    pub(crate) fn texts(&mut self, at: &At<'_>, name: &str) -> Vec<Text> {
        self.list(at, name).iter().map(|item| self.text_at(item)).collect()
    }

    /// A string that machines read.
    pub(crate) fn string(&mut self, at: &At<'_>, name: &str) -> Option<String> {
        at.child(name).and_then(|child| self.string_at(&child))
    }

    /// This value as a string that machines read.
    pub(crate) fn string_at(&mut self, at: &At<'_>) -> Option<String> {
        let Some(text) = at.node.text() else {
            self.fault(at, format!("this is {}", at.node.kind()), "write a string");
            return None;
        };
        if text.is_empty() || text.chars().any(is_unsafe) {
            self.fault(at, "this is empty or holds invisible characters", "write plain words");
        }
        Some(text.to_owned())
    }

    /// A list of strings that machines read.
    pub(crate) fn strings(&mut self, at: &At<'_>, name: &str) -> Vec<String> {
        self.list(at, name).iter().filter_map(|item| self.string_at(item)).collect()
    }

    /// The items of a list; a fault when it is something else.
    pub(crate) fn list<'n>(&mut self, at: &At<'n>, name: &str) -> Vec<At<'n>> {
        let Some(child) = at.child(name) else { return Vec::new() };
        if child.node.list().is_none() {
            let alone = child.node.text().filter(|text| text.chars().count() <= 40);
            let mend = alone.map(|text| format!("write: {}", json!([text])));
            let mend = mend.unwrap_or_else(|| "write an array".to_owned());
            self.fault(&child, format!("this is {}", child.node.kind()), mend);
        }
        let items = child.node.list().map_or(0, <[_]>::len);
        if items > MAX_ITEMS {
            let what = format!("this list has {items} items, more than {MAX_ITEMS}");
            self.fault(&child, what, "shorten it");
        }
        child.items().take(MAX_ITEMS).collect()
    }

    /// A slug: lower-case letters, digits and hyphens.
    pub(crate) fn slug(&mut self, at: &At<'_>, name: &str) -> Option<String> {
        let text = self.string(at, name)?;
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if text.len() > 60 || !text.chars().all(fits) {
            let child = at.child(name)?;
            let mend = "use up to 60 lower-case letters, digits and hyphens";
            self.fault(&child, "this is no slug", mend);
        }
        Some(text)
    }

    /// One of a closed list of words.
    pub(crate) fn one_of<T: Copy>(
        &mut self,
        at: &At<'_>,
        name: &str,
        words: &[(&str, T)],
    ) -> Option<T> {
        let child = at.child(name)?;
        self.one_of_at(&child, words)
    }

    /// This value as one of a closed list of words.
    pub(crate) fn one_of_at<T: Copy>(&mut self, at: &At<'_>, words: &[(&str, T)]) -> Option<T> {
        let found = words.iter().find(|(word, _)| at.node.text() == Some(word));
        if found.is_none() {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let near = |word: &str| nearest(word, &known).or_else(|| words::meant(word, &known));
            let mend = match at.node.text().and_then(near) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!("use {}", known.join(", ")),
            };
            self.fault(at, "this word is not known here", mend);
        }
        found.map(|(_, meaning)| *meaning)
    }

    /// A yes or no.
    pub(crate) fn flag(&mut self, at: &At<'_>, name: &str) -> Option<bool> {
        let child = at.child(name)?;
        if let Json::Bool(truth) = child.node.json {
            return Some(truth);
        }
        let bare = child.node.text().and_then(|text| match half_width(text).trim() {
            "true" | "はい" | "yes" => Some(true),
            "false" | "いいえ" | "no" => Some(false),
            _ => None,
        });
        let mend = bare.map(|truth| format!("write {truth} without quotation marks"));
        let mend = mend.unwrap_or_else(|| "write true or false".to_owned());
        self.fault(&child, format!("this is {}", child.node.kind()), mend);
        None
    }

    /// A whole number from `0` to `most`.
    pub(crate) fn count(&mut self, at: &At<'_>, name: &str, most: u64) -> Option<u64> {
        let child = at.child(name)?;
        let count = whole(self.number_at(&child)?).filter(|count| *count <= most);
        if count.is_none() {
            let mend = format!("write a whole number from 0 to {most}");
            self.fault(&child, "this number is out of bounds", mend);
        }
        count
    }

    /// This value as a number.
    pub(crate) fn number_at<'n>(&mut self, at: &At<'n>) -> Option<&'n Number> {
        if let Json::Number(number) = &at.node.json {
            return Some(number);
        }
        let mend = match at.node.text().and_then(number_in) {
            Some(number) => format!("write {number} without quotation marks"),
            None => "write a number".to_owned(),
        };
        self.fault(at, format!("this is {}", at.node.kind()), mend);
        None
    }

    /// Notes that this is no day as machines write one.
    pub(crate) fn no_day(&mut self, at: &At<'_>, name: &str, text: &str) {
        let read = Format::named("date").and_then(|format| format.read(text).ok());
        let mend = match read {
            Some(day) => format!("did you mean \"{day}\"?"),
            None => "write YYYY-MM-DD".to_owned(),
        };
        self.fault(at, format!("\"{name}\" is no day"), mend);
    }

    /// The source of an expression.
    pub(crate) fn snippet(&mut self, at: &At<'_>, name: &str) -> Option<super::Snippet> {
        let child = at.child(name)?;
        self.snippet_at(&child)
    }

    /// This value as the source of an expression.
    pub(crate) fn snippet_at(&mut self, at: &At<'_>) -> Option<super::Snippet> {
        let text = self.string_at(at)?;
        Some(super::Snippet { text, place: at.node.place, pointer: at.pointer.clone() })
    }
}

/// The number as a whole one: JSON Schema reads 2.0 as 2.
fn whole(number: &Number) -> Option<u64> {
    let exact = || number.to_string().parse::<Decimal>().ok().filter(Decimal::is_integer);
    number.as_u64().or_else(|| exact()?.try_into().ok())
}

/// Controls, and characters that change the direction or hide themselves.
pub(crate) fn is_unsafe(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}'
            | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}')
}

/// The known word that a typing mistake probably meant. Capitals and full-width letters are
/// no difference.
pub(crate) fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let word = half_width(word).to_lowercase();
    let most = (word.chars().count() / 3).min(2);
    let near =
        known.iter().map(|candidate| (distance(&word, &candidate.to_lowercase()), *candidate));
    near.filter(|(far, _)| *far <= most).min_by_key(|(far, _)| *far).map(|(_, near)| near)
}

/// The keyword that was probably meant: written nearly so, without its `x-`, or called otherwise
/// elsewhere.
fn keyword<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    let prefixed = format!("x-{name}");
    known
        .iter()
        .find(|known| **known == prefixed)
        .copied()
        .or_else(|| nearest(name, known))
        .or_else(|| nearest(&prefixed, known))
        .or_else(|| words::keyword(name, known))
}

/// The number that stands in a text: `"20"`, `"５，０００円"`.
pub(super) fn number_in(text: &str) -> Option<Decimal> {
    let plain = half_width(text).replace([',', ' '], "");
    plain.trim_end_matches(['円', '%', '字', '人', '年', '日', '歳', '個']).parse().ok()
}

/// Whether the words differ only in two neighbours that changed places.
fn swapped(one: &str, other: &str) -> bool {
    let differing: Vec<(usize, (char, char))> =
        one.chars().zip(other.chars()).enumerate().filter(|(_, (a, b))| a != b).collect();
    let [(first, (a, b)), (second, (c, d))] = differing.as_slice() else { return false };
    one.chars().count() == other.chars().count() && first + 1 == *second && a == d && b == c
}

/// Levenshtein's distance, for short words; two letters that changed places are one mistake.
pub(crate) fn distance(one: &str, other: &str) -> usize {
    if swapped(one, other) {
        return 1;
    }
    let other: Vec<char> = other.chars().take(60).collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (place, c) in one.chars().take(60).enumerate() {
        let mut diagonal = place;
        let mut left = place + 1;
        for (cell, d) in row.iter_mut().skip(1).zip(&other) {
            let above = *cell;
            left = (diagonal + usize::from(c != *d)).min(above + 1).min(left + 1);
            *cell = left;
            diagonal = above;
        }
        if let Some(first) = row.first_mut() {
            *first = place + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}
