//! Answers of which some are open: what is sent for those is taken, everything else stays.

use form_engine::Form;
use serde_json::Value;

/// Whether one of the open `places` is the answer at `pointer`, or the group that holds it.
pub fn is_open(places: &[&str], pointer: &str) -> bool {
    places.iter().any(|place| {
        pointer.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

/// Posts of several pages at once: each page on which something is open shapes the fields it knows.
pub fn shaped(form: &Form, places: &[&str], posted: &[(String, String)], raw: &Value) -> Value {
    let top = |place: &&str| place.trim_start_matches('/').split('/').next().map(str::to_owned);
    let opened: Vec<String> = places.iter().filter_map(top).collect();
    let pages = form.pages().iter();
    pages
        .filter(|page| page.fields.iter().any(|field| opened.contains(&field.name)))
        .fold(raw.clone(), |raw, page| form.shape_page(&page.id, posted, &raw))
}

/// Copies the values at `places`; what is absent there becomes absent here.
pub fn copied(from: &Value, to: &mut Value, places: &[&str]) {
    for place in places {
        copy(from, to, place);
    }
}

fn copy(from: &Value, to: &mut Value, pointer: &str) {
    let Some((parent, name)) = pointer.rsplit_once('/') else { return };
    let value = from.pointer(pointer).cloned();
    match to.pointer_mut(parent) {
        Some(Value::Object(members)) => match value {
            Some(value) => drop(members.insert(name.to_owned(), value)),
            None => drop(members.remove(name)),
        },
        Some(Value::Array(rows)) => {
            let row = name.parse::<usize>().ok().and_then(|row| rows.get_mut(row));
            if let (Some(row), Some(value)) = (row, value) {
                *row = value;
            }
        }
        Some(_) | None => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_named_fields_and_what_they_hold_are_open() {
        let places = ["/address", "/children/0/name"];
        for open in ["/address", "/address/postal", "/children/0/name"] {
            assert!(is_open(&places, open), "{open}");
        }
        for shut in ["/addressee", "/children", "/children/1/name", "/name"] {
            assert!(!is_open(&places, shut), "{shut}");
        }
    }

    #[test]
    fn copying_changes_one_place_only() {
        let mut to = json!({ "a": 1, "rows": [{ "b": 2 }], "c": 3 });
        copied(&json!({ "a": 9, "rows": [{ "b": 8 }] }), &mut to, &["/rows/0/b", "/c"]);
        assert_eq!(to, json!({ "a": 1, "rows": [{ "b": 8 }] }));
    }
}
