//! Machines that others use too: a library's, a city's own terminals.

use chrono::Duration;
use testkit::{Answer, Resident, TestTown, on_both_engines};

use crate::joints::{begins, fills, sends};

const RUBBISH: &str = "sodai-gomi";

on_both_engines!(
    a_shared_machine_ends_after_five_minutes_of_silence,
    what_is_typed_at_a_shared_machine_ends_with_it_and_goes_on_by_its_code,
    the_next_person_at_a_shared_machine_finds_nothing_of_the_one_before,
    who_uses_a_browser_alone_is_asked_before_it_is_shared,
    a_citys_own_terminals_are_shared_machines,
);

/// The visitor's cookie that the answer sets.
fn visitor_cookie(answer: &Answer) -> String {
    let cookies = answer.headers.get_all("set-cookie").iter().map(|c| c.to_str().unwrap());
    let mut visitor = cookies.filter(|cookie| cookie.starts_with("visitor="));
    let cookie = visitor.next().unwrap().to_owned();
    assert_eq!(visitor.next(), None, "one cookie of one name");
    cookie
}

/// A browser at a machine that others use too.
fn at_the_library(town: &TestTown) -> Resident {
    let somebody = town.resident();
    let began = somebody.web.get("/shared").expect(303);
    assert_eq!(began.location(), "/");
    let cookie = visitor_cookie(&began);
    assert!(!cookie.contains("Max-Age") && !cookie.contains("Expires"), "{cookie}");
    somebody
}

fn a_shared_machine_ends_after_five_minutes_of_silence(town: &TestTown) {
    let hanako = at_the_library(town);
    let draft = begins(&hanako, RUBBISH);
    let page = hanako.web.get(&draft).expect(303).location();
    for _ in 0..3 {
        town.advance(Duration::minutes(4));
        let shown = hanako.web.get(&page).expect(200).text();
        assert!(shown.contains("5分間なにもしないと終わり"), "{shown}");
    }
    town.advance(Duration::minutes(4));
    hanako.web.get("/shared/still").expect(204);
    town.advance(Duration::minutes(4));
    let open = hanako.web.get(&page).expect(200);

    town.advance(Duration::minutes(5));
    let told = hanako.web.get(&page).expect(404).text();
    assert!(told.contains("5分間操作がなかったため、終わりました"), "{told}");
    assert!(told.contains("href=\"/resume\"") && told.contains("href=\"/status\""), "{told}");
    hanako.web.submit(&open, &page, &[]).expect(403);
    assert!(!hanako.web.get("/").expect(200).text().contains(&draft));
}

fn what_is_typed_at_a_shared_machine_ends_with_it_and_goes_on_by_its_code(town: &TestTown) {
    let (library, telephone) = (at_the_library(town), town.resident());
    let draft = begins(&library, RUBBISH);
    let address = format!("{draft}/continue");
    let page = library.web.get(&address).expect(200);
    let shown = library.web.submit(&page, &address, &[]).expect(200).text();
    let code = shown.split("<p class=\"code num\">").nth(1).unwrap().split('<').next().unwrap();

    let page = library.web.get("/leave").expect(200);
    let gone = library.web.submit(&page, "/leave", &[]).expect(200);
    assert!(visitor_cookie(&gone).contains("Max-Age=0"));
    assert!(gone.text().contains("href=\"/shared\""), "the next person begins there");
    library.web.get(&draft).expect(404);

    let page = telephone.web.get("/resume").expect(200);
    telephone.web.submit(&page, "/resume", &[("code", code)]).expect(303);
    telephone.web.get(&draft).expect(303);
}

fn the_next_person_at_a_shared_machine_finds_nothing_of_the_one_before(town: &TestTown) {
    let library = at_the_library(town);
    let draft = begins(&library, RUBBISH);
    let page = library.web.get(&draft).expect(303).location();
    fills(&library, &draft, &town.answers(&library, RUBBISH));
    let left = begins(&library, RUBBISH);
    let receipt = sends(&library, &draft).expect(303).location();
    let shown = library.web.get(&receipt).expect(200);
    assert_eq!(shown.header("cache-control"), Some("no-store"));

    // Nobody pressed おわる, and not a minute has passed.
    let home = library.web.get("/").expect(200);
    let told = home.header("clear-site-data").unwrap();
    assert!(told.contains("cache") && told.contains("storage"), "{told}");
    let procedure = library.web.get(&format!("/procedures/{RUBBISH}")).expect(200);
    for seen in [home.text(), procedure.text()] {
        for trace in [&draft, &left, &receipt] {
            assert!(!seen.contains(trace), "{trace} in {seen}");
        }
    }
    for history in [&draft, &page, &left] {
        library.web.get(history).expect(404);
    }
    let asked = library.web.get(&receipt).expect(303).location();
    assert!(asked.starts_with("/status?"), "number and code are asked for: {asked}");
    let paper = library.web.get(&format!("{receipt}/receipt.pdf"));
    assert_ne!(paper.status, 200);
}

fn who_uses_a_browser_alone_is_asked_before_it_is_shared(town: &TestTown) {
    let hanako = town.resident();
    let draft = begins(&hanako, RUBBISH);
    let address = format!("/shared?back=/procedures/{RUBBISH}");
    let page = hanako.web.get(&address).expect(200);
    hanako.web.get(&draft).expect(303);
    assert!(hanako.web.get("/").expect(200).text().contains(&draft), "a link changes nothing");

    let went = hanako.web.submit(&page, "/shared", &[]).expect(303);
    assert_eq!(went.location(), format!("/procedures/{RUBBISH}"));
    let cookie = visitor_cookie(&went);
    assert!(!cookie.contains("Max-Age") && !cookie.contains("Expires"), "{cookie}");
    hanako.web.get(&draft).expect(303);
    town.advance(Duration::minutes(6));
    hanako.web.get(&draft).expect(404);
    let foreign = [("back", "https://evil.example")].map(|(n, v)| (n.to_owned(), v.to_owned()));
    let page = hanako.web.get("/resume").expect(200);
    let fields = [page.hidden("/resume"), foreign.to_vec()].concat();
    assert_eq!(hanako.web.post_form("/shared", &fields).expect(303).location(), "/");
}

fn a_citys_own_terminals_are_shared_machines(town: &TestTown) {
    let (network, _) = testkit::TERMINALS.rsplit_once('.').unwrap();
    let (terminal, home) = (format!("{network}.7"), "198.51.100.7".to_owned());
    let hanako = town.resident();
    let ask = |from: &str, path: &str| {
        hanako.web.send("GET", path, &[("x-forwarded-for", from)], Vec::new())
    };
    assert!(visitor_cookie(&ask(&home, "/").expect(200)).contains("Max-Age"));
    let there = ask(&terminal, "/").expect(200);
    let cookie = visitor_cookie(&there);
    assert!(!cookie.contains("Max-Age"), "no cookie lasts for days at a terminal: {cookie}");
    assert!(there.text().contains("共用の端末"), "{}", there.text());
}
