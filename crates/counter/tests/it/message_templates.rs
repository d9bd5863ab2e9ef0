//! ひな形: what a department keeps is filled in for a case, in the language of its resident, and is
//! seen before it leaves.

use kernel::Role;
use serde_json::{Value, json};
use testkit::{Answer, Browser, Receipt, TestTown, on_both_engines};

const WATER: &str = "suido-kaishi";
const ALLOWANCE: &str = "jido-teate-nintei";
const PAGE: &str = "/office/templates/messages";
const JAPANESE: &str = "{受付番号}の件です。{電話}へお電話ください。";

on_both_engines!(
    a_template_is_filled_in_seen_and_sent,
    a_template_is_read_in_the_residents_language_and_in_easier_words,
    what_cannot_be_filled_in_is_not_kept_and_not_sent,
    a_template_is_of_its_department_and_procedure_and_kept_by_who_leads_it,
    two_who_keep_one_template_overwrite_nothing,
    a_message_is_seen_before_it_leaves_and_nothing_typed_is_lost,
    a_program_keeps_templates_as_the_page_does,
);

fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// The form of the page with what is typed into it.
pub(crate) fn keeps(web: &Browser, typed: &[(&str, &str)]) -> Answer {
    let mut form = web.get(PAGE).expect(200).hidden(PAGE);
    form.retain(|(name, _)| name == "csrf" || typed.iter().all(|(typed, _)| typed != name));
    form.extend(fields(typed));
    web.post_form(PAGE, &form)
}

fn saves(web: &Browser, procedure: &str, name: &str, japanese: &str) -> Answer {
    let typed = [
        ("do", "save"),
        ("template", ""),
        ("version", ""),
        ("procedure", procedure),
        ("name", name),
        ("japanese", japanese),
    ];
    keeps(web, &typed)
}

fn files(town: &TestTown, procedure: &str) -> Receipt {
    let hanako = town.resident();
    hanako.files(procedure, &town.answers(&hanako, procedure))
}

/// What is posted from the form of a message on the page of a case.
fn message(web: &Browser, case: &str, typed: &[(&str, &str)]) -> Vec<(String, String)> {
    let page = web.get(&format!("/office/cases/{case}")).expect(200);
    let mut form = page.hidden(&format!("/office/cases/{case}/message"));
    form.extend(fields(typed));
    form
}

fn looks(web: &Browser, case: &str, typed: &[(&str, &str)]) -> Answer {
    web.post_form(&format!("/office/cases/{case}/message"), &message(web, case, typed))
}

/// What stands in the field of the message.
fn field(page: &str) -> String {
    let (_, behind) = page.split_once("id=\"message-text\"").unwrap();
    let (_, behind) = behind.split_once('>').unwrap();
    behind.split_once("</textarea>").unwrap().0.to_owned()
}

fn a_template_is_filled_in_seen_and_sent(town: &TestTown) {
    let (lead, web) =
        (town.at_work("mori", Role::Lead, WATER), town.at_work("kato", Role::Clerk, WATER));
    let clerk = town.clerk_of(WATER, "sato");
    saves(&lead, "", " 電話の　お願い ", JAPANESE).expect(303);
    let receipt = files(town, WATER);
    let case = clerk.finds(&receipt.number);
    let offered = clerk.case(&case)["templates"].clone();
    assert_eq!(
        (&offered[0]["name"], &offered[0]["language"]),
        (&json!("電話の お願い"), &json!("ja"))
    );
    let text = offered[0]["text"].as_str().unwrap().to_owned();
    assert!(text.starts_with(&format!("{}の件です。", receipt.number)), "{text}");
    assert!(!text.contains('{'), "{text}");

    let id = offered[0]["id"].as_str().unwrap();
    let page = looks(&web, &case, &[("fill", "template"), ("template", id)]).expect(200).text();
    assert!(page.contains("ひな形の文を入れました") && field(&page) == text, "{page}");
    looks(&web, &case, &[("fill", "template"), ("template", "")]).expect(422);
    let more = [("fill", "template"), ("template", id), ("text", "こんにちは。")];
    let page = looks(&web, &case, &more).expect(200).text();
    assert_eq!(field(&page), format!("こんにちは。\n\n{text}"), "nothing typed is lost");

    let seen = looks(&web, &case, &[("template", id), ("text", &text)]).expect(200);
    assert!(seen.text().contains("まだ送っていません") && seen.text().contains(&text));
    assert_eq!(clerk.case(&case)["messages"], json!([]));
    let commands = format!("/office/cases/{case}/commands");
    web.post_form(&commands, &seen.hidden(&commands)).expect(303);
    assert_eq!(clerk.case(&case)["messages"][0]["text"], text);
}

fn a_template_is_read_in_the_residents_language_and_in_easier_words(town: &TestTown) {
    let (lead, web) =
        (town.at_work("mori", Role::Lead, WATER), town.at_work("kato", Role::Clerk, WATER));
    let clerk = town.clerk_of(WATER, "sato");
    let hanako = town.resident();
    let data = town.answers(&hanako, WATER);
    let english = [("idempotency-key", "in-english"), ("accept-language", "en")];
    let body = json!({ "procedure": WATER, "data": data, "contact": { "email": "h@example.jp" } });
    let filed = hanako.web.post_json("/api/v1/submissions", &english, &body).expect(201);
    let foreign = Receipt::read(filed.json());
    let native = hanako.files(WATER, &data);
    let both = [
        ("do", "save"),
        ("template", ""),
        ("version", ""),
        ("name", "三か国語"),
        ("japanese", JAPANESE),
        ("easy", "{受付番号} の ことです。"),
        ("english", "This is about {受付番号}."),
    ];
    keeps(&lead, &both).expect(303);
    saves(&lead, "", "日本語だけ", JAPANESE).expect(303);
    let offered = |receipt: &Receipt| -> Vec<Value> {
        let case = clerk.case(&clerk.finds(&receipt.number));
        case["templates"].as_array().unwrap().clone()
    };
    let [one, other] = offered(&foreign).try_into().unwrap();
    assert_eq!(one["text"], format!("This is about {}.", foreign.number));
    assert_eq!((&one["language"], &other["language"]), (&json!("en"), &json!("ja")));

    let case = clerk.finds(&foreign.number);
    let id = other["id"].as_str().unwrap();
    let page = looks(&web, &case, &[("fill", "template"), ("template", id)]).expect(200).text();
    assert!(page.contains("申請者の言語は英語ですが"), "{page}");

    let [one, other] = offered(&native).try_into().unwrap();
    let (id, text) = (one["id"].as_str().unwrap(), one["text"].as_str().unwrap());
    let case = clerk.finds(&native.number);
    let easier = [("fill", "easy"), ("template", id), ("text", text)];
    let page = looks(&web, &case, &easier).expect(200).text();
    assert_eq!(field(&page), format!("{} の ことです。", native.number), "in its place");
    let none = [("fill", "easy"), ("template", other["id"].as_str().unwrap()), ("text", text)];
    let page = looks(&web, &case, &none).expect(422).text();
    assert!(page.contains("やさしい日本語の文がありません") && field(&page) == text, "{page}");
}

fn what_cannot_be_filled_in_is_not_kept_and_not_sent(town: &TestTown) {
    let (lead, web) =
        (town.at_work("mori", Role::Lead, WATER), town.at_work("kato", Role::Clerk, WATER));
    let clerk = town.clerk_of(WATER, "sato");
    for wrong in ["{氏名}様", "{受付番号", "受付番号}", "{form.name}", " ", "\u{202e}逆"]
    {
        let page = saves(&lead, "", "だめなもの", wrong).expect(422).text();
        assert!(page.contains("だめなもの"), "nothing typed is lost: {page}");
    }
    saves(&lead, "", "", JAPANESE).expect(422);
    saves(&lead, "", &"あ".repeat(41), JAPANESE).expect(422);
    saves(&lead, "", "長すぎる", &"あ".repeat(2_001)).expect(422);
    assert!(lead.get(PAGE).expect(200).text().contains("まだありません"));

    saves(&lead, "", "補正の催促", "{補正の期限}までにお願いします。").expect(303);
    let case = clerk.finds(&files(town, WATER).number);
    let offered = clerk.case(&case)["templates"][0].clone();
    assert_eq!(offered["text"], "{補正の期限}までにお願いします。", "there is no such day");
    let id = offered["id"].as_str().unwrap();
    let page = looks(&web, &case, &[("fill", "template"), ("template", id)]).expect(200).text();
    assert!(page.contains("にあたるものが、この案件にありません"), "{page}");
    let left = looks(&web, &case, &[("text", "{補正の期限}までに")]).expect(422).text();
    assert!(left.contains("置きかわっていません") && field(&left).contains("までに"), "{left}");
    let sent = clerk.commands(&case, json!({ "type": "message", "text": "{ 補正の期限 }までに" }));
    assert_eq!(sent.expect(422).json()["rule"], "placeholder-left");
    let other = json!({ "type": "message", "text": "{かっこ} は 使えます。" });
    clerk.commands(&case, other).expect(200);
}

fn a_template_is_of_its_department_and_procedure_and_kept_by_who_leads_it(town: &TestTown) {
    let water = town.at_work("mori", Role::Lead, WATER);
    saves(&water, WATER, "水道だけ", JAPANESE).expect(303);
    saves(&water, "no-such", "どこにもない", JAPANESE).expect(404);
    let (clerk, other) = (town.clerk_of(WATER, "sato"), town.clerk_of(ALLOWANCE, "abe"));
    let case = clerk.finds(&files(town, WATER).number);
    let theirs = other.finds(&files(town, ALLOWANCE).number);
    assert_eq!(clerk.case(&case)["templates"][0]["name"], "水道だけ");
    assert_eq!(other.case(&theirs)["templates"], json!([]));

    town.at_work("tanaka", Role::Clerk, WATER).get(PAGE).expect(403);
    let strange = town.at_work("kudo", Role::Lead, ALLOWANCE);
    assert!(!strange.get(PAGE).expect(200).text().contains("水道だけ"));
    let department = town.department_of(WATER);
    let foreign = [
        ("do", "save"),
        ("template", ""),
        ("department", department.as_str()),
        ("name", "よそのもの"),
        ("japanese", JAPANESE),
    ];
    keeps(&strange, &foreign).expect(404);
    let id = clerk.case(&case)["templates"][0]["id"].as_str().unwrap().to_owned();
    keeps(&strange, &[("do", "remove"), ("template", &id), ("version", "1")]).expect(404);
    assert_eq!(clerk.case(&case)["templates"].as_array().unwrap().len(), 1);
}

fn two_who_keep_one_template_overwrite_nothing(town: &TestTown) {
    let (first, second) =
        (town.at_work("mori", Role::Lead, WATER), town.at_work("hara", Role::Lead, WATER));
    saves(&first, "", "お願い", JAPANESE).expect(303);
    let page = saves(&second, "", "お願い", "別の文。").expect(422).text();
    assert!(page.contains("同じ名前のひな形") && page.contains("別の文。"), "{page}");
    saves(&second, WATER, "お願い", "別の文。").expect(303);
    let clerk = town.clerk_of(WATER, "sato");
    let case = clerk.finds(&files(town, WATER).number);
    let offered = clerk.case(&case)["templates"].clone();
    assert_eq!(offered[0]["text"], "別の文。", "what is of the procedure comes first");
    let id = offered[0]["id"].as_str().unwrap();
    let change = |web: &Browser, version: &str, text: &str| {
        let typed = [
            ("do", "save"),
            ("template", id),
            ("version", version),
            ("name", "お願い"),
            ("japanese", text),
        ];
        keeps(web, &typed)
    };
    change(&first, "1", "一つ目。").expect(303);
    let late = change(&second, "1", "二つ目。").expect(409).text();
    assert!(late.contains("二つ目。"), "nothing typed is lost: {late}");
    keeps(&second, &[("do", "remove"), ("template", id), ("version", "1")]).expect(409);
    keeps(&second, &[("do", "remove"), ("template", id), ("version", "2")]).expect(303);
    assert_eq!(clerk.case(&case)["templates"].as_array().unwrap().len(), 1);
}

fn a_message_is_seen_before_it_leaves_and_nothing_typed_is_lost(town: &TestTown) {
    let (web, clerk) = (town.at_work("kato", Role::Clerk, WATER), town.clerk_of(WATER, "sato"));
    let case = clerk.finds(&files(town, WATER).number);
    let seen = looks(&web, &case, &[("text", "9時に<b>伺います。")]).expect(200);
    let html = seen.text();
    assert!(html.contains("9時に&#60;b&#62;伺います。") && html.contains("メール："), "{html}");
    assert!(html.contains("申請者の言語：日本語"), "{html}");
    let (here, commands) =
        (format!("/office/cases/{case}/message"), format!("/office/cases/{case}/commands"));
    let mut back = seen.hidden(&commands);
    back.push(("mend".to_owned(), "yes".to_owned()));
    let again = web.post_form(&here, &back).expect(200).text();
    assert!(again.contains("まだ送っていません") && field(&again).contains("伺います"), "{again}");
    looks(&web, &case, &[("text", " ")]).expect(422);

    // Somebody was faster: what was typed stands there still, and nothing was sent.
    clerk.commands(&case, json!({ "type": "note", "text": "電話した" })).expect(200);
    let late = web.post_form(&commands, &seen.hidden(&commands)).expect(409).text();
    assert!(late.contains("ほかの人が先に更新しました"), "{late}");
    assert!(field(&late).contains("伺います"), "{late}");
    assert_eq!(clerk.case(&case)["messages"], json!([]));
}

fn a_program_keeps_templates_as_the_page_does(town: &TestTown) {
    const TEMPLATES: &str = "/api/v1/message-templates";
    let keeper = town.approver_of(ALLOWANCE, "ito");
    let elsewhere = town.approver_of(WATER, "kato");
    let new = |name: &str, japanese: &str| {
        json!({ "department": town.department_of(ALLOWANCE), "procedure": ALLOWANCE,
                "name": name, "japanese": japanese })
    };
    let kept = || keeper.get(TEMPLATES).expect(200).json()["templates"].clone();
    elsewhere.posts(TEMPLATES, &new("電話", JAPANESE)).expect(404);
    keeper.posts(TEMPLATES, &new("電話", "{だれか}へ")).expect(422);
    keeper.posts(TEMPLATES, &new("電話", JAPANESE)).expect(204);
    keeper.posts(TEMPLATES, &new("電話", JAPANESE)).expect(422);
    let first = kept()[0].clone();
    assert_eq!((&first["name"], &first["version"]), (&json!("電話"), &json!(1)));
    assert_eq!(elsewhere.get(TEMPLATES).expect(200).json()["templates"], json!([]));

    let changed = |version: i64| {
        json!({ "template": first["id"], "version": version, "name": "電話2",
                "japanese": JAPANESE, "english": "Please call {電話}." })
    };
    elsewhere.posts(TEMPLATES, &changed(1)).expect(404);
    keeper.posts(TEMPLATES, &changed(1)).expect(204);
    keeper.posts(TEMPLATES, &changed(1)).expect(409);
    let mut both = changed(2);
    both["department"] = json!(town.department_of(ALLOWANCE));
    keeper.posts(TEMPLATES, &both).expect(422);
    assert_eq!(kept()[0]["english"], "Please call {電話}.");

    let removal = json!({ "template": first["id"], "version": 2 });
    elsewhere.posts("/api/v1/message-templates/remove", &removal).expect(404);
    keeper.posts("/api/v1/message-templates/remove", &removal).expect(204);
    assert_eq!(kept(), json!([]));
}
