//! One case: find it, add it, save it if nobody else did.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use kernel::{CasePlace, DepartmentId, Instant, SubmissionId, WardId};
use review_workflow::{Case, Ended, Returned, State};

use super::detail::Detail;
use crate::{
    CaseSealer, Reads, Scope, Sealed, StoreError, WriteTx,
    case_keys::{self, KeyColumns},
    engine::{per_engine, update},
    row::At,
    schema::{case_keys as keys, cases},
    scope::sees,
    transaction::Door as _,
};

pub(crate) const TABLE: &str = "cases";

/// A case and where it belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRecord {
    /// The case.
    pub case: Case,
    /// Where it belongs and lies.
    pub place: CasePlace,
    /// What seals and opens everything of it.
    pub sealer: CaseSealer,
}

/// Adds a case with `case.version`; `by` (`applicant`, `system` or a staff id) made it.
pub fn insert(tx: &mut WriteTx<'_>, record: &CaseRecord, by: &str) -> Result<(), StoreError> {
    let case = &record.case;
    let detail = Detail::seal(case, &record.sealer)?;
    let assignee = case.assignee.as_ref().map(kernel::StaffId::as_str);
    tx.run(TABLE, |conn, here| {
        per_engine!(conn, |conn| diesel::insert_into(cases::table)
            .values((
                cases::id.eq(case.id.as_str()),
                cases::municipality.eq(here),
                cases::procedure.eq(&record.place.procedure),
                cases::department.eq(record.place.department.as_str()),
                cases::ward.eq(record.place.ward.as_ref().map(WardId::as_str)),
                cases::desk.eq(case.desk.as_ref().map(DepartmentId::as_str)),
                cases::shape.eq(case.shape.word()),
                cases::state.eq(case.state.word()),
                cases::is_open.eq(!case.state.is_final()),
                cases::assignee_id.eq(assignee),
                cases::arrived_at.eq(case.arrived_at.naive_utc()),
                cases::revision.eq(i64::from(case.revision)),
                cases::due_sort.eq(case.next_date()),
                cases::due_on.eq(case.due_on),
                cases::clock_stopped_at.eq(case.clock_stopped_at.map(Instant::naive_utc)),
                cases::stopped_days.eq(i64::from(case.stopped_days)),
                cases::payment_due_at.eq(case.payment_due_at.map(Instant::naive_utc)),
                cases::remind_on.eq(case.remind_on()),
                cases::detail.eq(detail.as_ref().map(Sealed::bytes)),
                cases::version.eq(case.version),
                cases::changed_by.eq(by),
                cases::changed_at.eq(case.arrived_at.naive_utc()),
                cases::open_findings.eq(open_findings(case)),
                cases::returned.eq(case.returned.map(Returned::word)),
                cases::ended_at.eq(ended_at(case)),
            ))
            .execute(conn))
    })?;
    Ok(())
}

/// One case.
pub fn find(
    tx: &mut impl Reads,
    scope: &Scope,
    id: &SubmissionId,
) -> Result<Option<CaseRecord>, StoreError> {
    if !sees(tx, scope, id)? {
        return Ok(None);
    }
    let row: Option<(CaseRow, KeyColumns)> = tx.run(TABLE, |conn, here| {
        cases::table
            .left_join(keys::table.on(keys::case_id.eq(cases::id)))
            .filter(cases::id.eq(id.as_str()))
            .filter(cases::municipality.eq(here))
            .select((CaseRow::as_select(), (keys::town_key, keys::wrapped).nullable()))
            .get_result(conn)
            .optional()
    })?;
    row.map(|(row, key)| row.read(case_keys::read(tx, id, key)?)).transpose()
}

/// Whether a case is open or has come to a good end, which it keeps until the transaction is over.
pub fn holds_good(tx: &mut WriteTx<'_>, id: &SubmissionId) -> Result<bool, StoreError> {
    let gone = [State::Refused, State::Withdrawn, State::Lapsed].map(State::word);
    let held = tx.run(TABLE, |conn, here| {
        let good = cases::table
            .filter(cases::id.eq(id.as_str()))
            .filter(cases::municipality.eq(here))
            .filter(cases::state.ne_all(gone));
        diesel::update(good).set(cases::version.eq(cases::version)).execute(conn)
    })?;
    Ok(held == 1)
}

/// Saves a case that was read when it had `case.version`, and gives its new version.
/// `Conflict` says who changed it in between.
pub fn save(
    tx: &mut WriteTx<'_>,
    sealer: &CaseSealer,
    case: &Case,
    by: &str,
    now: Instant,
) -> Result<i64, StoreError> {
    let detail = Detail::seal(case, sealer)?;
    let assignee = case.assignee.as_ref().map(kernel::StaffId::as_str);
    let version = case.version + 1;
    let changed = tx.run(TABLE, |conn, here| {
        let before = cases::table
            .filter(cases::id.eq(case.id.as_str()))
            .filter(cases::municipality.eq(here))
            .filter(cases::version.eq(case.version));
        let saved = (
            cases::state.eq(case.state.word()),
            cases::is_open.eq(!case.state.is_final()),
            cases::assignee_id.eq(assignee),
            cases::desk.eq(case.desk.as_ref().map(DepartmentId::as_str)),
            cases::revision.eq(i64::from(case.revision)),
            cases::due_sort.eq(case.next_date()),
            cases::due_on.eq(case.due_on),
            cases::clock_stopped_at.eq(case.clock_stopped_at.map(Instant::naive_utc)),
            cases::stopped_days.eq(i64::from(case.stopped_days)),
            cases::payment_due_at.eq(case.payment_due_at.map(Instant::naive_utc)),
            cases::remind_on.eq(case.remind_on()),
            cases::first_on.eq(case.first_on),
            cases::protected_until.eq(case.protected_until),
            cases::question_at.eq(case.question_at.map(Instant::naive_utc)),
            cases::detail.eq(detail.as_ref().map(Sealed::bytes)),
            cases::version.eq(version),
            cases::changed_by.eq(by),
            cases::changed_at.eq(now.naive_utc()),
            cases::open_findings.eq(open_findings(case)),
            cases::returned.eq(case.returned.map(Returned::word)),
            cases::ended_at.eq(ended_at(case)),
        );
        update(before, saved).execute(conn)
    })?;
    if changed == 0 { Err(conflict(tx, &case.id)?) } else { Ok(version) }
}

fn open_findings(case: &Case) -> i64 {
    i64::try_from(case.open_findings()).unwrap_or(i64::MAX)
}

/// When it came to its end, if it has.
fn ended_at(case: &Case) -> Option<NaiveDateTime> {
    let ended = case.ended.as_ref().filter(|_| case.state.is_final());
    ended.map(|ended| ended.at.naive_utc())
}

/// Who was faster.
fn conflict(tx: &mut WriteTx<'_>, id: &SubmissionId) -> Result<StoreError, StoreError> {
    let last: Option<(String, NaiveDateTime)> = tx.run(TABLE, |conn, here| {
        cases::table
            .filter(cases::id.eq(id.as_str()))
            .filter(cases::municipality.eq(here))
            .select((cases::changed_by, cases::changed_at))
            .first(conn)
            .optional()
    })?;
    let (by, at) = last.unzip();
    Ok(StoreError::Conflict { table: TABLE, by, at: at.map(Instant::from_naive_utc) })
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = cases)]
pub(crate) struct CaseRow {
    id: String,
    procedure: String,
    department: String,
    ward: Option<String>,
    desk: Option<String>,
    shape: String,
    state: String,
    assignee_id: Option<String>,
    arrived_at: NaiveDateTime,
    revision: i64,
    due_on: Option<NaiveDate>,
    clock_stopped_at: Option<NaiveDateTime>,
    stopped_days: i64,
    payment_due_at: Option<NaiveDateTime>,
    first_on: Option<NaiveDate>,
    protected_until: Option<NaiveDate>,
    question_at: Option<NaiveDateTime>,
    returned: Option<String>,
    detail: Option<Vec<u8>>,
    version: i64,
    changed_at: NaiveDateTime,
}

impl CaseRow {
    /// The id.
    pub(crate) fn id(&self) -> Result<SubmissionId, StoreError> {
        At::row(TABLE, &self.id).parse("id", &self.id)
    }

    pub(crate) fn read(self, sealer: CaseSealer) -> Result<CaseRecord, StoreError> {
        let at = At::row(TABLE, &self.id);
        let detail = Detail::open(self.detail, &sealer)?;
        let state: State = at.parse("state", &self.state)?;
        // Cases from before do not say how they ended: not later than they were moved last.
        let moved = || Ended {
            at: Instant::from_naive_utc(self.changed_at),
            stopped_at: None,
            owed: false,
            closing: None,
        };
        let ended = detail.ended.or_else(|| state.is_final().then(moved));
        let case = Case {
            id: sealer.case().clone(),
            shape: at.parse("shape", &self.shape)?,
            state,
            assignee: at.parse_option("assignee", self.assignee_id.as_deref())?,
            desk: at.parse_option("desk", self.desk.as_deref())?,
            returned: at.parse_option("returned", self.returned.as_deref())?,
            proposal: detail.proposal,
            decision: detail.decision,
            by_rule: detail.by_rule,
            filed_by: detail.filed_by,
            prepared_by: detail.prepared_by,
            mended_by: detail.mended_by,
            arrived_at: Instant::from_naive_utc(self.arrived_at),
            correction: detail.correction,
            revision: at.count("revision", self.revision)?,
            clock_stopped_at: self.clock_stopped_at.map(Instant::from_naive_utc),
            stopped_days: at.count("stopped days", self.stopped_days)?,
            due_on: self.due_on,
            moved_days: detail.moved_days,
            first_on: self.first_on,
            protected_until: self.protected_until,
            question_at: self.question_at.map(Instant::from_naive_utc),
            payment_due_at: self.payment_due_at.map(Instant::from_naive_utc),
            waits_until: detail.waits_until,
            fee_reminded_at: detail.fee_reminded_at,
            later_fee: detail.later_fee,
            findings: detail.findings,
            compared: detail.compared,
            consultations: detail.consultations,
            attached: detail.attached,
            ended,
            unread: detail.unread,
            sample: detail.sample,
            lot: detail.lot,
            reopening: detail.reopening,
            reopened: detail.reopened,
            version: self.version,
        };
        let place = CasePlace {
            department: at.parse("department", &self.department)?,
            desk: case.desk.clone(),
            ward: at.parse_option("ward", self.ward.as_deref())?,
            procedure: self.procedure,
        };
        Ok(CaseRecord { case, place, sealer })
    }
}
