//! What the store must be told to start.

use std::{path::PathBuf, time::Duration};

use kernel::MunicipalityId;

/// Where the facts are kept, and how much is done at once.
#[derive(Debug, Clone)]
pub struct StoreSettings {
    /// `sqlite:PATH` or `postgres://…`; anything else is refused.
    pub database_url: String,
    /// A file with the password for a server, when the URL has none.
    pub database_password_file: Option<PathBuf>,
    /// Folder of the attachment files, and of the master key when no other place is named.
    pub data_dir: PathBuf,
    /// Where the master key is, when that is not the data folder. Such a file is never made.
    pub master_key_file: Option<PathBuf>,
    /// Whose facts: every row that is read or written carries it.
    pub municipality: MunicipalityId,
    /// How many reads (on PostgreSQL: transactions) run at once.
    pub connections: usize,
    /// How many pieces of work may wait before the store says it is busy.
    pub queue: usize,
    /// How long a piece of work waits for one of a server's connections.
    pub acquire_wait: Duration,
    /// How long a write is tried again while the connection to a server is lost.
    pub retry_for: Duration,
    /// How long a server may owe an answer before whoever waits is told that it is away.
    pub silence: Duration,
    /// Statements may take as long as they take: for commands that look at everything.
    pub patient: bool,
}

impl StoreSettings {
    /// Settings with measured defaults: four connections, 2,048 waiting; a server that is
    /// away is told to people within seconds.
    pub fn new(
        database_url: impl Into<String>,
        data_dir: impl Into<PathBuf>,
        municipality: MunicipalityId,
    ) -> Self {
        Self {
            database_url: database_url.into(),
            database_password_file: None,
            data_dir: data_dir.into(),
            master_key_file: None,
            municipality,
            connections: 4,
            queue: 2_048,
            acquire_wait: Duration::from_secs(3),
            retry_for: Duration::from_secs(8),
            silence: Duration::from_secs(6),
            patient: false,
        }
    }

    /// The same for a command of an operator, who waits for as long as it takes.
    #[must_use]
    pub fn patient(self) -> Self {
        let long = Duration::from_hours(24);
        Self { acquire_wait: long, silence: long, patient: true, ..self }
    }
}
