//! A PostgreSQL schema that lives as long as one town.

use std::{
    env,
    sync::atomic::{AtomicU32, Ordering},
};

use diesel::{Connection as _, PgConnection, connection::SimpleConnection as _};

const NO_SERVER: &str = "MADOGUCHI_TEST_POSTGRES_URL names no PostgreSQL server to test on; \
     without one, MADOGUCHI_SKIP_POSTGRES=1 leaves that half out";

/// Whose the schemas are.
const ROLE: &str = "madoguchi_tests";

/// The address for who reads and changes rows of every municipality behind the program's back.
pub fn past_the_walls(schema: &str) -> String {
    format!("{schema}%20-c%20madoguchi.town%3D*")
}

/// The schema; dropped with everything in it.
pub struct Schema {
    server: String,
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
        static MADE: AtomicU32 = AtomicU32::new(0);
        let server = env::var("MADOGUCHI_TEST_POSTGRES_URL").expect(NO_SERVER);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let name = format!("town_{}_{number}", std::process::id());
        let mut conn = PgConnection::establish(&server).expect("the test server answers");
        // Of a role that the walls between municipalities hold, as they do not hold the superuser.
        let made = format!(
            "DO $$ BEGIN CREATE ROLE {ROLE}; \
             EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$; \
             CREATE SCHEMA {name} AUTHORIZATION {ROLE}"
        );
        conn.batch_execute(&made).expect("a schema of our own");
        Self { server, name }
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
        if let Ok(mut conn) = PgConnection::establish(&self.server) {
            // Nothing is left to be done for a server that refuses even this.
            drop(conn.batch_execute(&format!("DROP SCHEMA {} CASCADE", self.name)));
        }
    }
}
