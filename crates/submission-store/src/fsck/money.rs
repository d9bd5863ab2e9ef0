//! Bills and payments: the state follows from the events, the amount from the lines.

use fees::{PaymentState, state_of};
use kernel::{SubmissionId, Yen};

use super::{Round, of};
use crate::{
    ReadTx, Scope, StoreError,
    payments::{self, Payment},
};

pub(super) fn check(
    tx: &mut ReadTx<'_>,
    round: &mut Round<'_>,
    submission: &SubmissionId,
) -> Result<(), StoreError> {
    let list = payments::list(tx, &Scope::Worker, submission);
    let Some(list) = round.read(list)? else { return Ok(()) };
    let is_open =
        |payment: &&Payment| payment.state == PaymentState::Open && payment.cancelled_at.is_none();
    let open = list.iter().filter(is_open).count();
    round.expect(open <= 1, "bills", of("payments", submission), "several bills are open at once");
    for payment in &list {
        check_one(tx, round, payment)?;
    }
    Ok(())
}

pub(super) fn check_one(
    tx: &mut ReadTx<'_>,
    round: &mut Round<'_>,
    payment: &Payment,
) -> Result<(), StoreError> {
    let (bill, id) = (&payment.bill, payment.bill.payment.as_str());
    let sum = bill.lines.iter().try_fold(Yen::ZERO, |sum, line| sum.checked_add(line.amount));
    round.expect(
        sum == Some(bill.amount),
        "amount",
        ("payments", id),
        "its lines add up to another",
    );
    let heard = payments::list_events(tx, &bill.payment);
    if let Some(heard) = round.read(heard)? {
        let fits = state_of(bill, &heard) == payment.state;
        round.expect(fits, "payment", ("payments", id), "its state is not what its events make");
    }
    Ok(())
}
