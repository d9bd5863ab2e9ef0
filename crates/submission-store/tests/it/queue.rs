//! The queue: filters combine, pages join without gaps, and nobody sees another's.

use kernel::{Instant, Reach, SubmissionId};
use review_workflow::{Case, State};
use submission_store::{
    Listed, Page, cases,
    cases::{Assigned, QueueEntry, QueueFilter, QueueSort},
};

use crate::town::{REGISTER, Town, WATER, department, minutes, morning, on_both_engines, only};

on_both_engines!(
    the_nearest_day_comes_first_and_pages_join,
    filters_combine,
    words_find_a_case_by_name,
    a_department_sees_its_own,
);

async fn ask(town: &Town, reach: Reach, filter: QueueFilter, page: Page) -> Listed<QueueEntry> {
    town.store.read(move |tx| cases::list(tx, &reach, &filter, &page)).await.unwrap()
}

async fn all(town: &Town, filter: QueueFilter) -> Vec<SubmissionId> {
    let listed = ask(town, Reach::Everywhere, filter, Page::first(200)).await;
    listed.items.into_iter().map(|entry| entry.id).collect()
}

fn day(number: i64) -> Instant {
    morning().plus(minutes(60 * 24) * i32::try_from(number).unwrap())
}

/// Saves the case of a filing in another state.
async fn becomes(town: &Town, case: &Case, change: impl Fn(Case) -> Case) {
    let changed = change(case.clone());
    town.store.write(move |tx| cases::save(tx, &changed, "system", morning())).await.unwrap();
}

async fn the_nearest_day_comes_first_and_pages_join(town: Town) {
    town.leaves_loose_ends();
    let mut filed = Vec::new();
    for n in [3, 1, 2, 1, 3, 2, 1] {
        filed.push(town.file_at("住民", day(n)).await);
    }
    let endless = town.file_at("住民", day(0)).await;
    becomes(&town, &endless.case.case, |case| Case { due_on: None, ..case }).await;
    filed.push(endless);
    for state in [State::Completed, State::Refused] {
        let finished = town.file_at("住民", day(1)).await;
        becomes(&town, &finished.case.case, |case| Case { state, ..case }).await;
        filed.push(finished);
    }
    for sort in [QueueSort::Due, QueueSort::Received] {
        for states in [vec![], State::ALL.to_vec(), vec![State::Completed, State::Refused]] {
            let filter = QueueFilter { states: states.clone(), sort, ..QueueFilter::default() };
            let whole = all(&town, filter.clone()).await;
            let expected = if states.is_empty() {
                8
            } else if states.len() == 2 {
                2
            } else {
                10
            };
            assert_eq!(whole.len(), expected, "{sort:?} {states:?}");
            let mut joined = Vec::new();
            let mut page = Page::first(3);
            loop {
                let listed = ask(&town, Reach::Everywhere, filter.clone(), page).await;
                joined.extend(listed.items.into_iter().map(|entry| entry.id));
                let Some(next) = listed.next else { break };
                page = Page::after(3, next.to_string().parse().unwrap());
            }
            assert_eq!(joined, whole, "{sort:?} {states:?}");
        }
    }
    let due = ask(&town, Reach::Everywhere, QueueFilter::default(), Page::first(200)).await;
    let days: Vec<_> = due.items.iter().map(|entry| entry.due_on).collect();
    let mut sorted = days.clone();
    sorted.sort_by_key(|due| (due.is_none(), *due));
    assert_eq!(days, sorted);
    let newest = QueueFilter { sort: QueueSort::Received, ..QueueFilter::default() };
    let received = ask(&town, Reach::Everywhere, newest, Page::first(200)).await.items;
    assert!(received.is_sorted_by(|a, b| a.arrived_at >= b.arrived_at));
}

async fn filters_combine(town: Town) {
    town.leaves_loose_ends();
    let clerk = town.clerk("clerk").await;
    let free = town.file_at("住民", day(1)).await;
    let taken = town.file_at("住民", day(2)).await;
    let assignee = Some(clerk.clone());
    becomes(&town, &taken.case.case, |case| Case {
        state: State::InReview,
        assignee: assignee.clone(),
        ..case
    })
    .await;
    let (free, taken) = (free.id, taken);
    let base = QueueFilter::default;
    let table = [
        (QueueFilter { assignee: Some(Assigned::Nobody), ..base() }, vec![free.clone()]),
        (QueueFilter { assignee: Some(Assigned::To(clerk)), ..base() }, vec![taken.id.clone()]),
        (QueueFilter { states: vec![State::InReview], ..base() }, vec![taken.id.clone()]),
        (QueueFilter { received_from: Some(day(2).day()), ..base() }, vec![taken.id.clone()]),
        (QueueFilter { received_until: Some(day(1).day()), ..base() }, vec![free.clone()]),
        (QueueFilter { procedure: Some("inu-toroku".to_owned()), ..base() }, vec![]),
        (
            QueueFilter { ward: Some("aoba".to_owned()), ..base() },
            vec![free.clone(), taken.id.clone()],
        ),
        (QueueFilter { department: Some(department(WATER)), ..base() }, vec![]),
        (
            QueueFilter { receipt_number: Some(taken.submission.receipt_number.clone()), ..base() },
            vec![taken.id.clone()],
        ),
        (
            QueueFilter {
                assignee: Some(Assigned::Nobody),
                received_from: Some(day(2).day()),
                ..base()
            },
            vec![],
        ),
    ];
    for (filter, expected) in table {
        let counted = filter.clone();
        assert_eq!(all(&town, filter.clone()).await, expected, "{filter:?}");
        let count =
            town.store.read(move |tx| cases::count(tx, &Reach::Everywhere, &counted, 100)).await;
        assert_eq!(count, Ok(expected.len()), "{filter:?}");
    }
    let most =
        town.store.read(|tx| cases::count(tx, &Reach::Everywhere, &QueueFilter::default(), 1));
    assert_eq!(most.await, Ok(1), "counting stops at the most that is asked for");
}

async fn words_find_a_case_by_name(town: Town) {
    let hanako = town.file("仙台 花子").await;
    town.file("名取 太郎").await;
    let term = |word: &str| town.store.keys().search_term(word);
    let by = |terms: Vec<i64>| QueueFilter { terms, ..QueueFilter::default() };
    assert_eq!(all(&town, by(vec![term("仙台花子")])).await, [hanako.id]);
    assert_eq!(all(&town, by(vec![term("仙台花子"), term("名取太郎")])).await, []);
    assert_eq!(all(&town, by(vec![term("仙台")])).await, []);
    let listed = ask(&town, Reach::Everywhere, by(vec![term("仙台花子")]), Page::first(1)).await;
    let name = listed.items[0].applicant.clone().unwrap();
    assert_eq!(town.store.sealer().open_text(&name), Ok("仙台 花子".to_owned()));
}

async fn a_department_sees_its_own(town: Town) {
    let filing = town.file("仙台 花子").await;
    let table = [
        (Reach::Everywhere, 1),
        (only(&[REGISTER, WATER]), 1),
        (only(&[WATER]), 0),
        (Reach::NOWHERE, 0),
    ];
    for (reach, expected) in table {
        let filter = QueueFilter {
            receipt_number: Some(filing.submission.receipt_number.clone()),
            ..QueueFilter::default()
        };
        let shown = format!("{reach:?}");
        let listed = ask(&town, reach, filter, Page::first(10)).await;
        assert_eq!(listed.items.len(), expected, "{shown}");
    }
}
