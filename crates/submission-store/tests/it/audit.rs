//! Whatever is changed, added or taken away afterwards, the chains show where.

use std::sync::mpsc;

use chrono::NaiveDate;
use kernel::{EventId, Instant, SystemIds};
use review_workflow::Event;
use submission_store::{
    StoreError, audit,
    audit::{Break, DayHead, Verified},
    events,
    events::NewEvent,
};

use crate::town::{Filing, Town, minutes, morning, on_both_engines};

on_both_engines!(
    an_untouched_log_verifies,
    a_changed_event_is_found,
    a_missing_event_is_found,
    a_log_that_was_cut_off_is_found,
    a_log_that_was_written_anew_is_found_by_its_day,
    days_close_once_and_follow_each_other,
    a_closed_day_takes_nothing_more,
    a_day_that_another_process_closed_takes_nothing_more,
    what_is_being_written_is_in_the_day_that_closes,
    nothing_is_lost_between_two_days,
);

async fn verify(town: &Town) -> Verified {
    town.store.read(|tx| audit::verify(tx)).await.unwrap()
}

async fn close(town: &Town, now: Instant) -> Vec<DayHead> {
    town.store.close_days(now, None).await.unwrap()
}

/// Adds `count` notes to a case.
async fn note(town: &Town, filing: &Filing, count: usize, at: Instant) -> Result<(), StoreError> {
    let by = town.clerk(&format!("clerk{}", EventId::new(&SystemIds, at))).await;
    let notes: Vec<NewEvent> = (0..count)
        .map(|n| {
            let event =
                Event::Noted { at, by: by.clone(), text: format!("メモ {n}"), call: None };
            NewEvent::seal(&filing.submission.sealer, &SystemIds, by.as_str(), &event).unwrap()
        })
        .collect();
    let case = filing.id.clone();
    town.store.write(move |tx| events::append(tx, &case, &notes)).await
}

/// Three cases of two days; the case in the middle has four events.
async fn three_cases(town: &Town) -> Filing {
    town.file_at("花子", morning()).await;
    let middle = town.file_at("太郎", morning()).await;
    note(town, &middle, 3, morning().plus(minutes(5))).await.unwrap();
    town.file_at("次郎", morning().plus(minutes(60 * 24))).await;
    middle
}

fn broken(case: &Filing, seq: i64, what: &'static str) -> Break {
    Break::Event { case: case.id.to_string(), seq, what }
}

fn saturday() -> NaiveDate {
    morning().day()
}

async fn an_untouched_log_verifies(town: Town) {
    three_cases(&town).await;
    close(&town, morning().plus(minutes(60 * 48))).await;
    let expected = Verified { cases: 3, events: 6, days: 2, first_break: None };
    assert_eq!(verify(&town).await, expected);
    assert_eq!(town.second().read(|tx| audit::verify(tx)).await, Ok(expected));
}

async fn a_changed_event_is_found(town: Town) {
    let middle = three_cases(&town).await;
    let id = &middle.id;
    for change in ["actor = 'system'", "kind = 'approved'", "payload = prev_hash"] {
        let statement = format!("UPDATE events SET {change} WHERE case_id = '{id}' AND seq = 3");
        town.force("events", &format!("CREATE TABLE kept AS SELECT * FROM events; {statement}"));
        let found = verify(&town).await.first_break;
        assert_eq!(found, Some(broken(&middle, 3, "it was changed")), "{change}");
        town.sql("DELETE FROM events; INSERT INTO events SELECT * FROM kept; DROP TABLE kept")
            .unwrap();
        assert_eq!(verify(&town).await.first_break, None, "put back as it was");
    }
}

async fn a_missing_event_is_found(town: Town) {
    let middle = three_cases(&town).await;
    let id = &middle.id;
    town.force("events", &format!("DELETE FROM events WHERE case_id = '{id}' AND seq = 2"));
    let found = verify(&town).await.first_break;
    assert_eq!(found, Some(broken(&middle, 3, "an event before it is missing")));
    town.sql(&format!("DELETE FROM events WHERE case_id = '{id}'")).unwrap();
    let found = verify(&town).await.first_break;
    assert_eq!(found, Some(broken(&middle, 1, "the log is missing")));
}

async fn a_log_that_was_cut_off_is_found(town: Town) {
    let middle = three_cases(&town).await;
    close(&town, morning().plus(minutes(60 * 48))).await;
    let id = &middle.id;
    town.force("events", &format!("DELETE FROM events WHERE case_id = '{id}' AND seq = 4"));
    let what = "events were added or taken away";
    assert_eq!(verify(&town).await.first_break, Some(Break::Day { day: saturday(), what }));
}

/// Somebody with the source code can compute a chain that fits; the head of the day,
/// which was given to a witness, does not fit any more.
async fn a_log_that_was_written_anew_is_found_by_its_day(town: Town) {
    let middle = three_cases(&town).await;
    close(&town, morning().plus(minutes(60 * 48))).await;
    town.force("day_heads", "CREATE TABLE kept AS SELECT * FROM day_heads; DELETE FROM day_heads");
    let id = &middle.id;
    town.force("events", &format!("DELETE FROM events WHERE case_id = '{id}' AND seq > 1"));
    note(&town, &middle, 3, morning().plus(minutes(6))).await.unwrap();
    assert_eq!(verify(&town).await.first_break, None, "the chain of the case fits");
    town.sql("INSERT INTO day_heads SELECT * FROM kept").unwrap();
    let what = "its events, its looks or its head were changed";
    assert_eq!(verify(&town).await.first_break, Some(Break::Day { day: saturday(), what }));
    town.force("day_heads", "DELETE FROM day_heads WHERE day = '2026-11-21'");
    let what = "it does not follow from the closed day before it";
    let sunday = saturday().succ_opt().unwrap();
    assert_eq!(verify(&town).await.first_break, Some(Break::Day { day: sunday, what }));
}

async fn days_close_once_and_follow_each_other(town: Town) {
    three_cases(&town).await;
    let midnight = Instant::start_of(saturday().succ_opt().unwrap());
    assert_eq!(close(&town, midnight.plus(minutes(9))).await, [], "not settled yet");
    let first = close(&town, midnight.plus(minutes(10))).await;
    assert_eq!(
        first.iter().map(|head| (head.day, head.events)).collect::<Vec<_>>(),
        [(saturday(), 5)]
    );
    assert_eq!(close(&town, midnight.plus(minutes(11))).await, [], "closed once");
    let second = close(&town, midnight.plus(minutes(60 * 24 * 9))).await;
    assert_eq!(second.len(), 1, "days without events have no head");
    assert_eq!(second[0].prev_hash, first[0].hash);
    let last = town.store.read(|tx| audit::last_day_head(tx)).await.unwrap();
    assert_eq!(last, second.into_iter().next());
}

async fn a_closed_day_takes_nothing_more(town: Town) {
    let filing = town.file("花子").await;
    close(&town, morning().plus(minutes(60 * 24))).await;
    // The clock was put back: the event is written into the first open day.
    note(&town, &filing, 1, morning()).await.unwrap();
    assert_eq!(verify(&town).await.first_break, None);
    // Somebody goes around the program.
    let statement = "INSERT INTO events SELECT case_id, 9, id, municipality, kind, actor, at,
                     day, payload, prev_hash, hash FROM events WHERE seq = 1";
    let refused = town.sql(statement).unwrap_err().to_string();
    assert!(refused.contains("refused: the day is closed"), "{refused}");
}

async fn a_day_that_another_process_closed_takes_nothing_more(town: Town) {
    let filing = town.file("花子").await;
    let closed = town.second().close_days(morning().plus(minutes(60 * 24)), None).await.unwrap();
    assert_eq!(closed.iter().map(|head| head.events).collect::<Vec<_>>(), [1]);
    note(&town, &filing, 1, morning().plus(minutes(1))).await.unwrap();
    assert_eq!(verify(&town).await.first_break, None);
}

/// An event of yesterday is on its way when another server closes yesterday.
async fn what_is_being_written_is_in_the_day_that_closes(town: Town) {
    town.file("太郎").await;
    let filing = Filing::of(&town.store, "花子", morning());
    let other = town.second();
    let (written, is_written) = mpsc::channel();
    let (commit, may_commit) = mpsc::channel::<()>();
    let may_commit = std::sync::Mutex::new(may_commit);
    let store = town.store.clone();
    let writing = tokio::spawn(async move {
        store
            .write(move |tx| {
                filing.insert(tx)?;
                written.send(()).unwrap();
                may_commit.lock().unwrap().recv().unwrap();
                Ok::<_, StoreError>(())
            })
            .await
    });
    tokio::task::spawn_blocking(move || is_written.recv().unwrap()).await.unwrap();
    let tomorrow = morning().plus(minutes(60 * 24));
    let closing = tokio::spawn(async move { other.close_days(tomorrow, None).await });
    while !(closing.is_finished() || town.is_closing_held_up()) {
        tokio::task::yield_now().await;
    }
    commit.send(()).unwrap();
    assert_eq!(writing.await.unwrap(), Ok(()));
    let closed = closing.await.unwrap().unwrap();
    let heads: Vec<_> = closed.iter().map(|head| (head.day, head.events)).collect();
    assert_eq!(heads, [(saturday(), 2)]);
    assert_eq!(verify(&town).await.first_break, None);
}

/// Two servers file until midnight and after it, while a third closes day after day.
async fn nothing_is_lost_between_two_days(town: Town) {
    const DAYS: i64 = 12;
    let writers = [town.store.clone(), town.second()].map(|store| {
        tokio::spawn(async move {
            for day in 0..DAYS {
                let filing = Filing::of(&store, "花子", morning().plus(minutes(60 * 24 * day)));
                store.write(move |tx| filing.insert(tx)).await.unwrap();
            }
        })
    });
    let closer = town.second();
    for day in 1..=DAYS {
        closer.close_days(morning().plus(minutes(60 * 24 * day)), None).await.unwrap();
    }
    for writer in writers {
        writer.await.unwrap();
    }
    close(&town, morning().plus(minutes(60 * 24 * (DAYS + 1)))).await;
    let verified = verify(&town).await;
    assert_eq!((verified.events, verified.first_break), (2 * DAYS.unsigned_abs(), None));
}
