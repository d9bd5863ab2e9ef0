//! The only doors to a connection: a write outside of a transaction does not compile.

use std::sync::{
    Arc,
    atomic::{AtomicI32, Ordering},
};

use chrono::{Datelike as _, NaiveDate};
use diesel::QueryResult;
use kernel::{Instant, MunicipalityId};

use crate::{
    Sealer, StoreError, engine::DbConn, error::Trouble, files::AttachmentFiles, watch::Watch,
};

/// What every transaction knows: whose facts it sees, and how they are kept.
#[derive(Clone)]
pub(crate) struct Town {
    pub(crate) municipality: MunicipalityId,
    pub(crate) sealer: Sealer,
    pub(crate) files: AttachmentFiles,
    /// The last day whose log is closed, counted from 0001-01-01; 0 for none.
    pub(crate) closed: Arc<AtomicI32>,
}

/// A transaction that can be read from: [`ReadTx`] or [`WriteTx`].
pub trait Reads: Door {
    /// Whose facts this transaction sees.
    fn municipality(&self) -> &MunicipalityId;

    /// Opens what this transaction reads.
    fn sealer(&self) -> &Sealer;
}

/// One consistent view for reading.
pub struct ReadTx<'c> {
    conn: &'c mut DbConn,
    town: &'c Town,
    /// Who waits for a server's answers, where there is a server.
    watch: Option<&'c Watch>,
    trouble: Option<Trouble>,
}

/// A transaction that writes.
pub struct WriteTx<'c> {
    conn: &'c mut DbConn,
    town: &'c Town,
    /// Who waits for a server's answers, where there is a server.
    watch: Option<&'c Watch>,
    trouble: Option<Trouble>,
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
        Self { conn, town, watch, trouble: None }
    }

    /// What its statements met that another attempt may not meet.
    pub(crate) const fn trouble(&self) -> Option<Trouble> {
        self.trouble
    }
}

impl<'c> WriteTx<'c> {
    pub(crate) fn new(conn: &'c mut DbConn, town: &'c Town, watch: Option<&'c Watch>) -> Self {
        Self { conn, town, watch, trouble: None }
    }

    /// The files that rows of attachments name.
    pub(crate) fn files(&self) -> &AttachmentFiles {
        &self.town.files
    }

    /// The day in whose log something of `at` is written: a closed day takes nothing
    /// more, even when the clock was put back.
    pub(crate) fn book_day(&self, at: Instant) -> NaiveDate {
        let next = self.town.closed.load(Ordering::Acquire).saturating_add(1);
        let open = NaiveDate::from_num_days_from_ce_opt(next).unwrap_or(NaiveDate::MIN);
        at.day().max(open)
    }

    /// Notes that the log is closed up to `day`. Should this transaction fail, later
    /// events stand in a later day than they could, which is as true.
    pub(crate) fn note_closed(&self, day: NaiveDate) {
        self.town.closed.fetch_max(day.num_days_from_ce(), Ordering::AcqRel);
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
}

impl Reads for WriteTx<'_> {
    fn municipality(&self) -> &MunicipalityId {
        &self.town.municipality
    }

    fn sealer(&self) -> &Sealer {
        &self.town.sealer
    }
}
