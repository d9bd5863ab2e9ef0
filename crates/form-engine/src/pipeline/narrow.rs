//! Choices that another answer narrows: a school of the ward that was chosen.

use kernel::Language;
use serde_json::Value;

use super::draft::Draft;
use crate::Problem;
use crate::definition::{Narrowing, Property};
use crate::message::{self, Wrong};
use crate::pointer::beside;

/// Notes every choice whose group is not what the other answer says.
pub(crate) fn check(properties: &[Property], draft: &mut Draft, language: Language) {
    let mut wrong = Vec::new();
    look(properties, &draft.data, &draft.data, &mut String::new(), &mut wrong);
    for (property, at) in wrong {
        let message = message::sentence(property, Wrong::Choice, language);
        draft.note(Problem { message, ..Problem::error(at, Wrong::Choice.word()) });
    }
}

fn look<'p>(
    properties: &'p [Property],
    data: &Value,
    whole: &Value,
    pointer: &mut String,
    wrong: &mut Vec<(&'p Property, String)>,
) {
    for property in properties {
        let Some(value) = data.get(&property.field.name) else { continue };
        let outer = pointer.len();
        pointer.push('/');
        pointer.push_str(&property.field.name);
        if let Some(narrowing) = &property.narrowing
            && !fits(property, narrowing, value, whole, pointer)
        {
            wrong.push((property, pointer.clone()));
        }
        let children = property.children();
        match value {
            Value::Object(_) => look(children, value, whole, pointer, wrong),
            Value::Array(rows) if !children.is_empty() => {
                for (index, row) in rows.iter().enumerate() {
                    let outer = pointer.len();
                    pointer.push('/');
                    pointer.push_str(&index.to_string());
                    look(children, row, whole, pointer, wrong);
                    pointer.truncate(outer);
                }
            }
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_) => {}
        }
        pointer.truncate(outer);
    }
}

/// A missing answer narrows nothing: it has its own sentence.
fn fits(
    property: &Property,
    narrowing: &Narrowing,
    value: &Value,
    whole: &Value,
    at: &str,
) -> bool {
    let other = whole.pointer(&beside(&narrowing.from.text, at)).and_then(Value::as_str);
    let choice = property.field.choices.iter().find(|choice| choice.data == *value);
    let group = choice.and_then(|choice| choice.group.as_deref());
    other.zip(group).is_none_or(|(other, group)| other == group)
}
