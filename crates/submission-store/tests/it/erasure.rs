//! Erasing destroys the key: nothing of the case opens or is found, and everything that proves
//! that there was one is as it was.

use std::fs;

use chrono::{Days, NaiveDate};
use kernel::{EventId, Instant, LabelId, Reach, StaffId, SubmissionId, SystemIds};
use review_workflow::{Case, LinkKind, State};
use submission_store::{
    Digest, Page, Part, Scope, StoreError, WriteTx, attachments, audit, cases,
    cases::QueueFilter,
    erasures::{self, Erasure, Outcome},
    events,
    events::NewEvent,
    fsck, handovers,
    handovers::HandOver,
    holds, idempotency,
    idempotency::Remembered,
    labels::{self, Colour, Label},
    legal_holds,
    legal_holds::NewHold,
    links, messages,
    messages::{Author, Message},
    payments, retention,
    retention::Item,
    search::{self, Indexed},
    seen, submissions,
    sweep::sweep,
};

use crate::{
    attachment::{photo, upload},
    town::{Filing, Town, called, files_under, minutes, morning, on_both_engines, owner},
};

on_both_engines!(
    nothing_of_an_erased_case_opens_or_is_found,
    what_proves_a_case_outlives_it,
    an_erased_case_leaves_no_trace_on_the_disk,
    a_case_that_is_held_is_not_erased,
    a_case_that_moved_meanwhile_is_not_erased,
    a_case_without_a_key_is_not_erased_by_halves,
    nobody_signs_a_list_twice,
    a_trace_of_an_erased_case_is_a_finding,
    what_was_said_of_an_erased_case_and_another_is_forgotten,
    a_proof_never_changes,
);

const SECRET: &str = "ひみつのことば0123456789";

/// Long after everything.
fn later() -> Instant {
    morning().plus(minutes(60 * 24 * 365 * 3))
}

/// A finished case with everything that there can be.
struct Old {
    filing: Filing,
    /// As it stands after its last move.
    case: Case,
    erasure: Erasure,
}

/// What the office leaves beside a case.
fn bears_a_trace(
    tx: &mut WriteTx<'_>,
    case: &SubmissionId,
    label: &Label,
    by: &StaffId,
) -> Result<(), StoreError> {
    labels::insert(tx, label, by, morning())?;
    labels::put_on(tx, case, &label.id)?;
    seen::put(tx, by, case, 1)
}

fn label(filing: &Filing) -> Label {
    let id = LabelId::new(&SystemIds, morning());
    Label {
        name: format!("要電話 {id}"),
        id,
        department: filing.case.place.department.clone(),
        colour: Colour::Red,
        version: 1,
        put_away_at: None,
    }
}

async fn old(town: &Town, name: &str) -> Old {
    let filing = Box::new(town.file(name).await);
    let upload = upload(&town.store, name, morning()).await;
    let clerk = town.clerk(&format!("clerk{}", EventId::new(&SystemIds, morning()))).await;
    let sealer = filing.submission.sealer.clone();
    let (case, me, by) = (filing.id.clone(), owner(name), clerk.clone());
    let id = EventId::new(&SystemIds, morning());
    let text = sealer.seal(Part::Message(&id), SECRET.as_bytes());
    let at = morning();
    let message = Message { id, case: case.clone(), author: Author::Resident, text, at };
    let completed = review_workflow::Event::Completed { at, by: clerk.clone(), sample: None };
    let entry = NewEvent::seal(&sealer, &SystemIds, clerk.as_str(), &completed).unwrap();
    let done = Case { state: State::Completed, ..filing.case.case.clone() };
    let done = review_workflow::evolve(done, &completed);
    let mut bills = [crate::payment::bill(&filing), crate::payment::bill(&filing)];
    for bill in &mut bills {
        SECRET.clone_into(&mut bill.lines[0].label);
    }
    let before = crate::payment::lines_before(&bills[0]);
    let from_before = bills[0].payment.clone();
    let remembered = Remembered { request: Digest::of(b"request"), submission: case.clone() };
    let label = label(&filing);
    let moved = done.clone();
    let work = move |tx: &mut WriteTx<'_>| {
        assert!(attachments::file_with(tx, &me, &upload.id, &sealer, &photo(), at)?);
        messages::insert(tx, &message)?;
        events::append(tx, &case, std::slice::from_ref(&entry))?;
        assert!(holds::take_places(tx, &case, &Digest::of(b"a course"), 2, 30)?);
        idempotency::insert(tx, &me, case.as_str(), &remembered, at)?;
        bears_a_trace(tx, &case, &label, &by)?;
        for bill in &bills {
            payments::cancel_unpaid(tx, &case, at)?;
            payments::insert(tx, &sealer, bill)?;
        }
        cases::save(tx, &sealer, &moved, by.as_str(), at)
    };
    let version = town.store.write(work).await.unwrap();
    // One of the bills is from before their words were sealed.
    let as_before = format!("SET labels = NULL, lines = '{before}' WHERE id = '{from_before}'");
    town.sql(&format!("UPDATE payments {as_before}")).unwrap();
    let (proposer, approver) = (
        town.clerk(&format!("a{}", EventId::new(&SystemIds, morning()))).await,
        town.clerk(&format!("b{}", EventId::new(&SystemIds, morning()))).await,
    );
    let due_on = later().day();
    let item = Item { case: filing.id.clone(), due_on, rule: "a rule".to_owned() };
    let list = listed(town, &proposer, &approver, item).await;
    let erasure = Erasure {
        case: filing.id.clone(),
        list,
        rule: "a rule".to_owned(),
        due_on,
        proposed_by: proposer,
        approved_by: approver,
        at: later(),
    };
    Old { filing: *filing, case: Case { version, ..done }, erasure }
}

/// The number of a list with this one case, signed twice.
async fn listed(town: &Town, proposer: &StaffId, approver: &StaffId, item: Item) -> i64 {
    let (one, other) = (proposer.clone(), approver.clone());
    let work = move |tx: &mut WriteTx<'_>| {
        let number = retention::propose(tx, &one, morning(), std::slice::from_ref(&item))?;
        assert!(retention::approve(tx, number, &other, morning())?);
        Ok::<_, StoreError>(number)
    };
    town.store.write(work).await.unwrap()
}

async fn erase(town: &Town, old: &Old) -> Result<Outcome, StoreError> {
    let (erasure, version) = (old.erasure.clone(), old.case.version);
    town.store.write(move |tx| erasures::erase(tx, &SystemIds, &erasure, version)).await
}

async fn findings(town: &Town) -> fsck::Found {
    let files = town.store.files().clone();
    let look = move |tx: &mut submission_store::ReadTx<'_>| {
        fsck::check(tx, &files, fsck::Depth::Deep, later())
    };
    town.store.read(look).await.unwrap()
}

async fn nothing_of_an_erased_case_opens_or_is_found(town: Town) {
    town.leaves_loose_ends();
    let (old, other) = (old(&town, "仙台 花子").await, town.file("名取 太郎").await);
    let indexed = Indexed {
        sealer: old.filing.submission.sealer.clone(),
        arrived_at: old.filing.submission.arrived_at,
        revision: 0,
        words: [called("仙台 花子")].into(),
        is_protected: false,
    };
    town.store.write(move |tx| search::file(tx, std::slice::from_ref(&indexed))).await.unwrap();
    assert_eq!(town.texts("SELECT term || '' AS text FROM search_index").len(), 1);
    assert_eq!(erase(&town, &old).await, Ok(Outcome::Erased));
    for trace in
        ["SELECT term || '' AS text FROM search_index", "SELECT case_id AS text FROM search_cases"]
    {
        assert_eq!(town.texts(trace), [""; 0], "{trace}");
    }
    let waits = town.store.read(|tx| search::list_waiting(tx, 9)).await;
    assert_eq!(waits, Ok(vec![other.id.clone()]));
    assert_eq!(erase(&town, &old).await, Ok(Outcome::Before), "once is enough");
    let (reader, read) = (old.erasure.approved_by.clone(), old.filing.id.clone());
    town.store.write(move |tx| seen::put(tx, &reader, &read, 1)).await.unwrap();
    let (id, number) = (old.filing.id.clone(), old.filing.submission.receipt_number.clone());
    let look = move |tx: &mut submission_store::ReadTx<'_>| {
        let all = Scope::Worker;
        assert_eq!(submissions::find(tx, &all, &id)?, None);
        assert_eq!(submissions::find_by_receipt(tx, &all, &number)?, None);
        assert_eq!(erasures::find_by_receipt(tx, &number)?, Some((id.clone(), 0)));
        assert_eq!(cases::find(tx, &all, &id)?, None);
        assert_eq!(events::list(tx, &all, &id, 0, 100)?, []);
        assert_eq!(messages::list(tx, &all, &id, 10)?, []);
        assert_eq!(attachments::list(tx, &all, &id)?, []);
        assert_eq!(submissions::list_of_owner(tx, &owner("仙台 花子"), 10)?, []);
        let states = vec![State::Completed, State::Received];
        let filter = QueueFilter { states, ..QueueFilter::default() };
        let queue = cases::list(tx, &Reach::everywhere(), &filter, &Page::first(10))?;
        let left: Vec<SubmissionId> = queue.items.into_iter().map(|entry| entry.id).collect();
        Ok::<_, StoreError>(left)
    };
    assert_eq!(town.store.read(look).await, Ok(vec![other.id]));
    // What is still there as ciphertext opens with nothing that is left.
    let me = old.filing.submission.sealer;
    assert!(me.has_key(), "who read it before still has it in memory, and nobody else");
    assert_eq!(town.texts("SELECT case_id AS text FROM case_keys").len(), 1);
    sweep(&town.store, later()).await.unwrap();
    let files = files_under(&town.folder().join("attachments"));
    assert!(files.iter().all(|path| path.ends_with("folder.id")), "{files:?}");
    assert_eq!(findings(&town).await, fsck::Found::default());
}

async fn what_proves_a_case_outlives_it(town: Town) {
    town.leaves_loose_ends();
    let old = old(&town, "仙台 花子").await;
    let next_day = morning().plus(minutes(60 * 48));
    town.store.close_days(next_day, None).await.unwrap();
    let head = town.store.read(|tx| audit::last_day_head(tx)).await.unwrap();
    let hashes =
        "SELECT CAST(hash AS TEXT) AS text FROM events WHERE kind <> 'erased' ORDER BY seq";
    let digests = "SELECT CAST(digest AS TEXT) AS text FROM revisions";
    let before = if town.is_sqlite() {
        Vec::new()
    } else {
        [town.texts(hashes), town.texts(digests)].concat()
    };
    assert_eq!(erase(&town, &old).await, Ok(Outcome::Erased));
    town.store.close_days(later().plus(minutes(60 * 48)), None).await.unwrap();
    let after = if town.is_sqlite() {
        Vec::new()
    } else {
        [town.texts(hashes), town.texts(digests)].concat()
    };
    assert_eq!(before, after);
    let verified = town.store.read(|tx| audit::verify(tx)).await.unwrap();
    assert_eq!((verified.first_break, verified.cases, verified.days), (None, 1, 2));
    assert_eq!(verified.events, 3, "filed, completed, erased");
    assert_ne!(town.store.read(|tx| audit::last_day_head(tx)).await.unwrap(), head);
    let (id, list) = (old.filing.id.clone(), old.erasure.list);
    let look = move |tx: &mut submission_store::ReadTx<'_>| {
        let one = erasures::find(tx, &Reach::everywhere(), &id)?;
        let elsewhere = erasures::find(tx, &crate::town::only(&[crate::town::WATER]), &id)?;
        Ok::<_, StoreError>((one, elsewhere, erasures::list(tx, list)?))
    };
    let (one, elsewhere, proven) = town.store.read(look).await.unwrap();
    assert_eq!(one.as_ref(), Some(&old.erasure));
    assert_eq!(elsewhere, None, "another department's");
    assert_eq!(proven.len(), 1);
    assert_eq!(proven[0].receipt_number, old.filing.submission.receipt_number);
    assert_eq!(findings(&town).await.faults, []);
}

/// Wherever the bytes of the database are; PostgreSQL's own files are not ours to read.
fn bytes_of(town: &Town) -> Vec<u8> {
    let mut all = Vec::new();
    for path in files_under(town.folder()) {
        if !path.ends_with("master.key") {
            all.extend(fs::read(path).unwrap());
        }
    }
    all
}

fn holds_bytes(all: &[u8], needle: &[u8]) -> bool {
    all.windows(needle.len()).any(|window| window == needle)
}

async fn an_erased_case_leaves_no_trace_on_the_disk(town: Town) {
    town.leaves_loose_ends();
    let old = old(&town, "仙台 花子").await;
    let wrapped = if town.is_sqlite() { "hex(wrapped)" } else { "encode(wrapped, 'hex')" };
    let keys = |table: &str| {
        let found = town.texts(&format!("SELECT {wrapped} AS text FROM {table}"));
        found.into_iter().map(|key| key.to_lowercase()).collect::<Vec<_>>()
    };
    let destroyed = [keys("case_keys"), keys("attachments")].concat();
    assert_eq!(destroyed.len(), 2);
    let raw = |hex: &String| -> Vec<u8> {
        let digits: Vec<char> = hex.chars().collect();
        let byte = |two: &[char]| u8::from_str_radix(&String::from_iter(two), 16).unwrap();
        digits.chunks(2).map(byte).collect()
    };
    submission_store::Store::fold_log(&town.settings).unwrap();
    if town.is_sqlite() {
        let before = bytes_of(&town);
        assert!(destroyed.iter().all(|key| holds_bytes(&before, &raw(key))), "they were there");
    }
    assert_eq!(erase(&town, &old).await, Ok(Outcome::Erased));
    sweep(&town.store, later()).await.unwrap();
    submission_store::Store::fold_log(&town.settings).unwrap();
    let after = bytes_of(&town);
    for key in &destroyed {
        assert!(!holds_bytes(&after, &raw(key)), "a destroyed key is on the disk");
        assert!(!keys("case_keys").contains(key) && !keys("attachments").contains(key));
    }
    for plain in [SECRET, "仙台 花子", "hanako@example.jp", "免許証.png"] {
        assert!(!holds_bytes(&after, plain.as_bytes()), "{plain} is on the disk");
    }
}

async fn a_case_that_is_held_is_not_erased(town: Town) {
    let old = old(&town, "仙台 花子").await;
    let (sealer, by) = (old.filing.submission.sealer.clone(), old.erasure.approved_by.clone());
    let hold = NewHold::seal(&sealer, 1, "行政訴訟", by.clone(), morning());
    let place = {
        let hold = hold.clone();
        move |tx: &mut WriteTx<'_>| legal_holds::place(tx, &hold)
    };
    assert_eq!(town.store.write(place).await, Ok(true));
    assert_eq!(erase(&town, &old).await, Ok(Outcome::Held));
    let again = NewHold::seal(&sealer, 2, "監査", by.clone(), morning());
    let twice = town.store.write(move |tx| legal_holds::place(tx, &again)).await;
    assert!(matches!(twice, Err(StoreError::Duplicate { table: "legal_holds" })), "{twice:?}");
    let id = old.filing.id.clone();
    let release = move |tx: &mut WriteTx<'_>| legal_holds::release(tx, &id, &by, morning());
    assert_eq!(town.store.write(release).await, Ok(true));
    assert_eq!(erase(&town, &old).await, Ok(Outcome::Erased));
    let late = town.store.write(move |tx| legal_holds::place(tx, &hold)).await;
    assert_eq!(late, Ok(false), "there is nothing left to hold");
    town.leaves_loose_ends();
}

async fn a_case_that_moved_meanwhile_is_not_erased(town: Town) {
    let mut old = old(&town, "仙台 花子").await;
    old.case.version -= 1;
    let stale = erase(&town, &old).await;
    assert!(matches!(stale, Err(StoreError::Conflict { .. })), "{stale:?}");
    assert_eq!(town.texts("SELECT case_id AS text FROM case_keys").len(), 1, "nothing was done");
    assert_eq!(town.texts("SELECT case_id AS text FROM erasures").len(), 0);
    town.leaves_loose_ends();
    assert_eq!(findings(&town).await.faults, []);
}

async fn a_case_without_a_key_is_not_erased_by_halves(town: Town) {
    let old = old(&town, "仙台 花子").await;
    town.sql("DELETE FROM case_keys").unwrap();
    assert_eq!(erase(&town, &old).await, Ok(Outcome::WithoutKey));
    assert_eq!(town.texts("SELECT case_id AS text FROM erasures").len(), 0);
    assert_eq!(town.texts("SELECT id AS text FROM outbox").len(), 1, "nothing was done");
}

async fn nobody_signs_a_list_twice(town: Town) {
    let (one, other) = (town.clerk("one").await, town.clerk("other").await);
    let filing = town.file("仙台 花子").await;
    let due_on: NaiveDate = morning().day() + Days::new(1);
    let item = Item { case: filing.id.clone(), due_on, rule: "a rule".to_owned() };
    let (by, items) = (one.clone(), [item.clone()]);
    let propose = move |tx: &mut WriteTx<'_>| retention::propose(tx, &by, morning(), &items);
    let number = town.store.write(propose).await.unwrap();
    let sign =
        |by: StaffId| town.store.write(move |tx| retention::approve(tx, number, &by, morning()));
    let alone = sign(one.clone()).await;
    assert!(matches!(alone, Err(StoreError::Refused { .. })), "{alone:?}");
    assert_eq!(sign(other.clone()).await, Ok(true));
    assert_eq!(sign(other).await, Ok(false), "it is signed");
    assert_eq!(town.store.read(move |tx| retention::remaining(tx, number)).await, Ok(vec![item]));
    let handed = HandOver {
        case: filing.id,
        target: "住民記録".to_owned(),
        reference: "A-1".to_owned(),
        by: one,
        at: morning(),
    };
    let insert = |done: HandOver| town.store.write(move |tx| handovers::insert(tx, &done));
    assert_eq!(insert(handed.clone()).await, Ok(()));
    let twice = insert(handed.clone()).await;
    assert!(matches!(twice, Err(StoreError::Duplicate { .. })), "{twice:?}");
    let case = handed.case.clone();
    assert_eq!(town.store.read(move |tx| handovers::list(tx, &case)).await, Ok(vec![handed]));
}

async fn a_trace_of_an_erased_case_is_a_finding(town: Town) {
    let old = old(&town, "仙台 花子").await;
    let key = "CREATE TABLE kept AS SELECT * FROM case_keys";
    town.sql(key).unwrap();
    assert_eq!(erase(&town, &old).await, Ok(Outcome::Erased));
    sweep(&town.store, later()).await.unwrap();
    assert_eq!(findings(&town).await.faults, []);
    town.sql("INSERT INTO case_keys SELECT * FROM kept").unwrap();
    town.sql("DROP TABLE kept").unwrap();
    let owner = if town.is_sqlite() { "zeroblob(32)" } else { "decode(repeat('00', 32), 'hex')" };
    town.sql(&format!("UPDATE submissions SET owner_hash = {owner}")).unwrap();
    let faults = findings(&town).await.faults;
    let tables: Vec<&str> = faults.iter().map(|fault| fault.table).collect();
    assert_eq!(tables, ["case_keys", "submissions"], "{faults:?}");
    let line = r#"[{"label":"x","unit":300,"quantity":2,"amount":600}]"#;
    town.sql(&format!("UPDATE payments SET lines = '{line}'")).unwrap();
    let faults = findings(&town).await.faults;
    let of_bills = faults.iter().filter(|fault| fault.table == "payments").count();
    assert_eq!(of_bills, 2, "{faults:?}");
}

async fn what_was_said_of_an_erased_case_and_another_is_forgotten(town: Town) {
    let old = old(&town, "仙台 花子").await;
    let [before, after] = ["仙台 太郎", "青葉 次郎"].map(|name| town.file(name));
    let (before, after) = (Box::new(before.await), Box::new(after.await));
    let (case, one, other) = (old.filing.id.clone(), before.id.clone(), after.id.clone());
    let tied = town.store.write(move |tx| {
        links::tie(tx, &case, &one, LinkKind::FollowUp)?;
        links::tie(tx, &other, &case, LinkKind::SamePerson)?;
        links::tie(tx, &one, &other, LinkKind::SameHousehold)
    });
    tied.await.unwrap();
    let (one, other) = (before.id.clone(), after.id.clone());
    let twice = town.store.write(move |tx| links::tie(tx, &other, &one, LinkKind::Duplicate)).await;
    assert!(matches!(twice, Err(StoreError::Conflict { table: "links", .. })), "{twice:?}");
    assert_eq!(erase(&town, &old).await, Ok(Outcome::Erased));
    sweep(&town.store, later()).await.unwrap();
    assert_eq!(findings(&town).await.faults, []);
    let (one, other) = (before.id.clone(), after.id.clone());
    let left = town
        .store
        .read(move |tx| Ok::<_, StoreError>((links::of(tx, &one)?, links::of(tx, &other)?)));
    let (one, other) = left.await.unwrap();
    assert_eq!(one.len() + other.len(), 2, "the others are linked still: {one:?} {other:?}");

    let (erased, other) = (&old.filing.id, &after.id);
    let (one, two) = (erased.min(other), erased.max(other));
    let row = format!(
        "municipality, '{one}', '{two}', 'duplicate', 1 = 0 FROM cases WHERE id = '{other}'"
    );
    town.sql(&format!("INSERT INTO links SELECT {row}")).unwrap();
    let faults = findings(&town).await.faults;
    assert_eq!(faults.iter().map(|it| it.table).collect::<Vec<_>>(), ["links"], "{faults:?}");
    town.leaves_loose_ends();
}

async fn a_proof_never_changes(town: Town) {
    let old = old(&town, "仙台 花子").await;
    assert_eq!(erase(&town, &old).await, Ok(Outcome::Erased));
    for forged in ["UPDATE erasures SET rule = 'another'", "DELETE FROM erasures"] {
        assert!(town.sql(forged).is_err(), "{forged}");
    }
    town.leaves_loose_ends();
}
