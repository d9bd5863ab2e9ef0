//! Mail addresses, parsed once at the door.

use std::{fmt, str::FromStr};

/// Why a text is no address we send to. Never quotes the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressFault {
    /// Not one `local@domain`.
    #[error("not of the form local@domain")]
    Form,
    /// The part before the at sign cannot be sent to.
    #[error("the local part is not valid")]
    Local,
    /// The part after the at sign is no domain name.
    #[error("the domain is not valid")]
    Domain,
    /// Longer than SMTP carries (RFC 5321: 64 before, 254 in all).
    #[error("too long")]
    Length,
}

/// One mail address that SMTP can carry. Personal data: its `Debug` is masked.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(String);

impl Address {
    /// The address as SMTP writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Address {
    type Err = AddressFault;

    fn from_str(_typed: &str) -> Result<Self, AddressFault> {
        unimplemented!()
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address(****)")
    }
}
