//! The queue and the case in the office: who gets which, and who sees what.

use std::collections::BTreeSet;

use kernel::Role;
use serde_json::Value;
use service_desk::DeskError;
use testkit::{Colleague, TestTown, on_both_engines};

const WATER: &str = "suido-kaishi";
const ALLOWANCE: &str = "jido-teate-nintei";
const MY_NUMBER: &str = "123456789018";

on_both_engines!(
    two_clerks_never_take_the_same_case,
    the_next_case_is_of_the_department_asked_for,
    another_department_sees_nothing,
    sensitive_answers_are_masked_and_every_view_is_recorded,
    without_a_token_nobody_works,
);

const CASES: usize = 200;

fn two_clerks_never_take_the_same_case(town: &TestTown) {
    let hanako = town.resident();
    let data = town.answers(&hanako, WATER);
    for number in 0..CASES {
        hanako.posts(&format!("k-{number}"), WATER, &data).expect(201);
    }
    let clerks = [town.clerk("sato"), town.clerk("takahashi")];

    let taken: Vec<Vec<String>> = std::thread::scope(|scope| {
        let working: Vec<_> = clerks.iter().map(|clerk| scope.spawn(|| take_all(clerk))).collect();
        working.into_iter().map(|clerk| clerk.join().unwrap()).collect()
    });

    let different: BTreeSet<&String> = taken.iter().flatten().collect();
    assert_eq!(taken.iter().map(Vec::len).sum::<usize>(), CASES);
    assert_eq!(different.len(), CASES);
}

fn take_all(clerk: &Colleague) -> Vec<String> {
    let mut taken = Vec::new();
    loop {
        let answer = clerk.takes_next();
        match answer.status {
            200 => taken.push(answer.json()["id"].as_str().unwrap().to_owned()),
            204 => return taken,
            other => panic!("{other}: {}", answer.text()),
        }
    }
}

fn the_next_case_is_of_the_department_asked_for(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk("sato"));
    hanako.files(WATER, &town.answers(&hanako, WATER));
    let allowance = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    let department = clerk.case(&clerk.finds(&allowance.number))["department"].clone();

    let wanted = serde_json::json!({ "department": department });
    let proof = [("authorization", clerk.proof.as_str())];
    let taken = clerk.web.post_json("/api/v1/cases/next", &proof, &wanted).expect(200).json();

    assert_eq!(taken["receipt_number"], allowance.number);
    clerk.web.post_json("/api/v1/cases/next", &proof, &wanted).expect(204);
}

fn another_department_sees_nothing(town: &TestTown) {
    let hanako = town.resident();
    let receipt = hanako.files(WATER, &town.answers(&hanako, WATER));
    let case = town.clerk("sato").finds(&receipt.number);

    let stranger =
        town.colleague("ito", Role::Clerk, Some("環境局家庭ごみ減量課（粗大ごみ受付センター）"));

    assert!(stranger.queue("").is_empty());
    stranger.get(&format!("/api/v1/cases/{case}")).expect(404);
    stranger.get(&format!("/api/v1/cases/{case}/events")).expect(404);
    let claim = serde_json::json!({ "type": "claim", "version": 1 });
    stranger.commands_blindly(&case, &claim).expect(404);
    stranger.takes_next().expect(204);
}

fn sensitive_answers_are_masked_and_every_view_is_recorded(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk("sato"));
    let form = &town.desk().procedure(ALLOWANCE).unwrap().form;
    let with_number = |data: &Value| data["myNumber"]["number"] == MY_NUMBER;
    let example = form.valid_examples().find(with_number).unwrap();
    let receipt = hanako.files(ALLOWANCE, &hanako.with_pictures(example));
    let case = clerk.finds(&receipt.number);

    let masked = clerk.get(&format!("/api/v1/cases/{case}")).expect(200).text();
    assert!(!masked.contains(MY_NUMBER));
    assert!(masked.contains("****-****-9018"), "{masked}");

    let before = clerk.events(&case).len();
    let id = case.parse().unwrap();
    let token = clerk.proof.strip_prefix("Bearer ").unwrap();
    let (without_reason, shown) = town.wait(async {
        let staff = town.desk().staff_of_token(token).await.unwrap().unwrap();
        let without_reason = town.desk().reveal(&staff, &id, "/myNumber/number", " ").await;
        (without_reason, town.desk().reveal(&staff, &id, "/myNumber/number", "本人確認").await)
    });

    assert!(matches!(without_reason, Err(DeskError::Text { .. })), "{without_reason:?}");
    assert_eq!(shown.unwrap().replace(['-', ' '], ""), MY_NUMBER);
    let events = clerk.events(&case);
    assert_eq!(events.len(), before + 1);
    let last = events.last().unwrap();
    assert_eq!(last["actor"], clerk.id);
    assert!(!last.to_string().contains(MY_NUMBER));
}

fn without_a_token_nobody_works(town: &TestTown) {
    let stranger = town.resident();
    for path in ["/api/v1/cases", "/api/v1/cases/0193a5c8-7e1b-7c3d-9e4f-00000000f001"] {
        stranger.web.get(path).expect(401);
        let made_up = [("authorization", "Bearer 0123456789abcdef")];
        stranger.web.send("GET", path, &made_up, Vec::new()).expect(401);
    }
}
