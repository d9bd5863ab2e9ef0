//! Cells: the cases of one place in one state, which lie together in an index of each order.
//!
//! A list asks every cell that it consists of for its first case, and reads the cells whose first
//! cases come first: a case among the first fifty lies in a cell whose first case is among the
//! fifty first ones. There are some thousand cells, however many cases there are.

use std::collections::BTreeSet;

use chrono::{Datelike as _, NaiveDate, NaiveDateTime};
use diesel::{
    backend::Backend,
    dsl::sql,
    expression::{ValidGrouping, is_aggregate},
    prelude::*,
    query_builder::{AstPass, QueryFragment, QueryId},
    sql_types::{Bool, Text},
};
use kernel::{CasePlace, DepartmentId, Instant, Reach};
use review_workflow::State;

use super::{
    TABLE,
    filter::QueueFilter,
    order::{QueueSort, Sorted, beyond, day_of, load, merge, moment_of},
    queue::{Slice, narrowed},
};
use crate::{
    Page, Reads, StoreError,
    engine::{DbConn, MultiBackend},
    one_of::one_of,
    row::At,
    schema::{cases, places},
    scope::{Condition, covered_places, place_at_desk, place_in_wards},
};

/// The first case of a cell.
struct Head {
    place: String,
    state: State,
    first: Sorted,
}

/// What comes first in all cells of `states` within `reach` that `filter` names: the rows of the
/// page and one more.
pub(super) fn nearest(
    tx: &mut impl Reads,
    reach: &Reach,
    filter: &QueueFilter,
    states: &[State],
    page: &Page,
) -> Result<Vec<Sorted>, StoreError> {
    let (sort, rows) = (filter.sort, page.rows_and_one());
    let down = sort.descends(page.before.is_some());
    let mut cells = Vec::new();
    for state in states.iter().copied() {
        let heads = tx.run(TABLE, |conn, here| heads(conn, here, reach, filter, state, page))?;
        for (place, key, id) in heads {
            // A list that cannot read a place does not leave it out.
            let key = key.ok_or_else(|| At::row(TABLE, &id).damaged("place in the order"))?;
            cells.push(Head { place, state, first: Sorted { key, id } });
        }
    }
    cells.sort_by(|a, b| a.first.precedes(&b.first, down));
    let mut found: Vec<Sorted> = Vec::new();
    for Head { place, state, first } in cells {
        let last = found.get(rows - 1);
        if last.is_some_and(|last| last.precedes(&first, down).is_lt()) {
            break;
        }
        let last = last.map(Sorted::cursor);
        found.extend(tx.run(TABLE, |conn, here| {
            let cell = narrowed(here, filter, Slice::Cell(state)).filter(cases::place.eq(&place));
            load(conn, cell, sort, page, last.as_ref())
        })?);
        merge(&mut found, sort, page);
        found.truncate(rows);
    }
    Ok(found)
}

/// Place, key in the order and id of the first case of every cell in this state that has any.
fn heads(
    conn: &mut DbConn,
    here: &str,
    reach: &Reach,
    filter: &QueueFilter,
    state: State,
    page: &Page,
) -> QueryResult<Vec<(String, Option<i64>, String)>> {
    let from = page.before.as_ref().or(page.after.as_ref());
    let down = filter.sort.descends(page.before.is_some());
    let cell = narrowed(here, filter, Slice::Cell(state));
    let cell = cell.filter(sql::<Bool>("cases.place = places.place"));
    // One text, because each column would be one more search in every cell.
    let (cell, read): (_, fn(&str) -> Option<i64>) =
        match filter.sort {
            QueueSort::Due => (
                beyond!(cell, cases::due_sort, from, day_of, down)
                    .select(sql::<Text>("cases.due_sort || '~' || cases.id")),
                |day| Some(i64::from(day.parse::<NaiveDate>().ok()?.num_days_from_ce())),
            ),
            QueueSort::Received | QueueSort::Newest => (
                beyond!(cell, cases::arrived_at, from, moment_of, down)
                    .select(sql::<Text>("cases.arrived_at || '~' || cases.id")),
                moment,
            ),
            QueueSort::Moved => (
                beyond!(cell, cases::changed_at, from, moment_of, down)
                    .select(sql::<Text>("cases.changed_at || '~' || cases.id")),
                moment,
            ),
            QueueSort::Ended => (
                beyond!(cell, cases::ended_at.assume_not_null(), from, moment_of, down)
                    .select(sql::<Text>("cases.ended_at || '~' || cases.id")),
                moment,
            ),
        };
    let first = cell.single_value();
    let found: Vec<(String, Option<String>)> =
        within(here, reach, filter).select((places::place, first)).load(conn)?;
    Ok(found
        .into_iter()
        .filter_map(|(place, first)| {
            let (key, id) = first.as_deref()?.split_once('~')?;
            Some((place, read(key), id.to_owned()))
        })
        .collect())
}

fn moment(text: &str) -> Option<i64> {
    let at = NaiveDateTime::parse_from_str(text, "%F %T%.f").ok()?;
    Some(Instant::from_naive_utc(at).millis())
}

/// The condition that a case lies in a place within `reach` that `filter` names.
pub(super) fn in_places<'a>(
    here: &'a str,
    reach: &'a Reach,
    filter: &'a QueueFilter,
) -> Condition<'a> {
    Box::new(InPlaces(within(here, reach, filter).select(places::place)))
}

/// `cases.place IN (…)`: the library compares with a subquery only where that is the same for
/// both engines when it is compiled.
#[derive(QueryId)]
struct InPlaces<Q>(Q);

impl<Q> Expression for InPlaces<Q> {
    type SqlType = Bool;
}

impl<Q> ValidGrouping<()> for InPlaces<Q> {
    type IsAggregate = is_aggregate::Never;
}

impl<Q> AppearsOnTable<cases::table> for InPlaces<Q> {}

impl<Q> SelectableExpression<cases::table> for InPlaces<Q> {}

impl<DB: Backend, Q: QueryFragment<DB>> QueryFragment<DB> for InPlaces<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("cases.place IN (");
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(")");
        Ok(())
    }
}

/// The departments at which cases within `reach` lie; none where every one of them lies with whoever
/// answers for it.
pub fn desks(tx: &mut impl Reads, reach: &Reach) -> Result<BTreeSet<DepartmentId>, StoreError> {
    let rows: Vec<(String, Option<String>)> = tx.run("places", |conn, here| {
        places::table
            .filter(places::municipality.eq(here))
            .filter(covered_places(reach))
            .select((places::department, places::desk))
            .distinct()
            .load(conn)
    })?;
    if rows.iter().all(|(_, desk)| desk.is_none()) {
        return Ok(BTreeSet::new());
    }
    let read = |(department, desk): (String, Option<String>)| {
        let id = desk.unwrap_or(department);
        At::row("places", &id).parse("desk", &id)
    };
    rows.into_iter().map(read).collect()
}

/// Where cases lie that nobody has and somebody should take, with how many. Walks all of these: for
/// once a day, not for every page.
pub fn waiting_places(tx: &mut impl Reads) -> Result<Vec<(CasePlace, u64)>, StoreError> {
    type Row = (String, Option<String>, String, Option<String>, i64);
    let rows: Vec<Row> = tx.run(TABLE, |conn, here| {
        let place = (cases::department, cases::desk, cases::procedure, cases::ward);
        cases::table
            .group_by(place)
            .select((
                cases::department,
                cases::desk,
                cases::procedure,
                cases::ward,
                diesel::dsl::count_star(),
            ))
            .filter(cases::municipality.eq(here))
            .filter(cases::state.eq(State::Received.word()))
            .filter(cases::assignee_id.is_null())
            .filter(cases::erased.eq(false))
            .load(conn)
    })?;
    let read = |(department, desk, procedure, ward, count): Row| {
        let at = At::row(TABLE, &department);
        let place = CasePlace {
            department: at.parse("department", &department)?,
            desk: at.parse_option("desk", desk.as_deref())?,
            ward: at.parse_option("ward", ward.as_deref())?,
            procedure,
        };
        Ok((place, count.unsigned_abs()))
    };
    rows.into_iter().map(read).collect()
}

/// The places within `reach` that `filter` names.
fn within<'a>(
    here: &'a str,
    reach: &'a Reach,
    filter: &'a QueueFilter,
) -> diesel::dsl::IntoBoxed<'a, places::table, MultiBackend> {
    let mut query = places::table.into_boxed().filter(places::municipality.eq(here));
    query = query.filter(covered_places(reach));
    if !filter.procedures.is_empty() {
        let procedures = filter.procedures.iter().map(String::as_str);
        query = query.filter(one_of(places::procedure, procedures));
    }
    if let Some(department) = &filter.department {
        query = query.filter(places::department.eq(department.as_str()));
    }
    if let Some(desk) = &filter.desk {
        query = query.filter(place_at_desk(desk));
    }
    if !filter.wards.is_empty() {
        query = query.filter(place_in_wards(&filter.wards));
    }
    query
}
