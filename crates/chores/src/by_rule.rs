//! 自動決定: the cases of which is still to be asked whether a rule decides them.
//!
//! A case waits for that since it was filed, by a row that goes with the answer: whatever dies in
//! between is asked again. Under one lease, so that of several servers one asks.

use casework::Error;
use kernel::{Instant, SubmissionId};
use submission_store::{StoreError, leases::Lease, rules};

use crate::{Chores, apart::apart, jobs::Job};

/// Cases looked for at once.
const BATCH: i64 = 50;

impl Chores {
    /// Asks the rules; gives how many cases they decided. One that cannot be asked is left to
    /// people. While another server does it, nothing is done here.
    pub async fn ask_rules(&self) -> Result<usize, Error> {
        let now = self.now();
        if self.asked_of(None).await?.is_empty() {
            return Ok(0);
        }
        let Some(lease) = self.take_job(Job::Rules, now).await? else { return Ok(0) };
        let decided = self.ask_all(&lease, now).await;
        self.give_back(lease, decided.is_ok(), now).await?;
        decided
    }

    async fn ask_all(&self, lease: &Lease, now: Instant) -> Result<usize, Error> {
        let (mut decided, mut after) = (0, None);
        loop {
            let ids = self.asked_of(after).await?;
            for id in &ids {
                let (casework, case, held) = (self.casework.clone(), id.clone(), lease.clone());
                match apart(async move { casework.ask_rule(&case, held, now).await }).await? {
                    Ok(is_decided) => decided += usize::from(is_decided),
                    Err(fault) => {
                        tracing::error!(case = %id, %fault, "a rule cannot be asked about a case");
                        self.casework.leave_to_people(id, lease.clone()).await?;
                    }
                }
            }
            after = ids.into_iter().next_back();
            if after.is_none() {
                return Ok(decided);
            }
        }
    }

    async fn asked_of(&self, after: Option<SubmissionId>) -> Result<Vec<SubmissionId>, Error> {
        let read = self.store().read(move |tx| rules::waiting(tx, after.as_ref(), BATCH));
        read.await.map_err(|fault: StoreError| fault.into())
    }
}
