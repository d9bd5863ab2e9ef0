//! Why a version, or what is on offer, cannot be had.

use submission_store::StoreError;

/// Texts are for the log and never carry values.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such version.
    #[error("not found")]
    NotFound,
    /// This program cannot compile it.
    #[error("{0}")]
    Broken(String),
    /// The store did not tell.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Compiling came to no end.
    #[error("compiling ended early: {0}")]
    Ended(#[from] tokio::task::JoinError),
}
