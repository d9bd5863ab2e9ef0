//! The register of staff, a page at a time, with what a list of people tells beside their grants.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDateTime;
use diesel::prelude::*;
use kernel::{Among, DepartmentId, Instant, StaffId};

use super::{GrantRow, Staff, StaffRow, TABLE, grants_of, holding};
use crate::{
    Reads, StoreError, WriteTx,
    schema::{factors, grants, staff},
    transaction::Door as _,
};

/// Somebody in the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The person.
    pub staff: Staff,
    /// When they last came in at the screen.
    pub signed_in_at: Option<Instant>,
    /// Whether they have set up a second factor.
    pub has_factor: bool,
}

/// Who is wanted of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sought {
    /// Those with a grant that names one of these departments; everybody for all.
    pub departments: Among<DepartmentId>,
    /// In the name or the address; empty for any.
    pub words: String,
}

/// Notes that somebody has come in at the screen.
pub fn signed_in(tx: &mut WriteTx<'_>, id: &StaffId, now: Instant) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::update(staff::table)
            .filter(staff::id.eq(id.as_str()))
            .filter(staff::municipality.eq(here))
            .set(staff::signed_in_at.eq(Some(now.naive_utc())))
            .execute(conn)
    })?;
    Ok(())
}

/// One entry.
pub fn entry(tx: &mut impl Reads, id: &StaffId) -> Result<Option<Entry>, StoreError> {
    let row: Option<Row> = tx.run(TABLE, |conn, here| {
        staff::table
            .filter(staff::id.eq(id.as_str()))
            .filter(staff::municipality.eq(here))
            .select((StaffRow::as_select(), staff::signed_in_at))
            .get_result(conn)
            .optional()
    })?;
    Ok(entries(tx, row.into_iter().collect())?.pop())
}

/// The people after `after`, by address: `limit` of them, and one more where there is one.
pub fn page(
    tx: &mut impl Reads,
    sought: &Sought,
    after: Option<&StaffId>,
    limit: u32,
) -> Result<Vec<Entry>, StoreError> {
    let last: Option<String> = match after {
        None => None,
        Some(id) => tx.run(TABLE, |conn, here| {
            staff::table
                .filter(staff::id.eq(id.as_str()))
                .filter(staff::municipality.eq(here))
                .select(staff::email)
                .first(conn)
                .optional()
        })?,
    };
    let rows: Vec<Row> = tx.run(TABLE, |conn, here| {
        let mut query = staff::table.into_boxed().filter(staff::municipality.eq(here));
        if let Among::These(some) = &sought.departments {
            let some: Vec<&str> = some.iter().map(DepartmentId::as_str).collect();
            let holders = grants::table
                .filter(grants::municipality.eq(here))
                .filter(grants::department.eq_any(some))
                .select(grants::staff_id);
            query = query.filter(staff::id.eq_any(holders));
        }
        if !sought.words.is_empty() {
            let (name, email) = (holds(&sought.words), holds(&sought.words.to_lowercase()));
            query = query.filter(
                staff::name.like(name).escape('!').or(staff::email.like(email).escape('!')),
            );
        }
        if let Some(last) = &last {
            query = query.filter(staff::email.gt(last));
        }
        query
            .order(staff::email)
            .limit(i64::from(limit) + 1)
            .select((StaffRow::as_select(), staff::signed_in_at))
            .load(conn)
    })?;
    entries(tx, rows)
}

type Row = (StaffRow, Option<NaiveDateTime>);

/// The pattern of a text that holds `words`.
fn holds(words: &str) -> String {
    let plain = words.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{plain}%")
}

fn entries(tx: &mut impl Reads, rows: Vec<Row>) -> Result<Vec<Entry>, StoreError> {
    let ids: Vec<&str> = rows.iter().map(|(row, _)| row.id.as_str()).collect();
    let with_factor: Vec<String> = tx.run("factors", |conn, here| {
        factors::table
            .filter(factors::municipality.eq(here))
            .filter(factors::staff_id.eq_any(&ids))
            .select(factors::staff_id)
            .load(conn)
    })?;
    let with_factor: BTreeSet<String> = with_factor.into_iter().collect();
    let mut held: HashMap<String, Vec<GrantRow>> = HashMap::new();
    for grant in grants_of(tx, &ids)? {
        held.entry(grant.staff_id.clone()).or_default().push(grant);
    }
    let read = |(row, signed_in_at): Row| {
        let has_factor = with_factor.contains(&row.id);
        let grants = held.remove(&row.id).unwrap_or_default();
        let signed_in_at = signed_in_at.map(Instant::from_naive_utc);
        Ok(Entry { staff: holding(row, grants)?, signed_in_at, has_factor })
    };
    rows.into_iter().map(read).collect()
}
