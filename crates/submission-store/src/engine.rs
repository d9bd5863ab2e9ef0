//! The two engines: how each is reached, prepared and asked to begin.
//!
//! The only file that knows what differs between them; queries are written once,
//! for both.

use std::path::{Path, PathBuf};

use diesel::{
    Connection, MultiConnection, PgConnection, QueryResult, RunQueryDsl, SqliteConnection,
    backend::Backend,
    connection::{AnsiTransactionManager, SimpleConnection, TransactionManager},
    dsl::sql,
    pg::Pg,
    query_builder::{AsChangeset, AstPass, IntoUpdateTarget, Query, QueryFragment, QueryId},
    query_source::QuerySource,
    sql_types::{BigInt, Bool, Nullable, Text},
    sqlite::Sqlite,
};

use crate::{
    StoreError, StoreSettings,
    server::{self, Bound},
};

pub(crate) use multi::{DbConn, MultiBackend};

/// Keeps what the derive makes public from the rest of the room.
mod multi {
    use super::{MultiConnection, PgConnection, SqliteConnection};

    /// A connection to either engine.
    #[derive(MultiConnection)]
    pub enum DbConn {
        /// The embedded database.
        Sqlite(SqliteConnection),
        /// A PostgreSQL server.
        Pg(PgConnection),
    }
}

/// What runs a transaction of either engine.
pub(crate) type Manager = <DbConn as Connection>::TransactionManager;

/// Expands one statement for each engine. The shared path writes the statement's text
/// anew each time to look it up; what is filed a thousand times a second should not.
macro_rules! per_engine {
    ($conn:expr, |$inner:ident| $run:expr) => {
        match $conn {
            $crate::engine::DbConn::Sqlite($inner) => $run,
            $crate::engine::DbConn::Pg($inner) => $run,
        }
    };
}
pub(crate) use per_engine;

/// How many rows a query gives, counted where they are. With a limit in the query, counting
/// stops there.
#[derive(QueryId)]
pub(crate) struct Counted<Q>(pub(crate) Q);

impl<Q> Query for Counted<Q> {
    type SqlType = BigInt;
}

impl<Q> RunQueryDsl<DbConn> for Counted<Q> {}

impl<DB: Backend, Q: QueryFragment<DB>> QueryFragment<DB> for Counted<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("SELECT COUNT(*) FROM (");
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(") AS counted");
        Ok(())
    }
}

/// An update whose text is always the same, so that each connection keeps it prepared: the library
/// takes each of its own for one that is written anew every time.
pub(crate) struct PreparedUpdate<F, W, C> {
    from: F,
    rows: W,
    changes: C,
}

/// Makes all `changes` in the rows that are filtered.
pub(crate) fn update<R: IntoUpdateTarget, C: AsChangeset<Target = R::Table>>(
    rows: R,
    changes: C,
) -> PreparedUpdate<<R::Table as QuerySource>::FromClause, R::WhereClause, C::Changeset>
where
    R::Table: QuerySource,
{
    let target = rows.into_update_target();
    let (from, rows) = (target.table.from_clause(), target.where_clause);
    PreparedUpdate { from, rows, changes: changes.as_changeset() }
}

impl<F, W, C> QueryId for PreparedUpdate<F, W, C> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<F, W, C> PreparedUpdate<F, W, C>
where
    Self: QueryFragment<Sqlite> + QueryFragment<Pg>,
{
    /// Makes them; gives in how many rows.
    pub(crate) fn execute(&self, conn: &mut DbConn) -> QueryResult<usize> {
        per_engine!(conn, |conn| conn.execute_returning_count(self))
    }
}

impl<DB, F, W, C> QueryFragment<DB> for PreparedUpdate<F, W, C>
where
    DB: Backend,
    F: QueryFragment<DB>,
    W: QueryFragment<DB>,
    C: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("UPDATE ");
        self.from.walk_ast(out.reborrow())?;
        out.push_sql(" SET ");
        self.changes.walk_ast(out.reborrow())?;
        self.rows.walk_ast(out)
    }
}

/// Where the rows are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Address {
    /// A file of the embedded engine.
    Sqlite(PathBuf),
    /// A server, with its URL.
    Pg {
        /// The address as it was set.
        url: String,
        /// How long a pooled connection's statement may take.
        bound: Bound,
        /// Whose rows a pooled connection sees.
        town: String,
    },
}

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Reading, and on PostgreSQL writing.
    Pooled,
    /// The one writer of the embedded engine; on both, migrations and the first look.
    Writer,
}

/// How a transaction that writes holds the book of the log: many write in it at once, and
/// nobody while a day is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Book {
    /// Not at all: the keys are made before anything can be written in it.
    Unopened,
    /// Beside others.
    Shared(i64),
    /// Alone.
    Alone(i64),
}

impl Book {
    /// Beginning and locking in one message. SQLite has one writer, who is alone.
    fn begin_on_pg(self) -> String {
        match self {
            Self::Unopened => "BEGIN".to_owned(),
            Self::Shared(key) => format!("BEGIN; SELECT pg_advisory_xact_lock_shared({key})"),
            Self::Alone(key) => format!("BEGIN; SELECT pg_advisory_xact_lock({key})"),
        }
    }
}

/// What a session of PostgreSQL names that looks at the rows of all municipalities.
const EVERY_TOWN: &str = "*";

/// First of all, so that every later statement waits instead of failing.
const SQLITE_PATIENCE: &str = "PRAGMA busy_timeout = 5000;";

/// WAL once; FULL, because a receipt must survive a power cut. A checkpoint every
/// 16 MiB of log keeps it short without interrupting every few commits. What is deleted is
/// written over: a destroyed key may not lie on a free page.
const SQLITE_WRITER: &str = "PRAGMA foreign_keys = ON; PRAGMA journal_mode = WAL; \
     PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; \
     PRAGMA journal_size_limit = 67108864; PRAGMA temp_store = MEMORY; \
     PRAGMA cache_size = -16384; PRAGMA trusted_schema = OFF; \
     PRAGMA secure_delete = ON;";

const SQLITE_READER: &str = "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; \
     PRAGMA cache_size = -4096; PRAGMA trusted_schema = OFF; PRAGMA query_only = ON;";

impl Address {
    /// Where `settings` keep the rows.
    pub(crate) fn of(settings: &StoreSettings) -> Result<Self, StoreError> {
        let mut address = Self::parse(&settings.database_url)?;
        if let Self::Pg { url, bound, town } = &mut address {
            settings.municipality.as_str().clone_into(town);
            if settings.patient {
                *bound = Bound::None;
            }
            if let Some(file) = &settings.database_password_file {
                *url = server::with_password(url, file)?;
            }
        }
        Ok(address)
    }

    /// Reads `sqlite:PATH` or `postgres://…`. Guessing would turn a misspelt server
    /// into a stray file of that name.
    pub(crate) fn parse(url: &str) -> Result<Self, StoreError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Pg { url: url.to_owned(), bound: Bound::Short, town: String::new() });
        }
        let Some(path) = url.strip_prefix("sqlite:") else {
            return Err(StoreError::Url("must begin with sqlite: or postgres://"));
        };
        let path = path.strip_prefix("//").unwrap_or(path);
        if path.is_empty() || path.starts_with(':') || path.starts_with("file:") {
            return Err(StoreError::Url("sqlite: needs the path of a file"));
        }
        Ok(Self::Sqlite(PathBuf::from(path)))
    }

    /// Whether there is anything to connect to; a server is always asked.
    pub(crate) fn exists(&self) -> bool {
        match self {
            Self::Sqlite(path) => path.exists(),
            Self::Pg { .. } => true,
        }
    }

    /// A prepared connection. The file of the embedded engine is made when it is missing.
    pub(crate) fn connect(&self, purpose: Purpose) -> Result<DbConn, StoreError> {
        match self {
            Self::Sqlite(path) => connect_sqlite(path, purpose),
            Self::Pg { url, bound, town } => {
                let (bound, town) = match purpose {
                    Purpose::Pooled => (*bound, town.as_str()),
                    Purpose::Writer => (Bound::None, EVERY_TOWN),
                };
                PgConnection::establish(&server::with_options(url, bound, town))
                    .map(DbConn::Pg)
                    .map_err(|fault| StoreError::Unreachable { why: server::why(&fault) })
            }
        }
    }
}

fn connect_sqlite(path: &Path, purpose: Purpose) -> Result<DbConn, StoreError> {
    if purpose == Purpose::Writer {
        crate::disk::create_private(path)?;
    }
    let path = path.to_str().ok_or(StoreError::Url("the path must be UTF-8"))?;
    let mut conn = SqliteConnection::establish(path).ok().ok_or_else(cannot_open)?;
    let session = match purpose {
        Purpose::Writer => SQLITE_WRITER,
        Purpose::Pooled => SQLITE_READER,
    };
    conn.batch_execute(SQLITE_PATIENCE)
        .and_then(|()| conn.batch_execute(session))
        .map_err(|e| StoreError::of("session", &e))?;
    Ok(DbConn::Sqlite(conn))
}

/// The engine's own words for this name the path: they stay out of the log.
fn cannot_open() -> StoreError {
    StoreError::Database { table: "connection", what: "cannot open the file".to_owned() }
}

impl DbConn {
    /// Begins to write. SQLite takes the write lock now, so that `busy_timeout` can
    /// wait for it; a deferred transaction would fail at once when it is upgraded.
    pub(crate) fn begin_write(&mut self, book: Book) -> QueryResult<()> {
        match self {
            Self::Sqlite(conn) => {
                AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE")
            }
            Self::Pg(conn) => {
                AnsiTransactionManager::begin_transaction_sql(conn, &book.begin_on_pg())
            }
        }
    }

    /// The engine with its version, and how the line to it is protected; nothing where there
    /// is no line.
    pub(crate) fn describe(&mut self) -> QueryResult<(String, Option<String>)> {
        match self {
            Self::Sqlite(conn) => {
                let version: String = diesel::select(sql::<Text>("'SQLite ' || sqlite_version()"))
                    .get_result(conn)?;
                Ok((version, None))
            }
            Self::Pg(conn) => diesel::select((
                sql::<Text>("'PostgreSQL ' || current_setting('server_version')"),
                sql::<Nullable<Text>>(
                    "(SELECT version || ' ' || cipher FROM pg_stat_ssl \
                      WHERE pid = pg_backend_pid() AND ssl)",
                ),
            ))
            .get_result(conn),
        }
    }

    /// Whether walls between municipalities hold this session.
    pub(crate) fn is_walled(&mut self) -> QueryResult<bool> {
        match self {
            Self::Sqlite(_) => Ok(true),
            Self::Pg(conn) => diesel::select(sql::<Bool>(
                "(SELECT NOT (rolsuper OR rolbypassrls) FROM pg_roles WHERE rolname = current_user)",
            ))
            .get_result(conn),
        }
    }

    /// What tells this database from others of its server; nothing for a file.
    pub(crate) fn place(&mut self) -> QueryResult<String> {
        match self {
            Self::Sqlite(_) => Ok(String::new()),
            Self::Pg(conn) => {
                diesel::select(sql::<Text>("current_schema()::text")).get_result(conn)
            }
        }
    }

    /// Until the transaction ends, its statements see the rows of every municipality.
    pub(crate) fn see_every_town(&mut self) -> QueryResult<()> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Pg(conn) => {
                conn.batch_execute(&format!("SET LOCAL madoguchi.town = '{EVERY_TOWN}'"))
            }
        }
    }

    /// Begins to read one consistent view.
    pub(crate) fn begin_read(&mut self) -> QueryResult<()> {
        match self {
            Self::Sqlite(conn) => AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN"),
            Self::Pg(conn) => AnsiTransactionManager::begin_transaction_sql(
                conn,
                "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            ),
        }
    }

    /// Begins a savepoint inside of a transaction.
    pub(crate) fn begin_nested(&mut self) -> QueryResult<()> {
        Manager::begin_transaction(self)
    }

    /// Commits the transaction, or releases the innermost savepoint.
    pub(crate) fn commit(&mut self) -> QueryResult<()> {
        Manager::commit_transaction(self)
    }

    /// Rolls the transaction, or the innermost savepoint, back.
    pub(crate) fn roll_back(&mut self) -> QueryResult<()> {
        Manager::rollback_transaction(self)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    };

    use diesel::{
        ExpressionMethods as _, QueryableByName, RunQueryDsl as _,
        connection::InstrumentationEvent, sql_query, sql_types::Text,
    };

    use super::*;

    #[derive(QueryableByName)]
    struct BuiltWith {
        #[diesel(sql_type = Text)]
        compile_options: String,
    }

    /// `.cargo/config.toml` says so; without it, every call takes locks that nobody needs, and
    /// every query with a limit is prepared anew.
    #[test]
    fn sqlite_is_built_for_one_connection_a_thread() {
        let folder = tempfile::tempdir().unwrap();
        let address = Address::Sqlite(folder.path().join("a.sqlite"));
        let mut conn = address.connect(Purpose::Writer).unwrap();
        let options: Vec<BuiltWith> =
            sql_query("SELECT compile_options FROM pragma_compile_options")
                .load(&mut conn)
                .unwrap();
        let options: Vec<&str> = options.iter().map(|row| row.compile_options.as_str()).collect();
        assert!(options.contains(&"THREADSAFE=2"), "{options:?}");
        assert!(options.contains(&"ENABLE_QPSG"), "{options:?}");
        assert!(options.contains(&"OMIT_LOAD_EXTENSION"), "{options:?}");
        assert!(!options.contains(&"ENABLE_MEMORY_MANAGEMENT"), "{options:?}");
    }

    /// Every change of a case, a file, a draft or a session is such an update.
    #[test]
    fn a_prepared_update_is_read_by_the_engine_once() {
        use crate::schema::sessions;

        let folder = tempfile::tempdir().unwrap();
        let address = Address::Sqlite(folder.path().join("a.sqlite"));
        let mut conn = address.connect(Purpose::Writer).unwrap();
        conn.batch_execute("CREATE TABLE sessions (municipality TEXT, hash BLOB)").unwrap();
        let (kept, read) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let counters = (Arc::clone(&kept), Arc::clone(&read));
        conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if matches!(event, InstrumentationEvent::CacheQuery { .. }) {
                counters.0.fetch_add(1, Relaxed);
            } else if matches!(event, InstrumentationEvent::StartQuery { .. }) {
                counters.1.fetch_add(1, Relaxed);
            }
        });
        for town in ["sendai", "natori", "iwanuma"] {
            let renamed = update(sessions::table, sessions::municipality.eq(town));
            assert_eq!(renamed.execute(&mut conn), Ok(0));
        }
        assert_eq!((kept.load(Relaxed), read.load(Relaxed)), (1, 3));
    }

    #[test]
    fn the_scheme_alone_picks_the_engine() {
        let file = |path: &str| Ok(Address::Sqlite(PathBuf::from(path)));
        assert_eq!(Address::parse("sqlite:data/a.db"), file("data/a.db"));
        assert_eq!(Address::parse("sqlite:///var/a.db"), file("/var/a.db"));
        assert!(matches!(Address::parse("postgres://host/town"), Ok(Address::Pg { .. })));
        for url in ["", "town.db", "mysql://host/town", "sqlite:", "sqlite::memory:", "Postgres:x"]
        {
            assert!(matches!(Address::parse(url), Err(StoreError::Url(_))), "{url}");
        }
    }
}
