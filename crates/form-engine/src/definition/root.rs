//! The root of a definition: names, pages, rules and examples.

use super::desk::{At, Desk};
use super::json::Node;
use super::overlay::Translations;
use super::property::{Property, Reader, read_required};
use super::report::Report;
use super::{MAX_RULES, Snippet, WrittenPrice, WrittenRule, prices, procedure};
use crate::{Procedure, Sensitivity, Severity, Text};

const ROOT: [&str; 15] = [
    "$schema",
    "$id",
    "$comment",
    "title",
    "description",
    "type",
    "properties",
    "required",
    "additionalProperties",
    "x-procedure",
    "x-pages",
    "x-tables",
    "x-rules",
    "x-examples",
    "x-overlays",
];

const RULE: [&str; 8] = ["id", "each", "at", "when", "check", "message", "severity", "$comment"];

/// A definition as it is read, before its expressions are compiled.
#[derive(Debug)]
pub(crate) struct Definition {
    pub(crate) id: String,
    pub(crate) title: Text,
    pub(crate) description: Text,
    pub(crate) procedure: Procedure,
    pub(crate) prices: Vec<WrittenPrice>,
    pub(crate) tables: serde_json::Value,
    pub(crate) pages: Vec<WrittenPage>,
    pub(crate) properties: Vec<Property>,
    pub(crate) rules: Vec<WrittenRule>,
    pub(crate) examples: Vec<WrittenExample>,
    pub(crate) published: String,
    pub(crate) untranslated: [Vec<String>; 2],
}

/// A page as it is written.
#[derive(Debug)]
pub(crate) struct WrittenPage {
    pub(crate) id: String,
    pub(crate) title: Text,
    pub(crate) help: Text,
    pub(crate) visible: Option<Snippet>,
    pub(crate) fields: Vec<String>,
}

/// An example as it is written.
#[derive(Debug, Clone)]
pub(crate) struct WrittenExample {
    pub(crate) name: String,
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) pointer: String,
    pub(crate) today: chrono::NaiveDate,
    pub(crate) applicant: Option<serde_json::Value>,
    pub(crate) data: serde_json::Value,
    pub(crate) confirmed: Vec<String>,
    pub(crate) fee: Option<i64>,
    pub(crate) problems: Vec<(String, String)>,
}

/// Reads the root of a definition whose parts are inside.
pub(crate) fn read_root(
    root: &Node,
    report: &mut Report,
    translations: &mut Translations,
) -> Option<Definition> {
    let mut desk = Desk { report, translations };
    let at = At { node: root, pointer: String::new() };
    if !desk.only(&at, &ROOT) {
        return None;
    }
    desk.string(&at, "$schema");
    let id = desk.slug(&at, "$id");
    if id.is_none() {
        desk.missing(&at, "$id", "name the procedure by a slug such as \"juminhyo-utsushi\"");
    }
    let (title, description) = (desk.needed_text(&at, "title"), desk.text(&at, "description"));
    if desk.one_of(&at, "type", &[("object", ())]).is_none() {
        desk.missing(&at, "type", "write \"type\": \"object\"");
    }
    let required = read_required(&mut desk, &at);
    let mut reader = Reader::new(&mut desk);
    let properties = reader.properties(&at, "", &required);
    let mut rules = read_rules(&mut desk, &at);
    limit_rules(&mut desk, &at, &rules);
    let pages = read_pages(&mut desk, &at, &properties);
    let procedure = procedure::read(&mut desk, &at);
    forbid_number_without_law(&mut desk, &at, &properties, procedure.as_ref());
    let prices = prices::read(&mut desk, &at);
    let tables = read_tables(&mut desk, &at);
    let examples = read_examples(&mut desk, &at);
    rules.retain(|rule| rule.check.is_some());
    Some(Definition {
        id: id?,
        title,
        description,
        procedure: procedure?,
        prices,
        tables,
        pages,
        properties,
        rules,
        examples,
        published: String::new(),
        untranslated: [Vec::new(), Vec::new()],
    })
}

fn read_pages(desk: &mut Desk<'_>, root: &At<'_>, properties: &[Property]) -> Vec<WrittenPage> {
    let written = desk.list(root, "x-pages");
    if written.is_empty() {
        desk.missing(root, "x-pages", "group the fields into pages");
    }
    let mut pages: Vec<WrittenPage> = Vec::new();
    for at in &written {
        if !desk.only(at, &["id", "title", "help", "x-visible", "fields"]) {
            continue;
        }
        let id = desk.slug(at, "id").unwrap_or_else(|| {
            desk.missing(at, "id", "name the page by a slug");
            String::new()
        });
        if id == "check" || pages.iter().any(|page| page.id == id) {
            let what = format!("the page id \"{id}\" is taken");
            desk.fault(at, what, "give each page its own id, other than \"check\"");
        }
        let fields = desk.strings(at, "fields");
        for (index, name) in fields.iter().enumerate() {
            let placed = pages.iter().any(|page| page.fields.contains(name))
                || fields.iter().take(index).any(|earlier| earlier == name);
            let known = properties.iter().any(|property| property.field.name == *name);
            if placed || !known {
                let why = if placed { "is on a page already" } else { "is no property" };
                let what = format!("\"{name}\" {why}");
                desk.fault(at, what, "name every property on exactly one page");
            }
        }
        let (title, help) = (desk.needed_text(at, "title"), desk.text(at, "help"));
        pages.push(WrittenPage { id, title, help, visible: desk.snippet(at, "x-visible"), fields });
    }
    for property in properties {
        if !pages.iter().any(|page| page.fields.contains(&property.field.name)) {
            desk.report.fault(
                property.place,
                &property.definition,
                "this property is on no page",
                "name it in the \"fields\" of one page",
            );
        }
    }
    pages
}

fn read_rules(desk: &mut Desk<'_>, at: &At<'_>) -> Vec<WrittenRule> {
    let severities = [("error", Severity::Error), ("warning", Severity::Warning)];
    let mut rules: Vec<WrittenRule> = Vec::new();
    for at in desk.list(at, "x-rules") {
        if !desk.only(&at, &RULE) {
            continue;
        }
        let id = desk.slug(&at, "id").unwrap_or_else(|| {
            desk.missing(&at, "id", "name the rule by a slug");
            String::new()
        });
        if rules.iter().any(|rule| rule.id == id) {
            desk.fault(&at, format!("the rule id \"{id}\" is taken"), "give each rule its own id");
        }
        let places = desk.list(&at, "at");
        let places: Vec<_> = places.iter().filter_map(|place| desk.snippet_at(place)).collect();
        if places.is_empty() {
            desk.missing(&at, "at", "point to the fields, such as [\"/birthDate\"]");
        }
        let check = desk.snippet(&at, "check");
        if check.is_none() {
            desk.missing(&at, "check", "write the expression that must be true");
        }
        rules.push(WrittenRule {
            id,
            each: desk.snippet(&at, "each"),
            at: places,
            when: desk.snippet(&at, "when"),
            check,
            message: desk.needed_text(&at, "message"),
            severity: desk.one_of(&at, "severity", &severities).unwrap_or(Severity::Error),
        });
    }
    rules
}

fn limit_rules(desk: &mut Desk<'_>, at: &At<'_>, rules: &[WrittenRule]) {
    if rules.len() > MAX_RULES {
        let what = format!("the definition has {} rules, more than {MAX_RULES}", rules.len());
        desk.fault(at, what, "remove rules or split the procedure");
    }
}

/// The tables that expressions look things up in.
fn read_tables(desk: &mut Desk<'_>, root: &At<'_>) -> serde_json::Value {
    let Some(at) = root.child("x-tables") else { return serde_json::Value::Null };
    for (_, table) in at.members() {
        if table.node.members().is_empty() {
            let what = format!("this is {}", table.node.kind());
            desk.fault(&table, what, "write an object with at least one entry");
        }
    }
    at.node.to_value()
}

/// 番号法9条: who asks for the number must name the law, and how long it is kept.
fn forbid_number_without_law(
    desk: &mut Desk<'_>,
    at: &At<'_>,
    properties: &[Property],
    procedure: Option<&Procedure>,
) {
    fn asks(properties: &[Property]) -> bool {
        properties.iter().any(|property| {
            property.field.sensitive == Some(Sensitivity::MyNumber) || asks(property.children())
        })
    }
    let Some(procedure) = procedure else { return };
    let lawful = !procedure.legal_basis.is_empty() && procedure.retention_years.is_some();
    if asks(properties) && !lawful {
        let what = "the form asks for a My Number without a legal basis and a retention period";
        desk.fault(at, what, "set legalBasis and retentionYears in x-procedure");
    }
}

fn read_examples(desk: &mut Desk<'_>, root: &At<'_>) -> Vec<WrittenExample> {
    const KNOWN: [&str; 8] =
        ["name", "today", "applicant", "data", "confirmed", "feeYen", "problems", "$comment"];
    let mut examples = Vec::new();
    for at in desk.list(root, "x-examples") {
        if !desk.only(&at, &KNOWN) {
            continue;
        }
        let today = desk.string(&at, "today").and_then(|day| day.parse().ok());
        let (Some(name), Some(today), Some(data)) =
            (desk.string(&at, "name"), today, at.child("data"))
        else {
            let mend = "write \"name\", \"today\" as YYYY-MM-DD, and \"data\"";
            desk.fault(&at, "an example without name, day or data", mend);
            continue;
        };
        let mut problems = Vec::new();
        for problem in desk.list(&at, "problems") {
            desk.only(&problem, &["at", "rule"]);
            let place = problem.node.get("at").and_then(Node::text).unwrap_or_default();
            let rule = desk.string(&problem, "rule").unwrap_or_default();
            problems.push((place.to_owned(), rule));
        }
        let (line, column) = desk.report.line_and_column(at.node.place);
        examples.push(WrittenExample {
            name,
            line,
            column,
            pointer: at.pointer.clone(),
            today,
            applicant: at.child("applicant").map(|child| child.node.to_value()),
            data: data.node.to_value(),
            confirmed: desk.strings(&at, "confirmed"),
            fee: desk.count(&at, "feeYen", 100_000_000).and_then(|fee| i64::try_from(fee).ok()),
            problems,
        });
    }
    examples
}
