//! What is kept when the connection to a server is lost, or the server falls silent: each
//! write once, and whoever waits is told within seconds. PostgreSQL only: the embedded
//! engine has no connection to lose.

use std::{
    sync::{Arc, Barrier},
    time::{Duration, Instant},
};

use submission_store::{Store, StoreError, StoreSettings, WriteTx, drafts, submissions};

use crate::{
    relay::{Cut, Relay},
    town::{Filing, Town, morning, skips_postgres},
};

/// A town on PostgreSQL, and a second store whose connections pass a wire.
struct Scene {
    town: Town,
    relay: Arc<Relay>,
    store: Store,
}

impl Scene {
    async fn set(change: impl FnOnce(&mut StoreSettings)) -> Option<Self> {
        if skips_postgres() {
            return None;
        }
        let town = Town::postgres().await;
        let relay = Arc::new(Relay::to(&town.settings.database_url));
        let mut settings = town.settings.clone();
        relay.url().clone_into(&mut settings.database_url);
        change(&mut settings);
        let store = Store::open(&settings).unwrap();
        Some(Self { town, relay, store })
    }

    async fn file(&self, filing: &Filing) -> Result<(), StoreError> {
        let filing = filing.clone();
        self.store.write(move |tx| filing.insert(tx)).await
    }

    /// How many rows of everything one filing left.
    fn rows(&self, filing: &Filing) -> Vec<String> {
        let id = &filing.id;
        let count = |table: &str, column: &str| {
            let query = format!(
                "SELECT CAST(count(*) AS text) AS text FROM {table} WHERE {column} = '{id}'"
            );
            self.town.texts(&query).remove(0)
        };
        [
            ("submissions", "id"),
            ("revisions", "submission_id"),
            ("events", "case_id"),
            ("outbox", "submission_id"),
        ]
        .map(|(table, column)| count(table, column))
        .to_vec()
    }
}

const ONCE: [&str; 4] = ["1", "1", "1", "1"];
const NEVER: [&str; 4] = ["0", "0", "0", "0"];

fn soon(settings: &mut StoreSettings) {
    settings.retry_for = Duration::from_millis(300);
}

#[tokio::test]
async fn a_connection_cut_around_commit_keeps_a_filing_once() {
    let Some(scene) = Scene::set(|_| ()).await else { return };
    for cut in [Cut::BeforeCommit, Cut::DuringCommit, Cut::CommitUnheard, Cut::AfterCommit] {
        let filing = Filing::of(&scene.store, "仙台 花子", morning());
        scene.relay.cut(cut);
        assert_eq!(scene.file(&filing).await, Ok(()), "{cut:?}");
        assert!(!scene.relay.is_waiting(), "{cut:?} took place");
        assert_eq!(scene.rows(&filing), ONCE, "{cut:?}");
    }
}

#[tokio::test]
async fn a_connection_cut_at_any_message_keeps_a_filing_once() {
    let Some(scene) = Scene::set(|_| ()).await else { return };
    for message in 1.. {
        let filing = Filing::of(&scene.store, "名取 太郎", morning());
        scene.relay.cut(Cut::AtMessage(message));
        assert_eq!(scene.file(&filing).await, Ok(()), "message {message}");
        assert_eq!(scene.rows(&filing), ONCE, "message {message}");
        if scene.relay.is_waiting() {
            assert!(message > 8, "a filing is many messages");
            return;
        }
    }
}

#[tokio::test]
async fn a_server_that_is_gone_is_told_and_nothing_is_in_doubt() {
    let Some(scene) = Scene::set(soon).await else { return };
    let filing = Filing::of(&scene.store, "仙台 花子", morning());
    scene.relay.go_down();
    assert_eq!(scene.file(&filing).await, Err(StoreError::Away { in_doubt: false }));
    let read = scene.store.read(|tx| submissions::list_all(tx, &submission_store::Page::first(1)));
    assert!(matches!(read.await, Err(StoreError::Unreachable { .. })));
    scene.relay.carry_on();
    assert_eq!(scene.rows(&filing), NEVER);
    assert_eq!(scene.file(&filing).await, Ok(()));
    assert_eq!(scene.rows(&filing), ONCE);
}

#[tokio::test]
async fn a_commit_that_nobody_can_look_up_is_in_doubt() {
    let Some(scene) = Scene::set(soon).await else { return };
    for cut in [Cut::CommitUnheard, Cut::BeforeCommit] {
        let filing = Filing::of(&scene.store, "仙台 花子", morning());
        scene.relay.cut_for_good(cut);
        assert_eq!(scene.file(&filing).await, Err(StoreError::Away { in_doubt: true }), "{cut:?}");
        scene.relay.carry_on();
        let kept = if cut == Cut::CommitUnheard { ONCE } else { NEVER };
        assert_eq!(scene.rows(&filing), kept, "{cut:?}");
    }
}

#[tokio::test]
async fn a_silent_server_is_told_within_seconds_and_keeps_nothing_later() {
    let patience = Duration::from_millis(400);
    let set = |settings: &mut StoreSettings| settings.silence = patience;
    let Some(scene) = Scene::set(set).await else { return };
    let first = Filing::of(&scene.store, "仙台 花子", morning());
    assert_eq!(scene.file(&first).await, Ok(()), "there is an idle connection");
    let (given_up, later) = (
        Filing::of(&scene.store, "名取 太郎", morning()),
        Filing::of(&scene.store, "多賀城 次郎", morning()),
    );
    scene.relay.go_silent();
    let asked = Instant::now();
    assert_eq!(scene.file(&given_up).await, Err(StoreError::Away { in_doubt: false }));
    let read = scene.store.read(|tx| submissions::list_all(tx, &submission_store::Page::first(1)));
    assert_eq!(read.await.map(|_| ()), Err(StoreError::Away { in_doubt: false }));
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
    scene.relay.carry_on();
    // One turn each: when all have had theirs, what was given up has had its own.
    for _ in 0..2 * scene.town.settings.connections {
        let filing = Filing::of(&scene.store, "塩竈 三郎", morning());
        assert_eq!(scene.file(&filing).await, Ok(()));
    }
    assert_eq!(scene.file(&later).await, Ok(()));
    assert_eq!(scene.rows(&given_up), NEVER);
    assert_eq!(scene.rows(&later), ONCE);
}

/// Two writes take the same two rows in opposite order; the server ends one of them with a
/// fault that has no kind, in whatever language it speaks.
#[tokio::test]
async fn a_deadlock_is_run_again_whatever_the_server_calls_it() {
    let Some(scene) = Scene::set(|_| ()).await else { return };
    let rows = ["仙台 花子", "名取 太郎"].map(|name| crate::draft::of(&scene.store, name));
    let kept = rows.clone();
    let insert =
        move |tx: &mut WriteTx<'_>| kept.iter().try_for_each(|row| drafts::insert(tx, row));
    scene.store.write(insert).await.unwrap();
    let met = Arc::new(Barrier::new(2));
    let calls = [[0, 1], [1, 0]].map(|order| {
        let (store, met, rows) = (scene.store.clone(), Arc::clone(&met), rows.clone());
        let mut first_time = true;
        tokio::spawn(async move {
            let work = move |tx: &mut WriteTx<'_>| {
                for (step, index) in order.into_iter().enumerate() {
                    drafts::delete(tx, &rows[index].owner_hash, &rows[index].id)?;
                    if step == 0 && std::mem::take(&mut first_time) {
                        met.wait();
                    }
                }
                Ok::<_, StoreError>(())
            };
            store.write(work).await
        })
    });
    for call in calls {
        assert_eq!(call.await.unwrap(), Ok(()));
    }
}

#[tokio::test]
async fn a_refused_connection_says_why_and_names_nobody() {
    if skips_postgres() {
        return;
    }
    let town = Town::postgres().await;
    let mut settings = town.settings.clone();
    for (url, part) in [
        ("postgres://hanako:himitsu@127.0.0.1:1/town", "nothing listens"),
        ("postgres://hanako@localhost/town?host=/nowhere", "no socket"),
    ] {
        url.clone_into(&mut settings.database_url);
        let told = Store::open(&settings).err().unwrap().to_string();
        assert!(told.contains(part), "{told}");
        for secret in ["hanako", "himitsu", "127.0.0.1", "nowhere"] {
            assert!(!told.contains(secret), "{told}");
        }
    }
}
