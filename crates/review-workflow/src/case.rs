//! One case: the office's view of one submission, as facts have made it.
//!
//! A plain record. The store maps each field to a column; every rule about which
//! values go together lives in `permit`, `decide` and `evolve`.

use std::str::FromStr;

use chrono::NaiveDate;
use kernel::{DepartmentId, Instant, StaffId, SubmissionId};
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use crate::{
    Attached, ByRule, Compared, Consultation, Ended, Finding, Grounds, Lot, Remark, Reopened,
    Reopening, Sample, Shape, State, Terms, Unread,
};

/// One case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// The submission that it is about; a case has no other id.
    pub id: SubmissionId,
    /// The kind of procedure, as it was when the case arrived.
    pub shape: Shape,
    /// Where it stands.
    pub state: State,
    /// The clerk who answers for it.
    pub assignee: Option<StaffId>,
    /// 手元: the department that works on it, where that is not the one that answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desk: Option<DepartmentId>,
    /// Why it is back in the hands of who works on it, until it goes on from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned: Option<Returned>,
    /// The decision that waits for an approver.
    pub proposal: Option<Proposal>,
    /// The decision.
    pub decision: Option<Decision>,
    /// 自動で決定: the rule that decided it, or recorded it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_rule: Option<Box<ByRule>>,
    /// The clerk who entered a paper or counter filing.
    pub filed_by: Option<StaffId>,
    /// Everybody who ever claimed it, asked for a correction or took that back, wrote in the
    /// resident's place, or proposed a decision or that it is taken up again, in order.
    pub prepared_by: Vec<StaffId>,
    /// Those among them who wrote in the resident's place: nobody of these decides alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mended_by: Vec<StaffId>,
    /// 到達: when the submission was recorded. No correction changes it.
    pub arrived_at: Instant,
    /// What the resident is asked to mend; there only in `correction-requested`.
    pub correction: Option<Correction>,
    /// The newest revision of the content; the first is 1.
    pub revision: u32,
    /// Since when 標準処理期間 stands still; there only while it does.
    pub clock_stopped_at: Option<Instant>,
    /// Open days that the clock has stood still so far.
    pub stopped_days: u32,
    /// The day by which the office means to be done. `None` where the procedure
    /// promises nothing, and while the clock stands still, unless the day had passed
    /// before it stopped.
    pub due_on: Option<NaiveDate>,
    /// How many open days that is after what the procedure promises, as somebody has moved it.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub moved_days: i32,
    /// 先に: since which day it comes before all others, whatever is promised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_on: Option<NaiveDate>,
    /// 支援措置: the last day on which it is kept from everybody where the applicant is. Until
    /// somebody takes it away, what was put out of the index of searches stays out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protected_until: Option<NaiveDate>,
    /// 質問あり: since when the resident waits for an answer to what they wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question_at: Option<Instant>,
    /// キャンセル待ち: the last day on which a place that comes free is passed on; there only in
    /// `waiting`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits_until: Option<NaiveDate>,
    /// Until when the fee can be paid (exclusive); there only in `awaiting-payment`.
    pub payment_due_at: Option<Instant>,
    /// When the resident was reminded that this is near; there only while it is waited for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee_reminded_at: Option<Instant>,
    /// The fee that the office fixes after looking at the case.
    pub later_fee: LaterFee,
    /// What somebody has to look at before one person alone may decide.
    pub findings: Vec<Finding>,
    /// 見比べる: the answers of this revision that are the same on the files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub compared: Vec<Compared>,
    /// 合議: what other departments were asked, the first question first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consultations: Vec<Consultation>,
    /// 添付の追加: the files that clerks added, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attached: Vec<Attached>,
    /// How it came to its end; there only once it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Ended>,
    /// Those in whose place somebody acted, until they have read it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<Unread>,
    /// 抜取確認: the decision of one person that another looks at, and what they say. Few have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<Box<Sample>>,
    /// 抽選: the place that a draw gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lot: Option<Box<Lot>>,
    /// That somebody wants it taken up again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reopening: Option<Reopening>,
    /// Each time that it was taken up again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reopened: Vec<Reopened>,
    /// Counted by the store to notice two people at once; [`crate::evolve`] leaves it alone.
    pub version: i64,
}

/// How far the fee is that the office fixes after looking at a case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LaterFee {
    /// Nobody was asked for one, which says nothing of a fee that was due on filing.
    #[default]
    NotAsked,
    /// The resident was told the amount and has not paid yet.
    Asked,
    /// Paid.
    Paid,
    /// 免除: there is none to pay, with a reason in the log.
    Waived,
}

/// Why a case is back in the hands of who works on it: finer than its state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum Returned {
    /// 補正の返事: what was asked of the resident has been answered.
    Answered,
    /// 戻す: who had it put it back, and nobody has taken it since.
    PutBack,
    /// 差戻し: who was to decide, or to pass it on, sent the proposal back.
    SentBack,
}

/// The text names no reason to be back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such reason to be back; they are answered, put-back, sent-back")]
pub struct ParseReturnedError;

impl Returned {
    /// Every reason.
    pub const ALL: [Self; 3] = [Self::Answered, Self::SentBack, Self::PutBack];

    /// The word in the database and in the API.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

impl FromStr for Returned {
    type Err = ParseReturnedError;

    fn from_str(word: &str) -> Result<Self, ParseReturnedError> {
        Self::ALL.into_iter().find(|it| it.word() == word).ok_or(ParseReturnedError)
    }
}

/// What arrives, before it is a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filing {
    /// The submission.
    pub id: SubmissionId,
    /// The clerk who entered it, when it came on paper or over the counter.
    pub filed_by: Option<StaffId>,
    /// Whether a fee is due before work starts.
    pub owes_fee: bool,
    /// The last day for paying it, where the usual term may end too late: before what was ordered.
    pub pay_by: Option<NaiveDate>,
    /// The department that works on it first, where that is not the one that answers for it.
    pub desk: Option<DepartmentId>,
    /// What the machine found that a person has to look at.
    pub findings: Vec<Finding>,
    /// The last day on which a place is passed on to it, where it waits for one.
    pub waits_until: Option<NaiveDate>,
}

/// Which way a decision goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// 承認: what was asked for, without more.
    Approve,
    /// 一部・条件付き: less than was asked for, or on conditions.
    ApproveInPart,
    /// 不承認: looked into, and not granted.
    Refuse,
    /// 却下: not looked into, for it lacks a form that cannot be mended.
    Dismiss,
}

/// The text names no verdict.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such verdict; they are approve, approve-in-part, refuse, dismiss")]
pub struct ParseVerdictError;

/// A decision that a clerk proposes (起案).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Who proposes.
    pub by: StaffId,
    /// What.
    pub verdict: Verdict,
    /// Why; never empty where it is not all that was asked for.
    pub reason: String,
    /// The same in its parts, where it is not all that was asked for; the first logs had one text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grounds: Option<Grounds>,
    /// How much, and on which conditions, where it is in part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<Terms>,
    /// Who has passed it on so far, each for one step of the route.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passed: Vec<StaffId>,
    /// How many people it goes by, who decides among them; the first logs did not tell it.
    #[serde(default, skip_serializing_if = "is_none")]
    pub steps: u32,
}

impl Proposal {
    /// Whose turn it is, from 1, and how many there are; nothing where nobody has told.
    pub fn step(&self) -> Option<(u32, u32)> {
        let passed = u32::try_from(self.passed.len()).unwrap_or(u32::MAX);
        (self.steps > 0).then(|| (passed.saturating_add(1).min(self.steps), self.steps))
    }
}

/// A decision that was made (決裁).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Who decided; nobody where a rule did.
    pub by: Option<StaffId>,
    /// What.
    pub verdict: Verdict,
    /// Why, for the notice (行政手続法8条); never empty where it is not all that was asked for.
    pub reason: String,
    /// How much, and on which conditions, where it is in part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<Terms>,
    /// When; the day in Japan is the day of the decision.
    pub at: Instant,
}

/// What the resident is asked to mend, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The fields, each with what is wrong and how to mend it. At least one.
    pub remarks: Vec<Remark>,
    /// The last day.
    pub due_on: NaiveDate,
    /// The clerk who asks.
    pub asked_by: StaffId,
    /// The revision that the remarks are about.
    pub revision: u32,
    /// When the resident was reminded that the day is near.
    #[serde(default)]
    pub reminded_before_at: Option<Instant>,
    /// When the resident was reminded that the day has passed.
    pub reminded_at: Option<Instant>,
}

impl Case {
    /// Whether `staff` claimed the case, asked for a correction or took that back, wrote in the
    /// resident's place, or proposed a decision.
    pub fn was_prepared_by(&self, staff: &StaffId) -> bool {
        self.prepared_by.contains(staff)
    }

    /// What a decision in favour ([`Verdict::Approve`]) or against ([`Verdict::Refuse`]) comes to:
    /// what was proposed, where that goes the same way.
    pub fn comes_to(&self, way: Verdict) -> Verdict {
        let proposed = self.proposal.as_ref().map(|proposal| proposal.verdict);
        proposed.filter(|proposed| proposed.way() == way.way()).unwrap_or(way)
    }

    /// Where a case that waits for its fee goes on: where the office left it to ask, or at
    /// the beginning when the fee was due on filing.
    pub(crate) const fn after_payment(&self) -> State {
        match (self.later_fee, &self.decision) {
            (LaterFee::Asked, Some(_)) => State::Approved,
            (LaterFee::Asked, None) => State::InReview,
            (LaterFee::NotAsked | LaterFee::Paid | LaterFee::Waived, _) => State::Received,
        }
    }

    /// How much is still to be looked at.
    pub fn open_findings(&self) -> usize {
        self.findings.iter().filter(|finding| finding.checked.is_none()).count()
    }

    /// Whether the resident has let the day for the correction pass.
    pub fn correction_is_overdue(&self, now: Instant) -> bool {
        self.correction.as_ref().is_some_and(|asked| asked.due_on < now.day())
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks like this")]
pub(crate) const fn is_none(number: &u32) -> bool {
    *number == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out a reference")]
const fn is_zero(days: &i32) -> bool {
    *days == 0
}

impl LaterFee {
    /// Whether nothing of it is open any more.
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Paid | Self::Waived)
    }
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Self; 4] = [Self::Approve, Self::ApproveInPart, Self::Refuse, Self::Dismiss];

    /// The word in the database and the API.
    pub fn word(self) -> &'static str {
        self.into()
    }

    /// Whether something is granted.
    pub const fn is_in_favour(self) -> bool {
        matches!(self, Self::Approve | Self::ApproveInPart)
    }

    /// Whether it is not all that was asked for: then the paper says why, and how that is contested.
    pub const fn needs_grounds(self) -> bool {
        !matches!(self, Self::Approve)
    }

    /// In favour or against, and no more.
    #[must_use]
    pub const fn way(self) -> Self {
        if self.is_in_favour() { Self::Approve } else { Self::Refuse }
    }
}

impl FromStr for Verdict {
    type Err = ParseVerdictError;

    fn from_str(word: &str) -> Result<Self, ParseVerdictError> {
        Self::ALL.into_iter().find(|it| it.word() == word).ok_or(ParseVerdictError)
    }
}
