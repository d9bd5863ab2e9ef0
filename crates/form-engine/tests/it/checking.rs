//! What happens to answers: each test is one sentence about the pipeline.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    reason = "a test that cannot go on fails, and reads better with values"
)]

use chrono::NaiveDate;
use form_engine::{Checked, Context, Form, Parts, Severity, Source};
use kernel::Language;
use serde_json::{Value, json};

const DEFINITION: &str = r#"{
  "$id": "sample",
  "title": "見本の申請",
  "x-procedure": {
    "department": "見本課", "category": "samples", "workflow": "standard",
    "fee": { "due": "at-submission", "lines": [
      { "label": "写し", "unitYen": 300, "quantity": "form.copies" },
      { "label": "速達", "unitYen": "form.copies > 5 ? 600 : 300", "when": "form.delivery == 'express'" }
    ] }
  },
  "x-pages": [
    { "id": "who", "title": "申請する方", "fields": ["name", "birthDate", "phone"] },
    { "id": "what", "title": "必要なもの", "fields": ["copies", "purpose", "detail", "extras", "delivery", "note", "agree"] },
    { "id": "family", "title": "家族", "x-visible": "form.purpose == 'family'", "fields": ["members", "account", "files"] },
    { "id": "sum", "title": "まとめ", "fields": ["summary", "weight"] }
  ],
  "type": "object",
  "properties": {
    "name": { "title": "氏名", "type": "string", "format": "jp-person-name", "maxLength": 100 },
    "birthDate": { "title": "生年月日", "type": "string", "format": "date" },
    "phone": { "title": "電話番号", "type": "string", "format": "jp-phone" },
    "copies": { "title": "通数", "type": "integer", "minimum": 1, "maximum": 10, "x-unit": "通" },
    "purpose": { "title": "使いみち", "type": "string", "oneOf": [
      { "const": "bank", "title": "金融機関" }, { "const": "family", "title": "家族の手続" }, { "const": "other", "title": "その他" } ] },
    "detail": { "title": "使いみちの内容", "type": "string", "minLength": 2, "maxLength": 10, "x-visible": "form.purpose == 'other'" },
    "extras": { "title": "追加で載せるもの", "type": "array", "uniqueItems": true, "items": { "enum": ["head", "domicile"], "type": "string" } },
    "delivery": { "title": "送り方", "type": "string", "enum": ["standard", "express"], "x-visible": "form.detail != 'counter'" },
    "note": { "title": "備考", "type": "string", "maxLength": 500 },
    "agree": { "title": "同意", "type": "boolean" },
    "members": { "title": "家族", "type": "array", "minItems": 1, "maxItems": 3, "items": { "type": "object",
      "properties": {
        "name": { "title": "家族の氏名", "type": "string", "format": "jp-person-name" },
        "living": { "title": "同居", "type": "string", "enum": ["together", "apart"] },
        "place": { "title": "住んでいる所", "type": "string", "x-visible": "item.living == 'apart'" },
        "birthDate": { "title": "家族の生年月日", "type": "string", "format": "date" },
        "label": { "title": "見出し", "type": "string", "x-compute": "string(index + 1) + '人目' + row.name" }
      }, "required": ["name", "living", "place"] } },
    "account": { "title": "口座", "type": "object", "properties": {
        "code": { "title": "口座番号", "type": "string", "format": "jp-digits", "pattern": "^[0-9]{7}$",
                  "x-messages": { "pattern": "口座番号は7桁の数字で入力してください。" } },
        "holder": { "title": "名義", "type": "string", "maxLength": 30 } }, "required": ["code"] },
    "files": { "title": "書類", "type": "array", "x-maxFiles": 2, "items": { "type": "string", "format": "attachment" } },
    "summary": { "title": "まとめ", "type": "string", "x-compute": "form.name + '・' + string(form.copies) + '通'" },
    "weight": { "title": "重さ", "type": "number", "exclusiveMinimum": 0, "multipleOf": 0.5 }
  },
  "required": ["name", "birthDate", "copies", "purpose", "detail", "agree", "members"],
  "x-rules": [
    { "id": "of-age", "at": ["/birthDate"], "check": "age(form.birthDate, today) >= 15", "message": "15歳未満の方は申請できません。" },
    { "id": "many-copies", "at": ["/copies"], "severity": "warning", "check": "form.copies < 5", "message": "通数が多いようです。" },
    { "id": "member-is-born", "each": "/members", "at": ["/members/birthDate"], "check": "item.birthDate <= today", "message": "生年月日が今日より後です。" },
    { "id": "two-places", "at": ["/detail", "/purpose"], "when": "form.copies == 9", "check": "false", "message": "どちらかを直してください。" }
  ]
}"#;

fn form() -> Form {
    let source = Source { file: "sample.json", text: DEFINITION, overlays: &[] };
    Form::compile(&source, &Parts::default()).map_err(|faults| format!("{faults:#?}")).unwrap()
}

fn context() -> Context {
    Context::on(NaiveDate::from_ymd_opt(2026, 4, 1).unwrap())
}

/// The smallest answers that have no problem.
fn good() -> Value {
    json!({ "name": "山田　花子", "birthDate": "1990-03-09", "copies": 2, "purpose": "bank", "agree": true })
}

/// The good answers with some members replaced, or taken away by null.
fn with(changes: Value) -> Value {
    let mut raw = good();
    for (name, value) in changes.as_object().unwrap() {
        raw[name] = value.clone();
    }
    raw
}

fn checked(changes: Value) -> Checked {
    form().check(&with(changes), &context())
}

#[track_caller]
fn check(changes: Value, expected: &[(&str, &str, &str)]) {
    let checked = checked(changes);
    let found: Vec<_> = checked
        .problems
        .iter()
        .map(|problem| (problem.at.as_str(), problem.rule.as_str(), problem.message.as_str()))
        .collect();
    assert_eq!(found, expected);
    assert_eq!(checked.ok(), expected.is_empty());
    assert_eq!(checked.defects, []);
}

#[test]
fn good_answers_have_no_problem_and_a_fee() {
    check(json!({}), &[]);
    let fee = checked(json!({ "delivery": "express" })).fee;
    assert_eq!(fee.total.get(), 900);
    let amounts: Vec<_> = fee.lines.iter().map(|line| (line.quantity, line.amount.get())).collect();
    assert_eq!(amounts, [(2, 600), (1, 300)]);
}

#[test]
fn every_problem_comes_at_once_in_the_order_of_the_pages() {
    check(
        json!({ "weight": 0, "copies": "十", "name": null, "birthDate": "平成30年2月29日", "purpose": "x" }),
        &[
            ("/name", "required", "氏名を入力してください。"),
            ("/birthDate", "date", &date_message()),
            ("/copies", "type", "通数は1から10までの数字で入力してください。"),
            ("/purpose", "enum", "使いみちを、選択肢の中から選んでください。"),
            ("/weight", "exclusiveMinimum", "重さは0より大きい数字で入力してください。"),
        ],
    );
}

/// The sentence comes from `japanese-values`; the engine adds the field's name.
fn date_message() -> String {
    let fault = japanese_values::Format::Date.read("平成30年2月29日").unwrap_err();
    let sentence = fault.sentence(japanese_values::Tongue::Japanese);
    if sentence.contains("生年月日") { sentence } else { format!("生年月日：{sentence}") }
}

#[test]
fn each_keyword_has_its_sentence() {
    let other = |detail: &str| json!({ "purpose": "other", "detail": detail });
    for (changes, at, rule, message) in [
        (
            json!({ "copies": 11 }),
            "/copies",
            "maximum",
            "通数は1から10までの数字で入力してください。",
        ),
        (json!({ "purpose": null }), "/purpose", "required", "使いみちを選んでください。"),
        (json!({ "agree": false }), "/agree", "required", "同意にチェックを入れてください。"),
        (other("あ"), "/detail", "minLength", "使いみちの内容は2文字以上で入力してください。"),
        (
            other("あいうえおかきくけこさ"),
            "/detail",
            "maxLength",
            "使いみちの内容は10文字までで入力してください。",
        ),
        (
            json!({ "weight": 0.3 }),
            "/weight",
            "multipleOf",
            "重さは0.5きざみの数字で入力してください。",
        ),
        (json!({ "name": 7 }), "/name", "type", "氏名をもう一度入力してください。"),
    ] {
        check(changes, &[(at, rule, message)]);
    }
}

#[test]
fn a_question_is_answered_and_not_chosen() {
    let asked = r#"{
      "$id": "asked", "title": "質問",
      "x-procedure": { "department": "見本課", "category": "samples", "workflow": "standard" },
      "x-pages": [{ "id": "one", "title": "質問", "fields": ["who", "why"] }],
      "type": "object",
      "properties": {
        "who": { "title": "どなたですか", "type": "string", "enum": ["me", "other"] },
        "why": { "title": "なぜですか。", "type": "string", "maxLength": 10 }
      },
      "required": ["who", "why"]
    }"#;
    let source = Source { file: "asked.json", text: asked, overlays: &[] };
    let form = Form::compile(&source, &Parts::default()).map_err(|f| format!("{f:#?}")).unwrap();
    for (language, expected) in [
        (
            Language::Japanese,
            ["「どなたですか」に答えてください。", "「なぜですか。」に答えてください。"],
        ),
        (
            Language::EasyJapanese,
            ["「どなたですか」に こたえて ください。", "「なぜですか。」に こたえて ください。"],
        ),
    ] {
        let checked = form.check(&json!({}), &context().speaking(language));
        let found: Vec<_> = checked.problems.iter().map(|p| p.message.as_str()).collect();
        assert_eq!(found, expected);
    }
}

#[test]
fn a_line_of_the_fee_is_counted_where_the_answers_say_how_many() {
    let form = form();
    let counted: Vec<_> = form.procedure().fee.lines.iter().map(|line| line.counted).collect();
    assert_eq!(counted, [true, false]);
}

#[test]
fn lists_of_choices_have_their_sentences() {
    let extras = |chosen: &[&str]| json!({ "extras": chosen });
    let twice = "追加で載せるものに同じものがあります。1つにしてください。";
    check(extras(&["head", "head"]), &[("/extras", "uniqueItems", twice)]);
    let unknown = "追加で載せるものを、選択肢の中から選んでください。";
    check(extras(&["tail"]), &[("/extras", "enum", unknown)]);
}

#[test]
fn unknown_answers_and_invisible_characters_are_refused() {
    let unknown = "「nobody」という項目は、この手続にはありません。";
    check(json!({ "nobody": "秘密" }), &[("/nobody", "unknown", unknown)]);
    let characters =
        "備考に使えない文字（見えない文字など）があります。消して入力し直してください。";
    for note in ["a\u{202E}b", "a\u{0}b", "a\u{85}b", "a\u{2066}b", "a\u{E0041}b"] {
        check(json!({ "note": note }), &[("/note", "characters", characters)]);
    }
}

#[test]
fn sentences_exist_in_every_language() {
    let raw = with(json!({ "copies": 11, "name": null }));
    for (language, expected) in [
        (
            Language::Japanese,
            ["氏名を入力してください。", "通数は1から10までの数字で入力してください。"],
        ),
        (
            Language::EasyJapanese,
            ["氏名を 書いて ください。", "通数は 1から 10までの 数字で 書いて ください。"],
        ),
        (Language::English, ["Enter: 氏名.", "通数: enter a number from 1 to 10."]),
    ] {
        let checked = form().check(&raw, &context().speaking(language));
        let found: Vec<_> = checked.problems.iter().map(|p| p.message.as_str()).collect();
        assert_eq!(found, expected);
    }
}

#[test]
fn values_are_normalised_and_every_change_is_shown() {
    let checked = checked(json!({
        "copies": "２通", "phone": "０９０−１２３４−５６７８", "birthDate": "昭和39年10月10日", "weight": "１．５"
    }));
    assert_eq!(checked.problems, []);
    assert_eq!(checked.data["copies"], 2);
    assert_eq!(checked.data["phone"], "09012345678");
    assert_eq!(checked.data["birthDate"], "1964-10-10");
    assert_eq!(checked.data["weight"], 1.5);
    let changed: Vec<_> = checked.changes.iter().map(|change| change.at.as_str()).collect();
    assert_eq!(changed, ["/birthDate", "/phone", "/copies", "/weight"]);
}

#[test]
fn free_text_keeps_every_character() {
    let note = "神﨑①㈱髙𠮷葛\u{E0100}が\u{3099}";
    assert_eq!(checked(json!({ "note": note })).data["note"], note);
    assert_eq!(checked(json!({ "note": " 一行目\r\n二行目 " })).data["note"], "一行目\n二行目");
}

#[test]
fn what_is_invisible_is_not_required_and_not_kept() {
    let checked = checked(json!({ "detail": "むかしの答え", "members": [{ "name": 7 }] }));
    assert_eq!(checked.problems, []);
    assert!(checked.data.get("detail").is_none());
    assert!(checked.data.get("members").is_none());
}

#[test]
fn conditions_look_only_at_what_is_visible() {
    // `delivery` reads `detail`, which is hidden: its old answer must not count.
    let checked = checked(json!({ "detail": "counter", "delivery": "express" }));
    assert_eq!(checked.data["delivery"], "express");
}

#[test]
fn rows_have_their_own_conditions_and_rules() {
    let members = json!([
        { "name": "山田 太郎", "living": "together", "place": "消える", "birthDate": "2027-01-01" },
        { "name": "山田 葵", "living": "apart" },
    ]);
    let changes = json!({ "purpose": "family", "members": members, "account": { "code": "123" } });
    check(
        changes.clone(),
        &[
            ("/members/0/birthDate", "member-is-born", "生年月日が今日より後です。"),
            ("/members/1/place", "required", "住んでいる所を入力してください。"),
            ("/account/code", "pattern", "口座番号は7桁の数字で入力してください。"),
        ],
    );
    let data = checked(changes).data;
    assert!(data["members"][0].get("place").is_none());
    assert_eq!(data["members"][1]["label"], "2人目山田　葵");
}

#[test]
fn lists_are_bounded() {
    let rows = |count: usize| json!({ "purpose": "family", "members": vec![json!({}); count] });
    assert_eq!(checked(rows(0)).problems[0].rule, "minItems");
    assert_eq!(checked(rows(4)).problems[0].rule, "maxItems");
    assert_eq!(checked(rows(4)).problems.len(), 1);
    assert_eq!(checked(json!({ "purpose": "family" })).problems[0].rule, "required");
}

#[test]
fn computed_answers_are_never_taken_from_outside() {
    let checked = checked(json!({ "summary": "1円" }));
    assert_eq!(checked.data["summary"], "山田　花子・2通");
    assert_eq!(checked.problems, []);
}

#[test]
fn a_rule_about_a_wrong_or_missing_answer_stays_silent() {
    assert_eq!(checked(json!({ "birthDate": null })).problems.len(), 1);
    assert_eq!(checked(json!({ "birthDate": "きのう" })).problems.len(), 1);
    check(
        json!({ "birthDate": "2020-01-01" }),
        &[("/birthDate", "of-age", "15歳未満の方は申請できません。")],
    );
    // It would not read the answer, but has nothing to add to 「入力してください」.
    let missing = checked(json!({ "copies": 9, "purpose": "other", "detail": null }));
    let rules: Vec<&str> = missing.problems.iter().map(|problem| problem.rule.as_str()).collect();
    assert_eq!(rules, ["many-copies", "required"]);
}

#[test]
fn a_warning_stops_until_it_is_confirmed() {
    let raw = with(json!({ "copies": 6 }));
    let warned = form().check(&raw, &context());
    assert_eq!(warned.problems[0].severity, Severity::Warning);
    assert!(!warned.ok());
    let mut sure = context();
    sure.confirmed.insert("many-copies".to_owned());
    let confirmed = form().check(&raw, &sure);
    assert!(confirmed.ok() && confirmed.problems[0].confirmed);
}

#[test]
fn a_rule_points_to_visible_fields_only() {
    let hidden = checked(json!({ "copies": 9 }));
    let problem = hidden.problems.iter().find(|problem| problem.rule == "two-places").unwrap();
    assert_eq!((problem.at.as_str(), problem.also.len()), ("/purpose", 0));
    let shown = checked(json!({ "copies": 9, "purpose": "other", "detail": "見本" }));
    let problem = shown.problems.iter().find(|problem| problem.rule == "two-places").unwrap();
    assert_eq!(
        (problem.at.as_str(), problem.also.as_slice()),
        ("/detail", &["/purpose".to_owned()][..])
    );
}

#[test]
fn wrong_answers_come_back_as_they_were_typed() {
    let checked = checked(json!({ "copies": "たくさん", "phone": "12", "purpose": { "a": 1 } }));
    assert_eq!(checked.data["copies"], "たくさん");
    assert_eq!(checked.data["phone"], "12");
    assert_eq!(checked.data["purpose"], json!({ "a": 1 }));
    assert_eq!(checked.fee.total.get(), 0);
}

#[test]
fn numbers_are_exact_or_refused() {
    for typed in [
        json!(1e30),
        json!("1e400"),
        json!("9007199254740993"),
        json!(2.5),
        json!("NaN"),
        json!([1]),
    ] {
        assert_eq!(checked(json!({ "copies": typed })).problems[0].rule, "type");
    }
    assert_eq!(checked(json!({ "copies": 3.0 })).data["copies"], 3);
    assert_eq!(checked(json!({ "copies": -0.0 })).problems[0].rule, "minimum");
}

#[test]
fn answers_that_are_no_object_or_too_large_are_told_so() {
    let wrong = form().check(&json!([1, 2]), &context());
    assert_eq!((wrong.problems[0].at.as_str(), wrong.problems[0].rule.as_str()), ("", "type"));
    let large = form().check(&json!({ "note": "あ".repeat(400_000) }), &context());
    assert_eq!(large.problems.len(), 1);
    assert_eq!(large.problems[0].rule, "size");
}

#[test]
fn a_page_is_checked_alone_and_rules_when_they_are_complete() {
    let raw = json!({ "birthDate": "2020-01-01", "copies": 6 });
    let rules = |page: &str| -> Vec<String> {
        form().check_page(page, &raw, &context()).problems.into_iter().map(|p| p.rule).collect()
    };
    assert_eq!(rules("who"), ["required", "of-age"]);
    assert_eq!(rules("what"), ["many-copies", "required", "required"]);
}

#[test]
fn pages_and_fields_are_hidden_before_anything_is_filed() {
    let form = form();
    let ids = |raw: &Value| -> Vec<String> {
        form.visible_pages(raw, &context()).iter().map(|page| page.id.clone()).collect()
    };
    assert_eq!(ids(&json!({})), ["who", "what", "sum"]);
    assert_eq!(ids(&json!({ "purpose": "family" })), ["who", "what", "family", "sum"]);
    assert!(!form.is_visible("/detail", &json!({}), &context()));
    assert!(form.is_visible("/detail", &json!({ "purpose": "other" }), &context()));
    let raw = json!({ "purpose": "family", "members": [] });
    assert!(!form.is_visible("/members/0/place", &raw, &context()), "a blank row is asked too");
}

#[test]
fn a_mend_of_one_tap_is_offered_where_one_is_known() {
    let checked = checked(json!({ "birthDate": "昭和65年3月9日" }));
    let repair = checked.problems[0].repair.as_ref().unwrap();
    assert_eq!(repair.value, "1990-03-09");
}

#[test]
fn banks_and_branches_are_known_by_their_names() {
    let text = json!({
        "$id": "bank", "title": "見本", "type": "object",
        "x-procedure": { "department": "課", "category": "samples", "workflow": "notification" },
        "x-pages": [{ "id": "one", "title": "1", "fields": ["account"] }],
        "properties": { "account": { "title": "口座", "type": "object", "properties": {
            "bank": { "title": "銀行", "type": "string", "format": "jp-bank-code" },
            "branch": { "title": "支店", "type": "string", "format": "jp-branch-code" },
            "shown": { "title": "表示", "type": "string",
                       "x-compute": "bank_name(item.bank) + ' ' + branch_name(item.bank, item.branch)" }
        } } }
    })
    .to_string();
    let source = Source { file: "bank.json", text: &text, overlays: &[] };
    let form = Form::compile(&source, &Parts::default()).unwrap();
    let check = |bank: &str, branch: &str| {
        form.check(&json!({ "account": { "bank": bank, "branch": branch } }), &context())
    };
    for (bank, branch) in [
        ("七十七銀行", "本店営業部"),
        ("しちじゅうしち", "本店営業部 (100)"),
        ("七十七銀行 (0125)", "100"),
        ("０１２５", "１００"),
    ] {
        let checked = check(bank, branch);
        assert!(checked.ok(), "{bank} {branch}: {:?}", checked.problems);
        assert_eq!(checked.data["account"]["bank"], "0125");
        assert_eq!(checked.data["account"]["branch"], "100");
        assert_eq!(checked.data["account"]["shown"], "七十七銀行 本店営業部");
    }
    let doubtful = check("横浜", "本店");
    let problem = &doubtful.problems[0];
    assert_eq!((problem.at.as_str(), problem.rule.as_str()), ("/account/bank", "jp-bank-code"));
    assert_eq!(problem.repair.as_ref().unwrap().value, "0138");
    assert_eq!(doubtful.data["account"]["bank"], "横浜", "nothing typed is lost");
}

#[test]
fn a_day_of_birth_is_measured_against_the_day_of_receipt() {
    let text = json!({
        "$id": "birth", "title": "見本", "type": "object",
        "x-procedure": { "department": "課", "category": "samples", "workflow": "standard" },
        "x-pages": [{ "id": "one", "title": "1", "fields": ["born"] }],
        "properties": { "born": { "title": "生年月日", "type": "string", "format": "jp-birth-date" } }
    })
    .to_string();
    let source = Source { file: "birth.json", text: &text, overlays: &[] };
    let form = Form::compile(&source, &Parts::default()).unwrap();
    let told = |typed: &str| {
        let checked = form.check(&json!({ "born": typed }), &context());
        checked.problems.first().map(|problem| problem.message.clone()).unwrap_or_default()
    };
    assert_eq!(told("昭和39年10月10日"), "");
    assert_eq!(told("2026-04-01"), "");
    assert!(told("2026-04-02").contains("今日より後"), "{}", told("2026-04-02"));
    assert!(told("1880-01-01").contains("130年"), "{}", told("1880-01-01"));
}
