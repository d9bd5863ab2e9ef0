//! 先に, a promised day that is moved, and 取下げ by telephone: what is done for the applicant's sake.

use chrono::Duration;
use kernel::Role;
use serde_json::{Value, json};
use testkit::{Answer, Colleague, Receipt, TestTown, on_both_engines};

const ALLOWANCE: &str = "jido-teate-nintei";

on_both_engines!(
    what_was_put_first_is_the_next_one_for_everybody,
    only_who_leads_puts_first_and_moves_days,
    another_promised_day_is_told_with_its_reason,
    a_day_that_was_moved_stays_moved_after_a_correction,
    who_calls_to_withdraw_is_made_sure_of_and_told,
);

fn lead(town: &TestTown) -> Colleague {
    town.colleague("mori", Role::Lead, &town.department_of(ALLOWANCE))
}

fn files(town: &TestTown) -> Receipt {
    let hanako = town.resident();
    hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE))
}

fn first(reason: &str) -> Value {
    json!({ "type": "put_first", "reason": reason })
}

fn moves_to(day: &str, reason: &str) -> Value {
    json!({ "type": "move_due", "due_on": day, "reason": reason })
}

#[track_caller]
fn refused(answer: Answer) -> Value {
    answer.expect(422).json()["rule"].clone()
}

/// The numbers of the list in its usual order, with whether each was put first.
fn queue(who: &Colleague) -> Vec<(String, bool)> {
    let page = who.get("/api/v1/cases").json();
    let line = |case: &Value| {
        (case["receipt_number"].as_str().unwrap().to_owned(), case["first"].as_bool().unwrap())
    };
    page["cases"].as_array().unwrap().iter().map(line).collect()
}

fn what_was_put_first_is_the_next_one_for_everybody(town: &TestTown) {
    let (early, late) = (files(town), files(town));
    town.advance(Duration::days(1));
    let (mori, sato) = (lead(town), town.clerk_of(ALLOWANCE, "sato"));
    let case = mori.finds(&late.number);
    assert_eq!(refused(mori.commands(&case, first(" "))), "reason-missing");
    mori.commands(&case, first("週末に引っ越す。")).expect(200);
    assert_eq!(refused(mori.commands(&case, first("もう一度"))), "wrong-state");

    assert_eq!(queue(&sato), [(late.number.clone(), true), (early.number.clone(), false)]);
    assert_eq!(sato.takes_next().expect(200).json()["receipt_number"], late.number);
    let kinds = sato.events(&case).into_iter().map(|event| event["kind"].clone());
    assert_eq!(kinds.collect::<Vec<_>>(), ["filed", "put-first", "claimed"]);

    mori.commands(&case, json!({ "type": "clear_first" })).expect(200);
    assert_eq!(refused(mori.commands(&case, json!({ "type": "clear_first" }))), "wrong-state");
    assert!(queue(&sato).iter().all(|(_, first)| !first));
}

fn only_who_leads_puts_first_and_moves_days(town: &TestTown) {
    let receipt = files(town);
    let sato = town.clerk_of(ALLOWANCE, "sato");
    let suzuki = town.approver_of(ALLOWANCE, "suzuki");
    let case = sato.finds(&receipt.number);
    for who in [&sato, &suzuki] {
        for command in [first("急ぎ"), moves_to("2026-12-18", "調査")] {
            assert_eq!(refused(who.commands(&case, command)), "not-yours");
        }
        let offered = who.get(&format!("/api/v1/cases/{case}")).json()["available"].to_string();
        assert!(!offered.contains("first") && !offered.contains("move"), "{offered}");
    }
}

fn another_promised_day_is_told_with_its_reason(town: &TestTown) {
    let hanako = town.resident();
    let receipt = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    let mori = lead(town);
    let case = mori.finds(&receipt.number);
    let promised = hanako.status(&receipt)["due_on"].clone();
    for (day, reason, rule) in [
        ("2026-11-20", "調査", "day-not-ahead"),
        ("2062-12-10", "調査", "day-too-far"),
        ("2026-12-18", " ", "reason-missing"),
        (promised.as_str().unwrap(), "調査", "nothing-changed"),
    ] {
        assert_eq!(refused(mori.commands(&case, moves_to(day, reason))), rule, "{day}");
    }
    town.run_jobs();
    let known = town.letters().len();
    let moved = moves_to("2026-12-18", "現地の調査に日がかかるため。");
    let seen = mori.commands(&case, moved).expect(200).json();
    assert_eq!(seen["due_on"], "2026-12-18");

    town.run_jobs();
    let told: Vec<_> = town.letters().into_iter().skip(known).collect();
    assert_eq!(told.len(), 1);
    assert!(told[0].letter.subject.contains("お返事の予定日が変わりました"));
    assert!(told[0].letter.text.contains("12月18日（金）ごろ"), "{}", told[0].letter.text);
    assert!(!told[0].letter.text.contains("現地"), "no reason travels by mail");
    let status = hanako.status(&receipt);
    assert_eq!(status["due_on"], "2026-12-18");
    let last = status["timeline"].as_array().unwrap().last().unwrap();
    assert_eq!(last["what"], "due-moved");
    assert_eq!(last["reason"], "現地の調査に日がかかるため。");
}

fn a_day_that_was_moved_stays_moved_after_a_correction(town: &TestTown) {
    let hanako = town.resident();
    let data = town.answers(&hanako, ALLOWANCE);
    let receipt = hanako.files(ALLOWANCE, &data);
    let mori = lead(town);
    let case = mori.finds(&receipt.number);
    mori.commands(&case, moves_to("2026-12-18", "現地の調査に日がかかるため。")).expect(200);
    mori.claims(&case);
    let remarks = json!([{ "at": "/employer", "text": "確かめてください。" }]);
    mori.commands(&case, json!({ "type": "request_correction", "remarks": remarks })).expect(200);
    let waiting = mori.commands(&case, moves_to("2026-12-25", "もっと"));
    assert_eq!(refused(waiting), "wrong-state", "no day is promised while the resident is to act");

    town.advance(Duration::days(4));
    hanako.acts(&receipt, "corrections", &json!({ "data": data })).expect(200);
    // Asked on Friday, answered on Tuesday after a holiday: one open day in the resident's hands.
    assert_eq!(hanako.status(&receipt)["due_on"], "2026-12-21");
}

fn who_calls_to_withdraw_is_made_sure_of_and_told(town: &TestTown) {
    let hanako = town.resident();
    let receipt = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    let (sato, suzuki) = (town.clerk_of(ALLOWANCE, "sato"), town.approver_of(ALLOWANCE, "suzuki"));
    let case = sato.finds(&receipt.number);
    let calls = |way: &str, identity: &str| json!({ "type": "take_withdrawal", "way": way, "identity": identity });
    assert_eq!(refused(sato.commands(&case, calls("telephone", " "))), "identity-missing");
    sato.commands(&case, calls("rumour", "生年月日")).expect(422);
    assert_eq!(refused(suzuki.commands(&case, calls("telephone", "生年月日"))), "not-yours");

    town.run_jobs();
    let known = town.letters().len();
    let seen = sato.commands(&case, calls("telephone", "生年月日と住所")).expect(200).json();
    assert_eq!(seen["state"], "withdrawn");
    town.run_jobs();
    let told: Vec<_> = town.letters().into_iter().skip(known).collect();
    assert_eq!(told.len(), 1);
    assert!(told[0].letter.subject.contains("取下げを受け付けました"));
    let status = hanako.status(&receipt);
    assert_eq!(status["state"], "withdrawn");
    assert_eq!(status["timeline"].as_array().unwrap().last().unwrap()["what"], "withdrawal-taken");
    assert!(!status.to_string().contains("生年月日と住所"), "how they made sure stays inside");
    assert_eq!(refused(sato.commands(&case, calls("paper", "印鑑"))), "wrong-state");
    let last = sato.events(&case).pop().unwrap();
    assert_eq!((&last["kind"], &last["actor"]), (&json!("withdrawn"), &json!(sato.id.as_str())));
}
