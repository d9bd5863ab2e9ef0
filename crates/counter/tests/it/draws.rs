//! 抽選: a list that is frozen, a figure that nobody could know, and what comes of it.

use chrono::Duration;
use kernel::{Grant, Rank, Role};
use lots::{Figure, Publication};
use serde_json::{Value, json};
use testkit::{Answer, Browser, Colleague, PASSWORD, Receipt, Resident, TestTown, on_both_engines};

const COURSE: &str = "kyumei-koshu";
const WATER: &str = "suido-kaishi";
const PAGE: &str = "/office/draws";
const PUBLIC: &str = "/draws/kyumei-koshu/2026-11-25";
const DATA: &str = "/api/v1/draws/kyumei-koshu/2026-11-25";

on_both_engines!(
    two_people_draw_and_anybody_can_draw_once_more,
    nothing_is_decided_before_it_is_drawn,
    who_has_gone_leaves_the_place_to_the_next,
    a_draw_that_was_cut_short_goes_on,
    nobody_draws_for_another_department,
);

/// People who want the same day of a course; the last one comes first by the rule of the course.
fn applicants(town: &TestTown, count: usize) -> Vec<(Resident, Receipt)> {
    let files = |n: usize| {
        let hanako = town.resident();
        let mut answers = town.answers(&hanako, COURSE);
        answers["birthDate"] = json!(format!("1990-03-{:02}", n + 1));
        if n + 1 == count {
            answers["emergencyName"] = json!("優先 太郎");
        }
        let receipt = hanako.files(COURSE, &answers);
        (hanako, receipt)
    };
    (0..count).map(files).collect()
}

/// An approver of the course, who signs in anew for whatever they do: a night may lie between.
struct Approver<'t> {
    town: &'t TestTown,
    email: String,
}

impl<'t> Approver<'t> {
    fn new(town: &'t TestTown, name: &str) -> Self {
        let email = colleague(town, name).email;
        town.signs_in_anew(&email);
        Self { town, email }
    }

    fn page(&self) -> String {
        let web = self.town.signs_in_again(&self.email, PASSWORD);
        web.get(PAGE).expect(200).text()
    }

    /// Presses a button of the page, whether it is offered or not.
    fn presses(&self, what: &str, typed: &[(&str, &str)]) -> Answer {
        presses(&self.town.signs_in_again(&self.email, PASSWORD), what, typed)
    }

    #[track_caller]
    fn is_refused(&self, what: &str, typed: &[(&str, &str)], words: &str) {
        let page = self.presses(what, typed).expect(422).text();
        assert!(page.contains(words), "{page}");
    }
}

/// The same with a token.
fn colleague(town: &TestTown, name: &str) -> Colleague {
    let grant = Grant::new(Role::Approver, town.department_of(COURSE).parse().unwrap());
    town.colleague_with(name, Grant { rank: Rank::Section, ..grant })
}

fn presses(web: &Browser, what: &str, typed: &[(&str, &str)]) -> Answer {
    let mut fields = web.get("/office/me").expect(200).hidden("/office/sign-out");
    fields.retain(|(name, _)| name == "csrf");
    let about = [("do", what), ("procedure", COURSE), ("closed_on", "2026-11-25")];
    let all = about.iter().chain(typed);
    fields.extend(all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    web.post_form(PAGE, &fields)
}

fn published(town: &TestTown) -> Publication {
    serde_json::from_value(town.resident().web.get(DATA).expect(200).json()).unwrap()
}

fn order(town: &TestTown) -> Vec<String> {
    published(town).order.into_iter().flat_map(|group| group.numbers).collect()
}

/// Frozen on 26 November, drawn on 1 December by the figure of that day.
fn draws(town: &TestTown, first: &Approver<'_>, second: &Approver<'_>) {
    town.advance(Duration::days(6));
    first.presses("freeze", &[]).expect(303);
    town.advance(Duration::days(5));
    first.presses("enter", &[("figure", "38,123.45")]).expect(303);
    second.presses("confirm", &[("figure", "38123.45")]).expect(303);
    town.run_jobs();
}

fn two_people_draw_and_anybody_can_draw_once_more(town: &TestTown) {
    town.holds_a_draw();
    let people = applicants(town, 5);
    let (first, second) = (Approver::new(town, "suzuki"), Approver::new(town, "mori"));
    let page = first.page();
    assert!(page.contains("受付中") && !page.contains("value=\"freeze\""), "{page}");
    first.is_refused("freeze", &[], "受付の最後の日が過ぎてから");
    town.resident().web.get(DATA).expect(404);

    town.advance(Duration::days(6));
    let page = first.page();
    assert!(page.contains("value=\"freeze\""), "{page}");
    first.presses("freeze", &[]).expect(303);
    second.is_refused("freeze", &[], "先に名簿を確定しました");
    let noted = published(town);
    assert_eq!((noted.seed.as_deref(), noted.order.len()), (None, 0));
    let page = town.resident().web.get(PUBLIC).expect(200).text();
    assert!(page.contains(&noted.sha256) && page.contains("2026年12月1日"), "{page}");
    for (hanako, receipt) in &people {
        assert!(page.contains(&receipt.number), "{page}");
        let lot = hanako.status(receipt)["lot"].clone();
        assert_eq!((&lot["source_on"], &lot["place"]), (&json!("2026-12-01"), &Value::Null));
        hanako.opens(receipt);
        let own = hanako.web.get(&format!("/receipts/{}", receipt.number)).expect(200).text();
        assert!(own.contains("抽選の名簿に載りました"), "{own}");
    }
    assert!(!page.contains("ヤマダ") && !page.contains("山田"), "{page}");

    first.is_refused("enter", &[("figure", "38123.45")], "まだ発表されていません");
    town.advance(Duration::days(5));
    first.is_refused("enter", &[("figure", "<b>123")], "&#60;b&#62;123");
    first.presses("enter", &[("figure", "38,100.00")]).expect(303);
    second.presses("clear", &[]).expect(303);
    first.presses("enter", &[("figure", "38,123.45")]).expect(303);
    first.is_refused("confirm", &[("figure", "38123.45")], "自分で入れた数字");
    second.presses("confirm", &[("figure", "38100.00")]).expect(409);
    second.presses("confirm", &[("figure", "38123.45")]).expect(303);
    first.presses("clear", &[]).expect(409);
    town.run_jobs();

    let drawn = published(town);
    let looked_up: Figure = "38123.45".parse().unwrap();
    let verified = drawn.verify(Some(&noted.sha256), Some(&looked_up)).unwrap();
    assert_eq!(verified.list.entries().len(), 5);
    let order = order(town);
    assert_eq!(order[0], people[4].1.number, "points come before the lot");
    for (hanako, receipt) in &people {
        let place = order.iter().position(|number| *number == receipt.number).unwrap() + 1;
        let lot = hanako.status(receipt)["lot"].clone();
        assert_eq!((&lot["place"], &lot["won"]), (&json!(place), &json!(place <= 2)), "{lot}");
        hanako.opens(receipt);
        let own = hanako.web.get(&format!("/receipts/{}", receipt.number)).expect(200).text();
        let words = if place <= 2 { "当選です" } else { "補欠の" };
        assert!(own.contains(&format!("5件の中で{place}番")) && own.contains(words), "{own}");
        assert!(own.contains(&format!("{PUBLIC}#n-{}", receipt.number)), "{own}");
    }
    let told = town.letters().iter().filter(|it| it.letter.subject.contains("抽選の結果")).count();
    assert_eq!(told, 5);
    let page = town.resident().web.get(PUBLIC).expect(200).text();
    assert!(page.contains("38123.45") && page.contains("補欠"), "{page}");
    let listed = town.resident().web.get("/draws").expect(200).text();
    assert!(listed.contains(PUBLIC), "{listed}");
    town.resident().web.get("/draws/kyumei-koshu/2026-11-24").expect(404);
    town.resident().web.get("/draws/kyumei-koshu/yesterday").expect(404);
}

fn nothing_is_decided_before_it_is_drawn(town: &TestTown) {
    town.holds_a_draw();
    applicants(town, 3);
    let (first, second) = (Approver::new(town, "suzuki"), Approver::new(town, "mori"));
    let (sato, suzuki) = (town.clerk_of(COURSE, "sato"), colleague(town, "ito"));
    let cases: Vec<String> =
        sato.queue("").iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
    let settles = |case: &String| suzuki.commands(case, json!({ "type": "settle" }));
    let rule = |answer: Answer| answer.expect(422).json()["rule"].clone();
    assert_eq!(rule(settles(&cases[0])), "before-closing");
    town.advance(Duration::days(6));
    assert_eq!(rule(settles(&cases[0])), "before-draw");
    first.presses("freeze", &[]).expect(303);
    assert_eq!(rule(settles(&cases[0])), "before-draw");
    town.advance(Duration::days(5));
    first.presses("enter", &[("figure", "38123.45")]).expect(303);
    second.presses("confirm", &[("figure", "38123.45")]).expect(303);

    // One approver decides all that have won, with the means that there are.
    let seen: Vec<Value> =
        cases.iter().map(|id| json!({ "id": id, "version": suzuki.case(id)["version"] })).collect();
    let wanted = json!({ "command": { "type": "settle" }, "cases": seen });
    let headers = [("authorization", suzuki.proof.as_str()), ("idempotency-key", "all-of-them")];
    let begun = suzuki.web.post_json("/api/v1/bulk", &headers, &wanted).expect(202).json();
    let job = format!("/api/v1/bulk/{}", begun["job"].as_str().unwrap());
    let is_over = |_: &u32| suzuki.get(&job).expect(200).json()["running"] == false;
    let goes_on = |_: &u32| {
        town.advance(Duration::minutes(2));
        town.run_jobs();
    };
    let over = (0..20).inspect(goes_on).find(is_over);
    assert!(over.is_some(), "the job does not end");
    let stands = |case: &String| {
        let seen = suzuki.case(case);
        (seen["lot"]["won"].as_bool().unwrap(), seen["state"].as_str().unwrap().to_owned())
    };
    let mut all: Vec<(bool, String)> = cases.iter().map(stands).collect();
    all.sort();
    let done = (true, "completed".to_owned());
    assert_eq!(all, [(false, "received".to_owned()), done.clone(), done]);
    let waits = cases.iter().find(|case| !stands(case).0).unwrap();
    assert_eq!(rule(settles(waits)), "not-reached");
    sato.claims(waits);
    let propose = json!({ "type": "propose", "verdict": "approve" });
    assert_eq!(rule(sato.commands(waits, propose)), "not-reached");
    let log = sato.events(waits);
    let drawn = log.iter().find(|it| it["kind"] == "drawn").unwrap();
    assert_eq!(drawn["event"]["lot"]["place"], 3);
}

fn who_has_gone_leaves_the_place_to_the_next(town: &TestTown) {
    town.holds_a_draw();
    let people = applicants(town, 4);
    let (first, second) = (Approver::new(town, "suzuki"), Approver::new(town, "mori"));
    draws(town, &first, &second);
    let order = order(town);
    first.is_refused("up", &[("number", &order[2])], "いまは繰り上げられません");
    let of = |number: &String| people.iter().find(|(_, it)| it.number == *number).unwrap();
    let leaves = |number: &String| {
        let (hanako, receipt) = of(number);
        hanako.acts(receipt, "withdrawal", &json!({ "reason": "都合がつかない" })).expect(200);
    };
    leaves(&order[1]);
    let page = first.page();
    assert!(page.contains("value=\"up\"") && page.contains(&order[2]), "{page}");
    second.is_refused("up", &[("number", &order[3])], "いまは繰り上げられません");
    second.presses("up", &[("number", &order[2])]).expect(303);
    second.is_refused("up", &[("number", &order[2])], "いまは繰り上げられません");
    town.run_jobs();
    let (hanako, receipt) = of(&order[2]);
    assert_eq!(hanako.status(receipt)["lot"]["won"], true);
    hanako.opens(receipt);
    let own = hanako.web.get(&format!("/receipts/{}", receipt.number)).expect(200).text();
    assert!(own.contains("補欠から繰り上がり"), "{own}");
    let suzuki = colleague(town, "ito");
    let case = suzuki.finds(&receipt.number);
    assert_eq!(suzuki.case(&case)["lot"]["moved_up"], true);
    assert!(suzuki.events(&case).iter().any(|it| it["kind"] == "moved-up"));
    assert!(town.letters().iter().any(|it| it.letter.subject.contains("繰り上がりました")));
    suzuki.commands(&case, json!({ "type": "settle" })).expect(200);

    // The one who came up has gone as well as the substitute behind: nobody is left.
    leaves(&order[3]);
    leaves(&order[0]);
    let page = first.page();
    assert!(!page.contains("value=\"up\""), "{page}");
}

fn a_draw_that_was_cut_short_goes_on(town: &TestTown) {
    town.holds_a_draw();
    let people = applicants(town, 3);
    let (first, second) = (Approver::new(town, "suzuki"), Approver::new(town, "mori"));
    town.advance(Duration::days(6));
    first.presses("freeze", &[]).expect(303);
    let (gone, receipt) = &people[0];
    gone.acts(receipt, "withdrawal", &json!({ "reason": "やめます" })).expect(200);
    town.advance(Duration::days(5));
    first.presses("enter", &[("figure", "38123.45")]).expect(303);
    // As a server leaves it that died right after the draw.
    town.tamper(&format!(
        "UPDATE draws SET confirmed_at = '2026-12-01 01:00:00',
         confirmed_by = (SELECT id FROM staff WHERE email = '{}')",
        second.email
    ));
    assert_eq!(people[1].0.status(&people[1].1)["lot"]["place"], Value::Null);
    town.run_jobs();
    for (hanako, receipt) in &people[1..] {
        assert!(hanako.status(receipt)["lot"]["place"].is_u64());
    }
    assert_eq!(gone.status(receipt)["lot"]["place"], Value::Null, "who has gone hears of nothing");
    assert_eq!(order(town).len(), 3, "and stands on the list as before");
    let letters = town.letters().len();
    town.run_jobs();
    assert_eq!(town.letters().len(), letters, "nobody hears of it twice");
}

fn nobody_draws_for_another_department(town: &TestTown) {
    town.holds_a_draw();
    applicants(town, 1);
    town.advance(Duration::days(6));
    let stranger = town.at_work("kato", Role::Approver, WATER);
    let page = stranger.get(PAGE).expect(200).text();
    assert!(page.contains("抽選する手続はありません"), "{page}");
    presses(&stranger, "freeze", &[]).expect(404);
    let clerk = town.at_work("sato", Role::Clerk, COURSE);
    clerk.get(PAGE).expect(403);
    let first = Approver::new(town, "suzuki");
    first.presses("freeze", &[]).expect(303);
    presses(&stranger, "enter", &[("figure", "38123.45")]).expect(404);
    for statement in ["UPDATE draws SET list = 'x'", "DELETE FROM draws"] {
        let tampered =
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| town.tamper(statement)));
        assert!(tampered.is_err(), "{statement}");
    }
}
