//! The whole way of answers through a compiled form: everything that is wrong comes back at once.

use jsonschema::Validator;
use serde_json::Value;

use crate::message::{self, Trouble};
use crate::pipeline::{
    self, Draft, Rule, Setting, address, fee, normalise, offered, rules, settle, verify,
};
use crate::pointer::lies_in;
use crate::{Checked, Context, Fee, Form, Page, Problem};

/// The largest submission, in bytes of its JSON.
pub(crate) const MAX_DATA: usize = 1024 * 1024;

impl Form {
    /// The pages that these answers make visible. One whose questions are all hidden has
    /// nothing to ask and is left out.
    pub fn visible_pages(&self, raw: &Value, context: &Context) -> Vec<&Page> {
        let (fields, pages) = hidden(self, raw, context);
        let asks = |page: &Page| page.fields.iter().any(|field| !fields.contains(&field.pointer));
        let shown = |(position, page): &(usize, &Page)| {
            !pages.contains(position) && (page.fields.is_empty() || asks(page))
        };
        self.pages().iter().enumerate().filter(shown).map(|(_, page)| page).collect()
    }

    /// Whether the field at an instance pointer such as `/children/0/name` is visible.
    /// For a whole page of fields ask [`Form::hidden`] once.
    pub fn is_visible(&self, pointer: &str, raw: &Value, context: &Context) -> bool {
        !self.hidden(raw, context).iter().any(|hidden| lies_in(pointer, hidden))
    }

    /// The instance pointers of all fields that these answers hide. What lies below
    /// one is hidden as well. An empty list of rows counts as one blank row.
    pub fn hidden(&self, raw: &Value, context: &Context) -> Vec<String> {
        hidden(self, raw, context).0
    }

    /// Normalises, prunes, computes and checks, and tells every problem.
    pub fn check(&self, raw: &Value, context: &Context) -> Checked {
        whole(self, raw, context)
    }

    /// The same, but only the problems that can be mended on `page`: those of its
    /// fields, and those of rules that it completes.
    pub fn check_page(&self, page: &str, raw: &Value, context: &Context) -> Checked {
        let mut checked = self.check(raw, context);
        let current = self.pages().iter().position(|known| known.id == page);
        checked.problems.retain(|problem| {
            let places = || std::iter::once(&problem.at).chain(&problem.also);
            let last = places().filter_map(|at| self.page_position(at)).max();
            let answers_known =
                self.body().compiled.rules.iter().find(|rule| rule.id == problem.rule);
            let needed = answers_known.into_iter().flat_map(Rule::reads);
            let needed = needed.filter_map(|pointer| self.page_position(pointer)).max();
            last.max(needed) == current
        });
        checked
    }
}

/// The whole way.
fn whole(form: &Form, raw: &Value, context: &Context) -> Checked {
    if !fits(raw) {
        return too_large(form, context);
    }
    let setting = Setting::new(&form.body().tables, context);
    let mut draft = normalise::normalise(&form.body().properties, raw, context, false);
    settle::settle(&form.body().compiled.steps, &mut draft, &setting);
    draft.forget_hidden();
    if let Some(data) = draft.data.as_object_mut() {
        verify::tidy(&form.body().properties, data);
    }
    let mut fee = fee::reckon(
        &form.body().compiled.prices,
        form.procedure.fee.due,
        &mut draft,
        &setting,
        context,
    );
    fee.pay_by =
        form.body().compiled.pay_by.as_ref().and_then(|by| fee::last_day(by, &mut draft, &setting));
    verify::validate(validator_of(form), &form.body().properties, &mut draft, context.language);
    offered::check(&form.body().properties, &mut draft, context);
    verify::require(&form.body().properties, &mut draft, context.language);
    rules::judge(&form.body().compiled.rules, &mut draft, &setting, context);
    address::check(&form.body().properties, &mut draft, context.language);
    finish(form, draft, fee, context)
}

#[expect(clippy::expect_used, reason = "`try_bounds` built it from the same properties")]
fn validator_of(form: &Form) -> &Validator {
    let build = || pipeline::validator(&form.body().properties).expect("built before");
    form.body().validator.get_or_init(build)
}

fn finish(form: &Form, mut draft: Draft, fee: Fee, context: &Context) -> Checked {
    draft.put_back();
    let mut problems = draft.take_problems();
    rules::confirm(&mut problems, context);
    if problems.len() > 1 {
        problems.sort_by_cached_key(|problem| form.place_of(&problem.at));
    }
    let Draft { data, changes, defects, .. } = draft;
    Checked { data, problems, changes, fee, defects, today: context.today }
}

/// What conditions hide: the pointers, and the positions of the pages.
fn hidden(form: &Form, raw: &Value, context: &Context) -> (Vec<String>, Vec<usize>) {
    if !fits(raw) {
        return (Vec::new(), Vec::new());
    }
    let setting = Setting::new(&form.body().tables, context);
    let mut draft = normalise::normalise(&form.body().properties, raw, context, true);
    let pages = settle::settle(&form.body().compiled.steps, &mut draft, &setting);
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
        today: context.today,
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
