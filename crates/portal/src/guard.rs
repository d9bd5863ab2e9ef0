//! What stands before every page: sessions, the token of forms, limits, headers, errors.
//!
//! Handlers receive the proof as an argument (`Guarded<T>`, `Browser`, …) and cannot be
//! entered without it. Deliberately not here: who may do what with a case (the desk knows).

mod browser;
mod client;
pub(crate) mod cookie;
mod door;
mod error;
mod headers;
mod limits;
mod network;
mod origin;
mod pace;
mod posted;
mod rates;
mod refusal;
mod sentence;
mod settings;
mod signed;
mod state;
mod token;
mod upload;
mod urlencoded;

pub use limits::{Limit, LimitFault, Limits, Rate};
pub use network::{IpRange, ParseIpRangeError};
pub use settings::GuardSettings;
pub use signed::TOKEN_SCOPES;
pub use state::Guard;

pub(crate) use browser::{Browser, bake, forget_visitor};
pub(crate) use client::Network;
pub(crate) use door::door;
pub(crate) use error::WebError;
pub(crate) use origin::is_ours;
pub(crate) use posted::{Guarded, whole_body};
pub(crate) use sentence::{sentence, state_name};
pub(crate) use signed::{Bearer, Clerk, Post, Reader, Signed, Worker, bearer, credentials};
pub(crate) use upload::{PostedFile, PostedUpload, read_multipart};
