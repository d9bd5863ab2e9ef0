//! The definition's own tests, as `x-examples` writes them.
//!
//! An example can be like an earlier one and say only what differs, as a JSON Merge
//! Patch (RFC 7396): a rule's failing example is then one line, and shows why it fails.

use std::sync::Arc;

use serde_json::Value;

use super::desk::{At, Desk};
use super::json::{Json, Node};

const KNOWN: [&str; 11] = [
    "name",
    "today",
    "applicant",
    "data",
    "like",
    "change",
    "confirmed",
    "feeYen",
    "problems",
    "steps",
    "$comment",
];

/// How many answers all examples may have together. A long text counts as several.
pub(crate) const MAX_VALUES: usize = 100_000;

/// How much of [`MAX_VALUES`] some answers take.
fn size(data: &Node) -> usize {
    match &data.json {
        Json::Null | Json::Bool(_) | Json::Number(_) => 1,
        Json::Text(text) => 1 + text.len() / 100,
        Json::List(items) => 1 + items.iter().map(size).sum::<usize>(),
        Json::Object(members) => 1 + members.iter().map(|m| size(&m.node)).sum::<usize>(),
    }
}

/// The answers of an example as they are written, in a fraction of the memory that values
/// take: they are read when a department tests its form, never when one is filed.
#[derive(Debug, Clone)]
pub(crate) struct WrittenAnswers {
    /// JSON texts: whole answers, and the changes to them in turn.
    layers: Vec<Arc<str>>,
    size: usize,
}

impl WrittenAnswers {
    fn whole(data: &Node) -> Self {
        Self { layers: vec![written(data)], size: size(data) }
    }

    fn changed(mut self, change: &Node) -> Self {
        self.layers.push(written(change));
        self.size += size(change);
        self
    }

    /// The answers.
    pub(crate) fn read(&self) -> Value {
        // What we have written ourselves reads as JSON.
        let mut layers =
            self.layers.iter().map(|text| serde_json::from_str(text).unwrap_or_default());
        let mut data: Value = layers.next().unwrap_or_default();
        layers.for_each(|change| merge(&mut data, change));
        data
    }
}

/// Serialising to a string fails only for maps with keys that are no strings.
fn written(data: &Node) -> Arc<str> {
    serde_json::to_string(data).unwrap_or_default().into()
}

/// An example as it is written.
#[derive(Debug, Clone)]
pub(crate) struct WrittenExample {
    pub(crate) name: String,
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) pointer: String,
    pub(crate) today: chrono::NaiveDate,
    pub(crate) applicant: Option<Value>,
    pub(crate) answers: WrittenAnswers,
    pub(crate) confirmed: Vec<String>,
    pub(crate) fee: Option<i64>,
    pub(crate) problems: Vec<(String, String)>,
    /// The steps that a guide gives, by their procedures or titles.
    pub(crate) steps: Vec<String>,
}

impl WrittenExample {
    /// Whether its answers are to be taken as they are.
    pub(crate) const fn is_valid(&self) -> bool {
        self.problems.is_empty()
    }
}

/// Reads them in order.
pub(crate) fn read(desk: &mut Desk<'_>, root: &At<'_>) -> Vec<WrittenExample> {
    let mut examples = Vec::new();
    let mut space = MAX_VALUES;
    for at in desk.list(root, "x-examples") {
        if desk.only(&at, &KNOWN) {
            let read = read_one(desk, &at, &examples);
            let taken = read.as_ref().map_or(0, |example| example.answers.size);
            let Some(left) = space.checked_sub(taken) else {
                let what = format!("the examples have more than {MAX_VALUES} answers together");
                desk.fault(&at, what, "write fewer examples, or smaller ones");
                break;
            };
            space = left;
            examples.extend(read);
        }
    }
    examples.shrink_to_fit();
    examples
}

fn read_one(
    desk: &mut Desk<'_>,
    at: &At<'_>,
    earlier: &[WrittenExample],
) -> Option<WrittenExample> {
    let model = match model(desk, at, earlier) {
        Model::None => None,
        Model::Earlier(example) => Some(example),
        Model::Unknown => return None,
    };
    let mut answers = match at.node.get("data") {
        Some(data) => Some(WrittenAnswers::whole(data)),
        None => model.map(|model| model.answers.clone()),
    };
    if let Some(change) = at.node.get("change") {
        answers = answers.map(|answers| answers.changed(change));
    }
    let today = match desk.string(at, "today") {
        Some(written) => {
            let day = written.parse().ok();
            if let Some(at) = at.child("today").filter(|_| day.is_none()) {
                desk.no_day(&at, "today", &written);
            }
            // Those that are like this one are none the worse.
            Some(day.unwrap_or_default())
        }
        None => model.map(|model| model.today),
    };
    let (Some(name), Some(today), Some(answers)) = (desk.string(at, "name"), today, answers) else {
        let mend =
            "write \"name\", \"today\" as YYYY-MM-DD, and \"data\" (or \"like\" and \"change\")";
        desk.fault(at, "an example without name, day or data", mend);
        return None;
    };
    let (line, column) = desk.report.line_and_column(at.node.place);
    let applicant = match at.child("applicant") {
        Some(applicant) => Some(applicant.node.to_value()),
        None => model.and_then(|model| model.applicant.clone()),
    };
    Some(WrittenExample {
        name,
        line,
        column,
        pointer: at.pointer.clone(),
        today,
        applicant,
        answers,
        confirmed: desk.strings(at, "confirmed"),
        fee: desk.count(at, "feeYen", 100_000_000).and_then(|fee| i64::try_from(fee).ok()),
        problems: problems(desk, at),
        steps: desk.strings(at, "steps"),
    })
}

/// What an example says only the difference to.
enum Model<'e> {
    /// Nothing: it has data of its own.
    None,
    Earlier(&'e WrittenExample),
    /// That cannot be found out.
    Unknown,
}

/// The earlier example that this one is like.
fn model<'e>(desk: &mut Desk<'_>, at: &At<'_>, earlier: &'e [WrittenExample]) -> Model<'e> {
    let Some(like) = desk.string(at, "like") else {
        if let Some(change) = at.child("change") {
            desk.fault(&change, "a change of nothing", "name the example with \"like\"");
        }
        return Model::None;
    };
    let found = earlier.iter().find(|example| example.name == like);
    if let Some(example) = found.filter(|_| at.node.get("data").is_none()) {
        return Model::Earlier(example);
    }
    let what = format!("\"like\" cannot be used here: \"{like}\"");
    desk.fault(at, what, "name an example above this one, and write no \"data\"");
    Model::Unknown
}

fn problems(desk: &mut Desk<'_>, at: &At<'_>) -> Vec<(String, String)> {
    let mut problems = Vec::new();
    for problem in desk.list(at, "problems") {
        desk.only(&problem, &["at", "rule"]);
        let place = problem.node.get("at").and_then(Node::text).unwrap_or_default();
        let rule = desk.string(&problem, "rule").unwrap_or_default();
        problems.push((place.to_owned(), rule));
    }
    problems
}

/// RFC 7396: objects are merged, null removes, everything else replaces.
fn merge(target: &mut Value, patch: Value) {
    let Value::Object(patch) = patch else {
        *target = patch;
        return;
    };
    if !target.is_object() {
        *target = Value::Object(serde_json::Map::new());
    }
    let Some(members) = target.as_object_mut() else { return };
    for (name, value) in patch {
        if value.is_null() {
            members.shift_remove(&name);
        } else {
            merge(members.entry(name).or_insert(Value::Null), value);
        }
    }
}
