//! What a department writes to residents for a reason to correct an answer: its own sentences, by
//! procedure and question.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use kernel::{DepartmentId, Instant, StaffId};

use crate::{
    Reads, StoreError, WriteTx, row::At, schema::remark_sentences, transaction::Door as _,
};

const TABLE: &str = "remark_sentences";

/// For what a sentence stands. One department has one sentence for each.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SentenceKey {
    /// Whose it is; it holds for the departments below as well.
    pub department: DepartmentId,
    /// The word of the reason.
    pub code: String,
    /// The procedure; empty for every one.
    pub procedure: String,
    /// The question as a pointer without indices; empty for every one.
    pub field: String,
}

/// A sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// For what it stands.
    pub key: SentenceKey,
    /// In Japanese.
    pub japanese: String,
    /// In やさしい日本語; empty when nobody has written it.
    pub easy: String,
    /// In English; empty when nobody has written it.
    pub english: String,
    /// Counts its changes from 1; 0 for one that is not kept yet.
    pub version: i64,
}

/// Keeps a sentence that was read when it had `sentence.version`. [`StoreError::Conflict`] says
/// that somebody was faster.
pub fn save(
    tx: &mut WriteTx<'_>,
    sentence: &Sentence,
    by: &StaffId,
    at: Instant,
) -> Result<(), StoreError> {
    let key = &sentence.key;
    let said = (
        remark_sentences::japanese.eq(&sentence.japanese),
        remark_sentences::easy.eq(&sentence.easy),
        remark_sentences::english.eq(&sentence.english),
        remark_sentences::version.eq(sentence.version + 1),
        remark_sentences::changed_by.eq(by.as_str()),
        remark_sentences::changed_at.eq(at.naive_utc()),
    );
    if sentence.version > 0 {
        let changed = tx.run(TABLE, |conn, here| {
            diesel::update(remark_sentences::table)
                .filter(remark_sentences::municipality.eq(here))
                .filter(remark_sentences::department.eq(key.department.as_str()))
                .filter(remark_sentences::code.eq(&key.code))
                .filter(remark_sentences::procedure.eq(&key.procedure))
                .filter(remark_sentences::field.eq(&key.field))
                .filter(remark_sentences::version.eq(sentence.version))
                .set(said)
                .execute(conn)
        })?;
        return if changed == 1 { Ok(()) } else { Err(conflict(tx, key)?) };
    }
    if let Some(known) = changed_by(tx, key)? {
        return Err(known.fault());
    }
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(remark_sentences::table)
            .values((
                remark_sentences::municipality.eq(here),
                remark_sentences::department.eq(key.department.as_str()),
                remark_sentences::code.eq(&key.code),
                remark_sentences::procedure.eq(&key.procedure),
                remark_sentences::field.eq(&key.field),
                said,
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// Takes a sentence away that was read when it had `version`.
pub fn remove(tx: &mut WriteTx<'_>, key: &SentenceKey, version: i64) -> Result<(), StoreError> {
    let removed = tx.run(TABLE, |conn, here| {
        diesel::delete(remark_sentences::table)
            .filter(remark_sentences::municipality.eq(here))
            .filter(remark_sentences::department.eq(key.department.as_str()))
            .filter(remark_sentences::code.eq(&key.code))
            .filter(remark_sentences::procedure.eq(&key.procedure))
            .filter(remark_sentences::field.eq(&key.field))
            .filter(remark_sentences::version.eq(version))
            .execute(conn)
    })?;
    if removed == 1 { Ok(()) } else { Err(conflict(tx, key)?) }
}

/// Every sentence, by department, procedure, question and reason.
pub fn list(tx: &mut impl Reads) -> Result<Vec<Sentence>, StoreError> {
    let rows: Vec<SentenceRow> = tx.run(TABLE, |conn, here| {
        remark_sentences::table
            .filter(remark_sentences::municipality.eq(here))
            .order((
                remark_sentences::department,
                remark_sentences::procedure,
                remark_sentences::field,
                remark_sentences::code,
            ))
            .select(SentenceRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(Sentence::try_from).collect()
}

/// How many sentences a department has.
pub fn count(tx: &mut impl Reads, department: &DepartmentId) -> Result<i64, StoreError> {
    tx.run(TABLE, |conn, here| {
        remark_sentences::table
            .filter(remark_sentences::municipality.eq(here))
            .filter(remark_sentences::department.eq(department.as_str()))
            .count()
            .get_result(conn)
    })
}

struct Change {
    by: String,
    at: Instant,
}

impl Change {
    fn fault(self) -> StoreError {
        StoreError::Conflict { table: TABLE, by: Some(self.by), at: Some(self.at) }
    }
}

fn conflict(tx: &mut WriteTx<'_>, key: &SentenceKey) -> Result<StoreError, StoreError> {
    let gone = || StoreError::Conflict { table: TABLE, by: None, at: None };
    Ok(changed_by(tx, key)?.map_or_else(gone, Change::fault))
}

fn changed_by(tx: &mut WriteTx<'_>, key: &SentenceKey) -> Result<Option<Change>, StoreError> {
    let found: Option<(String, NaiveDateTime)> = tx.run(TABLE, |conn, here| {
        remark_sentences::table
            .filter(remark_sentences::municipality.eq(here))
            .filter(remark_sentences::department.eq(key.department.as_str()))
            .filter(remark_sentences::code.eq(&key.code))
            .filter(remark_sentences::procedure.eq(&key.procedure))
            .filter(remark_sentences::field.eq(&key.field))
            .select((remark_sentences::changed_by, remark_sentences::changed_at))
            .first(conn)
            .optional()
    })?;
    Ok(found.map(|(by, at)| Change { by, at: Instant::from_naive_utc(at) }))
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = remark_sentences)]
struct SentenceRow {
    department: String,
    code: String,
    procedure: String,
    field: String,
    japanese: String,
    easy: String,
    english: String,
    version: i64,
}

impl TryFrom<SentenceRow> for Sentence {
    type Error = StoreError;

    fn try_from(row: SentenceRow) -> Result<Self, StoreError> {
        let department = At::row(TABLE, &row.code).parse("department", &row.department)?;
        let SentenceRow { code, procedure, field, japanese, easy, english, version, .. } = row;
        let key = SentenceKey { department, code, procedure, field };
        Ok(Self { key, japanese, easy, english, version })
    }
}
