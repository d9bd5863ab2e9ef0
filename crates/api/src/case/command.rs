//! A command as it arrives.

mod parts;
mod words;

use std::collections::BTreeMap;

use back_office::{Basis, Order, RefundCommand};
use chrono::NaiveDate;
use review_workflow::{Command, Posting};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::{strict::Plain, submission::file_ids, terms::TermsRequest};
use ::web::guard::WebError;

use parts::{FeeLineRequest, GroundsRequest, HearingRequest, RemarkRequest, stated};
use words::{
    asked, attached, called, compared, correction, day, department, fee_asked, holder, labelled,
    needed_day, post_kind, proposed, refund, refund_proposed, rejected, release_reason,
    return_reason, staff, stance_of, text, unlabelled, verdict_of, void_reason, wanted_anew,
    way_of, withdrawal, written,
};

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

impl CommandRequest {
    /// The version that the caller saw, and what is to be done.
    #[expect(clippy::too_many_lines, reason = "a table: one arm for each command")]
    pub(super) fn understood(self) -> Result<(i64, Order), WebError> {
        let (version, command) = match self {
            Self::AskFee { version, lines, due_on } => {
                return Ok((version, fee_asked(lines, day(due_on)?)));
            }
            Self::ProposeRefund { version, amount_yen, reason } => {
                return refund(version, refund_proposed(amount_yen, reason));
            }
            Self::CorrectFor { version, reason, answers } => {
                return Ok((version, written(answers, Basis::Slip { reason: reason.0 })));
            }
            Self::TakeAnswer { version, way, identity, answers } => {
                let ground = Basis::Word { way: way_of(&way)?, identity: identity.0 };
                return Ok((version, written(answers, ground)));
            }
            Self::ConfirmRefund { version } => return refund(version, RefundCommand::Approve),
            Self::RejectRefund { version, reason } => return refund(version, rejected(reason)),
            Self::WaiveFee { version, reason } => (version, Command::WaiveFee { reason: reason.0 }),
            Self::Claim { version } => (version, Command::Claim),
            Self::Assign { version, to } => (version, Command::Assign { to: staff(&to)? }),
            Self::Release { version, reason } => {
                (version, Command::Release { reason: release_reason(&reason)? })
            }
            Self::HandOver { version, to, text: words } => {
                (version, Command::HandOver { to: department(&to)?, text: text(words) })
            }
            Self::RequestCorrection { version, remarks, due_on } => {
                (version, correction(remarks, day(due_on)?)?)
            }
            Self::PutFirst { version, reason } => (version, Command::PutFirst { reason: reason.0 }),
            Self::ClearFirst { version } => (version, Command::ClearFirst),
            Self::Label { version, label } => (version, labelled(&label)?),
            Self::Unlabel { version, label } => (version, unlabelled(&label)?),
            Self::Protect { version, until, reason } => {
                (version, Command::Protect { until: needed_day(&until)?, reason: reason.0 })
            }
            Self::Unprotect { version, reason } => {
                (version, Command::Unprotect { reason: reason.0 })
            }
            Self::MoveDue { version, due_on, reason } => {
                (version, Command::MoveDue { due_on: needed_day(&due_on)?, reason: reason.0 })
            }
            Self::ExtendCorrection { version, due_on } => {
                (version, Command::ExtendCorrection { due_on: needed_day(&due_on)? })
            }
            Self::CancelCorrection { version, reason } => {
                (version, Command::CancelCorrection { reason: reason.0 })
            }
            Self::VoidNotice { version, notice, reason, text: why, again } => {
                let (reason, text) = (void_reason(&reason)?, text(why));
                (version, Command::VoidNotice { notice, reason, text, again })
            }
            Self::PostOut { version, notice, posted_on: on, kind, tracking } => {
                let (kind, tracking) = (post_kind(&kind)?, tracking.map(|it| it.0));
                (version, Command::PostOut { notice, posting: Posting { on, kind, tracking } })
            }
            Self::ComeBack { version, notice, reason } => {
                (version, Command::ComeBack { notice, reason: return_reason(&reason)? })
            }
            Self::ConfirmAddress { version, notice, text } => {
                (version, Command::ConfirmAddress { notice, text: text.0 })
            }
            Self::HandOut { version, notice, identity } => {
                (version, Command::HandOut { notice, identity: identity.0 })
            }
            Self::TakeWithdrawal { version, way, identity, reason: why } => {
                (version, withdrawal(&way, identity, text(why))?)
            }
            Self::Propose { version, verdict, reason: why, grounds, terms } => {
                (version, proposed(&verdict, why, grounds, terms)?)
            }
            Self::Check { version, finding } => (version, Command::Check { finding }),
            Self::Compare { version, file, fields } => (version, compared(file, fields)),
            Self::Settle { version } => (version, Command::Settle),
            Self::Pass { version, in_place_of } => {
                (version, Command::Pass { in_place_of: holder(in_place_of)? })
            }
            Self::Consult { version, department, question, due_on, binding } => {
                (version, asked(&department, question, &due_on, binding)?)
            }
            Self::AnswerConsultation { version, consultation, answer, text: words, files } => {
                let (stance, text, files) = (stance_of(&answer)?, text(words), file_ids(&files)?);
                (version, Command::AnswerConsultation { consultation, stance, text, files })
            }
            Self::CancelConsultation { version, consultation, reason } => {
                (version, Command::CancelConsultation { consultation, reason: reason.0 })
            }
            Self::Overrule { version, consultation, reason } => {
                (version, Command::Overrule { consultation, reason: reason.0 })
            }
            Self::ReadAfter { version } => (version, Command::ReadAfter),
            Self::Sample { version, objection } => {
                (version, Command::Sample { objection: objection.map(|words| words.0) })
            }
            Self::Recall { version } => (version, Command::Recall),
            Self::Approve { version, against_proposal, in_place_of } => {
                let in_place_of = holder(in_place_of)?;
                (version, Command::Approve { against_proposal, in_place_of })
            }
            Self::Raise { version, verdict, grounds, against_proposal } => {
                let (verdict, grounds) = (verdict_of(&verdict)?, stated(grounds));
                (version, Command::Raise { verdict, grounds, against_proposal })
            }
            Self::SendBack { version, reason } => (version, Command::SendBack { reason: reason.0 }),
            Self::Refuse { version, grounds, against_proposal, in_place_of } => {
                let (in_place_of, grounds) = (holder(in_place_of)?, stated(grounds));
                (version, Command::Refuse { grounds, against_proposal, in_place_of })
            }
            Self::Complete { version } => (version, Command::Complete),
            Self::ProposeReopening { version, ground, reason, hearing } => {
                (version, wanted_anew(&ground, reason, hearing)?)
            }
            Self::Reopen { version } => (version, Command::Reopen),
            Self::RejectReopening { version, reason } => {
                (version, Command::RejectReopening { reason: reason.0 })
            }
            Self::Note { version, text } => (version, Command::Note { text: text.0, call: None }),
            Self::LogCall { version, topic, with, text } => (version, called(&topic, with, text)?),
            Self::Message { version, text, files } => {
                (version, Command::Message { text: text.0, files: file_ids(&files)? })
            }
            Self::Attach { version, kind, secrecy, files } => {
                (version, attached(&kind, secrecy, &files)?)
            }
            Self::MarkAnswered { version } => (version, Command::MarkAnswered),
        };
        Ok((version, command.into()))
    }
}

#[cfg(test)]
mod tests;
