//! The pretended bank as an HTTP service.

use std::{io, net::SocketAddr, sync::Arc};

use actix_web::{
    App, HttpRequest, HttpResponse, HttpServer,
    dev::Server,
    http::{StatusCode, header},
    middleware::DefaultHeaders,
    web::{self, Data, Form, Json, Query},
};
use data_encoding::HEXLOWER;
use kernel::{Clock, IdSource};
use serde::Deserialize;
use serde_json::json;

use crate::{
    application::{Problem, Written},
    pages::{self, GonePage, ReceptionPage},
    reception::{Reception, Receptions},
    secret::Secret,
    signature::{SIGNATURE_HEADER, signature_value},
    wire::{OpenedBody, Order, OutcomeBody, Stopped},
};

/// Bytes of a form or body; a real one has a few hundred.
const MAX_BODY: usize = 16 * 1024;
/// What is pretended in this house looks alike.
const STYLE: &str = include_str!("../../payment-stub/templates/style.css");
/// Receipt numbers that there are.
const RECEIPTS: u64 = 100_000_000;

/// How the pretended bank runs.
pub struct PretendedBank {
    /// Where to listen, such as `127.0.0.1:0`.
    pub listen: String,
    /// Shared with the town.
    pub secret: String,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// References and receipt numbers.
    pub ids: Arc<dyn IdSource>,
}

struct Service {
    secret: Secret,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
    receptions: Receptions,
}

/// Starts the bank on the running actix (tokio) runtime. It works until the returned server is
/// stopped or dropped; signals are left to the caller.
pub fn serve(bank: PretendedBank) -> io::Result<(Server, SocketAddr)> {
    let PretendedBank { listen, secret, clock, ids } = bank;
    let (secret, receptions) = (Secret::new(secret), Receptions::default());
    let service = Arc::new(Service { secret, clock, ids, receptions });
    let server = HttpServer::new(move || {
        App::new().app_data(Data::from(Arc::clone(&service))).wrap(headers()).configure(routes)
    })
    .workers(1)
    .disable_signals()
    .shutdown_timeout(2)
    .bind(listen)?;
    let address = server.addrs().first().copied().ok_or(io::ErrorKind::AddrNotAvailable)?;
    Ok((server.run(), address))
}

fn headers() -> DefaultHeaders {
    DefaultHeaders::new()
        .add(("Cache-Control", "no-store"))
        .add(("X-Content-Type-Options", "nosniff"))
        .add(("Referrer-Policy", "no-referrer"))
        .add(("X-Frame-Options", "DENY"))
}

fn routes(service: &mut web::ServiceConfig) {
    service
        .app_data(web::FormConfig::default().limit(MAX_BODY))
        .app_data(web::JsonConfig::default().limit(MAX_BODY))
        .service(web::resource("/receptions").route(web::post().to(open)))
        .service(web::resource("/receptions/{reference}").route(web::get().to(look_up)))
        .service(
            web::resource("/reception").route(web::get().to(show)).route(web::post().to(apply)),
        )
        .service(web::resource("/style.css").route(web::get().to(style)));
}

async fn style() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/css; charset=utf-8")
        .insert_header(("Cache-Control", "public, max-age=3600"))
        .body(STYLE)
}

impl Service {
    fn is_known(&self, request: &HttpRequest) -> bool {
        let told = request.headers().get(header::AUTHORIZATION);
        told.and_then(|it| it.to_str().ok()).is_some_and(|told| self.secret.is_bearer(told))
    }

    fn draw_reference(&self) -> String {
        let mut drawn = [0; 16];
        self.ids.fill(&mut drawn);
        HEXLOWER.encode(&drawn)
    }

    fn draw_receipt(&self) -> String {
        let mut drawn = [0; 8];
        self.ids.fill(&mut drawn);
        format!("BK-{:08}", u64::from_be_bytes(drawn) % RECEIPTS)
    }

    fn find(&self, reference: &str) -> Option<Reception> {
        self.receptions.find(reference, self.clock.now())
    }
}

async fn open(service: Data<Service>, request: HttpRequest, order: Json<Order>) -> HttpResponse {
    if !service.is_known(&request) {
        return problem(StatusCode::UNAUTHORIZED, "not the secret that we share");
    }
    let order = order.into_inner();
    if pages::origin(&order.return_url).is_none() {
        return problem(StatusCode::UNPROCESSABLE_ENTITY, "no way back");
    }
    let reference = service.draw_reference();
    match service.receptions.open(&reference, order, service.clock.now()) {
        Some(()) => HttpResponse::Ok()
            .json(OpenedBody { page: format!("/reception?reference={reference}"), reference }),
        None => problem(StatusCode::SERVICE_UNAVAILABLE, "too many at once"),
    }
}

async fn look_up(
    service: Data<Service>,
    request: HttpRequest,
    reference: web::Path<String>,
) -> HttpResponse {
    if !service.is_known(&request) {
        return problem(StatusCode::UNAUTHORIZED, "not the secret that we share");
    }
    let Some(found) = service.find(&reference) else {
        return problem(StatusCode::NOT_FOUND, "no such reception");
    };
    match serde_json::to_vec(&found.outcome) {
        Ok(body) => {
            let now = service.clock.now();
            let signature = signature_value(&service.secret, &reference, &body, now);
            HttpResponse::Ok()
                .content_type("application/json")
                .insert_header((SIGNATURE_HEADER, signature))
                .body(body)
        }
        Err(fault) => {
            tracing::error!(%fault, "an outcome could not be written");
            HttpResponse::InternalServerError().finish()
        }
    }
}

#[derive(Deserialize)]
struct Address {
    reference: String,
}

/// What was typed and pressed on the page.
#[derive(Deserialize)]
struct Typed {
    reference: String,
    #[serde(flatten)]
    written: Written,
    #[serde(default)]
    code: String,
    cancel: Option<String>,
}

async fn show(service: Data<Service>, Query(address): Query<Address>) -> HttpResponse {
    let reference = address.reference;
    match service.find(&reference) {
        Some(found) if matches!(found.outcome, OutcomeBody::Open) => {
            page(StatusCode::OK, &reference, &found.order, Written::default(), Vec::new())
        }
        Some(found) => see_other(&found.order.return_url),
        None => pages::respond(StatusCode::NOT_FOUND, &GonePage, ""),
    }
}

async fn apply(service: Data<Service>, Form(typed): Form<Typed>) -> HttpResponse {
    let Typed { reference, written, code, cancel } = typed;
    let Some(Reception { order, outcome, .. }) = service.find(&reference) else {
        return pages::respond(StatusCode::NOT_FOUND, &GonePage, "");
    };
    if !matches!(outcome, OutcomeBody::Open) {
        return see_other(&order.return_url);
    }
    let outcome = if cancel.is_some() {
        OutcomeBody::Stopped { why: Stopped::Cancelled }
    } else {
        match written.read(&code) {
            Err(problems) => {
                return page(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    &reference,
                    &order,
                    written,
                    problems,
                );
            }
            Ok(application) if application.is_refused() => {
                OutcomeBody::Stopped { why: Stopped::Refused }
            }
            Ok(application) => OutcomeBody::Done { told: application.told(service.draw_receipt()) },
        }
    };
    service.receptions.end(&reference, outcome);
    see_other(&order.return_url)
}

fn page(
    status: StatusCode,
    reference: &str,
    order: &Order,
    written: Written,
    problems: Vec<Problem>,
) -> HttpResponse {
    let back_to = pages::origin(&order.return_url).unwrap_or_default();
    let page = ReceptionPage { reference, title: &order.title, written, problems };
    pages::respond(status, &page, back_to)
}

fn see_other(address: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, address)).finish()
}

/// RFC 9457.
fn problem(status: StatusCode, title: &str) -> HttpResponse {
    HttpResponse::build(status)
        .content_type("application/problem+json")
        .body(json!({ "status": status.as_u16(), "title": title }).to_string())
}
