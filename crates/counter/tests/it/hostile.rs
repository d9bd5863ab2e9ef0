//! Requests that no honest program sends: each is refused, and nothing is stored.

use serde_json::json;
use testkit::{Answer, Resident, TestTown, on_both_engines};

const COPY: &str = "juminhyo-utsushi";

on_both_engines!(
    what_is_no_decent_json_is_refused,
    text_that_deceives_is_refused,
    numbers_beyond_all_bounds_are_refused,
    a_huge_body_is_refused,
    a_key_is_needed,
    what_is_no_picture_is_refused,
);

fn post_raw(who: &Resident, body: &[u8]) -> Answer {
    let headers = [("content-type", "application/json"), ("idempotency-key", "k")];
    who.web.send("POST", "/api/v1/submissions", &headers, body.to_vec())
}

/// Refused by the caller's fault, as a problem document, and nothing came of it.
#[track_caller]
fn refused(town: &TestTown, answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{}", answer.text());
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    assert_eq!(answer.json()["status"], status);
    assert_eq!(town.submissions(), 0);
}

fn what_is_no_decent_json_is_refused(town: &TestTown) {
    let mallory = town.resident();
    let twice = br#"{"procedure":"juminhyo-utsushi","data":{"copies":1,"copies":9}}"#;
    for body in [&twice[..], b"", b"{", b"\xFF\xFE", b"{\"procedure\":\"\xC3\x28\",\"data\":{}}"] {
        refused(town, &post_raw(&mallory, body), 400);
    }
    let deep = format!("{{\"procedure\":\"{COPY}\",\"data\":{}", "[".repeat(100_000));
    refused(town, &post_raw(&mallory, deep.as_bytes()), 400);
}

fn text_that_deceives_is_refused(town: &TestTown) {
    let mallory = town.resident();
    let honest = town.answers(&mallory, COPY);
    for name in ["山田\0花子", "山田 \u{202E}花子", "山田\u{7}花子"] {
        let mut data = honest.clone();
        data["name"] = json!(name);
        refused(town, &mallory.posts("k", COPY, &data), 422);
    }
}

fn numbers_beyond_all_bounds_are_refused(town: &TestTown) {
    let mallory = town.resident();
    let data = town.answers(&mallory, COPY).to_string();
    for copies in ["1e400", "-1e400"] {
        let body = format!("{{\"procedure\":\"{COPY}\",\"data\":{data}}}");
        let body = body.replace("\"copies\":1", &format!("\"copies\":{copies}"));
        assert!(body.contains(copies));
        refused(town, &post_raw(&mallory, body.as_bytes()), 400);
    }
    for copies in ["1e30", "9223372036854775807", "-1", "1.5", "0"] {
        let body = format!("{{\"procedure\":\"{COPY}\",\"data\":{data}}}");
        let body = body.replace("\"copies\":1", &format!("\"copies\":{copies}"));
        refused(town, &post_raw(&mallory, body.as_bytes()), 422);
    }
}

fn a_huge_body_is_refused(town: &TestTown) {
    let mallory = town.resident();
    let body = json!({ "procedure": COPY, "data": { "name": "あ".repeat(400_000) } });
    refused(town, &post_raw(&mallory, body.to_string().as_bytes()), 413);
}

fn a_key_is_needed(town: &TestTown) {
    let mallory = town.resident();
    let body = json!({ "procedure": COPY, "data": town.answers(&mallory, COPY) });
    refused(town, &mallory.web.post_json("/api/v1/submissions", &[], &body), 400);
    let long = "k".repeat(201);
    let answer = mallory.web.post_json("/api/v1/submissions", &[("idempotency-key", &long)], &body);
    refused(town, &answer, 400);
}

fn what_is_no_picture_is_refused(town: &TestTown) {
    let mallory = town.resident();
    for bytes in [&b"<script>alert(1)</script>"[..], b"", b"MZ\x90\0", b"\x89PNG\r\n\x1A\nbroken"] {
        let file = ("file", "id.png", bytes);
        let answer = mallory.web.upload("/api/v1/attachments", &[], &[], file);
        assert!((400..500).contains(&answer.status), "{} {}", answer.status, answer.text());
    }
}
