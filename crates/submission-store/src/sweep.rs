//! Cleaning up: what expired, and files that a crash left behind.
use crate::{Store, StoreError};
use kernel::Instant;

/// What was removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Expired drafts.
    pub drafts: usize,
    /// Attachments that were never filed.
    pub attachments: usize,
    /// Expired sessions.
    pub sessions: usize,
    /// Remembered answers that nobody asks for again.
    pub idempotency: usize,
    /// Temporary files of interrupted uploads.
    pub temporary_files: usize,
    /// Files without a row.
    pub orphaned_files: usize,
}

/// Removes what has expired at `now`, and files older than the grace that no row names.
/// Call it at start and every few minutes; two processes at once do no harm.
pub async fn sweep(store: &Store, now: Instant) -> Result<Swept, StoreError> {
    unimplemented!()
}
