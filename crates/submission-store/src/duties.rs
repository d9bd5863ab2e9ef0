//! What waits for an approver beside the decisions themselves, so that it is found.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDateTime;
use diesel::prelude::*;
use kernel::{CasePlace, Instant, Reach, ReceiptNumber, StaffId, SubmissionId};
use review_workflow::{Duty, DutyKind, State};

use crate::{
    Reads, StoreError, WriteTx,
    one_of::one_of,
    row::At,
    schema::{cases, duties, submissions},
    scope::covered,
    transaction::Door as _,
};

const TABLE: &str = "duties";

/// A case of which something waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyEntry {
    /// The case.
    pub case: SubmissionId,
    /// The number on the receipt.
    pub receipt_number: ReceiptNumber,
    /// Where it belongs.
    pub place: CasePlace,
    /// Where it stands.
    pub state: State,
    /// Since when it waits.
    pub since: Instant,
}

/// Keeps what waits of a case, in place of what did before.
pub fn keep(tx: &mut WriteTx<'_>, case: &SubmissionId, waiting: &[Duty]) -> Result<(), StoreError> {
    forget(tx, case)?;
    for duty in waiting {
        tx.run(TABLE, |conn, here| {
            diesel::insert_into(duties::table)
                .values((
                    duties::municipality.eq(here),
                    duties::case_id.eq(case.as_str()),
                    duties::kind.eq(duty.kind.word()),
                    duties::holder.eq(named(duty.holder.as_ref())),
                    duties::since.eq(duty.since.naive_utc()),
                ))
                .execute(conn)
        })?;
    }
    Ok(())
}

/// Forgets what waited of a case.
pub(crate) fn forget(tx: &mut WriteTx<'_>, case: &SubmissionId) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::delete(duties::table)
            .filter(duties::municipality.eq(here))
            .filter(duties::case_id.eq(case.as_str()))
            .execute(conn)
    })?;
    Ok(())
}

/// What waits of a case.
pub(crate) fn of_case(
    tx: &mut impl Reads,
    case: &SubmissionId,
) -> Result<BTreeSet<Duty>, StoreError> {
    let rows: Vec<(String, String, NaiveDateTime)> = tx.run(TABLE, |conn, here| {
        duties::table
            .filter(duties::municipality.eq(here))
            .filter(duties::case_id.eq(case.as_str()))
            .select((duties::kind, duties::holder, duties::since))
            .load(conn)
    })?;
    let at = At::row(TABLE, case.as_str());
    let read = |(kind, holder, since): (String, String, NaiveDateTime)| {
        let holder = Some(holder.as_str()).filter(|holder| !holder.is_empty());
        Ok(Duty {
            kind: at.parse("kind", &kind)?,
            holder: at.parse_option("holder", holder)?,
            since: Instant::from_naive_utc(since),
        })
    };
    rows.into_iter().map(read).collect()
}

/// What of this kind waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The kind.
    pub kind: DutyKind,
    /// Not all of it.
    pub only: Option<Only>,
}

/// Which of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Only {
    /// For this holder.
    Of(StaffId),
    /// Since then or before.
    Since(Instant),
}

/// The cases within `reach` of which something waits.
macro_rules! cases_of {
    ($waiting:expr, $reach:expr, $here:expr, | $found:ident | $result:expr) => {{
        let waiting = duties::table
            .filter(duties::municipality.eq($here))
            .filter(duties::kind.eq($waiting.kind.word()));
        let cases =
            cases::table.into_boxed().filter(cases::municipality.eq($here)).filter(covered($reach));
        let $found = match &$waiting.only {
            Some(Only::Of(holder)) => {
                let theirs = waiting.filter(duties::holder.eq(holder.as_str()));
                cases.filter(cases::id.eq_any(theirs.select(duties::case_id)))
            }
            Some(Only::Since(moment)) => {
                let long = waiting.filter(duties::since.le(moment.naive_utc()));
                cases.filter(cases::id.eq_any(long.select(duties::case_id)))
            }
            None => cases.filter(cases::id.eq_any(waiting.select(duties::case_id))),
        };
        $result
    }};
}

/// The cases within `reach` of which something waits; the longest first.
pub fn list(
    tx: &mut impl Reads,
    reach: &Reach,
    waiting: &Waiting,
    limit: i64,
) -> Result<Vec<DutyEntry>, StoreError> {
    let rows: Vec<CaseColumns> = tx.run(TABLE, |conn, here| {
        cases_of!(waiting, reach, here, |found| found
            // Whatever waits moved its case when it began to.
            .order((cases::changed_at, cases::id))
            .limit(limit)
            .select(CaseColumns::as_select())
            .load(conn))
    })?;
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let since: Vec<(String, String, String, NaiveDateTime)> = tx.run(TABLE, |conn, here| {
        duties::table
            .inner_join(submissions::table.on(submissions::id.eq(duties::case_id)))
            .filter(duties::municipality.eq(here))
            .filter(duties::kind.eq(waiting.kind.word()))
            .filter(one_of(duties::case_id, ids))
            .order(duties::since.desc())
            .select((duties::case_id, submissions::receipt_number, duties::holder, duties::since))
            .load(conn)
    })?;
    let theirs = |(_, _, holder, _): &(String, String, String, NaiveDateTime)| match &waiting.only {
        Some(Only::Of(wanted)) => wanted.as_str() == holder,
        Some(Only::Since(_)) | None => true,
    };
    // What waits of a case for several people waits since the first of them.
    let since = since.into_iter().filter(theirs);
    let since: HashMap<String, (String, NaiveDateTime)> =
        since.map(|(case, number, _, since)| (case, (number, since))).collect();
    let read = |row: CaseColumns| {
        let waits = since.get(&row.id).cloned();
        waits.map(|(number, since)| row.read(&number, since))
    };
    let mut entries: Vec<DutyEntry> =
        rows.into_iter().filter_map(read).collect::<Result<_, _>>()?;
    entries.sort_by_key(|entry| entry.since);
    Ok(entries)
}

/// How many cases that are.
pub fn count(tx: &mut impl Reads, reach: &Reach, waiting: &Waiting) -> Result<i64, StoreError> {
    tx.run(TABLE, |conn, here| {
        cases_of!(waiting, reach, here, |found| found.count().get_result(conn))
    })
}

fn named(holder: Option<&StaffId>) -> &str {
    holder.map_or("", StaffId::as_str)
}

#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = cases)]
pub(crate) struct CaseColumns {
    pub(crate) id: String,
    procedure: String,
    department: String,
    desk: Option<String>,
    ward: Option<String>,
    state: String,
}

impl CaseColumns {
    pub(crate) fn read(self, number: &str, since: NaiveDateTime) -> Result<DutyEntry, StoreError> {
        let at = At::row(TABLE, &self.id);
        Ok(DutyEntry {
            case: at.parse("case", &self.id)?,
            receipt_number: at.parse("receipt number", number)?,
            place: CasePlace {
                department: at.parse("department", &self.department)?,
                desk: at.parse_option("desk", self.desk.as_deref())?,
                ward: at.parse_option("ward", self.ward.as_deref())?,
                procedure: self.procedure,
            },
            state: at.parse("state", &self.state)?,
            since: Instant::from_naive_utc(since),
        })
    }
}
