//! Quotas: the places that are counted as taken are those that submissions hold, and whose case
//! waits for one stands in a line.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use review_workflow::State;

use super::Round;
use crate::{
    Digest, ReadTx, StoreError,
    schema::{cases, holds, quota_slots, waits},
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
    lines(tx, round)
}

fn lines(tx: &mut ReadTx<'_>, round: &mut Round<'_>) -> Result<(), StoreError> {
    let waiting: Vec<String> = tx.run("cases", |conn, here| {
        cases::table
            .filter(cases::municipality.eq(here))
            .filter(cases::is_open.eq(true))
            .filter(cases::state.eq(State::Waiting.word()))
            .select(cases::id)
            .load(conn)
    })?;
    let standing: Vec<String> = tx.run("waits", |conn, here| {
        waits::table.filter(waits::municipality.eq(here)).select(waits::submission_id).load(conn)
    })?;
    let (waiting, standing) = (BTreeSet::from_iter(waiting), BTreeSet::from_iter(standing));
    for id in waiting.difference(&standing) {
        round.add("places", "waits", id, "its case waits, and stands in no line");
    }
    for id in standing.difference(&waiting) {
        round.add("places", "waits", id, "it stands in a line, and its case does not wait");
    }
    Ok(())
}
