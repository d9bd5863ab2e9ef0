//! What only the provider and we know.

use std::fmt;

/// A key. Never shown, also not in debug output.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Takes a key as it was given; blanks and line ends around it are no part of it.
    pub fn new(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(****)")
    }
}
