//! What a procedure costs and what has been paid: bills, payments, and the door
//! to whoever takes the money.
//!
//! Pure: the amounts come from the form engine, the HTTP of a provider lives with
//! the provider's adapter.

mod bill;
mod gateway;
mod payment;

pub use bill::{Bill, BillFault, FeeLine};
pub use gateway::{
    Callback, CallbackFault, GatewayError, HostedPage, PaymentGateway, PaymentOrder,
};
pub use payment::{
    Currency, ParsePaymentEventKindError, ParsePaymentStateError, PaymentEvent, PaymentEventKind,
    PaymentState, state_of,
};
