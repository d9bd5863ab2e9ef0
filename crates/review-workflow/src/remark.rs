//! 補正: what is wrong with one answer, and why.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

/// A remark on one field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// The field as a JSON pointer into the data, such as `/children/0/name`.
    pub at: String,
    /// What is wrong and how to mend it, in words for the resident; empty where the reason says it
    /// all.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// The same in やさしい日本語, where the sentence was kept in it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub easy: String,
    /// The same in English, where the sentence was kept in it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub english: String,
    /// Why; the first logs did not tell it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<RemarkCode>,
}

/// Why an answer has to be mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum RemarkCode {
    /// 読めない・切れている
    Unreadable,
    /// 期限切れ・古い
    Expired,
    /// 別の書類
    WrongDocument,
    /// 付いていない・書かれていない
    Missing,
    /// 台帳・住民票と違う
    DiffersFromRegister,
    /// 本人・名義が違う
    WrongPerson,
    /// 計算・期間が合わない
    Calculation,
    /// ほかの申請と重なる
    Overlap,
    /// 意味が分からない
    Unclear,
    /// Something else, which the words say.
    Other,
}

/// The text names no reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "no such reason; they are unreadable, expired, wrong-document, missing, differs-from-register, wrong-person, calculation, overlap, unclear, other"
)]
pub struct ParseRemarkCodeError;

impl Remark {
    /// A remark in words alone.
    pub fn saying(at: impl Into<String>, text: impl Into<String>) -> Self {
        Self { at: at.into(), text: text.into(), ..Self::default() }
    }
}

impl RemarkCode {
    /// Every reason.
    pub const ALL: [Self; 10] = [
        Self::Unreadable,
        Self::Expired,
        Self::WrongDocument,
        Self::Missing,
        Self::DiffersFromRegister,
        Self::WrongPerson,
        Self::Calculation,
        Self::Overlap,
        Self::Unclear,
        Self::Other,
    ];

    /// The word in the API and in the log.
    pub fn word(self) -> &'static str {
        self.into()
    }

    /// Whether it needs no further words.
    pub const fn says_it_all(self) -> bool {
        !matches!(self, Self::Other)
    }
}

impl FromStr for RemarkCode {
    type Err = ParseRemarkCodeError;

    fn from_str(word: &str) -> Result<Self, ParseRemarkCodeError> {
        Self::ALL.into_iter().find(|code| code.word() == word).ok_or(ParseRemarkCodeError)
    }
}
