//! 抜取確認: decisions of one person, or of a rule, that were drawn for another to look at, so that they are found
//! and counted.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::{prelude::*, sql_types::Bool};
use kernel::{Reach, StaffId, SubmissionId};
use review_workflow::{Sample, SampleAnswer};

use crate::{
    Reads, StoreError, WriteTx,
    duties::{CaseColumns, DutyEntry},
    one_of::one_of,
    schema::{cases, samples, submissions},
    scope::covered,
    transaction::Door as _,
};

const TABLE: &str = "samples";

const WAITING: &str = "waiting";
const CONFIRMED: &str = "confirmed";
const OBJECTED: &str = "objected";

/// How many cases there are of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SampleTally {
    /// That nobody has looked at.
    pub waiting: i64,
    /// Those among them whose day has passed.
    pub late: i64,
    /// That somebody has looked at and found right.
    pub confirmed: i64,
    /// To which somebody objected.
    pub objected: i64,
}

/// Keeps what was drawn of a case, in place of what nobody had looked at.
pub fn keep(
    tx: &mut WriteTx<'_>,
    case: &SubmissionId,
    sample: Option<&Sample>,
) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::delete(samples::table)
            .filter(samples::municipality.eq(here))
            .filter(samples::case_id.eq(case.as_str()))
            .filter(samples::answer.eq(WAITING))
            .execute(conn)
    })?;
    let Some(sample) = sample else { return Ok(()) };
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(samples::table)
            .values((
                samples::municipality.eq(here),
                samples::case_id.eq(case.as_str()),
                samples::drawn_at.eq(sample.at.naive_utc()),
                samples::decided_by.eq(sample.of.as_ref().map(StaffId::as_str)),
                samples::due_on.eq(sample.due_on()),
                samples::answer.eq(answered(sample)),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// Forgets what was drawn of a case.
pub(crate) fn forget(tx: &mut WriteTx<'_>, case: &SubmissionId) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::delete(samples::table)
            .filter(samples::municipality.eq(here))
            .filter(samples::case_id.eq(case.as_str()))
            .execute(conn)
    })?;
    Ok(())
}

/// Whether the rows of a case say of `sample` what it says itself, and of no other that it waits.
pub(crate) fn say_the_same(
    tx: &mut impl Reads,
    case: &SubmissionId,
    sample: Option<&Sample>,
) -> Result<bool, StoreError> {
    let rows: Vec<SampleColumns> = tx.run(TABLE, |conn, here| {
        samples::table
            .filter(samples::municipality.eq(here))
            .filter(samples::case_id.eq(case.as_str()))
            .select((samples::drawn_at, samples::decided_by, samples::due_on, samples::answer))
            .load(conn)
    })?;
    let said = sample.map(|it| {
        let of = it.of.as_ref().map(|of| of.as_str().to_owned());
        let answer = answered(it).to_owned();
        (it.at.naive_utc(), of, it.due_on(), answer)
    });
    let waits = |row: &&SampleColumns| row.3 == WAITING;
    let is_told = said.as_ref().is_none_or(|said| rows.contains(said));
    Ok(is_told && rows.iter().filter(waits).all(|row| said.as_ref() == Some(row)))
}

/// When it was drawn, whose it is, until when and whether somebody has looked.
type SampleColumns = (NaiveDateTime, Option<String>, NaiveDate, String);

/// The decisions within `reach` that wait to be looked at, but for those of `staff`, each with its
/// last day; what was drawn first comes first.
pub fn waiting(
    tx: &mut impl Reads,
    reach: &Reach,
    staff: &StaffId,
    limit: i64,
) -> Result<Vec<(DutyEntry, NaiveDate)>, StoreError> {
    let rows: Vec<CaseColumns> = tx.run(TABLE, |conn, here| {
        let waiting = samples::table
            .filter(samples::municipality.eq(here))
            .filter(samples::answer.eq(WAITING))
            // What a rule decided is nobody's own.
            .filter(samples::decided_by.is_null().or(samples::decided_by.ne(staff.as_str())))
            .select(samples::case_id);
        cases::table
            .into_boxed()
            .filter(cases::municipality.eq(here))
            .filter(covered(reach))
            .filter(cases::id.eq_any(waiting))
            // Whatever was drawn moved its case then.
            .order((cases::changed_at, cases::id))
            .limit(limit)
            .select(CaseColumns::as_select())
            .load(conn)
    })?;
    let drawn = drawn_of(tx, rows.iter().map(|row| row.id.as_str()).collect())?;
    let read = |row: CaseColumns| {
        let waits = drawn.get(&row.id).cloned();
        waits.map(|(number, at, due_on)| row.read(&number, at).map(|entry| (entry, due_on)))
    };
    let mut entries: Vec<(DutyEntry, NaiveDate)> =
        rows.into_iter().filter_map(read).collect::<Result<_, _>>()?;
    entries.sort_by_key(|(entry, _)| entry.since);
    Ok(entries)
}

/// A receipt number, since when what was drawn of that case waits, and until when.
type Drawn = (String, NaiveDateTime, NaiveDate);

fn drawn_of(tx: &mut impl Reads, cases: Vec<&str>) -> Result<HashMap<String, Drawn>, StoreError> {
    let rows: Vec<(String, Drawn)> = tx.run(TABLE, |conn, here| {
        samples::table
            .inner_join(submissions::table.on(submissions::id.eq(samples::case_id)))
            .filter(samples::municipality.eq(here))
            .filter(samples::answer.eq(WAITING))
            .filter(one_of(samples::case_id, cases))
            .select((
                samples::case_id,
                (submissions::receipt_number, samples::drawn_at, samples::due_on),
            ))
            .load(conn)
    })?;
    Ok(rows.into_iter().collect())
}

/// How many decisions within `reach` wait to be looked at, but for those of `staff`: all of them,
/// or those whose day lies before another.
pub fn count_waiting(
    tx: &mut impl Reads,
    reach: &Reach,
    staff: &StaffId,
    before: Option<NaiveDate>,
) -> Result<i64, StoreError> {
    count(tx, reach, WAITING, Some(staff), before)
}

/// How many cases within `reach` there are of each kind.
pub fn tally(
    tx: &mut impl Reads,
    reach: &Reach,
    today: NaiveDate,
) -> Result<SampleTally, StoreError> {
    Ok(SampleTally {
        waiting: count(tx, reach, WAITING, None, None)?,
        late: count(tx, reach, WAITING, None, Some(today))?,
        confirmed: count(tx, reach, CONFIRMED, None, None)?,
        objected: count(tx, reach, OBJECTED, None, None)?,
    })
}

fn count(
    tx: &mut impl Reads,
    reach: &Reach,
    answer: &'static str,
    staff: Option<&StaffId>,
    before: Option<NaiveDate>,
) -> Result<i64, StoreError> {
    tx.run(TABLE, |conn, here| {
        let any_day = before.is_none().into_sql::<Bool>();
        let own = staff.map_or("", StaffId::as_str);
        let of_kind = samples::table
            .filter(samples::municipality.eq(here))
            .filter(samples::answer.eq(answer))
            .filter(samples::decided_by.is_null().or(samples::decided_by.ne(own)))
            .filter(any_day.or(samples::due_on.lt(before.unwrap_or_default())))
            .select(samples::case_id);
        cases::table
            .into_boxed()
            .filter(cases::municipality.eq(here))
            .filter(covered(reach))
            .filter(cases::id.eq_any(of_kind))
            .count()
            .get_result(conn)
    })
}

fn answered(sample: &Sample) -> &'static str {
    match &sample.answer {
        None => WAITING,
        Some(SampleAnswer { objection: None, .. }) => CONFIRMED,
        Some(SampleAnswer { objection: Some(_), .. }) => OBJECTED,
    }
}
