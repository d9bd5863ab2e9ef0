//! Whether an answer can be what an expression compares it with.
//!
//! A constant that is none of the choices makes a condition that never holds: nobody would see it
//! before ten examples fail.

use super::fault::{Fault, fault};
use super::op::Op;
use super::shape::Shape;
use crate::Choice;
use crate::definition::{Kind, Property, meant, near};

/// Refuses to compare an answer with a constant that it never is.
pub(super) fn possible(shape: &Shape<'_>, constant: &Op, form: &[Property]) -> Result<(), Fault> {
    let Shape::Leaf(property, origin) = shape else { return Ok(()) };
    let at = &origin.pointer;
    match (&property.kind, constant) {
        (Kind::Text | Kind::Integer | Kind::Number | Kind::Choices, Op::Text(_) | Op::Int(_))
            if !property.field.choices.is_empty() =>
        {
            choice(property, at, constant, form)
        }
        (Kind::Boolean, Op::Text(_) | Op::Int(_)) => Err(fault(
            format!("{at} is true or false, and nothing else"),
            "write true or false without quotation marks",
        )),
        (Kind::Integer | Kind::Number, Op::Text(text)) => {
            let mend = match text.parse::<i64>() {
                Ok(number) => format!("write {number} without quotation marks"),
                Err(_) => "compare it with a number".to_owned(),
            };
            Err(fault(format!("{at} is a number, and never a text"), mend))
        }
        (Kind::Text, Op::Int(number)) => {
            Err(fault(format!("{at} is a text, and never a number"), format!("write: '{number}'")))
        }
        _ => Ok(()),
    }
}

fn choice(property: &Property, at: &str, constant: &Op, form: &[Property]) -> Result<(), Fault> {
    let choices = &property.field.choices;
    let (said, known) = if let Op::Int(number) = constant {
        (number.to_string(), choices.iter().any(|choice| choice.data.as_i64() == Some(*number)))
    } else if let Op::Text(text) = constant {
        (text.clone(), choices.iter().any(|choice| choice.data.as_str() == Some(text)))
    } else {
        return Ok(());
    };
    if known {
        return Ok(());
    }
    let mend = near(&said, choices)
        .or_else(|| chosen_at(form, &said).map(|way| format!("did you mean \"form.{way}\"?")))
        .unwrap_or_else(|| meant(&said, choices));
    Err(fault(format!("\"{said}\" is none of the choices of {at}"), mend))
}

/// The only other question that has such a choice.
fn chosen_at(fields: &[Property], said: &str) -> Option<String> {
    fn collect<'f>(fields: &'f [Property], said: &str, into: &mut Vec<&'f Property>) {
        for property in fields {
            if property.field.choices.iter().any(|choice| choice.value == said) {
                into.push(property);
            }
            if let Kind::Group(children) = &property.kind {
                collect(children, said, into);
            }
        }
    }
    let mut found = Vec::new();
    collect(fields, said, &mut found);
    let [one] = found.as_slice() else { return None };
    Some(one.field.pointer.trim_start_matches('/').replace('/', "."))
}

/// Refuses to compare two choices that are never alike.
pub(super) fn common(one: &Shape<'_>, two: &Shape<'_>) -> Result<(), Fault> {
    let (Shape::Leaf(one, first), Shape::Leaf(two, second)) = (one, two) else { return Ok(()) };
    let chosen = |property: &Property| {
        !property.field.choices.is_empty() && property.field.reckoned.is_none()
    };
    let in_both = |choice: &Choice| two.field.choices.iter().any(|it| it.data == choice.data);
    if chosen(one) && chosen(two) && !one.field.choices.iter().any(in_both) {
        let what = format!("{} and {} have no choice in common", first.pointer, second.pointer);
        return Err(fault(what, "compare an answer with one of its choices"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::{Form, Parts, Source};

    #[test]
    fn what_was_published_before_is_opened_all_the_same() {
        let text = json!({
            "$id": "copy", "title": "見本", "type": "object",
            "x-procedure": { "department": "課", "category": "samples", "workflow": "notification" },
            "x-pages": [{ "id": "one", "title": "1", "fields": ["way", "more"] }],
            "properties": {
                "way": { "title": "方法", "type": "string", "default": "bird",
                         "oneOf": [{ "const": "post", "title": "郵送" }] },
                "more": { "title": "あて先", "type": "string", "x-visible": "form.way == 'mail'" },
            },
        })
        .to_string();
        let source = Source { file: "copy.json", text: &text, overlays: &[] };
        let faults = Form::compile(&source, &Parts::default()).unwrap_err();
        let told: Vec<&str> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(told, ["/properties/way/default", "/properties/more/x-visible"]);
        assert!(Form::open(&source, &Parts::default()).is_ok());
    }
}
