//! Letters waiting to leave, written in the transaction that caused them.

use chrono::NaiveDateTime;
use diesel::{
    dsl::{exists, not},
    prelude::*,
};
use kernel::{Instant, Language, LetterId, SubmissionId};

use crate::{
    Cursor, Listed, Page, Part, Place, Reads, Scope, Sealed, StoreError, WriteTx,
    engine::{DbConn, per_engine, update},
    row::{At, words},
    schema::{outbox, register_numbers},
    scope::visible_one,
    transaction::Door as _,
};

const TABLE: &str = "outbox";

/// Where a letter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterState {
    /// To be sent, now or later.
    Waiting,
    /// Handed over.
    Sent,
    /// Given up after too many attempts; shown to the operator.
    Dead,
}

words!(LetterState { Waiting = "waiting", Sent = "sent", Dead = "dead" });

/// One letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxLetter {
    /// The id.
    pub id: LetterId,
    /// The kind, in a word.
    pub kind: String,
    /// The submission that it is about.
    pub submission: SubmissionId,
    /// The language.
    pub language: Language,
    /// The address, sealed as [`Part::Recipient`].
    pub recipient: Sealed,
    /// What it says beyond its kind, sealed as [`Part::Letter`].
    pub detail: Option<Sealed>,
    /// The same at every attempt, so that a duplicate is recognised.
    pub message_id: String,
    /// How often it was tried.
    pub attempts: i64,
    /// Not before.
    pub next_attempt_at: Instant,
    /// Where it stands.
    pub state: LetterState,
    /// Why the last attempt failed, without addresses.
    pub last_error: Option<String>,
    /// When it was queued.
    pub created_at: Instant,
    /// Since when it has been tried without success.
    pub tried_since: Option<Instant>,
}

/// A letter in a sender's hands: what became of it is reported with it, and counts only
/// while nobody else has taken the letter over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The letter.
    pub letter: OutboxLetter,
    owner: String,
    number: i64,
}

/// Queues a letter.
pub fn insert(tx: &mut WriteTx<'_>, letter: &OutboxLetter) -> Result<(), StoreError> {
    let place = |part| Place::of_case(&letter.submission, part);
    let recipient = letter.recipient.bytes_for(&place(Part::Recipient(&letter.id)))?;
    let detail_at = place(Part::Letter(&letter.id));
    let detail = letter.detail.as_ref().map(|detail| detail.bytes_for(&detail_at)).transpose()?;
    tx.run(TABLE, |conn, here| {
        per_engine!(conn, |conn| diesel::insert_into(outbox::table)
            .values((
                outbox::id.eq(letter.id.as_str()),
                outbox::municipality.eq(here),
                outbox::kind.eq(&letter.kind),
                outbox::submission_id.eq(letter.submission.as_str()),
                outbox::language.eq(letter.language.tag()),
                outbox::recipient.eq(recipient),
                outbox::detail.eq(detail),
                outbox::message_id.eq(&letter.message_id),
                outbox::attempts.eq(letter.attempts),
                outbox::next_attempt_at.eq(letter.next_attempt_at.naive_utc()),
                outbox::state.eq(letter.state.word()),
                outbox::last_error.eq(letter.last_error.as_deref()),
                outbox::created_at.eq(letter.created_at.naive_utc()),
            ))
            .execute(conn))
    })?;
    Ok(())
}

/// Takes up to `limit` letters that are due for `owner`; nobody else gets them before
/// `until`. A letter whose sender died is due again then.
pub fn take(
    tx: &mut WriteTx<'_>,
    owner: &str,
    now: Instant,
    until: Instant,
    limit: u32,
) -> Result<Vec<Held>, StoreError> {
    let due = due(tx, now, limit)?;
    let mut held = Vec::with_capacity(due.len());
    for row in due {
        let number = row.lease_no + 1;
        let ours = tx.run(TABLE, |conn, _| {
            let waiting = outbox::table
                .filter(outbox::id.eq(&row.id))
                .filter(outbox::state.eq(LetterState::Waiting.word()))
                .filter(outbox::lease_no.eq(row.lease_no));
            let leased = (
                outbox::lease_owner.eq(owner),
                outbox::lease_no.eq(number),
                outbox::lease_until.eq(until.naive_utc()),
            );
            update(waiting, leased).execute(conn)
        })?;
        if ours == 1 {
            let letter = OutboxLetter::try_from(row)?;
            held.push(Held { letter, owner: owner.to_owned(), number });
        }
    }
    Ok(held)
}

/// Letters that are due and in nobody's hands, the one that waits longest first.
fn due(tx: &mut WriteTx<'_>, now: Instant, limit: u32) -> Result<Vec<LetterRow>, StoreError> {
    let now = now.naive_utc();
    tx.run(TABLE, |conn, here| {
        macro_rules! due {
            () => {
                outbox::table
                    .filter(outbox::municipality.eq(here))
                    .filter(outbox::state.eq(LetterState::Waiting.word()))
                    .filter(outbox::next_attempt_at.le(now))
                    .filter(
                        outbox::lease_until
                            .is_null()
                            .or(outbox::lease_until.assume_not_null().le(now)),
                    )
                    // Who is told of a decision finds its paper.
                    .filter(not(exists(
                        register_numbers::table
                            .filter(register_numbers::case_id.eq(outbox::submission_id))
                            .filter(register_numbers::due_at.is_not_null()),
                    )))
                    .order((outbox::next_attempt_at, outbox::id))
                    .limit(i64::from(limit))
                    .select(LetterRow::as_select())
            };
        }
        match conn {
            DbConn::Sqlite(conn) => due!().load(conn),
            // Two senders at once take different ones instead of waiting for each other.
            DbConn::Pg(conn) => due!().for_update().skip_locked().load(conn),
        }
    })
}

/// What is written of a held letter; nothing when somebody else holds it now.
macro_rules! write_held {
    ($tx:expr, $held:expr, $set:expr) => {{
        let held: &Held = $held;
        let written = $tx.run(TABLE, |conn, here| {
            diesel::update(outbox::table)
                .filter(outbox::id.eq(held.letter.id.as_str()))
                .filter(outbox::municipality.eq(here))
                .filter(outbox::lease_owner.eq(&held.owner))
                .filter(outbox::lease_no.eq(held.number))
                .filter(outbox::state.eq(LetterState::Waiting.word()))
                .set($set)
                .execute(conn)
        })?;
        Ok(written == 1)
    }};
}

/// Keeps the letter until `until`; false when somebody else has it by now. To be asked just
/// before it leaves.
pub fn renew(tx: &mut WriteTx<'_>, held: &Held, until: Instant) -> Result<bool, StoreError> {
    write_held!(tx, held, outbox::lease_until.eq(until.naive_utc()))
}

/// Puts a letter back that was not tried.
pub fn put_back(tx: &mut WriteTx<'_>, held: &Held) -> Result<bool, StoreError> {
    write_held!(tx, held, outbox::lease_until.eq(None::<NaiveDateTime>))
}

/// The letter left.
pub fn sent(tx: &mut WriteTx<'_>, held: &Held, now: Instant) -> Result<bool, StoreError> {
    write_held!(
        tx,
        held,
        (
            outbox::state.eq(LetterState::Sent.word()),
            outbox::attempts.eq(outbox::attempts + 1),
            outbox::sent_at.eq(now.naive_utc()),
            outbox::lease_until.eq(None::<NaiveDateTime>),
            outbox::last_error.eq(None::<String>),
        )
    )
}

/// The attempt failed: again at `next`, or never (`None`).
pub fn failed(
    tx: &mut WriteTx<'_>,
    held: &Held,
    error: &str,
    now: Instant,
    next: Option<Instant>,
) -> Result<bool, StoreError> {
    let letter = &held.letter;
    let state = if next.is_some() { LetterState::Waiting } else { LetterState::Dead };
    let since = letter.tried_since.unwrap_or(now);
    write_held!(
        tx,
        held,
        (
            outbox::state.eq(state.word()),
            outbox::attempts.eq(outbox::attempts + 1),
            outbox::last_error.eq(error),
            outbox::lease_until.eq(None::<NaiveDateTime>),
            outbox::tried_since.eq(since.naive_utc()),
            outbox::next_attempt_at.eq(next.unwrap_or(letter.next_attempt_at).naive_utc()),
        )
    )
}

/// Sends a letter out again that was given up or waits; its time begins anew. False when
/// there is none, or it has left.
pub fn retry(tx: &mut WriteTx<'_>, id: &LetterId, now: Instant) -> Result<bool, StoreError> {
    let retried = tx.run(TABLE, |conn, here| {
        diesel::update(outbox::table)
            .filter(outbox::id.eq(id.as_str()))
            .filter(outbox::municipality.eq(here))
            .filter(outbox::state.ne(LetterState::Sent.word()))
            .set((
                outbox::state.eq(LetterState::Waiting.word()),
                outbox::next_attempt_at.eq(now.naive_utc()),
                outbox::tried_since.eq(None::<NaiveDateTime>),
            ))
            .execute(conn)
    })?;
    Ok(retried == 1)
}

/// The same for every letter that was given up; gives how many.
pub fn retry_dead(tx: &mut WriteTx<'_>, now: Instant) -> Result<usize, StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::update(outbox::table)
            .filter(outbox::municipality.eq(here))
            .filter(outbox::state.eq(LetterState::Dead.word()))
            .set((
                outbox::state.eq(LetterState::Waiting.word()),
                outbox::next_attempt_at.eq(now.naive_utc()),
                outbox::tried_since.eq(None::<NaiveDateTime>),
            ))
            .execute(conn)
    })
}

/// When the letter was queued that has waited longest.
pub fn oldest_waiting(tx: &mut impl Reads) -> Result<Option<Instant>, StoreError> {
    let oldest: Option<NaiveDateTime> = tx.run(TABLE, |conn, here| {
        outbox::table
            .filter(outbox::municipality.eq(here))
            .filter(outbox::state.eq(LetterState::Waiting.word()))
            .select(diesel::dsl::min(outbox::created_at))
            .first(conn)
    })?;
    Ok(oldest.map(Instant::from_naive_utc))
}

/// Letters of a state, the oldest first.
pub fn list(
    tx: &mut impl Reads,
    state: LetterState,
    page: &Page,
) -> Result<Listed<OutboxLetter>, StoreError> {
    let after = page.after.as_ref().map_or("", |cursor| cursor.id.as_str());
    let rows: Vec<LetterRow> = tx.run(TABLE, |conn, here| {
        outbox::table
            .filter(outbox::municipality.eq(here))
            .filter(outbox::state.eq(state.word()))
            .filter(outbox::id.gt(after))
            .order(outbox::id)
            .limit(i64::from(page.rows()) + 1)
            .select(LetterRow::as_select())
            .load(conn)
    })?;
    let letters: Result<Vec<OutboxLetter>, StoreError> =
        rows.into_iter().map(OutboxLetter::try_from).collect();
    let cursor = |letter: &OutboxLetter| Cursor { key: 0, id: letter.id.as_str().to_owned() };
    Ok(Listed::cut(letters?, page, cursor))
}

/// Letters about a submission, the oldest first.
pub fn list_of(
    tx: &mut impl Reads,
    scope: &Scope,
    submission: &SubmissionId,
) -> Result<Vec<OutboxLetter>, StoreError> {
    let sight = scope.sight(tx, submission)?;
    let rows: Vec<LetterRow> = tx.run(TABLE, |conn, here| {
        let id = submission.as_str();
        outbox::table
            .filter(outbox::submission_id.eq_any(visible_one(sight, here, id)))
            .order(outbox::id)
            .select(LetterRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(OutboxLetter::try_from).collect()
}

/// Where the letters of one kind about a submission stand, by when they were queued.
pub fn states_of(
    tx: &mut impl Reads,
    submission: &SubmissionId,
    kind: &str,
) -> Result<Vec<(Instant, LetterState)>, StoreError> {
    let rows: Vec<(String, NaiveDateTime, String)> = tx.run(TABLE, |conn, here| {
        outbox::table
            .filter(outbox::municipality.eq(here))
            .filter(outbox::submission_id.eq(submission.as_str()))
            .filter(outbox::kind.eq(kind))
            .order(outbox::id)
            .select((outbox::id, outbox::created_at, outbox::state))
            .load(conn)
    })?;
    let read = |(id, at, state): (String, NaiveDateTime, String)| {
        Ok((Instant::from_naive_utc(at), At::row(TABLE, &id).parse("state", &state)?))
    };
    rows.into_iter().map(read).collect()
}

/// How many letters of a state there are; of waiting ones, for the health page.
pub fn count(tx: &mut impl Reads, state: LetterState) -> Result<i64, StoreError> {
    tx.run(TABLE, |conn, here| {
        outbox::table
            .filter(outbox::municipality.eq(here))
            .filter(outbox::state.eq(state.word()))
            .count()
            .get_result(conn)
    })
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = outbox)]
struct LetterRow {
    id: String,
    kind: String,
    submission_id: String,
    language: String,
    recipient: Vec<u8>,
    detail: Option<Vec<u8>>,
    message_id: String,
    attempts: i64,
    next_attempt_at: NaiveDateTime,
    state: String,
    last_error: Option<String>,
    created_at: NaiveDateTime,
    lease_no: i64,
    tried_since: Option<NaiveDateTime>,
}

impl TryFrom<LetterRow> for OutboxLetter {
    type Error = StoreError;

    fn try_from(row: LetterRow) -> Result<Self, StoreError> {
        let at = At::row(TABLE, &row.id);
        let id: LetterId = at.parse("id", &row.id)?;
        let submission: SubmissionId = at.parse("submission", &row.submission_id)?;
        let sealed = |part, bytes| Sealed::read(Place::of_case(&submission, part), bytes);
        Ok(Self {
            language: at.language(&row.language)?,
            state: at.parse("state", &row.state)?,
            recipient: sealed(Part::Recipient(&id), row.recipient),
            detail: row.detail.map(|bytes| sealed(Part::Letter(&id), bytes)),
            submission,
            id,
            kind: row.kind,
            message_id: row.message_id,
            attempts: row.attempts,
            next_attempt_at: Instant::from_naive_utc(row.next_attempt_at),
            last_error: row.last_error,
            created_at: Instant::from_naive_utc(row.created_at),
            tried_since: row.tried_since.map(Instant::from_naive_utc),
        })
    }
}
