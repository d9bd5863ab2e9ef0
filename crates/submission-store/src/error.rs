//! What can go wrong in the store. Texts are for the log and carry no values.

/// Why the store did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// More work is waiting than the store takes on; try again in a moment.
    #[error("the store is busy")]
    Busy,
    /// Somebody else changed the row since it was read.
    #[error("a row of {table} was changed by somebody else since it was read")]
    Conflict {
        /// The table of the row.
        table: &'static str,
        /// Who changed it last, where the row says so: a staff id.
        by: Option<String>,
    },
    /// A row with the same key exists already.
    #[error("a row of {table} with the same key exists already")]
    Duplicate {
        /// The table that refused.
        table: &'static str,
    },
    /// A row points to something that is not there, or is not one of the allowed words.
    #[error("{table} refused a row: {rule}")]
    Refused {
        /// The table that refused.
        table: &'static str,
        /// The rule of the schema, as the engine names it.
        rule: String,
    },
    /// A stored value cannot be what we wrote.
    #[error("damaged data in {table}, row {id}: {what}")]
    Corrupt {
        /// The table of the row.
        table: &'static str,
        /// The row.
        id: String,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The database URL names no engine of ours.
    #[error("database url: {0}")]
    Url(&'static str),
    /// The schema is older than this program.
    #[error("{0} migrations are pending; run `madoguchi migrate`")]
    Pending(usize),
    /// The schema is newer than this program.
    #[error("the database was migrated by a newer version of this program")]
    NewerSchema,
    /// The key file is missing, unreadable or of another database.
    #[error("master key: {0}")]
    MasterKey(&'static str),
    /// A file beside the database could not be read or written.
    #[error("file: {0}")]
    File(String),
    /// The engine reported a fault.
    #[error("database ({table}): {what}")]
    Database {
        /// The table of the statement, or what was being done.
        table: &'static str,
        /// The engine's own words, without values.
        what: String,
    },
    /// The store is shutting down.
    #[error("the store is closed")]
    Closed,
}
