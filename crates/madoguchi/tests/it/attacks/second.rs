//! The second factor: nothing opens without it, and no code counts twice.

use chrono::Duration;
use testkit::{Answer, Browser, TestTown, on_both_engines};

use super::{PASSWORD, SIGN_IN, clerk_with_password, replayed, signs_in};

const SECOND: &str = "/office/sign-in/second";
const NETWORK: &str = "203.0.113.9";

on_both_engines!(
    a_password_alone_opens_nothing,
    a_code_of_an_authenticator_counts_once,
    a_code_from_far_away_in_time_is_none,
    codes_that_are_guessed_are_slowed,
    a_recovery_code_counts_once_and_for_its_person,
    who_lost_the_authenticator_sets_up_another_one,
    what_waits_for_a_code_does_not_wait_for_ever,
);

/// The page that comes after the right password.
fn after_password(web: &Browser, email: &str) -> Answer {
    let page = web.get(SIGN_IN).expect(200);
    let typed = [("email", email), ("password", PASSWORD)];
    let next = web.submit(&page, SIGN_IN, &typed).expect(303).location();
    assert!(next.starts_with(SECOND), "{next}");
    web.get(&next).expect(200)
}

fn types(web: &Browser, code: &str) -> Answer {
    let page = web.get(SECOND).expect(200);
    web.submit(&page, SECOND, &[("code", code)])
}

/// The recovery codes on the page that shows them.
fn shown_codes(page: &Answer) -> Vec<String> {
    let text = page.text();
    let codes = text.split("<code class=\"num\">").skip(1);
    codes.filter_map(|rest| rest.split('<').next().map(str::to_owned)).collect()
}

fn a_password_alone_opens_nothing(town: &TestTown) {
    let sato = clerk_with_password(town, "sato", PASSWORD);
    let web = town.resident().web;
    let page = after_password(&web, &sato);
    assert!(page.text().contains("認証アプリの登録"), "{}", page.text());
    for path in ["/office/", "/office/me", "/office/statistics"] {
        let turned_away = web.get(path).expect(303).location();
        assert!(turned_away.starts_with(SIGN_IN), "{path}: {turned_away}");
    }
    types(&web, "000000").expect(422);
    types(&web, "").expect(422);
    web.get("/office/").expect(303);
    let code = town.code(&web.get(SECOND).expect(200), &sato);
    let shown = types(&web, &code).expect(200);
    assert_eq!(shown_codes(&shown).len(), 10);
    web.get("/office/").expect(200);
    // Nobody is asked who never gave the password.
    assert_eq!(town.resident().web.get(SECOND).expect(303).location(), SIGN_IN);
}

fn a_code_of_an_authenticator_counts_once(town: &TestTown) {
    let sato = clerk_with_password(town, "sato", PASSWORD);
    let (here, there) = (town.resident().web, town.resident().web);
    signs_in(town, &here, &sato, PASSWORD, NETWORK).expect(303);
    let (one, other) = (after_password(&here, &sato), after_password(&there, &sato));
    let code = town.code(&one, &sato);
    let waiting = cookie_of(&there);
    types(&here, &code).expect(303);
    let refused = types(&there, &code).expect(422).text();
    assert!(refused.contains("もう使われています"), "{refused}");
    // Spaces and the letters of a Japanese keyboard are read.
    let wide: String =
        town.code(&other, &sato).chars().flat_map(|digit| [wide(digit), '\u{3000}']).collect();
    types(&there, &wide).expect(303);
    // The session that waited is over: another one began with the code.
    replayed(town, SECOND, &waiting).expect(303);
}

fn wide(digit: char) -> char {
    char::from_u32(u32::from(digit) + 0xFEE0).expect("a wide digit")
}

/// The staff cookie that a browser sends.
fn cookie_of(web: &Browser) -> String {
    let page = web.get(SECOND).expect(200);
    assert!(page.text().contains("name=\"code\""));
    web.cookie("staff").map(|value| format!("staff={value}")).expect("a session")
}

fn a_code_from_far_away_in_time_is_none(town: &TestTown) {
    let sato = clerk_with_password(town, "sato", PASSWORD);
    let web = town.resident().web;
    signs_in(town, &web, &sato, PASSWORD, NETWORK).expect(303);
    let page = after_password(&web, &sato);
    let code = town.code(&page, &sato);
    town.advance(Duration::seconds(65));
    types(&web, &code).expect(422);
    let page = web.get(SECOND).expect(200);
    let code = town.code(&page, &sato);
    town.advance(Duration::seconds(30));
    types(&web, &code).expect(303);
}

fn codes_that_are_guessed_are_slowed(town: &TestTown) {
    let sato = clerk_with_password(town, "sato", PASSWORD);
    let web = town.resident().web;
    signs_in(town, &web, &sato, PASSWORD, NETWORK).expect(303);
    let page = after_password(&web, &sato);
    for _ in 0..10 {
        types(&web, "123456").expect(422);
    }
    let told = types(&web, "123456").expect(429);
    assert!(told.header("retry-after").is_some());
    // The right one has to wait as well, also in another browser.
    types(&web, &town.code(&page, &sato)).expect(429);
    town.advance(Duration::minutes(16));
    let page = after_password(&web, &sato);
    types(&web, &town.code(&page, &sato)).expect(303);
}

fn a_recovery_code_counts_once_and_for_its_person(town: &TestTown) {
    let sato = clerk_with_password(town, "sato", PASSWORD);
    let suzuki = clerk_with_password(town, "suzuki", PASSWORD);
    let (web, other) = (town.resident().web, town.resident().web);
    signs_in(town, &other, &suzuki, PASSWORD, NETWORK).expect(303);
    let page = after_password(&web, &sato);
    let codes = shown_codes(&types(&web, &town.code(&page, &sato)).expect(200));

    after_password(&other, &suzuki);
    types(&other, &codes[0]).expect(422);
    after_password(&web, &sato);
    types(&web, &codes[0].to_lowercase().replace('-', " ")).expect(303);
    let own = web.get("/office/me").expect(200).text();
    assert!(own.contains("あと9個"), "{own}");
    after_password(&web, &sato);
    types(&web, &codes[0]).expect(422);
    types(&web, &codes[1]).expect(303);
    let rows = town.dump().join("\n");
    assert!(
        codes.iter().all(|code| !rows.contains(code) && !rows.contains(&code.replace('-', "")))
    );
}

fn who_lost_the_authenticator_sets_up_another_one(town: &TestTown) {
    let sato = clerk_with_password(town, "sato", PASSWORD);
    let web = town.resident().web;
    let shown = |page: &Answer| {
        page.text()
            .split("id=\"secret\"")
            .nth(1)
            .map(|rest| rest.chars().take(40).collect::<String>())
    };
    let first = shown(&after_password(&web, &sato));
    signs_in(town, &web, &sato, PASSWORD, NETWORK).expect(303);
    let page = web.get("/office/me").expect(200);
    web.submit(&page, "/office/me/factor", &[("factor-password", "not mine")]).expect(422);
    web.get("/office/").expect(200);
    web.submit(&page, "/office/me/factor", &[("factor-password", PASSWORD)]).expect(303);
    web.get("/office/").expect(303);
    let second = shown(&after_password(&web, &sato));
    assert!(first.is_some() && second.is_some() && first != second);
    signs_in(town, &web, &sato, PASSWORD, NETWORK).expect(303);
    // The operator does the same for who has no password at hand.
    town.wait(town.back_office().people().reset_factor(&sato)).expect("taken away");
    web.get("/office/").expect(303);
    assert!(after_password(&web, &sato).text().contains("認証アプリの登録"));
}

fn what_waits_for_a_code_does_not_wait_for_ever(town: &TestTown) {
    let sato = clerk_with_password(town, "sato", PASSWORD);
    let web = town.resident().web;
    signs_in(town, &web, &sato, PASSWORD, NETWORK).expect(303);
    let page = after_password(&web, &sato);
    town.advance(Duration::minutes(11));
    let code = town.code(&page, &sato);
    let answer = web.submit(&page, SECOND, &[("code", &code)]);
    assert_eq!(answer.expect(303).location(), SIGN_IN);
    web.get("/office/").expect(303);
}
