//! What is wrong with a definition is told with its place, and nothing dangerous compiles.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::time::{Duration, Instant};

use form_engine::{DefinitionFault, Form, Parts, Searched, Source};
use kernel::Language;
use serde_json::{Value, json};

fn smallest() -> Value {
    json!({
        "$id": "smallest", "title": "見本", "type": "object",
        "x-procedure": { "department": "課", "category": "samples", "workflow": "notification" },
        "x-pages": [{ "id": "one", "title": "1", "fields": ["a"] }],
        "properties": { "a": { "title": "あ", "type": "string" } }
    })
}

fn compile(text: &str, parts: &Parts) -> Result<Form, Vec<DefinitionFault>> {
    Form::compile(&Source { file: "f.json", text, overlays: &[] }, parts)
}

/// The faults of the smallest definition with the value at a pointer replaced.
fn faults(pointer: &str, value: Value) -> String {
    let mut definition = smallest();
    let (above, name) = pointer.rsplit_once('/').unwrap();
    let object = definition.pointer_mut(above).unwrap().as_object_mut().unwrap();
    object.insert(name.to_owned(), value);
    told(compile(&definition.to_string(), &Parts::default()))
}

fn told(compiled: Result<Form, Vec<DefinitionFault>>) -> String {
    let faults = compiled.err().unwrap_or_default();
    faults
        .iter()
        .map(|f| format!("{}: {}; {}", f.pointer, f.what, f.mend))
        .collect::<Vec<_>>()
        .join("\n")
}

#[track_caller]
fn check(pointer: &str, value: Value, expected: &str) {
    let started = Instant::now();
    let told = faults(pointer, value);
    assert!(told.contains(expected), "{told}");
    assert!(started.elapsed() < Duration::from_millis(1500), "{:?} unoptimised", started.elapsed());
}

#[test]
fn the_smallest_definition_compiles() {
    let mut form = compile(&smallest().to_string(), &Parts::default()).unwrap();
    let hash = form.take_document().content_hash;
    assert_eq!((form.id(), form.pages().len(), hash.len()), ("smallest", 1, 64));
    assert_eq!(form.missing_translations(Language::English).len(), 3);
}

#[test]
fn every_fault_is_told_at_once_with_its_place() {
    let text = r#"{
  "$id": "Bad Name",
  "title": "見本",
  "title": "二つ目",
  "type": "object",
  "x-procedure": { "department": "課", "category": "samples", "workflow": "aproval" },
  "x-pages": [{ "id": "one", "title": "1", "fields": ["a", "missing"] }],
  "properties": {
    "a": { "title": "あ", "type": "string", "formt": "date", "pattern": "(?=x)" },
    "b": { "title": "い", "type": "integer", "maxLength": 3, "x-visible": "form.c == 1" },
    "n": { "title": "番号", "type": "string", "format": "jp-my-number" }
  },
  "required": ["z"],
  "x-rules": [{ "id": "r", "at": ["/q"], "check": "agee(form.a, today) > 1", "message": "だめ" }]
}"#;
    let faults = compile(text, &Parts::default()).unwrap_err();
    let listing: Vec<String> = faults.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(listing.join("\n"));
}

const THEMES: &str = r#"{
  "categories": [{ "id": "samples", "name": "見本", "ja-easy": "見本《みほん》", "en": "Samples" }],
  "lifeEvents": [{ "id": "moving", "name": "引っ越し", "en": "Moving house" }]
}"#;

fn of_themes(category: &str, events: &Value) -> String {
    let mut definition = smallest();
    let procedure = definition.pointer_mut("/x-procedure").and_then(Value::as_object_mut).unwrap();
    procedure.insert("category".to_owned(), category.into());
    procedure.insert("lifeEvents".to_owned(), events.clone());
    definition.to_string()
}

#[test]
fn a_published_definition_knows_what_its_category_and_its_life_events_are_called() {
    let parts = Parts::new([("parts/themes.json", THEMES)]);
    let written = of_themes("samples", &json!(["moving"]));
    let mut form = compile(&written, &parts).unwrap();
    let published = form.take_document().json;
    let again = compile(&published, &Parts::default()).unwrap();
    for form in [form, again] {
        let procedure = form.procedure();
        assert_eq!(procedure.category_name.get(Language::EasyJapanese), "見本《みほん》");
        assert_eq!(procedure.category_name.get(Language::English), "Samples");
        assert_eq!(procedure.life_event_names[0].get(Language::EasyJapanese), "引っ越し");
        assert_eq!(procedure.life_event_names[0].get(Language::English), "Moving house");
        assert_eq!(form.missing_translations(Language::English).len(), 3, "names count as read");
    }
}

#[test]
fn a_category_or_life_event_that_nobody_has_named_is_refused() {
    let parts = Parts::new([("parts/themes.json", THEMES)]);
    let refused = |category, events| told(compile(&of_themes(category, &events), &parts));
    assert_eq!(
        refused("sample", json!(["moving", "comet"])),
        "/x-procedure/category: there is no category \"sample\"; did you mean \"samples\"?\n\
         /x-procedure/lifeEvents/1: there is no life event \"comet\"; add it to parts/themes.json"
    );
    let alone = compile(&of_themes("anything", &json!(["comet"])), &Parts::default()).unwrap();
    assert!(alone.procedure().category_name.is_empty(), "without the document, nobody says");
}

#[test]
fn a_broken_file_names_line_and_column() {
    let faults =
        compile("{\n  \"title\": \"見本\"\n  \"type\": 1\n}", &Parts::default()).unwrap_err();
    assert_eq!(
        faults[0].to_string(),
        "f.json:2:16: /: here is no comma; write: \"title\": \"見本\","
    );
}

#[test]
fn references_reach_only_the_parts() {
    for target in [
        "http://127.0.0.1:1/x",
        "https://example.com",
        "file:///etc/passwd",
        "//host/x",
        "data:,x",
        "#",
        "#/properties/a",
        "../parts/x.json",
        "parts/../x.json",
        "parts/",
        "ftp://h/x",
        "",
    ] {
        check(
            "/properties/a",
            json!({ "$ref": target, "title": "あ" }),
            "a $ref reaches only the shared parts",
        );
    }
    check(
        "/properties/a",
        json!({ "$ref": "parts/no.json" }),
        "there is no readable part parts/no.json",
    );
    for keyword in
        ["$dynamicRef", "$anchor", "$defs", "allOf", "anyOf", "not", "if", "patternProperties"]
    {
        check("/properties/a", json!({ "type": "string", keyword: {} }), "is not known here");
    }
}

#[test]
fn parts_are_put_in_and_siblings_win() {
    let parts = Parts::new([
        ("parts/name.json", r#"{ "title": "名前", "$ref": "parts/text.json", "maxLength": 9 }"#),
        (
            "parts/text.json",
            r#"{ "$schema": "x", "title": "文", "type": "string", "maxLength": 5, "x-help": "助け" }"#,
        ),
        ("parts/text.en.json", r#"{ "/title": "Text", "/x-help": "Help" }"#),
        ("parts/name.en.json", r#"{ "/title": "Name" }"#),
    ]);
    let mut definition = smallest();
    definition["properties"]["a"] = json!({ "$ref": "parts/name.json" });
    let form = compile(&definition.to_string(), &parts).unwrap();
    let field = form.field("/a").unwrap();
    assert_eq!((field.title(Language::Japanese), field.max_length), ("名前", Some(9)));
    assert_eq!(field.title(Language::English), "Name");
    assert_eq!(field.help.get(Language::English), "Help");
    definition["properties"]["a"]["title"] = json!("自分の題");
    let form = compile(&definition.to_string(), &parts).unwrap();
    assert_eq!(
        form.field("/a").unwrap().title(Language::English),
        "自分の題",
        "not the part's words"
    );
}

#[test]
fn parts_that_grow_without_end_are_refused() {
    let circle = Parts::new([
        ("parts/a.json", r#"{ "$ref": "parts/b.json" }"#),
        ("parts/b.json", r#"{ "$ref": "parts/a.json" }"#),
    ]);
    let mut definition = smallest();
    definition["properties"]["a"] = json!({ "$ref": "parts/a.json" });
    let text = definition.to_string();
    assert!(told(compile(&text, &circle)).contains("refers to itself"));
    let doubling = (0..30).map(|n| {
        let next = json!({ "$ref": format!("parts/p{}.json", n + 1) });
        let part =
            json!({ "title": "x", "type": "object", "properties": { "l": next, "r": next } });
        (format!("parts/p{n}.json"), part.to_string())
    });
    definition["properties"]["a"] = json!({ "$ref": "parts/p0.json" });
    let started = Instant::now();
    let told = told(compile(&definition.to_string(), &Parts::new(doubling)));
    assert!(
        told.contains("too many other parts") || told.contains("more than 20000 values"),
        "{told}"
    );
    assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
}

#[test]
fn dangerous_bounds_and_patterns_are_refused() {
    let property =
        |keyword: &str, value: Value| json!({ "title": "あ", "type": "string", keyword: value });
    check("/properties/a", property("maxLength", json!(1_000_000_000)), "out of bounds");
    check("/properties/a", property("minLength", json!(-1)), "out of bounds");
    for pattern in ["(?=a)", "(?<=a)b", r"(a)\1", "(a{1,1000}){1,1000}", "("] {
        check("/properties/a", property("pattern", json!(pattern)), "this pattern cannot be used");
    }
    check("/properties/a", property("pattern", json!("a".repeat(100_000))), "more than 500 bytes");
    let number =
        |keyword: &str, value: Value| json!({ "title": "あ", "type": "number", keyword: value });
    check("/properties/a", number("multipleOf", json!(1e-300)), "no sensible number");
    check("/properties/a", number("maximum", json!(1e300)), "no sensible number");
    check(
        "/properties/a",
        json!({ "title": "あ", "type": "integer", "minimum": 5, "maximum": 1 }),
        "is larger than",
    );
    let list = json!({ "title": "あ", "type": "array", "maxItems": 1_000_000_000, "items": { "type": "string", "enum": ["x"] } });
    check("/properties/a", list, "out of bounds");
}

#[test]
fn unknown_names_formats_and_types_are_refused() {
    check(
        "/properties/a",
        json!({ "title": "あ", "type": "string", "format": "x" }),
        "the format \"x\" is not known",
    );
    check(
        "/properties/a",
        json!({ "title": "あ", "type": "string", "format": "jp-phon" }),
        "did you mean \"jp-phone\"?",
    );
    check(
        "/properties/a",
        json!({ "title": "あ", "type": ["string", "null"] }),
        "this word is not known here",
    );
    check(
        "/properties/a",
        json!({ "title": "あ", "type": "array", "items": { "type": "string" } }),
        "cannot be asked",
    );
    check("/properties/a", json!(7), "this is a number");
    check("/x-surprise", json!(1), "the keyword \"x-surprise\" is not known here");
    check("/x-pages", json!([]), "\"x-pages\" is missing");
    check("/additionalProperties", json!(true), "is open");
    for name in
        ["__proto__", "constructor", "status", "a.b", "$a", "A", "", "a\u{0}", &"x".repeat(500)]
    {
        let told = faults(
            &format!("/properties/{}", name.replace('/', "")),
            json!({ "title": "あ", "type": "string" }),
        );
        assert!(told.contains("cannot be used") || told.contains("is taken"), "{name}: {told}");
    }
}

#[test]
fn texts_with_hidden_characters_are_refused() {
    check("/title", json!("a\u{202E}b"), "control or direction characters");
    check("/title", json!("\u{0}"), "control or direction characters");
    check("/title", json!("あ".repeat(3000)), "more than 2000 characters");
}

#[test]
fn sizes_are_limited_each_with_its_own_words() {
    let text = |n: usize| json!({ "title": n.to_string(), "type": "string" });
    let many: serde_json::Map<String, Value> =
        (0..301).map(|n| (format!("f{n}"), text(n))).collect();
    check("/properties", Value::Object(many), "more than 300 fields");
    let choices: Vec<String> = (0..2001).map(|n| n.to_string()).collect();
    check(
        "/properties/a",
        json!({ "title": "あ", "type": "string", "enum": choices }),
        "2001 choices, more than 2000",
    );
    let rules: Vec<Value> = (0..201)
        .map(|n| json!({ "id": format!("r{n}"), "at": ["/a"], "check": "true", "message": "だめ" }))
        .collect();
    check("/x-rules", json!(rules), "201 rules, more than 200");
    let mut deep = text(0);
    for _ in 0..9 {
        deep = json!({ "title": "段", "type": "object", "properties": { "a": deep } });
    }
    check("/properties/a", deep, "nested more than 8 deep");
    check("/description", json!("あ".repeat(90_000)), "more than 262144");
    check("/description", json!("あ".repeat(900_000)), "more than 262144");
    let row = |inner: Value| json!({ "title": "行", "type": "array", "maxItems": 200, "items": { "type": "object", "properties": { "a": inner } } });
    check("/properties/a", row(row(text(1))), "full lists would hold");
    check(
        "/properties/a",
        json!({ "title": "あ", "type": "string", "x-visible": format!("'{}' == ''", "x".repeat(2100)) }),
        "more than 2048 bytes",
    );
}

#[test]
fn conditions_in_a_circle_are_refused() {
    let properties = json!({
        "a": { "title": "あ", "type": "string", "x-visible": "form.b == 'x'" },
        "b": { "title": "い", "type": "string", "x-visible": "form.a == 'x'" }
    });
    check("/properties", properties, "needs its own result");
    check(
        "/properties/a",
        json!({ "title": "あ", "type": "string", "x-visible": "form.a == 'x'" }),
        "needs its own result",
    );
}

#[test]
fn a_my_number_needs_a_law_and_a_retention_period() {
    let field = json!({ "title": "番号", "type": "string", "format": "jp-my-number", "x-sensitive": "my-number" });
    check("/properties/a", field, "without a legal basis and a retention period");
}

#[test]
fn fees_stay_whole_positive_and_sane() {
    let with_fee = |line: Value| {
        let mut definition = smallest();
        definition["properties"]["a"] = json!({ "title": "数", "type": "integer" });
        definition["x-procedure"]["fee"] = json!({ "due": "at-submission", "lines": [line] });
        definition
    };
    let fixed = with_fee(json!({ "label": "料", "unitYen": -1 }));
    assert!(told(compile(&fixed.to_string(), &Parts::default())).contains("out of bounds"));
    let computed = with_fee(json!({ "label": "料", "unitYen": 300, "quantity": "form.a" }));
    let form = compile(&computed.to_string(), &Parts::default()).unwrap();
    let context = form_engine::Context::on("2026-04-01".parse().unwrap());
    for wild in [-1, 1_000_000_000, i64::from(i32::MAX) * 1000] {
        let checked = form.check(&json!({ "a": wild }), &context);
        assert_eq!(checked.problems[0].rule, "fee", "{wild}");
        assert_eq!(checked.fee.total.get(), 0);
    }
    assert_eq!(form.check(&json!({ "a": 2 }), &context).fee.total.get(), 600);
}

#[test]
fn overlays_are_checked_against_the_definition() {
    let text = smallest().to_string();
    let overlays = [(Language::English, r#"{ "/title": "Sample", "/properties/z/title": "Z" }"#)];
    let source = Source { file: "f.json", text: &text, overlays: &overlays };
    let faults = Form::compile(&source, &Parts::default()).unwrap_err();
    assert_eq!(
        faults[0].to_string(),
        "f.en.json:1:23: /properties/z/title: this translates no text of the definition; correct the pointer or remove the line"
    );
}

#[test]
fn a_rule_that_cannot_run_fails_safely() {
    let mut definition = smallest();
    definition["x-rules"] =
        json!([{ "id": "broken", "at": ["/a"], "check": "int(form.a) > 3", "message": "だめ" }]);
    let form = compile(&definition.to_string(), &Parts::default()).unwrap();
    let context = form_engine::Context::on("2026-04-01".parse().unwrap());
    let checked = form.check(&json!({ "a": "秘密" }), &context);
    assert_eq!(
        (checked.problems[0].at.as_str(), checked.problems[0].rule.as_str()),
        ("/a", "broken")
    );
    assert_eq!(checked.defects[0].expression, "/x-rules/0/check");
    assert!(!checked.defects[0].what.contains("秘密"));
}

#[test]
fn page_ids_that_are_addresses_of_a_draft_are_taken() {
    for id in ["check", "continue", "discard", "files"] {
        let pages = json!([{ "id": id, "title": "1", "fields": ["a"] }]);
        check("/x-pages", pages, &format!("the page id \"{id}\" is taken"));
    }
}

#[test]
fn words_of_the_engine_and_unread_languages_are_refused() {
    let rule = json!([{ "id": "required", "at": ["/a"], "check": "true", "message": "だめ" }]);
    check("/x-rules", rule, "the rule id \"required\" is taken");
    let french = json!({ "fr": { "/title": "Exemple" } });
    check("/x-overlays", french, "nobody reads this language here; translate into ja-easy, en");
}

/// The smallest definition with one question that staff may mend.
#[expect(clippy::indexing_slicing, reason = "a test that cannot go on fails")]
fn mendable(question: Value) -> Value {
    let mut definition = smallest();
    let mut question = question;
    question["title"] = "あ".into();
    if question["x-staff-editable"].is_null() {
        question["x-staff-editable"] = true.into();
    }
    definition["properties"]["a"] = question;
    definition
}

fn refused(definition: &Value) -> String {
    told(compile(&definition.to_string(), &Parts::default()))
}

#[test]
fn staff_may_mend_what_a_definition_names_and_nothing_beside_it() {
    let text = || json!({ "title": "い", "type": "string" });
    let group = json!({ "type": "object", "x-staff-editable": ["block"],
                        "properties": { "block": text(), "town": text() } });
    let form = compile(&mendable(group).to_string(), &Parts::default()).unwrap();
    let may = |at: &str| form.field(at).unwrap().staff_editable;
    assert_eq!((may("/a/block"), may("/a/town"), may("/a")), (true, false, false));
    let rows = json!({ "type": "array", "x-staff-editable": ["note"],
                       "items": { "type": "object", "properties": { "note": text() } } });
    let form = compile(&mendable(rows).to_string(), &Parts::default()).unwrap();
    assert!(form.field("/a/3/note").unwrap().staff_editable);
    for harmless in [
        json!({ "type": "integer", "x-unit": "通" }),
        json!({ "type": "string", "format": "jp-address" }),
        json!({ "type": "string", "enum": ["x", "y"] }),
    ] {
        assert_eq!(refused(&mendable(harmless.clone())), "", "{harmless}");
    }
}

#[test]
fn what_tells_who_or_how_much_is_never_mended_by_staff() {
    let inside = |name: &str| {
        json!({ "type": "object", "x-staff-editable": [name],
        "properties": { "mail": { "title": "い", "type": "string", "format": "jp-email" } } })
    };
    for (question, expected) in [
        (json!({ "type": "string", "x-sensitive": "health" }), "a sensitive answer"),
        (json!({ "type": "string", "format": "jp-person-name" }), "tells who somebody is"),
        (json!({ "type": "string", "format": "jp-yucho" }), "tells who somebody is"),
        (json!({ "type": "string", "x-prefill": "resident.town" }), "known of the applicant"),
        (json!({ "type": "integer", "x-unit": "円" }), "an amount"),
        (json!({ "type": "boolean" }), "a tick"),
        (json!({ "type": "string", "format": "attachment" }), "a file"),
        (json!({ "type": "string", "x-compute": "'x'" }), "computed"),
        (json!({ "type": "string", "x-staff-editable": "yes" }), "write true without"),
        (json!({ "type": "string", "x-staff-editable": ["b"] }), "is no question in here"),
        (inside("mail"), "/properties/a/x-staff-editable/0: this format"),
        (inside("fax"), "is no question in here"),
    ] {
        let told = refused(&mendable(question.clone()));
        assert!(told.contains(expected), "{question}: {told}");
    }
    let mut group = mendable(inside("mail"));
    group["properties"]["a"]["x-staff-editable"] = true.into();
    assert!(refused(&group).contains("a group as a whole"), "{}", refused(&group));
    let sensitive = json!({ "type": "object", "x-sensitive": "household", "x-staff-editable": ["b"],
        "properties": { "b": { "title": "い", "type": "string" } } });
    assert!(refused(&mendable(sensitive)).contains("a sensitive answer"));
}

#[test]
fn the_office_finds_a_case_by_what_its_definition_lets_search_for() {
    let marked = |question: Value| mendable(with(question, "x-staff-editable", false.into()));
    let person = json!({ "type": "array", "items": { "type": "object", "properties": {
        "name": { "title": "い", "type": "string", "format": "jp-person-name", "x-search": "person" },
        "born": { "title": "う", "type": "string", "format": "date", "x-search": true },
        "plain": { "title": "え", "type": "string" } } } });
    let form = compile(&marked(person).to_string(), &Parts::default()).unwrap();
    let searched = |at: &str| form.field(at).unwrap().searched;
    assert_eq!(searched("/a/2/name"), Some(Searched::Person));
    assert_eq!(searched("/a/2/born"), Some(Searched::Answer));
    assert_eq!(searched("/a/2/plain"), None);
    for (question, expected) in [
        (
            json!({ "type": "string", "x-search": true, "x-sensitive": "health" }),
            "a sensitive answer",
        ),
        (json!({ "type": "string", "x-search": true, "format": "jp-yucho" }), "a sensitive answer"),
        (json!({ "type": "string", "x-search": "person", "format": "jp-email" }), "nobody's name"),
        (json!({ "type": "string", "x-search": "people" }), "write true or"),
        (json!({ "type": "boolean", "x-search": true }), "of this kind"),
        (json!({ "type": "integer", "x-search": "person" }), "of this kind"),
        (json!({ "type": "string", "format": "attachment", "x-search": true }), "of this kind"),
    ] {
        let told = refused(&marked(question.clone()));
        assert!(told.contains(expected) && told.contains("/properties/a/x-search"), "{told}");
    }
    let household = json!({ "type": "object", "x-sensitive": "household", "properties": {
        "b": { "title": "い", "type": "string", "x-search": "person" } } });
    assert!(refused(&marked(household)).contains("a sensitive answer is never searched for"));
    let taken_back = json!({ "type": "string", "x-search": false, "x-sensitive": "health" });
    assert_eq!(refused(&marked(taken_back)), "");
}

#[test]
fn a_clerk_compares_a_file_with_answers_that_can_stand_beside_it() {
    let text = || json!({ "title": "い", "type": "string" });
    let file = |compare: Value| json!({ "title": "写し", "type": "string", "format": "attachment", "x-compare": compare });
    let holding = |a: Value| mendable(with(a, "x-staff-editable", false.into()));
    let group = |compare: Value| {
        holding(json!({ "type": "object", "properties": { "account": text(), "copy": file(compare),
            "people": { "title": "人", "type": "array", "items": { "type": "object",
                "properties": { "name": text(), "card": file(json!(["name", "/a/account"])) } } } } }))
    };
    let form = compile(&group(json!(["account", "/a"])).to_string(), &Parts::default()).unwrap();
    assert_eq!(form.field("/a/copy").unwrap().compared, ["/a/account", "/a"]);
    assert_eq!(form.field("/a/people/1/card").unwrap().compared, ["/a/people/name", "/a/account"]);
    for (compare, expected) in [
        (json!(["acount"]), "/a/acount is no field of the form"),
        (json!(["/a/people"]), "/a/people cannot be compared with a file"),
        (json!(["copy"]), "/a/copy cannot be compared with a file"),
        (json!(["/a/people/name"]), "/a/people/name lies in a row, and the file in another place"),
        (json!([]), "no question is named"),
        (json!("account"), "write: [\"account\"]"),
        (Value::Array(vec!["account".into(); 11]), "more than 10 answers"),
    ] {
        let told = refused(&group(compare.clone()));
        assert!(told.contains(expected) && told.contains("x-compare"), "{compare}: {told}");
    }
    let told = refused(&holding(json!({ "type": "string", "x-compare": ["/a"] })));
    assert!(told.contains("/properties/a/x-compare: only a file is compared"), "{told}");
}

#[test]
fn a_list_shows_three_short_answers_of_a_procedure() {
    let marked = |question: Value| mendable(with(question, "x-staff-editable", false.into()));
    let shown = json!({ "type": "string", "enum": ["x", "y"], "x-column": true });
    let form = compile(&marked(shown).to_string(), &Parts::default()).unwrap();
    assert!(form.field("/a").unwrap().column);
    let column = || json!({ "title": "い", "type": "string", "x-column": true });
    let several = |names: &[&str]| {
        let inside: serde_json::Map<String, Value> =
            names.iter().map(|name| ((*name).to_owned(), column())).collect();
        marked(json!({ "type": "object", "properties": inside }))
    };
    assert_eq!(refused(&several(&["b", "c", "d"])), "");
    let told = refused(&several(&["b", "c", "d", "e"]));
    assert!(told.contains("more than 3 answers are columns of lists"), "{told}");
    let row =
        json!({ "type": "array", "items": { "type": "object", "properties": { "b": column() } } });
    for (question, expected) in [
        (
            json!({ "type": "string", "x-column": true, "x-sensitive": "health" }),
            "stands in no list",
        ),
        (json!({ "type": "string", "format": "attachment", "x-column": true }), "of this kind"),
        (json!({ "type": "string", "x-column": "yes" }), "write true without"),
        (row, "given several times"),
    ] {
        let told = refused(&marked(question.clone()));
        assert!(told.contains(expected), "{question}: {told}");
    }
}

fn with(mut question: Value, keyword: &str, value: Value) -> Value {
    if let Some(keywords) = question.as_object_mut() {
        keywords.insert(keyword.to_owned(), value);
    }
    question
}

#[test]
fn nothing_rests_on_what_staff_may_mend() {
    let count = || mendable(json!({ "type": "integer" }));
    let check = |definition: &Value, expected: &str| {
        let told = refused(definition);
        assert!(told.contains(expected), "{expected}: {told}");
    };
    let mut fee = count();
    let line = |of: &str| json!({ "label": "料", "unitYen": 300, "quantity": of });
    fee["x-procedure"]["fee"] = json!({ "due": "at-submission", "lines": [line("form.a")] });
    check(&fee, "the fee depends");
    let mut decided = count();
    decided["x-procedure"]["workflow"] = "approval".into();
    decided["x-procedure"]["decision"] = json!({ "levels": [
        { "verdict": "approve", "when": "form.a <= 5", "decider": "staff" },
        { "verdict": "*", "decider": "section" } ] });
    check(&decided, "who decides depends");
    let mut ward = mendable(json!({ "type": "string" }));
    ward["x-procedure"]["routing"] = json!({ "ward": "form.a" });
    check(&ward, "the ward depends");
    // By way of an answer that is computed from it.
    let mut asked = count();
    asked["x-pages"][0]["fields"] = json!(["a", "twice", "more"]);
    asked["properties"]["twice"] =
        json!({ "title": "倍", "type": "integer", "x-compute": "form.a * 2" });
    asked["properties"]["more"] =
        json!({ "title": "追加", "type": "string", "x-visible": "form.twice > 4" });
    check(&asked, "what else is asked depends");
    asked["properties"]["more"]["x-visible"] = "true".into();
    assert_eq!(refused(&asked), "", "a computed answer alone decides nothing");
}
