//! What became of a bill: a pure function of everything that the provider said.

use std::{collections::BTreeMap, fmt, str::FromStr};

use kernel::{Instant, Yen};
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

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
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, IntoStaticStr,
)]
#[strum(serialize_all = "kebab-case")]
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
    #[serde(rename = "other", other)]
    Other,
}

/// Where a payment stands.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, IntoStaticStr,
)]
#[strum(serialize_all = "kebab-case")]
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
///
/// Once captured, a payment never becomes captured again: whoever acts on the step
/// into [`PaymentState::Captured`] acts once.
pub fn state_of<'a>(
    bill: &Bill,
    events: impl IntoIterator<Item = &'a PaymentEvent>,
) -> PaymentState {
    let Some(heard) = each_once(events) else { return PaymentState::NeedsAttention };
    if !heard.values().all(|event| is_believable(event, bill)) {
        return PaymentState::NeedsAttention;
    }
    let of_kind = |kind| heard.values().filter(move |event| event.kind == kind);
    let refunded = of_kind(PaymentEventKind::Refunded)
        .try_fold(Yen::ZERO, |sum, event| sum.checked_add(event.amount));
    match (of_kind(PaymentEventKind::Captured).count(), refunded) {
        (0, Some(Yen::ZERO)) => unpaid(&heard),
        (1, Some(refunded)) if refunded == bill.amount => PaymentState::Refunded,
        (1, Some(refunded)) if refunded < bill.amount => PaymentState::Captured,
        // Captured twice, given back without having been taken, or more than was taken.
        (_, Some(_) | None) => PaymentState::NeedsAttention,
    }
}

type Heard<'a> = BTreeMap<&'a str, &'a PaymentEvent>;

/// The events by id; `None` when one id tells two stories.
fn each_once<'a>(events: impl IntoIterator<Item = &'a PaymentEvent>) -> Option<Heard<'a>> {
    let mut heard = Heard::new();
    for event in events {
        if heard.insert(&event.event_id, event).is_some_and(|before| before != event) {
            return None;
        }
    }
    Some(heard)
}

/// Whether this can be true of the bill at all.
fn is_believable(event: &PaymentEvent, bill: &Bill) -> bool {
    let amount_fits = match event.kind {
        PaymentEventKind::Refunded => event.amount > Yen::ZERO && event.amount <= bill.amount,
        PaymentEventKind::ChargedBack => false,
        PaymentEventKind::Created
        | PaymentEventKind::Authorised
        | PaymentEventKind::Captured
        | PaymentEventKind::Failed
        | PaymentEventKind::Expired => event.amount == bill.amount,
    };
    amount_fits && event.currency == Currency::Jpy
}

/// Where a payment stands of which no money has come: the newest word counts, by the
/// provider's time and not by when we heard it.
fn unpaid(heard: &Heard<'_>) -> PaymentState {
    if heard.values().any(|event| event.kind == PaymentEventKind::Expired) {
        return PaymentState::Expired;
    }
    let newest = heard.values().max_by_key(|event| (event.occurred_at, &event.event_id));
    match newest {
        Some(event) if event.kind == PaymentEventKind::Failed => PaymentState::Failed,
        Some(_) | None => PaymentState::Open,
    }
}

/// The text names no payment state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such payment state")]
pub struct ParsePaymentStateError;

/// The text names no kind of payment event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such kind of payment event")]
pub struct ParsePaymentEventKindError;

impl PaymentEventKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Created,
        Self::Authorised,
        Self::Captured,
        Self::Failed,
        Self::Expired,
        Self::Refunded,
        Self::ChargedBack,
    ];

    /// The word in the database and in callbacks.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

impl FromStr for PaymentEventKind {
    type Err = ParsePaymentEventKindError;

    fn from_str(word: &str) -> Result<Self, ParsePaymentEventKindError> {
        Self::ALL.into_iter().find(|kind| kind.word() == word).ok_or(ParsePaymentEventKindError)
    }
}

impl Currency {
    /// The word in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Jpy => "JPY",
            Self::Other => "other",
        }
    }
}

/// Reading never fails: what is not yen is some other money.
impl From<&str> for Currency {
    fn from(word: &str) -> Self {
        if word == Self::Jpy.word() { Self::Jpy } else { Self::Other }
    }
}

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
    pub fn word(self) -> &'static str {
        self.into()
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

#[cfg(test)]
mod tests;
