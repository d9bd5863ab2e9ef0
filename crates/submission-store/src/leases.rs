//! Leases: which process does a job that only one may do at a time.
//!
//! The time says only who may take a lease over. What keeps two apart is its number: every
//! write of a job holds its lease first, so that a process which slept through the end of
//! its own writes nothing, however wrong its clock is.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use kernel::Instant;

use crate::{Reads, StoreError, WriteTx, engine::DbConn, schema::leases, transaction::Door as _};

const TABLE: &str = "leases";

/// A lease in somebody's hands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    name: String,
    owner: String,
    number: i64,
}

/// How a job stands, whoever does it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The job.
    pub name: String,
    /// Who did it last.
    pub owner: String,
    /// Until when nobody else does it.
    pub until: Instant,
    /// When a round of it ended well, on any server.
    pub last_round_at: Option<Instant>,
}

/// Takes the lease `name` for `owner` until `until`; `None` while somebody else has it.
/// An owner that takes its own again gets a new number, and the old one is over.
pub fn take(
    tx: &mut WriteTx<'_>,
    name: &str,
    owner: &str,
    now: Instant,
    until: Instant,
) -> Result<Option<Lease>, StoreError> {
    let lease = |number| Lease { name: name.to_owned(), owner: owner.to_owned(), number };
    let Some((holder, number, held_until)) = find(tx, name)? else {
        begin(tx, name, owner, until)?;
        return Ok(Some(lease(1)));
    };
    if holder != owner && Instant::from_naive_utc(held_until) > now {
        return Ok(None);
    }
    let taken = tx.run(TABLE, |conn, here| {
        diesel::update(leases::table)
            .filter(leases::municipality.eq(here))
            .filter(leases::name.eq(name))
            .filter(leases::lease_no.eq(number))
            .set((
                leases::owner.eq(owner),
                leases::lease_no.eq(number + 1),
                leases::lease_until.eq(until.naive_utc()),
            ))
            .execute(conn)
    })?;
    Ok((taken == 1).then(|| lease(number + 1)))
}

/// Makes sure that the lease is still this one until the transaction ends.
pub fn hold(tx: &mut WriteTx<'_>, lease: &Lease) -> Result<(), StoreError> {
    let held: Option<i64> = tx.run(TABLE, |conn, here| {
        let row = leases::table
            .filter(leases::municipality.eq(here))
            .filter(leases::name.eq(&lease.name))
            .filter(leases::owner.eq(&lease.owner))
            .filter(leases::lease_no.eq(lease.number))
            .select(leases::lease_no);
        match conn {
            DbConn::Sqlite(conn) => row.first(conn).optional(),
            // Nobody takes it over before this transaction ends.
            DbConn::Pg(conn) => row.for_share().first(conn).optional(),
        }
    })?;
    held.map(drop).ok_or(StoreError::LeaseLost)
}

/// Gives the lease back after a round that ended well.
pub fn finish(tx: &mut WriteTx<'_>, lease: &Lease, now: Instant) -> Result<(), StoreError> {
    let now = now.naive_utc();
    let finished = tx.run(TABLE, |conn, here| {
        diesel::update(leases::table)
            .filter(leases::municipality.eq(here))
            .filter(leases::name.eq(&lease.name))
            .filter(leases::owner.eq(&lease.owner))
            .filter(leases::lease_no.eq(lease.number))
            .set((leases::lease_until.eq(now), leases::last_round_at.eq(now)))
            .execute(conn)
    })?;
    if finished == 1 { Ok(()) } else { Err(StoreError::LeaseLost) }
}

/// Gives the lease back after a round that failed; one that is over already stays so.
pub fn release(tx: &mut WriteTx<'_>, lease: &Lease, now: Instant) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::update(leases::table)
            .filter(leases::municipality.eq(here))
            .filter(leases::name.eq(&lease.name))
            .filter(leases::owner.eq(&lease.owner))
            .filter(leases::lease_no.eq(lease.number))
            .set(leases::lease_until.eq(now.naive_utc()))
            .execute(conn)
    })?;
    Ok(())
}

/// How every job stands, by name.
pub fn list(tx: &mut impl Reads) -> Result<Vec<Standing>, StoreError> {
    let rows: Vec<(String, String, NaiveDateTime, Option<NaiveDateTime>)> =
        tx.run(TABLE, |conn, here| {
            leases::table
                .filter(leases::municipality.eq(here))
                .order(leases::name)
                .select((leases::name, leases::owner, leases::lease_until, leases::last_round_at))
                .load(conn)
        })?;
    let read = |(name, owner, until, last): (String, String, NaiveDateTime, _)| Standing {
        name,
        owner,
        until: Instant::from_naive_utc(until),
        last_round_at: Option::map(last, Instant::from_naive_utc),
    };
    Ok(rows.into_iter().map(read).collect())
}

fn find(
    tx: &mut WriteTx<'_>,
    name: &str,
) -> Result<Option<(String, i64, NaiveDateTime)>, StoreError> {
    tx.run(TABLE, |conn, here| {
        leases::table
            .filter(leases::municipality.eq(here))
            .filter(leases::name.eq(name))
            .select((leases::owner, leases::lease_no, leases::lease_until))
            .first(conn)
            .optional()
    })
}

/// The first lease of this name ever.
fn begin(tx: &mut WriteTx<'_>, name: &str, owner: &str, until: Instant) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(leases::table)
            .values((
                leases::municipality.eq(here),
                leases::name.eq(name),
                leases::owner.eq(owner),
                leases::lease_until.eq(until.naive_utc()),
                leases::lease_no.eq(1_i64),
            ))
            .execute(conn)
    })?;
    Ok(())
}
