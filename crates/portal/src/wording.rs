//! What the residents' pages say beside what the whole house says.
//!
//! One table a room of the counter; how a table is read stands in [`::web::wording`].

mod about;
mod after;
mod apply;
mod case;
mod consent;
mod draw;
mod find;
mod frame;
mod verify;

use std::ops::Deref;

use ::web::wording::HouseWords;
use form_engine::ProcessingBranch;
use japanese_values::Term;
use kernel::Language;

/// The residents' phrases in one language, with those of the house.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wording(HouseWords);

impl Wording {
    /// The phrases in `language`.
    pub(crate) const fn new(language: Language) -> Self {
        Self(HouseWords::new(language))
    }

    /// A period inside a sentence: `5開庁日`, `30日`.
    pub(crate) fn span(self, term: Term) -> String {
        let span = match term {
            Term::OpenDays(days) => self.span_open_days(days),
            Term::Days(days) => self.span_days(days),
            Term::Months(months) => self.span_months(months),
            Term::Years(years) => self.span_years(years),
        };
        span.plain()
    }

    /// The periods that are not the usual one, as one reads of them before anything is answered:
    /// `（個人情報は30日）`. Nothing where there are none.
    pub(crate) fn other_periods(self, branches: &[ProcessingBranch]) -> String {
        let told = branches.iter().map(|branch| {
            let span = branch.term.map(|term| self.span(term));
            let span = span.unwrap_or_else(|| self.progress_at_once().plain());
            self.period_of(branch.label.get(self.language()), span).plain()
        });
        let told: Vec<String> = told.collect();
        if told.is_empty() {
            return String::new();
        }
        self.other_periods_in(told.join(&self.period_between().plain())).plain()
    }
}

impl Deref for Wording {
    type Target = HouseWords;

    fn deref(&self) -> &HouseWords {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_counts_one_thing_and_several() {
        let w = Wording::new(Language::English);
        assert_eq!(w.count_of(1).plain(), "1 procedure");
        assert_eq!(w.count_of(11).plain(), "11 procedures");
        assert_eq!(
            w.correct_lead(1, "3 June").plain().split('.').next(),
            Some("Please correct 1 item by 3 June")
        );
        assert_eq!(w.results_title("(s)").plain(), "Results for “(s)”");
    }
}
