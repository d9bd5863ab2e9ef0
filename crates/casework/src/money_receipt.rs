//! 領収書: what was paid, on paper.

use chrono::Duration;
use fees::PaymentState;
use kernel::Instant;
use submission_store::payments;

use crate::{
    Casework, Error, Pdf,
    file::{Money, Rows},
    paper::{fee_line, set},
};

/// A download that is repeated within this time is still the first one.
fn same_issue() -> Duration {
    Duration::minutes(10)
}

impl Money {
    /// Whether there is something to certify: the fee came, and not all of it went back.
    pub(crate) fn has_receipt(&self) -> bool {
        self.account.is_paid && self.payment.state == PaymentState::Captured
    }
}

impl Casework {
    /// 領収書 of the fee that was paid last. The first one is the original; every later one
    /// says that it is issued again, and when the first one was.
    pub async fn money_receipt(&self, rows: &Rows, now: Instant) -> Result<Pdf, Error> {
        let published = self.form_of(&rows.submission).await?;
        let paid = rows.money.iter().enumerate().rfind(|(_, money)| money.has_receipt());
        let (place, money) = paid.ok_or(Error::NotFound)?;
        let payment = money.payment.bill.payment.clone();
        let first =
            self.inner.store.write(move |tx| payments::receipt_issued(tx, &payment, now)).await?;
        let receipt = documents::MoneyReceipt {
            file: self.case_file(rows, &published, now),
            number: format!("{}-{}", rows.submission.receipt_number, place + 1),
            payer: rows.subject()?.name().unwrap_or_else(|| "申請者".to_owned()),
            lines: money.payment.bill.lines.iter().map(fee_line).collect(),
            total: money.payment.bill.amount,
            given_back: money.account.given_back,
            paid_at: money.paid_at().ok_or(Error::NotFound)?,
            reference: reference(money),
            first_issued_at: again(first, now),
            issuer: format!("{}長", self.inner.city.official_name()),
            contact: self.contact(&published),
        };
        let press = &self.inner.papers;
        set(press, rows, "ryoshusho", move || documents::money_receipt_pdf(&receipt)).await
    }
}

/// The day of the first one, when this is a later one.
fn again(first: Instant, now: Instant) -> Option<Instant> {
    (now.since(first) > same_issue()).then_some(first)
}

/// The provider's own name of the payment.
fn reference(money: &Money) -> String {
    let captured = money.heard.iter().find(|e| e.kind == fees::PaymentEventKind::Captured);
    captured.map(|event| event.event_id.clone()).unwrap_or_default()
}
