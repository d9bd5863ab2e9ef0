//! Sessions of browsers. Only the hash of the cookie is kept.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use kernel::{Instant, StaffId};

use crate::{
    Digest, Reads, StoreError, WriteTx, engine::update, row::At, schema::sessions,
    transaction::Door as _,
};

const TABLE: &str = "sessions";

/// Whose session it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionKind {
    /// A resident's browser.
    Visitor,
    /// A member of staff who signed in.
    Staff(StaffId),
}

/// One session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Hash of the cookie's secret.
    pub hash: Digest,
    /// Whose.
    pub kind: SessionKind,
    /// Seed of the session's CSRF tokens.
    pub csrf_seed: Digest,
    /// When it began.
    pub created_at: Instant,
    /// When it was last used.
    pub last_seen: Instant,
    /// When it ends.
    pub expires_at: Instant,
    /// Of staff: since when everything is proven that was asked for. Before, it opens nothing.
    pub proven_at: Option<Instant>,
    /// Of staff: from what kind of browser they came, in words of ours; empty when not known.
    pub browser: String,
}

/// Begins a session.
pub fn insert(tx: &mut WriteTx<'_>, session: &Session) -> Result<(), StoreError> {
    let (kind, staff) = match &session.kind {
        SessionKind::Visitor => ("visitor", None),
        SessionKind::Staff(id) => ("staff", Some(id.as_str())),
    };
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(sessions::table)
            .values((
                sessions::hash.eq(session.hash.as_bytes().as_slice()),
                sessions::municipality.eq(here),
                sessions::kind.eq(kind),
                sessions::staff_id.eq(staff),
                sessions::csrf_seed.eq(session.csrf_seed.as_bytes().as_slice()),
                sessions::created_at.eq(session.created_at.naive_utc()),
                sessions::last_seen.eq(session.last_seen.naive_utc()),
                sessions::expires_at.eq(session.expires_at.naive_utc()),
                sessions::proven_at.eq(session.proven_at.map(Instant::naive_utc)),
                sessions::browser.eq(&session.browser),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// The session, if it has not ended.
pub fn find(
    tx: &mut impl Reads,
    hash: &Digest,
    now: Instant,
) -> Result<Option<Session>, StoreError> {
    let row: Option<SessionRow> = tx.run(TABLE, |conn, here| {
        sessions::table
            .filter(sessions::hash.eq(hash.as_bytes().as_slice()))
            .filter(sessions::municipality.eq(here))
            .filter(sessions::expires_at.gt(now.naive_utc()))
            .select(SessionRow::as_select())
            .get_result(conn)
            .optional()
    })?;
    row.map(Session::try_from).transpose()
}

/// Notes that it was used, and until when it lasts now.
pub fn touch(
    tx: &mut WriteTx<'_>,
    hash: &Digest,
    now: Instant,
    expires_at: Instant,
) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        let session = sessions::table
            .filter(sessions::hash.eq(hash.as_bytes().as_slice()))
            .filter(sessions::municipality.eq(here));
        let touched = (
            sessions::last_seen.eq(now.naive_utc()),
            sessions::expires_at.eq(expires_at.naive_utc()),
        );
        update(session, touched).execute(conn)
    })?;
    Ok(())
}

/// Ends a session.
pub fn delete(tx: &mut WriteTx<'_>, hash: &Digest) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::delete(sessions::table)
            .filter(sessions::hash.eq(hash.as_bytes().as_slice()))
            .filter(sessions::municipality.eq(here))
            .execute(conn)
    })?;
    Ok(())
}

/// The sessions of a member of staff that open something, the one that began last first.
pub fn list_of_staff(
    tx: &mut impl Reads,
    staff: &StaffId,
    now: Instant,
) -> Result<Vec<Session>, StoreError> {
    let rows: Vec<SessionRow> = tx.run(TABLE, |conn, here| {
        sessions::table
            .filter(sessions::staff_id.eq(staff.as_str()))
            .filter(sessions::municipality.eq(here))
            .filter(sessions::expires_at.gt(now.naive_utc()))
            .filter(sessions::proven_at.is_not_null())
            .order((sessions::created_at.desc(), sessions::hash))
            .select(SessionRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(Session::try_from).collect()
}

/// Ends every session of a member of staff, and tells how many there were.
pub fn delete_of_staff(tx: &mut WriteTx<'_>, staff: &StaffId) -> Result<usize, StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::delete(sessions::table)
            .filter(sessions::staff_id.eq(staff.as_str()))
            .filter(sessions::municipality.eq(here))
            .execute(conn)
    })
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = sessions)]
struct SessionRow {
    hash: Vec<u8>,
    staff_id: Option<String>,
    csrf_seed: Vec<u8>,
    created_at: NaiveDateTime,
    last_seen: NaiveDateTime,
    expires_at: NaiveDateTime,
    proven_at: Option<NaiveDateTime>,
    browser: String,
}

impl TryFrom<SessionRow> for Session {
    type Error = StoreError;

    fn try_from(row: SessionRow) -> Result<Self, StoreError> {
        // The hash is as good as a name of the row, but has no business in a log.
        let at = At::row(TABLE, "of a browser");
        let staff = at.parse_option("staff", row.staff_id.as_deref())?;
        Ok(Self {
            hash: at.digest(&row.hash)?,
            kind: staff.map_or(SessionKind::Visitor, SessionKind::Staff),
            csrf_seed: at.digest(&row.csrf_seed)?,
            created_at: Instant::from_naive_utc(row.created_at),
            last_seen: Instant::from_naive_utc(row.last_seen),
            expires_at: Instant::from_naive_utc(row.expires_at),
            proven_at: row.proven_at.map(Instant::from_naive_utc),
            browser: row.browser,
        })
    }
}
