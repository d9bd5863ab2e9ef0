//! Documents issued for a case. One document belongs to one case, and never changes.
use crate::{Digest, Reads, Scope, Sealed, StoreError, WriteTx};
use kernel::{Instant, SubmissionId};

/// A document without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeEntry {
    /// The case.
    pub case: SubmissionId,
    /// Counts from 1 in its case.
    pub number: i64,
    /// The kind, in a word.
    pub kind: String,
    /// SHA-256 of the document.
    pub sha256: Digest,
    /// When it was issued.
    pub at: Instant,
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What is known about it.
    pub entry: NoticeEntry,
    /// The PDF, sealed for [`crate::Place::notice`].
    pub document: Sealed,
}

/// The number that the next document of a case gets.
pub fn next_number(tx: &mut impl Reads, case: &SubmissionId) -> Result<i64, StoreError> {
    unimplemented!()
}
/// Issues a document; `Duplicate` when its number is taken.
pub fn insert(tx: &mut WriteTx<'_>, notice: &Notice) -> Result<(), StoreError> {
    unimplemented!()
}
/// The documents of a case.
pub fn list(
    tx: &mut impl Reads,
    scope: &Scope,
    case: &SubmissionId,
) -> Result<Vec<NoticeEntry>, StoreError> {
    unimplemented!()
}
/// One document.
pub fn find(
    tx: &mut impl Reads,
    scope: &Scope,
    case: &SubmissionId,
    number: i64,
) -> Result<Option<Notice>, StoreError> {
    unimplemented!()
}
