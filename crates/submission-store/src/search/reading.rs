//! Searching: month by month, from the newest on, in the index and in what waits beside it.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
};

use diesel::{prelude::*, sql_types::Bool};
use kernel::SubmissionId;

use super::{
    Field, Month, Word,
    term::{Share, Terms},
    waiting,
    writing::{AT_ONCE, CASES, INDEX, MARKER},
};
use crate::{
    Reads, StoreError,
    engine::{DbConn, MultiBackend},
    one_of::one_of,
    row::At,
    schema::{search_cases, search_index},
};

/// So many months are gone through at once, at most.
const MONTHS_AT_ONCE: usize = 24;
/// The months of a century.
const MOST_MONTHS: i32 = 1_200;
/// So many shares of a word are asked for, once the first one is full.
const SHARES_AT_ONCE: u32 = 8;

/// What is searched for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sought {
    /// Everything that was typed, taken as one word, in all its meanings; one of them is enough.
    pub whole: Vec<Word>,
    /// Its words, each in all its meanings; every word has to be found, be it of different people.
    pub words: Vec<Vec<Word>>,
}

impl Sought {
    /// Every word in every meaning, once.
    fn distinct(&self) -> Vec<&Word> {
        let all: BTreeSet<&Word> = self.whole.iter().chain(self.words.iter().flatten()).collect();
        all.into_iter().collect()
    }

    /// What of `found` fits as a whole: the cases of each meaning of a word in, what is left out.
    fn fitting<T: Ord + Copy>(&self, found: &HashMap<&Word, BTreeSet<T>>) -> BTreeSet<T> {
        let any = |meanings: &[Word]| -> BTreeSet<T> {
            meanings.iter().filter_map(|word| found.get(word)).flatten().copied().collect()
        };
        let each = self.words.iter().map(|meanings| any(meanings));
        let every = each.reduce(|one, other| one.intersection(&other).copied().collect());
        let mut all = any(&self.whole);
        all.extend(every.into_iter().flatten());
        all
    }
}

/// The cases of some months.
pub(crate) struct Found {
    /// Their ids, the newest first.
    pub(crate) cases: Vec<String>,
    /// The last month that was gone through.
    pub(crate) until: Month,
}

/// A way through the months of a search.
pub(crate) struct Walk<'a> {
    sought: &'a Sought,
    /// Those to come, the nearest last.
    months: Vec<Month>,
    waiting: Vec<(SubmissionId, Month, Vec<i64>)>,
    at_once: usize,
    upwards: bool,
}

impl<'a> Walk<'a> {
    /// From `from` on, or from the newest month; `upwards` towards the newest one.
    pub(crate) fn begin(
        tx: &mut impl Reads,
        sought: &'a Sought,
        from: Option<Month>,
        upwards: bool,
    ) -> Result<Self, StoreError> {
        let waiting = waiting::all(tx)?;
        let mut months = all_months(tx, &waiting)?;
        if let Some(from) = from {
            months.retain(|month| if upwards { *month >= from } else { *month <= from });
        }
        if upwards {
            months.reverse();
        }
        Ok(Self { sought, months, waiting, at_once: 1, upwards })
    }

    /// Whether every month was gone through.
    pub(crate) fn is_over(&self) -> bool {
        self.months.is_empty()
    }

    /// The cases of the next months; more of them each time.
    pub(crate) fn next(&mut self, tx: &mut impl Reads) -> Result<Option<Found>, StoreError> {
        let rest = self.months.len().saturating_sub(self.at_once);
        let months = self.months.split_off(rest);
        let Some(until) = months.first().copied() else { return Ok(None) };
        self.at_once = (self.at_once * 2).min(MONTHS_AT_ONCE);
        let ordinals = self.in_index(tx, &months)?;
        let mut cases = cases_of(tx, &ordinals)?;
        cases.extend(self.waiting_in(tx, &months));
        cases.sort_unstable();
        cases.dedup();
        if !self.upwards {
            cases.reverse();
        }
        Ok(Some(Found { cases, until }))
    }

    fn in_index(&self, tx: &mut impl Reads, months: &[Month]) -> Result<Vec<i64>, StoreError> {
        let words = self.sought.distinct();
        let mut of_month: BTreeMap<Month, HashMap<&Word, BTreeSet<i64>>> = BTreeMap::new();
        for (month, word, ordinal) in rows(tx, months, &words)? {
            of_month.entry(month).or_default().entry(word).or_default().insert(ordinal);
        }
        Ok(of_month.values().flat_map(|found| self.sought.fitting(found)).collect())
    }

    /// What waits beside the index, of these months.
    fn waiting_in(&self, tx: &impl Reads, months: &[Month]) -> Vec<String> {
        let (words, mut terms) = (self.sought.distinct(), Terms::new(tx.keys()));
        let mut asked: HashMap<Month, HashMap<i64, &Word>> = HashMap::new();
        let mut cases = Vec::new();
        for (at, (case, month, has)) in self.waiting.iter().enumerate() {
            if !months.contains(month) {
                continue;
            }
            let meant = asked.entry(*month).or_insert_with(|| {
                words.iter().map(|word| (terms.of(word, *month, Share::Waiting), *word)).collect()
            });
            let found: HashMap<&Word, BTreeSet<usize>> = has
                .iter()
                .filter_map(|term| Some((*meant.get(term)?, BTreeSet::from([at]))))
                .collect();
            if !found.is_empty() && !self.sought.fitting(&found).is_empty() {
                cases.push(case.as_str().to_owned());
            }
        }
        cases
    }
}

/// Which months have cases, the oldest first.
fn all_months(
    tx: &mut impl Reads,
    waiting: &[(SubmissionId, Month, Vec<i64>)],
) -> Result<Vec<Month>, StoreError> {
    let mut ends: Vec<Month> = waiting.iter().map(|(_, month, _)| *month).collect();
    for newest in [true, false] {
        let end: Option<i32> = tx.run(INDEX, |conn, here| {
            let all = search_index::table
                .filter(search_index::municipality.eq(here))
                .select(search_index::month)
                .into_boxed();
            let all = if newest {
                all.order(search_index::month.desc())
            } else {
                all.order(search_index::month.asc())
            };
            all.first(conn).optional()
        })?;
        ends.extend(end.map(Month));
    }
    let (first, last) = (ends.iter().min(), ends.iter().max());
    // Whatever a clock once said: nobody looks for what is older than a century.
    let from = |first: &Month, last: &Month| first.0.max(last.0.saturating_sub(MOST_MONTHS));
    let all = first.zip(last).map(|(one, last)| (from(one, last)..=last.0).map(Month).collect());
    Ok(all.unwrap_or_default())
}

/// Every place of these words in the index, of these months: their first shares, and the others of
/// those that are full.
fn rows<'w>(
    tx: &mut impl Reads,
    months: &[Month],
    words: &[&'w Word],
) -> Result<Vec<(Month, &'w Word, i64)>, StoreError> {
    let keys = tx.keys().clone();
    let mut terms = Terms::new(&keys);
    let mut asked: Vec<(Month, &Word)> =
        months.iter().flat_map(|month| words.iter().map(|word| (*month, *word))).collect();
    let (mut shares, mut found) = (0..1, Vec::new());
    while !asked.is_empty() {
        let mut meant: HashMap<i64, (Month, &Word, u32)> = HashMap::new();
        let mut wanted: BTreeMap<Month, Vec<i64>> = BTreeMap::new();
        for (month, word) in &asked {
            for share in shares.clone() {
                let term = terms.of(word, *month, Share::Number(share));
                meant.insert(term, (*month, *word, share));
                wanted.entry(*month).or_default().push(term);
            }
        }
        let last = shares.end.saturating_sub(1);
        let mut full = HashSet::new();
        for (term, ordinal) in load(tx, &wanted)? {
            match meant.get(&term) {
                Some((month, word, share)) if ordinal == MARKER => {
                    full.extend((*share == last).then_some((*month, *word)));
                }
                Some((month, word, _)) => found.push((*month, *word, ordinal)),
                None => {}
            }
        }
        asked = full.into_iter().collect();
        shares = shares.end..shares.end + SHARES_AT_ONCE;
    }
    Ok(found)
}

/// Terms and ordinals of the index.
fn load(
    tx: &mut impl Reads,
    wanted: &BTreeMap<Month, Vec<i64>>,
) -> Result<Vec<(i64, i64)>, StoreError> {
    type Condition<'a> =
        Box<dyn BoxableExpression<search_index::table, MultiBackend, SqlType = Bool> + 'a>;
    let months: Vec<(&Month, &Vec<i64>)> = wanted.iter().collect();
    tx.run(INDEX, |conn, here| {
        let mut found = Vec::new();
        // A statement more costs nothing where there is no server.
        let at_once = match conn {
            DbConn::Sqlite(_) => 1,
            DbConn::Pg(_) => MONTHS_AT_ONCE,
        };
        for part in months.chunks(at_once) {
            let of_month = part.iter().map(|(month, terms)| -> Condition<'_> {
                let month = search_index::month.eq(month.0);
                Box::new(month.and(one_of(search_index::term, terms.iter().copied())))
            });
            let any = of_month.reduce(|one, other| Box::new(one.or(other)));
            let Some(any) = any else { continue };
            let rows: Vec<(i64, i64)> = search_index::table
                .into_boxed()
                .filter(search_index::municipality.eq(here))
                .filter(any)
                .select((search_index::term, search_index::ordinal))
                .load(conn)?;
            found.extend(rows);
        }
        Ok(found)
    })
}

/// The cases of these ordinals.
fn cases_of(tx: &mut impl Reads, ordinals: &[i64]) -> Result<Vec<String>, StoreError> {
    let mut cases = Vec::with_capacity(ordinals.len());
    for part in ordinals.chunks(AT_ONCE) {
        let some: Vec<String> = tx.run(CASES, |conn, here| {
            search_cases::table
                .filter(search_cases::municipality.eq(here))
                .filter(one_of(search_cases::ordinal, part.iter().copied()))
                .select(search_cases::case_id)
                .load(conn)
        })?;
        cases.extend(some);
    }
    Ok(cases)
}

/// How sure it is that a case is of the same person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Same {
    /// 同じ氏名と生年月日
    NameAndBirth,
    /// 同じ人と思われる: reading, telephone or address fit as well.
    Person,
}

/// Cases with one of these persons, the newest first and no more than `limit`: words of the kinds
/// [`Field::Person`] and those with it. A name alone is none of them.
pub fn same(
    tx: &mut impl Reads,
    persons: &[Word],
    limit: usize,
) -> Result<Vec<(SubmissionId, Same)>, StoreError> {
    let sought = Sought { whole: persons.to_vec(), words: Vec::new() };
    let words = sought.distinct();
    let mut walk = Walk::begin(tx, &sought, None, false)?;
    let mut found: BTreeMap<Reverse<String>, Same> = BTreeMap::new();
    walk.at_once = MONTHS_AT_ONCE;
    while found.len() < limit && !words.is_empty() {
        let rest = walk.months.len().saturating_sub(walk.at_once);
        let months = walk.months.split_off(rest);
        if months.is_empty() {
            break;
        }
        let mut of_ordinal: BTreeMap<i64, Same> = BTreeMap::new();
        for (_, word, ordinal) in rows(tx, &months, &words)? {
            let same = of_ordinal.entry(ordinal).or_insert(Same::NameAndBirth);
            *same = (*same).max(how_sure(word.field));
        }
        for sure in [Same::NameAndBirth, Same::Person] {
            let some = of_ordinal.iter().filter(|(_, same)| **same == sure);
            let ordinals: Vec<i64> = some.map(|(ordinal, _)| *ordinal).collect();
            let cases = cases_of(tx, &ordinals)?.into_iter();
            found.extend(cases.map(|case| (Reverse(case), sure)));
        }
        let mut terms = Terms::new(tx.keys());
        for (case, month, has) in walk.waiting.iter().filter(|(_, m, _)| months.contains(m)) {
            for word in &words {
                if has.contains(&terms.of(word, *month, Share::Waiting)) {
                    let case = Reverse(case.as_str().to_owned());
                    let same = found.entry(case).or_insert(Same::NameAndBirth);
                    *same = (*same).max(how_sure(word.field));
                }
            }
        }
    }
    let newest = found.into_iter().take(limit);
    newest.map(|(Reverse(id), same)| Ok((At::row(CASES, &id).parse("case", &id)?, same))).collect()
}

/// What a word of a person tells.
const fn how_sure(field: Field) -> Same {
    match field {
        Field::PersonKana | Field::PersonPhone | Field::PersonTown => Same::Person,
        Field::Person
        | Field::Name
        | Field::Kana
        | Field::Organisation
        | Field::Phone
        | Field::PhoneEnd
        | Field::PostalCode
        | Field::BirthDate
        | Field::Email
        | Field::Town
        | Field::Answer => Same::NameAndBirth,
    }
}
