//! The round through the house finds nothing where all is well, and everything else.

use std::{fs, path::PathBuf};

use kernel::AttachmentId;
use submission_store::{
    Digest, StoreError, attachments, fsck,
    fsck::{Depth, Finding, Found},
    holds, payments,
};

use crate::{
    attachment::upload,
    town::{Town, minutes, morning, on_both_engines, owner},
};

on_both_engines!(
    a_sound_house_has_no_findings,
    every_damage_is_found,
    a_row_dated_after_its_fact_is_a_note,
    a_file_of_nobody_is_no_fault,
    in_fifty_nights_every_file_is_opened,
);

/// What is broken, every file opened.
async fn findings(town: &Town) -> Vec<Finding> {
    check(town, Depth::Deep, 5).await.faults
}

/// A round so many minutes after the morning.
pub(crate) async fn check(town: &Town, depth: Depth, after: i64) -> Found {
    let files = town.store.files().clone();
    let now = morning().plus(minutes(after));
    town.store.read(move |tx| fsck::check(tx, &files, depth, now)).await.unwrap()
}

/// A submission with everything that there can be.
async fn furnished(town: &Town) -> (kernel::SubmissionId, attachments::Attachment) {
    let filing = town.file("仙台 花子").await;
    let attachment = upload(&town.store, "仙台 花子", morning()).await;
    let (kept, id, bill) = (attachment.clone(), filing.id.clone(), crate::payment::bill(&filing));
    let sealer = filing.submission.sealer.clone();
    town.store
        .write(move |tx| {
            let me = owner("仙台 花子");
            assert!(attachments::file_with(tx, &me, &kept.id, &sealer, "/photo", morning())?);
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
    fs::write(path(&town, &attachment), b"x").unwrap();
    let found = findings(&town).await;
    for (rule, table) in [("chain", "events"), ("damage", "attachments")] {
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
    let looked = check(&town, Depth::Deep, 5).await;
    assert_eq!(looked.notes.iter().map(|note| note.rule).collect::<Vec<_>>(), ["instant"]);
    assert!(looked.faults.iter().all(|fault| fault.rule == "chain"), "{:?}", looked.faults);
    town.sql(&late(hours)).unwrap();
    assert!(findings(&town).await.iter().any(|fault| fault.rule == "event"));
    assert_eq!(check(&town, Depth::Deep, 5).await.notes, []);
}

fn path(town: &Town, attachment: &attachments::Attachment) -> PathBuf {
    town.folder().join("attachments").join(&attachment.path)
}

async fn a_file_of_nobody_is_no_fault(town: Town) {
    town.leaves_loose_ends();
    let (_, attachment) = furnished(&town).await;
    let stray = AttachmentId::new(&kernel::SystemIds, morning());
    fs::write(path(&town, &attachment).with_file_name(stray.as_str()), b"x").unwrap();
    let found = check(&town, Depth::Sample, 5).await;
    assert_eq!(found.faults, []);
    let told: Vec<_> = found.notes.iter().map(|note| (note.rule, note.id.as_str())).collect();
    assert_eq!(told, [("orphan", format!("{}/{stray}", morning().day()).as_str())]);
}

async fn in_fifty_nights_every_file_is_opened(town: Town) {
    town.leaves_loose_ends();
    let (_, attachment) = furnished(&town).await;
    let path = path(&town, &attachment);
    let mut flipped = fs::read(&path).unwrap();
    flipped[40] ^= 1;
    fs::write(&path, flipped).unwrap();
    let mut seen = 0;
    for night in 0..50 {
        let found = check(&town, Depth::Sample, night * 60 * 24).await;
        seen += found.faults.iter().filter(|fault| fault.rule == "damage").count();
    }
    assert_eq!(seen, 1, "once, on its own night");
    fs::write(&path, b"cut").unwrap();
    for night in 0..2 {
        let found = check(&town, Depth::Sample, night * 60 * 24).await;
        assert!(found.faults.iter().any(|fault| fault.rule == "damage"), "its size shows");
    }
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
