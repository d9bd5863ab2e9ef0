//! Whether an answer can be what an expression compares it with.
//!
//! A constant that is none of the choices makes a condition that never holds: nobody would see it
//! before ten examples fail.

use super::fault::{Fault, fault};
use super::op::Op;
use super::shape::Shape;
use crate::definition::{Kind, Property, meant};

/// Refuses to compare an answer with a constant that it never is.
pub(super) fn possible(shape: &Shape<'_>, constant: &Op) -> Result<(), Fault> {
    let Shape::Leaf(property, origin) = shape else { return Ok(()) };
    let at = &origin.pointer;
    match (&property.kind, constant) {
        (Kind::Text | Kind::Integer | Kind::Number | Kind::Choices, Op::Text(_) | Op::Int(_))
            if !property.field.choices.is_empty() =>
        {
            choice(property, at, constant)
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

fn choice(property: &Property, at: &str, constant: &Op) -> Result<(), Fault> {
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
    Err(fault(format!("\"{said}\" is none of the choices of {at}"), meant(&said, choices)))
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
