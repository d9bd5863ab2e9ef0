//! Attachments: durable before their row, private before they are filed, and swept
//! when nobody wants them.

use std::fs;

use chrono::Duration;
use kernel::{AttachmentId, Instant, SystemIds};
use submission_store::{
    Digest, Place, Scope, Store, StoreError, attachments,
    attachments::Attachment,
    sweep::{Reach, Swept, sweep},
};

use crate::town::{Town, files_under, minutes, morning, on_both_engines, owner};

on_both_engines!(
    a_file_reads_back_and_lies_sealed,
    an_attachment_is_filed_once_by_its_owner,
    a_damaged_file_is_noticed,
    a_row_without_its_file_is_refused,
    what_nobody_filed_is_swept,
    what_a_crash_left_behind_is_swept,
    what_is_filed_is_never_swept,
    a_handed_over_draft_keeps_its_files,
);

const CONTENT: &[u8] = b"\x89PNG an identity document";

/// Writes a file and builds its row.
pub(crate) fn upload(store: &Store, by: &str, now: Instant) -> Attachment {
    let id = AttachmentId::new(&SystemIds, now);
    let stored = store.files().write(&id, CONTENT).unwrap();
    assert_eq!(stored.sha256, Digest::of(CONTENT));
    Attachment {
        owner_hash: owner(by),
        filed: None,
        media_type: "image/png".to_owned(),
        bytes: stored.bytes,
        sha256: stored.sha256,
        name: store.sealer().seal(Place::attachment_name(&id), "免許証.png".as_bytes()),
        path: stored.path,
        created_at: now,
        expires_at: now.plus(Duration::hours(24)),
        id,
    }
}

async fn keep(town: &Town, attachment: &Attachment) -> Result<(), StoreError> {
    let attachment = attachment.clone();
    town.store.write(move |tx| attachments::insert(tx, &attachment)).await
}

fn files(town: &Town) -> usize {
    files_under(&town.folder().join("attachments")).len()
}

async fn a_file_reads_back_and_lies_sealed(town: Town) {
    let attachment = upload(&town.store, "花子", morning());
    keep(&town, &attachment).await.unwrap();
    assert_eq!(town.store.files().read(&attachment), Ok(CONTENT.to_vec()));
    let path = town.folder().join("attachments").join(&attachment.path);
    let stored = fs::read(path).unwrap();
    assert!(!stored.windows(4).any(|window| window == b"\x89PNG"), "it lies there in clear");
}

async fn an_attachment_is_filed_once_by_its_owner(town: Town) {
    let attachment = upload(&town.store, "花子", morning());
    keep(&town, &attachment).await.unwrap();
    let (one, other) = (town.file("花子").await.id, town.file("花子").await.id);
    let id = attachment.id.clone();
    let wanted = attachment.clone();
    town.store
        .write(move |tx| {
            let (me, stranger) = (owner("花子"), owner("太郎"));
            let late = attachment.expires_at;
            assert_eq!(attachments::find_unfiled(tx, &stranger, &id, morning())?, None);
            assert_eq!(attachments::find_unfiled(tx, &me, &id, late)?, None);
            let found = attachments::find_unfiled(tx, &me, &id, morning())?;
            assert_eq!(found, Some(attachment.clone()));
            assert!(!attachments::file_with(tx, &stranger, &id, &one, "/photo", morning())?);
            assert!(!attachments::file_with(tx, &me, &id, &one, "/photo", late)?);
            assert!(attachments::file_with(tx, &me, &id, &one, "/photo", morning())?);
            assert!(!attachments::file_with(tx, &me, &id, &other, "/photo", morning())?);
            assert_eq!(attachments::find_unfiled(tx, &me, &id, morning())?, None);
            assert!(!attachments::delete_unfiled(tx, &me, &id)?, "it is evidence now");
            let filed = Some((one.clone(), "/photo".to_owned()));
            let wanted = Attachment { filed, ..wanted.clone() };
            let all = Scope::Worker;
            assert_eq!(attachments::find(tx, &all, &one, &id)?, Some(wanted.clone()));
            assert_eq!(attachments::list(tx, &all, &one)?, [wanted]);
            assert_eq!(attachments::find(tx, &all, &other, &id)?, None, "another's submission");
            let stranger = Scope::Visitor { owner_hash: stranger };
            assert_eq!(attachments::find(tx, &stranger, &one, &id)?, None);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

async fn a_damaged_file_is_noticed(town: Town) {
    let (one, other) =
        (upload(&town.store, "花子", morning()), upload(&town.store, "花子", morning()));
    let path = |attachment: &Attachment| town.folder().join("attachments").join(&attachment.path);
    let read = |attachment: &Attachment| town.store.files().read(attachment);
    let whole = fs::read(path(&one)).unwrap();
    let mut flipped = whole.clone();
    flipped[40] ^= 1;
    for damaged in
        [flipped, whole[..whole.len() - 1].to_vec(), Vec::new(), fs::read(path(&other)).unwrap()]
    {
        fs::write(path(&one), damaged).unwrap();
        assert!(matches!(read(&one), Err(StoreError::Corrupt { table: "attachments", .. })));
    }
    fs::write(path(&one), whole).unwrap();
    assert!(read(&one).is_ok());
    let another = Attachment { sha256: Digest::of(b"another"), ..one.clone() };
    assert!(matches!(read(&another), Err(StoreError::Corrupt { .. })), "not what was filed");
    for outside in ["../master.key", "/etc/passwd", "", "a/../../master.key"] {
        let escaped = Attachment { path: outside.to_owned(), ..one.clone() };
        assert!(matches!(read(&escaped), Err(StoreError::Corrupt { .. })), "{outside}");
    }
}

async fn a_row_without_its_file_is_refused(town: Town) {
    let attachment = upload(&town.store, "花子", morning());
    fs::remove_file(town.folder().join("attachments").join(&attachment.path)).unwrap();
    assert!(matches!(keep(&town, &attachment).await, Err(StoreError::File(_))));
}

async fn what_nobody_filed_is_swept(town: Town) {
    let attachment = upload(&town.store, "花子", morning());
    keep(&town, &attachment).await.unwrap();
    let mut draft = crate::draft::of(&town.store, "花子");
    draft.expires_at = attachment.expires_at;
    town.store.write(move |tx| submission_store::drafts::insert(tx, &draft)).await.unwrap();
    let before = attachment.expires_at.plus(-Duration::milliseconds(1));
    let nothing = Swept::default();
    assert_eq!(sweep(&town.store, before, Reach::Everything).await, Ok(nothing));
    assert_eq!(files(&town), 1);
    let swept = sweep(&town.store, attachment.expires_at, Reach::Recent).await;
    assert_eq!(swept, Ok(Swept { drafts: 1, attachments: 1, ..Swept::default() }));
    assert_eq!(files(&town), 0);
}

async fn what_a_crash_left_behind_is_swept(town: Town) {
    let orphan = upload(&town.store, "花子", morning());
    let unfinished = town.folder().join("attachments/unfinished");
    let id = AttachmentId::new(&SystemIds, morning());
    fs::write(unfinished.join(id.as_str()), b"half").unwrap();
    fs::write(unfinished.join("stray"), b"not ours").unwrap();
    let soon = morning().plus(Duration::seconds(30));
    let swept = sweep(&town.store, soon, Reach::Recent).await.unwrap();
    assert_eq!((swept.orphaned_files, swept.unfinished_files), (0, 1), "young ones may live");
    let later = morning().plus(Duration::seconds(31));
    let swept = sweep(&town.store, later, Reach::Recent).await.unwrap();
    assert_eq!((swept.orphaned_files, swept.unfinished_files), (1, 1));
    assert_eq!(files(&town), 0);
    let late = keep(&town, &orphan).await;
    assert!(matches!(late, Err(StoreError::File(_))), "a promise without a file: {late:?}");

    upload(&town.store, "花子", morning());
    let next_week = morning().plus(Duration::days(7));
    let recent = sweep(&town.store, next_week, Reach::Recent).await.unwrap();
    assert_eq!(recent.orphaned_files, 0, "only the last days are looked at");
    let all = sweep(&town.store, next_week, Reach::Everything).await.unwrap();
    assert_eq!(all.orphaned_files, 1);
}

async fn what_is_filed_is_never_swept(town: Town) {
    let attachment = upload(&town.store, "花子", morning());
    keep(&town, &attachment).await.unwrap();
    let (id, submission) = (attachment.id.clone(), town.file("花子").await.id);
    let filed = town
        .store
        .write(move |tx| {
            let me = owner("花子");
            attachments::file_with(tx, &me, &id, &submission, "/photo", morning())
        })
        .await;
    assert_eq!(filed, Ok(true));
    let years_later = morning().plus(minutes(60 * 24 * 3650));
    let swept = sweep(&town.store, years_later, Reach::Everything).await;
    assert_eq!(swept, Ok(Swept::default()));
    assert_eq!(town.store.files().read(&attachment), Ok(CONTENT.to_vec()));
}

async fn a_handed_over_draft_keeps_its_files(town: Town) {
    let attachment = upload(&town.store, "花子", morning());
    keep(&town, &attachment).await.unwrap();
    let (id, later) = (attachment.id, morning().plus(Duration::days(3)));
    let found = town
        .store
        .write(move |tx| {
            let (before, after) = (owner("花子"), owner("電話"));
            let ids = [id.clone()];
            attachments::hand_over(tx, &before, &after, &ids)?;
            attachments::keep_until(tx, &after, &ids, later.plus(minutes(1)))?;
            let old = attachments::list_unfiled(tx, &before, &ids, morning())?;
            let new = attachments::list_unfiled(tx, &after, &ids, later)?;
            Ok::<_, StoreError>((old.len(), new.len()))
        })
        .await;
    assert_eq!(found, Ok((0, 1)));
}
