//! What the machine found in checked answers that a person has to look at.

use form_engine::{Checked, Severity};
use review_workflow::Finding;
use serde_json::Value;

/// What the resident was warned of: a filing has confirmed it, a correction leaves it as it is.
pub(crate) fn of_filing(checked: &Checked) -> Vec<Finding> {
    let warnings = checked.problems.iter().filter(|it| it.severity == Severity::Warning);
    warnings.map(|warning| Finding::confirmed(&warning.rule, &warning.at)).collect()
}

/// The same for a correction of what the case says `before`; what changed comes first.
pub fn of_correction(checked: &Checked, before: &Value) -> Vec<Finding> {
    let changed = (checked.data != *before).then(Finding::changed);
    changed.into_iter().chain(of_filing(checked)).collect()
}
