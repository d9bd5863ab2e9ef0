//! Erasing a case: its key is destroyed, and with it all that it held. What stays is that there
//! was such a case, its log as hashes, and the proof of who had it erased by which rule.
//!
//! Deliberately not here: when a case may be erased, and who may say so.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use kernel::{IdSource, Instant, Reach, ReceiptNumber, StaffId, SubmissionId};

use crate::{
    Digest, Reads, StoreError, WriteTx, attachments, batches, case_keys as keys, consultations,
    dispatches, duties,
    events::{self, ERASED, NewEvent},
    holds, labels, legal_holds, links, payments, protected,
    row::At,
    rules, samples,
    schema::{
        case_keys, cases, erasures, events as log, idempotency, outbox, search_terms, submissions,
    },
    scope::covers,
    search, seen, submissions as filed,
    transaction::Door as _,
};

const TABLE: &str = "erasures";

/// Why a case was erased: the proof that stays of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// The case.
    pub case: SubmissionId,
    /// The list that it stood on.
    pub list: i64,
    /// The rule, in a word that names procedure, version and years.
    pub rule: String,
    /// The first day on which it could be erased.
    pub due_on: NaiveDate,
    /// Who proposed it.
    pub proposed_by: StaffId,
    /// Who approved it: somebody else.
    pub approved_by: StaffId,
    /// When.
    pub at: Instant,
}

/// An erasure, and by what the case is still known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proven {
    /// The proof.
    pub erasure: Erasure,
    /// The number on the receipt.
    pub receipt_number: ReceiptNumber,
    /// The hash of the last entry of its log, which tells of the erasure.
    pub log_head: Digest,
}

/// What became of a case that was to be erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is erased.
    Erased,
    /// Somebody holds it back.
    Held,
    /// Another one has erased it.
    Before,
    /// It has no key that could be destroyed: it was filed before cases had keys.
    WithoutKey,
}

/// Erases a case that was read when it had `version`: key, search words, contact, letters, holds,
/// what was remembered of its request, what its bills were for, and its files, in one transaction with the proof. `Conflict`
/// when somebody moved the case in between.
pub fn erase(
    tx: &mut WriteTx<'_>,
    ids: &dyn IdSource,
    erasure: &Erasure,
    version: i64,
) -> Result<Outcome, StoreError> {
    let case = &erasure.case;
    // First of all: who holds the case back at this moment waits for the row, or is waited for.
    if !filed::lock(tx, case)? {
        return Ok(Outcome::Before);
    }
    if legal_holds::is_held(tx, case)? {
        return Ok(Outcome::Held);
    }
    // While there is a key that opens the list of them.
    let sealer = keys::sealer_of(tx, case)?;
    let indexed = search::standing(tx, &sealer)?;
    if !destroy_key(tx, case)? {
        return Ok(Outcome::WithoutKey);
    }
    empty(tx, erasure, version)?;
    search::forget(tx, case, indexed)?;
    forget(tx, case)?;
    payments::forget_labels(tx, case)?;
    holds::release(tx, case)?;
    attachments::give_up(tx, case, erasure.at)?;
    insert(tx, erasure)?;
    let proof = NewEvent::erased(ids, erasure)?;
    events::append(tx, case, &[proof])?;
    Ok(Outcome::Erased)
}

/// The erasure of a case, as far as `reach` goes.
pub fn find(
    tx: &mut impl Reads,
    reach: &Reach,
    case: &SubmissionId,
) -> Result<Option<Erasure>, StoreError> {
    if !covers(tx, reach, case)? {
        return Ok(None);
    }
    let row: Option<ErasureRow> = tx.run(TABLE, |conn, here| {
        erasures::table
            .filter(erasures::case_id.eq(case.as_str()))
            .filter(erasures::municipality.eq(here))
            .select(ErasureRow::as_select())
            .get_result(conn)
            .optional()
    })?;
    row.map(Erasure::try_from).transpose()
}

/// Whether a case is erased, for the house itself: money may still be heard of.
pub fn is_erased(tx: &mut impl Reads, case: &SubmissionId) -> Result<bool, StoreError> {
    let found: Option<String> = tx.run(TABLE, |conn, here| {
        erasures::table
            .filter(erasures::case_id.eq(case.as_str()))
            .filter(erasures::municipality.eq(here))
            .select(erasures::case_id)
            .first(conn)
            .optional()
    })?;
    Ok(found.is_some())
}

/// The erased case with this number on its receipt, for who holds its code, and how often a new
/// code was given out for it.
pub fn find_by_receipt(
    tx: &mut impl Reads,
    number: &ReceiptNumber,
) -> Result<Option<(SubmissionId, i64)>, StoreError> {
    let found: Option<(String, i64)> = tx.run(TABLE, |conn, here| {
        submissions::table
            .filter(submissions::receipt_number.eq(number.as_str()))
            .filter(submissions::municipality.eq(here))
            .filter(submissions::erased_at.is_not_null())
            .select((submissions::id, submissions::code_issue))
            .first(conn)
            .optional()
    })?;
    found.map(|(id, issue)| Ok((At::row(TABLE, &id).parse("id", &id)?, issue))).transpose()
}

/// What was erased by a list, by case.
pub fn list(tx: &mut impl Reads, list: i64) -> Result<Vec<Proven>, StoreError> {
    let rows: Vec<(ErasureRow, String, Vec<u8>)> = tx.run(TABLE, |conn, here| {
        let told = log::case_id.eq(erasures::case_id).and(log::kind.eq(ERASED));
        erasures::table
            .inner_join(submissions::table.on(submissions::id.eq(erasures::case_id)))
            .inner_join(log::table.on(told))
            .filter(erasures::municipality.eq(here))
            .filter(erasures::list.eq(list))
            .order(erasures::case_id)
            .select((ErasureRow::as_select(), submissions::receipt_number, log::hash))
            .load(conn)
    })?;
    let proven = |(row, number, hash): (ErasureRow, String, Vec<u8>)| {
        let at = At::row(TABLE, &row.case_id);
        let receipt_number = at.parse("receipt number", &number)?;
        let log_head = at.digest(&hash)?;
        Ok(Proven { receipt_number, log_head, erasure: Erasure::try_from(row)? })
    };
    rows.into_iter().map(proven).collect()
}

fn destroy_key(tx: &mut WriteTx<'_>, case: &SubmissionId) -> Result<bool, StoreError> {
    let destroyed = tx.run("case_keys", |conn, here| {
        diesel::delete(case_keys::table)
            .filter(case_keys::case_id.eq(case.as_str()))
            .filter(case_keys::municipality.eq(here))
            .execute(conn)
    })?;
    Ok(destroyed == 1)
}

/// Empties what lists say of the case, and marks it as erased.
fn empty(tx: &mut WriteTx<'_>, erasure: &Erasure, version: i64) -> Result<(), StoreError> {
    let (id, at) = (erasure.case.as_str(), erasure.at.naive_utc());
    tx.run("submissions", |conn, here| {
        diesel::update(submissions::table)
            .filter(submissions::id.eq(id))
            .filter(submissions::municipality.eq(here))
            .set((
                submissions::contact.eq(None::<Vec<u8>>),
                submissions::applicant.eq(None::<Vec<u8>>),
                submissions::owner_hash.eq(None::<Vec<u8>>),
                submissions::erased_at.eq(at),
            ))
            .execute(conn)
    })?;
    let moved = tx.run("cases", |conn, here| {
        diesel::update(cases::table)
            .filter(cases::id.eq(id))
            .filter(cases::municipality.eq(here))
            .filter(cases::version.eq(version))
            .filter(cases::is_open.eq(false))
            .set((
                cases::detail.eq(None::<Vec<u8>>),
                cases::question_at.eq(None::<NaiveDateTime>),
                cases::protected_until.eq(None::<NaiveDate>),
                cases::thread_read_at.eq(None::<NaiveDateTime>),
                cases::erased.eq(true),
                cases::version.eq(version + 1),
                cases::changed_by.eq(erasure.approved_by.as_str()),
                cases::changed_at.eq(at),
            ))
            .execute(conn)
    })?;
    if moved == 1 {
        Ok(())
    } else {
        Err(StoreError::Conflict { table: "cases", by: None, at: None })
    }
}

/// Removes the rows of one table that belong to the case.
macro_rules! remove {
    ($tx:expr, $case:expr, $table:ident) => {
        $tx.run(stringify!($table), |conn, here| {
            diesel::delete($table::table)
                .filter($table::submission_id.eq($case.as_str()))
                .filter($table::municipality.eq(here))
                .execute(conn)
        })?
    };
}

/// Removes the words that it was found by before there was an index, its letters, and the request that filed it.
fn forget(tx: &mut WriteTx<'_>, case: &SubmissionId) -> Result<(), StoreError> {
    remove!(tx, case, search_terms);
    remove!(tx, case, outbox);
    remove!(tx, case, idempotency);
    labels::forget(tx, case)?;
    links::forget(tx, case)?;
    duties::forget(tx, case)?;
    samples::forget(tx, case)?;
    rules::asked(tx, case)?;
    consultations::forget(tx, case)?;
    dispatches::forget(tx, case)?;
    protected::forget(tx, case)?;
    batches::forget(tx, case)?;
    seen::forget(tx, case)
}

fn insert(tx: &mut WriteTx<'_>, erasure: &Erasure) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(erasures::table)
            .values((
                erasures::case_id.eq(erasure.case.as_str()),
                erasures::municipality.eq(here),
                erasures::list.eq(erasure.list),
                erasures::rule.eq(&erasure.rule),
                erasures::due_on.eq(erasure.due_on),
                erasures::proposed_by.eq(erasure.proposed_by.as_str()),
                erasures::approved_by.eq(erasure.approved_by.as_str()),
                erasures::erased_at.eq(erasure.at.naive_utc()),
            ))
            .execute(conn)
    })?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = erasures)]
struct ErasureRow {
    case_id: String,
    list: i64,
    rule: String,
    due_on: NaiveDate,
    proposed_by: String,
    approved_by: String,
    erased_at: NaiveDateTime,
}

impl TryFrom<ErasureRow> for Erasure {
    type Error = StoreError;

    fn try_from(row: ErasureRow) -> Result<Self, StoreError> {
        let at = At::row(TABLE, &row.case_id);
        Ok(Self {
            case: at.parse("case", &row.case_id)?,
            list: row.list,
            due_on: row.due_on,
            proposed_by: at.parse("who proposed", &row.proposed_by)?,
            approved_by: at.parse("who approved", &row.approved_by)?,
            at: Instant::from_naive_utc(row.erased_at),
            rule: row.rule,
        })
    }
}
