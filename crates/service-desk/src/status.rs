//! What an applicant sees after filing: where it stands, what happened, what to do.

use chrono::NaiveDate;
use form_engine::AnswerGroup;
use kernel::{AccessCode, Instant, Language, ReceiptNumber};
use review_workflow::{Remark, State};

use crate::{Access, Desk, DeskError, PaymentView, Visitor};

/// A submission as its applicant sees it.
#[derive(Debug, Clone)]
pub struct Status {
    /// 受付番号
    pub receipt_number: ReceiptNumber,
    /// 照会コード, for the browser that filed it.
    pub access_code: Option<AccessCode>,
    /// The procedure's id.
    pub procedure: String,
    /// The procedure's title in the language asked for.
    pub title: String,
    /// Where it stands.
    pub state: State,
    /// The moment of arrival in law.
    pub received_at: Instant,
    /// Until when the office wants to be done; `None` while the clock stands still.
    pub due_on: Option<NaiveDate>,
    /// What happened so far, the earliest first.
    pub timeline: Vec<TimelineEntry>,
    /// Messages both ways, the earliest first.
    pub messages: Vec<MessageView>,
    /// Papers to download.
    pub notices: Vec<NoticeView>,
    /// What is to be paid or was paid.
    pub payment: Option<PaymentView>,
    /// What the office asks to be corrected.
    pub correction: Option<Correction>,
    /// Whether it can still be withdrawn.
    pub can_withdraw: bool,
    /// Every answer as people read it; sensitive ones masked.
    pub answers: Vec<AnswerGroup>,
    /// Whether letters go to an address.
    pub email_given: bool,
    /// SHA-256 of the recorded content, in hex.
    pub digest: String,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineEntry {
    /// When.
    pub at: Instant,
    /// What.
    pub what: Happened,
}

/// What can happen, as far as the applicant is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    /// The submission was recorded.
    Filed,
    /// The fee was paid.
    Paid,
    /// The fee came after the term.
    PaidTooLate,
    /// The term for paying ran out.
    Lapsed,
    /// Somebody began to look at it.
    ReviewStarted,
    /// The office asked for a correction.
    CorrectionRequested,
    /// The office reminded of the correction.
    CorrectionReminded,
    /// The applicant corrected it.
    Corrected,
    /// A decision was proposed inside the office.
    DecisionPrepared,
    /// Approved.
    Approved,
    /// Refused.
    Refused,
    /// Everything is done.
    Completed,
    /// The applicant withdrew it.
    Withdrawn,
}

/// One message of the thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageView {
    /// When.
    pub at: Instant,
    /// Whether the office wrote it.
    pub from_office: bool,
    /// What.
    pub text: String,
}

/// A paper to download.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeView {
    /// Its id in the address.
    pub id: String,
    /// Whether it grants or refuses.
    pub approved: bool,
    /// When it was issued.
    pub at: Instant,
}

/// What the office asks to be corrected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Until when.
    pub due_on: NaiveDate,
    /// Field by field.
    pub remarks: Vec<Remark>,
}

impl Desk {
    /// Lets this browser see a submission for half an hour, after it gave the right code.
    /// Few tries: each number and each code is limited.
    pub async fn grant(
        &self,
        _visitor: &Visitor,
        _number: &ReceiptNumber,
        _code: &AccessCode,
    ) -> Result<String, DeskError> {
        unimplemented!()
    }

    /// The submission as its applicant sees it.
    pub async fn status(
        &self,
        _number: &ReceiptNumber,
        _access: &Access,
        _language: Language,
    ) -> Result<Status, DeskError> {
        unimplemented!()
    }

    /// Withdraws a submission that is not decided yet.
    pub async fn withdraw(
        &self,
        _number: &ReceiptNumber,
        _access: &Access,
        _reason: &str,
    ) -> Result<(), DeskError> {
        unimplemented!()
    }

    /// Writes to the office.
    pub async fn write_message(
        &self,
        _number: &ReceiptNumber,
        _access: &Access,
        _text: &str,
    ) -> Result<(), DeskError> {
        unimplemented!()
    }
}
