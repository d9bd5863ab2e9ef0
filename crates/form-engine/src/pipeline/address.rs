//! Addresses whose parts stand in fields of their own, by the names of the shared parts: what was
//! typed twice is kept once, and a postal code of another place is asked about.

use japanese_values::{Format, Place, PostalCode, address, postal};
use kernel::Language;
use serde_json::{Map, Value};

use super::draft::Draft;
use crate::definition::Property;
use crate::message;
use crate::{Problem, Severity};

/// The rule of the warning.
const RULE: &str = "postal-place";

/// A city or town without what stands before it in the fields beside: 仙台市青葉区国分町 is 国分町.
pub(crate) fn said_once(
    property: &Property,
    typed: &str,
    beside: &Map<String, Value>,
) -> Option<String> {
    if property.format != Some(Format::Address) {
        return None;
    }
    let part = |name: &str| beside.get(name).and_then(Value::as_str).unwrap_or_default();
    let prefecture = part("prefecture");
    let known = match property.field.name.as_str() {
        "city" => address::Known { prefecture, city: "", ward: "" },
        "town" => address::Known { prefecture, city: part("city"), ward: part("ward") },
        _ => return None,
    };
    let rest = known.before(typed)?;
    (rest.len() < typed.len()).then(|| rest.to_owned())
}

/// A postal code, where it stands, and the places that it names instead.
type Elsewhere = (String, PostalCode, Vec<String>);

/// Notes every postal code that does not belong to the address beside it, unless something is
/// said about it already: a definition's own rule knows better.
pub(crate) fn check(properties: &[Property], draft: &mut Draft, language: Language) {
    let mut found = Vec::new();
    look(properties, &draft.data, &mut String::new(), &mut found);
    for (at, code, places) in found {
        if draft.problems().iter().any(|problem| problem.at == at) {
            continue;
        }
        let message = message::other_place(code, &places, language);
        let problem = Problem::error(at, RULE);
        draft.note(Problem { message, severity: Severity::Warning, ..problem });
    }
}

fn look(properties: &[Property], data: &Value, pointer: &mut String, found: &mut Vec<Elsewhere>) {
    for property in properties {
        let Some(value) = data.get(&property.field.name) else { continue };
        let outer = pointer.len();
        pointer.push('/');
        pointer.push_str(&property.field.name);
        if property.format == Some(Format::PostalCode)
            && let Some((code, places)) = elsewhere(value, data)
        {
            found.push((pointer.clone(), code, places));
        }
        match value {
            Value::Object(_) => look(property.children(), value, pointer, found),
            Value::Array(rows) if !property.children().is_empty() => {
                for (index, row) in rows.iter().enumerate() {
                    let outer = pointer.len();
                    pointer.push('/');
                    pointer.push_str(&index.to_string());
                    look(property.children(), row, pointer, found);
                    pointer.truncate(outer);
                }
            }
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_) => {}
        }
        pointer.truncate(outer);
    }
}

/// The places of a code, where the address beside it is none of them. Codes of large offices are
/// in no list, and prove nothing.
fn elsewhere(code: &Value, beside: &Value) -> Option<(PostalCode, Vec<String>)> {
    let code = PostalCode::parse(code.as_str()?).ok()?;
    let part = |name: &str| beside.get(name).and_then(Value::as_str).unwrap_or_default();
    let (city, ward, town) = (part("city"), part("ward"), part("town"));
    let places = postal::places(code);
    let there: Vec<&Place> = places.iter().filter(|place| in_city(place, city, ward)).collect();
    let names: Vec<String> = if there.is_empty() {
        places.iter().map(|place| format!("{}{}", place.prefecture, place.city)).collect()
    } else if there.iter().any(|place| in_town(place, town)) {
        return None;
    } else {
        there.iter().map(|place| place.town.to_owned()).collect()
    };
    let mut told: Vec<String> = Vec::new();
    for name in names {
        if !told.contains(&name) {
            told.push(name);
        }
    }
    (!told.is_empty()).then_some((code, told))
}

/// A ward is told by its name, 仙台市以外 and the like by none.
fn in_city(place: &Place, city: &str, ward: &str) -> bool {
    let here =
        |name: &str| name.is_empty() || place.city.ends_with(name) || name.ends_with(place.city);
    here(city) && (!ward.ends_with('区') || here(ward))
}

/// Half the name of a town is one, too: 古川 for 古川七日町. Who lives outside of the city writes
/// the other one before the town.
fn in_town(place: &Place, town: &str) -> bool {
    let plain = |name: &str| name.replace(['ヶ', 'が'], "ケ").replace("大字", "").replace('字', "");
    let behind = town.strip_prefix(place.prefecture).unwrap_or(town);
    let behind = behind.strip_prefix(place.city).unwrap_or(behind);
    let (listed, typed) = (plain(place.town), plain(behind));
    typed.starts_with(&listed) || listed.starts_with(&typed)
}
