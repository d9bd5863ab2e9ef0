//! Sessions of browsers. Only the hash of the cookie is kept.
use crate::{Digest, Reads, StoreError, WriteTx};
use kernel::{Instant, StaffId};

/// Whose session it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionKind {
    /// A resident's browser.
    Visitor,
    /// A member of staff who signed in.
    Staff(StaffId),
}

/// One session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Hash of the cookie's secret.
    pub hash: Digest,
    /// Whose.
    pub kind: SessionKind,
    /// Seed of the session's CSRF tokens.
    pub csrf_seed: Digest,
    /// When it began.
    pub created_at: Instant,
    /// When it was last used.
    pub last_seen: Instant,
    /// When it ends.
    pub expires_at: Instant,
}

/// Begins a session.
pub fn insert(tx: &mut WriteTx<'_>, session: &Session) -> Result<(), StoreError> {
    unimplemented!()
}
/// The session, if it has not ended.
pub fn find(
    tx: &mut impl Reads,
    hash: &Digest,
    now: Instant,
) -> Result<Option<Session>, StoreError> {
    unimplemented!()
}
/// Notes that it was used, and until when it lasts now.
pub fn touch(
    tx: &mut WriteTx<'_>,
    hash: &Digest,
    now: Instant,
    expires_at: Instant,
) -> Result<(), StoreError> {
    unimplemented!()
}
/// Ends a session.
pub fn delete(tx: &mut WriteTx<'_>, hash: &Digest) -> Result<(), StoreError> {
    unimplemented!()
}
/// Ends every session of a member of staff.
pub fn delete_of_staff(tx: &mut WriteTx<'_>, staff: &StaffId) -> Result<usize, StoreError> {
    unimplemented!()
}
