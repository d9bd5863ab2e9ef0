//! Pressing twice files once: which key of whom led to which submission.
use crate::{Digest, Reads, StoreError, WriteTx};
use kernel::{Instant, SubmissionId};

/// What a key was used for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembered {
    /// Digest of the request that used the key first.
    pub request: Digest,
    /// What it filed.
    pub submission: SubmissionId,
}

/// What this key of this actor was used for, if it was.
pub fn find(
    tx: &mut impl Reads,
    actor: &Digest,
    key: &str,
) -> Result<Option<Remembered>, StoreError> {
    unimplemented!()
}
/// Remembers; `Duplicate` when the key is taken.
pub fn insert(
    tx: &mut WriteTx<'_>,
    actor: &Digest,
    key: &str,
    remembered: &Remembered,
    now: Instant,
) -> Result<(), StoreError> {
    unimplemented!()
}
