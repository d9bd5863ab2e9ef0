//! `/postal/{code}`: the place of a postal code, for the script that fills addresses.

use actix_web::{HttpResponse, http::header::CACHE_CONTROL, web};

use crate::rule::SEARCH;
use ::web::{guard::WebError, postal::address_of, table::Table};

pub(super) fn routes(table: &mut Table) {
    table.get("/postal/{code}", SEARCH, look_up);
}

async fn look_up(code: web::Path<String>) -> Result<HttpResponse, WebError> {
    let address = address_of(&code).ok_or(WebError::NotFound)?;
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "public, max-age=86400")).json(address))
}
