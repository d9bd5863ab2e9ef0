//! 引継ぎ: which system took a case over, under which number, and who says so.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use kernel::{Instant, StaffId, SubmissionId};

use crate::{Reads, StoreError, WriteTx, row::At, schema::handovers, transaction::Door as _};

const TABLE: &str = "handovers";

/// One recorded act of handing over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOver {
    /// The case.
    pub case: SubmissionId,
    /// The system that took it over, as the procedure names it.
    pub target: String,
    /// Under which number it stands there. Nothing personal.
    pub reference: String,
    /// Who says so.
    pub by: StaffId,
    /// When.
    pub at: Instant,
}

/// Records it; `Duplicate` when the system has the case already.
pub fn insert(tx: &mut WriteTx<'_>, done: &HandOver) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(handovers::table)
            .values((
                handovers::case_id.eq(done.case.as_str()),
                handovers::target.eq(&done.target),
                handovers::municipality.eq(here),
                handovers::reference.eq(&done.reference),
                handovers::handed_by.eq(done.by.as_str()),
                handovers::handed_at.eq(done.at.naive_utc()),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// The systems that took a case over.
pub fn list(tx: &mut impl Reads, case: &SubmissionId) -> Result<Vec<HandOver>, StoreError> {
    let rows: Vec<(String, String, String, NaiveDateTime)> = tx.run(TABLE, |conn, here| {
        handovers::table
            .filter(handovers::case_id.eq(case.as_str()))
            .filter(handovers::municipality.eq(here))
            .order(handovers::target)
            .select((
                handovers::target,
                handovers::reference,
                handovers::handed_by,
                handovers::handed_at,
            ))
            .load(conn)
    })?;
    let read = |(target, reference, by, at): (String, String, String, NaiveDateTime)| {
        Ok(HandOver {
            case: case.clone(),
            target,
            reference,
            by: At::row(TABLE, case.as_str()).parse("who", &by)?,
            at: Instant::from_naive_utc(at),
        })
    };
    rows.into_iter().map(read).collect()
}
