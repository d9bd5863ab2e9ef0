//! By which words the office finds a case: those of everybody whom it is about, of how they are
//! reached, and of what its definition lets search for.
//!
//! Nothing that is marked as sensitive is one of them, however else it is marked.

use std::collections::BTreeSet;

use form_engine::{Field, Form, Searched, Widget};
use japanese_values::search::{address_key, key};
use serde_json::Value;
use submission_store::search::{Field as Kind, Word};

use crate::{
    Subject,
    subject::{LEGAL_FORMS, Party},
};

/// More words are not kept of one case.
const MOST_WORDS: usize = 120;
/// More people than these are not searched for in one case, beside its applicants.
const MOST_PEOPLE: usize = 6;
/// The longest name that is a person's when nothing divides it.
const LONGEST_UNDIVIDED: usize = 12;

/// The words of a case with these answers; none of where somebody is, where it `is_protected`.
pub fn words(form: &Form, answers: &Value, is_protected: bool) -> BTreeSet<Word> {
    let subject = Subject::searchable(form, answers);
    let mut words = Words { all: Vec::new(), is_protected };
    words.subject(&subject);
    let mut people = Vec::new();
    for page in form.pages() {
        for field in &page.fields {
            words.answer(field, answers, &mut people);
        }
    }
    for person in people.iter().take(MOST_PEOPLE) {
        words.party(person);
    }
    words.finish()
}

/// The words of the people whom a case is known to be about, where its answers are not to be read.
pub fn words_of(subject: &Subject) -> BTreeSet<Word> {
    let mut words = Words::default();
    words.subject(subject);
    words.finish()
}

/// The words by which cases of the same people are found: a name with a day of birth, and with what
/// else tells them from somebody of the same name and day.
pub fn people(subject: &Subject) -> Vec<Word> {
    let mut words = Words::default();
    words.people(subject);
    words.all
}

/// The keys of those whom a case is about: the same for the same name and day of birth, however
/// they are typed.
pub(crate) fn persons(form: &Form, answers: &Value) -> BTreeSet<String> {
    let words = words(form, answers, true).into_iter();
    words.filter(|word| word.field == Kind::Person).map(|word| word.key).collect()
}

/// In the order of what finds a case most often: what is too much is left out from the end.
#[derive(Default)]
struct Words {
    all: Vec<Word>,
    is_protected: bool,
}

impl Words {
    fn add(&mut self, kind: Kind, key: String) {
        let is_kept_back = self.is_protected && kind.locates();
        if !key.is_empty() && !is_kept_back {
            self.all.push(Word::new(kind, key));
        }
    }

    fn finish(mut self) -> BTreeSet<Word> {
        self.all.truncate(MOST_WORDS);
        self.all.into_iter().collect()
    }

    fn subject(&mut self, subject: &Subject) {
        for party in &subject.parties {
            self.party(party);
        }
        if let Some(phone) = &subject.phone {
            self.phone(phone);
        }
        if let Some(email) = &subject.email {
            self.add(Kind::Email, key(email));
        }
        for address in &subject.addresses {
            self.add(Kind::Town, address_key(&address.town));
            self.add(Kind::Town, address_key(&address.whole()));
            self.add(Kind::PostalCode, key(&address.postal));
        }
        self.people(subject);
    }

    fn party(&mut self, party: &Party) {
        let kind = if party.is_organisation { Kind::Organisation } else { Kind::Name };
        for word in parts_of(&party.name) {
            self.add(kind, key(&word));
        }
        if let Some(kana) = &party.kana {
            self.kana(kana);
        }
        if let Some(date) = &party.birth_date {
            self.add(Kind::BirthDate, date.clone());
            self.add(Kind::Person, person(&party.name, date));
            if let Some(kana) = &party.kana {
                self.add(Kind::PersonKana, with(&person(&party.name, date), &key(kana)));
            }
        }
    }

    fn people(&mut self, subject: &Subject) {
        for party in &subject.parties {
            let Some(date) = &party.birth_date else { continue };
            let person = person(&party.name, date);
            self.add(Kind::Person, person.clone());
            if let Some(kana) = &party.kana {
                self.add(Kind::PersonKana, with(&person, &key(kana)));
            }
            if let Some(phone) = &subject.phone {
                self.add(Kind::PersonPhone, with(&person, &key(phone)));
            }
            for address in &subject.addresses {
                self.add(Kind::PersonTown, with(&person, &address_key(&address.whole())));
            }
        }
    }

    fn kana(&mut self, kana: &str) {
        for part in parts_of(kana) {
            let part = key(&part);
            let letters: Vec<char> = part.chars().collect();
            for length in 2..=3 {
                if length < letters.len() {
                    self.add(Kind::Kana, letters.iter().take(length).collect());
                }
            }
            self.add(Kind::Kana, part);
        }
    }

    fn phone(&mut self, phone: &str) {
        let digits = key(phone);
        let end: String = digits.chars().skip(digits.chars().count().saturating_sub(4)).collect();
        self.add(Kind::PhoneEnd, end);
        self.add(Kind::Phone, digits);
    }

    /// What the definition lets search for in `value`, the answers around the field.
    fn answer(&mut self, field: &Field, around: &Value, people: &mut Vec<Party>) {
        if field.sensitive.is_some() || (self.is_protected && field.locates) {
            return;
        }
        let Some(value) = around.get(&field.name) else { return };
        match field.widget {
            Widget::Group => self.group(field, value, people),
            Widget::Repeat => {
                for row in value.as_array().into_iter().flatten() {
                    self.group(field, row, people);
                }
            }
            Widget::Text
            | Widget::TextArea
            | Widget::Integer
            | Widget::Date
            | Widget::Radio
            | Widget::Select
            | Widget::Checkboxes
            | Widget::Checkbox
            | Widget::Attachment => match field.searched {
                Some(Searched::Answer) => self.marked(field, value),
                // One who stands beside no other answer of theirs.
                Some(Searched::Person) if is_name(field) => {
                    people.extend(text(value).map(|name| Party { name, ..Party::default() }));
                }
                Some(Searched::Person) => text(value).iter().for_each(|kana| self.kana(kana)),
                None => {}
            },
        }
    }

    /// A group or a row: the name, the reading and the day of birth in it are those of one person.
    fn group(&mut self, group: &Field, inside: &Value, people: &mut Vec<Party>) {
        let person = |field: &&std::sync::Arc<Field>| {
            field.searched == Some(Searched::Person) && field.sensitive.is_none()
        };
        let answer = |field: &Field| inside.get(&field.name).and_then(text);
        let name = group.children.iter().filter(person).find(|field| is_name(field));
        let Some(named) = name.and_then(|field| Some((field, answer(field)?))) else {
            group.children.iter().for_each(|field| self.answer(field, inside, people));
            return;
        };
        let kana = group.children.iter().filter(person).find(|field| !is_name(field));
        let born = group.children.iter().find(|field| {
            field.searched == Some(Searched::Answer)
                && field.widget == Widget::Date
                && field.sensitive.is_none()
        });
        people.push(Party {
            name: named.1,
            kana: kana.and_then(|field| answer(field)),
            birth_date: born.and_then(|field| answer(field)),
            is_organisation: false,
        });
        let of_person = [Some(named.0), kana, born];
        for field in &group.children {
            if !of_person.contains(&Some(field)) {
                self.answer(field, inside, people);
            }
        }
    }

    fn marked(&mut self, field: &Field, value: &Value) {
        let number = value.as_i64().map(|number| number.to_string());
        let Some(text) = text(value).or(number) else { return };
        match field.format.as_deref() {
            Some("jp-phone") => self.phone(&text),
            Some("jp-email") => self.add(Kind::Email, key(&text)),
            Some("jp-postal-code") => self.add(Kind::PostalCode, key(&text)),
            Some("jp-address") => self.add(Kind::Town, address_key(&text)),
            Some("jp-furigana") => self.kana(&text),
            Some("date" | "jp-birth-date" | "jp-date-wareki") => self.add(Kind::BirthDate, text),
            Some(_) | None => {
                let words = text.split_whitespace().filter(|word| word.len() < text.len());
                for word in words {
                    self.add(Kind::Answer, key(word));
                }
                self.add(Kind::Answer, key(&text));
            }
        }
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

fn is_name(field: &Field) -> bool {
    field.format.as_deref() != Some("jp-furigana")
}

pub(crate) fn person(name: &str, birth_date: &str) -> String {
    with(&key(name), birth_date)
}

/// Two things in one key; neither holds what parts them.
fn with(one: &str, other: &str) -> String {
    format!("{one}\u{1E}{other}")
}

/// A name, its parts, and of a name that nothing divides its beginnings and ends: who
/// looks for a surname finds it without knowing where it stops.
fn parts_of(name: &str) -> Vec<String> {
    let divides = |c: char| c.is_whitespace() || matches!(c, '・' | '･' | ',' | '，');
    let parts: Vec<&str> = name.split(divides).filter(|part| !part.is_empty()).collect();
    let mut words = vec![name.to_owned()];
    if parts.len() > 1 {
        words.extend(parts.into_iter().map(str::to_owned));
        return words;
    }
    let bare = LEGAL_FORMS.iter().find_map(|form| {
        let rest = name.strip_prefix(form).or_else(|| name.strip_suffix(form))?;
        (!rest.is_empty()).then(|| rest.to_owned())
    });
    if let Some(bare) = bare {
        words.push(bare);
        return words;
    }
    let letters: Vec<char> = name.chars().collect();
    if letters.len() > LONGEST_UNDIVIDED {
        return words;
    }
    let is_kana = |c: &char| matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | 'ｦ'..='ﾟ');
    let lengths = if letters.iter().all(is_kana) { 2..=5 } else { 1..=3 };
    for length in lengths.filter(|length| *length < letters.len()) {
        words.push(letters.iter().take(length).collect());
        words.push(letters.iter().skip(letters.len() - length).collect());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, found_by: &[&str], not_by: &[&str]) {
        let words = parts_of(name);
        for word in found_by {
            assert!(words.iter().any(|w| w == word), "{name}: {word} is missing in {words:?}");
        }
        for word in not_by {
            assert!(words.iter().all(|w| w != word), "{name}: {word} finds it");
        }
    }

    #[test]
    fn a_name_is_found_by_its_whole_and_its_parts() {
        check("山田　花子", &["山田　花子", "山田", "花子"], &["山", "子"]);
        check("マリア・シルバ サントス", &["マリア", "シルバ", "サントス"], &["マ"]);
        check("山田花子", &["山田花子", "山田", "花子", "山", "山田花"], &["田花"]);
        check("ヤマダハナコ", &["ヤマダ", "ハナコ", "ヤマダハ"], &["ヤ"]);
        check("株式会社せんだい商店", &["株式会社せんだい商店", "せんだい商店"], &["株"]);
        check("林", &["林"], &[]);
    }

    #[test]
    fn a_name_of_any_length_gives_few_words() {
        assert_eq!(parts_of(&"あ".repeat(100)).len(), 1);
        assert!(parts_of("あいうえおかきくけこ").len() < 12);
    }
}
