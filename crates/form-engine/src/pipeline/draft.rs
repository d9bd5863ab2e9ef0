//! The answers on their way through the pipeline, with what is noted about them.

use serde_json::Value;

use crate::{Change, Defect, Problem};

/// Data, problems and changes so far.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// Canonical data. Wrong answers stand here as null, so that expressions
    /// meet only what is right.
    pub(super) data: Value,
    pub(super) problems: Vec<Problem>,
    pub(super) changes: Vec<Change>,
    pub(super) defects: Vec<Defect>,
    /// The instance pointers that conditions hide.
    pub(super) hidden: Vec<String>,
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

    /// Whether a pointer lies at or below a hidden one.
    pub(super) fn is_hidden(&self, pointer: &str) -> bool {
        self.hidden.iter().any(|hidden| lies_in(pointer, hidden))
    }

    /// Forgets what was noted about hidden answers.
    pub(super) fn forget_hidden(&mut self) {
        if self.hidden.is_empty() {
            return;
        }
        let hidden = std::mem::take(&mut self.hidden);
        let shown = |pointer: &str| !hidden.iter().any(|hidden| lies_in(pointer, hidden));
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

    /// Whether a problem is noted at exactly this pointer.
    pub(super) fn has_problem_at(&self, pointer: &str) -> bool {
        self.problems.iter().any(|problem| problem.at == pointer)
    }
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
