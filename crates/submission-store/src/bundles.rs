//! Bundles: several procedures of one browser, with the answers that they have in common.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use kernel::{BundleId, Instant};

use crate::{
    Digest, Place, Reads, Sealed, StoreError, WriteTx, row::At, schema::bundles,
    transaction::Door as _,
};

const TABLE: &str = "bundles";

/// One bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// The id.
    pub id: BundleId,
    /// Hash of the secret of the browser that it belongs to.
    pub owner_hash: Digest,
    /// The common answers and the drafts, sealed for [`Place::bundle`].
    pub data: Sealed,
    /// Counts savings; [`save`] refuses when another tab saved in between.
    pub saves: i64,
    /// When it goes away.
    pub expires_at: Instant,
}

/// Keeps a new bundle.
pub fn insert(tx: &mut WriteTx<'_>, bundle: &Bundle) -> Result<(), StoreError> {
    let data = bundle.data.bytes_for(&Place::bundle(&bundle.id))?;
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(bundles::table)
            .values((
                bundles::id.eq(bundle.id.as_str()),
                bundles::municipality.eq(here),
                bundles::owner_hash.eq(bundle.owner_hash.as_bytes().as_slice()),
                bundles::data.eq(data),
                bundles::saves.eq(bundle.saves),
                bundles::expires_at.eq(bundle.expires_at.naive_utc()),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// The bundle, if it belongs to this browser and has not expired.
pub fn find(
    tx: &mut impl Reads,
    owner: &Digest,
    id: &BundleId,
    now: Instant,
) -> Result<Option<Bundle>, StoreError> {
    let row: Option<(Vec<u8>, i64, NaiveDateTime)> = tx.run(TABLE, |conn, here| {
        bundles::table
            .filter(bundles::id.eq(id.as_str()))
            .filter(bundles::municipality.eq(here))
            .filter(bundles::owner_hash.eq(owner.as_bytes().as_slice()))
            .filter(bundles::expires_at.gt(now.naive_utc()))
            .select((bundles::data, bundles::saves, bundles::expires_at))
            .get_result(conn)
            .optional()
    })?;
    Ok(row.map(|(data, saves, expires_at)| Bundle {
        data: Sealed::read(Place::bundle(id), data),
        id: id.clone(),
        owner_hash: *owner,
        saves,
        expires_at: Instant::from_naive_utc(expires_at),
    }))
}

/// The ids of this browser's bundles, the youngest first.
pub fn list_of_owner(
    tx: &mut impl Reads,
    owner: &Digest,
    now: Instant,
) -> Result<Vec<BundleId>, StoreError> {
    let ids: Vec<String> = tx.run(TABLE, |conn, here| {
        bundles::table
            .filter(bundles::municipality.eq(here))
            .filter(bundles::owner_hash.eq(owner.as_bytes().as_slice()))
            .filter(bundles::expires_at.gt(now.naive_utc()))
            .order(bundles::id.desc())
            .limit(5)
            .select(bundles::id)
            .load(conn)
    })?;
    ids.iter().map(|id| At::row(TABLE, id).parse("id", id)).collect()
}

/// Saves data and expiry of a bundle that was read when it had `bundle.saves`.
pub fn save(tx: &mut WriteTx<'_>, bundle: &Bundle) -> Result<(), StoreError> {
    let data = bundle.data.bytes_for(&Place::bundle(&bundle.id))?;
    let changed = tx.run(TABLE, |conn, here| {
        diesel::update(bundles::table)
            .filter(bundles::id.eq(bundle.id.as_str()))
            .filter(bundles::municipality.eq(here))
            .filter(bundles::owner_hash.eq(bundle.owner_hash.as_bytes().as_slice()))
            .filter(bundles::saves.eq(bundle.saves))
            .set((
                bundles::data.eq(data),
                bundles::saves.eq(bundle.saves + 1),
                bundles::expires_at.eq(bundle.expires_at.naive_utc()),
            ))
            .execute(conn)
    })?;
    match changed {
        1 => Ok(()),
        _ => Err(StoreError::Conflict { table: TABLE, by: None, at: None }),
    }
}
