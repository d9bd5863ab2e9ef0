//! つながり: what somebody of the office found that two cases have to do with each other. It is said and
//! shown; nothing flows along it, and no rule asks for it.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

/// What two cases have to do with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum LinkKind {
    /// 同じ人
    SamePerson,
    /// 同じ世帯
    SameHousehold,
    /// 重複: both ask for the same.
    Duplicate,
    /// 続き: the case goes on with what the other one began.
    FollowUp,
}

/// The text names no kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such kind; they are same-person, same-household, duplicate, follow-up")]
pub struct ParseLinkKindError;

/// The rule that refused a link.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum LinkRefusal {
    /// There is no case of that number, or none that the person may see.
    #[error("there is no such case")]
    NoSuchCase,
    /// A case is not linked to itself.
    #[error("it is the case itself")]
    SameCase,
    /// Two cases are linked once.
    #[error("the two cases are linked")]
    AlreadyLinked,
    /// More of them nobody reads beside one case.
    #[error("one of the two cases has as many links as a case can have")]
    TooManyLinks,
    /// Only what is linked is taken apart.
    #[error("the two cases are not linked")]
    NotLinked,
}

impl LinkKind {
    /// Every kind.
    pub const ALL: [Self; 4] =
        [Self::SamePerson, Self::SameHousehold, Self::Duplicate, Self::FollowUp];

    /// The word in the API and in the log.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

impl FromStr for LinkKind {
    type Err = ParseLinkKindError;

    fn from_str(word: &str) -> Result<Self, ParseLinkKindError> {
        Self::ALL.into_iter().find(|kind| kind.word() == word).ok_or(ParseLinkKindError)
    }
}
