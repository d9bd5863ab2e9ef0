//! Shape and normalise: what was typed becomes typed, canonical data.
//!
//! Only what a format says is rewritten. Names, addresses and free text keep
//! every character: NFC and NFKC would replace 神, 﨑 and ①.

use chrono::NaiveDate;
use japanese_values::{Fault, Format, Gravity};
use kernel::{AttachmentId, Language};
use serde_json::{Map, Value};

use super::address;
use super::bank::{Counter, Meant};
use super::draft::Draft;
use super::number;
use crate::definition::{Kind, Property};
use crate::message::{self, Trouble, Wrong};
use crate::{Change, Choice, Context, Field, Problem, Reckoned, Repair, Severity};

/// The longest text that a format reads, in bytes.
const MAX_READ: usize = 80_000;
/// How many unknown answers are named.
const MAX_UNKNOWN: usize = 20;

/// Reads the answers into a draft.
pub(crate) fn normalise(
    properties: &[Property],
    raw: &Value,
    context: &Context,
    blank_rows: bool,
) -> Draft {
    let mut reader = Reader {
        language: context.language,
        today: context.today,
        blank_rows,
        pointer: String::new(),
        draft: Draft::default(),
        counter: Counter::default(),
    };
    let empty = Map::new();
    let members = raw.as_object().unwrap_or_else(|| {
        if !raw.is_null() {
            reader.trouble(Trouble::Shape);
        }
        &empty
    });
    reader.draft.data = Value::Object(reader.object(properties, members));
    reader.draft
}

struct Reader {
    language: Language,
    today: NaiveDate,
    blank_rows: bool,
    pointer: String,
    draft: Draft,
    counter: Counter,
}

/// What became of one answer.
enum Read {
    /// There is none.
    Absent,
    Value(Value),
    /// It is wrong; the problem is noted, and what was typed is kept aside.
    Wrong,
}

/// Whether it is read as a text: without choices, or with other texts as choices.
fn is_written(field: &Field) -> bool {
    let texts = matches!(field.reckoned.as_deref(), Some(Reckoned::Answers(_)));
    texts || (field.reckoned.is_none() && field.choices.is_empty())
}

impl Reader {
    fn object(&mut self, properties: &[Property], raw: &Map<String, Value>) -> Map<String, Value> {
        let mut data = Map::with_capacity(properties.len());
        let around = std::mem::take(&mut self.counter);
        let mut met = 0;
        for property in properties {
            let name = &property.field.name;
            let answer = raw.get(name);
            met += usize::from(answer.is_some());
            let outer = self.pointer.len();
            self.pointer.push('/');
            self.pointer.push_str(name);
            if property.compute.is_some() {
                // Never taken from outside; the place keeps the order of the definition.
                data.insert(name.clone(), Value::Null);
            } else {
                match self.answer(property, answer.unwrap_or(&Value::Null)) {
                    Read::Absent => {}
                    Read::Value(value) => {
                        let value = self.said_once(property, value, &data);
                        data.insert(name.clone(), value);
                    }
                    Read::Wrong => {
                        self.draft.aside(&self.pointer, answer);
                        data.insert(name.clone(), Value::Null);
                    }
                }
            }
            self.pointer.truncate(outer);
        }
        self.counter = around;
        if met < raw.len() {
            self.name_unknown(properties, raw);
        }
        data
    }

    /// Part of an address without what stands in the fields beside it.
    fn said_once(
        &mut self,
        property: &Property,
        value: Value,
        beside: &Map<String, Value>,
    ) -> Value {
        let typed = value.as_str();
        let once = typed.and_then(|typed| address::said_once(property, typed, beside));
        let (Some(typed), Some(once)) = (typed, once) else { return value };
        match self.draft.changes.last_mut().filter(|change| change.at == self.pointer) {
            Some(change) => change.to.clone_from(&once),
            None => self.change(typed, &once),
        }
        Value::String(once)
    }

    fn name_unknown(&mut self, properties: &[Property], raw: &Map<String, Value>) {
        let known = |name: &str| properties.iter().any(|property| property.field.name == name);
        let unknown = raw.keys().filter(|name| !known(name)).take(MAX_UNKNOWN);
        for name in unknown.cloned().collect::<Vec<_>>() {
            let shown: String = name.chars().filter(|c| !c.is_control()).take(40).collect();
            let outer = self.pointer.len();
            crate::definition::push_segment(&mut self.pointer, &shown);
            self.trouble(Trouble::Unknown(&shown));
            self.pointer.truncate(outer);
        }
    }

    fn answer(&mut self, property: &Property, raw: &Value) -> Read {
        match &property.kind {
            Kind::Group(children) => self.group(property, children, raw),
            Kind::Rows(children) => self.rows(property, children, raw),
            _ if raw.is_null() => Read::Absent,
            Kind::Text if is_written(&property.field) => self.text(property, raw),
            Kind::Integer | Kind::Number if property.field.choices.is_empty() => {
                self.number(property, raw)
            }
            Kind::Text | Kind::Integer | Kind::Number => self.choice(property, raw),
            Kind::Boolean => self.truth(property, raw),
            Kind::Attachment => self.attachment(property, raw),
            Kind::Choices => self.several(property, raw, Self::choice),
            Kind::Attachments => self.several(property, raw, Self::attachment),
        }
    }

    /// A group is always there, so that conditions inside it can be asked; an
    /// empty one that is not required goes away at the end.
    fn group(&mut self, property: &Property, children: &[Property], raw: &Value) -> Read {
        match raw {
            Value::Object(members) => Read::Value(Value::Object(self.object(children, members))),
            Value::Null => Read::Value(Value::Object(self.object(children, &Map::new()))),
            Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                self.wrong(property, Wrong::Type)
            }
        }
    }

    fn rows(&mut self, property: &Property, children: &[Property], raw: &Value) -> Read {
        let blank = [Value::Null];
        let rows = match raw {
            Value::Array(rows) if rows.is_empty() && self.blank_rows => blank.as_slice(),
            Value::Array(rows) => rows.as_slice(),
            Value::Null if self.blank_rows => blank.as_slice(),
            Value::Null => return Read::Absent,
            Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
                return self.wrong(property, Wrong::Type);
            }
        };
        let most = property.field.max_items.unwrap_or(u64::MAX);
        if u64::try_from(rows.len()).map_or(true, |len| len > most) {
            return self.wrong(property, Wrong::TooMany);
        }
        let mut data = Vec::with_capacity(rows.len());
        for (index, row) in rows.iter().enumerate() {
            let outer = self.pointer.len();
            self.pointer.push('/');
            self.pointer.push_str(&index.to_string());
            match self.group(property, children, row) {
                Read::Value(row) => data.push(row),
                Read::Absent | Read::Wrong => {
                    self.draft.aside(&self.pointer, Some(row));
                    data.push(Value::Object(Map::new()));
                }
            }
            self.pointer.truncate(outer);
        }
        Read::Value(Value::Array(data))
    }

    fn text(&mut self, property: &Property, raw: &Value) -> Read {
        let Some(typed) = raw.as_str() else { return self.wrong(property, Wrong::Type) };
        if typed.len() > MAX_READ {
            return self.wrong(property, Wrong::TooLong);
        }
        let several_lines = property.field.widget == crate::Widget::TextArea;
        let visible = without_invisible(typed, several_lines);
        let text = visible.trim();
        if text.is_empty() {
            return Read::Absent;
        }
        if text.chars().any(|c| is_forbidden(c, several_lines)) {
            return self.wrong(property, Wrong::Characters);
        }
        let read = match property.format {
            Some(format) => match self.counter.read(format, text, self.language) {
                Meant::Unknown(message, repair) => return self.unknown(property, message, repair),
                Meant::Code(text) => format.read_on(&text, self.today).inspect(|canonical| {
                    self.doubt(property, format, canonical);
                }),
            },
            None if property.field.format.as_deref() == Some("jp-digits") => {
                match number::digits(text) {
                    Some(digits) => Ok(digits),
                    None => return self.wrong(property, Wrong::Digits),
                }
            }
            None => Ok(text.to_owned()),
        };
        match read {
            Ok(canonical) => {
                self.change(typed, &canonical);
                Read::Value(Value::String(canonical))
            }
            Err(fault) => self.format_fault(property, &fault),
        }
    }

    fn unknown(&mut self, property: &Property, message: String, repair: Option<Repair>) -> Read {
        let rule = property.field.format.clone().unwrap_or_default();
        let message =
            message::own_words(property, "format", self.language).map_or(message, str::to_owned);
        let problem = Problem::error(self.pointer.clone(), rule);
        self.draft.note(Problem { message, repair, ..problem });
        Read::Wrong
    }

    fn format_fault(&mut self, property: &Property, fault: &Fault) -> Read {
        let severity = match fault.gravity() {
            Gravity::Refused => Severity::Error,
            Gravity::Doubtful => Severity::Warning,
        };
        let rule = property.field.format.clone().unwrap_or_default();
        self.fault(property, fault, rule, severity);
        Read::Wrong
    }

    /// An accepted value that looks like a typing mistake: a warning.
    fn doubt(&mut self, property: &Property, format: Format, canonical: &str) {
        if let Some(fault) = format.doubt(canonical) {
            self.fault(property, &fault, fault.code().to_owned(), Severity::Warning);
        }
    }

    fn fault(&mut self, property: &Property, fault: &Fault, rule: String, severity: Severity) {
        let repair = fault.suggestion().map(|suggestion| Repair {
            label: message::repair_label(&suggestion.text, self.language),
            value: suggestion.value.clone(),
        });
        let message = message::format_sentence(property, fault, self.language);
        let at = self.pointer.clone();
        let problem = Problem { message, severity, repair, ..Problem::error(at, rule) };
        self.draft.note(problem);
    }

    fn number(&mut self, property: &Property, raw: &Value) -> Read {
        let whole = matches!(property.kind, Kind::Integer);
        let typed = match raw {
            Value::Number(number) => number.to_string(),
            Value::String(typed) if typed.trim().is_empty() => return Read::Absent,
            Value::String(typed) => typed.clone(),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
                return self.wrong(property, Wrong::Type);
            }
        };
        match number::read(&typed, property.field.unit.get(Language::Japanese), whole) {
            Some(value) => {
                if raw.is_string() {
                    self.change(&typed, &value.to_string());
                }
                Read::Value(value)
            }
            None => self.wrong(property, Wrong::Type),
        }
    }

    fn choice(&mut self, property: &Property, raw: &Value) -> Read {
        let typed = match raw {
            Value::String(typed) => typed.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
                return self.wrong(property, Wrong::Choice);
            }
        };
        if typed.is_empty() {
            return Read::Absent;
        }
        let same = |choice: &&Choice| {
            choice.value == typed || (raw.is_number() && number::equal(&choice.data, raw))
        };
        let known = property.field.choices.iter().find(same).map(|choice| choice.data.clone());
        let reckoned = || property.field.reckoned.as_ref()?.kept(&typed);
        match known.or_else(reckoned) {
            Some(kept) => Read::Value(kept),
            None => self.wrong(property, Wrong::Choice),
        }
    }

    /// A box that is not ticked is no answer.
    fn truth(&mut self, property: &Property, raw: &Value) -> Read {
        let truth = match raw {
            Value::Bool(truth) => Some(*truth),
            Value::String(word) => match word.trim() {
                "true" | "on" | "1" | "はい" => Some(true),
                "false" | "off" | "0" | "いいえ" | "" => Some(false),
                _ => None,
            },
            Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
        };
        match truth {
            Some(true) => Read::Value(Value::Bool(true)),
            Some(false) if property.field.required => Read::Absent,
            Some(false) => Read::Value(Value::Bool(false)),
            None => self.wrong(property, Wrong::Type),
        }
    }

    fn attachment(&mut self, property: &Property, raw: &Value) -> Read {
        match raw.as_str().map(str::trim) {
            Some("") => Read::Absent,
            Some(id) if id.parse::<AttachmentId>().is_ok() => {
                Read::Value(Value::String(id.to_owned()))
            }
            Some(_) | None => self.wrong(property, Wrong::Attachment),
        }
    }

    /// A list of plain answers; a single one is a list of one.
    fn several(
        &mut self,
        property: &Property,
        raw: &Value,
        one: impl Fn(&mut Self, &Property, &Value) -> Read,
    ) -> Read {
        let single = std::slice::from_ref(raw);
        let items = raw.as_array().map_or(single, Vec::as_slice);
        let most = property.field.max_items.unwrap_or(u64::MAX);
        if u64::try_from(items.len()).map_or(true, |len| len > most) {
            return self.wrong(property, Wrong::TooMany);
        }
        let mut data = Vec::with_capacity(items.len());
        for item in items {
            match one(self, property, item) {
                Read::Value(value) => data.push(value),
                Read::Absent => {}
                Read::Wrong => return Read::Wrong,
            }
        }
        if data.is_empty() { Read::Absent } else { Read::Value(Value::Array(data)) }
    }

    fn wrong(&mut self, property: &Property, wrong: Wrong) -> Read {
        let message = message::sentence(property, wrong, self.language);
        let problem = Problem::error(self.pointer.clone(), wrong.word());
        self.draft.note(Problem { message, ..problem });
        Read::Wrong
    }

    fn trouble(&mut self, trouble: Trouble<'_>) {
        let message = message::trouble(trouble, self.language);
        let problem = Problem::error(self.pointer.clone(), trouble.word());
        self.draft.note(Problem { message, ..problem });
    }

    fn change(&mut self, from: &str, to: &str) {
        if from != to {
            let (at, from, to) = (self.pointer.clone(), from.to_owned(), to.to_owned());
            self.draft.changes.push(Change { at, from, to });
        }
    }
}

/// Without characters of no width and, in several lines, with one kind of line end.
fn without_invisible(typed: &str, several_lines: bool) -> std::borrow::Cow<'_, str> {
    let invisible = |c: char| matches!(c, '\u{200B}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}');
    let ends = several_lines && typed.contains('\r');
    if !ends && !typed.contains(invisible) {
        return typed.into();
    }
    let lines = if ends { typed.replace("\r\n", "\n") } else { typed.to_owned() };
    lines.chars().filter(|c| !invisible(*c)).collect::<String>().into()
}

/// Controls, and characters that turn the direction of the text around.
fn is_forbidden(c: char, several_lines: bool) -> bool {
    (c.is_control() && !(several_lines && c == '\n'))
        || matches!(c, '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
            | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}
