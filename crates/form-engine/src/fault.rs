//! What is wrong with a definition, said to the person who writes it.
//!
//! It never speaks about a resident's answers.

use std::fmt;

/// One fault of a definition, with the place and the way out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DefinitionFault {
    /// The file it lies in: the definition, a part or an overlay.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The JSON Pointer in the definition with its parts inside; in an overlay, its key.
    pub pointer: String,
    /// What is wrong.
    pub what: String,
    /// How to mend it.
    pub mend: String,
}

/// `file:line:column: /pointer: what; mend`
impl fmt::Display for DefinitionFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, column, pointer, what, mend } = self;
        let pointer = if pointer.is_empty() { "/" } else { pointer };
        write!(f, "{file}:{line}:{column}: {pointer}: {what}; {mend}")
    }
}

impl std::error::Error for DefinitionFault {}
