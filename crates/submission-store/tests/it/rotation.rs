//! New keys while servers run: both open meanwhile, nothing is lost wherever it is cut short, and
//! an old key ends only when nothing names it.

use std::fs;

use kernel::{BulkJobId, Instant, SubmissionId, SystemIds};
use submission_store::{
    Digest, Place, Scope, Store, StoreError,
    bulk::{self, BulkJob},
    fsck,
    rotation::{self, Finish, Progress},
    submissions,
};

use crate::{
    attachment::upload,
    town::{Filing, Town, minutes, morning, on_both_engines},
};

on_both_engines!(
    a_key_seals_once_every_server_has_heard_of_it,
    keys_of_cases_are_wrapped_anew_while_others_file,
    a_round_that_was_cut_short_is_gone_on_with,
    an_old_key_ends_only_when_nothing_names_it,
    a_job_with_many_cases_is_sealed_anew,
    the_master_key_is_replaced_while_a_server_runs,
    a_replacement_that_was_cut_short_is_completed_at_the_next_start,
);

fn after(count: i64) -> Instant {
    morning().plus(minutes(count))
}

/// The numbers of the keys that wrap the keys of cases.
fn wrapping(town: &Town) -> Vec<String> {
    let mut found = town.texts("SELECT CAST(town_key AS TEXT) AS text FROM case_keys");
    found.sort();
    found.dedup();
    found
}

async fn opens(store: &Store, id: &SubmissionId) -> bool {
    let id = id.clone();
    let read = move |tx: &mut submission_store::ReadTx<'_>| {
        let found = submissions::find(tx, &Scope::Worker, &id)?.unwrap();
        found.sealer.open(&found.applicant.unwrap())
    };
    store.read(read).await.is_ok()
}

async fn file(store: &Store, name: &str) -> SubmissionId {
    let filing = Filing::of(store, name, morning());
    let kept = filing.clone();
    store.write(move |tx| kept.insert(tx)).await.unwrap();
    filing.id
}

async fn a_key_seals_once_every_server_has_heard_of_it(town: Town) {
    let (here, there) = (town.store.clone(), town.second());
    let before = file(&here, "花子").await;
    let key = rotation::begin(&here, morning()).await.unwrap();
    assert_eq!((key.number, key.seals_from), (2, Some(after(2))));
    let again = rotation::begin(&there, after(1)).await.unwrap();
    assert_eq!(again, key, "one rotation at a time");
    assert_eq!(rotation::take_up(&here, after(1)).await, Ok(true));
    assert_eq!(rotation::take_up(&here, after(1)).await, Ok(false), "nothing new");
    let early = file(&here, "次郎").await;
    assert_eq!(wrapping(&town), ["1"], "not yet");
    assert_eq!(rotation::take_up(&here, after(2)).await, Ok(true));
    assert_eq!(rotation::take_up(&there, after(2)).await, Ok(true));
    let late = file(&here, "太郎").await;
    assert_eq!(wrapping(&town), ["1", "2"]);
    for id in [&before, &early, &late] {
        assert!(opens(&there, id).await && opens(&town.second(), id).await);
    }
}

async fn keys_of_cases_are_wrapped_anew_while_others_file(town: Town) {
    let upload = upload(&town.store, "花子", morning()).await;
    let mut filed = Vec::new();
    for number in 0..20 {
        filed.push(file(&town.store, &format!("住民 {number}")).await);
    }
    rotation::begin(&town.store, morning()).await.unwrap();
    let (one, other) = (town.second(), town.second());
    for store in [&town.store, &one, &other] {
        rotation::take_up(store, after(3)).await.unwrap();
    }
    let busy = town.store.clone();
    let filing = tokio::spawn(async move {
        let mut filed = Vec::new();
        for number in 0..40 {
            filed.push(file(&busy, &format!("後の住民 {number}")).await);
        }
        filed
    });
    let (first, second) = tokio::join!(
        rotation::round(&one, "one", after(3)),
        rotation::round(&other, "other", after(3)),
    );
    assert_eq!((first, second), (Ok(false), Ok(false)));
    filed.extend(filing.await.unwrap());
    while rotation::round(&one, "one", after(9)).await.unwrap() {}
    assert_eq!(wrapping(&town), ["2"]);
    let of_files = "SELECT CAST(town_key AS TEXT) AS text FROM attachments";
    assert_eq!(town.texts(of_files), ["2"]);
    assert!(town.store.files().read(&upload).is_ok(), "its bytes are as they were");
    assert_eq!(rotation::finish(&town.store, after(30)).await, Ok(Finish::Ended(vec![1])));
    rotation::take_up(&town.store, after(30)).await.unwrap();
    let fresh = town.second();
    for id in &filed {
        assert!(opens(&fresh, id).await && opens(&town.store, id).await);
    }
    let look = fresh.files().clone();
    let found = fresh.read(move |tx| fsck::check(tx, &look, fsck::Depth::Deep, morning())).await;
    assert_eq!(found, Ok(fsck::Found::default()));
}

async fn a_round_that_was_cut_short_is_gone_on_with(town: Town) {
    let id = file(&town.store, "花子").await;
    rotation::begin(&town.store, morning()).await.unwrap();
    let dying = town.second();
    rotation::take_up(&dying, after(3)).await.unwrap();
    for _ in 0..3 {
        tokio::select! {
            biased;
            _ = rotation::round(&dying, "dying", after(3)) => {}
            () = tokio::task::yield_now() => {}
        }
    }
    drop(dying);
    assert!(opens(&town.second(), &id).await, "whatever was done");
    let heir = town.second();
    // Whoever died holds the lease for a while.
    while rotation::round(&heir, "heir", after(10)).await.unwrap() {}
    assert_eq!(wrapping(&town), ["2"]);
    assert!(opens(&heir, &id).await);
    assert_eq!(rotation::take_up(&town.store, after(10)).await, Ok(true));
}

async fn an_old_key_ends_only_when_nothing_names_it(town: Town) {
    assert_eq!(rotation::finish(&town.store, morning()).await, Ok(Finish::Alone));
    file(&town.store, "花子").await;
    let draft = crate::draft::of(&town.store, "花子");
    town.store.write(move |tx| submission_store::drafts::insert(tx, &draft)).await.unwrap();
    rotation::begin(&town.store, morning()).await.unwrap();
    assert_eq!(rotation::finish(&town.store, after(5)).await, Ok(Finish::TooSoon(after(12))));
    let named = Progress { cases: 1, drafts: 1, ..Progress::default() };
    assert_eq!(rotation::finish(&town.store, after(12)).await, Ok(Finish::Named(named)));
    while rotation::round(&town.store, "one", after(12)).await.unwrap() {}
    let drafts = Progress { drafts: 1, ..Progress::default() };
    assert_eq!(rotation::finish(&town.store, after(12)).await, Ok(Finish::Named(drafts)));
    town.sql("DELETE FROM drafts").unwrap();
    town.sql("DELETE FROM case_keys").unwrap();
    let unkeyed = Progress { unkeyed: 1, ..Progress::default() };
    assert_eq!(
        rotation::finish(&town.store, after(12)).await,
        Ok(Finish::Named(unkeyed)),
        "what was filed before cases had keys"
    );
}

async fn a_job_with_many_cases_is_sealed_anew(town: Town) {
    let (staff, id) = (town.clerk("sato").await, BulkJobId::new(&SystemIds, morning()));
    let job = BulkJob {
        id: id.clone(),
        staff: staff.clone(),
        key: "once".to_owned(),
        request: Digest::of(b"once"),
        command: "note".to_owned(),
        sealed: town.store.sealer().seal(Place::bulk(&id), "電話した".as_bytes()),
        created_at: morning(),
        finished_at: None,
    };
    town.store.write(move |tx| bulk::insert(tx, &job, &[])).await.unwrap();
    rotation::begin(&town.store, morning()).await.unwrap();
    let named = Progress { jobs: 1, ..Progress::default() };
    assert_eq!(rotation::finish(&town.store, after(12)).await, Ok(Finish::Named(named)));
    while rotation::round(&town.store, "one", after(12)).await.unwrap() {}
    assert_eq!(rotation::finish(&town.store, after(12)).await, Ok(Finish::Ended(vec![1])));
    rotation::take_up(&town.store, after(12)).await.unwrap();
    for store in [town.second(), town.store.clone()] {
        let (staff, id) = (staff.clone(), id.clone());
        let job = store.read(move |tx| bulk::find(tx, &staff, &id)).await.unwrap().unwrap();
        assert_eq!(store.sealer().open(&job.sealed), Ok("電話した".as_bytes().to_vec()));
    }
}

async fn the_master_key_is_replaced_while_a_server_runs(town: Town) {
    let id = file(&town.store, "花子").await;
    let path = |name: &str| town.folder().join(name);
    let old = fs::read_to_string(path("master.key")).unwrap();
    let keys = Store::rotate_master(&town.settings, None).unwrap();
    assert_eq!(keys, 2, "the one that derives, and the one that seals");
    assert_ne!(fs::read_to_string(path("master.key")).unwrap(), old);
    assert_eq!(fs::read_to_string(path("master.key.old")).unwrap(), old);
    assert!(!path("master.key.next").exists());
    assert!(opens(&town.store, &id).await, "who runs goes on");
    assert!(opens(&town.second(), &id).await);
    rotation::begin(&town.store, morning()).await.unwrap();
    assert_eq!(rotation::take_up(&town.store, after(3)).await, Ok(true), "with the new one");
    fs::write(path("master.key"), &old).unwrap();
    assert!(matches!(Store::open(&town.settings), Err(StoreError::MasterKey(_))), "it is over");
}

async fn a_replacement_that_was_cut_short_is_completed_at_the_next_start(town: Town) {
    let id = file(&town.store, "花子").await;
    let path = |name: &str| town.folder().join(name);
    let old = fs::read_to_string(path("master.key")).unwrap();
    // Before its commit: the next one lies there and opens nothing.
    fs::copy(path("master.key"), path("master.key.next")).unwrap();
    fs::write(path("master.key.next"), format!("{}\n", "7".repeat(64))).unwrap();
    assert!(opens(&town.second(), &id).await);
    assert_eq!(fs::read_to_string(path("master.key")).unwrap(), old);
    Store::rotate_master(&town.settings, None).unwrap();
    let new = fs::read_to_string(path("master.key")).unwrap();
    assert_eq!(new.trim_end(), "7".repeat(64), "what lay there was as good as a fresh one");
    // After its commit, before the file followed.
    fs::rename(path("master.key"), path("master.key.next")).unwrap();
    fs::rename(path("master.key.old"), path("master.key")).unwrap();
    assert!(opens(&town.second(), &id).await);
    assert_eq!(fs::read_to_string(path("master.key")).unwrap(), new);
    // Between the two renames.
    fs::rename(path("master.key"), path("master.key.next")).unwrap();
    assert!(opens(&town.second(), &id).await);
    assert_eq!(fs::read_to_string(path("master.key")).unwrap(), new);
}
