//! What one transaction at a time may ask about before it writes.

use diesel::{RunQueryDsl, sql_query, sql_types::BigInt};

use crate::{Digest, StoreError, WriteTx, engine::DbConn, transaction::Door as _};

/// Holds these keys until the transaction ends; who else asks for one waits. SQLite has one writer.
pub(crate) fn take<'k>(
    tx: &mut WriteTx<'_>,
    table: &'static str,
    keys: impl Iterator<Item = &'k Digest>,
) -> Result<(), StoreError> {
    let lock = |key: &Digest| {
        let first: Option<&[u8; 8]> = key.as_bytes().first_chunk();
        i64::from_be_bytes(first.copied().unwrap_or_default())
    };
    let mut locks: Vec<i64> = keys.map(lock).collect();
    // In one order for everybody, so that two never wait for each other.
    locks.sort_unstable();
    for lock in locks {
        tx.run(table, |conn, _here| match conn {
            DbConn::Sqlite(_) => Ok(0),
            DbConn::Pg(conn) => {
                sql_query("SELECT pg_advisory_xact_lock($1)").bind::<BigInt, _>(lock).execute(conn)
            }
        })?;
    }
    Ok(())
}
