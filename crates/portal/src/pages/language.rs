//! `/language/{tag}`: remembers a language and goes back to the same page.

use actix_web::{HttpResponse, http::header::LOCATION, web};
use kernel::Language;
use serde::Deserialize;

use crate::{link, rule::PUBLIC, visit::Visit};
use ::web::{guard::WebError, page::see_other, table::Table};

pub(super) fn routes(table: &mut Table) {
    table.get("/language/{tag}", PUBLIC, choose);
}

#[derive(Deserialize)]
struct Back {
    #[serde(default)]
    back: String,
}

async fn choose(
    visit: Visit,
    tag: web::Path<String>,
    query: web::Query<Back>,
) -> Result<HttpResponse, WebError> {
    let language = Language::from_tag(&tag).ok_or(WebError::NotFound)?;
    let mut answer = see_other(link::own_address(&query.back));
    // A cookie of ours always fits a header.
    drop(answer.add_cookie(&visit.remembers(language)));
    debug_assert!(answer.headers().contains_key(LOCATION));
    Ok(answer)
}
