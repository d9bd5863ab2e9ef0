//! Revisions: the content of a submission, as filed and as corrected. Never changed.
use crate::{Digest, Reads, Scope, Sealed, StoreError, WriteTx};
use kernel::{Instant, SubmissionId};

/// One revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// The submission.
    pub submission: SubmissionId,
    /// 1 as filed, then one more with each correction.
    pub number: i64,
    /// The canonical JSON, sealed for [`crate::Place::revision`].
    pub content: Sealed,
    /// SHA-256 of the canonical JSON.
    pub digest: Digest,
    /// Who: `applicant`, or a staff id.
    pub by: String,
    /// When.
    pub at: Instant,
}

/// Keeps a revision; `Duplicate` when the number is taken.
pub fn insert(tx: &mut WriteTx<'_>, revision: &Revision) -> Result<(), StoreError> {
    unimplemented!()
}
/// The newest revision.
pub fn latest(
    tx: &mut impl Reads,
    scope: &Scope,
    submission: &SubmissionId,
) -> Result<Option<Revision>, StoreError> {
    unimplemented!()
}
/// Every revision, the first one first.
pub fn list(
    tx: &mut impl Reads,
    scope: &Scope,
    submission: &SubmissionId,
) -> Result<Vec<Revision>, StoreError> {
    unimplemented!()
}
