//! `/banks` and `/banks/{bank}/branches`: what the script offers while somebody types a name.

use actix_web::{HttpResponse, http::header::CACHE_CONTROL, web};
use japanese_values::bank;
use serde::Deserialize;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/banks", web::get().to(banks))
        .route("/banks/{bank}/branches", web::get().to(branches));
}

#[derive(Deserialize)]
struct Query {
    q: String,
}

async fn banks(query: web::Query<Query>) -> HttpResponse {
    offer(&bank::find(&query.q))
}

async fn branches(bank: web::Path<String>, query: web::Query<Query>) -> HttpResponse {
    // The bank may be typed as well, in words or as it is shown.
    let code = bank::only(&bank).map_or(bank.into_inner(), |bank| bank.code.to_owned());
    offer(&bank::find_branches(&code, &query.q))
}

/// What is offered is read back when it is posted.
fn offer(found: &[impl ToString]) -> HttpResponse {
    let shown: Vec<String> = found.iter().map(ToString::to_string).collect();
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "public, max-age=86400")).json(shown)
}
