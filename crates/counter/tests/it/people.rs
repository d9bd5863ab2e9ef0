//! The people of the office: what they are given, what is taken away, how they come in.

use back_office::{Added, Error, NewStaff, People, PeopleFault, SignInFault};
use kernel::{DepartmentId, Grant, Instant, Role, StaffId, SystemIds};
use submission_store::{
    Digest, Store, StoreError, staff,
    tokens::{self, Token},
};
use testkit::{Answer, Browser, TestTown, on_both_engines};

const WATER: &str = "suido-eigyo";
const EMAIL: &str = "sato@city.example";
const PASSWORD: &str = "kawa-no-hotori-de-kujira";

on_both_engines!(
    a_further_grant_changes_nothing_else,
    sessions_and_tokens_end_with_the_password,
    a_guessable_password_is_refused,
    one_chooses_another_password_at_the_screen,
    who_sees_no_case_begins_at_their_own_page,
    a_department_that_nobody_knows_is_refused_by_name,
    people_of_the_demonstration_are_nobody_elsewhere,
);

fn at(department: &str, role: Role) -> Grant {
    Grant::new(role, department.parse().unwrap())
}

fn person(grant: Grant, name: &str, password: &str) -> NewStaff {
    let (email, name) = (EMAIL.to_owned(), Some(name.to_owned()));
    NewStaff { email, name, grant, password: Some(password.to_owned()) }
}

fn people(town: &TestTown) -> People {
    town.back_office().people()
}

fn a_further_grant_changes_nothing_else(town: &TestTown) {
    let people = people(town);
    let (first, second) = (at(WATER, Role::Clerk), at("sodai-gomi", Role::Approver));
    let added = town.wait(people.add(person(first.clone(), "佐藤", PASSWORD))).unwrap();
    assert!(matches!(added, Added::Person(_)));

    let again = person(second.clone(), "別の名", "another-long-riverside-word");
    assert_eq!(town.wait(people.add(again)).unwrap(), Added::Grant(added.id().clone()));
    let twice = town.wait(people.add(person(second.clone(), "佐藤", PASSWORD)));
    assert!(matches!(twice, Err(PeopleFault::AlreadyGranted)), "{twice:?}");

    let signed_in = town.wait(town.back_office().sign_in(EMAIL, PASSWORD, String::new())).unwrap();
    assert_eq!(signed_in.staff.name, "佐藤");
    let held: Vec<Grant> = signed_in.staff.authority.grants().cloned().collect();
    assert_eq!(held, [second, first]);
}

fn sessions_and_tokens_end_with_the_password(town: &TestTown) {
    let people = people(town);
    town.wait(people.add(person(at(WATER, Role::Clerk), "佐藤", PASSWORD))).unwrap();
    let web = town.resident().web;
    signs_in(town, &web, PASSWORD).expect(303);
    let session = web.cookie("staff").unwrap();
    let scopes = vec!["cases".to_owned()];
    let life = chrono::Duration::days(1);
    let token = town.wait(people.issue_token(EMAIL, scopes, life)).unwrap();
    let came_in = || {
        let by_session =
            town.wait(town.back_office().staff_of_session(&session)).unwrap().is_some();
        (by_session, town.wait(town.back_office().staff_of_token(&token)).unwrap().is_some())
    };
    assert_eq!(came_in(), (true, true));

    let next = "umi-to-yama-to-jitensha-de";
    town.wait(people.set_password(EMAIL, next.to_owned())).unwrap();

    assert_eq!(came_in(), (false, false));
    assert!(town.wait(people.tokens(EMAIL)).unwrap().is_empty());
    let old = town.wait(town.back_office().sign_in(EMAIL, PASSWORD, String::new())).err();
    assert!(matches!(old, Some(Error::SignIn(SignInFault::Wrong))), "{old:?}");
    town.wait(town.back_office().sign_in(EMAIL, next, String::new())).unwrap();
}

fn a_guessable_password_is_refused(town: &TestTown) {
    let people = people(town);
    for password in ["password1234", "sendai2026!!", "sato-sato-2026", "short"] {
        let refused = town.wait(people.add(person(at(WATER, Role::Clerk), "佐藤", password)));
        assert!(matches!(refused, Err(PeopleFault::Password(_))), "{password}: {refused:?}");
    }
    assert!(town.wait(people.list()).unwrap().is_empty());
}

fn a_department_that_nobody_knows_is_refused_by_name(town: &TestTown) {
    let refused = town.wait(people(town).add(person(at("suidou", Role::Clerk), "佐藤", PASSWORD)));
    assert!(refused.unwrap_err().to_string().contains("`suidou`"));
}

fn people_of_the_demonstration_are_nobody_elsewhere(town: &TestTown) {
    let email = "clerk@demo.example".to_owned();
    let grant = Grant::new(Role::Clerk, DepartmentId::city());
    let new = NewStaff { email: email.clone(), ..person(grant.clone(), "佐藤", PASSWORD) };
    let refused = town.wait(people(town).add(new));
    assert!(matches!(refused, Err(PeopleFault::Pretended)), "{refused:?}");

    // As `--demo` has left them in a folder that is served without it now.
    let now = town.now();
    let left = staff::Staff {
        id: StaffId::new(&SystemIds, now),
        email,
        name: "佐藤".to_owned(),
        password_hash: None,
        grants: vec![grant],
        disabled_at: None,
        created_at: now,
    };
    let token = token_of(&left.id, now);
    let store = Store::open(&town.store_settings()).unwrap();
    let write = store.write(move |tx| {
        staff::insert(tx, &left)?;
        tokens::insert(tx, &token)
    });
    town.wait(write).map_err(|fault: StoreError| fault).unwrap();
    assert!(town.wait(town.back_office().staff_of_token("left over")).unwrap().is_none());
}

fn token_of(staff: &StaffId, now: Instant) -> Token {
    Token {
        hash: Digest::of(b"left over"),
        staff: staff.clone(),
        label: "cases".to_owned(),
        scopes: vec!["cases".to_owned()],
        created_at: now,
        expires_at: now.plus(chrono::Duration::days(1)),
    }
}

fn signs_in(town: &TestTown, web: &Browser, password: &str) -> Answer {
    town.signs_in(web, EMAIL, password, &[])
}

/// Types the three passwords of the own page.
fn chooses(web: &Browser, current: &str, chosen: &str, again: &str) -> Answer {
    let page = web.get("/office/me").expect(200);
    let typed =
        [("current-password", current), ("new-password", chosen), ("new-password-again", again)];
    web.submit(&page, "/office/me/password", &typed)
}

fn one_chooses_another_password_at_the_screen(town: &TestTown) {
    const NEXT: &str = "umi-to-yama-to-jitensha-de";
    let people = people(town);
    town.wait(people.add(person(at(WATER, Role::Clerk), "佐藤 一郎", PASSWORD))).unwrap();
    let scopes = vec!["cases".to_owned()];
    let token = town.wait(people.issue_token(EMAIL, scopes, chrono::Duration::days(1))).unwrap();
    let (here, elsewhere) = (town.resident().web, town.resident().web);
    for web in [&here, &elsewhere] {
        assert_eq!(signs_in(town, web, PASSWORD).expect(303).location(), "/office/");
    }
    let page = here.get("/office/me").expect(200).text();
    assert!(page.contains("佐藤 一郎") && page.contains(EMAIL), "{page}");

    let table = [
        (PASSWORD, NEXT, "another", "もう一度入れてください"),
        ("not my password", NEXT, NEXT, "今のパスワードが違います"),
        (PASSWORD, "short", "short", "12文字以上にしてください"),
        (PASSWORD, "password12345!", "password12345!", "よく使われる言葉"),
    ];
    for (current, chosen, again, sentence) in table {
        let refused = chooses(&here, current, chosen, again).expect(422).text();
        assert!(refused.contains(sentence) && !refused.contains(NEXT), "{refused}");
    }
    elsewhere.get("/office/").expect(200);

    let changed = chooses(&here, PASSWORD, NEXT, NEXT).expect(303);
    let page = here.get(&changed.location()).expect(200).text();
    assert!(page.contains("パスワードを変えました"), "{page}");
    here.get("/office/").expect(200);
    elsewhere.get("/office/").expect(303);
    assert!(town.wait(town.back_office().staff_of_token(&token)).unwrap().is_none());
    signs_in(town, &elsewhere, PASSWORD).expect(422);
    signs_in(town, &elsewhere, NEXT).expect(303);
}

fn who_sees_no_case_begins_at_their_own_page(town: &TestTown) {
    let people = people(town);
    let author = person(at("city", Role::FormAuthor), "佐藤 一郎", PASSWORD);
    town.wait(people.add(author)).unwrap();
    let web = town.resident().web;
    let first = signs_in(town, &web, PASSWORD).expect(303).location();
    assert_eq!(first, "/office/me");
    let page = web.get(&first).expect(200).text();
    assert!(page.contains("様式作成者") && !page.contains("未着手"), "{page}");
}
