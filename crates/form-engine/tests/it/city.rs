//! What is the city's: its words in definitions, parts and translations, its own parts, and what it
//! must confirm.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use form_engine::{Confirmation, DefinitionFault, Form, Parts, Source, confirmations};
use kernel::Language;

const WORDS: &str = r#"{
  "$comment": "見本",
  "市名": { "ja": "仙台市", "ja-easy": "せんだいし", "en": "Sendai" },
  "手数料": "1,400",
  "電話": { "ja": "022-261-1111", "x-confirm": "代表電話" }
}"#;

const WARD: &str = r#"{ "title": "区", "type": "string", "enum": ["青葉区", "{{市名}}以外"] }"#;

const DEFINITION: &str = r#"{
  "$id": "smallest", "title": "{{市名}}の証明",
  "description": "{{市名}}（{{電話}}）の証明です。",
  "x-confirm": "根拠の条例",
  "type": "object",
  "x-procedure": {
    "department": "koseki", "category": "samples", "workflow": "notification",
    "fee": { "due": "at-counter", "note": "1通{{手数料}}円です。",
      "lines": [{ "label": "証明", "unitYen": "={{手数料}}", "x-confirm": "手数料の額" }] }
  },
  "x-pages": [{ "id": "one", "title": "1", "fields": ["ward"] }],
  "properties": { "ward": { "$ref": "city/ward.json" } },
  "x-tables": { "days": { "$ref": "city/days.json" } },
  "x-rules": [
    { "id": "inside", "at": ["/ward"], "message": "{{市名}}だけです。",
      "check": "form.ward != '{{市名}}以外' && tables.days[form.ward] == 2 && {{=手数料}} == 1400" }
  ],
  "x-examples": [
    { "name": "中", "today": "2026-04-01", "data": { "ward": "青葉区" }, "feeYen": "={{手数料}} * 1 + 0" },
    { "name": "外", "today": "2026-04-01", "data": { "ward": "{{市名}}以外" },
      "problems": [{ "at": "/ward", "rule": "inside" }] }
  ]
}"#;

const ENGLISH: &str =
    r#"{ "/title": "Certificate of {{市名}}", "/x-rules/0/message": "Only in {{市名}}." }"#;

fn parts() -> Parts {
    Parts::new([
        ("city/words.json", WORDS),
        ("city/ward.json", WARD),
        ("city/days.json", r#"{ "青葉区": 2, "{{市名}}以外": 0 }"#),
    ])
}

fn compile(text: &str, parts: &Parts) -> Result<Form, Vec<DefinitionFault>> {
    let overlays = [(Language::English, ENGLISH)];
    Form::compile(&Source { file: "f.json", text, overlays: &overlays }, parts)
}

/// The faults of the definition with one piece written otherwise.
#[track_caller]
fn check(stands: &str, written: &str, expected: &str) {
    assert!(DEFINITION.contains(stands), "{stands}");
    let faults = compile(&DEFINITION.replacen(stands, written, 1), &parts()).unwrap_err();
    let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(told, [expected]);
}

#[test]
fn words_of_the_city_stand_in_texts_expressions_and_sums_of_every_language() {
    let mut form = compile(DEFINITION, &parts()).unwrap();
    assert!(form.run_examples().is_empty(), "{:?}", form.run_examples());
    assert_eq!(form.title(Language::Japanese), "仙台市の証明");
    assert_eq!(form.title(Language::English), "Certificate of Sendai");
    assert_eq!(form.description(Language::Japanese), "仙台市（022-261-1111）の証明です。");
    let document = form.take_document().json;
    for piece in [r#""unitYen":1400"#, r#""feeYen":1400"#, "1通1,400円です。", r#""仙台市以外":0"#]
    {
        assert!(document.contains(piece), "{piece}: {document}");
    }
    assert!(!document.contains("{{") && !document.contains("x-confirm"), "{document}");
}

#[test]
fn the_same_definition_is_another_citys() {
    let words = WORDS.replace("仙台市", "雪野町").replace("Sendai", "Yukino");
    let town = Parts::new([
        ("city/words.json", words.as_str()),
        (
            "city/ward.json",
            r#"{ "title": "地区", "type": "string", "enum": ["本町", "{{市名}}以外"] }"#,
        ),
        ("city/days.json", r#"{ "本町": 2 }"#),
    ]);
    let mut form = compile(&DEFINITION.replace("青葉区", "本町"), &town).unwrap();
    assert_eq!(form.run_examples(), []);
    assert_eq!(form.title(Language::English), "Certificate of Yukino");
    assert!(!form.take_document().json.contains("仙台"));
}

#[test]
fn a_word_that_the_city_has_not_is_told_with_its_place() {
    check(
        "{{電話}}",
        "{{電活}}",
        "f.json:3:18: /description: the city has no word \"電活\"; add it to city/words.json",
    );
    check(
        "1通{{手数料}}円",
        "1通{{手数科}}円",
        "f.json:8:43: /x-procedure/fee/note: the city has no word \"手数科\"; did you mean \"手数料\"?",
    );
    check(
        "{{電話}}",
        "{{電話",
        "f.json:3:18: /description: the name of a word of the city has no end; \
         close the curly brackets behind it",
    );
    check(
        "{{電話}}",
        "｛｛電話｝｝",
        "f.json:3:18: /description: these curly brackets are full width; write them in half width",
    );
    check(
        "\"={{手数料}}\"",
        "\"={{市名}}\"",
        "f.json:9:45: /x-procedure/fee/lines/0/unitYen: this does not amount to a number; \
         write numbers and words that are numbers, with + - * / between them",
    );
}

#[test]
fn a_mistake_in_the_words_lies_in_their_file() {
    let parts = Parts::new([("city/words.json", r#"{ "市名": 7, "電話": "1", "手数料": "2" }"#)]);
    let faults = compile(DEFINITION, &parts).unwrap_err();
    let first = faults.iter().find(|fault| fault.file == "city/words.json").unwrap();
    assert_eq!((first.line, first.column, first.pointer.as_str()), (1, 9, "/市名"));
    assert_eq!(first.what, "this is no word of the city");
}

#[test]
fn a_translation_calls_the_same_words() {
    let overlays = [(Language::English, r#"{ "/title": "Of {{市}}" }"#)];
    let source = Source { file: "f.json", text: DEFINITION, overlays: &overlays };
    let faults = Form::compile(&source, &parts()).unwrap_err();
    let told = faults.first().unwrap().to_string();
    let expected = "f.en.json:1:13: /~1title: the city has no word \"市\"; did you mean \"市名\"?";
    assert_eq!(told, expected);
}

#[test]
fn what_the_city_must_confirm_is_listed_with_its_place() {
    let notes = |file: &str, text: &str| -> Vec<String> {
        let line = |note: Confirmation| {
            let Confirmation { file, line, column, pointer, note } = note;
            format!("{file}:{line}:{column}: {pointer}: {note}")
        };
        confirmations(file, text).into_iter().map(line).collect()
    };
    assert_eq!(
        notes("f.json", DEFINITION),
        ["f.json:4:16: : 根拠の条例", "f.json:9:70: /x-procedure/fee/lines/0: 手数料の額"]
    );
    assert_eq!(notes("city/words.json", WORDS), ["city/words.json:5:46: /電話: 代表電話"]);
    let empty = DEFINITION.replace("根拠の条例", " ");
    let told = compile(&empty, &parts()).unwrap_err();
    let told: Vec<String> = told.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        ["f.json:4:16: /: this note says nothing; \
          write what the city must confirm, in one sentence"]
    );
}
