//! The index of searches: every case stands in it or waits for it, under the terms that its list names,
//! and no share of a word has more than its sixty-four.

use diesel::{
    dsl::{count_star, exists, not},
    prelude::*,
};

use super::{Depth, Round};
use crate::{
    ReadTx, StoreError,
    schema::{search_backlog, search_cases, search_index, search_pending, submissions},
    search,
    submissions::Submission,
    transaction::Door as _,
};

/// More of one kind tell nothing new.
const MOST: i64 = 100;
/// One of so many cases is looked at, every day others.
const SAMPLE: u32 = 50;

pub(super) fn check(tx: &mut ReadTx<'_>, round: &mut Round<'_>) -> Result<(), StoreError> {
    let lost: Vec<String> = tx.run("search_cases", |conn, here| {
        let known = search_cases::table
            .filter(search_cases::case_id.eq(submissions::id))
            .filter(search_cases::municipality.eq(submissions::municipality));
        let new = search_pending::table.filter(search_pending::case_id.eq(submissions::id));
        let old = search_backlog::table.filter(search_backlog::case_id.eq(submissions::id));
        submissions::table
            .filter(submissions::municipality.eq(here))
            .filter(submissions::erased_at.is_null())
            .filter(not(exists(known)))
            .filter(not(exists(new)))
            .filter(not(exists(old)))
            .limit(MOST)
            .select(submissions::id)
            .load(conn)
    })?;
    for id in lost {
        round.add(
            "search",
            "search_cases",
            &id,
            "no search finds it: run `madoguchi search rebuild`",
        );
    }
    if round.depth == Depth::Deep { shares(tx, round) } else { Ok(()) }
}

/// Goes through the whole index: rows of no case, and shares with too many.
fn shares(tx: &mut ReadTx<'_>, round: &mut Round<'_>) -> Result<(), StoreError> {
    let strays: Vec<i64> = tx.run("search_index", |conn, here| {
        let known = search_cases::table
            .filter(search_cases::municipality.eq(search_index::municipality))
            .filter(search_cases::ordinal.eq(search_index::ordinal));
        search_index::table
            .filter(search_index::municipality.eq(here))
            .filter(search_index::ordinal.gt(0))
            .filter(not(exists(known)))
            .limit(MOST)
            .select(search_index::ordinal)
            .load(conn)
    })?;
    for ordinal in strays {
        round.add("search", "search_index", &ordinal.to_string(), "it is the term of no case");
    }
    let counted: Vec<(i64, i64)> = tx.run("search_index", |conn, here| {
        search_index::table
            .group_by((search_index::month, search_index::term))
            .select((search_index::term, count_star()))
            .filter(search_index::municipality.eq(here))
            .filter(search_index::ordinal.gt(0))
            .load(conn)
    })?;
    for (term, count) in counted {
        if count > search::SHARE {
            let what = "more cases share it than a share has";
            round.add("search", "search_index", &term.to_string(), what);
        }
    }
    Ok(())
}

/// The terms of one case, of some of them.
pub(super) fn check_one(
    tx: &mut ReadTx<'_>,
    round: &mut Round<'_>,
    submission: &Submission,
) -> Result<(), StoreError> {
    if round.depth == Depth::Sample && !is_sampled(round, submission) {
        return Ok(());
    }
    let Some(terms) = round.read(search::terms_of(tx, &submission.sealer))?.flatten() else {
        return Ok(());
    };
    let every = terms.iter().all(|(_, there)| *there);
    let of = ("search_cases", submission.id.as_str());
    round.expect(every, "search", of, "a term of its list is not in the index");
    Ok(())
}

/// Whether a case is one of those that are looked at today.
fn is_sampled(round: &Round<'_>, submission: &Submission) -> bool {
    let sum: u32 = submission.id.as_str().bytes().map(u32::from).sum();
    let day = u32::try_from(chrono::Datelike::num_days_from_ce(&round.now.day()));
    sum % SAMPLE == day.unwrap_or_default() % SAMPLE
}
