//! Pressing twice files once: which key of whom led to which submission.

use diesel::prelude::*;
use kernel::{Instant, SubmissionId};

use crate::{
    Digest, Reads, StoreError, WriteTx, engine::per_engine, row::At, schema::idempotency,
    transaction::Door as _,
};

const TABLE: &str = "idempotency";

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
    let row: Option<(Vec<u8>, String)> = tx.run(TABLE, |conn, here| {
        let known = idempotency::table
            .filter(idempotency::municipality.eq(here))
            .filter(idempotency::actor.eq(actor.as_bytes().as_slice()))
            .filter(idempotency::idempotency_key.eq(key))
            .select((idempotency::request_digest, idempotency::submission_id));
        per_engine!(conn, |conn| known.get_result(conn)).optional()
    })?;
    let Some((request, submission)) = row else { return Ok(None) };
    let at = At::row(TABLE, &submission);
    Ok(Some(Remembered {
        request: at.digest(&request)?,
        submission: at.parse("submission", &submission)?,
    }))
}

/// Remembers; `Duplicate` when the key is taken.
pub fn insert(
    tx: &mut WriteTx<'_>,
    actor: &Digest,
    key: &str,
    remembered: &Remembered,
    now: Instant,
) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        per_engine!(conn, |conn| diesel::insert_into(idempotency::table)
            .values((
                idempotency::actor.eq(actor.as_bytes().as_slice()),
                idempotency::idempotency_key.eq(key),
                idempotency::municipality.eq(here),
                idempotency::request_digest.eq(remembered.request.as_bytes().as_slice()),
                idempotency::submission_id.eq(remembered.submission.as_str()),
                idempotency::created_at.eq(now.naive_utc()),
            ))
            .execute(conn))
    })?;
    Ok(())
}
