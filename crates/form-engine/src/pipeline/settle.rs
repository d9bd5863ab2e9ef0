//! Prune and compute: conditions and computed answers, in the order they need each other.
//!
//! The order is found when the definition is compiled, so one pass is enough: what
//! a condition reads has been settled before it is asked.

use serde_json::Value;

use super::draft::Draft;
use super::way::{Hop, Parent, parents};
use super::{Setting, defect};
use crate::expression::Program;

/// One condition or computation.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) target: Target,
    pub(crate) visible: Option<Program>,
    pub(crate) compute: Option<Program>,
}

/// What a step is about.
#[derive(Debug)]
pub(crate) enum Target {
    /// A page: the fields on it.
    Page { index: usize, fields: Vec<String> },
    /// A property of each object at the end of the way.
    Field { way: Vec<Hop>, name: String },
}

/// What is to be done at one place.
enum Verdict {
    Hide,
    Set(Value),
}

/// Runs all steps over the draft. Returns the pages that are hidden.
pub(crate) fn settle(steps: &[Step], draft: &mut Draft, setting: &Setting<'_>) -> Vec<usize> {
    let mut hidden_pages = Vec::new();
    for step in steps {
        match &step.target {
            Target::Page { index, fields } => {
                let parent = parents(&draft.data, &[]).pop();
                let shown = parent.is_none_or(|parent| {
                    is_visible(step, &parent, &draft.data, setting, &mut draft.defects)
                });
                if !shown {
                    hidden_pages.push(*index);
                    for name in fields {
                        hide(draft, "", name);
                    }
                }
            }
            Target::Field { way, name } => settle_field(step, way, name, draft, setting),
        }
    }
    hidden_pages
}

fn settle_field(step: &Step, way: &[Hop], name: &str, draft: &mut Draft, setting: &Setting<'_>) {
    let mut verdicts = Vec::new();
    for parent in parents(&draft.data, way) {
        if !parent.value.is_object() {
            continue;
        }
        if !is_visible(step, &parent, &draft.data, setting, &mut draft.defects) {
            verdicts.push((parent.pointer, Verdict::Hide));
        } else if let Some(program) = &step.compute {
            let value = match program.run(&setting.scope(&draft.data, &parent)) {
                Ok(value) => value.to_json(),
                Err(failure) => {
                    draft.defects.push(defect(program, failure));
                    Value::Null
                }
            };
            verdicts.push((parent.pointer, Verdict::Set(value)));
        }
    }
    for (pointer, verdict) in verdicts {
        match verdict {
            Verdict::Hide => hide(draft, &pointer, name),
            Verdict::Set(value) => set(&mut draft.data, &pointer, name, value),
        }
    }
}

/// A condition that is not known yet hides; one that cannot be run shows, so that
/// a fault of the definition never loses an answer.
fn is_visible(
    step: &Step,
    parent: &Parent<'_>,
    data: &Value,
    setting: &Setting<'_>,
    defects: &mut Vec<crate::Defect>,
) -> bool {
    let Some(program) = &step.visible else { return true };
    match program.truth(&setting.scope(data, parent)) {
        Ok(truth) => truth == Some(true),
        Err(failure) => {
            defects.push(defect(program, failure));
            true
        }
    }
}

fn hide(draft: &mut Draft, pointer: &str, name: &str) {
    if let Some(Value::Object(members)) = draft.data.pointer_mut(pointer) {
        members.shift_remove(name);
        draft.hidden.insert(format!("{pointer}/{name}"));
    }
}

fn set(data: &mut Value, pointer: &str, name: &str, value: Value) {
    if let Some(place) = data.pointer_mut(pointer).and_then(|object| object.get_mut(name)) {
        *place = value;
    }
}
