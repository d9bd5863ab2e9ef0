//! The values of expressions. Answers are borrowed, never copied.

use std::{borrow::Cow, cmp::Ordering, rc::Rc};

use rust_decimal::Decimal;
use serde_json::{Number, Value};

/// How much of a text is looked at in one step, in bytes.
const TEXT_STEP: usize = 64;

fn text_weight(text: &str) -> u32 {
    u32::try_from(text.len() / TEXT_STEP + 1).unwrap_or(u32::MAX)
}

fn json_weight(value: &Value) -> u32 {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 1,
        Value::String(text) => text_weight(text),
        Value::Array(items) => items.iter().map(json_weight).fold(1, u32::saturating_add),
        Value::Object(members) => members.values().map(json_weight).fold(1, u32::saturating_add),
    }
}

/// A value while an expression runs.
#[derive(Debug, Clone)]
pub(crate) enum Val<'a> {
    Null,
    Bool(bool),
    Int(i64),
    /// A number with a fraction. Decimal, because money is never a float.
    Number(Decimal),
    Text(Cow<'a, str>),
    /// An object or array of the answers.
    Json(&'a Value),
    List(Rc<Vec<Val<'a>>>),
    Map(Rc<Vec<(Val<'a>, Val<'a>)>>),
}

impl<'a> Val<'a> {
    /// An answer as a value.
    pub(crate) fn from_json(value: &'a Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(truth) => Self::Bool(*truth),
            Value::Number(number) => Self::from_number(number),
            Value::String(text) => Self::Text(Cow::Borrowed(text)),
            Value::Array(_) | Value::Object(_) => Self::Json(value),
        }
    }

    fn from_number(number: &Number) -> Self {
        if let Some(whole) = number.as_i64() {
            return Self::Int(whole);
        }
        decimal(number).map_or(Self::Null, Self::Number)
    }

    /// The value of a computed answer.
    pub(crate) fn to_json(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(truth) => Value::Bool(*truth),
            Self::Int(number) => Value::from(*number),
            Self::Number(number) => json_number(*number),
            Self::Text(text) => Value::String(text.clone().into_owned()),
            Self::Json(value) => (*value).clone(),
            Self::List(items) => Value::Array(items.iter().map(Self::to_json).collect()),
            Self::Map(entries) => Value::Object(
                entries
                    .iter()
                    .filter_map(|(key, value)| match key.to_json() {
                        Value::String(key) => Some((key, value.to_json())),
                        Value::Null
                        | Value::Bool(_)
                        | Value::Number(_)
                        | Value::Array(_)
                        | Value::Object(_) => None,
                    })
                    .collect(),
            ),
        }
    }

    /// Whether there is something: not null, not an empty text or list.
    pub(super) fn is_present(&self) -> bool {
        match self {
            Self::Null => false,
            Self::Bool(_) | Self::Int(_) | Self::Number(_) => true,
            Self::Text(text) => !text.is_empty(),
            Self::Json(Value::Object(members)) => !members.is_empty(),
            Self::Json(_) | Self::List(_) | Self::Map(_) => self.len().is_some_and(|len| len > 0),
        }
    }

    /// How many characters, items or members it has.
    pub(super) fn len(&self) -> Option<usize> {
        match self {
            Self::Null => Some(0),
            Self::Bool(_) | Self::Int(_) | Self::Number(_) => None,
            Self::Text(text) => Some(text.chars().count()),
            Self::Json(value) => value
                .as_array()
                .map(Vec::len)
                .or_else(|| value.as_object().map(serde_json::Map::len)),
            Self::List(items) => Some(items.len()),
            Self::Map(entries) => Some(entries.len()),
        }
    }

    /// How many steps it takes to look at all of it.
    pub(super) fn weight(&self) -> u32 {
        match self {
            Self::Null | Self::Bool(_) | Self::Int(_) | Self::Number(_) => 1,
            Self::Text(text) => text_weight(text),
            Self::Json(value) => json_weight(value),
            Self::List(items) => items.iter().map(Self::weight).fold(1, u32::saturating_add),
            Self::Map(entries) => {
                entries.iter().map(|(_, value)| value.weight()).fold(1, u32::saturating_add)
            }
        }
    }

    /// How many items a list has; nothing for values that are no list.
    pub(super) fn list_len(&self) -> Option<usize> {
        match self {
            Self::Null => Some(0),
            Self::Json(value) => value.as_array().map(Vec::len),
            Self::List(items) => Some(items.len()),
            Self::Bool(_) | Self::Int(_) | Self::Number(_) | Self::Text(_) | Self::Map(_) => None,
        }
    }

    /// One item of a list.
    pub(super) fn item(&self, position: usize) -> Option<Self> {
        match self {
            Self::Json(value) => value.as_array()?.get(position).map(Self::from_json),
            Self::List(items) => items.get(position).cloned(),
            Self::Null
            | Self::Bool(_)
            | Self::Int(_)
            | Self::Number(_)
            | Self::Text(_)
            | Self::Map(_) => None,
        }
    }

    /// The value under a key of an object or map.
    pub(super) fn member(&self, key: &Self) -> Option<Self> {
        match (self, key) {
            (Self::Json(Value::Object(members)), Self::Text(name)) => {
                members.get(name.as_ref()).map(Self::from_json)
            }
            (Self::Map(entries), _) => {
                entries.iter().find(|(known, _)| known.equals(key)).map(|(_, value)| value.clone())
            }
            _ => None,
        }
    }

    /// CEL's equality; values of different kinds are unequal.
    pub(super) fn equals(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(one), Self::Bool(two)) => one == two,
            (Self::Text(one), Self::Text(two)) => one == two,
            (Self::Int(_) | Self::Number(_), Self::Int(_) | Self::Number(_)) => {
                self.compare(other) == Some(Ordering::Equal)
            }
            (Self::Json(one), Self::Json(two)) => one == two,
            (Self::Map(_), Self::Map(_)) => self.to_json() == other.to_json(),
            _ => match (self.list_len(), other.list_len()) {
                (Some(one), Some(two)) if !self.is_null() && !other.is_null() => {
                    one == two && (0..one).all(|at| self.same_item(other, at))
                }
                _ => false,
            },
        }
    }

    fn same_item(&self, other: &Self, at: usize) -> bool {
        self.item(at).zip(other.item(at)).is_some_and(|(one, two)| one.equals(&two))
    }

    /// The order of two numbers, texts or truths.
    pub(super) fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Int(one), Self::Int(two)) => Some(one.cmp(two)),
            (Self::Text(one), Self::Text(two)) => Some(one.cmp(two)),
            (Self::Bool(one), Self::Bool(two)) => Some(one.cmp(two)),
            _ => Some(self.as_decimal()?.cmp(&other.as_decimal()?)),
        }
    }

    /// The number, whole or not.
    pub(super) fn as_decimal(&self) -> Option<Decimal> {
        match self {
            Self::Int(number) => Some(Decimal::from(*number)),
            Self::Number(number) => Some(*number),
            Self::Null
            | Self::Bool(_)
            | Self::Text(_)
            | Self::Json(_)
            | Self::List(_)
            | Self::Map(_) => None,
        }
    }

    /// The text.
    pub(super) fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

/// A JSON number as an exact decimal, if it is one of reasonable size.
pub(crate) fn decimal(number: &Number) -> Option<Decimal> {
    let written = number.to_string();
    written.parse().or_else(|_| Decimal::from_scientific(&written)).ok()
}

/// A decimal as a JSON number; whole ones as integers.
pub(crate) fn json_number(number: Decimal) -> Value {
    let number = number.normalize();
    if let (true, Ok(whole)) = (number.is_integer(), i64::try_from(number)) {
        return Value::from(whole);
    }
    serde_json::from_str(&number.to_string()).unwrap_or(Value::Null)
}
