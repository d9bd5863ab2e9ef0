//! What a procedure's definition says about how its cases are handled.

use std::{fmt, str::FromStr};

use japanese_values::Term;
use kernel::{CasePlace, Instant, Level, Rank};
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use crate::{StandIn, Verdict};

/// The kind of procedure: `workflow` in a form definition.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, IntoStaticStr,
)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// 届出: recorded and complete. There is no refusal (行政手続法37条); what is
    /// incomplete is asked about.
    Notification,
    /// 証明書の交付: issued on payment and check.
    Certificate,
    /// Review, then decision.
    Standard,
    /// Review, then a decision that always takes a second person.
    Approval,
    /// 抽選・先着: received until closing, then decided together.
    LotteryOrQuota,
}

/// The text names no shape.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "no such workflow; workflows are notification, certificate, standard, approval, lottery-or-quota"
)]
pub struct ParseShapeError;

impl Shape {
    /// Every shape.
    pub const ALL: [Self; 5] = [
        Self::Notification,
        Self::Certificate,
        Self::Standard,
        Self::Approval,
        Self::LotteryOrQuota,
    ];

    /// The word in form definitions and in the database.
    pub fn word(self) -> &'static str {
        self.into()
    }

    /// Whether such a case ends in a decision (処分).
    pub const fn is_decided(self) -> bool {
        !matches!(self, Self::Notification)
    }
}

impl FromStr for Shape {
    type Err = ParseShapeError;

    fn from_str(word: &str) -> Result<Self, ParseShapeError> {
        Self::ALL.into_iter().find(|shape| shape.word() == word).ok_or(ParseShapeError)
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The rules for the cases of one procedure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The kind of procedure.
    pub shape: Shape,
    /// Where the case belongs.
    pub place: CasePlace,
    /// 標準処理期間, counted from the day after arrival.
    pub processing: Option<Term>,
    /// Who decides in favour of this very case, or records it.
    pub approval: Level,
    /// Who grants a part of it, or on conditions: never alone, as none of the following.
    pub part: Level,
    /// Who decides against it.
    pub refusal: Level,
    /// Who dismisses it.
    pub dismissal: Level,
    /// Whose deputy the person is who acts now.
    pub stand_ins: Vec<StandIn>,
    /// Days that a resident gets for a correction (行政手続法7条: 相当の期間).
    pub correction_days: u32,
    /// Days that a resident gets to pay.
    pub payment_days: u32,
    /// Whether the office fixes the fee after looking at the case. Then nothing is
    /// complete before the fee is paid or waived.
    pub fee_after_review: bool,
    /// When a lottery or quota stops receiving; nothing is decided before.
    pub closes_at: Option<Instant>,
    /// 抽選: whether a draw says who comes first; nothing is decided before.
    pub by_lot: bool,
    /// 抜取確認: how many of a hundred decisions of one person another looks at.
    pub sample: u32,
}

impl Policy {
    /// The usual rules: a second person decides, fourteen days to correct, fourteen days to pay,
    /// and one in twenty decisions of one person is looked at.
    pub const fn new(shape: Shape, place: CasePlace) -> Self {
        Self {
            shape,
            place,
            processing: None,
            approval: Level::of(Rank::Chief),
            part: Level::of(Rank::Chief),
            refusal: Level::of(Rank::Chief),
            dismissal: Level::of(Rank::Chief),
            stand_ins: Vec::new(),
            correction_days: 14,
            payment_days: 14,
            fee_after_review: false,
            closes_at: None,
            by_lot: false,
            sample: 5,
        }
    }

    /// Who decides so.
    pub const fn level(&self, verdict: Verdict) -> &Level {
        match verdict {
            Verdict::Approve => &self.approval,
            Verdict::ApproveInPart => &self.part,
            Verdict::Refuse => &self.refusal,
            Verdict::Dismiss => &self.dismissal,
        }
    }
}
