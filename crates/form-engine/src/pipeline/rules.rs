//! The rules across fields.
//!
//! A rule speaks only when the answers it reads are themselves right, and when its
//! expression is not left unknown by a missing one: that one has its own sentence, and
//! a rule adds no other to it.

use std::collections::BTreeSet;

use kernel::Language;

use super::draft::Draft;
use super::way::{Hop, Parent, parents};
use super::{Setting, defect};
use crate::expression::{Failure, Program, Read, Scope};
use crate::message::{self, Trouble, Wrong};
use crate::pointer::{lies_in, without_indices};
use crate::{Context, Problem, Severity, Text};

/// A compiled rule.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) id: String,
    /// The way to the object that it is asked of; empty for the whole form.
    pub(crate) way: Vec<Hop>,
    pub(crate) at: Vec<Spot>,
    pub(crate) when: Option<Program>,
    pub(crate) check: Program,
    pub(crate) message: Text,
    pub(crate) severity: Severity,
}

/// Where a rule points to.
#[derive(Debug)]
pub(crate) struct Spot {
    /// The field's pointer without indices.
    pub(crate) pointer: String,
    /// The same from the object that the rule is asked of, if it lies there.
    pub(crate) inside: Option<String>,
}

/// A wrong answer: where it is defined, and where it stands.
struct WrongAnswer {
    schema: String,
    at: String,
}

/// Asks every rule. With more problems than are told the rules wait for the next time.
pub(crate) fn judge(rules: &[Rule], draft: &mut Draft, setting: &Setting<'_>, context: &Context) {
    if draft.is_full() {
        return;
    }
    let wrong = wrong_answers(draft);
    let mut found = Vec::new();
    let mut defects = Vec::new();
    for rule in rules {
        for parent in parents(&draft.data, &rule.way) {
            let verdict = ask(rule, &parent, &wrong, &setting.scope(&draft.data, &parent));
            let message = match &verdict {
                Ok(true) => continue,
                Ok(false) => rule.message.get(context.language).to_owned(),
                Err((program, failure)) => {
                    defects.push(defect(program, *failure));
                    message::trouble(Trouble::Defect, context.language)
                }
            };
            let severity = if verdict.is_err() { Severity::Error } else { rule.severity };
            found.extend(problem(rule, &parent.pointer, draft, message, severity));
        }
    }
    let missing: BTreeSet<String> = draft
        .problems()
        .iter()
        .filter(|problem| problem.rule == Wrong::Required.word())
        .map(|problem| problem.at.clone())
        .collect();
    for problem in found.into_iter().filter(|problem| !missing.contains(&problem.at)) {
        draft.note(problem);
    }
    draft.defects.append(&mut defects);
}

/// The answers that are wrong. A missing one is null to a rule, and null decides for itself.
fn wrong_answers(draft: &Draft) -> Vec<WrongAnswer> {
    let is_wrong = |problem: &&Problem| {
        problem.severity == Severity::Error
            && !matches!(problem.rule.as_str(), "required" | "unknown")
    };
    let problems = draft.problems().iter().filter(is_wrong);
    problems
        .map(|problem| WrongAnswer { schema: without_indices(&problem.at), at: problem.at.clone() })
        .collect()
}

/// Whether the rule holds, or does not apply.
fn ask<'r>(
    rule: &'r Rule,
    parent: &Parent<'_>,
    wrong: &[WrongAnswer],
    scope: &Scope<'_>,
) -> Result<bool, (&'r Program, Failure)> {
    let programs = rule.when.iter().chain(std::iter::once(&rule.check));
    let mut reads = programs.flat_map(|program| &program.reads);
    if !wrong.is_empty() && reads.any(|read| reads_wrong(read, &parent.pointer, wrong)) {
        return Ok(true);
    }
    let applies = match &rule.when {
        Some(when) => when.truth(scope).map_err(|failure| (when, failure))? == Some(true),
        None => true,
    };
    if !applies {
        return Ok(true);
    }
    let truth = rule.check.truth(scope).map_err(|failure| (&rule.check, failure))?;
    Ok(truth != Some(false))
}

fn reads_wrong(read: &Read, base: &str, wrong: &[WrongAnswer]) -> bool {
    wrong.iter().any(|wrong| {
        let same = lies_in(&read.pointer, &wrong.schema)
            || (read.deep && lies_in(&wrong.schema, &read.pointer));
        same && (!read.local || lies_in(&wrong.at, base) || lies_in(base, &wrong.at))
    })
}

/// The problem, at the first field that is visible; none when all are hidden.
fn problem(
    rule: &Rule,
    base: &str,
    draft: &Draft,
    message: String,
    severity: Severity,
) -> Option<Problem> {
    let place = |spot: &Spot| match &spot.inside {
        Some(inside) => format!("{base}{inside}"),
        None => spot.pointer.clone(),
    };
    let mut places = rule.at.iter().map(place).filter(|at| !draft.is_hidden(at));
    let at = places.next()?;
    let also = places.collect();
    Some(Problem { also, message, severity, ..Problem::error(at, rule.id.clone()) })
}

/// Marks the warnings that the resident has confirmed.
pub(crate) fn confirm(problems: &mut [Problem], context: &Context) {
    for problem in problems.iter_mut().filter(|problem| problem.severity == Severity::Warning) {
        problem.confirmed = context.confirmed.contains(&problem.rule);
    }
}

impl Rule {
    /// What it says when it fails.
    pub(crate) fn words(&self, language: Language) -> &str {
        self.message.get(language)
    }

    /// The fields that it reads.
    pub(crate) fn reads(&self) -> impl Iterator<Item = &str> {
        let programs = self.when.iter().chain(std::iter::once(&self.check));
        programs.flat_map(|program| &program.reads).map(|read| read.pointer.as_str())
    }
}
