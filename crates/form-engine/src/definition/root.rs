//! The root of a definition: names, pages, rules and examples.

use japanese_values::Term;

use super::branches::Branch;
use super::decision::{self, WrittenLevel};
use super::desk::{At, Desk, nearest};
use super::desk_use;
use super::draw::{self, WrittenDraw};
use super::examples::{self, WrittenExample};
use super::follows;
use super::gate;
use super::identity;
use super::json::Node;
use super::limits::{self, WrittenLimits};
use super::lists::{self, Lists};
use super::overlay::Translations;
use super::property::{Property, Reader, read_required};
use super::report::Report;
use super::same::{self, WrittenSame};
use super::{MAX_RULES, Snippet, WrittenPrice, WrittenRule, WrittenStep};
use super::{prices, procedure, processing, steps};
use crate::message::is_word;
use crate::{EligibilityQuestion, Identity, Procedure, Sensitivity, Severity, Text};

const ROOT: [&str; 19] = [
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
    "x-eligibility",
    "x-pages",
    "x-tables",
    "x-lists",
    "x-steps",
    "x-rules",
    "x-examples",
    "x-overlays",
    super::themes::KEYWORD,
];

/// Addresses below a draft that are no pages of its form.
const TAKEN_PAGES: [&str; 6] = ["check", "continue", "discard", "files", "sign", "signed"];

const RULE: [&str; 8] = ["id", "each", "at", "when", "check", "message", "severity", "$comment"];

/// A definition as it is read, before its expressions are compiled.
#[derive(Debug)]
pub(crate) struct Definition {
    pub(crate) id: String,
    pub(crate) title: Text,
    pub(crate) description: Text,
    pub(crate) procedure: Procedure,
    pub(crate) prices: Vec<WrittenPrice>,
    pub(crate) limits: WrittenLimits,
    pub(crate) same: Vec<WrittenSame>,
    /// Which ward a submission belongs to.
    pub(crate) ward: Option<Snippet>,
    /// How well the applicant must be known, by branches of the answers.
    pub(crate) identity: Vec<Branch<Identity>>,
    /// How long it takes, by branches of the answers.
    pub(crate) processing: Vec<Branch<Option<Term>>>,
    /// Who decides.
    pub(crate) levels: Vec<WrittenLevel>,
    /// When a rule decides.
    pub(crate) auto: Option<Snippet>,
    pub(crate) draw: Option<WrittenDraw>,
    /// Of a guide.
    pub(crate) steps: Option<Vec<WrittenStep>>,
    pub(crate) eligibility: Vec<EligibilityQuestion>,
    pub(crate) tables: serde_json::Value,
    pub(crate) pages: Vec<WrittenPage>,
    pub(crate) properties: Vec<Property>,
    pub(crate) rules: Vec<WrittenRule>,
    pub(crate) examples: Vec<WrittenExample>,
    pub(crate) published: String,
    pub(crate) untranslated: [Vec<String>; 2],
    /// The pointers of the fields that could not be read.
    pub(crate) unread: Vec<String>,
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
    let id = id(&mut desk, &at);
    let (title, description) = (desk.needed_text(&at, "title"), desk.text(&at, "description"));
    if desk.one_of(&at, "type", &[("object", ())]).is_none() {
        desk.missing(&at, "type", "write \"type\": \"object\"");
    }
    let required = read_required(&mut desk, &at);
    let lists = lists::read(&mut desk, &at);
    let properties = Reader::new(&mut desk, &lists).properties(&at, "", &required);
    desk_use::count_columns(&mut desk, &properties);
    let rules = read_rules(&mut desk, &at);
    let steps = at.node.get("x-steps").map(|_steps| steps::read(&mut desk, &at));
    let (pages, procedure) = if steps.is_some() {
        (vec![whole(&title, &properties)], Some(Procedure::of_guide()))
    } else {
        (read_pages(&mut desk, &at, &properties), procedure::read(&mut desk, &at))
    };
    remembers_what_is_asked(&mut desk, &at, &properties);
    forbid_number_without_law(&mut desk, &at, &properties, procedure.as_ref());
    let (prices, limits) = (prices::read(&mut desk, &at), limits::read(&mut desk, &at));
    let (same, ward) = (same::read(&mut desk, &at), procedure::ward(&mut desk, &at));
    let workflow = procedure.as_ref().map(|procedure| procedure.workflow);
    let levels = workflow.map(|of| decision::levels(&mut desk, &at, of)).unwrap_or_default();
    let (procedure, auto) = decision::ruled(&mut desk, &at, procedure);
    let procedure = follows::told(&mut desk, &at, &properties, procedure);
    let (procedure, processing) = processing::told(&mut desk, &at, procedure);
    let draw = workflow.and_then(|of| draw::read(&mut desk, &at, of));
    let (identity, eligibility) = (identity::branches(&mut desk, &at), gate::read(&mut desk, &at));
    let (tables, examples) =
        (read_tables(&mut desk, &at, lists), examples::read(&mut desk, &at, &properties));
    Some(Definition {
        id: id?,
        title,
        description,
        procedure: procedure?,
        prices,
        limits,
        same,
        ward,
        identity,
        processing,
        levels,
        auto,
        draw,
        steps,
        eligibility,
        tables,
        pages,
        properties,
        rules: rules.into_iter().filter(|rule| rule.check.is_some()).collect(),
        examples,
        published: String::new(),
        untranslated: [Vec::new(), Vec::new()],
        unread: desk.report.unread().to_vec(),
    })
}

fn id(desk: &mut Desk<'_>, root: &At<'_>) -> Option<String> {
    let id = desk.slug(root, "$id");
    if id.is_none() {
        desk.missing(root, "$id", "name the procedure by a slug such as \"juminhyo-utsushi\"");
    }
    id
}

/// What the receipt repeats is a question of the form, and no secret.
fn remembers_what_is_asked(desk: &mut Desk<'_>, root: &At<'_>, properties: &[Property]) {
    let Some(procedure) = root.child("x-procedure") else { return };
    for at in desk.list(&procedure, "remember") {
        let named = desk.string_at(&at).unwrap_or_default();
        let found = properties.iter().find(|property| property.field.pointer == named);
        if found.is_none_or(|property| property.field.sensitive.is_some()) {
            if desk.report.unread().contains(&named) {
                continue;
            }
            let mend = "write the pointer of a question that is not sensitive, such as \"/day\"";
            desk.fault(&at, format!("\"{named}\" cannot be repeated on the receipt"), mend);
        }
    }
}

/// A guide asks all its questions on one page.
fn whole(title: &Text, properties: &[Property]) -> WrittenPage {
    WrittenPage {
        id: "questions".to_owned(),
        title: title.clone(),
        help: Text::default(),
        visible: None,
        fields: properties.iter().map(|property| property.field.name.clone()).collect(),
    }
}

fn read_pages(desk: &mut Desk<'_>, root: &At<'_>, properties: &[Property]) -> Vec<WrittenPage> {
    let written = desk.list(root, "x-pages");
    if written.is_empty() {
        desk.missing(root, "x-pages", "group the fields into pages");
    }
    let mut pages: Vec<WrittenPage> = Vec::new();
    // A property whose name is mistaken on a page is on that page.
    let mut slips: Vec<String> = Vec::new();
    for at in &written {
        if !desk.only(at, &["id", "title", "help", "x-visible", "fields"]) {
            continue;
        }
        let id = desk.slug(at, "id").unwrap_or_else(|| {
            desk.missing(at, "id", "name the page by a slug");
            String::new()
        });
        if TAKEN_PAGES.contains(&id.as_str()) || pages.iter().any(|page| page.id == id) {
            let what = format!("the page id \"{id}\" is taken");
            desk.fault(
                at,
                what,
                format!("give each page its own id, other than {}", TAKEN_PAGES.join(", ")),
            );
        }
        let written = desk.list(at, "fields");
        let fields: Vec<String> =
            written.iter().map(|at| desk.string_at(at).unwrap_or_default()).collect();
        for (index, (name, field)) in fields.iter().zip(&written).enumerate() {
            let placed = pages.iter().any(|page| page.fields.contains(name))
                || fields.iter().take(index).any(|earlier| earlier == name);
            let known = properties.iter().any(|property| property.field.name == *name)
                || desk.report.unread().contains(&format!("/{name}"));
            if placed || !known {
                slips.extend(misplaced(desk, field, name, properties, placed));
            }
        }
        let (title, help) = (desk.needed_text(at, "title"), desk.text(at, "help"));
        pages.push(WrittenPage { id, title, help, visible: desk.snippet(at, "x-visible"), fields });
    }
    for property in properties {
        let name = &property.field.name;
        if !slips.contains(name) && !pages.iter().any(|page| page.fields.contains(name)) {
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

/// A name on a page that does not belong there; gives the property that was probably meant.
fn misplaced(
    desk: &mut Desk<'_>,
    at: &At<'_>,
    name: &str,
    properties: &[Property],
    placed: bool,
) -> Option<String> {
    let once = "name every property on exactly one page";
    if placed {
        desk.fault(at, format!("\"{name}\" is on a page already"), once);
        return None;
    }
    let unread = desk.report.unread().iter().filter_map(|pointer| pointer.strip_prefix('/'));
    let known: Vec<&str> =
        properties.iter().map(|property| &*property.field.name).chain(unread).collect();
    let near = nearest(name, &known).map(str::to_owned);
    let mend =
        near.as_deref().map_or_else(|| once.to_owned(), |near| format!("did you mean \"{near}\"?"));
    desk.fault(at, format!("\"{name}\" is no property"), mend);
    near
}

fn read_rules(desk: &mut Desk<'_>, root: &At<'_>) -> Vec<WrittenRule> {
    let severities = [("error", Severity::Error), ("warning", Severity::Warning)];
    let mut rules: Vec<WrittenRule> = Vec::new();
    for at in desk.list(root, "x-rules") {
        if !desk.only(&at, &RULE) {
            continue;
        }
        let id = desk.slug(&at, "id").unwrap_or_else(|| {
            desk.missing(&at, "id", "name the rule by a slug");
            String::new()
        });
        if is_word(&id) || rules.iter().any(|rule| rule.id == id) {
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
    limit_rules(desk, root, &rules);
    rules
}

fn limit_rules(desk: &mut Desk<'_>, at: &At<'_>, rules: &[WrittenRule]) {
    if rules.len() > MAX_RULES {
        let what = format!("the definition has {} rules, more than {MAX_RULES}", rules.len());
        desk.fault(at, what, "remove rules or split the procedure");
    }
}

/// What expressions look things up in: the tables, and the lists by their values.
fn read_tables(desk: &mut Desk<'_>, root: &At<'_>, lists: Lists) -> serde_json::Value {
    let mut tables = lists.into_tables();
    let Some(at) = root.child("x-tables") else { return tables.into() };
    for (name, table) in at.members() {
        if table.node.members().is_empty() {
            let what = format!("this is {}", table.node.kind());
            desk.fault(&table, what, "write an object with at least one entry");
        }
        if tables.insert(name.to_owned(), table.node.to_value()).is_some() {
            let what = format!("a list is called \"{name}\" as well");
            desk.fault(&table, what, "rename one of them");
        }
    }
    tables.into()
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
