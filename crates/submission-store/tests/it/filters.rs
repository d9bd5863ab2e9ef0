//! What comes to its end last, and by which door a case came: the order by the end is one of what is
//! over, and a door that hardly anybody uses keeps nobody waiting.

use kernel::{Reach, SubmissionId};
use review_workflow::{Case, Returned, State};
use submission_store::{
    Page, Scope, StoreError, cases,
    cases::{CaseRecord, Count, QueueFilter, QueueSort},
    submissions::Source,
};

use crate::{
    queue::{all, ask, becomes, day, over_at, so_many, walks},
    town::{Filing, Town, on_both_engines},
};

on_both_engines!(
    what_ended_last_comes_first_and_what_is_open_never,
    an_end_that_a_server_of_before_does_not_note_is_noted,
    a_range_of_one_axis_is_tested_in_the_order_of_the_other,
    a_state_or_a_reason_is_each_found_once,
    a_door_that_hardly_anybody_uses_keeps_nobody_waiting,
);

fn by_end() -> QueueFilter {
    QueueFilter { sort: QueueSort::Ended, ..QueueFilter::default() }
}

async fn count(town: &Town, filter: QueueFilter) -> Count {
    let most = 1_001;
    let count = move |tx: &mut submission_store::ReadTx<'_>| {
        cases::count(tx, &Reach::everywhere(), &filter, most)
    };
    town.store.read(count).await.unwrap()
}

async fn reread(town: &Town, id: &SubmissionId) -> CaseRecord {
    let id = id.clone();
    let found = town.store.read(move |tx| cases::find(tx, &Scope::Worker, &id)).await;
    found.unwrap().unwrap()
}

/// Cases that arrived on one day after another and ended on these.
async fn ended_on(town: &Town, days: &[i64]) -> Vec<SubmissionId> {
    let mut ids = Vec::new();
    for (arrived, ended) in (0..).zip(days) {
        let filing = town.file_at("住民", day(arrived)).await;
        becomes(town, &filing.case, |case| over_at(case, day(*ended))).await;
        ids.push(filing.id);
    }
    ids
}

async fn what_ended_last_comes_first_and_what_is_open_never(town: Town) {
    town.leaves_loose_ends();
    let ids = ended_on(&town, &[12, 30, 9, 21]).await;
    let open = town.file_at("住民", day(2)).await;
    let again = town.file_at("住民", day(3)).await;
    becomes(&town, &again.case, |case| over_at(case, day(40))).await;
    let id = again.id.clone();
    let newest_first: Vec<SubmissionId> =
        [1, 3, 0, 2].into_iter().map(|n: usize| ids[n].clone()).collect();
    assert_eq!(all(&town, by_end()).await, [vec![id.clone()], newest_first.clone()].concat());
    // Taken up again, it has no end.
    let taken_up = move |case| Case { state: State::InReview, ended: None, ..case };
    becomes(&town, &reread(&town, &id).await, taken_up).await;
    for states in [vec![], State::ALL.to_vec(), vec![State::Completed, State::InReview]] {
        let filter = QueueFilter { states: states.clone(), ..by_end() };
        assert_eq!(all(&town, filter.clone()).await, newest_first, "{states:?}");
        assert_eq!(count(&town, filter.clone()).await, so_many(4), "{states:?}");
        let [there, back] = walks(&town, &Reach::everywhere(), &filter, async |_| {}).await;
        assert_eq!((&there, &back), (&newest_first, &newest_first));
    }
    let open_ones = QueueFilter { states: vec![State::Received], ..by_end() };
    assert_eq!(all(&town, open_ones).await, []);
    for (id, expected) in [(open.id, false), (id, false), (ids[0].clone(), true)] {
        let place = town.store.read(move |tx| cases::place(tx, QueueSort::Ended, &id)).await;
        assert_eq!(place.unwrap().is_some(), expected);
    }
    let (from, until) = (Some(day(12).day()), Some(day(21).day()));
    let between = QueueFilter { ended_from: from, ended_until: until, ..by_end() };
    assert_eq!(all(&town, between.clone()).await, newest_first[1..3]);
    let by_due = QueueFilter { sort: QueueSort::Due, ..between };
    assert_eq!(
        count(&town, by_due.clone()).await,
        so_many(2),
        "days of the end are of what is over"
    );
    assert_eq!(all(&town, by_due).await.len(), 2);
}

async fn an_end_that_a_server_of_before_does_not_note_is_noted(town: Town) {
    town.leaves_loose_ends();
    let filing = town.file_at("住民", day(1)).await;
    let id = &filing.id;
    let ends = format!(
        "UPDATE cases SET state = 'refused', is_open = FALSE, changed_at = '2026-11-25 01:02:03'
         WHERE id = '{id}'"
    );
    town.sql(&ends).unwrap();
    assert_eq!(all(&town, by_end()).await, std::slice::from_ref(id));
    becomes(&town, &reread(&town, id).await, |case| over_at(case, day(2))).await;
    let on = QueueFilter { ended_until: Some(day(2).day()), ..by_end() };
    assert_eq!(all(&town, on).await, std::slice::from_ref(id), "as the case itself says it");
}

async fn a_range_of_one_axis_is_tested_in_the_order_of_the_other(town: Town) {
    town.leaves_loose_ends();
    let ids = ended_on(&town, &[12, 30, 9, 21]).await;
    let (from, until) = (Some(day(1).day()), Some(day(2).day()));
    let arrived = QueueFilter { received_from: from, received_until: until, ..by_end() };
    let expected = [ids[1].clone(), ids[2].clone()];
    assert_eq!(all(&town, arrived.clone()).await, expected);
    assert_eq!(count(&town, arrived.clone()).await, so_many(2));
    let [there, back] = walks(&town, &Reach::everywhere(), &arrived, async |_| {}).await;
    assert_eq!((&there[..], &back[..]), (&expected[..], &expected[..]));
    let both = QueueFilter { ended_from: Some(day(20).day()), ..arrived };
    assert_eq!(all(&town, both).await, expected[..1]);
}

async fn a_state_or_a_reason_is_each_found_once(town: Town) {
    town.leaves_loose_ends();
    let mut ids = Vec::new();
    for (n, (state, returned)) in (0..).zip([
        (State::Received, None),
        (State::Received, Some(Returned::PutBack)),
        (State::InReview, Some(Returned::Answered)),
        (State::InReview, Some(Returned::SentBack)),
        (State::InReview, None),
    ]) {
        let filing = town.file_at("住民", day(n)).await;
        becomes(&town, &filing.case, |case| Case { state, returned, ..case }).await;
        ids.push(filing.id);
    }
    let some = |numbers: &[usize]| -> Vec<SubmissionId> {
        numbers.iter().map(|n| ids[*n].clone()).collect()
    };
    let base = || QueueFilter { sort: QueueSort::Received, ..QueueFilter::default() };
    let (answered, put_back) = (Returned::Answered, Returned::PutBack);
    let table = [
        (vec![State::Received], vec![answered], vec![], some(&[0, 1, 2])),
        // What is in the state and back for the reason is one case.
        (vec![State::Received], vec![put_back], vec![], some(&[0, 1])),
        (vec![], vec![answered, put_back], vec![], some(&[1, 2])),
        (vec![], vec![], vec![answered, put_back], some(&[1, 2])),
        (vec![State::InReview], vec![], vec![answered, put_back], some(&[2])),
        (vec![State::Received], vec![answered], vec![put_back], some(&[1])),
        (vec![State::Completed], vec![answered], vec![], some(&[2])),
    ];
    for (states, or_returned, returned, expected) in table {
        let filter = QueueFilter { states, or_returned, returned, ..base() };
        assert_eq!(all(&town, filter.clone()).await, expected, "{filter:?}");
        assert_eq!(count(&town, filter.clone()).await, so_many(expected.len()), "{filter:?}");
        let [there, back] = walks(&town, &Reach::everywhere(), &filter, async |_| {}).await;
        assert_eq!((&there, &back), (&expected, &expected), "{filter:?}");
    }
}

/// As many more like this one, of no use but to stand before others.
fn copies(town: &Town, id: &SubmissionId, many: u32) {
    let columns = |table: &str| {
        let query = if town.is_sqlite() {
            format!("SELECT name AS text FROM pragma_table_info('{table}')")
        } else {
            format!(
                "SELECT column_name AS text FROM information_schema.columns \
                 WHERE table_schema = current_schema() AND table_name = '{table}' \
                 AND is_generated = 'NEVER' ORDER BY ordinal_position"
            )
        };
        town.texts(&query)
    };
    for table in ["submissions", "cases"] {
        let columns = columns(table);
        let value = |column: &String| match column.as_str() {
            "id" => "'01930000-0000-7000-8000-' || (100000000000 + i)".to_owned(),
            "receipt_number" => "'2611-' || (1000000 + i)".to_owned(),
            column => format!("c.{column}"),
        };
        let values: Vec<String> = columns.iter().map(value).collect();
        let statement = format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {many}) \
             INSERT INTO {table} ({}) SELECT {} FROM n, {table} c WHERE c.id = '{id}'",
            columns.join(", "),
            values.join(", ")
        );
        town.sql(&statement).unwrap();
    }
}

async fn a_door_that_hardly_anybody_uses_keeps_nobody_waiting(town: Town) {
    let at_the_counter = async |n: i64| {
        let mut filing = Filing::of(&town.store, "住民", day(n));
        filing.submission.source = Source::Counter;
        let id = filing.id.clone();
        town.store.write(move |tx| filing.insert(tx)).await.unwrap();
        id
    };
    let early = at_the_counter(0).await;
    let many = town.file_at("住民", day(1)).await;
    let late = [at_the_counter(2).await, at_the_counter(3).await];
    copies(&town, &many.id, 20_500);
    let filter = QueueFilter {
        sources: vec![Source::Counter],
        sort: QueueSort::Received,
        ..QueueFilter::default()
    };
    let first = ask(&town, Reach::everywhere(), filter.clone(), Page::first(3)).await;
    let ids = |listed: &submission_store::Listed<cases::QueueEntry>| -> Vec<SubmissionId> {
        listed.items.iter().map(|entry| entry.id.clone()).collect()
    };
    assert_eq!(ids(&first), std::slice::from_ref(&early));
    let next = first.next.clone().expect("it stopped, and says where it goes on");
    let second = ask(&town, Reach::everywhere(), filter.clone(), Page::after(3, next)).await;
    assert_eq!((ids(&second), &second.next), (late.to_vec(), &None));
    let back = second.previous.unwrap();
    let back = ask(&town, Reach::everywhere(), filter.clone(), Page::before(3, back)).await;
    assert_eq!(ids(&back), [], "as far as it went");
    let back =
        ask(&town, Reach::everywhere(), filter.clone(), Page::before(3, back.previous.unwrap()));
    assert_eq!(ids(&back.await), std::slice::from_ref(&early));
    let counted = count(&town, filter.clone()).await;
    assert_eq!(counted, Count { number: 1, stopped: true });
    let most = QueueFilter { sources: vec![Source::Web], ..filter };
    assert_eq!(count(&town, most).await, so_many(1_001));

    // Whoever takes the next one of them gets it, whatever stands before it.
    let clerk = town.clerk("clerk").await;
    let free = cases::Free {
        reach: Reach::everywhere(),
        department: None,
        desk: None,
        procedures: Vec::new(),
        wards: Vec::new(),
        sources: vec![Source::Counter],
        open_findings: None,
        question: false,
        label: None,
        put_back_since: day(0),
    };
    let offered = town.store.write(move |tx| {
        let mut offered = Vec::new();
        cases::claim_next(tx, &free, &clerk, day(4), |record| {
            offered.push(record.case.id.clone());
            Ok::<_, StoreError>(None)
        })?;
        Ok::<_, StoreError>(offered)
    });
    assert_eq!(offered.await.unwrap(), [vec![early], late.to_vec()].concat());
}
