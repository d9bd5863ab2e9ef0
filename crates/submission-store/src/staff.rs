//! Members of staff and their grants: each ties one role to one department.

mod register;

use std::{
    collections::{BTreeSet, HashMap},
    fmt::Display,
    str::FromStr,
};

use chrono::{NaiveDate, NaiveDateTime};
use diesel::{
    dsl::{exists, not},
    prelude::*,
};
use kernel::{Among, Grant, Instant, Role, StaffId};

use crate::{
    Reads, StoreError, WriteTx,
    one_of::one_of,
    row::At,
    schema::{cases, grants, staff},
    transaction::Door as _,
};

pub use register::{Entry, Sought, entry, page, signed_in};

const TABLE: &str = "staff";
const GRANTS: &str = "grants";

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
    /// What they may do, and where, in order.
    pub grants: Vec<Grant>,
    /// Since when they may do nothing any more.
    pub disabled_at: Option<Instant>,
    /// When they were added.
    pub created_at: Instant,
}

/// Adds somebody with their grants; `Duplicate` when the address is taken.
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
    person.grants.iter().try_for_each(|grant| insert_grant(tx, &person.id, grant))
}

/// Saves name, password and `disabled_at`; grants have verbs of their own. Sessions and
/// tokens stay: end them where they must not.
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
    Ok(())
}

/// Gives somebody a grant that they do not hold; `Duplicate` when they do.
pub fn insert_grant(
    tx: &mut WriteTx<'_>,
    person: &StaffId,
    grant: &Grant,
) -> Result<(), StoreError> {
    tx.run(GRANTS, |conn, here| {
        diesel::insert_into(grants::table)
            .values((
                grants::staff_id.eq(person.as_str()),
                grants::department.eq(grant.department.as_str()),
                grants::role.eq(grant.role.word()),
                grants::municipality.eq(here),
                grants::procedures.eq(in_a_row(&grant.procedures)),
                grants::wards.eq(in_a_row(&grant.wards)),
                grants::rank.eq(grant.rank.word()),
                grants::rights.eq(together(&grant.rights)),
                grants::until_day.eq(grant.until),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// Takes a grant away, whichever day it was to end. False when they do not hold it.
pub fn delete_grant(
    tx: &mut WriteTx<'_>,
    person: &StaffId,
    grant: &Grant,
) -> Result<bool, StoreError> {
    let gone = tx.run(GRANTS, |conn, here| {
        diesel::delete(grants::table)
            .filter(grants::staff_id.eq(person.as_str()))
            .filter(grants::department.eq(grant.department.as_str()))
            .filter(grants::role.eq(grant.role.word()))
            .filter(grants::procedures.eq(in_a_row(&grant.procedures)))
            .filter(grants::wards.eq(in_a_row(&grant.wards)))
            .filter(grants::rank.eq(grant.rank.word()))
            .filter(grants::municipality.eq(here))
            .execute(conn)
    })?;
    Ok(gone > 0)
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
    row.map(|row| with_grants(tx, row)).transpose()
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
    row.map(|row| with_grants(tx, row)).transpose()
}

/// The names of these people.
pub fn names(
    tx: &mut impl Reads,
    people: &[StaffId],
) -> Result<HashMap<StaffId, String>, StoreError> {
    let ids: Vec<&str> = people.iter().map(StaffId::as_str).collect();
    let rows: Vec<(String, String)> = tx.run(TABLE, |conn, here| {
        staff::table
            .filter(staff::municipality.eq(here))
            .filter(one_of(staff::id, ids))
            .select((staff::id, staff::name))
            .load(conn)
    })?;
    rows.into_iter().map(|(id, name)| Ok((At::row(TABLE, &id).parse("id", &id)?, name))).collect()
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
    let held: Vec<GrantRow> = tx.run(GRANTS, |conn, here| {
        grants::table
            .filter(grants::municipality.eq(here))
            .order((grants::department, grants::role, grants::procedures, grants::wards))
            .select(GrantRow::as_select())
            .load(conn)
    })?;
    let mut by_person: HashMap<String, Vec<GrantRow>> = HashMap::new();
    for grant in held {
        by_person.entry(grant.staff_id.clone()).or_default().push(grant);
    }
    let with = |row: StaffRow| {
        let held = by_person.remove(&row.id).unwrap_or_default();
        holding(row, held)
    };
    rows.into_iter().map(with).collect()
}

/// Whoever has open cases and is shut out, or holds none of these roles today: id and name.
pub fn left_behind(
    tx: &mut impl Reads,
    roles: &[Role],
    today: NaiveDate,
) -> Result<Vec<(StaffId, String)>, StoreError> {
    let roles: Vec<&str> = roles.iter().map(|role| role.word()).collect();
    let rows: Vec<(String, String)> = tx.run(TABLE, |conn, here| {
        let works = grants::table
            .filter(grants::municipality.eq(here))
            .filter(grants::staff_id.eq(staff::id))
            .filter(grants::role.eq_any(&roles))
            .filter(grants::until_day.is_null().or(grants::until_day.assume_not_null().ge(today)));
        let holds = cases::table
            .filter(cases::municipality.eq(here))
            .filter(cases::assignee_id.assume_not_null().eq(staff::id))
            .filter(cases::is_open.eq(true));
        staff::table
            .filter(staff::municipality.eq(here))
            .filter(staff::disabled_at.is_not_null().or(not(exists(works))))
            .filter(exists(holds))
            .order(staff::email)
            .select((staff::id, staff::name))
            .load(conn)
    })?;
    let read = |(id, name): (String, String)| Ok((At::row(TABLE, &id).parse("id", &id)?, name));
    rows.into_iter().map(read).collect()
}

/// The grants of these people, each with its holder.
fn grants_of(tx: &mut impl Reads, people: &[&str]) -> Result<Vec<GrantRow>, StoreError> {
    tx.run(GRANTS, |conn, here| {
        let held = grants::table
            .filter(grants::municipality.eq(here))
            .order((grants::department, grants::role, grants::procedures, grants::wards))
            .select(GrantRow::as_select());
        held.filter(one_of(grants::staff_id, people.iter().copied())).load(conn)
    })
}

fn with_grants(tx: &mut impl Reads, row: StaffRow) -> Result<Staff, StoreError> {
    let held = grants_of(tx, &[&row.id])?;
    holding(row, held)
}

fn holding(row: StaffRow, held: Vec<GrantRow>) -> Result<Staff, StoreError> {
    let grants: Result<Vec<Grant>, StoreError> = held.into_iter().map(Grant::try_from).collect();
    Ok(Staff {
        id: At::row(TABLE, &row.id).parse("id", &row.id)?,
        grants: grants?,
        email: row.email,
        name: row.name,
        password_hash: row.password_hash,
        disabled_at: row.disabled_at.map(Instant::from_naive_utc),
        created_at: Instant::from_naive_utc(row.created_at),
    })
}

/// Ids as they stand in a column: empty for all. To be narrowed to nothing is no grant at all.
fn in_a_row<T: Display>(among: &Among<T>) -> String {
    match among {
        Among::All => String::new(),
        Among::These(some) => together(some),
    }
}

/// Words with a space between.
fn together<T: Display>(some: &BTreeSet<T>) -> String {
    some.iter().map(T::to_string).collect::<Vec<_>>().join(" ")
}

fn from_a_row<T: FromStr + Ord>(
    at: At<'_>,
    what: &'static str,
    ids: &str,
) -> Result<Among<T>, StoreError> {
    if ids.is_empty() {
        return Ok(Among::All);
    }
    Ok(Among::These(apart(at, what, ids)?))
}

/// Words that stand with a space between.
fn apart<T: FromStr + Ord>(
    at: At<'_>,
    what: &'static str,
    words: &str,
) -> Result<BTreeSet<T>, StoreError> {
    words.split_whitespace().map(|word| at.parse(what, word)).collect()
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = grants)]
struct GrantRow {
    staff_id: String,
    department: String,
    role: String,
    procedures: String,
    wards: String,
    rank: String,
    rights: String,
    until_day: Option<NaiveDate>,
}

impl GrantRow {
    fn read(self, at: At<'_>) -> Result<Grant, StoreError> {
        Ok(Grant {
            department: at.parse("department", &self.department)?,
            role: at.parse("role", &self.role)?,
            rank: at.parse("rank", &self.rank)?,
            procedures: from_a_row(at, "procedures", &self.procedures)?,
            wards: from_a_row(at, "wards", &self.wards)?,
            rights: apart(at, "rights", &self.rights)?,
            until: self.until_day,
        })
    }
}

impl TryFrom<GrantRow> for Grant {
    type Error = StoreError;

    fn try_from(row: GrantRow) -> Result<Self, StoreError> {
        let holder = row.staff_id.clone();
        row.read(At::row(GRANTS, &holder))
    }
}

/// The columns of a grant where there may be none: department, role, rank, procedures, wards,
/// rights, and the last day.
pub(crate) type Told = (
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<NaiveDate>,
);

/// A grant as such columns have it.
pub(crate) fn told(grant: Option<&Grant>) -> Told {
    let Some(grant) = grant else { return Told::default() };
    (
        Some(grant.department.to_string()),
        Some(grant.role.word().to_owned()),
        Some(grant.rank.word().to_owned()),
        Some(in_a_row(&grant.procedures)),
        Some(in_a_row(&grant.wards)),
        Some(together(&grant.rights)),
        grant.until,
    )
}

/// The grant in such columns: all of them are there, or none. What was written before there were
/// rights names none.
pub(crate) fn understood(at: At<'_>, told: Told) -> Result<Option<Grant>, StoreError> {
    match told {
        (None, None, None, None, None, None, None) => Ok(None),
        (
            Some(department),
            Some(role),
            Some(rank),
            Some(procedures),
            Some(wards),
            rights,
            until_day,
        ) => {
            let (staff_id, rights) = (String::new(), rights.unwrap_or_default());
            let row =
                GrantRow { staff_id, department, role, procedures, wards, rank, rights, until_day };
            row.read(at).map(Some)
        }
        (..) => Err(at.damaged("half a grant")),
    }
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
