//! The log of a case: chained, append-only.
use crate::{Digest, Reads, Scope, Sealed, StoreError, WriteTx};
use kernel::{EventId, Instant, SubmissionId};

/// An event to be written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// The id.
    pub id: EventId,
    /// The kind, in a word: readable without the key, so nothing personal.
    pub kind: String,
    /// Who: `applicant`, `system`, or a staff id.
    pub actor: String,
    /// When.
    pub at: Instant,
    /// The event itself, sealed for [`crate::Place::event`].
    pub payload: Sealed,
}

/// An event as it stands in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedEvent {
    /// The case.
    pub case: SubmissionId,
    /// Counts from 1 in its case.
    pub seq: i64,
    /// The id.
    pub id: EventId,
    /// The kind, in a word.
    pub kind: String,
    /// Who.
    pub actor: String,
    /// When.
    pub at: Instant,
    /// The event itself.
    pub payload: Sealed,
    /// Hash of the event before it.
    pub prev_hash: Digest,
    /// Hash of this event and of `prev_hash`.
    pub hash: Digest,
}

/// Writes the first events of a new case: no look at what stands there is needed.
pub fn begin(
    tx: &mut WriteTx<'_>,
    case: &SubmissionId,
    events: &[NewEvent],
) -> Result<(), StoreError> {
    unimplemented!()
}
/// Writes events after the last one of a case.
pub fn append(
    tx: &mut WriteTx<'_>,
    case: &SubmissionId,
    events: &[NewEvent],
) -> Result<(), StoreError> {
    unimplemented!()
}
/// The log of a case from `after_seq` on (0: from the start), the oldest first.
pub fn list(
    tx: &mut impl Reads,
    scope: &Scope,
    case: &SubmissionId,
    after_seq: i64,
    limit: u32,
) -> Result<Vec<LoggedEvent>, StoreError> {
    unimplemented!()
}
