//! An external step: a group whose answers another service tells and nobody types (`x-external`).

use std::sync::Arc;

use super::desk::{At, Desk};
use super::mending;
use super::property::Kind;

/// The keyword.
pub(super) const KEYWORD: &str = "x-external";

/// What a question can have whose answer is told.
const TOLD: [&str; 10] = [
    "$comment",
    "title",
    "description",
    "type",
    "maxLength",
    "x-help",
    "x-messages",
    "x-sensitive",
    "x-search",
    "x-column",
];

/// What says who types, on the group itself.
const OF_TYPED: [&str; 3] = ["x-prefill", "x-autocomplete", mending::KEYWORD];

/// The service that tells the answers of the group at `at`, which lies in `above`: from now on
/// nobody types them.
pub(super) fn service(
    desk: &mut Desk<'_>,
    at: &At<'_>,
    kind: &mut Kind,
    above: &str,
) -> Option<String> {
    let child = at.child(KEYWORD)?;
    let Kind::Group(told) = kind else { return misplaced(desk, &child) };
    if !above.is_empty() {
        return misplaced(desk, &child);
    }
    for told in told.iter_mut() {
        Arc::make_mut(&mut told.field).computed = true;
    }
    nobody_types(desk, at);
    for (_, asked) in at.child("properties").iter().flat_map(At::members) {
        for (keyword, misplaced) in asked.members() {
            if !TOLD.contains(&keyword) {
                let what = format!("\"{keyword}\" has no meaning for what another service tells");
                desk.fault(&misplaced, what, "remove it");
            }
        }
        if let Some(kind) = asked.child("type").filter(|kind| kind.node.text() != Some("string")) {
            desk.fault(&kind, "another service tells texts alone", "write \"string\"");
        }
    }
    let name = desk.string(at, KEYWORD)?;
    let is_plain = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.len() <= 40
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if !is_plain {
        let mend = "use up to 40 small letters, digits and hyphens: \"bank-debit\"";
        desk.fault(&child, "this name of a service cannot be used", mend);
    }
    is_plain.then_some(name)
}

/// What says who types has no meaning on a group that others answer.
pub(super) fn nobody_types(desk: &mut Desk<'_>, at: &At<'_>) {
    for keyword in OF_TYPED {
        if let Some(typed) = at.child(keyword) {
            let what = format!("\"{keyword}\" has no meaning for what others tell");
            desk.fault(&typed, what, "remove it");
        }
    }
}

fn misplaced(desk: &mut Desk<'_>, child: &At<'_>) -> Option<String> {
    let what = "only a group of the form itself is told by another service";
    desk.fault(child, what, "write it on an \"object\" below the outermost \"properties\"");
    None
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::{Context, Form, Parts, Source};

    fn form(debit: &Value) -> Result<Form, String> {
        let text = json!({
            "$id": "sample", "title": "見本", "type": "object",
            "x-procedure": { "department": "課", "category": "samples", "workflow": "notification" },
            "x-pages": [{ "id": "one", "title": "1", "fields": ["way", "debit"] }],
            "properties": {
                "way": { "title": "方法", "type": "string", "enum": ["web", "paper"] },
                "debit": debit.clone(),
            },
            "required": ["way", "debit"],
        });
        let source = Source { file: "sample.json", text: &text.to_string(), overlays: &[] };
        Form::compile(&source, &Parts::default()).map_err(|faults| format!("{faults:?}"))
    }

    fn debit() -> Value {
        json!({ "title": "受付", "type": "object", "x-external": "bank-debit",
                "x-visible": "form.way == 'web'", "required": ["receipt"],
                "properties": { "receipt": { "title": "受付番号", "type": "string" },
                                "bank": { "title": "金融機関", "type": "string" } } })
    }

    #[test]
    fn what_is_told_is_asked_for_and_never_typed() {
        let form = form(&debit()).unwrap();
        let field = form.field("/debit").unwrap();
        assert_eq!(field.external.as_deref(), Some("bank-debit"));
        let typed = [("way", "web"), ("debit/receipt", "BK-1")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let raw = form.shape_page("one", &typed, &json!({ "debit": { "bank": "見本銀行" } }));
        assert_eq!(raw, json!({ "way": "web", "debit": { "bank": "見本銀行" } }));
        let context = Context::on("2026-11-26".parse().unwrap());
        let problems = form.check(&json!({ "way": "web" }), &context).problems;
        let told: Vec<_> = problems.iter().map(|it| (it.at.as_str(), it.rule.as_str())).collect();
        assert_eq!(told, [("/debit/receipt", "required")]);
        assert_eq!(form.check(&json!({ "way": "paper" }), &context).problems, []);
        let data = json!({ "way": "web", "debit": { "receipt": "BK-1", "bank": "見本銀行" } });
        let checked = form.check(&data, &context);
        assert_eq!((checked.data, checked.problems), (data, vec![]));
    }

    #[test]
    fn what_cannot_be_told_is_refused() {
        let with = |at: &str, value: Value| {
            let mut debit = debit();
            *debit.pointer_mut(at).unwrap() = value;
            form(&debit).err().unwrap_or_default()
        };
        assert!(with("/x-external", json!("Bank")).contains("this name of a service"));
        let integer = json!({ "title": "番号", "type": "integer" });
        assert!(with("/properties/bank", integer).contains("texts alone"));
        let typed = json!({ "title": "銀行", "type": "string", "x-prefill": "resident.account" });
        assert!(with("/properties/bank", typed).contains("what another service tells"));
        let mut mended = debit();
        mended["x-staff-editable"] = json!(["bank"]);
        assert!(form(&mended).unwrap_err().contains("what others tell"));
        let deep = json!({ "title": "口座", "type": "object", "properties": { "debit": debit() } });
        assert!(form(&deep).unwrap_err().contains("only a group of the form itself"));
        let alone = json!({ "title": "番号", "type": "string", "x-external": "bank-debit" });
        assert!(form(&alone).unwrap_err().contains("only a group of the form itself"));
    }
}
