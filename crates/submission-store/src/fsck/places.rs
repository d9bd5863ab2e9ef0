//! Quotas: the places that are counted as taken are those that submissions hold.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::Round;
use crate::{
    Digest, ReadTx, StoreError,
    schema::{holds, quota_slots},
    transaction::Door as _,
};

pub(super) fn check(tx: &mut ReadTx<'_>, round: &mut Round<'_>) -> Result<(), StoreError> {
    let counted: Vec<(Vec<u8>, i64)> = tx.run("quota_slots", |conn, here| {
        quota_slots::table
            .filter(quota_slots::municipality.eq(here))
            .select((quota_slots::slot, quota_slots::taken))
            .load(conn)
    })?;
    let held: Vec<(Vec<u8>, i64)> = tx.run("holds", |conn, here| {
        holds::table
            .filter(holds::municipality.eq(here))
            .filter(holds::kind.eq("places"))
            .select((holds::key, holds::units))
            .load(conn)
    })?;
    let mut open: BTreeMap<Vec<u8>, i64> = counted.into_iter().collect();
    for (slot, units) in held {
        *open.entry(slot).or_default() -= units;
    }
    for (slot, _) in open.into_iter().filter(|(_, left)| *left != 0) {
        let id = <[u8; 32]>::try_from(slot).map(|bytes| Digest::from_bytes(bytes).hex());
        round.add(
            "places",
            "quota_slots",
            &id.unwrap_or_default(),
            "submissions hold another number of places",
        );
    }
    Ok(())
}
