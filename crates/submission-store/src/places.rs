//! The places that cases have: which department, procedure and ward there are any of.

use diesel::prelude::*;
use kernel::{CasePlace, WardId};

use crate::{StoreError, WriteTx, engine::per_engine, schema::places, transaction::Door as _};

const TABLE: &str = "places";

/// Writes down that there are cases here, unless that is known.
pub(crate) fn note(tx: &mut WriteTx<'_>, place: &CasePlace) -> Result<(), StoreError> {
    let ward = place.ward.as_ref().map(WardId::as_str);
    tx.run(TABLE, |conn, here| {
        per_engine!(conn, |conn| diesel::insert_into(places::table)
            .values((
                places::municipality.eq(here),
                places::place.eq(word(place)),
                places::department.eq(place.department.as_str()),
                places::procedure.eq(&place.procedure),
                places::ward.eq(ward),
            ))
            .on_conflict_do_nothing()
            .execute(conn))
    })?;
    Ok(())
}

/// As the column of the cases is generated.
fn word(place: &CasePlace) -> String {
    let ward = place.ward.as_ref().map_or("", WardId::as_str);
    format!("{}/{}/{ward}", place.department, place.procedure)
}
