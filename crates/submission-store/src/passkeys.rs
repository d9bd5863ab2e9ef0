//! Passkeys of people of the office, and the challenges that were answered already.
//!
//! What stands here opens nothing: a public key, how often it signed, and what its owner calls
//! it.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use kernel::{Instant, StaffId};

use crate::{
    Digest, Reads, StoreError, WriteTx,
    row::At,
    schema::{passkeys, spent_challenges},
    transaction::Door as _,
};

const TABLE: &str = "passkeys";
const SPENT: &str = "spent_challenges";

/// One passkey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passkey {
    /// How the authenticator names it.
    pub credential: Vec<u8>,
    /// Whose.
    pub staff: StaffId,
    /// What its owner calls it.
    pub name: String,
    /// The kind of its key, in a word.
    pub kind: String,
    /// Its public key.
    pub key: Vec<u8>,
    /// How often it signed.
    pub counter: i64,
    /// When it was registered.
    pub created_at: Instant,
    /// When it last let its owner in.
    pub used_at: Option<Instant>,
}

/// Keeps a passkey; `Duplicate` when somebody has it already.
pub fn insert(tx: &mut WriteTx<'_>, passkey: &Passkey) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(passkeys::table)
            .values((
                passkeys::municipality.eq(here),
                passkeys::credential.eq(passkey.credential.as_slice()),
                passkeys::staff_id.eq(passkey.staff.as_str()),
                passkeys::name.eq(&passkey.name),
                passkeys::kind.eq(&passkey.kind),
                passkeys::key.eq(passkey.key.as_slice()),
                passkeys::counter.eq(passkey.counter),
                passkeys::created_at.eq(passkey.created_at.naive_utc()),
                passkeys::used_at.eq(passkey.used_at.map(Instant::naive_utc)),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// The passkey that an authenticator names so.
pub fn find(tx: &mut impl Reads, credential: &[u8]) -> Result<Option<Passkey>, StoreError> {
    let row: Option<Row> = tx.run(TABLE, |conn, here| {
        passkeys::table
            .filter(passkeys::municipality.eq(here))
            .filter(passkeys::credential.eq(credential))
            .select(Row::as_select())
            .get_result(conn)
            .optional()
    })?;
    row.map(Passkey::try_from).transpose()
}

/// The passkeys of a person, the oldest first.
pub fn list_of_staff(tx: &mut impl Reads, staff: &StaffId) -> Result<Vec<Passkey>, StoreError> {
    let rows: Vec<Row> = tx.run(TABLE, |conn, here| {
        passkeys::table
            .filter(passkeys::municipality.eq(here))
            .filter(passkeys::staff_id.eq(staff.as_str()))
            .order((passkeys::created_at, passkeys::credential))
            .select(Row::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(Passkey::try_from).collect()
}

/// Notes that a passkey let its owner in; false when it had signed as often before, in another
/// place at the same moment.
pub fn used(
    tx: &mut WriteTx<'_>,
    passkey: &Passkey,
    counter: i64,
    now: Instant,
) -> Result<bool, StoreError> {
    let noted = tx.run(TABLE, |conn, here| {
        diesel::update(passkeys::table)
            .filter(passkeys::municipality.eq(here))
            .filter(passkeys::credential.eq(passkey.credential.as_slice()))
            .filter(passkeys::counter.eq(passkey.counter))
            .set((passkeys::counter.eq(counter), passkeys::used_at.eq(Some(now.naive_utc()))))
            .execute(conn)
    })?;
    Ok(noted > 0)
}

/// Takes a passkey of a person away; false when they have none such.
pub fn delete(
    tx: &mut WriteTx<'_>,
    staff: &StaffId,
    credential: &[u8],
) -> Result<bool, StoreError> {
    let gone = tx.run(TABLE, |conn, here| {
        diesel::delete(passkeys::table)
            .filter(passkeys::municipality.eq(here))
            .filter(passkeys::staff_id.eq(staff.as_str()))
            .filter(passkeys::credential.eq(credential))
            .execute(conn)
    })?;
    Ok(gone > 0)
}

/// Takes every passkey of a person away.
pub fn delete_of_staff(tx: &mut WriteTx<'_>, staff: &StaffId) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::delete(passkeys::table)
            .filter(passkeys::municipality.eq(here))
            .filter(passkeys::staff_id.eq(staff.as_str()))
            .execute(conn)
    })?;
    Ok(())
}

/// Spends the answer to a challenge, which is forgotten after `until`; `Duplicate` when it was
/// answered before.
pub fn spend(tx: &mut WriteTx<'_>, challenge: &Digest, until: Instant) -> Result<(), StoreError> {
    tx.run(SPENT, |conn, here| {
        diesel::insert_into(spent_challenges::table)
            .values((
                spent_challenges::municipality.eq(here),
                spent_challenges::hash.eq(challenge.as_bytes().as_slice()),
                spent_challenges::expires_at.eq(until.naive_utc()),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// Forgets answers to challenges that nobody could answer any more.
pub(crate) fn forget(tx: &mut WriteTx<'_>, now: Instant) -> Result<(), StoreError> {
    tx.run(SPENT, |conn, here| {
        diesel::delete(spent_challenges::table)
            .filter(spent_challenges::municipality.eq(here))
            .filter(spent_challenges::expires_at.le(now.naive_utc()))
            .execute(conn)
    })?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = passkeys)]
struct Row {
    credential: Vec<u8>,
    staff_id: String,
    name: String,
    kind: String,
    key: Vec<u8>,
    counter: i64,
    created_at: NaiveDateTime,
    used_at: Option<NaiveDateTime>,
}

impl TryFrom<Row> for Passkey {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            staff: At::row(TABLE, &row.staff_id).parse("staff", &row.staff_id)?,
            credential: row.credential,
            name: row.name,
            kind: row.kind,
            key: row.key,
            counter: row.counter,
            created_at: Instant::from_naive_utc(row.created_at),
            used_at: row.used_at.map(Instant::from_naive_utc),
        })
    }
}
