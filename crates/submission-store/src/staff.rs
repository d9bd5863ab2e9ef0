//! Members of staff and their roles, held per department.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use kernel::{Instant, Role, StaffId};

use crate::{
    Reads, StoreError, WriteTx,
    row::At,
    schema::{staff, staff_roles},
    transaction::Door as _,
};

const TABLE: &str = "staff";

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    /// The id.
    pub id: StaffId,
    /// The address they sign in with, in lower case.
    pub email: String,
    /// Their name.
    pub name: String,
    /// argon2id as a PHC string; `None` for people who cannot sign in with a password.
    pub password_hash: Option<String>,
    /// What they may do, and where.
    pub roles: Vec<StaffRole>,
    /// Since when they may do nothing any more.
    pub disabled_at: Option<Instant>,
    /// When they were added.
    pub created_at: Instant,
}

/// One role in one department.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StaffRole {
    /// The department; `*` is every department.
    pub department: String,
    /// The role.
    pub role: Role,
}

/// Adds somebody with their roles; `Duplicate` when the address is taken.
pub fn insert(tx: &mut WriteTx<'_>, person: &Staff) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(staff::table)
            .values((
                staff::id.eq(person.id.as_str()),
                staff::municipality.eq(here),
                staff::email.eq(person.email.to_lowercase()),
                staff::name.eq(&person.name),
                staff::password_hash.eq(person.password_hash.as_deref()),
                staff::disabled_at.eq(person.disabled_at.map(Instant::naive_utc)),
                staff::created_at.eq(person.created_at.naive_utc()),
            ))
            .execute(conn)
    })?;
    insert_roles(tx, person)
}

/// Saves name, password, roles and `disabled_at`. Their sessions and tokens stay:
/// end them with [`crate::sessions::delete_of_staff`] where they must not.
pub fn save(tx: &mut WriteTx<'_>, person: &Staff) -> Result<(), StoreError> {
    let changed = tx.run(TABLE, |conn, here| {
        diesel::update(staff::table)
            .filter(staff::id.eq(person.id.as_str()))
            .filter(staff::municipality.eq(here))
            .set((
                staff::name.eq(&person.name),
                staff::password_hash.eq(person.password_hash.as_deref()),
                staff::disabled_at.eq(person.disabled_at.map(Instant::naive_utc)),
            ))
            .execute(conn)
    })?;
    if changed == 0 {
        return Err(StoreError::Conflict { table: TABLE, by: None, at: None });
    }
    tx.run("staff_roles", |conn, _| {
        diesel::delete(staff_roles::table)
            .filter(staff_roles::staff_id.eq(person.id.as_str()))
            .execute(conn)
    })?;
    insert_roles(tx, person)
}

/// One person.
pub fn find(tx: &mut impl Reads, id: &StaffId) -> Result<Option<Staff>, StoreError> {
    let row: Option<StaffRow> = tx.run(TABLE, |conn, here| {
        staff::table
            .filter(staff::id.eq(id.as_str()))
            .filter(staff::municipality.eq(here))
            .select(StaffRow::as_select())
            .get_result(conn)
            .optional()
    })?;
    row.map(|row| with_roles(tx, row)).transpose()
}

/// One person by address, in whatever case it is typed.
pub fn find_by_email(tx: &mut impl Reads, email: &str) -> Result<Option<Staff>, StoreError> {
    let row: Option<StaffRow> = tx.run(TABLE, |conn, here| {
        staff::table
            .filter(staff::municipality.eq(here))
            .filter(staff::email.eq(email.to_lowercase()))
            .select(StaffRow::as_select())
            .get_result(conn)
            .optional()
    })?;
    row.map(|row| with_roles(tx, row)).transpose()
}

/// Everybody, by address.
pub fn list(tx: &mut impl Reads) -> Result<Vec<Staff>, StoreError> {
    let rows: Vec<StaffRow> = tx.run(TABLE, |conn, here| {
        staff::table
            .filter(staff::municipality.eq(here))
            .order(staff::email)
            .select(StaffRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(|row| with_roles(tx, row)).collect()
}

fn insert_roles(tx: &mut WriteTx<'_>, person: &Staff) -> Result<(), StoreError> {
    for held in &person.roles {
        tx.run("staff_roles", |conn, here| {
            diesel::insert_into(staff_roles::table)
                .values((
                    staff_roles::staff_id.eq(person.id.as_str()),
                    staff_roles::department.eq(&held.department),
                    staff_roles::role.eq(held.role.word()),
                    staff_roles::municipality.eq(here),
                ))
                .execute(conn)
        })?;
    }
    Ok(())
}

fn with_roles(tx: &mut impl Reads, row: StaffRow) -> Result<Staff, StoreError> {
    let held: Vec<(String, String)> = tx.run("staff_roles", |conn, here| {
        staff_roles::table
            .filter(staff_roles::staff_id.eq(&row.id))
            .filter(staff_roles::municipality.eq(here))
            .order((staff_roles::department, staff_roles::role))
            .select((staff_roles::department, staff_roles::role))
            .load(conn)
    })?;
    let at = At::row(TABLE, &row.id);
    let roles: Result<Vec<StaffRole>, StoreError> = held
        .into_iter()
        .map(|(department, role)| Ok(StaffRole { department, role: at.parse("role", &role)? }))
        .collect();
    Ok(Staff {
        id: at.parse("id", &row.id)?,
        roles: roles?,
        email: row.email,
        name: row.name,
        password_hash: row.password_hash,
        disabled_at: row.disabled_at.map(Instant::from_naive_utc),
        created_at: Instant::from_naive_utc(row.created_at),
    })
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = staff)]
struct StaffRow {
    id: String,
    email: String,
    name: String,
    password_hash: Option<String>,
    disabled_at: Option<NaiveDateTime>,
    created_at: NaiveDateTime,
}
