//! What holds for any answers at all.

use std::sync::LazyLock;

use chrono::NaiveDate;
use form_engine::{Context, Form, Parts, Source};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

const NAMES: [&str; 9] =
    ["text", "number", "choice", "detail", "day", "truth", "rows", "group", "anything"];

static FORM: LazyLock<Form> = LazyLock::new(|| {
    let text = json!({
        "$id": "any", "title": "何でも", "type": "object",
        "x-procedure": { "department": "課", "category": "samples", "workflow": "notification" },
        "x-pages": [{ "id": "one", "title": "1", "fields": ["text", "number", "choice", "detail", "day", "truth", "rows", "group"] }],
        "properties": {
            "text": { "title": "文", "type": "string", "maxLength": 20 },
            "number": { "title": "数", "type": "integer", "maximum": 9 },
            "choice": { "title": "選", "type": "string", "enum": ["a", "b"] },
            "detail": { "title": "細", "type": "string", "x-visible": "form.choice == 'a' && form.number > 2" },
            "day": { "title": "日", "type": "string", "format": "date" },
            "truth": { "title": "真", "type": "boolean" },
            "rows": { "title": "行", "type": "array", "maxItems": 3, "items": { "type": "object", "properties": {
                "kana": { "title": "カナ", "type": "string", "format": "jp-furigana" },
                "more": { "title": "他", "type": "string", "x-visible": "item.kana == 'ア'" } } } },
            "group": { "title": "組", "type": "object", "properties": {
                "postal": { "title": "郵便番号", "type": "string", "format": "jp-postal-code" } } }
        },
        "required": ["detail", "rows"],
        "x-rules": [{ "id": "r", "at": ["/number"], "check": "form.number > 1 || form.text == 'x'", "message": "だめ" }]
    })
    .to_string();
    let source = Source { file: "any.json", text: &text, overlays: &[] };
    Form::compile(&source, &Parts::default()).unwrap_or_else(|faults| unreachable!("{faults:#?}"))
});

fn context() -> Context {
    Context::on(NaiveDate::MIN.with_year_of(2026))
}

/// A day without unwrapping: the tests need any fixed one.
trait WithYear {
    fn with_year_of(self, year: i32) -> NaiveDate;
}

impl WithYear for NaiveDate {
    fn with_year_of(self, year: i32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, 4, 1).unwrap_or(self)
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[aｱア 　0-9０-９\u{202E}-]{0,12}".prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
        prop_oneof![Just("a"), Just("ア"), Just("昭和65年1月1日"), Just("9800011")]
            .prop_map(Value::from),
    ];
    let name = prop_oneof![
        prop::sample::select(&NAMES[..]).prop_map(str::to_owned),
        prop::sample::select(&["kana", "more", "postal"][..]).prop_map(str::to_owned),
        ".{0,6}",
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            prop::collection::vec((name.clone(), inner), 0..9)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

proptest! {
    #[test]
    fn any_answers_are_checked_without_panic(raw in any_json()) {
        let checked = FORM.check(&raw, &context());
        prop_assert!(checked.data.is_object());
        prop_assert!(checked.problems.iter().all(|problem| !problem.message.is_empty()));
        prop_assert_eq!(checked.defects, []);
        drop(FORM.hidden(&raw, &context()));
        drop(FORM.answers(&raw, kernel::Language::Japanese));
        drop(FORM.shape_page("one", &[("rows/1/kana".into(), "x".into())], &raw));
    }

    #[test]
    fn what_was_accepted_is_accepted_again_unchanged(raw in any_json()) {
        let once = FORM.check(&raw, &context());
        let again = FORM.check(&once.data, &context());
        prop_assert_eq!(&again.data, &once.data);
        let accepted = |at: &str| !once.problems.iter().any(|p| at.starts_with(&p.at));
        prop_assert!(again.changes.iter().all(|change| !accepted(&change.at)), "{:?}", again.changes);
    }

    #[test]
    fn what_is_hidden_is_not_in_the_data(raw in any_json()) {
        let checked = FORM.check(&raw, &context());
        for hidden in FORM.hidden(&raw, &context()) {
            prop_assert!(checked.data.pointer(&hidden).is_none(), "{}", hidden);
            prop_assert!(checked.problems.iter().all(|problem| problem.at != hidden));
        }
    }
}
