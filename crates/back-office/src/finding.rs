//! What somebody has to look at in a case, in sentences.

use std::collections::HashMap;

use form_engine::Problem;
use kernel::{Instant, StaffId};
use review_workflow::{Case, Finding, FindingKind};

/// One thing to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingView {
    /// Its place among the findings of the case, from 0.
    pub place: usize,
    /// What kind it is.
    pub kind: FindingKind,
    /// The answer it is about, as a JSON pointer; empty for the whole of them.
    pub at: String,
    /// What is to be looked at; nothing where the form says it no more.
    pub text: Option<String>,
    /// Who looked at it, and when.
    pub checked: Option<(String, Instant)>,
}

/// The findings of a case, with what the form says of its answers.
pub(crate) fn findings_of(
    case: &Case,
    said: &[Problem],
    people: &HashMap<StaffId, String>,
) -> Vec<FindingView> {
    let view = |(place, finding): (usize, &Finding)| FindingView {
        place,
        kind: finding.kind,
        at: finding.at.clone(),
        text: sentence(said, finding),
        checked: finding
            .checked
            .as_ref()
            .map(|checked| (people.get(&checked.by).cloned().unwrap_or_default(), checked.at)),
    };
    case.findings.iter().enumerate().map(view).collect()
}

fn sentence(said: &[Problem], finding: &Finding) -> Option<String> {
    let same = |problem: &&Problem| problem.rule == finding.rule && problem.at == finding.at;
    said.iter().find(same).map(|problem| problem.message.clone())
}
