//! Reads the properties of a definition: what each asks and within which bounds.
//!
//! Every keyword is known here or refused. What the keywords mean for an answer
//! is the business of the pipeline.

use japanese_values::Format;
use serde_json::{Map, Value};

use super::bounds;
use super::desk::{At, Desk};
use super::json::{Json, Place};
use super::{MAX_CHOICES, MAX_DEPTH, MAX_FIELDS, Snippet};
use crate::{Choice, Field, Sensitivity, Text, Widget};

const KEYWORDS: [&str; 38] = [
    "$schema",
    "$comment",
    "title",
    "description",
    "type",
    "format",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "oneOf",
    "enum",
    "const",
    "default",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "x-visible",
    "x-compute",
    "x-prefill",
    "x-accept",
    "x-maxBytes",
    "x-maxFiles",
    "x-help",
    "x-example",
    "x-unit",
    "x-autocomplete",
    "x-widget",
    "x-sensitive",
    "x-messages",
];

/// What failing keywords can have their own words.
const MESSAGES: [&str; 17] = [
    "required",
    "type",
    "format",
    "enum",
    "const",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "characters",
];

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
const OWN_FORMATS: [&str; 2] = ["attachment", "jp-digits"];

/// The largest choice list that is shown as radio buttons.
const MOST_RADIO_BUTTONS: usize = 7;
/// A text that may be longer than this gets several lines.
const LONG_TEXT: u64 = 120;

/// One property: what it shows, and what an answer to it must be.
#[derive(Debug)]
pub(crate) struct Property {
    /// What pages show; its children are in `kind`.
    pub(crate) field: Field,
    pub(crate) place: Place,
    /// The pointer in the definition: `/properties/children/items/properties/name`.
    pub(crate) definition: String,
    pub(crate) kind: Kind,
    pub(crate) format: Option<Format>,
    /// The keywords that bound the value, as JSON Schema writes them.
    pub(crate) bounds: Map<String, Value>,
    /// Own words for failing keywords.
    pub(crate) messages: Vec<(String, Text)>,
    pub(crate) visible: Option<Snippet>,
    pub(crate) compute: Option<Snippet>,
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

/// The names in `required`.
pub(crate) fn read_required(desk: &mut Desk<'_>, at: &At<'_>) -> Vec<String> {
    let names = desk.strings(at, "required");
    let known = at.node.get("properties");
    for name in &names {
        if known.is_none_or(|properties| properties.get(name).is_none()) {
            let what = format!("\"{name}\" is required but is no property");
            desk.fault(at, what, "correct the name in \"required\"");
        }
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
    fields: usize,
    depth: usize,
    sensitive: Option<Sensitivity>,
}

impl<'d, 'r> Reader<'d, 'r> {
    pub(crate) fn new(desk: &'d mut Desk<'r>) -> Self {
        Self { desk, fields: 0, depth: 0, sensitive: None }
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
        if !self.desk.only(at, &KEYWORDS) {
            return None;
        }
        let pointer = format!("{above}/{name}");
        let outer = self.sensitive;
        let words = Sensitivity::ALL.map(|kind| (kind.word(), kind));
        self.sensitive = self.desk.one_of(at, "x-sensitive", &words).or(outer);
        let format = self.format(at);
        let read = self.kind(at, &pointer).map(|kind| {
            self.forbid_misplaced(at, &kind);
            let bounds = bounds::read(self.desk, at, &kind);
            let mut field = self.field(at, name, required, &kind);
            field.pointer.clone_from(&pointer);
            bounds::show(&bounds, &mut field);
            field.widget = self.widget(at, &field, &kind);
            Property {
                field,
                place: at.node.place,
                definition: at.pointer.clone(),
                kind,
                format,
                bounds,
                messages: self.messages(at),
                visible: self.desk.snippet(at, "x-visible"),
                compute: self.desk.snippet(at, "x-compute"),
            }
        });
        self.sensitive = outer;
        read
    }

    fn kind(&mut self, at: &At<'_>, pointer: &str) -> Option<Kind> {
        let attachment = at.node.get("format").and_then(|node| node.text()) == Some("attachment");
        let words = ["string", "integer", "number", "boolean", "object", "array"].map(|w| (w, w));
        let Some(word) = self.desk.one_of(at, "type", &words) else {
            if at.node.get("type").is_none() {
                self.desk.missing(at, "type", "write \"string\", \"integer\", \"object\" …");
            }
            return None;
        };
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

    fn array(&mut self, at: &At<'_>, pointer: &str) -> Option<Kind> {
        let Some(items) = at.child("items") else {
            self.desk.missing(at, "items", "say what one item is");
            return None;
        };
        if !self.desk.only(&items, &KEYWORDS) {
            return None;
        }
        let item_type = items.node.get("type").and_then(|node| node.text());
        let format = items.node.get("format").and_then(|node| node.text());
        match (item_type, format) {
            (Some("object"), _) => {
                let required = read_required(self.desk, &items);
                Some(Kind::Rows(self.properties(&items, pointer, &required)))
            }
            (Some("string"), Some("attachment")) => Some(Kind::Attachments),
            (Some("string" | "integer"), None) if has_choices(&items) => Some(Kind::Choices),
            _ => {
                let what = "an array of this cannot be asked";
                let mend = "write items that are objects, choices (enum or oneOf) or attachments";
                self.desk.fault(&items, what, mend);
                None
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
            let known: Vec<&str> =
                Format::ALL.iter().map(|format| format.name()).chain(OWN_FORMATS).collect();
            let mend = match super::nearest(&name, &known) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!("use one of {}", known.join(", ")),
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
            ("required", matches!(kind, Kind::Group(_))),
            ("items", matches!(kind, Kind::Rows(_) | Kind::Choices | Kind::Attachments)),
            ("format", matches!(kind, Kind::Text | Kind::Attachment | Kind::Integer)),
            ("x-accept", matches!(kind, Kind::Attachment | Kind::Attachments)),
            ("x-maxBytes", matches!(kind, Kind::Attachment | Kind::Attachments)),
            ("x-maxFiles", matches!(kind, Kind::Attachments)),
            ("x-unit", matches!(kind, Kind::Integer | Kind::Number | Kind::Text)),
            ("x-compute", !matches!(kind, Kind::Group(_) | Kind::Rows(_))),
        ] {
            if let Some(child) = at.child(keyword).filter(|_| !fits) {
                let what = format!("\"{keyword}\" has no meaning for this type");
                self.desk.fault(&child, what, "remove it or change the type");
            }
        }
    }

    fn field(&mut self, at: &At<'_>, name: &str, required: bool, kind: &Kind) -> Field {
        let computed = at.node.get("x-compute").is_some();
        Field {
            pointer: String::new(),
            name: name.to_owned(),
            widget: Widget::Text,
            title: self.desk.needed_text(at, "title"),
            help: self.desk.text(at, "x-help"),
            example: self.example(at),
            unit: self.desk.text(at, "x-unit"),
            required: required && !computed,
            conditional: at.node.get("x-visible").is_some(),
            format: at.node.get("format").and_then(|node| node.text()).map(str::to_owned),
            autocomplete: self.desk.string(at, "x-autocomplete"),
            inputmode: inputmode(at, kind),
            minimum: None,
            maximum: None,
            min_length: None,
            max_length: None,
            min_items: None,
            max_items: None,
            choices: self.choices(at, kind),
            children: Vec::new(),
            accept: self.accept(at, kind),
            max_bytes: self.max_bytes(at, kind),
            max_files: self.desk.count(at, "x-maxFiles", bounds::MAX_FILES).unwrap_or(1).max(1),
            sensitive: self.sensitive,
            computed,
            prefill: self.prefill(at),
            default: self.default(at, kind),
        }
    }

    /// Examples that are not for every language, such as numbers, need no translation.
    fn example(&mut self, at: &At<'_>) -> Text {
        self.desk.string(at, "x-example").map(Text::japanese).unwrap_or_default()
    }

    fn choices(&mut self, at: &At<'_>, kind: &Kind) -> Vec<Choice> {
        let items = if matches!(kind, Kind::Choices) { at.child("items") } else { None };
        let at = items.as_ref().unwrap_or(at);
        let mut choices: Vec<Choice> = Vec::new();
        for option in self.desk.list(at, "enum") {
            let title = option.node.text().map(Text::japanese).unwrap_or_default();
            self.add_choice(&option, &option, title, &mut choices);
        }
        for option in self.desk.list(at, "oneOf") {
            if self.desk.only(&option, &["const", "title"]) {
                let title = self.desk.needed_text(&option, "title");
                match option.child("const") {
                    Some(value) => self.add_choice(&option, &value, title, &mut choices),
                    None => self.desk.missing(&option, "const", "write the value of the choice"),
                }
            }
        }
        if choices.len() > MAX_CHOICES {
            let what = format!("there are {} choices, more than {MAX_CHOICES}", choices.len());
            self.desk.fault(at, what, "shorten the list or split the question");
        }
        choices
    }

    fn add_choice(&mut self, at: &At<'_>, value: &At<'_>, title: Text, choices: &mut Vec<Choice>) {
        let shown = match &value.node.json {
            Json::Text(text) if !text.is_empty() && text.len() <= 200 => text.clone(),
            Json::Number(number) if number.is_i64() => number.to_string(),
            Json::Null
            | Json::Bool(_)
            | Json::Number(_)
            | Json::Text(_)
            | Json::List(_)
            | Json::Object(_) => {
                self.desk.fault(value, "this cannot be chosen", "write a string or whole number");
                return;
            }
        };
        // Looking through all earlier ones is quadratic; the list is bounded just below.
        let looked_at = choices.iter().take(MAX_CHOICES);
        if looked_at.clone().any(|choice| choice.value == shown) {
            self.desk.fault(at, format!("the choice \"{shown}\" stands here twice"), "remove one");
        }
        choices.push(Choice { value: shown, data: value.node.to_value(), title });
    }

    fn accept(&mut self, at: &At<'_>, kind: &Kind) -> Vec<String> {
        if !matches!(kind, Kind::Attachment | Kind::Attachments) {
            return Vec::new();
        }
        let types = ["image/jpeg", "image/png", "image/webp", "image/heic", "application/pdf"];
        let holder = attachment_holder(at, "x-accept");
        let named = self.desk.list(&holder, "x-accept");
        let accept: Vec<String> = named
            .iter()
            .filter_map(|at| self.desk.one_of_at(at, &types.map(|media| (media, media))))
            .map(str::to_owned)
            .collect();
        if accept.is_empty() {
            ["image/jpeg", "image/png", "application/pdf"].map(str::to_owned).into()
        } else {
            accept
        }
    }

    fn max_bytes(&mut self, at: &At<'_>, kind: &Kind) -> Option<u64> {
        if !matches!(kind, Kind::Attachment | Kind::Attachments) {
            return None;
        }
        let holder = attachment_holder(at, "x-maxBytes");
        let bytes = self.desk.count(&holder, "x-maxBytes", bounds::MAX_FILE_BYTES);
        Some(bytes.unwrap_or(bounds::DEFAULT_FILE_BYTES))
    }

    fn prefill(&mut self, at: &At<'_>) -> Option<String> {
        let source = self.desk.string(at, "x-prefill")?;
        let path = source.strip_prefix("resident.").or_else(|| source.strip_prefix("applicant."));
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '.';
        if path.is_none_or(|path| path.is_empty() || path.len() > 60 || !path.chars().all(plain)) {
            let child = at.child("x-prefill")?;
            let mend = "write \"resident.name\" or \"applicant.name\" and the like";
            self.desk.fault(&child, "known values come only from the applicant", mend);
        }
        Some(source)
    }

    fn default(&mut self, at: &At<'_>, kind: &Kind) -> Option<Value> {
        let child = at.child("default")?;
        let fits = match (kind, &child.node.json) {
            (Kind::Text, Json::Text(_)) | (Kind::Boolean, Json::Bool(_)) => true,
            (Kind::Integer, Json::Number(number)) => number.is_i64(),
            (Kind::Number, Json::Number(_)) | (Kind::Choices, Json::List(_)) => true,
            (
                Kind::Text
                | Kind::Attachment
                | Kind::Attachments
                | Kind::Integer
                | Kind::Number
                | Kind::Boolean
                | Kind::Choices
                | Kind::Group(_)
                | Kind::Rows(_),
                _,
            ) => false,
        };
        if !fits {
            self.desk.fault(&child, "this default does not fit the type", "correct or remove it");
        }
        fits.then(|| child.node.to_value())
    }

    fn messages(&mut self, at: &At<'_>) -> Vec<(String, Text)> {
        let Some(inside) = at.child("x-messages") else { return Vec::new() };
        self.desk.only(&inside, &MESSAGES);
        let members = inside.members();
        members.map(|(name, at)| (name.to_owned(), self.desk.text_at(&at))).collect()
    }

    fn widget(&mut self, at: &At<'_>, field: &Field, kind: &Kind) -> Widget {
        let words = [
            ("text", Widget::Text),
            ("textarea", Widget::TextArea),
            ("radio", Widget::Radio),
            ("select", Widget::Select),
        ];
        if let Some(widget) = self.desk.one_of(at, "x-widget", &words) {
            return widget;
        }
        match kind {
            Kind::Group(_) => Widget::Group,
            Kind::Rows(_) => Widget::Repeat,
            Kind::Choices => Widget::Checkboxes,
            Kind::Boolean => Widget::Checkbox,
            Kind::Attachment | Kind::Attachments => Widget::Attachment,
            Kind::Text | Kind::Integer | Kind::Number if !field.choices.is_empty() => {
                let few = field.choices.len() <= MOST_RADIO_BUTTONS;
                if few { Widget::Radio } else { Widget::Select }
            }
            Kind::Integer | Kind::Number => Widget::Integer,
            Kind::Text if field.format.as_deref() == Some("date") => Widget::Date,
            Kind::Text
                if field.max_length.is_some_and(|most| most > LONG_TEXT)
                    && field.format.is_none() =>
            {
                Widget::TextArea
            }
            Kind::Text => Widget::Text,
        }
    }
}

fn has_choices(at: &At<'_>) -> bool {
    at.node.get("oneOf").or_else(|| at.node.get("enum")).is_some()
}

/// `x-accept` and `x-maxBytes` of a list of files may stand at the list or at its items.
fn attachment_holder<'n>(at: &At<'n>, keyword: &str) -> At<'n> {
    let items = at.child("items").filter(|items| items.node.get(keyword).is_some());
    items.unwrap_or_else(|| at.clone())
}

fn inputmode(at: &At<'_>, kind: &Kind) -> Option<&'static str> {
    match kind {
        Kind::Integer => return Some("numeric"),
        Kind::Number => return Some("decimal"),
        Kind::Text
        | Kind::Attachment
        | Kind::Attachments
        | Kind::Boolean
        | Kind::Choices
        | Kind::Group(_)
        | Kind::Rows(_) => {}
    }
    match at.node.get("format")?.text()? {
        "jp-phone" => Some("tel"),
        "jp-email" => Some("email"),
        "jp-postal-code"
        | "jp-my-number"
        | "jp-corporate-number"
        | "jp-digits"
        | "jp-microchip"
        | "jp-money"
        | "jp-yucho"
        | "jp-drivers-license"
        | "jp-pension-no" => Some("numeric"),
        _ => None,
    }
}
