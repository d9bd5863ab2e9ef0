//! Consent of another person: a group that they answer on their own phone (`x-consent`).
//!
//! What is agreed to, `x-help` says, to both of them. Which answers are shown to whoever is asked is
//! read here; whether they are there is looked at once all questions have been read.

use std::sync::Arc;

use super::Snippet;
use super::desk::{At, Desk};
use super::external;
use super::property::Kind;
use crate::Field;

/// The keyword.
pub(super) const KEYWORD: &str = "x-consent";

/// More is not read on a phone before agreeing.
const MOST: usize = 20;

/// What is told of whoever agreed: their name, and the day.
const TOLD: [&str; 2] = ["name", "day"];

/// The pointers of the answers that are shown to who is asked by the group `field`: from now on
/// nobody types what it holds.
pub(super) fn shown(
    desk: &mut Desk<'_>,
    at: &At<'_>,
    kind: &mut Kind,
    field: &mut Field,
) -> Vec<Snippet> {
    let Some(child) = at.child(KEYWORD) else { return Vec::new() };
    let Kind::Group(told) = kind else { return misplaced(desk, &child) };
    let names: Vec<&str> = told.iter().map(|it| it.field.name.as_str()).collect();
    let are_texts = told.iter().all(|it| matches!(it.kind, Kind::Text));
    let is_deep = field.pointer.matches('/').count() > 1;
    if is_deep || names != TOLD || !are_texts {
        return misplaced(desk, &child);
    }
    if at.child("x-external").is_some() {
        let what = "a group is answered by a service or by another person";
        desk.fault(&child, what, "keep one of the two");
    }
    for told in told.iter_mut() {
        Arc::make_mut(&mut told.field).computed = true;
    }
    external::nobody_types(desk, at);
    if at.child("x-help").is_none() {
        desk.missing(at, "x-help", "say what is agreed to: both read it");
    }
    let items = desk.list(at, KEYWORD);
    if items.len() > MOST {
        let what = format!("more than {MOST} answers are shown to who is asked");
        desk.fault(&child, what, "keep what they have to know before they agree");
    }
    let shown: Vec<Snippet> = items.iter().filter_map(|item| desk.snippet_at(item)).collect();
    field.consent = Some(shown.iter().map(|it| it.text.clone()).collect());
    shown
}

fn misplaced(desk: &mut Desk<'_>, child: &At<'_>) -> Vec<Snippet> {
    let what = "only a group of the form itself is answered by another person";
    let mend =
        "write it beside \"$ref\": \"parts/consent.json\" below the outermost \"properties\"";
    desk.fault(child, what, mend);
    Vec::new()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::{Context, Form, Parts, Source};

    fn form(consent: &Value) -> Result<Form, String> {
        let text = json!({
            "$id": "sample", "title": "見本", "type": "object",
            "x-procedure": { "department": "課", "category": "samples", "workflow": "notification" },
            "x-pages": [{ "id": "one", "title": "1", "fields": ["way", "yen", "people", "family", "consent"] }],
            "properties": {
                "way": { "title": "方法", "type": "string", "enum": ["phone", "paper"] },
                "yen": { "title": "金額", "type": "integer" },
                "people": { "title": "人", "type": "array", "items": { "type": "object", "properties": {
                    "name": { "title": "氏名", "type": "string" } } } },
                "family": { "title": "世帯", "type": "object", "properties": {
                    "income": { "title": "収入", "type": "integer", "x-sensitive": "household" },
                    "proof": { "title": "証明", "type": "object", "properties": {
                        "copy": { "title": "写し", "type": "string", "format": "attachment" } } } } },
                "consent": consent.clone(),
            },
            "required": ["way", "consent"],
        });
        let source = Source { file: "sample.json", text: &text.to_string(), overlays: &[] };
        Form::compile(&source, &Parts::default()).map_err(|faults| format!("{faults:?}"))
    }

    fn consent() -> Value {
        json!({ "title": "配偶者の同意", "type": "object", "x-consent": ["/yen"], "x-help": "税を調べること",
                "x-visible": "form.way == 'phone'", "required": ["name", "day"],
                "properties": { "name": { "title": "氏名", "type": "string" },
                                "day": { "title": "日", "type": "string", "format": "date" } } })
    }

    #[test]
    fn what_another_person_says_is_never_typed() {
        let form = form(&consent()).unwrap();
        let field = form.field("/consent").unwrap();
        assert_eq!(field.consent.as_deref(), Some(&["/yen".to_owned()][..]));
        let typed = [("way", "phone"), ("consent/name", "花子")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(form.shape_page("one", &typed, &json!({})), json!({ "way": "phone" }));
        let context = Context::on("2026-11-26".parse().unwrap());
        let told: Vec<_> = form.check(&json!({ "way": "phone" }), &context).problems;
        let told: Vec<_> = told.iter().map(|it| (it.at.as_str(), it.rule.as_str())).collect();
        assert_eq!(told, [("/consent/name", "required"), ("/consent/day", "required")]);
        assert_eq!(form.check(&json!({ "way": "paper" }), &context).problems, []);
        let data = json!({ "way": "phone", "consent": { "name": "花子", "day": "2026-11-26" } });
        let checked = form.check(&data, &context);
        assert_eq!((checked.data, checked.problems), (data, vec![]));
    }

    #[test]
    fn what_nobody_can_agree_to_is_refused() {
        let told = |change: &dyn Fn(&mut Value)| {
            let mut consent = consent();
            change(&mut consent);
            form(&consent).err().unwrap_or_default()
        };
        let missing = told(&|it| it["x-consent"] = json!(["/nothing"]));
        assert!(missing.contains("/nothing is no field of the form"), "{missing}");
        assert_eq!(told(&|it| it["x-consent"] = json!(["/yen", "/people"])), "");
        let kept = ["/consent", "/people/name", "/family", "/family/income", "/family/proof"];
        for at in kept.into_iter().chain(["/family/proof/copy"]) {
            let kept = told(&|it| it["x-consent"] = json!([at]));
            assert!(kept.contains("cannot be shown"), "{at}: {kept}");
        }
        let silent = told(&|it| drop(it.as_object_mut().unwrap().remove("x-help")));
        assert!(silent.contains("both read it"), "{silent}");
        let more =
            told(&|it| it["properties"]["kana"] = json!({ "title": "カナ", "type": "string" }));
        assert!(more.contains("only a group of the form itself"), "{more}");
        let typed = told(&|it| it["x-autocomplete"] = json!("name"));
        assert!(typed.contains("has no meaning"), "{typed}");
        let both = told(&|it| it["x-external"] = json!("bank-debit"));
        assert!(both.contains("one of the two"), "{both}");
        let deep =
            json!({ "title": "口座", "type": "object", "properties": { "consent": consent() } });
        assert!(form(&deep).unwrap_err().contains("only a group of the form itself"));
    }
}
