//! 欠番: why a paper that was numbered does not count.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

/// Why a paper that was numbered does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum VoidReason {
    /// 宛先の誤り
    Addressee,
    /// 記載の誤り
    Content,
    /// 体裁の誤り
    Misprint,
    /// 二重
    Duplicate,
    /// そのほか
    Other,
}

/// The text names no reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such reason; they are addressee, content, misprint, duplicate, other")]
pub struct ParseVoidReasonError;

impl VoidReason {
    /// Every reason.
    pub const ALL: [Self; 5] =
        [Self::Addressee, Self::Content, Self::Misprint, Self::Duplicate, Self::Other];

    /// The word in the API, in the register and in the log.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

impl FromStr for VoidReason {
    type Err = ParseVoidReasonError;

    fn from_str(word: &str) -> Result<Self, ParseVoidReasonError> {
        let known = Self::ALL.into_iter().find(|reason| reason.word() == word);
        known.ok_or(ParseVoidReasonError)
    }
}
