//! Who asks for the same thing as another, or from the same house, is found when they file and with
//! each correction, where the definition says so; and somebody looks at it.

use serde_json::{Value, json};
use testkit::{Colleague, Receipt, TestTown, on_both_engines};

const WATER: &str = "suido-kaishi";

on_both_engines!(
    the_same_again_is_found_and_closed_by_a_tick,
    what_is_other_or_over_is_not_found,
    a_correction_is_compared_anew,
    of_two_at_the_same_moment_one_is_found,
    a_correction_and_a_filing_at_the_same_moment_find_one_another,
);

/// The usual answers, of somebody else who lives elsewhere.
fn of_another(town: &TestTown) -> Value {
    let mut data = town.answers(&town.resident(), WATER);
    data["kana"] = json!("スズキ　ジロウ");
    data["name"] = json!("鈴木　次郎");
    data["address"]["block"] = json!("9番9号");
    data
}

fn files(town: &TestTown, data: &Value) -> Receipt {
    town.resident().files(WATER, data)
}

/// The kinds of what is found, with the other case of each.
fn found(clerk: &Colleague, case: &str) -> Vec<(String, String)> {
    let findings = clerk.case(case)["findings"].clone();
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let one = |finding: &Value| (word(&finding["kind"]), word(&finding["other"]));
    findings.as_array().unwrap().iter().map(one).collect()
}

fn settles(clerk: &Colleague, case: &str) -> testkit::Answer {
    clerk.commands(case, json!({ "type": "settle" }))
}

fn the_same_again_is_found_and_closed_by_a_tick(town: &TestTown) {
    town.compares();
    let data = town.answers(&town.resident(), WATER);
    let (one, again) = (files(town, &data), files(town, &data));
    let clerk = town.clerk_of(WATER, "sato");
    let (first, second) = (clerk.finds(&one.number), clerk.finds(&again.number));
    assert_eq!(found(&clerk, &first), []);
    let both = [("duplicate".to_owned(), first.clone()), ("household".to_owned(), first.clone())];
    assert_eq!(found(&clerk, &second), both);
    let listed = clerk.queue("?finding=open");
    assert_eq!((listed.len(), &listed[0]["id"]), (1, &json!(second)), "the list knows it too");

    let web = town.at_work("kato", kernel::Role::Clerk, WATER);
    let page = web.get(&format!("/office/cases/{second}")).expect(200).text();
    assert!(
        page.contains("同じ内容の申請が、ほかにもあります：フリガナと電話番号が同じです。"),
        "{page}"
    );
    assert!(page.contains(&format!("href=\"/office/cases/{first}\">{}</a>", one.number)), "{page}");

    assert_eq!(settles(&clerk, &second).expect(422).json()["rule"], "findings-open");
    for finding in [0, 1] {
        clerk.commands(&second, json!({ "type": "check", "finding": finding })).expect(200);
    }
    let seen = clerk.case(&second)["findings"][0].clone();
    assert_eq!(seen["checked_by"], "sato");
    assert!(seen["checked_at"].is_string(), "{seen}");
    settles(&clerk, &second).expect(200);
    settles(&clerk, &first).expect(200);
}

fn what_is_other_or_over_is_not_found(town: &TestTown) {
    town.compares();
    let clerk = town.clerk_of(WATER, "sato");
    let data = town.answers(&town.resident(), WATER);
    let hanako = town.resident();
    let first = hanako.files(WATER, &data);
    let other = clerk.finds(&files(town, &of_another(town)).number);
    assert_eq!(found(&clerk, &other), []);
    // Who has taken it back asks for nothing any more.
    hanako.acts(&first, "withdrawal", &json!({})).expect(200);
    let second = clerk.finds(&files(town, &data).number);
    assert_eq!(found(&clerk, &second), []);
    let third = clerk.finds(&files(town, &data).number);
    assert_eq!(found(&clerk, &third).len(), 2);
    town.advance(chrono::Duration::days(31));
}

fn a_correction_is_compared_anew(town: &TestTown) {
    town.compares();
    let clerk = town.clerk_of(WATER, "sato");
    let data = town.answers(&town.resident(), WATER);
    let first = clerk.finds(&files(town, &data).number);
    let jiro = town.resident();
    let receipt = jiro.files(WATER, &of_another(town));
    let case = clerk.finds(&receipt.number);
    clerk.claims(&case);
    let remark = json!({ "at": "/address/block", "text": "番地を確かめてください。" });
    let asked = json!({ "type": "request_correction", "remarks": [remark] });
    clerk.commands(&case, asked).expect(200);
    let mut mended = of_another(town);
    mended["address"] = data["address"].clone();
    jiro.acts(&receipt, "corrections", &json!({ "data": mended })).expect(200);
    let expected = [("changed".to_owned(), String::new()), ("household".to_owned(), first.clone())];
    assert_eq!(found(&clerk, &case), expected);
    // What it said before is compared with nothing any more.
    let elsewhere = clerk.finds(&files(town, &of_another(town)).number);
    assert_eq!(found(&clerk, &elsewhere), [("duplicate".to_owned(), case)]);
}

fn of_two_at_the_same_moment_one_is_found(town: &TestTown) {
    town.compares();
    let data = town.answers(&town.resident(), WATER);
    let two = [town.resident(), town.resident()];
    let receipts: Vec<Receipt> = std::thread::scope(|scope| {
        let both = two.each_ref().map(|one| scope.spawn(|| one.files(WATER, &data)));
        both.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let clerk = town.clerk_of(WATER, "sato");
    let cases: Vec<String> = receipts.iter().map(|it| clerk.finds(&it.number)).collect();
    let count = cases.iter().filter(|case| !found(&clerk, case).is_empty()).count();
    assert_eq!(count, 1, "the second one finds the first, which knows nothing of it");
    // Whoever comes after both finds both.
    let third = clerk.finds(&files(town, &data).number);
    assert_eq!(found(&clerk, &third).len(), 4);
}

fn a_correction_and_a_filing_at_the_same_moment_find_one_another(town: &TestTown) {
    town.compares();
    let data = town.answers(&town.resident(), WATER);
    let clerk = town.clerk_of(WATER, "sato");
    let jiro = town.resident();
    let receipt = jiro.files(WATER, &of_another(town));
    let case = clerk.finds(&receipt.number);
    clerk.claims(&case);
    let remark = json!({ "at": "/address/block", "text": "番地を確かめてください。" });
    clerk.commands(&case, json!({ "type": "request_correction", "remarks": [remark] })).expect(200);
    let mut mended = of_another(town);
    mended["address"] = data["address"].clone();
    let hanako = town.resident();
    let body = json!({ "data": mended });
    let filed = std::thread::scope(|scope| {
        let filing = scope.spawn(|| hanako.files(WATER, &data));
        let correcting = scope.spawn(|| jiro.acts(&receipt, "corrections", &body).expect(200));
        correcting.join().unwrap();
        filing.join().unwrap()
    });
    let other = clerk.finds(&filed.number);
    let household = |of: &String, with: &String| {
        found(&clerk, of).contains(&("household".to_owned(), with.clone()))
    };
    let both = [household(&case, &other), household(&other, &case)];
    assert_ne!(both[0], both[1], "the later of the two finds the earlier: {both:?}");
}
