//! Letters leave at least once, and are never forgotten.

use chrono::Duration;
use kernel::{Instant, LetterId};
use submission_store::{
    Page, StoreError, outbox,
    outbox::{LetterState, OutboxLetter},
};

use crate::town::{Town, minutes, morning, on_both_engines};

on_both_engines!(
    a_leased_letter_is_nobody_elses,
    a_failed_letter_waits_and_a_dead_one_is_shown,
    a_list_joins_without_gaps,
);

async fn lease(town: &Town, now: Instant) -> Vec<OutboxLetter> {
    let until = now.plus(minutes(5));
    town.store.write(move |tx| outbox::lease(tx, now, until, 10)).await.unwrap()
}

async fn a_leased_letter_is_nobody_elses(town: Town) {
    let letter = town.file("花子").await.letter;
    let before = morning().plus(-Duration::milliseconds(1));
    assert_eq!(lease(&town, before).await, [], "not yet");
    assert_eq!(lease(&town, morning()).await, std::slice::from_ref(&letter));
    assert_eq!(lease(&town, morning().plus(minutes(4))).await, [], "somebody is at it");
    assert_eq!(
        lease(&town, morning().plus(minutes(5))).await,
        std::slice::from_ref(&letter),
        "the lease is over"
    );
    town.store.write(move |tx| outbox::sent(tx, &letter.id, morning())).await.unwrap();
    assert_eq!(lease(&town, morning().plus(minutes(600))).await, [], "it has left");
    assert_eq!(town.store.read(|tx| outbox::next_due(tx)).await, Ok(None));
}

async fn a_failed_letter_waits_and_a_dead_one_is_shown(town: Town) {
    let id: LetterId = town.file("花子").await.letter.id;
    lease(&town, morning()).await;
    let (failed, next) = (id.clone(), morning().plus(minutes(1)));
    town.store
        .write(move |tx| outbox::failed(tx, &failed, "451 try again", Some(next)))
        .await
        .unwrap();
    assert_eq!(town.store.read(|tx| outbox::next_due(tx)).await, Ok(Some(next)));
    assert_eq!(lease(&town, morning()).await, []);
    let again = lease(&town, next).await;
    assert_eq!((again[0].attempts, again[0].last_error.as_deref()), (1, Some("451 try again")));
    town.store.write(move |tx| outbox::failed(tx, &id, "550 no", None)).await.unwrap();
    assert_eq!(lease(&town, morning().plus(minutes(600))).await, []);
    let (dead, waiting) = town
        .store
        .read(|tx| {
            let dead = outbox::list(tx, LetterState::Dead, &Page::first(10))?.items;
            Ok::<_, StoreError>((dead, outbox::count(tx, LetterState::Waiting)?))
        })
        .await
        .unwrap();
    assert_eq!((dead[0].attempts, dead[0].last_error.as_deref(), waiting), (2, Some("550 no"), 0));
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
