//! A pretended payment provider: a real HTTP service with a hosted page, signed
//! callbacks, refunds and a ledger, and the gateway that our side talks through.
//!
//! It pretends in one thing only: no money moves. It knows nothing of cases.

mod gateway;
mod secret;
mod server;

pub use gateway::{StubGateway, StubGatewayConfig};
pub use secret::Secret;
pub use server::{StubConfig, serve};
