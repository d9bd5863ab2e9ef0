//! What waits for a second person: a grant, or a second factor that is to be taken away. Who may
//! agree, and for how long it waits, is for others to say.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use kernel::{Grant, Instant, StaffId, StaffRequestId};

use crate::{
    Reads, StoreError, WriteTx,
    row::{At, words},
    schema::staff_requests,
    staff::{told, understood},
    transaction::Door as _,
};

const TABLE: &str = "staff_requests";

/// So many are read at once; more wait behind them.
const MOST: i64 = 200;

/// Something that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffRequest {
    /// The id.
    pub id: StaffRequestId,
    /// About whom.
    pub about: StaffId,
    /// The grant that is to be given; without one, the second factor is to be taken away.
    pub grant: Option<Grant>,
    /// Who wants it.
    pub asked_by: StaffId,
    /// Since when.
    pub asked_at: Instant,
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A second person agreed, and it was done.
    Confirmed,
    /// A second person did not agree.
    Declined,
    /// Whoever wanted it took it back.
    Withdrawn,
}

words!(Outcome { Confirmed = "confirmed", Declined = "declined", Withdrawn = "withdrawn" });

/// Adds a request.
pub fn insert(tx: &mut WriteTx<'_>, request: &StaffRequest) -> Result<(), StoreError> {
    let (department, role, rank, procedures, wards, rights, until_day) =
        told(request.grant.as_ref());
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(staff_requests::table)
            .values((
                staff_requests::id.eq(request.id.as_str()),
                staff_requests::municipality.eq(here),
                staff_requests::about_id.eq(request.about.as_str()),
                staff_requests::department.eq(department),
                staff_requests::role.eq(role),
                staff_requests::rank.eq(rank),
                staff_requests::procedures.eq(procedures),
                staff_requests::wards.eq(wards),
                staff_requests::rights.eq(rights),
                staff_requests::until_day.eq(until_day),
                staff_requests::asked_by.eq(request.asked_by.as_str()),
                staff_requests::asked_at.eq(request.asked_at.naive_utc()),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// What was asked for after `since` and waits still, the earliest first.
pub fn waiting(tx: &mut impl Reads, since: Instant) -> Result<Vec<StaffRequest>, StoreError> {
    let rows: Vec<RequestRow> = tx.run(TABLE, |conn, here| {
        staff_requests::table
            .filter(staff_requests::municipality.eq(here))
            .filter(staff_requests::outcome.is_null())
            .filter(staff_requests::asked_at.gt(since.naive_utc()))
            .order((staff_requests::asked_at, staff_requests::id))
            .limit(MOST)
            .select(RequestRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(StaffRequest::try_from).collect()
}

/// A request that was made after `since` and waits still.
pub fn find(
    tx: &mut impl Reads,
    id: &StaffRequestId,
    since: Instant,
) -> Result<Option<StaffRequest>, StoreError> {
    let row: Option<RequestRow> = tx.run(TABLE, |conn, here| {
        staff_requests::table
            .filter(staff_requests::id.eq(id.as_str()))
            .filter(staff_requests::municipality.eq(here))
            .filter(staff_requests::outcome.is_null())
            .filter(staff_requests::asked_at.gt(since.naive_utc()))
            .select(RequestRow::as_select())
            .get_result(conn)
            .optional()
    })?;
    row.map(StaffRequest::try_from).transpose()
}

/// Settles what waits; `Conflict` when somebody has settled it already.
pub fn settle(
    tx: &mut WriteTx<'_>,
    id: &StaffRequestId,
    by: &StaffId,
    at: Instant,
    outcome: Outcome,
) -> Result<(), StoreError> {
    let settled = tx.run(TABLE, |conn, here| {
        diesel::update(staff_requests::table)
            .filter(staff_requests::id.eq(id.as_str()))
            .filter(staff_requests::municipality.eq(here))
            .filter(staff_requests::outcome.is_null())
            .set((
                staff_requests::settled_by.eq(Some(by.as_str())),
                staff_requests::settled_at.eq(Some(at.naive_utc())),
                staff_requests::outcome.eq(Some(outcome.word())),
            ))
            .execute(conn)
    })?;
    if settled == 0 {
        return Err(StoreError::Conflict { table: TABLE, by: None, at: None });
    }
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = staff_requests)]
struct RequestRow {
    id: String,
    about_id: String,
    department: Option<String>,
    role: Option<String>,
    rank: Option<String>,
    procedures: Option<String>,
    wards: Option<String>,
    rights: Option<String>,
    until_day: Option<NaiveDate>,
    asked_by: String,
    asked_at: NaiveDateTime,
}

impl TryFrom<RequestRow> for StaffRequest {
    type Error = StoreError;

    fn try_from(row: RequestRow) -> Result<Self, StoreError> {
        let id = row.id.clone();
        let at = At::row(TABLE, &id);
        let grant = (
            row.department,
            row.role,
            row.rank,
            row.procedures,
            row.wards,
            row.rights,
            row.until_day,
        );
        Ok(Self {
            id: at.parse("id", &row.id)?,
            about: at.parse("staff", &row.about_id)?,
            grant: understood(at, grant)?,
            asked_by: at.parse("staff", &row.asked_by)?,
            asked_at: Instant::from_naive_utc(row.asked_at),
        })
    }
}
