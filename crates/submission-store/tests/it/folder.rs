//! Folder and database belong together: nothing is opened, and nothing deleted, when one
//! of them is missing, fresh, old, or somebody else's.

use std::{fs, path::Path};

use chrono::Duration;
use kernel::Instant;
use submission_store::{
    Mismatch, Store, StoreError, StoreSettings,
    attachments::{self, Attachment},
    fsck::Depth,
    orphans,
    sweep::sweep,
};
use tempfile::TempDir;

use crate::{
    attachment::{announced, file, upload},
    town::{Town, files_under, morning, on_both_engines},
    whole::check,
};

on_both_engines!(
    a_restart_is_no_reason_to_refuse,
    a_fresh_database_beside_old_files_is_refused,
    a_database_restored_from_an_older_copy_keeps_todays_files,
    a_folder_of_another_city_is_refused,
    two_servers_with_a_folder_each_are_refused,
    a_copy_of_the_folder_is_no_second_folder,
    an_emptied_folder_is_refused,
    a_server_stops_taking_files_when_another_folder_is_adopted,
    files_of_before_the_binding_are_taken_over,
    a_start_that_died_between_folder_and_database_is_repeated,
    two_databases_never_claim_one_folder,
    a_folder_that_vanishes_takes_and_loses_nothing,
    a_disk_that_takes_nothing_is_not_ready,
);

const NOW_AND_LATER: [i64; 3] = [0, 2, 3_650];

/// Sweeps today, the day after tomorrow, and in ten years.
async fn sweep_for_years(store: &Store) {
    for days in NOW_AND_LATER {
        sweep(store, morning().plus(Duration::days(days))).await.unwrap();
    }
}

fn years_later() -> Instant {
    morning().plus(Duration::days(3_650))
}

/// A file that is filed with a submission.
async fn filed(town: &Town) -> Attachment {
    let attachment = upload(&town.store, "花子", morning()).await;
    assert!(file(town, "花子", &attachment).await);
    attachment
}

fn is_there(data_dir: &Path, attachment: &Attachment) -> bool {
    data_dir.join("attachments").join(&attachment.path).is_file()
}

/// Why a store does not open.
#[track_caller]
fn refusal(settings: &StoreSettings) -> Mismatch {
    match Store::open(settings).err() {
        Some(StoreError::Folder { mismatch, .. }) => mismatch,
        other => panic!("not refused for its folder: {other:?}"),
    }
}

fn with_folder(settings: &StoreSettings, data_dir: &Path) -> StoreSettings {
    StoreSettings { data_dir: data_dir.to_owned(), ..settings.clone() }
}

/// A data folder with the same master key, as a second server has.
fn second_host(town: &Town) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(town.folder().join("master.key"), folder.path().join("master.key")).unwrap();
    folder
}

fn copy(from: &Path, to: &Path) {
    for file in files_under(from) {
        let target = to.join(file.strip_prefix(from).unwrap());
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(&file, target).unwrap();
    }
}

/// The database as it is after `migrate` and before the first start.
fn make_fresh(town: &Town) {
    for table in ["attachment_folders", "data_keys"] {
        town.sql(&format!("DELETE FROM {table}")).unwrap();
    }
}

async fn a_restart_is_no_reason_to_refuse(town: Town) {
    let attachment = filed(&town).await;
    let again = town.second();
    sweep_for_years(&again).await;
    assert!(again.files().read(&attachment).is_ok());
}

#[tokio::test]
async fn a_lost_database_file_is_not_made_anew() {
    let town = Town::sqlite().await;
    town.leaves_loose_ends();
    let attachment = filed(&town).await;
    let settings = town.settings.clone();
    let path = settings.database_url.strip_prefix("sqlite:").unwrap();
    for end in ["", "-wal", "-shm"] {
        let moved = fs::rename(format!("{path}{end}"), format!("{path}{end}.lost"));
        assert!(moved.is_ok() || !end.is_empty(), "{moved:?}");
    }
    let refused = Store::migrate(&settings);
    let Err(StoreError::Folder { mismatch, .. }) = refused else { panic!("{refused:?}") };
    assert_eq!(mismatch, Mismatch::NoDatabase);
    assert!(!Path::new(path).exists(), "an empty one would look like the right one");
    assert!(is_there(town.folder(), &attachment));
}

async fn a_fresh_database_beside_old_files_is_refused(town: Town) {
    let attachment = filed(&town).await;
    let fresh = town.another().await;
    make_fresh(&fresh);
    let beside = with_folder(&fresh.settings, town.folder());
    assert_eq!(refusal(&beside), Mismatch::Unknown);
    assert_eq!(refusal(&beside), Mismatch::Unknown, "a refusal binds nothing");
    let found = Store::adopt(&beside, false, true).unwrap();
    assert_eq!((found.files, found.named, found.orphans), (1, 0, 1));
    assert_eq!(refusal(&beside), Mismatch::Unknown, "a look binds nothing either");

    Store::adopt(&beside, false, false).unwrap();
    sweep_for_years(&Store::open(&beside).unwrap()).await;
    assert!(is_there(town.folder(), &attachment), "adopted, and still nobody's to delete");
    assert!(matches!(refusal(&town.settings), Mismatch::Other { .. }), "it has a new owner");
}

async fn a_database_restored_from_an_older_copy_keeps_todays_files(town: Town) {
    let yesterday = filed(&town).await;
    let today = upload(&town.store, "花子", morning().plus(Duration::days(1))).await;
    town.sql(&format!("DELETE FROM attachments WHERE id = '{}'", today.id)).unwrap();

    let restored = town.reopened();
    sweep_for_years(&restored.store).await;
    assert!(is_there(town.folder(), &yesterday) && is_there(town.folder(), &today));
    let found = check(&restored, Depth::Deep, 60 * 24 * 2).await;
    assert_eq!(found.faults, []);
    let told: Vec<&str> = found.notes.iter().map(|note| note.id.as_str()).collect();
    assert_eq!(told, [today.path.as_str()]);

    let week_ago = |now: Instant| now.plus(Duration::days(-7));
    let store = &restored.store;
    let pruned = orphans::prune(store, week_ago(today.created_at), false).await.unwrap();
    assert_eq!(pruned, [], "a newer copy of the database may be found");
    let listed = orphans::prune(store, week_ago(years_later()), true).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert!(is_there(town.folder(), &today), "only told");
    orphans::prune(store, week_ago(years_later()), false).await.unwrap();
    assert!(!is_there(town.folder(), &today) && is_there(town.folder(), &yesterday));
}

async fn a_folder_of_another_city_is_refused(town: Town) {
    let neighbour = town.another().await;
    let (ours, theirs) = (filed(&town).await, filed(&neighbour).await);
    let mixed = with_folder(&town.settings, neighbour.folder());
    assert!(matches!(refusal(&mixed), Mismatch::Other { .. }));

    // Only the files were put into the wrong place; the key is the right one.
    let here = second_host(&town);
    copy(&neighbour.folder().join("attachments"), &here.path().join("attachments"));
    let mixed = with_folder(&town.settings, here.path());
    assert!(matches!(refusal(&mixed), Mismatch::Other { .. }));
    let adopted = Store::adopt(&mixed, false, false);
    let Err(StoreError::Folder { mismatch, .. }) = adopted else { panic!("{adopted:?}") };
    assert_eq!(mismatch, Mismatch::Missing { missing: 1, named: 1 });
    assert!(is_there(town.folder(), &ours) && is_there(here.path(), &theirs));
    assert!(Store::open(&town.settings).is_ok(), "nothing was bound anew");
}

async fn two_servers_with_a_folder_each_are_refused(town: Town) {
    let host = second_host(&town);
    let second = with_folder(&town.settings, host.path());
    assert!(matches!(refusal(&second), Mismatch::Unmarked { .. }), "before any upload");
    filed(&town).await;
    assert!(matches!(refusal(&second), Mismatch::Unmarked { .. }));
}

async fn a_copy_of_the_folder_is_no_second_folder(town: Town) {
    let host = second_host(&town);
    copy(&town.folder().join("attachments"), &host.path().join("attachments"));
    filed(&town).await;
    let second = with_folder(&town.settings, host.path());
    assert_eq!(refusal(&second), Mismatch::Absent { looked: 1 });
}

async fn an_emptied_folder_is_refused(town: Town) {
    town.leaves_loose_ends();
    let attachment = filed(&town).await;
    let path = town.folder().join("attachments").join(&attachment.path);
    fs::remove_file(path).unwrap();
    assert_eq!(refusal(&town.settings), Mismatch::Absent { looked: 1 });

    let lost = Store::adopt(&town.settings, true, false).unwrap();
    assert_eq!((lost.named, lost.missing), (1, 1));
    let store = Store::open(&town.settings).unwrap();
    let newer = upload(&store, "花子", morning().plus(Duration::days(1))).await;
    assert!(Store::open(&town.settings).is_ok());
    fs::remove_file(town.folder().join("attachments").join(&newer.path)).unwrap();
    let again = refusal(&town.settings);
    assert_eq!(again, Mismatch::Absent { looked: 1 }, "what was accepted is no licence");
}

async fn a_server_stops_taking_files_when_another_folder_is_adopted(town: Town) {
    town.leaves_loose_ends();
    let host = second_host(&town);
    let second = with_folder(&town.settings, host.path());
    let adopted = Store::adopt(&second, false, false).unwrap();
    assert_eq!(adopted.files, 0);
    let row = announced(&town.store, "花子", morning());
    let kept = attachments::keep(&town.store, &row, b"content".to_vec()).await;
    assert!(matches!(kept, Err(StoreError::Folder { .. })), "{kept:?}");
    assert!(!is_there(town.folder(), &row));
    assert!(sweep(&town.store, morning()).await.is_err(), "nor does it remove any");
    upload(&Store::open(&second).unwrap(), "花子", morning()).await;
}

async fn files_of_before_the_binding_are_taken_over(town: Town) {
    let attachment = filed(&town).await;
    town.sql("DELETE FROM attachment_folders").unwrap();
    fs::remove_file(town.folder().join("attachments/folder.id")).unwrap();
    let upgraded = town.second();
    assert!(upgraded.files().read(&attachment).is_ok());
    assert!(Store::open(&town.settings).is_ok());
}

async fn a_start_that_died_between_folder_and_database_is_repeated(town: Town) {
    town.sql("DELETE FROM attachment_folders").unwrap();
    assert!(Store::open(&town.settings).is_ok(), "before the first file");
    let attachment = filed(&town.reopened()).await;
    town.sql("DELETE FROM attachment_folders").unwrap();
    let store = Store::open(&town.settings).unwrap();
    assert!(store.files().read(&attachment).is_ok());
}

async fn two_databases_never_claim_one_folder(town: Town) {
    // Nothing is lost yet, so the second database may begin here; the first may not go on.
    let other = town.another().await;
    make_fresh(&other);
    assert!(Store::open(&with_folder(&other.settings, town.folder())).is_ok());
    assert!(matches!(refusal(&town.settings), Mismatch::Other { .. }));
    let row = announced(&town.store, "花子", morning());
    let kept = attachments::keep(&town.store, &row, b"content".to_vec()).await;
    assert!(matches!(kept, Err(StoreError::Folder { .. })), "{kept:?}");
    assert!(!is_there(town.folder(), &row), "it would be a file of nobody");
}

async fn a_folder_that_vanishes_takes_and_loses_nothing(town: Town) {
    let unfiled = upload(&town.store, "花子", morning()).await;
    let (folder, away) = (town.folder().join("attachments"), town.folder().join("unmounted"));
    fs::rename(&folder, &away).unwrap();
    let row = announced(&town.store, "花子", morning());
    let kept = attachments::keep(&town.store, &row, b"content".to_vec()).await;
    assert!(matches!(kept, Err(StoreError::Folder { .. })), "{kept:?}");
    assert!(sweep(&town.store, years_later()).await.is_err());
    assert!(!folder.exists(), "nothing is made in the place of the mounted one");

    fs::rename(&away, &folder).unwrap();
    let swept = sweep(&town.store, years_later()).await.unwrap();
    assert_eq!(swept.attachments, 2, "its rows were kept until the files could be removed");
    assert!(!is_there(town.folder(), &unfiled));
}

async fn a_disk_that_takes_nothing_is_not_ready(town: Town) {
    fs::create_dir(town.folder().join("room.probe")).unwrap();
    assert!(town.store.ready().await.is_err());
}
