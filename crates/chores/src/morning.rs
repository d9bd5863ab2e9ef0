//! Letters of a morning on their way to staff. What they count is the office's to know.
//!
//! They tell of this morning: what did not leave by the end of the day is given up.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use casework::Error;
use chrono::Duration;
use kernel::Instant;
use mail::{SendFault, Stage, Transport};
use submission_store::{
    StoreError,
    leases::{self, Lease},
    mornings::{self, Morning},
};

use crate::{Chores, jobs::Job};

/// Letters looked for at once.
const BATCH: u32 = 50;
/// The longest pause between two attempts, in minutes.
const LONGEST_PAUSE: i64 = 60;

impl Chores {
    /// Sends the letters of this morning that are due; gives how many left. Of several servers one
    /// does it, and each write of it holds the lease.
    pub async fn send_mornings(&self, transport: &Arc<dyn Transport>) -> Result<usize, Error> {
        let now = self.now();
        let Some(lease) = self.take_job(Job::Mornings, now).await? else { return Ok(0) };
        let sent = self.send_due(transport, &lease, now).await;
        self.give_back(lease, sent.is_ok(), now).await?;
        sent
    }

    async fn send_due(
        &self,
        transport: &Arc<dyn Transport>,
        lease: &Lease,
        now: Instant,
    ) -> Result<usize, Error> {
        let due = self.store().read(move |tx| mornings::due(tx, now.day(), now, BATCH)).await;
        let mut left = 0;
        for (morning, address) in due.map_err(|fault: StoreError| Error::from(fault))? {
            self.hold(lease).await?;
            let outcome = self.send_morning(&morning, &address, transport).await;
            self.note_morning(&morning, outcome, lease, now).await?;
            match outcome {
                Ok(()) => left += 1,
                // Those behind it would find nobody either.
                Err(SendFault::Transient(Stage::Connection | Stage::Timeout | Stage::Folder)) => {
                    break;
                }
                Err(_) => {}
            }
        }
        Ok(left)
    }

    /// Whoever slept through the lease sends nothing more.
    async fn hold(&self, lease: &Lease) -> Result<(), Error> {
        let held = lease.clone();
        let held = self.store().write(move |tx| leases::hold(tx, &held));
        held.await.map_err(|fault: StoreError| fault.into())
    }

    async fn send_morning(
        &self,
        morning: &Morning,
        address: &str,
        transport: &Arc<dyn Transport>,
    ) -> Result<(), SendFault> {
        const UNWRITABLE: SendFault = SendFault::Permanent(Stage::Writing);
        let outgoing = self.casework.morning_letter(morning, address).map_err(|fault| {
            tracing::error!(letter = %morning.id, %fault, "a letter of the morning cannot be written");
            UNWRITABLE
        })?;
        let transport = Arc::clone(transport);
        let sending = move || catch_unwind(AssertUnwindSafe(|| transport.send(&outgoing)));
        match tokio::task::spawn_blocking(sending).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) | Err(_) => Err(UNWRITABLE),
        }
    }

    async fn note_morning(
        &self,
        morning: &Morning,
        outcome: Result<(), SendFault>,
        lease: &Lease,
        now: Instant,
    ) -> Result<(), Error> {
        let next = match outcome {
            Err(SendFault::Transient(_)) => next_attempt(morning.attempts, now),
            Ok(()) | Err(SendFault::Permanent(_)) => None,
        };
        if let Err(fault) = outcome {
            tracing::warn!(letter = %morning.id, %fault, again = next.is_some(), "a letter of the morning did not leave");
        }
        let (id, lease) = (morning.id.clone(), lease.clone());
        let noted = self.store().write(move |tx| {
            leases::hold(tx, &lease)?;
            match outcome {
                Ok(()) => mornings::sent(tx, &id),
                Err(_) => mornings::failed(tx, &id, next),
            }
        });
        noted.await.map_err(|fault: StoreError| fault.into())
    }
}

/// Twice as long after each failure, as long as it is the same day.
fn next_attempt(attempts: i64, now: Instant) -> Option<Instant> {
    let doublings = u32::try_from(attempts).unwrap_or(0);
    let wait = Duration::minutes(2_i64.saturating_pow(doublings).min(LONGEST_PAUSE));
    Some(now.plus(wait)).filter(|next| next.day() == now.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_of_the_morning_is_tried_until_the_day_is_over() {
        let mut now = Instant::parse_rfc3339("2026-11-25T08:30:00+09:00").unwrap();
        let (day, mut attempts) = (now.day(), 0);
        while let Some(next) = next_attempt(attempts, now) {
            assert!(next > now && next.day() == day);
            (now, attempts) = (next, attempts + 1);
        }
        assert!((18..24).contains(&attempts), "{attempts}");
    }
}
