//! Choices from lists, questions before the form, and what a filing takes from others.

#![expect(
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    reason = "a test that cannot go on fails, and reads better with values"
)]

use chrono::NaiveDate;
use form_engine::{Context, Form, Parts, Source};
use kernel::Language;
use serde_json::{Value, json};

const SCHOOLS: &str = r#"{ "title": "小学校", "source": "見本", "items": [
  { "const": "tachimachi", "title": "立町小学校", "kana": "タチマチショウガッコウ", "ward": "aoba" },
  { "const": "kamisugi", "title": "上杉山通小学校", "kana": "カミスギヤマドオリショウガッコウ", "ward": "aoba" },
  { "const": "haranomachi", "title": "原町小学校", "ward": "miyagino" }
] }"#;

fn definition() -> Value {
    json!({
        "$id": "club", "title": "見本", "type": "object",
        "x-procedure": {
            "department": "課", "category": "samples", "workflow": "lottery-or-quota",
            "quota": { "places": "tables.courses[form.course].places", "slot": "form.course",
                       "units": "size(form.children)", "full": "満員です。" },
            "once": { "key": "form.phone", "period": "fiscal-year", "message": "今年度は申込み済みです。" }
        },
        "x-eligibility": [
            { "id": "resident", "question": "仙台市に住んでいますか", "expect": "yes",
              "otherwise": "お住まいの市町村へお問い合わせください。", "see": "other-club" }
        ],
        "x-pages": [{ "id": "one", "title": "1", "fields": ["ward", "school", "course", "phone", "children"] }],
        "x-lists": {
            "schools": { "$ref": "parts/schools.json" },
            "courses": { "items": [
                { "const": "swim", "title": "水泳", "places": 20, "feeYen": 800 },
                { "const": "run", "title": "陸上", "places": 5, "feeYen": 0 }
            ] }
        },
        "properties": {
            "ward": { "title": "区", "type": "string", "enum": ["aoba", "miyagino"] },
            "school": { "title": "学校", "type": "string",
                        "x-options": { "list": "schools", "where": { "ward": "/ward" } } },
            "course": { "title": "講座", "type": "string", "x-options": { "list": "courses" } },
            "phone": { "title": "電話番号", "type": "string", "format": "jp-phone" },
            "children": { "title": "子", "type": "array", "items": { "type": "object", "properties": {
                "ward": { "title": "区", "type": "string", "enum": ["aoba", "miyagino"] },
                "school": { "title": "学校", "type": "string",
                            "x-options": { "list": "schools", "where": { "ward": "/children/ward" } } }
            } } }
        },
        "required": ["course"]
    })
}

fn compiled(definition: &Value) -> Result<Form, String> {
    let text = definition.to_string();
    let parts = Parts::new([("parts/schools.json", SCHOOLS)]);
    let source = Source { file: "club.json", text: &text, overlays: &[] };
    Form::compile(&source, &parts).map_err(|faults| {
        faults.iter().map(|f| format!("{}: {}", f.pointer, f.what)).collect::<Vec<_>>().join("\n")
    })
}

fn form() -> Form {
    compiled(&definition()).unwrap()
}

fn on(day: &str) -> Context {
    Context::on(day.parse::<NaiveDate>().unwrap())
}

#[track_caller]
fn check(answers: Value, expected: &[(&str, &str)]) {
    let checked = form().check(&answers, &on("2026-11-21"));
    let found: Vec<_> = checked.problems.iter().map(|p| (p.at.as_str(), p.rule.as_str())).collect();
    assert_eq!(found, expected, "{:#?}", checked.problems);
}

#[test]
fn a_choice_must_be_in_its_list() {
    check(json!({ "course": "swim" }), &[]);
    check(json!({ "course": "fly" }), &[("/course", "enum")]);
}

#[test]
fn a_choice_must_fit_the_answer_that_narrows_it() {
    check(json!({ "course": "run", "ward": "aoba", "school": "kamisugi" }), &[]);
    check(
        json!({ "course": "run", "ward": "miyagino", "school": "kamisugi" }),
        &[("/school", "enum")],
    );
    check(json!({ "course": "run", "school": "kamisugi" }), &[]);
}

#[test]
fn rows_are_narrowed_each_by_its_own_answer() {
    let children = json!([{ "ward": "aoba", "school": "tachimachi" }, { "ward": "aoba", "school": "haranomachi" }]);
    check(json!({ "course": "run", "children": children }), &[("/children/1/school", "enum")]);
}

#[test]
fn a_page_offers_only_what_fits() {
    let form = form();
    let day = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
    let offered = |pointer: &str, at: &str, answers: Value| -> Vec<String> {
        let field = form.field(pointer).unwrap();
        field.offered(at, &answers, day).map(|choice| choice.value.clone()).collect()
    };
    assert_eq!(offered("/school", "/school", json!({ "ward": "miyagino" })), ["haranomachi"]);
    assert_eq!(offered("/school", "/school", json!({})).len(), 3);
    let rows = json!({ "ward": "miyagino", "children": [{}, { "ward": "aoba" }] });
    assert_eq!(offered("/children/school", "/children/1/school", rows), ["tachimachi", "kamisugi"]);
    let school = form.field("/school").unwrap().choices.first().unwrap();
    assert_eq!(school.title.get(Language::Japanese), "立町小学校");
    assert_eq!(school.kana, "タチマチショウガッコウ");
}

#[test]
fn a_list_that_is_narrowed_to_few_is_seen_whole() {
    let mut changed = definition();
    changed["required"] = json!(["course", "school"]);
    let form = compiled(&changed).unwrap();
    let school = form.field("/school").unwrap();
    assert!(school.is_few(1) && school.is_few(2));
    assert!(!school.is_few(3), "nothing narrows it");
    assert!(!school.is_few(0), "there is nothing to see");
    let row = form.field("/children/school").unwrap();
    assert!(!row.is_few(2), "who chose cannot take it back from a radio button");
}

#[test]
fn lists_travel_with_the_published_document() {
    let mut form = form();
    let published = form.take_document();
    let source = Source { file: "published", text: &published.json, overlays: &[] };
    let mut again = Form::compile(&source, &Parts::default()).unwrap();
    assert_eq!(again.pages(), form.pages());
    assert_eq!(again.take_document(), published);
}

#[test]
fn a_filing_claims_its_places_and_its_period() {
    let form = form();
    let answers = json!({ "course": "run", "phone": "022-261-1111", "children": [{ "ward": "aoba" }, { "ward": "aoba" }] });
    let claims = |day: &str| form.claims(&answers, &on(day)).unwrap();
    let quota = claims("2027-03-31").quota;
    assert_eq!((quota[0].slot.as_str(), quota[0].units, quota[0].places), ("run", 2, 5));
    let nobody = json!({ "course": "run", "phone": "022-261-1111", "children": [] });
    assert_eq!(form.claims(&nobody, &on("2027-03-31")).unwrap().quota, []);
    let key = |day: &str| claims(day).once.remove(0).key;
    assert_eq!(key("2026-04-01"), key("2027-03-31"));
    assert_ne!(key("2027-03-31"), key("2027-04-01"));
}

/// The definition with one keyword of the procedure changed.
#[expect(clippy::indexing_slicing, reason = "the definition stands above")]
fn with_procedure(keyword: &str, value: Value) -> Form {
    let mut changed = definition();
    changed["x-procedure"][keyword] = value;
    changed["properties"]["courses"] = json!({ "title": "講座", "type": "array", "items": {
        "type": "string", "x-options": { "list": "courses" } } });
    changed["properties"]["children"]["items"]["properties"]["name"] =
        json!({ "title": "名", "type": "string", "format": "jp-person-name" });
    changed["properties"]["day"] = json!({ "title": "日", "type": "string", "format": "date" });
    let fields = changed["x-pages"][0]["fields"].as_array_mut().unwrap();
    fields.extend(["courses", "day"].map(Value::from));
    compiled(&changed).unwrap()
}

#[test]
fn one_filing_takes_places_of_several_slots() {
    let form = with_procedure(
        "quota",
        json!({ "slot": "form.courses", "places": "form.courses.map(c, tables.courses[c].places)",
                "units": "size(form.children)", "full": "満員です。" }),
    );
    let answers = json!({ "phone": "022-261-1111", "courses": ["swim", "run"], "children": [{}] });
    let quota = form.claims(&answers, &on("2026-11-21")).unwrap().quota;
    let told: Vec<_> = quota.iter().map(|q| (q.slot.as_str(), q.units, q.places)).collect();
    assert_eq!(told, [("swim", 1, 20), ("run", 1, 5)]);
    let none = json!({ "phone": "022-261-1111", "courses": [], "children": [{}] });
    assert_eq!(form.claims(&none, &on("2026-11-21")).unwrap().quota, []);
}

#[test]
fn who_comes_after_the_last_place_may_wait_until_a_day() {
    let waiting = json!({ "most": 3, "until": "add_days(form.day, -2)" });
    let quota =
        json!({ "slot": "form.course", "places": 2, "full": "満員です。", "waiting": waiting });
    let form = with_procedure("quota", quota.clone());
    let line = |day: Option<&str>| {
        let mut answers = json!({ "course": "run", "children": [] });
        answers["day"] = json!(day);
        form.quota_claim(&answers, &on("2026-11-21")).map(|claims| claims[0].waiting)
    };
    let waiting = line(Some("2026-12-05")).unwrap().unwrap();
    assert_eq!((waiting.most, waiting.until.to_string().as_str()), (3, "2026-12-03"));
    assert_eq!(line(None).unwrap(), None, "without a last day nobody waits");

    let several = with_procedure(
        "quota",
        json!({ "slot": "form.courses", "places": 2,
        "full": "満員です。", "waiting": quota["waiting"] }),
    );
    let answers = json!({ "courses": ["swim", "run"], "day": "2026-12-05" });
    let claims = several.quota_claim(&answers, &on("2026-11-21")).unwrap();
    assert!(claims.iter().all(|claim| claim.waiting.is_none()), "one line at a time");
}

#[test]
fn a_line_that_cannot_be_is_refused() {
    let told = |quota: Value, fee: Value| {
        let mut changed = definition();
        changed["x-procedure"]["quota"] = quota;
        changed["x-procedure"]["fee"] = fee;
        compiled(&changed).err().unwrap_or_default()
    };
    let with = |waiting: Value| json!({ "places": 2, "full": "満員です。", "waiting": waiting });
    let fee = |due: &str| json!({ "due": due, "lines": [{ "label": "料金", "unitYen": 100, "quantity": 1 }] });
    let line = json!({ "most": 3, "until": "today" });
    assert_eq!(told(with(line.clone()), fee("after-review")), "");
    assert!(told(with(line), fee("at-submission")).contains("nobody pays for a place"));
    let none = told(with(json!({})), fee("after-review"));
    assert!(none.contains("most") && none.contains("until"), "{none}");
    let many = told(with(json!({ "most": 1_001, "until": "today" })), fee("after-review"));
    assert!(many.contains("out of bounds"), "{many}");
    assert!(
        told(with(json!({ "most": 3, "until": "form.nobody" })), fee("after-review"))
            .contains("nobody")
    );
}

#[test]
fn each_person_of_a_list_files_once() {
    let form = with_procedure(
        "once",
        json!({ "key": "form.children.map(c, c.name)", "period": "while-open", "message": "申込み中です。" }),
    );
    let children = json!([{ "name": "山田　葵" }, { "name": "山田　樹" }, { "name": "山田葵" }]);
    let answers = json!({ "course": "run", "children": children });
    let claims = form.claims(&answers, &on("2026-11-21")).unwrap();
    assert_eq!(claims.once.len(), 2, "the same child twice is one");
    assert!(claims.once.iter().all(|once| once.while_open));
    let later = form.claims(&answers, &on("2030-11-21")).unwrap();
    assert_eq!(claims.once, later.once, "no day ends it");
}

#[test]
fn a_choice_closes_on_its_day() {
    let mut changed = definition();
    changed["properties"]["ward"] = json!({ "title": "区", "type": "string", "oneOf": [
        { "const": "aoba", "title": "青葉区", "x-closes": "2026-11-20" },
        { "const": "miyagino", "title": "宮城野区" }] });
    changed["x-lists"]["courses"]["items"][0]["until"] = json!("2026-11-21");
    changed["properties"]["course"]["x-options"]["closes"] = json!("until");
    let form = compiled(&changed).unwrap();
    let offered = |pointer: &str, day: &str| -> Vec<String> {
        let day = on(day).today;
        let field = form.field(pointer).unwrap();
        field.offered(pointer, &json!({}), day).map(|choice| choice.value.clone()).collect()
    };
    assert_eq!(offered("/ward", "2026-11-20"), ["aoba", "miyagino"]);
    assert_eq!(offered("/ward", "2026-11-21"), ["miyagino"]);
    assert_eq!(offered("/course", "2026-11-21"), ["swim", "run"]);
    assert_eq!(offered("/course", "2026-11-22"), ["run"]);
    let checked = form.check(&json!({ "course": "swim", "ward": "aoba" }), &on("2026-11-22"));
    let found: Vec<_> = checked.problems.iter().map(|p| (p.at.as_str(), p.rule.as_str())).collect();
    assert_eq!(found, [("/ward", "closed"), ("/course", "closed")]);
    assert!(checked.problems[0].message.contains("受付が終わりました"));
}

#[test]
fn years_and_people_can_be_chosen() {
    let mut changed = definition();
    changed["properties"]["ward"] = json!({ "title": "年度", "type": "string", "x-options": {
        "calendar": "fiscal-years", "first": -1, "title": "{era}年度" } });
    changed["properties"]["school"] = json!({ "title": "代表", "type": "string",
        "format": "jp-person-name", "x-options": { "from": ["/children/name"] } });
    changed["properties"]["children"]["items"]["properties"] =
        json!({ "name": { "title": "名", "type": "string", "format": "jp-person-name" } });
    let form = compiled(&changed).unwrap();
    let check = |answers: Value, day: &str| -> Vec<(String, String)> {
        let mut answers = answers;
        answers["course"] = json!("run");
        let checked = form.check(&answers, &on(day));
        checked.problems.into_iter().map(|problem| (problem.at, problem.rule)).collect()
    };
    assert_eq!(check(json!({ "ward": "2025" }), "2027-03-31"), []);
    let gone = check(json!({ "ward": "2025" }), "2027-04-01");
    assert_eq!(gone, [("/ward".to_owned(), "enum".to_owned())]);
    let children = json!([{ "name": "山田 葵" }, { "name": "山田 樹" }]);
    // Both are normalised the same way.
    assert_eq!(check(json!({ "children": children, "school": "山田 樹" }), "2027-04-01"), []);
    let stranger = check(json!({ "children": children, "school": "佐藤 陽" }), "2027-04-01");
    assert_eq!(stranger, [("/school".to_owned(), "enum".to_owned())]);
    let words = form.field("/ward").unwrap().in_words(&json!("2019"), Language::Japanese);
    assert_eq!(words, "令和元年度");
}

#[test]
fn a_filing_without_the_answer_that_tells_persons_apart_is_a_defect() {
    let who = json!({ "course": "run", "children": [] });
    let defect = form().claims(&who, &on("2026-11-21")).unwrap_err();
    assert_eq!(defect.expression, "/x-procedure/once/key");
}

#[test]
fn questions_before_the_form_lead_elsewhere() {
    let form = form();
    let [question] = form.eligibility() else { panic!("{:?}", form.eligibility()) };
    assert!(question.expect);
    assert_eq!(question.see.as_deref(), Some("other-club"));
}

#[track_caller]
fn refused(pointer: &str, value: Value, expected: &str) {
    let mut definition = definition();
    *definition.pointer_mut(pointer).unwrap() = value;
    let told = compiled(&definition).unwrap_err();
    assert!(told.contains(expected), "{told}");
}

#[test]
fn lists_that_cannot_be_used_are_refused() {
    refused(
        "/properties/course/x-options",
        json!({ "list": "corses" }),
        "there is no list \"corses\"",
    );
    refused("/properties/school/x-options/where", json!({ "area": "/ward" }), "not every item");
    refused(
        "/properties/school/x-options/where",
        json!({ "ward": "/wad" }),
        "no answer that this list",
    );
    refused(
        "/properties/school/x-options/where",
        json!({ "ward": "/children/ward" }),
        "no answer that this list",
    );
    refused("/properties/school/x-options/where", json!({}), "this is no condition");
    refused("/x-lists/courses/items", json!([]), "the list has 0 items");
    refused(
        "/x-lists/courses/items",
        json!([{ "const": "swim", "places": 1 }, { "const": "swim", "places": 2 }]),
        "stands here twice",
    );
    refused(
        "/x-lists/courses/items",
        json!([{ "const": "swim", "places": [] }]),
        "this is an array",
    );
    refused("/x-procedure/once/period", json!("week"), "this word is not known");
    refused("/x-procedure/quota/places", json!("form.plces"), "no field \"plces\"");
    refused("/x-eligibility/0/expect", json!("maybe"), "this word is not known");
}

#[test]
fn an_example_can_say_only_what_differs() {
    let mut definition = definition();
    definition["x-examples"] = json!([
        { "name": "一人", "today": "2026-11-21", "feeYen": 0,
          "data": { "ward": "aoba", "course": "swim", "phone": "022-261-1111", "children": [{ "ward": "aoba" }] } },
        { "name": "ほかの区の学校", "like": "一人", "change": { "ward": "miyagino", "school": "tachimachi" },
          "problems": [{ "at": "/school", "rule": "enum" }] },
        { "name": "講座がない", "like": "ほかの区の学校", "change": { "course": null, "school": null },
          "problems": [{ "at": "/course", "rule": "required" }] }
    ]);
    let form = compiled(&definition).unwrap();
    assert_eq!(form.run_examples(), []);
    definition["x-examples"][1]["like"] = json!("二人");
    let told = compiled(&definition).unwrap_err();
    assert!(told.contains("\"like\" cannot be used here: \"二人\""), "{told}");
}

#[test]
fn what_no_example_shows_is_told() {
    let mut definition = definition();
    definition["properties"]["school"]["x-visible"] =
        json!("form.ward == 'aoba' && size(form.children) > 5");
    definition["x-examples"] = json!([{ "name": "一人", "today": "2026-11-21", "feeYen": 0,
        "data": { "ward": "aoba", "course": "swim", "phone": "022-261-1111", "children": [{ "ward": "aoba" }] } }]);
    let told: Vec<String> =
        compiled(&definition).unwrap().run_examples().into_iter().map(|fault| fault.what).collect();
    assert_eq!(told, ["no example shows the field /school"]);
}
