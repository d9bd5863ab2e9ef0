//! The schema's history, embedded in the program: a pair of steps, one for each engine.

use diesel::{
    backend::Backend,
    migration::{MigrationSource, Result as MigrationResult},
    sqlite::Sqlite,
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::{
    StoreError,
    engine::{Address, DbConn, Purpose},
    planning,
};

pub(crate) const SQLITE: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");
pub(crate) const POSTGRES: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");

/// Where a schema stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Standing {
    /// Steps still to be taken.
    pending: usize,
    /// Whether it has taken steps that this program does not know.
    newer: bool,
}

/// How many steps are to be taken, without creating anything.
pub(crate) fn pending(address: &Address) -> Result<usize, StoreError> {
    if !address.exists() {
        return versions::<Sqlite>(&SQLITE).map(|all| all.len()).map_err(|e| fault(&*e));
    }
    let standing = standing(&mut address.connect(Purpose::Writer)?).map_err(|e| fault(&*e))?;
    if standing.newer { Err(StoreError::NewerSchema) } else { Ok(standing.pending) }
}

/// Takes the pending steps and tells their names.
pub(crate) fn run(address: &Address) -> Result<Vec<String>, StoreError> {
    pending(address)?;
    let mut conn = address.connect(Purpose::Writer)?;
    let taken = match &mut conn {
        DbConn::Sqlite(conn) => conn.run_pending_migrations(SQLITE),
        DbConn::Pg(conn) => conn.run_pending_migrations(POSTGRES),
    };
    let taken: Vec<String> =
        taken.map_err(|e| fault(&*e))?.iter().map(ToString::to_string).collect();
    if let DbConn::Sqlite(conn) = &mut conn {
        planning::tell(conn).map_err(|e| fault(&e))?;
    }
    Ok(taken)
}

fn standing(conn: &mut DbConn) -> MigrationResult<Standing> {
    match conn {
        DbConn::Sqlite(conn) => compare(conn, &SQLITE),
        DbConn::Pg(conn) => compare(conn, &POSTGRES),
    }
}

fn compare<DB: Backend>(
    conn: &mut impl MigrationHarness<DB>,
    source: &impl MigrationSource<DB>,
) -> MigrationResult<Standing> {
    let known = versions(source)?;
    let taken: Vec<String> = conn.applied_migrations()?.iter().map(ToString::to_string).collect();
    Ok(Standing {
        pending: known.iter().filter(|version| !taken.contains(version)).count(),
        newer: taken.iter().any(|version| !known.contains(version)),
    })
}

fn versions<DB: Backend>(source: &impl MigrationSource<DB>) -> MigrationResult<Vec<String>> {
    let steps = source.migrations()?;
    Ok(steps.iter().map(|step| step.name().version().to_string()).collect())
}

/// Migrations carry no values of ours, so their errors may be told in full.
fn fault(error: &(dyn std::error::Error + Send + Sync)) -> StoreError {
    StoreError::Database { table: "migrations", what: error.to_string() }
}
