//! The provider as an HTTP service.

use std::{io, net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use actix_web::dev::Server;
use kernel::{Clock, IdSource};

use crate::Secret;

/// How the provider runs.
pub struct StubConfig {
    /// Where to listen, such as `127.0.0.1:0`.
    pub listen: String,
    /// Shared with the merchant.
    pub secret: Secret,
    /// A JSON-lines file that survives a restart; in memory only when `None`.
    pub journal: Option<PathBuf>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Ids of what happens here.
    pub ids: Arc<dyn IdSource>,
    /// How late a callback in the mode 遅れて届く is.
    pub delay: chrono::Duration,
    /// How often callbacks that wait are looked at.
    pub tick: Duration,
}

/// Starts the provider on the running actix system; it works until the returned
/// server is stopped or dropped.
pub fn serve(_config: StubConfig) -> io::Result<(Server, SocketAddr)> {
    unimplemented!()
}
