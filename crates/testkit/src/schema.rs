//! A PostgreSQL schema for one town after the other.
//!
//! Making its tables costs more than most scenes. So a town that was whole when it was left hands
//! its schema on, emptied, to the next one of the same run, in whichever process.

use std::{
    env,
    sync::atomic::{AtomicBool, Ordering},
};

use diesel::{
    Connection as _, PgConnection, QueryableByName, RunQueryDsl as _,
    connection::SimpleConnection as _, sql_query, sql_types::Text,
};
use kernel::{IdSource as _, SystemIds};

const NO_SERVER: &str = "MADOGUCHI_TEST_POSTGRES_URL names no PostgreSQL server to test on; \
     without one, MADOGUCHI_SKIP_POSTGRES=1 leaves that half out";

/// Whose the schemas are.
const ROLE: &str = "madoguchi_tests";

/// The address for who reads and changes rows of every municipality behind the program's back.
pub fn past_the_walls(schema: &str) -> String {
    format!("{schema}%20-c%20madoguchi.town%3D*")
}

/// The schema; what is in it is gone when it is dropped.
pub struct Schema {
    server: String,
    name: String,
    is_whole: AtomicBool,
}

#[derive(QueryableByName)]
struct Spare {
    #[diesel(sql_type = Text)]
    name: String,
}

/// Whether somebody without a server said so: nothing else lets PostgreSQL's half pass.
#[expect(clippy::disallowed_methods, reason = "tests are told here what to leave out")]
pub(crate) fn skips_postgres() -> bool {
    env::var("MADOGUCHI_SKIP_POSTGRES").is_ok_and(|word| word == "1")
}

impl Schema {
    /// In the test server, unless the environment says that there is none.
    pub fn wanted() -> Option<Self> {
        (!skips_postgres()).then(Self::make)
    }

    /// In the server that `MADOGUCHI_TEST_POSTGRES_URL` names.
    #[expect(clippy::disallowed_methods, reason = "tests are told here where a server is")]
    pub(crate) fn make() -> Self {
        let server = env::var("MADOGUCHI_TEST_POSTGRES_URL").expect(NO_SERVER);
        let is_whole = AtomicBool::new(false);
        let mut conn = PgConnection::establish(&server).expect("the test server answers");
        if let Some(name) = spare(&mut conn) {
            return Self { server, name, is_whole };
        }
        let mut chance = [0; 8];
        SystemIds.fill(&mut chance);
        let name = format!("town_{:016x}", u64::from_le_bytes(chance));
        // Of a role that the walls between municipalities hold, as they do not hold the superuser.
        let made = format!(
            "DO $$ BEGIN CREATE ROLE {ROLE}; \
             EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$; \
             CREATE SCHEMA {name} AUTHORIZATION {ROLE}"
        );
        conn.batch_execute(&made).expect("a schema of our own");
        Self { server, name, is_whole }
    }

    /// Says that whoever used it left its tables as they were made.
    pub(crate) fn is_whole(&self) {
        self.is_whole.store(true, Ordering::SeqCst);
    }

    /// A connection here sees this schema only.
    pub fn url(&self) -> String {
        let mark = if self.server.contains('?') { '&' } else { '?' };
        let session = format!("-c%20search_path%3D{}%20-c%20role%3D{ROLE}", self.name);
        format!("{}{mark}options={session}", self.server)
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        let Ok(mut conn) = PgConnection::establish(&self.server) else { return };
        let (name, run) = (&self.name, run());
        if let Some(run) = run.filter(|_| self.is_whole.load(Ordering::SeqCst))
            && conn.batch_execute(&emptied(name, &run)).is_ok()
        {
            return;
        }
        // Nothing is left to be done for a server that refuses even this.
        drop(conn.batch_execute(&format!("DROP SCHEMA {name} CASCADE")));
    }
}

/// The run of which this process is one: nobody else's schemas are of the same version.
#[expect(clippy::disallowed_methods, reason = "tests are told here which run they are part of")]
pub(crate) fn run() -> Option<String> {
    let run = env::var("NEXTEST_RUN_ID").ok()?;
    run.chars().all(|c| c.is_ascii_alphanumeric() || c == '-').then_some(run)
}

/// A schema that a town of this run has left.
fn spare(conn: &mut PgConnection) -> Option<String> {
    let run = run()?;
    let taken = sql_query(format!(
        "DELETE FROM public.spare_towns WHERE name = (SELECT name FROM public.spare_towns \
         WHERE run = '{run}' LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING name"
    ));
    // Before the first town was left there is no such table.
    let taken: Vec<Spare> = taken.load(conn).unwrap_or_default();
    taken.into_iter().next().map(|spare| spare.name)
}

/// Empties every table but the one that says which were made, and hands the schema on. What other
/// runs have left goes with it.
fn emptied(name: &str, run: &str) -> String {
    format!(
        "CREATE TABLE IF NOT EXISTS public.spare_towns (name TEXT PRIMARY KEY, run TEXT NOT NULL); \
         DO $$ DECLARE it record; BEGIN \
           PERFORM set_config('session_replication_role', 'replica', true); \
           FOR it IN SELECT tablename AS name FROM pg_tables WHERE schemaname = '{name}' \
             AND tablename <> '__diesel_schema_migrations' \
           LOOP EXECUTE format('DELETE FROM {name}.%I', it.name); END LOOP; \
           FOR it IN SELECT sequencename AS name FROM pg_sequences WHERE schemaname = '{name}' \
           LOOP EXECUTE format('ALTER SEQUENCE {name}.%I RESTART', it.name); END LOOP; \
           FOR it IN DELETE FROM public.spare_towns WHERE run <> '{run}' RETURNING name \
           LOOP EXECUTE format('DROP SCHEMA %I CASCADE', it.name); END LOOP; \
           INSERT INTO public.spare_towns (name, run) VALUES ('{name}', '{run}'); \
         END $$"
    )
}
