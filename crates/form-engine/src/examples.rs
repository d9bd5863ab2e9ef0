//! Runs the examples of a definition: its own tests.

use std::collections::{BTreeMap, BTreeSet};

use kernel::Language;
use serde_json::Value;

use crate::definition::WrittenExample;
use crate::pointer::{lies_in, without_indices};
use crate::{Context, Field, Form, Page};

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
    /// The data of the definition's valid examples, for demonstrations and measurements; without
    /// those of somebody of whom something is verified.
    pub fn valid_examples(&self) -> impl Iterator<Item = Value> {
        self.body()
            .examples
            .iter()
            .filter(|example| example.is_valid() && example.applicant.is_none())
            .map(|example| example.answers.read())
    }

    /// Runs the definition's own examples. There must be a valid one with its fee,
    /// and a failing one for every rule.
    pub fn run_examples(&self) -> Vec<ExampleFault> {
        self.run_examples_in(Language::Japanese)
    }

    /// The same with what residents are told in `language`.
    pub fn run_examples_in(&self, language: Language) -> Vec<ExampleFault> {
        let examples = self.body().examples.iter();
        let mut faults: Vec<_> =
            examples.flat_map(|example| run(self, example, language)).collect();
        let valid = |example: &WrittenExample| example.is_valid() && example.fee.is_some();
        if !self.is_guide() && !self.body().examples.iter().any(valid) {
            faults.push(missing("there is no valid example with its fee (\"feeYen\")"));
        }
        let fails = |id: &str| {
            let mut problems = self.body().examples.iter().flat_map(|example| &example.problems);
            problems.any(|(_, rule)| rule == id)
        };
        for (id, _) in self.rules(Language::Japanese).filter(|(id, _)| !fails(id)) {
            faults.push(missing(&format!("no example fails the rule \"{id}\"")));
        }
        for never in self.never_shown().into_iter().chain(self.never_advised()) {
            faults.push(missing(&format!("no example shows {never}")));
        }
        faults
    }

    /// The steps of a guide that no example leads to.
    fn never_advised(&self) -> Vec<String> {
        let led = |name: &str| {
            let mut steps = self.body().examples.iter().flat_map(|example| &example.steps);
            steps.any(|step| step == name)
        };
        let steps = self.body().compiled.guide.iter().flatten().map(|step| step.what.name());
        steps.filter(|name| !led(name)).map(|name| format!("the step \"{name}\"")).collect()
    }

    /// The conditional pages and fields that no example makes visible: nobody would
    /// notice that their condition can never be true.
    fn never_shown(&self) -> Vec<String> {
        let mut never = Vec::new();
        for page in self.pages().iter().filter(|page| page.conditional) {
            never.push((format!("the page \"{}\"", page.id), page_pointers(page)));
        }
        for field in self.pages().iter().flat_map(|page| &page.fields) {
            collect_conditional(field, &mut never);
        }
        for example in &self.body().examples {
            let data = example.answers.read();
            let hidden = self.hidden(&data, &context(example));
            let answered = |pointer: &str| {
                let at = |hidden: &String| lies_in(pointer, &without_indices(hidden));
                !hidden.iter().any(at) || is_answered(&data, pointer, &hidden)
            };
            never.retain(|(_, pointers)| !pointers.iter().any(|pointer| answered(pointer)));
        }
        never.into_iter().map(|(name, _)| name).collect()
    }
}

fn page_pointers(page: &Page) -> Vec<String> {
    page.fields.iter().map(|field| field.pointer.clone()).collect()
}

fn collect_conditional(field: &Field, into: &mut Vec<(String, Vec<String>)>) {
    if field.conditional {
        into.push((format!("the field {}", field.pointer), vec![field.pointer.clone()]));
    }
    for child in &field.children {
        collect_conditional(child, into);
    }
}

/// Whether some row has an answer there that is not hidden, though other rows hide theirs.
fn is_answered(data: &Value, pointer: &str, hidden: &[String]) -> bool {
    let mut found = vec![(String::new(), data)];
    for name in pointer.split('/').skip(1) {
        let inside = found.into_iter().flat_map(|(at, value)| {
            let rows = value.as_array().map(|rows| {
                rows.iter().enumerate().map(|(i, row)| (format!("{at}/{i}"), row)).collect()
            });
            rows.unwrap_or_else(|| vec![(at, value)])
        });
        let named =
            inside.filter_map(|(at, value)| Some((format!("{at}/{name}"), value.get(name)?)));
        found = named.collect();
    }
    found.iter().any(|(at, _)| !hidden.iter().any(|hidden| lies_in(at, hidden)))
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

fn context(example: &WrittenExample) -> Context {
    let mut context = Context::on(example.today);
    context.applicant.clone_from(&example.applicant);
    context
}

fn run(form: &Form, example: &WrittenExample, language: Language) -> Vec<ExampleFault> {
    let mut context = context(example).speaking(language);
    context.confirmed = example.confirmed.iter().cloned().collect();
    let checked = form.check(&example.answers.read(), &context);
    let open = checked.problems.iter().filter(|problem| !problem.confirmed);
    let said: BTreeMap<(&str, &str), &str> = open
        .map(|problem| ((problem.at.as_str(), problem.rule.as_str()), problem.message.as_str()))
        .collect();
    let found: BTreeSet<(&str, &str)> = said.keys().copied().collect();
    let expected: BTreeSet<(&str, &str)> =
        example.problems.iter().map(|(at, rule)| (at.as_str(), rule.as_str())).collect();
    let mut faults = Vec::new();
    let mut tell = |what: String| {
        let WrittenExample { name, line, column, pointer, .. } = example.clone();
        faults.push(ExampleFault { example: name, line, column, pointer, what });
    };
    for (place, said) in said.iter().filter(|(place, _)| !expected.contains(*place)) {
        let (at, rule) = place;
        tell(format!("unexpected problem at \"{at}\": {rule}: {said}"));
    }
    for (at, rule) in expected.difference(&found) {
        tell(format!("expected problem did not come at \"{at}\": {rule}"));
    }
    for defect in &checked.defects {
        tell(format!("the expression at {} failed: {}", defect.expression, defect.what));
    }
    if example.problems.is_empty() {
        let claims = form.claims(&checked.data, &context).err();
        let ward = form.ward_words(&checked.data, &context).err();
        let identity = form.identity(&checked.data, &context).err();
        for defect in claims.into_iter().chain(ward).chain(identity) {
            tell(format!("the expression at {} failed: {}", defect.expression, defect.what));
        }
    }
    if form.is_guide() {
        let (advice, defects) = form.advice(&checked.data, &context);
        for defect in defects {
            tell(format!("the expression at {} failed: {}", defect.expression, defect.what));
        }
        let steps: Vec<&str> = advice.iter().map(|advice| advice.what.name()).collect();
        if steps != example.steps {
            tell(format!("the steps are {steps:?} instead of {:?}", example.steps));
        }
    }
    let total = checked.fee.total.get();
    if let Some(fee) = example.fee.filter(|fee| *fee != total) {
        tell(format!("the fee is {total} yen instead of {fee}"));
    }
    faults
}
