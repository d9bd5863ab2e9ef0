//! Putting cases into the index, many at a time and sorted: neighbours share a page.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::{
    dsl::{count_star, min},
    prelude::*,
};
use kernel::{Instant, SubmissionId};

use super::{
    Month, Word,
    term::{SHARE, Share, Terms},
    waiting::{self, packed, unpacked},
};
use crate::{
    CaseSealer, Part, Place, Reads, Sealed, StoreError, WriteTx,
    engine::{DbConn, per_engine},
    protected,
    schema::{search_cases, search_index, submissions},
    transaction::Door as _,
};

pub(super) const CASES: &str = "search_cases";
pub(super) const INDEX: &str = "search_index";
/// The ordinal of a marker: the share is full, and the word goes on in the next one.
pub(super) const MARKER: i64 = 0;
/// Values in one statement.
pub(super) const AT_ONCE: usize = 500;

/// What was read of a case that is to be found by its words.
#[derive(Debug, Clone)]
pub struct Indexed {
    /// The case, and what seals the list of its terms.
    pub sealer: CaseSealer,
    /// When it arrived.
    pub arrived_at: Instant,
    /// The last revision that was read.
    pub revision: i64,
    /// The words of all its revisions.
    pub words: BTreeSet<Word>,
    /// Whether it bore the mark of protected people then, and has no word of where they are.
    pub is_protected: bool,
}

/// A case that is in the index, or goes there.
struct Entry<'a> {
    case: &'a Indexed,
    month: Month,
    ordinal: i64,
    is_new: bool,
    terms: BTreeSet<i64>,
}

/// One row of the index.
type Row = (i32, i64, i64);

/// Puts cases into the index; gives how many are there now. What was erased meanwhile is left out,
/// and what stood there already stays.
pub fn file(tx: &mut WriteTx<'_>, cases: &[Indexed]) -> Result<usize, StoreError> {
    let keys = tx.keys().clone();
    let here = still_here(tx, cases)?;
    let ids: Vec<SubmissionId> = cases.iter().map(|case| case.sealer.case().clone()).collect();
    // What was marked or unmarked since it was read waits to be read again.
    let marked = protected::marked(tx, &ids)?;
    let is_as_read = |case: &&Indexed| marked.contains(case.sealer.case()) == case.is_protected;
    let cases: Vec<&Indexed> = cases
        .iter()
        .filter(|case| here.contains(case.sealer.case().as_str()))
        .filter(is_as_read)
        .collect();
    let mut entries = entries(tx, &cases)?;
    let mut wanted: BTreeMap<(Month, &Word), Vec<usize>> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        for word in &entry.case.words {
            wanted.entry((entry.month, word)).or_default().push(at);
        }
    }
    let mut terms = Terms::new(&keys);
    let fills = fills(tx, &mut terms, wanted.keys().copied())?;
    let mut rows = Vec::new();
    for ((month, word), which) in wanted {
        let (share, count) = fills.get(&(month, word)).copied().unwrap_or_default();
        let mut fill = Fill { month, word, share, count };
        for at in which {
            if let Some(entry) = entries.get_mut(at) {
                fill.take(&mut terms, entry, &mut rows);
            }
        }
    }
    rows.sort_unstable();
    insert_rows(tx, &rows)?;
    entries.iter().try_for_each(|entry| keep(tx, entry))?;
    let read = cases.iter().map(|case| (case.sealer.case().as_str(), case.revision)).collect();
    waiting::done(tx, &read)?;
    Ok(entries.len())
}

/// The cases that are not erased. On a server, who erases or protects one waits until this is
/// written.
fn still_here(tx: &mut WriteTx<'_>, cases: &[Indexed]) -> Result<BTreeSet<String>, StoreError> {
    let ids: Vec<&str> = cases.iter().map(|case| case.sealer.case().as_str()).collect();
    let found: Vec<String> = tx.run("submissions", |conn, here| {
        let query = submissions::table
            .filter(submissions::municipality.eq(here))
            .filter(submissions::id.eq_any(ids))
            .filter(submissions::erased_at.is_null())
            .order(submissions::id)
            .select(submissions::id);
        match conn {
            DbConn::Sqlite(conn) => query.load(conn),
            DbConn::Pg(conn) => query.for_share().load(conn),
        }
    })?;
    Ok(found.into_iter().collect())
}

/// The cases with their ordinals and with what stands in the index of them already.
fn entries<'a>(tx: &mut WriteTx<'_>, cases: &[&'a Indexed]) -> Result<Vec<Entry<'a>>, StoreError> {
    let ids: Vec<&str> = cases.iter().map(|case| case.sealer.case().as_str()).collect();
    let rows: Vec<(String, i64, i32, Vec<u8>)> = tx.run(CASES, |conn, here| {
        search_cases::table
            .filter(search_cases::municipality.eq(here))
            .filter(search_cases::case_id.eq_any(ids))
            .select((
                search_cases::case_id,
                search_cases::ordinal,
                search_cases::month,
                search_cases::terms,
            ))
            .load(conn)
    })?;
    let mut known: HashMap<String, (i64, i32, Vec<u8>)> =
        rows.into_iter().map(|(id, ordinal, month, terms)| (id, (ordinal, month, terms))).collect();
    let mut last = last_ordinal(tx)?;
    let entry = |case: &&'a Indexed| {
        let Some((ordinal, month, terms)) = known.remove(case.sealer.case().as_str()) else {
            last += 1;
            let (month, terms) = (Month::of(case.arrived_at), BTreeSet::new());
            return Ok(Entry { case, month, ordinal: last, is_new: true, terms });
        };
        let terms = opened(&case.sealer, terms)?.into_iter().collect();
        Ok(Entry { case, month: Month(month), ordinal, is_new: false, terms })
    };
    cases.iter().map(entry).collect()
}

fn last_ordinal(tx: &mut impl Reads) -> Result<i64, StoreError> {
    let last: Option<i64> = tx.run(CASES, |conn, here| {
        search_cases::table
            .filter(search_cases::municipality.eq(here))
            .order(search_cases::ordinal.desc())
            .select(search_cases::ordinal)
            .first(conn)
            .optional()
    })?;
    Ok(last.unwrap_or(MARKER))
}

/// The terms under which a case stands in the index.
pub(super) fn opened(sealer: &CaseSealer, terms: Vec<u8>) -> Result<Vec<i64>, StoreError> {
    let place = Place::of_case(sealer.case(), Part::SearchTerms);
    let plain = sealer.open(&Sealed::read(place.clone(), terms))?;
    unpacked(&plain).ok_or_else(|| place.damaged("terms"))
}

/// A word of a month.
type Dated<'w> = (Month, &'w Word);

/// The share of each word that still takes cases, and how many it has.
fn fills<'w>(
    tx: &mut WriteTx<'_>,
    terms: &mut Terms<'_>,
    words: impl Iterator<Item = (Month, &'w Word)>,
) -> Result<HashMap<Dated<'w>, (u32, i64)>, StoreError> {
    let mut open = HashMap::new();
    let mut asked: Vec<(Month, &Word)> = words.collect();
    let mut share = 0;
    while !asked.is_empty() {
        let mut full = Vec::new();
        for part in asked.chunk_by(|(one, _), (other, _)| one == other) {
            for part in part.chunks(AT_ONCE) {
                let mut of =
                    |(month, word): (Month, &Word)| terms.of(word, month, Share::Number(share));
                let by_term: HashMap<i64, (Month, &Word)> =
                    part.iter().map(|which| (of(*which), *which)).collect();
                for (term, count, least) in counted(tx, &by_term)? {
                    let Some(which) = by_term.get(&term) else { continue };
                    if least == Some(MARKER) {
                        full.push(*which);
                    } else {
                        open.insert(*which, (share, count));
                    }
                }
                // A word without a row begins its share, unless that is the first one.
                for which in part {
                    if !full.contains(which) {
                        open.entry(*which).or_insert((share, 0));
                    }
                }
            }
        }
        full.sort_unstable();
        asked = full;
        share += 1;
    }
    Ok(open)
}

/// Of each of these terms of one month that has rows: how many, and its smallest ordinal.
fn counted(
    tx: &mut WriteTx<'_>,
    terms: &HashMap<i64, (Month, &Word)>,
) -> Result<Vec<(i64, i64, Option<i64>)>, StoreError> {
    let month = terms.values().next().map_or(0, |(month, _)| month.0);
    tx.run(INDEX, |conn, here| {
        search_index::table
            .group_by(search_index::term)
            .select((search_index::term, count_star(), min(search_index::ordinal)))
            .filter(search_index::month.eq(month))
            .filter(search_index::term.eq_any(terms.keys().copied()))
            .filter(search_index::municipality.eq(here))
            .load(conn)
    })
}

/// The share of a word that takes cases now.
struct Fill<'w> {
    month: Month,
    word: &'w Word,
    share: u32,
    count: i64,
}

impl Fill<'_> {
    fn take(&mut self, terms: &mut Terms<'_>, entry: &mut Entry<'_>, rows: &mut Vec<Row>) {
        let mut of = |share| terms.of(self.word, self.month, Share::Number(share));
        if !entry.is_new && (0..=self.share).any(|share| entry.terms.contains(&of(share))) {
            return;
        }
        if self.count >= SHARE {
            rows.push((self.month.0, of(self.share), MARKER));
            self.share += 1;
            self.count = 0;
        }
        let term = of(self.share);
        rows.push((self.month.0, term, entry.ordinal));
        self.count += 1;
        entry.terms.insert(term);
    }
}

fn insert_rows(tx: &mut WriteTx<'_>, rows: &[Row]) -> Result<(), StoreError> {
    tx.run(INDEX, |conn, here| {
        let values = |(month, term, ordinal): &Row| {
            (
                search_index::month.eq(*month),
                search_index::term.eq(*term),
                search_index::ordinal.eq(*ordinal),
                search_index::municipality.eq(here),
            )
        };
        match conn {
            DbConn::Sqlite(conn) => rows.iter().try_for_each(|row| {
                diesel::insert_into(search_index::table).values(values(row)).execute(conn).map(drop)
            }),
            // A message to a server costs more than a row.
            DbConn::Pg(conn) => rows.chunks(AT_ONCE * 4).try_for_each(|part| {
                diesel::insert_into(search_index::table)
                    .values(part.iter().map(values).collect::<Vec<_>>())
                    .execute(conn)
                    .map(drop)
            }),
        }
    })
}

/// Keeps the list of a case's terms.
fn keep(tx: &mut WriteTx<'_>, entry: &Entry<'_>) -> Result<(), StoreError> {
    let id: &SubmissionId = entry.case.sealer.case();
    let list: Vec<i64> = entry.terms.iter().copied().collect();
    let sealed = entry.case.sealer.seal(Part::SearchTerms, &packed(&list));
    let terms = sealed.bytes_for(&Place::of_case(id, Part::SearchTerms))?;
    if entry.is_new {
        tx.run(CASES, |conn, here| {
            per_engine!(conn, |conn| diesel::insert_into(search_cases::table)
                .values((
                    search_cases::municipality.eq(here),
                    search_cases::ordinal.eq(entry.ordinal),
                    search_cases::case_id.eq(id.as_str()),
                    search_cases::month.eq(entry.month.0),
                    search_cases::terms.eq(terms),
                ))
                .execute(conn))
        })?;
    } else {
        tx.run(CASES, |conn, here| {
            diesel::update(search_cases::table)
                .filter(search_cases::case_id.eq(id.as_str()))
                .filter(search_cases::municipality.eq(here))
                .set(search_cases::terms.eq(terms))
                .execute(conn)
        })?;
    }
    Ok(())
}
