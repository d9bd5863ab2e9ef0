//! What operators look at: liveness, readiness and counters. No label names a person.
//!
//! Counters tell how much is filed, so they have a listener of their own, which no proxy
//! reaches. Only where none can stand in front, as in a demonstration, they are also where
//! the pages are.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{CONTENT_TYPE, RETRY_AFTER},
    web,
};
use chores::{Chores, Ready, Unready};

use crate::{
    guard::{Guard, WebError},
    limits::Rate,
    route::{Admission, Object, Reading},
    table::Table,
};

const PROBE: Reading = Reading::new(Admission::Anybody, Object::Nothing, Rate::Probe);
const COUNTERS: Reading = Reading::new(Admission::Operator, Object::Nothing, Rate::Probe);

/// The addresses of this part, beside the pages.
pub(crate) fn routes(table: &mut Table) {
    table.get("/healthz", PROBE, alive).get("/readyz", PROBE, ready).get(
        "/metrics",
        COUNTERS,
        metrics_beside_pages,
    );
}

/// The same for a listener that no proxy reaches.
pub(crate) fn inner_routes(table: &mut Table) {
    table
        .get("/healthz", PROBE, alive)
        .get("/readyz", PROBE, ready)
        .get("/metrics", COUNTERS, metrics);
}

/// The process answers.
async fn alive() -> &'static str {
    "ok\n"
}

/// The database answers too, in our time, and the house's own work goes on. One word, and another
/// where rows of the 教示 wait to be confirmed: what is behind them is for operators, in the counters
/// and the log.
async fn ready(chores: web::Data<Chores>) -> Result<HttpResponse, WebError> {
    let word = match chores.ready().await {
        Ok(Ready { unconfirmed_instructions: 0 }) => {
            return Ok(HttpResponse::Ok().body("ready\n"));
        }
        // Nobody is sent elsewhere for it: no server decides what the legal section has not read.
        Ok(Ready { .. }) => return Ok(HttpResponse::Ok().body("ready\ninstructions\n")),
        Err(Unready::Store(fault)) => return Err(fault.into()),
        Err(Unready::Clock { ahead }) => {
            tracing::error!(ahead, "the clock of this machine is not that of the database");
            "clock\n"
        }
        Err(Unready::Stalled { jobs }) => {
            tracing::error!(?jobs, "rounds of these jobs do not end any more");
            "jobs\n"
        }
    };
    Ok(HttpResponse::ServiceUnavailable().insert_header((RETRY_AFTER, "60")).body(word))
}

async fn metrics_beside_pages(request: HttpRequest) -> Result<HttpResponse, WebError> {
    if Guard::of(&request)?.settings().metrics_beside_pages {
        metrics(request).await
    } else {
        Err(WebError::NotFound)
    }
}

/// Counters, for operators only.
async fn metrics(request: HttpRequest) -> Result<HttpResponse, WebError> {
    let guard = Guard::of(&request)?;
    if !guard.admits_operator(&request) {
        return Err(WebError::NotFound);
    }
    let Some(chores) = request.app_data::<web::Data<Chores>>() else {
        return Err(WebError::internal("the house does no chores"));
    };
    guard.metrics().show_workings(&chores.workings().await?);
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8"))
        .body(guard.metrics().exposition().map_err(WebError::internal)?))
}
