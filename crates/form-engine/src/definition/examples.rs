//! The definition's own tests, as `x-examples` writes them.
//!
//! An example can be like an earlier one and say only what differs, as a JSON Merge
//! Patch (RFC 7396): a rule's failing example is then one line, and shows why it fails.

use std::sync::Arc;

use japanese_values::Format;
use serde_json::Value;

use super::desk::{At, Desk, nearest};
use super::json::{Json, Node};
use super::pointers::meant;
use super::property::{OWN_FORMATS, Property};
use crate::message::words;
use crate::pipeline::find;
use crate::pointer::{lies_in, without_indices};

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

/// What examples can name.
struct Names<'n> {
    properties: &'n [Property],
    /// The ids of the rules, those too that cannot be read.
    rules: Vec<&'n str>,
}

/// Reads them in order.
pub(crate) fn read(
    desk: &mut Desk<'_>,
    root: &At<'_>,
    properties: &[Property],
) -> Vec<WrittenExample> {
    let rules = root.node.get("x-rules").and_then(Node::list).unwrap_or_default().iter();
    let rules = rules.filter_map(|rule| rule.get("id")?.text()).collect();
    let names = Names { properties, rules };
    let mut examples = Vec::new();
    let mut space = MAX_VALUES;
    for at in desk.list(root, "x-examples") {
        if desk.only(&at, &KNOWN) {
            let read = read_one(desk, &at, &examples, &names);
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
    names: &Names<'_>,
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
        confirmed: confirmed(desk, at, names),
        fee: desk.count(at, "feeYen", 100_000_000).and_then(|fee| i64::try_from(fee).ok()),
        problems: problems(desk, at, names),
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
    let known: Vec<&str> = earlier.iter().map(|example| example.name.as_str()).collect();
    let mend = match nearest(&like, &known).filter(|near| *near != like) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => "name an example above this one, and write no \"data\"".to_owned(),
    };
    desk.fault(&at.child("like").unwrap_or_else(|| at.clone()), what, mend);
    Model::Unknown
}

fn confirmed(desk: &mut Desk<'_>, at: &At<'_>, names: &Names<'_>) -> Vec<String> {
    let mut confirmed = Vec::new();
    for named in desk.list(at, "confirmed") {
        let Some(rule) = desk.string_at(&named) else { continue };
        known_rule(desk, &named, &rule, names);
        confirmed.push(rule);
    }
    confirmed
}

/// Notes a rule that there is not: an example that names it can only fail, and says less.
fn known_rule(desk: &mut Desk<'_>, at: &At<'_>, rule: &str, names: &Names<'_>) {
    if desk.report.is_opening() {
        return;
    }
    let formats = Format::ALL.iter().map(|format| format.name()).chain(OWN_FORMATS);
    let mut known = names.rules.clone();
    words().chain(formats).for_each(|word| known.push(word));
    if known.contains(&rule) {
        return;
    }
    let mend = match nearest(rule, &known) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => "name a rule of \"x-rules\", or the keyword that fails".to_owned(),
    };
    desk.fault(at, format!("there is no rule \"{rule}\""), mend);
}

/// Notes an answer that there is not, where another was meant.
fn known_answer(desk: &mut Desk<'_>, at: &At<'_>, place: &str, names: &Names<'_>) {
    let plain = without_indices(place);
    if find(names.properties, &plain).is_some() || desk.report.is_opening() {
        return;
    }
    let unread = desk.report.unread().iter().any(|unread| lies_in(&plain, unread));
    if let Some(near) = meant(names.properties, &plain).filter(|_| !unread) {
        let mend = format!("did you mean \"{near}\"?");
        desk.fault(at, format!("{place} is no field of the form"), mend);
    }
}

fn problems(desk: &mut Desk<'_>, at: &At<'_>, names: &Names<'_>) -> Vec<(String, String)> {
    let mut problems = Vec::new();
    for problem in desk.list(at, "problems") {
        desk.only(&problem, &["at", "rule"]);
        let place = problem.node.get("at").and_then(Node::text).unwrap_or_default();
        let rule = desk.string(&problem, "rule").unwrap_or_default();
        if let Some(named) = problem.child("rule") {
            known_rule(desk, &named, &rule, names);
        }
        if let Some(named) = problem.child("at").filter(|_| !place.is_empty()) {
            known_answer(desk, &named, place, names);
        }
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
