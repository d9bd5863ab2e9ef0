//! Procedures, categories and life events as lists and tiles show them.

use std::{collections::BTreeMap, sync::Arc};

use counter::Published;
use form_engine::{FeeTerms, Visit};
use kernel::{Language, Yen};

use crate::{link, wording::Wording};
use ::web::{shown, wording::Phrase};

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
        Self {
            title: form.title(language).to_owned(),
            address: link::procedure(form.id()),
            note: [minutes, fee].join(w.dot()),
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
    match least(fee) {
        Some(least) => w.fee_starting(shown::yen(least, language)).plain(),
        None => w.fee_later().plain(),
    }
}

/// What everybody pays at least: one of each line. Nothing where an answer decides about a
/// line, because a sum without that line would promise too little.
fn least(fee: &FeeTerms) -> Option<Yen> {
    let mut prices = fee.lines.iter().map(|line| line.unit.filter(|_| !line.conditional));
    let sum = prices.try_fold(Yen::ZERO, |sum, price| sum.checked_add(price?));
    sum.filter(|sum| !sum.is_zero())
}

/// A category or a life event with the number of its procedures.
pub(super) struct Tile {
    pub(super) name: Phrase,
    pub(super) address: String,
    pub(super) count: usize,
}

/// The categories that have procedures.
pub(super) fn categories(all: &[Arc<Published>], w: Wording) -> Vec<Tile> {
    let tile = |(slug, inside): (&str, Vec<_>)| Tile {
        name: category_name(slug, w),
        address: link::category(slug),
        count: inside.len(),
    };
    by_category(all).into_iter().map(tile).collect()
}

/// The procedures of each category, the fullest category first.
pub(super) fn by_category(all: &[Arc<Published>]) -> Vec<(&str, Vec<&Arc<Published>>)> {
    let mut inside: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for published in all {
        inside.entry(published.form.procedure().category.as_str()).or_default().push(published);
    }
    let mut categories: Vec<_> = inside.into_iter().collect();
    categories.sort_by_key(|(_, inside)| std::cmp::Reverse(inside.len()));
    categories
}

/// The life events that have procedures.
pub(super) fn life_events(all: &[Arc<Published>], w: Wording) -> Vec<Tile> {
    let mut counts = BTreeMap::new();
    for event in all.iter().flat_map(|published| &published.form.procedure().life_events) {
        *counts.entry(event.as_str()).or_insert(0_usize) += 1;
    }
    let tile = |(slug, count)| Tile {
        name: life_event_name(slug, w),
        address: link::life_event(slug),
        count,
    };
    let mut tiles: Vec<Tile> = counts.into_iter().map(tile).collect();
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

#[cfg(test)]
mod tests {
    use form_engine::{FeeDue, FeeTerm, Text};

    use super::*;

    fn fee(lines: &[(Option<i64>, bool)]) -> FeeTerms {
        let line = |(unit, conditional): &(Option<i64>, bool)| FeeTerm {
            label: Text::default(),
            unit: unit.map(Yen::new),
            conditional: *conditional,
        };
        let lines = lines.iter().map(line).collect();
        FeeTerms { due: FeeDue::AtSubmission, lines, note: Text::default() }
    }

    #[test]
    fn a_least_fee_is_told_only_where_no_answer_decides() {
        let short = |lines: &[_]| fee_in_short(&fee(lines), Language::Japanese);
        assert_eq!(short(&[]), "無料");
        assert_eq!(short(&[(Some(300), false), (Some(110), false)]), "410円から");
        assert_eq!(short(&[(Some(750), true), (Some(110), false)]), "手数料あり");
        assert_eq!(short(&[(None, false), (Some(110), false)]), "手数料あり");
    }
}
