//! What goes over the wire between a town and the app, as JSON.

use data_encoding::BASE64;
use serde::{Deserialize, Serialize};

/// What is to be signed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Order {
    /// SHA-256 of the content, in hexadecimal: what it says the app does not learn.
    pub(crate) digest: String,
    /// What the person is told that they sign.
    pub(crate) title: String,
    /// Where the person goes on.
    pub(crate) return_url: String,
}

/// An order that was taken up.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct OpenedBody {
    pub(crate) transaction: String,
    /// The page for the person, below the address of the app.
    pub(crate) page: String,
}

/// What became of an order.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "standing", rename_all = "kebab-case")]
pub(crate) enum OutcomeBody {
    Open,
    Signed { signature: String },
    Stopped { why: Stopped },
}

/// What became of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The person has not come to an end.
    Open,
    /// They signed: CMS, not yet believed.
    Signed(Vec<u8>),
    /// They could not, or did not want to.
    Stopped(Stopped),
}

/// Why nobody signed.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    strum::IntoStaticStr,
    strum::EnumString,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Stopped {
    /// They went back.
    Cancelled,
    /// The code of the card was wrong five times: only the counter can open it again.
    Locked,
}

impl OutcomeBody {
    pub(crate) fn understood(self) -> Option<Outcome> {
        Some(match self {
            Self::Open => Outcome::Open,
            Self::Signed { signature } => {
                Outcome::Signed(BASE64.decode(signature.as_bytes()).ok()?)
            }
            Self::Stopped { why } => Outcome::Stopped(why),
        })
    }
}
