//! Digests give nothing away: F2 of the walk of attacks, as the attacker would do it.

use serde_json::{Value, json};
use submission_store::Digest;
use testkit::{Resident, TestTown, on_both_engines};

const WATER: &str = "suido-kaishi";

on_both_engines!(
    a_receipt_binds_us_to_what_was_filed_and_nobody_can_guess_it,
    staff_are_shown_no_digest_of_answers,
);

/// The canonical JSON of answers, as the check tells it.
fn canonical(who: &Resident, data: &Value) -> Vec<u8> {
    let path = format!("/api/v1/procedures/{WATER}/check");
    let checked = who.web.post_json(&path, &[], &json!({ "data": data })).expect(200).json();
    serde_json::to_vec(&checked["data"]).unwrap()
}

fn a_receipt_binds_us_to_what_was_filed_and_nobody_can_guess_it(town: &TestTown) {
    let hanako = town.resident();
    let data = town.answers(&hanako, WATER);
    let answers = canonical(&hanako, &data);
    let (first, second) = (hanako.files(WATER, &data), hanako.files(WATER, &data));
    for receipt in [&first, &second] {
        let digest = receipt.body["digest"].as_str().unwrap();
        let salt = receipt.body["digest_salt"].as_str().unwrap();
        let opened = [salt.as_bytes(), b"\n", &answers].concat();
        assert_eq!(Digest::of(&opened).hex(), digest, "the applicant can check it");
        assert_ne!(Digest::of(&answers).hex(), digest, "nobody else can try it");
        assert_eq!(hanako.status(receipt)["digest_salt"], receipt.body["digest_salt"]);
    }
    assert_ne!(first.body["digest"], second.body["digest"], "equal filings do not look equal");
    let guesses: Vec<String> =
        [answers.as_slice(), data.to_string().as_bytes(), Resident::picture()]
            .map(|guess| Digest::of(guess).hex())
            .to_vec();
    for row in town.dump() {
        let row = row.to_lowercase();
        let told = guesses.iter().find(|guess| row.contains(guess.as_str()));
        assert_eq!(told, None, "a plain digest is stored: {row}");
    }
}

fn staff_are_shown_no_digest_of_answers(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(WATER, "sato"));
    let receipt = hanako.files(WATER, &town.answers(&hanako, WATER));
    let case = clerk.case(&clerk.finds(&receipt.number)).to_string();
    for told in ["digest", "digest_salt"] {
        let value = receipt.body[told].as_str().unwrap();
        assert!(!case.contains(value) && !case.contains(told), "{told}: {case}");
    }
}
