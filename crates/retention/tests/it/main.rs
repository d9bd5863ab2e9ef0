//! The end of records, as two people bring it about and as a resident meets it.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that stops says so best by stopping"
)]

mod end;
