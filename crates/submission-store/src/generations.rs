//! Acts of publishing, numbered: what servers ask every other second to notice a new one.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use kernel::Instant;

use crate::{Reads, StoreError, WriteTx, schema::catalogue_generations, transaction::Door as _};

const TABLE: &str = "catalogue_generations";

/// One act of publishing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generation {
    /// Counts from 1 for each municipality.
    pub number: i64,
    /// SHA-256 over everything that is offered since then, in hexadecimal digits.
    pub content_hash: String,
    /// Who: `operator`, `system` or a staff id.
    pub by: String,
    /// When; the versions that came with it carry the same moment.
    pub at: Instant,
}

/// Keeps an act of publishing. Two at the same moment cannot both get a number.
pub fn insert(tx: &mut WriteTx<'_>, generation: &Generation) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(catalogue_generations::table)
            .values((
                catalogue_generations::municipality.eq(here),
                catalogue_generations::generation.eq(generation.number),
                catalogue_generations::content_hash.eq(&generation.content_hash),
                catalogue_generations::published_by.eq(&generation.by),
                catalogue_generations::published_at.eq(generation.at.naive_utc()),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// The number of the last one; 0 where nothing was published by an act yet.
pub fn latest(tx: &mut impl Reads) -> Result<i64, StoreError> {
    let last: Option<i64> = tx.run(TABLE, |conn, here| {
        catalogue_generations::table
            .filter(catalogue_generations::municipality.eq(here))
            .order(catalogue_generations::generation.desc())
            .select(catalogue_generations::generation)
            .first(conn)
            .optional()
    })?;
    Ok(last.unwrap_or(0))
}

/// Every act, the first one first.
pub fn list(tx: &mut impl Reads) -> Result<Vec<Generation>, StoreError> {
    let rows: Vec<(i64, String, String, NaiveDateTime)> = tx.run(TABLE, |conn, here| {
        catalogue_generations::table
            .filter(catalogue_generations::municipality.eq(here))
            .order(catalogue_generations::generation)
            .select((
                catalogue_generations::generation,
                catalogue_generations::content_hash,
                catalogue_generations::published_by,
                catalogue_generations::published_at,
            ))
            .load(conn)
    })?;
    let read = |(number, content_hash, by, at)| Generation {
        number,
        content_hash,
        by,
        at: Instant::from_naive_utc(at),
    };
    Ok(rows.into_iter().map(read).collect())
}
