//! Reading bibliographies: refused.

use std::ops::Range;

use serde::de::Error as _;

use crate::Library;

const LEFT_OUT: &str = "bibliographies are left out of this build";

/// A refusal with its place.
#[derive(Debug, Clone)]
pub struct Refused {
    /// Where: at the start.
    pub span: Range<usize>,
    /// Why.
    pub kind: String,
}

/// Why a BibLaTeX file is refused.
#[derive(Debug, Clone)]
pub enum BibLaTeXError {
    /// Its text.
    Parse(Refused),
    /// A field's type.
    Type(Refused),
}

/// Always fails.
pub fn from_yaml_str(_text: &str) -> Result<Library, serde_yaml::Error> {
    Err(serde_yaml::Error::custom(LEFT_OUT))
}

/// Always fails.
pub fn from_biblatex_str(_text: &str) -> Result<Library, Vec<BibLaTeXError>> {
    Err(vec![BibLaTeXError::Parse(Refused { span: 0..0, kind: LEFT_OUT.to_owned() })])
}
