//! Papers that a resident takes along.

use casework::Pdf;
use kernel::ReceiptNumber;

use crate::{Access, Counter, Error};

impl Counter {
    /// 受付票
    pub async fn receipt_pdf(&self, number: &ReceiptNumber, access: &Access) -> Result<Pdf, Error> {
        let now = self.now();
        let rows = self.own_rows(number, access, now).await?;
        self.casework.receipt_paper(&rows, now).await
    }

    /// 領収書 of the fee that was paid last.
    pub async fn money_receipt_pdf(
        &self,
        number: &ReceiptNumber,
        access: &Access,
    ) -> Result<Pdf, Error> {
        let now = self.now();
        let rows = self.own_rows(number, access, now).await?;
        self.casework.money_receipt(&rows, now).await
    }

    /// 申請書の控え, the latest revision.
    pub async fn application_pdf(
        &self,
        number: &ReceiptNumber,
        access: &Access,
    ) -> Result<Pdf, Error> {
        let now = self.now();
        let rows = self.own_rows(number, access, now).await?;
        self.casework.application_paper(&rows, now).await
    }

    /// A notice that was issued for this case. That it was opened is written down.
    pub async fn notice_pdf(
        &self,
        number: &ReceiptNumber,
        access: &Access,
        notice: &str,
    ) -> Result<Pdf, Error> {
        let now = self.now();
        let scope = self.scope_of(number, access, now).await?;
        let rows = self.casework.rows_by_number(scope.clone(), number).await?;
        let wanted = notice.parse::<u32>().ok().filter(|it| rows.counts(i64::from(*it)));
        let wanted = wanted.ok_or(Error::NotFound)?;
        let pdf = self.casework.issued_notice(scope, &rows, notice).await?;
        self.casework.opened_online(&rows, wanted, now).await?;
        Ok(pdf)
    }
}
