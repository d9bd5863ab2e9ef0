//! What a procedure costs and what has been paid: bills, payments, and the door
//! to whoever takes the money.
//!
//! Pure: the amounts come from the form engine, the HTTP of a provider lives with
//! the provider's adapter.

mod account;
mod bill;
mod gateway;
mod payment;

pub use account::{Account, Doubt};
pub use bill::{Bill, BillFault, FeeLine};
pub use gateway::{
    Callback, CallbackFault, GatewayError, LedgerEntry, OpenedOrder, OrderName, OrderStage,
    OrderStanding, PaymentGateway, PaymentOrder, RefundOrder, RefundStage, RefundStanding,
};
pub use payment::{
    Currency, ParsePaymentEventKindError, ParsePaymentStateError, PaymentEvent, PaymentEventKind,
    PaymentState, state_of,
};
