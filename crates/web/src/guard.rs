//! What stands before every page: sessions, the token of forms, limits, headers, errors.
//!
//! Handlers receive the proof as an argument (`Guarded<T>`, `Browser`, …) and cannot be
//! entered without it. Deliberately not here: who may do what with a case (the counter knows).

mod browser;
mod client;
pub mod cookie;
pub(crate) mod door;
mod error;
mod headers;
mod network;
mod origin;
mod pace;
mod page_form;
mod posted;
mod rates;
mod refusal;
mod sentence;
mod settings;
mod shared;
mod signed;
mod state;
mod token;
mod upload;
mod urlencoded;

pub use network::{IpRange, ParseIpRangeError};
pub use settings::GuardSettings;
pub use signed::TOKEN_SCOPES;
pub use state::Guard;

pub(crate) use browser::known_secret;
pub use browser::{Browser, bake, forget_visitor};
pub use client::Network;
pub use error::{WebError, known};
pub use origin::is_ours;
pub use page_form::PostedPage;
pub use posted::{Guarded, TOKEN_FIELD, whole_body};
pub use sentence::{rank_name, sentence, state_name, verdict_name};
pub use shared::SILENCE;
pub use signed::{
    Administrator, Adviser, Arranger, Bearer, Clerk, Decider, Follower, Keeper, Member, Mover,
    Overseer, Post, Poster, Reader, Receptionist, Registrar, Sampler, Signed, Worker, bearer,
    credentials,
};
pub use upload::{PostedFile, PostedUpload, UploadMemory, read_multipart};
pub use urlencoded::pairs;
