//! 除斥: from whose matters somebody of the office keeps away, as keyed digests.
//!
//! Deliberately not here: any name. Who registered somebody can take them away again, and nobody
//! reads who it was.

use std::collections::HashSet;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use kernel::{Instant, StaffId};

use crate::{
    Digest, Reads, StoreError, WriteTx, one_of::one_of, row::At, schema::own_people,
    transaction::Door as _,
};

const TABLE: &str = "own_people";

/// Keeps somebody from whose matters `staff` keeps away; `Duplicate` when they are kept already.
pub fn insert(
    tx: &mut WriteTx<'_>,
    staff: &StaffId,
    person: &Digest,
    now: Instant,
) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(own_people::table)
            .values((
                own_people::municipality.eq(here),
                own_people::staff_id.eq(staff.as_str()),
                own_people::person.eq(person.as_bytes().as_slice()),
                own_people::registered_at.eq(now.naive_utc()),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// Takes one away; false when there is none such.
pub fn delete(tx: &mut WriteTx<'_>, staff: &StaffId, person: &Digest) -> Result<bool, StoreError> {
    let gone = tx.run(TABLE, |conn, here| {
        diesel::delete(own_people::table)
            .filter(own_people::municipality.eq(here))
            .filter(own_people::staff_id.eq(staff.as_str()))
            .filter(own_people::person.eq(person.as_bytes().as_slice()))
            .execute(conn)
    })?;
    Ok(gone > 0)
}

/// From whose matters a person keeps away, and since when, the first that was registered first.
pub fn of_staff(
    tx: &mut impl Reads,
    staff: &StaffId,
) -> Result<Vec<(Digest, Instant)>, StoreError> {
    let rows: Vec<(Vec<u8>, NaiveDateTime)> = tx.run(TABLE, |conn, here| {
        own_people::table
            .filter(own_people::municipality.eq(here))
            .filter(own_people::staff_id.eq(staff.as_str()))
            .order((own_people::registered_at, own_people::person))
            .select((own_people::person, own_people::registered_at))
            .load(conn)
    })?;
    let read = |(person, since): (Vec<u8>, NaiveDateTime)| {
        let person = At::row(TABLE, staff.as_str()).digest(&person)?;
        Ok((person, Instant::from_naive_utc(since)))
    };
    rows.into_iter().map(read).collect()
}

/// Who keeps away from what is about any of these people.
pub fn kept_away(tx: &mut impl Reads, people: &[Digest]) -> Result<HashSet<StaffId>, StoreError> {
    let ids: Vec<String> = tx.run(TABLE, |conn, here| {
        own_people::table
            .filter(own_people::municipality.eq(here))
            .filter(one_of(own_people::person, people.iter().map(|it| it.as_bytes().as_slice())))
            .select(own_people::staff_id)
            .load(conn)
    })?;
    ids.iter().map(|id| At::row(TABLE, id).parse("staff_id", id)).collect()
}
