//! `/draws`: the draws of the city, with everything that lets anybody draw once more.

use actix_web::web;
use askama::Template;
use chrono::NaiveDate;
use counter::{Counter, DrawKey, DrawSummary, PublicDraw};
use kernel::Language;

use crate::{link, rule::PUBLIC, visit::Visit, wording::Wording};
use ::web::{guard::WebError, page::Page, shown, table::Table, wording::Phrase};

pub(super) fn routes(table: &mut Table) {
    table.get(link::DRAWS, PUBLIC, list).get("/draws/{procedure}/{closed_on}", PUBLIC, show);
}

#[derive(Template)]
#[template(path = "resident/draws.html")]
struct DrawsPage {
    visit: Visit,
    w: Wording,
    draws: Vec<Line>,
}

struct Line {
    address: String,
    title: String,
    closed: Phrase,
    stands: Phrase,
}

async fn list(counter: web::Data<Counter>, visit: Visit) -> Result<Page<impl Template>, WebError> {
    let (w, language) = (visit.words(), visit.language);
    let draws = counter.draws(language).await?;
    let draws = draws.iter().map(|draw| Line::of(draw, w, language)).collect();
    Ok(Page::ok(DrawsPage { visit, w, draws }))
}

impl Line {
    fn of(draw: &DrawSummary, w: Wording, language: Language) -> Self {
        Self {
            address: link::draw(&draw.key),
            title: draw.title.clone(),
            closed: w.draw_closed_on(shown::plain_day(draw.key.closed_on, language)),
            stands: stands(draw, w, language),
        }
    }
}

fn stands(draw: &DrawSummary, w: Wording, language: Language) -> Phrase {
    match draw.drawn_at {
        Some(at) => w.draw_drawn(shown::plain_day(at.day(), language)),
        None => w.draw_not_drawn(),
    }
}

#[derive(Template)]
#[template(path = "resident/draw.html")]
struct DrawPage {
    visit: Visit,
    w: Wording,
    title: String,
    closed: Phrase,
    stands: Phrase,
    frozen: Phrase,
    source: Phrase,
    figure: Option<String>,
    digest: String,
    /// Where programs read it.
    data: String,
    groups: Vec<Group>,
}

struct Group {
    name: String,
    counts: Phrase,
    /// The numbers under a heading each: who has won and who waits, or who takes part.
    parts: Vec<Part>,
}

struct Part {
    title: Phrase,
    /// Where its places begin.
    start: usize,
    /// Whether the order says something.
    ordered: bool,
    numbers: Vec<String>,
}

async fn show(
    counter: web::Data<Counter>,
    visit: Visit,
    path: web::Path<(String, String)>,
) -> Result<Page<impl Template>, WebError> {
    let (procedure, closed_on) = path.into_inner();
    let closed_on: NaiveDate = closed_on.parse().ok().ok_or(WebError::NotFound)?;
    let draw = counter.draw(&DrawKey { procedure, closed_on }, visit.language).await?;
    Ok(Page::ok(DrawPage::of(visit, draw)))
}

impl DrawPage {
    fn of(visit: Visit, draw: PublicDraw) -> Self {
        let (w, language) = (visit.words(), visit.language);
        let PublicDraw { summary, head, frozen_at, groups, publication } = draw;
        let drawn = summary.drawn_at.is_some();
        let group = |it: lots::Ordered| {
            let (of, places) = (it.numbers.len(), it.places);
            let numbers: Vec<String> = it.numbers.iter().map(ToString::to_string).collect();
            Group {
                name: it.group,
                counts: w.draw_counts(places, of),
                parts: parts(numbers, places, drawn, w),
            }
        };
        Self {
            title: summary.title.clone(),
            closed: w.draw_closed_on(shown::plain_day(head.closed_on, language)),
            stands: stands(&summary, w, language),
            frozen: w.draw_frozen_at(shown::full_moment(frozen_at, language)),
            source: w.draw_source(&head.source, shown::plain_day(head.source_on, language)),
            figure: publication.seed,
            digest: publication.sha256,
            data: format!("/api/v1{}", link::draw(&summary.key)),
            groups: groups.into_iter().map(group).collect(),
            visit,
            w,
        }
    }
}

fn parts(mut numbers: Vec<String>, places: u32, drawn: bool, w: Wording) -> Vec<Part> {
    if !drawn {
        return vec![Part { title: w.draw_listed(), start: 1, ordered: false, numbers }];
    }
    let places = usize::try_from(places).unwrap_or(usize::MAX).min(numbers.len());
    let waiting = numbers.split_off(places);
    let won = Part { title: w.draw_winners(), start: 1, ordered: true, numbers };
    let waiting =
        Part { title: w.draw_substitutes(), start: places + 1, ordered: true, numbers: waiting };
    [won, waiting].into_iter().filter(|part| !part.numbers.is_empty()).collect()
}
