//! Procedures, categories and life events as lists and tiles show them.

use std::{collections::BTreeMap, sync::Arc};

use form_engine::{FeeTerms, Visit};
use kernel::{Language, Yen};
use service_desk::Published;

use crate::{
    link, shown,
    wording::{Phrase, Wording},
};

/// One procedure in a list.
pub(super) struct ProcedureItem {
    pub(super) title: String,
    pub(super) address: String,
    /// `約5分・300円から`
    pub(super) note: String,
    pub(super) visit_remains: bool,
}

impl ProcedureItem {
    pub(super) fn of(published: &Published, language: Language) -> Self {
        let form = &published.form;
        let w = Wording::new(language);
        let minutes = w.minutes(form.estimated_minutes()).plain();
        let fee = fee_in_short(&form.procedure().fee, language);
        let between = match language {
            Language::Japanese | Language::EasyJapanese => "・",
            Language::English => ", ",
        };
        Self {
            title: form.title(language).to_owned(),
            address: link::procedure(form.id()),
            note: format!("{minutes}{between}{fee}"),
            visit_remains: matches!(form.procedure().visit, Visit::Remains(_)),
        }
    }

    pub(super) fn list(found: &[Arc<Published>], language: Language) -> Vec<Self> {
        found.iter().map(|published| Self::of(published, language)).collect()
    }
}

fn fee_in_short(fee: &FeeTerms, language: Language) -> String {
    let w = Wording::new(language);
    if fee.lines.is_empty() {
        return w.free_of_charge().plain();
    }
    // What everybody pays: one of each line that no condition decides about.
    let sure = fee.lines.iter().filter(|line| !line.conditional).filter_map(|line| line.unit);
    let least = sure.fold(Yen::ZERO, |sum, unit| sum.checked_add(unit).unwrap_or(sum));
    if least.is_zero() {
        w.fee_later().plain()
    } else {
        w.fee_starting(shown::yen(least, language)).plain()
    }
}

/// A category or a life event with the number of its procedures.
pub(super) struct Tile {
    pub(super) name: Phrase,
    pub(super) address: String,
    pub(super) count: usize,
}

/// The categories that have procedures.
pub(super) fn categories(all: &[Arc<Published>], w: Wording) -> Vec<Tile> {
    let mut counts = BTreeMap::new();
    for published in all {
        *counts.entry(published.form.procedure().category.as_str()).or_insert(0_usize) += 1;
    }
    tiles(counts, |slug| category_name(slug, w), link::category)
}

/// The life events that have procedures.
pub(super) fn life_events(all: &[Arc<Published>], w: Wording) -> Vec<Tile> {
    let mut counts = BTreeMap::new();
    for event in all.iter().flat_map(|published| &published.form.procedure().life_events) {
        *counts.entry(event.as_str()).or_insert(0_usize) += 1;
    }
    tiles(counts, |slug| life_event_name(slug, w), link::life_event)
}

/// The fullest first.
fn tiles(
    counts: BTreeMap<&str, usize>,
    name: impl Fn(&str) -> Phrase,
    address: impl Fn(&str) -> String,
) -> Vec<Tile> {
    let mut tiles: Vec<Tile> = counts
        .into_iter()
        .map(|(slug, count)| Tile { name: name(slug), address: address(slug), count })
        .collect();
    tiles.sort_by_key(|tile| std::cmp::Reverse(tile.count));
    tiles
}

/// The name of a category; one that nobody has named yet is put under the others.
pub(super) fn category_name(slug: &str, w: Wording) -> Phrase {
    match slug {
        "certificates" => w.category_certificates(),
        "children" => w.category_children(),
        "health" => w.category_health(),
        "waste" => w.category_waste(),
        "water" => w.category_water(),
        "tax" => w.category_tax(),
        "moving" => w.category_moving(),
        "elderly" => w.category_elderly(),
        "disability" => w.category_disability(),
        "planning" => w.category_planning(),
        "insurance" => w.category_insurance(),
        "education" => w.category_education(),
        "housing" => w.category_housing(),
        "business" => w.category_business(),
        "facilities" => w.category_facilities(),
        "fire" => w.category_fire(),
        _ => w.category_other(),
    }
}

/// The name of a life event; one that nobody has named yet is put under the others.
pub(super) fn life_event_name(slug: &str, w: Wording) -> Phrase {
    match slug {
        "moving" => w.event_moving(),
        "birth" => w.event_birth(),
        "marriage" => w.event_marriage(),
        "divorce" => w.event_divorce(),
        "job" => w.event_job(),
        "retirement" => w.event_retirement(),
        "school" => w.event_school(),
        "housing" => w.event_housing(),
        "pet" => w.event_pet(),
        "death" => w.event_death(),
        "inheritance" => w.event_inheritance(),
        "illness" => w.event_illness(),
        "care" => w.event_care(),
        "disability" => w.event_disability(),
        "business" => w.event_business(),
        "disaster" => w.event_disaster(),
        _ => w.event_other(),
    }
}
