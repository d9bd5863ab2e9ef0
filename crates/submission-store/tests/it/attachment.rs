//! Attachments: durable before their row, private before they are filed, and swept
//! when nobody wants them.

use std::fs;

use chrono::Duration;
use kernel::{AttachmentId, Instant, SystemIds};
use submission_store::{
    Digest, ReadTx, Scope, Store, StoreError, attachments,
    attachments::{Attachment, Spot, Turn},
    files::AttachmentFiles,
    sweep::{Swept, sweep},
};

use crate::town::{Town, files_under, minutes, morning, on_both_engines, owner};

on_both_engines!(
    a_file_reads_back_and_lies_sealed,
    an_attachment_is_filed_once_by_its_owner,
    a_damaged_file_is_noticed,
    a_file_from_before_files_had_keys_is_still_read,
    what_nobody_filed_is_swept,
    an_upload_that_died_on_the_way_is_swept_with_what_it_wrote,
    what_is_not_on_the_disk_yet_cannot_be_filed,
    a_file_is_never_written_over,
    a_file_that_came_too_late_leaves_nothing,
    what_was_given_up_goes_at_the_next_sweep,
    a_file_that_cannot_be_removed_keeps_its_row,
    what_no_row_names_is_left_alone,
    what_is_filed_is_never_swept,
    a_handed_over_draft_keeps_its_files,
);

const CONTENT: &[u8] = b"\x89PNG an identity document";

/// The row of a file that is about to come.
pub(crate) fn announced(store: &Store, by: &str, now: Instant) -> Attachment {
    let id = AttachmentId::new(&SystemIds, now);
    let sealer = store.sealer().begin_file(&id);
    let facts = AttachmentFiles::describe(&sealer, CONTENT).unwrap();
    assert_ne!(facts.fingerprint, Digest::of(CONTENT), "anybody could try");
    Attachment {
        turn: Turn::None,
        owner_hash: owner(by),
        filed: None,
        media_type: "image/png".to_owned(),
        bytes: facts.bytes,
        fingerprint: facts.fingerprint,
        name: sealer.seal_name("免許証.png"),
        path: facts.path,
        created_at: now,
        expires_at: now.plus(Duration::hours(24)),
        id,
        sealer,
    }
}

/// The answer that names a file.
pub(crate) fn photo() -> Spot {
    Spot::Answer("/photo".to_owned())
}

/// Uploads a file, as far as it can be filed.
pub(crate) async fn upload(store: &Store, by: &str, now: Instant) -> Attachment {
    let attachment = announced(store, by, now);
    attachments::keep(store, &attachment, CONTENT.to_vec()).await.unwrap();
    attachment
}

async fn reserve(town: &Town, attachment: &Attachment) {
    let attachment = attachment.clone();
    town.store.write(move |tx| attachments::reserve(tx, &attachment)).await.unwrap();
}

/// Files it with a new submission of `by`; false when there is nothing to file.
pub(crate) async fn file(town: &Town, by: &'static str, attachment: &Attachment) -> bool {
    let (id, case) = (attachment.id.clone(), town.file(by).await.submission.sealer);
    let work = move |tx: &mut submission_store::WriteTx<'_>| {
        attachments::file_with(tx, &owner(by), &id, &case, &photo(), morning())
    };
    town.store.write(work).await.unwrap()
}

fn rows(town: &Town) -> usize {
    town.texts("SELECT id AS text FROM attachments").len()
}

fn files(town: &Town) -> usize {
    let found = files_under(&town.folder().join("attachments"));
    found.iter().filter(|path| !path.ends_with("folder.id")).count()
}

async fn a_file_reads_back_and_lies_sealed(town: Town) {
    let attachment = upload(&town.store, "花子", morning()).await;
    assert_eq!(town.store.files().read(&attachment), Ok(CONTENT.to_vec()));
    let path = town.folder().join("attachments").join(&attachment.path);
    let stored = fs::read(path).unwrap();
    assert!(!stored.windows(4).any(|window| window == b"\x89PNG"), "it lies there in clear");
}

async fn an_attachment_is_filed_once_by_its_owner(town: Town) {
    let attachment = upload(&town.store, "花子", morning()).await;
    let (one, other) = (town.file("花子").await.submission, town.file("花子").await.submission);
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
            assert!(!attachments::file_with(tx, &stranger, &id, &one.sealer, &photo(), morning())?);
            assert!(!attachments::file_with(tx, &me, &id, &one.sealer, &photo(), late)?);
            assert!(attachments::file_with(tx, &me, &id, &one.sealer, &photo(), morning())?);
            assert!(!attachments::file_with(tx, &me, &id, &other.sealer, &photo(), morning())?);
            assert_eq!(attachments::find_unfiled(tx, &me, &id, morning())?, None);
            assert!(!attachments::discard(tx, &me, &id)?, "it is evidence now");
            let filed = Some((one.id.clone(), photo()));
            let all = Scope::Worker;
            let found = attachments::find(tx, &all, &one.id, &id)?.unwrap();
            let sealer = found.sealer.clone();
            assert_ne!(sealer, wanted.sealer, "wrapped for its case from now on");
            let wanted = Attachment { filed, sealer, ..wanted.clone() };
            assert_eq!(found, wanted);
            assert_eq!(attachments::list(tx, &all, &one.id)?, [wanted]);
            assert!(!attachments::turn(tx, &other.id, &id, Turn::Left)?, "another's submission");
            assert!(attachments::turn(tx, &one.id, &id, Turn::Left)?);
            let found = attachments::find(tx, &all, &one.id, &id)?;
            assert_eq!(found.map(|found| found.turn), Some(Turn::Left));
            assert_eq!(attachments::find(tx, &all, &other.id, &id)?, None, "another's submission");
            let stranger = Scope::Visitor { owner_hash: stranger };
            assert_eq!(attachments::find(tx, &stranger, &one.id, &id)?, None);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

async fn a_damaged_file_is_noticed(town: Town) {
    let one = upload(&town.store, "花子", morning()).await;
    let other = upload(&town.store, "花子", morning()).await;
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
    let another = Attachment { fingerprint: Digest::of(b"another"), ..one.clone() };
    assert!(matches!(read(&another), Err(StoreError::Corrupt { .. })), "not what was filed");
    for outside in ["../master.key", "/etc/passwd", "", "a/../../master.key"] {
        let escaped = Attachment { path: outside.to_owned(), ..one.clone() };
        assert!(matches!(read(&escaped), Err(StoreError::Corrupt { .. })), "{outside}");
    }
}

async fn a_file_from_before_files_had_keys_is_still_read(town: Town) {
    let uploaded = upload(&town.store, "花子", morning()).await;
    town.sql("UPDATE attachments SET town_key = NULL, wrapped = NULL").unwrap();
    let id = uploaded.id.clone();
    let find =
        move |tx: &mut ReadTx<'_>| attachments::find_unfiled(tx, &owner("花子"), &id, morning());
    let bare = town.store.read(find).await.unwrap().unwrap();
    fs::remove_file(town.folder().join("attachments").join(&bare.path)).unwrap();
    town.store.files().write(&bare, CONTENT).unwrap();
    let plain = Attachment { fingerprint: Digest::of(CONTENT), ..bare.clone() };
    assert_eq!(town.store.files().read(&plain), Ok(CONTENT.to_vec()));
    assert!(town.store.files().check_size(&plain).is_ok());
    assert!(town.store.files().read(&uploaded).is_err(), "its key seals nothing here");
}

async fn what_nobody_filed_is_swept(town: Town) {
    let attachment = upload(&town.store, "花子", morning()).await;
    let mut draft = crate::draft::of(&town.store, "花子");
    draft.expires_at = attachment.expires_at;
    town.store.write(move |tx| submission_store::drafts::insert(tx, &draft)).await.unwrap();
    let before = attachment.expires_at.plus(-Duration::milliseconds(1));
    let nothing = Swept::default();
    assert_eq!(sweep(&town.store, before).await, Ok(nothing));
    assert_eq!(files(&town), 1);
    let swept = sweep(&town.store, attachment.expires_at).await;
    assert_eq!(swept, Ok(Swept { drafts: 1, attachments: 1, ..Swept::default() }));
    assert_eq!(files(&town), 0);
}

async fn an_upload_that_died_on_the_way_is_swept_with_what_it_wrote(town: Town) {
    // Died after the row was announced, and after the file was written.
    let (first, second) =
        (announced(&town.store, "花子", morning()), announced(&town.store, "花子", morning()));
    reserve(&town, &first).await;
    reserve(&town, &second).await;
    town.store.files().write(&second, CONTENT).unwrap();
    let before = first.expires_at.plus(-Duration::milliseconds(1));
    assert_eq!(sweep(&town.store, before).await, Ok(Swept::default()), "it may still come");
    assert_eq!((rows(&town), files(&town)), (2, 1));
    let swept = sweep(&town.store, first.expires_at).await;
    assert_eq!(swept, Ok(Swept { attachments: 2, ..Swept::default() }));
    assert_eq!((rows(&town), files(&town)), (0, 0));
}

async fn what_is_not_on_the_disk_yet_cannot_be_filed(town: Town) {
    let attachment = announced(&town.store, "花子", morning());
    reserve(&town, &attachment).await;
    let (me, id) = (owner("花子"), attachment.id.clone());
    let found = town.store.read(move |tx| attachments::find_unfiled(tx, &me, &id, morning())).await;
    assert_eq!(found, Ok(None));
    assert!(!file(&town, "花子", &attachment).await);
    town.store.files().write(&attachment, CONTENT).unwrap();
    assert!(!file(&town, "花子", &attachment).await, "nobody said that it is there");
    let (me, id) = (owner("花子"), attachment.id.clone());
    assert_eq!(town.store.write(move |tx| attachments::confirm(tx, &me, &id)).await, Ok(true));
    assert!(file(&town, "花子", &attachment).await);
}

async fn a_file_is_never_written_over(town: Town) {
    let attachment = upload(&town.store, "花子", morning()).await;
    let again = town.store.files().write(&attachment, b"another content");
    assert!(matches!(again, Err(StoreError::File(_))), "{again:?}");
    assert_eq!(town.store.files().read(&attachment), Ok(CONTENT.to_vec()));
}

async fn a_file_that_came_too_late_leaves_nothing(town: Town) {
    let expire_at_once = if town.is_sqlite() {
        "CREATE TRIGGER late AFTER INSERT ON attachments
         BEGIN UPDATE attachments SET state = 'expired'; END"
    } else {
        "CREATE FUNCTION late() RETURNS trigger LANGUAGE plpgsql
         AS $$ BEGIN NEW.state := 'expired'; RETURN NEW; END $$;
         CREATE TRIGGER late BEFORE INSERT ON attachments FOR EACH ROW EXECUTE FUNCTION late()"
    };
    town.sql(expire_at_once).unwrap();
    let attachment = announced(&town.store, "花子", morning());
    let kept = attachments::keep(&town.store, &attachment, CONTENT.to_vec()).await;
    assert!(matches!(kept, Err(StoreError::File(_))), "{kept:?}");
    assert_eq!(files(&town), 0, "nobody else knows of it");
}

async fn what_was_given_up_goes_at_the_next_sweep(town: Town) {
    let attachment = upload(&town.store, "花子", morning()).await;
    let (me, id) = (owner("花子"), attachment.id.clone());
    assert_eq!(town.store.write(move |tx| attachments::discard(tx, &me, &id)).await, Ok(true));
    assert!(!file(&town, "花子", &attachment).await);
    let (me, ids) = (owner("花子"), [attachment.id.clone()]);
    let later = morning().plus(Duration::days(9));
    town.store.write(move |tx| attachments::keep_until(tx, &me, &ids, later)).await.unwrap();
    let swept = sweep(&town.store, morning()).await;
    assert_eq!(swept, Ok(Swept { attachments: 1, ..Swept::default() }));
    assert_eq!((rows(&town), files(&town)), (0, 0));
}

async fn a_file_that_cannot_be_removed_keeps_its_row(town: Town) {
    let stuck = upload(&town.store, "花子", morning()).await;
    let other = upload(&town.store, "花子", morning()).await;
    let path = town.folder().join("attachments").join(&stuck.path);
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    let swept = sweep(&town.store, other.expires_at).await;
    assert_eq!(swept, Ok(Swept { attachments: 1, ..Swept::default() }), "the other one went");
    assert_eq!(town.texts("SELECT id AS text FROM attachments"), [stuck.id.to_string()]);
    fs::remove_dir(&path).unwrap();
    let swept = sweep(&town.store, other.expires_at).await;
    assert_eq!(swept, Ok(Swept { attachments: 1, ..Swept::default() }), "gone is gone");
}

async fn what_no_row_names_is_left_alone(town: Town) {
    let attachment = upload(&town.store, "花子", morning()).await;
    let stray = town.folder().join("attachments").join(&attachment.path).with_file_name("stray");
    fs::write(&stray, b"not ours").unwrap();
    town.sql(&format!("DELETE FROM attachments WHERE id = '{}'", attachment.id)).unwrap();
    let years_later = morning().plus(minutes(60 * 24 * 3650));
    assert_eq!(sweep(&town.store, years_later).await, Ok(Swept::default()));
    assert_eq!(town.store.files().read(&attachment), Ok(CONTENT.to_vec()));
    assert!(stray.exists());
}

async fn what_is_filed_is_never_swept(town: Town) {
    let attachment = upload(&town.store, "花子", morning()).await;
    assert!(file(&town, "花子", &attachment).await);
    let years_later = morning().plus(minutes(60 * 24 * 3650));
    let swept = sweep(&town.store, years_later).await;
    assert_eq!(swept, Ok(Swept::default()));
    assert_eq!(town.store.files().read(&attachment), Ok(CONTENT.to_vec()));
}

async fn a_handed_over_draft_keeps_its_files(town: Town) {
    let attachment = upload(&town.store, "花子", morning()).await;
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
