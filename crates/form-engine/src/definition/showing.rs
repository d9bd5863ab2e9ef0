//! Reads what pages show of a property: words, control, choices, files.
//!
//! What an answer must be is read by `property` and `bounds`.

use kernel::Language;
use rust_decimal::Decimal;
use serde_json::Value;

use super::desk::{At, Desk, nearest, number_in};
use super::json::Json;
use super::lists::Lists;
use super::property::Kind;
use super::{bounds, choices::choosing};
use super::{options, prefill};
use crate::{Choice, Field, Sensitivity, Text, Widget};

/// What failing keywords can have their own words.
const MESSAGES: [&str; 18] = [
    "required",
    "type",
    "format",
    "enum",
    "closed",
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

/// The largest choice list that is shown as radio buttons.
pub(crate) const MOST_RADIO_BUTTONS: usize = 7;
/// A text that may be longer than this gets several lines.
pub(crate) const LONG_TEXT: u64 = 120;

/// Reads the presentation of one property.
pub(super) struct Showing<'d, 'r> {
    pub(super) desk: &'d mut Desk<'r>,
    pub(super) sensitive: Option<Sensitivity>,
    pub(super) locates: bool,
    pub(super) own: bool,
    pub(super) lists: &'d Lists,
}

impl Showing<'_, '_> {
    /// The field, still without pointer, bounds, control and children.
    pub(super) fn field(&mut self, at: &At<'_>, name: &str, required: bool, kind: &Kind) -> Field {
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
            autocomplete: self.desk.string(at, "x-autocomplete").filter(|_| self.own),
            inputmode: inputmode(at, kind),
            minimum: None,
            maximum: None,
            min_length: None,
            max_length: None,
            min_items: None,
            max_items: None,
            choices: self.choices(at, kind),
            reckoned: options::reckoned(self.desk, choosing(at, kind).as_ref().unwrap_or(at))
                .map(Box::new),
            closes: false,
            narrowed_by: None,
            children: Vec::new(),
            accept: self.accept(at, kind),
            max_bytes: self.max_bytes(at, kind),
            max_files: self.desk.count(at, "x-maxFiles", bounds::MAX_FILES).unwrap_or(1).max(1),
            sensitive: self.sensitive,
            locates: self.locates,
            staff_editable: false,
            searched: None,
            column: false,
            compared: Vec::new(),
            computed,
            external: None,
            consent: None,
            prefill: prefill::source(self.desk, at),
            prefills: Vec::new(),
            default: self.default(at, kind),
        }
    }

    /// Examples that are not for every language, such as numbers, need no translation.
    fn example(&mut self, at: &At<'_>) -> Text {
        self.desk.string(at, "x-example").map(Text::japanese).unwrap_or_default()
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

    fn default(&mut self, at: &At<'_>, kind: &Kind) -> Option<Value> {
        let child = at.child("default")?;
        let fits = match (kind, &child.node.json) {
            (Kind::Text, Json::Text(_))
            | (Kind::Boolean, Json::Bool(_))
            | (Kind::Number, Json::Number(_))
            | (Kind::Choices, Json::List(_)) => true,
            (Kind::Integer, Json::Number(number)) => number.is_i64(),
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
            let bare = child.node.text().and_then(|text| bare(kind, text));
            let mend = bare.map(|bare| format!("write {bare} without quotation marks"));
            let mend = mend.unwrap_or_else(|| "correct or remove it".to_owned());
            self.desk.fault(&child, "this default does not fit the type", mend);
        }
        fits.then(|| child.node.to_value())
    }

    /// What is chosen at first must be one of the choices.
    pub(super) fn check_default(&mut self, at: &At<'_>, field: &Field) {
        let (Some(child), Some(default)) = (at.child("default"), &field.default) else { return };
        if self.desk.report.is_opening() {
            return;
        }
        if let Some((least, most)) = out_of_bounds(default, field) {
            let what = format!("\"{least}\" is larger than \"{most}\"");
            self.desk.fault(&child, what, "correct one of them");
        }
        if field.reckoned.is_some() {
            let mend = "remove it: what can be chosen changes";
            self.desk.fault(&child, "such a choice has no default", mend);
        }
        let chosen = default.as_array().map_or(std::slice::from_ref(default), Vec::as_slice);
        let strange = |value: &&Value| !field.choices.iter().any(|choice| choice.data == **value);
        let Some(value) = chosen.iter().find(strange).filter(|_| !field.choices.is_empty()) else {
            return;
        };
        let said = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let mend = meant(&said, &field.choices);
        self.desk.fault(&child, format!("the default \"{said}\" is none of the choices"), mend);
    }

    /// Own words for failing keywords.
    pub(super) fn messages(&mut self, at: &At<'_>) -> Vec<(String, Text)> {
        let Some(inside) = at.child("x-messages") else { return Vec::new() };
        self.desk.only(&inside, &MESSAGES);
        let members = inside.members();
        members.map(|(name, at)| (name.to_owned(), self.desk.text_at(&at))).collect()
    }

    /// The control, derived from the type where the definition does not say.
    pub(super) fn widget(&mut self, at: &At<'_>, field: &Field, kind: &Kind) -> Widget {
        let words = [
            ("text", Widget::Text),
            ("textarea", Widget::TextArea),
            ("radio", Widget::Radio),
            ("select", Widget::Select),
        ];
        let derived = derived_widget(field, kind);
        let Some(wanted) = self.desk.one_of(at, "x-widget", &words) else { return derived };
        let alike = [[Widget::Text, Widget::TextArea], [Widget::Radio, Widget::Select]];
        if alike.iter().any(|pair| pair.contains(&derived) && pair.contains(&wanted)) {
            return wanted;
        }
        if let Some(child) = at.child("x-widget") {
            let mend = "remove it: the control follows from the type and its choices";
            self.desk.fault(&child, "such an answer cannot be given with this control", mend);
        }
        derived
    }
}

/// What stands in quotation marks that it does not need.
fn bare(kind: &Kind, text: &str) -> Option<String> {
    match kind {
        Kind::Integer | Kind::Number => number_in(text).map(|number| number.to_string()),
        Kind::Boolean => match text {
            "true" | "はい" => Some("true".to_owned()),
            "false" | "いいえ" => Some("false".to_owned()),
            _ => None,
        },
        Kind::Text
        | Kind::Attachment
        | Kind::Attachments
        | Kind::Choices
        | Kind::Group(_)
        | Kind::Rows(_) => None,
    }
}

/// The two keywords of which the first is larger, though it must not be.
fn out_of_bounds(default: &Value, field: &Field) -> Option<(&'static str, &'static str)> {
    let number = || default.to_string().parse::<Decimal>().ok();
    if let Some(text) = default.as_str() {
        let length = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
        let longer = field.max_length.is_some_and(|most| length > most);
        return longer.then_some(("default", "maxLength"));
    }
    let number = Some(default).filter(|default| default.is_number()).and_then(|_| number())?;
    if field.minimum.is_some_and(|least| number < least) {
        return Some(("minimum", "default"));
    }
    field.maximum.is_some_and(|most| number > most).then_some(("default", "maximum"))
}

/// How many choices are named.
const NAMED: usize = 12;

/// Which of the choices was probably meant, or which there are.
pub(crate) fn meant(said: &str, choices: &[Choice]) -> String {
    near(said, choices).unwrap_or_else(|| {
        let more = if choices.len() > NAMED { " …" } else { "" };
        let named = choices.iter().take(NAMED).map(|choice| choice.value.as_str());
        format!("use one of {}", named.collect::<Vec<_>>().join(", ") + more)
    })
}

/// Which of the choices was probably meant, if one was.
pub(crate) fn near(said: &str, choices: &[Choice]) -> Option<String> {
    let values: Vec<&str> = choices.iter().map(|choice| choice.value.as_str()).collect();
    let titled = choices.iter().find(|choice| choice.title.get(Language::Japanese) == said);
    let near = titled.map(|choice| choice.value.as_str()).or_else(|| nearest(said, &values))?;
    Some(if near == said {
        format!("write: '{near}'")
    } else {
        format!("did you mean \"{near}\"?")
    })
}

/// Whether an answer is chosen and not written.
fn is_chosen(field: &Field) -> bool {
    field.reckoned.is_some() || !field.choices.is_empty()
}

/// The control that the type, the format and the choices call for.
fn derived_widget(field: &Field, kind: &Kind) -> Widget {
    match kind {
        Kind::Group(_) => Widget::Group,
        Kind::Rows(_) => Widget::Repeat,
        Kind::Choices => Widget::Checkboxes,
        Kind::Boolean => Widget::Checkbox,
        Kind::Attachment | Kind::Attachments => Widget::Attachment,
        Kind::Text | Kind::Integer | Kind::Number if is_chosen(field) => {
            let known = field.reckoned.as_ref().map(|reckoned| reckoned.count().unwrap_or(0));
            let count = known.map_or(field.choices.len(), |count| count.try_into().unwrap_or(0));
            let few = count <= MOST_RADIO_BUTTONS
                && field.choices.iter().all(|choice| choice.group.is_none());
            if few { Widget::Radio } else { Widget::Select }
        }
        Kind::Integer | Kind::Number => Widget::Integer,
        Kind::Text if matches!(field.format.as_deref(), Some("date" | "jp-birth-date")) => {
            Widget::Date
        }
        Kind::Text
            if field.max_length.is_some_and(|most| most > LONG_TEXT) && field.format.is_none() =>
        {
            Widget::TextArea
        }
        Kind::Text => Widget::Text,
    }
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
        | "jp-isbn"
        | "jp-money"
        | "jp-yucho"
        | "jp-account-number"
        | "jp-drivers-license"
        | "jp-pension-no" => Some("numeric"),
        _ => None,
    }
}
