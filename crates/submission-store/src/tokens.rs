//! Tokens of staff and systems for the API. Only their hash is kept.
use crate::{Digest, Reads, StoreError, WriteTx};
use kernel::{Instant, StaffId};

/// One token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Hash of the token.
    pub hash: Digest,
    /// Whose authority it carries.
    pub staff: StaffId,
    /// What it is for.
    pub label: String,
    /// What it opens, such as `cases:read`.
    pub scopes: Vec<String>,
    /// When it was issued.
    pub created_at: Instant,
    /// When it ends.
    pub expires_at: Instant,
}

/// Keeps a token.
pub fn insert(tx: &mut WriteTx<'_>, token: &Token) -> Result<(), StoreError> {
    unimplemented!()
}
/// The token, if it has neither ended nor been revoked.
pub fn find(tx: &mut impl Reads, hash: &Digest, now: Instant) -> Result<Option<Token>, StoreError> {
    unimplemented!()
}
/// The tokens of a person.
pub fn list_of_staff(tx: &mut impl Reads, staff: &StaffId) -> Result<Vec<Token>, StoreError> {
    unimplemented!()
}
/// Revokes a token. False when there is none.
pub fn revoke(tx: &mut WriteTx<'_>, hash: &Digest) -> Result<bool, StoreError> {
    unimplemented!()
}
