//! The queue: what a clerk may see, filtered, sorted and cut by keyset.
//!
//! What is named by an index of its own (a person, a number, words, something found), and the
//! whole municipality, is walked in its order. Everything else is put together from cells
//! ([`super::cells`]): what others wait for, and the millions that are finished, do not slow it.
//! What neither tells is tested on the rows ([`super::sieve`]).

use chrono::NaiveDate;
use diesel::{
    dsl::{count_star, exists, not, sql},
    prelude::*,
    sql_types::Bool,
};
use kernel::{Instant, Reach, StaffId};
use review_workflow::{RELEASED, State};

use super::{
    TABLE, cells,
    entry::{QueueEntry, entries},
    filter::{Assigned, Count, QueueFilter, wanted},
    found,
    order::{QueueSort, Sorted, beyond_others, load, merge},
    sieve,
};
use crate::{
    Listed, Page, Reads, StoreError, consultations,
    engine::{Counted, MultiBackend},
    one_of::one_of,
    row::At,
    schema::{case_labels, cases, events, seen, submissions},
    scope::{Condition, at_desk, covered, in_wards, is_everywhere},
};

/// So many cases of the whole order are looked at for each that is wanted, before the cells are
/// asked for them.
const LOOKED_AT: usize = 5;

/// A part of the queue, as far as `reach` goes.
pub fn list(
    tx: &mut impl Reads,
    reach: &Reach,
    filter: &QueueFilter,
    page: &Page,
) -> Result<Listed<QueueEntry>, StoreError> {
    if let Some(sought) = &filter.sought {
        return found::list(tx, reach, filter, sought, page);
    }
    let Listed { items, next, previous } = if sieve::tests(filter) {
        sieve::list(tx, reach, filter, page)?
    } else {
        Listed::cut(first(tx, reach, filter, page)?, page, Sorted::cursor)
    };
    let ids: Vec<&str> = items.iter().map(|place| place.id.as_str()).collect();
    Ok(Listed { items: entries(tx, &ids)?, next, previous })
}

/// The rows of a page and one more, the nearest to where it begins first. By which door they came
/// is not asked.
pub(super) fn first(
    tx: &mut impl Reads,
    reach: &Reach,
    filter: &QueueFilter,
    page: &Page,
) -> Result<Vec<Sorted>, StoreError> {
    let mut found = Vec::new();
    for part in filter.parts() {
        found.extend(first_of(tx, reach, &part, page)?);
    }
    merge(&mut found, filter.sort, page);
    found.truncate(page.rows_and_one());
    Ok(found)
}

/// The same of what lies together.
fn first_of(
    tx: &mut impl Reads,
    reach: &Reach,
    filter: &QueueFilter,
    page: &Page,
) -> Result<Vec<Sorted>, StoreError> {
    let states = wanted(filter);
    let Some(walked) = walked(reach, filter, &states) else {
        return match nearby(tx, reach, filter, &states, page)? {
            Some(found) => Ok(found),
            None => cells::nearest(tx, reach, filter, &states, page),
        };
    };
    let mut found = Vec::new();
    for open in walked {
        found.extend(tx.run(TABLE, |conn, here| {
            let query = narrowed(here, filter, Slice::Open(open));
            load(conn, placed(query, reach, filter, &states), filter.sort, page, None)
        })?);
    }
    Ok(found)
}

/// The rows of a page and one more where they are among the next of the whole order, as they are
/// for who works for many departments; nothing where most of those are others'.
fn nearby(
    tx: &mut impl Reads,
    reach: &Reach,
    filter: &QueueFilter,
    states: &[State],
    page: &Page,
) -> Result<Option<Vec<Sorted>>, StoreError> {
    let open = states.iter().any(|state| !state.is_final());
    if states.iter().any(|state| state.is_final() == open) {
        return Ok(None);
    }
    let looked_at = page.rows_and_one() * LOOKED_AT;
    let found = tx.run(TABLE, |conn, here| {
        let whole = QueueFilter { sort: filter.sort, ..QueueFilter::default() };
        let whole = narrowed(here, &whole, Slice::Open(open));
        let until = beyond_others(conn, whole, filter.sort, page, looked_at)?;
        let until = until.as_ref().map(Sorted::cursor);
        let query = placed(narrowed(here, filter, Slice::Open(open)), reach, filter, states);
        let found = load(conn, query, filter.sort, page, until.as_ref())?;
        let is_whole = until.is_none() || found.len() == page.rows_and_one();
        Ok(is_whole.then_some(found))
    })?;
    Ok(found)
}

/// How many there are, counted up to `most`.
pub fn count(
    tx: &mut impl Reads,
    reach: &Reach,
    filter: &QueueFilter,
    most: u32,
) -> Result<Count, StoreError> {
    let most = u64::from(most);
    if let Some(sought) = &filter.sought {
        return found::count(tx, reach, filter, sought, most);
    }
    if sieve::tests(filter) {
        return sieve::count(tx, reach, filter, most);
    }
    let mut number = 0;
    for part in filter.parts() {
        number += count_of(tx, reach, &part, most.saturating_sub(number))?;
    }
    Ok(Count { number, stopped: false })
}

/// The same of what lies together.
fn count_of(
    tx: &mut impl Reads,
    reach: &Reach,
    filter: &QueueFilter,
    most: u64,
) -> Result<u64, StoreError> {
    let (states, mut counted) = (wanted(filter), 0);
    let Some(walked) = walked(reach, filter, &states) else {
        let counted: i64 = tx.run(TABLE, |conn, here| {
            let query = narrowed(here, filter, Slice::Cells(&states));
            let query = query.filter(cells::in_places(here, reach, filter)).select(cases::id);
            Counted(query.limit(i64::try_from(most).unwrap_or(i64::MAX))).get_result(conn)
        })?;
        return Ok(counted.unsigned_abs());
    };
    for open in walked {
        let left = i64::try_from(most.saturating_sub(counted)).unwrap_or(i64::MAX);
        if left == 0 {
            break;
        }
        let more: i64 = tx.run(TABLE, |conn, here| {
            let query = narrowed(here, filter, Slice::Open(open));
            let query = placed(query, reach, filter, &states);
            Counted(query.select(cases::id).limit(left)).get_result(conn)
        })?;
        counted += more.unsigned_abs();
    }
    Ok(counted)
}

/// How many cases of these departments stand in each state, every one of them counted that is
/// not erased.
/// Walks one index as a whole: for a page of figures, not for every page.
pub fn tally(tx: &mut impl Reads, reach: &Reach) -> Result<Vec<(State, u64)>, StoreError> {
    let counted: Vec<(String, i64)> = tx.run(TABLE, |conn, here| {
        cases::table
            .group_by(cases::state)
            .select((cases::state, count_star()))
            .into_boxed()
            .filter(cases::municipality.eq(here))
            .filter(cases::erased.eq(false))
            .filter(covered(reach))
            .load(conn)
    })?;
    let read = |(word, count): (String, i64)| {
        Ok((At::row(TABLE, &word).parse("state", &word)?, count.unsigned_abs()))
    };
    counted.into_iter().map(read).collect()
}

/// A part of the queue that lies together in an index.
#[derive(Debug, Clone, Copy)]
pub(super) enum Slice<'a> {
    /// One state, of one place that is named beside it.
    Cell(State),
    /// Several states, of places that are named beside them.
    Cells(&'a [State]),
    /// The open cases, or the finished ones.
    Open(bool),
}

/// Whether the open cases, the finished ones or both are walked in the order of the list; nothing
/// where that would pass over what others wait for.
fn walked(reach: &Reach, filter: &QueueFilter, states: &[State]) -> Option<Vec<bool>> {
    let pointed = matches!(filter.assignee, Some(Assigned::To(_)))
        || filter.unread_by.is_some()
        || filter.receipt_number.is_some()
        || filter.receipt_begins.is_some()
        || filter.label.is_some()
        || filter.question
        || filter.consulting
        || !filter.returned.is_empty()
        // Among what is over there are few of those.
        || filter.open_findings == Some(true) && states.iter().any(|state| state.is_final());
    let any = |open: bool| states.iter().any(|state| state.is_final() != open);
    let every = |open: bool| {
        State::ALL.iter().all(|state| state.is_final() == open || states.contains(state))
    };
    let whole = is_everywhere(reach)
        && filter.procedures.is_empty()
        && filter.department.is_none()
        && filter.desk.is_none()
        && filter.wards.is_empty()
        && [true, false].into_iter().all(|open| !any(open) || every(open));
    (pointed || whole).then(|| [true, false].into_iter().filter(|open| any(*open)).collect())
}

/// Cases of one slice that a filter names.
pub(super) type Narrowed<'a> = diesel::dsl::IntoBoxed<'a, cases::table, MultiBackend>;

/// The cases of `slice` that `filter` names, wherever they belong.
pub(super) fn narrowed<'a>(
    here: &'a str,
    filter: &'a QueueFilter,
    slice: Slice<'_>,
) -> Narrowed<'a> {
    let mut query = cases::table.into_boxed().filter(cases::municipality.eq(here));
    query = match slice {
        Slice::Cell(state) => query.filter(cases::state.eq(state.word())),
        Slice::Cells(states) => {
            query.filter(one_of(cases::state, states.iter().map(|state| state.word())))
        }
        // As the indexes say it; what is erased has no place.
        Slice::Open(open) => {
            query.filter(cases::is_open.eq(open)).filter(sql::<Bool>("NOT cases.erased"))
        }
    };
    if let Some(label) = &filter.label {
        let bearing = case_labels::table
            .filter(case_labels::municipality.eq(here))
            .filter(case_labels::label.eq(label.as_str()))
            .select(case_labels::case_id);
        query = query.filter(cases::id.eq_any(bearing));
    }
    if filter.consulting {
        query = query.filter(cases::id.eq_any(consultations::waiting(here)));
    }
    if let Some(number) = &filter.receipt_number {
        let numbered = submissions::table
            .filter(submissions::receipt_number.eq(number.as_str()))
            .select(submissions::id);
        query = query.filter(cases::id.eq_any(numbered));
    }
    if let Some(beginning) = &filter.receipt_begins {
        // No number has a later character, whichever way a server sorts text.
        let last = format!("{beginning}ZZZZZZZZZZZZ");
        let numbered = submissions::table
            .filter(submissions::receipt_number.ge(beginning))
            .filter(submissions::receipt_number.le(last))
            .select(submissions::id);
        query = query.filter(cases::id.eq_any(numbered));
    }
    query = match filter.open_findings {
        // As the index says it: a number that is bound does not tell that it is meant.
        Some(true) => query.filter(sql::<Bool>("cases.open_findings > 0")),
        Some(false) => query.filter(cases::open_findings.eq(0)),
        None => query,
    };
    if filter.question {
        query = query.filter(cases::question_at.is_not_null());
    }
    if !filter.returned.is_empty() {
        let words = filter.returned.iter().map(|returned| returned.word());
        query = query.filter(one_of(cases::returned.assume_not_null(), words));
    }
    if let Some(staff) = &filter.unread_by {
        query = query.filter(new_to(staff));
    }
    if let Some((staff, since)) = &filter.rested_from {
        query = query.filter(not(put_back(staff, *since)));
    }
    query = match &filter.assignee {
        Some(Assigned::Nobody) => query.filter(cases::assignee_id.is_null()),
        Some(Assigned::To(staff)) => query.filter(cases::assignee_id.eq(staff.as_str())),
        None => query,
    };
    within_days(query, filter)
}

/// Those within `reach` that belong where `filter` names, and stand in one of `states`.
pub(super) fn placed<'a>(
    query: Narrowed<'a>,
    reach: &'a Reach,
    filter: &'a QueueFilter,
    states: &[State],
) -> Narrowed<'a> {
    let mut query = query.filter(covered(reach));
    if !filter.procedures.is_empty() {
        let procedures = filter.procedures.iter().map(String::as_str);
        query = query.filter(one_of(cases::procedure, procedures));
    }
    if !filter.states.is_empty() || filter.due_until.is_some() || filter.consulting {
        query = query.filter(one_of(cases::state, states.iter().map(|state| state.word())));
    }
    if let Some(department) = &filter.department {
        query = query.filter(cases::department.eq(department.as_str()));
    }
    if let Some(desk) = &filter.desk {
        query = query.filter(at_desk(desk));
    }
    if !filter.wards.is_empty() {
        query = query.filter(in_wards(&filter.wards));
    }
    query
}

/// What this person has put back since then.
fn put_back(staff: &StaffId, since: Instant) -> Condition<'_> {
    Box::new(exists(
        events::table
            .filter(events::case_id.eq(cases::id))
            .filter(events::kind.eq(RELEASED))
            .filter(events::actor.eq(staff.as_str()))
            .filter(events::at.ge(since.naive_utc())),
    ))
}

/// What somebody else did to this person's case since they read it.
fn new_to(staff: &StaffId) -> Condition<'_> {
    let read = seen::table
        .filter(seen::case_id.eq(cases::id))
        .filter(seen::staff_id.eq(staff.as_str()))
        .filter(seen::version.ge(cases::version));
    let theirs = cases::assignee_id.assume_not_null().eq(staff.as_str());
    Box::new(theirs.and(cases::changed_by.ne(staff.as_str())).and(not(exists(read))))
}

fn within_days<'a>(mut query: Narrowed<'a>, filter: &QueueFilter) -> Narrowed<'a> {
    let start_of = |day: NaiveDate| Instant::start_of(day).naive_utc();
    if let Some(day) = filter.received_from {
        query = query.filter(cases::arrived_at.ge(start_of(day)));
    }
    if filter.sort == QueueSort::Ended {
        // As the indexes say it.
        query = query.filter(cases::ended_at.is_not_null());
    }
    if let Some(day) = filter.ended_from {
        query = query.filter(cases::ended_at.assume_not_null().ge(start_of(day)));
    }
    if let Some(next) = filter.ended_until.and_then(|day| day.succ_opt()) {
        query = query.filter(cases::ended_at.assume_not_null().lt(start_of(next)));
    }
    if let Some(day) = filter.due_until {
        // The first condition is what an index can begin at.
        query = query.filter(cases::due_sort.le(day)).filter(cases::due_on.le(day));
    }
    if let Some(next) = filter.received_until.and_then(|day| day.succ_opt()) {
        query = query.filter(cases::arrived_at.lt(start_of(next)));
    }
    query
}
