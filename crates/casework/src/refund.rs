//! Money given back: one person wants it, another agrees, the provider does it.

use chrono::Duration;
use fees::{PaymentEventKind, RefundOrder, RefundStage};
use kernel::{Instant, RefundId, StaffId, Yen};
use review_workflow::{Event, MAX_TEXT, Refusal};
use submission_store::{
    Scope, StoreError,
    leases::{self, Lease},
    payments,
    refunds::{self, Refund},
};

use crate::{
    Casework, Error,
    file::{Money, Rows},
    record::SYSTEM,
};

pub use submission_store::refunds::RefundState;

/// What a member of staff wants done about giving back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefundCommand {
    /// Somebody wants money to go back.
    Propose {
        /// How much.
        amount: Yen,
        /// Why.
        reason: String,
    },
    /// Another person agrees.
    Approve,
    /// Another person says no.
    Reject {
        /// Why.
        reason: String,
    },
}

/// Money that goes or went back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundView {
    /// How much.
    pub amount: Yen,
    /// How far.
    pub state: RefundState,
    /// When it was proposed.
    pub proposed_at: Instant,
    /// When it was over.
    pub ended_at: Option<Instant>,
}

/// Why money cannot be given back like this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RefundFault {
    /// Nothing was paid, or all of it went back.
    #[error("nothing can go back")]
    NothingPaid,
    /// Less than one yen, or more than was paid and has not gone back.
    #[error("between 1 and {left}")]
    Amount {
        /// What can go back.
        left: Yen,
    },
    /// One at a time.
    #[error("another one is not over yet")]
    Open,
    /// There is nothing to decide.
    #[error("nothing was proposed")]
    NotProposed,
    /// Nobody agrees with themselves.
    #[error("proposed by the same person")]
    OwnProposal,
}

impl RefundCommand {
    /// The word in the API.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Propose { .. } => "propose_refund",
            Self::Approve => "confirm_refund",
            Self::Reject { .. } => "reject_refund",
        }
    }
}

impl RefundView {
    pub(crate) const fn of(refund: &Refund) -> Self {
        let Refund { amount, state, proposed_at, ended_at, .. } = refund;
        Self { amount: *amount, state: *state, proposed_at: *proposed_at, ended_at: *ended_at }
    }
}

impl Money {
    /// What can still be proposed to go back.
    pub fn left(&self) -> Yen {
        self.account.left(&self.payment.bill)
    }

    /// What is not over.
    pub fn open_refund(&self) -> Option<&Refund> {
        self.refunds.iter().find(|refund| refund.state.is_open())
    }

    /// What waits for a second person.
    pub fn proposed(&self) -> Option<&Refund> {
        self.refunds.iter().find(|refund| refund.state == RefundState::Proposed)
    }

    /// When the money came.
    pub(crate) fn paid_at(&self) -> Option<Instant> {
        let captured = self.heard.iter().filter(|e| e.kind == PaymentEventKind::Captured);
        captured.map(|event| event.occurred_at).min().filter(|_| self.account.is_paid)
    }
}

impl Rows {
    /// The newest payment of which something can go back.
    pub fn refundable(&self) -> Option<&Money> {
        self.money.iter().rfind(|money| money.left() > Yen::ZERO)
    }

    /// Everything that goes or went back.
    pub fn refund_views(&self) -> Vec<RefundView> {
        self.money.iter().flat_map(|money| &money.refunds).map(RefundView::of).collect()
    }
}

impl Casework {
    /// Proposes, agrees or says no, for somebody who may.
    pub async fn refund(
        &self,
        rows: &Rows,
        by: &StaffId,
        command: RefundCommand,
        now: Instant,
    ) -> Result<(), Error> {
        let (money, from, refund, fact) = self.decided_refund(rows, by.clone(), command, now)?;
        let case = rows.record.case.clone();
        let step = self.prepare_move(case, &[fact], by.as_str(), &rows.submission)?;
        let (payment, heard) = (money.payment.bill.payment.clone(), money.heard.clone());
        let written = self.inner.store.write(move |tx| {
            payments::hold(tx, &payment)?;
            if payments::list_events(tx, &payment)? != heard {
                return Err(StoreError::Conflict { table: "payments", by: None, at: None });
            }
            match from {
                Some(from) => refunds::save(tx, from, &refund)?,
                None => refunds::insert(tx, &refund)?,
            }
            step.write(tx)
        });
        match written.await {
            Ok(()) => Ok(()),
            Err(StoreError::Conflict { .. } | StoreError::Duplicate { .. }) => {
                Err(Error::Conflict { by: None, at: None })
            }
            Err(fault) => Err(fault.into()),
        }
    }

    /// The payment, where the refund stood, where it stands now, and the fact.
    fn decided_refund<'r>(
        &self,
        rows: &'r Rows,
        by: StaffId,
        command: RefundCommand,
        at: Instant,
    ) -> Result<(&'r Money, Option<RefundState>, Refund, Event), Error> {
        if let RefundCommand::Propose { amount, reason } = command {
            let reason = said(&reason)?;
            if rows.money.iter().any(|money| money.open_refund().is_some()) {
                return Err(RefundFault::Open.into());
            }
            let money = rows.refundable().ok_or(RefundFault::NothingPaid)?;
            let left = money.left();
            if amount <= Yen::ZERO || amount > left {
                return Err(RefundFault::Amount { left }.into());
            }
            let payment = money.payment.bill.payment.clone();
            let refund = Refund {
                id: RefundId::new(&*self.inner.ids, at),
                payment: payment.clone(),
                amount,
                state: RefundState::Proposed,
                proposed_by: by.clone(),
                proposed_at: at,
                decided: None,
                reference: None,
                try_at: None,
                tries: 0,
                ended_at: None,
            };
            let fact = Event::RefundProposed { at, by, payment, amount, reason };
            return Ok((money, None, refund, fact));
        }
        let waiting = rows.money.iter().find_map(|money| Some((money, money.proposed()?)));
        let (money, proposed) = waiting.ok_or(RefundFault::NotProposed)?;
        if proposed.proposed_by == by {
            return Err(RefundFault::OwnProposal.into());
        }
        if rows.record.case.filed_by.as_ref() == Some(&by) {
            return Err(Refusal::OwnFiling.into());
        }
        let (payment, amount) = (proposed.payment.clone(), proposed.amount);
        let decided = Some((by.clone(), at));
        let (refund, fact) = if let RefundCommand::Reject { reason } = command {
            let (state, reason) = (RefundState::Rejected, said(&reason)?);
            let refund = Refund { state, decided, ended_at: Some(at), ..proposed.clone() };
            (refund, Event::RefundRejected { at, by, payment, reason })
        } else {
            let state = RefundState::Approved;
            let refund = Refund { state, decided, try_at: Some(at), ..proposed.clone() };
            (refund, Event::RefundApproved { at, by, payment, amount })
        };
        Ok((money, Some(RefundState::Proposed), refund, fact))
    }

    /// Has the provider give one approved refund back, or asks how far it is. Its id is kept
    /// before the provider is asked, who gives back once for each.
    pub async fn have_given_back(
        &self,
        refund: Refund,
        lease: &Lease,
        now: Instant,
    ) -> Result<(), Error> {
        let payment = refund.payment.clone();
        let found = self.inner.store.read(move |tx| payments::find(tx, &payment)).await?;
        let bill = found.ok_or(Error::NotFound)?.bill;
        let rows = self.rows(Scope::Worker, &bill.submission).await?;
        let money = rows.money.iter().find(|money| money.payment.bill.payment == refund.payment);
        let money = money.ok_or(Error::NotFound)?;
        let capture = money.heard.iter().find(|event| event.kind == PaymentEventKind::Captured);
        let covered = refund.tries > 0 || refund.amount <= money.left();
        let Some(capture) = capture.filter(|_| covered) else {
            return self.refund_failed(&rows, refund, lease, now).await;
        };
        let wait = Duration::minutes(2) * i32::try_from(refund.tries.min(30)).unwrap_or(30);
        let asked = Refund {
            tries: refund.tries.saturating_add(1),
            try_at: Some(now.plus(wait.max(Duration::minutes(2)))),
            ..refund.clone()
        };
        self.keep_refund(refund.state, asked.clone(), lease).await?;
        let wanted = RefundOrder {
            id: asked.id.clone(),
            payment: asked.payment.clone(),
            capture: capture.event_id.clone(),
            amount: asked.amount,
            reference: asked.reference.clone(),
        };
        let standing = self.ask_provider(move |gateway| gateway.give_back(&wanted)).await?;
        let answered = Refund { reference: Some(standing.reference), ..asked };
        match standing.stage {
            RefundStage::Underway => {
                let state = RefundState::Underway;
                self.keep_refund(refund.state, Refund { state, ..answered }, lease).await
            }
            RefundStage::Failed => self.refund_failed(&rows, answered, lease, now).await,
            RefundStage::Done(event) => {
                // The fact and its letter come with what was heard.
                self.hear(&refund.payment, vec![event], now).await?;
                let (state, ended_at) = (RefundState::Returned, Some(now));
                let over = Refund { state, ended_at, try_at: None, ..answered };
                self.keep_refund(refund.state, over, lease).await
            }
        }
    }

    async fn refund_failed(
        &self,
        rows: &Rows,
        refund: Refund,
        lease: &Lease,
        at: Instant,
    ) -> Result<(), Error> {
        let (payment, amount) = (refund.payment.clone(), refund.amount);
        let fact = Event::RefundFailed { at, payment, amount };
        let case = rows.record.case.clone();
        let step = self.prepare_move(case, &[fact], SYSTEM, &rows.submission)?;
        let (from, lease) = (refund.state, lease.clone());
        let (state, ended_at) = (RefundState::Failed, Some(at));
        let over = Refund { state, ended_at, try_at: None, ..refund };
        let written = self.inner.store.write(move |tx| {
            leases::hold(tx, &lease)?;
            refunds::save(tx, from, &over)?;
            step.write(tx)
        });
        written.await.map_err(|fault: StoreError| fault.into())
    }

    /// Has it tried again later: something of ours keeps it from being done.
    pub async fn put_off_refund(
        &self,
        refund: RefundId,
        lease: &Lease,
        until: Instant,
    ) -> Result<(), Error> {
        let lease = lease.clone();
        let put_off = self.inner.store.write(move |tx| {
            leases::hold(tx, &lease)?;
            refunds::put_off(tx, &refund, until)
        });
        put_off.await.map_err(|fault: StoreError| fault.into())
    }

    async fn keep_refund(
        &self,
        from: RefundState,
        refund: Refund,
        lease: &Lease,
    ) -> Result<(), Error> {
        let lease = lease.clone();
        let kept = self.inner.store.write(move |tx| {
            leases::hold(tx, &lease)?;
            refunds::save(tx, from, &refund)
        });
        kept.await.map_err(|fault: StoreError| fault.into())
    }
}

/// 理由: money does not go back without one.
fn said(reason: &str) -> Result<String, Refusal> {
    let reason = reason.trim();
    if reason.is_empty() {
        Err(Refusal::ReasonMissing)
    } else if reason.chars().count() > MAX_TEXT {
        Err(Refusal::TextTooLong { limit: MAX_TEXT })
    } else {
        Ok(reason.to_owned())
    }
}
