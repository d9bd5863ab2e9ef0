//! Tries are counted before they are looked at, by all servers together.

use std::sync::{Arc, Barrier};

use chrono::Duration;
use submission_store::{
    Digest, Store,
    strikes::{self, Allowance},
};

use crate::town::{Town, minutes, morning, on_both_engines};

on_both_engines!(
    a_hundred_at_once_are_a_hundred,
    a_window_ends_and_a_right_one_ends_it_early,
    another_town_counts_for_itself,
    old_windows_are_forgotten,
);

const FIVE_A_MINUTE: Allowance = Allowance { most: 5, window: Duration::minutes(1) };

fn after(span: i64) -> kernel::Instant {
    morning().plus(minutes(span))
}

fn key(of: &str) -> Digest {
    Digest::of(of.as_bytes())
}

async fn tries(store: &Store, of: &str, at: kernel::Instant) -> Option<kernel::Instant> {
    let key = key(of);
    store.write(move |tx| strikes::count(tx, &key, FIVE_A_MINUTE, at)).await.unwrap()
}

async fn a_hundred_at_once_are_a_hundred(town: Town) {
    // Two servers on one database.
    let other = Store::open(&town.settings).unwrap();
    let gate = Arc::new(Barrier::new(20));
    let threads: Vec<_> = (0..20)
        .map(|n| {
            let store = if n % 2 == 0 { town.store.clone() } else { other.clone() };
            let gate = Arc::clone(&gate);
            std::thread::spawn(move || {
                let runtime =
                    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
                gate.wait();
                let allowed = (0..5).filter(|_| {
                    runtime.block_on(tries(&store, "sato@city.example", morning())).is_none()
                });
                allowed.count()
            })
        })
        .collect();
    let allowed: usize = threads.into_iter().map(|thread| thread.join().unwrap()).sum();
    assert_eq!(allowed, 5);
}

async fn a_window_ends_and_a_right_one_ends_it_early(town: Town) {
    for _ in 0..5 {
        assert_eq!(tries(&town.store, "sato", morning()).await, None);
    }
    let end = tries(&town.store, "sato", morning().plus(Duration::seconds(20))).await;
    assert_eq!(end, Some(after(1)));
    assert_eq!(tries(&town.store, "suzuki", morning()).await, None, "each for itself");
    assert_eq!(tries(&town.store, "sato", after(1)).await, None, "the window is over");
    for _ in 0..4 {
        assert_eq!(tries(&town.store, "sato", after(1)).await, None);
    }
    assert!(tries(&town.store, "sato", after(1)).await.is_some());
    town.store.write(|tx| strikes::forgive(tx, &key("sato"))).await.unwrap();
    assert_eq!(tries(&town.store, "sato", after(1)).await, None);
}

async fn another_town_counts_for_itself(town: Town) {
    for _ in 0..6 {
        tries(&town.store, "sato", morning()).await;
    }
    let mut settings = town.settings.clone();
    settings.municipality = "tagajo".parse().unwrap();
    let next_door = Store::open(&settings).unwrap();
    assert_eq!(tries(&next_door, "sato", morning()).await, None);
}

async fn old_windows_are_forgotten(town: Town) {
    tries(&town.store, "sato", morning()).await;
    tries(&town.store, "suzuki", after(90)).await;
    let forget = |before| town.store.write(move |tx| strikes::forget_old(tx, before));
    assert_eq!(forget(after(60)).await.unwrap(), 1);
    assert_eq!(forget(after(60)).await.unwrap(), 0);
}
