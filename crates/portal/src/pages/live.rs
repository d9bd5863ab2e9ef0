//! What the script is told while somebody is typing: saved, and what is said about it.
//!
//! The answer comes from the same engine as the page's own; there is one truth.

use form_engine::{Checked, Form, Problem, Widget};
use serde::Serialize;

use crate::wording::Wording;
use ::web::fields::{Control, FieldView, change_line};

/// The answer to the script.
#[derive(Default, Serialize)]
pub(super) struct Told {
    saved: String,
    hidden: Vec<String>,
    problems: Vec<Problem>,
    changes: Vec<ToldChange>,
    computed: Vec<ToldValue>,
    /// Why nothing more is saved from this tab.
    #[serde(skip_serializing_if = "Option::is_none")]
    stale: Option<String>,
}

#[derive(Serialize)]
struct ToldChange {
    at: String,
    from: String,
    to: String,
    text: String,
}

#[derive(Serialize)]
struct ToldValue {
    at: String,
    text: String,
}

impl Told {
    /// What is said about the answers to the questions of `form` that `fields` show.
    pub(super) fn of(
        form: &Form,
        checked: Checked,
        hidden: Vec<String>,
        fields: &[FieldView],
        w: Wording,
    ) -> Self {
        let mut computed = Vec::new();
        collect_computed(fields, w, &mut computed);
        let changes = changes(form, &checked, w);
        Self { hidden, changes, computed, problems: checked.problems, ..Self::default() }
    }

    /// The same, saved.
    pub(super) fn saved(self, saved: String) -> Self {
        Self { saved, ..self }
    }

    /// That this tab has been left behind.
    pub(super) fn stale(why: String) -> Self {
        Self { stale: Some(why), ..Self::default() }
    }
}

/// What was put right, except dates, whose boxes keep what was typed.
fn changes(form: &Form, checked: &Checked, w: Wording) -> Vec<ToldChange> {
    let told = |change: &form_engine::Change| {
        let field = form.field(&change.at)?;
        let text = change_line(field, change, *w)?;
        let to = if field.widget == Widget::Date { &change.from } else { &change.to };
        Some(ToldChange { at: change.at.clone(), from: change.from.clone(), to: to.clone(), text })
    };
    checked.changes.iter().filter_map(told).collect()
}

fn collect_computed(fields: &[FieldView], w: Wording, into: &mut Vec<ToldValue>) {
    for field in fields {
        if let Control::Computed { text } = &field.control {
            let text = if text.is_empty() { w.computed_yet().plain() } else { text.clone() };
            into.push(ToldValue { at: field.at.clone(), text });
        }
        collect_computed(field.inside(), w, into);
    }
}
