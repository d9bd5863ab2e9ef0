//! What stands on every paper of one case, and why a paper could not be made.

use kernel::{Instant, ReceiptNumber, SubmissionId};
use serde_json::{Value, json};

/// Why a paper could not be made. Never quotes what people wrote.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaperError {
    /// The template did not compile with this input.
    #[error("the page could not be set: {template} line {line}")]
    Setting {
        /// The template.
        template: &'static str,
        /// Its line; 0 where it is not known.
        line: usize,
    },
    /// The pages could not be written as PDF.
    #[error("the pdf of {template} could not be written")]
    Writing {
        /// The template.
        template: &'static str,
    },
    /// A refusal states its reason (行政手続法第8条); this one has none.
    #[error("a refusal without a reason cannot be issued")]
    MissingReason,
    /// The finished PDF does not carry the mark of the case it was made for.
    #[error("the finished pdf does not carry the mark of its case")]
    Mark,
    /// 宛名 that has no room in the window of an envelope.
    #[error("the addressee has no room in the window")]
    AddressWindow,
    /// Papers could not be bound together in one PDF.
    #[error("the papers could not be bound together")]
    Binding,
}

/// What stands on every paper of one case.
#[derive(Debug, Clone)]
pub struct CaseFile {
    /// The city's name, such as `仙台市`.
    pub city: String,
    /// The procedure's title in Japanese.
    pub procedure: String,
    /// The case; goes into the PDF's metadata, not onto the page.
    pub submission: SubmissionId,
    /// 受付番号
    pub receipt_number: ReceiptNumber,
    /// When this paper is made.
    pub made_at: Instant,
    /// Whether this is a demonstration: 「見本」 is printed across each page.
    pub sample: bool,
}

impl CaseFile {
    pub(crate) fn face(&self) -> Value {
        json!({
            "city": self.city,
            "procedure": self.procedure,
            "receipt_number": self.receipt_number.as_str(),
            "sample": self.sample,
        })
    }
}

/// Whom to ask.
#[derive(Debug, Clone, Default)]
pub struct Contact {
    /// 担当課, such as `戸籍住民課`.
    pub department: String,
    /// Telephone number as people read it.
    pub phone: Option<String>,
    /// Mail address.
    pub email: Option<String>,
    /// Opening hours as people read them.
    pub hours: Option<String>,
}

impl Contact {
    pub(crate) fn face(&self) -> Value {
        json!({
            "department": self.department,
            "phone": self.phone,
            "email": self.email,
            "hours": self.hours,
        })
    }
}
