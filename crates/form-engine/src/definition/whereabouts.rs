//! Which questions tell where somebody lives, or how they are reached: what is kept back while a case
//! is protected (支援措置).
//!
//! Nobody marks them: the format says it, or whose the answer is (`x-prefill`), or what it stands
//! beside, or what it is computed from. A place in a free text is nobody's to know here.

use super::desk::At;
use super::prefill;

/// Formats of such answers.
const FORMATS: [&str; 4] = [PLACE, "jp-email", "jp-phone", POSTAL];
const PLACE: &str = "jp-address";
const POSTAL: &str = "jp-postal-code";

/// As what forms mark those of who applies.
const MARKS: [&str; 6] = [
    "resident.address",
    "resident.email",
    "resident.formerAddress",
    "resident.home",
    "resident.newAddress",
    "resident.phone",
];

/// What the parts of an address are called in every form of the house.
const PARTS: [&str; 7] =
    [".block", ".building", ".city", ".postal", ".prefecture", ".town", ".ward"];

/// Whether a question tells it, and so all that is asked inside.
pub(super) fn tells(at: &At<'_>) -> bool {
    word(at, "format").is_some_and(|it| FORMATS.contains(&it))
        || prefill::named(at).any(|source| MARKS.contains(&source))
        || is_address(at)
        || is_computed_from_one(at)
}

/// Text that is computed from parts of an address: where something is sent, which office is near.
fn is_computed_from_one(at: &At<'_>) -> bool {
    let computed = word(at, "x-compute").filter(|_| word(at, "type") == Some("string"));
    computed.is_some_and(|expression| PARTS.iter().any(|part| expression.contains(part)))
}

/// A group that asks for a postal code is an address with all that stands in it, the ward and the
/// prefecture as well; and so is a place beside nothing but choices.
fn is_address(at: &At<'_>) -> bool {
    let Some(inside) = at.child("properties") else { return false };
    let asked: Vec<At<'_>> = inside.members().map(|(_, asked)| asked).collect();
    let of = |asked: &At<'_>, format: &str| word(asked, "format") == Some(format);
    let is_part = |asked: &At<'_>| {
        of(asked, PLACE) || ["oneOf", "enum"].iter().any(|it| asked.node.get(it).is_some())
    };
    asked.iter().any(|it| of(it, POSTAL))
        || (asked.iter().any(|it| of(it, PLACE)) && asked.iter().all(is_part))
}

fn word<'a>(at: &At<'a>, name: &str) -> Option<&'a str> {
    at.node.get(name).and_then(|node| node.text())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::{Form, Parts, Source};

    fn asking(properties: &Value) -> Form {
        let fields: Vec<&String> = properties.as_object().unwrap().keys().collect();
        let text = json!({
            "$id": "f", "title": "見本", "type": "object",
            "x-procedure": { "department": "課", "category": "samples", "workflow": "notification" },
            "x-pages": [{ "id": "one", "title": "1", "fields": fields }],
            "properties": properties,
        });
        let source = Source { file: "f.json", text: &text.to_string(), overlays: &[] };
        Form::compile(&source, &Parts::default()).unwrap()
    }

    fn text(title: &str) -> Value {
        json!({ "title": title, "type": "string", "maxLength": 80 })
    }

    fn of(format: &str) -> Value {
        json!({ "title": "答え", "type": "string", "maxLength": 80, "format": format })
    }

    fn ward() -> Value {
        json!({ "title": "区", "type": "string",
            "oneOf": [{ "const": "a", "title": "青葉区" }, { "const": "b", "title": "泉区" }] })
    }

    fn group(properties: &Value) -> Value {
        json!({ "title": "まとまり", "type": "object", "properties": properties })
    }

    #[test]
    fn a_format_a_mark_and_what_stands_in_an_address_tell_it() {
        let form = asking(&json!({
            "name": text("氏名"),
            "mail": of("jp-email"),
            "home": { "title": "住まい", "type": "string", "maxLength": 80,
                "x-prefill": "resident.address" },
            "address": group(&json!({
                "postal": of("jp-postal-code"), "ward": ward(), "more": text("そのほか") })),
            "domicile": group(&json!({ "ward": ward(), "place": of("jp-address") })),
            "doctor": group(&json!({ "name": text("医師"), "phone": of("jp-phone") })),
            "rows": { "title": "列", "type": "array", "maxItems": 3, "items": {
                "type": "object",
                "properties": { "name": text("氏名"), "phone": of("jp-phone") } } },
            "ward": ward(),
            "sentTo": { "title": "送付先", "type": "string",
                "x-compute": "'〒' + form.address.postal + form.address.ward" },
            "greeting": { "title": "呼びかけ", "type": "string", "x-compute": "form.name + '様'" },
        }));
        let tells = |at: &str| form.field(at).unwrap().locates;
        for at in [
            "/mail",
            "/home",
            "/address",
            "/address/postal",
            "/address/ward",
            "/address/more",
            "/domicile/ward",
            "/domicile/place",
            "/doctor/phone",
            "/rows/phone",
            "/sentTo",
        ] {
            assert!(tells(at), "{at}");
        }
        for at in ["/name", "/doctor", "/doctor/name", "/rows", "/rows/name", "/ward", "/greeting"]
        {
            assert!(!tells(at), "{at}");
        }
    }
}
