//! 領収書: what was paid, for what, when and how.
//!
//! A city's receipt carries no revenue stamp (印紙税法第5条第2号: 地方公共団体が作成した文書).

use kernel::{Instant, Yen};
use serde_json::{Value, json};

use crate::press::{self, Template};
use crate::{CaseFile, Contact, FeeLine, PaperError, wording};

/// What a 領収書 says.
#[derive(Debug, Clone)]
pub struct MoneyReceipt {
    /// The case.
    pub file: CaseFile,
    /// 領収番号
    pub number: String,
    /// Who paid, without 様.
    pub payer: String,
    /// What was paid for.
    pub lines: Vec<FeeLine>,
    /// How much was paid.
    pub total: Yen,
    /// How much of it went back since.
    pub given_back: Yen,
    /// When the money came.
    pub paid_at: Instant,
    /// The provider's own name of the payment.
    pub reference: String,
    /// When the first one was issued, where this is a later one.
    pub first_issued_at: Option<Instant>,
    /// Who received the money, such as `仙台市長`.
    pub issuer: String,
    /// Whom to ask.
    pub contact: Contact,
}

/// Sets a 領収書.
pub fn money_receipt_pdf(receipt: &MoneyReceipt) -> Result<Vec<u8>, PaperError> {
    press::print(Template::MoneyReceipt, &receipt.file, receipt.face())
}

impl MoneyReceipt {
    fn face(&self) -> Value {
        let given_back = (self.given_back > Yen::ZERO).then(|| self.given_back.to_string());
        json!({
            "file": self.file.face(),
            "number": self.number,
            "payer": self.payer,
            "lines": self.lines.iter().map(FeeLine::face).collect::<Vec<_>>(),
            "total": self.total.to_string(),
            "given_back": given_back,
            "paid": wording::moment(self.paid_at),
            "reference": self.reference,
            "issued": wording::day(self.file.made_at.day()),
            "first_issued": self.first_issued_at.map(|first| wording::day(first.day())),
            "issuer": self.issuer,
            "contact": self.contact.face(),
        })
    }
}
