//! What a submission holds against others: places of a quota, a person's one filing.
//!
//! Places are counted in one row a slot, so that two who file at once cannot both get the
//! last one on any engine; the submission's own row remembers what to give back.

use diesel::prelude::*;
use kernel::SubmissionId;

use crate::{
    Digest, Reads, StoreError, WriteTx,
    engine::{per_engine, update},
    likenesses,
    schema::{holds, quota_slots},
    transaction::Door as _,
    waits,
};

const HOLDS: &str = "holds";
const SLOTS: &str = "quota_slots";

/// Takes `units` of the `places` of a slot; `false` when fewer are left.
pub fn take_places(
    tx: &mut WriteTx<'_>,
    submission: &SubmissionId,
    slot: &Digest,
    units: u32,
    places: u32,
) -> Result<bool, StoreError> {
    let (wanted, places) = (i64::from(units), i64::from(places));
    if wanted > places {
        return Ok(false);
    }
    if !add(tx, slot, wanted, places)? {
        if taken(tx, slot)?.is_some() {
            return Ok(false);
        }
        // A unique violation here means that somebody was first: the use case runs again.
        tx.run(SLOTS, |conn, here| {
            per_engine!(conn, |conn| diesel::insert_into(quota_slots::table)
                .values((
                    quota_slots::municipality.eq(here),
                    quota_slots::slot.eq(slot.as_bytes().as_slice()),
                    quota_slots::taken.eq(wanted),
                ))
                .execute(conn))
        })?;
    }
    hold(tx, submission, "places", slot, wanted).map(|()| true)
}

/// How long the one filing of a person counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lasts {
    /// As long as its period, also when the case has been decided.
    ForGood,
    /// Until the case is over, however it ends.
    WhileOpen,
}

impl Lasts {
    const fn kind(self) -> &'static str {
        match self {
            Self::ForGood => "once",
            Self::WhileOpen => "open",
        }
    }
}

/// Notes the one filing of a person and period; `false` when there is one already.
pub fn take_once(
    tx: &mut WriteTx<'_>,
    submission: &SubmissionId,
    key: &Digest,
    lasts: Lasts,
) -> Result<bool, StoreError> {
    if has_filed(tx, key, None)? {
        return Ok(false);
    }
    hold(tx, submission, lasts.kind(), key, 1).map(|()| true)
}

/// Whether a person and period have their one filing, that of `except` not counted.
pub fn has_filed(
    tx: &mut impl Reads,
    key: &Digest,
    except: Option<&SubmissionId>,
) -> Result<bool, StoreError> {
    let except = except.map(SubmissionId::as_str).unwrap_or_default();
    let others: i64 = tx.run(HOLDS, |conn, here| {
        let others = holds::table
            .filter(holds::municipality.eq(here))
            .filter(holds::kind.ne("places"))
            .filter(holds::key.eq(key.as_bytes().as_slice()))
            .filter(holds::submission_id.ne(except))
            .count();
        per_engine!(conn, |conn| others.get_result(conn))
    })?;
    Ok(others > 0)
}

/// How many places of a slot a submission holds itself.
pub fn held(
    tx: &mut impl Reads,
    submission: &SubmissionId,
    slot: &Digest,
) -> Result<i64, StoreError> {
    let own: Option<i64> = tx.run(HOLDS, |conn, here| {
        holds::table
            .filter(holds::municipality.eq(here))
            .filter(holds::submission_id.eq(submission.as_str()))
            .filter(holds::kind.eq("places"))
            .filter(holds::key.eq(slot.as_bytes().as_slice()))
            .select(holds::units)
            .first(conn)
            .optional()
    })?;
    Ok(own.unwrap_or(0))
}

/// Gives everything back that a submission holds, lets it wait for nothing, and compares it with no
/// other: it was withdrawn, refused, or lapsed.
pub fn release(tx: &mut WriteTx<'_>, submission: &SubmissionId) -> Result<(), StoreError> {
    likenesses::forget(tx, submission)?;
    waits::leave(tx, submission)?;
    let held: Vec<(String, Vec<u8>, i64)> = tx.run(HOLDS, |conn, here| {
        holds::table
            .filter(holds::municipality.eq(here))
            .filter(holds::submission_id.eq(submission.as_str()))
            .select((holds::kind, holds::key, holds::units))
            .load(conn)
    })?;
    if held.is_empty() {
        return Ok(());
    }
    for (_, slot, units) in held.iter().filter(|(kind, ..)| kind == "places") {
        tx.run(SLOTS, |conn, here| {
            diesel::update(
                quota_slots::table
                    .filter(quota_slots::municipality.eq(here))
                    .filter(quota_slots::slot.eq(slot)),
            )
            .set(quota_slots::taken.eq(quota_slots::taken - *units))
            .execute(conn)
        })?;
    }
    tx.run(HOLDS, |conn, here| {
        diesel::delete(
            holds::table
                .filter(holds::municipality.eq(here))
                .filter(holds::submission_id.eq(submission.as_str())),
        )
        .execute(conn)
    })?;
    Ok(())
}

/// Lets the person file anew whose one filing counted while it was open: the case is over.
pub fn close(tx: &mut WriteTx<'_>, submission: &SubmissionId) -> Result<(), StoreError> {
    tx.run(HOLDS, |conn, here| {
        diesel::delete(
            holds::table
                .filter(holds::municipality.eq(here))
                .filter(holds::submission_id.eq(submission.as_str()))
                .filter(holds::kind.eq(Lasts::WhileOpen.kind())),
        )
        .execute(conn)
    })?;
    Ok(())
}

/// How many places of a slot are taken; `None` when nobody has asked for one yet.
pub fn taken(tx: &mut impl Reads, slot: &Digest) -> Result<Option<i64>, StoreError> {
    tx.run(SLOTS, |conn, here| {
        quota_slots::table
            .filter(quota_slots::municipality.eq(here))
            .filter(quota_slots::slot.eq(slot.as_bytes().as_slice()))
            .select(quota_slots::taken)
            .get_result(conn)
            .optional()
    })
}

fn add(tx: &mut WriteTx<'_>, slot: &Digest, units: i64, places: i64) -> Result<bool, StoreError> {
    let changed = tx.run(SLOTS, |conn, here| {
        let free = quota_slots::table
            .filter(quota_slots::municipality.eq(here))
            .filter(quota_slots::slot.eq(slot.as_bytes().as_slice()))
            .filter(quota_slots::taken.le(places - units));
        update(free, quota_slots::taken.eq(quota_slots::taken + units)).execute(conn)
    })?;
    Ok(changed == 1)
}

fn hold(
    tx: &mut WriteTx<'_>,
    submission: &SubmissionId,
    kind: &str,
    key: &Digest,
    units: i64,
) -> Result<(), StoreError> {
    tx.run(HOLDS, |conn, here| {
        per_engine!(conn, |conn| diesel::insert_into(holds::table)
            .values((
                holds::municipality.eq(here),
                holds::submission_id.eq(submission.as_str()),
                holds::kind.eq(kind),
                holds::key.eq(key.as_bytes().as_slice()),
                holds::units.eq(units),
            ))
            .execute(conn))
    })?;
    Ok(())
}
