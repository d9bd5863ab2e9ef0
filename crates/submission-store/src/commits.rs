//! Which writes were committed, so that a lost connection makes none of them twice.
//!
//! Every write on a server begins by claiming its token, a row of its own. A connection that
//! is lost while committing leaves open whether the commit took place; claiming the token
//! again on another connection answers it: refused, it did.

use diesel::{QueryResult, prelude::*, result::DatabaseErrorKind, result::Error as QueryError};
use kernel::{Clock as _, IdSource as _, Instant, MunicipalityId, SystemClock, SystemIds};

use crate::{
    StoreError, WriteTx,
    engine::{DbConn, per_engine},
    schema::commits,
    transaction::Door as _,
};

/// No write waits as long for its answer.
const KEPT: chrono::Duration = chrono::Duration::hours(1);

/// Names one call of a write, however often it is attempted.
pub(crate) struct Token {
    id: String,
    at: Instant,
}

impl Token {
    /// A token of its own for each call.
    pub(crate) fn new() -> Self {
        let at = SystemClock.now();
        Self { id: SystemIds.uuid(at).to_string(), at }
    }

    /// Claims the token in the transaction that is open; false when an earlier attempt was
    /// committed with it. Waits for one that is still being decided.
    pub(crate) fn claim(&self, conn: &mut DbConn, town: &MunicipalityId) -> QueryResult<bool> {
        let claimed = per_engine!(conn, |conn| diesel::insert_into(commits::table)
            .values((
                commits::municipality.eq(town.as_str()),
                commits::token.eq(&self.id),
                commits::at.eq(self.at.naive_utc()),
            ))
            .execute(conn));
        match claimed {
            Ok(_) => Ok(true),
            Err(QueryError::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(false),
            Err(fault) => Err(fault),
        }
    }
}

/// Removes the tokens of an hour ago and earlier.
pub(crate) fn sweep(tx: &mut WriteTx<'_>, now: Instant) -> Result<(), StoreError> {
    tx.run("commits", |conn, here| {
        diesel::delete(commits::table)
            .filter(commits::municipality.eq(here))
            .filter(commits::at.lt(now.plus(-KEPT).naive_utc()))
            .execute(conn)
    })?;
    Ok(())
}
