//! What a browser typed on a page that was not taken: kept until the page is shown again,
//! so that a mistake is told without asking anybody to send a form twice.

use diesel::prelude::*;
use kernel::Instant;

use crate::{
    Digest, Place, Reads, Sealed, StoreError, WriteTx, schema::unsent, transaction::Door as _,
};

const TABLE: &str = "unsent";

/// Keeps what was typed on `page`, in place of what was kept of it before.
pub fn put(
    tx: &mut WriteTx<'_>,
    owner: &Digest,
    page: &str,
    typed: &Sealed,
    expires_at: Instant,
) -> Result<(), StoreError> {
    let data = typed.bytes_for(&Place::unsent(owner, page))?;
    let changed = tx.run(TABLE, |conn, here| {
        diesel::update(unsent::table)
            .filter(unsent::municipality.eq(here))
            .filter(unsent::owner_hash.eq(owner.as_bytes().as_slice()))
            .filter(unsent::page.eq(page))
            .set((unsent::data.eq(data), unsent::expires_at.eq(expires_at.naive_utc())))
            .execute(conn)
    })?;
    if changed == 0 {
        tx.run(TABLE, |conn, here| {
            diesel::insert_into(unsent::table)
                .values((
                    unsent::municipality.eq(here),
                    unsent::owner_hash.eq(owner.as_bytes().as_slice()),
                    unsent::page.eq(page),
                    unsent::data.eq(data),
                    unsent::expires_at.eq(expires_at.naive_utc()),
                ))
                .execute(conn)
        })?;
    }
    Ok(())
}

/// What this browser typed on `page`, unless it is too long ago.
pub fn find(
    tx: &mut impl Reads,
    owner: &Digest,
    page: &str,
    now: Instant,
) -> Result<Option<Sealed>, StoreError> {
    let data: Option<Vec<u8>> = tx.run(TABLE, |conn, here| {
        unsent::table
            .filter(unsent::municipality.eq(here))
            .filter(unsent::owner_hash.eq(owner.as_bytes().as_slice()))
            .filter(unsent::page.eq(page))
            .filter(unsent::expires_at.gt(now.naive_utc()))
            .select(unsent::data)
            .get_result(conn)
            .optional()
    })?;
    Ok(data.map(|data| Sealed::read(Place::unsent(owner, page), data)))
}

/// Forgets what was typed on `page`: it was taken, or given up.
pub fn remove(tx: &mut WriteTx<'_>, owner: &Digest, page: &str) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::delete(unsent::table)
            .filter(unsent::municipality.eq(here))
            .filter(unsent::owner_hash.eq(owner.as_bytes().as_slice()))
            .filter(unsent::page.eq(page))
            .execute(conn)
    })?;
    Ok(())
}
