//! Nobody takes the same case twice, and who comes second is told who was first.

use std::{
    collections::BTreeSet,
    sync::{Arc, Barrier},
};

use chrono::Days;
use kernel::{Reach, StaffId, SubmissionId};
use review_workflow::{Case, State};
use submission_store::{
    Scope, Store, StoreError, WriteTx, cases,
    cases::{CaseRecord, Free},
};

use crate::town::{
    Filing, PROCEDURE, REGISTER, Town, WATER, department, minutes, morning, on_both_engines, only,
};

on_both_engines!(
    twenty_at_once_take_twenty_cases,
    the_most_urgent_case_comes_first,
    what_somebody_may_not_take_is_passed_over,
    a_thousand_urgent_cases_of_others_stand_before_nobody,
    who_comes_second_hears_who_was_first,
    a_case_reads_back_with_its_words,
);

fn free(reach: Reach) -> Free {
    Free {
        reach,
        department: None,
        desk: None,
        procedures: Vec::new(),
        wards: Vec::new(),
        sources: Vec::new(),
        open_findings: None,
        question: false,
        label: None,
        put_back_since: morning(),
    }
}

fn taken(record: &CaseRecord, by: &StaffId) -> Case {
    Case { state: State::InReview, assignee: Some(by.clone()), ..record.case.clone() }
}

async fn take(store: &Store, by: StaffId) -> Option<SubmissionId> {
    let record = store
        .write(move |tx| {
            cases::claim_next(tx, &free(Reach::everywhere()), &by, morning(), |record| {
                Ok::<_, StoreError>(Some(taken(record, &by)))
            })
        })
        .await
        .unwrap();
    record.map(|record| record.case.id)
}

async fn twenty_at_once_take_twenty_cases(town: Town) {
    const CLERKS: usize = 20;
    town.leaves_loose_ends();
    let mut filed = BTreeSet::new();
    for n in 0..CLERKS {
        filed.insert(town.file(&format!("住民 {n}")).await.id);
    }
    let mut clerks = Vec::new();
    for n in 0..CLERKS {
        clerks.push(town.clerk(&format!("clerk{n}")).await);
    }
    let gate = Arc::new(Barrier::new(CLERKS));
    let threads: Vec<_> = clerks
        .into_iter()
        .map(|clerk| {
            let (store, gate) = (town.store.clone(), gate.clone());
            std::thread::spawn(move || {
                let runtime =
                    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
                gate.wait();
                runtime.block_on(take(&store, clerk))
            })
        })
        .collect();
    let got: Vec<SubmissionId> =
        threads.into_iter().filter_map(|thread| thread.join().unwrap()).collect();
    assert_eq!(got.len(), CLERKS, "everybody got one");
    assert_eq!(got.into_iter().collect::<BTreeSet<_>>(), filed, "and nobody the same");
    let late = town.clerk("late").await;
    assert_eq!(take(&town.store, late).await, None);
}

async fn the_most_urgent_case_comes_first(town: Town) {
    town.leaves_loose_ends();
    let later = town.file_at("太郎", morning().plus(minutes(1) * 60 * 24)).await;
    let sooner = town.file_at("花子", morning()).await;
    let clerk = town.clerk("clerk").await;
    assert_eq!(take(&town.store, clerk.clone()).await, Some(sooner.id));
    assert_eq!(take(&town.store, clerk).await, Some(later.id));
}

async fn what_somebody_may_not_take_is_passed_over(town: Town) {
    town.leaves_loose_ends();
    let own = town.file("花子").await;
    let other = town.file("太郎").await;
    let clerk = town.clerk("clerk").await;
    let by = clerk.clone();
    let got = town
        .store
        .write(move |tx| {
            cases::claim_next(tx, &free(Reach::everywhere()), &by, morning(), |record| {
                let may = record.case.id != own.id;
                Ok::<_, StoreError>(may.then(|| taken(record, &by)))
            })
        })
        .await
        .unwrap()
        .unwrap();
    assert_eq!((got.case.id, got.case.version), (other.id, other.case.case.version + 1));
    let elsewhere = only(&[WATER]);
    let none = town
        .store
        .write(move |tx| {
            cases::claim_next(tx, &free(elsewhere.clone()), &clerk, morning(), |record| {
                Ok::<_, StoreError>(Some(taken(record, &clerk)))
            })
        })
        .await;
    assert_eq!(none, Ok(None));
}

/// Other departments' cases, other procedures', and some that this clerk may not take: all
/// more urgent than the one case that waits for them.
async fn a_thousand_urgent_cases_of_others_stand_before_nobody(town: Town) {
    const OTHERS: usize = 1_000;
    town.leaves_loose_ends();
    let later = morning().plus(minutes(1) * 60 * 24);
    let own = town.file_at("花子", later).await;
    let store = town.store.clone();
    town.store
        .write(move |tx| {
            for n in 0..OTHERS {
                let mut filing = Filing::of(&store, "太郎", morning());
                if n % 2 == 0 {
                    filing.case.place.department = department(WATER);
                } else {
                    "haishi-sareta-tetsuzuki".clone_into(&mut filing.case.place.procedure);
                }
                filing.insert(tx)?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    let clerk = town.clerk("clerk").await;
    let table = [
        Free { procedures: vec![PROCEDURE.to_owned()], ..free(only(&[REGISTER])) },
        Free {
            department: Some(department(REGISTER)),
            procedures: vec![PROCEDURE.to_owned()],
            ..free(Reach::everywhere())
        },
    ];
    for free in table {
        let (shown, by, wanted) = (format!("{free:?}"), clerk.clone(), own.id.clone());
        // Refused by every other rule as well: the walk does not stop at a window.
        let none = town
            .store
            .write(move |tx| {
                cases::claim_next(tx, &free, &by, morning(), |record| {
                    assert_eq!(record.case.id, wanted);
                    Ok::<_, StoreError>(None)
                })
            })
            .await;
        assert_eq!(none, Ok(None), "{shown}");
    }
    let (by, wanted) = (clerk.clone(), own.id.clone());
    let got = town
        .store
        .write(move |tx| {
            cases::claim_next(tx, &free(Reach::everywhere()), &by, morning(), |record| {
                let may = record.case.id == wanted;
                Ok::<_, StoreError>(may.then(|| taken(record, &by)))
            })
        })
        .await
        .unwrap();
    let got = got.map(|record| record.case.id);
    assert_eq!(got, Some(own.id), "the last of them all is reached");
}

async fn who_comes_second_hears_who_was_first(town: Town) {
    town.leaves_loose_ends();
    let filing = town.file("花子").await;
    let (first, second) = (town.clerk("first").await, town.clerk("second").await);
    let by_first = taken(&filing.case, &first);
    let by_second = taken(&filing.case, &second);
    let (by, sealer) = (first.clone(), filing.case.sealer.clone());
    let (by_key, late_key) = (sealer.clone(), sealer);
    let version = town
        .store
        .write(move |tx| {
            cases::save(tx, &by_key, &by_first, by.as_str(), morning().plus(minutes(5)))
        })
        .await;
    assert_eq!(version, Ok(filing.case.case.version + 1));
    let late = town
        .store
        .write(move |tx| {
            cases::save(tx, &late_key, &by_second, second.as_str(), morning().plus(minutes(6)))
        })
        .await;
    let (by, at) = (Some(first.as_str().to_owned()), Some(morning().plus(minutes(5))));
    assert_eq!(late, Err(StoreError::Conflict { table: "cases", by, at }));
}

#[expect(clippy::too_many_lines, reason = "every part of a case once")]
async fn a_case_reads_back_with_its_words(town: Town) {
    use review_workflow::{
        ByRule, Correction, Decision, Finding, Proposal, Remark, Rule, RuleVerdict, Verdict,
    };
    town.leaves_loose_ends();
    let filing = town.file("花子").await;
    let (clerk, today) = (town.clerk("clerk").await, morning().day());
    let case = Case {
        state: State::CorrectionRequested,
        assignee: Some(clerk.clone()),
        returned: Some(review_workflow::Returned::SentBack),
        proposal: Some(Proposal {
            by: clerk.clone(),
            verdict: Verdict::Refuse,
            grounds: None,
            terms: None,
            reason: "世帯が異なるため".to_owned(),
            passed: vec![clerk.clone()],
            steps: 2,
        }),
        findings: vec![Finding::confirmed("own-account", "/account")],
        decision: Some(Decision {
            by: Some(clerk.clone()),
            verdict: Verdict::Refuse,
            reason: "同上".to_owned(),
            terms: None,
            at: morning(),
        }),
        by_rule: Some(Box::new(ByRule {
            at: morning(),
            rule: Rule { verdict: RuleVerdict::Approve, when: "true".to_owned(), version: 3 },
        })),
        filed_by: Some(clerk.clone()),
        prepared_by: vec![clerk.clone()],
        mended_by: vec![clerk.clone()],
        correction: Some(Correction {
            remarks: vec![Remark::saying("/name", "髙の字")],
            due_on: today,
            asked_by: clerk.clone(),
            revision: 1,
            reminded_before_at: None,
            reminded_at: None,
        }),
        revision: 2,
        clock_stopped_at: Some(morning()),
        stopped_days: 3,
        due_on: None,
        payment_due_at: Some(morning()),
        ..filing.case.case.clone()
    };
    let (kept, by, sealer) = (case.clone(), clerk.clone(), filing.case.sealer.clone());
    let save = move |tx: &mut WriteTx<'_>| cases::save(tx, &sealer, &kept, by.as_str(), morning());
    let version = town.store.write(save).await.unwrap();
    let id = filing.id.clone();
    let (found, unpaid) = town
        .store
        .read(move |tx| {
            let found = cases::find(tx, &Scope::Worker, &id)?;
            Ok::<_, StoreError>((found, cases::list_payment_overdue(tx, morning(), None, 10)?))
        })
        .await
        .unwrap();
    let case = Case { version, ..case };
    assert_eq!(found.map(|record| record.case), Some(case.clone()));
    assert_eq!(unpaid, std::slice::from_ref(&filing.id));
    // Who owes nothing is reminded of the correction.
    let (kept, by, sealer) = (Case { payment_due_at: None, ..case }, clerk, filing.case.sealer);
    let save = move |tx: &mut WriteTx<'_>| cases::save(tx, &sealer, &kept, by.as_str(), morning());
    town.store.write(save).await.unwrap();
    let (overdue, not_yet) = town
        .store
        .read(move |tx| {
            let overdue = cases::list_to_remind(tx, today + Days::new(1), None, 10)?;
            Ok::<_, StoreError>((overdue, cases::list_to_remind(tx, today, None, 10)?))
        })
        .await
        .unwrap();
    assert_eq!(overdue, [filing.id]);
    assert_eq!(not_yet, [], "the last day is still a day");
    let words = "SELECT CAST(count(*) AS TEXT) AS text FROM cases WHERE detail IS NOT NULL";
    assert_eq!(town.texts(words), ["1"]);
}
