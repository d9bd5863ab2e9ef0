//! Pages that explain the counter itself.

use actix_web::web;
use askama::Template;

use crate::{
    layout::{Page, Visit},
    wording::Wording,
};

/// `GET /help` and its neighbours.
pub(crate) fn routes(config: &mut web::ServiceConfig) {
    config.route("/help", web::get().to(help));
}

#[derive(Template)]
#[template(path = "resident/help.html")]
struct HelpPage {
    visit: Visit,
    w: Wording,
}

async fn help(visit: Visit) -> Page<HelpPage> {
    let w = visit.words();
    Page::ok(HelpPage { visit, w })
}
