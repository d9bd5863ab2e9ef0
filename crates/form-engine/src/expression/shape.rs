//! What is known of a value before any answer exists: which fields it has.
//!
//! With it an expression that names an unknown field is refused when it is loaded.

use serde_json::Value;

use super::fault::{Fault, fault};
use crate::definition::{Kind, Property, nearest};

/// What is known of a value before any answer exists.
#[derive(Debug, Clone)]
pub(super) enum Shape<'s> {
    /// Nothing.
    Any,
    /// An object with these fields.
    Fields(&'s [Property], Origin),
    /// A list of such objects.
    Rows(&'s [Property], Origin),
    /// A plain answer.
    Leaf(&'s Property, Origin),
    /// A table, or the tables.
    Table(&'s Value),
}

/// The field that a value comes from.
#[derive(Debug, Clone)]
pub(super) struct Origin {
    pub(super) pointer: String,
    /// Whether it is reached through `item` or `row`.
    pub(super) local: bool,
}

/// The shape of one field of an object.
pub(super) fn shape_of<'s>(
    properties: &'s [Property],
    above: &Origin,
    name: &str,
    unread: &[String],
) -> Result<Shape<'s>, Fault> {
    let Some(property) = properties.iter().find(|property| property.field.name == name) else {
        if unread.contains(&format!("{}/{name}", above.pointer)) {
            return Ok(Shape::Any);
        }
        let known: Vec<&str> = properties.iter().map(|p| p.field.name.as_str()).collect();
        let mend = match nearest(name, &known) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("its fields are {}", known.join(", ")),
        };
        let place = if above.pointer.is_empty() { "the form" } else { &above.pointer };
        return Err(fault(format!("{place} has no field \"{name}\""), mend));
    };
    let origin = Origin { pointer: property.field.pointer.clone(), local: above.local };
    Ok(match &property.kind {
        Kind::Group(children) => Shape::Fields(children, origin),
        Kind::Rows(children) => Shape::Rows(children, origin),
        Kind::Text
        | Kind::Attachment
        | Kind::Integer
        | Kind::Number
        | Kind::Boolean
        | Kind::Choices
        | Kind::Attachments => Shape::Leaf(property, origin),
    })
}
