//! 不在: from when until when somebody is away, and who acts for the seats of a department.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use kernel::{DepartmentId, Instant, Rank, StaffId};

use crate::{
    Reads, StoreError, WriteTx,
    row::At,
    schema::{absences, deputies},
    transaction::Door as _,
};

const TABLE: &str = "absences";
const DEPUTIES: &str = "deputies";

/// Somebody is away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absence {
    /// Who.
    pub staff: StaffId,
    /// Counts from 1 for each person.
    pub number: i64,
    /// From when.
    pub from: Instant,
    /// Until when (exclusive).
    pub until: Instant,
    /// Who said so.
    pub entered_by: StaffId,
}

/// Somebody may act in the place of whoever holds a seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deputy {
    /// The department of the seat.
    pub department: DepartmentId,
    /// Its rank.
    pub rank: Rank,
    /// The place in the order, the first one first.
    pub position: i64,
    /// Who.
    pub staff: StaffId,
}

/// Writes down that somebody is away; the number that it is given here.
pub fn enter(tx: &mut WriteTx<'_>, absence: &Absence, at: Instant) -> Result<i64, StoreError> {
    let last: Option<i64> = tx.run(TABLE, |conn, here| {
        absences::table
            .filter(absences::municipality.eq(here))
            .filter(absences::staff_id.eq(absence.staff.as_str()))
            .select(diesel::dsl::max(absences::number))
            .first(conn)
    })?;
    let number = last.unwrap_or(0) + 1;
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(absences::table)
            .values((
                absences::municipality.eq(here),
                absences::staff_id.eq(absence.staff.as_str()),
                absences::number.eq(number),
                absences::from_at.eq(absence.from.naive_utc()),
                absences::until_at.eq(absence.until.naive_utc()),
                absences::entered_by.eq(absence.entered_by.as_str()),
                absences::entered_at.eq(at.naive_utc()),
            ))
            .execute(conn)
    })?;
    Ok(number)
}

/// Ends an absence that is not over; false when there is none.
pub fn end(
    tx: &mut WriteTx<'_>,
    staff: &StaffId,
    number: i64,
    by: &StaffId,
    at: Instant,
) -> Result<bool, StoreError> {
    let ended = tx.run(TABLE, |conn, here| {
        diesel::update(absences::table)
            .filter(absences::municipality.eq(here))
            .filter(absences::staff_id.eq(staff.as_str()))
            .filter(absences::number.eq(number))
            .filter(absences::ended_at.is_null())
            .filter(absences::until_at.gt(at.naive_utc()))
            .set((absences::ended_by.eq(by.as_str()), absences::ended_at.eq(at.naive_utc())))
            .execute(conn)
    })?;
    Ok(ended == 1)
}

/// Every absence that is not over at `now`, the nearest first.
pub fn list(tx: &mut impl Reads, now: Instant) -> Result<Vec<Absence>, StoreError> {
    let rows: Vec<AbsenceRow> = tx.run(TABLE, |conn, here| {
        absences::table
            .filter(absences::municipality.eq(here))
            .filter(absences::ended_at.is_null())
            .filter(absences::until_at.gt(now.naive_utc()))
            .order((absences::from_at, absences::staff_id, absences::number))
            .select(AbsenceRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(Absence::try_from).collect()
}

/// The deputies of every seat, each seat in its order.
pub fn list_deputies(tx: &mut impl Reads) -> Result<Vec<Deputy>, StoreError> {
    let rows: Vec<(String, String, i64, String)> = tx.run(DEPUTIES, |conn, here| {
        deputies::table
            .filter(deputies::municipality.eq(here))
            .order((deputies::department, deputies::rank, deputies::position))
            .select((deputies::department, deputies::rank, deputies::position, deputies::staff_id))
            .load(conn)
    })?;
    let read = |(department, rank, position, staff): (String, String, i64, String)| {
        let at = At::row(DEPUTIES, &staff);
        Ok(Deputy {
            department: at.parse("department", &department)?,
            rank: at.parse("rank", &rank)?,
            staff: at.parse("staff", &staff)?,
            position,
        })
    };
    rows.into_iter().map(read).collect()
}

/// Adds a deputy behind the others of the seat; `Duplicate` when they are one.
pub fn add_deputy(
    tx: &mut WriteTx<'_>,
    department: &DepartmentId,
    rank: Rank,
    staff: &StaffId,
) -> Result<(), StoreError> {
    let last: Option<i64> = tx.run(DEPUTIES, |conn, here| {
        deputies::table
            .filter(deputies::municipality.eq(here))
            .filter(deputies::department.eq(department.as_str()))
            .filter(deputies::rank.eq(rank.word()))
            .select(diesel::dsl::max(deputies::position))
            .first(conn)
    })?;
    tx.run(DEPUTIES, |conn, here| {
        diesel::insert_into(deputies::table)
            .values((
                deputies::municipality.eq(here),
                deputies::department.eq(department.as_str()),
                deputies::rank.eq(rank.word()),
                deputies::position.eq(last.unwrap_or(0) + 1),
                deputies::staff_id.eq(staff.as_str()),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// Takes a deputy away from a seat; false when they were none.
pub fn drop_deputy(
    tx: &mut WriteTx<'_>,
    department: &DepartmentId,
    rank: Rank,
    staff: &StaffId,
) -> Result<bool, StoreError> {
    let gone = tx.run(DEPUTIES, |conn, here| {
        diesel::delete(deputies::table)
            .filter(deputies::municipality.eq(here))
            .filter(deputies::department.eq(department.as_str()))
            .filter(deputies::rank.eq(rank.word()))
            .filter(deputies::staff_id.eq(staff.as_str()))
            .execute(conn)
    })?;
    Ok(gone == 1)
}

impl Absence {
    /// Whether they are away at this moment.
    pub fn holds_at(&self, now: Instant) -> bool {
        self.from <= now && now < self.until
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = absences)]
struct AbsenceRow {
    staff_id: String,
    number: i64,
    from_at: NaiveDateTime,
    until_at: NaiveDateTime,
    entered_by: String,
}

impl TryFrom<AbsenceRow> for Absence {
    type Error = StoreError;

    fn try_from(row: AbsenceRow) -> Result<Self, StoreError> {
        let at = At::row(TABLE, &row.staff_id);
        Ok(Self {
            staff: at.parse("staff", &row.staff_id)?,
            number: row.number,
            from: Instant::from_naive_utc(row.from_at),
            until: Instant::from_naive_utc(row.until_at),
            entered_by: at.parse("who entered it", &row.entered_by)?,
        })
    }
}
