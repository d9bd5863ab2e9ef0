//! The shared parts of definitions: name, address, bank account and their translations.

use std::{
    collections::{BTreeMap, HashSet},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use super::json::{Mistake, Node, read as read_json};
use crate::Field;

/// The documents under `parts/`, by path: `parts/address.json`. A translation
/// lies beside its part: `parts/address.en.json`.
#[derive(Debug, Clone, Default)]
pub struct Parts {
    documents: BTreeMap<String, Part>,
    /// Half of the fields of a hundred forms are the same as another's: a name, an address. What
    /// is compiled with the same parts keeps each of them once.
    fields: Arc<Mutex<HashSet<Arc<Field>>>>,
}

/// One of them, read once for all the definitions that use it.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) text: Arc<str>,
    read: OnceLock<(Option<Node>, Vec<Mistake>)>,
    words: OnceLock<Arc<BTreeMap<String, String>>>,
}

impl Parts {
    /// The documents by path.
    pub fn new<P: Into<String>, T: AsRef<str>>(
        documents: impl IntoIterator<Item = (P, T)>,
    ) -> Self {
        let part = |text: T| Part {
            text: text.as_ref().into(),
            read: OnceLock::new(),
            words: OnceLock::new(),
        };
        let documents = documents.into_iter().map(|(path, text)| (path.into(), part(text)));
        Self { documents: documents.collect(), fields: Arc::default() }
    }

    /// Puts the same field of an earlier form in the place of this one.
    pub(crate) fn share(&self, field: &mut Arc<Field>) {
        let mut known = self.fields.lock().unwrap_or_else(PoisonError::into_inner);
        match known.get(field) {
            Some(same) => *field = Arc::clone(same),
            None => drop(known.insert(Arc::clone(field))),
        }
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
        self.read.get_or_init(|| read_json(&self.text, 0))
    }
}
