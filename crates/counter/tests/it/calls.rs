//! 電話の記録: what was said in a call stands beside the notes, and is nobody's outside the office.

use serde_json::json;
use testkit::{TestTown, on_both_engines};

const ALLOWANCE: &str = "jido-teate-nintei";

on_both_engines!(what_was_said_in_a_call_is_written_down, a_call_names_with_whom_and_about_what);

fn what_was_said_in_a_call_is_written_down(town: &TestTown) {
    let hanako = town.resident();
    let receipt = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    let clerk = town.clerk_of(ALLOWANCE, "sato");
    let case = clerk.finds(&receipt.number);
    let said = json!({
        "type": "log_call", "topic": "promise", "with": " 申請者の姉 ", "text": "来週の火曜に来られる。"
    });
    clerk.commands(&case, said).expect(200);
    clerk.commands(&case, json!({ "type": "note", "text": "折り返した。" })).expect(200);

    let notes = clerk.case(&case)["notes"].clone();
    assert_eq!(notes[0]["call"], json!({ "topic": "promise", "with": "申請者の姉" }));
    assert_eq!(
        (&notes[0]["text"], &notes[1]["call"]),
        (&json!("来週の火曜に来られる。"), &json!(null))
    );
    let told = hanako.looks_up(&receipt.number, &receipt.code).expect(200).text();
    assert!(!told.contains("姉") && !told.contains("火曜"), "{told}");
}

fn a_call_names_with_whom_and_about_what(town: &TestTown) {
    let hanako = town.resident();
    let receipt = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    let clerk = town.clerk_of(ALLOWANCE, "sato");
    let case = clerk.finds(&receipt.number);
    for (topic, with, text, status) in [
        ("gossip", "申請者", "話した。", 422),
        ("question", " ", "話した。", 422),
        ("question", "申請者", " ", 422),
        ("question", "申請者", "話した。", 200),
    ] {
        let said = json!({ "type": "log_call", "topic": topic, "with": with, "text": text });
        clerk.commands(&case, said).expect(status);
    }
    assert_eq!(clerk.case(&case)["notes"].as_array().unwrap().len(), 1);
}
