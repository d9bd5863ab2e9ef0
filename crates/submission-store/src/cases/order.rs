//! The orders of the queue, and the part of one that lies before or after a place.

use std::cmp::Ordering;

use chrono::{Datelike as _, NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use kernel::{Instant, SubmissionId};

use super::{TABLE, queue::Narrowed};
use crate::{Cursor, Page, Reads, StoreError, engine::DbConn, row::words, schema::cases};

/// The order of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum QueueSort {
    /// The nearest day first, as [`review_workflow::Case::next_date`] tells it.
    #[default]
    Due,
    /// The earliest arrival first.
    Received,
    /// The newest arrival first.
    Newest,
    /// What was changed last first.
    Moved,
    /// What came to its end last first; what is open stands nowhere in it.
    Ended,
}

words!(QueueSort {
    Due = "due",
    Received = "received",
    Newest = "newest",
    Moved = "moved",
    Ended = "ended",
});

impl QueueSort {
    /// Whether the largest key comes first where the list is walked this way.
    pub(super) const fn descends(self, backwards: bool) -> bool {
        matches!(self, Self::Newest | Self::Moved | Self::Ended) != backwards
    }
}

/// Where a case stands in the order, if it stands in it.
pub fn place(
    tx: &mut impl Reads,
    sort: QueueSort,
    id: &SubmissionId,
) -> Result<Option<Cursor>, StoreError> {
    let times = tx.run(TABLE, |conn, here| {
        cases::table
            .filter(cases::municipality.eq(here))
            .filter(cases::id.eq(id.as_str()))
            .select((cases::due_sort, cases::arrived_at, cases::changed_at, cases::ended_at))
            .first::<(NaiveDate, NaiveDateTime, NaiveDateTime, Option<NaiveDateTime>)>(conn)
            .optional()
    })?;
    let millis = |at: NaiveDateTime| Instant::from_naive_utc(at).millis();
    Ok(times.and_then(|(due, arrived, changed, ended)| {
        let key = match sort {
            QueueSort::Due => i64::from(due.num_days_from_ce()),
            QueueSort::Received | QueueSort::Newest => millis(arrived),
            QueueSort::Moved => millis(changed),
            QueueSort::Ended => millis(ended?),
        };
        Some(Cursor { key, id: id.as_str().to_owned() })
    }))
}

/// A case by its place in the list.
pub(super) struct Sorted {
    pub(super) key: i64,
    pub(super) id: String,
}

impl Sorted {
    pub(super) fn cursor(&self) -> Cursor {
        Cursor { key: self.key, id: self.id.clone() }
    }

    /// Which of two comes first, the largest where the list is walked downwards.
    pub(super) fn precedes(&self, other: &Self, down: bool) -> Ordering {
        let (one, other) = ((self.key, &self.id), (other.key, &other.id));
        if down { other.cmp(&one) } else { one.cmp(&other) }
    }
}

/// Puts the rows of several slices into one order: as the list has them, or where it is walked
/// backwards the other way around.
pub(super) fn merge(places: &mut [Sorted], sort: QueueSort, page: &Page) {
    let down = sort.descends(page.before.is_some());
    places.sort_by(|a, b| a.precedes(b, down));
}

/// Cuts `$query` at the place `$from` by `$column`, which has the value `$value` there. The first
/// condition of each pair is what an index can begin at.
macro_rules! beyond {
    ($query:expr, $column:expr, $from:expr, $value:expr, $descends:expr) => {{
        let (mut query, id) = ($query, $from.map(|cursor| cursor.id.clone()));
        if $descends {
            if let Some((value, id)) = $from.map($value).zip(id) {
                query =
                    query.filter($column.le(value)).filter($column.lt(value).or(cases::id.lt(id)));
            }
            query.order(($column.desc(), cases::id.desc()))
        } else {
            if let Some((value, id)) = $from.map($value).zip(id) {
                query =
                    query.filter($column.ge(value)).filter($column.gt(value).or(cases::id.gt(id)));
            }
            query.order(($column.asc(), cases::id.asc()))
        }
    }};
}
pub(super) use beyond;

/// The places of one slice, the nearest to where `page` begins first, as far as `until`.
pub(super) fn load(
    conn: &mut DbConn,
    query: Narrowed<'_>,
    sort: QueueSort,
    page: &Page,
    until: Option<&Cursor>,
) -> QueryResult<Vec<Sorted>> {
    let most = i64::try_from(page.rows_and_one()).unwrap_or(i64::MAX);
    walk(conn, query.limit(most), sort, page, until)
}

/// The place behind `skipped` others of one slice, from where `page` begins.
pub(super) fn beyond_others(
    conn: &mut DbConn,
    query: Narrowed<'_>,
    sort: QueueSort,
    page: &Page,
    skipped: usize,
) -> QueryResult<Option<Sorted>> {
    let skipped = i64::try_from(skipped).unwrap_or(i64::MAX);
    Ok(walk(conn, query.limit(1).offset(skipped), sort, page, None)?.pop())
}

fn walk(
    conn: &mut DbConn,
    query: Narrowed<'_>,
    sort: QueueSort,
    page: &Page,
    until: Option<&Cursor>,
) -> QueryResult<Vec<Sorted>> {
    let from = page.before.as_ref().or(page.after.as_ref());
    let down = sort.descends(page.before.is_some());
    // What is selected lies in the index of the order.
    macro_rules! by {
        ($column:expr, $value:expr, $key:expr) => {{
            let mut query = beyond!(query, $column, from, $value, down);
            if let Some((value, id)) = until.map(|last| ($value(last), &last.id)) {
                query = if down {
                    let inside = $column.gt(value).or(cases::id.ge(id));
                    query.filter($column.ge(value)).filter(inside)
                } else {
                    let inside = $column.lt(value).or(cases::id.le(id));
                    query.filter($column.le(value)).filter(inside)
                };
            }
            let rows = query.select(($column, cases::id)).load(conn)?;
            rows.into_iter().map(|(value, id)| Sorted { key: $key(value), id }).collect()
        }};
    }
    let millis = |at: NaiveDateTime| Instant::from_naive_utc(at).millis();
    Ok(match sort {
        QueueSort::Due => {
            by!(cases::due_sort, day_of, |day: NaiveDate| i64::from(day.num_days_from_ce()))
        }
        QueueSort::Received | QueueSort::Newest => by!(cases::arrived_at, moment_of, millis),
        QueueSort::Moved => by!(cases::changed_at, moment_of, millis),
        QueueSort::Ended => by!(cases::ended_at.assume_not_null(), moment_of, millis),
    })
}

pub(super) fn moment_of(cursor: &Cursor) -> NaiveDateTime {
    Instant::from_millis(cursor.key).naive_utc()
}

pub(super) fn day_of(cursor: &Cursor) -> NaiveDate {
    i32::try_from(cursor.key)
        .ok()
        .and_then(NaiveDate::from_num_days_from_ce_opt)
        .unwrap_or(NaiveDate::MAX)
}
