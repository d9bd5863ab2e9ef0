//! Leases: which process does a job that only one may do at a time.

use diesel::prelude::*;
use kernel::Instant;

use crate::{StoreError, WriteTx, schema::leases, transaction::Door as _};

const TABLE: &str = "leases";

/// Takes or prolongs the lease `name` for `owner` until `until`. False while somebody
/// else holds it.
pub fn take(
    tx: &mut WriteTx<'_>,
    name: &str,
    owner: &str,
    now: Instant,
    until: Instant,
) -> Result<bool, StoreError> {
    let until = until.naive_utc();
    let prolonged = tx.run(TABLE, |conn, here| {
        diesel::update(leases::table)
            .filter(leases::municipality.eq(here))
            .filter(leases::name.eq(name))
            .filter(leases::owner.eq(owner).or(leases::lease_until.le(now.naive_utc())))
            .set((leases::owner.eq(owner), leases::lease_until.eq(until)))
            .execute(conn)
    })?;
    if prolonged > 0 {
        return Ok(true);
    }
    if is_held(tx, name)? {
        return Ok(false);
    }
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(leases::table)
            .values((
                leases::municipality.eq(here),
                leases::name.eq(name),
                leases::owner.eq(owner),
                leases::lease_until.eq(until),
            ))
            .execute(conn)
    })?;
    Ok(true)
}

/// Gives the lease back.
pub fn release(tx: &mut WriteTx<'_>, name: &str, owner: &str) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::delete(leases::table)
            .filter(leases::municipality.eq(here))
            .filter(leases::name.eq(name))
            .filter(leases::owner.eq(owner))
            .execute(conn)
    })?;
    Ok(())
}

fn is_held(tx: &mut WriteTx<'_>, name: &str) -> Result<bool, StoreError> {
    let row: Option<String> = tx.run(TABLE, |conn, here| {
        leases::table
            .filter(leases::municipality.eq(here))
            .filter(leases::name.eq(name))
            .select(leases::owner)
            .get_result(conn)
            .optional()
    })?;
    Ok(row.is_some())
}
