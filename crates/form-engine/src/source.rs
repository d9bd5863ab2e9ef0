//! A definition as it is handed in, before anybody has read it.

use kernel::Language;

/// A definition as it lies in a file or in the database.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The name for faults, such as `forms/certificates/juminhyo-utsushi.json`.
    pub file: &'a str,
    /// The JSON document.
    pub text: &'a str,
    /// The translations: one JSON document a language.
    pub overlays: &'a [(Language, &'a str)],
}
