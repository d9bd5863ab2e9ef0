//! The engine's own check of its pages, indexes and constraints.

use diesel::{QueryResult, RunQueryDsl as _, sql_query, sql_types::Text};

use super::Round;
use crate::{ReadTx, StoreError, engine::DbConn, transaction::Door as _};

#[derive(diesel::QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// SQLite looks through its file. A PostgreSQL server checks its pages itself, when its
/// cluster was made with checksums.
pub(super) fn check(tx: &mut ReadTx<'_>, round: &mut Round<'_>) -> Result<(), StoreError> {
    for Line { line } in tx.run("integrity", |conn, _| ask(conn))? {
        if line != "ok" {
            round.add("engine", "database", "", &line);
        }
    }
    Ok(())
}

fn ask(conn: &mut DbConn) -> QueryResult<Vec<Line>> {
    match conn {
        DbConn::Sqlite(sqlite) => {
            sql_query("SELECT integrity_check AS line FROM pragma_integrity_check").load(sqlite)
        }
        DbConn::Pg(_) => Ok(Vec::new()),
    }
}
