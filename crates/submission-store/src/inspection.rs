//! What can be told of a database before anything is opened in it: for operators who look
//! whether their settings fit. Changes nothing.

use diesel::prelude::*;

use crate::{
    Store, StoreError, StoreSettings,
    engine::{Address, Purpose},
    migration,
    schema::data_keys,
    server::{self, Line},
};

/// Whether this program can speak TLS to PostgreSQL.
pub const SPEAKS_TLS: bool = cfg!(feature = "postgres-tls");

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inspection {
    /// The file of the embedded engine is not there yet; the first start makes it.
    Unmade,
    /// The database answers.
    Found {
        /// The engine and its version.
        engine: String,
        /// Protocol and cipher of the line to a server; `None` without TLS.
        tls: Option<String>,
        /// Whether walls between municipalities hold our role, as they do not hold a superuser; a
        /// file has none.
        walled: bool,
        /// How many migrations are still to be run.
        pending: usize,
        /// Whether it has been used: keys and files are then bound to it.
        used: bool,
    },
}

impl StoreSettings {
    /// How the line to the database is protected.
    pub fn line(&self) -> Result<Line, StoreError> {
        match Address::of(self)? {
            Address::Sqlite(_) => Ok(Line::Inside),
            Address::Pg { url, .. } => Ok(server::line(&url)),
        }
    }
}

impl Store {
    /// Connects, looks and leaves.
    pub fn inspect(settings: &StoreSettings) -> Result<Inspection, StoreError> {
        let address = Address::of(settings)?;
        if !address.exists() {
            return Ok(Inspection::Unmade);
        }
        let mut conn = address.connect(Purpose::Pooled)?;
        let (engine, tls) =
            conn.describe().map_err(|fault| StoreError::of("connection", &fault))?;
        let pending = migration::pending(&address)?;
        let keys: i64 = match pending {
            0 => conn
                .transaction(|conn| {
                    conn.see_every_town()?;
                    data_keys::table.count().get_result(conn)
                })
                .map_err(|fault| StoreError::of("data_keys", &fault))?,
            _ => 0,
        };
        let walled = conn.is_walled().map_err(|fault| StoreError::of("connection", &fault))?;
        Ok(Inspection::Found { engine, tls, walled, pending, used: keys > 0 })
    }
}
