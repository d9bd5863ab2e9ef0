//! Names of people, kept as they were typed.

use crate::Fault;

/// A name of a person: as typed, only trimmed and its spaces made one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PersonName(String);

impl PersonName {
    /// Reads what was typed.
    pub fn parse(_raw: &str) -> Result<Self, Fault> {
        unimplemented!()
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
