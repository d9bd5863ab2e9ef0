//! 文書番号: no number is missing, and each belongs to a paper that was issued, is still to be set,
//! or does not count any more.

use std::collections::BTreeMap;

use diesel::{
    dsl::{count_star, exists, max, not},
    prelude::*,
};

use super::Round;
use crate::{
    ReadTx, StoreError,
    schema::{notices, register_numbers, registers},
    transaction::Door as _,
};

/// More of one kind tell nothing new.
const MOST: i64 = 100;

pub(super) fn check(tx: &mut ReadTx<'_>, round: &mut Round<'_>) -> Result<(), StoreError> {
    check_gaps(tx, round)?;
    check_papers(tx, round)
}

/// As many numbers as the highest one says, and as the register will go on from.
fn check_gaps(tx: &mut ReadTx<'_>, round: &mut Round<'_>) -> Result<(), StoreError> {
    type Taken = (String, i64, i64, Option<i64>);
    let taken: Vec<Taken> = tx.run("register_numbers", |conn, here| {
        register_numbers::table
            .filter(register_numbers::municipality.eq(here))
            .group_by((register_numbers::department, register_numbers::year))
            .select((
                register_numbers::department,
                register_numbers::year,
                count_star(),
                max(register_numbers::number),
            ))
            .load(conn)
    })?;
    let taken: BTreeMap<(String, i64), (i64, i64)> = taken
        .into_iter()
        .map(|(department, year, count, last)| ((department, year), (count, last.unwrap_or(0))))
        .collect();
    let books: Vec<(String, i64, i64)> = tx.run("registers", |conn, here| {
        registers::table
            .filter(registers::municipality.eq(here))
            .select((registers::department, registers::year, registers::next))
            .load(conn)
    })?;
    for (department, year, next) in books {
        let id = format!("{department}/{year}");
        let (count, last) = taken.get(&(department, year)).copied().unwrap_or((0, 0));
        round.expect(count == last, "number", ("registers", &id), "a number is missing");
        let follows = next == last + 1;
        round.expect(
            follows,
            "number",
            ("registers", &id),
            "it does not go on from its last number",
        );
    }
    Ok(())
}

fn check_papers(tx: &mut ReadTx<'_>, round: &mut Round<'_>) -> Result<(), StoreError> {
    let strays: Vec<(String, i64)> = tx.run("register_numbers", |conn, here| {
        let paper = notices::table
            .filter(notices::case_id.eq(register_numbers::case_id))
            .filter(notices::number.eq(register_numbers::notice))
            .filter(notices::municipality.eq(register_numbers::municipality));
        register_numbers::table
            .filter(register_numbers::municipality.eq(here))
            .filter(register_numbers::due_at.is_null())
            .filter(register_numbers::voided_at.is_null())
            .filter(not(exists(paper)))
            .limit(MOST)
            .select((register_numbers::case_id, register_numbers::notice))
            .load(conn)
    })?;
    for (case, notice) in strays {
        let id = format!("{case}/{notice}");
        round.add("number", "register_numbers", &id, "its paper was not issued");
    }
    Ok(())
}
