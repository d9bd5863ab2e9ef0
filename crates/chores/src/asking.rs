//! Asking the provider by ourselves: about every order that is open, and about money that is
//! to go back. A callback that never comes costs minutes and no days.

use casework::Error;
use chrono::Duration;
use kernel::Instant;
use submission_store::{
    StoreError,
    leases::{self, Lease},
    orders::{self, Order},
    refunds::{self, Refund},
};

use crate::{Chores, apart::apart, jobs::Job};

/// Orders or refunds looked for at once.
const BATCH: u32 = 100;

/// What one round did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AskedRound {
    /// Orders that the provider was asked about.
    pub orders: usize,
    /// Refunds that it was asked for.
    pub refunds: usize,
    /// Those that a fault of ours kept from being asked about.
    pub faults: usize,
}

impl Chores {
    /// Asks about everything that is due. While another server does it, nothing is done here;
    /// while the provider is away, the round ends at once and is tried again.
    pub async fn ask_about_payments(&self) -> Result<AskedRound, Error> {
        let now = self.now();
        let Some(lease) = self.take_job(Job::Payments, now).await? else {
            return Ok(AskedRound::default());
        };
        let mut round = AskedRound::default();
        let mut outcome = self.ask_about_orders(&lease, &mut round, now).await;
        if outcome.is_ok() {
            outcome = self.give_what_is_due(&lease, &mut round, now).await;
        }
        self.give_back(lease, outcome.is_ok(), now).await?;
        outcome.map(|()| round)
    }

    async fn ask_about_orders(
        &self,
        lease: &Lease,
        round: &mut AskedRound,
        now: Instant,
    ) -> Result<(), Error> {
        loop {
            let due = self.store().read(move |tx| orders::list_due(tx, now, BATCH)).await?;
            if due.is_empty() {
                return Ok(());
            }
            for order in due {
                self.ask_apart(order, lease, round, now).await?;
            }
        }
    }

    async fn ask_apart(
        &self,
        order: Order,
        lease: &Lease,
        round: &mut AskedRound,
        now: Instant,
    ) -> Result<(), Error> {
        let (chores, asked) = (self.clone(), order.clone());
        let asking = async move { chores.casework.ask_about(&asked, now).await };
        let Err(fault) = apart(asking).await? else {
            round.orders += 1;
            return Ok(());
        };
        tracing::error!(payment = %order.payment, %fault, "a payment cannot be asked about");
        round.faults += 1;
        let later = Order { look_at: Some(now.plus(Duration::hours(1))), ..order };
        let held = lease.clone();
        let put_off = self.store().write(move |tx| {
            leases::hold(tx, &held)?;
            orders::save(tx, &later)
        });
        put_off.await.map_err(|fault: StoreError| fault.into())
    }

    async fn give_what_is_due(
        &self,
        lease: &Lease,
        round: &mut AskedRound,
        now: Instant,
    ) -> Result<(), Error> {
        loop {
            let due = self.store().read(move |tx| refunds::list_due(tx, now, BATCH)).await?;
            if due.is_empty() {
                return Ok(());
            }
            for refund in due {
                self.give_apart(refund, lease, round, now).await?;
            }
        }
    }

    async fn give_apart(
        &self,
        refund: Refund,
        lease: &Lease,
        round: &mut AskedRound,
        now: Instant,
    ) -> Result<(), Error> {
        let (chores, wanted, held) = (self.clone(), refund.clone(), lease.clone());
        let giving = async move { chores.casework.have_given_back(wanted, &held, now).await };
        let Err(fault) = apart(giving).await? else {
            round.refunds += 1;
            return Ok(());
        };
        tracing::error!(payment = %refund.payment, %fault, "money cannot be given back");
        round.faults += 1;
        self.casework.put_off_refund(refund.id, lease, now.plus(Duration::hours(1))).await
    }
}
