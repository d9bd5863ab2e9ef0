//! By what a submission is known to be of the same thing as another, for as long as its definition
//! compares it: keyed digests, one row each.

use chrono::NaiveDate;
use diesel::prelude::*;
use kernel::{Instant, SubmissionId};

use crate::{
    Digest, Reads, StoreError, WriteTx, engine::per_engine, locks, row::At, schema::likenesses,
    transaction::Door as _,
};

const TABLE: &str = "likenesses";

/// More of the same are not told of.
const MOST: i64 = 5;

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Likeness {
    /// The same for what is the same.
    pub key: Digest,
    /// The last day on which another one is compared with it.
    pub until: NaiveDate,
}

/// Until the transaction ends, nobody else looks for one of these before they write it: of two that
/// are of the same thing and come in one moment, the later finds the earlier.
pub fn hold(tx: &mut WriteTx<'_>, all: &[Likeness]) -> Result<(), StoreError> {
    locks::take(tx, TABLE, all.iter().map(|likeness| &likeness.key))
}

/// Keeps what a submission is known by.
pub fn insert(
    tx: &mut WriteTx<'_>,
    submission: &SubmissionId,
    all: &[Likeness],
) -> Result<(), StoreError> {
    for likeness in all {
        tx.run(TABLE, |conn, here| {
            per_engine!(conn, |conn| diesel::insert_into(likenesses::table)
                .values((
                    likenesses::municipality.eq(here),
                    likenesses::key.eq(likeness.key.as_bytes().as_slice()),
                    likenesses::submission_id.eq(submission.as_str()),
                    likenesses::until_day.eq(likeness.until),
                ))
                .execute(conn))
        })?;
    }
    Ok(())
}

/// The other submissions that have the same key on `day`, the newest first.
pub fn others(
    tx: &mut impl Reads,
    key: &Digest,
    than: &SubmissionId,
    day: NaiveDate,
) -> Result<Vec<SubmissionId>, StoreError> {
    let ids: Vec<String> = tx.run(TABLE, |conn, here| {
        likenesses::table
            .filter(likenesses::municipality.eq(here))
            .filter(likenesses::key.eq(key.as_bytes().as_slice()))
            .filter(likenesses::submission_id.ne(than.as_str()))
            .filter(likenesses::until_day.ge(day))
            .order(likenesses::submission_id.desc())
            .limit(MOST)
            .select(likenesses::submission_id)
            .load(conn)
    })?;
    ids.iter().map(|id| At::row(TABLE, id).parse("submission", id)).collect()
}

/// A submission is compared with no more: it was withdrawn, refused, corrected, or erased.
pub(crate) fn forget(tx: &mut WriteTx<'_>, submission: &SubmissionId) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::delete(likenesses::table)
            .filter(likenesses::municipality.eq(here))
            .filter(likenesses::submission_id.eq(submission.as_str()))
            .execute(conn)
    })?;
    Ok(())
}

/// Forgets what nothing is compared with any more.
pub(crate) fn expire(tx: &mut WriteTx<'_>, now: Instant) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::delete(likenesses::table)
            .filter(likenesses::municipality.eq(here))
            .filter(likenesses::until_day.lt(now.day()))
            .execute(conn)
    })?;
    Ok(())
}
