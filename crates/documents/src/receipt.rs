//! 受付票: proof that a submission was recorded, with what comes next.

use chrono::NaiveDate;
use kernel::{AccessCode, Instant, Yen};
use serde_json::{Value, json};

use crate::press::{self, Template};
use crate::{CaseFile, Contact, PaperError, wording};

/// What a 受付票 says.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// The case.
    pub file: CaseFile,
    /// The moment the submission was recorded, which is its arrival in law.
    pub received_at: Instant,
    /// 照会コード; left out where the reader is not known to be the applicant.
    pub access_code: Option<AccessCode>,
    /// Where the case stands, such as `受付済み`.
    pub state: String,
    /// What happens next, in order.
    pub steps: Vec<Step>,
    /// The fee, where there is one.
    pub fees: Option<Fees>,
    /// Whom to ask.
    pub contact: Contact,
    /// Where to look the case up.
    pub status_url: String,
    /// SHA-256 of the recorded content, in hex.
    pub digest: String,
    /// What opens it, in hex; on the receipt alone.
    pub digest_salt: Option<String>,
}

/// One step of what happens next.
#[derive(Debug, Clone)]
pub struct Step {
    /// The step, such as `審査`.
    pub title: String,
    /// One or two sentences.
    pub detail: String,
    /// The day by which, or on which, it happens.
    pub day: Option<NaiveDate>,
    /// Whether it has happened.
    pub done: bool,
}

/// The fee and how it is paid.
#[derive(Debug, Clone)]
pub struct Fees {
    /// The lines of the bill.
    pub lines: Vec<FeeLine>,
    /// Their sum.
    pub total: Yen,
    /// Where the payment stands, such as `お支払い済み`.
    pub state: String,
}

/// One line of a bill.
#[derive(Debug, Clone)]
pub struct FeeLine {
    /// What is paid for.
    pub label: String,
    /// The price of one.
    pub unit: Yen,
    /// How many.
    pub quantity: i64,
    /// The amount of the line.
    pub amount: Yen,
}

/// Sets a 受付票.
pub fn receipt_pdf(receipt: &Receipt) -> Result<Vec<u8>, PaperError> {
    press::print(Template::Receipt, &receipt.file, receipt.face())
}

impl Receipt {
    fn face(&self) -> Value {
        json!({
            "file": self.file.face(),
            "received": wording::moment(self.received_at),
            "access_code": self.access_code.as_ref().map(AccessCode::reveal),
            "state": self.state,
            "steps": self.steps.iter().map(Step::face).collect::<Vec<_>>(),
            "fees": self.fees.as_ref().map(Fees::face),
            "contact": self.contact.face(),
            "status_url": self.status_url,
            "digest": wording::digest(&self.digest),
            "digest_salt": self.digest_salt.as_deref().map(wording::digest),
        })
    }
}

impl Step {
    fn face(&self) -> Value {
        json!({
            "title": self.title,
            "detail": self.detail,
            "day": self.day.map(wording::day),
            "done": self.done,
        })
    }
}

impl Fees {
    fn face(&self) -> Value {
        json!({
            "lines": self.lines.iter().map(FeeLine::face).collect::<Vec<_>>(),
            "total": self.total.to_string(),
            "state": self.state,
        })
    }
}

impl FeeLine {
    pub(crate) fn face(&self) -> Value {
        json!({
            "label": self.label,
            "unit": self.unit.to_string(),
            "quantity": self.quantity.to_string(),
            "amount": self.amount.to_string(),
        })
    }
}
