//! Links by which people of the office choose a password, and how far their mails are.
//!
//! Only the hash of a link is kept. A link that was used, replaced or taken back is no row any
//! more: nothing tells it from one that never was.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use kernel::{Instant, InvitationId, StaffId};

use crate::{
    Digest, Reads, StoreError, WriteTx,
    outbox::LetterState,
    row::At,
    schema::{invitations, staff},
    transaction::Door as _,
};

const TABLE: &str = "invitations";

/// One link that somebody may follow once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The id.
    pub id: InvitationId,
    /// For whom.
    pub staff: StaffId,
    /// Hash of what stands in the link.
    pub hash: Digest,
    /// Since when.
    pub created_at: Instant,
    /// When it ends.
    pub expires_at: Instant,
    /// Where its mail stands.
    pub letter: LetterState,
    /// How often the mail was tried.
    pub attempts: i64,
}

/// Keeps a link, in place of whatever the person had before; its mail is due at once.
pub fn insert(tx: &mut WriteTx<'_>, invitation: &Invitation) -> Result<(), StoreError> {
    delete_of_staff(tx, &invitation.staff)?;
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(invitations::table)
            .values((
                invitations::id.eq(invitation.id.as_str()),
                invitations::municipality.eq(here),
                invitations::staff_id.eq(invitation.staff.as_str()),
                invitations::hash.eq(invitation.hash.as_bytes().as_slice()),
                invitations::created_at.eq(invitation.created_at.naive_utc()),
                invitations::expires_at.eq(invitation.expires_at.naive_utc()),
                invitations::letter.eq(invitation.letter.word()),
                invitations::attempts.eq(invitation.attempts),
                invitations::next_attempt_at.eq(invitation.created_at.naive_utc()),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// The link with this hash, if it has not ended.
pub fn find(
    tx: &mut impl Reads,
    hash: &Digest,
    now: Instant,
) -> Result<Option<Invitation>, StoreError> {
    let row: Option<Row> = tx.run(TABLE, |conn, here| {
        invitations::table
            .filter(invitations::hash.eq(hash.as_bytes().as_slice()))
            .filter(invitations::municipality.eq(here))
            .filter(invitations::expires_at.gt(now.naive_utc()))
            .select(Row::as_select())
            .get_result(conn)
            .optional()
    })?;
    row.map(Invitation::try_from).transpose()
}

/// The link that a person may follow, if it has not ended.
pub fn of_staff(
    tx: &mut impl Reads,
    staff: &StaffId,
    now: Instant,
) -> Result<Option<Invitation>, StoreError> {
    let row: Option<Row> = tx.run(TABLE, |conn, here| {
        invitations::table
            .filter(invitations::staff_id.eq(staff.as_str()))
            .filter(invitations::municipality.eq(here))
            .filter(invitations::expires_at.gt(now.naive_utc()))
            .select(Row::as_select())
            .first(conn)
            .optional()
    })?;
    row.map(Invitation::try_from).transpose()
}

/// Takes a link away that is followed; false when somebody was faster.
pub fn delete(tx: &mut WriteTx<'_>, id: &InvitationId) -> Result<bool, StoreError> {
    let gone = tx.run(TABLE, |conn, here| {
        diesel::delete(invitations::table)
            .filter(invitations::id.eq(id.as_str()))
            .filter(invitations::municipality.eq(here))
            .execute(conn)
    })?;
    Ok(gone > 0)
}

/// Takes away whatever link a person has.
pub fn delete_of_staff(tx: &mut WriteTx<'_>, staff: &StaffId) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::delete(invitations::table)
            .filter(invitations::staff_id.eq(staff.as_str()))
            .filter(invitations::municipality.eq(here))
            .execute(conn)
    })?;
    Ok(())
}

/// The links whose mails are due, each with the address it goes to, the earliest first.
pub fn due(
    tx: &mut impl Reads,
    now: Instant,
    limit: u32,
) -> Result<Vec<(Invitation, String)>, StoreError> {
    let rows: Vec<(Row, String)> = tx.run(TABLE, |conn, here| {
        invitations::table
            .inner_join(staff::table.on(staff::id.eq(invitations::staff_id)))
            .filter(invitations::municipality.eq(here))
            .filter(staff::municipality.eq(here))
            .filter(invitations::letter.eq(LetterState::Waiting.word()))
            .filter(invitations::next_attempt_at.le(now.naive_utc()))
            .filter(invitations::expires_at.gt(now.naive_utc()))
            .order((invitations::next_attempt_at, invitations::id))
            .limit(i64::from(limit))
            .select((Row::as_select(), staff::email))
            .load(conn)
    })?;
    rows.into_iter().map(|(row, email)| Ok((row.try_into()?, email))).collect()
}

/// Notes what became of a mail: it left, is tried again at `next`, or is given up.
pub fn tried(
    tx: &mut WriteTx<'_>,
    id: &InvitationId,
    state: LetterState,
    next: Instant,
) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::update(invitations::table)
            .filter(invitations::id.eq(id.as_str()))
            .filter(invitations::municipality.eq(here))
            .set((
                invitations::letter.eq(state.word()),
                invitations::attempts.eq(invitations::attempts + 1),
                invitations::next_attempt_at.eq(next.naive_utc()),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// Forgets links that have ended.
pub(crate) fn forget(tx: &mut WriteTx<'_>, now: Instant) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::delete(invitations::table)
            .filter(invitations::municipality.eq(here))
            .filter(invitations::expires_at.le(now.naive_utc()))
            .execute(conn)
    })?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = invitations)]
struct Row {
    id: String,
    staff_id: String,
    hash: Vec<u8>,
    created_at: NaiveDateTime,
    expires_at: NaiveDateTime,
    letter: String,
    attempts: i64,
}

impl TryFrom<Row> for Invitation {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let at = At::row(TABLE, &row.id);
        Ok(Self {
            id: at.parse("id", &row.id)?,
            staff: at.parse("staff", &row.staff_id)?,
            hash: at.digest(&row.hash)?,
            created_at: Instant::from_naive_utc(row.created_at),
            expires_at: Instant::from_naive_utc(row.expires_at),
            letter: at.parse("letter", &row.letter)?,
            attempts: row.attempts,
        })
    }
}
