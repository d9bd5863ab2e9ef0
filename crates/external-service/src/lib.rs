//! How another service is asked to do a step of a filing, and a pretended bank to try.
//!
//! The pretended bank is a real HTTP service with a page. It pretends in one thing only: there is
//! no account behind it. What a step means for a filing nobody here knows.

mod application;
mod client;
mod pages;
mod reception;
mod secret;
mod server;
mod signature;
mod wire;

pub use client::{ExternalService, ExternalServiceError, Opened};
pub use server::{PretendedBank, serve};
pub use wire::{Outcome, Stopped};

#[cfg(test)]
mod tests;
