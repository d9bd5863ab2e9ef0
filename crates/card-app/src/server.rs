//! The pretended app as an HTTP service.

use std::{
    io,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use actix_web::{
    App, HttpRequest, HttpResponse, HttpServer,
    dev::Server,
    http::{StatusCode, header},
    middleware::DefaultHeaders,
    web::{self, Data, Form, Json, Query},
};
use chrono::NaiveDate;
use data_encoding::{BASE64, HEXLOWER, HEXLOWER_PERMISSIVE};
use kernel::{Clock, IdSource};
use serde::Deserialize;
use serde_json::json;
use subtle::ConstantTimeEq;

use crate::{
    authority::{self, Authority},
    card::{CODE, Card, Face, TRIES},
    message,
    pages::{self, GonePage, SignPage},
    transaction::{Transaction, Transactions},
    wire::{OpenedBody, Order, OutcomeBody, Stopped},
};

/// Bytes of a form or body; a real one has a few hundred.
const MAX_BODY: usize = 16 * 1024;
/// What is pretended in this house looks alike.
const STYLE: &str = include_str!("../../payment-stub/templates/style.css");
/// Characters of a line on a card.
const MOST_LETTERS: usize = 200;

/// How the pretended app runs.
pub struct PretendedApp {
    /// Where to listen, such as `127.0.0.1:0`.
    pub listen: String,
    /// Shared with the town.
    pub secret: String,
    /// Where its authority keeps its key, its certificate (`authority.pem`) and the lists of revoked
    /// certificates (`revoked/`).
    pub folder: PathBuf,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Ids and serial numbers.
    pub ids: Arc<dyn IdSource>,
}

struct Service {
    secret: String,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
    authority: Authority,
    transactions: Transactions,
}

/// Starts the app on the running actix (tokio) runtime. It works until the returned server is
/// stopped or dropped; signals are left to the caller.
pub fn serve(app: PretendedApp) -> io::Result<(Server, SocketAddr)> {
    let PretendedApp { listen, secret, folder, clock, ids } = app;
    let authority = Authority::open(&folder, clock.now().day())?;
    let transactions = Transactions::default();
    let service = Arc::new(Service { secret, clock, ids, authority, transactions });
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

impl PretendedApp {
    /// Where the certificate of its authority stands, to be believed.
    pub fn authority_in(folder: &Path) -> PathBuf {
        authority::certificate_in(folder)
    }

    /// The folder of its lists of revoked certificates.
    pub fn revoked_in(folder: &Path) -> PathBuf {
        authority::lists_in(folder)
    }
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
        .service(web::resource("/transactions").route(web::post().to(open)))
        .service(web::resource("/transactions/{id}").route(web::get().to(look_up)))
        .service(web::resource("/sign").route(web::get().to(show)).route(web::post().to(sign)))
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
        let told = told.and_then(|it| it.to_str().ok()?.strip_prefix("Bearer "));
        told.is_some_and(|told| told.as_bytes().ct_eq(self.secret.as_bytes()).into())
    }

    fn draw(&self) -> [u8; 16] {
        let mut drawn = [0; 16];
        self.ids.fill(&mut drawn);
        drawn
    }

    fn find(&self, id: &str) -> Option<Transaction> {
        self.transactions.find(id, self.clock.now())
    }
}

async fn open(service: Data<Service>, request: HttpRequest, order: Json<Order>) -> HttpResponse {
    if !service.is_known(&request) {
        return problem(StatusCode::UNAUTHORIZED, "not the secret that we share");
    }
    let order = order.into_inner();
    let digest = HEXLOWER_PERMISSIVE.decode(order.digest.as_bytes()).unwrap_or_default();
    let leads_back = ["http://", "https://"].iter().any(|it| order.return_url.starts_with(it));
    if digest.len() != 32 || !leads_back {
        return problem(StatusCode::UNPROCESSABLE_ENTITY, "no SHA-256, or no way back");
    }
    let id = HEXLOWER.encode(&service.draw());
    match service.transactions.open(&id, order, service.clock.now()) {
        Some(()) => HttpResponse::Ok()
            .json(OpenedBody { page: format!("/sign?transaction={id}"), transaction: id }),
        None => problem(StatusCode::SERVICE_UNAVAILABLE, "too many at once"),
    }
}

async fn look_up(
    service: Data<Service>,
    request: HttpRequest,
    id: web::Path<String>,
) -> HttpResponse {
    if !service.is_known(&request) {
        return problem(StatusCode::UNAUTHORIZED, "not the secret that we share");
    }
    match service.find(&id) {
        Some(found) => HttpResponse::Ok().json(found.outcome),
        None => problem(StatusCode::NOT_FOUND, "no such transaction"),
    }
}

#[derive(Deserialize)]
struct Address {
    transaction: String,
}

/// What was typed and pressed on the page.
#[derive(Deserialize)]
struct Typed {
    transaction: String,
    #[serde(default)]
    card: Card,
    #[serde(default)]
    code: String,
    #[serde(flatten)]
    face: Face,
    cancel: Option<String>,
}

async fn show(service: Data<Service>, Query(address): Query<Address>) -> HttpResponse {
    let id = address.transaction;
    match service.find(&id) {
        Some(found) if matches!(found.outcome, OutcomeBody::Open) => {
            page(StatusCode::OK, &id, &found, Face::default(), Card::default(), None)
        }
        Some(found) => see_other(&found.order.return_url),
        None => pages::respond(StatusCode::NOT_FOUND, &GonePage, ""),
    }
}

async fn sign(service: Data<Service>, Form(typed): Form<Typed>) -> HttpResponse {
    let Typed { transaction: id, card, code, face, cancel } = typed;
    let Some(found) = service.find(&id) else {
        return pages::respond(StatusCode::NOT_FOUND, &GonePage, "");
    };
    if !matches!(found.outcome, OutcomeBody::Open) {
        return see_other(&found.order.return_url);
    }
    if cancel.is_some() {
        service.transactions.end(&id, OutcomeBody::Stopped { why: Stopped::Cancelled });
        return see_other(&found.order.return_url);
    }
    let wrong = |problem| {
        page(StatusCode::UNPROCESSABLE_ENTITY, &id, &found, face.clone(), card, Some(problem))
    };
    if let Some(problem) = misprint(&face) {
        return wrong(problem);
    }
    if card == Card::Locked {
        service.transactions.end(&id, OutcomeBody::Stopped { why: Stopped::Locked });
        return see_other(&found.order.return_url);
    }
    // Cards take the letters of the code in upper case.
    if code.trim().to_ascii_uppercase() != CODE {
        return match service.transactions.count_wrong_code(&id, TRIES) {
            0 => see_other(&found.order.return_url),
            left => wrong((
                "code",
                format!("暗証番号がちがいます。あと{left}回まちがえると、カードがロックされます。"),
            )),
        };
    }
    let now = service.clock.now();
    let signed = service
        .authority
        .give_out(card, &face, &service.draw(), now.day())
        .ok()
        .zip(HEXLOWER_PERMISSIVE.decode(found.order.digest.as_bytes()).ok())
        .and_then(|(given, digest)| {
            let seconds = u64::try_from(now.millis() / 1000).ok()?;
            message::sign(&given, &digest, seconds)
        });
    let Some(signature) = signed else {
        tracing::error!("a pretended card could not sign");
        return HttpResponse::InternalServerError().finish();
    };
    service.transactions.end(&id, OutcomeBody::Signed { signature: BASE64.encode(&signature) });
    see_other(&found.order.return_url)
}

/// What cannot be printed on a card.
fn misprint(face: &Face) -> Option<(&'static str, String)> {
    let fits = |text: &str| !text.trim().is_empty() && text.chars().count() <= MOST_LETTERS;
    let told = |field, sentence: &str| Some((field, sentence.to_owned()));
    if !fits(&face.name) {
        return told("name", "カードのお名前を入力してください。");
    }
    if !fits(&face.address) {
        return told("address", "カードのご住所を入力してください。");
    }
    if face.birth_date.parse::<NaiveDate>().is_err() {
        return told("birth_date", "生年月日を「1985-03-15」のように入力してください。");
    }
    None
}

fn page(
    status: StatusCode,
    id: &str,
    transaction: &Transaction,
    face: Face,
    chosen: Card,
    problem: Option<(&'static str, String)>,
) -> HttpResponse {
    let back_to = pages::origin(&transaction.order.return_url);
    pages::respond(status, &SignPage { id, transaction, face, chosen, problem }, back_to)
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
