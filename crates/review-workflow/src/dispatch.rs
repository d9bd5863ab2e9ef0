//! 発送: how a paper leaves the house by post or over the counter, and how it comes back.
//!
//! Which paper waits for which of these is for whoever keeps papers to know.

use std::str::FromStr;

use chrono::NaiveDate;
use kernel::Instant;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use crate::Refusal;

/// 郵便の種類
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum PostKind {
    /// 普通
    Ordinary,
    /// 特定記録
    Recorded,
    /// 簡易書留
    SimplyRegistered,
    /// 書留
    Registered,
}

/// Why a letter came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum ReturnReason {
    /// 宛所不明
    Unknown,
    /// 転居
    Moved,
    /// 保管期間経過
    Uncollected,
    /// 受取拒否
    Refused,
}

/// How a paper was posted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    /// On which day.
    pub on: NaiveDate,
    /// By which kind of post.
    pub kind: PostKind,
    /// お問い合わせ番号, in figures alone; of what is not ordinary post.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracking: Option<String>,
}

/// The text names no kind of post.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such kind of post; they are ordinary, recorded, simply-registered, registered")]
pub struct ParsePostKindError;

/// The text names no reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such reason; they are unknown, moved, uncollected, refused")]
pub struct ParseReturnReasonError;

/// The rule of dispatch that refused a command.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum DispatchRefusal {
    /// What is still being set leaves nobody's hands.
    #[error("the paper is not set yet")]
    NotSet,
    /// What has left the house does not leave it again, nor is its number taken back.
    #[error("the paper has left the house")]
    AlreadyPosted,
    /// Only what was posted comes back.
    #[error("the paper was not posted")]
    NotPosted,
    /// An address is confirmed of what came back.
    #[error("the paper has not come back")]
    NotReturned,
    /// Nothing goes again to an address from which it came back.
    #[error("the paper came back, and nobody has confirmed an address since")]
    AddressUnconfirmed,
    /// What is more than ordinary post has a number by which it is followed.
    #[error("this kind of post has a number of 11 to 13 figures")]
    TrackingMissing,
    /// Nothing is posted before it is decided, nor tomorrow.
    #[error("a paper is posted between the day of its decision and today")]
    DayNotPast,
}

/// Figures of an お問い合わせ番号.
const FIGURES: std::ops::RangeInclusive<usize> = 11..=13;

impl PostKind {
    /// Every kind.
    pub const ALL: [Self; 4] =
        [Self::Ordinary, Self::Recorded, Self::SimplyRegistered, Self::Registered];

    /// The word in the API, in the database and in the log.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

impl ReturnReason {
    /// Every reason.
    pub const ALL: [Self; 4] = [Self::Unknown, Self::Moved, Self::Uncollected, Self::Refused];

    /// The word in the API, in the database and in the log.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

impl Posting {
    /// The same with the number in figures alone, if it can be at that moment.
    pub(crate) fn checked(self, at: Instant) -> Result<Self, Refusal> {
        if self.on > at.day() {
            return Err(DispatchRefusal::DayNotPast.into());
        }
        let tracking = match self.kind {
            PostKind::Ordinary => None,
            PostKind::Recorded | PostKind::SimplyRegistered | PostKind::Registered => {
                let figures = self.tracking.as_deref().and_then(figures);
                Some(figures.ok_or(DispatchRefusal::TrackingMissing)?)
            }
        };
        Ok(Self { tracking, ..self })
    }
}

/// The figures of a number that is typed with or without strokes, wide or narrow.
fn figures(typed: &str) -> Option<String> {
    let is_stroke = |c: &char| matches!(c, '-' | '－' | '‐' | '−' | 'ー' | ' ' | '　');
    let plain = |c: char| match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_digit(u32::from(c).checked_sub(u32::from('０'))?, 10),
        _ => None,
    };
    let figures: String =
        typed.chars().filter(|c| !is_stroke(c)).map(plain).collect::<Option<_>>()?;
    Some(figures).filter(|it| FIGURES.contains(&it.len()))
}

impl FromStr for PostKind {
    type Err = ParsePostKindError;

    fn from_str(word: &str) -> Result<Self, ParsePostKindError> {
        Self::ALL.into_iter().find(|kind| kind.word() == word).ok_or(ParsePostKindError)
    }
}

impl FromStr for ReturnReason {
    type Err = ParseReturnReasonError;

    fn from_str(word: &str) -> Result<Self, ParseReturnReasonError> {
        Self::ALL.into_iter().find(|reason| reason.word() == word).ok_or(ParseReturnReasonError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_it_stands_on_the_slip() {
        for typed in ["123-45-67890-1", "１２３－４５－６７８９０－１", " 12345678901 "]
        {
            assert_eq!(figures(typed).as_deref(), Some("12345678901"), "{typed}");
        }
        for typed in ["", "1234567890", "12345678901234", "RR123456789JP"] {
            assert_eq!(figures(typed), None, "{typed}");
        }
    }
}
