//! The round through the house finds nothing where all is well, and everything else.

use std::{fs, path::PathBuf};

use fees::{Currency, PaymentEvent, PaymentEventKind};
use kernel::{AttachmentId, DifferenceId, PaymentId, RefundId, SystemIds, Yen};
use submission_store::{
    Digest, StoreError, WriteTx, attachments,
    differences::{self, Difference, DifferenceKind},
    fsck,
    fsck::{Depth, Finding, Found},
    holds,
    orders::{self, Order, Stage},
    payments,
    refunds::{self, Refund, RefundState},
};

use crate::{
    attachment::{photo, upload},
    town::{Town, minutes, morning, on_both_engines, owner},
};

on_both_engines!(
    a_sound_house_has_no_findings,
    every_damage_is_found,
    every_fault_of_the_books_is_found,
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
            assert!(attachments::file_with(tx, &me, &kept.id, &sealer, &photo(), morning())?);
            payments::insert(tx, &sealer, &bill)?;
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
            "kinship",
            "UPDATE places SET municipality = 'natori'",
            "UPDATE places SET municipality = 'sendai'",
        ),
        (
            "files",
            "UPDATE attachments SET pointer = 'attached'",
            "UPDATE attachments SET pointer = '/photo'",
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

/// A fee that was paid and of which a part went back; and its order.
async fn paid_and_given_back(town: &Town) -> PaymentId {
    let filing = town.file("仙台 花子").await;
    let (bill, sealer) = (crate::payment::bill(&filing), filing.submission.sealer);
    let payment = bill.payment.clone();
    let (sato, suzuki) = (town.clerk("sato").await, town.clerk("suzuki").await);
    let (id, at) = (payment.clone(), morning());
    let order = Order {
        payment: id.clone(),
        attempt: 1,
        provider: "stub".to_owned(),
        asked_at: at,
        reference: Some("r-1".to_owned()),
        page: None,
        stage: Stage::Over,
        look_at: None,
        looks: 1,
    };
    let refund = Refund {
        id: RefundId::new(&SystemIds, at),
        payment: id.clone(),
        amount: Yen::new(200),
        state: RefundState::Returned,
        proposed_by: sato,
        proposed_at: at,
        decided: Some((suzuki, at)),
        reference: Some("b-1".to_owned()),
        try_at: None,
        tries: 1,
        ended_at: Some(at),
    };
    town.store
        .write(move |tx| {
            payments::insert(tx, &sealer, &bill)?;
            orders::insert(tx, &order)?;
            payments::record(tx, &id, &event("ev-1", PaymentEventKind::Captured, 600), at)?;
            payments::record(tx, &id, &event("ev-2", PaymentEventKind::Refunded, 200), at)?;
            refunds::insert(tx, &refund)?;
            refunds::save(tx, RefundState::Returned, &refund)
        })
        .await
        .unwrap();
    payment
}

fn event(id: &str, kind: PaymentEventKind, yen: i64) -> PaymentEvent {
    PaymentEvent {
        event_id: id.to_owned(),
        kind,
        amount: Yen::new(yen),
        currency: Currency::Jpy,
        occurred_at: morning(),
    }
}

/// That the fee came twice, for somebody to deal with.
fn paid_twice(payment: &PaymentId) -> Difference {
    Difference {
        id: DifferenceId::new(&SystemIds, morning()),
        kind: DifferenceKind::PaidTwice,
        subject: payment.to_string(),
        payment: Some(payment.clone()),
        ours: Some(Yen::new(600)),
        theirs: Some(Yen::new(600)),
        found_at: morning(),
        closed: None,
    }
}

async fn every_fault_of_the_books_is_found(town: Town) {
    let payment = paid_and_given_back(&town).await;
    assert_eq!(findings(&town).await, []);
    if !town.is_sqlite() {
        for table in ["payment_orders", "refunds", "payment_differences"] {
            let name = format!("{table}_payment_id_fkey");
            town.sql(&format!("ALTER TABLE {table} DROP CONSTRAINT {name}")).unwrap();
        }
    }
    let lost = "'0193a5c8-7e1b-7c3d-9e4f-00000000f00f'";
    // The rule and its table, what breaks it, and what puts it right again.
    let table = [
        ("order", "payment_orders", "stage = 'open'", "stage = 'over'"),
        ("order", "payment_orders", "look_at = asked_at", "look_at = NULL"),
        ("order", "payment_orders", "attempt = 2", "attempt = 1"),
        ("kinship", "payment_orders", "payment_id = LOST", "payment_id = OURS"),
        ("kinship", "refunds", "payment_id = LOST", "payment_id = OURS"),
        ("refund", "refunds", "amount = 700", "amount = 200"),
        ("refund", "refunds", "amount = 300", "amount = 200"),
        ("refund", "refunds", "ended_at = NULL", "ended_at = proposed_at"),
        ("refund", "refunds", "state = 'approved'", "state = 'returned'"),
        ("payment", "payments", "state = 'open'", "state = 'captured'"),
    ];
    let set = |table: &str, what: &str| {
        let what = what.replace("LOST", lost).replace("OURS", &format!("'{payment}'"));
        town.sql(&format!("UPDATE {table} SET {what}")).unwrap();
    };
    for (rule, table, breaking, mending) in table {
        set(table, breaking);
        let found = findings(&town).await;
        let is = |finding: &Finding| finding.rule == rule && finding.table == table;
        assert!(found.iter().any(is), "{table} {breaking}: {found:?}");
        set(table, mending);
        assert_eq!(findings(&town).await, [], "{table} {mending}");
    }
    let id = payment.clone();
    let again = event("ev-3", PaymentEventKind::Captured, 600);
    let heard = move |tx: &mut WriteTx<'_>| payments::record(tx, &id, &again, morning());
    town.store.write(heard).await.unwrap();
    let found = findings(&town).await;
    assert_eq!(found.iter().map(|fault| fault.rule).collect::<Vec<_>>(), ["captured"], "{found:?}");
    let told = paid_twice(&payment);
    town.store.write(move |tx| differences::find_out(tx, &told)).await.unwrap();
    assert_eq!(findings(&town).await, [], "somebody is to deal with it");
    set("payment_differences", "payment_id = LOST");
    let found = findings(&town).await;
    let strays = found.iter().filter(|fault| fault.table == "payment_differences").count();
    assert_eq!(strays, 1, "{found:?}");
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
    let stray = AttachmentId::new(&SystemIds, morning());
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
