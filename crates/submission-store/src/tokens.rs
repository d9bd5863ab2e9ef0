//! Tokens of staff and systems for the API. Only their hash is kept.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use kernel::{Instant, StaffId};

use crate::{Digest, Reads, StoreError, WriteTx, row::At, schema::tokens, transaction::Door as _};

const TABLE: &str = "tokens";

/// One token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Hash of the token.
    pub hash: Digest,
    /// Whose authority it carries.
    pub staff: StaffId,
    /// What it is for.
    pub label: String,
    /// What it opens, such as `cases:read`. No spaces in a scope.
    pub scopes: Vec<String>,
    /// When it was issued.
    pub created_at: Instant,
    /// When it ends.
    pub expires_at: Instant,
}

/// Keeps a token.
pub fn insert(tx: &mut WriteTx<'_>, token: &Token) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(tokens::table)
            .values((
                tokens::hash.eq(token.hash.as_bytes().as_slice()),
                tokens::municipality.eq(here),
                tokens::staff_id.eq(token.staff.as_str()),
                tokens::label.eq(&token.label),
                tokens::scopes.eq(token.scopes.join(" ")),
                tokens::created_at.eq(token.created_at.naive_utc()),
                tokens::expires_at.eq(token.expires_at.naive_utc()),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// The token, if it has neither ended nor been revoked.
pub fn find(tx: &mut impl Reads, hash: &Digest, now: Instant) -> Result<Option<Token>, StoreError> {
    let row: Option<TokenRow> = tx.run(TABLE, |conn, here| {
        tokens::table
            .filter(tokens::hash.eq(hash.as_bytes().as_slice()))
            .filter(tokens::municipality.eq(here))
            .filter(tokens::expires_at.gt(now.naive_utc()))
            .filter(tokens::revoked_at.is_null())
            .select(TokenRow::as_select())
            .get_result(conn)
            .optional()
    })?;
    row.map(Token::try_from).transpose()
}

/// The tokens of a person that were not revoked, the oldest first.
pub fn list_of_staff(tx: &mut impl Reads, staff: &StaffId) -> Result<Vec<Token>, StoreError> {
    let rows: Vec<TokenRow> = tx.run(TABLE, |conn, here| {
        tokens::table
            .filter(tokens::staff_id.eq(staff.as_str()))
            .filter(tokens::municipality.eq(here))
            .filter(tokens::revoked_at.is_null())
            .order(tokens::created_at)
            .select(TokenRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(Token::try_from).collect()
}

/// Revokes a token. False when there is none.
pub fn revoke(tx: &mut WriteTx<'_>, hash: &Digest, now: Instant) -> Result<bool, StoreError> {
    let changed = tx.run(TABLE, |conn, here| {
        diesel::update(tokens::table)
            .filter(tokens::hash.eq(hash.as_bytes().as_slice()))
            .filter(tokens::municipality.eq(here))
            .filter(tokens::revoked_at.is_null())
            .set(tokens::revoked_at.eq(now.naive_utc()))
            .execute(conn)
    })?;
    Ok(changed > 0)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = tokens)]
struct TokenRow {
    hash: Vec<u8>,
    staff_id: String,
    label: String,
    scopes: String,
    created_at: NaiveDateTime,
    expires_at: NaiveDateTime,
}

impl TryFrom<TokenRow> for Token {
    type Error = StoreError;

    fn try_from(row: TokenRow) -> Result<Self, StoreError> {
        let at = At::row(TABLE, &row.label);
        Ok(Self {
            hash: at.digest(&row.hash)?,
            staff: at.parse("staff", &row.staff_id)?,
            scopes: row.scopes.split_whitespace().map(str::to_owned).collect(),
            created_at: Instant::from_naive_utc(row.created_at),
            expires_at: Instant::from_naive_utc(row.expires_at),
            label: row.label,
        })
    }
}
