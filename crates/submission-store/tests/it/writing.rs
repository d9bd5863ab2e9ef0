//! What `write` promises: all or nothing, each for itself, and only after the commit.

use std::{
    collections::BTreeSet,
    sync::{
        Arc, Barrier,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    time::Duration,
};

use submission_store::{
    Scope, Store, StoreError, StoreSettings, WriteTx, drafts, idempotency, idempotency::Remembered,
    submissions,
};

use crate::town::{Filing, Town, files_under, morning, on_both_engines, owner};

on_both_engines!(
    a_job_that_fails_takes_nothing_with_it,
    a_panic_is_the_callers_own,
    a_caller_who_goes_away_is_served,
    a_lost_update_is_a_conflict,
    many_at_once_are_all_kept,
    one_key_pressed_many_times_at_once_files_once,
    a_store_that_is_up_to_date_answers,
);

#[derive(Debug, PartialEq, Eq)]
enum Fault {
    Refused,
    Store(StoreError),
}

impl From<StoreError> for Fault {
    fn from(fault: StoreError) -> Self {
        Self::Store(fault)
    }
}

async fn count(store: &Store) -> usize {
    let page = submission_store::Page::first(200);
    store.read(move |tx| submissions::list_all(tx, &page)).await.unwrap().items.len()
}

async fn a_job_that_fails_takes_nothing_with_it(town: Town) {
    let filings: Vec<Filing> =
        (0..30).map(|n| Filing::of(&town.store, &format!("住民 {n}"), morning())).collect();
    let waiting: Vec<_> = filings
        .iter()
        .enumerate()
        .map(|(n, filing)| {
            let (store, filing) = (town.store.clone(), filing.clone());
            tokio::spawn(async move {
                store
                    .write(move |tx| {
                        filing.insert(tx)?;
                        match n % 3 {
                            // A refusal after everything was written.
                            1 => Err(Fault::Refused),
                            // A statement that fails in the middle of a group.
                            2 => filing.insert(tx).map_err(Fault::from),
                            _ => Ok(()),
                        }
                    })
                    .await
            })
        })
        .collect();
    for (n, answer) in waiting.into_iter().enumerate() {
        let expected = match n % 3 {
            1 => Err(Fault::Refused),
            2 => Err(Fault::Store(StoreError::Duplicate { table: "submissions" })),
            _ => Ok(()),
        };
        assert_eq!(answer.await.unwrap(), expected, "job {n}");
    }
    for (n, filing) in filings.into_iter().enumerate() {
        let id = filing.id;
        let found = town.store.read(move |tx| submissions::find(tx, &Scope::Worker, &id)).await;
        assert_eq!(found.unwrap().is_some(), n % 3 == 0, "job {n}");
    }
}

async fn a_panic_is_the_callers_own(town: Town) {
    let filing = Filing::of(&town.store, "仙台 花子", morning());
    let store = town.store.clone();
    let panicked = tokio::spawn(async move {
        store
            .write(move |tx| -> Result<(), StoreError> {
                filing.insert(tx)?;
                panic!("a mistake in a use case");
            })
            .await
    })
    .await;
    assert!(panicked.is_err_and(|error| error.is_panic()));
    assert_eq!(count(&town.store).await, 0, "its changes are gone");
    town.file("名取 太郎").await;
    assert_eq!(count(&town.store).await, 1, "the next one is served");
}

async fn a_caller_who_goes_away_is_served(town: Town) {
    let filing = Filing::of(&town.store, "仙台 花子", morning());
    let (started, has_started) = mpsc::channel();
    let (finish, may_finish) = mpsc::channel::<()>();
    let may_finish = std::sync::Mutex::new(may_finish);
    let store = town.store.clone();
    let call = tokio::spawn(async move {
        store
            .write(move |tx| {
                started.send(()).unwrap();
                may_finish.lock().unwrap().recv().unwrap();
                filing.insert(tx)
            })
            .await
    });
    tokio::task::spawn_blocking(move || has_started.recv().unwrap()).await.unwrap();
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    finish.send(()).unwrap();
    // The next write waits for the one before it on SQLite; PostgreSQL needs asking.
    while count(&town.store).await == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn a_lost_update_is_a_conflict(town: Town) {
    let draft = crate::draft::of(&town.store, "仙台 花子");
    let kept = draft.clone();
    town.store.write(move |tx| drafts::insert(tx, &kept)).await.unwrap();
    let (first, second) = (draft.clone(), draft);
    assert_eq!(town.store.write(move |tx| drafts::save(tx, &first)).await, Ok(()));
    let late = town.store.write(move |tx| drafts::save(tx, &second)).await;
    assert_eq!(late, Err(StoreError::Conflict { table: "drafts", by: None, at: None }));
    let saves = town.store.read(|tx| drafts::list_of_owner(tx, &owner("仙台 花子"), morning(), 9));
    assert_eq!(saves.await.unwrap()[0].saves, 1);
}

async fn many_at_once_are_all_kept(town: Town) {
    let calls: Vec<_> = (0..200)
        .map(|n| {
            let filing = Filing::of(&town.store, &format!("住民 {n}"), morning());
            let store = town.store.clone();
            tokio::spawn(async move { store.write(move |tx| filing.insert(tx)).await })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap(), Ok(()));
    }
    assert_eq!(count(&town.store).await, 200);
}

async fn one_key_pressed_many_times_at_once_files_once(town: Town) {
    let calls: Vec<_> = (0..12)
        .map(|_| {
            let (store, filing) =
                (town.store.clone(), Filing::of(&town.store, "仙台 花子", morning()));
            let press = move |tx: &mut WriteTx<'_>| {
                let actor = owner("仙台 花子");
                if let Some(known) = idempotency::find(tx, &actor, "key")? {
                    return Ok::<_, StoreError>(known.submission);
                }
                filing.insert(tx)?;
                let submission = filing.id.clone();
                let remembered = Remembered { request: filing.revision.digest, submission };
                idempotency::insert(tx, &actor, "key", &remembered, morning())?;
                Ok(remembered.submission)
            };
            tokio::spawn(async move { store.write(press).await })
        })
        .collect();
    let mut filed = BTreeSet::new();
    for call in calls {
        filed.insert(call.await.unwrap().unwrap());
    }
    assert_eq!(filed.len(), 1, "everybody got the same receipt");
    assert_eq!(count(&town.store).await, 1);
}

async fn a_store_that_is_up_to_date_answers(town: Town) {
    assert_eq!(town.store.ready().await, Ok(()));
    assert_eq!(Store::pending(&town.settings), Ok(0));
    assert_eq!(Store::migrate(&town.settings), Ok(Vec::new()), "nothing is done twice");
}

/// Holds the writer, fills the queue, and sees the next one turned away.
#[tokio::test]
async fn a_full_queue_is_busy() {
    let mut town = Town::sqlite().await;
    town.settings.queue = 3;
    let store = town.second();
    let (let_go, may_go) = mpsc::channel::<()>();
    let may_go = std::sync::Mutex::new(may_go);
    let (started, has_started) = mpsc::channel();
    let first = {
        let store = store.clone();
        tokio::spawn(async move {
            store
                .write(move |_| {
                    started.send(()).unwrap();
                    may_go.lock().unwrap().recv().unwrap();
                    Ok::<_, StoreError>(())
                })
                .await
        })
    };
    tokio::task::spawn_blocking(move || has_started.recv().unwrap()).await.unwrap();
    let waiting: Vec<_> = (0..3)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move { store.write(|_| Ok::<_, StoreError>(())).await })
        })
        .collect();
    tokio::task::yield_now().await;
    assert_eq!(store.write(|_| Ok(())).await, Err(StoreError::Busy));
    let_go.send(()).unwrap();
    assert_eq!(first.await.unwrap(), Ok(()));
    for call in waiting {
        assert_eq!(call.await.unwrap(), Ok(()));
    }
}

/// Two processes write to the same file; nobody is told that it is locked.
#[tokio::test]
async fn no_lock_ever_surfaces() {
    let town = Town::sqlite().await;
    let stores = [town.store.clone(), town.second(), town.second()];
    let busy = Arc::new(AtomicUsize::new(0));
    let gate = Arc::new(Barrier::new(stores.len()));
    let threads: Vec<_> = stores
        .into_iter()
        .map(|store| {
            let (busy, gate) = (busy.clone(), gate.clone());
            std::thread::spawn(move || {
                let runtime =
                    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
                gate.wait();
                for n in 0..40 {
                    let filing = Filing::of(&store, &format!("住民 {n}"), morning());
                    if runtime.block_on(store.write(move |tx| filing.insert(tx))).is_err() {
                        busy.fetch_add(1, Ordering::Relaxed);
                    }
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(busy.load(Ordering::Relaxed), 0);
    assert_eq!(count(&town.store).await, 120);
}

#[tokio::test]
async fn a_schema_that_is_behind_or_ahead_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("town.db").display());
    let settings = StoreSettings::new(url, folder.path(), "sendai".parse().unwrap());
    let pending = Store::pending(&settings).unwrap();
    assert!(pending > 0);
    assert_eq!(
        files_under(folder.path()),
        Vec::<std::path::PathBuf>::new(),
        "asking makes nothing"
    );
    assert_eq!(Store::open(&settings).err(), Some(StoreError::Pending(pending)));

    let town = Town::sqlite().await;
    town.sql("INSERT INTO __diesel_schema_migrations (version) VALUES ('20991231000000')").unwrap();
    assert_eq!(Store::pending(&town.settings), Err(StoreError::NewerSchema));
    assert_eq!(Store::open(&town.settings).err(), Some(StoreError::NewerSchema));
    assert_eq!(Store::migrate(&town.settings).err(), Some(StoreError::NewerSchema));
}
