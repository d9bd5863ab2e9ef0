//! Numbers follow one another, whoever takes them at the same moment and whatever comes of it.

use std::sync::{Arc, Barrier};

use kernel::{Instant, SubmissionId};
use review_workflow::VoidReason;
use submission_store::{
    Scope, Store, StoreError,
    registers::{self, Numbering, Void},
};

use crate::town::{REGISTER, Town, WATER, department, minutes, morning, on_both_engines};

on_both_engines!(
    fifty_who_decide_at_once_leave_no_gap,
    what_is_rolled_back_took_no_number,
    a_year_and_a_department_count_from_one,
    two_departments_of_one_abbreviation_are_told_apart,
    a_number_stays_and_says_why_it_does_not_count,
    the_round_tells_what_is_missing,
);

fn paper(case: &SubmissionId, notice: i64, at: Instant) -> Numbering {
    let (kind, department) = ("approval".to_owned(), department(REGISTER));
    let (instruction, template) = (None, None);
    Numbering { case: case.clone(), notice, kind, department, at, instruction, template }
}

async fn take(store: &Store, paper: Numbering) {
    store.write(move |tx| registers::take(tx, &paper)).await.unwrap();
}

async fn numbers(town: &Town, id: &str, year: i64) -> Vec<String> {
    let of = department(id);
    let list = town.store.read(move |tx| registers::list(tx, &of, year, 1, 200)).await.unwrap();
    list.iter().map(registers::Numbered::text).collect()
}

/// Every third one fails after it has taken its number, as a transaction does that loses a case to
/// somebody else.
async fn fifty_who_decide_at_once_leave_no_gap(town: Town) {
    const PEOPLE: i64 = 50;
    town.leaves_loose_ends();
    let case = town.file("仙台 花子").await.id;
    let gate = Arc::new(Barrier::new(usize::try_from(PEOPLE).unwrap()));
    let threads: Vec<_> = (1..=PEOPLE)
        .map(|notice| {
            let (store, gate, case) = (town.store.clone(), gate.clone(), case.clone());
            std::thread::spawn(move || {
                let runtime =
                    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
                gate.wait();
                let paper = paper(&case, notice, morning());
                runtime.block_on(store.write(move |tx| {
                    registers::take(tx, &paper)?;
                    if notice % 3 == 0 {
                        return Err(StoreError::Conflict { table: "cases", by: None, at: None });
                    }
                    Ok(())
                }))
            })
        })
        .collect();
    let done = threads.into_iter().map(|thread| thread.join().unwrap());
    let taken = done.flatten().count();
    assert_eq!(taken, 34);
    let expected: Vec<String> = (1..=taken).map(|n| format!("市民第{n}号")).collect();
    assert_eq!(numbers(&town, REGISTER, 2026).await, expected);
}

async fn what_is_rolled_back_took_no_number(town: Town) {
    town.leaves_loose_ends();
    let case = town.file("仙台 花子").await.id;
    let first = paper(&case, 1, morning());
    let fallen: Result<(), StoreError> = town
        .store
        .write(move |tx| {
            registers::take(tx, &first)?;
            Err(StoreError::Conflict { table: "cases", by: None, at: None })
        })
        .await;
    assert!(fallen.is_err());
    assert!(numbers(&town, REGISTER, 2026).await.is_empty());
    take(&town.store, paper(&case, 1, morning())).await;
    assert_eq!(numbers(&town, REGISTER, 2026).await, ["市民第1号"]);
}

async fn a_year_and_a_department_count_from_one(town: Town) {
    town.leaves_loose_ends();
    let case = town.file("仙台 花子").await.id;
    let at = |text: &str| Instant::parse_rfc3339(text).unwrap();
    take(&town.store, paper(&case, 1, at("2027-03-31T23:59:59+09:00"))).await;
    take(&town.store, paper(&case, 2, at("2027-04-01T00:00:00+09:00"))).await;
    let water = Numbering { department: department(WATER), ..paper(&case, 3, morning()) };
    take(&town.store, water).await;
    assert_eq!(numbers(&town, REGISTER, 2026).await, ["市民第1号"]);
    assert_eq!(numbers(&town, REGISTER, 2027).await, ["市民第1号"]);
    assert_eq!(numbers(&town, WATER, 2026).await, ["水道第1号"]);
}

async fn two_departments_of_one_abbreviation_are_told_apart(town: Town) {
    town.leaves_loose_ends();
    town.sql("UPDATE departments SET code = '仙' WHERE id <> 'city'").unwrap();
    let case = town.file("仙台 花子").await.id;
    take(&town.store, paper(&case, 1, morning())).await;
    let water = Numbering { department: department(WATER), ..paper(&case, 2, morning()) };
    take(&town.store, water).await;
    // Another abbreviation is used from the next year on.
    town.sql("UPDATE departments SET code = '仙市' WHERE id = 'koseki-jumin'").unwrap();
    take(&town.store, paper(&case, 3, morning())).await;
    assert_eq!(numbers(&town, REGISTER, 2026).await, ["仙第1号", "仙第2号"]);
    assert_eq!(numbers(&town, WATER, 2026).await, ["仙2第1号"]);
    let found = town.store.read(|tx| registers::find_all(tx, "仙", 2)).await.unwrap();
    assert_eq!(found.iter().map(|it| it.paper.notice).collect::<Vec<_>>(), [3]);
}

async fn a_number_stays_and_says_why_it_does_not_count(town: Town) {
    town.leaves_loose_ends();
    let (case, clerk) = (town.file("仙台 花子").await.id, town.clerk("clerk").await);
    take(&town.store, paper(&case, 1, morning())).await;
    let late = morning().plus(minutes(1));
    let due = |at| town.store.read(move |tx| registers::due(tx, at, 10));
    assert!(due(morning()).await.unwrap().is_empty(), "who decides sets it");
    assert_eq!(due(late).await.unwrap().len(), 1);
    let void = Void { reason: VoidReason::Addressee, by: clerk, at: late };
    let (id, again, said) = (case.clone(), case.clone(), void.clone());
    let first = town.store.write(move |tx| registers::void(tx, &id, 1, &said)).await;
    assert_eq!(first, Ok(()));
    let said = void.clone();
    let again = town.store.write(move |tx| registers::void(tx, &again, 1, &said)).await;
    assert!(matches!(again, Err(StoreError::Conflict { .. })), "{again:?}");
    assert!(due(late).await.unwrap().is_empty(), "nothing is set for it");
    let read = town.store.read(move |tx| registers::of_case(tx, &Scope::Worker, &case)).await;
    let [number] = read.unwrap().try_into().unwrap();
    assert_eq!((number.is_waiting(), number.void), (false, Some(void)));
    for statement in [
        "DELETE FROM register_numbers",
        "UPDATE register_numbers SET number = 2",
        "UPDATE register_numbers SET voided_at = NULL, voided_by = NULL, void_reason = NULL",
    ] {
        let refused = town.sql(statement).expect_err(statement);
        assert!(refused.to_string().contains("refused: "), "{statement}: {refused}");
    }
}

async fn the_round_tells_what_is_missing(town: Town) {
    town.leaves_loose_ends();
    let case = town.file("仙台 花子").await.id;
    for notice in 1..=3 {
        take(&town.store, paper(&case, notice, morning())).await;
    }
    assert_eq!(faults(&town).await, Vec::<String>::new());
    town.force("register_numbers", "DELETE FROM register_numbers WHERE number = 2");
    town.force("register_numbers", "UPDATE register_numbers SET due_at = NULL WHERE number = 3");
    assert_eq!(faults(&town).await, ["a number is missing", "its paper was not issued"]);
    town.force("registers", "UPDATE registers SET next = 9");
    assert!(faults(&town).await.contains(&"it does not go on from its last number".to_owned()));
}

async fn faults(town: &Town) -> Vec<String> {
    let files = town.store.files().clone();
    let check = move |tx: &mut submission_store::ReadTx<'_>| {
        submission_store::fsck::check(tx, &files, submission_store::fsck::Depth::Deep, morning())
    };
    let found = town.store.read(check).await.unwrap();
    found.faults.into_iter().filter(|it| it.rule == "number").map(|it| it.what).collect()
}
