//! What a grant opens beside its role: off unless it is named.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

/// Something that a role alone does not open.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, IntoStaticStr,
)]
#[serde(try_from = "String", into = "&'static str")]
pub enum Right {
    /// 口座: accounts.
    #[strum(serialize = "see:bank")]
    SeeBank,
    /// 健康: health.
    #[strum(serialize = "see:health")]
    SeeHealth,
    /// 世帯の状況: how a household lives.
    #[strum(serialize = "see:household")]
    SeeHousehold,
    /// 本人確認書類: what somebody shows who they are by.
    #[strum(serialize = "see:identity")]
    SeeIdentity,
    /// 個人番号 (番号法).
    #[strum(serialize = "see:my-number")]
    SeeMyNumber,
    /// 支援措置: where a protected person is, and who is protected.
    #[strum(serialize = "protected")]
    Protected,
}

/// The text names no right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "no such right; rights are see:bank, see:health, see:household, see:identity, see:my-number, \
     protected"
)]
pub struct ParseRightError;

impl Right {
    /// What opens sealed answers and files of a kind.
    pub const SEEING: [Self; 5] =
        [Self::SeeBank, Self::SeeHealth, Self::SeeHousehold, Self::SeeIdentity, Self::SeeMyNumber];

    /// Every right.
    pub const ALL: [Self; 6] = [
        Self::SeeBank,
        Self::SeeHealth,
        Self::SeeHousehold,
        Self::SeeIdentity,
        Self::SeeMyNumber,
        Self::Protected,
    ];

    /// The word in the database, the command line and the log.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

impl FromStr for Right {
    type Err = ParseRightError;

    fn from_str(word: &str) -> Result<Self, ParseRightError> {
        Self::ALL.into_iter().find(|right| right.word() == word).ok_or(ParseRightError)
    }
}

impl TryFrom<String> for Right {
    type Error = ParseRightError;

    fn try_from(word: String) -> Result<Self, ParseRightError> {
        word.parse()
    }
}

impl fmt::Display for Right {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
