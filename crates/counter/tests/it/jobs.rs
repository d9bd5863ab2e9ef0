//! What the house does by itself goes on, whatever happens to one case, letter or server.

use std::sync::Arc;

use chores::{LetterState, letters, retry_dead_letters};
use chrono::Duration;
use kernel::Role;
use mail::{Outgoing, SendFault, Transport};
use serde_json::json;

use submission_store::{Store, leases};
use testkit::{Browser, Resident, TestTown, on_both_engines};

const ALLOWANCE: &str = "jido-teate-nintei";

on_both_engines!(
    a_damaged_case_stands_in_no_others_way,
    a_server_that_lost_its_lease_moves_nothing,
    while_another_server_keeps_terms_this_one_does_not,
    an_outage_of_two_hours_loses_no_letter,
    after_two_days_a_letter_is_given_up_and_can_be_sent_again,
    a_letter_that_panics_stands_in_no_others_way,
    a_job_whose_rounds_end_no_more_is_told_to_who_asks_whether_we_are_ready,
);

#[test]
fn a_server_with_another_clock_than_the_database_is_not_ready() {
    TestTown::on_postgres(|town| {
        let ask = || town.resident().web.get("/readyz");
        // The town lives in its own days, the database in ours.
        let told = ask().expect(503);
        assert_eq!(told.text(), "clock\n");
        assert!(told.header("retry-after").is_some());
        keeps_the_databases_time(town);
        assert_eq!(ask().expect(200).text(), "ready\ninstructions\n");
        let apart = town.wait(town.chores().workings()).unwrap().clock_ahead_millis.abs();
        assert!(apart < 30_000, "{apart}");
        town.advance(Duration::seconds(90));
        assert_eq!(ask().expect(503).text(), "clock\n");
        town.advance(Duration::seconds(-180));
        assert_eq!(ask().expect(503).text(), "clock\n");
    });
}

/// An embedded database has no clock of its own.
fn keeps_the_databases_time(town: &TestTown) {
    let store = town.archive().store();
    if let Some(theirs) = town.wait(store.database_time()).unwrap() {
        town.advance(theirs.since(town.now()));
    }
}

fn a_job_whose_rounds_end_no_more_is_told_to_who_asks_whether_we_are_ready(town: &TestTown) {
    let ask = || town.resident().web.get("/readyz");
    keeps_the_databases_time(town);
    town.confirms_instructions();
    let chores = town.chores();
    // Behind the database's clock by less than it may be, so that there is time to be late.
    town.advance(Duration::seconds(-40));
    chores.expect_round("letters", Duration::seconds(-30));
    assert_eq!(ask().expect(200).text(), "ready\n", "it may be a little late");
    town.advance(Duration::seconds(45));
    assert_eq!(ask().expect(503).text(), "jobs\n");
    chores.note_round("letters", false);
    chores.expect_round("letters", Duration::minutes(1));
    assert_eq!(ask().expect(200).text(), "ready\n", "a round that failed has ended");
}

/// Files, and the office asks for a correction.
fn asked_to_correct(town: &TestTown) -> (Resident, String) {
    let hanako = town.resident();
    let receipt = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    let clerk = town.clerk_of(ALLOWANCE, "sato");
    let case = clerk.finds(&receipt.number);
    clerk.claims(&case);
    let remark = json!({ "at": "/employer", "text": "確かめてください。" });
    clerk.commands(&case, json!({ "type": "request_correction", "remarks": [remark] })).expect(200);
    (hanako, case)
}

fn a_damaged_case_stands_in_no_others_way(town: &TestTown) {
    let ((_, first), (_, second), (_, third)) =
        (asked_to_correct(town), asked_to_correct(town), asked_to_correct(town));
    let mut ids = [first, second, third];
    ids.sort();
    let damaged = &ids[0];
    town.tamper(&format!(
        "UPDATE cases SET revision = revision + 9000000000 WHERE id = '{damaged}'"
    ));

    town.advance(Duration::days(11));
    let round = town.wait(town.chores().keep_terms()).unwrap();

    assert_eq!((round.reminded, round.stuck), (2, 1), "the others were reminded");
    assert_eq!(town.wait(town.chores().workings()).unwrap().stuck_cases, 1);
    town.tamper(&format!(
        "UPDATE cases SET revision = revision - 9000000000 WHERE id = '{damaged}'"
    ));
    let round = town.wait(town.chores().keep_terms()).unwrap();
    assert_eq!((round.reminded, round.stuck), (1, 0), "once it is mended, it goes on");
    assert_eq!(town.wait(town.chores().workings()).unwrap().stuck_cases, 0);
}

fn a_server_that_lost_its_lease_moves_nothing(town: &TestTown) {
    asked_to_correct(town);
    town.advance(Duration::days(11));
    let other = Store::open(&town.store_settings()).unwrap();
    let now = town.now();
    // The other server's lease is over; it does not know it yet.
    let slept = other.write(move |tx| leases::take(tx, "terms", "other", now, now));
    let slept = town.wait(slept).unwrap().unwrap();

    assert_eq!(town.wait(town.chores().keep_terms()).unwrap().reminded, 1);

    let held = other.write(move |tx| leases::hold(tx, &slept));
    assert!(town.wait(held).is_err(), "what it writes is refused");
    let (now, until) = (town.now(), town.now().plus(Duration::minutes(2)));
    let next = other.write(move |tx| leases::take(tx, "terms", "other", now, until));
    assert!(town.wait(next).unwrap().is_some(), "the round gave its lease back");
}

fn while_another_server_keeps_terms_this_one_does_not(town: &TestTown) {
    asked_to_correct(town);
    town.advance(Duration::days(11));
    let other = Store::open(&town.store_settings()).unwrap();
    let (now, until) = (town.now(), town.now().plus(Duration::minutes(2)));
    let taken = other.write(move |tx| leases::take(tx, "terms", "other", now, until));
    assert!(town.wait(taken).unwrap().is_some());

    assert_eq!(town.wait(town.chores().keep_terms()).unwrap().reminded, 0);

    town.advance(Duration::minutes(3));
    let round = town.wait(town.chores().keep_terms()).unwrap();
    assert_eq!(round.reminded, 1, "a server that died is followed by another");
}

fn an_outage_of_two_hours_loses_no_letter(town: &TestTown) {
    let hanako = town.resident();
    town.post_office().shut(true);
    for _ in 0..3 {
        hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    }
    let transport: Arc<dyn Transport> = town.post_office_shared();
    for _ in 0..240 {
        let dispatch = town.wait(town.chores().send_letters(&transport)).unwrap();
        assert_eq!(dispatch.left, 0);
        town.advance(Duration::seconds(30));
    }
    let workings = town.wait(town.chores().workings()).unwrap();
    assert_eq!(workings.letters, [(LetterState::Waiting, 3), (LetterState::Dead, 0)]);
    assert!(workings.oldest_letter_seconds >= 7_200, "{workings:?}");

    town.post_office().shut(false);
    town.advance(Duration::hours(1));
    town.run_jobs();

    assert_eq!(town.letters().len(), 3);
    assert_eq!(town.wait(town.chores().workings()).unwrap().oldest_letter_seconds, 0);
}

fn after_two_days_a_letter_is_given_up_and_can_be_sent_again(town: &TestTown) {
    let hanako = town.resident();
    town.post_office().shut(true);
    let receipt = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    let clerk = town.clerk_of(ALLOWANCE, "sato");
    let case = clerk.finds(&receipt.number);
    clerk.commands(&case, json!({ "type": "note", "text": "まだ届くかもしれない" })).expect(200);
    for _ in 0..50 {
        town.run_jobs();
        town.advance(Duration::hours(1));
    }
    let tasks = town.at_work("mori", Role::Clerk, ALLOWANCE);
    let tasks = || tasks.get("/office/tasks").expect(200).text();
    assert!(tasks().contains(&receipt.number), "a note from before tells nobody: {}", tasks());
    let archive = town.archive();
    let dead = town.wait(letters(archive, LetterState::Dead)).unwrap();
    assert_eq!(dead.len(), 1, "{dead:?}");
    assert!(dead[0].attempts > 40, "{dead:?}");
    assert_eq!(dead[0].last_error.as_deref(), Some("not sent for now: Connection"));

    town.post_office().shut(false);
    town.run_jobs();
    assert!(town.letters().is_empty(), "it was given up");
    assert_eq!(town.wait(retry_dead_letters(archive)).unwrap(), 1);
    town.run_jobs();
    assert!(tasks().contains("やることはありません"), "it has left: {}", tasks());

    let letters = town.letters();
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].to.for_sending(), "hanako@example.jp");
    assert!(letters[0].letter.text.contains(&receipt.number));
}

/// Panics over one letter, and hands the others on.
struct Clumsy {
    over: String,
    to: Arc<dyn Transport>,
}

impl Transport for Clumsy {
    fn send(&self, outgoing: &Outgoing) -> Result<(), SendFault> {
        assert!(!outgoing.letter.text.contains(&self.over), "dropped");
        self.to.send(outgoing)
    }
}

fn a_letter_that_panics_stands_in_no_others_way(town: &TestTown) {
    let hanako = town.resident();
    let first = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    let second = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    let to: Arc<dyn Transport> = town.post_office_shared();
    let clumsy: Arc<dyn Transport> = Arc::new(Clumsy { over: first.number.clone(), to });

    assert_eq!(town.wait(town.chores().send_letters(&clumsy)).unwrap().left, 1);

    assert!(town.letters()[0].letter.text.contains(&second.number));
    let dead = town.wait(letters(town.archive(), LetterState::Dead)).unwrap();
    assert_eq!(dead.len(), 1);
    // Whoever works on such cases finds it, until the resident was told otherwise.
    let tasks = |web: &Browser| web.get("/office/tasks").expect(200).text();
    let web = town.at_work("sato", Role::Clerk, ALLOWANCE);
    let told = tasks(&web);
    assert!(told.contains("届かなかったメール（1件）") && told.contains(&first.number), "{told}");
    assert!(!told.contains(&second.number), "{told}");
    let elsewhere = tasks(&town.at_work("mori", Role::Clerk, "suido-kaishi"));
    assert!(elsewhere.contains("やることはありません"), "{elsewhere}");
    // What the resident writes tells them nothing.
    hanako.acts(&first, "messages", &json!({ "text": "いつ届きますか。" })).expect(201);
    assert!(tasks(&web).contains(&first.number), "{}", tasks(&web));
    let clerk = town.clerk_of(ALLOWANCE, "suzuki");
    let case = clerk.finds(&first.number);
    clerk.commands(&case, json!({ "type": "note", "text": "電話で伝えた" })).expect(200);
    assert!(tasks(&web).contains("やることはありません"), "{}", tasks(&web));
}
