//! The provider's objects, as far as we read them.

use chrono::DateTime;
use fees::{Currency, PaymentEvent, PaymentEventKind};
use kernel::{Instant, PaymentId, Yen};
use serde::{Deserialize, de::IgnoredAny};

/// What we wrote beside an object of theirs.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Metadata {
    payment: Option<String>,
    pub(crate) refund: Option<String>,
}

impl Metadata {
    /// Our payment. Others write there too, on an account that is not ours alone.
    pub(crate) fn payment(&self) -> Option<PaymentId> {
        self.payment.as_deref()?.parse().ok()
    }
}

/// A Checkout Session: one order.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) status: SessionStatus,
    pub(crate) payment_status: String,
    #[serde(default)]
    pub(crate) url: Option<String>,
    pub(crate) amount_total: i64,
    pub(crate) currency: String,
    pub(crate) client_reference_id: Option<String>,
    pub(crate) created: i64,
    #[serde(default)]
    pub(crate) payment_intent: Option<Intent>,
}

/// Whether a session goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SessionStatus {
    Open,
    Complete,
    Expired,
}

/// A Payment Intent, by its id alone or whole.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum Intent {
    Id(String),
    Whole(Box<WholeIntent>),
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct WholeIntent {
    pub(crate) id: String,
    pub(crate) status: String,
    #[serde(default)]
    pub(crate) latest_charge: Option<LatestCharge>,
    #[serde(default)]
    pub(crate) next_action: Option<NextAction>,
    #[serde(default)]
    metadata: Metadata,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum LatestCharge {
    Id(IgnoredAny),
    Whole { created: i64 },
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct NextAction {
    #[serde(default)]
    pub(crate) konbini_display_details: Option<Konbini>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Konbini {
    pub(crate) hosted_voucher_url: Option<String>,
}

/// A Charge: money that came.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Charge {
    pub(crate) id: String,
    pub(crate) amount: i64,
    pub(crate) created: i64,
    pub(crate) paid: bool,
    pub(crate) payment_intent: Option<Intent>,
    #[serde(default)]
    pub(crate) metadata: Metadata,
}

/// A Refund: money that went back.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Refund {
    pub(crate) id: String,
    pub(crate) amount: i64,
    pub(crate) currency: String,
    pub(crate) created: i64,
    pub(crate) status: String,
    #[serde(default)]
    pub(crate) metadata: Metadata,
    #[serde(default)]
    pub(crate) payment_intent: Option<Intent>,
}

/// A Dispute: money that the payer's bank took back.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Dispute {
    pub(crate) id: String,
    pub(crate) amount: i64,
    pub(crate) created: i64,
    #[serde(default)]
    pub(crate) payment_intent: Option<Intent>,
}

/// A page of a list.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct List<T> {
    pub(crate) data: Vec<T>,
    pub(crate) has_more: bool,
}

impl Intent {
    pub(crate) fn id(&self) -> &str {
        match self {
            Self::Id(id) => id,
            Self::Whole(intent) => &intent.id,
        }
    }

    pub(crate) fn into_id(self) -> String {
        match self {
            Self::Id(id) => id,
            Self::Whole(intent) => intent.id,
        }
    }

    /// Our payment, when it is told whole.
    fn payment(&self) -> Option<PaymentId> {
        self.whole()?.metadata.payment()
    }

    pub(crate) const fn whole(&self) -> Option<&WholeIntent> {
        match self {
            Self::Id(_) => None,
            Self::Whole(intent) => Some(intent),
        }
    }
}

impl Session {
    /// Our payment.
    pub(crate) fn payment(&self) -> Option<PaymentId> {
        self.client_reference_id.as_deref()?.parse().ok()
    }

    pub(crate) fn is_paid(&self) -> bool {
        self.payment_status == "paid"
    }

    /// Something that happened to it. What was paid is named by its Payment Intent, however
    /// it is heard of, so that it is heard of once.
    pub(crate) fn event(&self, kind: PaymentEventKind, at: i64) -> PaymentEvent {
        let intent = self.payment_intent.as_ref().map_or(self.id.as_str(), Intent::id);
        let event_id = match kind {
            PaymentEventKind::Captured => intent.to_owned(),
            PaymentEventKind::Created
            | PaymentEventKind::Authorised
            | PaymentEventKind::Failed
            | PaymentEventKind::Expired
            | PaymentEventKind::Refunded
            | PaymentEventKind::ChargedBack => format!("{intent}:{}", kind.word()),
        };
        PaymentEvent {
            event_id,
            kind,
            amount: Yen::new(self.amount_total),
            currency: currency(&self.currency),
            occurred_at: instant(at),
        }
    }

    /// When the money came, as far as the provider says.
    pub(crate) fn paid_at(&self) -> i64 {
        let charge = self.payment_intent.as_ref().and_then(Intent::whole);
        match charge.and_then(|intent| intent.latest_charge.as_ref()) {
            Some(LatestCharge::Whole { created }) => *created,
            Some(LatestCharge::Id(_)) | None => self.created,
        }
    }
}

impl Refund {
    /// Our payment, also when the refund was made at the provider's own screen.
    pub(crate) fn payment(&self) -> Option<PaymentId> {
        let of_intent = || self.payment_intent.as_ref().and_then(Intent::payment);
        self.metadata.payment().or_else(of_intent)
    }

    pub(crate) fn is_done(&self) -> bool {
        self.status == "succeeded"
    }

    pub(crate) fn event(&self) -> PaymentEvent {
        PaymentEvent {
            event_id: self.id.clone(),
            kind: PaymentEventKind::Refunded,
            amount: Yen::new(self.amount),
            currency: currency(&self.currency),
            occurred_at: instant(self.created),
        }
    }
}

impl Dispute {
    pub(crate) fn payment(&self) -> Option<PaymentId> {
        self.payment_intent.as_ref().and_then(Intent::payment)
    }
}

/// Theirs is written small. Yen have no smaller unit: an amount is whole yen.
fn currency(word: &str) -> Currency {
    Currency::from(word.to_ascii_uppercase().as_str())
}

/// Theirs counts seconds.
pub(crate) fn instant(seconds: i64) -> Instant {
    Instant::from_millis(DateTime::from_timestamp(seconds, 0).map_or(0, |at| at.timestamp_millis()))
}

/// Ours, in seconds.
pub(crate) const fn seconds(at: Instant) -> i64 {
    at.millis().div_euclid(1000)
}
