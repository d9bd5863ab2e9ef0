//! キャンセル待ち: who comes after the last place waits for one that comes free.

use chrono::Duration;
use kernel::{Instant, Role};
use publishing::{Author, Publisher, Rehearsal, Wanted, compile};
use serde_json::{Value, json};
use testkit::{Answer, HANAKO, Receipt, Resident, TestTown, on_both_engines, usual_forms};

use crate::joints::{begins, fills};

/// Thirty places for a session on 5 December; places are passed on until the 2nd.
const COURSE: &str = "kyumei-koshu";
const FULL: &str = "この回は満員になりました";

on_both_engines!(
    who_comes_after_the_last_place_may_wait,
    a_place_that_comes_free_goes_to_the_next_in_line,
    who_needs_more_than_came_free_stands_in_nobodys_way,
    who_waits_to_the_last_day_is_told_of_its_end,
    who_gives_up_leaves_the_line,
    a_line_has_an_end_and_a_last_day,
    more_places_are_for_who_waits_first,
    who_has_a_place_mends_it_before_who_waits,
    the_office_leaves_who_waits_alone,
    a_full_course_can_be_waited_for_on_its_pages,
    what_is_full_for_everybody_is_told_before_it_is_begun,
    many_who_come_at_once_wait_in_one_line,
);

fn group(town: &TestTown, name: &str, people: i64) -> Value {
    let mut data = single(town, name);
    data["party"] = json!("group");
    data["group"] = json!("泉中央町内会");
    data["participants"] = json!(people);
    data["youngest"] = json!("adult");
    data
}

fn single(town: &TestTown, name: &str) -> Value {
    let mut data = town.answers(&town.resident(), COURSE);
    data["kana"] = json!(name);
    data
}

/// Files as somebody who would wait.
fn tries(who: &Resident, data: &Value) -> Answer {
    let name = data["kana"].as_str().unwrap().bytes();
    let key = name.fold(0_u64, |key, byte| key.wrapping_mul(31).wrapping_add(byte.into()));
    let key = format!("waits-{key}");
    let body = json!({ "procedure": COURSE, "data": data, "confirmed": ["waiting"],
                       "contact": { "email": HANAKO } });
    who.web.post_json("/api/v1/submissions", &[("idempotency-key", &key)], &body)
}

#[track_caller]
fn waits(who: &Resident, data: &Value) -> Receipt {
    let filed = tries(who, data).expect(201).json();
    assert_eq!(filed["state"], "waiting", "{filed}");
    Receipt::read(filed)
}

/// The rule that a filing is refused by.
#[track_caller]
fn refused(answer: Answer) -> Value {
    let told = answer.expect(422).json();
    let [problem] = &told["problems"].as_array().unwrap()[..] else { panic!("{told}") };
    problem.clone()
}

/// Where it stands: its state, and how many are before it.
fn stands(who: &Resident, receipt: &Receipt) -> (Value, Option<i64>) {
    let status = who.status(receipt);
    (status["state"].clone(), status["waiting"]["ahead"].as_i64())
}

/// A course whose last place is gone, and who has them all.
fn full(town: &TestTown) -> (Resident, Receipt) {
    let hanako = town.resident();
    let receipt = hanako.files(COURSE, &group(town, "アオキ", 30));
    (hanako, receipt)
}

/// The course with another line, or other places.
fn publishes(town: &TestTown, change: impl Fn(&mut Value)) {
    let mut files = usual_forms();
    let course = files.iter_mut().find(|file| file.path.ends_with(&format!("{COURSE}.json")));
    let course = course.unwrap();
    let mut definition: Value = serde_json::from_str(&course.text).unwrap();
    change(&mut definition["x-procedure"]["quota"]);
    course.text = definition.to_string();
    let wanted = Wanted { retire: Vec::new(), by: Author::Operator, whole: true };
    let rehearsed = Rehearsal::without_examples(compile(&files));
    town.wait(Publisher::new(town.archive()).publish(rehearsed, &wanted)).unwrap();
    assert!(town.wait(town.catalogue().follow()).unwrap());
}

fn who_comes_after_the_last_place_may_wait(town: &TestTown) {
    let (hanako, _) = full(town);
    let told = refused(hanako.posts("b", COURSE, &single(town, "イトウ")));
    assert_eq!((&told["rule"], &told["severity"]), (&json!("waiting"), &json!("warning")));
    let message = told["message"].as_str().unwrap();
    assert!(message.contains(FULL) && message.contains("いま0件待っています"), "{message}");
    assert!(message.contains("12月2日までに"), "{message}");

    let first = waits(&hanako, &single(town, "イトウ"));
    // Pressed twice, or sent again after a lost answer, it is the same filing.
    assert_eq!(tries(&hanako, &single(town, "イトウ")).expect(201).json()["state"], "waiting");
    assert_eq!(town.submissions(), 2);
    let second = waits(&hanako, &single(town, "ウエダ"));
    assert_eq!(stands(&hanako, &first), (json!("waiting"), Some(0)));
    assert_eq!(stands(&hanako, &second), (json!("waiting"), Some(1)));
    let status = hanako.status(&second);
    assert_eq!(status["waiting"]["until"], "2026-12-02");
    assert_eq!(status["due_on"], Value::Null, "nothing is promised to who waits");
    let told = refused(hanako.posts("c", COURSE, &single(town, "エトウ")));
    assert!(told["message"].as_str().unwrap().contains("いま2件"), "{told}");
    // One filing of a person is one also while it waits.
    let again = hanako.posts("d", COURSE, &single(town, "ウエダ"));
    assert_eq!(refused(again)["rule"], "once");

    town.run_jobs();
    let line = (HANAKO, "キャンセル待ち", "12月2日");
    town.letters_are(&[(HANAKO, "受け付け", ""), line, line]);
    assert_eq!(stands(&hanako, &first), (json!("waiting"), Some(0)), "nothing came free");
}

fn a_place_that_comes_free_goes_to_the_next_in_line(town: &TestTown) {
    let hanako = town.resident();
    let (small, _large) = (
        hanako.files(COURSE, &group(town, "アオキ", 5)),
        hanako.files(COURSE, &group(town, "カトウ", 25)),
    );
    let [first, second] = ["イトウ", "ウエダ"].map(|name| waits(&hanako, &group(town, name, 5)));
    hanako.acts(&small, "withdrawal", &json!({})).expect(200);
    // Who comes in that moment does not pass those who wait.
    let late = refused(hanako.posts("late", COURSE, &group(town, "エトウ", 5)));
    assert_eq!(late["rule"], "waiting");

    let round = town.wait(town.chores().keep_terms()).unwrap();

    assert_eq!((round.placed, round.lapsed, round.stuck), (1, 0, 0));
    assert_eq!(stands(&hanako, &first), (json!("received"), None));
    assert_eq!(stands(&hanako, &second), (json!("waiting"), Some(0)));
    assert_ne!(hanako.status(&first)["due_on"], Value::Null, "the clock runs");
    let happened: Vec<Value> = hanako.status(&first)["timeline"].as_array().unwrap().clone();
    let happened: Vec<&Value> = happened.iter().map(|entry| &entry["what"]).collect();
    assert_eq!(happened, ["waiting-began", "place-given"]);
    assert_eq!(town.wait(town.chores().keep_terms()).unwrap().placed, 0, "only one was free");
    town.run_jobs();
    let letter = town.letters().pop().unwrap().letter;
    assert!(letter.subject.contains("空きが出て"), "{}", letter.subject);
    // It holds its place like any other, and gives it back.
    hanako.acts(&first, "withdrawal", &json!({})).expect(200);
    assert_eq!(town.wait(town.chores().keep_terms()).unwrap().placed, 1);
    assert_eq!(stands(&hanako, &second), (json!("received"), None));
}

fn who_needs_more_than_came_free_stands_in_nobodys_way(town: &TestTown) {
    let hanako = town.resident();
    let small = hanako.files(COURSE, &group(town, "アオキ", 5));
    hanako.files(COURSE, &group(town, "カトウ", 25));
    let many = waits(&hanako, &group(town, "イトウ", 10));
    let few = waits(&hanako, &group(town, "ウエダ", 5));
    hanako.acts(&small, "withdrawal", &json!({})).expect(200);
    assert_eq!(town.wait(town.chores().keep_terms()).unwrap().placed, 1);
    assert_eq!(stands(&hanako, &many), (json!("waiting"), Some(0)));
    assert_eq!(stands(&hanako, &few), (json!("received"), None));
    // Nor do places stay empty that suffice for nobody who waits.
    hanako.acts(&few, "withdrawal", &json!({})).expect(200);
    let late = hanako.posts("late", COURSE, &single(town, "エトウ")).expect(201).json();
    assert_eq!(late["state"], "received");
}

fn who_waits_to_the_last_day_is_told_of_its_end(town: &TestTown) {
    let (hanako, all) = full(town);
    let receipt = waits(&hanako, &single(town, "イトウ"));
    let until = Instant::parse_rfc3339("2026-12-02T23:59:00+09:00").unwrap();
    town.advance(until.since(town.now()));
    assert_eq!(town.wait(town.chores().keep_terms()).unwrap().lapsed, 0);
    town.advance(Duration::minutes(1));
    assert_eq!(town.wait(town.chores().keep_terms()).unwrap().lapsed, 1);
    assert_eq!(stands(&hanako, &receipt), (json!("lapsed"), None));
    hanako.opens(&receipt);
    let page = hanako.web.get(&format!("/receipts/{}", receipt.number)).expect(200).text();
    assert!(page.contains("空きが出ず終了") && !page.contains("期限切れ"), "{page}");
    // What comes free now is nobody's.
    hanako.acts(&all, "withdrawal", &json!({})).expect(200);
    assert_eq!(town.wait(town.chores().keep_terms()).unwrap().placed, 0);
    town.run_jobs();
    let subjects: Vec<String> = town.letters().into_iter().map(|it| it.letter.subject).collect();
    assert!(subjects.iter().any(|it| it.contains("空きが出ませんでした")), "{subjects:?}");
}

fn who_gives_up_leaves_the_line(town: &TestTown) {
    let (hanako, all) = full(town);
    let [first, second] = ["イトウ", "ウエダ"].map(|name| waits(&hanako, &single(town, name)));
    assert_eq!(hanako.status(&first)["can_withdraw"], true);
    hanako.acts(&first, "withdrawal", &json!({})).expect(200);
    assert_eq!(stands(&hanako, &first), (json!("withdrawn"), None));
    assert_eq!(stands(&hanako, &second), (json!("waiting"), Some(0)));
    hanako.acts(&all, "withdrawal", &json!({})).expect(200);
    assert_eq!(town.wait(town.chores().keep_terms()).unwrap().placed, 1);
    // The same person may file again, and there are places.
    hanako.posts("again", COURSE, &single(town, "イトウ")).expect(201);
}

fn a_line_has_an_end_and_a_last_day(town: &TestTown) {
    publishes(town, |quota| quota["waiting"]["most"] = json!(1));
    let (hanako, _) = full(town);
    waits(&hanako, &single(town, "イトウ"));
    let told = refused(tries(&hanako, &single(town, "ウエダ")));
    assert_eq!((&told["rule"], &told["severity"]), (&json!("quota"), &json!("error")));
    // More than there are at all nobody waits for.
    publishes(town, |quota| quota["places"] = json!(5));
    assert_eq!(refused(tries(&hanako, &group(town, "ウエダ", 6)))["rule"], "quota");
    publishes(town, |quota| quota["waiting"]["until"] = json!("add_days(today, -1)"));
    assert_eq!(refused(tries(&hanako, &single(town, "ウエダ")))["rule"], "quota");
    publishes(town, |quota| drop(quota.as_object_mut().unwrap().remove("waiting")));
    let told = refused(tries(&hanako, &single(town, "ウエダ")));
    assert_eq!(
        (&told["rule"], &told["message"]),
        (&json!("quota"), &json!("この回は満員になりました。ほかの日も選べます。"))
    );
}

fn more_places_are_for_who_waits_first(town: &TestTown) {
    let (hanako, _) = full(town);
    let receipt = waits(&hanako, &single(town, "イトウ"));
    publishes(town, |quota| quota["places"] = json!("tables.sessions[form.session].places + 1"));
    assert_eq!(refused(hanako.posts("b", COURSE, &single(town, "ウエダ")))["rule"], "waiting");
    assert_eq!(town.wait(town.chores().keep_terms()).unwrap().placed, 1);
    assert_eq!(stands(&hanako, &receipt), (json!("received"), None));
    // The form that it was filed with knows of fewer places, and it keeps its own.
    asked_about(town, &receipt, "/contact/phone");
    let phone = json!({ "data": { "contact": { "phone": "022-261-9999" } } });
    hanako.acts(&receipt, "corrections", &phone).expect(200);
    assert_eq!(stands(&hanako, &receipt), (json!("in-review"), None));
}

/// A clerk takes the case, and asks about an answer.
fn asked_about(town: &TestTown, receipt: &Receipt, at: &str) {
    let clerk = town.clerk_of(COURSE, "sato");
    let case = clerk.finds(&receipt.number);
    clerk.claims(&case);
    let remark = json!({ "at": at, "text": "確かめてください。" });
    clerk.commands(&case, json!({ "type": "request_correction", "remarks": [remark] })).expect(200);
}

fn who_has_a_place_mends_it_before_who_waits(town: &TestTown) {
    let hanako = town.resident();
    let receipt = hanako.files(COURSE, &group(town, "アオキ", 28));
    let waiting = waits(&hanako, &group(town, "イトウ", 5));
    asked_about(town, &receipt, "/participants");
    hanako.acts(&receipt, "corrections", &json!({ "data": { "participants": 30 } })).expect(200);
    assert_eq!(stands(&hanako, &waiting), (json!("waiting"), Some(0)));

    // Who comes from another session has no place in this one, and passes nobody.
    let mut other = single(town, "エトウ");
    other["session"] = json!("normal1-2026-12-19");
    let other = hanako.files(COURSE, &other);
    asked_about(town, &other, "/session");
    hanako.acts(&receipt, "withdrawal", &json!({})).expect(200);
    let session = json!({ "data": { "session": "normal1-2026-12-05" } });
    assert_eq!(refused(hanako.acts(&other, "corrections", &session))["rule"], "quota");
    assert_eq!(town.wait(town.chores().keep_terms()).unwrap().placed, 1);
    hanako.acts(&other, "corrections", &session).expect(200);
}

fn the_office_leaves_who_waits_alone(town: &TestTown) {
    let (hanako, all) = full(town);
    let receipt = waits(&hanako, &single(town, "イトウ"));
    let clerk = town.clerk_of(COURSE, "sato");
    let (first, case) = (clerk.finds(&all.number), clerk.finds(&receipt.number));
    let shown = clerk.case(&case);
    assert_eq!((&shown["state"], &shown["waits_until"]), (&json!("waiting"), &json!("2026-12-02")));
    for command in ["claim", "settle", "complete"] {
        clerk.commands(&case, json!({ "type": command })).expect(422);
    }
    let first_of_all = json!({ "type": "put_first", "reason": "お願いされた。" });
    clerk.commands(&case, first_of_all).expect(422);
    // The next one is the one that can be worked on; then there is none.
    assert_eq!(clerk.takes_next().expect(200).json()["id"], json!(first));
    assert_ne!(clerk.takes_next().status, 200);
    clerk.commands(&case, json!({ "type": "message", "text": "お待ちください。" })).expect(200);
    let web = town.at_work("mori", Role::Clerk, COURSE);
    let page = web.get(&format!("/office/cases/{case}")).expect(200).text();
    assert!(page.contains("キャンセル待ち") && page.contains("2026年12月2日まで"), "{page}");
    assert!(page.contains("空きを待っています") && !page.contains("1人で決められます"), "{page}");
}

fn a_full_course_can_be_waited_for_on_its_pages(town: &TestTown) {
    let (_, all) = full(town);
    let hanako = town.resident();
    let data = single(town, "イトウ");
    let draft = begins(&hanako, COURSE);
    let course = format!("{draft}/course");
    let page = hanako.web.get(&course).expect(200);
    let kind = [("course", data["course"].as_str().unwrap())];
    let sessions = hanako.web.submit(&page, &course, &kind).expect(303).location();
    let page = hanako.web.get(&sessions).expect(200);
    let typed = [("session", data["session"].as_str().unwrap())];
    let told = hanako.web.submit(&page, &sessions, &typed).expect(303).location();
    assert_eq!(told, format!("{sessions}?full=1"));
    let told = hanako.web.get(&told).expect(200);
    let text = told.text();
    assert!(text.contains(FULL) && text.contains("いま0件待っています"), "{text}");
    assert!(!text.contains("panel red"), "{text}");
    let on = hanako.web.submit(&told, &sessions, &typed).expect(303).location();
    assert!(!on.starts_with(&sessions), "who has read it goes on: {on}");

    fills(&hanako, &draft, &data);
    let check = format!("{draft}/check");
    let page = hanako.web.get(&check).expect(200);
    assert!(page.text().contains("value=\"waiting\""), "{}", page.text());
    let silent = hanako.web.submit(&page, &check, &[("consent", "yes")]).expect(303).location();
    assert_eq!(silent, format!("{check}?mend=1"));
    let sent = [("consent", "yes"), ("confirmed", "waiting")];
    let receipt = hanako.web.submit(&page, &check, &sent).expect(303).location();
    let page = hanako.web.get(&receipt).expect(200).text();
    assert!(page.contains("キャンセル待ちで受け付けました"), "{page}");
    assert!(page.contains("前に待っている申込み：0件"), "{page}");
    town.resident().acts(&all, "withdrawal", &json!({})).expect(200);
    town.run_jobs();
    let page = hanako.web.get(&receipt).expect(200).text();
    assert!(
        page.contains("空きが出て、席を確保しました") && !page.contains("前に待っている"),
        "{page}"
    );
}

fn what_is_full_for_everybody_is_told_before_it_is_begun(town: &TestTown) {
    publishes(town, |quota| {
        let line = json!({ "most": 1, "until": "add_days(today, 3)" });
        *quota = json!({ "places": 1, "full": "定員になりました。", "waiting": line });
    });
    let hanako = town.resident();
    let shown = || hanako.web.get(&format!("/procedures/{COURSE}")).expect(200).text();
    let begins = |page: &str| page.contains(&format!("action=\"/procedures/{COURSE}\""));
    assert!(begins(&shown()) && !shown().contains("定員になりました"));
    hanako.files(COURSE, &single(town, "アオキ"));
    let page = shown();
    assert!(page.contains("定員になりました") && page.contains("いま0件待っています"), "{page}");
    assert!(begins(&page), "who would wait may begin: {page}");
    waits(&hanako, &single(town, "イトウ"));
    let page = shown();
    assert!(page.contains("定員になりました") && !begins(&page), "{page}");
}

fn many_who_come_at_once_wait_in_one_line(town: &TestTown) {
    publishes(town, |quota| quota["waiting"]["most"] = json!(4));
    let (hanako, all) = full(town);
    let names = ["イトウ", "ウエダ", "エトウ", "オカダ", "カトウ", "キムラ"];
    let answers: Vec<Answer> = std::thread::scope(|scope| {
        let posting = names.map(|name| {
            let data = single(town, name);
            scope.spawn(move || tries(&town.resident(), &data))
        });
        posting.into_iter().map(|posted| posted.join().unwrap()).collect()
    });
    let (filed, late): (Vec<Answer>, Vec<Answer>) =
        answers.into_iter().partition(|answer| answer.status == 201);
    let receipts = filed.into_iter().map(|answer| Receipt::read(answer.json()));
    let mut ahead: Vec<Option<i64>> = receipts.map(|it| stands(&hanako, &it).1).collect();
    ahead.sort_unstable();
    assert_eq!(ahead, [0, 1, 2, 3].map(Some), "a line has its end also for who comes at once");
    assert!(late.into_iter().all(|answer| refused(answer)["rule"] == "quota"));
    hanako.acts(&all, "withdrawal", &json!({})).expect(200);
    assert_eq!(town.wait(town.chores().keep_terms()).unwrap().placed, 4);
}
