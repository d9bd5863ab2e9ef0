//! 見比べる: a file beside the answers, who found them to be the same, and how its picture is turned.

use kernel::{Grant, Right, Role};
use serde_json::{Value, json};
use testkit::{Answer, Browser, Colleague, Receipt, Resident, TestTown, on_both_engines};

const ALLOWANCE: &str = "jido-teate-nintei";
const CARD: &str = "/idCopy";

on_both_engines!(
    what_is_the_same_is_said_once_for_each_revision,
    an_account_stands_masked_beside_its_bankbook,
    who_may_not_open_a_file_compares_nothing_with_it,
    the_page_compares_without_script,
    what_differs_begins_a_correction_and_keeps_what_was_typed,
    a_picture_is_turned_for_everybody,
    what_was_replaced_says_so_and_comes_last,
);

fn with_account(town: &TestTown) -> Value {
    let form = &town.catalogue().procedure(ALLOWANCE).unwrap().form;
    form.valid_examples().find(|data| data["accountCopy"].is_string()).unwrap()
}

/// Answers with an account and a copy of the bankbook, taken by a clerk.
fn in_review(town: &TestTown) -> (Resident, Receipt, Value, Colleague, String) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(ALLOWANCE, "sato"));
    let data = hanako.with_pictures(with_account(town));
    let receipt = hanako.files(ALLOWANCE, &data);
    let case = clerk.finds(&receipt.number);
    clerk.claims(&case);
    (hanako, receipt, data, clerk, case)
}

fn compare(file: &str, fields: &[&str]) -> Value {
    json!({ "type": "compare", "file": file, "fields": fields })
}

/// What stands beside the files of a question.
fn beside(case: &Value, file: &str) -> Vec<Value> {
    let all = case["comparisons"].as_array().unwrap();
    let found = all.iter().find(|it| it["file"] == file);
    found.map(|it| it["fields"].as_array().unwrap().clone()).unwrap_or_default()
}

fn field<'a>(fields: &'a [Value], at: &str) -> &'a Value {
    fields.iter().find(|it| it["at"] == at).unwrap()
}

#[track_caller]
fn refused(answer: Answer) -> Value {
    answer.expect(422).json()["rule"].clone()
}

fn what_is_the_same_is_said_once_for_each_revision(town: &TestTown) {
    let (hanako, receipt, mut data, clerk, case) = in_review(town);
    let card = beside(&clerk.case(&case), CARD);
    let name = field(&card, "/name");
    assert_eq!((&name["text"], &name["same_by"]), (&json!("山田　花子"), &Value::Null));
    let street = field(&card, "/address/town");
    assert!(street["label"].as_str().unwrap().contains(" › "), "with the group: {street}");
    assert!(card.iter().any(|it| it["at"] == "/birthDate"), "{card:?}");

    let status = hanako.status(&receipt);
    let seen = clerk.commands(&case, compare(CARD, &["/name", "/birthDate"])).expect(200).json();
    let card = beside(&seen, CARD);
    assert_eq!(field(&card, "/name")["same_by"], "sato");
    assert!(field(&card, "/name")["same_at"].is_string());
    assert_eq!(field(&card, "/address/town")["same_by"], Value::Null);
    assert_eq!(refused(clerk.commands(&case, compare(CARD, &["/name"]))), "nothing-to-compare");
    for (file, at) in [(CARD, "/payTo"), ("/noSuchFile", "/name"), ("/accountCopy", "/name")] {
        let other = compare(file, &[at]);
        assert_eq!(refused(clerk.commands(&case, other)), "nothing-to-compare", "{file} {at}");
    }
    let last = clerk.events(&case).pop().unwrap();
    assert_eq!(last["kind"], "compared");
    assert_eq!(last["event"]["fields"], json!(["/birthDate", "/name"]));
    assert_eq!(hanako.status(&receipt), status, "the resident is told nothing");

    let remark = json!({ "at": "/contact/phone", "text": "番号を確かめてください。" });
    clerk.commands(&case, json!({ "type": "request_correction", "remarks": [remark] })).expect(200);
    data["contact"]["phone"] = json!("022-222-3333");
    hanako.acts(&receipt, "corrections", &json!({ "data": data })).expect(200);
    let card = beside(&clerk.case(&case), CARD);
    assert_eq!(field(&card, "/name")["same_by"], Value::Null, "these are other answers");
    clerk.commands(&case, compare(CARD, &["/name"])).expect(200);
}

fn an_account_stands_masked_beside_its_bankbook(town: &TestTown) {
    let (_hanako, _receipt, data, clerk, case) = in_review(town);
    let account = &data["account"];
    let secret = [&account["number"], &account["yucho"]].into_iter().find_map(Value::as_str);
    let book = beside(&clerk.case(&case), "/accountCopy");
    assert!(book.len() > 2, "each part of the account: {book:?}");
    assert!(!Value::Array(book.clone()).to_string().contains(secret.unwrap()), "{book:?}");
    let holder = field(&book, "/account/holder")["at"].as_str().unwrap();
    clerk.commands(&case, compare("/accountCopy", &[holder])).expect(200);
}

fn who_may_not_open_a_file_compares_nothing_with_it(town: &TestTown) {
    let (_hanako, _receipt, _data, _clerk, case) = in_review(town);
    let department = town.department_of(ALLOWANCE).parse().unwrap();
    let rights = [Right::SeeBank].into();
    let grant = Grant { rights, ..Grant::new(Role::Clerk, department) };
    let suzuki = town.colleague_with("suzuki", grant);
    let seen = suzuki.case(&case);
    assert!(beside(&seen, CARD).is_empty(), "{seen}");
    assert!(!beside(&seen, "/accountCopy").is_empty(), "{seen}");
    assert_eq!(refused(suzuki.commands(&case, compare(CARD, &["/name"]))), "nothing-to-compare");
}

/// The fields that every form of a case has, and what was pressed or typed beside.
fn pressed(web: &Browser, case: &str, typed: &[(&str, &str)]) -> Vec<(String, String)> {
    let address = format!("/office/cases/{case}");
    let mut form = web.get(&address).expect(200).hidden(&format!("{address}/commands"));
    form.retain(|(name, _)| name == "csrf" || name == "version");
    form.extend(typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    form
}

fn the_page_compares_without_script(town: &TestTown) {
    let (_hanako, _receipt, _data, clerk, case) = in_review(town);
    let (web, address) = (town.signs_in_anew(&clerk.email), format!("/office/cases/{case}"));
    let page = web.get(&address).expect(200).text();
    assert!(page.contains("id=\"compare-idCopy\"") && page.contains("すべて合う"), "{page}");
    let one = [("type", "compare"), ("file", CARD), ("open", "/birthDate"), ("field", "/name")];
    let after = web.post_form(&format!("{address}/commands"), &pressed(&web, &case, &one));
    let place = after.expect(303).location();
    assert!(place.ends_with("#compare-idCopy"), "{place}");
    let page = web.get(&place).expect(200).text();
    assert!(page.contains("書類と合うことを記録しました"), "{page}");
    assert!(page.contains("<b>合う</b><small class=\"small\">sato"), "{page}");
    let rest = [("type", "compare"), ("file", CARD), ("open", "/birthDate"), ("every", "yes")];
    web.post_form(&format!("{address}/commands"), &pressed(&web, &case, &rest)).expect(303);
    let card = beside(&town.clerk_of(ALLOWANCE, "kato").case(&case), CARD);
    assert_eq!(field(&card, "/birthDate")["same_by"], "sato");
    let nothing = [("type", "compare"), ("file", CARD)];
    web.post_form(&format!("{address}/commands"), &pressed(&web, &case, &nothing)).expect(422);
}

fn what_was_replaced_says_so_and_comes_last(town: &TestTown) {
    let (hanako, receipt, mut data, clerk, case) = in_review(town);
    let (web, address) = (town.signs_in_anew(&clerk.email), format!("/office/cases/{case}"));
    let page = || web.get(&address).expect(200).text();
    assert!(!page().contains("（前の版）"));
    let clerk = town.clerk_of(ALLOWANCE, "sato");
    let remark = json!({ "at": CARD, "text": "裏面も撮ってください。" });
    clerk.commands(&case, json!({ "type": "request_correction", "remarks": [remark] })).expect(200);
    data["idCopy"] = hanako.with_pictures(with_account(town))["idCopy"].clone();
    hanako.acts(&receipt, "corrections", &json!({ "data": data })).expect(200);
    let text = page();
    let files: Vec<bool> =
        text.split("<figure").skip(1).map(|it| it.contains("（前の版）")).collect();
    assert!(files.contains(&true) && files.contains(&false), "{text}");
    assert!(files.is_sorted(), "{files:?}");
}

fn what_differs_begins_a_correction_and_keeps_what_was_typed(town: &TestTown) {
    let (_hanako, _receipt, _data, clerk, case) = in_review(town);
    let (web, address) = (town.signs_in_anew(&clerk.email), format!("/office/cases/{case}"));
    let begins = |button: (&str, &str)| {
        let typed = [("type", "request_correction"), ("remark:/kana", "通帳の表記で"), button];
        let form = pressed(&web, &case, &typed);
        web.post_form(&format!("{address}/correction"), &form).expect(200).text()
    };
    let page = begins(("differs", "/name"));
    assert!(page.contains("補正の理由を選びました"), "{page}");
    assert!(page.contains("name=\"remark:/kana\" value=\"通帳の表記で\""), "{page}");
    let why = page.split("name=\"why:/name\"").nth(1).unwrap().split("</select>").next().unwrap();
    assert!(why.contains("value=\"differs-from-register\" selected"), "{why}");
    let page = begins(("wrong", CARD));
    let why = page.split("name=\"why:/idCopy\"").nth(1).unwrap().split("</select>").next().unwrap();
    assert!(why.contains("value=\"wrong-document\" selected"), "{why}");
    let kato = town.clerk_of(ALLOWANCE, "kato");
    assert_eq!(kato.case(&case)["state"], "in-review", "nothing has left");
}

fn a_picture_is_turned_for_everybody(town: &TestTown) {
    let (_hanako, _receipt, _data, clerk, case) = in_review(town);
    let file = |who: &Colleague| {
        let files = who.case(&case)["attachments"].as_array().unwrap().clone();
        files.into_iter().find(|file| file["at"] == CARD).unwrap()
    };
    let card = file(&clerk);
    assert_eq!(card["turn"], 0);
    let (web, address) = (town.signs_in_anew(&clerk.email), format!("/office/cases/{case}"));
    let path = format!("{address}/attachments/{}/turn", card["id"].as_str().unwrap());
    let turns = |who: &Browser, degrees: &str| {
        let mut form = pressed(who, &case, &[("turn", degrees)]);
        form.retain(|(name, _)| name != "version");
        who.post_form(&path, &form)
    };
    let place = turns(&web, "270").expect(303).location();
    assert!(place.ends_with(&format!("#file-{}", card["id"].as_str().unwrap())), "{place}");
    let page = web.get(&place).expect(200).text();
    assert!(page.contains("picture turn-270"), "{page}");
    assert!(page.contains("name=\"turn\" value=\"180\">左へ"), "{page}");
    let kato = town.clerk_of(ALLOWANCE, "kato");
    assert_eq!(file(&kato)["turn"], 270, "for everybody");
    turns(&web, "45").expect(422);
    turns(&town.signs_in_anew(&kato.email), "90").expect(403);
    assert_eq!(file(&town.clerk_of(ALLOWANCE, "ito"))["turn"], 270);
}
