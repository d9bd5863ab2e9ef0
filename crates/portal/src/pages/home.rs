//! `/`: the counter's home.

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse, Responder as _,
    http::header::{HeaderName, HeaderValue},
    web,
};
use askama::Template;
use chrono::{NaiveDate, TimeDelta};
use counter::{Counter, DraftSummary, Published, Sent};

use super::{
    catalogue::{ProcedureItem, Tile, categories, life_events},
    receipt::state_name,
};
use crate::{link, rule::PUBLIC, visit::Visit, wording::Wording};
use ::web::{guard::WebError, page::Page, shown, table::Table, wording::Phrase};

pub(super) fn routes(table: &mut Table) {
    table.get("/", PUBLIC, show);
}

/// As many as fit one screen of a phone.
const MOST_POPULAR: usize = 5;

/// How long before its last day a procedure is named here.
const SOON: TimeDelta = TimeDelta::days(30);

#[derive(Template)]
#[template(path = "resident/home.html")]
struct HomePage {
    visit: Visit,
    w: Wording,
    popular: Vec<ProcedureItem>,
    categories: Vec<Tile>,
    life_events: Vec<Tile>,
    /// What cannot be filed much longer.
    closing: Vec<Item>,
    drafts: Vec<Item>,
    /// Addresses of procedures that are filed together.
    bundles: Vec<String>,
    /// What this browser has sent.
    sent: Vec<Item>,
}

/// A line of a list: a procedure and what is to be known of it.
struct Item {
    title: String,
    address: String,
    note: Phrase,
}

/// What a browser throws away where the next person begins. Its cookie is set anew.
const EARLIER: &str = "\"cache\", \"storage\"";

/// On a machine that others use too the next person begins here, and finds nothing.
async fn show(
    counter: web::Data<Counter>,
    request: HttpRequest,
    visit: Visit,
) -> Result<HttpResponse, WebError> {
    if !visit.is_shared() {
        return Ok(page(&counter, visit).await?.respond_to(&request));
    }
    let browser = visit.browser.for_the_next(&request)?;
    let mut answer = page(&counter, Visit { browser, ..visit }).await?.respond_to(&request);
    let name = HeaderName::from_static("clear-site-data");
    answer.headers_mut().insert(name, HeaderValue::from_static(EARLIER));
    Ok(answer)
}

async fn page(counter: &Counter, visit: Visit) -> Result<Page<HomePage>, WebError> {
    let drafts = counter.drafts_of(&visit.visitor()).await?;
    let bundles = counter.bundles_of(&visit.visitor()).await?;
    let sent = counter.sent_by(&visit.visitor()).await?;
    let all = counter.catalogue().procedures();
    let mut popular = all.to_vec();
    popular.sort_by_key(|published| published.form.procedure().popular.unwrap_or(u32::MAX));
    popular.truncate(MOST_POPULAR);
    let (w, today) = (visit.words(), counter.today());
    Ok(Page::ok(HomePage {
        popular: ProcedureItem::list(&popular, visit.language),
        categories: categories(&all, visit.language),
        life_events: life_events(&all, visit.language),
        closing: closing(&all, today, &visit),
        drafts: drafts.iter().map(|draft| draft_item(draft, today, &visit)).collect(),
        bundles: bundles.iter().map(link::together).collect(),
        sent: sent.iter().map(|sent| sent_item(sent, counter, &visit)).collect(),
        visit,
        w,
    }))
}

/// The procedures that close soon, the first one first.
fn closing(all: &[Arc<Published>], today: NaiveDate, visit: &Visit) -> Vec<Item> {
    let until = |published: &Arc<Published>| {
        let opening = published.form.procedure().opening.filter(|open| open.contains(today))?;
        let until = opening.until.filter(|until| *until - today <= SOON)?;
        Some((until, Arc::clone(published)))
    };
    let mut soon: Vec<_> = all.iter().filter_map(until).collect();
    soon.sort_by_key(|(until, _)| *until);
    let item = |(until, published): (NaiveDate, Arc<Published>)| Item {
        title: published.form.title(visit.language).to_owned(),
        address: link::procedure(published.form.id()),
        note: visit.words().open_until(shown::day(until, today, visit.language)),
    };
    soon.into_iter().map(item).collect()
}

fn sent_item(sent: &Sent, counter: &Counter, visit: &Visit) -> Item {
    let (w, language) = (visit.words(), visit.language);
    let published = counter.catalogue().procedure(&sent.procedure);
    let when = shown::moment(sent.sent_at, counter.today(), language);
    Item {
        // A procedure that was retired has its number left.
        title: published.map_or_else(
            || sent.receipt_number.to_string(),
            |published| published.form.title(language).to_owned(),
        ),
        address: link::receipt(&sent.receipt_number),
        note: w.sent_note(when, state_name(sent.state, w)),
    }
}

fn draft_item(draft: &DraftSummary, today: NaiveDate, visit: &Visit) -> Item {
    let w = visit.words();
    let when = shown::moment(draft.updated_at, today, visit.language);
    Item {
        title: draft.published.form.title(visit.language).to_owned(),
        address: link::apply(&draft.id, &draft.next_page),
        note: match draft.pages_left {
            0 => w.draft_saved_done(when),
            left => w.draft_saved(when, left),
        },
    }
}
