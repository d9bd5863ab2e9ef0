//! 補正の文: what a department keeps for each reason stands ready for its clerks, and is read by
//! residents in their own language.

use back_office::NewStaff;
use kernel::{Grant, Role};
use serde_json::{Value, json};
use testkit::{Browser, Colleague, TestTown, on_both_engines};

use crate::case::at_the_screen;

const ALLOWANCE: &str = "jido-teate-nintei";
const BOTH_SIDES: &str = "表と裏の両方を付けてください。";

on_both_engines!(
    the_nearest_sentence_is_read_in_the_residents_language,
    only_who_decides_in_a_department_keeps_its_sentences,
    two_who_keep_one_sentence_overwrite_nothing,
    a_sentence_is_kept_on_a_page,
    a_chosen_reason_fills_what_is_blank_and_nothing_else,
);

fn keeps(keeper: &Colleague, sentence: &Value) -> testkit::Answer {
    let headers = [("authorization", keeper.proof.as_str())];
    keeper.web.post_json("/api/v1/sentences", &headers, sentence)
}

fn sentence(town: &TestTown, field: &str, japanese: &str, version: i64) -> Value {
    json!({ "department": town.department_of(ALLOWANCE), "code": "missing",
            "procedure": ALLOWANCE, "field": field, "japanese": japanese, "version": version })
}

fn the_nearest_sentence_is_read_in_the_residents_language(town: &TestTown) {
    let hanako = town.resident();
    let receipt = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    let (clerk, keeper) = (town.clerk_of(ALLOWANCE, "sato"), town.approver_of(ALLOWANCE, "ito"));
    let case = clerk.finds(&receipt.number);
    clerk.claims(&case);
    let mut own = sentence(town, "/idCopy", BOTH_SIDES, 0);
    own["english"] = "Attach both sides.".into();
    keeps(&keeper, &own).expect(204);
    keeps(&keeper, &sentence(town, "", "この手続では、必ず要ります。", 0)).expect(204);
    let mut general = sentence(town, "", "部署の文です。", 0);
    general["procedure"] = "".into();
    keeps(&keeper, &general).expect(204);

    let asked = json!({ "type": "request_correction", "remarks": [
        { "at": "/idCopy", "code": "missing" },
        { "at": "/employer", "code": "missing", "text": "この手続では、必ず要ります。" },
        { "at": "/kana", "code": "missing", "text": "自分で書いた文。" },
        { "at": "/name", "code": "unclear" },
    ] });
    clerk.commands(&case, asked).expect(200);

    let read = |language: &str| {
        let proof = format!("Receipt {}", receipt.code);
        let headers = [("authorization", proof.as_str()), ("accept-language", language)];
        let address = format!("/api/v1/submissions/{}", receipt.number);
        let status = hanako.web.send("GET", &address, &headers, Vec::new()).expect(200).json();
        let remarks = status["correction"]["remarks"].as_array().unwrap().clone();
        remarks.iter().map(|it| it["text"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let japanese = read("ja");
    assert_eq!(japanese[..3], [BOTH_SIDES, "この手続では、必ず要ります。", "自分で書いた文。"]);
    let english = read("en");
    assert_eq!(english[0], "Attach both sides.");
    assert_eq!(
        english[1],
        "This is missing. Write it, or attach it.\nこの手続では、必ず要ります。"
    );
    assert_eq!(english[2], "自分で書いた文。", "what a clerk wrote is nobody's to translate");
    assert!(english[3].starts_with("The meaning is not clear"), "{}", english[3]);
    // What was asked for stays as it was asked for.
    let removal = json!({ "department": town.department_of(ALLOWANCE), "code": "missing",
                          "procedure": ALLOWANCE, "field": "/idCopy", "version": 1 });
    let headers = [("authorization", keeper.proof.as_str())];
    keeper.web.post_json("/api/v1/sentences/remove", &headers, &removal).expect(204);
    assert_eq!(read("en")[0], "Attach both sides.");
}

fn only_who_decides_in_a_department_keeps_its_sentences(town: &TestTown) {
    let (clerk, keeper) = (town.clerk_of(ALLOWANCE, "sato"), town.approver_of(ALLOWANCE, "ito"));
    let elsewhere = town.approver_of("suido-kaishi", "abe");
    let own = sentence(town, "/idCopy", BOTH_SIDES, 0);
    keeps(&clerk, &own).expect(403);
    keeps(&elsewhere, &own).expect(404);
    for (member, wrong) in [
        ("code", json!("nonsense")),
        ("field", json!("/nowhere")),
        ("field", json!("/children/0/name")),
        ("procedure", json!("no-such")),
        ("procedure", json!("")),
    ] {
        let mut sentence = own.clone();
        sentence[member] = wrong;
        keeps(&keeper, &sentence).expect(404);
    }
    for text in ["", " ", "\u{202e}逆", &"あ".repeat(1_001)] {
        keeps(&keeper, &sentence(town, "/idCopy", text, 0)).expect(422);
    }
    keeps(&keeper, &own).expect(204);
    let seen = |who: &Colleague| who.get("/api/v1/sentences").expect(200).json();
    assert_eq!(seen(&keeper)["sentences"].as_array().unwrap().len(), 1);
    assert_eq!(seen(&keeper)["shipped"].as_array().unwrap().len(), 9);
    assert_eq!(seen(&elsewhere)["sentences"], json!([]), "another department's are not there");
}

fn two_who_keep_one_sentence_overwrite_nothing(town: &TestTown) {
    let (first, second) = (town.approver_of(ALLOWANCE, "ito"), town.approver_of(ALLOWANCE, "abe"));
    keeps(&first, &sentence(town, "/idCopy", BOTH_SIDES, 0)).expect(204);
    keeps(&second, &sentence(town, "/idCopy", "別の文。", 0)).expect(409);
    keeps(&second, &sentence(town, "/idCopy", "別の文。", 1)).expect(204);
    keeps(&first, &sentence(town, "/idCopy", "もう一つの文。", 1)).expect(409);
    let kept = first.get("/api/v1/sentences").expect(200).json();
    assert_eq!(kept["sentences"][0]["japanese"], "別の文。");
    assert_eq!(kept["sentences"][0]["version"], 2);
}

/// Somebody who decides, at the screen.
fn keeper_at_the_screen(town: &TestTown) -> Browser {
    let password = "窓口の番号札は三十八番です";
    let new = NewStaff {
        email: "keeper@city.example".to_owned(),
        name: Some("課長 花子".to_owned()),
        grant: Grant {
            rank: kernel::Rank::Section,
            ..Grant::new(Role::Approver, town.department_of(ALLOWANCE).parse().unwrap())
        },
        password: Some(password.to_owned()),
    };
    town.wait(town.back_office().people().add(new)).unwrap();
    let web = town.resident().web;
    town.signs_in(&web, "keeper@city.example", password, &[]).expect(303);
    web
}

fn a_sentence_is_kept_on_a_page(town: &TestTown) {
    let web = keeper_at_the_screen(town);
    let list = web.get("/office/templates").expect(200).text();
    assert!(list.contains("まだありません") && list.contains("はじめからある文"), "{list}");
    let of = format!("/office/templates?procedure={ALLOWANCE}");
    let page = web.get(&of).expect(200);
    assert!(page.text().contains("<option value=\"/idCopy\""), "{}", page.text());
    let typed = [("code", "missing"), ("field", "/idCopy"), ("japanese", BOTH_SIDES)];
    let blank = [("code", "missing"), ("field", "/idCopy"), ("japanese", " "), ("easy", "表と裏")];
    let again = web.submit(&page, "/office/templates", &blank).expect(422).text();
    assert!(again.contains(">表と裏</textarea>"), "nothing typed is lost: {again}");
    let done = web.submit(&page, "/office/templates", &typed).expect(303).location();
    let list = web.get(&done).expect(200);
    assert!(list.text().contains("保存しました") && list.text().contains(BOTH_SIDES));
    let taken = web.submit(&page, "/office/templates", &typed).expect(409).text();
    assert!(taken.contains("もうあるか") && taken.contains(BOTH_SIDES), "{taken}");

    let edit = format!("{of}&code=missing&field=%2FidCopy");
    let edit = web.get(&edit).expect(200);
    assert!(edit.text().contains(&format!(">{BOTH_SIDES}</textarea>")), "{}", edit.text());
    let mut gone = list.hidden("/office/templates");
    gone.push(("do".to_owned(), "remove".to_owned()));
    let done = web.post_form("/office/templates", &gone).expect(303).location();
    assert!(web.get(&done).expect(200).text().contains("消しました"));
}

fn a_chosen_reason_fills_what_is_blank_and_nothing_else(town: &TestTown) {
    let hanako = town.resident();
    let receipt = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    let case = town.clerk_of(ALLOWANCE, "suzuki").finds(&receipt.number);
    let keeper = town.approver_of(ALLOWANCE, "ito");
    keeps(&keeper, &sentence(town, "/idCopy", BOTH_SIDES, 0)).expect(204);
    let web = town.resident().web;
    at_the_screen(town, ALLOWANCE, &web, "screen@city.example");
    let address = format!("/office/cases/{case}");
    let (commands, correction) = (format!("{address}/commands"), format!("{address}/correction"));
    web.get("/office/templates").expect(403);
    let page = web.get(&address).expect(200);
    web.submit(&page, &commands, &[("type", "claim")]).expect(303);
    let page = web.get(&address).expect(200);
    let ready = format!("<li data-code=\"missing\" data-at=\"/idCopy\">{BOTH_SIDES}</li>");
    assert!(page.text().contains(&ready), "for the script: {}", page.text());
    let mut asked = page.hidden(&commands);
    asked.retain(|(name, _)| name != "type");
    for (name, value) in [
        ("type", "request_correction"),
        ("remark:/idCopy", " "),
        ("why:/idCopy", "missing"),
        ("remark:/employer", "自分で書いた文。"),
        ("why:/employer", "missing"),
        ("remark:/kana", ""),
        ("why:/kana", ""),
        ("fill", "yes"),
    ] {
        asked.push((name.to_owned(), value.to_owned()));
    }
    let filled = web.post_form(&correction, &asked).expect(200).text();
    let value = |text: &str| filled.matches(&format!("value=\"{text}\"")).count();
    assert_eq!(value(BOTH_SIDES), 1, "{filled}");
    assert_eq!(value("自分で書いた文。"), 1, "what was written stays");
    assert!(filled.contains("まだ送っていません"), "{filled}");
    assert!(hanako.status(&receipt)["correction"].is_null());
}
