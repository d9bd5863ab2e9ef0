//! The door to whoever takes the money.
//!
//! What the browser brings back is never believed: only a signed callback, or the
//! provider's own answer when we ask it, says that something was paid.

use kernel::{Instant, PaymentId, Yen};

use crate::PaymentEvent;

/// A payment provider.
///
/// Calls are synchronous; [`PaymentGateway::look_up`] belongs on a thread that may block.
pub trait PaymentGateway: Send + Sync {
    /// The page where the resident pays. Asks nobody: the order travels in the
    /// address, signed, so that filing a submission never waits for the provider.
    /// The same order always gives the same page.
    fn hosted_page(&self, order: &PaymentOrder) -> Result<HostedPage, GatewayError>;

    /// Reads a callback after checking that the provider signed these very bytes,
    /// and recently. `headers` are names (in any case) and values as received.
    fn verify_callback(
        &self,
        headers: &[(&str, &str)],
        raw_body: &[u8],
        now: Instant,
    ) -> Result<Callback, CallbackFault>;

    /// Asks the provider what became of a payment; `None` when it knows of none.
    /// Waits for the network, seconds at most.
    fn look_up(&self, payment: &PaymentId) -> Result<Option<Callback>, GatewayError>;
}

/// What the provider is asked to collect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentOrder {
    /// Our payment; the provider captures it at most once.
    pub payment: PaymentId,
    /// The frozen amount of the bill.
    pub amount: Yen,
    /// What it is for, as the payer reads it. No personal data: it shows in an address.
    pub title: String,
    /// Until when it can be paid (exclusive).
    pub expires_at: Instant,
    /// Where the browser goes afterwards: a path of ours, such as `/receipts/2611-…`.
    pub return_path: String,
}

/// The provider's page for one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostedPage {
    /// Where the browser goes.
    pub url: String,
}

/// What the provider says happened to one of our payments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callback {
    /// Which payment. That it is ours is still to be found out.
    pub payment: PaymentId,
    /// What happened.
    pub event: PaymentEvent,
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

/// Why the provider could not be asked.
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
    /// The order cannot be written down.
    #[error("the order cannot be written down")]
    OrderUnwritable(#[source] Box<dyn std::error::Error + Send + Sync>),
}
