//! Drafts belong to one browser, move with their code, and expire.

use chrono::Duration;
use kernel::{DraftId, Language, SystemIds};
use submission_store::{Digest, Place, Store, StoreError, drafts, drafts::Draft, unsent};

use crate::town::{PROCEDURE, Town, morning, on_both_engines, owner};

on_both_engines!(
    a_draft_belongs_to_its_browser,
    a_code_opens_a_draft_elsewhere_once,
    a_draft_is_taken_back_by_who_had_it_and_not_later,
    what_was_not_taken_is_shown_again_until_it_is_forgotten,
    a_draft_of_an_unknown_form_is_refused,
);

pub(crate) fn of(store: &Store, applicant: &str) -> Draft {
    let id = DraftId::new(&SystemIds, morning());
    Draft {
        procedure: PROCEDURE.to_owned(),
        version: 1,
        owner_hash: owner(applicant),
        resume_hash: None,
        data: store.sealer().seal(Place::draft(&id), b"{}"),
        page: "applicant".to_owned(),
        language: Language::English,
        saves: 0,
        created_at: morning(),
        updated_at: morning(),
        expires_at: morning().plus(Duration::days(30)),
        id,
    }
}

async fn a_draft_belongs_to_its_browser(town: Town) {
    let draft = of(&town.store, "仙台 花子");
    let (kept, id) = (draft.clone(), draft.id.clone());
    town.store.write(move |tx| drafts::insert(tx, &kept)).await.unwrap();
    let wanted = draft.clone();
    town.store
        .read(move |tx| {
            let (me, other) = (owner("仙台 花子"), owner("名取 太郎"));
            assert_eq!(drafts::find(tx, &me, &id, morning())?, Some(wanted.clone()));
            assert_eq!(drafts::find(tx, &other, &id, morning())?, None);
            assert_eq!(drafts::find(tx, &me, &id, wanted.expires_at)?, None, "it has expired");
            assert_eq!(drafts::list_of_owner(tx, &me, morning(), 10)?, [wanted]);
            assert_eq!(drafts::list_of_owner(tx, &other, morning(), 10)?, []);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    let gone = town
        .store
        .write(move |tx| {
            let stranger = drafts::delete(tx, &owner("名取 太郎"), &draft.id)?;
            let mine = drafts::delete(tx, &owner("仙台 花子"), &draft.id)?;
            let again = drafts::delete(tx, &owner("仙台 花子"), &draft.id)?;
            Ok::<_, StoreError>([stranger, mine, again])
        })
        .await;
    assert_eq!(gone, Ok([false, true, false]));
}

async fn a_code_opens_a_draft_elsewhere_once(town: Town) {
    let mut draft = of(&town.store, "仙台 花子");
    draft.resume_hash = Some(Digest::of(b"code"));
    let id = draft.id.clone();
    town.store.write(move |tx| drafts::insert(tx, &draft)).await.unwrap();
    let (phone, tomorrow) = (owner("電話"), morning().plus(Duration::days(1)));
    let adopted = town
        .store
        .write(move |tx| {
            let wrong = Digest::of(b"wrong");
            assert_eq!(drafts::adopt(tx, &wrong, &phone, morning(), tomorrow)?, None);
            let adopted = drafts::adopt(tx, &Digest::of(b"code"), &phone, morning(), tomorrow)?;
            let again = drafts::adopt(tx, &Digest::of(b"code"), &phone, morning(), tomorrow)?;
            assert_eq!(again, None, "a code works once");
            Ok::<_, StoreError>(adopted)
        })
        .await
        .unwrap();
    assert_eq!(adopted.map(|draft| draft.owner_hash), Some(owner("仙台 花子")));
    let (here, before) = town
        .store
        .read(move |tx| {
            let here = drafts::find(tx, &phone, &id, morning())?;
            let before = drafts::find(tx, &owner("仙台 花子"), &id, morning())?;
            Ok::<_, StoreError>((here, before))
        })
        .await
        .unwrap();
    assert!(here.is_some() && before.is_none());
}

async fn a_draft_is_taken_back_by_who_had_it_and_not_later(town: Town) {
    let mut draft = of(&town.store, "仙台 花子");
    draft.resume_hash = Some(Digest::of(b"code"));
    let (id, inserted) = (draft.id.clone(), draft.clone());
    town.store.write(move |tx| drafts::insert(tx, &inserted)).await.unwrap();
    let (home, phone) = (owner("仙台 花子"), owner("電話"));
    let (now, tomorrow) = (morning(), morning().plus(Duration::days(1)));
    town.store
        .write(move |tx| {
            drafts::adopt(tx, &Digest::of(b"code"), &phone, now, tomorrow)?;
            assert_eq!(drafts::find_left(tx, &owner("名取 太郎"), &id, now)?, None);
            assert_eq!(drafts::find_left(tx, &home, &id, tomorrow)?, None, "the way back ends");
            let left = drafts::take_back(tx, &home, &id, now, tomorrow)?;
            assert_eq!(left.map(|draft| draft.owner_hash), Some(phone));
            assert!(drafts::find(tx, &home, &id, now)?.is_some());
            assert!(drafts::find_left(tx, &phone, &id, now)?.is_some());
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

async fn what_was_not_taken_is_shown_again_until_it_is_forgotten(town: Town) {
    let (me, other) = (owner("仙台 花子"), owner("名取 太郎"));
    let (now, later) = (morning(), morning().plus(Duration::hours(1)));
    let typed = |text: &[u8]| town.store.sealer().seal(Place::unsent(&me, "guide"), text);
    let (first, second) = (typed(b"1"), typed(b"2"));
    town.store
        .write(move |tx| {
            unsent::put(tx, &me, "guide", &first, later)?;
            unsent::put(tx, &me, "guide", &second, later)?;
            assert_eq!(unsent::find(tx, &me, "guide", now)?, Some(second.clone()));
            assert_eq!(unsent::find(tx, &me, "guide", later)?, None);
            assert_eq!(unsent::find(tx, &me, "other", now)?, None);
            assert_eq!(unsent::find(tx, &other, "guide", now)?, None);
            unsent::remove(tx, &me, "guide")?;
            assert_eq!(unsent::find(tx, &me, "guide", now)?, None);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

async fn a_draft_of_an_unknown_form_is_refused(town: Town) {
    let mut draft = of(&town.store, "仙台 花子");
    draft.version = 99;
    let refused = town.store.write(move |tx| drafts::insert(tx, &draft)).await;
    assert!(matches!(refused, Err(StoreError::Refused { table: "drafts", .. })), "{refused:?}");
}
