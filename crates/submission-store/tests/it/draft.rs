//! Drafts belong to one browser, move with their code, and expire.

use chrono::Duration;
use kernel::{DraftId, Language, SystemIds};
use submission_store::{Digest, Place, Store, StoreError, drafts, drafts::Draft};

use crate::town::{PROCEDURE, Town, morning, on_both_engines, owner};

on_both_engines!(
    a_draft_belongs_to_its_browser,
    a_code_opens_a_draft_elsewhere,
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

async fn a_code_opens_a_draft_elsewhere(town: Town) {
    let mut draft = of(&town.store, "仙台 花子");
    draft.resume_hash = Some(Digest::of(b"code"));
    let id = draft.id.clone();
    town.store.write(move |tx| drafts::insert(tx, &draft)).await.unwrap();
    let phone = owner("電話");
    let adopted = town
        .store
        .write(move |tx| {
            assert_eq!(drafts::adopt(tx, &Digest::of(b"wrong"), &phone, morning())?, None);
            drafts::adopt(tx, &Digest::of(b"code"), &phone, morning())
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

async fn a_draft_of_an_unknown_form_is_refused(town: Town) {
    let mut draft = of(&town.store, "仙台 花子");
    draft.version = 99;
    let refused = town.store.write(move |tx| drafts::insert(tx, &draft)).await;
    assert!(matches!(refused, Err(StoreError::Refused { table: "drafts", .. })), "{refused:?}");
}
