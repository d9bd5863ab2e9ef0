//! What residents do.

use serde_json::{Value, json};
use testkit::{Answer, Receipt, Resident};

use crate::{
    board::Filed,
    chance::Chance,
    place::Place,
    truth::{RESIDENT, names_nothing_of_others},
};

/// A notice that takes two people, a fee fixed later, fees at once, notifications, places; six
/// departments.
pub(crate) const PROCEDURES: &[&str] = &[
    "jido-teate-nintei",
    "jido-teate-nintei",
    "joseki-kaisei",
    "joseki-kaisei",
    "juminhyo-utsushi",
    "juminhyo-utsushi",
    "inu-toroku",
    "suido-kaishi",
    "kyumei-koshu",
];

/// What may be asked to be corrected, as far as a form asks it.
pub(crate) const CORRECTABLE: &[&str] = &["/contact/phone", "/name", "/kana"];

pub(crate) fn files(here: &Place<'_>, chance: &mut Chance) {
    let (who, number) = (here.town.resident(), here.board.number());
    let procedure = *chance.pick(PROCEDURES);
    let address = format!("resident{number}@example.jp");
    let mut body = json!({
        "procedure": procedure,
        "data": here.town.answers(&who, procedure),
        "contact": { "email": address },
    });
    let key = format!("walk-{number}");
    let mut answer = post(&who, &key, &body);
    if let Some(read) = warnings_of(&answer) {
        body["confirmed"] = read;
        answer = post(&who, &key, &body);
    }
    if here.board.heard("filed", &answer) {
        let receipt = Receipt::read(answer.json());
        here.board.acknowledge(&receipt.number, RESIDENT, "filed");
        let owes = receipt.body["payment_url"].is_string();
        here.board.waits_for("payment", &receipt.number, owes);
        here.board.filed_is(Filed { key, address, body, receipt });
    }
}

/// The rules of what was warned of, where nothing else is wrong.
fn warnings_of(answer: &Answer) -> Option<Value> {
    let problems = (answer.status == 422).then(|| answer.json()["problems"].clone())?;
    let problems = problems.as_array()?;
    let all = problems.iter().all(|problem| problem["severity"] == "warning");
    all.then(|| problems.iter().map(|problem| problem["rule"].clone()).collect())
}

fn post(who: &Resident, key: &str, body: &Value) -> Answer {
    who.web.post_json("/api/v1/submissions", &[("idempotency-key", key)], body)
}

/// The answer got lost and the same is sent once more: the receipt is the same.
pub(crate) fn files_again(here: &Place<'_>, filed: &Filed) {
    let answer = post(&here.town.resident(), &filed.key, &filed.body);
    if here.board.heard("filed again", &answer) {
        assert_eq!(answer.json()["receipt_number"], filed.number());
    }
}

pub(crate) fn looks_up(here: &Place<'_>, filed: &Filed) {
    let answer = here.town.resident().looks_up(filed.number(), &filed.receipt.code);
    if here.board.heard("looked up", &answer) {
        assert_eq!(answer.json()["receipt_number"], filed.number());
        names_nothing_of_others(here, filed, &answer.text());
    }
}

pub(crate) fn types_wrong_code(here: &Place<'_>, filed: &Filed) {
    let answer = here.town.resident().looks_up(filed.number(), "2222-3333-4444");
    assert!(!here.board.heard("wrong code", &answer), "a wrong code opened {}", filed.number());
}

pub(crate) fn withdraws(here: &Place<'_>, filed: &Filed) {
    acts(
        here,
        filed,
        ("withdrawn", "withdrawal", "withdrawn"),
        &json!({ "reason": "引っ越しをやめました" }),
    );
}

pub(crate) fn writes(here: &Place<'_>, filed: &Filed) {
    acts(
        here,
        filed,
        ("written", "messages", "message-sent"),
        &json!({ "text": "午前がよいです。" }),
    );
}

/// One answer is changed: the one that the office asked for.
pub(crate) fn corrects(here: &Place<'_>, filed: &Filed, chance: &mut Chance) {
    let mut data = filed.body["data"].clone();
    let asked = CORRECTABLE.iter().find_map(|at| Some((*at, data.pointer(at)?.is_string())));
    let Some((at, true)) = asked else { return };
    *data.pointer_mut(at).unwrap() = match at {
        "/contact/phone" => format!("022-261-{:04}", chance.below(10_000)).into(),
        "/kana" => "センダイ ハナコ".into(),
        _ => "仙台 花子".into(),
    };
    acts(here, filed, ("corrected", "corrections", "resubmitted"), &json!({ "data": data }));
}

fn acts(here: &Place<'_>, filed: &Filed, (what, path, kind): (&str, &str, &str), body: &Value) {
    let answer = here.town.resident().acts(&filed.receipt, path, body);
    if here.board.heard(what, &answer) {
        here.board.acknowledge(filed.number(), RESIDENT, kind);
    }
    if path == "corrections" {
        here.board.waits_for("correction", filed.number(), false);
    }
}

/// A draft goes from the telephone to the computer.
pub(crate) fn moves_a_draft(here: &Place<'_>) {
    let (telephone, computer) = (here.town.resident(), here.town.resident());
    let action = "/procedures/juminhyo-utsushi";
    let page = telephone.web.get(action).expect(200);
    let draft = telephone.web.submit(&page, action, &[]).expect(303).location();
    let address = format!("{draft}/continue");
    let page = telephone.web.get(&address).expect(200);
    let shown = telephone.web.submit(&page, &address, &[]).expect(200).text();
    let code = shown.split("<p class=\"code num\">").nth(1).unwrap().split('<').next().unwrap();
    let page = computer.web.get("/resume").expect(200);
    let moved = computer.web.submit(&page, "/resume", &[("code", code)]);
    if here.board.heard("draft moved", &moved) {
        assert_eq!(moved.location(), draft);
        computer.web.get(&draft).expect(303);
        let left = telephone.web.get(&draft).expect(303).location();
        assert_eq!(left, format!("{draft}/taken"));
    }
}

/// The page and the paper of it, by number and code.
pub(crate) fn prints(here: &Place<'_>, filed: &Filed) {
    let web = here.town.resident().web;
    let page = web.get("/status").expect(200);
    let Receipt { number, code, .. } = &filed.receipt;
    let known = web.submit(&page, "/status", &[("number", number), ("code", code)]);
    if known.status != 303 {
        here.board.heard("status page", &known);
        return;
    }
    let shown = web.get(&format!("/receipts/{number}"));
    if here.board.heard("status page", &shown) && shown.status == 200 {
        assert!(shown.text().contains(number.as_str()));
        names_nothing_of_others(here, filed, &shown.text());
    }
    let paper = web.get(&format!("/receipts/{number}/receipt.pdf"));
    if here.board.heard_or_later("printed", &paper) && paper.status == 200 {
        assert!(paper.body.starts_with(b"%PDF"));
    }
}
