//! Procedures, categories and life events as lists and tiles show them.

use std::{collections::BTreeMap, sync::Arc};

use counter::Published;
use form_engine::{FeeTerms, Text, Visit};
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
pub(super) fn categories(all: &[Arc<Published>], language: Language) -> Vec<Tile> {
    let tile = |(slug, inside): (&str, Vec<_>)| Tile {
        name: category_name(all, slug, language),
        address: link::category(slug),
        count: inside.len(),
    };
    by_category(all).into_iter().map(tile).collect()
}

/// What belongs nowhere else.
const OTHER: &str = "other";

/// The procedures of each category, the fullest category first, and last what fits in none.
pub(super) fn by_category(all: &[Arc<Published>]) -> Vec<(&str, Vec<&Arc<Published>>)> {
    let mut inside: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for published in all {
        inside.entry(published.form.procedure().category.as_str()).or_default().push(published);
    }
    let mut categories: Vec<_> = inside.into_iter().collect();
    categories.sort_by_key(|(slug, inside)| (*slug == OTHER, std::cmp::Reverse(inside.len())));
    categories
}

/// The life events that have procedures.
pub(super) fn life_events(all: &[Arc<Published>], language: Language) -> Vec<Tile> {
    let mut counts = BTreeMap::new();
    for event in all.iter().flat_map(|published| &published.form.procedure().life_events) {
        *counts.entry(event.as_str()).or_insert(0_usize) += 1;
    }
    let tile = |(slug, count)| Tile {
        name: life_event_name(all, slug, language),
        address: link::life_event(slug),
        count,
    };
    let mut tiles: Vec<Tile> = counts.into_iter().map(tile).collect();
    tiles.sort_by_key(|tile| std::cmp::Reverse(tile.count));
    tiles
}

/// What the procedures of a category call it. Where none says, it is put under the others.
pub(super) fn category_name(all: &[Arc<Published>], slug: &str, language: Language) -> Phrase {
    let procedures = all.iter().map(|published| published.form.procedure());
    let mut names = procedures.filter(|p| p.category == slug).map(|p| &p.category_name);
    named(names.find(|name| !name.is_empty()), language)
        .unwrap_or_else(|| Wording::new(language).category_other())
}

/// What the procedures of a life event call it. Where none says, it is put under the others.
pub(super) fn life_event_name(all: &[Arc<Published>], slug: &str, language: Language) -> Phrase {
    let mut names = all.iter().filter_map(|published| {
        let procedure = published.form.procedure();
        let at = procedure.life_events.iter().position(|event| event == slug)?;
        procedure.life_event_names.get(at)
    });
    named(names.next(), language).unwrap_or_else(|| Wording::new(language).event_other())
}

fn named(name: Option<&Text>, language: Language) -> Option<Phrase> {
    name.map(|name| Phrase::new(name.get(language).to_owned()))
}

#[cfg(test)]
mod tests {
    use form_engine::{FeeDue, FeeTerm};

    use super::*;

    fn fee(lines: &[(Option<i64>, bool)]) -> FeeTerms {
        let line = |(unit, conditional): &(Option<i64>, bool)| FeeTerm {
            label: Text::default(),
            unit: unit.map(Yen::new),
            counted: false,
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
