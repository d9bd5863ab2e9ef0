//! Finer words than states: what the resident answered, what was sent or put back, how far a
//! proposal is on its way; in the list, in a view of its own, and on the case.

use chrono::Duration;
use kernel::{DepartmentId, Grant, Rank, Role};
use serde_json::{Value, json};
use testkit::{Colleague, Receipt, Resident, TestTown, on_both_engines};

use crate::case::at_the_screen;

const ALLOWANCE: &str = "jido-teate-nintei";

on_both_engines!(
    what_a_resident_answered_is_marked_until_somebody_goes_on,
    what_is_sent_back_or_put_back_says_so,
    who_reads_a_view_finds_the_same_and_who_may_not_see_counts_nothing,
    the_page_shows_it_in_words,
    who_owes_a_fee_is_reminded_once_before_it_lapses,
);

/// Somebody who was asked for a correction, and what they filed.
struct Asked {
    hanako: Resident,
    receipt: Receipt,
    data: Value,
}

impl Asked {
    fn corrects(&self) {
        let mut data = self.data.clone();
        data["employer"] = json!("株式会社いずみ");
        self.hanako.acts(&self.receipt, "corrections", &json!({ "data": data })).expect(200);
    }
}

fn asked(town: &TestTown) -> (Asked, Receipt, String, Colleague) {
    let hanako = town.resident();
    let data = town.answers(&hanako, ALLOWANCE);
    let receipt = hanako.files(ALLOWANCE, &data);
    let sato = town.clerk_of(ALLOWANCE, "sato");
    let case = sato.finds(&receipt.number);
    sato.claims(&case);
    let remarks = json!([{ "at": "/employer", "code": "unclear" }]);
    sato.commands(&case, json!({ "type": "request_correction", "remarks": remarks })).expect(200);
    (Asked { hanako, receipt: receipt.clone(), data }, receipt, case, sato)
}

fn numbers(who: &Colleague, query: &str) -> Vec<String> {
    let rows = who.queue(query).into_iter();
    rows.map(|row| row["receipt_number"].as_str().unwrap().to_owned()).collect()
}

fn what_a_resident_answered_is_marked_until_somebody_goes_on(town: &TestTown) {
    let (hanako, receipt, case, sato) = asked(town);
    assert_eq!(sato.case(&case)["returned"], Value::Null);
    assert_eq!(numbers(&sato, "?view=answered"), [""; 0]);
    hanako.corrects();

    let seen = sato.case(&case);
    assert_eq!((&seen["state"], &seen["returned"]), (&json!("in-review"), &json!("answered")));
    assert_eq!(seen["assignee_id"], sato.id, "it is back with who had it");
    let here = std::slice::from_ref(&receipt.number);
    assert_eq!(numbers(&sato, "?view=answered"), here);
    assert_eq!(numbers(&sato, "?view=mine&returned=answered"), here);
    assert_eq!(numbers(&sato, "?returned=sent-back"), [""; 0]);
    assert_eq!(sato.queue("?view=answered")[0]["returned"], "answered");
    for sort in ["due", "received", "newest", "moved"] {
        assert_eq!(numbers(&sato, &format!("?view=answered&sort={sort}")), here, "{sort}");
    }
    // A look and a note leave it; what goes on from there does not.
    sato.commands(&case, json!({ "type": "note", "text": "確かめた" })).expect(200);
    assert_eq!(numbers(&sato, "?view=answered"), here);
    town.approver_of(ALLOWANCE, "ito");
    sato.commands(&case, json!({ "type": "check", "finding": 0 })).expect(200);
    sato.commands(&case, json!({ "type": "propose", "verdict": "approve", "reason": "" }))
        .expect(200);
    assert_eq!(numbers(&sato, "?view=answered"), [""; 0]);
}

fn what_is_sent_back_or_put_back_says_so(town: &TestTown) {
    let (hanako, receipt, case, sato) = asked(town);
    hanako.corrects();
    let section = |name: &str| {
        let department: DepartmentId = town.department_of(ALLOWANCE).parse().unwrap();
        town.colleague_with(
            name,
            Grant { rank: Rank::Section, ..Grant::new(Role::Approver, department) },
        )
    };
    let head = section("ito");
    let other = section("abe");
    sato.commands(&case, json!({ "type": "check", "finding": 0 })).expect(200);
    let proposed = json!({ "type": "propose", "verdict": "approve" });
    let seen = sato.commands(&case, proposed).expect(200).json();
    let of = seen["step"]["of"].as_u64().unwrap();
    assert_eq!(seen["step"]["turn"], 1);
    assert_eq!(sato.queue("?view=approval")[0]["step"], seen["step"]);
    if of > 1 {
        let passed = other.commands(&case, json!({ "type": "pass" })).expect(200).json();
        assert_eq!(passed["step"], json!({ "turn": 2, "of": of }));
    }
    let back = json!({ "type": "send_back", "reason": "所得の年度" });
    let seen = head.commands(&case, back).expect(200).json();
    assert_eq!((&seen["returned"], &seen["step"]), (&json!("sent-back"), &Value::Null));
    assert_eq!(
        numbers(&sato, "?view=mine&returned=sent-back"),
        std::slice::from_ref(&receipt.number)
    );

    // What is put back is so until somebody takes it; what a resident has filed is not.
    let taro = town.resident();
    let fresh = taro.files(ALLOWANCE, &town.answers(&taro, ALLOWANCE));
    let other_case = sato.finds(&fresh.number);
    sato.claims(&other_case);
    sato.commands(&other_case, json!({ "type": "release", "reason": "absence" })).expect(200);
    assert_eq!(
        numbers(&sato, "?view=unclaimed&returned=put-back"),
        std::slice::from_ref(&fresh.number)
    );
    let suzuki = town.clerk_of(ALLOWANCE, "suzuki");
    suzuki.claims(&other_case);
    assert_eq!(numbers(&sato, "?returned=put-back"), [""; 0]);
}

fn who_reads_a_view_finds_the_same_and_who_may_not_see_counts_nothing(town: &TestTown) {
    let (hanako, receipt, _, sato) = asked(town);
    hanako.corrects();
    assert_eq!(numbers(&sato, "?view=answered"), std::slice::from_ref(&receipt.number));
    let stranger = town.clerk_of("suido-kaishi", "kato");
    assert_eq!(numbers(&stranger, "?view=answered"), [""; 0]);
    assert_eq!(numbers(&stranger, "?view=all&returned=answered"), [""; 0]);
    sato.get("/api/v1/cases?returned=maybe").expect(422);
}

fn the_page_shows_it_in_words(town: &TestTown) {
    let (hanako, receipt, case, _) = asked(town);
    hanako.corrects();
    let web = town.resident().web;
    at_the_screen(town, ALLOWANCE, &web, "screen@city.example");
    let list = web.get("/office/?view=answered").expect(200).text();
    assert!(
        list.contains(&receipt.number) && list.contains("補正の返事 <small>1件</small>"),
        "{list}"
    );
    assert!(list.contains("<span class=\"chip a\">補正の返事</span>"), "{list}");
    let narrowed = web.get("/office/?view=all&state=answered").expect(200).text();
    assert!(narrowed.contains(&receipt.number), "{narrowed}");
    assert!(narrowed.contains("\">補正の返事 <span aria-hidden=\"true\">×</span>"), "{narrowed}");
    let other = web.get("/office/?view=all&state=sent-back").expect(200).text();
    assert!(!other.contains(&receipt.number), "{other}");
    let page = web.get(&format!("/office/cases/{case}")).expect(200).text();
    assert!(page.contains("<span class=\"chip a\">補正の返事</span></h1>"), "{page}");
}

fn who_owes_a_fee_is_reminded_once_before_it_lapses(town: &TestTown) {
    const COPY: &str = "juminhyo-utsushi";
    let hanako = town.resident();
    let receipt = hanako.files(COPY, &town.answers(&hanako, COPY));
    town.run_jobs();
    let known = town.letters().len();
    // Filed on Friday, 20 November: it can be paid until Friday, 4 December.
    let mut told = Vec::new();
    for day in 1..=20 {
        town.advance(Duration::days(1));
        town.run_jobs();
        let letters = town.letters();
        let new = letters.into_iter().skip(known + told.len());
        told.extend(new.map(|sent| (day, sent.letter)));
    }
    let [(near, reminder), (over, end)] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((near, over), (&11, &15));
    assert!(reminder.subject.contains("お支払い期限が近づいています"), "{}", reminder.subject);
    assert!(reminder.text.contains("12月4日（金）"), "{}", reminder.text);
    assert!(reminder.text.contains("期限を過ぎると、この申請は終了します"), "{}", reminder.text);
    assert!(end.subject.contains("お支払い期限が過ぎました"), "{}", end.subject);
    let status = hanako.status(&receipt);
    let what = |entry: &Value| entry["what"].as_str().unwrap().to_owned();
    let told: Vec<String> = status["timeline"].as_array().unwrap().iter().map(what).collect();
    assert_eq!(told, ["filed", "payment-nearing", "lapsed"]);
}
