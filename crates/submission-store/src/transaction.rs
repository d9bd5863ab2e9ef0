//! The only doors to a connection: a write outside of a transaction does not compile.

use chrono::NaiveDate;
use diesel::QueryResult;
use kernel::{CasePlace, Instant, MunicipalityId, SubmissionId};

use crate::{
    Keys, Sealer, StoreError, audit, engine::DbConn, error::Trouble, files::AttachmentFiles,
    watch::Watch,
};

/// What every transaction knows: whose facts it sees, and how they are kept.
#[derive(Clone)]
pub(crate) struct Town {
    pub(crate) municipality: MunicipalityId,
    pub(crate) sealer: Sealer,
    pub(crate) keys: Keys,
    pub(crate) files: AttachmentFiles,
    /// The key of the lock on the log's book: writers share it, who closes days is alone.
    pub(crate) book: i64,
}

/// A transaction that can be read from: [`ReadTx`] or [`WriteTx`].
pub trait Reads: Door {
    /// Whose facts this transaction sees.
    fn municipality(&self) -> &MunicipalityId;

    /// Opens what this transaction reads.
    fn sealer(&self) -> &Sealer;

    /// What terms of searches are computed with.
    fn keys(&self) -> &Keys;

    /// Where the case lies that was asked for last, in a view that does not change meanwhile:
    /// everything of a case asks whether it may be seen.
    fn last_place(&mut self) -> Option<&mut Option<(SubmissionId, CasePlace)>>;
}

/// One consistent view for reading.
pub struct ReadTx<'c> {
    conn: &'c mut DbConn,
    town: &'c Town,
    /// Who waits for a server's answers, where there is a server.
    watch: Option<&'c Watch>,
    trouble: Option<Trouble>,
    last_place: Option<(SubmissionId, CasePlace)>,
}

/// A transaction that writes.
pub struct WriteTx<'c> {
    conn: &'c mut DbConn,
    town: &'c Town,
    /// Who waits for a server's answers, where there is a server.
    watch: Option<&'c Watch>,
    trouble: Option<Trouble>,
    /// The first day whose log is not closed, once it was asked for.
    open_day: Option<NaiveDate>,
}

/// Nobody outside can add a door.
pub(crate) mod door {
    use super::{DbConn, QueryResult, StoreError};

    /// Runs statements.
    pub trait Door {
        /// Runs one statement on `table`; the closure gets the municipality, which
        /// belongs into every predicate.
        fn run<T>(
            &mut self,
            table: &'static str,
            statement: impl FnOnce(&mut DbConn, &str) -> QueryResult<T>,
        ) -> Result<T, StoreError>;
    }
}
pub(crate) use door::Door;

impl<'c> ReadTx<'c> {
    pub(crate) fn new(conn: &'c mut DbConn, town: &'c Town, watch: Option<&'c Watch>) -> Self {
        Self { conn, town, watch, trouble: None, last_place: None }
    }

    /// What its statements met that another attempt may not meet.
    pub(crate) const fn trouble(&self) -> Option<Trouble> {
        self.trouble
    }
}

impl<'c> WriteTx<'c> {
    pub(crate) fn new(conn: &'c mut DbConn, town: &'c Town, watch: Option<&'c Watch>) -> Self {
        Self { conn, town, watch, trouble: None, open_day: None }
    }

    /// The files that rows of attachments name.
    pub(crate) fn files(&self) -> &AttachmentFiles {
        &self.town.files
    }

    /// The day in whose log something of `at` is written: a closed day takes nothing
    /// more, even when the clock was put back. Nobody closes one before this commits.
    pub(crate) fn book_day(&mut self, at: Instant) -> Result<NaiveDate, StoreError> {
        let open = self.open_day.map_or_else(|| audit::first_open_day(self), Ok)?;
        self.open_day = Some(open);
        Ok(at.day().max(open))
    }

    /// What its statements met that another attempt may not meet.
    pub(crate) const fn trouble(&self) -> Option<Trouble> {
        self.trouble
    }
}

impl Door for ReadTx<'_> {
    fn run<T>(
        &mut self,
        table: &'static str,
        statement: impl FnOnce(&mut DbConn, &str) -> QueryResult<T>,
    ) -> Result<T, StoreError> {
        let statement = || statement(self.conn, self.town.municipality.as_str());
        let answer = match self.watch {
            Some(watch) => watch.ask(statement),
            None => statement(),
        };
        answer.map_err(|error| {
            self.trouble = self.trouble.max(Trouble::of(&error));
            StoreError::of(table, &error)
        })
    }
}

impl Door for WriteTx<'_> {
    fn run<T>(
        &mut self,
        table: &'static str,
        statement: impl FnOnce(&mut DbConn, &str) -> QueryResult<T>,
    ) -> Result<T, StoreError> {
        let statement = || statement(self.conn, self.town.municipality.as_str());
        let answer = match self.watch {
            Some(watch) => watch.ask(statement),
            None => statement(),
        };
        answer.map_err(|error| {
            self.trouble = self.trouble.max(Trouble::of(&error));
            StoreError::of(table, &error)
        })
    }
}

impl Reads for ReadTx<'_> {
    fn municipality(&self) -> &MunicipalityId {
        &self.town.municipality
    }

    fn sealer(&self) -> &Sealer {
        &self.town.sealer
    }

    fn keys(&self) -> &Keys {
        &self.town.keys
    }

    fn last_place(&mut self) -> Option<&mut Option<(SubmissionId, CasePlace)>> {
        Some(&mut self.last_place)
    }
}

impl Reads for WriteTx<'_> {
    fn municipality(&self) -> &MunicipalityId {
        &self.town.municipality
    }

    fn sealer(&self) -> &Sealer {
        &self.town.sealer
    }

    fn keys(&self) -> &Keys {
        &self.town.keys
    }

    fn last_place(&mut self) -> Option<&mut Option<(SubmissionId, CasePlace)>> {
        None
    }
}
