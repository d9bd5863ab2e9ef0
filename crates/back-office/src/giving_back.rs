//! Money that goes back, and where the payment provider's book and ours differ: who may do
//! what about it.

use casework::{Money, RefundCommand, Rows};
use kernel::{DifferenceId, Instant, SubmissionId, Yen};
use submission_store::{
    Scope, StoreError,
    differences::{self, Closed, Closing},
};

use crate::{
    BackOffice, Error, Staff,
    permission::{Answer, DecideRefund, ProposeRefund},
};

/// What this person may do about giving back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RefundRights {
    /// The most that can be proposed to go back; nothing where nothing can.
    pub propose: Option<Yen>,
    /// The amount that waits for this person's yes or no.
    pub decide: Option<Yen>,
}

/// What this person may do about giving back.
pub(crate) fn refund_rights(rows: &Rows, staff: &Staff) -> RefundRights {
    let place = &rows.record.place;
    let proposes = staff.authority.allow::<ProposeRefund>(place).is_ok();
    let decides = staff.authority.allow::<DecideRefund>(place).is_ok();
    let open = rows.money.iter().any(|money| money.open_refund().is_some());
    let waiting = rows.money.iter().find_map(Money::proposed);
    let from_others = waiting.filter(|refund| refund.proposed_by != *staff.id());
    RefundRights {
        propose: rows.refundable().filter(|_| proposes && !open).map(Money::left),
        decide: from_others.filter(|_| decides).map(|refund| refund.amount),
    }
}

impl BackOffice {
    /// Proposes, agrees or says no. `version` is what the person saw.
    pub(crate) async fn refund(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        version: i64,
        command: RefundCommand,
        now: Instant,
    ) -> Result<(), Error> {
        let rows = self.rows_of(staff, id).await?;
        let place = &rows.record.place;
        match &command {
            RefundCommand::Propose { .. } => {
                staff.authority.allow::<ProposeRefund>(place)?;
            }
            RefundCommand::Approve => {
                staff.authority.allow::<DecideRefund>(place)?;
                self.is_fresh_at_the_screen(staff, now)?;
            }
            RefundCommand::Reject { .. } => {
                staff.authority.allow::<DecideRefund>(place)?;
            }
        }
        if rows.record.case.version != version {
            return Err(self.conflict(id).await);
        }
        match self.casework.refund(&rows, staff.id(), command, now).await {
            Err(Error::Conflict { .. }) => Err(self.conflict(id).await),
            done => done,
        }
    }

    /// Deals with a difference about a payment of this case.
    pub async fn close_difference(
        &self,
        staff: &Staff,
        case: &SubmissionId,
        difference: &DifferenceId,
        how: Closing,
    ) -> Result<(), Error> {
        let (rows, proof) = self.authorised::<Answer>(staff, case).await?;
        let end = Closed { at: self.now(), by: proof.by().to_string(), how };
        let (id, case) = (difference.clone(), rows.submission.id);
        let closed = self.inner.store.write(move |tx| {
            let of_case = differences::list_of(tx, &Scope::Worker, &case)?;
            let known = of_case.iter().any(|difference| difference.id == id);
            Ok::<_, StoreError>(known && differences::close(tx, &id, &end)?)
        });
        if closed.await? { Ok(()) } else { Err(Error::NotFound) }
    }
}
