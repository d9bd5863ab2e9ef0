//! Proof that the log is whole: the chains of cases, and the chained heads of days, which also
//! cover who looked at what.
//!
//! The head of the last closed day, given to somebody outside, is enough to notice
//! later that anything before it was changed, added or taken away.

use chrono::{Duration, NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use kernel::Instant;

use crate::{
    Digest, Reads, StoreError, WriteTx,
    chain::{DayChain, START},
    engine::per_engine,
    events::{self, EventRow},
    looks,
    row::At,
    schema::{cases, day_heads, events as log},
    transaction::Door as _,
};

const TABLE: &str = "day_heads";

/// Rows read at once.
const CHUNK: i64 = 2_000;

/// A day is closed so long after midnight: what was decided before is committed by then.
const SETTLING: Duration = Duration::minutes(10);

/// The closed log of one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayHead {
    /// The day in Japan.
    pub day: NaiveDate,
    /// How many events it has.
    pub events: i64,
    /// How many looks it has.
    pub looks: i64,
    /// Hash of the closed day before it.
    pub prev_hash: Digest,
    /// Hash of this day's events and looks and of `prev_hash`: what to give to an outside witness.
    pub hash: Digest,
    /// When it was closed.
    pub closed_at: Instant,
}

/// What a verification looked at and found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// Cases with events.
    pub cases: u64,
    /// Events.
    pub events: u64,
    /// Closed days.
    pub days: u64,
    /// The first thing that does not fit.
    pub first_break: Option<Break>,
}

/// Where a chain is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Break {
    /// In the log of a case.
    Event {
        /// The case, as it stands in the row.
        case: String,
        /// The place in its log.
        seq: i64,
        /// What does not fit.
        what: &'static str,
    },
    /// In the chain of days.
    Day {
        /// The day.
        day: NaiveDate,
        /// What does not fit.
        what: &'static str,
    },
}

/// Whether [`close_days`] would find anything to do.
pub(crate) fn is_day_to_close(tx: &mut impl Reads, now: Instant) -> Result<bool, StoreError> {
    let last = last_day_head(tx)?.map(|head| head.day);
    Ok(next_open_day(tx, last)?.is_some_and(|day| day < closing_before(now)))
}

/// Days before this one have settled.
fn closing_before(now: Instant) -> NaiveDate {
    now.plus(-SETTLING).day()
}

/// Closes every day that ended ten minutes before `now` or earlier. Days on which nothing happened
/// get no head; closed ones stay as they are. Nobody else may be writing: see
/// [`crate::Store::close_days`].
pub(crate) fn close_days(tx: &mut WriteTx<'_>, now: Instant) -> Result<Vec<DayHead>, StoreError> {
    let today = closing_before(now);
    let mut last = last_day_head(tx)?;
    let mut closed = Vec::new();
    while let Some(day) = next_open_day(tx, last.as_ref().map(|head| head.day))? {
        if day >= today {
            break;
        }
        let prev = last.as_ref().map_or(START, |head| head.hash);
        let (events, looks, hash) = compute_head(tx, day, &prev)?;
        let head = DayHead { day, events, looks, prev_hash: prev, hash, closed_at: now };
        insert_head(tx, &head)?;
        last = Some(head.clone());
        closed.push(head);
    }
    Ok(closed)
}

/// The last closed day.
pub fn last_day_head(tx: &mut impl Reads) -> Result<Option<DayHead>, StoreError> {
    let row: Option<HeadRow> = tx.run(TABLE, |conn, here| {
        day_heads::table
            .filter(day_heads::municipality.eq(here))
            .order(day_heads::day.desc())
            .select(HeadRow::as_select())
            .first(conn)
            .optional()
    })?;
    row.map(DayHead::try_from).transpose()
}

/// The head of a closed day.
pub(crate) fn find_day_head(
    tx: &mut impl Reads,
    day: NaiveDate,
) -> Result<Option<DayHead>, StoreError> {
    let row: Option<HeadRow> = tx.run(TABLE, |conn, here| {
        day_heads::table
            .filter(day_heads::municipality.eq(here))
            .filter(day_heads::day.eq(day))
            .select(HeadRow::as_select())
            .first(conn)
            .optional()
    })?;
    row.map(DayHead::try_from).transpose()
}

/// Recomputes every chain; needs no key. The first break found is the earliest in its
/// case, or the earliest day.
pub fn verify(tx: &mut impl Reads) -> Result<Verified, StoreError> {
    let mut verified = Verified::default();
    verify_cases(tx, &mut verified)?;
    if verified.first_break.is_none() {
        verified.first_break = find_case_without_log(tx)?;
    }
    verify_days(tx, &mut verified)?;
    Ok(verified)
}

/// The first day that an event can still be written into.
pub(crate) fn first_open_day(tx: &mut impl Reads) -> Result<NaiveDate, StoreError> {
    let last: Option<NaiveDate> = tx.run(TABLE, |conn, here| {
        per_engine!(conn, |conn| day_heads::table
            .filter(day_heads::municipality.eq(here))
            .order(day_heads::day.desc())
            .select(day_heads::day)
            .first(conn)
            .optional())
    })?;
    Ok(last.and_then(|day| day.succ_opt()).unwrap_or(EPOCH))
}

/// The first day with events or looks after `last`.
fn next_open_day(
    tx: &mut impl Reads,
    last: Option<NaiveDate>,
) -> Result<Option<NaiveDate>, StoreError> {
    let last = last.unwrap_or(EPOCH);
    let with_events: Option<NaiveDate> = tx.run(events::TABLE, |conn, here| {
        log::table
            .filter(log::municipality.eq(here))
            .filter(log::day.gt(last))
            .order(log::day)
            .select(log::day)
            .first(conn)
            .optional()
    })?;
    let with_looks = looks::next_day(tx, last)?;
    Ok(with_events.into_iter().chain(with_looks).min())
}

/// Before everything that was ever filed here, and within every engine's range.
const EPOCH: NaiveDate = match NaiveDate::from_ymd_opt(1970, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// How many events and looks a day has, and their hash behind `prev`.
fn compute_head(
    tx: &mut impl Reads,
    day: NaiveDate,
    prev: &Digest,
) -> Result<(i64, i64, Digest), StoreError> {
    let mut chain = DayChain::new(tx.municipality().as_str(), day, prev);
    let mut last = (String::new(), 0);
    loop {
        let hashes: Vec<(String, i64, Vec<u8>)> = tx.run(events::TABLE, |conn, here| {
            let (case, seq) = &last;
            log::table
                .filter(log::municipality.eq(here))
                .filter(log::day.eq(day))
                .filter(log::case_id.ge(case))
                .filter(log::case_id.gt(case).or(log::seq.gt(seq)))
                .order((log::case_id, log::seq))
                .limit(CHUNK)
                .select((log::case_id, log::seq, log::hash))
                .load(conn)
        })?;
        for (_, _, hash) in &hashes {
            chain.add(hash);
        }
        match hashes.into_iter().next_back() {
            Some((case, seq, _)) => last = (case, seq),
            None => break,
        }
    }
    looks::each_of_day(tx, day, CHUNK, |look| chain.add_look(&look))?;
    Ok((chain.events, chain.looks, chain.finish()))
}

fn insert_head(tx: &mut WriteTx<'_>, head: &DayHead) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(day_heads::table)
            .values((
                day_heads::municipality.eq(here),
                day_heads::day.eq(head.day),
                day_heads::events.eq(head.events),
                day_heads::looks.eq(head.looks),
                day_heads::prev_hash.eq(head.prev_hash.as_bytes().as_slice()),
                day_heads::hash.eq(head.hash.as_bytes().as_slice()),
                day_heads::closed_at.eq(head.closed_at.naive_utc()),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// Where the chain of the case that is being read stands.
struct Thread {
    case: String,
    seq: i64,
    hash: Vec<u8>,
}

fn verify_cases(tx: &mut impl Reads, verified: &mut Verified) -> Result<(), StoreError> {
    let mut thread = Thread { case: String::new(), seq: 0, hash: START.as_bytes().to_vec() };
    loop {
        let rows: Vec<EventRow> = tx.run(events::TABLE, |conn, here| {
            let Thread { case, seq, .. } = &thread;
            log::table
                .filter(log::municipality.eq(here))
                .filter(log::case_id.ge(case))
                .filter(log::case_id.gt(case).or(log::seq.gt(seq)))
                .order((log::case_id, log::seq))
                .limit(CHUNK)
                .select(EventRow::as_select())
                .load(conn)
        })?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in rows {
            if row.case_id != thread.case {
                verified.cases += 1;
                thread =
                    Thread { case: row.case_id.clone(), seq: 0, hash: START.as_bytes().to_vec() };
            }
            verified.events += 1;
            if let (Some(what), None) = (fault_of(&row, &thread), &verified.first_break) {
                let case = row.case_id.clone();
                verified.first_break = Some(Break::Event { case, seq: row.seq, what });
            }
            thread.seq = row.seq;
            thread.hash = row.hash;
        }
    }
}

/// What does not fit between an event and the one before it.
fn fault_of(row: &EventRow, before: &Thread) -> Option<&'static str> {
    if row.seq != before.seq + 1 {
        return Some("an event before it is missing");
    }
    if row.prev_hash != before.hash {
        return Some("it does not follow from the event before it");
    }
    let prev = <[u8; 32]>::try_from(row.prev_hash.as_slice()).map(Digest::from_bytes);
    match prev {
        Ok(prev) if row.link().hash(&prev).as_bytes().as_slice() == row.hash => None,
        Ok(_) | Err(_) => Some("it was changed"),
    }
}

/// Every case has been filed, so every case has a log.
fn find_case_without_log(tx: &mut impl Reads) -> Result<Option<Break>, StoreError> {
    let case: Option<String> = tx.run(events::TABLE, |conn, here| {
        let logged = log::table.filter(log::case_id.eq(cases::id)).filter(log::seq.eq(1));
        cases::table
            .filter(cases::municipality.eq(here))
            .filter(diesel::dsl::not(diesel::dsl::exists(logged)))
            .order(cases::id)
            .select(cases::id)
            .first(conn)
            .optional()
    })?;
    Ok(case.map(|case| Break::Event { case, seq: 1, what: "the log is missing" }))
}

fn verify_days(tx: &mut impl Reads, verified: &mut Verified) -> Result<(), StoreError> {
    let rows: Vec<HeadRow> = tx.run(TABLE, |conn, here| {
        day_heads::table
            .filter(day_heads::municipality.eq(here))
            .order(day_heads::day)
            .select(HeadRow::as_select())
            .load(conn)
    })?;
    let mut last: Option<DayHead> = None;
    for row in rows {
        let head = DayHead::try_from(row)?;
        verified.days += 1;
        let fault = fault_of_day(tx, &head, last.as_ref())?;
        if let (Some((day, what)), None) = (fault, &verified.first_break) {
            verified.first_break = Some(Break::Day { day, what });
        }
        last = Some(head);
    }
    Ok(())
}

fn fault_of_day(
    tx: &mut impl Reads,
    head: &DayHead,
    last: Option<&DayHead>,
) -> Result<Option<(NaiveDate, &'static str)>, StoreError> {
    if head.prev_hash != last.map_or(START, |last| last.hash) {
        return Ok(Some((head.day, "it does not follow from the closed day before it")));
    }
    match next_open_day(tx, last.map(|last| last.day))? {
        Some(day) if day < head.day => return Ok(Some((day, "a day without a head"))),
        Some(_) | None => {}
    }
    let (events, looks, hash) = compute_head(tx, head.day, &head.prev_hash)?;
    if events != head.events {
        return Ok(Some((head.day, "events were added or taken away")));
    }
    if looks != head.looks {
        return Ok(Some((head.day, "looks were added or taken away")));
    }
    Ok((hash != head.hash).then_some((head.day, "its events, its looks or its head were changed")))
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = day_heads)]
struct HeadRow {
    day: NaiveDate,
    events: i64,
    looks: i64,
    prev_hash: Vec<u8>,
    hash: Vec<u8>,
    closed_at: NaiveDateTime,
}

impl TryFrom<HeadRow> for DayHead {
    type Error = StoreError;

    fn try_from(row: HeadRow) -> Result<Self, StoreError> {
        let day = row.day.to_string();
        let at = At::row(TABLE, &day);
        Ok(Self {
            day: row.day,
            events: row.events,
            looks: row.looks,
            prev_hash: at.digest(&row.prev_hash)?,
            hash: at.digest(&row.hash)?,
            closed_at: Instant::from_naive_utc(row.closed_at),
        })
    }
}
