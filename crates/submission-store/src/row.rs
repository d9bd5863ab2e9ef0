//! From plain columns back to our words. What cannot be read is damage, and loud.

use std::str::FromStr;

use kernel::Language;

use crate::{Digest, StoreError};

/// Where a value was read: the part of every complaint about it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct At<'a> {
    pub(crate) table: &'static str,
    pub(crate) id: &'a str,
}

impl<'a> At<'a> {
    pub(crate) const fn row(table: &'static str, id: &'a str) -> Self {
        Self { table, id }
    }

    /// A word, id or number in text.
    pub(crate) fn parse<T: FromStr>(self, what: &'static str, text: &str) -> Result<T, StoreError> {
        text.parse().ok().ok_or_else(|| self.damaged(what))
    }

    /// The same, where there may be none.
    pub(crate) fn parse_option<T: FromStr>(
        self,
        what: &'static str,
        text: Option<&str>,
    ) -> Result<Option<T>, StoreError> {
        text.map(|text| self.parse(what, text)).transpose()
    }

    pub(crate) fn digest(self, bytes: &[u8]) -> Result<Digest, StoreError> {
        bytes
            .try_into()
            .map(Digest::from_bytes)
            .ok()
            .ok_or_else(|| self.damaged("not a sha-256 value"))
    }

    pub(crate) fn language(self, tag: &str) -> Result<Language, StoreError> {
        Language::from_tag(tag).ok_or_else(|| self.damaged("language"))
    }

    pub(crate) fn count(self, what: &'static str, number: i64) -> Result<u32, StoreError> {
        u32::try_from(number).ok().ok_or_else(|| self.damaged(what))
    }

    pub(crate) fn damaged(self, what: &'static str) -> StoreError {
        StoreError::corrupt(self.table, self.id, what)
    }
}

/// A word that is written the same in SQL, Rust and the log.
macro_rules! words {
    ($name:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        impl $name {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in the database and the log.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::row::UnknownWord;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                match word {
                    $($word => Ok(Self::$variant),)+
                    _ => Err($crate::row::UnknownWord),
                }
            }
        }
    };
}
pub(crate) use words;

/// The text is none of the allowed words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not one of the allowed words")]
pub struct UnknownWord;
