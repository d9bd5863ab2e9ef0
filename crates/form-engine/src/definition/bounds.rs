//! The keywords that bound a value: lengths, ranges, counts and patterns.
//!
//! Bounds are kept as JSON Schema writes them, because a JSON Schema validator
//! checks them; here they are only kept sane and cheap to check.

use regex::RegexBuilder;
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use super::desk::{At, Desk};
use super::json::Json;
use super::property::Kind;
use crate::Field;

/// How many characters an answer may have where the definition says nothing.
pub(crate) const DEFAULT_LENGTH: u64 = 2_000;
/// How many characters any answer may have.
pub(crate) const MAX_LENGTH: u64 = 20_000;
/// How many rows or choices an answer may have where the definition says nothing.
pub(crate) const DEFAULT_ITEMS: u64 = 100;
/// How many rows or choices any answer may have.
pub(crate) const MAX_ITEMS: u64 = 200;
/// How many files one answer may have.
pub(crate) const MAX_FILES: u64 = 20;
/// How large any file may be.
pub(crate) const MAX_FILE_BYTES: u64 = 50 * 1024 * 1024;
/// How large a file may be where the definition says nothing.
pub(crate) const DEFAULT_FILE_BYTES: u64 = 10 * 1024 * 1024;
/// How long a pattern may be.
pub(crate) const MAX_PATTERN: usize = 500;
/// How large a compiled pattern may be, in bytes. Matching is linear in any case.
const MAX_COMPILED_PATTERN: usize = 256 * 1024;
/// Up to this size a pattern counts as small.
const SMALL_PATTERN: usize = 32 * 1024;
/// How many patterns a definition may have, in fields and in `matches()`: each takes time to
/// compile, whatever its size.
pub(crate) const MAX_PATTERNS: usize = 100;
/// How many patterns may be larger: each is kept in memory as long as the form.
pub(crate) const MAX_LARGE_PATTERNS: usize = 10;

/// Which kinds of values a keyword bounds.
fn keywords(kind: &Kind) -> &'static [&'static str] {
    match kind {
        Kind::Text => &["minLength", "maxLength", "pattern", "const"],
        Kind::Integer | Kind::Number => {
            &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "const"]
        }
        Kind::Boolean => &["const"],
        Kind::Choices | Kind::Attachments | Kind::Rows(_) => {
            &["minItems", "maxItems", "uniqueItems"]
        }
        Kind::Attachment | Kind::Group(_) => &[],
    }
}

const ALL: [&str; 12] = [
    "minLength",
    "maxLength",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "const",
];

/// The keywords that bound one value. A map takes five times the room, and there are thousands.
#[derive(Debug, Default)]
pub(crate) struct Bounds(Vec<(&'static str, Value)>);

impl Bounds {
    /// What a keyword says.
    pub(crate) fn get(&self, keyword: &str) -> Option<&Value> {
        self.0.iter().find(|(known, _)| *known == keyword).map(|(_, value)| value)
    }

    /// The keywords as JSON Schema writes them.
    pub(crate) fn to_schema(&self) -> Map<String, Value> {
        self.0.iter().map(|(keyword, value)| ((*keyword).to_owned(), value.clone())).collect()
    }

    fn or(&mut self, keyword: &'static str, value: u64) {
        if self.get(keyword).is_none() {
            self.0.push((keyword, json!(value)));
        }
    }
}

/// Reads the bounds that fit the kind, and refuses the others.
pub(crate) fn read(desk: &mut Desk<'_>, at: &At<'_>, kind: &Kind) -> Bounds {
    let fitting = keywords(kind);
    let mut bounds = Bounds::default();
    for keyword in ALL {
        let Some(child) = at.child(keyword) else { continue };
        if !fitting.contains(&keyword) {
            let what = format!("\"{keyword}\" has no meaning for this type");
            desk.fault(&child, what, "remove it or change the type");
        } else if keyword == "const" && !is_of(kind, &child.node.json) {
            let mend = "change the type, or write the constant as that type";
            desk.fault(&child, "this constant does not fit the type", mend);
        } else if let Some(value) = bound(desk, at, &child, keyword) {
            bounds.0.push((keyword, value));
        }
    }
    match kind {
        Kind::Text => {
            bounds.or("maxLength", DEFAULT_LENGTH);
        }
        Kind::Choices | Kind::Rows(_) => {
            bounds.or("maxItems", DEFAULT_ITEMS);
        }
        Kind::Attachments => {
            let most = at.child("x-maxFiles").and_then(|child| child.node.to_value().as_u64());
            bounds.or("maxItems", most.unwrap_or(1).min(MAX_FILES));
        }
        Kind::Integer | Kind::Number | Kind::Boolean | Kind::Attachment | Kind::Group(_) => {}
    }
    for (least, most) in
        [("minLength", "maxLength"), ("minItems", "maxItems"), ("minimum", "maximum")]
    {
        if decimal(&bounds, least).zip(decimal(&bounds, most)).is_some_and(|(l, m)| l > m) {
            let what = format!("\"{least}\" is larger than \"{most}\"");
            desk.fault(at, what, "correct one of them");
        }
    }
    bounds.0.shrink_to_fit();
    bounds
}

/// Whether a constant can be an answer at all.
fn is_of(kind: &Kind, constant: &Json) -> bool {
    match kind {
        Kind::Text => matches!(constant, Json::Text(_)),
        Kind::Integer | Kind::Number => matches!(constant, Json::Number(_)),
        Kind::Boolean => matches!(constant, Json::Bool(_)),
        Kind::Attachment | Kind::Attachments | Kind::Choices | Kind::Group(_) | Kind::Rows(_) => {
            false
        }
    }
}

fn bound(desk: &mut Desk<'_>, at: &At<'_>, child: &At<'_>, keyword: &str) -> Option<Value> {
    match keyword {
        "minLength" | "maxLength" => desk.count(at, keyword, MAX_LENGTH).map(Value::from),
        "minItems" | "maxItems" => desk.count(at, keyword, MAX_ITEMS).map(Value::from),
        "uniqueItems" => desk.flag(at, keyword).map(Value::from),
        "pattern" => pattern(desk, child),
        "const" => Some(child.node.to_value()),
        _ => number(desk, child, keyword),
    }
}

fn number(desk: &mut Desk<'_>, at: &At<'_>, keyword: &str) -> Option<Value> {
    let number = desk.number_at(at)?;
    let exact = number.to_string().parse::<Decimal>().ok();
    let limit = Decimal::from(1_000_000_000_000_000_i64);
    let sane = exact.is_some_and(|exact| {
        exact.abs() <= limit && (keyword != "multipleOf" || exact >= Decimal::new(1, 4))
    });
    if !sane {
        let mend = "use numbers up to 10^15, and steps of at least 0.0001";
        desk.fault(at, "this bound is no sensible number", mend);
    }
    sane.then(|| Value::Number(number.clone()))
}

/// Only patterns that are matched in linear time: no look-around, no back-references.
fn pattern(desk: &mut Desk<'_>, at: &At<'_>) -> Option<Value> {
    let pattern = desk.string_at(at)?;
    if pattern.len() > MAX_PATTERN {
        let what = format!("the pattern has more than {MAX_PATTERN} bytes");
        desk.fault(at, what, "shorten it");
        return None;
    }
    let count = desk.report.count_patterns(1);
    if count == MAX_PATTERNS + 1 {
        let what = format!("more than {MAX_PATTERNS} patterns");
        desk.fault(at, what, "use formats where there are some");
    }
    if count > MAX_PATTERNS || desk.report.large_patterns() > MAX_LARGE_PATTERNS {
        // The definition is refused already: no more of its patterns are worth the time.
        return None;
    }
    let compiles = |limit| RegexBuilder::new(&pattern).size_limit(limit).build().is_ok();
    if compiles(SMALL_PATTERN) {
        return Some(Value::String(pattern));
    }
    if desk.report.count_large_pattern() > MAX_LARGE_PATTERNS {
        let what = format!("more than {MAX_LARGE_PATTERNS} patterns are large or wrong");
        desk.fault(at, what, "use classes of few characters, such as [ァ-ヶー]");
        return None;
    }
    if !compiles(MAX_COMPILED_PATTERN) {
        let what = "this pattern cannot be used";
        let mend =
            "correct it; look-around, back-references and huge repetitions are not available";
        desk.fault(at, what, mend);
        return None;
    }
    Some(Value::String(pattern))
}

/// Copies the bounds to what pages show.
pub(crate) fn show(bounds: &Bounds, field: &mut Field) {
    let count = |name: &str| bounds.get(name).and_then(Value::as_u64);
    field.minimum = decimal(bounds, "minimum");
    field.maximum = decimal(bounds, "maximum");
    field.min_length = count("minLength");
    field.max_length = count("maxLength");
    field.min_items = count("minItems");
    field.max_items = count("maxItems");
    if field.max_files > 1 {
        field.max_items = Some(field.max_files);
    }
}

fn decimal(bounds: &Bounds, name: &str) -> Option<Decimal> {
    bounds.get(name).and_then(|value| value.to_string().parse().ok())
}
