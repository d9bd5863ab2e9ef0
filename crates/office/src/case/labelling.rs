//! The labels of a case on its page: those that it bears, and those that can be put on it.

use back_office::CaseLabels;
use review_workflow::CommandKind;

use crate::{
    labels::{Chip, choices},
    queue::Choice,
    typed::Typed,
};

/// What stands under the title.
#[derive(Default)]
pub(super) struct Labelling {
    pub(super) borne: Vec<Chip>,
    /// What the person may put on it.
    pub(super) offered: Vec<Choice>,
    /// Whether they may take off what it bears.
    pub(super) takes_off: bool,
}

impl Labelling {
    pub(super) fn of(labels: &CaseLabels, available: &[CommandKind], typed: &Typed) -> Self {
        Self {
            borne: labels.borne.iter().map(Chip::of).collect(),
            offered: choices(&labels.offered, Some(typed.of("label", "label"))),
            takes_off: available.contains(&CommandKind::Unlabel),
        }
    }
}
