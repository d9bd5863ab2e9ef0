//! Why a measurement could not be made or a promise was not kept.

use std::io;
use std::net::SocketAddr;

/// Every way in which a run ends badly.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// The connection or a file failed.
    #[error("input or output: {0}")]
    Io(#[from] io::Error),
    /// The answer was no HTTP/1.1 that we understand.
    #[error("not understood: {0}")]
    Answer(&'static str),
    /// The answer was understood and was not the one expected.
    #[error("{what} answered {status}: {body}")]
    Refused {
        /// The request.
        what: String,
        /// The status of the answer.
        status: u16,
        /// The beginning of its body.
        body: String,
    },
    /// The answer's JSON lacks something.
    #[error("the answer of {what} has no {missing}")]
    Missing {
        /// The request.
        what: &'static str,
        /// The member.
        missing: &'static str,
    },
    /// SQLite refused.
    #[error("sqlite: {0}")]
    Database(#[from] diesel::result::Error),
    /// SQLite could not be opened.
    #[error("sqlite: {0}")]
    Open(#[from] diesel::ConnectionError),
    /// The machine gives no random bytes.
    #[error("no random bytes: {0}")]
    Random(#[from] getrandom::Error),
    /// A thread panicked.
    #[error("a worker panicked")]
    Panicked,
    /// The server under test did not come up.
    #[error("the server did not start: {0}")]
    NotStarted(&'static str),
    /// Load is only for this machine.
    #[error("{0} is not on this machine")]
    NotLocal(SocketAddr),
    /// A promise of the server was broken.
    #[error("{0} broken promises, listed above")]
    Broken(usize),
    /// A disk that forgot acknowledged submissions was not found out.
    #[error("no loss was seen, although one was expected: the test is blind")]
    Blind,
}
