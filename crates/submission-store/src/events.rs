//! The log of a case: chained, and nothing is ever taken out of it.

use std::collections::HashSet;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use kernel::{EventId, IdSource, Instant, StaffId, SubmissionId};
use review_workflow::Event;

use crate::{
    CaseSealer, Digest, Part, Place, Reads, Scope, Sealed, StoreError, WriteTx,
    chain::{Link, START},
    engine::per_engine,
    erasures::Erasure,
    one_of::one_of,
    row::At,
    schema::events,
    scope::visible_one,
    transaction::Door as _,
};

pub(crate) const TABLE: &str = "events";

/// An event to be written down. It is made by [`NewEvent::seal`] and [`NewEvent::seal_as`]
/// alone, so that its columns are what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    id: EventId,
    /// In a word: readable without the key, so nothing personal.
    kind: String,
    /// `applicant`, `system`, or a staff id.
    actor: String,
    at: Instant,
    /// As JSON, sealed as [`Part::Event`].
    payload: Sealed,
}

/// An event as it stands in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedEvent {
    /// The case.
    pub case: SubmissionId,
    /// Counts from 1 in its case.
    pub seq: i64,
    /// The id.
    pub id: EventId,
    /// The kind, in a word.
    pub kind: String,
    /// Who.
    pub actor: String,
    /// When.
    pub at: Instant,
    /// The event as JSON.
    pub payload: Sealed,
    /// Hash of the event before it.
    pub prev_hash: Digest,
    /// Hash of this event and of `prev_hash`.
    pub hash: Digest,
}

impl NewEvent {
    /// Seals an event of the sealer's case; its id and its columns carry the event's own instant.
    pub fn seal(
        sealer: &CaseSealer,
        ids: &dyn IdSource,
        actor: &str,
        event: &Event,
    ) -> Result<Self, StoreError> {
        Self::seal_as(EventId::new(ids, event.at()), sealer, actor, event)
    }

    /// The same for an event that has its id already.
    pub fn seal_as(
        id: EventId,
        sealer: &CaseSealer,
        actor: &str,
        event: &Event,
    ) -> Result<Self, StoreError> {
        let json = serde_json::to_vec(event).ok().ok_or_else(|| {
            StoreError::corrupt(TABLE, id.as_str(), "the event cannot be written")
        })?;
        Ok(Self {
            payload: sealer.seal(Part::Event(&id), &json),
            id,
            kind: event.word().to_owned(),
            actor: actor.to_owned(),
            at: event.at(),
        })
    }
}

/// What stands before a payload that nobody sealed.
const CLEAR: u8 = 0;

/// The word of the last entry of a case.
pub(crate) const ERASED: &str = "erased";

/// What the last entry of a case says: readable without a key, because there is none any more.
/// It names no applicant.
#[derive(serde::Serialize)]
struct Proof<'a> {
    list: i64,
    rule: &'a str,
    due_on: NaiveDate,
    proposed_by: &'a str,
    approved_by: &'a str,
}

impl NewEvent {
    /// The proof of an erasure.
    pub(crate) fn erased(ids: &dyn IdSource, erasure: &Erasure) -> Result<Self, StoreError> {
        let id = EventId::new(ids, erasure.at);
        let proof = Proof {
            list: erasure.list,
            rule: &erasure.rule,
            due_on: erasure.due_on,
            proposed_by: erasure.proposed_by.as_str(),
            approved_by: erasure.approved_by.as_str(),
        };
        let json = serde_json::to_vec(&proof).ok().ok_or_else(|| {
            StoreError::corrupt(TABLE, id.as_str(), "the proof cannot be written")
        })?;
        let place = Place::of_case(&erasure.case, Part::Event(&id));
        let payload = Sealed::read(place, [&[CLEAR], json.as_slice()].concat());
        let (kind, actor) = (ERASED.to_owned(), erasure.approved_by.as_str().to_owned());
        Ok(Self { id, kind, actor, at: erasure.at, payload })
    }
}

impl LoggedEvent {
    /// What it says.
    pub fn open(&self, sealer: &CaseSealer) -> Result<Event, StoreError> {
        let json = sealer.open(&self.payload)?;
        serde_json::from_slice(&json)
            .ok()
            .ok_or_else(|| StoreError::corrupt(TABLE, self.id.as_str(), "the event cannot be read"))
    }
}

/// Who of the staff did something on a day, and with which case: more than looking at it.
pub fn done_on(
    tx: &mut impl Reads,
    day: NaiveDate,
) -> Result<HashSet<(StaffId, SubmissionId)>, StoreError> {
    let rows: Vec<(String, String)> = tx.run(TABLE, |conn, here| {
        events::table
            .filter(events::day.eq(day))
            .filter(events::municipality.eq(here))
            .filter(events::kind.ne_all(Event::LOOKS))
            .select((events::actor, events::case_id))
            .distinct()
            .load(conn)
    })?;
    let read = |(actor, case): (String, String)| {
        // Applicants and the program itself have no id.
        let staff: StaffId = actor.parse().ok()?;
        let case = At::row(TABLE, &case).parse("case", &case);
        Some(case.map(|case| (staff, case)))
    };
    rows.into_iter().filter_map(read).collect()
}

/// Writes the first events of a new case: there is nothing before them to look at.
pub fn begin(
    tx: &mut WriteTx<'_>,
    case: &SubmissionId,
    events: &[NewEvent],
) -> Result<(), StoreError> {
    write_after(tx, case, (0, START), events)
}

/// Writes events after the last one of a case.
pub fn append(
    tx: &mut WriteTx<'_>,
    case: &SubmissionId,
    events: &[NewEvent],
) -> Result<(), StoreError> {
    let last: Option<(i64, Vec<u8>)> = tx.run(TABLE, |conn, here| {
        events::table
            .filter(events::case_id.eq(case.as_str()))
            .filter(events::municipality.eq(here))
            .order(events::seq.desc())
            .select((events::seq, events::hash))
            .first(conn)
            .optional()
    })?;
    let last = match last {
        Some((seq, hash)) => (seq, At::row(TABLE, case.as_str()).digest(&hash)?),
        None => (0, START),
    };
    write_after(tx, case, last, events)
}

/// The log of a case after `after_seq` (0: from the start), the oldest first.
pub fn list(
    tx: &mut impl Reads,
    scope: &Scope,
    case: &SubmissionId,
    after_seq: i64,
    limit: u32,
) -> Result<Vec<LoggedEvent>, StoreError> {
    let sight = scope.sight(tx, case)?;
    let rows: Vec<EventRow> = tx.run(TABLE, |conn, here| {
        events::table
            .filter(events::case_id.eq_any(visible_one(sight, here, case.as_str())))
            .filter(events::seq.gt(after_seq))
            .order(events::seq)
            .limit(i64::from(limit))
            .select(EventRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(LoggedEvent::try_from).collect()
}

/// Which events of a case are wanted, by their words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kinds<'a> {
    /// All.
    Every,
    /// Of these kinds.
    Only(&'a [&'a str]),
    /// Of all but these kinds.
    But(&'a [&'a str]),
}

/// The newest `limit` events of a case before `before` (without it, of all), the oldest of
/// them first.
pub fn list_newest(
    tx: &mut impl Reads,
    scope: &Scope,
    case: &SubmissionId,
    kinds: Kinds<'_>,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<LoggedEvent>, StoreError> {
    let sight = scope.sight(tx, case)?;
    let rows: Vec<EventRow> = tx.run(TABLE, |conn, here| {
        let mut newest = events::table
            .filter(events::case_id.eq_any(visible_one(sight, here, case.as_str())))
            .order(events::seq.desc())
            .limit(i64::from(limit))
            .select(EventRow::as_select())
            .into_boxed();
        newest = match kinds {
            Kinds::Every => newest,
            Kinds::Only(words) => newest.filter(one_of(events::kind, words.iter().copied())),
            Kinds::But(words) => newest.filter(events::kind.ne_all(words)),
        };
        if let Some(before) = before {
            newest = newest.filter(events::seq.lt(before));
        }
        newest.load(conn)
    })?;
    rows.into_iter().rev().map(LoggedEvent::try_from).collect()
}

/// What one member of staff did of one kind on a case after `since`, the oldest first.
pub fn list_since(
    tx: &mut impl Reads,
    case: &SubmissionId,
    kind: &str,
    by: &StaffId,
    since: Instant,
) -> Result<Vec<LoggedEvent>, StoreError> {
    let rows: Vec<EventRow> = tx.run(TABLE, |conn, here| {
        events::table
            .filter(events::case_id.eq(case.as_str()))
            .filter(events::municipality.eq(here))
            .filter(events::kind.eq(kind))
            .filter(events::actor.eq(by.as_str()))
            .filter(events::at.gt(since.naive_utc()))
            .order(events::seq)
            .select(EventRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(LoggedEvent::try_from).collect()
}

fn write_after(
    tx: &mut WriteTx<'_>,
    case: &SubmissionId,
    last: (i64, Digest),
    events: &[NewEvent],
) -> Result<(), StoreError> {
    let (mut seq, mut prev) = last;
    for event in events {
        seq += 1;
        prev = write_one(tx, case, seq, &prev, event)?;
    }
    Ok(())
}

fn write_one(
    tx: &mut WriteTx<'_>,
    case: &SubmissionId,
    seq: i64,
    prev: &Digest,
    event: &NewEvent,
) -> Result<Digest, StoreError> {
    let payload = event.payload.bytes_for(&Place::of_case(case, Part::Event(&event.id)))?;
    let day = tx.book_day(event.at)?;
    tx.run(TABLE, |conn, here| {
        let link = Link {
            municipality: here,
            case: case.as_str(),
            seq,
            id: event.id.as_str(),
            kind: &event.kind,
            actor: &event.actor,
            at: event.at.millis(),
            day,
            payload,
        };
        let hash = link.hash(prev);
        per_engine!(conn, |conn| diesel::insert_into(events::table)
            .values((
                events::case_id.eq(case.as_str()),
                events::seq.eq(seq),
                events::id.eq(event.id.as_str()),
                events::municipality.eq(here),
                events::kind.eq(&event.kind),
                events::actor.eq(&event.actor),
                events::at.eq(event.at.naive_utc()),
                events::day.eq(day),
                events::payload.eq(payload),
                events::prev_hash.eq(prev.as_bytes().as_slice()),
                events::hash.eq(hash.as_bytes().as_slice()),
            ))
            .execute(conn))?;
        Ok(hash)
    })
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = events)]
pub(crate) struct EventRow {
    pub(crate) case_id: String,
    pub(crate) seq: i64,
    pub(crate) id: String,
    pub(crate) municipality: String,
    pub(crate) kind: String,
    pub(crate) actor: String,
    pub(crate) at: NaiveDateTime,
    pub(crate) day: NaiveDate,
    pub(crate) payload: Vec<u8>,
    pub(crate) prev_hash: Vec<u8>,
    pub(crate) hash: Vec<u8>,
}

impl EventRow {
    /// The columns that the hash covers.
    pub(crate) fn link(&self) -> Link<'_> {
        Link {
            municipality: &self.municipality,
            case: &self.case_id,
            seq: self.seq,
            id: &self.id,
            kind: &self.kind,
            actor: &self.actor,
            at: Instant::from_naive_utc(self.at).millis(),
            day: self.day,
            payload: &self.payload,
        }
    }
}

impl TryFrom<EventRow> for LoggedEvent {
    type Error = StoreError;

    fn try_from(row: EventRow) -> Result<Self, StoreError> {
        let at = At::row(TABLE, &row.id);
        let case: SubmissionId = at.parse("case", &row.case_id)?;
        let id: EventId = at.parse("id", &row.id)?;
        Ok(Self {
            prev_hash: at.digest(&row.prev_hash)?,
            hash: at.digest(&row.hash)?,
            payload: Sealed::read(Place::of_case(&case, Part::Event(&id)), row.payload),
            case,
            id,
            seq: row.seq,
            kind: row.kind,
            actor: row.actor,
            at: Instant::from_naive_utc(row.at),
        })
    }
}
