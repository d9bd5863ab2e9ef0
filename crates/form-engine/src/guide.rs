//! Life-event guides: a few questions, and then a person's own list of what to do.
//!
//! A guide is a definition whose answers lead to steps instead of a filing. One without
//! steps asks what several procedures have in common.

use chrono::NaiveDate;
use serde_json::Value;

use crate::expression::{Program, Val};
use crate::pipeline::{Setting, root_scope};
use crate::{Context, Defect, Form, StepKind, Text};

/// A compiled step.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) what: StepKind,
    pub(crate) when: Option<Program>,
    pub(crate) by: Option<Program>,
    pub(crate) note: Text,
}

/// One line of a person's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// What there is to do.
    pub what: StepKind,
    /// The last day for it, where there is one.
    pub by: Option<NaiveDate>,
    /// A sentence about it, empty when nothing needs saying.
    pub note: Text,
}

impl Form {
    /// The procedures that a guide can lead to.
    pub fn guided_procedures(&self) -> impl Iterator<Item = &str> {
        self.body().compiled.guide.iter().flatten().filter_map(|step| match &step.what {
            StepKind::Procedure(id) => Some(id.as_str()),
            StepKind::Outside { .. } => None,
        })
    }

    /// What canonical `data` leads to, in the order of the guide, and expressions that
    /// failed. A step whose condition fails is shown: too much does less harm.
    pub fn advice(&self, data: &Value, context: &Context) -> (Vec<Advice>, Vec<Defect>) {
        let setting = Setting::new(&self.body().tables, context);
        let (mut advice, mut defects) = (Vec::new(), Vec::new());
        for step in self.body().compiled.guide.iter().flatten() {
            let applies = match &step.when {
                Some(when) => run(when, data, &setting, &mut defects),
                None => Some(Value::Bool(true)),
            };
            if applies.is_some_and(|applies| applies != Value::Bool(true)) {
                continue;
            }
            let by = step.by.as_ref().and_then(|by| run(by, data, &setting, &mut defects));
            advice.push(Advice {
                what: step.what.clone(),
                by: by.and_then(|by| by.as_str()?.parse().ok()),
                note: step.note.clone(),
            });
        }
        (advice, defects)
    }
}

fn run(
    program: &Program,
    data: &Value,
    setting: &Setting<'_>,
    defects: &mut Vec<Defect>,
) -> Option<Value> {
    let value = root_scope(data, setting, |scope| program.run(scope).map(|v: Val<'_>| v.to_json()));
    value
        .map_err(|failure| {
            let (expression, what) = (program.pointer.clone(), failure.to_string());
            defects.push(Defect { expression, what });
        })
        .ok()
}
