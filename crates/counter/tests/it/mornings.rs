//! Letters of a morning: counts for each member of staff, once a day, with links that hold what
//! was counted, and nothing about anybody.

use chrono::Duration;
use kernel::{DepartmentId, Grant, Instant, Rank, Role};
use mail::Outgoing;
use serde_json::json;
use submission_store::{Store, leases};
use testkit::{Browser, TestTown, on_both_engines};

use crate::dispatch::granted_by_post;

const ALLOWANCE: &str = "jido-teate-nintei";
const PASSWORD: &str = "窓口の番号札は三十七番です";

on_both_engines!(
    a_clerk_is_told_what_waits_and_the_links_hold_it,
    once_a_person_and_day_however_many_look,
    who_leads_heads_and_administers_is_told_more,
    who_posts_is_told_what_waits,
    who_wants_none_gets_none,
    a_letter_that_does_not_leave_is_tried_again_the_same_day,
);

/// Turns the clock on to that moment.
fn until(town: &TestTown, moment: &str) {
    let moment = Instant::parse_rfc3339(&format!("{moment}+09:00")).unwrap();
    town.advance(moment.since(town.now()));
}

fn person(town: &TestTown, email: &str, grant: Grant) {
    let new = back_office::NewStaff {
        email: email.to_owned(),
        name: Some("佐藤 一郎".to_owned()),
        grant,
        password: Some(PASSWORD.to_owned()),
    };
    town.wait(town.back_office().people().add(new)).unwrap();
}

fn department(town: &TestTown) -> DepartmentId {
    town.department_of(ALLOWANCE).parse().unwrap()
}

fn clerk(town: &TestTown, email: &str) {
    person(town, email, Grant::new(Role::Clerk, department(town)));
}

fn at_the_screen(town: &TestTown, email: &str) -> Browser {
    let web = town.resident().web;
    town.signs_in(&web, email, PASSWORD, &[]).expect(303);
    web
}

/// Takes the next case at the screen.
fn takes(web: &Browser) {
    let page = web.get("/office/?view=unclaimed").expect(200);
    web.submit(&page, "/office/next", &[]).expect(303);
}

fn files(town: &TestTown) -> String {
    let hanako = town.resident();
    hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE)).number
}

fn to<'a>(letters: &'a [Outgoing], email: &str) -> Vec<&'a Outgoing> {
    letters.iter().filter(|sent| sent.to.for_sending() == email).collect()
}

fn a_clerk_is_told_what_waits_and_the_links_hold_it(town: &TestTown) {
    clerk(town, "sato@city.example");
    clerk(town, "idle@city.example");
    let number = files(town);
    let web = at_the_screen(town, "sato@city.example");
    takes(&web);
    // The standard time of thirty days has long passed.
    until(town, "2027-01-25T08:31:00");
    town.runs_morning();

    let letters = town.letters();
    let told = to(&letters, "sato@city.example");
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(to(&letters, "idle@city.example").len(), 0, "nothing to say, no letter");
    let letter = &told[0].letter;
    assert!(letter.subject.contains("窓口の仕事の件数"), "{}", letter.subject);
    assert!(letter.text.contains("あなたの担当：期限超過：1件"), "{}", letter.text);
    for hidden in [number.as_str(), "山田", "佐藤", "児童手当"] {
        let everything = format!("{}{}{}", letter.subject, letter.text, letter.html);
        assert!(!everything.contains(hidden), "{hidden}: {everything}");
    }
    let web = at_the_screen(town, "sato@city.example");
    let links: Vec<&str> = letter.text.lines().filter(|line| line.contains("/office/?")).collect();
    assert!(!links.is_empty());
    for link in links {
        let (_, path) = link.split_once("/office").unwrap();
        let list = web.get(&format!("/office{path}")).expect(200).text();
        assert!(list.contains("<small>1件</small>") && list.contains(&number), "{link}: {list}");
    }
}

fn once_a_person_and_day_however_many_look(town: &TestTown) {
    clerk(town, "sato@city.example");
    files(town);
    takes(&at_the_screen(town, "sato@city.example"));
    until(town, "2027-01-25T08:29:00");
    town.runs_morning();
    assert_eq!(to(&town.letters(), "sato@city.example").len(), 0, "not before half past eight");
    until(town, "2027-01-25T08:30:00");
    // Another server counts, and dies over it.
    let other = Store::open(&town.store_settings()).unwrap();
    let (now, until_then) = (town.now(), town.now().plus(Duration::minutes(2)));
    let taken =
        other.write(move |tx| leases::take(tx, "mornings-counted", "other", now, until_then));
    assert!(town.wait(taken).unwrap().is_some());
    town.runs_morning();
    assert_eq!(to(&town.letters(), "sato@city.example").len(), 0, "while another server counts");
    town.advance(Duration::minutes(3));
    assert_eq!(town.wait(town.back_office().count_mornings()).unwrap(), 1);
    assert_eq!(town.wait(town.back_office().count_mornings()).unwrap(), 0, "once a day");
    // Another server sends, and dies over it.
    let (now, until_then) = (town.now(), town.now().plus(Duration::minutes(2)));
    let taken = other.write(move |tx| leases::take(tx, "mornings", "other", now, until_then));
    assert!(town.wait(taken).unwrap().is_some());
    town.runs_morning();
    assert_eq!(to(&town.letters(), "sato@city.example").len(), 0, "while another server sends");
    for _ in 0..3 {
        town.advance(Duration::hours(1));
        town.runs_morning();
    }
    assert_eq!(to(&town.letters(), "sato@city.example").len(), 1);
    // The evening, and days on which the office is shut, tell nothing; the next open day does.
    for moment in ["2027-01-25T18:00:00", "2027-01-26T08:00:00", "2027-01-26T08:31:00"] {
        until(town, moment);
        town.runs_morning();
    }
    let letters = town.letters();
    let told = to(&letters, "sato@city.example");
    assert_eq!(told.len(), 2);
    assert_ne!(told[0].id, told[1].id);
}

fn who_leads_heads_and_administers_is_told_more(town: &TestTown) {
    let here = department(town);
    clerk(town, "sato@city.example");
    person(town, "mori@city.example", Grant::new(Role::Lead, here.clone()));
    let section = Grant { rank: Rank::Section, ..Grant::new(Role::Approver, here) };
    person(town, "ito@city.example", section);
    person(town, "abe@city.example", Grant::new(Role::Administrator, DepartmentId::city()));
    files(town);
    files(town);
    let web = at_the_screen(town, "sato@city.example");
    takes(&web);
    let sato = town.clerk_of(ALLOWANCE, "suzuki");
    let taken = sato.takes_next().expect(200).json()["id"].as_str().unwrap().to_owned();
    sato.commands(&taken, json!({ "type": "release", "reason": "absence" })).expect(200);
    // Nobody takes what the water works receive.
    let hanako = town.resident();
    hanako.files("suido-kaishi", &town.answers(&hanako, "suido-kaishi"));
    until(town, "2027-01-25T08:31:00");
    town.runs_morning();

    let letters = town.letters();
    let text = |email: &str| {
        let told = to(&letters, email);
        assert_eq!(told.len(), 1, "{email}");
        told[0].letter.text.clone()
    };
    let lead = text("mori@city.example");
    assert!(lead.contains("課：期限超過：2件"), "{lead}");
    assert!(lead.contains("課：担当から戻されたもの：1件"), "{lead}");
    assert!(!lead.contains("5開庁日"), "{lead}");
    let head = text("ito@city.example");
    assert!(head.contains("課：期限から5開庁日を過ぎたもの：2件"), "{head}");
    assert!(!head.contains("戻された"), "{head}");
    let administrator = text("abe@city.example");
    assert!(administrator.contains("受け取る人がいない案件：1件"), "{administrator}");
    assert!(!administrator.contains("課："), "{administrator}");
    let web = at_the_screen(town, "abe@city.example");
    let page = web.get("/office/staff").expect(200).text();
    assert!(page.contains("受け取る人がいない案件") && page.contains("1件"), "{page}");
}

fn who_posts_is_told_what_waits(town: &TestTown) {
    const COPY: &str = "juminhyo-utsushi";
    let here: DepartmentId = town.department_of(COPY).parse().unwrap();
    person(town, "post@city.example", Grant::new(Role::PostClerk, here));
    let address =
        json!({ "postal": "981-3133", "ward": "泉区", "town": "泉中央二丁目", "block": "1番1号" });
    granted_by_post(town, &town.resident(), &town.clerk_of(COPY, "sato"), ("髙橋　一郎", address));
    town.run_jobs();
    until(town, "2027-01-25T08:31:00");
    town.runs_morning();
    let letters = town.letters();
    let told = to(&letters, "post@city.example");
    assert_eq!(told.len(), 1, "{told:?}");
    let text = &told[0].letter.text;
    assert!(text.contains("発送待ち：1件") && text.contains("/office/dispatch"), "{text}");
}

fn who_wants_none_gets_none(town: &TestTown) {
    for email in ["daily@city.example", "weekly@city.example", "never@city.example"] {
        clerk(town, email);
        files(town);
        let web = at_the_screen(town, email);
        takes(&web);
        let (word, _) = email.split_once('@').unwrap();
        let page = web.get("/office/me").expect(200);
        assert!(page.text().contains("value=\"daily\" required checked"), "{}", page.text());
        web.submit(&page, "/office/me/morning", &[("morning", "hourly")]).expect(422);
        let done = web.submit(&page, "/office/me/morning", &[("morning", word)]);
        let page = web.get(&done.expect(303).location()).expect(200).text();
        assert!(page.contains(&format!("value=\"{word}\" required checked")), "{page}");
    }
    // A Saturday, a Monday and a Tuesday.
    for moment in ["2027-01-23T09:00:00", "2027-01-25T09:00:00", "2027-01-26T09:00:00"] {
        until(town, moment);
        town.runs_morning();
    }
    let letters = town.letters();
    assert_eq!(to(&letters, "daily@city.example").len(), 2);
    assert_eq!(to(&letters, "weekly@city.example").len(), 1);
    assert_eq!(to(&letters, "never@city.example").len(), 0);
}

fn a_letter_that_does_not_leave_is_tried_again_the_same_day(town: &TestTown) {
    clerk(town, "sato@city.example");
    files(town);
    takes(&at_the_screen(town, "sato@city.example"));
    until(town, "2027-01-25T08:31:00");
    town.post_office().shut(true);
    town.runs_morning();
    town.post_office().shut(false);
    town.runs_morning();
    assert_eq!(to(&town.letters(), "sato@city.example").len(), 0, "not at once");
    town.advance(Duration::minutes(2));
    town.runs_morning();
    assert_eq!(to(&town.letters(), "sato@city.example").len(), 1);
}
