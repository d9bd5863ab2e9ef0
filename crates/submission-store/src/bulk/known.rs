//! What a list of cases says of each of them, asked for all at once: nothing is opened.

use std::collections::HashMap;

use diesel::prelude::*;
use kernel::{Reach, ReceiptNumber, SubmissionId};

use crate::{
    Reads, StoreError,
    one_of::one_of,
    row::At,
    schema::{cases, submissions},
    scope::covered,
};

/// The number on the receipt and the procedure of a case.
pub type Known = (ReceiptNumber, String);
/// A row that was read, or why it cannot be.
pub type KnownRow = Result<(SubmissionId, Known), StoreError>;

/// What is known of those of these cases that lie in `reach` and are not erased. A row that cannot
/// be read is a fault of its own, and no other's.
pub fn known(
    tx: &mut impl Reads,
    reach: &Reach,
    ids: &[SubmissionId],
) -> Result<Vec<KnownRow>, StoreError> {
    let reached = list_versions(tx, reach, ids)?;
    let rows: Vec<(String, String, String)> = tx.run("submissions", |conn, here| {
        submissions::table
            .filter(submissions::municipality.eq(here))
            .filter(one_of(submissions::id, reached.keys().map(SubmissionId::as_str)))
            .select((submissions::id, submissions::receipt_number, submissions::procedure))
            .load(conn)
    })?;
    let read = |(id, number, procedure): (String, String, String)| {
        let at = At::row("submissions", &id);
        Ok((at.parse("id", &id)?, (at.parse("receipt number", &number)?, procedure)))
    };
    Ok(rows.into_iter().map(read).collect())
}

/// The present versions of those of these cases that lie in `reach` and are not erased.
pub fn list_versions(
    tx: &mut impl Reads,
    reach: &Reach,
    ids: &[SubmissionId],
) -> Result<HashMap<SubmissionId, i64>, StoreError> {
    let rows: Vec<(String, i64)> = tx.run("cases", |conn, here| {
        let kept = submissions::table
            .filter(submissions::municipality.eq(here))
            .filter(submissions::erased_at.is_null())
            .filter(one_of(submissions::id, ids.iter().map(SubmissionId::as_str)))
            .select(submissions::id);
        cases::table
            .into_boxed()
            .filter(cases::municipality.eq(here))
            .filter(cases::id.eq_any(kept))
            .filter(covered(reach))
            .select((cases::id, cases::version))
            .load(conn)
    })?;
    let read =
        |(id, version): (String, i64)| Ok((At::row("cases", &id).parse("id", &id)?, version));
    rows.into_iter().map(read).collect()
}
