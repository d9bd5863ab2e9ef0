//! What the store promises, tried on SQLite and on the PostgreSQL server that
//! `MADOGUCHI_TEST_POSTGRES_URL` names: one body for both.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that stops says so best by stopping"
)]

#[expect(unreachable_pub, reason = "the testkit shows it to others")]
#[path = "../../../testkit/src/relay.rs"]
mod relay;
mod town;

mod attachment;
mod audit;
mod case_keys;
mod claim;
mod draft;
mod erasure;
mod filing;
mod filters;
mod folder;
mod keys;
mod lost;
mod outbox;
mod payment;
mod people;
mod queue;
mod registers;
mod rotation;
mod rules;
mod schema;
mod search;
mod strikes;
mod templates;
mod walls;
mod whole;
mod witness;
mod writing;
