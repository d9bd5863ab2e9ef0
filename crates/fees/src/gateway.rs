//! The door to whoever takes the money.
//!
//! What the browser brings back is never believed: only a signed callback, or the
//! provider's own answer when we ask it, says that something was paid.

use kernel::{Instant, PaymentId, RefundId, Yen};

use crate::{PaymentEvent, PaymentEventKind};

/// A payment provider.
///
/// Calls are synchronous and wait for the network, seconds at most: they belong on a thread
/// that may block, and never inside a transaction. All of them may be tried again.
pub trait PaymentGateway: Send + Sync {
    /// Its word in our rows, such as `stub`.
    fn name(&self) -> &'static str;

    /// Has the provider open an order; the same payment and attempt are the same order,
    /// however often and from wherever it is asked for.
    fn open(&self, order: &PaymentOrder) -> Result<OpenedOrder, GatewayError>;

    /// Asks the provider what became of an order; `None` when it knows of none.
    fn look_up(&self, order: &OrderName) -> Result<Option<OrderStanding>, GatewayError>;

    /// Reads a callback after checking that the provider signed these very bytes, and
    /// recently. `None` is genuine and tells nothing about money. `headers` are names (in any
    /// case) and values as received.
    fn verify_callback(
        &self,
        headers: &[(&str, &str)],
        raw_body: &[u8],
        now: Instant,
    ) -> Result<Option<Callback>, CallbackFault>;

    /// Has the provider give money back, or asks how far that is: the same id gives back once.
    fn give_back(&self, wanted: &RefundOrder) -> Result<RefundStanding, GatewayError>;

    /// Everything that moved at the provider from `since` until before `until`.
    fn ledger(&self, since: Instant, until: Instant) -> Result<Vec<LedgerEntry>, GatewayError>;
}

/// What the provider is asked to collect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentOrder {
    /// Our payment.
    pub payment: PaymentId,
    /// Counted from one: an order that ended unpaid is followed by another.
    pub attempt: u32,
    /// When it was first wanted; trying again does not change it.
    pub asked_at: Instant,
    /// The frozen amount of the bill.
    pub amount: Yen,
    /// What it is for, as the payer reads it. No personal data: the provider keeps it.
    pub title: String,
    /// Until when the bill can be paid (exclusive). An order may end earlier.
    pub expires_at: Instant,
    /// Where the browser goes afterwards: a path of ours, such as `/receipts/2611-…`.
    pub return_path: String,
}

/// An order that the provider has opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedOrder {
    /// The provider's own name of it.
    pub reference: String,
    /// Where the payer goes.
    pub page: String,
}

/// An order by its names on both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderName {
    /// Our payment.
    pub payment: PaymentId,
    /// The provider's own name of the order.
    pub reference: String,
}

/// What became of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderStanding {
    /// Whether money can still come from it.
    pub stage: OrderStage,
    /// Where the payer goes on, while there is such a page.
    pub page: Option<String>,
    /// What happened so far.
    pub events: Vec<PaymentEvent>,
}

/// Whether money can still come from an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderStage {
    /// The payer can pay.
    Open,
    /// The payer holds a number for a convenience store, or the money is on its way.
    Pending,
    /// Nothing more comes from it.
    Over,
}

/// What the provider says happened to one of our payments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callback {
    /// Which payment. That it is ours is still to be found out.
    pub payment: PaymentId,
    /// What happened.
    pub event: PaymentEvent,
}

/// Money that is to go back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundOrder {
    /// Our own id of it.
    pub id: RefundId,
    /// Of which payment.
    pub payment: PaymentId,
    /// The provider's name of what was paid: the id of the capture.
    pub capture: String,
    /// How much.
    pub amount: Yen,
    /// The provider's own name of it, once it has answered.
    pub reference: Option<String>,
}

/// How far giving back is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundStanding {
    /// The provider's own name of it.
    pub reference: String,
    /// How far.
    pub stage: RefundStage,
}

/// How far giving back is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefundStage {
    /// The provider has taken it up, and the money is on its way.
    Underway,
    /// The money went back.
    Done(PaymentEvent),
    /// The provider cannot give it back; the payer needs another way.
    Failed,
}

/// One movement in the provider's own book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerEntry {
    /// The id under which its event is told.
    pub event_id: String,
    /// Our payment, as far as the provider knows of one.
    pub payment: Option<PaymentId>,
    /// What moved: captured or refunded.
    pub kind: PaymentEventKind,
    /// How much.
    pub amount: Yen,
    /// When.
    pub occurred_at: Instant,
}

/// Why a callback is not believed. None of them changes anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CallbackFault {
    /// There is no signature.
    #[error("the callback carries no signature")]
    SignatureMissing,
    /// The signature is not written as agreed, or there is more than one.
    #[error("the callback's signature is not readable")]
    SignatureUnreadable,
    /// Somebody else signed it, or the bytes were changed.
    #[error("the callback's signature does not fit its body")]
    SignatureWrong,
    /// Signed too long ago, or in the future.
    #[error("the callback was not signed within the last minutes")]
    TimestampOutOfRange,
    /// Properly signed, but not what was agreed.
    #[error("the callback's body is not readable")]
    BodyUnreadable,
}

/// Why the provider could not be asked, or did not do it.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    /// The network or the provider failed.
    #[error("the payment provider cannot be reached")]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The provider answered, but not as agreed.
    #[error("the payment provider answered with status {status}")]
    UnexpectedStatus {
        /// The HTTP status.
        status: u16,
    },
    /// The provider's answer cannot be read.
    #[error("the payment provider's answer is not readable")]
    AnswerUnreadable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The provider's answer is about something else.
    #[error("the payment provider answered about another payment")]
    AnotherPayment,
    /// The request cannot be written down.
    #[error("the request to the payment provider cannot be written down")]
    Unwritable(#[source] Box<dyn std::error::Error + Send + Sync>),
}
