//! `/search`, `/categories/{category}`: lists of procedures.

use std::sync::Arc;

use actix_web::web;
use askama::Template;
use counter::{Counter, Published};
use serde::Deserialize;

use super::catalogue::{ProcedureItem, category_name};
use crate::{
    rule::{PUBLIC, SEARCH},
    visit::Visit,
    wording::Wording,
};
use ::web::{guard::WebError, page::Page, table::Table, wording::Phrase};

pub(super) fn routes(table: &mut Table) {
    table.get("/search", SEARCH, search).get("/categories/{category}", PUBLIC, category);
}

/// Longer than any name of a procedure.
const LONGEST_QUERY: usize = 100;

#[derive(Template)]
#[template(path = "resident/find.html")]
struct FindPage {
    visit: Visit,
    w: Wording,
    title: Phrase,
    words: String,
    found: Vec<ProcedureItem>,
}

impl FindPage {
    fn new(visit: Visit, title: Phrase, words: String, found: &[Arc<Published>]) -> Page<Self> {
        let w = visit.words();
        let found = ProcedureItem::list(found, visit.language);
        Page::ok(Self { visit, w, title, words, found })
    }
}

#[derive(Deserialize)]
struct Query {
    #[serde(default)]
    q: String,
}

async fn search(
    counter: web::Data<Counter>,
    visit: Visit,
    query: web::Query<Query>,
) -> Page<FindPage> {
    let words: String = query.q.trim().chars().take(LONGEST_QUERY).collect();
    let w = visit.words();
    let (title, found) = if words.is_empty() {
        (w.progress(), counter.catalogue().procedures().to_vec())
    } else {
        (w.results_title(&words), counter.catalogue().search(&words))
    };
    FindPage::new(visit, title, words, &found)
}

async fn category(
    counter: web::Data<Counter>,
    visit: Visit,
    slug: web::Path<String>,
) -> Result<Page<FindPage>, WebError> {
    let found = among(&counter, |published| published.form.procedure().category == *slug)?;
    let title = category_name(&found, &slug, visit.language);
    Ok(FindPage::new(visit, title, String::new(), &found))
}

fn among(
    counter: &Counter,
    belongs: impl Fn(&Published) -> bool,
) -> Result<Vec<Arc<Published>>, WebError> {
    let all = counter.catalogue().procedures();
    let found: Vec<_> = all.iter().filter(|published| belongs(published)).cloned().collect();
    if found.is_empty() { Err(WebError::NotFound) } else { Ok(found) }
}
