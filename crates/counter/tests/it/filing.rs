//! Filing through the API: once, whole, and only what fits.

use serde_json::{Value, json};
use testkit::{Answer, Receipt, TestTown, on_both_engines};

const COPY: &str = "juminhyo-utsushi";

on_both_engines!(
    the_same_key_gives_the_same_answer,
    the_same_key_with_other_content_is_a_conflict,
    the_same_key_at_the_same_moment_files_one_case,
    a_number_that_is_given_out_is_drawn_again,
    an_unknown_field_is_named,
    all_problems_are_told_at_once,
    nobody_files_the_attachment_of_another,
    an_attachment_is_filed_once,
    a_file_that_this_server_does_not_have_is_not_filed,
);

fn problems(answer: &Answer) -> Vec<String> {
    let listed = answer.json()["problems"].as_array().cloned().unwrap_or_default();
    listed.iter().filter_map(|p| p["at"].as_str().map(str::to_owned)).collect()
}

fn the_same_key_gives_the_same_answer(town: &TestTown) {
    let hanako = town.resident();
    let data = town.answers(&hanako, COPY);

    let first = hanako.posts("k-1", COPY, &data).expect(201);
    town.advance(chrono::Duration::hours(1));
    let again = hanako.posts("k-1", COPY, &data).expect(201);

    assert_eq!(first.json(), again.json());
    assert_eq!(town.submissions(), 1);
}

fn the_same_key_with_other_content_is_a_conflict(town: &TestTown) {
    let hanako = town.resident();
    let data = town.answers(&hanako, COPY);
    hanako.posts("k-1", COPY, &data).expect(201);

    let mut other = data;
    other["copies"] = json!(2);
    hanako.posts("k-1", COPY, &other).expect(409);

    assert_eq!(town.submissions(), 1);
}

fn the_same_key_at_the_same_moment_files_one_case(town: &TestTown) {
    let hanako = town.resident();
    let data = town.answers(&hanako, COPY);

    let bodies: Vec<Value> = std::thread::scope(|scope| {
        let posting = (0..8).map(|_| {
            scope.spawn(|| town.resident().posts("one-tap-too-many", COPY, &data).expect(201))
        });
        let posting: Vec<_> = posting.collect();
        posting.into_iter().map(|posted| posted.join().unwrap().json()).collect()
    });

    assert!(bodies.iter().all(|body| *body == bodies[0]), "{bodies:?}");
    assert_eq!(town.submissions(), 1);
}

fn a_number_that_is_given_out_is_drawn_again(town: &TestTown) {
    let hanako = town.resident();
    let data = town.answers(&hanako, COPY);
    let first = hanako.posts("k-1", COPY, &data).expect(201).json();
    let data = town.answers(&hanako, COPY);

    town.repeats_a_number(2);
    let second = hanako.posts("k-2", COPY, &data).expect(201).json();

    assert_ne!(first["receipt_number"], second["receipt_number"]);
    for filed in [first, second] {
        let receipt = Receipt::read(filed);
        assert_eq!(hanako.status(&receipt)["receipt_number"], receipt.number);
    }
    assert_eq!(town.submissions(), 2);
}

fn an_unknown_field_is_named(town: &TestTown) {
    let hanako = town.resident();
    let data = town.answers(&hanako, COPY);

    let mut smuggled = data.clone();
    smuggled["feeYen"] = json!(0);
    let refused = hanako.posts("k-1", COPY, &smuggled).expect(422);
    assert_eq!(problems(&refused), ["/feeYen"]);

    let body = json!({ "procedure": COPY, "data": data, "paid": true });
    let refused = hanako.web.post_json("/api/v1/submissions", &[("idempotency-key", "k-2")], &body);
    assert!(refused.expect(422).text().contains("paid"));
    assert_eq!(town.submissions(), 0);
}

fn all_problems_are_told_at_once(town: &TestTown) {
    let hanako = town.resident();
    let mut data = town.answers(&hanako, COPY);
    data["name"] = json!("");
    data["contact"]["phone"] = json!("12");
    data["registeredAddress"]["postal"] = json!("abc");

    let refused = hanako.posts("k-1", COPY, &data).expect(422);

    assert_eq!(refused.header("content-type"), Some("application/problem+json"));
    let mut at = problems(&refused);
    at.sort();
    assert_eq!(at, ["/contact/phone", "/name", "/registeredAddress/postal"]);
    assert_eq!(town.submissions(), 0);
}

fn nobody_files_the_attachment_of_another(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(COPY, "sato"));
    let mut data = town.answers(&hanako, COPY);
    let theirs = hanako.sends_picture(&[("authorization", &clerk.proof)]);
    data["idCopy"] = json!(theirs);

    let refused = hanako.posts("k-1", COPY, &data).expect(422);

    assert_eq!(problems(&refused), ["/idCopy"]);
    assert_eq!(town.submissions(), 0);
}

/// Two servers on one database, each with a copy of the folder: sent to one, filed at the
/// other.
fn a_file_that_this_server_does_not_have_is_not_filed(town: &TestTown) {
    town.is_damaged();
    let hanako = town.resident();
    let mut data = town.answers(&hanako, COPY);
    let files = town.store_settings().data_dir.join("attachments");
    let day = files.join(town.now().day().to_string());
    std::fs::remove_file(day.join(data["idCopy"].as_str().unwrap())).unwrap();

    let refused = hanako.posts("k-1", COPY, &data).expect(422);

    assert_eq!(problems(&refused), ["/idCopy"], "and not a receipt for what nobody can open");
    data["idCopy"] = json!(hanako.sends_picture(&[]));
    hanako.posts("k-2", COPY, &data).expect(201);
}

fn an_attachment_is_filed_once(town: &TestTown) {
    let hanako = town.resident();
    let data = town.answers(&hanako, COPY);
    hanako.posts("k-1", COPY, &data).expect(201);

    let again = hanako.posts("k-2", COPY, &data);

    assert!((400..500).contains(&again.status), "{}", again.text());
    assert_eq!(town.submissions(), 1);
}
