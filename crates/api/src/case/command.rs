//! A command as it arrives.

mod parts;
mod understood;
mod words;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::{strict::Plain, terms::TermsRequest};

use parts::{FeeLineRequest, GroundsRequest, HearingRequest, RemarkRequest};

/// What is to be done with a case. `version` is the version that the caller saw.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum CommandRequest {
    /// Take a received case.
    Claim { version: i64 },
    /// Hand the case to somebody.
    Assign {
        version: i64,
        /// The id of a member of staff.
        to: Plain,
        /// Must be true to give it to somebody who is away.
        #[serde(default)]
        although_away: bool,
    },
    /// Put the case back among those that nobody has.
    Release {
        version: i64,
        /// `other-work`, `no-experience`, `own-interest` or `absence`.
        reason: Plain,
    },
    /// Hand the case to another department, which works on it from now on.
    HandOver {
        version: i64,
        /// Id of the department.
        to: Plain,
        /// What the colleagues there should know.
        #[serde(default)]
        text: Option<Plain>,
    },
    /// Put the case before all others.
    PutFirst {
        version: i64,
        /// Why; staff see it.
        reason: Plain,
    },
    /// Let the case wait its turn again.
    ClearFirst { version: i64 },
    /// Put a label on the case.
    Label {
        version: i64,
        /// Its id.
        label: Plain,
    },
    /// Take a label off the case.
    Unlabel {
        version: i64,
        /// Its id.
        label: Plain,
    },
    /// Say what the case has to do with another one (つながり). Both show it; nothing else comes of it.
    Link {
        version: i64,
        /// The number on the other case's receipt.
        other: Plain,
        /// `same-person`, `same-household`, `duplicate`, or `follow-up`: this case goes on with what
        /// the other one began.
        kind: Plain,
    },
    /// Take two cases apart, at whichever of them it was said.
    Unlink {
        version: i64,
        /// The number on the other case's receipt.
        other: Plain,
    },
    /// Keep from everybody where the applicant is (支援措置), until a day. It takes a grant that
    /// carries the right `protected`.
    Protect {
        version: i64,
        /// The last day of it, after today and within a year.
        until: Plain,
        /// Why; staff see it.
        reason: Plain,
    },
    /// Keep it no longer; for the same.
    Unprotect {
        version: i64,
        /// Why; staff see it.
        reason: Plain,
    },
    /// Promise another day; the resident is told the day and the reason.
    MoveDue {
        version: i64,
        /// The day by which the office means to be done now, after today.
        due_on: Plain,
        /// Why, in words for the resident.
        reason: Plain,
    },
    /// Ask the resident to mend fields.
    RequestCorrection {
        version: i64,
        remarks: Vec<RemarkRequest>,
        /// The last day; without it, the procedure's rule.
        due_on: Option<Plain>,
    },
    /// Give the resident more time for a correction.
    ExtendCorrection {
        version: i64,
        /// The new last day, after the one that was asked for.
        due_on: Plain,
    },
    /// Go on without the correction that was asked for.
    CancelCorrection { version: i64, reason: Plain },
    /// Mend an obvious slip in the resident's place: only answers that the form names by
    /// `x-staff-editable`. It becomes the next revision, and the resident is told.
    CorrectFor {
        version: i64,
        /// Why, in words for the resident.
        reason: Plain,
        /// The new answers by their JSON Pointers; null takes one away.
        #[schema(value_type = Object)]
        answers: BTreeMap<String, Value>,
    },
    /// Enter what the resident answered to a correction by telephone, at the counter or on paper:
    /// only answers that were asked for, none that is sensitive and no file. It becomes the next
    /// revision, and the resident is told.
    TakeAnswer {
        version: i64,
        /// `telephone`, `counter` or `paper`.
        way: Plain,
        /// How you made sure of who answered.
        identity: Plain,
        /// The new answers by their JSON Pointers; null takes one away.
        #[schema(value_type = Object)]
        answers: BTreeMap<String, Value>,
    },
    /// Tell the resident what the office found the fee to be, and ask for it.
    AskFee {
        version: i64,
        /// What it is made of; at most 20 lines and 100 million yen.
        lines: Vec<FeeLineRequest>,
        /// The last day for paying; without it, the procedure's rule.
        due_on: Option<Plain>,
    },
    /// Go on without the fee, or take back what was asked for.
    WaiveFee { version: i64, reason: Plain },
    /// Propose that money goes back, at most what was paid and has not gone back.
    ProposeRefund { version: i64, amount_yen: i64, reason: Plain },
    /// Agree to a refund that somebody else proposed.
    ConfirmRefund { version: i64 },
    /// Say no to it.
    RejectRefund { version: i64, reason: Plain },
    /// Propose a decision.
    Propose {
        version: i64,
        /// `approve`, `approve-in-part`, `refuse` or `dismiss`.
        verdict: Plain,
        /// Why, where it is all that was asked for.
        reason: Option<Plain>,
        /// Must be given where it is not.
        #[serde(default)]
        grounds: Option<GroundsRequest>,
        /// Must be given where it is in part.
        #[serde(default)]
        terms: Option<TermsRequest>,
    },
    /// Say that a finding of the case was looked at.
    Check {
        version: i64,
        /// Its `place`.
        finding: usize,
    },
    /// Say that answers are the same on a file beside which they stand (合う).
    Compare {
        version: i64,
        /// The `file` of a comparison of the case.
        file: Plain,
        /// The answers, as JSON Pointers: `at` of its fields.
        fields: Vec<Plain>,
    },
    /// Take, decide in favour and issue at once, where the procedure lets one person do so.
    Settle { version: i64 },
    /// Pass a proposal on to whoever is next on its way.
    Pass {
        version: i64,
        /// The id of who is away, in whose place you act.
        #[serde(default)]
        in_place_of: Option<Plain>,
    },
    /// Ask another department before the case is decided (合議).
    Consult {
        version: i64,
        /// The id of the department, which is not one that has the case.
        department: Plain,
        /// What it is asked; staff see it.
        question: Plain,
        /// The last day for an answer, after today.
        due_on: Plain,
        /// Whether nothing is decided without the answer, nor against it.
        binding: bool,
    },
    /// Answer what your department was asked, also about a case that you do not see.
    AnswerConsultation {
        version: i64,
        /// The `number` of the consultation.
        consultation: u32,
        /// `agree`, `opinion` or `disagree`.
        answer: Plain,
        /// In words; needed unless you agree.
        #[serde(default)]
        text: Option<Plain>,
        /// At most five files that you sent ahead for the case: their ids.
        #[serde(default)]
        files: Vec<Plain>,
    },
    /// Say that no answer is needed any more.
    CancelConsultation {
        version: i64,
        /// The `number` of the consultation.
        consultation: u32,
        reason: Plain,
    },
    /// Decide against an answer that binds and disagrees; for approvers of rank `division` or
    /// higher.
    Overrule {
        version: i64,
        /// The `number` of the consultation.
        consultation: u32,
        reason: Plain,
    },
    /// Say that you have read what was done in your place.
    ReadAfter { version: i64 },
    /// Say what you think of a decision of one person that was drawn (抜取確認).
    Sample {
        version: i64,
        /// What is wrong with it; without it, you confirm that it stands. Staff see it.
        #[serde(default)]
        objection: Option<Plain>,
    },
    /// Take one's own proposal back before anybody has acted on it.
    Recall { version: i64 },
    /// Say that the number of a paper does not count (欠番).
    VoidNotice {
        version: i64,
        /// The paper's `id`.
        notice: u32,
        /// `addressee`, `content`, `misprint`, `duplicate` or `other`.
        reason: Plain,
        /// The same in words; needed with `other`. Staff see it.
        #[serde(default)]
        text: Option<Plain>,
        /// Whether the decision gets another paper with a number of its own.
        again: bool,
    },
    /// Say that a paper was posted; for who posts papers.
    PostOut {
        version: i64,
        /// The paper's `id`.
        notice: u32,
        /// The day, between the decision and today.
        #[schema(value_type = String, format = "date")]
        posted_on: NaiveDate,
        /// `ordinary`, `recorded`, `simply-registered` or `registered`.
        kind: Plain,
        /// Its number of 11 to 13 figures; needed where the kind is not `ordinary`.
        #[serde(default)]
        tracking: Option<Plain>,
    },
    /// Say that a paper which was posted came back; for who posts papers.
    ComeBack {
        version: i64,
        /// The paper's `id`.
        notice: u32,
        /// `unknown`, `moved`, `uncollected` or `refused`.
        reason: Plain,
    },
    /// Say that there is an address to which a paper that came back can go.
    ConfirmAddress {
        version: i64,
        /// The paper's `id`.
        notice: u32,
        /// Which, and how you made sure of it; staff see it.
        text: Plain,
    },
    /// Say that a paper was given to the applicant at the counter.
    HandOut {
        version: i64,
        /// The paper's `id`.
        notice: u32,
        /// How you made sure of who took it.
        identity: Plain,
    },
    /// Take the submission back for an applicant who asks for it.
    TakeWithdrawal {
        version: i64,
        /// `telephone`, `counter` or `paper`.
        way: Plain,
        /// How you made sure of who asked.
        identity: Plain,
        /// Why, if they say.
        #[serde(default)]
        reason: Option<Plain>,
    },
    /// End without a decision what asks for the same as another case, or for nothing. It is no
    /// refusal: what somebody really applies for is decided.
    Close {
        version: i64,
        /// The receipt number of the case that asks for the same and goes on; without it, nobody
        /// asks for anything.
        #[serde(default)]
        duplicate_of: Option<Plain>,
        /// Why; the resident reads it.
        reason: Plain,
    },
    /// Decide in favour.
    Approve {
        version: i64,
        /// Must be true to approve although a refusal was proposed.
        #[serde(default)]
        against_proposal: bool,
        /// The id of who is away, in whose place you decide.
        #[serde(default)]
        in_place_of: Option<Plain>,
    },
    /// Decide now, above the steps of the way that have not been taken; the log names them.
    Raise {
        version: i64,
        /// `approve` or `refuse`, which are decided as they were proposed: in part, or as a dismissal.
        verdict: Plain,
        /// Why against; without them, the grounds of the proposal stand.
        #[serde(default)]
        grounds: Option<GroundsRequest>,
        /// Must be true to decide the opposite of what was proposed.
        #[serde(default)]
        against_proposal: bool,
    },
    /// Return a proposal to review.
    SendBack { version: i64, reason: Plain },
    /// Decide against.
    Refuse {
        version: i64,
        /// Without them, the grounds of the proposal stand.
        #[serde(default)]
        grounds: Option<GroundsRequest>,
        /// Must be true to refuse although an approval was proposed.
        #[serde(default)]
        against_proposal: bool,
        /// The id of who is away, in whose place you decide.
        #[serde(default)]
        in_place_of: Option<Plain>,
    },
    /// Issue what was approved, or record a notification.
    Complete { version: i64 },
    /// Want a case that is over to be taken up again; somebody else agrees or does not.
    ProposeReopening {
        version: i64,
        /// `clerical`, `change`, `revoke` (only what was granted) or `resident` (a withdrawal).
        ground: Plain,
        /// Why, in words for the resident.
        reason: Plain,
        /// How whoever loses something was heard; needed for `revoke`.
        #[serde(default)]
        hearing: Option<HearingRequest>,
    },
    /// Agree that the case is taken up again, which somebody else wanted; the resident is told.
    Reopen { version: i64 },
    /// Say that it is not.
    RejectReopening { version: i64, reason: Plain },
    /// An internal note.
    Note { version: i64, text: Plain },
    /// What was said in a call about the case; residents never see it. Open to who may `note`.
    LogCall {
        version: i64,
        /// `question`, `complaint` or `promise`.
        topic: Plain,
        /// With whom.
        with: Plain,
        text: Plain,
    },
    /// A message to the resident.
    Message {
        version: i64,
        text: Plain,
        /// At most five files that you sent ahead for the case: their ids.
        #[serde(default)]
        files: Vec<Plain>,
    },
    /// Add files to an open case.
    Attach {
        version: i64,
        /// `by-post`, `at-counter`, or `internal`: of which the resident is told nothing.
        kind: Plain,
        /// A right such as `see:health`: only grants that carry it open the files.
        #[serde(default)]
        secrecy: Option<Plain>,
        /// One to five files that you sent ahead for the case: their ids.
        files: Vec<Plain>,
    },
    /// Say that the resident's question has its answer, given by other ways than a message.
    MarkAnswered { version: i64 },
}

#[cfg(test)]
mod tests;
