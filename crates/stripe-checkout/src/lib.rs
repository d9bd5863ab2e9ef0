//! The gateway to a provider of the shape of Stripe Checkout: a page of the provider's, by
//! card or at a convenience store, in whole yen.
//!
//! No card number comes near us. It knows nothing of cases, and keeps nothing: what it needs
//! to find an order again, the caller keeps.

mod book;
mod callback;
mod gateway;
mod object;
mod request;
mod secret;
mod wire;

pub use gateway::{Connection, StripeConfig, StripeGateway};
pub use secret::Secret;
