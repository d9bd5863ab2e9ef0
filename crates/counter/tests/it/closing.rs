//! 打切り: a case that asks for the same as another one, or for nothing, ends without a decision.

use std::thread;

use kernel::{ReceiptNumber, Role, SystemIds};
use serde_json::{Value, json};
use testkit::{Answer, Colleague, Receipt, Resident, TestTown, on_both_engines};

const ALLOWANCE: &str = "jido-teate-nintei";
const WATER: &str = "suido-kaishi";
const COURSE: &str = "kyumei-koshu";

on_both_engines!(
    a_duplicate_is_closed_while_the_other_goes_on_and_its_resident_is_told_why,
    of_two_that_are_closed_for_each_other_one_goes_on,
    what_was_closed_by_mistake_is_taken_up_by_two_people,
    what_is_closed_gives_its_place_back,
    the_page_of_a_case_closes_it,
);

fn lead(town: &TestTown, procedure: &str) -> Colleague {
    town.colleague("mori", Role::Lead, &town.department_of(procedure))
}

fn files(town: &TestTown, procedure: &str) -> (Resident, Receipt) {
    let hanako = town.resident();
    let receipt = hanako.files(procedure, &town.answers(&hanako, procedure));
    (hanako, receipt)
}

fn spam() -> Value {
    json!({ "type": "close", "reason": "お名前や連絡先が実在しません。" })
}

fn duplicate(of: &str) -> Value {
    json!({ "type": "close", "duplicate_of": of, "reason": "同じ届出が前の日に届いています。" })
}

#[track_caller]
fn refused(answer: Answer) -> Value {
    answer.expect(422).json()["rule"].clone()
}

fn state(who: &Colleague, case: &str) -> Value {
    who.case(case)["state"].clone()
}

fn a_duplicate_is_closed_while_the_other_goes_on_and_its_resident_is_told_why(town: &TestTown) {
    let ((_, one), (hanako, other)) = (files(town, ALLOWANCE), files(town, ALLOWANCE));
    let (mori, sato) = (lead(town, ALLOWANCE), town.clerk_of(ALLOWANCE, "sato"));
    let case = mori.finds(&other.number);
    assert_eq!(refused(sato.commands(&case, duplicate(&one.number))), "not-yours");
    let offered = sato.case(&case)["available"].to_string();
    assert!(!offered.contains("close"), "{offered}");

    let elsewhere = files(town, WATER).1;
    let nobodys = ReceiptNumber::draw(&SystemIds, town.now()).to_string();
    for unseen in [&elsewhere.number, &nobodys] {
        assert_eq!(refused(mori.commands(&case, duplicate(unseen))), "no-such-twin", "{unseen}");
    }
    assert_eq!(refused(mori.commands(&case, duplicate(&other.number))), "own-twin");
    let silent = json!({ "type": "close", "duplicate_of": one.number, "reason": " " });
    assert_eq!(refused(mori.commands(&case, silent)), "reason-missing");
    mori.commands(&case, duplicate("12")).expect(422);

    town.run_jobs();
    let known = town.letters().len();
    mori.commands(&case, duplicate(&one.number)).expect(200);
    assert_eq!(state(&mori, &case), "lapsed");
    assert_eq!(state(&mori, &mori.finds(&one.number)), "received", "the other one goes on");
    town.run_jobs();
    let told: Vec<_> = town.letters().into_iter().skip(known).collect();
    assert_eq!(told.len(), 1);
    assert!(told[0].letter.subject.contains("審査をせずに終えました"));
    assert!(!told[0].letter.text.contains("前の日"), "no reason travels by mail");
    let status = hanako.status(&other);
    let last = status["timeline"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["what"], "closed");
    assert_eq!(last["reason"], "同じ届出が前の日に届いています。");
    assert!(!status.to_string().contains(&one.number), "another's number stays inside");
    hanako.opens(&other);
    let page = hanako.web.get(&format!("/receipts/{}", other.number)).expect(200).text();
    assert!(page.contains("審査をせずに終了") && !page.contains("期限切れ"), "{page}");
    assert_eq!(refused(mori.commands(&case, spam())), "wrong-state");
}

fn of_two_that_are_closed_for_each_other_one_goes_on(town: &TestTown) {
    let (one, other) = (files(town, ALLOWANCE).1, files(town, ALLOWANCE).1);
    let (mori, suzuki) = (lead(town, ALLOWANCE), town.approver_of(ALLOWANCE, "suzuki"));
    let (first, second) = (mori.finds(&one.number), mori.finds(&other.number));
    let (a, b) = thread::scope(|scope| {
        let a = scope.spawn(|| mori.commands(&first, duplicate(&other.number)));
        let b = scope.spawn(|| suzuki.commands(&second, duplicate(&one.number)));
        (a.join().unwrap(), b.join().unwrap())
    });
    let answers = [a, b];
    let closed = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(closed, 1, "{answers:?}");
    let refused: Vec<Value> = answers
        .iter()
        .filter(|answer| answer.status != 200)
        .map(|answer| answer.json()["rule"].clone())
        .collect();
    assert_eq!(refused, ["twin-is-over"]);
}

fn what_was_closed_by_mistake_is_taken_up_by_two_people(town: &TestTown) {
    let (hanako, receipt) = files(town, ALLOWANCE);
    let (mori, suzuki) = (lead(town, ALLOWANCE), town.approver_of(ALLOWANCE, "suzuki"));
    let case = mori.finds(&receipt.number);
    mori.commands(&case, spam()).expect(200);
    let wants = |ground: &str| json!({ "type": "propose_reopening", "ground": ground, "reason": "電話で本人を確かめた" });
    assert_eq!(refused(mori.commands(&case, wants("change"))), "ground-unfit");
    mori.commands(&case, wants("closed")).expect(200);
    town.run_jobs();
    let known = town.letters().len();
    suzuki.commands(&case, json!({ "type": "reopen" })).expect(200);
    assert_eq!(state(&mori, &case), "in-review");
    town.run_jobs();
    let told: Vec<_> = town.letters().into_iter().skip(known).collect();
    assert!(told.len() == 1 && told[0].letter.subject.contains("審査を続けます"), "{told:?}");
    let status = hanako.status(&receipt);
    assert_eq!(
        status["timeline"].as_array().unwrap().last().unwrap()["what"],
        "closing-taken-back"
    );
    hanako.acts(&receipt, "withdrawal", &json!({})).expect(200);
}

fn what_is_closed_gives_its_place_back(town: &TestTown) {
    let hanako = town.resident();
    let group = |name: &str| {
        let mut data = town.answers(&hanako, COURSE);
        for (field, value) in [
            ("kana", json!(name)),
            ("party", json!("group")),
            ("group", json!("泉中央町内会")),
            ("participants", json!(30)),
            ("youngest", json!("adult")),
        ] {
            data[field] = value;
        }
        data
    };
    let receipt = hanako.files(COURSE, &group("アオキ"));
    hanako.posts("full", COURSE, &group("イトウ")).expect(422);
    let (mori, suzuki) = (lead(town, COURSE), town.approver_of(COURSE, "suzuki"));
    let case = mori.finds(&receipt.number);
    mori.commands(&case, spam()).expect(200);
    hanako.posts("free", COURSE, &group("イトウ")).expect(201);
    let wants = json!({ "type": "propose_reopening", "ground": "closed", "reason": "実在した" });
    mori.commands(&case, wants).expect(200);
    assert_eq!(refused(suzuki.commands(&case, json!({ "type": "reopen" }))), "place-gone");
}

fn the_page_of_a_case_closes_it(town: &TestTown) {
    let (one, other) = (files(town, ALLOWANCE).1, files(town, ALLOWANCE).1);
    let web = town.at_work("mori", Role::Lead, ALLOWANCE);
    let case = lead(town, ALLOWANCE).finds(&other.number);
    let (page, commands) =
        (format!("/office/cases/{case}"), format!("/office/cases/{case}/commands"));
    let typed = |number: &str| {
        let shown = web.get(&page).expect(200);
        let mut typed = shown.hidden(&commands);
        typed.retain(|(name, _)| name != "type");
        for (name, value) in [
            ("type", "close"),
            ("ground", "duplicate"),
            ("other", number),
            ("reason", "同じ届出です。"),
            ("sure", "yes"),
        ] {
            typed.push((name.to_owned(), value.to_owned()));
        }
        web.post_form(&commands, &typed)
    };
    let kept = typed("").expect(422).text();
    assert!(kept.contains("続ける方の申請の受付番号"), "{kept}");
    assert!(kept.contains("同じ届出です。"), "what was typed is kept: {kept}");
    typed(&one.number).expect(303);
    let shown = web.get(&page).expect(200).text();
    assert!(shown.contains("失効・終了"), "{shown}");
    assert!(shown.contains(&format!("重複（受付番号{}で続ける）", one.number)), "{shown}");
    assert!(shown.contains("終えたことの取りやめを申し出る"), "{shown}");
}
