//! The shared parts of definitions: name, address, bank account and their translations.

use std::collections::BTreeMap;

/// The documents under `parts/`, by path: `parts/address.json`. A translation
/// lies beside its part: `parts/address.en.json`.
#[derive(Debug, Clone, Default)]
pub struct Parts {
    documents: BTreeMap<String, String>,
}

impl Parts {
    /// The documents by path.
    pub fn new<P: Into<String>, T: Into<String>>(
        documents: impl IntoIterator<Item = (P, T)>,
    ) -> Self {
        Self { documents: documents.into_iter().map(|(p, t)| (p.into(), t.into())).collect() }
    }

    /// The text of one document.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.documents.get(path).map(String::as_str)
    }
}
