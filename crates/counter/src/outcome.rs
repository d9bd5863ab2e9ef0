//! What was decided about a submission, as the applicant is told on its page.

use casework::verdict_word;
use form_engine::Form;
use kernel::Language;
use review_workflow::{Case, Terms, Verdict};

/// A decision that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Which.
    pub verdict: Verdict,
    /// What the procedure calls it, where it has words of its own.
    pub called: Option<String>,
    /// Why, where it is not all that was asked for; empty else.
    pub reason: String,
    /// How much, and on which conditions, where it is in part.
    pub terms: Option<Terms>,
}

impl Outcome {
    /// Of a case that is decided, and that nobody has taken up again.
    pub(crate) fn of(case: &Case, form: &Form, language: Language) -> Option<Self> {
        let decision = case.decision.as_ref()?;
        let verdict = decision.verdict;
        Some(Self {
            verdict,
            called: verdict_word(form, verdict, language).map(str::to_owned),
            reason: if verdict.needs_grounds() { decision.reason.clone() } else { String::new() },
            terms: decision.terms.clone(),
        })
    }
}
