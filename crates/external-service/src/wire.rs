//! What goes over the wire between a town and the service, as JSON.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Facts in one answer.
const MOST_FACTS: usize = 20;
/// Bytes of the name of a fact.
const MOST_OF_NAME: usize = 40;
/// Characters of a fact.
const MOST_OF_FACT: usize = 200;

/// What the service is asked to do.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Order {
    /// What the person is told that they do.
    pub(crate) title: String,
    /// Where the person goes on.
    pub(crate) return_url: String,
}

/// An order that was taken up.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct OpenedBody {
    pub(crate) reference: String,
    /// The page for the person, below the address of the service.
    pub(crate) page: String,
}

/// What became of an order.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "standing", rename_all = "kebab-case")]
pub(crate) enum OutcomeBody {
    Open,
    Done { told: BTreeMap<String, String> },
    Stopped { why: Stopped },
}

/// What became of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The person has not come to an end.
    Open,
    /// They could not, or did not want to.
    Stopped(Stopped),
    /// It is done: what the service tells of it, by name.
    Done(BTreeMap<String, String>),
}

/// Why nothing was done.
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
    /// The service does not do it for them.
    Refused,
}

impl OutcomeBody {
    /// Nothing when more is told than anybody needs to know.
    pub(crate) fn understood(self) -> Option<Outcome> {
        Some(match self {
            Self::Open => Outcome::Open,
            Self::Stopped { why } => Outcome::Stopped(why),
            Self::Done { told } => {
                let is_in_bounds = told.len() <= MOST_FACTS
                    && told.iter().all(|(name, fact)| is_name(name) && is_fact(fact));
                Outcome::Done(Some(told).filter(|_| is_in_bounds)?)
            }
        })
    }
}

fn is_name(text: &str) -> bool {
    (1..=MOST_OF_NAME).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn is_fact(text: &str) -> bool {
    text.chars().count() <= MOST_OF_FACT && !text.contains(char::is_control)
}
