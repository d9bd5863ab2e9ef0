//! The database is away: nothing typed is lost, nothing is kept twice, and everybody is told
//! within seconds. PostgreSQL only, behind a wire that is cut.

use std::time::{Duration, Instant};

use testkit::{Answer, Cut, Relay, Resident, TestTown};

const COPY: &str = "juminhyo-utsushi";

/// The page of a draft that asks for the name, and its address.
fn begins(who: &Resident) -> (String, Answer) {
    let action = format!("/procedures/{COPY}");
    let page = who.web.get(&action).expect(200);
    let draft = who.web.submit(&page, &action, &[]).expect(303).location();
    let address = format!("{draft}/who");
    let shown = who.web.get(&address).expect(200);
    (address, shown)
}

fn retry_after(answer: &Answer) -> &str {
    answer.headers["retry-after"].to_str().unwrap()
}

#[test]
fn what_was_typed_stays_on_the_page_and_is_sent_again() {
    TestTown::behind_a_wire(types_while_it_is_down);
}

fn types_while_it_is_down(town: &TestTown, relay: &Relay) {
    let hanako = town.resident();
    let (address, page) = begins(&hanako);
    relay.go_down();
    let refused = hanako.web.submit(&page, &address, &[("name", "仙台 <花子>")]).expect(503);
    assert_eq!(retry_after(&refused), "10");
    let fields = refused.hidden(&address);
    assert!(fields.contains(&("name".to_owned(), "仙台 <花子>".to_owned())), "{fields:?}");
    let text = refused.text();
    assert!(text.contains("ただいま保存できません") && text.contains("もう一度送る"), "{text}");
    let unread = hanako.web.get(&address).expect(503);
    assert!(unread.text().contains("ただいま表示できません"));
    relay.carry_on();
    hanako.web.post_form(&address, &fields);
    let shown = hanako.web.get(&address).expect(200).text();
    assert!(
        shown.contains("仙台 &#60;花子&#62;") || shown.contains("仙台 &lt;花子&gt;"),
        "{shown}"
    );
}

#[test]
fn a_filing_that_is_in_doubt_is_pressed_again_and_filed_once() {
    TestTown::behind_a_wire(files_in_doubt);
}

fn files_in_doubt(town: &TestTown, relay: &Relay) {
    let hanako = town.resident();
    let data = town.answers(&hanako, COPY);
    relay.cut_for_good(Cut::CommitUnheard);
    let doubt = hanako.posts("press", COPY, &data).expect(503);
    assert_eq!(doubt.json()["type"], "urn:madoguchi:problem:in-doubt");
    assert_eq!(retry_after(&doubt), "10");
    relay.carry_on();
    hanako.posts("press", COPY, &data).expect(201);
    assert_eq!(town.submissions(), 1);
    relay.go_down();
    let away = hanako.posts("another", COPY, &data).expect(503);
    assert_eq!(away.json()["type"], "urn:madoguchi:problem:away");
    assert_eq!(retry_after(&away), "10");
    relay.carry_on();
}

#[test]
fn a_frozen_database_is_told_within_seconds() {
    TestTown::behind_a_wire(asks_while_it_is_frozen);
}

fn asks_while_it_is_frozen(town: &TestTown, relay: &Relay) {
    let hanako = town.resident();
    let data = town.answers(&hanako, COPY);
    relay.go_silent();
    let asked = Instant::now();
    hanako.web.get("/").expect(503);
    hanako.posts("press", COPY, &data).expect(503);
    assert!(asked.elapsed() < Duration::from_secs(8), "{:?}", asked.elapsed());
    relay.carry_on();
    hanako.posts("press", COPY, &data).expect(201);
    assert_eq!(town.submissions(), 1);
}
