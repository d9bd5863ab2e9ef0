//! 職権で直す: what staff write in a resident's place.

use std::collections::BTreeMap;

use form_engine::Form;
use kernel::Language;
use serde_json::Value;

use crate::compare::flat;

/// What a member of staff writes in the resident's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mending {
    /// The answers.
    pub answers: MendedAnswers,
    /// Why, in words for the resident.
    pub reason: String,
}

/// Answers as they arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MendedAnswers {
    /// The fields of a posted page, those that are no answers too.
    Posted(Vec<(String, String)>),
    /// Values by their places, through the API.
    Given(BTreeMap<String, Value>),
}

/// The places of the answers in which staff may mend a slip: questions that are asked in this
/// very content, and that the definition names.
pub fn editable(form: &Form, content: &Value) -> Vec<String> {
    let asked = flat(form.answers(content, Language::Japanese)).into_iter();
    let named = |at: &String| form.field(at).is_some_and(|field| field.staff_editable);
    asked.map(|answer| answer.at).filter(named).collect()
}
