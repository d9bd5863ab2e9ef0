//! What can go wrong with an intent. The portal owns the sentence shown for each.

use fees::CallbackFault;
use form_engine::Checked;
use kernel::{Denied, Instant};
use review_workflow::Refusal;
use submission_store::StoreError;

use crate::{FeeFault, RefundFault, UploadFault};

/// Why an intent was not carried out. Texts are for the log and never carry values.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing, or it is not the caller's: both look the same.
    #[error("not found")]
    NotFound,
    /// The person is known and lacks the role.
    #[error("the role does not allow this")]
    Forbidden,
    /// Too much at once; trying again in a moment helps.
    #[error("busy")]
    Busy,
    /// The disk takes nothing more; trying again later helps.
    #[error("no room is left")]
    Full,
    /// The database is away; nothing was kept.
    #[error("the database is away")]
    Away,
    /// The database went away while it was writing: it is not known whether it was kept.
    #[error("the database is away, and it is not known whether this was kept")]
    InDoubt {
        /// Doing the same again does it once, whatever became of this.
        once: bool,
    },
    /// It was there and is over: a draft that expired, a version that was retired.
    #[error("gone")]
    Gone,
    /// Its term is over: what it held is erased.
    #[error("erased")]
    Erased,
    /// The procedure does not take filings now.
    #[error("the procedure is closed")]
    Closed,
    /// The answers have problems, all of them listed.
    #[error("the answers have {} problems", .0.problems.len())]
    Problems(Box<Checked>),
    /// A correction changes nothing, and nobody said why.
    #[error("the correction changes nothing")]
    Unchanged,
    /// A file is not taken.
    #[error("upload refused: {0}")]
    Upload(#[from] UploadFault),
    /// The office's procedure does not allow the move.
    #[error("refused: {0}")]
    Refused(#[from] Refusal),
    /// Somebody else changed it first.
    #[error("changed meanwhile")]
    Conflict {
        /// Who, as colleagues know them; only colleagues are told.
        by: Option<String>,
        /// When.
        at: Option<Instant>,
    },
    /// The same idempotency key came with other content.
    #[error("the idempotency key was used for other content")]
    IdempotencyMismatch,
    /// Signing in failed.
    #[error("sign-in: {0}")]
    SignIn(#[from] SignInFault),
    /// The second factor has to be given once more first: it was given too long ago.
    #[error("the second factor is not fresh")]
    FactorNotFresh,
    /// A text is empty or too long.
    #[error("the text is empty or longer than {limit} characters")]
    Text {
        /// The limit in characters.
        limit: usize,
    },
    /// The applicant has written so many messages that there is no room for more.
    #[error("{limit} messages were written")]
    TooManyMessages {
        /// So many can be written: on a day, or on the case.
        limit: u32,
        /// Seconds until there is room again; `None` when there never is.
        retry_after: Option<u32>,
    },
    /// A fee cannot be asked for like this.
    #[error("fee: {0}")]
    Fee(#[from] FeeFault),
    /// Money cannot be given back like this.
    #[error("refund: {0}")]
    Refund(#[from] RefundFault),
    /// The payment provider cannot be asked now; nothing was lost, and trying later helps.
    #[error("the payment provider is away")]
    ProviderAway,
    /// A payment callback is not to be believed.
    #[error("payment callback: {0}")]
    Callback(#[from] CallbackFault),
    /// Something of ours is broken.
    #[error("internal: {what}")]
    Internal {
        /// Which part, without values.
        what: String,
    },
}

/// Why nobody was signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignInFault {
    /// Unknown address or wrong password: the same answer.
    #[error("wrong address or password")]
    Wrong,
    /// Too many tries.
    #[error("too many tries")]
    Throttled {
        /// Seconds until the next try is worth it.
        retry_after: u32,
    },
}

/// What the store could not do, as far as callers can do something about it.
impl From<StoreError> for Error {
    fn from(fault: StoreError) -> Self {
        if matches!(fault, StoreError::Busy | StoreError::Closed | StoreError::LeaseLost) {
            Self::Busy
        } else if let StoreError::Full(what) = &fault {
            tracing::error!(%what, "no room is left on the disk");
            Self::Full
        } else if matches!(fault, StoreError::Away { in_doubt: true }) {
            Self::InDoubt { once: false }
        } else if matches!(fault, StoreError::Away { .. } | StoreError::Unreachable { .. }) {
            Self::Away
        } else if let StoreError::Conflict { at, .. } = fault {
            // The row says who by an id, which is nobody's to read.
            Self::Conflict { by: None, at }
        } else {
            Self::internal(fault)
        }
    }
}

impl From<Denied> for Error {
    fn from(_: Denied) -> Self {
        Self::Forbidden
    }
}

impl From<catalogue::Error> for Error {
    fn from(fault: catalogue::Error) -> Self {
        match fault {
            catalogue::Error::NotFound => Self::NotFound,
            catalogue::Error::Store(fault) => fault.into(),
            catalogue::Error::Broken(_) | catalogue::Error::Ended(_) => Self::internal(fault),
        }
    }
}

impl Error {
    /// Of what is done under a key: doing it again does it once.
    #[must_use]
    pub(crate) fn under_a_key(self) -> Self {
        if matches!(self, Self::InDoubt { .. }) { Self::InDoubt { once: true } } else { self }
    }

    /// A fault of ours, named for the log.
    #[expect(clippy::needless_pass_by_value, reason = "reads well as `map_err(internal)`")]
    pub fn internal(what: impl ToString) -> Self {
        Self::Internal { what: what.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conflict_tells_nobody_an_id() {
        let by = Some("0193a5c8-7e1b-7c3d-9e4f-000000000001".to_owned());
        let fault = Error::from(StoreError::Conflict { table: "cases", by, at: None });
        assert!(matches!(fault, Error::Conflict { by: None, .. }), "{fault:?}");
    }
}
