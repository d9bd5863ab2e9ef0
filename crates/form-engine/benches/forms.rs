//! How fast definitions compile and answers are checked.
//!
//! `check_25_fields_5_rules` stands beside the bare minimum in the same run: a
//! prebuilt `jsonschema` validator and the five rules through the `cel` crate's
//! own interpreter, over the same document.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a bench that cannot go on stops"
)]

use cel::Program;
use chrono::NaiveDate;
use divan::{Bencher, black_box};
use form_engine::{Context, Form, Parts, Source};
use serde_json::{Map, Value, json};

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

const RULES: [&str; 5] = [
    "form.birthDate <= today",
    "form.copies >= 1 && form.copies <= 10",
    "form.start < form.end",
    "form.kana.startsWith('ヤマ') || form.purpose == 'other'",
    "form.delivery == 'mail' && size(form.note) > 3",
];

fn definition() -> Value {
    let mut properties = Map::new();
    let mut add = |name: &str, property: Value| {
        let mut property = property;
        property["title"] = json!(name);
        properties.insert(name.to_owned(), property);
    };
    add("name", json!({ "type": "string", "format": "jp-person-name", "maxLength": 100 }));
    add("kana", json!({ "type": "string", "format": "jp-furigana", "maxLength": 60 }));
    for day in ["birthDate", "start", "end"] {
        add(day, json!({ "type": "string", "format": "date" }));
    }
    add("phone", json!({ "type": "string", "format": "jp-phone" }));
    add("email", json!({ "type": "string", "format": "jp-email" }));
    add("postal", json!({ "type": "string", "format": "jp-postal-code" }));
    for place in ["city", "town", "block"] {
        add(place, json!({ "type": "string", "format": "jp-address", "maxLength": 80 }));
    }
    add("copies", json!({ "type": "integer", "minimum": 1, "maximum": 10 }));
    add("purpose", json!({ "type": "string", "enum": ["bank", "work", "other"] }));
    add(
        "detail",
        json!({ "type": "string", "maxLength": 80, "x-visible": "form.purpose == 'other'" }),
    );
    add("delivery", json!({ "type": "string", "enum": ["mail", "desk"] }));
    add("code", json!({ "type": "string", "format": "jp-digits", "pattern": "^[0-9]{4}$" }));
    add("agree", json!({ "type": "boolean" }));
    add("note", json!({ "type": "string", "maxLength": 500 }));
    add("proof", json!({ "type": "string", "format": "attachment" }));
    for number in ["a", "b", "c"] {
        add(number, json!({ "type": "integer", "minimum": 0 }));
    }
    for word in ["d", "e", "f"] {
        add(word, json!({ "type": "string", "maxLength": 40 }));
    }
    let names: Vec<String> = properties.keys().cloned().collect();
    assert_eq!(names.len(), 25);
    let rule = |(place, check): (usize, &&str)| json!({ "id": format!("r{place}"), "at": ["/name"], "check": check, "message": "だめ" });
    json!({
        "$id": "bench", "title": "測定", "type": "object",
        "x-procedure": { "department": "課", "category": "samples", "workflow": "standard",
            "fee": { "due": "at-submission", "lines": [{ "label": "料", "unitYen": 300, "quantity": "form.copies" }] } },
        "x-pages": [{ "id": "one", "title": "1", "fields": names }],
        "properties": properties,
        "required": ["name", "kana", "birthDate", "phone", "copies", "purpose", "detail", "delivery"],
        "x-rules": RULES.iter().enumerate().map(rule).collect::<Vec<_>>()
    })
}

fn answers() -> Value {
    json!({
        "name": "山田　花子", "kana": "ヤマダ　ハナコ", "birthDate": "1990-03-09", "start": "2026-04-01",
        "end": "2026-04-30", "phone": "09012345678", "email": "hanako@example.jp", "postal": "980-8671",
        "city": "仙台市青葉区", "town": "国分町三丁目", "block": "7番1号", "copies": 2, "purpose": "bank",
        "delivery": "mail", "code": "0125", "agree": true, "note": "よろしくお願いします。",
        "proof": "0199a3c0-0000-7000-8000-000000000001", "a": 1, "b": 2, "c": 3, "d": "一", "e": "二", "f": "三"
    })
}

/// What is really posted: full-width digits, hiragana, 和暦.
fn typed() -> Value {
    let mut answers = answers();
    for (name, typed) in [
        ("kana", "やまだ はなこ"),
        ("birthDate", "平成2年3月9日"),
        ("phone", "０９０−１２３４−５６７８"),
        ("postal", "〒９８０ー８６７１"),
        ("copies", "２"),
        ("block", "７－１"),
    ] {
        answers[name] = json!(typed);
    }
    answers
}

fn compiled() -> Form {
    let text = definition().to_string();
    let source = Source { file: "bench.json", text: &text, overlays: &[] };
    Form::compile(&source, &Parts::default()).map_err(|faults| format!("{faults:#?}")).unwrap()
}

fn context() -> Context {
    Context::on(NaiveDate::from_ymd_opt(2026, 4, 1).unwrap())
}

#[divan::bench]
fn check_25_fields_5_rules(bencher: Bencher<'_, '_>) {
    let (form, answers, context) = (compiled(), answers(), context());
    assert!(form.check(&answers, &context).ok(), "{:#?}", form.check(&answers, &context).problems);
    bencher.bench_local(|| form.check(black_box(&answers), &context));
}

#[divan::bench]
fn check_25_fields_5_rules_as_typed(bencher: Bencher<'_, '_>) {
    let (form, answers, context) = (compiled(), typed(), context());
    assert!(form.check(&answers, &context).ok(), "{:#?}", form.check(&answers, &context).problems);
    bencher.bench_local(|| form.check(black_box(&answers), &context));
}

#[divan::bench]
fn check_25_fields_all_wrong(bencher: Bencher<'_, '_>) {
    let (form, context) = (compiled(), context());
    let wrong =
        answers().as_object().unwrap().keys().map(|name| (name.clone(), json!([7]))).collect();
    let wrong = Value::Object(wrong);
    bencher.bench_local(|| form.check(black_box(&wrong), &context));
}

/// The bare minimum: the validator and the rules, nothing normalised, no messages.
#[divan::bench]
fn bare_jsonschema_and_cel(bencher: Bencher<'_, '_>) {
    let answers = answers();
    let validator = bare_validator();
    let programs: Vec<Program> = RULES.iter().map(|rule| Program::compile(rule).unwrap()).collect();
    bencher.bench_local(|| {
        let valid = validator.is_valid(black_box(&answers));
        let mut context = cel::Context::default();
        context.add_variable("form", &answers).unwrap();
        context.add_variable_from_value("today", "2026-04-01");
        let kept =
            programs.iter().all(|program| program.execute(&context) == Ok(cel::Value::Bool(true)));
        assert!(valid && kept);
    });
}

#[divan::bench]
fn bare_jsonschema_alone(bencher: Bencher<'_, '_>) {
    let (validator, answers) = (bare_validator(), answers());
    bencher.bench_local(|| validator.is_valid(black_box(&answers)));
}

fn bare_validator() -> jsonschema::Validator {
    let definition = definition();
    let mut required = definition["required"].as_array().unwrap().clone();
    required.retain(|name| name != "detail");
    let schema =
        json!({ "type": "object", "properties": definition["properties"], "required": required });
    jsonschema::options()
        .with_pattern_options(jsonschema::PatternOptions::regex())
        .build(&schema)
        .unwrap()
}

/// The most that a definition may ask: 300 fields, and 100 rules over them.
fn largest() -> (String, Value) {
    let name = |n: usize| format!("f{n}");
    let property = |n: usize| match n % 3 {
        0 => json!({ "title": "文", "type": "string", "maxLength": 80 }),
        1 => json!({ "title": "数", "type": "integer", "minimum": 0, "maximum": 1000 }),
        _ => {
            json!({ "title": "日", "type": "string", "format": "date", "x-visible": format!("form.f{} > 0", n - 1) })
        }
    };
    let answer = |n: usize| match n % 3 {
        0 => json!("よろしくお願いします。"),
        1 => json!(n),
        _ => json!("2026-04-01"),
    };
    let properties: Map<String, Value> = (0..300).map(|n| (name(n), property(n))).collect();
    let answers: Map<String, Value> = (0..300).map(|n| (name(n), answer(n))).collect();
    let rule = |n: usize| {
        let check = format!("form.f{} <= today && form.f{} + 1 > 0", n * 3 + 2, n * 3 + 1);
        json!({ "id": format!("r{n}"), "at": [format!("/f{}", n * 3)], "check": check, "message": "だめ" })
    };
    let definition = json!({
        "$id": "largest", "title": "測定", "type": "object",
        "x-procedure": { "department": "課", "category": "samples", "workflow": "standard" },
        "x-pages": [{ "id": "one", "title": "1", "fields": properties.keys().collect::<Vec<_>>() }],
        "properties": properties,
        "x-rules": (0..100).map(rule).collect::<Vec<_>>()
    });
    (definition.to_string(), Value::Object(answers))
}

fn compiled_from(text: &str, parts: &Parts) -> Form {
    let source = Source { file: "bench.json", text, overlays: &[] };
    Form::compile(&source, parts).map_err(|faults| format!("{faults:#?}")).unwrap()
}

#[divan::bench(sample_count = 20)]
fn compile_300_fields_100_rules(bencher: Bencher<'_, '_>) {
    let (text, _) = largest();
    bencher.bench_local(|| compiled_from(black_box(&text), &Parts::default()));
}

#[divan::bench]
fn check_300_fields_100_rules(bencher: Bencher<'_, '_>) {
    let (text, answers) = largest();
    let (form, context) = (compiled_from(&text, &Parts::default()), context());
    assert!(form.check(&answers, &context).ok(), "{:#?}", form.check(&answers, &context).problems);
    bencher.bench_local(|| form.check(black_box(&answers), &context));
}
