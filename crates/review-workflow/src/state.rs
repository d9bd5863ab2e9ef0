//! Where a case stands. The words are the same in SQL, Rust, the API and the log.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

/// Where a case stands.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, IntoStaticStr,
)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// キャンセル待ち: it has arrived, and waits for a place that comes free.
    Waiting,
    /// お支払い待ち: it has arrived, the fee has not.
    AwaitingPayment,
    /// 受付済み: nobody has taken it yet.
    Received,
    /// 審査中: a clerk is at it.
    InReview,
    /// 補正のお願い: the resident is asked to mend marked fields.
    CorrectionRequested,
    /// 決裁中: a decision is proposed.
    AwaitingApproval,
    /// 承認: decided in favour, not yet issued.
    Approved,
    /// 完了: issued, or a notification recorded.
    Completed,
    /// 却下: decided against.
    Refused,
    /// 取下げ: taken back by the resident.
    Withdrawn,
    /// 失効: the fee was not paid in time, or no place came free.
    Lapsed,
}

/// The text names no state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such case state")]
pub struct ParseStateError;

impl State {
    /// Every state, in the order of a case's life.
    pub const ALL: [Self; 11] = [
        Self::Waiting,
        Self::AwaitingPayment,
        Self::Received,
        Self::InReview,
        Self::CorrectionRequested,
        Self::AwaitingApproval,
        Self::Approved,
        Self::Completed,
        Self::Refused,
        Self::Withdrawn,
        Self::Lapsed,
    ];

    /// The word in the database, the API and the log.
    pub fn word(self) -> &'static str {
        self.into()
    }

    /// Whether the case is over: nothing moves it, unless two people take it up again.
    pub const fn is_final(self) -> bool {
        match self {
            Self::Completed | Self::Refused | Self::Withdrawn | Self::Lapsed => true,
            Self::Waiting
            | Self::AwaitingPayment
            | Self::Received
            | Self::InReview
            | Self::CorrectionRequested
            | Self::AwaitingApproval
            | Self::Approved => false,
        }
    }

    /// Whether it has been decided; until then the resident may withdraw.
    pub const fn is_decided(self) -> bool {
        matches!(self, Self::Approved) || self.is_final()
    }

    /// Whether 標準処理期間 stands still, because the resident has to act or there is no place yet.
    pub const fn stops_the_clock(self) -> bool {
        matches!(self, Self::Waiting | Self::AwaitingPayment | Self::CorrectionRequested)
    }
}

impl FromStr for State {
    type Err = ParseStateError;

    fn from_str(word: &str) -> Result<Self, ParseStateError> {
        Self::ALL.into_iter().find(|state| state.word() == word).ok_or(ParseStateError)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
