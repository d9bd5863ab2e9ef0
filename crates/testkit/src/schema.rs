//! A PostgreSQL schema that lives as long as one town.

use std::sync::atomic::{AtomicU32, Ordering};

use diesel::{Connection as _, PgConnection, connection::SimpleConnection as _};

/// The schema; dropped with everything in it.
pub(crate) struct Schema {
    server: String,
    name: String,
}

impl Schema {
    /// `None` when `MADOGUCHI_TEST_POSTGRES_URL` names no server.
    #[expect(clippy::disallowed_methods, reason = "tests are told here where a server is")]
    pub(crate) fn make() -> Option<Self> {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let server = std::env::var("MADOGUCHI_TEST_POSTGRES_URL").ok()?;
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let name = format!("town_{}_{number}", std::process::id());
        let mut conn = PgConnection::establish(&server).expect("the test server answers");
        conn.batch_execute(&format!("CREATE SCHEMA {name}")).expect("a schema of our own");
        Some(Self { server, name })
    }

    /// A connection here sees this schema only.
    pub(crate) fn url(&self) -> String {
        let mark = if self.server.contains('?') { '&' } else { '?' };
        format!("{}{mark}options=-c%20search_path%3D{}", self.server, self.name)
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
