//! What the schema itself forbids, whoever asks.

use fees::PaymentState;
use kernel::{Language, Role};
use review_workflow::{Shape, State};
use submission_store::{StoreError, outbox::LetterState, submissions::Source};

use crate::town::{Filing, Town, morning, on_both_engines};

on_both_engines!(
    what_is_written_for_good_stays,
    the_words_of_the_schema_are_those_of_the_program,
    a_row_without_its_parent_is_refused,
    a_value_sealed_for_another_place_is_not_written,
);

async fn what_is_written_for_good_stays(town: Town) {
    town.file("仙台 花子").await;
    let cases = [
        ("UPDATE revisions SET author = 'x'", "DELETE FROM revisions"),
        ("UPDATE events SET kind = 'x'", "DELETE FROM events"),
        ("UPDATE procedure_versions SET definition = '{}'", "DELETE FROM procedure_versions"),
    ];
    for statement in cases.iter().flat_map(|(update, delete)| [update, delete]) {
        let refused = town.sql(statement).expect_err(statement);
        assert!(refused.to_string().contains("refused: "), "{statement}: {refused}");
    }
    town.sql("UPDATE procedure_versions SET retired_at = published_at").unwrap();
}

async fn the_words_of_the_schema_are_those_of_the_program(town: Town) {
    town.file("仙台 花子").await;
    let check = |table: &str, column: &str, words: Vec<&str>| {
        for word in words {
            town.sql(&format!("UPDATE {table} SET {column} = '{word}'"))
                .unwrap_or_else(|refused| panic!("{table}.{column} = {word}: {refused}"));
        }
        for wrong in ["", "x", "Received"] {
            let statement = format!("UPDATE {table} SET {column} = '{wrong}'");
            assert!(town.sql(&statement).is_err(), "{statement}");
        }
    };
    check("cases", "state", State::ALL.map(State::word).to_vec());
    check("cases", "shape", Shape::ALL.map(Shape::word).to_vec());
    check("submissions", "language", Language::ALL.map(Language::tag).to_vec());
    check("submissions", "source", Source::ALL.iter().map(|source| source.word()).collect());
    check("outbox", "state", LetterState::ALL.iter().map(|state| state.word()).collect());
    town.clerk("clerk").await;
    check("grants", "role", Role::ALL.map(Role::word).to_vec());
    let filing = town.file("名取 太郎").await;
    let bill = crate::payment::bill(&filing);
    let sealer = filing.submission.sealer.clone();
    let insert = move |tx: &mut submission_store::WriteTx<'_>| {
        submission_store::payments::insert(tx, &sealer, &bill)
    };
    town.store.write(insert).await.unwrap();
    check("payments", "state", PaymentState::ALL.map(PaymentState::word).to_vec());
}

async fn a_row_without_its_parent_is_refused(town: Town) {
    let filing = Filing::of(&town.store, "仙台 花子", morning());
    let orphan =
        town.store.write(move |tx| submission_store::revisions::insert(tx, &filing.revision)).await;
    assert!(matches!(orphan, Err(StoreError::Refused { table: "revisions", .. })), "{orphan:?}");
}

async fn a_value_sealed_for_another_place_is_not_written(town: Town) {
    let (mut one, other) = (
        Filing::of(&town.store, "仙台 花子", morning()),
        Filing::of(&town.store, "太郎", morning()),
    );
    one.submission.contact = other.submission.contact;
    let refused = town.store.write(move |tx| one.insert(tx)).await;
    assert!(matches!(refused, Err(StoreError::Corrupt { table: "submissions", .. })));
}
