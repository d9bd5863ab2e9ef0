//! Choices that are not always there: a school of the ward that was chosen, a course whose list
//! has closed, a fiscal year, one of the people above.

use chrono::NaiveDate;
use serde_json::Value;

use super::draft::Draft;
use crate::definition::Property;
use crate::message::{self, Wrong};
use crate::{Context, Problem};

/// Notes every choice that is not offered on this day next to these answers.
pub(crate) fn check(properties: &[Property], draft: &mut Draft, context: &Context) {
    let mut wrong = Vec::new();
    let around = Around { whole: &draft.data, today: context.today };
    look(properties, &draft.data, around, &mut String::new(), &mut wrong);
    for (property, at, wrong) in wrong {
        let message = message::sentence(property, wrong, context.language);
        draft.note(Problem { message, ..Problem::error(at, wrong.word()) });
    }
}

/// What decides about choices.
#[derive(Clone, Copy)]
struct Around<'d> {
    whole: &'d Value,
    today: NaiveDate,
}

fn look<'p>(
    properties: &'p [Property],
    data: &Value,
    around: Around<'_>,
    pointer: &mut String,
    wrong: &mut Vec<(&'p Property, String, Wrong)>,
) {
    for property in properties {
        let Some(value) = data.get(&property.field.name) else { continue };
        let outer = pointer.len();
        pointer.push('/');
        pointer.push_str(&property.field.name);
        let found = refused(property, value, around, pointer);
        wrong.extend(found.map(|found| (property, pointer.clone(), found)));
        let children = property.children();
        match value {
            Value::Object(_) => look(children, value, around, pointer, wrong),
            Value::Array(rows) if !children.is_empty() => {
                for (index, row) in rows.iter().enumerate() {
                    let outer = pointer.len();
                    pointer.push('/');
                    pointer.push_str(&index.to_string());
                    look(children, row, around, pointer, wrong);
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

/// What is wrong with what was chosen. A missing answer narrows nothing: it has its own sentence.
fn refused(property: &Property, value: &Value, around: Around<'_>, at: &str) -> Option<Wrong> {
    let field = &property.field;
    if field.narrowed_by.is_none() && field.reckoned.is_none() && !field.closes {
        return None;
    }
    let Around { whole, today } = around;
    let chosen = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    let offered: Vec<_> = field.offered(at, whole, today).collect();
    let strange =
        |value: &&Value| !value.is_null() && !offered.iter().any(|choice| choice.data == **value);
    let value = chosen.iter().find(strange)?;
    let known = field.choices.iter().find(|choice| choice.data == *value);
    let closed = known.is_some_and(|known| known.closes.is_some_and(|last| last < today));
    Some(if closed { Wrong::Closed } else { Wrong::Choice })
}
