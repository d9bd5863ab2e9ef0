//! The house way of laying out a file of a definition: on one line what fits there, and the keys
//! of a procedure in the order in which it is read.

use super::{
    json::{Json, Member, Node},
    report::Report,
};
use crate::DefinitionFault;

/// How wide a line may be. Kanji and kana are two wide, as editors show them.
const WIDTH: usize = 130;
const INDENT: usize = 2;

/// The keys of a definition.
const ROOT: [&str; 18] = [
    "$schema",
    "$id",
    "$comment",
    "title",
    "description",
    "x-procedure",
    "x-eligibility",
    "x-steps",
    "x-pages",
    "x-lists",
    "x-tables",
    "type",
    "properties",
    "required",
    "additionalProperties",
    "x-rules",
    "x-overlays",
    "x-examples",
];

/// The keys of `x-procedure`: whose it is, who may file how, what becomes of it, what people are
/// told, when, and for how much.
const PROCEDURE: [&str; 37] = [
    "department",
    "routing",
    "category",
    "lifeEvents",
    "legalBasis",
    "legalBasisKind",
    "applicants",
    "whoCanApply",
    "identity",
    "identityWithoutCard",
    "byPost",
    "processing",
    "follows",
    "workflow",
    "decision",
    "retentionYears",
    "handover",
    "sameAs",
    "estimatedMinutes",
    "popular",
    "keywords",
    "sensitive",
    "prepare",
    "result",
    "opening",
    "remember",
    "privacy",
    "contact",
    "offline",
    "deadline",
    "draw",
    "visit",
    "quota",
    "once",
    "fee",
    "$comment",
    "x-confirm",
];

/// The text of a file, laid out. What it says stays: values, and the order of questions.
///
/// # Errors
/// Everything that keeps the file from being read.
pub fn laid_out(file: &str, text: &str) -> Result<String, Vec<DefinitionFault>> {
    let mut report = Report::default();
    let root = report.read_file(file, text);
    let faults = report.into_faults();
    let Some(mut root) = root.filter(|_| faults.is_empty()) else { return Err(faults) };
    if let Json::Object(members) = &mut root.json
        && let Some(at) = members.iter().position(|member| member.name == "x-procedure")
    {
        if let Some(Member { node: Node { json: Json::Object(procedure), .. }, .. }) =
            members.get_mut(at)
        {
            order(procedure, &PROCEDURE);
        }
        order(members, &ROOT);
    }
    let mut laid = String::new();
    // A file is never one line, however short.
    broken(&root, 0, &mut laid);
    laid.push('\n');
    Ok(laid)
}

/// Puts the keys into this order. One that is not named stays behind the one that it stands behind.
fn order(members: &mut Vec<Member>, keys: &[&str]) {
    let mut last = 0;
    let mut ranked: Vec<(usize, Member)> = Vec::with_capacity(members.len());
    for member in members.drain(..) {
        last = keys.iter().position(|key| *key == member.name).unwrap_or(last);
        ranked.push((last, member));
    }
    ranked.sort_by_key(|(rank, _)| *rank);
    members.extend(ranked.into_iter().map(|(_, member)| member));
}

/// A value behind `column` characters, with `behind` after it: on the line where it fits.
fn put(node: &Node, (indent, column, behind): (usize, usize, usize), laid: &mut String) {
    let whole = on_one_line(node);
    let is_plain = !matches!(node.json, Json::List(_) | Json::Object(_));
    if is_plain || column + width(&whole) + behind <= WIDTH {
        laid.push_str(&whole);
    } else {
        broken(node, indent, laid);
    }
}

/// A value over several lines: a member or an item on each, but as many plain items as fit.
fn broken(node: &Node, indent: usize, laid: &mut String) {
    let inner = indent + INDENT;
    match &node.json {
        Json::Object(members) if !members.is_empty() => {
            laid.push('{');
            let last = members.len() - 1;
            for (at, Member { name, node, .. }) in members.iter().enumerate() {
                new_line(inner, laid);
                let key = format!("{}: ", quoted(name));
                laid.push_str(&key);
                put(node, (inner, inner + width(&key), usize::from(at < last)), laid);
                if at < last {
                    laid.push(',');
                }
            }
            new_line(indent, laid);
            laid.push('}');
        }
        Json::List(items) if !items.is_empty() => {
            laid.push('[');
            list(items, inner, laid);
            new_line(indent, laid);
            laid.push(']');
        }
        Json::Null
        | Json::Bool(_)
        | Json::Number(_)
        | Json::Text(_)
        | Json::List(_)
        | Json::Object(_) => laid.push_str(&on_one_line(node)),
    }
}

fn list(items: &[Node], indent: usize, laid: &mut String) {
    let is_deep = |item: &Node| matches!(item.json, Json::List(_) | Json::Object(_));
    let (fills, last) = (!items.iter().any(is_deep), items.len() - 1);
    let mut column = WIDTH;
    for (at, item) in items.iter().enumerate() {
        let comma = usize::from(at < last);
        let wide = width(&on_one_line(item)) + comma;
        if fills && column + 1 + wide <= WIDTH {
            laid.push(' ');
            column += 1 + wide;
        } else {
            new_line(indent, laid);
            column = indent + wide;
        }
        put(item, (indent, indent, comma), laid);
        if at < last {
            laid.push(',');
        }
    }
}

fn new_line(indent: usize, laid: &mut String) {
    laid.push('\n');
    laid.extend(std::iter::repeat_n(' ', indent));
}

fn on_one_line(node: &Node) -> String {
    match &node.json {
        Json::Object(members) if members.is_empty() => "{}".to_owned(),
        Json::Object(members) => {
            let member = |m: &Member| format!("{}: {}", quoted(&m.name), on_one_line(&m.node));
            format!("{{ {} }}", joined(members.iter().map(member)))
        }
        Json::List(items) => format!("[{}]", joined(items.iter().map(on_one_line))),
        Json::Text(text) => quoted(text),
        Json::Null | Json::Bool(_) | Json::Number(_) => node.to_value().to_string(),
    }
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn width(text: &str) -> usize {
    let is_wide = |c: char| {
        matches!(c, '\u{1100}'..='\u{115F}' | '\u{2E80}'..='\u{303E}'
        | '\u{3041}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE6F}' | '\u{FF01}'..='\u{FF60}'
        | '\u{FFE0}'..='\u{FFE6}' | '\u{1F300}'..='\u{1FAFF}' | '\u{20000}'..='\u{3FFFD}')
    };
    text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_in_order_and_notes_stay_with_theirs() {
        let text = r#"{ "x-examples": [], "title": "見本", "$id": "f", "x-note": 1,
            "x-procedure": { "fee": {}, "workflow": "w", "x-other": true, "department": "課" } }"#;
        let laid = laid_out("f.json", text).unwrap();
        assert_eq!(
            laid,
            r#"{
  "$id": "f",
  "x-note": 1,
  "title": "見本",
  "x-procedure": { "department": "課", "workflow": "w", "x-other": true, "fee": {} },
  "x-examples": []
}
"#
        );
        assert_eq!(laid_out("f.json", &laid).unwrap(), laid);
    }

    #[test]
    fn what_does_not_fit_is_broken_and_plain_items_fill_their_lines() {
        let word = "住民票の写し";
        let text = format!(
            "{{\"keywords\": {:?}, \"rows\": [{{\"a\": [1]}}, {{\"b\": {{}}}}]}}",
            [word; 20]
        );
        let laid = laid_out("f.json", &text).unwrap();
        let lines: Vec<&str> = laid.lines().collect();
        assert_eq!(lines.first(), Some(&"{"));
        assert_eq!(lines.get(1), Some(&"  \"keywords\": ["));
        assert!(lines.iter().all(|line| width(line) <= WIDTH), "{laid}");
        assert_eq!(laid.matches(word).count(), 20);
        assert_eq!(lines.len(), 8, "three lines of words: {laid}");
        assert_eq!(lines.get(6), Some(&"  \"rows\": [{ \"a\": [1] }, { \"b\": {} }]"));
    }

    #[test]
    fn what_cannot_be_read_is_told_where() {
        let faults = laid_out("f.json", "{ \"a\": 1, }").unwrap_err();
        assert_eq!((&*faults[0].file, faults[0].line), ("f.json", 1));
        assert!(
            laid_out("f.json", "{ \"a\": 1, \"a\": 2 }").is_err(),
            "one of the two would be lost"
        );
    }
}
