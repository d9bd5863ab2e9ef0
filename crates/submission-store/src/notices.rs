//! Documents issued for a case. One belongs to one case, and never changes.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use kernel::{Instant, SubmissionId};

use crate::{
    Digest, Part, Place, Reads, Scope, Sealed, StoreError, WriteTx, row::At, schema::notices,
    scope::visible_one, transaction::Door as _,
};

const TABLE: &str = "notices";

/// A document without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeEntry {
    /// The case.
    pub case: SubmissionId,
    /// Counts from 1 in its case.
    pub number: i64,
    /// The kind, in a word.
    pub kind: String,
    /// The document's [`crate::CaseSealer::fingerprint`].
    pub fingerprint: Digest,
    /// When it was issued.
    pub at: Instant,
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What is known about it.
    pub entry: NoticeEntry,
    /// The PDF, sealed as [`Part::Notice`].
    pub document: Sealed,
}

/// The number that the next document of a case gets.
pub fn next_number(tx: &mut impl Reads, case: &SubmissionId) -> Result<i64, StoreError> {
    let last: Option<i64> = tx.run(TABLE, |conn, here| {
        notices::table
            .filter(notices::case_id.eq(case.as_str()))
            .filter(notices::municipality.eq(here))
            .order(notices::number.desc())
            .select(notices::number)
            .first(conn)
            .optional()
    })?;
    Ok(last.unwrap_or(0) + 1)
}

/// Issues a document; `Duplicate` when its number is taken.
pub fn insert(tx: &mut WriteTx<'_>, notice: &Notice) -> Result<(), StoreError> {
    let entry = &notice.entry;
    let place = Place::of_case(&entry.case, Part::Notice(entry.number));
    let document = notice.document.bytes_for(&place)?;
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(notices::table)
            .values((
                notices::case_id.eq(entry.case.as_str()),
                notices::number.eq(entry.number),
                notices::municipality.eq(here),
                notices::kind.eq(&entry.kind),
                notices::document.eq(document),
                notices::sha256.eq(entry.fingerprint.as_bytes().as_slice()),
                notices::at.eq(entry.at.naive_utc()),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// The documents of a case, the first one first.
pub fn list(
    tx: &mut impl Reads,
    scope: &Scope,
    case: &SubmissionId,
) -> Result<Vec<NoticeEntry>, StoreError> {
    let sight = scope.sight(tx, case)?;
    let rows: Vec<EntryRow> = tx.run(TABLE, |conn, here| {
        notices::table
            .filter(notices::case_id.eq_any(visible_one(sight, here, case.as_str())))
            .order(notices::number)
            .select(EntryRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(NoticeEntry::try_from).collect()
}

/// One document.
pub fn find(
    tx: &mut impl Reads,
    scope: &Scope,
    case: &SubmissionId,
    number: i64,
) -> Result<Option<Notice>, StoreError> {
    let sight = scope.sight(tx, case)?;
    let row: Option<(EntryRow, Vec<u8>)> = tx.run(TABLE, |conn, here| {
        notices::table
            .filter(notices::case_id.eq_any(visible_one(sight, here, case.as_str())))
            .filter(notices::number.eq(number))
            .select((EntryRow::as_select(), notices::document))
            .first(conn)
            .optional()
    })?;
    let Some((row, document)) = row else { return Ok(None) };
    let document = Sealed::read(Place::of_case(case, Part::Notice(number)), document);
    Ok(Some(Notice { entry: NoticeEntry::try_from(row)?, document }))
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = notices)]
struct EntryRow {
    case_id: String,
    number: i64,
    kind: String,
    sha256: Vec<u8>,
    at: NaiveDateTime,
}

impl TryFrom<EntryRow> for NoticeEntry {
    type Error = StoreError;

    fn try_from(row: EntryRow) -> Result<Self, StoreError> {
        let at = At::row(TABLE, &row.case_id);
        Ok(Self {
            case: at.parse("case", &row.case_id)?,
            number: row.number,
            kind: row.kind,
            fingerprint: at.digest(&row.sha256)?,
            at: Instant::from_naive_utc(row.at),
        })
    }
}
