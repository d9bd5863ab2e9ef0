//! 教示: what papers say about contesting a decision, by the body before which it is contested.
//!
//! A text never changes: another version is written, and confirmed by somebody else. The last that
//! was confirmed holds until its year is over.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use kernel::{Instant, StaffId};

use crate::{Reads, StoreError, WriteTx, row::At, schema::instructions, transaction::Door as _};

/// Where they are; what [`StoreError::Duplicate`] says while another version waits.
pub const TABLE: &str = "instructions";

/// Whose text it is: the kind of body, and its name where it is not the mayor.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InstructionKey {
    /// The kind of body, in the word of definitions.
    pub body: String,
    /// Its name; empty for the mayor.
    pub reviewer: String,
}

/// A version of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instruction {
    /// Whose.
    pub key: InstructionKey,
    /// Counts from 1.
    pub version: i64,
    /// What the paper says, a paragraph a line.
    pub text: String,
    /// Who wrote it.
    pub written_by: StaffId,
    /// When.
    pub written_at: Instant,
    /// What became of it; nothing while it waits.
    pub settled: Option<Settled>,
}

/// What became of a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// Until which day it holds, where it was confirmed.
    pub valid_until: Option<NaiveDate>,
    /// By whom: somebody else where it was confirmed.
    pub by: StaffId,
    /// When.
    pub at: Instant,
}

impl Instruction {
    /// Whether papers may carry it on this day.
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.valid_until().is_some_and(|until| day <= until)
    }

    /// Until when it holds, where it was confirmed.
    pub fn valid_until(&self) -> Option<NaiveDate> {
        self.settled.as_ref()?.valid_until
    }
}

/// Keeps another version of a text; it waits. [`StoreError::Duplicate`]: another one does.
pub fn write(
    tx: &mut WriteTx<'_>,
    key: &InstructionKey,
    text: &str,
    by: &StaffId,
    at: Instant,
) -> Result<(), StoreError> {
    let last = list(tx)?.remove(key).and_then(|all| Some(all.last()?.version));
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(instructions::table)
            .values((
                instructions::municipality.eq(here),
                instructions::body.eq(&key.body),
                instructions::reviewer.eq(&key.reviewer),
                instructions::version.eq(last.unwrap_or(0) + 1),
                instructions::text.eq(text),
                instructions::written_by.eq(by.as_str()),
                instructions::written_at.eq(at.naive_utc()),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// Says what becomes of a version that waits. [`StoreError::Conflict`]: it does no more.
pub fn settle(
    tx: &mut WriteTx<'_>,
    key: &InstructionKey,
    version: i64,
    settled: &Settled,
) -> Result<(), StoreError> {
    let outcome = if settled.valid_until.is_some() { "confirmed" } else { "dropped" };
    let changed = tx.run(TABLE, |conn, here| {
        diesel::update(instructions::table.find((here, &key.body, &key.reviewer, version)))
            .filter(instructions::outcome.is_null())
            .set((
                instructions::outcome.eq(outcome),
                instructions::settled_by.eq(settled.by.as_str()),
                instructions::settled_at.eq(settled.at.naive_utc()),
                instructions::valid_until.eq(settled.valid_until),
            ))
            .execute(conn)
    })?;
    if changed == 0 {
        return Err(StoreError::Conflict { table: TABLE, by: None, at: None });
    }
    Ok(())
}

/// Every text with its versions, the first one first.
pub fn list(tx: &mut impl Reads) -> Result<BTreeMap<InstructionKey, Vec<Instruction>>, StoreError> {
    let rows: Vec<InstructionRow> = tx.run(TABLE, |conn, here| {
        instructions::table
            .filter(instructions::municipality.eq(here))
            .order(instructions::version)
            .select(InstructionRow::as_select())
            .load(conn)
    })?;
    let mut all: BTreeMap<InstructionKey, Vec<Instruction>> = BTreeMap::new();
    for row in rows {
        let instruction = Instruction::try_from(row)?;
        all.entry(instruction.key.clone()).or_default().push(instruction);
    }
    Ok(all)
}

/// Until when the last version of each text holds that was confirmed; no text is read.
pub fn list_confirmed(
    tx: &mut impl Reads,
) -> Result<BTreeMap<InstructionKey, NaiveDate>, StoreError> {
    let rows: Vec<(String, String, Option<NaiveDate>)> = tx.run(TABLE, |conn, here| {
        instructions::table
            .filter(instructions::municipality.eq(here))
            .filter(instructions::valid_until.is_not_null())
            .order(instructions::version)
            .select((instructions::body, instructions::reviewer, instructions::valid_until))
            .load(conn)
    })?;
    let confirmed = rows.into_iter().filter_map(|(body, reviewer, until)| {
        until.map(|until| (InstructionKey { body, reviewer }, until))
    });
    Ok(confirmed.collect())
}

/// The text that papers carry on this day: the last one that was confirmed, if it still holds.
pub fn in_force(
    tx: &mut impl Reads,
    key: &InstructionKey,
    day: NaiveDate,
) -> Result<Option<Instruction>, StoreError> {
    let versions = list(tx)?.remove(key).unwrap_or_default();
    let confirmed = versions.into_iter().rfind(|it| it.valid_until().is_some());
    Ok(confirmed.filter(|it| it.holds(day)))
}

/// One version.
pub fn find(
    tx: &mut impl Reads,
    key: &InstructionKey,
    version: i64,
) -> Result<Option<Instruction>, StoreError> {
    let row: Option<InstructionRow> = tx.run(TABLE, |conn, here| {
        instructions::table
            .find((here, &key.body, &key.reviewer, version))
            .select(InstructionRow::as_select())
            .first(conn)
            .optional()
    })?;
    row.map(Instruction::try_from).transpose()
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = instructions)]
struct InstructionRow {
    body: String,
    reviewer: String,
    version: i64,
    text: String,
    written_by: String,
    written_at: NaiveDateTime,
    settled_by: Option<String>,
    settled_at: Option<NaiveDateTime>,
    valid_until: Option<NaiveDate>,
}

impl TryFrom<InstructionRow> for Instruction {
    type Error = StoreError;

    fn try_from(row: InstructionRow) -> Result<Self, StoreError> {
        let at = At::row(TABLE, &row.body);
        let settled = match (&row.settled_by, row.settled_at) {
            (Some(by), Some(settled_at)) => Some(Settled {
                valid_until: row.valid_until,
                by: at.parse("person", by)?,
                at: Instant::from_naive_utc(settled_at),
            }),
            (_, _) => None,
        };
        Ok(Self {
            version: row.version,
            written_by: at.parse("person", &row.written_by)?,
            written_at: Instant::from_naive_utc(row.written_at),
            text: row.text,
            settled,
            key: InstructionKey { body: row.body, reviewer: row.reviewer },
        })
    }
}
