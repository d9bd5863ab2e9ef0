//! Leases: which process does a job that only one may do.
use crate::{StoreError, WriteTx};
use kernel::Instant;

/// Takes or prolongs the lease `name` for `owner` until `until`. False while somebody else holds it.
pub fn take(
    tx: &mut WriteTx<'_>,
    name: &str,
    owner: &str,
    now: Instant,
    until: Instant,
) -> Result<bool, StoreError> {
    unimplemented!()
}
/// Gives the lease back.
pub fn release(tx: &mut WriteTx<'_>, name: &str, owner: &str) -> Result<(), StoreError> {
    unimplemented!()
}
