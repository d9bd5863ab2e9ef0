//! At the office's door: guessing, telling accounts apart, and sessions of others.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use testkit::{TestTown, on_both_engines};

use super::{PASSWORD, SIGN_IN, WATER, clerk_with_password, cookie, replayed, signs_in};

on_both_engines!(
    wrong_passwords_are_slowed_from_any_network_and_the_right_one_works_again,
    one_network_tries_few_accounts,
    an_unknown_account_looks_and_lasts_like_a_wrong_password,
    a_password_counts_to_its_last_character,
    a_password_beyond_all_length_is_refused,
    a_password_is_kept_as_argon2id_with_a_salt_of_its_own,
    every_sign_in_begins_a_session_of_its_own,
    a_session_ends_with_signing_out,
    a_session_ends_when_nobody_is_there_and_after_a_working_day,
    a_residents_cookie_opens_no_office,
    secrets_are_all_different,
    the_rows_hold_no_secret_that_opens_anything,
);

const NETWORK: &str = "203.0.113.9";

fn wrong_passwords_are_slowed_from_any_network_and_the_right_one_works_again(town: &TestTown) {
    let sato = clerk_with_password(town, "sato", PASSWORD);
    let web = town.resident().web;
    for n in 1..=5 {
        signs_in(town, &web, &sato, "not this one", &format!("198.51.100.{n}")).expect(422);
    }
    for n in 6..=11 {
        let told =
            signs_in(town, &web, &sato, "nor this one", &format!("198.51.100.{n}")).expect(429);
        assert!(told.header("retry-after").is_some());
    }
    signs_in(town, &web, &sato, PASSWORD, "198.51.100.12").expect(429);
    town.advance(chrono::Duration::seconds(61));
    signs_in(town, &web, &sato, PASSWORD, "198.51.100.12").expect(303);
}

fn one_network_tries_few_accounts(town: &TestTown) {
    let web = town.resident().web;
    let tries = (0..70).map(|n| {
        // Too long to be hashed: what is counted is the try.
        signs_in(town, &web, &format!("clerk{n}@city.example"), &"x".repeat(1025), NETWORK).status
    });
    let answered: Vec<u16> = tries.collect();
    let looked_at = answered.iter().filter(|status| **status != 429).count();
    assert!(looked_at <= 50, "{answered:?}");
    assert_eq!(answered.last(), Some(&429));
}

fn an_unknown_account_looks_and_lasts_like_a_wrong_password(town: &TestTown) {
    let sato = clerk_with_password(town, "sato", PASSWORD);
    let nobody = "ando@city.example";
    let web = town.resident().web;
    let mut shortest = [Duration::MAX; 2];
    let mut pages = [const { BTreeSet::new() }; 2];
    for _ in 0..3 {
        for ((email, shortest), pages) in
            [sato.as_str(), nobody].iter().zip(&mut shortest).zip(&mut pages)
        {
            let begun = Instant::now();
            let answer = signs_in(town, &web, email, "not this one", NETWORK).expect(422);
            *shortest = begun.elapsed().min(*shortest);
            let token = answer.hidden(SIGN_IN).into_iter().find(|(name, _)| name == "csrf");
            let token = token.expect("a token").1;
            let page = testkit::without_challenges(&answer.text());
            pages.insert(page.replace(*email, "(email)").replace(&token, "(token)"));
        }
    }
    let [known, unknown] = shortest;
    assert_eq!(pages.first(), pages.last());
    assert!(unknown * 3 > known, "no hash was made: {unknown:?} instead of {known:?}");
}

fn a_password_counts_to_its_last_character(town: &TestTown) {
    let web = town.resident().web;
    // Longer than bcrypt reads, with a blank in front, half-width kana and a decomposed が.
    let long = format!(" hirose-gawa {}ｶﾞか\u{3099}", "nagareru kishi ".repeat(5));
    let sato = clerk_with_password(town, "sato", &long);
    let composed = long.replace("か\u{3099}", "が");
    let wide = long.replace("ｶﾞ", "ガ");
    for wrong in [format!("{long}x"), long.trim_start().to_owned(), composed, wide] {
        signs_in(town, &web, &sato, &wrong, NETWORK).expect(422);
    }
    signs_in(town, &web, &sato, &long, NETWORK).expect(303);
    let kanji = "広瀬川流岸辺思出帰".repeat(8);
    let suzuki = clerk_with_password(town, "suzuki", &kanji);
    signs_in(town, &web, &suzuki, &kanji, NETWORK).expect(303);
}

fn a_password_beyond_all_length_is_refused(town: &TestTown) {
    let sato = clerk_with_password(town, "sato", PASSWORD);
    let web = town.resident().web;
    signs_in(town, &web, &sato, &"x".repeat(1_000_000), NETWORK).expect(413);
    for _ in 0..6 {
        // No try of this account is counted, for none was made.
        signs_in(town, &web, &sato, &"x".repeat(1025), NETWORK).expect(422);
    }
    signs_in(town, &web, &sato, PASSWORD, NETWORK).expect(303);
}

fn a_password_is_kept_as_argon2id_with_a_salt_of_its_own(town: &TestTown) {
    clerk_with_password(town, "sato", PASSWORD);
    clerk_with_password(town, "suzuki", PASSWORD);
    let rows = town.dump().join("\n");
    assert!(!rows.contains(PASSWORD));
    let hashes: Vec<&str> = rows.split("$argon2id$v=19$m=65536,t=3,p=1$").skip(1).collect();
    let salts: BTreeSet<&str> = hashes.iter().filter_map(|rest| rest.split('$').next()).collect();
    assert_eq!(salts.len(), 2, "{salts:?}");
    assert!(salts.iter().all(|salt| salt.len() >= 22), "16 bytes in Base64: {salts:?}");
}

fn every_sign_in_begins_a_session_of_its_own(town: &TestTown) {
    let sato = clerk_with_password(town, "sato", PASSWORD);
    let (mallory, chosen) = (town.resident().web, "a".repeat(64));
    let fixed = format!("staff={chosen}");
    let both = format!("visitor={}; {fixed}", cookie(&mallory.get(SIGN_IN), "visitor"));
    let page = replayed(town, SIGN_IN, &both).expect(200);
    let mut fields = page.hidden(SIGN_IN);
    fields.push(("email".to_owned(), sato.clone()));
    fields.push(("password".to_owned(), PASSWORD.to_owned()));
    let victim = town.resident().web;
    let begun = victim.post_form_from(SIGN_IN, &[("cookie", &both)], &fields).expect(303);
    let waiting = cookie(&begun, "staff");
    assert_ne!(waiting, chosen);
    replayed(town, "/office/", &fixed).expect(303);
    replayed(town, "/office/", &format!("staff={waiting}")).expect(303);
    let second = victim.get(&begun.location()).expect(200);
    let first = cookie(&town.gives_code(&victim, &second, &sato, &[]).expect(200), "staff");
    assert_ne!(first, waiting);
    replayed(town, "/office/", &format!("staff={waiting}")).expect(303);
    replayed(town, "/office/", &format!("staff={first}")).expect(200);

    let second = cookie(&signs_in(town, &victim, &sato, PASSWORD, NETWORK).expect(303), "staff");
    assert_ne!(second, first);
    replayed(town, "/office/", &format!("staff={first}")).expect(303);
    replayed(town, "/office/", &format!("staff={second}")).expect(200);
}

fn a_session_ends_with_signing_out(town: &TestTown) {
    let sato = clerk_with_password(town, "sato", PASSWORD);
    let web = town.resident().web;
    let session = cookie(&signs_in(town, &web, &sato, PASSWORD, NETWORK).expect(303), "staff");
    let page = web.get("/office/").expect(200);
    let gone = web.submit(&page, "/office/sign-out", &[]).expect(303);
    assert!(gone.header("clear-site-data").is_some());
    replayed(town, "/office/", &format!("staff={session}")).expect(303);
}

fn a_session_ends_when_nobody_is_there_and_after_a_working_day(town: &TestTown) {
    let sato = clerk_with_password(town, "sato", PASSWORD);
    let web = town.resident().web;
    signs_in(town, &web, &sato, PASSWORD, NETWORK).expect(303);
    town.advance(chrono::Duration::minutes(31));
    web.get("/office/").expect(303);

    signs_in(town, &web, &sato, PASSWORD, NETWORK).expect(303);
    for _ in 0..29 {
        town.advance(chrono::Duration::minutes(20));
        web.get("/office/").expect(200);
    }
    town.advance(chrono::Duration::minutes(21));
    web.get("/office/").expect(303);
}

fn a_residents_cookie_opens_no_office(town: &TestTown) {
    let sato = clerk_with_password(town, "sato", PASSWORD);
    let (web, hanako) = (town.resident().web, town.resident().web);
    let visitor = cookie(&hanako.get("/").expect(200), "visitor");
    let staff = cookie(&signs_in(town, &web, &sato, PASSWORD, NETWORK).expect(303), "staff");
    replayed(town, "/office/", &format!("staff={visitor}")).expect(303);
    replayed(town, "/office/", &format!("visitor={staff}")).expect(303);
    let given = cookie(&replayed(town, "/", &format!("visitor={staff}")).expect(200), "visitor");
    assert!(given != staff && given != visitor);
}

fn secrets_are_all_different(town: &TestTown) {
    const VISITORS: usize = 1_000;
    let secrets: Vec<String> = (0..VISITORS)
        .map(|_| cookie(&town.resident().web.get("/"), "visitor"))
        .map(|value| value.chars().take(64).collect())
        .collect();
    let different: BTreeSet<&String> = secrets.iter().collect();
    assert_eq!(different.len(), VISITORS);
    for place in 0..64 {
        let digits: BTreeSet<Option<char>> =
            secrets.iter().map(|secret| secret.chars().nth(place)).collect();
        assert_eq!(digits.len(), 16, "every digit is drawn, also the one at {place}");
    }
}

fn the_rows_hold_no_secret_that_opens_anything(town: &TestTown) {
    let sato = clerk_with_password(town, "sato", PASSWORD);
    let program = town.clerk_of(WATER, "suzuki");
    let (web, hanako) = (town.resident().web, town.resident());
    let session = cookie(&signs_in(town, &web, &sato, PASSWORD, NETWORK).expect(303), "staff");
    let visitor = cookie(&hanako.web.get("/").expect(200), "visitor");
    let action = format!("/procedures/{WATER}");
    let page = hanako.web.get(&action).expect(200);
    let draft = hanako.web.submit(&page, &action, &[]).expect(303).location();
    let elsewhere = format!("{draft}/continue");
    let page = hanako.web.get(&elsewhere).expect(200);
    let shown = hanako.web.submit(&page, &elsewhere, &[]).expect(200).text();
    let code = shown.split("<p class=\"code num\">").nth(1).and_then(|rest| rest.split('<').next());
    let receipt = hanako.files(WATER, &town.answers(&hanako, WATER));

    let rows = town.dump().join("\n").to_lowercase();
    let token = program.proof.trim_start_matches("Bearer ").to_owned();
    let secret: String = visitor.chars().take(64).collect();
    for secret in [session, token, secret, receipt.code, code.expect("a code").to_owned()] {
        let plain = secret.replace('-', "").to_lowercase();
        assert!(plain.len() >= 12, "{plain}");
        assert!(!rows.contains(&secret.to_lowercase()) && !rows.contains(&plain), "{secret}");
    }
}
