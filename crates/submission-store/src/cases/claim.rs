//! "Take the next one": never the same case for two people.

use diesel::prelude::*;
use kernel::{DepartmentId, Instant, LabelId, Reach, StaffId};
use review_workflow::{Case, State};

use super::{
    Assigned, CaseRecord, CaseRow, InWard, QueueFilter, TABLE, order::Sorted, queue, save,
};
use crate::{
    Page, StoreError, WriteTx, case_keys, one_of::one_of, schema::cases, transaction::Door as _,
};

/// Candidates read at once after the first, which is nearly always the case: the others are for
/// those who press at the same moment.
const CANDIDATES: u32 = 8;

/// Which of the cases that nobody has may be taken: everything that could disqualify a
/// candidate is in the query, so that no number of others' cases stands before the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Free {
    /// As far as this reaches.
    pub reach: Reach,
    /// Of this department.
    pub department: Option<DepartmentId>,
    /// Of this procedure.
    pub procedure: Option<String>,
    /// Lying there.
    pub desk: Option<DepartmentId>,
    /// Of this ward.
    pub ward: Option<InWard>,
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
    let mut page = Page::first(1);
    loop {
        let filter = free.filter(staff);
        let found = queue::first(tx, &free.reach, &filter, &page)?;
        let Some(last) = found.last() else { return Ok(None) };
        page = Page::after(CANDIDATES, last.cursor());
        for mut candidate in records(tx, &found)? {
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
}

impl Free {
    /// Those that `staff` may take, the most urgent first.
    fn filter(&self, staff: &StaffId) -> QueueFilter {
        QueueFilter {
            states: vec![State::Received],
            assignee: Some(Assigned::Nobody),
            department: self.department.clone(),
            procedure: self.procedure.clone(),
            desk: self.desk.clone(),
            ward: self.ward.clone(),
            open_findings: self.open_findings,
            question: self.question,
            label: self.label.clone(),
            rested_from: Some((staff.clone(), self.put_back_since)),
            ..QueueFilter::default()
        }
    }
}

/// The cases that were found, in this order.
fn records(tx: &mut WriteTx<'_>, found: &[Sorted]) -> Result<Vec<CaseRecord>, StoreError> {
    let ids: Vec<&str> = found.iter().map(|place| place.id.as_str()).collect();
    let mut rows: Vec<CaseRow> = tx.run(TABLE, |conn, here| {
        cases::table
            .filter(cases::municipality.eq(here))
            .filter(one_of(cases::id, ids.iter().copied()))
            // Somebody may have taken it since it was found.
            .filter(cases::state.eq(State::Received.word()))
            .filter(cases::assignee_id.is_null())
            .select(CaseRow::as_select())
            .load(conn)
    })?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.key()));
    let ids = rows.iter().map(CaseRow::id).collect::<Result<Vec<_>, _>>()?;
    let sealers = case_keys::sealers_of(tx, &ids)?;
    rows.into_iter().zip(sealers).map(|(row, sealer)| row.read(sealer)).collect()
}
