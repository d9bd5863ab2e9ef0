//! Letters of a morning to staff: one for each person and day, however many servers look.
//!
//! A row says that the morning was looked at, also where there was nothing to say. What is counted
//! is no secret and names nobody; the address is read from the register when the letter leaves.

use chrono::{Days, NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use kernel::{Instant, LetterId, StaffId};

use crate::{
    Reads, StoreError, WriteTx,
    engine::per_engine,
    row::{At, words},
    schema::{mornings, staff},
    transaction::Door as _,
};

const TABLE: &str = "mornings";

/// How often somebody wants the letter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MorningChoice {
    /// On every open day.
    #[default]
    Daily,
    /// On the first open day of a week.
    Weekly,
    /// Never.
    Never,
}

words!(MorningChoice { Daily = "daily", Weekly = "weekly", Never = "never" });

/// Where a letter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MorningState {
    /// To be sent, now or later.
    Waiting,
    /// Handed over.
    Sent,
    /// There was nothing to say.
    Nothing,
    /// Given up: what it counts is not true any more.
    Dead,
}

words!(MorningState { Waiting = "waiting", Sent = "sent", Nothing = "nothing", Dead = "dead" });

/// The letter of one person on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Morning {
    /// Names the letter, however often it is tried.
    pub id: LetterId,
    /// To whom.
    pub staff: StaffId,
    /// Of which day.
    pub day: NaiveDate,
    /// What is counted, as text; empty where there is nothing to say.
    pub counts: String,
    /// How often it was tried.
    pub attempts: i64,
    /// When it was written.
    pub created_at: Instant,
}

/// Writes a letter down; `false` when that person's morning was looked at already.
pub fn insert(tx: &mut WriteTx<'_>, morning: &Morning) -> Result<bool, StoreError> {
    let known: i64 = tx.run(TABLE, |conn, here| {
        mornings::table
            .filter(mornings::municipality.eq(here))
            .filter(mornings::staff_id.eq(morning.staff.as_str()))
            .filter(mornings::day.eq(morning.day))
            .count()
            .get_result(conn)
    })?;
    if known > 0 {
        return Ok(false);
    }
    let state =
        if morning.counts.is_empty() { MorningState::Nothing } else { MorningState::Waiting };
    tx.run(TABLE, |conn, here| {
        per_engine!(conn, |conn| diesel::insert_into(mornings::table)
            .values((
                mornings::id.eq(morning.id.as_str()),
                mornings::municipality.eq(here),
                mornings::staff_id.eq(morning.staff.as_str()),
                mornings::day.eq(morning.day),
                mornings::counts.eq(&morning.counts),
                mornings::state.eq(state.word()),
                mornings::attempts.eq(0_i64),
                mornings::next_attempt_at.eq(morning.created_at.naive_utc()),
                mornings::created_at.eq(morning.created_at.naive_utc()),
            ))
            .execute(conn))
    })?;
    Ok(true)
}

/// Whose morning was looked at on that day.
pub fn looked_at(tx: &mut impl Reads, day: NaiveDate) -> Result<Vec<StaffId>, StoreError> {
    let ids: Vec<String> = tx.run(TABLE, |conn, here| {
        mornings::table
            .filter(mornings::municipality.eq(here))
            .filter(mornings::day.eq(day))
            .select(mornings::staff_id)
            .load(conn)
    })?;
    ids.iter().map(|id| At::row(TABLE, id).parse("staff", id)).collect()
}

/// Letters of that day which are due, each with the address that the person has now.
pub fn due(
    tx: &mut impl Reads,
    day: NaiveDate,
    now: Instant,
    limit: u32,
) -> Result<Vec<(Morning, String)>, StoreError> {
    let rows: Vec<(Row, String)> = tx.run(TABLE, |conn, here| {
        mornings::table
            .inner_join(staff::table)
            .filter(mornings::municipality.eq(here))
            .filter(mornings::state.eq(MorningState::Waiting.word()))
            .filter(mornings::day.eq(day))
            .filter(mornings::next_attempt_at.le(now.naive_utc()))
            .filter(staff::disabled_at.is_null())
            .order((mornings::next_attempt_at, mornings::id))
            .limit(i64::from(limit))
            .select((Row::as_select(), staff::email))
            .load(conn)
    })?;
    rows.into_iter().map(|(row, address)| Ok((row.read()?, address))).collect()
}

/// The letter left.
pub fn sent(tx: &mut WriteTx<'_>, id: &LetterId) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::update(mornings::table)
            .filter(mornings::id.eq(id.as_str()))
            .filter(mornings::municipality.eq(here))
            .set((
                mornings::state.eq(MorningState::Sent.word()),
                mornings::attempts.eq(mornings::attempts + 1),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// The attempt failed: again at `next`, or never (`None`).
pub fn failed(
    tx: &mut WriteTx<'_>,
    id: &LetterId,
    next: Option<Instant>,
) -> Result<(), StoreError> {
    let state = if next.is_some() { MorningState::Waiting } else { MorningState::Dead };
    tx.run(TABLE, |conn, here| {
        let row = diesel::update(mornings::table)
            .filter(mornings::id.eq(id.as_str()))
            .filter(mornings::municipality.eq(here));
        let attempts = mornings::attempts.eq(mornings::attempts + 1);
        match next {
            Some(next) => row
                .set((
                    mornings::state.eq(state.word()),
                    attempts,
                    mornings::next_attempt_at.eq(next.naive_utc()),
                ))
                .execute(conn),
            None => row.set((mornings::state.eq(state.word()), attempts)).execute(conn),
        }
    })?;
    Ok(())
}

/// How often somebody wants the letter.
pub fn choice(tx: &mut impl Reads, person: &StaffId) -> Result<MorningChoice, StoreError> {
    let word: String = tx.run(TABLE, |conn, here| {
        staff::table
            .filter(staff::id.eq(person.as_str()))
            .filter(staff::municipality.eq(here))
            .select(staff::morning)
            .first(conn)
    })?;
    At::row("staff", person.as_str()).parse("morning", &word)
}

/// The choice of everybody who is not shut out.
pub fn choices(tx: &mut impl Reads) -> Result<Vec<(StaffId, MorningChoice)>, StoreError> {
    let rows: Vec<(String, String)> = tx.run(TABLE, |conn, here| {
        staff::table
            .filter(staff::municipality.eq(here))
            .filter(staff::disabled_at.is_null())
            .select((staff::id, staff::morning))
            .load(conn)
    })?;
    let read = |(id, word): (String, String)| {
        let at = At::row("staff", &id);
        Ok((at.parse("id", &id)?, at.parse("morning", &word)?))
    };
    rows.into_iter().map(read).collect()
}

/// Keeps a choice.
pub fn choose(
    tx: &mut WriteTx<'_>,
    person: &StaffId,
    choice: MorningChoice,
) -> Result<(), StoreError> {
    tx.run("staff", |conn, here| {
        diesel::update(staff::table)
            .filter(staff::id.eq(person.as_str()))
            .filter(staff::municipality.eq(here))
            .set(staff::morning.eq(choice.word()))
            .execute(conn)
    })?;
    Ok(())
}

/// For so long it is known whose morning was looked at.
const KEPT_DAYS: Days = Days::new(30);

/// Forgets what is long past.
pub(crate) fn forget(tx: &mut WriteTx<'_>, now: Instant) -> Result<(), StoreError> {
    let until = now.day().checked_sub_days(KEPT_DAYS).unwrap_or_default();
    tx.run(TABLE, |conn, here| {
        diesel::delete(mornings::table)
            .filter(mornings::municipality.eq(here))
            .filter(mornings::day.lt(until))
            .execute(conn)
    })?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = mornings)]
struct Row {
    id: String,
    staff_id: String,
    day: NaiveDate,
    counts: String,
    attempts: i64,
    created_at: NaiveDateTime,
}

impl Row {
    fn read(self) -> Result<Morning, StoreError> {
        let at = At::row(TABLE, &self.id);
        Ok(Morning {
            id: at.parse("id", &self.id)?,
            staff: at.parse("staff", &self.staff_id)?,
            day: self.day,
            counts: self.counts,
            attempts: self.attempts,
            created_at: Instant::from_naive_utc(self.created_at),
        })
    }
}
