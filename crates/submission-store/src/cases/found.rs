//! Lists of what somebody searches for: the newest arrival first, month by month.
//!
//! A search goes through so many candidates and then says where it stopped: a name that thousands
//! share does not keep anybody waiting who sees only a few of them.

use diesel::prelude::*;
use kernel::{Instant, Reach};

use super::{
    TABLE,
    entry::{QueueEntry, entries},
    filter::{Count, QueueFilter, wanted},
    order::{QueueSort, Sorted, load, merge},
    queue::{Narrowed, Slice, narrowed, placed},
    sieve,
};
use crate::{
    Cursor, Listed, Page, Reads, StoreError,
    engine::Counted,
    one_of::one_of,
    schema::cases,
    search::{Found, Month, Sought, Walk},
};

/// More candidates are not looked at for one page.
const MOST_LOOKED_AT: usize = 20_000;
/// Cases that are looked at with one statement.
const AT_ONCE: usize = 500;

/// A part of what is found. Where it stopped before the page was full, the place to go on is not
/// that of a row.
pub(super) fn list(
    tx: &mut impl Reads,
    reach: &Reach,
    filter: &QueueFilter,
    sought: &Sought,
    page: &Page,
) -> Result<Listed<QueueEntry>, StoreError> {
    let backwards = page.before.is_some();
    let filter = QueueFilter { sort: QueueSort::Newest, ..filter.clone() };
    let from = page.before.as_ref().or(page.after.as_ref());
    let from = from.map(|cursor| Month::of(Instant::from_millis(cursor.key)));
    let mut walk = Walk::begin(tx, sought, from, backwards)?;
    let (mut found, mut looked_at, mut until) = (Vec::new(), 0, None);
    while found.len() < page.rows_and_one() && looked_at < MOST_LOOKED_AT {
        let Some(more) = walk.next(tx)? else { break };
        looked_at += more.cases.len();
        until = Some(more.until);
        for part in more.cases.chunks(AT_ONCE) {
            let part = tested(tx, &filter, part)?;
            for filter in filter.parts() {
                let states = wanted(&filter);
                found.extend(tx.run(TABLE, |conn, here| {
                    let query = candidates(here, reach, &filter, &states, &part);
                    load(conn, query, filter.sort, page, None)
                })?);
            }
        }
        merge(&mut found, filter.sort, page);
        found.truncate(page.rows_and_one());
    }
    let stopped = until.filter(|_| found.len() < page.rows_and_one() && !walk.is_over());
    let Listed { items, mut next, mut previous } = Listed::cut(found, page, Sorted::cursor);
    if let Some(until) = stopped {
        *(if backwards { &mut previous } else { &mut next }) = Some(beyond(until, backwards));
    }
    let ids: Vec<&str> = items.iter().map(|place| place.id.as_str()).collect();
    Ok(Listed { items: entries(tx, &ids)?, next, previous })
}

/// How many there are, counted up to `most`.
pub(super) fn count(
    tx: &mut impl Reads,
    reach: &Reach,
    filter: &QueueFilter,
    sought: &Sought,
    most: u64,
) -> Result<Count, StoreError> {
    let mut walk = Walk::begin(tx, sought, None, false)?;
    let (mut number, mut looked_at) = (0, 0);
    while let Some(Found { cases: more, .. }) = walk.next(tx)? {
        looked_at += more.len();
        for part in more.chunks(AT_ONCE) {
            let part = tested(tx, filter, part)?;
            for filter in filter.parts() {
                let states = wanted(&filter);
                let some: i64 = tx.run(TABLE, |conn, here| {
                    let query = candidates(here, reach, &filter, &states, &part);
                    Counted(query.select(cases::id)).get_result(conn)
                })?;
                number += some.unsigned_abs();
            }
        }
        if number >= most {
            return Ok(Count { number: most, stopped: false });
        }
        if looked_at >= MOST_LOOKED_AT && !walk.is_over() {
            return Ok(Count { number, stopped: true });
        }
    }
    Ok(Count { number, stopped: false })
}

/// Those of these cases that came by the doors of `filter`.
fn tested(
    tx: &mut impl Reads,
    filter: &QueueFilter,
    ids: &[String],
) -> Result<Vec<String>, StoreError> {
    let some: Vec<&str> = ids.iter().map(String::as_str).collect();
    let passing = sieve::passing(tx, filter, &some)?;
    Ok(passing.map_or_else(|| ids.to_vec(), |passing| passing.into_iter().collect()))
}

fn candidates<'a>(
    here: &'a str,
    reach: &'a Reach,
    filter: &'a QueueFilter,
    states: &'a [review_workflow::State],
    ids: &'a [String],
) -> Narrowed<'a> {
    let query = narrowed(here, filter, Slice::Cells(states));
    placed(query, reach, filter, states)
        .filter(one_of(cases::id, ids.iter().map(String::as_str)))
        .filter(cases::erased.eq(false))
}

/// The place behind all cases of a month, as a list is walked.
fn beyond(month: Month, backwards: bool) -> Cursor {
    if backwards {
        let next = Month::of(Instant::start_of(month.first_day() + chrono::Days::new(31)));
        return Cursor { key: Instant::start_of(next.first_day()).millis(), id: String::new() };
    }
    Cursor::behind(Instant::start_of(month.first_day()))
}
