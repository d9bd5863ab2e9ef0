//! What was filed is there, whole, for those who may see it.

use kernel::{Instant, Language, Reach, SubmissionId, SystemIds};
use submission_store::{
    Digest, Part, Scope, StoreError, cases, events, idempotency,
    idempotency::Remembered,
    messages,
    messages::{Author, Message},
    notices,
    notices::{Notice, NoticeEntry},
    outbox, procedures, revisions, submissions,
};

use crate::town::{
    Filing, PROCEDURE, REGISTER, Town, WATER, morning, on_both_engines, only, owner,
};

on_both_engines!(
    a_filing_reads_back_as_it_was_written,
    strangers_find_nothing,
    extreme_values_survive,
    the_same_key_leads_to_the_same_submission,
    what_somebody_filed_is_found_again,
    a_version_is_published_once,
    messages_and_documents_belong_to_their_case,
);

async fn a_filing_reads_back_as_it_was_written(town: Town) {
    let filing = town.file("仙台 花子").await;
    let wanted = filing.clone();
    town.store
        .read(move |tx| {
            let all = Scope::Worker;
            let id = &wanted.id;
            assert_eq!(submissions::find(tx, &all, id)?, Some(wanted.submission.clone()));
            let number = &wanted.submission.receipt_number;
            assert_eq!(submissions::find_by_receipt(tx, &all, number)?, Some(wanted.submission));
            assert_eq!(revisions::latest(tx, &all, id)?, Some(wanted.revision.clone()));
            assert_eq!(revisions::list(tx, &all, id)?, std::slice::from_ref(&wanted.revision));
            assert_eq!(cases::find(tx, &all, id)?, Some(wanted.case.clone()));
            assert_eq!(outbox::list_of(tx, &all, id)?, [wanted.letter]);
            let log = events::list(tx, &all, id, 0, 100)?;
            assert_eq!(log.len(), 1);
            assert_eq!(log[0].open(&wanted.case.sealer)?.word(), "filed");
            let content = wanted.case.sealer.open(&wanted.revision.content)?;
            assert_eq!(Digest::of(&content), wanted.revision.digest);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

async fn strangers_find_nothing(town: Town) {
    let filing = town.file("仙台 花子").await;
    let other = town.file("名取 太郎").await;
    let office = |id: &str| Scope::Office { reach: only(&[id]) };
    let may = [
        Scope::Worker,
        Scope::Visitor { owner_hash: owner("仙台 花子") },
        Scope::Receipt { number: filing.submission.receipt_number.clone() },
        Scope::Office { reach: Reach::everywhere() },
        office(REGISTER),
    ];
    let may_not = [
        Scope::Visitor { owner_hash: owner("名取 太郎") },
        Scope::Receipt { number: other.submission.receipt_number },
        Scope::Office { reach: Reach::NOWHERE },
        office(WATER),
    ];
    let mut elsewhere = Filing::of(&town.store, "水野 次郎", filing.case.case.arrived_at);
    elsewhere.case.place.department = WATER.parse().unwrap();
    let (kept, water) = (elsewhere.clone(), elsewhere.id.clone());
    town.store.write(move |tx| kept.insert(tx)).await.unwrap();

    let id = filing.id.clone();
    town.store
        .read(move |tx| {
            // What is remembered of one case tells nothing of the next.
            for case in [&id, &water, &id, &water] {
                let (register, works) = (office(REGISTER), office(WATER));
                assert_eq!(cases::find(tx, &register, case)?.is_some(), *case == id);
                assert_eq!(cases::find(tx, &works, case)?.is_some(), *case == water);
            }
            for (scopes, there) in [(&may[..], true), (&may_not[..], false)] {
                for scope in scopes {
                    assert_eq!(submissions::find(tx, scope, &id)?.is_some(), there, "{scope:?}");
                    assert_eq!(cases::find(tx, scope, &id)?.is_some(), there, "{scope:?}");
                    assert_eq!(revisions::latest(tx, scope, &id)?.is_some(), there, "{scope:?}");
                    assert_eq!(events::list(tx, scope, &id, 0, 9)?.len(), usize::from(there));
                    assert_eq!(outbox::list_of(tx, scope, &id)?.len(), usize::from(there));
                }
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();

    let mut elsewhere = town.settings.clone();
    elsewhere.municipality = "natori".parse().unwrap();
    let natori = submission_store::Store::open(&elsewhere).unwrap();
    let id = filing.id.clone();
    let found = natori.read(move |tx| submissions::find(tx, &Scope::Worker, &id)).await;
    assert_eq!(found, Ok(None), "another municipality sees nothing");
}

async fn extreme_values_survive(town: Town) {
    let long = "髙﨑𠮷葛󠄀鷗が\u{3099}👨‍👩‍👧".repeat(500);
    let year_end = Instant::parse_rfc3339("2026-12-31T23:59:59.999+09:00").unwrap();
    for now in [year_end, Instant::from_millis(0), Instant::from_millis(253_402_214_400_000)] {
        let mut filing = Filing::of(&town.store, &long, now);
        filing.submission.language = Language::EasyJapanese;
        filing.case.place.ward = None;
        let kept = filing.clone();
        town.store.write(move |tx| kept.insert(tx)).await.unwrap();
        let id = filing.id.clone();
        let read = move |tx: &mut submission_store::ReadTx<'_>| {
            let found = submissions::find(tx, &Scope::Worker, &id)?;
            let case = cases::find(tx, &Scope::Worker, &id)?;
            Ok::<_, StoreError>((found, case))
        };
        let (found, case) = town.store.read(read).await.unwrap();
        assert_eq!(found, Some(filing.submission.clone()));
        assert_eq!(case, Some(filing.case));
        let found = found.unwrap();
        let name = found.applicant.unwrap();
        assert_eq!(found.sealer.open_text(&name), Ok(long.clone()));
    }
}

async fn the_same_key_leads_to_the_same_submission(town: Town) {
    let filing = town.file("仙台 花子").await;
    let remembered = Remembered { request: Digest::of(b"body"), submission: filing.id };
    let (actor, other) = (owner("仙台 花子"), owner("名取 太郎"));
    let kept = remembered.clone();
    let (again, taken) = town
        .store
        .write(move |tx| {
            assert_eq!(idempotency::find(tx, &actor, "key-1")?, None);
            idempotency::insert(tx, &actor, "key-1", &kept, morning())?;
            assert_eq!(idempotency::find(tx, &other, "key-1")?, None, "another's key is another");
            Ok::<_, StoreError>((idempotency::find(tx, &actor, "key-1")?, kept.clone()))
        })
        .await
        .unwrap();
    assert_eq!(again, Some(remembered));
    let twice = town
        .store
        .write(move |tx| idempotency::insert(tx, &actor, "key-1", &taken, morning()))
        .await;
    assert_eq!(twice, Err(StoreError::Duplicate { table: "idempotency" }));
}

async fn what_somebody_filed_is_found_again(town: Town) {
    town.file("仙台 花子").await;
    let me = owner("仙台 花子");
    town.store
        .read(move |tx| {
            let mine = submissions::list_of_owner(tx, &me, 10)?;
            assert_eq!(mine.len(), 1);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

async fn a_version_is_published_once(town: Town) {
    let numbers = town
        .store
        .write(|tx| {
            let (old, new) = ("a".repeat(64), "b".repeat(64));
            let same = procedures::publish(tx, PROCEDURE, &old, "{}", morning())?;
            let next = procedures::publish(tx, PROCEDURE, &new, "{\"v\":2}", morning())?;
            let back = procedures::publish(tx, PROCEDURE, &old, "{}", morning())?;
            Ok::<_, StoreError>([same, next, back])
        })
        .await
        .unwrap();
    assert_eq!(numbers, [1, 2, 3]);
    let (offered, all, gone) = town
        .store
        .write(|tx| {
            let offered = procedures::list_offered(tx)?;
            let all = procedures::list_all(tx)?;
            procedures::retire(tx, PROCEDURE, morning())?;
            Ok::<_, StoreError>((offered, all, procedures::list_offered(tx)?))
        })
        .await
        .unwrap();
    assert_eq!(offered.iter().map(|v| v.number).collect::<Vec<_>>(), [3]);
    assert_eq!(all.len(), 3);
    assert_eq!(gone, []);
    let first = town.store.read(|tx| procedures::find(tx, PROCEDURE, 1)).await.unwrap().unwrap();
    assert_eq!(first.definition, "{\"title\":\"住民票\"}");
    assert_eq!(first.retired_at, Some(morning()));
}

async fn messages_and_documents_belong_to_their_case(town: Town) {
    let clerk = town.clerk("clerk").await;
    let filing = town.file("仙台 花子").await;
    let sealer = filing.submission.sealer.clone();
    let case = filing.id.clone();
    let message = |author: Author| {
        let id = kernel::EventId::new(&SystemIds, morning());
        let text = sealer.seal(Part::Message(&id), "ご確認ください".as_bytes());
        Message { id, case: case.clone(), author, text, at: morning() }
    };
    let thread = vec![message(Author::Resident), message(Author::Office(clerk))];
    let pdf = b"%PDF-1.7";
    let notice = Notice {
        entry: NoticeEntry {
            case: case.clone(),
            number: 1,
            kind: "decision".to_owned(),
            fingerprint: sealer.fingerprint(Part::Notice(1), pdf),
            at: morning(),
        },
        document: sealer.seal(Part::Notice(1), pdf),
    };
    let (wanted, issued) = (thread.clone(), notice.clone());
    let id = case.clone();
    let twice = town
        .store
        .write(move |tx| {
            for message in &thread {
                messages::insert(tx, message)?;
            }
            assert_eq!(notices::next_number(tx, &id)?, 1);
            notices::insert(tx, &notice)?;
            assert_eq!(notices::next_number(tx, &id)?, 2);
            Ok::<_, StoreError>(())
        })
        .await;
    assert_eq!(twice, Ok(()));
    let stranger: SubmissionId = town.file("名取 太郎").await.id;
    town.store
        .read(move |tx| {
            let all = Scope::Worker;
            let mut found = messages::list(tx, &all, &case, 10)?;
            found.sort_by_key(|message| message.id.clone());
            let mut wanted = wanted;
            wanted.sort_by_key(|message| message.id.clone());
            assert_eq!(found, wanted);
            assert_eq!(messages::list(tx, &all, &case, 1)?.len(), 1, "and never more than asked");
            let later = morning().plus(chrono::Duration::days(1));
            assert_eq!(messages::count_of_applicant(tx, &case, morning())?, (1, 1));
            assert_eq!(messages::count_of_applicant(tx, &case, later)?, (0, 1));
            assert_eq!(notices::find(tx, &all, &case, 1)?, Some(issued.clone()));
            assert_eq!(notices::list(tx, &all, &case)?, [issued.entry]);
            assert_eq!(messages::list(tx, &all, &stranger, 10)?, []);
            assert_eq!(notices::find(tx, &all, &stranger, 1)?, None);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}
