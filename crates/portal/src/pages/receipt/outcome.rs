//! What was decided, on the page of a submission: how much, on which conditions, and why.

use counter::Outcome;
use kernel::Language;
use review_workflow::{Terms, Verdict};

use crate::wording::Wording;
use ::web::{shown, wording::Phrase};

/// A decision that is not all that was asked for.
pub(super) struct OutcomeItem {
    pub(super) title: Phrase,
    /// The conditions, one by one.
    pub(super) conditions: Vec<String>,
    /// What was asked for and granted: label and both amounts, the sum last.
    pub(super) amounts: Vec<(String, String, String)>,
    pub(super) reason: String,
}

impl OutcomeItem {
    pub(super) fn of(outcome: &Outcome, language: Language) -> Option<Self> {
        let w = Wording::new(language);
        outcome.verdict.needs_grounds().then(|| Self {
            title: name(outcome, w),
            conditions: outcome.terms.iter().flat_map(Terms::lines).map(str::to_owned).collect(),
            amounts: outcome.terms.as_ref().map(|it| amounts(it, language)).unwrap_or_default(),
            reason: outcome.reason.clone(),
        })
    }
}

fn amounts(terms: &Terms, language: Language) -> Vec<(String, String, String)> {
    let yen = |amount| shown::yen(amount, language);
    let rows = terms.amounts.iter().map(|it| (it.label.clone(), yen(it.asked), yen(it.granted)));
    let total = Wording::new(language).outcome_sum().plain();
    let sum = terms.asked().zip(terms.granted());
    rows.chain(sum.map(|(asked, granted)| (total, yen(asked), yen(granted)))).collect()
}

/// What it is called: as the procedure calls it, where it has words of its own.
pub(super) fn name(outcome: &Outcome, w: Wording) -> Phrase {
    if let Some(called) = &outcome.called {
        return Phrase::new(called.clone());
    }
    match outcome.verdict {
        Verdict::Approve => w.state_approved(),
        Verdict::ApproveInPart => w.state_approved_in_part(),
        Verdict::Refuse => w.state_refused_after_review(),
        Verdict::Dismiss => w.state_dismissed(),
    }
}
