//! Whom an OpenID provider means by the names that it gives people.

use diesel::prelude::*;
use kernel::{Instant, StaffId};

use crate::{
    Reads, StoreError, WriteTx, row::At, schema::sign_on_subjects, transaction::Door as _,
};

const TABLE: &str = "sign_on_subjects";

/// Who it is that `issuer` calls `subject`.
pub fn find(
    tx: &mut impl Reads,
    issuer: &str,
    subject: &str,
) -> Result<Option<StaffId>, StoreError> {
    let found: Option<String> = tx.run(TABLE, |conn, here| {
        sign_on_subjects::table
            .filter(sign_on_subjects::municipality.eq(here))
            .filter(sign_on_subjects::issuer.eq(issuer))
            .filter(sign_on_subjects::subject.eq(subject))
            .select(sign_on_subjects::staff_id)
            .first(conn)
            .optional()
    })?;
    found.map(|id| At::row(TABLE, &id).parse("staff", &id)).transpose()
}

/// Ties a person to the name that `issuer` gives them; `Duplicate` when either is tied already.
pub fn insert(
    tx: &mut WriteTx<'_>,
    issuer: &str,
    subject: &str,
    staff: &StaffId,
    now: Instant,
) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(sign_on_subjects::table)
            .values((
                sign_on_subjects::municipality.eq(here),
                sign_on_subjects::issuer.eq(issuer),
                sign_on_subjects::subject.eq(subject),
                sign_on_subjects::staff_id.eq(staff.as_str()),
                sign_on_subjects::created_at.eq(now.naive_utc()),
            ))
            .execute(conn)
    })?;
    Ok(())
}
