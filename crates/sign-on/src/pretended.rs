//! A pretended provider of either shape, to try: a real HTTP service with a page where one
//! chooses whom to be, and what goes wrong. It checks PKCE, the way back and who we are as a real
//! one does, calls people otherwise towards every town, and gives each code one token once.

mod choice;
mod given;
mod pages;
mod server;
mod tokens;

use std::sync::Arc;

use kernel::{Clock, IdSource};

pub use choice::CATEGORY;
pub use server::serve;

use crate::Shape;

/// How a pretended provider runs.
pub struct Pretended {
    /// Where to listen, such as `127.0.0.1:0`.
    pub listen: String,
    /// What it knows people by.
    pub shape: Shape,
    /// By what it knows the town.
    pub client_id: String,
    /// The public half of the town's key, a point of P-256.
    pub client_key: Vec<u8>,
    /// Where it sends people back to, and nowhere else.
    pub redirect_uri: String,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Codes and tokens.
    pub ids: Arc<dyn IdSource>,
}
