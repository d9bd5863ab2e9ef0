//! Reads the properties of a definition: what each asks and within which bounds.
//!
//! Every keyword is known here or refused. What the keywords mean for an answer
//! is the business of the pipeline.

use std::sync::Arc;

use japanese_values::Format;

use super::bounds::{self, Bounds};
use super::branches::Branch;
use super::comparing;
use super::desk::{At, Desk, nearest};
use super::json::{Json, Node, Place};
use super::lists::Lists;
use super::mending::{self, Named};
use super::showing::Showing;
use super::{MAX_DEPTH, MAX_FIELDS, Snippet, whereabouts, words};
use super::{consent, desk_use, external, keywords, options, prefill};
use crate::{Field, Sensitivity, Text};

/// What every item of a list can have.
const ITEM: [&str; 5] = ["$schema", "$comment", "title", "description", "type"];

/// Where choices come from; a property has one of them.
pub(super) const CHOICES: [&str; 3] = ["enum", "oneOf", "x-options"];

/// Names that other programs treat specially, and the words of CEL.
const TAKEN: [&str; 28] = [
    "constructor",
    "prototype",
    "status",
    "toString",
    "valueOf",
    "hasOwnProperty",
    "true",
    "false",
    "null",
    "in",
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "let",
    "loop",
    "package",
    "namespace",
    "return",
    "var",
    "void",
    "while",
    "enum",
];

/// The formats that the engine itself reads: an uploaded file, and a code of digits.
pub(super) const OWN_FORMATS: [&str; 2] = ["attachment", "jp-digits"];

/// The formats of amounts.
const MONEY: [&str; 2] = ["jp-money", "jp-signed-money"];

/// One property: what it shows, and what an answer to it must be.
#[derive(Debug)]
pub(crate) struct Property {
    /// What pages show.
    pub(crate) field: Arc<Field>,
    pub(crate) place: Place,
    /// The pointer in the definition: `/properties/children/items/properties/name`.
    pub(crate) definition: String,
    pub(crate) kind: Kind,
    pub(crate) format: Option<Format>,
    /// The keywords that bound the value, as JSON Schema writes them.
    pub(crate) bounds: Bounds,
    /// Own words for failing keywords.
    pub(crate) messages: Vec<(String, Text)>,
    /// Which other answer narrows the choices.
    pub(crate) narrowing: Option<Box<Narrowing>>,
    /// Where it is said that staff may mend it.
    pub(crate) mended: Option<Named>,
    /// The answers with which a clerk compares the file.
    pub(crate) compared: Vec<Snippet>,
    pub(crate) consent: Vec<Snippet>,
    /// Where its known value comes from, by branches of the answers.
    pub(crate) prefills: Vec<Branch<String>>,
    pub(crate) visible: Option<Box<Snippet>>,
    pub(crate) compute: Option<Box<Snippet>>,
}

/// A choice from a list of which only the items that fit another answer can be chosen.
#[derive(Debug)]
pub(crate) struct Narrowing {
    /// The pointer of the other answer, without indices.
    pub(crate) from: Snippet,
}

/// What kind of value answers a property.
#[derive(Debug)]
pub(crate) enum Kind {
    Text,
    Attachment,
    Attachments,
    Integer,
    Number,
    Boolean,
    /// Any of several choices: an array of them.
    Choices,
    Group(Vec<Property>),
    Rows(Vec<Property>),
}

impl Property {
    /// The properties below: of a group, or of one row.
    pub(crate) fn children(&self) -> &[Self] {
        match &self.kind {
            Kind::Group(children) | Kind::Rows(children) => children,
            Kind::Text
            | Kind::Attachment
            | Kind::Attachments
            | Kind::Integer
            | Kind::Number
            | Kind::Boolean
            | Kind::Choices => &[],
        }
    }
}

/// The names in `required`.
pub(crate) fn read_required(desk: &mut Desk<'_>, at: &At<'_>) -> Vec<String> {
    let written = desk.list(at, "required");
    let known = at.node.get("properties").map(Node::members).unwrap_or_default();
    let known: Vec<&str> = known.iter().map(|member| member.name.as_str()).collect();
    let mut names = Vec::new();
    for named in &written {
        let Some(name) = desk.string_at(named) else { continue };
        if !known.contains(&name.as_str()) {
            let what = format!("\"{name}\" is required but is no property");
            let mend = match nearest(&name, &known) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => "correct the name in \"required\"".to_owned(),
            };
            desk.fault(named, what, mend);
        }
        names.push(name);
    }
    if at
        .node
        .get("additionalProperties")
        .is_some_and(|node| !matches!(node.json, Json::Bool(false)))
    {
        let mend = "remove it, or write false: unknown answers are always refused";
        desk.fault(at, "\"additionalProperties\" is open", mend);
    }
    names
}

/// Reads properties and counts them.
pub(crate) struct Reader<'d, 'r> {
    desk: &'d mut Desk<'r>,
    lists: &'d Lists,
    fields: usize,
    depth: usize,
    sensitive: Option<Sensitivity>,
    /// Whether what is read just now tells where somebody is.
    locates: bool,
    /// Whether the answers that are read just now are the applicant's own.
    own: bool,
    /// Whether they lie in a row, of which there are several.
    in_row: bool,
    /// Those of them that staff may mend, as the group around them says.
    mendable: Vec<Named>,
}

impl<'d, 'r> Reader<'d, 'r> {
    pub(crate) fn new(desk: &'d mut Desk<'r>, lists: &'d Lists) -> Self {
        Self {
            desk,
            lists,
            fields: 0,
            depth: 0,
            sensitive: None,
            locates: false,
            own: false,
            in_row: false,
            mendable: Vec::new(),
        }
    }

    /// The properties of the root, a group or a row.
    pub(crate) fn properties(
        &mut self,
        at: &At<'_>,
        pointer: &str,
        required: &[String],
    ) -> Vec<Property> {
        let Some(inside) = at.child("properties") else {
            self.desk.missing(at, "properties", "name what is asked");
            return Vec::new();
        };
        if self.depth == MAX_DEPTH {
            let what = format!("fields are nested more than {MAX_DEPTH} deep");
            self.desk.fault(&inside, what, "flatten the groups");
            return Vec::new();
        }
        if inside.node.members().is_empty() {
            self.desk.fault(&inside, "nothing is asked here", "write at least one property");
        }
        self.depth += 1;
        let mut properties = Vec::new();
        for (name, at) in inside.members() {
            self.fields += 1;
            if self.fields == MAX_FIELDS + 1 {
                let what = format!("the definition has more than {MAX_FIELDS} fields");
                self.desk.fault(&at, what, "split the procedure");
            }
            if self.fields > MAX_FIELDS {
                break;
            }
            self.check_name(name, &at);
            let required = required.iter().any(|required| required == name);
            properties.extend(self.property(&at, name, pointer, required));
        }
        self.depth -= 1;
        properties.shrink_to_fit();
        properties
    }

    fn check_name(&mut self, name: &str, at: &At<'_>) {
        let plain = name.len() <= 40
            && name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_alphanumeric());
        if !plain {
            let mend = "use up to 40 letters and digits, starting with a small letter";
            self.desk.fault(at, "this name cannot be used", mend);
        } else if TAKEN.contains(&name) {
            self.desk.fault(at, format!("the name \"{name}\" is taken"), "choose another name");
        }
    }

    fn property(
        &mut self,
        at: &At<'_>,
        name: &str,
        above: &str,
        required: bool,
    ) -> Option<Property> {
        let pointer = format!("{above}/{name}");
        let read = self.readable(at, name, above, required);
        if read.is_none() {
            self.desk.report.note_unread(&pointer);
        }
        read
    }

    fn readable(
        &mut self,
        at: &At<'_>,
        name: &str,
        above: &str,
        required: bool,
    ) -> Option<Property> {
        let pointer = &format!("{above}/{name}");
        if is_told(at) || !self.desk.only(at, &keywords::PROPERTY) {
            return None;
        }
        let outer = (self.sensitive, self.locates, self.own);
        let words = Sensitivity::ALL.map(|kind| (kind.word(), kind));
        self.sensitive = self.desk.one_of(at, "x-sensitive", &words).or(outer.0);
        self.locates |= whereabouts::tells(at);
        self.own = self.is_own(at);
        let format = self.format(at);
        let named = Named::of(&self.mendable, name).cloned();
        let in_row = self.in_row;
        let beside = std::mem::replace(&mut self.mendable, mending::inside(self.desk, at));
        let kind = self.kind(at, pointer);
        self.mendable = beside;
        let read = kind.map(|mut kind| {
            self.forbid_misplaced(at, &kind);
            let bounds = bounds::read(self.desk, at, &kind);
            let mut showing = Showing {
                desk: self.desk,
                sensitive: self.sensitive,
                locates: self.locates,
                own: self.own,
                lists: self.lists,
            };
            let mut field = showing.field(at, name, required, &kind);
            pointer.clone_into(&mut field.pointer);
            field.closes = field.choices.iter().any(|choice| choice.closes.is_some());
            bounds::show(&bounds, &mut field);
            showing.check_default(at, &field);
            field.widget = showing.widget(at, &field, &kind);
            let mended = mending::allowed(showing.desk, at, &kind, &field, named);
            field.staff_editable = mended.is_some();
            desk_use::show(showing.desk, at, (&kind, in_row), &mut field);
            field.external = external::service(showing.desk, at, &mut kind, above);
            let consent = consent::shown(showing.desk, at, &mut kind, &mut field);
            let prefills = prefill::sources(showing.desk, at, &mut field, in_row);
            let compared = comparing::named(showing.desk, at, &kind, &mut field);
            let messages = showing.messages(at);
            let narrowing = options::narrowing(self.desk, at);
            field.narrowed_by = narrowing.as_ref().map(|narrowing| narrowing.from.text.clone());
            Property {
                field: Arc::new(field),
                place: at.node.place,
                definition: at.pointer.clone(),
                kind,
                format,
                bounds,
                messages,
                narrowing: narrowing.map(Box::new),
                mended,
                compared,
                consent,
                prefills,
                visible: self.desk.snippet(at, "x-visible").map(Box::new),
                compute: self.desk.snippet(at, "x-compute").map(Box::new),
            }
        });
        (self.sensitive, self.locates, self.own) = outer;
        read
    }

    /// Only what is marked as the applicant's own is: a device knows its owner, and would
    /// write a parent's name into the row of a child. "off" holds for everything inside.
    fn is_own(&self, at: &At<'_>) -> bool {
        let off = at.node.get("x-autocomplete").and_then(|node| node.text()) == Some("off");
        !off && !self.in_row && (self.own || prefill::is_own(at))
    }

    fn kind(&mut self, at: &At<'_>, pointer: &str) -> Option<Kind> {
        let attachment = at.node.get("format").and_then(|node| node.text()) == Some("attachment");
        let word = self.type_word(at)?;
        Some(match word {
            "string" if attachment => Kind::Attachment,
            "string" => Kind::Text,
            "integer" => Kind::Integer,
            "number" => Kind::Number,
            "boolean" => Kind::Boolean,
            "object" => {
                let required = read_required(self.desk, at);
                Kind::Group(self.properties(at, pointer, &required))
            }
            _ => return self.array(at, pointer),
        })
    }

    /// One that names a format is a text of that format.
    fn type_word(&mut self, at: &At<'_>) -> Option<&'static str> {
        let words = ["string", "integer", "number", "boolean", "object", "array"];
        let Some(child) = at.child("type") else {
            self.desk.missing(at, "type", "write \"string\", \"integer\", \"object\" …");
            return None;
        };
        let said = child.node.text().unwrap_or_default();
        let format = Some(said).filter(|_| nearest(said, &words).is_none());
        let format = format.filter(|_| words::meant(said, &words).is_none());
        if let Some(format) = format.and_then(meant_format) {
            let mend = format!("write: \"type\": \"string\", \"format\": \"{format}\"");
            self.desk.fault(&child, "this word is not known here", mend);
            return None;
        }
        self.desk.one_of_at(&child, &words.map(|word| (word, word)))
    }

    fn array(&mut self, at: &At<'_>, pointer: &str) -> Option<Kind> {
        let Some(items) = at.child("items") else {
            self.desk.missing(at, "items", "say what one item is");
            return None;
        };
        if is_told(&items) || !self.desk.only(&items, &keywords::PROPERTY) {
            return None;
        }
        let item_type = items.node.get("type").and_then(|node| node.text());
        let format = items.node.get("format").and_then(|node| node.text());
        match (item_type, format) {
            (Some("object"), _) => {
                self.forbid_beside(&items, &["properties", "required", "additionalProperties"]);
                let required = read_required(self.desk, &items);
                let outer = std::mem::replace(&mut self.in_row, true);
                let rows = self.properties(&items, pointer, &required);
                self.in_row = outer;
                Some(Kind::Rows(rows))
            }
            (Some("string"), Some("attachment")) => {
                self.forbid_beside(&items, &["format", "x-accept", "x-maxBytes"]);
                Some(Kind::Attachments)
            }
            (Some("string" | "integer"), None) if has_choices(&items) => {
                self.forbid_beside(&items, &CHOICES);
                Some(Kind::Choices)
            }
            _ => {
                let what = "an array of this cannot be asked";
                let mend = "write items that are objects, choices (enum or oneOf) or attachments";
                self.desk.fault(&items, what, mend);
                None
            }
        }
    }

    /// What an item cannot have would be ignored, so it is refused.
    fn forbid_beside(&mut self, items: &At<'_>, known: &[&str]) {
        for (name, child) in items.members() {
            if keywords::PROPERTY.contains(&name) && !ITEM.contains(&name) && !known.contains(&name)
            {
                let what = format!("\"{name}\" has no meaning for an item");
                self.desk.fault(&child, what, "write it beside \"items\", or remove it");
            }
        }
    }

    fn format(&mut self, at: &At<'_>) -> Option<Format> {
        let name = self.desk.string(at, "format")?;
        if OWN_FORMATS.contains(&name.as_str()) {
            return None;
        }
        let format = Format::named(&name);
        let child = at.child("format")?;
        if format.is_none() {
            let mend = match meant_format(&name) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => "remove it, or look for one in docs/forms/reference.md".to_owned(),
            };
            self.desk.fault(&child, format!("the format \"{name}\" is not known"), mend);
        }
        if name == "jp-my-number" && self.sensitive != Some(Sensitivity::MyNumber) {
            let what = "a My Number is not marked as sensitive";
            self.desk.fault(&child, what, "add \"x-sensitive\": \"my-number\"");
        }
        format
    }

    fn forbid_misplaced(&mut self, at: &At<'_>, kind: &Kind) {
        for (keyword, fits) in [
            ("properties", matches!(kind, Kind::Group(_))),
            ("items", matches!(kind, Kind::Rows(_) | Kind::Choices | Kind::Attachments)),
            ("format", self.desk.report.is_opening() || is_formatted(at, kind)),
            ("x-accept", matches!(kind, Kind::Attachment | Kind::Attachments)),
            ("x-maxBytes", matches!(kind, Kind::Attachment | Kind::Attachments)),
            ("x-maxFiles", matches!(kind, Kind::Attachments)),
            ("enum", matches!(kind, Kind::Text | Kind::Integer | Kind::Number)),
            ("oneOf", matches!(kind, Kind::Text | Kind::Integer | Kind::Number)),
            ("x-options", matches!(kind, Kind::Text)),
            ("x-unit", matches!(kind, Kind::Integer | Kind::Number | Kind::Text)),
            ("x-compute", !matches!(kind, Kind::Group(_) | Kind::Rows(_))),
        ] {
            if let Some(child) = at.child(keyword).filter(|_| !fits) {
                let what = format!("\"{keyword}\" has no meaning for this type");
                self.desk.fault(&child, what, "remove it or change the type");
            }
        }
        if let Some(child) = at.child("required").filter(|_| !matches!(kind, Kind::Group(_))) {
            let mend =
                "write the name of the question into the list \"required\" beside \"properties\"";
            self.desk.fault(&child, "\"required\" does not stand inside of a question", mend);
        }
    }
}

/// Numbers are kept as numbers, and of formats only amounts are some.
fn is_formatted(at: &At<'_>, kind: &Kind) -> bool {
    let format = at.node.get("format").and_then(Node::text).unwrap_or_default();
    match kind {
        Kind::Text | Kind::Attachment => true,
        Kind::Integer => MONEY.contains(&format),
        Kind::Number
        | Kind::Boolean
        | Kind::Choices
        | Kind::Attachments
        | Kind::Group(_)
        | Kind::Rows(_) => false,
    }
}

/// The format that was probably meant: written nearly so, or called otherwise elsewhere.
fn meant_format(said: &str) -> Option<&'static str> {
    let known: Vec<&'static str> =
        Format::ALL.iter().map(|format| format.name()).chain(OWN_FORMATS).collect();
    nearest(said, &known).or_else(|| words::format(said, &known))
}

/// Whether a part is missing here, which is told already.
fn is_told(at: &At<'_>) -> bool {
    at.node.get("$ref").is_some()
}

fn has_choices(at: &At<'_>) -> bool {
    CHOICES.iter().any(|keyword| at.node.get(keyword).is_some())
}
