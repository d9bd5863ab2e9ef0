//! Callers without an account: told from each other, and few tries for each.

use chrono::Duration;
use serde_json::{Value, json};
use testkit::{Answer, Receipt, Resident, TestTown, on_both_engines};

const COPY: &str = "juminhyo-utsushi";

on_both_engines!(
    another_network_never_hears_the_code_of_a_guessed_key,
    a_drawn_key_is_the_same_from_anywhere,
    a_file_is_filed_by_whom_it_belongs_to,
    an_upload_token_holds_where_the_network_changes,
    a_token_that_can_be_guessed_is_refused,
    one_file_is_one_answer,
    a_network_tries_few_numbers_on_the_page,
    a_network_tries_few_resume_codes,
    a_network_files_only_so_often,
    a_person_asks_for_few_papers,
);

/// Somebody behind the town's proxy, at an address of their own.
fn from<'a>(network: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut headers = vec![("x-forwarded-for", network)];
    headers.extend(more);
    headers
}

fn posts(who: &Resident, data: &Value, headers: &[(&str, &str)]) -> Answer {
    let body = json!({ "procedure": COPY, "data": data });
    who.web.post_json("/api/v1/submissions", headers, &body)
}

/// Valid answers with the picture `file`.
fn answers(town: &TestTown, file: &str) -> Value {
    let mut data = town.answers(&town.resident(), COPY);
    data["idCopy"] = json!(file);
    data
}

fn another_network_never_hears_the_code_of_a_guessed_key(town: &TestTown) {
    let (hanako, mallory) = (town.resident(), town.resident());
    let here = hanako.sends_picture(&from("198.51.100.7", &[]));
    let there = mallory.sends_picture(&from("203.0.113.9", &[]));
    let mine = from("198.51.100.7", &[("idempotency-key", "1")]);
    let theirs = from("203.0.113.9", &[("idempotency-key", "1")]);

    let filed = posts(&hanako, &answers(town, &here), &mine).expect(201).json();
    let same_again = posts(&hanako, &answers(town, &here), &mine).expect(201).json();
    // Word by word what Hanako sent, and then something else under her key.
    let copied = posts(&mallory, &answers(town, &here), &theirs);
    let other = posts(&mallory, &answers(town, &there), &theirs).expect(201).json();

    assert_eq!(filed, same_again);
    assert!(!copied.text().contains(filed["access_code"].as_str().unwrap()));
    assert_ne!(other["receipt_number"], filed["receipt_number"], "her key is no key of theirs");
}

fn a_drawn_key_is_the_same_from_anywhere(town: &TestTown) {
    let hanako = town.resident();
    let key = ("idempotency-key", "0193a5c8-7e1b-7c3d-9e4f-0123456789ab");
    let data = town.answers(&hanako, COPY);
    let at_home = posts(&hanako, &data, &[key]).expect(201).json();
    let on_the_train = posts(&hanako, &data, &from("203.0.113.9", &[key])).expect(201).json();
    assert_eq!(at_home, on_the_train);
}

fn a_file_is_filed_by_whom_it_belongs_to(town: &TestTown) {
    let (hanako, mallory) = (town.resident(), town.resident());
    let file = hanako.sends_picture(&from("198.51.100.7", &[]));
    let data = answers(town, &file);
    let stolen = posts(&mallory, &data, &from("203.0.113.9", &[("idempotency-key", "m")]));
    assert_eq!(stolen.expect(422).json()["problems"][0]["at"], "/idCopy");
    posts(&hanako, &data, &from("198.51.100.7", &[("idempotency-key", "h")])).expect(201);
}

fn an_upload_token_holds_where_the_network_changes(town: &TestTown) {
    let hanako = town.resident();
    let token = ("upload-token", "b1946ac92492d2347c6235b4d2611184");
    let file = hanako.sends_picture(&from("198.51.100.7", &[token]));
    let data = answers(town, &file);
    let key = ("idempotency-key", "filing-1");
    // From the same network, and without what only Hanako knows.
    posts(&hanako, &data, &from("198.51.100.7", &[key])).expect(422);
    let filed = posts(&hanako, &data, &from("203.0.113.9", &[key, token])).expect(201).json();
    let again = posts(&hanako, &data, &from("192.0.2.1", &[key, token])).expect(201).json();
    assert_eq!(filed, again);
}

fn a_token_that_can_be_guessed_is_refused(town: &TestTown) {
    let hanako = town.resident();
    let data = town.answers(&hanako, COPY);
    for token in ["", "short", &"x".repeat(129), "0123456789 0123456789 0123456789 "] {
        let headers = [("idempotency-key", "k"), ("upload-token", token)];
        let refused = posts(&hanako, &data, &headers).expect(400);
        assert!(refused.text().contains("Upload-Token"), "{}", refused.text());
    }
}

fn one_file_is_one_answer(town: &TestTown) {
    let hanako = town.resident();
    let mut data = town.answers(&hanako, "joseki-kaisei");
    data["relationKnown"] = json!("no");
    data["relationProof"] = data["idCopy"].clone();
    let refused = hanako.posts("a", "joseki-kaisei", &data).expect(422).json();
    let places: Vec<&Value> =
        refused["problems"].as_array().unwrap().iter().map(|problem| &problem["at"]).collect();
    assert_eq!(places, ["/idCopy"], "the question that comes second has no file of its own");
    data["relationProof"] = json!(hanako.sends_picture(&[]));
    hanako.posts("a", "joseki-kaisei", &data).expect(201);
}

/// What somebody filed.
fn filed(town: &TestTown) -> Receipt {
    let hanako = town.resident();
    hanako.files(COPY, &town.answers(&hanako, COPY))
}

fn looks_up_on_the_page(who: &Resident, number: &str, code: &str, network: &str) -> Answer {
    let page = who.web.get("/status").expect(200);
    let mut fields = page.hidden("/status");
    fields.push(("number".to_owned(), number.to_owned()));
    fields.push(("code".to_owned(), code.to_owned()));
    who.web.post_form_from("/status", &[("x-forwarded-for", network)], &fields)
}

fn a_network_tries_few_numbers_on_the_page(town: &TestTown) {
    let mallory = town.resident();
    let receipts: Vec<Receipt> = (0..5).map(|_| filed(town)).collect();
    // The right shape, and the code of nobody's submission here.
    let elsewhere = filed(town).code;
    let wrong = elsewhere.as_str();
    let mut answered = Vec::new();
    for n in 0..30 {
        let number = &receipts[n % 5].number;
        answered.push(looks_up_on_the_page(&mallory, number, wrong, "203.0.113.9").status);
    }
    assert!(answered.iter().take(20).all(|status| [422, 429].contains(status)), "{answered:?}");
    assert!(answered.iter().skip(20).all(|status| *status == 429), "{answered:?}");
    let hanako = town.resident();
    let fine = looks_up_on_the_page(&hanako, &filed(town).number, wrong, "198.51.100.7");
    assert_eq!(fine.status, 422, "another network");
    town.advance(Duration::seconds(75));
    let later = looks_up_on_the_page(&mallory, &filed(town).number, wrong, "203.0.113.9");
    assert_eq!(later.status, 422);
}

fn a_network_tries_few_resume_codes(town: &TestTown) {
    let mallory = town.resident();
    let page = mallory.web.get("/resume").expect(200);
    let mut fields = page.hidden("/resume");
    fields.push(("code".to_owned(), "AAAA-BBBB-CCCC-DDDD-EEEE".to_owned()));
    let headers = [("x-forwarded-for", "203.0.113.9")];
    let tries = (0..30).map(|_| mallory.web.post_form_from("/resume", &headers, &fields).status);
    let tries: Vec<u16> = tries.collect();
    let refused = tries.iter().position(|status| *status == 429);
    assert!(refused.is_some_and(|first| first <= 20), "{tries:?}");
}

fn a_network_files_only_so_often(town: &TestTown) {
    let hanako = town.resident();
    let flood = |network: &str| {
        let headers = from(network, &[("idempotency-key", "k")]);
        posts(&hanako, &json!({}), &headers)
    };
    let answered: Vec<u16> = (0..320).map(|_| flood("203.0.113.9").status).collect();
    assert_eq!(answered.iter().filter(|status| **status == 422).count(), 300);
    let told = flood("203.0.113.9").expect(429);
    let wait: i64 = told.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=70).contains(&wait), "{wait}");
    assert_eq!(told.json()["type"], "urn:madoguchi:problem:too-many-tries");
    flood("198.51.100.7").expect(422);
    town.advance(Duration::seconds(wait));
    flood("203.0.113.9").expect(422);
}

fn a_person_asks_for_few_papers(town: &TestTown) {
    let (hanako, receipt) = (town.resident(), filed(town));
    hanako.web.get("/").expect(200);
    let path = format!("/receipts/{}/receipt.pdf", receipt.number);
    let asked = (0..40).map(|n| {
        let network = format!("203.0.113.{n}");
        hanako.web.send("GET", &path, &[("x-forwarded-for", &network)], Vec::new()).status
    });
    let asked: Vec<u16> = asked.collect();
    assert_eq!(asked.iter().filter(|status| **status == 404).count(), 20, "{asked:?}");
    assert_eq!(asked.last(), Some(&429));
}
