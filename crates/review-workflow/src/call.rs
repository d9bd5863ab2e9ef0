//! A call about a case, as staff write it down.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

/// What a call was about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    /// 質問
    Question,
    /// 苦情
    Complaint,
    /// 約束: something that either side said they would do.
    Promise,
}

/// The text names no topic.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such topic; they are question, complaint, promise")]
pub struct ParseTopicError;

/// Who called, or was called, and about what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// What it was about.
    pub topic: Topic,
    /// With whom somebody spoke, in words.
    pub with: String,
}

impl Topic {
    /// Every topic.
    pub const ALL: [Self; 3] = [Self::Question, Self::Complaint, Self::Promise];

    /// The word in the API and in the log.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

impl FromStr for Topic {
    type Err = ParseTopicError;

    fn from_str(word: &str) -> Result<Self, ParseTopicError> {
        Self::ALL.into_iter().find(|topic| topic.word() == word).ok_or(ParseTopicError)
    }
}
