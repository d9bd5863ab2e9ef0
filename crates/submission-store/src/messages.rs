//! The message thread between resident and office.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use kernel::{EventId, Instant, StaffId, SubmissionId};

use crate::{
    Part, Place, Reads, Scope, Sealed, StoreError, WriteTx,
    row::At,
    schema::{cases, messages},
    scope::visible_one,
    transaction::Door as _,
};

const TABLE: &str = "messages";

/// Who wrote a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Author {
    /// The applicant.
    Resident,
    /// A member of staff.
    Office(StaffId),
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The id.
    pub id: EventId,
    /// The case.
    pub case: SubmissionId,
    /// Who wrote it.
    pub author: Author,
    /// The text, sealed as [`Part::Message`].
    pub text: Sealed,
    /// When.
    pub at: Instant,
}

/// Adds a message.
pub fn insert(tx: &mut WriteTx<'_>, message: &Message) -> Result<(), StoreError> {
    let place = Place::of_case(&message.case, Part::Message(&message.id));
    let text = message.text.bytes_for(&place)?;
    let (author, staff) = match &message.author {
        Author::Resident => ("resident", None),
        Author::Office(staff) => ("office", Some(staff.as_str())),
    };
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(messages::table)
            .values((
                messages::id.eq(message.id.as_str()),
                messages::municipality.eq(here),
                messages::case_id.eq(message.case.as_str()),
                messages::author.eq(author),
                messages::staff_id.eq(staff),
                messages::text.eq(text),
                messages::at.eq(message.at.naive_utc()),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// The newest `limit` messages of the thread, the oldest of them first.
pub fn list(
    tx: &mut impl Reads,
    scope: &Scope,
    case: &SubmissionId,
    limit: u32,
) -> Result<Vec<Message>, StoreError> {
    let sight = scope.sight(tx, case)?;
    let rows: Vec<MessageRow> = tx.run(TABLE, |conn, here| {
        messages::table
            .filter(messages::case_id.eq_any(visible_one(sight, here, case.as_str())))
            .order((messages::at.desc(), messages::id.desc()))
            .limit(i64::from(limit))
            .select(MessageRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().rev().map(Message::try_from).collect()
}

/// Up to which message the applicant has seen what the office wrote.
pub fn read_until(tx: &mut impl Reads, case: &SubmissionId) -> Result<Option<Instant>, StoreError> {
    let until: Option<Option<NaiveDateTime>> = tx.run("cases", |conn, here| {
        cases::table
            .filter(cases::id.eq(case.as_str()))
            .filter(cases::municipality.eq(here))
            .select(cases::thread_read_at)
            .first(conn)
            .optional()
    })?;
    Ok(until.flatten().map(Instant::from_naive_utc))
}

/// Keeps that the applicant has seen the thread up to `until`. It changes nothing that somebody
/// works on, so the case keeps its version.
pub fn put_read(
    tx: &mut WriteTx<'_>,
    case: &SubmissionId,
    until: Instant,
) -> Result<(), StoreError> {
    let until = until.naive_utc();
    tx.run("cases", |conn, here| {
        let earlier = cases::thread_read_at.assume_not_null().lt(until);
        diesel::update(cases::table)
            .filter(cases::id.eq(case.as_str()))
            .filter(cases::municipality.eq(here))
            .filter(cases::erased.eq(false))
            .filter(cases::thread_read_at.is_null().or(earlier))
            .set(cases::thread_read_at.eq(until))
            .execute(conn)
    })?;
    Ok(())
}

/// How many messages the applicant wrote on a case: since `since`, and in all.
pub fn count_of_applicant(
    tx: &mut impl Reads,
    case: &SubmissionId,
    since: Instant,
) -> Result<(i64, i64), StoreError> {
    let mut count = |from: Option<Instant>| {
        tx.run(TABLE, |conn, here| {
            let mut written = messages::table
                .filter(messages::municipality.eq(here))
                .filter(messages::case_id.eq(case.as_str()))
                .filter(messages::author.eq("resident"))
                .into_boxed();
            if let Some(from) = from {
                written = written.filter(messages::at.ge(from.naive_utc()));
            }
            written.count().get_result(conn)
        })
    };
    Ok((count(Some(since))?, count(None)?))
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = messages)]
struct MessageRow {
    id: String,
    case_id: String,
    staff_id: Option<String>,
    text: Vec<u8>,
    at: NaiveDateTime,
}

impl TryFrom<MessageRow> for Message {
    type Error = StoreError;

    fn try_from(row: MessageRow) -> Result<Self, StoreError> {
        let at = At::row(TABLE, &row.id);
        let id: EventId = at.parse("id", &row.id)?;
        let case: SubmissionId = at.parse("case", &row.case_id)?;
        let staff = at.parse_option("staff", row.staff_id.as_deref())?;
        Ok(Self {
            author: staff.map_or(Author::Resident, Author::Office),
            text: Sealed::read(Place::of_case(&case, Part::Message(&id)), row.text),
            id,
            case,
            at: Instant::from_naive_utc(row.at),
        })
    }
}
