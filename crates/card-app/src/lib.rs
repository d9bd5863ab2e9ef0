//! The app on a phone that signs with a card: how it is asked, and a pretended one to try.
//!
//! The pretended app is a real HTTP service with a page, cards to choose, and an authority that
//! gives their certificates out. It pretends in one thing only: there is no card behind it. What
//! a signature proves it does not know.

mod authority;
mod card;
mod client;
mod message;
mod pages;
mod server;
mod transaction;
mod wire;

pub use client::{CardApp, CardAppError, Opened};
pub use server::{PretendedApp, serve};
pub use wire::{Outcome, Stopped};
