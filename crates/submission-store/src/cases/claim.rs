//! "Take the next one": never the same case for two people.

use diesel::prelude::*;
use kernel::{DepartmentId, Instant, LabelId, Reach, StaffId};
use review_workflow::{Case, State};

use super::{
    Assigned, CaseRecord, CaseRow, InWard, QueueFilter, TABLE, order::Sorted, save, sieve::Sieve,
};
use crate::{
    Page, StoreError, WriteTx, case_keys, engine::DbConn, schema::cases, submissions::Source,
    transaction::Door as _,
};

/// The first candidate is nearly always the case: the others, more each time, are for those who press at
/// the same moment.
const CANDIDATES: u32 = 1;

/// Which of the cases that nobody has may be taken: everything that could disqualify a
/// candidate is in the query, so that no number of others' cases stands before the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Free {
    /// As far as this reaches.
    pub reach: Reach,
    /// Of this department.
    pub department: Option<DepartmentId>,
    /// Of one of these procedures, where any is named.
    pub procedures: Vec<String>,
    /// Lying there.
    pub desk: Option<DepartmentId>,
    /// Of one of these wards, where any is named.
    pub wards: Vec<InWard>,
    /// Come by one of these doors, where any is named.
    pub sources: Vec<Source>,
    /// With something still to be looked at, or without.
    pub open_findings: Option<bool>,
    /// With a question that waits for its answer.
    pub question: bool,
    /// Bearing this label.
    pub label: Option<LabelId>,
    /// Not what the person who takes has put back since then.
    pub put_back_since: Instant,
}

/// Takes the most urgent case of `free` that `claim` accepts.
///
/// `claim` decides on one candidate and gives the case as it is once taken, or `None`
/// when this person may not take it. The row is changed only if it still has the version
/// that was read: whoever comes second gets the next case.
pub fn claim_next<E: From<StoreError>>(
    tx: &mut WriteTx<'_>,
    free: &Free,
    staff: &StaffId,
    now: Instant,
    mut claim: impl FnMut(&CaseRecord) -> Result<Option<Case>, E>,
) -> Result<Option<CaseRecord>, E> {
    let filter = free.filter(staff);
    let mut sieve = Sieve::begin(&filter, &Page::first(CANDIDATES), CANDIDATES);
    while let Some(found) = sieve.next(tx, &free.reach)? {
        for place in &found {
            let Some(mut candidate) = record(tx, place)? else { continue };
            let Some(taken) = claim(&candidate)? else { continue };
            match save(tx, &candidate.sealer, &taken, staff.as_str(), now) {
                Ok(version) => {
                    candidate.case = Case { version, ..taken };
                    return Ok(Some(candidate));
                }
                Err(StoreError::Conflict { .. }) => {}
                Err(fault) => return Err(fault.into()),
            }
        }
    }
    Ok(None)
}

impl Free {
    /// Those that `staff` may take, the most urgent first.
    fn filter(&self, staff: &StaffId) -> QueueFilter {
        QueueFilter {
            states: vec![State::Received],
            assignee: Some(Assigned::Nobody),
            department: self.department.clone(),
            procedures: self.procedures.clone(),
            desk: self.desk.clone(),
            wards: self.wards.clone(),
            sources: self.sources.clone(),
            open_findings: self.open_findings,
            question: self.question,
            label: self.label.clone(),
            rested_from: Some((staff.clone(), self.put_back_since)),
            ..QueueFilter::default()
        }
    }
}

/// A case that was found, unless somebody has taken it since or is about to: where there is a server,
/// nobody waits to be told that another was quicker.
fn record(tx: &mut WriteTx<'_>, found: &Sorted) -> Result<Option<CaseRecord>, StoreError> {
    macro_rules! free {
        ($here:expr) => {
            cases::table
                .filter(cases::municipality.eq($here))
                .filter(cases::id.eq(found.id.as_str()))
                .filter(cases::state.eq(State::Received.word()))
                .filter(cases::assignee_id.is_null())
                .select(CaseRow::as_select())
        };
    }
    let row: Option<CaseRow> = tx.run(TABLE, |conn, here| match conn {
        DbConn::Sqlite(conn) => free!(here).first(conn).optional(),
        DbConn::Pg(conn) => free!(here).for_update().skip_locked().first(conn).optional(),
    })?;
    let Some(row) = row else { return Ok(None) };
    let sealer = case_keys::sealers_of(tx, &[row.id()?])?.into_iter().next();
    sealer.map(|sealer| row.read(sealer)).transpose()
}
