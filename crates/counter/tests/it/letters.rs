//! What residents are written, to which address, and when.

use chrono::Duration;
use serde_json::{Value, json};
use testkit::{Colleague, Receipt, Resident, TestTown, on_both_engines};

const ALLOWANCE: &str = "jido-teate-nintei";

on_both_engines!(
    a_correction_is_reminded_of_before_its_day_and_after_it,
    a_correction_asked_for_at_short_notice_is_not_reminded_of_at_once,
    more_time_for_a_correction_is_told_and_reminded_of,
    a_correction_that_is_not_needed_any_more_is_taken_back,
    a_corrected_address_gets_the_later_letters,
    an_address_that_was_given_apart_stays,
    an_address_that_cannot_be_sent_to_is_refused_at_its_field,
    a_letter_names_the_city_in_the_language_of_its_reader,
);

/// The letters that arrived since the first `known`: address, subject, text.
fn letters_after(town: &TestTown, known: usize) -> Vec<(String, String, String)> {
    town.run_jobs();
    let told = town.letters().into_iter().skip(known);
    told.map(|sent| (sent.to.for_sending(), sent.letter.subject, sent.letter.text)).collect()
}

/// A case in the hands of a clerk.
fn in_review(town: &TestTown, receipt: &Receipt) -> (Colleague, String) {
    let clerk = town.clerk_of(ALLOWANCE, "sato");
    let case = clerk.finds(&receipt.number);
    clerk.claims(&case);
    (clerk, case)
}

fn asks_for(at: &str, due_on: Option<&str>) -> Value {
    let remarks = json!([{ "at": at, "text": "確かめてください。" }]);
    match due_on {
        Some(day) => json!({ "type": "request_correction", "remarks": remarks, "due_on": day }),
        None => json!({ "type": "request_correction", "remarks": remarks }),
    }
}

fn a_correction_is_reminded_of_before_its_day_and_after_it(town: &TestTown) {
    let hanako = town.resident();
    let receipt = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    let (clerk, case) = in_review(town, &receipt);
    // Asked on Friday, 20 November: the last day is Friday, 4 December.
    clerk.commands(&case, asks_for("/employer", None)).expect(200);
    let known = letters_after(town, 0).len();

    town.advance(Duration::days(10));
    assert_eq!(letters_after(town, known), [], "Monday: four open days are left");
    town.advance(Duration::days(1));
    let near = letters_after(town, known);
    assert_eq!(near.len(), 1, "{near:?}");
    let (to, subject, text) = &near[0];
    assert_eq!(to, "hanako@example.jp");
    assert!(subject.contains("補正の期限が近づいています"), "{subject}");
    assert!(text.contains("2026年（令和8年）12月4日（金）"), "{text}");
    assert!(!text.contains("12月1日"), "{text}");

    town.advance(Duration::days(3));
    assert_eq!(letters_after(town, known + 1), [], "the last day itself");
    town.advance(Duration::days(1));
    let over = letters_after(town, known + 1);
    assert_eq!(over.len(), 1, "{over:?}");
    let (to, subject, text) = &over[0];
    assert_eq!(to, "hanako@example.jp");
    assert!(subject.contains("補正の期限が過ぎました"), "{subject}");
    assert!(text.contains("12月4日（金）") && !text.contains("12月5日"), "{text}");
    assert!(text.contains("今からでも") && text.contains("却下することがあります"), "{text}");

    town.advance(Duration::days(30));
    assert_eq!(letters_after(town, known + 2), [], "once before, once after");
    let status = hanako.status(&receipt);
    let told = status["timeline"].as_array().unwrap().iter().map(|entry| entry["what"].clone());
    let told: Vec<Value> = told.skip_while(|what| what != "correction-nearing").collect();
    assert_eq!(told, [json!("correction-nearing"), json!("correction-reminded")]);
}

fn a_correction_asked_for_at_short_notice_is_not_reminded_of_at_once(town: &TestTown) {
    let hanako = town.resident();
    let receipt = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    let (clerk, case) = in_review(town, &receipt);
    clerk.commands(&case, asks_for("/employer", Some("2026-11-24"))).expect(200);
    let known = letters_after(town, 0).len();

    town.advance(Duration::days(4));
    assert_eq!(letters_after(town, known), []);
    town.advance(Duration::days(1));
    assert_eq!(letters_after(town, known).len(), 1);
}

fn more_time_for_a_correction_is_told_and_reminded_of(town: &TestTown) {
    let hanako = town.resident();
    let receipt = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    let (clerk, case) = in_review(town, &receipt);
    clerk.commands(&case, asks_for("/employer", Some("2026-11-27"))).expect(200);
    // Nobody is left to whom the first day would have meant anything.
    town.advance(Duration::days(9));
    let known = letters_after(town, 0).len();
    let until = |day: &str| json!({ "type": "extend_correction", "due_on": day });
    for (day, rule) in [
        ("2026-11-26", "day-not-ahead"),
        ("2026-11-29", "day-not-ahead"),
        ("2062-12-10", "day-too-far"),
    ] {
        let refused = clerk.commands(&case, until(day)).expect(422).json();
        assert_eq!(refused["rule"], rule, "{day}: {refused}");
    }
    clerk.commands(&case, until("tomorrow")).expect(422);
    // A colleague answers the telephone.
    let colleague = town.clerk_of(ALLOWANCE, "takahashi");
    colleague.commands(&case, until("2026-12-18")).expect(200);

    let told = letters_after(town, known);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].1.contains("補正の期限を延ばしました"), "{}", told[0].1);
    assert!(told[0].2.contains("12月18日（金）"), "{}", told[0].2);
    let status = hanako.status(&receipt);
    assert_eq!(status["correction"]["due_on"], "2026-12-18");
    assert_eq!(
        status["timeline"].as_array().unwrap().last().unwrap()["what"],
        "correction-extended"
    );
    town.advance(Duration::days(16));
    let near = letters_after(town, known + 1);
    assert_eq!(near.len(), 1, "reminded of the new day: {near:?}");
    assert!(near[0].1.contains("補正の期限が近づいています"), "{}", near[0].1);
}

fn a_correction_that_is_not_needed_any_more_is_taken_back(town: &TestTown) {
    let hanako = town.resident();
    let data = town.answers(&hanako, ALLOWANCE);
    let receipt = hanako.files(ALLOWANCE, &data);
    let (clerk, case) = in_review(town, &receipt);
    let back = |reason: &str| json!({ "type": "cancel_correction", "reason": reason });
    clerk.commands(&case, back("電話で確かめた。")).expect(422);
    clerk.commands(&case, asks_for("/employer", None)).expect(200);
    let known = letters_after(town, 0).len();
    let refused = clerk.commands(&case, back(" ")).expect(422).json();
    assert_eq!(refused["rule"], "reason-missing", "{refused}");
    let seen = clerk.commands(&case, back("電話で確かめた。")).expect(200).json();
    assert_eq!(seen["state"], "in-review");

    let told = letters_after(town, known);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].1.contains("補正は必要がなくなりました"), "{}", told[0].1);
    assert!(!told[0].2.contains("電話で確かめた"), "the reason stays in the office");
    let late = hanako.acts(&receipt, "corrections", &json!({ "data": data }));
    assert_eq!(late.status, 404, "nothing is asked for any more: {}", late.text());
    let status = hanako.status(&receipt);
    assert!(status["correction"].is_null(), "{status}");
    let last = status["timeline"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["what"], "correction-cancelled");
}

/// Files with this address among the answers, and perhaps one apart from them.
fn files_with(town: &TestTown, email: &str, apart: Option<&str>) -> (Resident, Receipt, Value) {
    let hanako = town.resident();
    let mut data = town.answers(&hanako, ALLOWANCE);
    data["contact"]["email"] = json!(email);
    let mut body = json!({ "procedure": ALLOWANCE, "data": data });
    if let Some(apart) = apart {
        body["contact"] = json!({ "email": apart });
    }
    let key = [("idempotency-key", "a-filing")];
    let filed = hanako.web.post_json("/api/v1/submissions", &key, &body).expect(201);
    (hanako, Receipt::read(filed.json()), data)
}

/// The clerk asks for the address, the resident corrects it, the office decides.
fn corrected_and_approved(town: &TestTown, filed: &(Resident, Receipt, Value)) -> Vec<String> {
    let (hanako, receipt, data) = filed;
    let (clerk, case) = in_review(town, receipt);
    clerk.commands(&case, asks_for("/contact/email", None)).expect(200);
    let known = letters_after(town, 0).len();
    let mut data = data.clone();
    data["contact"]["email"] = json!("hanako@example.jp");
    hanako.acts(receipt, "corrections", &json!({ "data": data })).expect(200);
    let suzuki = town.approver_of(ALLOWANCE, "suzuki");
    clerk.commands(&case, json!({ "type": "propose", "verdict": "approve" })).expect(200);
    suzuki.commands(&case, json!({ "type": "approve" })).expect(200);
    letters_after(town, known).into_iter().map(|(to, ..)| to).collect()
}

fn a_corrected_address_gets_the_later_letters(town: &TestTown) {
    let filed = files_with(town, "hanako@mistyped.example.jp", None);
    assert_eq!(letters_after(town, 0)[0].0, "hanako@mistyped.example.jp");
    assert_eq!(corrected_and_approved(town, &filed), ["hanako@example.jp"]);
}

fn an_address_that_was_given_apart_stays(town: &TestTown) {
    let filed = files_with(town, "hanako@mistyped.example.jp", Some("daughter@example.jp"));
    assert_eq!(corrected_and_approved(town, &filed), ["daughter@example.jp"]);
}

fn an_address_that_cannot_be_sent_to_is_refused_at_its_field(town: &TestTown) {
    let hanako = town.resident();
    let data = town.answers(&hanako, ALLOWANCE);
    let long = format!("{}@example.jp", "a".repeat(10_000));
    for email in ["", "not a mail", "a@b.jp,c@d.jp", "a@localhost", &long] {
        let body = json!({ "procedure": ALLOWANCE, "data": data, "contact": { "email": email } });
        let key = [("idempotency-key", "a-filing")];
        let refused = hanako.web.post_json("/api/v1/submissions", &key, &body).expect(422);
        let problems = refused.json()["problems"].clone();
        assert_eq!(problems[0]["at"], "/contact/email", "{email}: {problems}");
        assert_eq!(problems.as_array().unwrap().len(), 1, "{problems}");
    }
    // Control characters are refused wherever they stand.
    for email in ["a@b.jp\r\nBcc: c@d.jp", "a\r\n@b.jp"] {
        let body = json!({ "procedure": ALLOWANCE, "data": data, "contact": { "email": email } });
        let key = [("idempotency-key", "a-filing")];
        hanako.web.post_json("/api/v1/submissions", &key, &body).expect(422);
    }
    assert_eq!(town.submissions(), 0);
}

fn a_letter_names_the_city_in_the_language_of_its_reader(town: &TestTown) {
    let hanako = town.resident();
    for (place, (language, city)) in [("ja", "仙台市"), ("en", "Sendai")].into_iter().enumerate()
    {
        let mut data = town.answers(&hanako, ALLOWANCE);
        data["contact"]["email"] = json!("hanako@example.jp");
        let body = json!({ "procedure": ALLOWANCE, "data": data });
        let heads = [("idempotency-key", language), ("accept-language", language)];
        hanako.web.post_json("/api/v1/submissions", &heads, &body).expect(201);
        let (_, subject, text) = &letters_after(town, place)[0];
        let named = format!("{subject}\n{text}");
        assert!(named.contains(city), "{language}: {named}");
        assert_eq!(named.contains("仙台市"), language == "ja", "{named}");
    }
}
