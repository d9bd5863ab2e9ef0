//! Which cases are long over, by the term of the form that they were filed with, and what stands
//! in the way of erasing them.

use chrono::NaiveDate;
use fees::PaymentState;
use kernel::{CasePlace, Instant, ReceiptNumber, SubmissionId};
use submission_store::{
    Reads, Scope, StoreError, handovers, legal_holds,
    payments::{self, Payment},
    refunds,
    retention::{self, Finished},
};

use crate::{Error, Retention, term};

/// Cases looked at in one turn.
const TURN: u32 = 500;

/// A finished case whose term is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueCase {
    /// The case.
    pub case: SubmissionId,
    /// The number on the receipt.
    pub receipt_number: ReceiptNumber,
    /// Where it belongs.
    pub place: CasePlace,
    /// The day on which it was moved last.
    pub moved_on: NaiveDate,
    /// The first day on which it can be erased.
    pub due_on: NaiveDate,
    /// Procedure, version and years.
    pub rule: String,
    /// What stands in the way; nothing where it can go on a list.
    pub obstacles: Vec<Obstacle>,
}

/// What stands in the way of erasing a case.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Obstacle {
    /// Somebody holds it back.
    #[error("held")]
    Held,
    /// Systems that must have it first.
    #[error("not handed over to {}", .0.join(", "))]
    NotHandedOver(Vec<String>),
    /// A bill is open, or money is to go back.
    #[error("money is open")]
    MoneyOpen,
    /// It stands on this list already.
    #[error("on list {0}")]
    Listed(i64),
    /// It was filed before cases had keys: its content would stay readable.
    #[error("filed before cases had keys, and cannot be erased alone")]
    WithoutKey,
    /// It was moved, or its term has changed, since it was put on the list.
    #[error("not due")]
    NotDue,
}

impl Retention {
    /// Every finished case whose term is over, with what stands in its way.
    pub async fn due(&self) -> Result<Vec<DueCase>, Error> {
        let today = self.archive.now().day();
        // Whatever was moved in this fiscal year is not due, however short its term is.
        let before = Instant::start_of(term::fiscal_year(today));
        let (mut due, mut after) = (Vec::new(), None);
        loop {
            let behind: Option<SubmissionId> = after;
            let turn = self
                .archive
                .store()
                .read(move |tx| retention::list_finished(tx, before, behind.as_ref(), TURN));
            let turn = turn.await?;
            after = turn.last().map(|last| last.case.clone());
            if after.is_none() {
                return Ok(due);
            }
            for finished in turn {
                due.extend(self.look(finished, today).await?.filter(|case| case.due_on <= today));
            }
        }
    }

    /// When a case is due by the version of the form that it was filed with, and what stands in
    /// the way.
    pub(crate) async fn look(
        &self,
        finished: Finished,
        today: NaiveDate,
    ) -> Result<Option<DueCase>, Error> {
        let number = u32::try_from(finished.version).unwrap_or_default();
        let published = self.archive.version(&finished.place.procedure, number).await?;
        let procedure = published.form.procedure();
        let years = procedure.years_kept();
        let moved_on = finished.moved_at.day();
        let Some(due_on) = term::due_on(moved_on, years) else { return Ok(None) };
        let obstacles = if due_on <= today {
            self.obstacles(&finished, procedure.handover.clone()).await?
        } else {
            Vec::new()
        };
        Ok(Some(DueCase {
            rule: format!("{} v{number}: {years} years", finished.place.procedure),
            case: finished.case,
            receipt_number: finished.receipt_number,
            place: finished.place,
            moved_on,
            due_on,
            obstacles,
        }))
    }

    async fn obstacles(
        &self,
        finished: &Finished,
        targets: Vec<String>,
    ) -> Result<Vec<Obstacle>, Error> {
        let (case, has_key) = (finished.case.clone(), finished.has_key);
        let read = self.archive.store().read(move |tx| {
            let mut found = Vec::new();
            if !has_key {
                found.push(Obstacle::WithoutKey);
            }
            if legal_holds::is_held(tx, &case)? {
                found.push(Obstacle::Held);
            }
            let taken = handovers::list(tx, &case)?;
            let mut missing = targets;
            missing.retain(|target| taken.iter().all(|done| done.target != *target));
            if !missing.is_empty() {
                found.push(Obstacle::NotHandedOver(missing));
            }
            if is_money_open(tx, &case)? {
                found.push(Obstacle::MoneyOpen);
            }
            found.extend(retention::listed(tx, &case)?.map(Obstacle::Listed));
            Ok::<_, StoreError>(found)
        });
        Ok(read.await?)
    }
}

/// Whether a bill is not settled, or money is on its way back.
fn is_money_open(tx: &mut impl Reads, case: &SubmissionId) -> Result<bool, StoreError> {
    for payment in payments::list(tx, &Scope::Worker, case)? {
        let back = refunds::list(tx, &payment.bill.payment)?;
        if is_open(&payment) || back.iter().any(|refund| refund.state.is_open()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Money that nobody has settled.
fn is_open(payment: &Payment) -> bool {
    match payment.state {
        PaymentState::Open => payment.cancelled_at.is_none(),
        PaymentState::NeedsAttention => true,
        PaymentState::Captured
        | PaymentState::Failed
        | PaymentState::Expired
        | PaymentState::Refunded => false,
    }
}
