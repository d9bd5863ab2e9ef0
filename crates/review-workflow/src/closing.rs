//! 打切り: the office brings to its end what can be neither decided nor recorded, and says why.

use kernel::{Instant, StaffId, SubmissionId};
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use crate::{Case, Event, Refusal, decide::said};

/// Why a case ends without a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Closing {
    /// 重複: another case asks for the same, and goes on.
    Duplicate {
        /// Which.
        other: SubmissionId,
        /// The number on its receipt.
        number: String,
    },
    /// いたずら: nobody asks for anything with it.
    Spam,
}

/// The rule that refused to close a case.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum ClosingRefusal {
    /// There is no case of that number, or none that the person may see.
    #[error("there is no such case")]
    NoSuchTwin,
    /// Nothing is its own duplicate.
    #[error("it is the case itself")]
    OwnTwin,
    /// Of two that ask for the same, one has to go on.
    #[error("the other case does not go on")]
    TwinIsOver,
}

impl Closing {
    /// The word in the API and in the log.
    pub fn word(&self) -> &'static str {
        self.into()
    }
}

impl Case {
    /// Why the office closed it, where that is how it ended.
    pub fn closing(&self) -> Option<&Closing> {
        self.ended.as_ref().and_then(|ended| ended.closing.as_deref())
    }
}

/// Whoever filed it reads why.
pub(crate) fn closed(
    closing: Closing,
    reason: &str,
    by: StaffId,
    at: Instant,
) -> Result<Event, Refusal> {
    Ok(Event::Closed { at, by, closing, reason: said(reason, Refusal::ReasonMissing)? })
}
