//! The keys of cases, wrapped. A row that is destroyed takes with it all that its case holds.

use std::collections::HashMap;

use diesel::{
    prelude::*,
    sql_types::{Binary, Text},
};
use kernel::SubmissionId;

use crate::{
    CaseSealer, Reads, StoreError, WriteTx,
    engine::per_engine,
    one_of::one_of,
    rotation::Moved,
    row::At,
    schema::{case_keys, data_keys},
    seal::Wrapped,
    transaction::Door as _,
};

pub(crate) const TABLE: &str = "case_keys";

/// What is read of a key beside the row of its case.
pub(crate) type KeyColumns = Option<(i64, Vec<u8>)>;

/// Keeps the key of a new case. It is written only while the key that wraps it is there: a
/// server that has not heard of its end must not lose a filing.
pub(crate) fn insert(tx: &mut WriteTx<'_>, sealer: &CaseSealer) -> Result<(), StoreError> {
    let id = sealer.case().as_str();
    let wrapped = sealer.wrapped();
    let wrapped = wrapped.ok_or_else(|| StoreError::corrupt(TABLE, id, "a new case has no key"))?;
    let written = tx.run(TABLE, |conn, here| {
        per_engine!(conn, |conn| data_keys::table
            .filter(data_keys::municipality.eq(here))
            .filter(data_keys::number.eq(i64::from(wrapped.by)))
            .select((
                id.into_sql::<Text>(),
                data_keys::municipality,
                data_keys::number,
                wrapped.bytes.as_slice().into_sql::<Binary>(),
            ))
            .insert_into(case_keys::table)
            .into_columns((
                case_keys::case_id,
                case_keys::municipality,
                case_keys::town_key,
                case_keys::wrapped,
            ))
            .execute(conn))
    })?;
    if written == 1 { Ok(()) } else { Err(StoreError::corrupt(TABLE, id, "its key has ended")) }
}

/// The sealer of a case that is there.
pub(crate) fn sealer_of(
    tx: &mut impl Reads,
    case: &SubmissionId,
) -> Result<CaseSealer, StoreError> {
    let key: KeyColumns = tx.run(TABLE, |conn, here| {
        case_keys::table
            .filter(case_keys::case_id.eq(case.as_str()))
            .filter(case_keys::municipality.eq(here))
            .select((case_keys::town_key, case_keys::wrapped))
            .get_result(conn)
            .optional()
    })?;
    read(tx, case, key)
}

/// The sealers of several cases in their order, with one question.
pub(crate) fn sealers_of(
    tx: &mut impl Reads,
    cases: &[SubmissionId],
) -> Result<Vec<CaseSealer>, StoreError> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(String, i64, Vec<u8>)> = tx.run(TABLE, |conn, here| {
        case_keys::table
            .filter(one_of(case_keys::case_id, cases.iter().map(SubmissionId::as_str)))
            .filter(case_keys::municipality.eq(here))
            .select((case_keys::case_id, case_keys::town_key, case_keys::wrapped))
            .load(conn)
    })?;
    let keys: HashMap<String, (i64, Vec<u8>)> =
        rows.into_iter().map(|(case, by, wrapped)| (case, (by, wrapped))).collect();
    cases.iter().map(|case| read(tx, case, keys.get(case.as_str()).cloned())).collect()
}

/// Keys that another one than `sealing` wraps, by case: those behind `after`.
pub(crate) fn older(
    tx: &mut impl Reads,
    sealing: u32,
    after: &str,
    limit: u32,
) -> Result<Vec<(SubmissionId, Wrapped)>, StoreError> {
    let rows: Vec<(String, i64, Vec<u8>)> = tx.run(TABLE, |conn, here| {
        case_keys::table
            .filter(case_keys::municipality.eq(here))
            .filter(case_keys::town_key.ne(i64::from(sealing)))
            .filter(case_keys::case_id.gt(after))
            .order(case_keys::case_id)
            .limit(i64::from(limit))
            .select((case_keys::case_id, case_keys::town_key, case_keys::wrapped))
            .load(conn)
    })?;
    let read = |(case, by, bytes): (String, i64, Vec<u8>)| {
        Ok((At::row(TABLE, &case).parse("case", &case)?, wrapped(&case, by, bytes)?))
    };
    rows.into_iter().map(read).collect()
}

/// Wraps a key anew; nothing happens to one that was destroyed meanwhile.
pub(crate) fn replace(tx: &mut WriteTx<'_>, moved: &Moved) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::update(case_keys::table)
            .filter(case_keys::case_id.eq(&moved.id))
            .filter(case_keys::municipality.eq(here))
            .filter(case_keys::town_key.eq(i64::from(moved.old.by)))
            .set((
                case_keys::town_key.eq(i64::from(moved.new.by)),
                case_keys::wrapped.eq(&moved.new.bytes),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// The sealer of the columns that were read.
pub(crate) fn read(
    tx: &impl Reads,
    case: &SubmissionId,
    key: KeyColumns,
) -> Result<CaseSealer, StoreError> {
    let wrapped = key.map(|(by, bytes)| wrapped(case.as_str(), by, bytes)).transpose()?;
    CaseSealer::read(tx.sealer(), case, wrapped)
}

fn wrapped(case: &str, by: i64, bytes: Vec<u8>) -> Result<Wrapped, StoreError> {
    Ok(Wrapped { by: At::row(TABLE, case).count("number of a key", by)?, bytes })
}
