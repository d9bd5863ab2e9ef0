//! What is wrong with a definition, said to the person who writes it.
//!
//! It never speaks about a resident's answers.

use std::fmt;

use crate::definition::place_in;

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

impl DefinitionFault {
    /// A fault of the value that stands at a pointer of a file.
    pub fn at(
        (file, text): (&str, &str),
        pointer: &str,
        what: impl Into<String>,
        mend: impl Into<String>,
    ) -> Self {
        let (line, column) = place_in(text, pointer).unwrap_or((1, 1));
        let (file, pointer) = (file.to_owned(), pointer.to_owned());
        Self { file, line, column, pointer, what: what.into(), mend: mend.into() }
    }
}

/// What a city must confirm before it publishes a definition, and where that is said.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Confirmation {
    /// The file: a definition, a part, the words of the city.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The JSON Pointer of what is to be confirmed.
    pub pointer: String,
    /// What is to be confirmed.
    pub note: String,
}

/// What a city must confirm in one file (`x-confirm`), in its order.
pub fn confirmations(file: &str, text: &str) -> Vec<Confirmation> {
    crate::definition::notes(file, text)
}

/// The known word that a typing mistake probably meant.
pub fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    crate::definition::nearest(word, known)
}

/// The way out as the words that are to be written, cut to what differs from those that stand.
pub(crate) fn like_this(stands: &str, mended: &str) -> Option<String> {
    const BEFORE: usize = 24;
    const MOST: usize = 80;
    if stands == mended || mended.is_empty() {
        return None;
    }
    let same = stands.chars().zip(mended.chars()).take_while(|(one, other)| one == other).count();
    let whole = mended.chars().count();
    let from = if whole <= MOST { 0 } else { same.saturating_sub(BEFORE) };
    let shown: String = mended.chars().skip(from).take(MOST).collect();
    let (left, right) =
        (if from > 0 { "…" } else { "" }, if from + MOST < whole { "…" } else { "" });
    let shown = format!("{left}{shown}{right}");
    Some(format!("write: {shown}"))
}
