//! How far the search terms of submissions filed under an older edition of the rules have
//! been written anew. One row for a municipality; the worker goes on where it stopped.

use diesel::prelude::*;
use kernel::SubmissionId;

use crate::{
    Reads, StoreError, WriteTx,
    row::At,
    schema::{search_renewals, submissions},
    transaction::Door as _,
};

const TABLE: &str = "search_renewals";

/// The next submissions whose terms are of an edition before `edition`, at most `limit`;
/// `None` once it was noted that nothing is left. Without a row, nothing has been renewed.
pub fn next(
    tx: &mut impl Reads,
    edition: i64,
    limit: u32,
) -> Result<Option<Vec<SubmissionId>>, StoreError> {
    let row: Option<(i64, String, bool)> = tx.run(TABLE, |conn, here| {
        search_renewals::table
            .filter(search_renewals::municipality.eq(here))
            .select((search_renewals::edition, search_renewals::reached, search_renewals::finished))
            .first(conn)
            .optional()
    })?;
    let after = match row {
        Some((done, _, true)) if done >= edition => return Ok(None),
        Some((under, reached, _)) if under == edition => reached,
        Some(_) | None => String::new(),
    };
    let ids: Vec<String> = tx.run("submissions", |conn, here| {
        submissions::table
            .filter(submissions::municipality.eq(here))
            .filter(submissions::id.gt(&after))
            .order(submissions::id)
            .limit(i64::from(limit))
            .select(submissions::id)
            .load(conn)
    })?;
    let ids = ids.iter().map(|id| At::row("submissions", id).parse("id", id));
    ids.collect::<Result<_, _>>().map(Some)
}

/// Notes that everything up to `reached` is renewed; `None` when there was nothing left.
pub fn note(
    tx: &mut WriteTx<'_>,
    edition: i64,
    reached: Option<&SubmissionId>,
) -> Result<(), StoreError> {
    let place = (
        search_renewals::edition.eq(edition),
        search_renewals::reached.eq(reached.map_or("", SubmissionId::as_str)),
        search_renewals::finished.eq(reached.is_none()),
    );
    let changed = tx.run(TABLE, |conn, here| {
        diesel::update(search_renewals::table)
            .filter(search_renewals::municipality.eq(here))
            .set(place)
            .execute(conn)
    })?;
    if changed == 0 {
        tx.run(TABLE, |conn, here| {
            diesel::insert_into(search_renewals::table)
                .values((search_renewals::municipality.eq(here), place))
                .execute(conn)
        })?;
    }
    Ok(())
}
