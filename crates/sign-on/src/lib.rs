//! How an OpenID provider is spoken to: one code for one token, once.
//!
//! OpenID Connect Core with the authorization code flow, PKCE (S256), `state` and `nonce`, and
//! nothing else of it. Tokens are believed only as the provider signed them, with RS256 or
//! ES256. A pretended provider is here too, for demonstrations. Deliberately not here: who the
//! person is to us, what they may do, and where secrets of a round are kept.

mod client;
mod delegation;
mod jws;
mod person;
mod pretended;
mod provider;
mod wire;

#[cfg(test)]
mod tests;

pub use client::{ClientKey, ClientProof, UnusableKey};
pub use delegation::Delegation;
pub use person::{Person, ResidentProvider, Shape};
pub use pretended::{CATEGORY, Pretended, serve};
pub use provider::{Identity, Provider, ProviderSettings, Round};

/// Why nobody comes in by the provider.
#[derive(Debug, thiserror::Error)]
pub enum SignOnFault {
    /// The provider cannot be reached, or answers what no provider answers.
    #[error("the provider is away: {0}")]
    Away(String),
    /// The provider refused the code, or us.
    #[error("the provider refused: {0}")]
    Refused(String),
    /// What the provider signed is not to be believed.
    #[error("not to be believed: {0}")]
    Unbelievable(&'static str),
}
