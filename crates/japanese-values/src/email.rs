//! E-mail addresses, the old ones of Japanese carriers included.

use crate::Fault;

/// An e-mail address.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress {
    text: String,
}

impl EmailAddress {
    /// Reads what was typed.
    pub fn parse(_raw: &str) -> Result<Self, Fault> {
        unimplemented!()
    }

    /// As stored and shown.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// As a mail server takes it: `"a..b."@docomo.ne.jp`.
    pub fn for_sending(&self) -> String {
        unimplemented!()
    }

    /// A well-known domain that was probably meant.
    pub fn doubt(&self) -> Option<Fault> {
        unimplemented!()
    }
}
