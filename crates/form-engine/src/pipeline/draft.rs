//! The answers on their way through the pipeline, with what is noted about them.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{Change, Defect, Problem};

/// More problems than anybody mends at a time; beyond them nothing is noted.
const MAX_PROBLEMS: usize = 1_000;

/// Data, problems and changes so far.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    /// Canonical data. Wrong answers stand here as null, so that expressions
    /// meet only what is right.
    pub(crate) data: Value,
    problems: Vec<Problem>,
    pub(crate) changes: Vec<Change>,
    pub(crate) defects: Vec<Defect>,
    /// The instance pointers that conditions hide.
    pub(crate) hidden: BTreeSet<String>,
    /// Wrong answers as they were typed.
    aside: Vec<(String, Value)>,
}

impl Draft {
    /// Keeps a wrong answer aside.
    pub(crate) fn aside(&mut self, pointer: &str, typed: Option<&Value>) {
        if let Some(typed) = typed {
            self.aside.push((pointer.to_owned(), typed.clone()));
        }
    }

    /// Notes a problem.
    pub(crate) fn note(&mut self, problem: Problem) {
        if !self.is_full() {
            self.problems.push(problem);
        }
    }

    /// The problems so far.
    pub(crate) fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Gives the problems away.
    pub(crate) fn take_problems(&mut self) -> Vec<Problem> {
        std::mem::take(&mut self.problems)
    }

    /// Whether there are as many problems as are told.
    pub(crate) fn is_full(&self) -> bool {
        self.problems.len() >= MAX_PROBLEMS
    }

    /// Whether a pointer lies at or below a hidden one.
    pub(crate) fn is_hidden(&self, pointer: &str) -> bool {
        is_in(pointer, &self.hidden)
    }

    /// Forgets what was noted about hidden answers.
    pub(crate) fn forget_hidden(&mut self) {
        if self.hidden.is_empty() {
            return;
        }
        let hidden = std::mem::take(&mut self.hidden);
        let shown = |pointer: &str| !is_in(pointer, &hidden);
        self.problems.retain(|problem| shown(&problem.at));
        self.changes.retain(|change| shown(&change.at));
        self.aside.retain(|(pointer, _)| shown(pointer));
        self.hidden = hidden;
    }

    /// Puts wrong answers back as they were typed: nothing typed is lost.
    pub(crate) fn put_back(&mut self) {
        for (pointer, typed) in std::mem::take(&mut self.aside) {
            if let Some(place) = self.data.pointer_mut(&pointer) {
                *place = typed;
            }
        }
    }
}

/// Whether a pointer or one above it is in a set.
fn is_in(pointer: &str, set: &BTreeSet<String>) -> bool {
    let ends = pointer.match_indices('/').map(|(end, _)| end).chain([pointer.len()]);
    !set.is_empty() && ends.filter_map(|end| pointer.get(..end)).any(|above| set.contains(above))
}
