//! `/leave`: for who sits at a machine that others use too. The browser forgets everything
//! of ours; what was not sent can be gone on with by its code elsewhere.

use actix_web::{
    HttpRequest, HttpResponse, Responder as _,
    http::header::{HeaderName, HeaderValue},
};
use askama::Template;

use crate::{
    link,
    rule::{PUBLIC, PUBLIC_FORM},
    visit::Visit,
    wording::Wording,
};
use ::web::{
    guard::{Guard, Guarded, WebError, bake, forget_visitor},
    page::Page,
    table::Table,
};

/// What a browser is told to throw away.
const EVERYTHING: &str = "\"cache\", \"cookies\", \"storage\"";

pub(super) fn routes(table: &mut Table) {
    table.get(link::LEAVE, PUBLIC, ask).post(link::LEAVE, PUBLIC_FORM, leave);
}

#[derive(Template)]
#[template(path = "resident/leave.html")]
struct LeavePage {
    visit: Visit,
    w: Wording,
    gone: bool,
}

impl LeavePage {
    /// Where the next person begins.
    const fn beginning(&self) -> &'static str {
        if self.visit.is_shared() { link::SHARED } else { link::HOME }
    }
}

async fn ask(visit: Visit) -> Page<LeavePage> {
    let w = visit.words();
    Page::ok(LeavePage { visit, w, gone: false })
}

async fn leave(
    request: HttpRequest,
    visit: Visit,
    _ours: Guarded<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let guard = Guard::of(&request)?;
    bake(&request, forget_visitor(&guard));
    let w = visit.words();
    let mut answer = Page::ok(LeavePage { visit, w, gone: true }).respond_to(&request);
    let name = HeaderName::from_static("clear-site-data");
    answer.headers_mut().insert(name, HeaderValue::from_static(EVERYTHING));
    Ok(answer)
}
