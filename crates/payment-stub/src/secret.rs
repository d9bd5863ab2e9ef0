//! The secret that the provider and its merchant share.

use std::fmt;

/// Signs orders, callbacks and questions. Never shown, also not in debug output.
#[derive(Clone)]
pub struct Secret(Vec<u8>);

impl Secret {
    /// A secret of any length; 32 random bytes are a good one.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(****)")
    }
}
