//! Looking up a submission with number and code, and withdrawing it.

use kernel::{ReceiptNumber, SystemIds};
use serde_json::{Value, json};
use testkit::{Answer, HANAKO, TestTown, on_both_engines};

const WATER: &str = "suido-kaishi";

on_both_engines!(
    the_code_opens_the_submission,
    a_wrong_code_looks_like_an_unknown_number,
    five_wrong_codes_shut_the_number_for_an_hour,
    a_withdrawn_submission_stays_withdrawn,
    messages_go_both_ways,
);

/// What a stranger can compare: everything but the number of the request.
fn shape(answer: &Answer) -> (u16, Value) {
    let mut body = answer.json();
    body.as_object_mut().unwrap().remove("instance");
    (answer.status, body)
}

fn wrong_code(right: &str) -> String {
    let first = if right.starts_with('7') { "8" } else { "7" };
    format!("{first}{}", &right[1..])
}

fn the_code_opens_the_submission(town: &TestTown) {
    let hanako = town.resident();
    let receipt = hanako.files(WATER, &town.answers(&hanako, WATER));

    let status = town.resident().status(&receipt);

    assert_eq!(status["receipt_number"], receipt.number);
    assert_eq!(status["state"], "received");
    assert_eq!(status["digest"], receipt.body["digest"]);
    assert_eq!(status["timeline"][0]["what"], "filed");
}

fn a_wrong_code_looks_like_an_unknown_number(town: &TestTown) {
    let (hanako, mallory) = (town.resident(), town.resident());
    let receipt = hanako.files(WATER, &town.answers(&hanako, WATER));
    let other = hanako.files(WATER, &town.answers(&hanako, WATER));

    let wrong = mallory.looks_up(&receipt.number, &wrong_code(&receipt.code)).expect(404);
    let of_another = mallory.looks_up(&receipt.number, &other.code).expect(404);
    let nobodys = ReceiptNumber::draw(&SystemIds, town.now());
    let unknown = mallory.looks_up(nobodys.as_str(), &receipt.code).expect(404);
    let no_number = mallory.looks_up("2611", &receipt.code).expect(404);

    assert_eq!(shape(&wrong), shape(&of_another));
    assert_eq!(shape(&wrong), shape(&unknown));
    assert_eq!(shape(&wrong), shape(&no_number));
}

fn five_wrong_codes_shut_the_number_for_an_hour(town: &TestTown) {
    let (hanako, mallory) = (town.resident(), town.resident());
    let receipt = hanako.files(WATER, &town.answers(&hanako, WATER));
    for _ in 0..5 {
        mallory.looks_up(&receipt.number, &wrong_code(&receipt.code)).expect(404);
    }

    let shut = mallory.looks_up(&receipt.number, &receipt.code).expect(429);
    assert!(shut.header("retry-after").is_some());

    town.advance(chrono::Duration::minutes(61));
    hanako.looks_up(&receipt.number, &receipt.code).expect(200);
}

fn a_withdrawn_submission_stays_withdrawn(town: &TestTown) {
    let hanako = town.resident();
    let receipt = hanako.files(WATER, &town.answers(&hanako, WATER));

    hanako.acts(&receipt, "withdrawal", &json!({ "reason": "引っ越しをやめました" })).expect(200);
    hanako.acts(&receipt, "withdrawal", &json!({})).expect(422);

    let status = hanako.status(&receipt);
    assert_eq!(status["state"], "withdrawn");
    assert_eq!(status["can_withdraw"], false);
    town.run_jobs();
    town.letters_are(&[
        (HANAKO, "受け付けました", &receipt.number),
        (HANAKO, "取下げを受け付けました", "この申請の審査は行いません"),
    ]);
}

fn messages_go_both_ways(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(WATER, "sato"));
    let receipt = hanako.files(WATER, &town.answers(&hanako, WATER));
    let case = clerk.finds(&receipt.number);
    clerk.claims(&case);

    clerk
        .commands(&case, json!({ "type": "message", "text": "何時ごろがよいですか。" }))
        .expect(200);
    hanako.acts(&receipt, "messages", &json!({ "text": "午前がよいです。" })).expect(201);

    let status = hanako.status(&receipt);
    let from: Vec<&Value> =
        status["messages"].as_array().unwrap().iter().map(|m| &m["from"]).collect();
    assert_eq!(from, ["office", "resident"]);
    assert_eq!(clerk.case(&case)["messages"].as_array().unwrap().len(), 2);
}
