//! What stands in the registers, and what is still to be set.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use kernel::{DepartmentId, Instant, SubmissionId};

use super::{Numbered, Numbering, TABLE, Void};
use crate::{
    Reads, Scope, StoreError,
    row::At,
    schema::{register_numbers, registers},
    scope::visible_one,
};

/// A number with the 記号 of its register.
macro_rules! numbers {
    ($here:expr) => {
        register_numbers::table
            .inner_join(
                registers::table.on(registers::municipality
                    .eq(register_numbers::municipality)
                    .and(registers::department.eq(register_numbers::department))
                    .and(registers::year.eq(register_numbers::year))),
            )
            .filter(register_numbers::municipality.eq($here))
            .select((NumberRow::as_select(), registers::code))
    };
}

/// The registers of a department: year, 記号 and how many numbers were taken, the last year first.
pub fn registers(
    tx: &mut impl Reads,
    department: &DepartmentId,
) -> Result<Vec<(i64, String, i64)>, StoreError> {
    let rows: Vec<(i64, String, i64)> = tx.run(super::BOOKS, |conn, here| {
        registers::table
            .filter(registers::municipality.eq(here))
            .filter(registers::department.eq(department.as_str()))
            .order(registers::year.desc())
            .select((registers::year, registers::code, registers::next))
            .load(conn)
    })?;
    Ok(rows.into_iter().map(|(year, code, next)| (year, code, next - 1)).collect())
}

/// Up to `limit` numbers of a register from `from` on, in order.
pub fn list(
    tx: &mut impl Reads,
    department: &DepartmentId,
    year: i64,
    from: i64,
    limit: u32,
) -> Result<Vec<Numbered>, StoreError> {
    let rows: Vec<(NumberRow, String)> = tx.run(TABLE, |conn, here| {
        numbers!(here)
            .filter(register_numbers::department.eq(department.as_str()))
            .filter(register_numbers::year.eq(year))
            .filter(register_numbers::number.ge(from))
            .order(register_numbers::number)
            .limit(i64::from(limit))
            .load(conn)
    })?;
    rows.into_iter().map(Numbered::try_from).collect()
}

/// The numbers of the papers of a case, the first one first.
pub fn of_case(
    tx: &mut impl Reads,
    scope: &Scope,
    case: &SubmissionId,
) -> Result<Vec<Numbered>, StoreError> {
    let sight = scope.sight(tx, case)?;
    let rows: Vec<(NumberRow, String)> = tx.run(TABLE, |conn, here| {
        numbers!(here)
            .filter(register_numbers::case_id.eq_any(visible_one(sight, here, case.as_str())))
            .order(register_numbers::notice)
            .load(conn)
    })?;
    rows.into_iter().map(Numbered::try_from).collect()
}

/// Every paper with this number, one a year: nobody's who is asked for it alone.
pub fn find_all(tx: &mut impl Reads, code: &str, number: i64) -> Result<Vec<Numbered>, StoreError> {
    let rows: Vec<(NumberRow, String)> = tx.run(TABLE, |conn, here| {
        numbers!(here)
            .filter(registers::code.eq(code))
            .filter(register_numbers::number.eq(number))
            .order(register_numbers::year.desc())
            .load(conn)
    })?;
    rows.into_iter().map(Numbered::try_from).collect()
}

/// Up to `limit` numbers whose papers are to be set by now, the one that waits longest first.
pub fn due(tx: &mut impl Reads, now: Instant, limit: u32) -> Result<Vec<Numbered>, StoreError> {
    let rows: Vec<(NumberRow, String)> = tx.run(TABLE, |conn, here| {
        numbers!(here)
            .filter(register_numbers::due_at.le(now.naive_utc()))
            .order((register_numbers::due_at, register_numbers::case_id))
            .limit(i64::from(limit))
            .load(conn)
    })?;
    rows.into_iter().map(Numbered::try_from).collect()
}

/// How many papers are not set that were decided before `since`.
pub fn count_late(tx: &mut impl Reads, since: Instant) -> Result<i64, StoreError> {
    tx.run(TABLE, |conn, here| {
        register_numbers::table
            .filter(register_numbers::municipality.eq(here))
            .filter(register_numbers::due_at.is_not_null())
            .filter(register_numbers::taken_at.lt(since.naive_utc()))
            .count()
            .get_result(conn)
    })
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = register_numbers)]
struct NumberRow {
    department: String,
    year: i64,
    number: i64,
    case_id: String,
    notice: i64,
    kind: String,
    taken_at: NaiveDateTime,
    due_at: Option<NaiveDateTime>,
    instruction: Option<i64>,
    template: Option<i64>,
    void_reason: Option<String>,
    voided_by: Option<String>,
    voided_at: Option<NaiveDateTime>,
}

impl TryFrom<(NumberRow, String)> for Numbered {
    type Error = StoreError;

    fn try_from((row, code): (NumberRow, String)) -> Result<Self, StoreError> {
        let at = At::row(TABLE, &row.case_id);
        let void = match (&row.void_reason, &row.voided_by, row.voided_at) {
            (Some(reason), Some(by), Some(voided_at)) => Some(Void {
                reason: at.parse("reason", reason)?,
                by: at.parse("person", by)?,
                at: Instant::from_naive_utc(voided_at),
            }),
            (_, _, _) => None,
        };
        Ok(Self {
            paper: Numbering {
                case: at.parse("case", &row.case_id)?,
                notice: row.notice,
                department: at.parse("department", &row.department)?,
                at: Instant::from_naive_utc(row.taken_at),
                kind: row.kind,
                instruction: row.instruction,
                template: row.template,
            },
            year: row.year,
            code,
            number: row.number,
            due_at: row.due_at.map(Instant::from_naive_utc),
            void,
        })
    }
}
