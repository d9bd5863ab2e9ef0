//! 質問あり: what a resident asked waits until the office writes, or says that it is answered.

use kernel::Role;
use serde_json::{Value, json};
use testkit::{Answer, Colleague, Receipt, Resident, TestTown, on_both_engines};

const WATER: &str = "suido-kaishi";

on_both_engines!(
    a_question_waits_until_the_office_writes,
    a_question_can_be_answered_by_telephone,
    a_question_is_found_also_when_the_case_is_over,
    the_list_shows_counts_and_keeps_what_waits_for_an_answer,
);

fn asks(who: &Resident, receipt: &Receipt, text: &str) {
    who.acts(receipt, "messages", &json!({ "text": text })).expect(201);
}

fn answered() -> Value {
    json!({ "type": "mark_answered" })
}

#[track_caller]
fn refused(answer: Answer) -> Value {
    answer.expect(422).json()["rule"].clone()
}

fn waiting(who: &Colleague, more: &str) -> Vec<Value> {
    let rows = who.queue(&format!("?question=true{more}"));
    assert!(rows.iter().all(|row| row["question_at"].is_string()), "{rows:?}");
    rows.into_iter().map(|row| row["receipt_number"].clone()).collect()
}

fn a_question_waits_until_the_office_writes(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(WATER, "sato"));
    let [early, late] = [(); 2].map(|()| hanako.files(WATER, &town.answers(&hanako, WATER)));
    assert_eq!(waiting(&clerk, ""), [""; 0]);
    asks(&hanako, &late, "何時に来ますか。");
    let since = clerk.queue("?question=true")[0]["question_at"].clone();
    asks(&hanako, &late, "午前ですか。");
    asks(&hanako, &early, "まだですか。");
    assert_eq!(waiting(&clerk, ""), [json!(early.number), json!(late.number)], "as lists go");
    let case = clerk.finds(&late.number);
    assert_eq!(clerk.case(&case)["question_at"], since, "they wait since the first");

    clerk.commands(&case, json!({ "type": "note", "text": "調べている" })).expect(200);
    assert_eq!(waiting(&clerk, "").len(), 2, "a note is no answer");
    clerk.commands(&case, json!({ "type": "message", "text": "9時です。" })).expect(200);
    assert_eq!(waiting(&clerk, ""), [json!(early.number)]);
    assert_eq!(clerk.case(&case)["question_at"], json!(null));
    asks(&hanako, &late, "ありがとう。");
    assert_eq!(waiting(&clerk, "").len(), 2, "the last word is theirs again");
    clerk.get("/api/v1/cases?question=perhaps").expect(422);
}

fn a_question_can_be_answered_by_telephone(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(WATER, "sato"));
    let receipt = hanako.files(WATER, &town.answers(&hanako, WATER));
    let case = clerk.finds(&receipt.number);
    assert_eq!(refused(clerk.commands(&case, answered())), "wrong-state", "nobody asked");
    asks(&hanako, &receipt, "何時に来ますか。");
    let stranger = town.colleague("kudo", Role::Clerk, &town.department_of("jido-teate-nintei"));
    stranger.commands_blindly(&case, &json!({ "type": "mark_answered", "version": 2 })).expect(404);
    town.run_jobs();
    let letters = town.letters().len();
    clerk.commands(&case, answered()).expect(200);
    assert_eq!(waiting(&clerk, ""), [""; 0]);
    town.run_jobs();
    assert_eq!(town.letters().len(), letters, "no letter leaves");
    let status = hanako.status(&receipt);
    assert!(!status.to_string().contains("answered"), "it is the office's own: {status}");
    let last = clerk.events(&case).pop().unwrap();
    assert_eq!((&last["kind"], &last["actor"]), (&json!("answered"), &json!(clerk.id.as_str())));
}

fn a_question_is_found_also_when_the_case_is_over(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(WATER, "sato"));
    let receipt = hanako.files(WATER, &town.answers(&hanako, WATER));
    hanako.acts(&receipt, "withdrawal", &json!({})).expect(200);
    asks(&hanako, &receipt, "取り消せますか。");
    assert_eq!(waiting(&clerk, ""), [json!(receipt.number)]);
    assert_eq!(waiting(&clerk, "&state=received"), [""; 0], "a state that is named narrows");
    assert_eq!(waiting(&clerk, "&view=closed"), [json!(receipt.number)]);
}

fn the_list_shows_counts_and_keeps_what_waits_for_an_answer(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(WATER, "sato"));
    let [asked, quiet] = [(); 2].map(|()| hanako.files(WATER, &town.answers(&hanako, WATER)));
    asks(&hanako, &asked, "何時に来ますか。");
    let web = town.at_work("kato", Role::Clerk, WATER);
    let list = web.get("/office/?view=unclaimed").expect(200).text();
    assert!(list.contains("<span class=\"chip a\">質問あり</span>"), "{list}");
    assert!(list.contains("question=yes\">質問あり <b>1</b>"), "{list}");
    let narrowed = web.get("/office/?view=unclaimed&question=yes").expect(200).text();
    assert!(narrowed.contains(&asked.number) && !narrowed.contains(&quiet.number), "{narrowed}");

    let (proof, of_them) = (clerk.proof.as_str(), json!({ "question": true }));
    let next = clerk.web.post_json("/api/v1/cases/next", &[("authorization", proof)], &of_them);
    assert_eq!(next.expect(200).json()["receipt_number"], asked.number, "the next one is of them");
    let case = clerk.finds(&asked.number);
    let address = format!("/office/cases/{case}");
    let page = web.get(&address).expect(200).text();
    assert!(page.contains("返事を待っています") && page.contains("電話などで答えた"), "{page}");
    let commands = format!("{address}/commands");
    let mut form = web.get(&address).expect(200).hidden(&commands);
    form.retain(|(name, _)| name == "csrf" || name == "version");
    form.push(("type".to_owned(), "mark_answered".to_owned()));
    web.post_form(&commands, &form).expect(303);
    let page = web.get(&address).expect(200).text();
    assert!(page.contains("質問に答えたと記録しました") && !page.contains("返事を待っています"));
    let list = web.get("/office/?view=all").expect(200).text();
    assert!(!list.contains("<span class=\"chip a\">質問あり</span>"), "{list}");
}
