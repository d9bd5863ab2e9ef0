//! Papers for one case: receipt, application as filed, notices.

use kernel::{ReceiptNumber, SubmissionId};

use crate::{Access, Desk, DeskError, Staff};

/// A finished paper.
#[derive(Debug, Clone)]
pub struct Pdf {
    /// A name without personal data.
    pub file_name: String,
    /// The PDF.
    pub bytes: Vec<u8>,
}

impl Desk {
    /// 受付票
    pub async fn receipt_pdf(
        &self,
        _number: &ReceiptNumber,
        _access: &Access,
    ) -> Result<Pdf, DeskError> {
        unimplemented!()
    }

    /// 申請書の控え, the latest revision.
    pub async fn application_pdf(
        &self,
        _number: &ReceiptNumber,
        _access: &Access,
    ) -> Result<Pdf, DeskError> {
        unimplemented!()
    }

    /// A notice that was issued for this case.
    pub async fn notice_pdf(
        &self,
        _number: &ReceiptNumber,
        _access: &Access,
        _notice: &str,
    ) -> Result<Pdf, DeskError> {
        unimplemented!()
    }

    /// The application on paper for the office, sensitive values masked.
    pub async fn case_pdf(&self, _staff: &Staff, _case: &SubmissionId) -> Result<Pdf, DeskError> {
        unimplemented!()
    }
}
