//! Published versions of form definitions. They never change; a retired one stays readable.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use kernel::Instant;

use crate::{Reads, StoreError, WriteTx, schema::procedure_versions, transaction::Door as _};

const TABLE: &str = "procedure_versions";

/// One published version of a procedure's form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcedureVersion {
    /// The procedure, such as `juminhyo-utsushi`.
    pub procedure: String,
    /// Counts from 1.
    pub number: i64,
    /// SHA-256 of the definition, in hexadecimal digits.
    pub content_hash: String,
    /// The published document.
    pub definition: String,
    /// Since when it is offered.
    pub published_at: Instant,
    /// Until when it was offered.
    pub retired_at: Option<Instant>,
}

/// Which version of a procedure is offered now. The document can be large: see [`find`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// The procedure.
    pub procedure: String,
    /// Its version.
    pub number: i64,
    /// SHA-256 of the definition, in hexadecimal digits.
    pub content_hash: String,
}

/// Publishes a definition and retires the version before it. The same content as the
/// version offered is no new version. Gives the number of the version now offered.
pub fn publish(
    tx: &mut WriteTx<'_>,
    procedure: &str,
    content_hash: &str,
    definition: &str,
    now: Instant,
) -> Result<i64, StoreError> {
    match offered(tx, procedure)? {
        Some((number, hash)) if hash == content_hash => return Ok(number),
        Some(_) => retire(tx, procedure, now)?,
        None => {}
    }
    let number = last_number(tx, procedure)? + 1;
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(procedure_versions::table)
            .values((
                procedure_versions::municipality.eq(here),
                procedure_versions::procedure.eq(procedure),
                procedure_versions::number.eq(number),
                procedure_versions::content_hash.eq(content_hash),
                procedure_versions::definition.eq(definition),
                procedure_versions::published_at.eq(now.naive_utc()),
            ))
            .execute(conn)
    })?;
    Ok(number)
}

/// Takes a procedure off the counter; drafts and cases keep their version.
pub fn retire(tx: &mut WriteTx<'_>, procedure: &str, now: Instant) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::update(procedure_versions::table)
            .filter(procedure_versions::municipality.eq(here))
            .filter(procedure_versions::procedure.eq(procedure))
            .filter(procedure_versions::retired_at.is_null())
            .set(procedure_versions::retired_at.eq(now.naive_utc()))
            .execute(conn)
    })?;
    Ok(())
}

/// One version, retired or not.
pub fn find(
    tx: &mut impl Reads,
    procedure: &str,
    number: i64,
) -> Result<Option<ProcedureVersion>, StoreError> {
    let row: Option<VersionRow> = tx.run(TABLE, |conn, here| {
        procedure_versions::table
            .filter(procedure_versions::municipality.eq(here))
            .filter(procedure_versions::procedure.eq(procedure))
            .filter(procedure_versions::number.eq(number))
            .select(VersionRow::as_select())
            .get_result(conn)
            .optional()
    })?;
    Ok(row.map(ProcedureVersion::from))
}

/// Whether a version is stored.
pub fn exists(tx: &mut impl Reads, procedure: &str, number: i64) -> Result<bool, StoreError> {
    let stored: Option<i64> = tx.run(TABLE, |conn, here| {
        procedure_versions::table
            .filter(procedure_versions::municipality.eq(here))
            .filter(procedure_versions::procedure.eq(procedure))
            .filter(procedure_versions::number.eq(number))
            .select(procedure_versions::number)
            .first(conn)
            .optional()
    })?;
    Ok(stored.is_some())
}

/// What is offered now, without the documents.
pub fn list_offered(tx: &mut impl Reads) -> Result<Vec<Offered>, StoreError> {
    let rows: Vec<(String, i64, String)> = tx.run(TABLE, |conn, here| {
        procedure_versions::table
            .filter(procedure_versions::municipality.eq(here))
            .filter(procedure_versions::retired_at.is_null())
            .order(procedure_versions::procedure)
            .select((
                procedure_versions::procedure,
                procedure_versions::number,
                procedure_versions::content_hash,
            ))
            .load(conn)
    })?;
    let read = |(procedure, number, content_hash)| Offered { procedure, number, content_hash };
    Ok(rows.into_iter().map(read).collect())
}

/// What is offered now, with the documents.
pub fn list_current(tx: &mut impl Reads) -> Result<Vec<ProcedureVersion>, StoreError> {
    let rows: Vec<VersionRow> = tx.run(TABLE, |conn, here| {
        procedure_versions::table
            .filter(procedure_versions::municipality.eq(here))
            .filter(procedure_versions::retired_at.is_null())
            .order(procedure_versions::procedure)
            .select(VersionRow::as_select())
            .load(conn)
    })?;
    Ok(rows.into_iter().map(ProcedureVersion::from).collect())
}

/// Every version of every procedure, for integrity checks.
pub fn list_all(tx: &mut impl Reads) -> Result<Vec<ProcedureVersion>, StoreError> {
    let rows: Vec<VersionRow> = tx.run(TABLE, |conn, here| {
        procedure_versions::table
            .filter(procedure_versions::municipality.eq(here))
            .order((procedure_versions::procedure, procedure_versions::number))
            .select(VersionRow::as_select())
            .load(conn)
    })?;
    Ok(rows.into_iter().map(ProcedureVersion::from).collect())
}

fn offered(tx: &mut WriteTx<'_>, procedure: &str) -> Result<Option<(i64, String)>, StoreError> {
    tx.run(TABLE, |conn, here| {
        procedure_versions::table
            .filter(procedure_versions::municipality.eq(here))
            .filter(procedure_versions::procedure.eq(procedure))
            .filter(procedure_versions::retired_at.is_null())
            .select((procedure_versions::number, procedure_versions::content_hash))
            .first(conn)
            .optional()
    })
}

fn last_number(tx: &mut WriteTx<'_>, procedure: &str) -> Result<i64, StoreError> {
    let last: Option<i64> = tx.run(TABLE, |conn, here| {
        procedure_versions::table
            .filter(procedure_versions::municipality.eq(here))
            .filter(procedure_versions::procedure.eq(procedure))
            .order(procedure_versions::number.desc())
            .select(procedure_versions::number)
            .first(conn)
            .optional()
    })?;
    Ok(last.unwrap_or(0))
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = procedure_versions)]
struct VersionRow {
    procedure: String,
    number: i64,
    content_hash: String,
    definition: String,
    published_at: NaiveDateTime,
    retired_at: Option<NaiveDateTime>,
}

impl From<VersionRow> for ProcedureVersion {
    fn from(row: VersionRow) -> Self {
        Self {
            procedure: row.procedure,
            number: row.number,
            content_hash: row.content_hash,
            definition: row.definition,
            published_at: Instant::from_naive_utc(row.published_at),
            retired_at: row.retired_at.map(Instant::from_naive_utc),
        }
    }
}
