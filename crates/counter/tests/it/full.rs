//! The disk is full: everybody is told to come back, nothing typed is lost, and it goes on by itself.

use testkit::{TestTown, on_both_engines};

on_both_engines!(a_full_disk_refuses_a_filing_that_is_filed_once_there_is_room);

const WATER: &str = "suido-kaishi";

/// What the engine says when it finds no room for a submission.
fn fill(town: &TestTown) {
    let sqlite = town.store_settings().database_url.starts_with("sqlite:");
    town.tamper(if sqlite {
        "CREATE TRIGGER no_room BEFORE INSERT ON submissions
         BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
    } else {
        "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN RAISE EXCEPTION USING ERRCODE = 'disk_full',
             MESSAGE = 'could not extend file \"base/5/2608\": No space left on device'; END $$;
         CREATE TRIGGER no_room BEFORE INSERT ON submissions EXECUTE FUNCTION no_room()"
    });
}

fn make_room(town: &TestTown) {
    let sqlite = town.store_settings().database_url.starts_with("sqlite:");
    town.tamper(if sqlite {
        "DROP TRIGGER no_room"
    } else {
        "DROP TRIGGER no_room ON submissions; DROP FUNCTION no_room()"
    });
}

fn a_full_disk_refuses_a_filing_that_is_filed_once_there_is_room(town: &TestTown) {
    let hanako = town.resident();
    let answers = town.answers(&hanako, WATER);
    fill(town);
    let refused = hanako.posts("one-intent", WATER, &answers).expect(503);
    assert_eq!(refused.header("retry-after"), Some("300"));
    assert_eq!(refused.json()["type"], "urn:madoguchi:problem:storage-full");
    assert_eq!(town.submissions(), 0);

    make_room(town);
    hanako.posts("one-intent", WATER, &answers).expect(201);
    hanako.posts("one-intent", WATER, &answers).expect(201);
    assert_eq!(town.submissions(), 1);
}
