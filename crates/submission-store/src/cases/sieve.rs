//! What no index tells is tested on the rows of a list: by which door a case came, and in an order by
//! the end when it arrived.
//!
//! So many rows are looked at for one page, and then the list says where it stopped: a door by which
//! hardly anybody comes keeps nobody waiting.

use std::collections::BTreeSet;

use diesel::prelude::*;
use kernel::{Instant, Reach};

use super::{
    TABLE,
    filter::{Count, QueueFilter},
    order::{QueueSort, Sorted},
    queue::first,
};
use crate::{
    Cursor, Listed, Page, Reads, StoreError,
    one_of::one_of,
    schema::{cases, submissions},
};

/// More rows are not looked at for one page.
const MOST_LOOKED_AT: usize = 20_000;
/// So many are read at once at first, and at most.
const SHORT: u32 = 200;
const LONG: u32 = 4_000;
/// Rows that are tested with one statement.
const AT_ONCE: usize = 500;

/// Whether `filter` names something that is tested on rows.
pub(super) const fn tests(filter: &QueueFilter) -> bool {
    !filter.sources.is_empty() || tests_arrival(filter)
}

/// In the other orders a range of days is one of an index.
const fn tests_arrival(filter: &QueueFilter) -> bool {
    matches!(filter.sort, QueueSort::Ended)
        && (filter.received_from.is_some() || filter.received_until.is_some())
}

/// A walk along a list that lets some of its rows pass.
pub(super) struct Sieve<'a> {
    filter: &'a QueueFilter,
    /// What an index tells of the filter.
    untested: QueueFilter,
    page: Page,
    /// The last row that was looked at.
    at: Option<Cursor>,
    /// So many rows are read next.
    rows: u32,
    looked_at: usize,
    is_over: bool,
}

impl<'a> Sieve<'a> {
    /// Before the first row of `page`.
    pub(super) fn begin(filter: &'a QueueFilter, page: &Page, rows: u32) -> Self {
        let mut untested = QueueFilter { sources: Vec::new(), ..filter.clone() };
        if tests_arrival(filter) {
            (untested.received_from, untested.received_until) = (None, None);
        }
        let page = page.clone();
        Self { filter, untested, page, at: None, rows, looked_at: 0, is_over: false }
    }

    /// Those of the next rows that pass; nothing behind the last one.
    pub(super) fn next(
        &mut self,
        tx: &mut impl Reads,
        reach: &Reach,
    ) -> Result<Option<Vec<Sorted>>, StoreError> {
        if self.is_over {
            return Ok(None);
        }
        let page = self.page.stretch(self.rows, self.at.clone());
        let mut rows = first(tx, reach, &self.untested, &page)?;
        self.is_over = rows.len() < page.rows_and_one();
        self.at = rows.last().map(Sorted::cursor);
        self.looked_at += rows.len();
        self.rows = self.rows.saturating_mul(4).min(LONG);
        let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        if let Some(passing) = passing(tx, self.filter, &ids)? {
            rows.retain(|row| passing.contains(&row.id));
        }
        Ok(Some(rows))
    }

    fn is_tired(&self) -> bool {
        self.looked_at >= MOST_LOOKED_AT
    }

    /// Where it goes on.
    fn goes_on(self) -> Option<Cursor> {
        self.at.filter(|_| !self.is_over)
    }
}

/// A part of the list. Where it stopped before the page was full, the place to go on is that of a row
/// that is none of it.
pub(super) fn list(
    tx: &mut impl Reads,
    reach: &Reach,
    filter: &QueueFilter,
    page: &Page,
) -> Result<Listed<Sorted>, StoreError> {
    let mut sieve = Sieve::begin(filter, page, SHORT);
    let mut found = Vec::new();
    while found.len() < page.rows_and_one() && !sieve.is_tired() {
        let Some(more) = sieve.next(tx, reach)? else { break };
        found.extend(more);
    }
    found.truncate(page.rows_and_one());
    let stopped = sieve.goes_on().filter(|_| found.len() < page.rows_and_one());
    let mut listed = Listed::cut(found, page, Sorted::cursor);
    if stopped.is_some() {
        *(if page.before.is_some() { &mut listed.previous } else { &mut listed.next }) = stopped;
    }
    Ok(listed)
}

/// How many there are, counted up to `most`.
pub(super) fn count(
    tx: &mut impl Reads,
    reach: &Reach,
    filter: &QueueFilter,
    most: u64,
) -> Result<Count, StoreError> {
    let mut sieve = Sieve::begin(filter, &Page::first(LONG), LONG);
    let mut number = 0;
    while number < most && !sieve.is_tired() {
        let Some(more) = sieve.next(tx, reach)? else { break };
        number += u64::try_from(more.len()).unwrap_or(most);
    }
    let stopped = number < most && sieve.goes_on().is_some();
    Ok(Count { number: number.min(most), stopped })
}

/// Those of these cases that pass; nothing where nothing is tested.
pub(super) fn passing(
    tx: &mut impl Reads,
    filter: &QueueFilter,
    ids: &[&str],
) -> Result<Option<BTreeSet<String>>, StoreError> {
    if !tests(filter) {
        return Ok(None);
    }
    let mut passing = BTreeSet::new();
    for some in ids.chunks(AT_ONCE) {
        let found: Vec<String> = tx.run(TABLE, |conn, here| {
            let mut query = cases::table
                .inner_join(submissions::table)
                .into_boxed()
                .filter(cases::municipality.eq(here))
                .filter(one_of(cases::id, some.iter().copied()));
            if !filter.sources.is_empty() {
                let words = filter.sources.iter().map(|source| source.word());
                query = query.filter(one_of(submissions::source, words));
            }
            if let Some(day) = filter.received_from {
                query = query.filter(cases::arrived_at.ge(Instant::start_of(day).naive_utc()));
            }
            if let Some(next) = filter.received_until.and_then(|day| day.succ_opt()) {
                query = query.filter(cases::arrived_at.lt(Instant::start_of(next).naive_utc()));
            }
            query.select(cases::id).load(conn)
        })?;
        passing.extend(found);
    }
    Ok(Some(passing))
}
