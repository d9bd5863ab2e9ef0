//! Letters on their way: taken from the outbox, sent, tried again, given up, sent once more.
//!
//! Each is leased on its own and renewed just before it leaves; what became of it is reported
//! only by who holds it. A letter that cannot be written, or that panics on the way, is one
//! letter; those behind it leave all the same.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use casework::{Error, Unwritten};
use catalogue::Archive;
use chrono::Duration;
use kernel::{Instant, LetterId, SubmissionId};
use mail::{Outgoing, SendFault, Stage, Transport};
use submission_store::{
    Page, StoreError,
    outbox::{self, Held, LetterState, OutboxLetter},
};

use crate::Chores;

/// Letters taken at once.
const BATCH: u32 = 20;

/// A letter that is sent or stuck within this time is nobody else's.
fn lease() -> Duration {
    Duration::minutes(1)
}

/// So long a letter is tried; then it is given up and shown to the operator.
fn patience() -> Duration {
    Duration::hours(48)
}

/// The longest pause between two attempts.
const LONGEST_PAUSE: i64 = 60;

/// What one look into the outbox did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Dispatch {
    /// Letters that left.
    pub left: usize,
    /// Why the mail server was not reached, when it was not: the others wait.
    pub unreachable: Option<SendFault>,
}

/// A letter as an operator sees it: never to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterStanding {
    /// Its id.
    pub id: LetterId,
    /// The kind, in a word.
    pub kind: String,
    /// The submission that it is about.
    pub submission: SubmissionId,
    /// Where it stands.
    pub state: LetterState,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried next, or would have been.
    pub next_attempt_at: Instant,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
    /// When it was queued.
    pub created_at: Instant,
}

impl Chores {
    /// Sends the letters that are due.
    pub async fn send_letters(&self, transport: &Arc<dyn Transport>) -> Result<Dispatch, Error> {
        let (now, owner) = (self.now(), self.casework.archive().owner().to_owned());
        let take =
            self.store().write(move |tx| outbox::take(tx, &owner, now, now.plus(lease()), BATCH));
        let mut due = take.await.map_err(Error::from)?.into_iter();
        let mut dispatch = Dispatch::default();
        for held in due.by_ref() {
            if !self.renew(&held).await? {
                continue;
            }
            let outcome = self.send_letter(&held.letter, transport).await;
            self.note_outcome(&held, outcome).await?;
            match outcome {
                Ok(()) => dispatch.left += 1,
                Err(fault) if is_out_of_reach(fault) => {
                    dispatch.unreachable = Some(fault);
                    break;
                }
                Err(_) => {}
            }
        }
        self.put_back(due.collect()).await?;
        Ok(dispatch)
    }

    async fn renew(&self, held: &Held) -> Result<bool, Error> {
        let (held, until) = (held.clone(), self.now().plus(lease()));
        let renewed = self.store().write(move |tx| outbox::renew(tx, &held, until));
        renewed.await.map_err(|fault: StoreError| fault.into())
    }

    /// Letters behind one that found nobody were not tried: they are due as before.
    async fn put_back(&self, untried: Vec<Held>) -> Result<(), Error> {
        if untried.is_empty() {
            return Ok(());
        }
        let put = self.store().write(move |tx| {
            untried.iter().try_for_each(|held| outbox::put_back(tx, held).map(drop))
        });
        put.await.map_err(|fault: StoreError| fault.into())
    }

    async fn send_letter(
        &self,
        letter: &OutboxLetter,
        transport: &Arc<dyn Transport>,
    ) -> Result<(), SendFault> {
        let (casework, wanted) = (self.casework.clone(), letter.clone());
        // Apart, so that a panic while it is written is this letter's alone.
        let written = tokio::spawn(async move { casework.outgoing(&wanted).await }).await;
        let outgoing = match written {
            Ok(Ok(outgoing)) => outgoing,
            Ok(Err(fault)) => {
                tracing::error!(letter = %letter.id, %fault, "a letter cannot be written");
                return Err(match fault {
                    Unwritten::Unread(_) => SendFault::Transient(Stage::Writing),
                    Unwritten::Unfit(_) => UNWRITABLE,
                });
            }
            Err(_panicked) => return Err(UNWRITABLE),
        };
        hand_over(outgoing, transport).await
    }

    async fn note_outcome(&self, held: &Held, outcome: Result<(), SendFault>) -> Result<(), Error> {
        let (letter, now) = (&held.letter, self.now());
        let next = match outcome {
            Err(SendFault::Permanent(_)) => None,
            Ok(()) | Err(SendFault::Transient(_)) => {
                next_attempt(letter.attempts + 1, letter.tried_since.unwrap_or(now), now)
            }
        };
        match (outcome, next) {
            (Ok(()), _) => {}
            (Err(fault), Some(_)) => {
                tracing::warn!(letter = %letter.id, kind = %letter.kind, %fault, "a letter did not leave and is tried again");
            }
            (Err(fault), None) => {
                tracing::error!(letter = %letter.id, kind = %letter.kind, %fault, "a letter is given up");
            }
        }
        let held = held.clone();
        let written = self.store().write(move |tx| match outcome {
            Ok(()) => outbox::sent(tx, &held, now),
            Err(fault) => outbox::failed(tx, &held, &fault.to_string(), now, next),
        });
        if !written.await.map_err(|fault: StoreError| Error::from(fault))? {
            tracing::warn!("a letter was taken over while it was sent; it may have left twice");
        }
        Ok(())
    }
}

/// What makes no letter, or panics on the way, is not tried again.
pub(crate) const UNWRITABLE: SendFault = SendFault::Permanent(Stage::Writing);

/// Hands one letter over on a thread that may wait.
pub(crate) async fn hand_over(
    outgoing: Outgoing,
    transport: &Arc<dyn Transport>,
) -> Result<(), SendFault> {
    let transport = Arc::clone(transport);
    let sending = move || catch_unwind(AssertUnwindSafe(|| transport.send(&outgoing)));
    match tokio::task::spawn_blocking(sending).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) | Err(_) => Err(UNWRITABLE),
    }
}

/// Letters of a state, the oldest first.
pub async fn letters(archive: &Archive, state: LetterState) -> Result<Vec<LetterStanding>, Error> {
    let mut all = Vec::new();
    let mut page = Some(Page::first(Page::MOST));
    while let Some(wanted) = page {
        let listed = archive.store().read(move |tx| outbox::list(tx, state, &wanted));
        let listed = listed.await.map_err(|fault: StoreError| Error::from(fault))?;
        all.extend(listed.items.into_iter().map(LetterStanding::from));
        page = listed.next.map(|cursor| Page::after(Page::MOST, cursor));
    }
    Ok(all)
}

/// Sends a letter out again that was given up or waits.
pub async fn retry_letter(archive: &Archive, id: &LetterId) -> Result<(), Error> {
    let (id, now) = (id.clone(), archive.now());
    let retried = archive.store().write(move |tx| outbox::retry(tx, &id, now));
    let retried = retried.await.map_err(|fault: StoreError| Error::from(fault))?;
    if retried { Ok(()) } else { Err(Error::NotFound) }
}

/// Sends every letter out again that was given up; gives how many.
pub async fn retry_dead_letters(archive: &Archive) -> Result<usize, Error> {
    let now = archive.now();
    let retried = archive.store().write(move |tx| outbox::retry_dead(tx, now));
    retried.await.map_err(|fault: StoreError| fault.into())
}

impl From<OutboxLetter> for LetterStanding {
    fn from(letter: OutboxLetter) -> Self {
        Self {
            id: letter.id,
            kind: letter.kind,
            submission: letter.submission,
            state: letter.state,
            attempts: letter.attempts,
            next_attempt_at: letter.next_attempt_at,
            last_error: letter.last_error,
            created_at: letter.created_at,
        }
    }
}

/// Whether the fault is the way's and not the letter's.
pub(crate) const fn is_out_of_reach(fault: SendFault) -> bool {
    matches!(fault, SendFault::Transient(Stage::Connection | Stage::Timeout | Stage::Folder))
}

/// One minute after the first failure, then twice as long each time up to an hour; `None`
/// when it was tried long enough.
pub(crate) fn next_attempt(attempts: i64, since: Instant, now: Instant) -> Option<Instant> {
    let doublings = u32::try_from(attempts - 1).unwrap_or(0);
    let wait = Duration::minutes(2_i64.saturating_pow(doublings).min(LONGEST_PAUSE));
    (now.since(since) < patience()).then(|| now.plus(wait))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_tried_ever_less_often_for_two_days() {
        let start = Instant::from_millis(0);
        let (mut now, mut waits) = (start, Vec::new());
        while let Some(next) = next_attempt(i64::try_from(waits.len()).unwrap() + 1, start, now) {
            waits.push(next.since(now).num_minutes());
            now = next;
        }
        assert_eq!(waits[..8], [1, 2, 4, 8, 16, 32, 60, 60]);
        assert!((48..50).contains(&now.since(start).num_hours()), "{} attempts", waits.len());
    }
}
