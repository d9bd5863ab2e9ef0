//! Strikes: how often somebody tried one account or number, for all servers together.
//!
//! A try is counted before it is looked at, so that a hundred at once are a hundred. Keys are
//! digests that only we can make: the table tells nobody who was tried. What is sent ahead from
//! one network in a day is counted in the same way.

use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;
use kernel::Instant;

use crate::{
    Digest, StoreError, WriteTx, engine::per_engine, schema::strikes, transaction::Door as _,
};

const TABLE: &str = "strikes";

/// How many tries there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// In one window.
    pub most: u32,
    /// It begins with the first try.
    pub window: Duration,
}

/// Counts one more try. `Some` when there were too many already, with the end of the window;
/// then it may be tried again.
pub fn count(
    tx: &mut WriteTx<'_>,
    key: &Digest,
    allowance: Allowance,
    now: Instant,
) -> Result<Option<Instant>, StoreError> {
    count_several(tx, key, 1, allowance, now)
}

/// The same for several at once.
pub fn count_several(
    tx: &mut WriteTx<'_>,
    key: &Digest,
    several: u32,
    allowance: Allowance,
    now: Instant,
) -> Result<Option<Instant>, StoreError> {
    let several = i64::from(several.max(1));
    add(tx, key, several, now)?;
    let (since, mut tries) = read(tx, key)?;
    let mut end = since.plus(allowance.window);
    if end <= now {
        begin_anew(tx, key, several, now)?;
        (tries, end) = (several, now.plus(allowance.window));
    }
    Ok((tries > i64::from(allowance.most)).then_some(end))
}

/// Forgets the tries of a key: the last one was right.
pub fn forgive(tx: &mut WriteTx<'_>, key: &Digest) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::delete(strikes::table)
            .filter(strikes::municipality.eq(here))
            .filter(strikes::key.eq(key.as_bytes().as_slice()))
            .execute(conn)
    })?;
    Ok(())
}

/// Forgets windows that began before `before`.
pub fn forget_old(tx: &mut WriteTx<'_>, before: Instant) -> Result<usize, StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::delete(strikes::table)
            .filter(strikes::municipality.eq(here))
            .filter(strikes::since.lt(before.naive_utc()))
            .execute(conn)
    })
}

/// Takes the row for this transaction: whoever tries at the same time waits for its end.
fn add(tx: &mut WriteTx<'_>, key: &Digest, several: i64, now: Instant) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        per_engine!(conn, |conn| diesel::insert_into(strikes::table)
            .values((
                strikes::municipality.eq(here),
                strikes::key.eq(key.as_bytes().as_slice()),
                strikes::since.eq(now.naive_utc()),
                strikes::tries.eq(several),
            ))
            .on_conflict((strikes::municipality, strikes::key))
            .do_update()
            .set(strikes::tries.eq(strikes::tries + several))
            .execute(conn))
    })?;
    Ok(())
}

fn read(tx: &mut WriteTx<'_>, key: &Digest) -> Result<(Instant, i64), StoreError> {
    let (since, tries): (NaiveDateTime, i64) = tx.run(TABLE, |conn, here| {
        strikes::table
            .filter(strikes::municipality.eq(here))
            .filter(strikes::key.eq(key.as_bytes().as_slice()))
            .select((strikes::since, strikes::tries))
            .get_result(conn)
    })?;
    Ok((Instant::from_naive_utc(since), tries))
}

fn begin_anew(
    tx: &mut WriteTx<'_>,
    key: &Digest,
    several: i64,
    now: Instant,
) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::update(strikes::table)
            .filter(strikes::municipality.eq(here))
            .filter(strikes::key.eq(key.as_bytes().as_slice()))
            .set((strikes::since.eq(now.naive_utc()), strikes::tries.eq(several)))
            .execute(conn)
    })?;
    Ok(())
}
