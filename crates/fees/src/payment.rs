//! What became of a bill: a pure function of everything that the provider said.

use std::{fmt, str::FromStr};

use kernel::{Instant, Yen};
use serde::{Deserialize, Serialize};

use crate::Bill;

/// Something that the provider says happened to a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentEvent {
    /// The provider's own id of what happened. Told twice, it happened once.
    pub event_id: String,
    /// What happened.
    pub kind: PaymentEventKind,
    /// How much.
    pub amount: Yen,
    /// Of which money.
    pub currency: Currency,
    /// When it happened at the provider, which is not when we heard of it.
    pub occurred_at: Instant,
}

/// What can happen to a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaymentEventKind {
    /// The payer opened the page or took a payment code.
    Created,
    /// The card was accepted, the money not yet taken.
    Authorised,
    /// The money was taken.
    Captured,
    /// An attempt to pay failed; another may follow.
    Failed,
    /// The provider stopped waiting.
    Expired,
    /// Money went back.
    Refunded,
    /// The payer's bank took the money back.
    ChargedBack,
}

/// Whose money. Anything but yen is a mistake that a person has to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Currency {
    /// Japanese yen.
    #[serde(rename = "JPY")]
    Jpy,
    /// Any other.
    #[serde(other)]
    Other,
}

/// Where a payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaymentState {
    /// Waiting for the payer or the provider.
    Open,
    /// Paid.
    Captured,
    /// The last attempt failed; it can still be paid.
    Failed,
    /// Not paid in time.
    Expired,
    /// Paid and given back in full.
    Refunded,
    /// 要確認: what the provider says cannot be true of this bill; a person looks.
    NeedsAttention,
}

/// What became of `bill`, whatever the order in which the events were heard and
/// however often each.
pub fn state_of<'a>(
    bill: &Bill,
    events: impl IntoIterator<Item = &'a PaymentEvent>,
) -> PaymentState {
    let _ = (bill, events.into_iter());
    unimplemented!()
}

/// The text names no payment state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such payment state")]
pub struct ParsePaymentStateError;

impl PaymentState {
    /// Every state.
    pub const ALL: [Self; 6] = [
        Self::Open,
        Self::Captured,
        Self::Failed,
        Self::Expired,
        Self::Refunded,
        Self::NeedsAttention,
    ];

    /// The word in the database and the API.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Captured => "captured",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Refunded => "refunded",
            Self::NeedsAttention => "needs-attention",
        }
    }
}

impl FromStr for PaymentState {
    type Err = ParsePaymentStateError;

    fn from_str(word: &str) -> Result<Self, ParsePaymentStateError> {
        Self::ALL.into_iter().find(|state| state.word() == word).ok_or(ParsePaymentStateError)
    }
}

impl fmt::Display for PaymentState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
