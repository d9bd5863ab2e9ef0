//! Addresses in fields of their own: said once, and with the postal code of their place.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use form_engine::{Checked, Context, Form, Parts, Severity, Source};
use serde_json::{Value, json};

fn form() -> Form {
    let part = |title: &str| json!({ "title": title, "type": "string", "format": "jp-address" });
    let postal = json!({ "title": "郵便番号", "type": "string", "format": "jp-postal-code" });
    let ward = json!({ "title": "区", "type": "string", "enum": ["青葉区", "泉区", "仙台市以外"] });
    let account = json!({ "type": "object", "title": "口座", "properties": {
        "bank": { "title": "銀行", "type": "string", "format": "jp-bank-code" },
        "branch": { "title": "支店", "type": "string", "format": "jp-branch-code" } } });
    let text = json!({
        "$id": "home", "title": "見本", "type": "object",
        "x-procedure": { "department": "課", "category": "samples", "workflow": "notification" },
        "x-pages": [{ "id": "one", "title": "1", "fields": ["home", "whole", "account"] }],
        "properties": {
            "home": { "title": "住所", "type": "object", "properties": {
                "postal": postal, "ward": ward, "town": part("町名") } },
            "whole": { "title": "住所", "type": "object", "properties": {
                "postal": postal, "prefecture": part("都道府県"), "city": part("市区町村"),
                "town": part("町名") } },
            "account": account,
        },
    })
    .to_string();
    let source = Source { file: "home.json", text: &text, overlays: &[] };
    Form::compile(&source, &Parts::default()).unwrap()
}

fn check(answers: &Value) -> Checked {
    form().check(answers, &Context::on("2026-11-25".parse().unwrap()))
}

#[test]
fn a_town_says_the_city_once() {
    for town in [
        "仙台市青葉区国分町三丁目",
        "宮城県仙台市青葉区国分町三丁目",
        "青葉区国分町三丁目",
        "国分町三丁目",
    ] {
        let checked = check(&json!({ "home": { "ward": "青葉区", "town": town } }));
        assert_eq!(checked.data["home"]["town"], "国分町三丁目", "{town}");
        let told: Vec<_> = checked.changes.iter().map(|change| change.at.as_str()).collect();
        assert_eq!(told, if town == "国分町三丁目" { vec![] } else { vec!["/home/town"] });
    }
    let whole =
        json!({ "prefecture": "宮城県", "city": "宮城県名取市", "town": "名取市増田１ー２" });
    let checked = check(&json!({ "whole": whole }));
    assert_eq!(
        (&checked.data["whole"]["city"], &checked.data["whole"]["town"]),
        (&json!("名取市"), &json!("増田1-2"))
    );
    assert_eq!(checked.changes.len(), 2, "each is told once: {:?}", checked.changes);
}

#[test]
fn what_contradicts_is_kept_as_typed() {
    let checked = check(&json!({ "home": { "ward": "青葉区", "town": "仙台市泉区泉中央" } }));
    assert_eq!(checked.data["home"]["town"], "仙台市泉区泉中央");
}

#[test]
fn a_postal_code_of_another_place_is_asked_about() {
    let told = |home: Value| -> Vec<String> {
        let checked = check(&json!({ "home": home }));
        assert!(checked.problems.iter().all(|problem| problem.severity == Severity::Warning));
        checked.problems.into_iter().map(|problem| problem.at + ": " + &problem.message).collect()
    };
    let other_ward = json!({ "postal": "980-0803", "ward": "泉区", "town": "国分町" });
    assert_eq!(
        told(other_ward),
        [
            "/home/postal: 郵便番号980-0803は、宮城県仙台市青葉区の番号です。郵便番号か住所を、もう一度確かめてください。"
        ]
    );
    let other_town = json!({ "postal": "980-0803", "ward": "青葉区", "town": "上杉" });
    assert_eq!(
        told(other_town),
        [
            "/home/postal: 郵便番号980-0803は、国分町の番号です。郵便番号か住所を、もう一度確かめてください。"
        ]
    );
    for right in [
        json!({ "postal": "980-0803", "ward": "青葉区", "town": "国分町三丁目" }),
        json!({ "postal": "980-8671", "ward": "泉区", "town": "国分町" }),
        json!({ "postal": "981-1232", "ward": "仙台市以外", "town": "大手町" }),
        json!({ "postal": "980-0803" }),
    ] {
        assert_eq!(told(right), [""; 0]);
    }
}

#[test]
fn a_branch_of_a_known_bank_is_looked_for_there() {
    let message =
        |account: Value| check(&json!({ "account": account })).problems[0].message.clone();
    let known = message(json!({ "bank": "七十七銀行", "branch": "存在しない支店" }));
    assert!(known.starts_with("この銀行に、その名前の支店が見つかりません"), "{known}");
    assert!(message(json!({ "branch": "本店" })).contains("先に銀行などを入れてから"));
}
