//! 合議: what departments were asked about cases, so that it is found by whoever answers, and by
//! whoever waits for the answer.
//!
//! What was asked and what was said stands in the case, under its seal; here it is only told that
//! it was.

use std::collections::{BTreeSet, HashMap};

use chrono::{NaiveDate, NaiveDateTime};
use diesel::{
    dsl::{exists, sql},
    expression::SqlLiteral,
    prelude::*,
    sql_types::Bool,
};
use kernel::{Among, Area, DepartmentId, Reach, StaffId, SubmissionId, WardId};
use review_workflow::{Consultation, Outcome};

use crate::{
    Reads, StoreError, WriteTx,
    duties::{CaseColumns, DutyEntry},
    engine::MultiBackend,
    one_of::one_of,
    row::At,
    schema::{cases, consultations, submissions},
    scope::covered,
    transaction::Door as _,
};

const TABLE: &str = "consultations";

const OPEN: &str = "open";
const CANCELLED: &str = "cancelled";
const OVER: &str = "over";

/// More cases are not looked through at once for what somebody waits for.
const MOST: i64 = 1_000;

/// A question that waits for its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsultationEntry {
    /// Its case, since when it waits.
    pub waits: DutyEntry,
    /// Counted from 1 in the case.
    pub number: u32,
    /// Who is asked.
    pub department: DepartmentId,
    /// The last day for an answer.
    pub due_on: NaiveDate,
    /// Whether nothing is decided without it.
    pub binding: bool,
}

/// Keeps what was asked about a case, in place of what was kept before.
pub fn keep(
    tx: &mut WriteTx<'_>,
    case: &SubmissionId,
    asked: &[Consultation],
) -> Result<(), StoreError> {
    forget(tx, case)?;
    for one in asked {
        let row = ConsultationRow::of(case, one);
        tx.run(TABLE, |conn, here| {
            diesel::insert_into(consultations::table)
                .values((consultations::municipality.eq(here), &row))
                .execute(conn)
        })?;
    }
    Ok(())
}

/// Forgets what was asked about a case.
pub(crate) fn forget(tx: &mut WriteTx<'_>, case: &SubmissionId) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::delete(consultations::table)
            .filter(consultations::municipality.eq(here))
            .filter(consultations::case_id.eq(case.as_str()))
            .execute(conn)
    })?;
    Ok(())
}

/// Whether the rows of a case say what it says itself.
pub(crate) fn say_the_same(
    tx: &mut impl Reads,
    case: &SubmissionId,
    asked: &[Consultation],
) -> Result<bool, StoreError> {
    let kept: Vec<ConsultationRow> = tx.run(TABLE, |conn, here| {
        consultations::table
            .filter(consultations::municipality.eq(here))
            .filter(consultations::case_id.eq(case.as_str()))
            .order(consultations::number)
            .select(ConsultationRow::as_select())
            .load(conn)
    })?;
    let told: Vec<ConsultationRow> =
        asked.iter().map(|one| ConsultationRow::of(case, one)).collect();
    Ok(kept == told)
}

/// What waits for an answer of the departments of `reach`, but for what `staff` asked themselves;
/// what is due first comes first.
pub fn to_answer(
    tx: &mut impl Reads,
    reach: &Reach,
    staff: &StaffId,
    limit: i64,
) -> Result<Vec<ConsultationEntry>, StoreError> {
    let rows: Vec<ConsultationRow> = tx.run(TABLE, |conn, here| {
        asked_of(here, reach, staff)
            .order((consultations::due_on, consultations::case_id, consultations::number))
            .limit(limit)
            .select(ConsultationRow::as_select())
            .load(conn)
    })?;
    entries(tx, rows)
}

/// How many of them there are: all, or those whose day lies before another.
pub fn count_to_answer(
    tx: &mut impl Reads,
    reach: &Reach,
    staff: &StaffId,
    before: Option<NaiveDate>,
) -> Result<i64, StoreError> {
    tx.run(TABLE, |conn, here| {
        let mut asked = asked_of(here, reach, staff);
        if let Some(day) = before {
            asked = asked.filter(consultations::due_on.lt(day));
        }
        asked.count().get_result(conn)
    })
}

/// What was asked about the cases within `reach` and is not answered; what is due first comes
/// first.
pub fn awaited(
    tx: &mut impl Reads,
    reach: &Reach,
    limit: i64,
) -> Result<Vec<ConsultationEntry>, StoreError> {
    let theirs = asked_about(tx, reach)?;
    let rows: Vec<ConsultationRow> = tx.run(TABLE, |conn, here| {
        open(here)
            .filter(consultations::case_id.eq_any(&theirs))
            .order((consultations::due_on, consultations::case_id, consultations::number))
            .limit(limit)
            .select(ConsultationRow::as_select())
            .load(conn)
    })?;
    entries(tx, rows)
}

/// How many of them have their day before this one.
pub fn count_awaited(
    tx: &mut impl Reads,
    reach: &Reach,
    before: NaiveDate,
) -> Result<i64, StoreError> {
    let theirs = asked_about(tx, reach)?;
    tx.run(TABLE, |conn, here| {
        open(here)
            .filter(consultations::case_id.eq_any(&theirs))
            .filter(consultations::due_on.lt(before))
            .count()
            .get_result(conn)
    })
}

/// The ids of the cases that wait for an answer.
#[diesel::dsl::auto_type(no_type_alias)]
pub(crate) fn waiting<'a>(here: &'a str) -> _ {
    // As the index says it: a word that is bound does not tell that it is meant.
    let is_open: SqlLiteral<Bool> = sql::<Bool>("consultations.state = 'open'");
    consultations::table
        .filter(consultations::municipality.eq(here))
        .filter(is_open)
        .select(consultations::case_id)
}

/// Which of these cases wait for an answer.
pub(crate) fn waiting_among(
    tx: &mut impl Reads,
    cases: &[&str],
) -> Result<BTreeSet<String>, StoreError> {
    let found: Vec<String> = tx.run(TABLE, |conn, here| {
        open(here)
            .filter(one_of(consultations::case_id, cases.iter().copied()))
            .select(consultations::case_id)
            .load(conn)
    })?;
    Ok(found.into_iter().collect())
}

/// The cases within `reach` about which something was asked that waits.
fn asked_about(tx: &mut impl Reads, reach: &Reach) -> Result<Vec<String>, StoreError> {
    tx.run(TABLE, |conn, here| {
        cases::table
            .into_boxed()
            .filter(cases::municipality.eq(here))
            .filter(covered(reach))
            .filter(cases::id.eq_any(waiting(here)))
            .order((cases::changed_at, cases::id))
            .limit(MOST)
            .select(cases::id)
            .load(conn)
    })
}

/// Rows of `consultations` under some conditions.
type Asked<'a> = consultations::BoxedQuery<'a, MultiBackend>;

/// A condition on one of them.
type Condition<'a> =
    Box<dyn BoxableExpression<consultations::table, MultiBackend, SqlType = Bool> + 'a>;

fn open(here: &str) -> Asked<'_> {
    consultations::table
        .into_boxed()
        .filter(consultations::municipality.eq(here))
        .filter(consultations::state.eq(OPEN))
}

fn asked_of<'a>(here: &'a str, reach: &'a Reach, staff: &'a StaffId) -> Asked<'a> {
    open(here).filter(consultations::asked_by.ne(staff.as_str())).filter(is_asked(reach))
}

/// The condition that a grant of the reach covers the case for the department that is asked.
fn is_asked(reach: &Reach) -> Condition<'_> {
    let areas = reach.areas().iter().map(of_area);
    let either = areas.reduce(|one, other| Box::new(one.or(other)));
    either.unwrap_or_else(|| Box::new(false.into_sql::<Bool>()))
}

fn of_area(area: &Area) -> Condition<'_> {
    let mut narrowed: Condition<'_> = Box::new(true.into_sql::<Bool>());
    if let Among::These(only) = &area.departments {
        let only = only.iter().map(DepartmentId::as_str);
        narrowed = Box::new(narrowed.and(one_of(consultations::department, only)));
    }
    if let Among::These(only) = &area.procedures {
        let only = only.iter().map(String::as_str);
        let of_these = cases::table
            .filter(cases::id.eq(consultations::case_id))
            .filter(one_of(cases::procedure, only));
        narrowed = Box::new(narrowed.and(exists(of_these)));
    }
    if let Among::These(only) = &area.wards {
        let only = only.iter().map(WardId::as_str);
        let of_these = cases::table
            .filter(cases::id.eq(consultations::case_id))
            .filter(one_of(cases::ward.assume_not_null(), only));
        narrowed = Box::new(narrowed.and(exists(of_these)));
    }
    narrowed
}

/// The same rows with their cases.
fn entries(
    tx: &mut impl Reads,
    rows: Vec<ConsultationRow>,
) -> Result<Vec<ConsultationEntry>, StoreError> {
    let ids: Vec<&str> = rows.iter().map(|row| row.case_id.as_str()).collect();
    let found: Vec<(CaseColumns, String)> = tx.run(TABLE, |conn, here| {
        cases::table
            .inner_join(submissions::table)
            .filter(cases::municipality.eq(here))
            .filter(cases::id.eq_any(&ids))
            .select((CaseColumns::as_select(), submissions::receipt_number))
            .load(conn)
    })?;
    let found: HashMap<String, (CaseColumns, String)> =
        found.into_iter().map(|(case, number)| (case.id.clone(), (case, number))).collect();
    let read = |row: ConsultationRow| {
        let (case, receipt) = found.get(&row.case_id)?;
        Some(row.read(case.clone(), receipt))
    };
    rows.into_iter().filter_map(read).collect()
}

#[derive(Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = consultations)]
struct ConsultationRow {
    case_id: String,
    number: i64,
    department: String,
    asked_by: String,
    asked_at: NaiveDateTime,
    due_on: NaiveDate,
    binding: bool,
    state: String,
}

impl ConsultationRow {
    fn of(case: &SubmissionId, asked: &Consultation) -> Self {
        Self {
            case_id: case.to_string(),
            number: asked.number.into(),
            department: asked.question.department.to_string(),
            asked_by: asked.by.to_string(),
            asked_at: asked.at.naive_utc(),
            due_on: asked.question.due_on,
            binding: asked.question.binding,
            state: state_of(asked).to_owned(),
        }
    }

    fn read(self, case: CaseColumns, receipt: &str) -> Result<ConsultationEntry, StoreError> {
        let at = At::row(TABLE, &self.case_id);
        Ok(ConsultationEntry {
            waits: case.read(receipt, self.asked_at)?,
            number: at.count("number", self.number)?,
            department: at.parse("department", &self.department)?,
            due_on: self.due_on,
            binding: self.binding,
        })
    }
}

/// The word for how far it is; of what was answered, the answer's own.
fn state_of(asked: &Consultation) -> &'static str {
    match &asked.outcome {
        None => OPEN,
        Some(Outcome::Answered { stance, .. }) => stance.word(),
        Some(Outcome::Cancelled { .. }) => CANCELLED,
        Some(Outcome::Over { .. }) => OVER,
    }
}
