//! Runs the examples of a definition: its own tests.

use std::collections::BTreeSet;

use kernel::Language;

use crate::definition::WrittenExample;
use crate::{Context, Form};

/// An example of a definition that does not come out as it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleFault {
    /// The example's name; empty when an example is missing.
    pub example: String,
    /// The line of the example, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// Its JSON Pointer in the definition.
    pub pointer: String,
    /// What was expected and what came.
    pub what: String,
}

impl Form {
    /// The data of the definition's valid examples, for demonstrations and measurements.
    pub fn valid_examples(&self) -> impl Iterator<Item = &serde_json::Value> {
        let valid = |example: &&WrittenExample| example.problems.is_empty();
        self.examples.iter().filter(valid).map(|example| &example.data)
    }

    /// Runs the definition's own examples. There must be a valid one with its fee,
    /// and a failing one for every rule.
    pub fn run_examples(&self) -> Vec<ExampleFault> {
        let mut faults: Vec<_> =
            self.examples.iter().flat_map(|example| run(self, example)).collect();
        let valid = |example: &WrittenExample| example.problems.is_empty() && example.fee.is_some();
        if !self.examples.iter().any(valid) {
            faults.push(missing("there is no valid example with its fee (\"feeYen\")"));
        }
        let fails = |id: &str| {
            let mut problems = self.examples.iter().flat_map(|example| &example.problems);
            problems.any(|(_, rule)| rule == id)
        };
        for (id, _) in self.rules(Language::Japanese).filter(|(id, _)| !fails(id)) {
            faults.push(missing(&format!("no example fails the rule \"{id}\"")));
        }
        faults
    }
}

fn missing(what: &str) -> ExampleFault {
    ExampleFault {
        example: String::new(),
        line: 1,
        column: 1,
        pointer: "/x-examples".to_owned(),
        what: what.to_owned(),
    }
}

fn run(form: &Form, example: &WrittenExample) -> Vec<ExampleFault> {
    let mut context = Context::on(example.today);
    context.applicant.clone_from(&example.applicant);
    context.confirmed = example.confirmed.iter().cloned().collect();
    let checked = form.check(&example.data, &context);
    let open = checked.problems.iter().filter(|problem| !problem.confirmed);
    let found: BTreeSet<(&str, &str)> =
        open.map(|problem| (problem.at.as_str(), problem.rule.as_str())).collect();
    let expected: BTreeSet<(&str, &str)> =
        example.problems.iter().map(|(at, rule)| (at.as_str(), rule.as_str())).collect();
    let mut faults = Vec::new();
    let mut tell = |what: String| {
        let WrittenExample { name, line, column, pointer, .. } = example.clone();
        faults.push(ExampleFault { example: name, line, column, pointer, what });
    };
    for (at, rule) in found.difference(&expected) {
        tell(format!("unexpected problem at \"{at}\": {rule}"));
    }
    for (at, rule) in expected.difference(&found) {
        tell(format!("expected problem did not come at \"{at}\": {rule}"));
    }
    for defect in &checked.defects {
        tell(format!("the expression at {} failed: {}", defect.expression, defect.what));
    }
    let total = checked.fee.total.get();
    if let Some(fee) = example.fee.filter(|fee| *fee != total) {
        tell(format!("the fee is {total} yen instead of {fee}"));
    }
    faults
}
