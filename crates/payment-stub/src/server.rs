//! The provider as an HTTP service.

mod checkout;
mod merchant;

use std::{io, net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use actix_web::{
    App, HttpResponse, HttpServer,
    dev::Server,
    middleware::DefaultHeaders,
    web::{self, Data},
};
use kernel::{Clock, IdSource};
use tokio::sync::mpsc;

use crate::{
    Secret, courier,
    journal::Journal,
    provider::{Ledger, Provider},
};

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
    /// How late a callback in the mode 知らせが遅れて届く is.
    pub delay: chrono::Duration,
    /// How often callbacks that wait are looked at.
    pub tick: Duration,
}

/// Bytes of a form or body; a real one has about two thousand.
const MAX_BODY: usize = 32 * 1024;

/// Starts the provider on the running actix (tokio) runtime. It works until the returned
/// server is stopped or dropped; signals are left to the caller.
pub fn serve(config: StubConfig) -> io::Result<(Server, SocketAddr)> {
    let StubConfig { listen, secret, journal, clock, ids, delay, tick } = config;
    let ledger = match journal {
        Some(path) => {
            let (journal, records) = Journal::open(&path)?;
            Ledger::new(journal, records)
        }
        None => Ledger::new(Journal::default(), Vec::new()),
    };
    let (errands, waiting) = mpsc::unbounded_channel();
    let provider = Arc::new(Provider::new(secret, clock, ids, delay, ledger, errands));
    let courier = courier::work(Arc::downgrade(&provider), waiting, tick);
    let server = HttpServer::new(move || {
        App::new().app_data(Data::from(Arc::clone(&provider))).wrap(headers()).configure(routes)
    })
    .workers(1)
    .disable_signals()
    .shutdown_timeout(2)
    .bind(listen)?;
    let address = server.addrs().first().copied().ok_or(io::ErrorKind::AddrNotAvailable)?;
    // It ends by itself when the server, which owns the provider, is gone.
    drop(tokio::spawn(courier));
    Ok((server.run(), address))
}

/// No page of a payment is kept, framed or sniffed, and no address with an order in it
/// is told to anybody.
fn headers() -> DefaultHeaders {
    DefaultHeaders::new()
        .add(("Cache-Control", "no-store"))
        .add(("X-Content-Type-Options", "nosniff"))
        .add(("Referrer-Policy", "no-referrer"))
        .add(("X-Frame-Options", "DENY"))
}

fn routes(service: &mut web::ServiceConfig) {
    service
        .app_data(checkout::query_config())
        .app_data(checkout::form_config(MAX_BODY))
        .app_data(web::PayloadConfig::new(MAX_BODY))
        .service(
            web::resource("/pay")
                .route(web::get().to(checkout::show))
                .route(web::post().to(checkout::pay)),
        )
        .service(web::resource("/pay/settle").route(web::post().to(checkout::settle)))
        .service(web::resource("/style.css").route(web::get().to(style)))
        .service(web::resource("/orders").route(web::post().to(merchant::open)))
        .service(web::resource("/orders/{payment}").route(web::get().to(merchant::look_up)))
        .service(web::resource("/refunds").route(web::post().to(merchant::refund)))
        .service(web::resource("/ledger").route(web::get().to(merchant::ledger)));
}

async fn style() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/css; charset=utf-8")
        .insert_header(("Cache-Control", "public, max-age=3600"))
        .body(include_str!("../templates/style.css"))
}
