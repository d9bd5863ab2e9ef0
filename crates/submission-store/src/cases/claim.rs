//! "Take the next one": never the same case for two people.

use diesel::prelude::*;
use kernel::{DepartmentId, Instant, Reach, StaffId};
use review_workflow::{Case, State};

use super::{CaseRecord, CaseRow, TABLE, save};
use crate::{Reads as _, StoreError, WriteTx, schema::cases, transaction::Door as _};

/// So many cases are tried, the most urgent first, before there is nothing to take.
const CANDIDATES: i64 = 50;

/// Takes the most urgent case that nobody has and that `claim` accepts.
///
/// `claim` decides on one candidate and gives the case as it is once taken, or `None`
/// when this person may not take it. The row is changed only if it still has the version
/// that was read: whoever comes second gets the next case.
pub fn claim_next<E: From<StoreError>>(
    tx: &mut WriteTx<'_>,
    reach: &Reach,
    staff: &StaffId,
    now: Instant,
    mut claim: impl FnMut(&CaseRecord) -> Result<Option<Case>, E>,
) -> Result<Option<CaseRecord>, E> {
    for mut candidate in candidates(tx, reach)? {
        let Some(taken) = claim(&candidate)? else { continue };
        match save(tx, &taken, staff.as_str(), now) {
            Ok(version) => {
                candidate.case = Case { version, ..taken };
                return Ok(Some(candidate));
            }
            Err(StoreError::Conflict { .. }) => {}
            Err(fault) => return Err(fault.into()),
        }
    }
    Ok(None)
}

fn candidates(tx: &mut WriteTx<'_>, reach: &Reach) -> Result<Vec<CaseRecord>, StoreError> {
    let rows: Vec<CaseRow> = tx.run(TABLE, |conn, here| {
        let mut free = cases::table
            .filter(cases::municipality.eq(here))
            .filter(cases::is_open.eq(true))
            .filter(cases::state.eq(State::Received.word()))
            .filter(cases::assignee_id.is_null())
            .order((cases::due_sort, cases::id))
            .limit(CANDIDATES)
            .select(CaseRow::as_select())
            .into_boxed();
        if let Reach::Only(departments) = reach {
            let departments = departments.iter().map(DepartmentId::as_str);
            free = free.filter(cases::department.eq_any(departments));
        }
        free.load(conn)
    })?;
    rows.into_iter().map(|row| row.read(tx.sealer())).collect()
}
