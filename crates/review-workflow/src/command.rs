//! What somebody wants done with a case.

mod kind;

use chrono::NaiveDate;
use kernel::{AttachmentId, DepartmentId, LabelId, PaymentId, Right, StaffId, SubmissionId, Yen};

use crate::{
    Call, Closing, Finding, Ground, Grounds, Hearing, LinkKind, PaperKind, Posting, Question,
    ReleaseReason, Remark, ReturnReason, Stance, Terms, Verdict, VoidReason, Way,
};
pub use kind::{CommandKind, ParseCommandError};

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
        /// Whether it is meant although they are away; that they are here is for the caller, too.
        although_away: bool,
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
    /// Say what the case has to do with another one (つながり).
    Link {
        /// Which. That it is another one, and not linked, is for the caller to see to.
        other: SubmissionId,
        /// The number on its receipt.
        number: String,
        /// What they have to do with each other.
        kind: LinkKind,
    },
    /// Say that it has nothing to do with it.
    Unlink {
        /// Which. That the two are linked is for the caller to see to.
        other: SubmissionId,
        /// The number on its receipt.
        number: String,
    },
    /// Keep from everybody where the applicant is, until a day (支援措置); said once more, until
    /// another one.
    Protect {
        /// The last day of it.
        until: NaiveDate,
        /// By which request; only the office reads it.
        reason: String,
    },
    /// Keep it no longer.
    Unprotect {
        /// Why.
        reason: String,
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
        /// Why, where it is all that was asked for.
        reason: String,
        /// Why it is not.
        grounds: Grounds,
        /// How much, and on which conditions, where it is in part.
        terms: Terms,
    },
    /// Say that a finding was looked at (確かめた).
    Check {
        /// Its place among the case's findings, from 0.
        finding: usize,
    },
    /// Say that answers are the same on a file (合う).
    Compare {
        /// The question of the file, as a JSON pointer.
        file: String,
        /// The answers. That they belong beside it is for the caller to see to.
        fields: Vec<String>,
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
        /// Which way: one in part and a dismissal only as proposed.
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
    /// Decide in favour: in part where that was proposed.
    Approve {
        /// Whether it is meant although a refusal was proposed.
        against_proposal: bool,
        /// In whose place (代決).
        in_place_of: Option<StaffId>,
    },
    /// Decide against: a dismissal where that was proposed.
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
    /// Ask another department before the case is decided (合議).
    Consult {
        /// Which, and what. That somebody there could answer is for the caller to see to.
        question: Question,
    },
    /// Say what the department that was asked thinks.
    AnswerConsultation {
        /// Which consultation, counted from 1 in its case.
        consultation: u32,
        /// How.
        stance: Stance,
        /// In words; needed where it is no 同意.
        text: String,
        /// What lies with it. That these are there is for the caller to see to, as with every file.
        files: Vec<AttachmentId>,
    },
    /// Say that no answer is needed any more (合議の取りやめ).
    CancelConsultation {
        /// Which.
        consultation: u32,
        /// Why.
        reason: String,
    },
    /// Decide against a 不同意 that binds.
    Overrule {
        /// Which.
        consultation: u32,
        /// Why.
        reason: String,
    },
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
    /// End without a decision what asks for nothing of its own (打切り).
    Close {
        /// Why, in a word. That the other case goes on is for the caller to see to.
        closing: Closing,
        /// Why, in words for the resident.
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
        /// What goes with it.
        files: Vec<AttachmentId>,
    },
    /// Add files to the case: what came by post, at the counter, or of the office's own (添付の追加).
    Attach {
        /// How they came.
        kind: PaperKind,
        /// The right that opens them, where not everybody is to who works on the case.
        secrecy: Option<Right>,
        /// Which.
        files: Vec<AttachmentId>,
    },
    /// Say that the resident's question has its answer, given by other ways than a message.
    MarkAnswered,
}
