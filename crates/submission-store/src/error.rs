//! What can go wrong in the store. Texts are for the log and carry no values.

use diesel::result::{DatabaseErrorKind, Error as QueryError};
use kernel::Instant;

use crate::Mismatch;

/// Why the store did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// More work is waiting than the store takes on; try again in a moment.
    #[error("the store is busy")]
    Busy,
    /// The database does not answer, or its connection was lost; try again in a moment.
    #[error("the database is away{}", if *.in_doubt { ", and it is not known whether the write was kept" } else { "" })]
    Away {
        /// The connection was lost while committing and nothing could be asked since.
        in_doubt: bool,
    },
    /// No connection to the database could be made; trying again in a moment may help.
    #[error("cannot connect to the database: {why}")]
    Unreachable {
        /// Why, without user, host or password.
        why: &'static str,
    },
    /// Somebody else changed the row since it was read.
    #[error("a row of {table} was changed by somebody else since it was read")]
    Conflict {
        /// The table of the row.
        table: &'static str,
        /// Who changed it last, where the row says so: `applicant`, `system` or a staff id.
        by: Option<String>,
        /// When, where the row says so.
        at: Option<Instant>,
    },
    /// A row with the same key exists already.
    #[error("a row of {table} with the same key exists already")]
    Duplicate {
        /// The table that refused.
        table: &'static str,
    },
    /// A row points to something that is not there, is not one of the allowed words,
    /// or may not be changed.
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
    /// Somebody else does this job meanwhile: nothing of this round is written any more.
    #[error("the lease was lost to another process")]
    LeaseLost,
    /// The database URL names no engine of ours.
    #[error("database url {0}")]
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
    /// The folder of attachment files and the database do not belong together.
    #[error("attachments in {place}: {mismatch}")]
    Folder {
        /// The folder.
        place: String,
        /// What does not fit, and the ways out.
        mismatch: Mismatch,
    },
    /// The disk takes nothing more; what was acknowledged is there.
    #[error("no room is left: {0}")]
    Full(String),
    /// A file beside the database could not be read or written.
    #[error("file {0}")]
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

/// What SQLite always calls `SQLITE_FULL`, and what the machine of PostgreSQL calls `ENOSPC`
/// (53100) in the languages that its server may speak here; diesel keeps the text and not the
/// code.
const FULL: [&str; 3] =
    ["database or disk is full", "No space left on device", "デバイスに空き領域がありません"];

/// The triggers of the migrations begin their refusals with this.
const REFUSAL: &str = "refused: ";

impl StoreError {
    /// What a failed statement means. Only the engine's headline is kept: its details
    /// quote values.
    pub(crate) fn of(table: &'static str, error: &QueryError) -> Self {
        let QueryError::DatabaseError(kind, info) = error else {
            return Self::Database { table, what: headline(error).to_owned() };
        };
        if let Some(rule) = info.message().strip_prefix(REFUSAL) {
            return Self::Refused { table, rule: rule.to_owned() };
        }
        if matches!(kind, DatabaseErrorKind::UniqueViolation) {
            return Self::Duplicate { table };
        }
        if is_rule(*kind) {
            let rule = info.constraint_name().unwrap_or_else(|| info.message());
            return Self::Refused { table, rule: rule.to_owned() };
        }
        if is_locked(error) {
            return Self::Busy;
        }
        if is_full(info.message()) {
            return Self::Full(table.to_owned());
        }
        if is_lost(error) {
            return Self::Away { in_doubt: false };
        }
        Self::Database { table, what: info.message().to_owned() }
    }

    /// A value that cannot be what we wrote.
    pub(crate) fn corrupt(table: &'static str, id: &str, what: &'static str) -> Self {
        Self::Corrupt { table, id: id.to_owned(), what }
    }
}

/// Whether another writer holds SQLite's lock.
pub(crate) fn is_locked(error: &QueryError) -> bool {
    matches!(error, QueryError::DatabaseError(_, info) if info.message().contains("is locked"))
}

/// Whether the disk below the database takes nothing more.
fn is_full(message: &str) -> bool {
    FULL.iter().any(|words| message.contains(words))
}

/// What a transaction has met that may be met with another attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Trouble {
    /// The row is there already: perhaps since a moment ago, so that looking anew finds it.
    Taken,
    /// Another transaction was in the way.
    Clash,
    /// The connection is gone, or leads to a server that takes no writes any more.
    Loss,
}

impl Trouble {
    /// What `error` means for another attempt, if anything.
    pub(crate) fn of(error: &QueryError) -> Option<Self> {
        if is_lost(error) {
            return Some(Self::Loss);
        }
        let QueryError::DatabaseError(kind, info) = error else { return None };
        if matches!(kind, DatabaseErrorKind::UniqueViolation) {
            return Some(Self::Taken);
        }
        is_clash(*kind, info.message()).then_some(Self::Clash)
    }
}

/// Whether two transactions of PostgreSQL collided, so that one of them should be run again.
///
/// Deadlocks have no kind of their own here, and the server words them in its own language.
/// So everything without a kind is tried again, but what our own triggers refused.
fn is_clash(kind: DatabaseErrorKind, message: &str) -> bool {
    let unnamed = matches!(kind, DatabaseErrorKind::Unknown);
    matches!(kind, DatabaseErrorKind::SerializationFailure)
        || unnamed && !message.starts_with(REFUSAL) && !is_full(message)
}

/// Whether the connection is good for nothing any more.
fn is_lost(error: &QueryError) -> bool {
    if let QueryError::RollbackErrorOnCommit { commit_error, .. } = error {
        return is_lost(commit_error);
    }
    let QueryError::DatabaseError(kind, _) = error else {
        return matches!(error, QueryError::BrokenTransactionManager);
    };
    matches!(
        kind,
        DatabaseErrorKind::ClosedConnection
            | DatabaseErrorKind::UnableToSendCommand
            | DatabaseErrorKind::ReadOnlyTransaction
    )
}

fn is_rule(kind: DatabaseErrorKind) -> bool {
    matches!(
        kind,
        DatabaseErrorKind::ForeignKeyViolation
            | DatabaseErrorKind::CheckViolation
            | DatabaseErrorKind::NotNullViolation
            | DatabaseErrorKind::RestrictViolation
            | DatabaseErrorKind::ExclusionViolation
    )
}

/// Diesel's other errors, in our words: some of theirs quote what was bound.
fn headline(error: &QueryError) -> &'static str {
    if matches!(error, QueryError::DeserializationError(_)) {
        "a column is not of its type"
    } else if matches!(error, QueryError::SerializationError(_)) {
        "a value does not fit its column"
    } else if matches!(error, QueryError::BrokenTransactionManager) {
        "the connection is broken"
    } else {
        "the statement failed"
    }
}

#[cfg(test)]
mod tests {
    use diesel::{Connection as _, SqliteConnection, connection::SimpleConnection as _};

    use super::*;

    #[test]
    fn a_database_without_room_is_told_apart_from_other_faults() {
        let mut conn = SqliteConnection::establish(":memory:").unwrap();
        conn.batch_execute("PRAGMA max_page_count = 2; CREATE TABLE a (x BLOB)").unwrap();
        let error = conn.batch_execute("INSERT INTO a VALUES (zeroblob(100000))").unwrap_err();
        assert_eq!(StoreError::of("a", &error), StoreError::Full("a".to_owned()));
    }
    #[test]
    fn a_server_without_room_is_told_apart_and_not_asked_again() {
        for message in [
            "could not extend file \"base/5/2608\": No space left on device",
            "ファイル\"base/5/2608\"を拡張できませんでした: デバイスに空き領域がありません",
        ] {
            let error =
                QueryError::DatabaseError(DatabaseErrorKind::Unknown, Box::new(message.to_owned()));
            assert_eq!(StoreError::of("a", &error), StoreError::Full("a".to_owned()));
            assert_eq!(Trouble::of(&error), None);
        }
    }
}
