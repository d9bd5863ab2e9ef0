//! The lines of the queue: what a list shows of each case.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use kernel::{DepartmentId, Instant, ReceiptNumber, StaffId, SubmissionId, WardId};
use review_workflow::{Returned, State};

use super::{TABLE, detail::Detail};
use crate::{
    CaseSealer, Part, Place, Reads, Sealed, StoreError, case_keys, consultations,
    one_of::one_of,
    row::At,
    schema::{cases, submissions},
    submissions::Source,
};

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
    /// Where it lies, when that is another one.
    pub desk: Option<DepartmentId>,
    /// The ward, where it is known.
    pub ward: Option<WardId>,
    /// By which door it came.
    pub source: Source,
    /// Where the case stands.
    pub state: State,
    /// Why it is back in the hands of who works on it.
    pub returned: Option<Returned>,
    /// Whose turn a proposal is, from 1, and how many it goes by.
    pub step: Option<(u32, u32)>,
    /// 合議中: whether a department was asked that has not answered.
    pub is_asked: bool,
    /// The clerk who answers for it.
    pub assignee: Option<StaffId>,
    /// When it arrived.
    pub arrived_at: Instant,
    /// When it was changed last.
    pub changed_at: Instant,
    /// When it came to its end, where it has.
    pub ended_at: Option<Instant>,
    /// Who changed it last: `applicant`, `system` or the id of a member of staff.
    pub changed_by: String,
    /// How often its answers were corrected.
    pub corrections: u32,
    /// The promised day.
    pub due_on: Option<NaiveDate>,
    /// Since when the clock stands still, if it does.
    pub stopped_at: Option<Instant>,
    /// [`review_workflow::Case::next_date`]
    pub next_date: NaiveDate,
    /// 先に: since which day it comes before all others.
    pub first_on: Option<NaiveDate>,
    /// 支援措置: the last day on which it is kept from everybody where the applicant is.
    pub protected_until: Option<NaiveDate>,
    /// 質問あり: since when the resident waits for an answer.
    pub question_at: Option<Instant>,
    /// The version that a command has to name.
    pub version: i64,
    /// How much of it is still to be looked at.
    pub open_findings: u64,
    /// Name and kana, as [`Part::Applicant`].
    pub applicant: Option<Sealed>,
    /// What opens them.
    pub sealer: CaseSealer,
}

/// These cases, in this order.
pub(super) fn entries(tx: &mut impl Reads, ids: &[&str]) -> Result<Vec<QueueEntry>, StoreError> {
    let mut rows: Vec<QueueRow> = tx.run(TABLE, |conn, here| {
        cases::table
            .inner_join(submissions::table)
            .filter(cases::municipality.eq(here))
            .filter(one_of(cases::id, ids.iter().copied()))
            .select(QueueRow::as_select())
            .load(conn)
    })?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
    let found = rows.iter().map(QueueRow::id).collect::<Result<Vec<_>, _>>()?;
    let sealers = case_keys::sealers_of(tx, &found)?;
    let asked = consultations::waiting_among(tx, ids)?;
    let read = |(row, sealer): (QueueRow, CaseSealer)| {
        let is_asked = asked.contains(&row.id);
        row.read(sealer, is_asked)
    };
    rows.into_iter().zip(sealers).map(read).collect()
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
    desk: Option<String>,
    state: String,
    assignee_id: Option<String>,
    arrived_at: NaiveDateTime,
    changed_at: NaiveDateTime,
    ended_at: Option<NaiveDateTime>,
    changed_by: String,
    revision: i64,
    due_on: Option<NaiveDate>,
    due_sort: NaiveDate,
    clock_stopped_at: Option<NaiveDateTime>,
    first_on: Option<NaiveDate>,
    protected_until: Option<NaiveDate>,
    question_at: Option<NaiveDateTime>,
    version: i64,
    open_findings: i64,
    returned: Option<String>,
    detail: Option<Vec<u8>>,
    #[diesel(select_expression = submissions::source)]
    source: String,
    #[diesel(select_expression = submissions::applicant)]
    applicant: Option<Vec<u8>>,
}

impl QueueRow {
    fn id(&self) -> Result<SubmissionId, StoreError> {
        At::row(TABLE, &self.id).parse("id", &self.id)
    }

    fn read(self, sealer: CaseSealer, is_asked: bool) -> Result<QueueEntry, StoreError> {
        let row = self;
        let id = sealer.case().clone();
        let at = At::row(TABLE, &row.id);
        let applicant = Place::of_case(&id, Part::Applicant);
        let state = at.parse("state", &row.state)?;
        // What the words of a case are sealed in is opened where a list tells something of it.
        let detail = row.detail.filter(|_| state == State::AwaitingApproval);
        let proposal = Detail::open(detail, &sealer)?.proposal;
        Ok(QueueEntry {
            sealer,
            is_asked,
            returned: at.parse_option("returned", row.returned.as_deref())?,
            step: proposal.and_then(|proposal| proposal.step()),
            receipt_number: at.parse("receipt number", &row.receipt_number)?,
            state,
            assignee: at.parse_option("assignee", row.assignee_id.as_deref())?,
            applicant: row.applicant.map(|bytes| Sealed::read(applicant, bytes)),
            id,
            procedure: row.procedure,
            department: at.parse("department", &row.department)?,
            desk: at.parse_option("desk", row.desk.as_deref())?,
            ward: at.parse_option("ward", row.ward.as_deref())?,
            source: at.parse("source", &row.source)?,
            arrived_at: Instant::from_naive_utc(row.arrived_at),
            changed_at: Instant::from_naive_utc(row.changed_at),
            ended_at: row.ended_at.filter(|_| state.is_final()).map(Instant::from_naive_utc),
            changed_by: row.changed_by,
            corrections: at.count("revision", row.revision)?.saturating_sub(1),
            due_on: row.due_on,
            stopped_at: row.clock_stopped_at.map(Instant::from_naive_utc),
            next_date: row.due_sort,
            first_on: row.first_on,
            protected_until: row.protected_until,
            question_at: row.question_at.map(Instant::from_naive_utc),
            version: row.version,
            open_findings: row.open_findings.unsigned_abs(),
        })
    }
}
