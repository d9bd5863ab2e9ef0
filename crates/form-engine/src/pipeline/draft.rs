//! The answers on their way through the pipeline, with what is noted about them.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{Change, Defect, Problem};

/// More problems than anybody mends at a time; beyond them nothing is noted.
const MAX_PROBLEMS: usize = 1_000;

/// Data, problems and changes so far.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// Canonical data. Wrong answers stand here as null, so that expressions
    /// meet only what is right.
    pub(super) data: Value,
    problems: Vec<Problem>,
    pub(super) changes: Vec<Change>,
    pub(super) defects: Vec<Defect>,
    /// The instance pointers that conditions hide.
    pub(super) hidden: BTreeSet<String>,
    /// Wrong answers as they were typed.
    aside: Vec<(String, Value)>,
}

impl Draft {
    /// Keeps a wrong answer aside.
    pub(super) fn aside(&mut self, pointer: &str, typed: Option<&Value>) {
        if let Some(typed) = typed {
            self.aside.push((pointer.to_owned(), typed.clone()));
        }
    }

    /// Notes a problem.
    pub(super) fn note(&mut self, problem: Problem) {
        if !self.is_full() {
            self.problems.push(problem);
        }
    }

    /// The problems so far.
    pub(super) fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Gives the problems away.
    pub(super) fn take_problems(&mut self) -> Vec<Problem> {
        std::mem::take(&mut self.problems)
    }

    /// Whether there are as many problems as are told.
    pub(super) fn is_full(&self) -> bool {
        self.problems.len() >= MAX_PROBLEMS
    }

    /// Whether a pointer lies at or below a hidden one.
    pub(super) fn is_hidden(&self, pointer: &str) -> bool {
        is_in(pointer, &self.hidden)
    }

    /// Forgets what was noted about hidden answers.
    pub(super) fn forget_hidden(&mut self) {
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
    pub(super) fn put_back(&mut self) {
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

/// Whether `pointer` is `above` or lies below it.
pub(crate) fn lies_in(pointer: &str, above: &str) -> bool {
    pointer.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A pointer of the data without its array indices: where the field is defined.
pub(crate) fn without_indices(pointer: &str) -> String {
    let is_index = |segment: &&str| !segment.starts_with(|c: char| c.is_ascii_digit());
    let mut schema = String::with_capacity(pointer.len());
    for segment in pointer.split('/').skip(1).filter(is_index) {
        schema.push('/');
        schema.push_str(segment);
    }
    schema
}
