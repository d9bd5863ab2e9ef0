//! What the person sees: pages in Japanese that work without script.

use actix_web::{HttpResponse, http::StatusCode};
use askama::Template;

use crate::{
    card::{CODE, Card, Face},
    transaction::Transaction,
};

#[derive(Template)]
#[template(path = "sign.html")]
pub(crate) struct SignPage<'a> {
    pub(crate) id: &'a str,
    pub(crate) transaction: &'a Transaction,
    pub(crate) face: Face,
    pub(crate) chosen: Card,
    /// What is wrong with what was typed, and in which field.
    pub(crate) problem: Option<(&'static str, String)>,
}

impl SignPage<'_> {
    const fn cards() -> [Card; 4] {
        Card::ALL
    }

    const fn code() -> &'static str {
        CODE
    }

    fn problem_of(&self, field: &str) -> Option<&str> {
        let (of, sentence) = self.problem.as_ref()?;
        (*of == field).then_some(sentence.as_str())
    }
}

#[derive(Template)]
#[template(path = "gone.html")]
pub(crate) struct GonePage;

/// A page whose forms lead only to us and back to the town.
pub(crate) fn respond(status: StatusCode, page: &impl Template, back_to: &str) -> HttpResponse {
    let policy = format!(
        "default-src 'none'; style-src 'self'; form-action 'self' {back_to}; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    match page.render() {
        Ok(html) => HttpResponse::build(status)
            .insert_header(("Content-Security-Policy", policy))
            .content_type("text/html; charset=utf-8")
            .body(html),
        Err(fault) => {
            tracing::error!(%fault, "a page could not be rendered");
            HttpResponse::InternalServerError().finish()
        }
    }
}

/// The origin of an address, for the policy of a page.
pub(crate) fn origin(address: &str) -> &str {
    let host_at = address.find("://").map_or(0, |at| at + 3);
    let end = address.get(host_at..).and_then(|rest| rest.find(['/', '?', '#']));
    end.and_then(|end| address.get(..host_at + end)).unwrap_or(address)
}
