//! The shared parts of definitions: name, address, bank account and their translations; and
//! those of one city: its wards, its schools, its words.

use std::{
    collections::{BTreeMap, HashSet},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use kernel::Language;

use super::city::{self, City};
use super::json::{Mistake, Node};
use super::overlay::OVERLAID;
use crate::{Field, Text};

/// The documents under `parts/` and `city/`, by path: `parts/address.json`. A translation
/// lies beside its part: `parts/address.en.json`.
#[derive(Debug, Clone, Default)]
pub struct Parts {
    documents: BTreeMap<String, Part>,
    city: Arc<City>,
    /// Half of the fields of a hundred forms are the same as another's: a name, an address. What
    /// is compiled with the same parts keeps each of them once.
    fields: Arc<Mutex<HashSet<Arc<Field>>>>,
}

/// One of them, read once for all the definitions that use it.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) text: Arc<str>,
    city: Arc<City>,
    language: Language,
    read: OnceLock<(Option<Node>, Vec<Mistake>)>,
    words: OnceLock<Arc<BTreeMap<String, String>>>,
}

impl Parts {
    /// The documents by path.
    pub fn new<P: Into<String>, T: AsRef<str>>(
        documents: impl IntoIterator<Item = (P, T)>,
    ) -> Self {
        let documents = documents.into_iter().map(|(path, text)| (path.into(), text));
        let documents: Vec<(String, T)> = documents.collect();
        let words = documents.iter().find(|(path, _)| path == city::FILE);
        let city = words.map(|(_, text)| City::read(text.as_ref())).unwrap_or_default();
        let city = Arc::new(city);
        let part = |path: &str, text: T| Part {
            text: text.as_ref().into(),
            city: Arc::clone(&city),
            language: language_of(path),
            read: OnceLock::new(),
            words: OnceLock::new(),
        };
        let part = |(path, text): (String, T)| {
            let part = part(&path, text);
            (path, part)
        };
        let documents = documents.into_iter().map(part).collect();
        Self { documents, city, fields: Arc::default() }
    }

    /// Puts the same field of an earlier form in the place of this one.
    pub(crate) fn share(&self, field: &mut Arc<Field>) {
        let mut known = self.fields.lock().unwrap_or_else(PoisonError::into_inner);
        match known.get(field) {
            Some(same) => *field = Arc::clone(same),
            None => drop(known.insert(Arc::clone(field))),
        }
    }

    /// A word of the city, as its `city/words.json` has it.
    pub fn word(&self, name: &str) -> Option<&Text> {
        self.city.word(name)
    }

    /// The words of the city.
    pub(crate) fn city(&self) -> &City {
        &self.city
    }

    /// Where the documents lie.
    pub(crate) fn paths(&self) -> Vec<&str> {
        self.documents.keys().map(String::as_str).collect()
    }

    /// One document.
    pub(crate) fn get(&self, path: &str) -> Option<&Part> {
        self.documents.get(path)
    }
}

impl Part {
    /// What it says, if it is JSON; its places name the file `0`.
    pub(crate) fn node(&self) -> Option<&Node> {
        self.read().0.as_ref()
    }

    /// What is wrong with it.
    pub(crate) fn mistakes(&self) -> &[Mistake] {
        &self.read().1
    }

    /// The document as words and their translations.
    pub(crate) fn words(&self) -> Arc<BTreeMap<String, String>> {
        let read = || {
            let members = self.node().map(Node::members).unwrap_or_default().iter();
            let pairs = members
                .filter_map(|member| Some((member.name.clone(), member.node.text()?.to_owned())));
            Arc::new(pairs.collect())
        };
        Arc::clone(self.words.get_or_init(read))
    }

    fn read(&self) -> &(Option<Node>, Vec<Mistake>) {
        self.read.get_or_init(|| city::read(&self.text, 0, &self.city, self.language))
    }
}

/// `parts/address.en.json` is English.
fn language_of(path: &str) -> Language {
    let says = |language: &Language| path.ends_with(&format!(".{}.json", language.tag()));
    OVERLAID.into_iter().find(says).unwrap_or(Language::Japanese)
}
