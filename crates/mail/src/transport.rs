//! The way out, and what can go wrong on it.

use crate::Outgoing;

/// Takes letters away.
pub trait Transport: Send + Sync {
    /// Sends one letter; blocks until it is taken or refused.
    fn send(&self, outgoing: &Outgoing) -> Result<(), SendFault>;
}

/// Where it stuck.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The mail could not be put into words that mail knows.
    Writing,
    /// No connection, or it broke.
    Connection,
    /// The time ran out.
    Timeout,
    /// The server answered with a refusal; its code.
    Answer(u16),
    /// The folder could not be written.
    Folder,
}

/// Why a letter did not leave. Never quotes an address or a server's sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SendFault {
    /// Trying later can help.
    #[error("not sent for now: {0:?}")]
    Transient(Stage),
    /// Trying again cannot help.
    #[error("cannot be sent: {0:?}")]
    Permanent(Stage),
}
