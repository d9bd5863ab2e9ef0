//! The queue: what a clerk may see, filtered, sorted and cut by keyset.
//!
//! Open and finished cases are asked for separately, each along its own index, and
//! merged: the millions that are finished do not slow the hundreds that are open.

use chrono::{Datelike as _, NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use kernel::{DepartmentId, Instant, Reach, ReceiptNumber, StaffId, SubmissionId};
use review_workflow::State;

use super::{TABLE, record::NEVER};
use crate::{
    Cursor, Listed, Page, Place, Reads, Sealed, StoreError,
    engine::{DbConn, MultiBackend},
    row::At,
    schema::{cases, search_terms, submissions},
};

/// More hits of one word than this are not followed up: the word says too little.
const MOST_HITS: i64 = 1_000;

/// Which cases are wanted. The default is every open case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueFilter {
    /// Of this procedure.
    pub procedure: Option<String>,
    /// In one of these states; none named: in every state that is not final.
    pub states: Vec<State>,
    /// Whose they are.
    pub assignee: Option<Assigned>,
    /// Of this department.
    pub department: Option<DepartmentId>,
    /// Of this ward.
    pub ward: Option<String>,
    /// Arrived on this day in Japan or later.
    pub received_from: Option<NaiveDate>,
    /// Arrived on this day in Japan or earlier.
    pub received_until: Option<NaiveDate>,
    /// Promised for this day or an earlier one.
    pub due_until: Option<NaiveDate>,
    /// With this number on the receipt.
    pub receipt_number: Option<ReceiptNumber>,
    /// Found by all of these words ([`crate::Keys::search_term`]).
    pub terms: Vec<i64>,
    /// In which order.
    pub sort: QueueSort,
}

/// Whose cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assigned {
    /// Nobody's yet.
    Nobody,
    /// This person's.
    To(StaffId),
}

/// The order of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum QueueSort {
    /// The nearest promised day first; without one, last.
    #[default]
    Due,
    /// The newest arrival first.
    Received,
}

/// One line of the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueEntry {
    /// The case.
    pub id: SubmissionId,
    /// The number on the receipt.
    pub receipt_number: ReceiptNumber,
    /// The procedure.
    pub procedure: String,
    /// The department.
    pub department: DepartmentId,
    /// The ward, where the procedure asks for one.
    pub ward: Option<String>,
    /// Where the case stands.
    pub state: State,
    /// The clerk who answers for it.
    pub assignee: Option<StaffId>,
    /// When it arrived.
    pub arrived_at: Instant,
    /// The promised day.
    pub due_on: Option<NaiveDate>,
    /// The version that a command has to name.
    pub version: i64,
    /// Name and kana, sealed for [`Place::applicant`].
    pub applicant: Option<Sealed>,
}

/// A part of the queue, as far as `reach` goes.
pub fn list(
    tx: &mut impl Reads,
    reach: &Reach,
    filter: &QueueFilter,
    page: &Page,
) -> Result<Listed<QueueEntry>, StoreError> {
    let limit = i64::from(page.rows()) + 1;
    let rows = matching(tx, reach, filter, page.after.as_ref(), limit)?;
    let sort = filter.sort;
    let entries: Result<Vec<QueueEntry>, StoreError> =
        rows.into_iter().map(QueueEntry::try_from).collect();
    Ok(Listed::cut(entries?, page, |entry| entry.cursor(sort)))
}

/// How many there are, counted up to `most`.
pub fn count(
    tx: &mut impl Reads,
    reach: &Reach,
    filter: &QueueFilter,
    most: u32,
) -> Result<usize, StoreError> {
    let most = i64::from(most);
    let hits = hits(tx, &filter.terms)?;
    let mut counted = 0;
    for open in openness(&filter.states) {
        let ids: Vec<String> = tx.run(TABLE, |conn, here| {
            narrowed(here, reach, filter, hits.as_deref(), open)
                .select(cases::id)
                .limit(most)
                .load(conn)
        })?;
        counted += ids.len();
    }
    Ok(counted.min(usize::try_from(most).unwrap_or(usize::MAX)))
}

fn matching(
    tx: &mut impl Reads,
    reach: &Reach,
    filter: &QueueFilter,
    after: Option<&Cursor>,
    limit: i64,
) -> Result<Vec<QueueRow>, StoreError> {
    let hits = hits(tx, &filter.terms)?;
    let mut rows = Vec::new();
    for open in openness(&filter.states) {
        rows.extend(tx.run(TABLE, |conn, here| {
            let query = narrowed(here, reach, filter, hits.as_deref(), open);
            load(conn, query, filter.sort, after, limit)
        })?);
    }
    match filter.sort {
        QueueSort::Due => rows.sort_by(|a, b| (a.due_sort, &a.id).cmp(&(b.due_sort, &b.id))),
        QueueSort::Received => {
            rows.sort_by(|a, b| (b.arrived_at, &b.id).cmp(&(a.arrived_at, &a.id)));
        }
    }
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(rows)
}

type Narrowed<'a> = diesel::dsl::IntoBoxed<
    'a,
    diesel::dsl::InnerJoin<cases::table, submissions::table>,
    MultiBackend,
>;

/// The cases that `filter` names, among the open or among the finished ones.
fn narrowed<'a>(
    here: &'a str,
    reach: &'a Reach,
    filter: &'a QueueFilter,
    hits: Option<&'a [String]>,
    open: bool,
) -> Narrowed<'a> {
    let mut query = cases::table.inner_join(submissions::table).into_boxed();
    query = query.filter(cases::municipality.eq(here)).filter(cases::is_open.eq(open));
    if let Reach::Only(departments) = reach {
        let departments = departments.iter().map(DepartmentId::as_str);
        query = query.filter(cases::department.eq_any(departments));
    }
    if let Some(hits) = hits {
        query = query.filter(cases::id.eq_any(hits));
    }
    if let Some(procedure) = &filter.procedure {
        query = query.filter(cases::procedure.eq(procedure));
    }
    if !filter.states.is_empty() {
        query = query.filter(cases::state.eq_any(filter.states.iter().map(|state| state.word())));
    }
    if let Some(department) = &filter.department {
        query = query.filter(cases::department.eq(department.as_str()));
    }
    if let Some(ward) = &filter.ward {
        query = query.filter(cases::ward.eq(ward));
    }
    if let Some(number) = &filter.receipt_number {
        query = query.filter(submissions::receipt_number.eq(number.as_str()));
    }
    query = match &filter.assignee {
        Some(Assigned::Nobody) => query.filter(cases::assignee_id.is_null()),
        Some(Assigned::To(staff)) => query.filter(cases::assignee_id.eq(staff.as_str())),
        None => query,
    };
    within_days(query, filter)
}

fn within_days<'a>(mut query: Narrowed<'a>, filter: &QueueFilter) -> Narrowed<'a> {
    if let Some(day) = filter.received_from {
        query = query.filter(cases::arrived_at.ge(Instant::start_of(day).naive_utc()));
    }
    if let Some(day) = filter.due_until {
        query = query.filter(cases::due_sort.le(day));
    }
    if let Some(next) = filter.received_until.and_then(|day| day.succ_opt()) {
        query = query.filter(cases::arrived_at.lt(Instant::start_of(next).naive_utc()));
    }
    query
}

/// The rows after `after`, in order.
fn load(
    conn: &mut DbConn,
    query: Narrowed<'_>,
    sort: QueueSort,
    after: Option<&Cursor>,
    limit: i64,
) -> QueryResult<Vec<QueueRow>> {
    let mut query = query;
    match sort {
        QueueSort::Due => {
            if let Some(Cursor { key, id }) = after {
                let day = day_of(*key);
                // The first condition is what an index can begin at.
                query = query
                    .filter(cases::due_sort.ge(day))
                    .filter(cases::due_sort.gt(day).or(cases::id.gt(id.clone())));
            }
            query = query.order((cases::due_sort.asc(), cases::id.asc()));
        }
        QueueSort::Received => {
            if let Some(Cursor { key, id }) = after {
                let at = Instant::from_millis(*key).naive_utc();
                query = query
                    .filter(cases::arrived_at.le(at))
                    .filter(cases::arrived_at.lt(at).or(cases::id.lt(id.clone())));
            }
            query = query.order((cases::arrived_at.desc(), cases::id.desc()));
        }
    }
    query.limit(limit).select(QueueRow::as_select()).load(conn)
}

/// Which of the two indexes the wanted states lie in.
fn openness(states: &[State]) -> Vec<bool> {
    let open = states.is_empty() || states.iter().any(|state| !state.is_final());
    let finished = states.iter().any(|state| state.is_final());
    [(true, open), (false, finished)]
        .into_iter()
        .filter_map(|(is, any)| any.then_some(is))
        .collect()
}

/// The submissions found by all of the words; `None` when there are no words.
fn hits(tx: &mut impl Reads, terms: &[i64]) -> Result<Option<Vec<String>>, StoreError> {
    let mut found: Option<Vec<String>> = None;
    for term in terms {
        let more: Vec<String> = tx.run("search_terms", |conn, here| {
            search_terms::table
                .filter(search_terms::term.eq(term))
                .filter(search_terms::municipality.eq(here))
                .order(search_terms::submission_id.desc())
                .limit(MOST_HITS)
                .select(search_terms::submission_id)
                .load(conn)
        })?;
        found = Some(match found {
            None => more,
            Some(before) => before.into_iter().filter(|id| more.contains(id)).collect(),
        });
    }
    Ok(found)
}

fn day_number(day: NaiveDate) -> i64 {
    i64::from(day.num_days_from_ce())
}

fn day_of(number: i64) -> NaiveDate {
    i32::try_from(number).ok().and_then(NaiveDate::from_num_days_from_ce_opt).unwrap_or(NEVER)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = cases)]
struct QueueRow {
    id: String,
    #[diesel(select_expression = submissions::receipt_number)]
    receipt_number: String,
    procedure: String,
    department: String,
    ward: Option<String>,
    state: String,
    assignee_id: Option<String>,
    arrived_at: NaiveDateTime,
    due_sort: NaiveDate,
    version: i64,
    #[diesel(select_expression = submissions::applicant)]
    applicant: Option<Vec<u8>>,
}

impl QueueEntry {
    fn cursor(&self, sort: QueueSort) -> Cursor {
        let key = match sort {
            QueueSort::Due => day_number(self.due_on.unwrap_or(NEVER)),
            QueueSort::Received => self.arrived_at.millis(),
        };
        Cursor { key, id: self.id.as_str().to_owned() }
    }
}

impl TryFrom<QueueRow> for QueueEntry {
    type Error = StoreError;

    fn try_from(row: QueueRow) -> Result<Self, StoreError> {
        let at = At::row(TABLE, &row.id);
        let id: SubmissionId = at.parse("id", &row.id)?;
        Ok(Self {
            receipt_number: at.parse("receipt number", &row.receipt_number)?,
            state: at.parse("state", &row.state)?,
            assignee: at.parse_option("assignee", row.assignee_id.as_deref())?,
            applicant: row.applicant.map(|bytes| Sealed::read(Place::applicant(&id), bytes)),
            id,
            procedure: row.procedure,
            department: at.parse("department", &row.department)?,
            ward: row.ward,
            arrived_at: Instant::from_naive_utc(row.arrived_at),
            due_on: (row.due_sort != NEVER).then_some(row.due_sort),
            version: row.version,
        })
    }
}
