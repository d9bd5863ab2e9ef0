//! What travels between provider and merchant, as JSON.

use fees::{Callback, OrderStage, PaymentEvent, PaymentEventKind};
use kernel::{Instant, PaymentId, Yen};
use serde::{Deserialize, Serialize};

/// One thing that happened to one payment: the body of a callback, and the answer to
/// a question about a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CallbackBody {
    pub(crate) event_id: String,
    pub(crate) payment: PaymentId,
    pub(crate) kind: PaymentEventKind,
    pub(crate) amount: Yen,
    pub(crate) currency: String,
    pub(crate) occurred_at: Instant,
}

/// The longest event id that is taken; ours are 39 characters.
const MAX_EVENT_ID: usize = 100;

impl CallbackBody {
    pub(crate) fn new(payment: PaymentId, event: &PaymentEvent) -> Self {
        Self {
            event_id: event.event_id.clone(),
            payment,
            kind: event.kind,
            amount: event.amount,
            currency: event.currency.word().to_owned(),
            occurred_at: event.occurred_at,
        }
    }

    /// As the merchant understands it; `None` when the id names nothing.
    pub(crate) fn read(raw: &[u8]) -> Option<Callback> {
        serde_json::from_slice::<Self>(raw).ok()?.understood()
    }

    pub(crate) fn understood(self) -> Option<Callback> {
        let body = self;
        if body.event_id.is_empty() || body.event_id.len() > MAX_EVENT_ID {
            return None;
        }
        let event = PaymentEvent {
            event_id: body.event_id,
            kind: body.kind,
            amount: body.amount,
            currency: body.currency.as_str().into(),
            occurred_at: body.occurred_at,
        };
        Some(Callback { payment: body.payment, event })
    }
}

/// What became of an order: the answer to a question about a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StandingBody {
    pub(crate) payment: PaymentId,
    pub(crate) stage: StageWord,
    /// The payment page, below the provider's address.
    pub(crate) page: String,
    pub(crate) events: Vec<CallbackBody>,
}

/// Whether money can still come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum StageWord {
    Open,
    Pending,
    Over,
}

impl From<OrderStage> for StageWord {
    fn from(stage: OrderStage) -> Self {
        match stage {
            OrderStage::Open => Self::Open,
            OrderStage::Pending => Self::Pending,
            OrderStage::Over => Self::Over,
        }
    }
}

impl From<StageWord> for OrderStage {
    fn from(word: StageWord) -> Self {
        match word {
            StageWord::Open => Self::Open,
            StageWord::Pending => Self::Pending,
            StageWord::Over => Self::Over,
        }
    }
}

/// Asks for money to go back. The same id asks once, however often it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RefundRequest {
    pub(crate) refund_id: String,
    pub(crate) payment: PaymentId,
    pub(crate) amount: Yen,
}

/// The ledger as the merchant reads it.
#[derive(Debug, Deserialize)]
pub(crate) struct LedgerBody {
    pub(crate) entries: Vec<CallbackBody>,
}

/// One line of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct LedgerLine<'a> {
    pub(crate) payment: &'a PaymentId,
    pub(crate) event_id: &'a str,
    pub(crate) kind: PaymentEventKind,
    pub(crate) amount: Yen,
    pub(crate) currency: &'a str,
    pub(crate) occurred_at: Instant,
    /// Whether the merchant has answered the callback with success.
    pub(crate) delivered: bool,
}
