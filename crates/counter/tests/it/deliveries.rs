//! What became of a message: whether its letter left, and whether the resident has had it on their
//! page.

use chrono::Duration;
use kernel::Role;
use serde_json::{Value, json};
use testkit::{Colleague, Receipt, Resident, TestTown, on_both_engines};

const WATER: &str = "suido-kaishi";

on_both_engines!(
    a_message_is_known_as_sent_and_as_read,
    a_letter_that_is_given_up_says_what_to_do,
    without_an_address_the_page_alone_tells,
);

fn says(clerk: &Colleague, case: &str, text: &str) {
    clerk.commands(case, json!({ "type": "message", "text": text })).expect(200);
}

/// Letter and reading of each message, as the office sees them.
fn deliveries(clerk: &Colleague, case: &str) -> Vec<(Value, Value)> {
    let thread = clerk.case(case)["messages"].as_array().unwrap().clone();
    thread.into_iter().map(|it| (it["mail"].clone(), it["read"].clone())).collect()
}

fn thread(hanako: &Resident, receipt: &Receipt) -> String {
    hanako.opens(receipt);
    hanako.web.get(&format!("/receipts/{}", receipt.number)).expect(200).text()
}

fn a_message_is_known_as_sent_and_as_read(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(WATER, "sato"));
    let receipt = hanako.files(WATER, &town.answers(&hanako, WATER));
    let case = clerk.finds(&receipt.number);
    says(&clerk, &case, "9時に伺います。");
    assert_eq!(deliveries(&clerk, &case), [(json!("waiting"), json!(false))]);
    town.run_jobs();
    assert_eq!(deliveries(&clerk, &case), [(json!("sent"), json!(false))]);
    let version = clerk.case(&case)["version"].clone();
    assert!(thread(&hanako, &receipt).contains("9時に伺います。"));
    assert_eq!(deliveries(&clerk, &case), [(json!("sent"), json!(true))]);
    assert_eq!(clerk.case(&case)["version"], version, "reading stands in nobody's way");

    hanako.acts(&receipt, "messages", &json!({ "text": "わかりました。" })).expect(201);
    says(&clerk, &case, "お待ちしています。");
    let (theirs, later) = ((json!(null), json!(null)), (json!("waiting"), json!(false)));
    assert_eq!(deliveries(&clerk, &case), [(json!("sent"), json!(true)), theirs, later]);
    // What they see of it themselves is what they always saw.
    let seen = hanako.status(&receipt)["messages"][0].clone();
    assert!(seen["read"].is_null() && seen["mail"].is_null(), "{seen}");
    assert_eq!(deliveries(&clerk, &case)[2].1, json!(true), "a program of theirs reads as well");
}

fn a_letter_that_is_given_up_says_what_to_do(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(WATER, "sato"));
    let receipt = hanako.files(WATER, &town.answers(&hanako, WATER));
    let case = clerk.finds(&receipt.number);
    let web = town.at_work("kato", Role::Clerk, WATER);
    let address = format!("/office/cases/{case}");
    town.run_jobs();
    town.post_office().shut(true);
    says(&clerk, &case, "9時に伺います。");
    town.run_jobs();
    let page = web.get(&address).expect(200).text();
    assert!(page.contains("メールは送信待ち") && !page.contains("電話か郵便で"), "{page}");
    for _ in 0..50 {
        town.run_jobs();
        town.advance(Duration::hours(1));
    }
    assert_eq!(deliveries(&clerk, &case), [(json!("failed"), json!(false))]);
    let web = town.at_work("kimura", Role::Clerk, WATER);
    let page = web.get(&address).expect(200).text();
    assert!(page.contains("メールが届きませんでした") && page.contains("電話か郵便で"), "{page}");
    thread(&hanako, &receipt);
    let page = web.get(&address).expect(200).text();
    assert!(page.contains("申請者が画面で読みました") && !page.contains("電話か郵便で"), "{page}");
}

fn without_an_address_the_page_alone_tells(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(WATER, "sato"));
    let mut data = town.answers(&hanako, WATER);
    data.as_object_mut().unwrap().remove("email");
    let body = json!({ "procedure": WATER, "data": data });
    let key = [("idempotency-key", "without-address")];
    let filed = hanako.web.post_json("/api/v1/submissions", &key, &body).expect(201);
    let receipt = Receipt::read(filed.json());
    let case = clerk.finds(&receipt.number);
    says(&clerk, &case, "9時に伺います。");
    assert_eq!(deliveries(&clerk, &case), [(json!("no-address"), json!(false))]);
}
