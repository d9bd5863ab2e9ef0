//! Which case a paper belongs to, and the mark in the PDF that proves it.

use kernel::{Instant, ReceiptNumber, SubmissionId};

/// Why a paper could not be made. Never quotes what people wrote.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaperError {
    /// The template did not compile with this input.
    #[error("the page could not be set: {0}")]
    Setting(String),
    /// The pages could not be written as PDF.
    #[error("the pdf could not be written: {0}")]
    Writing(String),
    /// The finished PDF does not carry the mark of the case it was made for.
    #[error("the finished pdf does not carry the mark of its case")]
    Mark,
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

/// Whether `pdf` was made for exactly this case. The caller asks before a paper
/// leaves the house (invariant: a document is only ever served to its own case).
pub fn is_paper_of(_pdf: &[u8], _submission: &SubmissionId, _number: &ReceiptNumber) -> bool {
    unimplemented!()
}
