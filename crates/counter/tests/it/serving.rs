//! Who serves at a counter: one case by its number and for a reason, and nothing else of the office.

use kernel::{Grant, Role};
use serde_json::json;
use testkit::{TestTown, on_both_engines};

use crate::personnel::{Seated, WATER, seated};

const COUNTER: &str = "/office/counter";
const TAP: &str = "suido-kaishi";
const DOG: &str = "inu-toroku";

on_both_engines!(
    a_case_is_seen_by_its_number_and_for_a_reason,
    what_is_elsewhere_is_as_little_there_as_what_is_nowhere,
    there_is_no_list_and_no_case_to_open,
);

fn clerk_at_the_counter(town: &TestTown) -> Seated<'_> {
    seated(town, "murakami", Grant::new(Role::CounterClerk, WATER.parse().unwrap()))
}

fn a_case_is_seen_by_its_number_and_for_a_reason(town: &TestTown) {
    let hanako = town.resident();
    let answers = town.answers(&hanako, TAP);
    let receipt = hanako.files(TAP, &answers);
    let at_counter = clerk_at_the_counter(town);
    let web = town.resident().web;
    let begin = town.signs_in(&web, &at_counter.email, "kawa-no-hotori-de-kujira", &[]);
    assert_eq!(begin.expect(303).location(), COUNTER);

    let asked = [("number", receipt.number.as_str()), ("reason", " ")];
    let text = at_counter.sends(COUNTER, &asked).expect(422).text();
    assert!(text.contains("理由を書いて") && text.contains(&receipt.number), "{text}");
    let asked = [("number", receipt.number.as_str()), ("reason", "進み具合の質問")];
    let text = at_counter.sends(COUNTER, &asked).expect(200).text();
    let name = answers["name"].as_str().unwrap();
    assert!(text.contains(name) && text.contains("水道"), "{text}");
    let phone = answers["contact"]["phone"].as_str().unwrap();
    assert!(!text.contains(phone), "nothing of the answers: {text}");

    let clerk = town.clerk_of(TAP, "sato");
    let case = clerk.finds(&receipt.number);
    let page = town.signs_in_anew(&clerk.email).get(&format!("/office/cases/{case}"));
    let text = page.expect(200).text();
    assert!(text.contains("窓口で案件を見ました") && text.contains("進み具合の質問"), "{text}");
    let auditor = town.colleague("mori", Role::Auditor, "city");
    let looks = auditor.get(&format!("/api/v1/cases/{case}/looks")).expect(200).json();
    let told = looks["looks"].as_array().unwrap();
    assert!(told.iter().any(|look| look["role"] == json!("counter-clerk")), "{looks}");
}

fn what_is_elsewhere_is_as_little_there_as_what_is_nowhere(town: &TestTown) {
    let hanako = town.resident();
    let elsewhere = hanako.files(DOG, &town.answers(&hanako, DOG));
    let at_counter = clerk_at_the_counter(town);
    let answered = |number: &str| {
        let text = at_counter.sends(COUNTER, &[("number", number), ("reason", "質問")]);
        let text = text.expect(422).text().replace(number, "");
        // Everything but the proof of a form, which is another one each time.
        let lines = text.lines().filter(|line| !line.contains("name=\"csrf\""));
        lines.collect::<Vec<_>>().join("\n")
    };
    let denied = answered(&elsewhere.number);
    assert!(denied.contains("見つからないか"), "{denied}");
    assert_eq!(denied, answered("2611-AAAA-AAAA"));
    assert_eq!(denied, answered("no number"));
}

fn there_is_no_list_and_no_case_to_open(town: &TestTown) {
    let hanako = town.resident();
    let receipt = hanako.files(TAP, &town.answers(&hanako, TAP));
    let case = town.clerk_of(TAP, "sato").finds(&receipt.number);
    let at_counter = clerk_at_the_counter(town);
    let page = format!("/office/cases/{case}");
    for address in ["/office/views", "/office/statistics", page.as_str()] {
        at_counter.web.get(address).expect(403);
    }
    assert_eq!(at_counter.web.get("/office/").expect(303).location(), COUNTER);
    let text = at_counter.web.get(COUNTER).expect(200).text();
    assert!(!text.contains("わたしの仕事") && text.contains("手続を選ぶ"), "{text}");
    let clerk = town.signs_in_anew("sato@city.example");
    clerk.get(COUNTER).expect(403);
}
