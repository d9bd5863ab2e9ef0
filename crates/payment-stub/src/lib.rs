//! A pretended payment provider: a real HTTP service with a hosted page, signed
//! callbacks, refunds and a ledger, and the gateway that our side talks through.
//!
//! It pretends in one thing only: no money moves. It knows nothing of cases, and it
//! keeps no card number, not even in memory.

mod book;
mod card;
mod courier;
mod gateway;
mod hex;
mod journal;
mod order;
mod pages;
mod provider;
mod scenario;
mod secret;
mod server;
mod signature;
mod slip;
mod wire;

pub use gateway::{StubGateway, StubGatewayConfig};
pub use secret::Secret;
pub use server::{StubConfig, serve};
pub use signature::{SIGNATURE_HEADER, signature_value};

#[cfg(test)]
mod tests;
