//! Jobs under a new key of the municipality. They are kept for 90 days and are few and short: what
//! was typed in one is sealed again, so that no old key has to be kept for it.

use diesel::{
    dsl::sql,
    prelude::*,
    sql_types::{Binary, Bool},
};
use kernel::BulkJobId;

use super::TABLE;
use crate::{
    Place, Reads, Sealed, StoreError, WriteTx,
    engine::per_engine,
    row::At,
    schema::bulk_jobs,
    seal::{Sealer, town_prefix},
    transaction::Door as _,
};

/// What stands in a job, and the same by another key.
pub(crate) struct Resealed {
    id: String,
    old: Vec<u8>,
    new: Vec<u8>,
}

/// How many jobs another key than this one seals.
pub(crate) fn count_older(tx: &mut impl Reads, sealing: u32) -> Result<i64, StoreError> {
    let prefix = town_prefix(sealing).to_vec();
    tx.run(TABLE, |conn, here| {
        per_engine!(conn, |conn| bulk_jobs::table
            .filter(bulk_jobs::municipality.eq(here))
            .filter(sql::<Bool>("substr(sealed, 1, 5) <> ").bind::<Binary, _>(prefix))
            .count()
            .get_result(conn))
    })
}

/// Jobs that another key than `sealing` seals.
pub(crate) fn older(
    tx: &mut impl Reads,
    sealing: u32,
    limit: u32,
) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
    let prefix = town_prefix(sealing).to_vec();
    tx.run(TABLE, |conn, here| {
        per_engine!(conn, |conn| bulk_jobs::table
            .filter(bulk_jobs::municipality.eq(here))
            .filter(sql::<Bool>("substr(sealed, 1, 5) <> ").bind::<Binary, _>(prefix))
            .order(bulk_jobs::id)
            .limit(i64::from(limit))
            .select((bulk_jobs::id, bulk_jobs::sealed))
            .load(conn))
    })
}

impl Resealed {
    /// Seals with the key that seals now.
    pub(crate) fn of(sealer: &Sealer, (id, old): (String, Vec<u8>)) -> Result<Self, StoreError> {
        let place = Place::bulk(&At::row(TABLE, &id).parse::<BulkJobId>("id", &id)?);
        let plain = sealer.open(&Sealed::read(place.clone(), old.clone()))?;
        let new = sealer.seal(place, &plain).bytes().to_vec();
        Ok(Self { id, old, new })
    }
}

/// Writes it; nothing happens to one that was swept meanwhile.
pub(crate) fn replace(tx: &mut WriteTx<'_>, resealed: &Resealed) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::update(bulk_jobs::table)
            .filter(bulk_jobs::id.eq(&resealed.id))
            .filter(bulk_jobs::municipality.eq(here))
            .filter(bulk_jobs::sealed.eq(&resealed.old))
            .set(bulk_jobs::sealed.eq(&resealed.new))
            .execute(conn)
    })?;
    Ok(())
}
