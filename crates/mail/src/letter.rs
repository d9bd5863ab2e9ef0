//! What a letter says, in each of our languages.

use chrono::NaiveDate;
use kernel::{AccessCode, Instant, Language, ReceiptNumber, Yen};

/// A template could not be filled.
#[derive(Debug, thiserror::Error)]
#[error("the letter could not be written")]
pub struct LetterFault(#[from] askama::Error);

/// One letter to one resident about one case.
#[derive(Debug, Clone)]
pub struct Letter {
    /// The language the resident chose.
    pub language: Language,
    /// The city's name in that language, such as `仙台市`.
    pub city: String,
    /// The procedure's title in that language.
    pub procedure: String,
    /// 受付番号
    pub receipt_number: ReceiptNumber,
    /// Where to look the case up: `https://…/status`, without any code in it.
    pub status_url: String,
    /// Whom to ask.
    pub desk: Desk,
    /// Whether this is a demonstration.
    pub sample: bool,
    /// What happened.
    pub matter: Matter,
}

/// The office that answers questions.
#[derive(Debug, Clone, Default)]
pub struct Desk {
    /// 担当課
    pub department: String,
    /// Telephone number as people read it.
    pub phone: Option<String>,
    /// Opening hours as people read them.
    pub hours: Option<String>,
}

/// What happened.
#[derive(Debug, Clone)]
pub enum Matter {
    /// Recorded. The only letter that carries the access code.
    Received {
        /// The moment of arrival.
        received_at: Instant,
        /// 照会コード
        access_code: AccessCode,
        /// The fee that is still to be paid.
        payment: Option<PaymentAsked>,
    },
    /// The fee was paid.
    PaymentReceived {
        /// How much.
        amount: Yen,
    },
    /// The office asks for a correction.
    CorrectionRequested {
        /// The last day.
        by: NaiveDate,
    },
    /// Something is still to be done.
    Reminder {
        /// What.
        of: Reminded,
        /// The last day.
        by: NaiveDate,
    },
    /// Approved.
    Approved,
    /// Refused; the reason stands in the notice, never in the mail.
    Refused,
    /// Everything is done.
    Completed,
    /// The resident withdrew it.
    Withdrawn,
    /// The payment's term ran out.
    Lapsed,
    /// The office wrote a message.
    Message,
}

/// A fee that is still to be paid.
#[derive(Debug, Clone)]
pub struct PaymentAsked {
    /// How much.
    pub amount: Yen,
    /// The last day.
    pub by: NaiveDate,
}

/// What a reminder is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reminded {
    /// A correction was asked for.
    Correction,
    /// The fee is not paid.
    Payment,
}

/// A letter in words, ready to be enveloped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// One line.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

impl Letter {
    /// Writes the letter.
    pub fn render(&self) -> Result<Rendered, LetterFault> {
        unimplemented!()
    }
}
