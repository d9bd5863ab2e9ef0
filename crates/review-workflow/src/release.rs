//! 戻す: why somebody gives a case back.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

/// Why a case is put back among those that nobody has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum ReleaseReason {
    /// 急ぎの別件
    OtherWork,
    /// 経験がない
    NoExperience,
    /// 利害関係
    OwnInterest,
    /// 不在
    Absence,
}

/// The text names no reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such reason; they are other-work, no-experience, own-interest, absence")]
pub struct ParseReleaseReasonError;

impl ReleaseReason {
    /// Every reason.
    pub const ALL: [Self; 4] =
        [Self::OtherWork, Self::NoExperience, Self::OwnInterest, Self::Absence];

    /// The word in the API and in the log.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

impl FromStr for ReleaseReason {
    type Err = ParseReleaseReasonError;

    fn from_str(word: &str) -> Result<Self, ParseReleaseReasonError> {
        let known = Self::ALL.into_iter().find(|reason| reason.word() == word);
        known.ok_or(ParseReleaseReasonError)
    }
}
