//! Paying: the provider's page, its callbacks, and what it says when asked.

use fees::{Bill, Callback, FeeLine, PaymentOrder, PaymentState};
use kernel::{Instant, PaymentId, ReceiptNumber, Yen};
use review_workflow::{Actor, Command, Event, LaterFee, Refusal, State};
use submission_store::{Scope, StoreError, payments};

use crate::{
    Casework, Error,
    file::Rows,
    policy::policy_of,
    record::{Move, SYSTEM},
};

/// A bill as its payer sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentView {
    /// How much.
    pub amount: Yen,
    /// What for.
    pub lines: Vec<FeeLine>,
    /// Where it stands.
    pub state: PaymentState,
    /// Until when it can be paid.
    pub due_at: Instant,
    /// Where to pay, while it can be paid.
    pub url: Option<String>,
}

/// How often a callback is tried again when a clerk changes the case at the same moment.
const TRIES: usize = 5;

impl Casework {
    /// Takes a callback of the provider. Told twice, late or out of order, it happened once.
    pub async fn payment_callback(
        &self,
        headers: &[(&str, &str)],
        body: &[u8],
        now: Instant,
    ) -> Result<(), Error> {
        let callback = self.inner.gateway.verify_callback(headers, body, now)?;
        self.apply_callback(callback, now).await
    }

    /// Asks the provider what became of a payment that nobody told us about.
    pub async fn look_up_payment(&self, payment: &PaymentId, now: Instant) -> Result<(), Error> {
        let (gateway, id) = (self.inner.gateway.clone(), payment.clone());
        let answer = tokio::task::spawn_blocking(move || gateway.look_up(&id))
            .await
            .map_err(Error::internal)?
            .map_err(Error::internal)?;
        match answer {
            Some(callback) => self.apply_callback(callback, now).await,
            None => Ok(()),
        }
    }

    /// Records what was heard; a first capture moves the case. Tried again when somebody
    /// else changed the case at the same moment: the money is there either way.
    async fn apply_callback(&self, callback: Callback, now: Instant) -> Result<(), Error> {
        for _ in 0..TRIES {
            match self.try_callback(&callback, now).await {
                Err(Error::Conflict { .. }) => {}
                done => return done,
            }
        }
        Err(Error::Busy)
    }

    async fn try_callback(&self, callback: &Callback, now: Instant) -> Result<(), Error> {
        let id = callback.payment.clone();
        let known = self.inner.store.read(move |tx| payments::find(tx, &id)).await?;
        let payment = known.ok_or(Error::NotFound)?;
        let rows = self.rows(Scope::Worker, &payment.bill.submission).await?;
        let step = self.step_of_capture(&rows, &payment, now).await?;
        let callback = callback.clone();
        self.inner
            .store
            .write(move |tx| {
                let heard = payments::record(tx, &callback.payment, &callback.event, now)?;
                let captured = heard.is_some_and(|heard| {
                    heard.before != PaymentState::Captured
                        && heard.payment.state == PaymentState::Captured
                });
                match &step {
                    Some(step) if captured => step.write(tx),
                    Some(_) | None => Ok::<_, StoreError>(()),
                }
            })
            .await?;
        Ok(())
    }

    /// What a capture would make of the case; nothing when it is paid already.
    async fn step_of_capture(
        &self,
        rows: &Rows,
        payment: &payments::Payment,
        now: Instant,
    ) -> Result<Option<Move>, Error> {
        if payment.state == PaymentState::Captured {
            return Ok(None);
        }
        let case = rows.record.case.clone();
        let too_late = || Event::PaidTooLate { at: now, payment: payment.bill.payment.clone() };
        if payment.cancelled_at.is_some() {
            return self.prepare_move(case, &[too_late()], SYSTEM, &rows.submission).map(Some);
        }
        let published = self.form_of(&rows.submission).await?;
        let pay = Command::Pay { payment: payment.bill.payment.clone() };
        let policy = policy_of(&published.form, &rows.record.department);
        let decided = review_workflow::decide(&case, pay, &Actor::System, &policy, now);
        let facts = match decided {
            Ok(facts) => facts,
            Err(Refusal::PaidTooLate { .. }) => vec![too_late()],
            Err(_) => return Ok(None),
        };
        self.prepare_move(case, &facts, SYSTEM, &rows.submission).map(Some)
    }

    /// The bill of a case, if there is one.
    pub fn payment_view(&self, rows: &Rows, now: Instant) -> Result<Option<PaymentView>, Error> {
        let Some(payment) = &rows.payment else { return Ok(None) };
        let payable = rows.record.case.state == State::AwaitingPayment
            && now < payment.bill.expires_at
            && matches!(payment.state, PaymentState::Open | PaymentState::Failed);
        let title = match rows.record.case.later_fee {
            LaterFee::NotAsked => title_of(&payment.bill),
            // What a clerk typed may name a person, and the title shows in an address.
            LaterFee::Asked | LaterFee::Paid | LaterFee::Waived => "手数料".to_owned(),
        };
        let number = &rows.submission.receipt_number;
        let url = payable.then(|| self.hosted_page(&payment.bill, title, number));
        Ok(Some(PaymentView {
            amount: payment.bill.amount,
            lines: payment.bill.lines.clone(),
            state: payment.state,
            due_at: payment.bill.expires_at,
            url: url.transpose()?,
        }))
    }

    /// The provider's page for one bill: signed, without asking anybody.
    pub(crate) fn hosted_page(
        &self,
        bill: &Bill,
        title: String,
        number: &ReceiptNumber,
    ) -> Result<String, Error> {
        let order = PaymentOrder {
            payment: bill.payment.clone(),
            amount: bill.amount,
            title,
            expires_at: bill.expires_at,
            return_path: format!("/receipts/{number}"),
        };
        let page = self.inner.gateway.hosted_page(&order).map_err(Error::internal)?;
        Ok(page.url)
    }
}

/// What a form's bill is for, in the words of the form.
pub(crate) fn title_of(bill: &Bill) -> String {
    bill.lines.first().map(|line| line.label.clone()).unwrap_or_default()
}
