//! What an applicant says at the counter, by telephone or on paper, and staff enter: a 取下げ, an
//! answer to a 補正.

use std::str::FromStr;

use kernel::StaffId;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

/// By which way an applicant came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// 電話
    Telephone,
    /// 窓口
    Counter,
    /// 書面
    Paper,
}

/// The text names no way.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such way; they are telephone, counter, paper")]
pub struct ParseWayError;

/// Who took what an applicant said, and how they made sure of who spoke.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// Who took it.
    pub by: StaffId,
    /// By which way it came.
    pub way: Way,
    /// How they made sure of the person.
    pub identity: String,
}

impl Way {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::Telephone, Self::Counter, Self::Paper];

    /// The word in the API and in the log.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

impl FromStr for Way {
    type Err = ParseWayError;

    fn from_str(word: &str) -> Result<Self, ParseWayError> {
        Self::ALL.into_iter().find(|way| way.word() == word).ok_or(ParseWayError)
    }
}
