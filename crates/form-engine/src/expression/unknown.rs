//! What was probably meant by a name that nobody knows.

use super::fault::{Fault, fault};
use super::lower::Vocabulary;
use crate::definition::{Property, nearest};

/// What a name alone can be.
const NAMES: [&str; 10] =
    ["form", "today", "applicant", "tables", "item", "row", "index", "true", "false", "null"];

/// A name that stands alone and is none.
pub(super) fn name(name: &str, vocabulary: &Vocabulary<'_>) -> Fault {
    let form = vocabulary.form.unwrap_or_default();
    let inside = vocabulary.item.map(|inside| inside.properties).unwrap_or_default();
    let has = |fields: &[Property]| fields.iter().any(|property| property.field.name == name);
    let mend = if has(inside) {
        format!("did you mean \"item.{name}\"?")
    } else if has(form) {
        format!("did you mean \"form.{name}\"?")
    } else if is_choice(form, name) {
        format!("did you mean the text '{name}'?")
    } else if let Some(near) = nearest(name, &NAMES) {
        format!("did you mean \"{near}\"?")
    } else {
        "names are form, today, applicant, tables and, inside groups and rows, item, row and index"
            .to_owned()
    };
    fault(format!("the name \"{name}\" is not known"), mend)
}

/// Whether some answer can be this.
fn is_choice(fields: &[Property], value: &str) -> bool {
    fields.iter().any(|property| {
        property.field.choices.iter().any(|choice| choice.value == value)
            || is_choice(property.children(), value)
    })
}
