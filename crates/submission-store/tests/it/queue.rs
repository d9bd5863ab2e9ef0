//! The queue: filters combine, pages join without gaps, and nobody sees another's.

use std::collections::BTreeSet;

use kernel::{Among, Area, CasePlace, Instant, Reach, SubmissionId, Through};
use review_workflow::{Case, Ended, Returned, State};
use submission_store::{
    Listed, Page, Scope, StoreError, WriteTx, cases,
    cases::{Assigned, CaseRecord, Count, Free, InWard, QueueEntry, QueueFilter, QueueSort},
    search::Sought,
    submissions::Source,
};

use crate::town::{
    Filing, PROCEDURE, REGISTER, Town, WATER, called, department, minutes, morning,
    on_both_engines, only, waiting,
};

on_both_engines!(
    the_nearest_day_comes_first_and_pages_join,
    every_order_is_walked_from_both_ends_while_cases_move,
    what_is_put_together_from_cells_is_the_whole_list_narrowed,
    filters_combine,
    words_find_a_case_by_name,
    words_that_thousands_share_still_find_the_one,
    every_case_is_counted_for_the_figures,
    a_department_sees_its_own,
    what_is_listed_counted_opened_and_taken_lies_in_one_area,
);

pub(crate) async fn ask(
    town: &Town,
    reach: Reach,
    filter: QueueFilter,
    page: Page,
) -> Listed<QueueEntry> {
    town.store.read(move |tx| cases::list(tx, &reach, &filter, &page)).await.unwrap()
}

pub(crate) async fn all(town: &Town, filter: QueueFilter) -> Vec<SubmissionId> {
    let listed = ask(town, Reach::everywhere(), filter, Page::first(200)).await;
    listed.items.into_iter().map(|entry| entry.id).collect()
}

pub(crate) fn day(number: i64) -> Instant {
    morning().plus(minutes(60 * 24) * i32::try_from(number).unwrap())
}

/// The case as it came to its end then.
pub(crate) fn over_at(case: Case, at: Instant) -> Case {
    let ended = Ended { at, stopped_at: None, owed: false, closing: None };
    Case { state: State::Completed, ended: Some(ended), ..case }
}

/// Saves the case of a filing in another state.
pub(crate) async fn becomes(town: &Town, record: &CaseRecord, change: impl Fn(Case) -> Case) {
    let (sealer, changed) = (record.sealer.clone(), change(record.case.clone()));
    let save = move |tx: &mut WriteTx<'_>| cases::save(tx, &sealer, &changed, "system", morning());
    town.store.write(save).await.unwrap();
}

async fn the_nearest_day_comes_first_and_pages_join(town: Town) {
    town.leaves_loose_ends();
    let mut filed = Vec::new();
    for n in [3, 1, 2, 1, 3, 2, 1, 60] {
        filed.push(town.file_at("住民", day(n)).await);
    }
    let endless = town.file_at("住民", day(0)).await;
    becomes(&town, &endless.case, |case| Case { due_on: None, ..case }).await;
    filed.push(endless);
    for state in [State::Completed, State::Refused] {
        let finished = town.file_at("住民", day(1)).await;
        becomes(&town, &finished.case, |case| Case { state, ..case }).await;
        filed.push(finished);
    }
    for sort in QueueSort::ALL.iter().copied() {
        for states in [vec![], State::ALL.to_vec(), vec![State::Completed, State::Refused]] {
            let filter = QueueFilter { states: states.clone(), sort, ..QueueFilter::default() };
            let whole = all(&town, filter.clone()).await;
            let expected = match (states.len(), sort) {
                (2, _) | (_, QueueSort::Ended) => 2,
                (0, _) => 9,
                (_, _) => 11,
            };
            assert_eq!(whole.len(), expected, "{sort:?} {states:?}");
            let mut joined = Vec::new();
            let mut page = Page::first(3);
            loop {
                let listed = ask(&town, Reach::everywhere(), filter.clone(), page).await;
                joined.extend(listed.items.into_iter().map(|entry| entry.id));
                let Some(next) = listed.next else { break };
                page = Page::after(3, next.to_string().parse().unwrap());
            }
            assert_eq!(joined, whole, "{sort:?} {states:?}");
        }
    }
    let due = ask(&town, Reach::everywhere(), QueueFilter::default(), Page::first(200)).await;
    let next_date = |entry: &QueueEntry| {
        let case = filed.iter().find(|filing| filing.id == entry.id).unwrap().case.case.clone();
        Case { due_on: entry.due_on, ..case }.next_date()
    };
    assert!(due.items.is_sorted_by_key(next_date), "the nearest day first");
    let last = due.items.last().unwrap();
    assert!(last.due_on.is_some(), "nothing waits behind what has a day for ever");
    let by = |sort| QueueFilter { sort, ..QueueFilter::default() };
    let first =
        ask(&town, Reach::everywhere(), by(QueueSort::Received), Page::first(200)).await.items;
    assert!(first.is_sorted_by(|a, b| a.arrived_at <= b.arrived_at), "the earliest first");
    let last = ask(&town, Reach::everywhere(), by(QueueSort::Newest), Page::first(200)).await.items;
    assert!(last.is_sorted_by(|a, b| a.arrived_at >= b.arrived_at), "the newest first");
}

#[expect(clippy::too_many_lines, reason = "a table of filters")]
async fn filters_combine(town: Town) {
    town.leaves_loose_ends();
    let clerk = town.clerk("clerk").await;
    let free = town.file_at("住民", day(1)).await;
    let taken = town.file_at("住民", day(2)).await;
    let assignee = Some(clerk.clone());
    becomes(&town, &taken.case, |case| Case {
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
        (QueueFilter { procedures: vec!["inu-toroku".to_owned()], ..base() }, vec![]),
        (
            QueueFilter {
                procedures: vec!["inu-toroku".to_owned(), PROCEDURE.to_owned()],
                ..base()
            },
            vec![free.clone(), taken.id.clone()],
        ),
        (
            QueueFilter { wards: vec![InWard::Known("aoba".parse().unwrap())], ..base() },
            vec![free.clone(), taken.id.clone()],
        ),
        (QueueFilter { wards: vec![InWard::Unknown], ..base() }, vec![]),
        (
            QueueFilter { sources: vec![Source::Web, Source::Api], ..base() },
            vec![free.clone(), taken.id.clone()],
        ),
        (QueueFilter { sources: vec![Source::Counter], ..base() }, vec![]),
        (QueueFilter { ended_from: Some(day(0).day()), ..base() }, vec![]),
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
            town.store.read(move |tx| cases::count(tx, &Reach::everywhere(), &counted, 100)).await;
        assert_eq!(count, Ok(so_many(expected.len())), "{filter:?}");
    }
    let most =
        town.store.read(|tx| cases::count(tx, &Reach::everywhere(), &QueueFilter::default(), 1));
    assert_eq!(most.await, Ok(so_many(1)), "counting stops at the most that is asked for");
}

pub(crate) fn so_many(number: usize) -> Count {
    Count { number: u64::try_from(number).unwrap(), stopped: false }
}

fn sought(whole: &str) -> QueueFilter {
    let words = whole.split_whitespace().map(|word| vec![called(word)]).collect();
    let sought = Some(Sought { whole: vec![called(whole)], words });
    QueueFilter { sought, ..QueueFilter::default() }
}

async fn words_find_a_case_by_name(town: Town) {
    let hanako = town.file("仙台 花子").await;
    town.file("名取 太郎").await;
    assert_eq!(all(&town, sought("仙台花子")).await, std::slice::from_ref(&hanako.id));
    assert_eq!(all(&town, sought("仙台 花子")).await, [hanako.id]);
    assert_eq!(all(&town, sought("仙台花子 名取太郎")).await, []);
    assert_eq!(all(&town, sought("仙台")).await, []);
    let listed = ask(&town, Reach::everywhere(), sought("仙台花子"), Page::first(1)).await;
    let entry = &listed.items[0];
    let name = entry.applicant.clone().unwrap();
    assert_eq!(entry.sealer.open_text(&name), Ok("仙台 花子".to_owned()));
}

/// 佐藤 has 1,100 cases, 花子 has 1,100 others; the one 佐藤 花子 is the oldest of all.
async fn words_that_thousands_share_still_find_the_one(town: Town) {
    const NAMESAKES: usize = 1_100;
    let store = town.store.clone();
    let of = move |words: &[&str]| {
        let mut filing = Filing::of(&store, &words.concat(), morning());
        filing.words = waiting(&store, words, morning());
        filing
    };
    let one = of(&["佐藤", "花子"]);
    let wanted = one.id.clone();
    town.store
        .write(move |tx| {
            one.insert(tx)?;
            for _ in 0..NAMESAKES {
                of(&["佐藤", "太郎"]).insert(tx)?;
                of(&["鈴木", "花子"]).insert(tx)?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    assert_eq!(all(&town, sought("佐藤 花子")).await, [wanted]);
    assert_eq!(all(&town, sought("佐藤")).await.len(), 200, "a page of those");
    let filter = sought("佐藤");
    let count = town.store.read(move |tx| cases::count(tx, &Reach::everywhere(), &filter, 5_000));
    assert_eq!(count.await, Ok(so_many(1_101)), "and every one is counted");
}

async fn every_case_is_counted_for_the_figures(town: Town) {
    town.leaves_loose_ends();
    for n in 0..5 {
        let filing = town.file("住民").await;
        if n < 2 {
            let done = |case| Case { state: State::Completed, ..case };
            becomes(&town, &filing.case, done).await;
        }
    }
    let tally = |reach| town.store.read(move |tx| cases::tally(tx, &reach));
    let mut counted = tally(Reach::everywhere()).await.unwrap();
    counted.sort_by_key(|(state, _)| state.word());
    assert_eq!(counted, [(State::Completed, 2), (State::Received, 3)]);
    assert_eq!(tally(only(&["nobody-is-here"])).await, Ok(Vec::new()));
}

async fn a_department_sees_its_own(town: Town) {
    let filing = town.file("仙台 花子").await;
    let table = [
        (Reach::everywhere(), 1),
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

/// Cases of two departments, two procedures, three wards and none, with who answers for them and
/// at two desks.
async fn cases_of_everywhere(town: &Town) -> Vec<(SubmissionId, CasePlace)> {
    let mut places = Vec::new();
    for department_id in [REGISTER, WATER] {
        for procedure in ["inu-toroku", "suido-kaishi"] {
            for ward in [None, Some("aoba"), Some("izumi"), Some("outside")] {
                for desk in [None, Some(WATER), Some("centre")] {
                    let mut filing = Filing::of(&town.store, "住民", morning());
                    filing.lies_at(desk.map(department));
                    let doors = [Source::Web, Source::Counter, Source::Web, Source::Api];
                    filing.submission.source = doors[places.len() % doors.len()];
                    filing.case.place = CasePlace {
                        department: department(department_id),
                        desk: filing.case.place.desk.clone(),
                        procedure: procedure.to_owned(),
                        ward: ward.map(|ward| ward.parse().unwrap()),
                    };
                    places.push((filing.id.clone(), filing.case.place.clone()));
                    town.store.write(move |tx| filing.insert(tx)).await.unwrap();
                }
            }
        }
    }
    places
}

/// Nothing named is everything.
fn area(departments: &[&str], procedures: &[&str], wards: &[&str]) -> Area {
    Area {
        departments: among(departments.iter().map(|id| department(id))),
        through: Through::Either,
        procedures: among(procedures.iter().map(|&id| id.to_owned())),
        wards: among(wards.iter().map(|id| id.parse().unwrap())),
    }
}

fn areas_of_every_kind() -> [Vec<Area>; 10] {
    [
        vec![area(&[REGISTER], &[], &["aoba"])],
        vec![area(&[], &["inu-toroku"], &[])],
        vec![area(&[], &[], &["izumi", "outside"])],
        vec![area(&[REGISTER], &[], &["aoba"]), area(&[WATER], &["suido-kaishi"], &[])],
        vec![area(&[], &[], &[])],
        vec![],
        vec![area(&["centre"], &[], &[])],
        vec![Area { through: Through::Responsible, ..area(&[WATER], &[], &[]) }],
        vec![Area { through: Through::Desk, ..area(&[WATER], &[], &["aoba"]) }],
        vec![
            Area { through: Through::Desk, ..area(&["centre"], &["inu-toroku"], &[]) },
            Area { through: Through::Responsible, ..area(&[REGISTER], &[], &["izumi"]) },
        ],
    ]
}

async fn what_is_listed_counted_opened_and_taken_lies_in_one_area(town: Town) {
    let places = cases_of_everywhere(&town).await;
    let clerk = town.clerk("clerk").await;
    for areas in areas_of_every_kind() {
        let reach = Reach::new(areas);
        let covered = places.iter().filter(|(_, place)| reach.covers(place));
        let expected = sorted(covered.map(|(id, _)| id.clone()).collect());
        let listed = ask(&town, reach.clone(), QueueFilter::default(), Page::first(60)).await;
        let listed = sorted(listed.items.into_iter().map(|entry| entry.id).collect());
        assert_eq!(listed, expected, "{reach:?}");

        let (asked, ids) = (reach.clone(), places.clone());
        let look = town.store.read(move |tx| {
            let counted = cases::count(tx, &asked, &QueueFilter::default(), 100)?;
            let tallied: u64 = cases::tally(tx, &asked)?.iter().map(|(_, count)| count).sum();
            let scope = Scope::Office { reach: asked };
            let mut opened = Vec::new();
            for (id, _) in ids {
                opened.extend(cases::find(tx, &scope, &id)?.map(|record| record.case.id));
            }
            Ok::<_, StoreError>((counted, tallied, opened))
        });
        let (counted, tallied, opened) = look.await.unwrap();
        let many = so_many(expected.len());
        assert_eq!((counted, tallied), (many, many.number), "{reach:?}");
        assert_eq!(sorted(opened), expected, "{reach:?}");

        let free = Free {
            reach: reach.clone(),
            department: None,
            desk: None,
            procedures: Vec::new(),
            wards: Vec::new(),
            sources: Vec::new(),
            open_findings: None,
            question: false,
            label: None,
            put_back_since: morning(),
        };
        let by = clerk.clone();
        let take = town.store.write(move |tx| {
            let mut offered = Vec::new();
            cases::claim_next(tx, &free, &by, morning(), |record| {
                offered.push(record.case.id.clone());
                Ok::<_, StoreError>(None)
            })?;
            Ok::<_, StoreError>(offered)
        });
        assert_eq!(sorted(take.await.unwrap()), expected, "{reach:?}");
    }
}

fn sorted(mut ids: Vec<SubmissionId>) -> Vec<SubmissionId> {
    ids.sort();
    ids
}

fn among<T: Ord>(named: impl Iterator<Item = T>) -> Among<T> {
    let some: BTreeSet<T> = named.collect();
    if some.is_empty() { Among::All } else { Among::These(some) }
}

/// The ids of every page from the first on, and then of every page back to the first.
pub(crate) async fn walks(
    town: &Town,
    reach: &Reach,
    filter: &QueueFilter,
    meanwhile: impl AsyncFn(usize),
) -> [Vec<SubmissionId>; 2] {
    let mut ways = [Vec::new(), Vec::new()];
    let ids = |listed: &Listed<QueueEntry>| -> Vec<SubmissionId> {
        listed.items.iter().map(|entry| entry.id.clone()).collect()
    };
    let (mut page, mut turn) = (Page::first(3), 0);
    let end = loop {
        let listed = ask(town, reach.clone(), filter.clone(), page).await;
        ways[0].extend(ids(&listed));
        turn += 1;
        meanwhile(turn).await;
        match listed.next.clone() {
            Some(next) => page = Page::after(3, next),
            None => break listed,
        }
    };
    let (mut pages, mut place) = (vec![ids(&end)], end.previous);
    while let Some(before) = place {
        let listed = ask(town, reach.clone(), filter.clone(), Page::before(3, before)).await;
        assert!(listed.next.is_some(), "one goes on from where one came back to");
        turn += 1;
        meanwhile(turn).await;
        pages.push(ids(&listed));
        place = listed.previous;
    }
    pages.reverse();
    ways[1] = pages.concat();
    ways
}

/// Sixteen cases that stay where they are, among them cases that arrive, change and end while
/// somebody turns the pages there and back.
async fn every_order_is_walked_from_both_ends_while_cases_move(town: Town) {
    town.leaves_loose_ends();
    for sort in QueueSort::ALL {
        let filter = || QueueFilter { sort: *sort, ..QueueFilter::default() };
        let mut stays = Vec::new();
        let mut moves = Vec::new();
        for n in 0..24 {
            // Every third arrives at the same moment as the one before: the id tells them apart.
            let filed = town.file_at("住民", day(1 + n - i64::from(n % 3 == 0))).await;
            if n % 3 == 2 {
                moves.push(filed);
                continue;
            }
            if *sort == QueueSort::Ended {
                becomes(&town, &filed.case, |case| over_at(case, day(n / 3))).await;
            }
            stays.push(filed.id);
        }
        let whole = all(&town, filter()).await;
        let expected: Vec<_> = whole.into_iter().filter(|id| stays.contains(id)).collect();
        assert_eq!(expected.len(), 16, "{sort:?}");
        let moving = std::cell::RefCell::new(moves.into_iter());
        let [there, back] = walks(&town, &Reach::everywhere(), &filter(), async |turn: usize| {
            let Some(filed) = moving.borrow_mut().next() else { return };
            let end = |case| Case { state: State::Completed, ..case };
            let later = |case| Case { due_on: Some(day(90).day()), ..case };
            if turn.is_multiple_of(2) {
                becomes(&town, &filed.case, end).await;
            } else {
                becomes(&town, &filed.case, later).await;
            }
            town.file_at("住民", day(i64::try_from(turn).unwrap() * 3)).await;
        })
        .await;
        for (way, walked) in [("there", there), ("back", back)] {
            let met: Vec<_> = walked.into_iter().filter(|id| stays.contains(id)).collect();
            assert_eq!(met, expected, "{way} by {sort:?}: each once, in the named order");
        }
        // Out of the way of the next order.
        for id in all(&town, filter()).await {
            let found = town.store.read(move |tx| cases::find(tx, &Scope::Worker, &id)).await;
            let record = found.unwrap().unwrap();
            becomes(&town, &record, |case| Case { state: State::Completed, ..case }).await;
        }
    }
}

/// Forty-eight cases: every place of [`cases_of_everywhere`] three times, on days and in states
/// that fall unevenly on them.
async fn uneven_cases(town: &Town) -> Vec<(SubmissionId, CasePlace)> {
    const STATES: [State; 5] = [
        State::Received,
        State::InReview,
        State::Completed,
        State::Refused,
        State::CorrectionRequested,
    ];
    let mut places = Vec::new();
    for round in 0..3 {
        for (id, place) in cases_of_everywhere(town).await {
            let found = {
                let id = id.clone();
                town.store.read(move |tx| cases::find(tx, &Scope::Worker, &id)).await
            };
            let n = places.len() + round;
            let nth = |n: usize| day(i64::try_from(n).unwrap());
            let (state, due_on) = (STATES[(n * n + n / 3) % 5], Some(nth(n * 7 % 11).day()));
            let (sealer, at) = (found.unwrap().unwrap(), nth(n * 5 % 13));
            let returned = [Some(Returned::Answered), Some(Returned::SentBack), None, None][n % 4];
            let returned = returned.filter(|_| state == State::InReview);
            let changed = Case { state, due_on, returned, ..sealer.case.clone() };
            let save =
                move |tx: &mut WriteTx<'_>| cases::save(tx, &sealer.sealer, &changed, "system", at);
            town.store.write(save).await.unwrap();
            places.push((id, place));
        }
    }
    places
}

fn names(filter: &QueueFilter, entry: &QueueEntry, reach: &Reach, place: &CasePlace) -> bool {
    let back = entry.returned.is_some_and(|why| filter.or_returned.contains(&why));
    let in_state = if filter.states.is_empty() && filter.or_returned.is_empty() {
        entry.state.is_final() == (filter.sort == QueueSort::Ended)
    } else {
        filter.states.contains(&entry.state) || back
    };
    let ward = place.ward.clone().map_or(InWard::Unknown, InWard::Known);
    in_state
        && reach.covers(place)
        && (filter.procedures.is_empty() || filter.procedures.contains(&place.procedure))
        && filter.department.as_ref().is_none_or(|only| *only == place.department)
        && filter.desk.as_ref().is_none_or(|only| only == place.at_desk())
        && (filter.wards.is_empty() || filter.wards.contains(&ward))
        && (filter.sources.is_empty() || filter.sources.contains(&entry.source))
}

#[expect(clippy::too_many_lines, reason = "a table of filters")]
async fn what_is_put_together_from_cells_is_the_whole_list_narrowed(town: Town) {
    town.leaves_loose_ends();
    let places = uneven_cases(&town).await;
    let reaches = [
        Reach::new(vec![area(&[REGISTER], &[], &["aoba"])]),
        Reach::new(vec![area(&[REGISTER], &["inu-toroku"], &[]), area(&[], &[], &["izumi"])]),
        Reach::new(vec![
            Area { through: Through::Desk, ..area(&["centre"], &[], &[]) },
            Area { through: Through::Responsible, ..area(&[WATER], &["suido-kaishi"], &[]) },
        ]),
        Reach::everywhere(),
    ];
    let base = QueueFilter::default;
    let filters = [
        base(),
        QueueFilter { states: State::ALL.to_vec(), ..base() },
        QueueFilter { states: vec![State::Completed, State::Received], ..base() },
        QueueFilter {
            procedures: vec!["suido-kaishi".to_owned()],
            wards: vec![InWard::Unknown, InWard::Known("izumi".parse().unwrap())],
            states: State::ALL.to_vec(),
            ..base()
        },
        QueueFilter {
            procedures: vec!["suido-kaishi".to_owned(), "inu-toroku".to_owned()],
            wards: vec![InWard::Unknown],
            ..base()
        },
        QueueFilter {
            states: vec![State::Received],
            or_returned: vec![Returned::Answered, Returned::SentBack],
            ..base()
        },
        QueueFilter { or_returned: vec![Returned::SentBack], ..base() },
        QueueFilter {
            sources: vec![Source::Counter, Source::Api],
            states: State::ALL.to_vec(),
            ..base()
        },
        QueueFilter { department: Some(department(WATER)), ..base() },
        QueueFilter { desk: Some(department(WATER)), ..base() },
        QueueFilter { desk: Some(department("centre")), states: State::ALL.to_vec(), ..base() },
    ];
    let mut met = 0;
    for sort in QueueSort::ALL.iter().copied() {
        let whole = QueueFilter { states: State::ALL.to_vec(), sort, ..base() };
        let whole = ask(&town, Reach::everywhere(), whole, Page::first(200)).await.items;
        let is_over = |entry: &QueueEntry| entry.state.is_final();
        let over = whole.iter().filter(|entry| is_over(entry)).count();
        assert_eq!(whole.len(), if sort == QueueSort::Ended { over } else { 144 });
        assert!(over > 20, "{over}");
        for (reach, filter) in reaches.iter().flat_map(|r| filters.iter().map(move |f| (r, f))) {
            let filter = QueueFilter { sort, ..filter.clone() };
            let place = |entry: &QueueEntry| {
                places
                    .iter()
                    .find(|(id, _)| *id == entry.id)
                    .map(|(_, place)| place.clone())
                    .unwrap()
            };
            let named = |entry: &&QueueEntry| names(&filter, entry, reach, &place(entry));
            let expected: Vec<_> = whole.iter().filter(named).map(|e| e.id.clone()).collect();
            let [there, back] = walks(&town, reach, &filter, async |_| {}).await;
            assert_eq!(there, expected, "{reach:?} {filter:?}");
            assert_eq!(back, expected, "back, {reach:?} {filter:?}");
            let (reach, filter) = (reach.clone(), filter.clone());
            let count = town.store.read(move |tx| cases::count(tx, &reach, &filter, 200)).await;
            assert_eq!(count, Ok(so_many(expected.len())));
            met += expected.len();
        }
    }
    assert!(met > 500, "most of it found something: {met}");
}
