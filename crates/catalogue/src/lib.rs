//! The compiled definitions that everybody reads: versions, what is on offer, search, and how
//! they are taken up when something was published.
//!
//! Deliberately not here: how a definition comes to be published, and what is filed with it.

mod archive;
mod directory;
mod error;
mod handle;
mod offer;
mod published;
mod routing;
mod search;

pub use archive::Archive;
pub use error::Error;
pub use handle::Catalogue;
pub use offer::BrokenVersion;
pub use published::Published;
pub use routing::{Routing, Taken};
