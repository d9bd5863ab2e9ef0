//! How a command ends when it does not succeed.

use std::process::ExitCode;

/// Why a command failed, in words for the person at the terminal.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// What was asked for cannot be done as asked: exit code 2.
    #[error("{0}")]
    Usage(String),
    /// Faults were found, or something refused: exit code 1.
    #[error("{0}")]
    Found(String),
}

impl Fault {
    #[expect(clippy::needless_pass_by_value, reason = "reads well as `map_err(usage)`")]
    pub(crate) fn usage(what: impl ToString) -> Self {
        Self::Usage(what.to_string())
    }

    #[expect(clippy::needless_pass_by_value, reason = "reads well as `map_err(found)`")]
    pub(crate) fn found(what: impl ToString) -> Self {
        Self::Found(what.to_string())
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage(_) => ExitCode::from(2),
            Self::Found(_) => ExitCode::from(1),
        }
    }
}
