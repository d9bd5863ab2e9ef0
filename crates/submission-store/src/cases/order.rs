//! The orders of the queue, and the part of one that lies before or after a place.

use chrono::{Datelike as _, NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use kernel::Instant;

use super::queue::Narrowed;
use crate::{Cursor, Page, engine::DbConn, row::words, schema::cases};

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
}

words!(QueueSort { Due = "due", Received = "received", Newest = "newest", Moved = "moved" });

impl QueueSort {
    /// Whether the largest key comes first where the list is walked this way.
    const fn descends(self, backwards: bool) -> bool {
        matches!(self, Self::Newest | Self::Moved) != backwards
    }
}

/// A case by its place in the list.
#[derive(Queryable, Selectable)]
#[diesel(table_name = cases)]
pub(super) struct Sorted {
    pub(super) id: String,
    arrived_at: NaiveDateTime,
    due_sort: NaiveDate,
    changed_at: NaiveDateTime,
}

impl Sorted {
    fn key(&self, sort: QueueSort) -> i64 {
        let at = match sort {
            QueueSort::Due => return i64::from(self.due_sort.num_days_from_ce()),
            QueueSort::Received | QueueSort::Newest => self.arrived_at,
            QueueSort::Moved => self.changed_at,
        };
        Instant::from_naive_utc(at).millis()
    }

    pub(super) fn cursor(&self, sort: QueueSort) -> Cursor {
        Cursor { key: self.key(sort), id: self.id.clone() }
    }
}

/// Puts the rows of several slices into one order: as the list has them, or where it is walked
/// backwards the other way around.
pub(super) fn merge(places: &mut [Sorted], sort: QueueSort, page: &Page) {
    places.sort_by(|a, b| (a.key(sort), &a.id).cmp(&(b.key(sort), &b.id)));
    if sort.descends(page.before.is_some()) {
        places.reverse();
    }
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

/// The places of one slice, the nearest to where `page` begins first.
pub(super) fn load(
    conn: &mut DbConn,
    query: Narrowed<'_>,
    sort: QueueSort,
    page: &Page,
) -> QueryResult<Vec<Sorted>> {
    let from = page.before.as_ref().or(page.after.as_ref());
    let down = sort.descends(page.before.is_some());
    let moment = |cursor: &Cursor| Instant::from_millis(cursor.key).naive_utc();
    let query = match sort {
        QueueSort::Due => beyond!(query, cases::due_sort, from, day_of, down),
        QueueSort::Received | QueueSort::Newest => {
            beyond!(query, cases::arrived_at, from, moment, down)
        }
        QueueSort::Moved => beyond!(query, cases::changed_at, from, moment, down),
    };
    query.limit(i64::from(page.rows()) + 1).select(Sorted::as_select()).load(conn)
}

fn day_of(cursor: &Cursor) -> NaiveDate {
    i32::try_from(cursor.key)
        .ok()
        .and_then(NaiveDate::from_num_days_from_ce_opt)
        .unwrap_or(NaiveDate::MAX)
}
