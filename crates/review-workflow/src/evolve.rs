//! From facts to the case that they make.

use crate::{Case, Event};

/// The case after one more fact. Facts are never refused.
#[must_use]
pub fn evolve(case: Case, event: &Event) -> Case {
    let _ = event;
    case
}

/// The case that a whole log makes; `None` unless the log starts with [`Event::Filed`].
pub fn fold<'a>(events: impl IntoIterator<Item = &'a Event>) -> Option<Case> {
    let _ = events.into_iter();
    unimplemented!()
}
