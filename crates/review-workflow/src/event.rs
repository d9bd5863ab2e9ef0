//! What happened to a case. These are stored for ever: names and fields only grow.

mod told;

use chrono::NaiveDate;
use kernel::{
    AttachmentId, DepartmentId, Instant, LabelId, Level, PaymentId, Rank, Right, StaffId,
    SubmissionId, Yen,
};
use serde::{Deserialize, Serialize};

use crate::{
    Call, Closing, Deadline, Draw, Finding, Ground, Grounds, Hearing, LinkKind, Lot, PaperKind,
    Posting, Question, ReleaseReason, Remark, ReturnReason, Rule, Shape, Stance, Taken, Terms,
    Verdict, VoidReason,
};
pub use told::RELEASED;

/// A fact about a case. In every one `at` is when, `by` who did or said it, `reason` why,
/// `payment` which one, `amount` how much, `files` what lies with it, `label` which one and `name`
/// what that said then, `other` another case with the `number` on its receipt, and `notice` or
/// `consultation` which of its own, counted from 1.
#[expect(missing_docs, reason = "these say the same everywhere")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Event {
    /// The submission was recorded. Always the first event, and only the first.
    Filed {
        /// When; this is the arrival (到達).
        at: Instant,
        case: SubmissionId,
        /// The kind of procedure.
        shape: Shape,
        /// The clerk who entered a paper or counter filing.
        by: Option<StaffId>,
        /// Until when the fee can be paid (exclusive), when one is due before work starts.
        payment_due_at: Option<Instant>,
        /// The promised day, when the clock runs from the start.
        deadline: Option<Deadline>,
        /// The department that works on it first, where that is not the one that answers for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        desk: Option<DepartmentId>,
        /// What is to be looked at.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        findings: Vec<Finding>,
        /// The last day on which a place is passed on to it, where there was none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        waits_until: Option<NaiveDate>,
    },
    /// A place came free, and the case has it: the clock runs.
    PlaceGiven { at: Instant, deadline: Deadline },
    /// No place came free in time.
    WaitEnded { at: Instant },
    /// The fee was paid.
    Paid {
        at: Instant,
        payment: PaymentId,
        /// The promised day, now that the clock runs.
        deadline: Deadline,
    },
    /// Money came for a case that had lapsed or was withdrawn: it has to go back.
    PaidTooLate { at: Instant, payment: PaymentId },
    /// What the provider says of a payment cannot be true, or undoes it: a person looks.
    PaymentQuestioned {
        at: Instant,
        payment: PaymentId,
        /// What is in doubt, as a word.
        doubt: String,
    },
    /// Somebody wants money to go back.
    RefundProposed {
        at: Instant,
        by: StaffId,
        payment: PaymentId,
        /// How much.
        amount: Yen,
        reason: String,
    },
    /// A second person said no.
    RefundRejected { at: Instant, by: StaffId, payment: PaymentId, reason: String },
    /// A second person agreed: the provider is told to give it back.
    RefundApproved { at: Instant, by: StaffId, payment: PaymentId, amount: Yen },
    /// The provider cannot give it back; the payer needs another way.
    RefundFailed { at: Instant, payment: PaymentId, amount: Yen },
    /// Money went back.
    Refunded { at: Instant, payment: PaymentId, amount: Yen },
    /// The fee was not paid in time.
    Lapsed { at: Instant },
    /// A clerk took the case.
    Claimed { at: Instant, by: StaffId },
    /// The case was handed to somebody.
    Assigned {
        at: Instant,
        by: StaffId,
        /// To whom.
        to: StaffId,
    },
    /// Who had the case put it back: nobody has it.
    Released { at: Instant, by: StaffId, reason: ReleaseReason },
    /// The case was handed to another department: nobody there has it yet.
    HandedOver {
        at: Instant,
        by: StaffId,
        /// To which department; nothing for the one that answers for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<DepartmentId>,
        /// What the colleagues there should know; may be empty.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        text: String,
    },
    /// The case was put before all others.
    PutFirst { at: Instant, by: StaffId, reason: String },
    /// The case waits its turn again.
    PutFirstCleared { at: Instant, by: StaffId },
    /// A label was put on it.
    Labelled { at: Instant, by: StaffId, label: LabelId, name: String },
    /// A label was taken off it.
    Unlabelled { at: Instant, by: StaffId, label: LabelId, name: String },
    /// Somebody said what it has to do with another case (つながり).
    Linked { at: Instant, by: StaffId, other: SubmissionId, number: String, kind: LinkKind },
    /// Somebody said that it has nothing to do with it.
    Unlinked { at: Instant, by: StaffId, other: SubmissionId, number: String },
    /// Where the applicant is is kept from everybody until a day (支援措置).
    Protected { at: Instant, by: StaffId, until: NaiveDate, reason: String },
    /// It is kept no longer.
    Unprotected { at: Instant, by: StaffId, reason: String },
    /// Another day was promised.
    DueMoved {
        at: Instant,
        by: StaffId,
        /// The day by which the office means to be done now.
        due_on: NaiveDate,
        /// Why, in words for the resident.
        reason: String,
        /// How many open days that is after what the procedure promises; fewer than none before.
        moved_days: i32,
    },
    /// The resident was asked to mend marked fields; the clock stands still.
    CorrectionRequested {
        at: Instant,
        by: StaffId,
        /// The fields and what is wrong with each.
        remarks: Vec<Remark>,
        /// The last day.
        due_on: NaiveDate,
    },
    /// The resident was given more time for the correction.
    CorrectionExtended {
        at: Instant,
        by: StaffId,
        /// The new last day.
        due_on: NaiveDate,
    },
    /// The correction is not needed any more; the clock runs again.
    CorrectionCancelled {
        at: Instant,
        by: StaffId,
        reason: String,
        /// The promised day, now that the clock runs.
        deadline: Deadline,
    },
    /// The resident was reminded that the day for the correction is near.
    CorrectionNearing {
        at: Instant,
        /// The last day.
        due_on: NaiveDate,
    },
    /// The resident was reminded that the day for the correction has passed.
    CorrectionReminded {
        at: Instant,
        /// The last day; the first logs did not tell it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due_on: Option<NaiveDate>,
    },
    /// Staff mended an obvious slip in the resident's place; the clock goes on.
    CorrectedFor {
        at: Instant,
        by: StaffId,
        /// The number of the revision that it made.
        revision: u32,
        /// Why, in words for the resident.
        reason: String,
        /// What is to be looked at in it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        findings: Vec<Finding>,
    },
    /// The resident filed a new revision.
    Resubmitted {
        at: Instant,
        /// Its number.
        revision: u32,
        /// The promised day, now that the clock runs again.
        deadline: Deadline,
        /// What is to be looked at in it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        findings: Vec<Finding>,
        /// Who took the answer, where the resident did not enter it themselves.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        taken: Option<Taken>,
    },
    /// The resident was told what the office found the fee to be; the clock stands still.
    FeeAsked {
        at: Instant,
        by: StaffId,
        /// The payment that settles it; its bill has the lines.
        payment: PaymentId,
        /// How much.
        amount: Yen,
        /// Until when it can be paid (exclusive).
        payment_due_at: Instant,
    },
    /// The resident was reminded that the day for paying is near.
    PaymentNearing {
        at: Instant,
        /// The last day.
        due_on: NaiveDate,
    },
    /// There is no fee to pay, or not any more.
    FeeWaived {
        at: Instant,
        by: StaffId,
        reason: String,
        /// The promised day, when the clock stood still until now.
        deadline: Option<Deadline>,
    },
    /// A decision was proposed.
    Proposed {
        at: Instant,
        by: StaffId,
        /// What.
        verdict: Verdict,
        reason: String,
        /// The same in its parts, where it is not all that was asked for; the first logs had one text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        grounds: Option<Grounds>,
        /// How much, and on which conditions, where it is in part.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        terms: Option<Terms>,
        /// The promised day, when the clock stood still until now.
        deadline: Option<Deadline>,
        /// How many people it goes by, who decides among them; the first logs did not tell it.
        #[serde(default, skip_serializing_if = "crate::case::is_none")]
        steps: u32,
    },
    /// Somebody looked at a finding.
    FindingChecked {
        at: Instant,
        by: StaffId,
        /// Its place among the findings that the case had, from 0.
        finding: usize,
    },
    /// Somebody found the answers at `fields` to be the same on the files at `file`.
    Compared { at: Instant, by: StaffId, file: String, fields: Vec<String> },
    /// Somebody on its way passed the proposal on.
    Passed {
        at: Instant,
        by: StaffId,
        /// In whose place (代決).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        in_place_of: Option<StaffId>,
    },
    /// Who proposed took it back.
    Recalled { at: Instant, by: StaffId },
    /// Somebody higher takes the decision now; steps that nobody has taken are passed over.
    Raised {
        at: Instant,
        by: StaffId,
        /// The steps that were passed over.
        skipped: Vec<Rank>,
    },
    /// The proposal was returned to review.
    SentBack {
        at: Instant,
        by: StaffId,
        /// What is to be looked at again.
        reason: String,
    },
    /// Decided in favour.
    Approved {
        at: Instant,
        by: StaffId,
        /// Why, when the proposal said.
        reason: String,
        /// The same in its parts, where it is in part.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        grounds: Option<Grounds>,
        /// How much, and on which conditions: this makes it one in part.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        terms: Option<Terms>,
        /// By which row of the table; the first logs did not tell it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        level: Option<Level>,
        /// In whose place (代決).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        in_place_of: Option<StaffId>,
        /// What the draw says of it, where one person alone decided.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sample: Option<Draw>,
    },
    /// Decided against.
    Refused {
        at: Instant,
        by: StaffId,
        reason: String,
        /// The same in its parts; the first logs had one text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        grounds: Option<Grounds>,
        /// 却下: whether it was not looked into, for lack of a form.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        dismissed: bool,
        /// By which row of the table; the first logs did not tell it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        level: Option<Level>,
        /// In whose place (代決).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        in_place_of: Option<StaffId>,
    },
    /// Issued, or recorded as complete.
    Completed {
        at: Instant,
        /// Who issued or recorded it.
        by: StaffId,
        /// What the draw says of it, where nobody decided before it was recorded.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sample: Option<Draw>,
    },
    /// 自動決定: a rule of the definition decided, or recorded it, and nobody else.
    DecidedByRule {
        at: Instant,
        rule: Rule,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sample: Option<Draw>,
    },
    /// Another department was asked.
    Consulted { at: Instant, by: StaffId, consultation: u32, question: Question },
    /// It answered.
    ConsultationAnswered {
        at: Instant,
        by: StaffId,
        consultation: u32,
        stance: Stance,
        /// In words; may be empty where it agrees.
        text: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<AttachmentId>,
    },
    /// No answer is needed any more.
    ConsultationCancelled { at: Instant, by: StaffId, consultation: u32, reason: String },
    /// Somebody of high rank decides against what was answered.
    ConsultationOverruled { at: Instant, by: StaffId, consultation: u32, reason: String },
    /// Somebody read what was done in their place.
    ReadAfter { at: Instant, by: StaffId },
    /// Somebody looked at a decision of one person that was drawn.
    Sampled {
        at: Instant,
        by: StaffId,
        /// What is wrong with it; nothing where it stands.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        objection: Option<String>,
    },
    /// A draw gave the case a place; `by` is who confirmed the figure that decided it.
    Drawn {
        at: Instant,
        by: StaffId,
        /// Which.
        lot: Lot,
    },
    /// A substitute came up, for somebody before them has gone.
    MovedUp { at: Instant, by: StaffId },
    /// Somebody wants the case to be taken up again.
    ReopeningProposed {
        at: Instant,
        by: StaffId,
        /// Why, in a word.
        ground: Ground,
        /// Why, in words for the resident.
        reason: String,
        /// How whoever loses something by it was heard.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hearing: Option<Hearing>,
    },
    /// A second person agreed: the case is in review again.
    Reopened {
        at: Instant,
        by: StaffId,
        /// Why, in a word.
        ground: Ground,
        /// Why, in words for the resident.
        reason: String,
        /// The promised day, now that the clock runs again.
        deadline: Deadline,
    },
    /// A second person said no: what was decided stays.
    ReopeningRejected { at: Instant, by: StaffId, reason: String },
    /// A paper that was numbered does not count (欠番).
    NoticeVoided {
        at: Instant,
        by: StaffId,
        /// Which, counted from 1 in its case.
        notice: u32,
        /// Why.
        reason: VoidReason,
        /// The same in words, where they were needed.
        text: String,
        /// Whether another paper with a number of its own tells the decision now.
        again: bool,
    },
    /// A paper was posted.
    NoticePosted {
        at: Instant,
        by: StaffId,
        /// Which, counted from 1 in its case.
        notice: u32,
        /// How.
        posting: Posting,
    },
    /// A paper that was posted came back.
    NoticeReturned { at: Instant, by: StaffId, notice: u32, reason: ReturnReason },
    /// There is an address to which a paper that came back can go.
    AddressConfirmed {
        at: Instant,
        by: StaffId,
        notice: u32,
        /// How it was confirmed.
        text: String,
    },
    /// A paper was given to the applicant at the counter.
    NoticeHandedOut {
        at: Instant,
        by: StaffId,
        notice: u32,
        /// How they made sure of who took it.
        identity: String,
    },
    /// The applicant opened a paper that lay online for them, for the first time.
    NoticeOpened { at: Instant, notice: u32 },
    /// The resident took the submission back.
    Withdrawn {
        at: Instant,
        /// Why, if the resident says.
        reason: String,
        /// Who took it, where the resident did not do it themselves.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        taken: Option<Taken>,
    },
    /// The office ended it without a decision; the resident reads why.
    Closed { at: Instant, by: StaffId, closing: Closing, reason: String },
    /// An internal note; residents never see it.
    Noted {
        at: Instant,
        by: StaffId,
        /// What it says.
        text: String,
        /// With whom they spoke, and about what, where it tells of a call.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        call: Option<Call>,
    },
    /// A message between the office and the resident.
    MessageSent {
        at: Instant,
        /// The member of staff who wrote it; the resident when empty.
        by: Option<StaffId>,
        text: String,
        /// Who looked at it before it left, where it is one of so many that a second person had to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        released_by: Option<StaffId>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<AttachmentId>,
    },
    /// A clerk added files to the case.
    Attached {
        at: Instant,
        by: StaffId,
        /// How they came.
        kind: PaperKind,
        /// The right that opens them, where not everybody does who works on the case.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        secrecy: Option<Right>,
        files: Vec<AttachmentId>,
    },
    /// The resident's question has its answer, given by other ways than a message.
    Answered { at: Instant, by: StaffId },
    /// A member of staff looked at a sealed field.
    SensitiveViewed {
        at: Instant,
        by: StaffId,
        /// A JSON pointer into the data, or the paper as `notices/1`; then the reason, if given.
        field: String,
    },
    /// Somebody who does not work on such cases looked at the case, its log or its paper.
    Viewed { at: Instant, by: StaffId },
    /// The applicant was given a new access code; the old one opens nothing any more.
    CodeReissued {
        at: Instant,
        by: StaffId,
        /// How they made sure of the person.
        reason: String,
    },
}
