//! Letters leave at least once, and are never forgotten.

use chrono::Duration;
use kernel::Instant;
use submission_store::{
    Page, StoreError, WriteTx, outbox,
    outbox::{Held, LetterState},
};

use crate::town::{Town, minutes, morning, on_both_engines};

on_both_engines!(
    a_leased_letter_is_nobody_elses,
    who_slept_through_a_lease_reports_nothing,
    several_senders_take_different_letters,
    a_letter_that_was_given_up_goes_out_again,
    a_failed_letter_waits_and_a_dead_one_is_shown,
    a_list_joins_without_gaps,
);

async fn take_for(town: &Town, owner: &'static str, now: Instant) -> Vec<Held> {
    let until = now.plus(minutes(5));
    town.store.write(move |tx| outbox::take(tx, owner, now, until, 10)).await.unwrap()
}

async fn take(town: &Town, now: Instant) -> Vec<Held> {
    take_for(town, "a", now).await
}

async fn a_leased_letter_is_nobody_elses(town: Town) {
    let letter = town.file("花子").await.letter;
    let before = morning().plus(-Duration::milliseconds(1));
    assert_eq!(take(&town, before).await, [], "not yet");
    assert_eq!(take(&town, morning()).await[0].letter, letter);
    assert_eq!(take(&town, morning().plus(minutes(4))).await, [], "somebody is at it");
    let held = take(&town, morning().plus(minutes(5))).await.remove(0);
    assert_eq!(held.letter, letter, "the lease is over");
    assert_eq!(town.store.write(move |tx| outbox::sent(tx, &held, morning())).await, Ok(true));
    assert_eq!(take(&town, morning().plus(minutes(600))).await, [], "it has left");
    assert_eq!(town.store.read(|tx| outbox::oldest_waiting(tx)).await, Ok(None));
}

async fn who_slept_through_a_lease_reports_nothing(town: Town) {
    town.file("花子").await;
    let slept = take_for(&town, "a", morning()).await.remove(0);
    let woke = take_for(&town, "b", morning().plus(minutes(5))).await.remove(0);

    let until = morning().plus(minutes(10));
    let (late, now) = (slept.clone(), morning());
    let told = town
        .store
        .write(move |tx| {
            let renewed = outbox::renew(tx, &late, until)?;
            let sent = outbox::sent(tx, &late, now)?;
            let failed = outbox::failed(tx, &late, "451 try again", now, Some(until))?;
            Ok::<_, StoreError>([renewed, sent, failed, outbox::put_back(tx, &late)?])
        })
        .await;
    assert_eq!(told, Ok([false; 4]));
    let (held, sent) = (woke.clone(), woke);
    assert_eq!(town.store.write(move |tx| outbox::renew(tx, &held, until)).await, Ok(true));
    assert_eq!(town.store.write(move |tx| outbox::sent(tx, &sent, now)).await, Ok(true));
}

async fn several_senders_take_different_letters(town: Town) {
    for _ in 0..10 {
        town.file("花子").await;
    }
    let others = [town.second(), town.second(), town.second()];
    let until = morning().plus(minutes(5));
    let taking = others.iter().zip(["a", "b", "c"]).map(|(store, owner)| {
        let store = store.clone();
        tokio::spawn(async move {
            let take = move |tx: &mut WriteTx<'_>| outbox::take(tx, owner, morning(), until, 10);
            store.write(take).await
        })
    });
    let taking: Vec<_> = taking.collect();
    let mut ids = Vec::new();
    for taken in taking {
        let taken = taken.await.unwrap().unwrap();
        ids.extend(taken.into_iter().map(|held| held.letter.id.to_string()));
    }
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!((count, ids.len()), (10, 10), "each letter once");
}

async fn a_failed_letter_waits_and_a_dead_one_is_shown(town: Town) {
    town.file("花子").await;
    let (first, next) = (take(&town, morning()).await.remove(0), morning().plus(minutes(1)));
    town.store
        .write(move |tx| outbox::failed(tx, &first, "451 try again", morning(), Some(next)))
        .await
        .unwrap();
    assert_eq!(take(&town, morning()).await, []);
    let again = take(&town, next).await.remove(0);
    let letter = &again.letter;
    assert_eq!((letter.attempts, letter.last_error.as_deref()), (1, Some("451 try again")));
    assert_eq!(letter.tried_since, Some(morning()));
    let given_up = again.clone();
    town.store.write(move |tx| outbox::failed(tx, &given_up, "550 no", next, None)).await.unwrap();
    assert_eq!(take(&town, morning().plus(minutes(600))).await, []);
    let (dead, waiting) = town
        .store
        .read(|tx| {
            let dead = outbox::list(tx, LetterState::Dead, &Page::first(10))?.items;
            Ok::<_, StoreError>((dead, outbox::count(tx, LetterState::Waiting)?))
        })
        .await
        .unwrap();
    assert_eq!((dead.len(), waiting), (1, 0));
    assert_eq!(dead[0].last_error.as_deref(), Some("550 no"));
    assert_eq!(dead[0].tried_since, Some(morning()), "since the first attempt");
}

async fn a_letter_that_was_given_up_goes_out_again(town: Town) {
    let id = town.file("花子").await.letter.id;
    let held = take(&town, morning()).await.remove(0);
    town.store.write(move |tx| outbox::failed(tx, &held, "550 no", morning(), None)).await.unwrap();
    let later = morning().plus(minutes(60));
    let (one, other) = (id.clone(), id);
    assert_eq!(town.store.write(move |tx| outbox::retry(tx, &one, later)).await, Ok(true));
    assert_eq!(take(&town, morning().plus(minutes(59))).await, []);
    let again = take(&town, later).await.remove(0);
    assert_eq!(again.letter.tried_since, None, "its time begins anew");
    let sent = again.clone();
    assert_eq!(town.store.write(move |tx| outbox::sent(tx, &sent, later)).await, Ok(true));
    assert_eq!(town.store.write(move |tx| outbox::retry(tx, &other, later)).await, Ok(false));
    assert_eq!(town.store.write(move |tx| outbox::retry_dead(tx, later)).await, Ok(0));
}

async fn a_list_joins_without_gaps(town: Town) {
    let mut wanted = Vec::new();
    for n in 0..7 {
        wanted.push(town.file(&format!("住民 {n}")).await.letter.id);
    }
    wanted.sort();
    let mut page = Page::first(3);
    let mut joined = Vec::new();
    loop {
        let listed =
            town.store.read(move |tx| outbox::list(tx, LetterState::Waiting, &page)).await.unwrap();
        joined.extend(listed.items.into_iter().map(|letter| letter.id));
        match listed.next {
            Some(next) => page = Page::after(3, next),
            None => break,
        }
    }
    assert_eq!(joined, wanted);
    assert_eq!(town.store.read(|tx| outbox::count(tx, LetterState::Waiting)).await, Ok(7));
}
