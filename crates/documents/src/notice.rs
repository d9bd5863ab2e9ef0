//! 決定通知書: the decision with its reason and the way to appeal.

use chrono::NaiveDate;
use kernel::Instant;

use crate::{CaseFile, Contact, PaperError};

/// What a 決定通知書 says.
#[derive(Debug, Clone)]
pub struct Notice {
    /// The case.
    pub file: CaseFile,
    /// When the application arrived.
    pub received_at: Instant,
    /// 文書番号, such as `仙市戸第123号`.
    pub number: String,
    /// The day of the decision, which is the date of the paper.
    pub decided_on: NaiveDate,
    /// Whom it is addressed to, without 様.
    pub addressee: String,
    /// What was decided.
    pub decision: Decision,
    /// 理由: why (行政手続法第8条). One paragraph per line.
    pub reason: String,
    /// 根拠: the law or ordinance, such as `住民基本台帳法第12条`.
    pub legal_basis: Option<String>,
    /// 教示 (行政不服審査法第82条); `None` where the decision is no 処分.
    pub remedy: Option<Remedy>,
    /// Who decided.
    pub issuer: Issuer,
    /// Whom to ask.
    pub contact: Contact,
}

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// 承認
    Approved,
    /// 却下
    Refused,
}

/// Where a decision can be contested.
#[derive(Debug, Clone)]
pub struct Remedy {
    /// To whom the 審査請求 goes, such as `仙台市長`.
    pub reviewer: String,
    /// Who is sued for annulment, such as `仙台市`.
    pub defendant: String,
    /// Who represents the defendant, such as `仙台市長`.
    pub representative: String,
}

/// Who decided.
#[derive(Debug, Clone)]
pub struct Issuer {
    /// The office, such as `仙台市長`.
    pub office: String,
    /// The person's name, where it is printed.
    pub name: Option<String>,
}

/// Sets a 決定通知書.
pub fn notice_pdf(_notice: &Notice) -> Result<Vec<u8>, PaperError> {
    unimplemented!()
}
