//! What was probably meant by a name that nobody knows.

use super::fault::{Fault, fault, like};
use super::functions::names;
use super::lower::Vocabulary;
use crate::definition::{Property, distance, nearest};

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

/// What spreadsheets and other languages call a function.
const CALLED: [(&str, &str); 32] = [
    ("datedif", "years_between"),
    ("datediff", "days_between"),
    ("days", "days_between"),
    ("networkdays", "business_days_between"),
    ("workday", "add_business_days"),
    ("edate", "add_months"),
    ("dateadd", "add_days"),
    ("eomonth", "first_of_month"),
    ("rounddown", "floor"),
    ("trunc", "floor"),
    ("roundup", "ceil"),
    ("ceiling", "ceil"),
    ("least", "min"),
    ("greatest", "max"),
    ("minimum", "min"),
    ("maximum", "max"),
    ("len", "size"),
    ("length", "size"),
    ("count", "size"),
    ("isblank", "present"),
    ("isempty", "present"),
    ("exists", "present"),
    ("value", "int"),
    ("number", "int"),
    ("tonumber", "int"),
    ("text", "string"),
    ("tostring", "string"),
    ("find", "contains"),
    ("search", "contains"),
    ("includes", "contains"),
    ("total", "sum"),
    ("dayofweek", "weekday"),
];

/// How many names are told where none was surely meant.
const NEAREST: usize = 3;

/// A function that there is not.
pub(super) fn function(name: &str) -> Fault {
    let what = format!("the function {name}() is not known");
    let (plain, known) = (name.to_ascii_lowercase(), names());
    let bare = plain.replace('_', "");
    if matches!(plain.as_str(), "today" | "now") {
        return fault(what, like("today"));
    }
    if plain == "if" {
        return fault(what, "write it like this: condition ? yes : no");
    }
    if let Some(sign) = [("and", "&&"), ("or", "||"), ("not", "!")].iter().find(|it| it.0 == plain)
    {
        return fault(
            format!("\"{name}\" is written \"{}\"", sign.1),
            "put it between two conditions",
        );
    }
    let called = || CALLED.iter().find(|(other, _)| *other == bare).map(|(_, meant)| *meant);
    let alike = || known.iter().find(|known| known.replace('_', "") == bare).copied();
    if let Some(near) = alike().or_else(called).or_else(|| nearest(name, &known)) {
        return fault(what, format!("did you mean {near}()?"));
    }
    let mut ranked: Vec<(usize, &str)> =
        known.iter().map(|known| (distance(&plain, known), *known)).collect();
    ranked.sort_by_key(|(far, _)| *far);
    let near: Vec<&str> = ranked.into_iter().take(NEAREST).map(|(_, known)| known).collect();
    let mend = format!("the nearest are {}; docs/forms/reference.md has them all", near.join(", "));
    fault(what, mend)
}
