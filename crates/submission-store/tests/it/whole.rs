//! The round through the house finds nothing where all is well, and everything else.

use std::fs;

use kernel::AttachmentId;
use submission_store::{
    Digest, StoreError, attachments, fsck, fsck::Finding, fsck::Found, holds, payments,
};

use crate::{
    attachment::upload,
    town::{Town, minutes, morning, on_both_engines, owner},
};

on_both_engines!(
    a_sound_house_has_no_findings,
    every_damage_is_found,
    a_row_dated_after_its_fact_is_a_note,
);

async fn findings(town: &Town) -> Vec<Finding> {
    found(town).await.faults
}

async fn found(town: &Town) -> Found {
    let (sealer, files) = (town.store.sealer().clone(), town.store.files().clone());
    let now = morning().plus(minutes(5));
    town.store.read(move |tx| fsck::check(tx, &sealer, &files, now)).await.unwrap()
}

/// A submission with everything that there can be.
async fn furnished(town: &Town) -> (kernel::SubmissionId, attachments::Attachment) {
    let filing = town.file("仙台 花子").await;
    let attachment = upload(&town.store, "仙台 花子", morning());
    let (kept, id, bill) = (attachment.clone(), filing.id.clone(), crate::payment::bill(&filing));
    town.store
        .write(move |tx| {
            attachments::insert(tx, &kept)?;
            let me = owner("仙台 花子");
            assert!(attachments::file_with(tx, &me, &kept.id, &id, "/photo", morning())?);
            payments::insert(tx, &bill)?;
            assert!(holds::take_places(tx, &id, &Digest::of(b"a course"), 2, 30)?);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    (filing.id, attachment)
}

async fn a_sound_house_has_no_findings(town: Town) {
    furnished(&town).await;
    town.file("名取 太郎").await;
    assert_eq!(findings(&town).await, []);
}

async fn every_damage_is_found(town: Town) {
    let (id, attachment) = furnished(&town).await;
    let other = town.file("名取 太郎").await.id;
    unbind(&town);
    // The rule, what breaks it, and what puts it right again.
    let table = [
        ("fold", "UPDATE cases SET state = 'approved'", "UPDATE cases SET state = 'received'"),
        ("revisions", "UPDATE cases SET revision = 2", "UPDATE cases SET revision = 1"),
        ("payment", "UPDATE payments SET state = 'captured'", "UPDATE payments SET state = 'open'"),
        ("amount", "UPDATE payments SET amount = 1", "UPDATE payments SET amount = 600"),
        ("letter", "UPDATE outbox SET kind = 'x'", "UPDATE outbox SET kind = 'received'"),
        (
            "version",
            "UPDATE submissions SET version = 9 WHERE id = 'OTHER'",
            "UPDATE submissions SET version = 1 WHERE id = 'OTHER'",
        ),
        (
            "kinship",
            "UPDATE submissions SET municipality = 'natori' WHERE id = 'OTHER'",
            "UPDATE submissions SET municipality = 'sendai' WHERE id = 'OTHER'",
        ),
        (
            "places",
            "UPDATE quota_slots SET taken = taken + 1",
            "UPDATE quota_slots SET taken = taken - 1",
        ),
        (
            "damage",
            "UPDATE submissions SET language = 'en', contact = applicant WHERE id = 'OTHER'",
            "DELETE FROM search_terms WHERE submission_id = 'OTHER'",
        ),
    ];
    for (rule, breaking, mending) in table {
        let with_id = |sql: &str| sql.replace("OTHER", other.as_str());
        town.sql(&with_id(breaking)).unwrap();
        let found = findings(&town).await;
        assert!(found.iter().any(|finding| finding.rule == rule), "{breaking}: {found:?}");
        town.sql(&with_id(mending)).unwrap();
        if rule != "damage" {
            assert_eq!(findings(&town).await, [], "{mending}");
        }
    }
    town.force("events", &format!("UPDATE events SET actor = 'x' WHERE case_id = '{id}'"));
    damage_files(&town, &attachment);
    let found = findings(&town).await;
    for (rule, table) in
        [("chain", "events"), ("leftover", "attachments"), ("damage", "attachments")]
    {
        let is = |finding: &Finding| finding.rule == rule && finding.table == table;
        assert!(found.iter().any(is), "{rule} {table}: {found:?}");
    }
}

/// As decisions were written before the first release: the row after the typesetting of its paper.
async fn a_row_dated_after_its_fact_is_a_note(town: Town) {
    town.file("仙台 花子").await;
    let late = |column: &str| format!("UPDATE events SET at = {column}");
    let (seconds, hours) = if town.is_sqlite() {
        (
            "strftime('%Y-%m-%d %H:%M:%f', at, '+2 seconds')",
            "strftime('%Y-%m-%d %H:%M:%f', at, '-1 hours')",
        )
    } else {
        ("at + interval '2 seconds'", "at - interval '1 hour'")
    };
    town.force("events", &late(seconds));
    let looked = found(&town).await;
    assert_eq!(looked.notes.iter().map(|note| note.rule).collect::<Vec<_>>(), ["instant"]);
    assert!(looked.faults.iter().all(|fault| fault.rule == "chain"), "{:?}", looked.faults);
    town.sql(&late(hours)).unwrap();
    assert!(findings(&town).await.iter().any(|fault| fault.rule == "event"));
    assert_eq!(found(&town).await.notes, []);
}

/// Another content in one file, and a file of nobody beside it.
fn damage_files(town: &Town, attachment: &attachments::Attachment) {
    let path = town.folder().join("attachments").join(&attachment.path);
    fs::write(&path, b"x").unwrap();
    let stray = AttachmentId::new(&kernel::SystemIds, morning());
    fs::write(path.with_file_name(stray.as_str()), b"x").unwrap();
}

/// Takes away the foreign key that would refuse the damage.
fn unbind(town: &Town) {
    if !town.is_sqlite() {
        for table in ["submissions", "drafts"] {
            let name = format!("{table}_municipality_procedure_version_fkey");
            town.sql(&format!("ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")).unwrap();
        }
    }
}
