//! What happens to answers, in this order: shape and normalise, prune and compute,
//! the fee, the schema, the rules. All problems come back at once.

mod bank;
mod draft;
mod fee;
mod narrow;
mod normalise;
mod number;
mod rules;
mod settle;
mod verify;
mod way;

use serde_json::Value;

pub(crate) use draft::{lies_in, without_indices};
pub(crate) use fee::{Amount, MAX_LINE, Price, reckon_amount};
pub use narrow::beside;
pub(crate) use rules::{Rule, Spot};
pub(crate) use settle::{Step, Target};
pub(crate) use verify::{find, validator};
pub(crate) use way::Hop;

use crate::expression::{Failure, Fuel, Program, Scope};
use crate::form::Form;
use crate::message::{self, Trouble};
use crate::{Checked, Context, Defect, Fee, Problem};
use draft::Draft;
use way::Parent;

/// The largest submission, in bytes of its JSON.
pub(crate) const MAX_DATA: usize = 1024 * 1024;

/// What stays the same for all expressions of one check.
pub(crate) struct Setting<'c> {
    today: String,
    applicant: Option<&'c Value>,
    tables: &'c Value,
    fuel: Fuel,
}

impl<'c> Setting<'c> {
    pub(crate) fn new(form: &'c Form, context: &'c Context) -> Self {
        Self {
            today: context.today.format("%Y-%m-%d").to_string(),
            applicant: context.applicant.as_ref(),
            tables: &form.tables,
            fuel: Fuel::default(),
        }
    }

    fn scope<'a>(&'a self, data: &'a Value, parent: &Parent<'a>) -> Scope<'a> {
        Scope {
            form: data,
            today: &self.today,
            applicant: self.applicant,
            tables: self.tables,
            item: parent.item,
            row: parent.row,
            index: parent.index,
            fuel: &self.fuel,
        }
    }
}

/// Runs `what` with what an expression of the whole form can see.
pub(crate) fn root_scope<'a, T>(
    data: &'a Value,
    setting: &'a Setting<'_>,
    what: impl FnOnce(&Scope<'a>) -> T,
) -> T {
    let root = Parent { pointer: String::new(), value: data, item: None, row: None, index: None };
    what(&setting.scope(data, &root))
}

/// An expression that failed to run, for the log.
fn defect(program: &Program, failure: Failure) -> Defect {
    Defect { expression: program.pointer.clone(), what: failure.to_string() }
}

/// The whole way.
pub(crate) fn check(form: &Form, raw: &Value, context: &Context) -> Checked {
    if !fits(raw) {
        return too_large(form, context);
    }
    let setting = Setting::new(form, context);
    let mut draft = normalise::normalise(&form.properties, raw, context, false);
    settle::settle(&form.steps, &mut draft, &setting);
    draft.forget_hidden();
    if let Some(data) = draft.data.as_object_mut() {
        verify::tidy(&form.properties, data);
    }
    let fee = fee::reckon(&form.prices, form.procedure.fee.due, &mut draft, &setting, context);
    verify::validate(&form.validator, &form.properties, &mut draft, context.language);
    narrow::check(&form.properties, &mut draft, context.language);
    verify::require(&form.properties, &mut draft, context.language);
    rules::judge(&form.rules, &mut draft, &setting, context);
    finish(form, draft, fee, context)
}

fn finish(form: &Form, mut draft: Draft, fee: Fee, context: &Context) -> Checked {
    draft.put_back();
    let mut problems = draft.take_problems();
    rules::confirm(&mut problems, context);
    if problems.len() > 1 {
        problems.sort_by_cached_key(|problem| form.place_of(&problem.at));
    }
    let Draft { data, changes, defects, .. } = draft;
    Checked { data, problems, changes, fee, defects }
}

/// What conditions hide: the pointers, and the positions of the pages.
pub(crate) fn hidden(form: &Form, raw: &Value, context: &Context) -> (Vec<String>, Vec<usize>) {
    if !fits(raw) {
        return (Vec::new(), Vec::new());
    }
    let setting = Setting::new(form, context);
    let mut draft = normalise::normalise(&form.properties, raw, context, true);
    let pages = settle::settle(&form.steps, &mut draft, &setting);
    (draft.hidden.into_iter().collect(), pages)
}

fn too_large(form: &Form, context: &Context) -> Checked {
    let message = message::trouble(Trouble::TooLarge, context.language);
    let problem = Problem { message, ..Problem::error("", Trouble::TooLarge.word()) };
    Checked {
        data: Value::Object(serde_json::Map::new()),
        problems: vec![problem],
        changes: Vec::new(),
        fee: Fee { due: form.procedure.fee.due, ..Fee::default() },
        defects: Vec::new(),
    }
}

/// Whether the answers are not too large.
fn fits(answers: &Value) -> bool {
    let mut room = MAX_DATA;
    takes_room(answers, &mut room)
}

/// Takes away the room that a value needs, roughly as JSON; `false` when there is none left.
fn takes_room(value: &Value, room: &mut usize) -> bool {
    let own = match value {
        Value::Null | Value::Bool(_) => 4,
        Value::Number(_) => 8,
        Value::String(text) => text.len() + 2,
        Value::Array(_) | Value::Object(_) => 2,
    };
    let Some(left) = room.checked_sub(own) else { return false };
    *room = left;
    match value {
        Value::Array(items) => items.iter().all(|item| takes_room(item, room)),
        Value::Object(members) => members.iter().all(|(name, value)| {
            *room = room.saturating_sub(name.len() + 3);
            *room > 0 && takes_room(value, room)
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
    }
}
