//! A condition as plain JSON Schema over answers as they are typed: only what is certain.
//!
//! The engine asks a condition of canonical answers from which hidden ones were taken. Here
//! nothing is normalised, so a schema says less than the condition: what it accepts is decided
//! beyond doubt, and where nothing is beyond doubt there is no schema.

use serde_json::{Value, json};

use super::Program;
use super::functions::Function;
use super::op::{Comparison, Name, Op};
use crate::definition::{Kind, Property};

/// The largest number that is read as it is written, in each direction.
const EXACT: i64 = 9_007_199_254_740_991;

/// What is to be certain of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Certain {
    True,
    False,
    /// False, or not known yet: either hides.
    NotTrue,
}

/// A field that a condition reads.
pub(crate) struct Seen<'p> {
    pub(crate) property: &'p Property,
    /// When it is certainly shown; nothing when that cannot be said.
    pub(crate) shown: Option<Value>,
    /// When it is certainly hidden, and so without an answer.
    pub(crate) hidden: Option<Value>,
}

/// The object that a schema is about, by the names that conditions have for it.
pub(crate) struct Surroundings<'s, 'p> {
    /// Whether `form` is this object.
    pub(crate) is_form: bool,
    /// Whether `row` is this object; `item` is, wherever it is not the form.
    pub(crate) is_row: bool,
    /// The field at the end of these names.
    pub(crate) see: &'s dyn Fn(&[&str]) -> Option<Seen<'p>>,
}

impl Program {
    /// The schema of the answers of which this is certain.
    pub(crate) fn certain(&self, certain: Certain, around: &Surroundings<'_, '_>) -> Option<Value> {
        Reader { around }.certain(&self.op, certain)
    }
}

/// Both schemas.
pub(crate) fn both(one: Option<Value>, two: Option<Value>) -> Option<Value> {
    let (one, two) = (one?, two?);
    Some(match (one == json!(true), two == json!(true)) {
        (true, _) => two,
        (_, true) => one,
        (false, false) => json!({ "allOf": [one, two] }),
    })
}

/// One of the schemas.
fn either(one: Option<Value>, two: Option<Value>) -> Option<Value> {
    match (one, two) {
        (Some(one), Some(two)) => Some(json!({ "anyOf": [one, two] })),
        (one, two) => one.or(two),
    }
}

/// `schema` for the answer at the end of `path`, which must be there or may be missing.
fn at(path: &[&str], schema: Value, must: bool) -> Value {
    path.iter().rev().fold(schema, |below, name| {
        let mut object = json!({ "properties": { *name: below } });
        if let (true, Some(object)) = (must, object.as_object_mut()) {
            object.insert("required".to_owned(), json!([name]));
        }
        object
    })
}

/// The answers to a question with choices: those that are one, and those that are none.
fn answers(property: &Property) -> Option<(Vec<Value>, Vec<Value>)> {
    let choices = || property.field.choices.iter().map(|choice| choice.data.clone()).collect();
    match property.kind {
        Kind::Boolean if property.field.required => {
            Some((vec![json!(true)], vec![json!(null), json!(false)]))
        }
        Kind::Boolean => Some((vec![json!(true), json!(false)], vec![json!(null)])),
        Kind::Text | Kind::Integer | Kind::Number if !property.field.choices.is_empty() => {
            Some((choices(), vec![json!(null)]))
        }
        Kind::Text
        | Kind::Integer
        | Kind::Number
        | Kind::Attachment
        | Kind::Attachments
        | Kind::Choices
        | Kind::Group(_)
        | Kind::Rows(_) => None,
    }
}

struct Reader<'r, 'p> {
    around: &'r Surroundings<'r, 'p>,
}

impl<'p> Reader<'_, 'p> {
    fn certain(&self, op: &Op, certain: Certain) -> Option<Value> {
        let is_true = certain == Certain::True;
        match op {
            Op::Bool(truth) => (*truth == is_true).then(|| json!(true)),
            Op::Not(one) if is_true => self.certain(one, Certain::False),
            Op::Not(one) => self.certain(one, Certain::True),
            Op::And(one, two) => self.connect(one, two, certain, is_true),
            Op::Or(one, two) => self.connect(one, two, certain, !is_true),
            Op::Equal(one, two) => self.equal(one, two, is_true),
            Op::Unequal(one, two) => self.equal(one, two, !is_true),
            Op::In(item, list) => self.is_in(item, list, is_true),
            Op::Has(one) => self.present(one, is_true),
            Op::Call(Function::Present, args) => self.present(args.first()?, is_true),
            Op::Field(..) => self.truth(op, certain),
            Op::Compare(sign, one, two) => self.compare(*sign, one, two, is_true),
            Op::Null
            | Op::Int(_)
            | Op::Number(_)
            | Op::Text(_)
            | Op::Name(_)
            | Op::Local(_)
            | Op::At(..)
            | Op::Negate(_)
            | Op::Choose(_)
            | Op::Calculate(..)
            | Op::List(_)
            | Op::Map(_)
            | Op::Fold(_)
            | Op::Matches(..)
            | Op::Call(..) => None,
        }
    }

    fn connect(&self, one: &Op, two: &Op, certain: Certain, all: bool) -> Option<Value> {
        let (one, two) = (self.certain(one, certain), self.certain(two, certain));
        if all { both(one, two) } else { either(one, two) }
    }

    fn path<'o>(&self, op: &'o Op) -> Option<Vec<&'o str>> {
        if let Op::Field(above, name) = op {
            let mut path = self.path(above)?;
            path.push(name);
            return Some(path);
        }
        let Op::Name(name) = op else { return None };
        let is_form = self.around.is_form;
        let here = match name {
            Name::Form => is_form,
            Name::Item => !is_form,
            Name::Row => self.around.is_row,
            Name::Today | Name::Applicant | Name::Tables | Name::Index | Name::Granted => false,
        };
        here.then(Vec::new)
    }

    fn see<'o>(&self, op: &'o Op) -> Option<(Vec<&'o str>, Seen<'p>)> {
        let path = self.path(op)?;
        let seen = (self.around.see)(&path)?;
        Some((path, seen))
    }

    /// The answer is one of `wanted`, or none of them.
    fn one_of(&self, field: &Op, wanted: &[Value], is: bool) -> Option<Value> {
        let (path, seen) = self.see(field)?;
        let (known, mut others) = answers(seen.property)?;
        let (known, rest): (Vec<_>, Vec<_>) = known.into_iter().partition(|v| wanted.contains(v));
        if is {
            let schema = at(&path, json!({ "enum": known }), true);
            return both(seen.shown, (!known.is_empty()).then_some(schema));
        }
        others.extend(rest);
        either(seen.hidden, Some(at(&path, json!({ "enum": others }), false)))
    }

    fn equal(&self, one: &Op, two: &Op, is: bool) -> Option<Value> {
        let (field, fixed) = match (constant(one), constant(two)) {
            (None, Some(fixed)) => (one, fixed),
            (Some(fixed), None) => (two, fixed),
            _ => return None,
        };
        if fixed.is_null() {
            return self.present(field, !is);
        }
        self.one_of(field, &[fixed], is)
    }

    fn is_in(&self, item: &Op, list: &Op, is: bool) -> Option<Value> {
        if let Op::List(items) = list {
            let items: Option<Vec<Value>> = items.iter().map(constant).collect();
            let items = items.filter(|items| !items.contains(&Value::Null))?;
            return self.one_of(item, &items, is);
        }
        let fixed = constant(item)?;
        let (path, seen) = self.see(list)?;
        if !matches!(seen.property.kind, Kind::Choices) || seen.property.field.choices.is_empty() {
            return None;
        }
        let choices = seen.property.field.choices.iter().map(|choice| &choice.data);
        if is {
            let choices: Vec<_> = choices.collect();
            let mut schema = json!({ "type": "array", "items": { "enum": choices }, "contains": { "const": fixed } });
            if let (Some(most), Some(object)) =
                (seen.property.field.max_items, schema.as_object_mut())
            {
                object.insert("maxItems".to_owned(), json!(most));
            }
            return both(seen.shown, Some(at(&path, schema, true)));
        }
        let others: Vec<_> = choices.filter(|choice| **choice != fixed).collect();
        let without = json!({ "type": ["array", "null"], "items": { "enum": others } });
        either(seen.hidden, Some(at(&path, without, false)))
    }

    fn present(&self, field: &Op, is: bool) -> Option<Value> {
        let (path, seen) = self.see(field)?;
        let known = answers(seen.property);
        if is {
            let (known, _) = known?;
            return both(seen.shown, Some(at(&path, json!({ "enum": known }), true)));
        }
        if matches!(seen.property.kind, Kind::Group(_)) {
            return None;
        }
        let none = known.map_or_else(|| vec![json!(null)], |(_, none)| none);
        either(seen.hidden, Some(at(&path, json!({ "enum": none }), false)))
    }

    fn truth(&self, field: &Op, certain: Certain) -> Option<Value> {
        let (_, seen) = self.see(field)?;
        match (&seen.property.kind, certain) {
            (Kind::Boolean, Certain::True) => self.one_of(field, &[json!(true)], true),
            (Kind::Boolean, Certain::False) => self.one_of(field, &[json!(false)], true),
            (Kind::Boolean, Certain::NotTrue) => self.one_of(field, &[json!(true)], false),
            _ => None,
        }
    }

    /// A whole number beside a fixed one. Without an answer nothing is known, so both ways
    /// need one.
    fn compare(&self, sign: Comparison, field: &Op, fixed: &Op, is: bool) -> Option<Value> {
        let Op::Int(fixed) = fixed else { return None };
        let (path, seen) = self.see(field)?;
        let free = seen.property.field.choices.is_empty();
        if !matches!(seen.property.kind, Kind::Integer) || !free {
            return None;
        }
        let (keyword, other) = match (sign, is) {
            (Comparison::Less, true) | (Comparison::GreaterOrEqual, false) => {
                ("exclusiveMaximum", "minimum")
            }
            (Comparison::LessOrEqual, true) | (Comparison::Greater, false) => {
                ("maximum", "minimum")
            }
            (Comparison::Greater, true) | (Comparison::LessOrEqual, false) => {
                ("exclusiveMinimum", "maximum")
            }
            (Comparison::GreaterOrEqual, true) | (Comparison::Less, false) => {
                ("minimum", "maximum")
            }
        };
        let end = if other == "minimum" { -EXACT } else { EXACT };
        let schema = json!({ "type": "integer", keyword: fixed, other: end });
        both(seen.shown, Some(at(&path, schema, true)))
    }
}

fn constant(op: &Op) -> Option<Value> {
    if let Op::Text(text) = op {
        return Some(json!(text));
    }
    if let Op::Int(number) = op {
        return Some(json!(number));
    }
    if let Op::Bool(truth) = op {
        return Some(json!(truth));
    }
    matches!(op, Op::Null).then_some(Value::Null)
}
