//! What everything that the provider said comes to in money, in any order.

use std::fmt;

use kernel::Yen;
use strum::IntoStaticStr;

use crate::{Bill, Currency, PaymentEvent, PaymentEventKind};

/// What came and what went back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account {
    /// Whether the fee came, in full and in yen.
    pub is_paid: bool,
    /// How much went back.
    pub given_back: Yen,
    /// What a person has to look at.
    pub doubt: Option<Doubt>,
}

/// Why what the provider says cannot be true of the bill, or undoes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Doubt {
    /// Another amount than the bill's.
    AmountDiffers,
    /// Another money than yen.
    OtherCurrency,
    /// The fee came twice.
    PaidTwice,
    /// More went back than came.
    TooMuchBack,
    /// The payer's bank took the money back.
    ChargedBack,
}

impl Account {
    /// What `events` come to. Each is counted once by its id; their order does not matter,
    /// and what arrives never takes a payment away.
    pub fn of<'a>(bill: &Bill, events: impl IntoIterator<Item = &'a PaymentEvent>) -> Self {
        let mut heard: Vec<&PaymentEvent> = events.into_iter().collect();
        heard.sort_by(|a, b| a.event_id.cmp(&b.event_id));
        heard.dedup_by(|a, b| a.event_id == b.event_id);
        let captures = heard.iter().filter(|event| is_capture_of(event, bill)).count();
        let back = heard
            .iter()
            .filter(|event| event.kind == PaymentEventKind::Refunded)
            .filter(|event| event.amount > Yen::ZERO && event.currency == Currency::Jpy)
            .try_fold(Yen::ZERO, |sum, event| sum.checked_add(event.amount));
        let too_much = back.is_none_or(|back| captures > 0 && back > bill.amount);
        let doubt = heard.iter().filter_map(|event| doubt_of(event, bill)).max();
        let sums =
            [(captures > 1).then_some(Doubt::PaidTwice), too_much.then_some(Doubt::TooMuchBack)];
        Self {
            is_paid: captures > 0,
            given_back: back.unwrap_or(bill.amount),
            doubt: sums.into_iter().flatten().chain(doubt).max(),
        }
    }

    /// What can still go back.
    pub fn left(&self, bill: &Bill) -> Yen {
        let paid = if self.is_paid { bill.amount } else { Yen::ZERO };
        Yen::new(paid.get().saturating_sub(self.given_back.get()).max(0))
    }
}

fn is_capture_of(event: &PaymentEvent, bill: &Bill) -> bool {
    event.kind == PaymentEventKind::Captured
        && event.amount == bill.amount
        && event.currency == Currency::Jpy
}

/// What is wrong with one event by itself.
fn doubt_of(event: &PaymentEvent, bill: &Bill) -> Option<Doubt> {
    let takes = matches!(event.kind, PaymentEventKind::Captured | PaymentEventKind::Authorised);
    if event.kind == PaymentEventKind::ChargedBack {
        Some(Doubt::ChargedBack)
    } else if event.currency != Currency::Jpy {
        Some(Doubt::OtherCurrency)
    } else {
        (takes && event.amount != bill.amount).then_some(Doubt::AmountDiffers)
    }
}

impl Doubt {
    /// Every doubt.
    pub const ALL: [Self; 5] = [
        Self::AmountDiffers,
        Self::OtherCurrency,
        Self::PaidTwice,
        Self::TooMuchBack,
        Self::ChargedBack,
    ];

    /// The word in the log of a case and in the database.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests;
