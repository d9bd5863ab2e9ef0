//! Published versions of form definitions. They never change; a retired one stays readable.
use crate::{Reads, StoreError, WriteTx};
use kernel::Instant;

/// One published version of a procedure's form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcedureVersion {
    /// The procedure, such as `juminhyo-utsushi`.
    pub procedure: String,
    /// Counts from 1.
    pub number: i64,
    /// SHA-256 of the definition, in hexadecimal digits.
    pub content_hash: String,
    /// The published document.
    pub definition: String,
    /// Since when it is offered.
    pub published_at: Instant,
    /// Until when it was offered.
    pub retired_at: Option<Instant>,
}

/// Publishes a definition and retires the version before it. The same content as the
/// current version is no new version. Gives the number of the version now offered.
pub fn publish(
    tx: &mut WriteTx<'_>,
    procedure: &str,
    content_hash: &str,
    definition: &str,
    now: Instant,
) -> Result<i64, StoreError> {
    unimplemented!()
}
/// Takes a procedure off the counter; drafts and cases keep their version.
pub fn retire(tx: &mut WriteTx<'_>, procedure: &str, now: Instant) -> Result<(), StoreError> {
    unimplemented!()
}
/// One version, retired or not.
pub fn find(
    tx: &mut impl Reads,
    procedure: &str,
    number: i64,
) -> Result<Option<ProcedureVersion>, StoreError> {
    unimplemented!()
}
/// The versions offered now.
pub fn list_current(tx: &mut impl Reads) -> Result<Vec<ProcedureVersion>, StoreError> {
    unimplemented!()
}
/// Every version of every procedure, for integrity checks.
pub fn list_all(tx: &mut impl Reads) -> Result<Vec<ProcedureVersion>, StoreError> {
    unimplemented!()
}
