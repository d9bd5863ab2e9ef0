//! "Take the next one": never the same case for two people.

use diesel::{
    dsl::{exists, not},
    prelude::*,
};
use kernel::{DepartmentId, Instant, Reach, StaffId};
use review_workflow::{Case, RELEASED, State};

use super::{
    CaseRecord, CaseRow, InWard, TABLE,
    queue::{lies_in, looked_at},
    save,
};
use crate::{
    StoreError, WriteTx, case_keys,
    schema::{cases, events},
    scope::covered,
    transaction::Door as _,
};

/// Candidates read at once. The first one is nearly always the case; the others are for
/// those who press at the same moment.
const CANDIDATES: i64 = 8;

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
    /// Of this ward.
    pub ward: Option<InWard>,
    /// With something still to be looked at, or without.
    pub open_findings: Option<bool>,
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
    let mut passed: Vec<String> = Vec::new();
    loop {
        let candidates = candidates(tx, free, staff, &passed)?;
        if candidates.is_empty() {
            return Ok(None);
        }
        for mut candidate in candidates {
            passed.push(candidate.case.id.as_str().to_owned());
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

/// The most urgent ones, without those that were passed over before.
fn candidates(
    tx: &mut WriteTx<'_>,
    free: &Free,
    staff: &StaffId,
    passed: &[String],
) -> Result<Vec<CaseRecord>, StoreError> {
    let rows: Vec<CaseRow> = tx.run(TABLE, |conn, here| {
        let mut query = cases::table
            .filter(cases::municipality.eq(here))
            .filter(cases::state.eq(State::Received.word()))
            .filter(cases::assignee_id.is_null())
            .order((cases::due_sort, cases::id))
            .limit(CANDIDATES)
            .select(CaseRow::as_select())
            .into_boxed();
        query = query.filter(covered(&free.reach));
        let put_back = events::table
            .filter(events::case_id.eq(cases::id))
            .filter(events::kind.eq(RELEASED))
            .filter(events::actor.eq(staff.as_str()))
            .filter(events::at.ge(free.put_back_since.naive_utc()));
        query = query.filter(not(exists(put_back)));
        if let Some(department) = &free.department {
            query = query.filter(cases::department.eq(department.as_str()));
        }
        if let Some(procedure) = &free.procedure {
            query = query.filter(cases::procedure.eq(procedure));
        }
        if let Some(ward) = &free.ward {
            query = query.filter(lies_in(ward));
        }
        if let Some(open) = free.open_findings {
            query = query.filter(looked_at(!open));
        }
        if !passed.is_empty() {
            query = query.filter(cases::id.ne_all(passed));
        }
        query.load(conn)
    })?;
    let ids = rows.iter().map(CaseRow::id).collect::<Result<Vec<_>, _>>()?;
    let sealers = case_keys::sealers_of(tx, &ids)?;
    rows.into_iter().zip(sealers).map(|(row, sealer)| row.read(sealer)).collect()
}
