//! Each case has its own key: what was moved does not open, a file is sealed once, and cases
//! from before go on.

use std::fs;

use kernel::{EventId, SubmissionId, SystemIds};
use submission_store::{
    Content, Part, Scope, StoreError, attachments, cases, events, fsck, messages,
    messages::{Author, Message},
    outbox, revisions,
    revisions::Revision,
    submissions,
    submissions::Submission,
};

use crate::{
    attachment::{file, photo, upload},
    town::{Filing, Town, morning, on_both_engines, owner},
};

on_both_engines!(
    every_case_has_a_key_of_its_own,
    a_value_that_was_moved_between_cases_or_columns_is_damage,
    a_key_that_was_moved_between_cases_is_damage,
    without_its_key_nothing_of_a_case_opens,
    a_filing_under_a_key_that_has_ended_is_refused,
    a_file_is_sealed_once_and_then_belongs_to_its_case,
    a_key_that_was_moved_between_files_is_damage,
    a_case_from_before_goes_on_under_the_key_of_its_city,
);

async fn read(town: &Town, id: &SubmissionId) -> Result<Option<Submission>, StoreError> {
    let id = id.clone();
    town.store.read(move |tx| submissions::find(tx, &Scope::Worker, &id)).await
}

/// Everything of a case that is sealed, opened.
async fn opened(town: &Town, id: &SubmissionId) -> Vec<Result<Vec<u8>, StoreError>> {
    let wanted = id.clone();
    let rows = town.store.read(move |tx| {
        let all = Scope::Worker;
        let submission = submissions::find(tx, &all, &wanted)?.unwrap();
        let mut parts: Vec<_> = submission.contact.iter().cloned().collect();
        parts.extend(submission.applicant.clone());
        parts.extend(revisions::list(tx, &all, &wanted)?.into_iter().map(|row| row.content));
        parts.extend(events::list(tx, &all, &wanted, 0, 100)?.into_iter().map(|row| row.payload));
        parts.extend(outbox::list_of(tx, &all, &wanted)?.into_iter().map(|row| row.recipient));
        Ok::<_, StoreError>((submission.sealer, parts))
    });
    let (sealer, parts) = rows.await.unwrap();
    parts.iter().map(|part| sealer.open(part)).collect()
}

async fn every_case_has_a_key_of_its_own(town: Town) {
    let (one, other) = (town.file("仙台 花子").await, town.file("名取 太郎").await);
    assert_eq!(town.texts("SELECT case_id AS text FROM case_keys").len(), 2);
    let parts = opened(&town, &one.id).await;
    assert_eq!(parts.len(), 5);
    assert!(parts.iter().all(Result::is_ok), "{parts:?}");
    let theirs = read(&town, &other.id).await.unwrap().unwrap();
    for sealed in [one.submission.contact.unwrap(), one.revision.content, one.letter.recipient] {
        assert!(theirs.sealer.open(&sealed).is_err(), "another case's key opens it");
    }
}

async fn a_value_that_was_moved_between_cases_or_columns_is_damage(town: Town) {
    let (one, other) = (town.file("仙台 花子").await, town.file("名取 太郎").await);
    let moves = [
        "contact = (SELECT contact FROM submissions WHERE id = 'OTHER')",
        "applicant = (SELECT applicant FROM submissions WHERE id = 'OTHER')",
        "contact = (SELECT applicant FROM submissions WHERE id = 'ONE')",
        "contact = (SELECT recipient FROM outbox WHERE submission_id = 'ONE')",
    ];
    for change in moves {
        let before = read(&town, &one.id).await.unwrap().unwrap();
        let change = change.replace("OTHER", other.id.as_str()).replace("ONE", one.id.as_str());
        town.sql(&format!("UPDATE submissions SET {change} WHERE id = '{}'", one.id)).unwrap();
        let parts = opened(&town, &one.id).await;
        assert!(parts.iter().any(Result::is_err), "{change}");
        let (id, words) = (one.id.clone(), one.words.clone());
        let restore = move |tx: &mut submission_store::WriteTx<'_>| {
            let applicant = before.applicant.clone().unwrap();
            submissions::correct_applicant(tx, &id, &applicant, (2, &words))?;
            submissions::correct_contact(tx, &id, before.contact.as_ref())
        };
        town.store.write(restore).await.unwrap();
        assert!(opened(&town, &one.id).await.iter().all(Result::is_ok));
    }
    town.force(
        "revisions",
        &format!(
            "UPDATE revisions SET content = (SELECT content FROM revisions
             WHERE submission_id = '{}') WHERE submission_id = '{}'",
            other.id, one.id
        ),
    );
    assert!(opened(&town, &one.id).await.iter().any(Result::is_err));
}

async fn a_key_that_was_moved_between_cases_is_damage(town: Town) {
    let (one, other) = (town.file("仙台 花子").await, town.file("名取 太郎").await);
    town.sql(&format!(
        "UPDATE case_keys SET wrapped = (SELECT wrapped FROM case_keys WHERE case_id = '{}')
         WHERE case_id = '{}'",
        other.id, one.id
    ))
    .unwrap();
    let found = read(&town, &one.id).await;
    assert!(matches!(found, Err(StoreError::Corrupt { table: "case_keys", .. })), "{found:?}");
    let files = town.store.files().clone();
    let depth = fsck::Depth::Deep;
    let look = town.store.read(move |tx| fsck::check(tx, &files, depth, morning()));
    let faults = look.await.unwrap().faults;
    assert!(faults.iter().any(|fault| fault.table == "case_keys"), "{faults:?}");
    assert!(opened(&town, &other.id).await.iter().all(Result::is_ok), "the other one is whole");
}

async fn without_its_key_nothing_of_a_case_opens(town: Town) {
    let filing = town.file("仙台 花子").await;
    town.sql("DELETE FROM case_keys").unwrap();
    let parts = opened(&town, &filing.id).await;
    assert!(parts.iter().all(Result::is_err), "{parts:?}");
}

async fn a_filing_under_a_key_that_has_ended_is_refused(town: Town) {
    let filing = Filing::of(&town.store, "仙台 花子", morning());
    town.sql("UPDATE data_keys SET number = 7 WHERE number = 1").unwrap();
    let kept = filing.clone();
    let written = town.store.write(move |tx| kept.insert(tx)).await;
    assert!(matches!(written, Err(StoreError::Corrupt { table: "case_keys", .. })), "{written:?}");
    assert_eq!(town.texts("SELECT id AS text FROM submissions"), Vec::<String>::new());
}

async fn a_file_is_sealed_once_and_then_belongs_to_its_case(town: Town) {
    let attachment = upload(&town.store, "花子", morning()).await;
    let path = town.folder().join("attachments").join(&attachment.path);
    let bytes = fs::read(&path).unwrap();
    let named = "SELECT coalesce(CAST(town_key AS TEXT), 'its case') AS text FROM attachments";
    assert_eq!(town.texts(named), ["1"]);
    assert!(file(&town, "花子", &attachment).await);
    assert_eq!(town.texts(named), ["its case"]);
    assert_eq!(fs::read(&path).unwrap(), bytes, "the bytes are not sealed again");
    let id = attachment.id.clone();
    let case: SubmissionId =
        town.texts("SELECT submission_id AS text FROM attachments")[0].parse().unwrap();
    let read = town.store.read(move |tx| attachments::find(tx, &Scope::Worker, &case, &id));
    let filed = read.await.unwrap().unwrap();
    assert_eq!(filed.open_name(), Ok("免許証.png".to_owned()));
    assert!(town.store.files().read(&filed).is_ok());
    // Without the key of the case, the file is lost as well.
    town.sql("DELETE FROM case_keys").unwrap();
    let (id, case) = (filed.id.clone(), filed.filed.unwrap().0);
    let read = town.store.read(move |tx| attachments::find(tx, &Scope::Worker, &case, &id));
    assert!(matches!(read.await, Err(StoreError::Corrupt { table: "attachments", .. })));
}

async fn a_key_that_was_moved_between_files_is_damage(town: Town) {
    let (one, other) = (
        upload(&town.store, "花子", morning()).await,
        upload(&town.store, "花子", morning()).await,
    );
    town.sql(&format!(
        "UPDATE attachments SET wrapped = (SELECT wrapped FROM attachments WHERE id = '{}')
         WHERE id = '{}'",
        other.id, one.id
    ))
    .unwrap();
    let found = town
        .store
        .read(move |tx| attachments::find_unfiled(tx, &owner("花子"), &one.id, morning()))
        .await;
    assert!(matches!(found, Err(StoreError::Corrupt { table: "attachments", .. })), "{found:?}");
}

/// Takes the key away and seals with that of the municipality, as it was done before.
async fn a_case_from_before_goes_on_under_the_key_of_its_city(town: Town) {
    let filing = town.file("仙台 花子").await;
    town.sql("DELETE FROM case_keys").unwrap();
    let before = read(&town, &filing.id).await.unwrap().unwrap().sealer;
    assert!(!before.has_key());
    let content = Content::fresh(&SystemIds, b"{}");
    let revision = Revision {
        submission: filing.id.clone(),
        number: 2,
        content: before.seal(Part::Revision(2), content.bytes()),
        signature: None,
        verified: None,
        digest: content.digest(),
        by: "applicant".to_owned(),
        at: morning(),
    };
    let id = EventId::new(&SystemIds, morning());
    let text = before.seal(Part::Message(&id), "よろしくお願いします".as_bytes());
    let case = filing.id.clone();
    let message = Message { id, case, author: Author::Resident, text, at: morning() };
    let upload = upload(&town.store, "仙台 花子", morning()).await;
    let (me, key, at) = (owner("仙台 花子"), before.clone(), morning());
    let wrote = town.store.write(move |tx| {
        revisions::insert(tx, &revision)?;
        messages::insert(tx, &message)?;
        attachments::file_with(tx, &me, &upload.id, &key, &photo(), at)
    });
    assert_eq!(wrote.await, Ok(true));
    let id = filing.id.clone();
    let rows = town.store.read(move |tx| {
        let all = Scope::Worker;
        let record = cases::find(tx, &all, &id)?.unwrap();
        let thread = messages::list(tx, &all, &id, 10)?;
        let latest = revisions::latest(tx, &all, &id)?.unwrap();
        let files = attachments::list(tx, &all, &id)?;
        Ok::<_, StoreError>((record.sealer, thread, latest, files))
    });
    let (sealer, thread, latest, files) = rows.await.unwrap();
    assert_eq!(sealer.open_text(&thread[0].text), Ok("よろしくお願いします".to_owned()));
    assert_eq!(sealer.open(&latest.content), Ok(content.bytes().to_vec()));
    assert!(town.store.files().read(&files[0]).is_ok());
}
