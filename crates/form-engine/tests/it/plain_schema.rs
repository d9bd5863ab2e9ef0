//! The plain schema of every procedure: what it refuses, the engine refuses too.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::{fs, path::Path};

use form_engine::{Context, Form, Severity};
use jsonschema::Validator;
use kernel::Language;
use serde_json::{Value, json};

use crate::catalogue::{compile, definitions};

fn validator(form: &Form) -> Validator {
    let schema = form.plain_schema(Language::Japanese);
    assert!(jsonschema::draft202012::meta::is_valid(&schema), "{}", form.id());
    jsonschema::draft202012::new(&schema).unwrap()
}

fn procedures() -> impl Iterator<Item = Form> {
    definitions().into_iter().map(|path| compile(&path)).filter(|form| !form.is_guide())
}

/// Every answer of `value` with its pointer.
fn answers(value: &Value, at: &str, found: &mut Vec<String>) {
    let below: Vec<(String, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(k, v)| (k.clone(), v)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(i, v)| (i.to_string(), v)).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    };
    for (name, value) in below {
        let at = format!("{at}/{name}");
        answers(value, &at, found);
        found.push(at);
    }
}

fn without(data: &Value, at: &str) -> Value {
    let mut data = data.clone();
    let (above, name) = at.rsplit_once('/').unwrap();
    match data.pointer_mut(above).unwrap() {
        Value::Object(members) => drop(members.shift_remove(name)),
        Value::Array(items) => drop(items.remove(name.parse().unwrap())),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    data
}

fn with(data: &Value, at: &str, answer: Value) -> Value {
    let mut data = data.clone();
    *data.pointer_mut(at).unwrap() = answer;
    data
}

/// What another validator reads after this one: `tests/e2e/plain-schema.test.mjs`.
fn keep(form: &Form) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("plain-schemas");
    fs::create_dir_all(&folder).unwrap();
    let schema = form.plain_schema(Language::Japanese);
    let examples: Vec<Value> = form.valid_examples().collect();
    let kept = json!({ "schema": schema, "examples": examples });
    fs::write(folder.join(format!("{}.json", form.id())), kept.to_string()).unwrap();
}

#[test]
fn every_valid_example_passes() {
    let mut faults = Vec::new();
    for form in procedures() {
        let validator = validator(&form);
        keep(&form);
        for (at, example) in form.valid_examples().enumerate() {
            for error in validator.iter_errors(&example) {
                faults.push(format!("{} {at}: {} {error}", form.id(), error.instance_path()));
            }
        }
    }
    assert!(faults.is_empty(), "{}\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn what_it_refuses_the_engine_refuses() {
    let (mut refused, mut by_both) = (0_u32, 0_u32);
    let mut faults = Vec::new();
    for form in procedures() {
        let validator = validator(&form);
        for example in form.valid_examples().take(2) {
            let mut places = Vec::new();
            answers(&example, "", &mut places);
            let odd = [
                json!(null),
                json!(""),
                json!([]),
                json!({}),
                json!(false),
                json!(" 1 "),
                json!(7),
                json!("other"),
            ];
            // A change of one answer at a time; the kind of change goes round.
            let changed = places.iter().enumerate().flat_map(|(count, at)| {
                let odd = odd.get(count % odd.len()).unwrap().clone();
                [without(&example, at), with(&example, at, odd)]
            });
            for data in changed {
                let context = Context::on(chrono::NaiveDate::from_ymd_opt(2026, 4, 1).unwrap());
                let problems = form.check(&data, &context).problems;
                // A warning can be confirmed.
                let accepted = problems.iter().all(|told| told.severity == Severity::Warning);
                refused += u32::from(!accepted);
                if !validator.is_valid(&data) {
                    by_both += u32::from(!accepted);
                    if accepted {
                        let told: Vec<_> = validator
                            .iter_errors(&data)
                            .map(|e| format!("{} {e}", e.instance_path()))
                            .collect();
                        faults.push(format!("{}: {}", form.id(), told.join("; ")));
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}\n{}", faults.len(), faults.join("\n"));
    // A schema that refuses nothing would keep the promise too.
    assert!(by_both * 2 > refused, "{by_both} of {refused}");
}
