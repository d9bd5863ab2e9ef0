//! Fields, posted pages and answers as people meet them.

#![expect(
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    reason = "a test that cannot go on fails, and reads better with values"
)]

use form_engine::{Form, Parts, Shown, Source, Widget};
use kernel::Language;
use serde_json::{Value, json};

fn form() -> Form {
    let text = json!({
        "$id": "shown", "title": "見本", "type": "object",
        "x-procedure": { "department": "課", "category": "samples", "workflow": "notification",
                         "visit": { "remains": "印鑑を持って来てください。" } },
        "x-pages": [
            { "id": "one", "title": "1", "fields": ["name", "day", "copies", "way", "many", "tick", "cost"] },
            { "id": "two", "title": "2", "fields": ["rows", "place", "proof", "proofs", "story"] }
        ],
        "properties": {
            "name": { "title": "氏名", "type": "string", "format": "jp-person-name", "x-autocomplete": "name" },
            "day": { "title": "日", "type": "string", "format": "date" },
            "copies": { "title": "通数", "type": "integer", "x-unit": "通", "minimum": 1, "default": 1 },
            "way": { "title": "送り方", "type": "string", "oneOf": [{ "const": "mail", "title": "郵送" }, { "const": "desk", "title": "窓口" }] },
            "many": { "title": "県", "type": "string", "enum": ["1", "2", "3", "4", "5", "6", "7", "8"] },
            "tick": { "title": "同意", "type": "boolean" },
            "cost": { "title": "費用", "type": "integer", "x-unit": "円" },
            "rows": { "title": "家族", "type": "array", "maxItems": 5, "items": { "type": "object", "properties": {
                "name": { "title": "名", "type": "string" }, "day": { "title": "誕生日", "type": "string", "format": "date" },
                "tags": { "title": "印", "type": "array", "items": { "type": "string", "enum": ["a", "b"] } } } } },
            "place": { "title": "住所", "type": "object", "x-sensitive": "household", "properties": { "postal": { "title": "郵便番号", "type": "string", "format": "jp-postal-code" } } },
            "proof": { "title": "書類", "type": "string", "format": "attachment" },
            "proofs": { "title": "書類（複数）", "type": "array", "x-maxFiles": 3, "items": { "type": "string", "format": "attachment" } },
            "story": { "title": "理由", "type": "string", "maxLength": 400, "x-visible": "form.way == 'desk'" }
        }
    })
    .to_string();
    let source = Source { file: "shown.json", text: &text, overlays: &[] };
    Form::compile(&source, &Parts::default()).map_err(|faults| format!("{faults:#?}")).unwrap()
}

fn post(page: &str, posted: &[(&str, &str)], previous: Value) -> Value {
    let posted: Vec<_> = posted.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    form().shape_page(page, &posted, &previous)
}

#[test]
fn a_device_fills_in_its_owner_and_nobody_else() {
    let name = |more: &Value| {
        let mut name = json!({ "title": "氏名", "type": "string", "x-autocomplete": "name" });
        name.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        name
    };
    let (nobody, mine) = (json!({}), json!({ "x-prefill": "resident.name" }));
    let group = |more: &Value| {
        let mut group =
            json!({ "title": "人", "type": "object", "properties": { "name": name(&nobody) } });
        group.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        group
    };
    let text = json!({
        "$id": "owner", "title": "見本", "type": "object",
        "x-procedure": { "department": "課", "category": "samples", "workflow": "notification" },
        "x-pages": [{ "id": "one", "title": "1", "fields": ["mine", "other", "spouse", "home", "silent", "children"] }],
        "properties": {
            "mine": name(&mine), "other": name(&nobody), "spouse": group(&nobody), "home": group(&mine),
            "silent": group(&json!({ "x-prefill": "resident.name", "x-autocomplete": "off" })),
            "children": { "title": "子", "type": "array", "maxItems": 3, "items":
                { "type": "object", "properties": { "name": name(&mine) } } },
        }
    })
    .to_string();
    let source = Source { file: "owner.json", text: &text, overlays: &[] };
    let form =
        Form::compile(&source, &Parts::default()).map_err(|faults| format!("{faults:#?}")).unwrap();
    let told = |at: &str| form.field(at).unwrap().autocomplete.clone();
    assert_eq!(told("/mine").as_deref(), Some("name"));
    assert_eq!(told("/home/name").as_deref(), Some("name"));
    for at in ["/other", "/spouse/name", "/silent/name", "/children/0/name"] {
        assert_eq!(told(at), None, "{at}");
    }
}

#[test]
fn controls_follow_from_types() {
    let form = form();
    for (pointer, widget) in [
        ("/name", Widget::Text),
        ("/day", Widget::Date),
        ("/copies", Widget::Integer),
        ("/way", Widget::Radio),
        ("/many", Widget::Select),
        ("/tick", Widget::Checkbox),
        ("/rows", Widget::Repeat),
        ("/rows/3/tags", Widget::Checkboxes),
        ("/place", Widget::Group),
        ("/proof", Widget::Attachment),
        ("/proofs", Widget::Attachment),
        ("/story", Widget::TextArea),
    ] {
        assert_eq!(form.field(pointer).unwrap().widget, widget, "{pointer}");
    }
    assert_eq!(form.field("/proofs").unwrap().max_files, 3);
    assert_eq!(form.field("/copies").unwrap().inputmode, Some("numeric"));
    assert!(form.field("/place/postal").unwrap().sensitive.is_some(), "a group's mark goes down");
    assert!(form.field("/nothing").is_none());
    assert_eq!(form.page_of("/rows/0/name").unwrap().id, "two");
}

#[test]
fn a_post_is_kept_as_it_was_typed() {
    let data = post(
        "one",
        &[
            ("name", " 山田 "),
            ("day.era", "昭和"),
            ("day.year", "65"),
            ("day.month", "3"),
            ("day.day", ""),
            ("copies", "たくさん"),
            ("way", "mail"),
            ("tick", "true"),
        ],
        json!({ "copies": "1", "story": "そのまま" }),
    );
    assert_eq!(
        data,
        json!({ "copies": "たくさん", "story": "そのまま", "name": " 山田 ", "day": "昭和65年3月日", "way": "mail", "tick": true })
    );
}

#[test]
fn emptied_fields_and_unticked_boxes_go_away() {
    let before = json!({ "name": "山田", "tick": true, "day": "1990-3-9", "many": "2" });
    let after =
        post("one", &[("name", ""), ("day.year", ""), ("day.month", ""), ("day.day", "")], before);
    assert_eq!(after, json!({ "many": "2" }), "a field that was not posted stays");
}

#[test]
fn rows_are_merged_by_their_index() {
    let before = json!({ "rows": [{ "name": "一" }, { "name": "二", "tags": ["a"] }] });
    let after = post(
        "two",
        &[
            ("rows/1/name", "に"),
            ("rows/1/tags", "a"),
            ("rows/1/tags", "b"),
            ("rows/2/day.year", "2020"),
            ("rows/999999999/name", "x"),
        ],
        before,
    );
    assert_eq!(
        after["rows"],
        json!([{ "name": "一" }, { "name": "に", "tags": ["a", "b"] }, { "day": "2020--" }])
    );
}

#[test]
fn files_stay_when_a_page_posts_none() {
    let before = json!({ "proof": "x", "proofs": ["y"] });
    assert_eq!(post("two", &[], before.clone())["proofs"], json!(["y"]));
    assert_eq!(
        post("two", &[("proofs", "a"), ("proofs", "b")], before)["proofs"],
        json!(["a", "b"])
    );
}

#[test]
fn answers_are_shown_in_words() {
    let data = json!({
        "name": "山田　花子", "day": "2026-04-01", "copies": 3, "way": "mail", "tick": true, "cost": 1_234_567,
        "rows": [{ "name": "葵", "tags": ["a"] }], "place": { "postal": "980-8671" }, "proof": "id-1"
    });
    let groups = form().answers(&data, Language::Japanese);
    assert_eq!(groups.len(), 2);
    let shown = |at: &str| {
        let found = groups.iter().flat_map(|group| &group.answers).find(|answer| answer.at == at);
        found.map(|answer| answer.shown.clone())
    };
    let text = |text: &str| Some(Shown::Text(text.to_owned()));
    assert_eq!(shown("/day"), text("2026年4月1日（令和8年）"));
    assert_eq!(shown("/copies"), text("3通"));
    assert_eq!(shown("/way"), text("郵送"));
    assert_eq!(shown("/tick"), text("はい"));
    assert_eq!(shown("/cost"), text("1,234,567円"));
    assert_eq!(shown("/many"), Some(Shown::Nothing));
    assert_eq!(shown("/story"), None, "a condition hid it, or may have");
    assert_eq!(shown("/proof"), Some(Shown::Attachments(vec!["id-1".to_owned()])));
    let Some(Shown::Rows(rows)) = shown("/rows") else { unreachable!("rows are shown as rows") };
    assert_eq!(rows[0][0].at, "/rows/0/name");
    let english = form().answers(&data, Language::English);
    assert_eq!(english[0].answers[1].shown, Shown::Text("1 April 2026".to_owned()));
}

#[test]
fn preselected_answers_stand_in_a_new_draft_and_open_questions() {
    let text = json!({
        "$id": "begun", "title": "見本", "type": "object",
        "x-procedure": { "department": "課", "category": "samples", "workflow": "notification" },
        "x-pages": [
            { "id": "one", "title": "1", "fields": ["who", "detail", "rows", "place"] },
            { "id": "never", "title": "2", "fields": ["other"] },
            { "id": "last", "title": "3", "fields": ["reckoned"] }
        ],
        "properties": {
            "who": { "title": "だれ", "type": "string", "enum": ["self", "other"], "default": "self" },
            "detail": { "title": "本人", "type": "string", "x-visible": "form.who == 'self'" },
            "rows": { "title": "家族", "type": "array", "minItems": 2, "items": { "type": "object", "properties": {
                "kind": { "title": "種類", "type": "string", "enum": ["a", "b"], "default": "b" } } } },
            "place": { "title": "住所", "type": "object", "properties": { "town": { "title": "町", "type": "string" } } },
            "other": { "title": "ほかの人", "type": "string", "x-visible": "form.who == 'other'" },
            "reckoned": { "title": "計", "type": "integer", "x-compute": "1" }
        }
    })
    .to_string();
    let source = Source { file: "begun.json", text: &text, overlays: &[] };
    let form = Form::compile(&source, &Parts::default()).unwrap();
    let begun = form.beginning();
    assert_eq!(begun, json!({ "who": "self", "rows": [{ "kind": "b" }, { "kind": "b" }] }));
    let today = form_engine::Context::on(chrono::NaiveDate::from_ymd_opt(2026, 4, 1).unwrap());
    assert!(form.is_visible("/detail", &begun, &today));
    assert_eq!(form.field("/rows").unwrap().new_row(), json!({ "kind": "b" }));
    let pages = |raw| -> Vec<&str> {
        form.visible_pages(raw, &today).iter().map(|page| page.id.as_str()).collect()
    };
    assert_eq!(pages(&begun), ["one", "last"], "a page without a question is left out");
    assert_eq!(pages(&json!({ "who": "other" })), ["one", "never", "last"]);
}

#[test]
fn numbers_read_as_people_write_them() {
    let text = json!({
        "$id": "numbers", "title": "見本", "type": "object",
        "x-procedure": { "department": "課", "category": "samples", "workflow": "notification" },
        "x-pages": [{ "id": "one", "title": "1", "fields": ["cost", "year"] }],
        "properties": {
            "cost": { "title": "費用", "type": "integer", "x-unit": "円" },
            "year": { "title": "年度", "type": "integer", "x-unit": "年度" }
        }
    })
    .to_string();
    let source = Source { file: "numbers.json", text: &text, overlays: &[] };
    let form = Form::compile(&source, &Parts::default()).unwrap();
    let words = |at| form.field(at).unwrap().in_words(&json!(2025), Language::Japanese);
    assert_eq!((words("/cost"), words("/year")), ("2,025円".to_owned(), "2025年度".to_owned()));
}
