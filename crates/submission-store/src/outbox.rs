//! Letters waiting to leave, in the transaction that caused them.
use crate::{Listed, Page, Reads, Scope, Sealed, StoreError, WriteTx};
use kernel::{Instant, Language, LetterId, SubmissionId};

/// Where a letter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterState {
    /// To be sent, now or later.
    Waiting,
    /// Handed over.
    Sent,
    /// Given up after too many attempts; shown to the operator.
    Dead,
}

/// One letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxLetter {
    /// The id.
    pub id: LetterId,
    /// The kind, in a word.
    pub kind: String,
    /// The submission that it is about.
    pub submission: SubmissionId,
    /// The language.
    pub language: Language,
    /// The address, sealed for [`crate::Place::recipient`].
    pub recipient: Sealed,
    /// What it says beyond its kind, sealed for [`crate::Place::letter`].
    pub detail: Option<Sealed>,
    /// The same at every attempt, so that a duplicate is recognised.
    pub message_id: String,
    /// How often it was tried.
    pub attempts: i64,
    /// Not before.
    pub next_attempt_at: Instant,
    /// Where it stands.
    pub state: LetterState,
    /// Why the last attempt failed, without addresses.
    pub last_error: Option<String>,
    /// When it was queued.
    pub created_at: Instant,
}

/// Queues a letter.
pub fn insert(tx: &mut WriteTx<'_>, letter: &OutboxLetter) -> Result<(), StoreError> {
    unimplemented!()
}
/// Takes up to `limit` letters that are due; nobody else gets them before `lease_until`.
pub fn lease(
    tx: &mut WriteTx<'_>,
    now: Instant,
    lease_until: Instant,
    limit: u32,
) -> Result<Vec<OutboxLetter>, StoreError> {
    unimplemented!()
}
/// The letter left.
pub fn sent(tx: &mut WriteTx<'_>, id: &LetterId, now: Instant) -> Result<(), StoreError> {
    unimplemented!()
}
/// The attempt failed: again at `next_attempt_at`, or never (`None`).
pub fn failed(
    tx: &mut WriteTx<'_>,
    id: &LetterId,
    error: &str,
    next_attempt_at: Option<Instant>,
) -> Result<(), StoreError> {
    unimplemented!()
}
/// When the next letter is due, for the worker's alarm clock.
pub fn next_due(tx: &mut impl Reads) -> Result<Option<Instant>, StoreError> {
    unimplemented!()
}
/// Letters of a state, the oldest first.
pub fn list(
    tx: &mut impl Reads,
    state: LetterState,
    page: &Page,
) -> Result<Listed<OutboxLetter>, StoreError> {
    unimplemented!()
}
/// Letters about a submission.
pub fn list_of(
    tx: &mut impl Reads,
    scope: &Scope,
    submission: &SubmissionId,
) -> Result<Vec<OutboxLetter>, StoreError> {
    unimplemented!()
}
/// How many letters wait and how many are dead.
pub fn counts(tx: &mut impl Reads) -> Result<(i64, i64), StoreError> {
    unimplemented!()
}
