//! The floor: as many bytes into bare SQLite, by one writer, in durable groups.
//!
//! What the machine's disk and SQLite alone allow. The server's figure stands beside it.

use std::path::Path;
use std::time::Instant;

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary};

use crate::fault::Fault;
use crate::pace::rate;
use crate::say;

// Linked for its bundled SQLite, the same one that the server is built with.
use libsqlite3_sys as _;

/// Inserts `count` rows of `bytes` bytes, `group` in a commit, and prints the rate.
pub(crate) fn run(database: &Path, count: u64, bytes: usize, group: u64) -> Result<(), Fault> {
    let mut connection = SqliteConnection::establish(&database.to_string_lossy())?;
    connection.batch_execute(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         CREATE TABLE filed (id INTEGER PRIMARY KEY, content BLOB NOT NULL);",
    )?;
    let content = vec![0x5A; bytes];
    let began = Instant::now();
    let mut written = 0;
    while written < count {
        let until = count.min(written + group.max(1));
        connection.immediate_transaction(|connection| {
            (written..until).try_for_each(|id| insert(connection, id, &content))
        })?;
        written = until;
    }
    let took = began.elapsed();
    say(&format!(
        "{count} rows of {bytes} bytes in groups of {group} in {:.2} s: {} a second",
        took.as_secs_f64(),
        rate(count, took),
    ));
    Ok(())
}

fn insert(connection: &mut SqliteConnection, id: u64, content: &[u8]) -> QueryResult<()> {
    diesel::sql_query("INSERT INTO filed (id, content) VALUES (?, ?)")
        .bind::<BigInt, _>(i64::try_from(id).unwrap_or(i64::MAX))
        .bind::<Binary, _>(content)
        .execute(connection)
        .map(drop)
}
