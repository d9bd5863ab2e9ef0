//! Small changes to what was typed: a row more or less, one value put in.

use form_engine::{Field, Form, Widget};
use serde_json::{Map, Value, json};

use super::step::Change;
use ::web::postal::{FilledAddress, address_of};

/// Carries out a change of what was typed, and says where to look afterwards. Files are not
/// a part of what was typed.
pub(in crate::pages) fn carry_out(form: &Form, raw: &mut Value, change: &Change) -> Option<String> {
    match change {
        Change::Add(at) => add_row(form, raw, at),
        Change::Remove(at) => remove_row(form, raw, at),
        Change::Fill(at) => fill_address(form, raw, at),
        Change::Repair { at, value } => put(form, raw, at, value),
        Change::Detach { .. } => None,
    }
}

/// One more row of the repeated group at `at`; `None` when there is no such group.
fn add_row(form: &Form, raw: &mut Value, at: &str) -> Option<String> {
    let field = form.field(at).filter(|field| field.widget == Widget::Repeat)?;
    let rows = place(raw, at)?;
    if !rows.is_array() {
        *rows = json!([]);
    }
    let rows = rows.as_array_mut()?;
    let most = field.max_items.and_then(|most| usize::try_from(most).ok()).unwrap_or(usize::MAX);
    let count = rows.len().max(field.fewest_rows());
    rows.resize((count + 1).min(most), field.new_row());
    Some(format!("{at}/{}", rows.len() - 1))
}

/// Without the row at `at`, such as `/children/1`.
fn remove_row(form: &Form, raw: &mut Value, at: &str) -> Option<String> {
    let (group, row) = at.rsplit_once('/')?;
    form.field(group).filter(|field| field.widget == Widget::Repeat)?;
    let rows = raw.pointer_mut(group)?.as_array_mut()?;
    let row: usize = row.parse().ok().filter(|row| *row < rows.len())?;
    rows.remove(row);
    Some(group.to_owned())
}

/// Puts `value` into the field at `at`, as if it had been typed.
fn put(form: &Form, raw: &mut Value, at: &str, value: &str) -> Option<String> {
    form.field(at).filter(|field| takes_text(field))?;
    *place(raw, at)? = Value::String(value.to_owned());
    Some(at.to_owned())
}

/// What the postal code of the address at `at` tells, if it names a place that we know of.
pub(super) fn known_address(raw: &Value, at: &str) -> Option<FilledAddress> {
    address_of(raw.pointer(&format!("{at}/postal"))?.as_str()?)
}

/// Fills the address at `at` from its postal code.
fn fill_address(form: &Form, raw: &mut Value, at: &str) -> Option<String> {
    let address = known_address(raw, at)?;
    for (name, value) in address.parts() {
        put(form, raw, &format!("{at}/{name}"), value);
    }
    Some(format!("{at}/postal"))
}

fn takes_text(field: &Field) -> bool {
    !field.computed
        && match field.widget {
            Widget::Text
            | Widget::TextArea
            | Widget::Integer
            | Widget::Date
            | Widget::Radio
            | Widget::Select => true,
            Widget::Checkboxes
            | Widget::Checkbox
            | Widget::Attachment
            | Widget::Group
            | Widget::Repeat => false,
        }
}

/// The place of `pointer`, with the objects around it made where they are missing. Rows are
/// never made here.
fn place<'a>(raw: &'a mut Value, pointer: &str) -> Option<&'a mut Value> {
    pointer.split('/').skip(1).try_fold(raw, |around, name| match around {
        Value::Array(rows) => rows.get_mut(name.parse::<usize>().ok()?),
        Value::Object(members) => Some(members.entry(name).or_insert(Value::Null)),
        scalar @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => {
            *scalar = Value::Object(Map::new());
            scalar.as_object_mut().map(|members| members.entry(name).or_insert(Value::Null))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_that_nobody_knows_fills_nothing() {
        for typed in ["", "98", "999-9999", "<b>"] {
            assert_eq!(
                known_address(&json!({"home": {"postal": typed}}), "/home"),
                None,
                "{typed}"
            );
        }
        let known = known_address(&json!({"home": {"postal": "980ー0011"}}), "/home").unwrap();
        assert_eq!((known.ward, known.town), ("青葉区", "上杉"));
    }

    #[test]
    fn missing_objects_are_made_and_missing_rows_are_not() {
        let mut raw = json!({"rows": [{}]});
        *place(&mut raw, "/address/town").unwrap() = json!("上杉");
        *place(&mut raw, "/rows/0/name").unwrap() = json!("花子");
        assert_eq!(place(&mut raw, "/rows/7/name"), None);
        assert_eq!(raw, json!({"rows": [{"name": "花子"}], "address": {"town": "上杉"}}));
    }
}
