//! Where somebody is signed in, and the second factor that what gives power over others asks for
//! once more.

use back_office::NewStaff;
use chrono::Duration;
use kernel::{DepartmentId, Grant, Role};
use testkit::{Answer, Browser, TestTown, on_both_engines};

const ME: &str = "/office/me";
const SESSIONS: &str = "/office/me/sessions";
const WATER: &str = "suido-eigyo";
const PASSWORD: &str = "kawa-no-hotori-de-kujira";
const PHONE: &str =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1";
const DESK: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0.0.0 Safari/537.36";

on_both_engines!(
    one_sees_where_one_is_signed_in_and_ends_it,
    an_administrator_ends_the_sessions_of_a_person,
    what_gives_power_asks_for_the_code_again_and_loses_nothing,
    a_fresh_code_begins_another_session_that_ends_when_the_first_would,
    a_password_makes_the_second_factor_no_fresher,
);

fn added(town: &TestTown, name: &str, grant: Grant) -> (String, String) {
    let email = format!("{name}@city.example");
    let (name, password) = (Some(format!("{name}さん")), Some(PASSWORD.to_owned()));
    let new = NewStaff { email: email.clone(), name, grant, password };
    let id = town.wait(town.back_office().people().add(new)).unwrap().id().to_string();
    (id, email)
}

fn clerk(town: &TestTown, name: &str) -> (String, String) {
    added(town, name, Grant::new(Role::Clerk, WATER.parse().unwrap()))
}

fn administrator(town: &TestTown) -> (Browser, String) {
    let (_, email) = added(town, "yamamoto", Grant::new(Role::Administrator, DepartmentId::city()));
    (signs_in_from(town, &email, DESK), email)
}

fn signs_in_from(town: &TestTown, email: &str, browser: &str) -> Browser {
    let web = town.resident().web;
    town.signs_in(&web, email, PASSWORD, &[("user-agent", browser)]).expect(303);
    web
}

/// The sessions that a page offers to end.
fn names(page: &str) -> Vec<String> {
    let buttons = page.split("name=\"session\" value=\"").skip(1);
    let names = buttons.map(|rest| rest.split('"').next().unwrap().to_owned());
    names.filter(|name| name != "others").collect()
}

fn posts(web: &Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
    let mut all = web.get("/office/sign-in").expect(200).hidden("/office/sign-in");
    all.retain(|(name, _)| name == "csrf");
    all.extend(fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())));
    web.post_form(path, &all)
}

fn one_sees_where_one_is_signed_in_and_ends_it(town: &TestTown) {
    let (_, email) = clerk(town, "sato");
    // The first time sets the authenticator up, which is a session of its own.
    signs_in_from(town, &email, DESK);
    let desk = signs_in_from(town, &email, DESK);
    posts(&desk, SESSIONS, &[("session", "others")]).expect(303);
    let phone = signs_in_from(town, &email, PHONE);
    let page = desk.get(ME).expect(200).text();
    for words in ["Chrome（Windows）", "Safari（iPhone）", "この画面"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(
        !page.contains("AppleWebKit") && town.dump().iter().all(|row| !row.contains("OS 19_0"))
    );
    let others = names(&page);
    assert_eq!(others.len(), 1, "{page}");

    // Another's is not there: pressing it ends nothing.
    let (_, other) = clerk(town, "mori");
    let stranger = signs_in_from(town, &other, DESK);
    posts(&stranger, SESSIONS, &[("session", &others[0])]).expect(303);
    phone.get("/office/").expect(200);
    let done = posts(&desk, SESSIONS, &[("session", &others[0])]).expect(303).location();
    assert!(desk.get(&done).expect(200).text().contains("サインインを終わらせました"));
    phone.get("/office/").expect(303);
    desk.get("/office/").expect(200);
    posts(&desk, SESSIONS, &[("session", &others[0])]).expect(303);

    let (one, two) = (signs_in_from(town, &email, PHONE), signs_in_from(town, &email, PHONE));
    posts(&desk, SESSIONS, &[("session", "others")]).expect(303);
    for gone in [one, two] {
        gone.get("/office/").expect(303);
    }
    assert!(names(&desk.get(ME).expect(200).text()).is_empty());
    stranger.get("/office/").expect(200);
}

fn an_administrator_ends_the_sessions_of_a_person(town: &TestTown) {
    let (admin, _) = administrator(town);
    let (id, email) = clerk(town, "sato");
    signs_in_from(town, &email, DESK);
    let phone = signs_in_from(town, &email, PHONE);
    let person = format!("/office/staff/{id}");
    let page = admin.get(&person).expect(200).text();
    let all = names(&page);
    assert!(page.contains("Safari（iPhone）") && all.len() >= 2, "{page}");
    // Ending is never made to wait, however long ago the code was given.
    town.advance(Duration::minutes(20));
    let changes = format!("{person}/changes");
    let newest = [("type", "end-session"), ("session", all[0].as_str())];
    posts(&admin, &changes, &newest).expect(303);
    phone.get("/office/").expect(303);
    let text = posts(&admin, &changes, &newest).expect(422).text();
    assert!(text.contains("もう終わっています"), "{text}");
    posts(&admin, &changes, &[("type", "end-sessions")]).expect(303);
    let page = admin.get(&person).expect(200).text();
    assert!(names(&page).is_empty() && page.contains("サインインを終了"), "{page}");
}

fn what_gives_power_asks_for_the_code_again_and_loses_nothing(town: &TestTown) {
    let (admin, email) = administrator(town);
    let (id, _) = clerk(town, "sato");
    let changes = format!("/office/staff/{id}/changes");
    let give = [
        ("type", "give"),
        ("department", "dobutsu-kanri"),
        ("role", "clerk"),
        ("ward", "aoba"),
        ("ward", "izumi"),
        ("until", "2027-03-31"),
    ];
    town.advance(Duration::minutes(6));
    let grants = || {
        let all = town.wait(town.back_office().people().list()).unwrap();
        let person = all.into_iter().find(|person| person.id.as_str() == id).unwrap();
        person.grants.iter().map(Grant::to_string).collect::<Vec<_>>()
    };
    for kind in ["give", "end", "reset", "invite", "revoke", "enable"] {
        let fields = [("type", kind), ("sure", "yes"), ("department", WATER), ("role", "lead")];
        let page = posts(&admin, &changes, &fields).expect(403).text();
        assert!(page.contains("fresh-code"), "{kind}: {page}");
    }
    let asked = posts(&admin, &changes, &give).expect(403);
    assert_eq!(grants(), [format!("clerk@{WATER}")], "nothing is done yet");

    let mut wrong = asked.hidden(&changes);
    wrong.push(("fresh-code".to_owned(), "000000".to_owned()));
    let again = admin.post_form(&changes, &wrong).expect(422);
    assert!(again.text().contains("確かめられませんでした"), "{}", again.text());
    assert_eq!(grants().len(), 1);
    let done = town.proves_again(&admin, &again, &email, &changes).expect(303);
    assert!(done.location().ends_with("done=give"), "{}", done.location());
    let given = "clerk@dobutsu-kanri[wards=aoba,izumi][until=2027-03-31]";
    assert!(
        grants().iter().any(|grant| grant.starts_with("clerk@dobutsu-kanri")),
        "{:?}",
        grants()
    );
    assert!(grants().contains(&given.to_owned()) || grants().len() == 2, "{:?}", grants());

    // For five minutes nobody asks again; a code counts once.
    let end = grants().into_iter().find(|it| it.contains("dobutsu")).unwrap();
    posts(&admin, &changes, &[("type", "end"), ("grant", &end)]).expect(303);
    town.advance(Duration::minutes(6));
    let invite = [
        ("name", "田中"),
        ("email", "tanaka@city.example"),
        ("department", WATER),
        ("role", "clerk"),
    ];
    let path = "/office/staff/invite";
    let mut kept = invite.to_vec();
    kept.push(("type", "invite"));
    let asked = posts(&admin, path, &kept).expect(403);
    town.proves_again(&admin, &asked, &email, path).expect(303);
}

fn a_fresh_code_begins_another_session_that_ends_when_the_first_would(town: &TestTown) {
    let (admin, email) = administrator(town);
    let (id, _) = clerk(town, "sato");
    let changes = format!("/office/staff/{id}/changes");
    let before = admin.cookie("staff").unwrap();
    town.advance(Duration::minutes(6));
    let asked = posts(&admin, &changes, &[("type", "invite")]).expect(403);
    town.proves_again(&admin, &asked, &email, &changes).expect(303);
    assert_ne!(admin.cookie("staff").unwrap(), before);
    let found = |token: &str| town.wait(town.back_office().staff_of_session(token)).unwrap();
    assert!(found(&before).is_none());
    // Ten hours from signing in are over, however often the code was given since.
    for _ in 0..24 {
        town.advance(Duration::minutes(24));
        admin.get(ME).expect(200);
    }
    town.advance(Duration::minutes(24));
    admin.get(ME).expect(303);
}

fn a_password_makes_the_second_factor_no_fresher(town: &TestTown) {
    let (admin, _) = administrator(town);
    let (id, _) = clerk(town, "sato");
    town.advance(Duration::minutes(6));
    let next = "umi-to-yama-to-jitensha-de";
    let fields =
        [("current-password", PASSWORD), ("new-password", next), ("new-password-again", next)];
    posts(&admin, "/office/me/password", &fields).expect(303);
    posts(&admin, &format!("/office/staff/{id}/changes"), &[("type", "invite")]).expect(403);
}
