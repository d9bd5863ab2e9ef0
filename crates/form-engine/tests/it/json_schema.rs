//! The official JSON Schema test suite (draft 2020-12) asked of the engine.
//!
//! A group of the suite is a schema with answers that fit it or do not. The dialect is
//! smaller than the standard, so a group is either refused when it is published, with a
//! reason, or the engine must agree with the suite on every answer. What stands between
//! the two is counted, never passed over:
//!
//! - the dialect asks for a type and closes every object: where a schema with both added
//!   means something else for an answer, a plain JSON Schema validator says so;
//! - answers are normalised before they are checked ("1" is a number, nothing is not
//!   null): then the *canonical* answer must fit the schema, and the test is listed in
//!   `docs/forms/json-schema.md` by name.
//!
//! Anything else fails. `MADOGUCHI_BLESS=1` writes the page anew.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod dialect;
mod page;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use dialect::Manner;
use form_engine::{Checked, Context, Form, Source};
use serde_json::{Value, json};

/// Optional parts of the suite that say something about the dialect's keywords.
const OPTIONAL: [&str; 4] = ["bignum", "ecmascript-regex", "float-overflow", "non-bmp-regex"];

/// What became of one file of the suite, which is about one keyword.
#[derive(Debug, Default)]
struct Outcome {
    groups: usize,
    /// Groups that the dialect refuses, by reason.
    refused: BTreeMap<String, usize>,
    agreed: usize,
    /// Tests that mean something else once every value has a type.
    typed: usize,
    /// Tests that mean something else once every object is closed.
    closed: usize,
    /// Tests that normalisation decides, by reason: the names of group and test.
    normalised: BTreeMap<&'static str, Vec<String>>,
    unexplained: Vec<String>,
}

#[test]
fn the_engine_agrees_with_the_official_suite() {
    let Some(folder) = suite() else {
        println!("skipped: the JSON Schema test suite is not here; tests/run fetches it");
        return;
    };
    let outcomes: BTreeMap<String, Outcome> = files(&folder)
        .into_iter()
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), judge(&path)))
        .collect();
    let unexplained: Vec<&str> =
        outcomes.values().flat_map(|o| &o.unexplained).map(String::as_str).collect();
    assert!(unexplained.is_empty(), "{}", unexplained.join("\n"));
    page::compare(&outcomes);
}

/// Where the suite lies: where the environment says, or where `tests/run` puts it.
#[expect(clippy::disallowed_methods, reason = "tests are told here where the suite is")]
fn suite() -> Option<PathBuf> {
    let told = std::env::var("MADOGUCHI_JSON_SCHEMA_TESTS").ok().map(PathBuf::from);
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/suite/json-schema");
    if told.is_none() && !kept.exists() {
        return None;
    }
    Some(told.unwrap_or(kept).join("tests/draft2020-12"))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> =
        paths.filter(|path| path.extension().is_some_and(|end| end == "json")).collect();
    files.extend(OPTIONAL.map(|name| folder.join(format!("optional/{name}.json"))));
    files.sort();
    assert!(files.len() > 30, "the suite is not whole: {files:?}");
    files
}

fn judge(path: &Path) -> Outcome {
    let groups: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let mut outcome = Outcome::default();
    for group in groups.as_array().unwrap() {
        outcome.groups += 1;
        judge_group(path.file_stem().unwrap().to_str().unwrap(), group, &mut outcome);
    }
    outcome
}

fn judge_group(file: &str, group: &Value, outcome: &mut Outcome) {
    let tests = group["tests"].as_array().unwrap();
    let mut writings = Vec::new();
    let mut reasons = Vec::new();
    for manner in Manner::ALL {
        match Writing::new(group, manner) {
            Ok(writing) => writings.push(writing),
            Err(reason) => reasons.push(reason),
        }
    }
    if writings.is_empty() {
        *outcome.refused.entry(reasons.swap_remove(0)).or_default() += 1;
        return;
    }
    for test in tests {
        let expected = test["valid"].as_bool().unwrap();
        let name = format!("{file}: {}: {}", group["description"], test["description"]);
        let name = name.replace('"', "");
        let verdicts = writings.iter().map(|writing| writing.ask(expected, &test["data"]));
        outcome.count(name, verdicts.min().unwrap());
    }
}

impl Outcome {
    fn count(&mut self, name: String, verdict: Verdict) {
        match verdict {
            Verdict::Unexplained(what) => self.unexplained.push(format!("{name}: {what}")),
            Verdict::Agreed => self.agreed += 1,
            Verdict::Normalised(reason) => self.normalised.entry(reason).or_default().push(name),
            Verdict::Closed => self.closed += 1,
            Verdict::Typed => self.typed += 1,
        }
    }
}

/// What the engine says to one test; what weighs most stands first, because a group is
/// asked in every manner that the dialect can write it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    Unexplained(String),
    Agreed,
    Normalised(&'static str),
    /// The suite accepts an unknown member, and the engine refuses it.
    Closed,
    /// The engine agrees with a plain validator about the schema with types.
    Typed,
}

/// A group written in the dialect, and as a plain validator sees it on the way there.
struct Writing {
    form: Form,
    root: bool,
    typed: jsonschema::Validator,
    closed: jsonschema::Validator,
}

impl Writing {
    /// The group in the dialect, or why it is refused.
    fn new(group: &Value, manner: Manner) -> Result<Self, String> {
        let samples = group["tests"].as_array().unwrap().iter().map(|test| &test["data"]);
        let samples: Vec<&Value> = samples.collect();
        let typed = dialect::typed(&group["schema"], &samples, manner);
        let written = dialect::write(&typed);
        let source = Source { file: "suite.json", text: &written.definition, overlays: &[] };
        let form = Form::compile(&source, &written.parts).map_err(|faults| {
            // What is missing is often only missing because of what is not known.
            let follows =
                |what: &str| what.ends_with("is missing") || what.ends_with("is no property");
            let telling = faults.iter().find(|fault| !follows(&fault.what));
            telling.or(faults.first()).unwrap().what.clone()
        })?;
        let build = |schema: &Value| {
            jsonschema::options()
                .with_draft(jsonschema::Draft::Draft202012)
                .should_validate_formats(false)
                .offline()
                .build(schema)
                .unwrap()
        };
        let closed = build(&dialect::closed(&typed));
        Ok(Self { form, root: written.root, typed: build(&typed), closed })
    }

    fn ask(&self, expected: bool, data: &Value) -> Verdict {
        let answers = if self.root { data.clone() } else { json!({ "v": data }) };
        let checked = self.form.check(&answers, &Context::on("2026-04-01".parse().unwrap()));
        let fits = self.closed.is_valid(data);
        if checked.ok() != fits {
            return match self.reason(&checked, data) {
                Some(reason) => Verdict::Normalised(reason),
                None => {
                    Verdict::Unexplained(format!("{data} fits: {fits}, but {:?}", checked.problems))
                }
            };
        }
        match (self.typed.is_valid(data) == expected, fits == expected) {
            (true, true) => Verdict::Agreed,
            (true, false) => Verdict::Closed,
            (false, _) => Verdict::Typed,
        }
    }

    /// Why normalisation decides otherwise than a plain validator; nothing when it must not.
    fn reason(&self, checked: &Checked, data: &Value) -> Option<&'static str> {
        if !checked.ok() {
            let words: Vec<&str> = checked.problems.iter().map(|p| p.rule.as_str()).collect();
            let format = self.form.field("/v").and_then(|field| field.format.as_deref());
            return refusal(&words, data, format);
        }
        let canonical = if self.root { Some(&checked.data) } else { checked.data.get("v") };
        match canonical {
            None if is_nothing(data) => Some(NOTHING),
            // The canonical answer must be right, and another one than what came.
            Some(canonical) if canonical != data && self.closed.is_valid(canonical) => {
                Some(if data.is_null() { NOTHING } else { TYPED })
            }
            Some(_) | None => None,
        }
    }
}

fn is_nothing(data: &Value) -> bool {
    match data {
        Value::Null => true,
        // A byte order mark in the middle of a text shows nothing and is taken out.
        Value::String(text) => text.trim_matches('\u{FEFF}').trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => false,
    }
}

const NOTHING: &str = "Null, an empty text and an empty list are no answer: whether one is needed is said by `required`";
const TYPED: &str =
    "What a browser posts as text is read as the type: the canonical answer fits the schema";
const CHARACTERS: &str = "Control characters are no text that anybody typed";
const FORMAT: &str = "A format is checked, not only told";
const EXACT: &str = "A number that readers of JSON do not keep exactly is refused";

fn refusal(words: &[&str], data: &Value, format: Option<&str>) -> Option<&'static str> {
    match words {
        [word] if format == Some(word) => Some(FORMAT),
        ["characters"] => Some(CHARACTERS),
        ["type"] if data.as_f64().is_some_and(|number| number.abs() > 9.0e15) => Some(EXACT),
        _ => None,
    }
}
