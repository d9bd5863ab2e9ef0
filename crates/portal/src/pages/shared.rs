//! `/shared`: a machine that others use too. A city's terminals begin here; a resident who
//! sits at somebody else's says so here.

use actix_web::{Either, HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use crate::{
    link,
    rule::{PUBLIC, PUBLIC_FORM},
    visit::Visit,
    wording::Wording,
};
use ::web::{
    guard::{Guarded, WebError},
    page::{Page, see_other},
    table::Table,
};

pub(super) fn routes(table: &mut Table) {
    table.get(link::SHARED, PUBLIC, begin).post(link::SHARED, PUBLIC_FORM, say).get(
        link::STILL,
        PUBLIC,
        still,
    );
}

#[derive(Template)]
#[template(path = "resident/shared.html")]
struct SharedPage {
    visit: Visit,
    w: Wording,
    back: String,
}

/// Where somebody came from.
#[derive(Deserialize)]
struct Back {
    #[serde(default)]
    back: String,
}

/// Nobody who uses this browser for themselves is made to lose it by a link: they are asked.
async fn begin(
    request: HttpRequest,
    visit: Visit,
    came: web::Query<Back>,
) -> Result<Either<HttpResponse, Page<SharedPage>>, WebError> {
    if visit.browser.is_new() {
        visit.browser.becomes_shared(&request)?;
        return Ok(Either::Left(see_other(link::HOME)));
    }
    if visit.is_shared() {
        return Ok(Either::Left(see_other(link::HOME)));
    }
    let (w, back) = (visit.words(), link::own_address(&came.back).to_owned());
    Ok(Either::Right(Page::ok(SharedPage { visit, w, back })))
}

async fn say(
    request: HttpRequest,
    visit: Visit,
    came: Guarded<Back>,
) -> Result<HttpResponse, WebError> {
    visit.browser.becomes_shared(&request)?;
    Ok(see_other(link::own_address(&came.back)))
}

/// Asked by the script while somebody types or reads: the session goes on.
async fn still(_visit: Visit) -> HttpResponse {
    HttpResponse::NoContent().finish()
}
