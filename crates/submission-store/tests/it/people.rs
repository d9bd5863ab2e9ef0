//! Staff, their sessions and tokens, and jobs that one process does.

use chrono::Duration;
use kernel::{Grant, Role};
use submission_store::{
    Digest, StoreError, leases,
    leases::Lease,
    sessions,
    sessions::{Session, SessionKind},
    staff, tokens,
    tokens::Token,
};

use crate::town::{Town, clerk, department, minutes, morning, on_both_engines};

on_both_engines!(
    a_member_of_staff_reads_back_with_their_grants,
    a_session_ends,
    a_token_ends_or_is_revoked,
    a_lease_is_one_processs,
    who_slept_through_a_lease_writes_nothing,
);

async fn a_member_of_staff_reads_back_with_their_grants(town: Town) {
    let mut person = clerk("hanako");
    person.password_hash = Some("$argon2id$v=19$…".to_owned());
    person.grants.push(Grant::new(Role::Auditor, department("city")));
    person.grants.sort();
    let (kept, same) = (person.clone(), clerk("HANAKO"));
    town.store.write(move |tx| staff::insert(tx, &kept)).await.unwrap();
    let twice = town.store.write(move |tx| staff::insert(tx, &same)).await;
    assert_eq!(twice, Err(StoreError::Duplicate { table: "staff" }));
    let wanted = person.clone();
    town.store
        .read(move |tx| {
            assert_eq!(staff::find(tx, &wanted.id)?, Some(wanted.clone()));
            assert_eq!(staff::find_by_email(tx, "HANAKO@city.example")?, Some(wanted.clone()));
            assert_eq!(staff::find_by_email(tx, "x@city.example")?, None);
            assert_eq!(staff::list(tx)?, [wanted]);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    let ended = person.grants.remove(0);
    person.disabled_at = Some(morning());
    let changed = person.clone();
    let found = town
        .store
        .write(move |tx| {
            staff::save(tx, &changed)?;
            assert!(staff::delete_grant(tx, &changed.id, &ended)?);
            assert!(!staff::delete_grant(tx, &changed.id, &ended)?);
            staff::find(tx, &changed.id)
        })
        .await;
    assert_eq!(found, Ok(Some(person)));
    let stranger = clerk("nobody");
    let unknown = town.store.write(move |tx| staff::save(tx, &stranger)).await;
    assert!(matches!(unknown, Err(StoreError::Conflict { table: "staff", .. })));
}

async fn a_session_ends(town: Town) {
    let id = town.clerk("clerk").await;
    let session = |secret: &[u8], kind: SessionKind| Session {
        proven_at: None,
        browser: String::new(),
        hash: Digest::of(secret),
        kind,
        csrf_seed: Digest::of(b"seed"),
        created_at: morning(),
        last_seen: morning(),
        expires_at: morning().plus(minutes(30)),
    };
    let visitor = session(b"visitor", SessionKind::Visitor);
    let office = session(b"office", SessionKind::Staff(id.clone()));
    town.store
        .write(move |tx| {
            for session in [&visitor, &office] {
                sessions::insert(tx, session)?;
                let found = sessions::find(tx, &session.hash, morning())?;
                assert_eq!(found.as_ref(), Some(session));
                assert_eq!(sessions::find(tx, &session.hash, session.expires_at)?, None);
            }
            let later = morning().plus(minutes(20));
            sessions::touch(tx, &visitor.hash, later, later.plus(minutes(30)))?;
            let kept = sessions::find(tx, &visitor.hash, visitor.expires_at)?.unwrap();
            assert_eq!(kept.last_seen, later);
            assert_eq!(sessions::delete_of_staff(tx, &id)?, 1);
            assert_eq!(sessions::find(tx, &office.hash, morning())?, None);
            sessions::delete(tx, &visitor.hash)?;
            assert_eq!(sessions::find(tx, &visitor.hash, morning())?, None);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

async fn a_token_ends_or_is_revoked(town: Town) {
    let token = Token {
        hash: Digest::of(b"token"),
        staff: town.clerk("clerk").await,
        label: "RPA".to_owned(),
        scopes: vec!["cases:read".to_owned(), "cases:write".to_owned()],
        created_at: morning(),
        expires_at: morning().plus(Duration::days(30)),
    };
    town.store
        .write(move |tx| {
            tokens::insert(tx, &token)?;
            assert_eq!(tokens::find(tx, &token.hash, morning())?, Some(token.clone()));
            assert_eq!(tokens::find(tx, &token.hash, token.expires_at)?, None);
            assert_eq!(tokens::list_of_staff(tx, &token.staff)?, std::slice::from_ref(&token));
            assert!(tokens::revoke(tx, &token.hash, morning())?);
            assert!(!tokens::revoke(tx, &token.hash, morning())?);
            assert_eq!(tokens::find(tx, &token.hash, morning())?, None);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

async fn a_lease_is_one_processs(town: Town) {
    let got = town
        .store
        .write(|tx| {
            let until = morning().plus(minutes(1));
            let mut take = |owner: &str, now| leases::take(tx, "sweep", owner, now, until);
            let first = take("a", morning())?.expect("it is free");
            let second = take("b", morning())?;
            let again = take("a", morning())?;
            let after_its_end = take("b", until)?.expect("its end has come");
            leases::release(tx, &first, morning())?;
            let not_ones_own = leases::take(tx, "sweep", "c", morning(), until)?;
            leases::release(tx, &after_its_end, morning())?;
            let free = leases::take(tx, "sweep", "c", morning(), until)?;
            Ok::<_, StoreError>([second, again, not_ones_own, free].map(|lease| lease.is_some()))
        })
        .await;
    assert_eq!(got, Ok([false, true, false, true]));
}

async fn who_slept_through_a_lease_writes_nothing(town: Town) {
    let until = morning().plus(minutes(1));
    let take = |owner: &'static str, now| {
        town.store.write(move |tx| leases::take(tx, "terms", owner, now, until))
    };
    let slept = take("a", morning()).await.unwrap().expect("it is free");
    let held = slept.clone();
    assert_eq!(town.store.write(move |tx| leases::hold(tx, &held)).await, Ok(()));

    let woke = take("b", until).await.unwrap().expect("its end has come");

    let work = |lease: Lease| {
        town.store.write(move |tx| {
            leases::hold(tx, &lease)?;
            staff::insert(tx, &clerk("hanako"))
        })
    };
    assert_eq!(work(slept.clone()).await, Err(StoreError::LeaseLost));
    assert_eq!(work(woke.clone()).await, Ok(()));
    let finished = |lease: Lease| town.store.write(move |tx| leases::finish(tx, &lease, morning()));
    assert_eq!(finished(slept).await, Err(StoreError::LeaseLost));
    assert_eq!(finished(woke).await, Ok(()));
    let standing = town.store.read(|tx| leases::list(tx)).await.unwrap();
    assert_eq!(standing[0].last_round_at, Some(morning()));
}
