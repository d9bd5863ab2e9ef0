//! Check against the schema: required answers, then every other keyword.
//!
//! What is required depends on what is visible, so that is looked at here; the
//! rest is asked of a JSON Schema validator that was built with the form.

use jsonschema::Validator;
use kernel::Language;
use serde_json::{Map, Value, json};

use super::draft::Draft;
use crate::Problem;
use crate::definition::{Kind, Property};
use crate::message::{self, Wrong};
use crate::pointer::without_indices;

/// Builds the validator of the data.
pub(crate) fn validator(properties: &[Property]) -> Result<Validator, String> {
    let mut schema = object_schema(properties);
    schema.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .with_pattern_options(jsonschema::PatternOptions::regex())
        .should_validate_formats(false)
        .offline()
        .build(&Value::Object(schema))
        .map_err(|error| error.masked().to_string())
}

fn object_schema(properties: &[Property]) -> Map<String, Value> {
    let inside: Map<String, Value> = properties
        .iter()
        .map(|property| (property.field.name.clone(), Value::Object(schema(property))))
        .collect();
    let mut schema = Map::new();
    schema.insert("type".to_owned(), json!("object"));
    schema.insert("properties".to_owned(), Value::Object(inside));
    schema
}

fn schema(property: &Property) -> Map<String, Value> {
    let choices: Vec<Value> = property.field.choices.iter().map(|c| c.data.clone()).collect();
    let word = match &property.kind {
        Kind::Group(children) => return object_schema(children),
        Kind::Text | Kind::Attachment => "string",
        Kind::Integer => "integer",
        Kind::Number => "number",
        Kind::Boolean => "boolean",
        Kind::Choices | Kind::Attachments | Kind::Rows(_) => "array",
    };
    let mut schema = property.bounds.to_schema();
    schema.insert("type".to_owned(), json!(word));
    match &property.kind {
        Kind::Rows(children) => {
            schema.insert("items".to_owned(), Value::Object(object_schema(children)));
        }
        Kind::Choices if choices.is_empty() => {
            schema.insert("items".to_owned(), json!({ "type": ["string", "integer"] }));
        }
        Kind::Choices => {
            schema.insert("items".to_owned(), json!({ "enum": choices }));
        }
        Kind::Attachments => {
            schema.insert("items".to_owned(), json!({ "type": "string" }));
        }
        Kind::Text | Kind::Integer | Kind::Number if !choices.is_empty() => {
            schema.insert("enum".to_owned(), Value::Array(choices));
        }
        Kind::Text
        | Kind::Attachment
        | Kind::Integer
        | Kind::Number
        | Kind::Boolean
        | Kind::Group(_) => {}
    }
    schema
}

/// Notes every visible required answer that is missing.
pub(crate) fn require(properties: &[Property], draft: &mut Draft, language: Language) {
    let mut missing = Vec::new();
    if let Some(data) = draft.data.as_object() {
        find_missing(properties, data, &mut String::new(), &mut missing);
    }
    for (property, at) in missing {
        if !draft.is_hidden(&at) {
            let message = message::sentence(property, Wrong::Required, language);
            let problem = Problem::error(at, Wrong::Required.word());
            draft.note(Problem { message, ..problem });
        }
    }
}

fn find_missing<'p>(
    properties: &'p [Property],
    data: &Map<String, Value>,
    pointer: &mut String,
    missing: &mut Vec<(&'p Property, String)>,
) {
    for property in properties {
        let outer = pointer.len();
        pointer.push('/');
        pointer.push_str(&property.field.name);
        match (data.get(&property.field.name), &property.kind) {
            (None, _) if property.field.required => missing.push((property, pointer.clone())),
            (Some(Value::Object(group)), Kind::Group(children)) => {
                find_missing(children, group, pointer, missing);
            }
            (Some(Value::Array(rows)), Kind::Rows(children)) => {
                for (index, row) in rows.iter().enumerate() {
                    let outer = pointer.len();
                    pointer.push('/');
                    pointer.push_str(&index.to_string());
                    if let Some(row) = row.as_object() {
                        find_missing(children, row, pointer, missing);
                    }
                    pointer.truncate(outer);
                }
            }
            _ => {}
        }
        pointer.truncate(outer);
    }
}

/// Asks the validator. Fields that already have a problem keep that one.
pub(crate) fn validate(
    validator: &Validator,
    properties: &[Property],
    draft: &mut Draft,
    language: Language,
) {
    if validator.is_valid(&draft.data) {
        return;
    }
    let before = draft.problems().len();
    let mut found = Vec::new();
    for error in validator.iter_errors(&draft.data) {
        let at = error.instance_path().as_str();
        let Some((property, at)) = owner(properties, at) else { continue };
        let wrong = Wrong::of_keyword(error.kind().keyword());
        found.push((property, at, wrong));
    }
    for (property, at, wrong) in found {
        if draft.is_full() {
            return;
        }
        let message = message::sentence(property, wrong, language);
        let told = draft.problems().iter().enumerate().any(|(place, problem)| {
            problem.at == at && (place < before || problem.message == message)
        });
        if !told {
            draft.note(Problem { message, ..Problem::error(at, wrong.word()) });
        }
    }
}

/// The property that an error belongs to. One in a list of choices belongs to the list.
fn owner<'p>(properties: &'p [Property], at: &str) -> Option<(&'p Property, String)> {
    let property = find(properties, &without_indices(at))?;
    let plain_list = matches!(property.kind, Kind::Choices | Kind::Attachments);
    let item = at.rsplit('/').next().is_some_and(|last| last.bytes().all(|b| b.is_ascii_digit()));
    let at = if plain_list && item { at.rsplit_once('/')?.0 } else { at };
    Some((property, at.to_owned()))
}

/// The property at a pointer without indices.
pub(crate) fn find<'p>(properties: &'p [Property], pointer: &str) -> Option<&'p Property> {
    let (name, rest) = match pointer.strip_prefix('/')?.split_once('/') {
        Some((name, rest)) => (name, Some(rest)),
        None => (pointer.strip_prefix('/')?, None),
    };
    let property = properties.iter().find(|property| property.field.name == name)?;
    match rest {
        Some(rest) => find(property.children(), &format!("/{rest}")),
        None => Some(property),
    }
}

/// Removes what was only there for the way: computed answers without a value, and
/// optional groups without an answer.
pub(crate) fn tidy(properties: &[Property], data: &mut Map<String, Value>) {
    for property in properties {
        let name = &property.field.name;
        let gone = match (data.get_mut(name), &property.kind) {
            (Some(Value::Null), _) => property.field.computed,
            (Some(Value::Object(group)), Kind::Group(children)) => {
                tidy(children, group);
                group.is_empty() && !property.field.required
            }
            (Some(Value::Array(rows)), Kind::Rows(children)) => {
                for row in rows.iter_mut().filter_map(Value::as_object_mut) {
                    tidy(children, row);
                }
                false
            }
            _ => false,
        };
        if gone {
            data.shift_remove(name);
        }
    }
}
