//! The second factor of members of staff: an authenticator, and codes for when it is lost.
//!
//! No secret stands here: what an authenticator reckons with comes from the municipality's key
//! and the nonce.

use chrono::NaiveDateTime;
use diesel::{dsl::count_star, prelude::*};
use kernel::{Instant, StaffId};

use crate::{
    Digest, Reads, StoreError, WriteTx,
    row::At,
    schema::{factors, recovery_codes},
    transaction::Door as _,
};

const TABLE: &str = "factors";
const CODES: &str = "recovery_codes";

/// The authenticator of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Factor {
    /// Whose.
    pub staff: StaffId,
    /// What makes its secret another than any before.
    pub nonce: Digest,
    /// The last step of thirty seconds of which a code was taken; none of it is taken again.
    pub last_step: i64,
    /// When it was set up.
    pub created_at: Instant,
}

/// Gives a person their authenticator and these codes; `Duplicate` when they have one.
pub fn insert(
    tx: &mut WriteTx<'_>,
    factor: &Factor,
    recovery: &[Digest],
) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(factors::table)
            .values((
                factors::staff_id.eq(factor.staff.as_str()),
                factors::municipality.eq(here),
                factors::nonce.eq(factor.nonce.as_bytes().as_slice()),
                factors::last_step.eq(factor.last_step),
                factors::created_at.eq(factor.created_at.naive_utc()),
            ))
            .execute(conn)
    })?;
    recovery.iter().try_for_each(|hash| {
        tx.run(CODES, |conn, here| {
            diesel::insert_into(recovery_codes::table)
                .values((
                    recovery_codes::staff_id.eq(factor.staff.as_str()),
                    recovery_codes::hash.eq(hash.as_bytes().as_slice()),
                    recovery_codes::municipality.eq(here),
                ))
                .execute(conn)
        })?;
        Ok(())
    })
}

/// The authenticator of a person.
pub fn find(tx: &mut impl Reads, staff: &StaffId) -> Result<Option<Factor>, StoreError> {
    let row: Option<(Vec<u8>, i64, NaiveDateTime)> = tx.run(TABLE, |conn, here| {
        factors::table
            .filter(factors::staff_id.eq(staff.as_str()))
            .filter(factors::municipality.eq(here))
            .select((factors::nonce, factors::last_step, factors::created_at))
            .first(conn)
            .optional()
    })?;
    let read = |(nonce, last_step, created_at): (Vec<u8>, i64, NaiveDateTime)| {
        Ok(Factor {
            nonce: At::row(TABLE, staff.as_str()).digest(&nonce)?,
            staff: staff.clone(),
            last_step,
            created_at: Instant::from_naive_utc(created_at),
        })
    };
    row.map(read).transpose()
}

/// Takes a code of `step`; false when one of it, or of a later one, was taken before.
pub fn take_step(tx: &mut WriteTx<'_>, staff: &StaffId, step: i64) -> Result<bool, StoreError> {
    let taken = tx.run(TABLE, |conn, here| {
        diesel::update(factors::table)
            .filter(factors::staff_id.eq(staff.as_str()))
            .filter(factors::municipality.eq(here))
            .filter(factors::last_step.lt(step))
            .set(factors::last_step.eq(step))
            .execute(conn)
    })?;
    Ok(taken > 0)
}

/// Takes a recovery code; false when it is none, or was taken before.
pub fn take_recovery(
    tx: &mut WriteTx<'_>,
    staff: &StaffId,
    hash: &Digest,
    now: Instant,
) -> Result<bool, StoreError> {
    let taken = tx.run(CODES, |conn, here| {
        diesel::update(recovery_codes::table)
            .filter(recovery_codes::staff_id.eq(staff.as_str()))
            .filter(recovery_codes::municipality.eq(here))
            .filter(recovery_codes::hash.eq(hash.as_bytes().as_slice()))
            .filter(recovery_codes::used_at.is_null())
            .set(recovery_codes::used_at.eq(now.naive_utc()))
            .execute(conn)
    })?;
    Ok(taken > 0)
}

/// How many recovery codes a person has left.
pub fn recovery_left(tx: &mut impl Reads, staff: &StaffId) -> Result<u64, StoreError> {
    let left: i64 = tx.run(CODES, |conn, here| {
        recovery_codes::table
            .filter(recovery_codes::staff_id.eq(staff.as_str()))
            .filter(recovery_codes::municipality.eq(here))
            .filter(recovery_codes::used_at.is_null())
            .select(count_star())
            .first(conn)
    })?;
    Ok(left.unsigned_abs())
}

/// Takes the authenticator and every code of a person away.
pub fn delete(tx: &mut WriteTx<'_>, staff: &StaffId) -> Result<(), StoreError> {
    tx.run(CODES, |conn, here| {
        diesel::delete(recovery_codes::table)
            .filter(recovery_codes::staff_id.eq(staff.as_str()))
            .filter(recovery_codes::municipality.eq(here))
            .execute(conn)
    })?;
    tx.run(TABLE, |conn, here| {
        diesel::delete(factors::table)
            .filter(factors::staff_id.eq(staff.as_str()))
            .filter(factors::municipality.eq(here))
            .execute(conn)
    })?;
    Ok(())
}
