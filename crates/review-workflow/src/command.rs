//! What somebody wants done with a case.

use std::{fmt, str::FromStr};

use chrono::NaiveDate;
use kernel::{DepartmentId, LabelId, PaymentId, StaffId, Yen};
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use crate::{
    Call, Finding, Ground, Grounds, Hearing, Posting, ReleaseReason, Remark, ReturnReason, Verdict,
    VoidReason, Way,
};

/// What somebody wants done with a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// The provider has captured the fee.
    Pay {
        /// The payment that was captured.
        payment: PaymentId,
    },
    /// The days for paying are over.
    Lapse,
    /// Take a received case.
    Claim,
    /// Hand the case to somebody.
    Assign {
        /// Who answers for it from now on. That they may work on such cases is for
        /// the caller to see to.
        to: StaffId,
    },
    /// Put the case back among those that nobody has (戻す).
    Release {
        /// Why.
        reason: ReleaseReason,
    },
    /// Hand the case to another department, which works on it from now on (回す).
    HandOver {
        /// Which. That somebody there may work on such cases is for the caller to see to.
        to: DepartmentId,
        /// What the colleagues there should know.
        text: String,
    },
    /// Put the case before all others (先に).
    PutFirst {
        /// Why.
        reason: String,
    },
    /// Let the case wait its turn again.
    ClearFirst,
    /// Put a label on the case.
    Label {
        /// Which. That the department has it is for the caller to see to.
        label: LabelId,
        /// What it says.
        name: String,
    },
    /// Take a label off the case.
    Unlabel {
        /// Which. That the case bears it is for the caller to see to.
        label: LabelId,
        /// What it says.
        name: String,
    },
    /// Promise another day (予定日の変更).
    MoveDue {
        /// The day by which the office means to be done now.
        due_on: NaiveDate,
        /// Why, in words for the resident.
        reason: String,
    },
    /// Ask the resident to mend marked fields (補正).
    RequestCorrection {
        /// The fields and what is wrong with each.
        remarks: Vec<Remark>,
        /// The last day, or the policy's when nothing is said.
        due_on: Option<NaiveDate>,
    },
    /// Give the resident more time for a correction (期限の延長).
    ExtendCorrection {
        /// The new last day.
        due_on: NaiveDate,
    },
    /// Go on without the correction that was asked for (補正の取りやめ).
    CancelCorrection {
        /// Why.
        reason: String,
    },
    /// Mend an obvious slip in the resident's place (職権で直す).
    CorrectFor {
        /// The number of the new revision.
        revision: u32,
        /// Why, in words for the resident.
        reason: String,
        /// What is to be looked at in it.
        findings: Vec<Finding>,
    },
    /// Enter what the resident answered to a correction by telephone, at the counter or on paper
    /// (補正の返事の受付).
    TakeAnswer {
        /// The number of the new revision.
        revision: u32,
        /// By which way they answered.
        way: Way,
        /// How the member of staff made sure of who answered.
        identity: String,
        /// What is to be looked at in it.
        findings: Vec<Finding>,
    },
    /// The resident's corrected answers.
    Resubmit {
        /// The number of the new revision.
        revision: u32,
        /// What is to be looked at in it.
        findings: Vec<Finding>,
    },
    /// The day for a correction is near, or has passed: remind the resident.
    Remind,
    /// Tell the resident what the office found the fee to be, and ask for it. Asked a
    /// second time before it is paid, the new amount stands in place of the first.
    AskFee {
        /// The payment that settles it; its bill has the lines.
        payment: PaymentId,
        /// The sum of the lines.
        amount: Yen,
        /// The last day, or the policy's when nothing is said.
        due_on: Option<NaiveDate>,
    },
    /// Go on without the fee (減免, or nothing to charge for).
    WaiveFee {
        /// Why.
        reason: String,
    },
    /// Propose a decision (起案).
    Propose {
        /// Which.
        verdict: Verdict,
        /// Why, where it is no refusal.
        reason: String,
        /// Why it is a refusal.
        grounds: Grounds,
    },
    /// Say that a finding was looked at (確かめた).
    Check {
        /// Its place among the case's findings, from 0.
        finding: usize,
    },
    /// Pass a proposal on to whoever is next on its way (確認して回す).
    Pass {
        /// In whose place (代決).
        in_place_of: Option<StaffId>,
    },
    /// Take one's own proposal back before anybody has acted on it (引き戻す).
    Recall,
    /// Decide now, above the steps that have not been taken (引き上げる).
    Raise {
        /// Which way.
        verdict: Verdict,
        /// Why against. When nothing is said, the grounds of a proposal to refuse stand.
        grounds: Grounds,
        /// Whether it is meant although the opposite was proposed.
        against_proposal: bool,
    },
    /// Return a proposal to review.
    SendBack {
        /// What is to be looked at again.
        reason: String,
    },
    /// Decide in favour.
    Approve {
        /// Whether it is meant although a refusal was proposed.
        against_proposal: bool,
        /// In whose place (代決).
        in_place_of: Option<StaffId>,
    },
    /// Decide against.
    Refuse {
        /// Why. When nothing is said, the grounds of a proposal to refuse stand.
        grounds: Grounds,
        /// Whether it is meant although an approval was proposed.
        against_proposal: bool,
        /// In whose place (代決).
        in_place_of: Option<StaffId>,
    },
    /// Issue what was approved, or record a notification as complete.
    Complete,
    /// Take, decide in favour and issue at once, where the table of the procedure lets one
    /// person do so (確認して交付).
    Settle,
    /// Say that one has read what was done in one's place (後閲).
    ReadAfter,
    /// Say what one thinks of a decision of one person that was drawn (抜取確認).
    Sample {
        /// What is wrong with it; nothing where it stands.
        objection: Option<String>,
    },
    /// Want a case that is over to be taken up again (更正・変更・取消し).
    ProposeReopening {
        /// Why, in a word.
        ground: Ground,
        /// Why, in words for the resident.
        reason: String,
        /// How whoever loses something by it was heard.
        hearing: Option<Hearing>,
    },
    /// Agree that it is taken up again, which another person wanted.
    Reopen,
    /// Say that it is not.
    RejectReopening {
        /// Why.
        reason: String,
    },
    /// Say that a paper which was numbered does not count (欠番).
    VoidNotice {
        /// Which, counted from 1 in its case. That it is there is for the caller to see to.
        notice: u32,
        /// Why.
        reason: VoidReason,
        /// The same in words; needed where the reason says nothing.
        text: String,
        /// Whether the decision gets another paper with a number of its own.
        again: bool,
    },
    /// Say that a paper was posted (差し出し).
    PostOut {
        /// Which, counted from 1 in its case. Whether it can go is for the caller to see to, as
        /// with all that is said of papers.
        notice: u32,
        /// How.
        posting: Posting,
    },
    /// Say that a paper which was posted came back.
    ComeBack {
        /// Which.
        notice: u32,
        /// Why.
        reason: ReturnReason,
    },
    /// Say that there is an address to which a paper that came back can go now.
    ConfirmAddress {
        /// Which.
        notice: u32,
        /// How it was confirmed.
        text: String,
    },
    /// Say that a paper was given to the applicant at the counter (交付).
    HandOut {
        /// Which.
        notice: u32,
        /// How the member of staff made sure of who took it.
        identity: String,
    },
    /// Take the submission back (取下げ).
    Withdraw {
        /// Why, if the resident says.
        reason: String,
    },
    /// Take the submission back for an applicant who asks for it (取下げの受付).
    TakeWithdrawal {
        /// By which way they asked.
        way: Way,
        /// How the member of staff made sure of who asked.
        identity: String,
        /// Why, if they say.
        reason: String,
    },
    /// An internal note, or what was said in a call about the case.
    Note {
        /// What it says.
        text: String,
        /// With whom somebody spoke, and about what.
        call: Option<Call>,
    },
    /// A message between the office and the resident.
    Message {
        /// What it says.
        text: String,
    },
    /// Say that the resident's question has its answer, given by other ways than a message.
    MarkAnswered,
}

/// A command without its content: a button on the case's page, a word of the API.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum CommandKind {
    /// See [`Command::Pay`].
    Pay,
    /// See [`Command::Lapse`].
    Lapse,
    /// See [`Command::Claim`].
    Claim,
    /// See [`Command::Assign`].
    Assign,
    /// See [`Command::Release`].
    Release,
    /// See [`Command::HandOver`].
    HandOver,
    /// See [`Command::PutFirst`].
    PutFirst,
    /// See [`Command::ClearFirst`].
    ClearFirst,
    /// See [`Command::Label`].
    Label,
    /// See [`Command::Unlabel`].
    Unlabel,
    /// See [`Command::MoveDue`].
    MoveDue,
    /// See [`Command::RequestCorrection`].
    RequestCorrection,
    /// See [`Command::ExtendCorrection`].
    ExtendCorrection,
    /// See [`Command::CancelCorrection`].
    CancelCorrection,
    /// See [`Command::CorrectFor`].
    CorrectFor,
    /// See [`Command::TakeAnswer`].
    TakeAnswer,
    /// See [`Command::Resubmit`].
    Resubmit,
    /// See [`Command::Remind`].
    Remind,
    /// See [`Command::AskFee`].
    AskFee,
    /// See [`Command::WaiveFee`].
    WaiveFee,
    /// See [`Command::Propose`].
    Propose,
    /// See [`Command::Check`].
    Check,
    /// See [`Command::Pass`].
    Pass,
    /// See [`Command::Recall`].
    Recall,
    /// See [`Command::Raise`].
    Raise,
    /// See [`Command::SendBack`].
    SendBack,
    /// See [`Command::Approve`].
    Approve,
    /// See [`Command::Refuse`].
    Refuse,
    /// See [`Command::Complete`].
    Complete,
    /// See [`Command::Settle`].
    Settle,
    /// See [`Command::ReadAfter`].
    ReadAfter,
    /// See [`Command::Sample`].
    Sample,
    /// See [`Command::ProposeReopening`].
    ProposeReopening,
    /// See [`Command::Reopen`].
    Reopen,
    /// See [`Command::RejectReopening`].
    RejectReopening,
    /// See [`Command::VoidNotice`].
    VoidNotice,
    /// See [`Command::PostOut`].
    PostOut,
    /// See [`Command::ComeBack`].
    ComeBack,
    /// See [`Command::ConfirmAddress`].
    ConfirmAddress,
    /// See [`Command::HandOut`].
    HandOut,
    /// See [`Command::Withdraw`].
    Withdraw,
    /// See [`Command::TakeWithdrawal`].
    TakeWithdrawal,
    /// See [`Command::Note`].
    Note,
    /// See [`Command::Message`].
    Message,
    /// See [`Command::MarkAnswered`].
    MarkAnswered,
}

/// The text names no command.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such command")]
pub struct ParseCommandError;

impl Command {
    /// The command without its content.
    pub const fn kind(&self) -> CommandKind {
        match self {
            Self::Pay { .. } => CommandKind::Pay,
            Self::Lapse => CommandKind::Lapse,
            Self::Claim => CommandKind::Claim,
            Self::Assign { .. } => CommandKind::Assign,
            Self::Release { .. } => CommandKind::Release,
            Self::HandOver { .. } => CommandKind::HandOver,
            Self::PutFirst { .. } => CommandKind::PutFirst,
            Self::ClearFirst => CommandKind::ClearFirst,
            Self::Label { .. } => CommandKind::Label,
            Self::Unlabel { .. } => CommandKind::Unlabel,
            Self::MoveDue { .. } => CommandKind::MoveDue,
            Self::RequestCorrection { .. } => CommandKind::RequestCorrection,
            Self::ExtendCorrection { .. } => CommandKind::ExtendCorrection,
            Self::CancelCorrection { .. } => CommandKind::CancelCorrection,
            Self::CorrectFor { .. } => CommandKind::CorrectFor,
            Self::TakeAnswer { .. } => CommandKind::TakeAnswer,
            Self::Resubmit { .. } => CommandKind::Resubmit,
            Self::Remind => CommandKind::Remind,
            Self::AskFee { .. } => CommandKind::AskFee,
            Self::WaiveFee { .. } => CommandKind::WaiveFee,
            Self::Propose { .. } => CommandKind::Propose,
            Self::Check { .. } => CommandKind::Check,
            Self::Pass { .. } => CommandKind::Pass,
            Self::Recall => CommandKind::Recall,
            Self::Raise { .. } => CommandKind::Raise,
            Self::SendBack { .. } => CommandKind::SendBack,
            Self::Approve { .. } => CommandKind::Approve,
            Self::Refuse { .. } => CommandKind::Refuse,
            Self::Complete => CommandKind::Complete,
            Self::Settle => CommandKind::Settle,
            Self::ReadAfter => CommandKind::ReadAfter,
            Self::Sample { .. } => CommandKind::Sample,
            Self::ProposeReopening { .. } => CommandKind::ProposeReopening,
            Self::Reopen => CommandKind::Reopen,
            Self::RejectReopening { .. } => CommandKind::RejectReopening,
            Self::VoidNotice { .. } => CommandKind::VoidNotice,
            Self::PostOut { .. } => CommandKind::PostOut,
            Self::ComeBack { .. } => CommandKind::ComeBack,
            Self::ConfirmAddress { .. } => CommandKind::ConfirmAddress,
            Self::HandOut { .. } => CommandKind::HandOut,
            Self::Withdraw { .. } => CommandKind::Withdraw,
            Self::TakeWithdrawal { .. } => CommandKind::TakeWithdrawal,
            Self::Note { .. } => CommandKind::Note,
            Self::Message { .. } => CommandKind::Message,
            Self::MarkAnswered => CommandKind::MarkAnswered,
        }
    }
}

impl CommandKind {
    /// Every kind, in the order of a case's life.
    pub const ALL: [Self; 45] = [
        Self::Pay,
        Self::Lapse,
        Self::Claim,
        Self::Assign,
        Self::Release,
        Self::HandOver,
        Self::PutFirst,
        Self::ClearFirst,
        Self::Label,
        Self::Unlabel,
        Self::MoveDue,
        Self::RequestCorrection,
        Self::ExtendCorrection,
        Self::CancelCorrection,
        Self::CorrectFor,
        Self::TakeAnswer,
        Self::Resubmit,
        Self::Remind,
        Self::AskFee,
        Self::WaiveFee,
        Self::Check,
        Self::Settle,
        Self::Propose,
        Self::Pass,
        Self::Recall,
        Self::Raise,
        Self::SendBack,
        Self::Approve,
        Self::Refuse,
        Self::Complete,
        Self::ReadAfter,
        Self::Sample,
        Self::ProposeReopening,
        Self::Reopen,
        Self::RejectReopening,
        Self::VoidNotice,
        Self::PostOut,
        Self::ComeBack,
        Self::ConfirmAddress,
        Self::HandOut,
        Self::Withdraw,
        Self::TakeWithdrawal,
        Self::Note,
        Self::Message,
        Self::MarkAnswered,
    ];

    /// The word in the API.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

impl FromStr for CommandKind {
    type Err = ParseCommandError;

    fn from_str(word: &str) -> Result<Self, ParseCommandError> {
        Self::ALL.into_iter().find(|kind| kind.word() == word).ok_or(ParseCommandError)
    }
}

impl fmt::Display for CommandKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
