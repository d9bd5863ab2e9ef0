//! What the store must be told to start.

use std::path::PathBuf;

use kernel::MunicipalityId;

/// Where the facts are kept, and how much is done at once.
#[derive(Debug, Clone)]
pub struct StoreSettings {
    /// `sqlite:PATH` or `postgres://…`; anything else is refused.
    pub database_url: String,
    /// Folder of the master key and of the attachment files.
    pub data_dir: PathBuf,
    /// Whose facts: every row that is read or written carries it.
    pub municipality: MunicipalityId,
    /// How many reads (on PostgreSQL: transactions) run at once.
    pub connections: usize,
    /// How many pieces of work may wait before the store says it is busy.
    pub queue: usize,
}

impl StoreSettings {
    /// Settings with measured defaults: four connections, 2,048 waiting.
    pub fn new(
        database_url: impl Into<String>,
        data_dir: impl Into<PathBuf>,
        municipality: MunicipalityId,
    ) -> Self {
        Self {
            database_url: database_url.into(),
            data_dir: data_dir.into(),
            municipality,
            connections: 4,
            queue: 2_048,
        }
    }
}
