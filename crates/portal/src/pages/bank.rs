//! `/banks` and `/banks/{bank}/branches`: what the script offers while somebody types a name.

use actix_web::{HttpResponse, http::header::CACHE_CONTROL, web};
use japanese_values::bank;
use serde::Deserialize;

use crate::rule::SEARCH;
use ::web::table::Table;

pub(super) fn routes(table: &mut Table) {
    table.get("/banks", SEARCH, banks).get("/banks/{bank}/branches", SEARCH, branches);
}

/// In bytes.
const LONGEST_NAME: usize = 300;

#[derive(Deserialize)]
struct Query {
    q: String,
}

impl Query {
    /// What is typed, unless it is longer than any name: then nothing is offered.
    fn words(&self) -> Option<&str> {
        (self.q.len() <= LONGEST_NAME).then_some(self.q.as_str())
    }
}

async fn banks(query: web::Query<Query>) -> HttpResponse {
    offer(&query.words().map(bank::find).unwrap_or_default())
}

async fn branches(bank: web::Path<String>, query: web::Query<Query>) -> HttpResponse {
    // The bank may be typed as well, in words or as it is shown.
    let code = bank::only(&bank).map_or(bank.into_inner(), |bank| bank.code.to_owned());
    let found = query.words().map(|words| bank::find_branches(&code, words));
    offer(&found.unwrap_or_default())
}

/// What is offered is read back when it is posted.
fn offer(found: &[impl ToString]) -> HttpResponse {
    let shown: Vec<String> = found.iter().map(ToString::to_string).collect();
    // What somebody typed is kept by no cache.
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(shown)
}
