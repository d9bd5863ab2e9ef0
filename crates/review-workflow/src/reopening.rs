//! 更正・変更・取消し: a case that is over is taken up again by two people.

use std::str::FromStr;

use chrono::{Days, NaiveDate};
use kernel::{Instant, StaffId};
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use crate::{Case, Closing, Decision, Refusal, ReopeningRefusal, State};

/// Days in which a withdrawal can be taken back.
const WITHDRAWAL_DAYS: Days = Days::new(14);

/// Why a case is taken up again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    /// 更正: the paper was wrong.
    Clerical,
    /// 変更: something else is to be decided.
    Change,
    /// 取消し: what was granted is to be taken away.
    Revoke,
    /// The applicant takes back that they had withdrawn.
    Resident,
    /// It was closed by mistake.
    Closed,
}

/// The text names no ground.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such ground; they are clerical, change, revoke, resident, closed")]
pub struct ParseGroundError;

/// How whoever loses something was heard before (行政手続法13条).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "way", rename_all = "kebab-case")]
pub enum Hearing {
    /// 聴聞
    Hearing {
        /// The day on which they were told of it.
        told_on: NaiveDate,
        /// The day on which it was held.
        held_on: NaiveDate,
    },
    /// 弁明の機会の付与
    Statement {
        /// The day on which they were told of it.
        told_on: NaiveDate,
        /// The last day for their statement.
        held_on: NaiveDate,
    },
    /// 13条2項: neither is asked for.
    Exempt {
        /// By which rule.
        rule: String,
    },
}

/// Somebody wants a case taken up again; another person agrees or does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reopening {
    /// Who.
    pub by: StaffId,
    /// When.
    pub at: Instant,
    /// Why, in a word.
    pub ground: Ground,
    /// Why, in words for the resident.
    pub reason: String,
    /// How they were heard, where that is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hearing: Option<Hearing>,
}

/// A case was taken up again: what was decided before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reopened {
    /// When.
    pub at: Instant,
    /// Why.
    pub ground: Ground,
    /// The decision that had been made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
}

/// How a case came to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// When.
    pub at: Instant,
    /// Since when it had waited for the resident, where it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_at: Option<Instant>,
    /// Whether a fee was awaited.
    #[serde(default)]
    pub owed: bool,
    /// Why the office closed it, where it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closing: Option<Box<Closing>>,
}

impl Ground {
    /// Every ground.
    pub const ALL: [Self; 5] =
        [Self::Clerical, Self::Change, Self::Revoke, Self::Resident, Self::Closed];

    /// The word in the API and in the log.
    pub fn word(self) -> &'static str {
        self.into()
    }

    /// Whether whoever loses something is heard before.
    pub const fn asks_for_hearing(self) -> bool {
        matches!(self, Self::Revoke)
    }

    /// Whether such a case can be taken up again for this. What was granted is revoked, a
    /// withdrawal and a closing are taken back, and anything decided or recorded is put right.
    pub fn fits(self, case: &Case) -> bool {
        let granted = case.decision.as_ref().is_some_and(|it| it.verdict.is_in_favour());
        let rests = matches!(case.state, State::Approved | State::Completed | State::Refused);
        match self {
            Self::Clerical | Self::Change => rests,
            Self::Revoke => rests && granted,
            Self::Resident => case.state == State::Withdrawn,
            Self::Closed => case.closing().is_some(),
        }
    }
}

impl FromStr for Ground {
    type Err = ParseGroundError;

    fn from_str(word: &str) -> Result<Self, ParseGroundError> {
        Self::ALL.into_iter().find(|ground| ground.word() == word).ok_or(ParseGroundError)
    }
}

impl Hearing {
    /// Whether the days can be: told first, held then, and both behind us.
    pub(crate) fn is_sound(&self, today: NaiveDate) -> bool {
        match self {
            Self::Hearing { told_on, held_on } | Self::Statement { told_on, held_on } => {
                told_on <= held_on && *held_on <= today
            }
            Self::Exempt { rule } => !rule.trim().is_empty(),
        }
    }
}

impl Case {
    /// The grounds for which it can be taken up again.
    pub fn grounds(&self) -> impl Iterator<Item = Ground> {
        Ground::ALL.into_iter().filter(|ground| ground.fits(self))
    }

    /// Whether anything but a withdrawal or a closing was taken back: what was decided once is not
    /// withdrawn.
    pub(crate) fn was_decided_before(&self) -> bool {
        self.reopened.iter().any(|it| !matches!(it.ground, Ground::Resident | Ground::Closed))
    }
}

/// A withdrawal is taken back within some days, and only where no fee went with it.
pub(crate) fn permit_taking_back(case: &Case, now: Instant) -> Result<(), Refusal> {
    let Some(ended) = case.ended.as_ref().filter(|_| case.state == State::Withdrawn) else {
        return Ok(());
    };
    if ended.owed {
        return Err(ReopeningRefusal::FeeGone.into());
    }
    let last = ended.at.day().checked_add_days(WITHDRAWAL_DAYS).unwrap_or(NaiveDate::MAX);
    if now.day() > last { Err(ReopeningRefusal::TooLate.into()) } else { Ok(()) }
}
