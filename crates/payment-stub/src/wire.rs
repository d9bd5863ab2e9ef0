//! What travels between provider and merchant, as JSON.

use fees::{Callback, PaymentEvent, PaymentEventKind};
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
        let body: Self = serde_json::from_slice(raw).ok()?;
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

/// Asks for money to go back. The same id asks once, however often it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RefundRequest {
    pub(crate) refund_id: String,
    pub(crate) payment: PaymentId,
    pub(crate) amount: Yen,
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
