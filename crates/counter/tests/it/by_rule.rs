//! 自動決定: two people let a rule decide, and it decides what nobody has to look at, and nothing else.

use chrono::Duration;
use fees::PaymentEventKind::Captured;
use kernel::{Language, Role};
use lopdf::Document;
use serde_json::{Value, json};
use testkit::{Answer, Browser, Colleague, Receipt, Resident, TestTown, on_both_engines};

const COPY: &str = "juminhyo-utsushi";
const WATER: &str = "suido-kaishi";
const PAGE: &str = "/office/by-rule";
const RULE: &str = "form.copies == 1";

on_both_engines!(
    two_people_switch_a_rule_on_and_one_stops_it,
    a_rule_approves_once_the_fee_is_paid,
    a_rule_records_and_is_drawn,
    what_is_to_be_looked_at_is_left_to_people,
    what_was_filed_before_its_day_is_left_to_people,
    another_condition_takes_two_people_anew,
    who_switches_it_off_stops_it_at_the_next_case,
    two_rounds_at_once_decide_once,
    programs_switch_a_rule,
);

/// Rules are there and on since this morning; gives who agreed.
fn ruled(town: &TestTown) -> Colleague {
    town.has_rules(RULE);
    let suzuki = switches_on(town, COPY, RULE, "suzuki", "mori");
    switches_on(town, WATER, "true", "kato", "abe");
    // What comes in the very moment of the agreement is still people's.
    town.advance(Duration::minutes(1));
    suzuki
}

fn switches_on(
    town: &TestTown,
    procedure: &str,
    rule: &str,
    first: &str,
    second: &str,
) -> Colleague {
    let (first, second) = (town.approver_of(procedure, first), town.approver_of(procedure, second));
    proposes(&first, procedure, rule, &town.now().day().to_string()).expect(204);
    let number = open(&second, procedure)["number"].clone();
    confirms(&second, procedure, &number).expect(204);
    second
}

fn proposes(who: &Colleague, procedure: &str, when: &str, day: &str) -> Answer {
    let wanted = json!({ "procedure": procedure, "when": when, "starts_on": day });
    who.posts("/api/v1/rules/propose", &wanted)
}

fn confirms(who: &Colleague, procedure: &str, number: &Value) -> Answer {
    who.posts("/api/v1/rules/confirm", &json!({ "procedure": procedure, "number": number }))
}

fn ends(who: &Colleague, procedure: &str, number: &Value) -> Answer {
    who.posts("/api/v1/rules/end", &json!({ "procedure": procedure, "number": number }))
}

fn rule_of(who: &Colleague, procedure: &str) -> Value {
    let rules = who.get("/api/v1/rules").expect(200).json()["rules"].clone();
    let found = rules.as_array().unwrap().iter().find(|rule| rule["procedure"] == procedure);
    found.cloned().unwrap_or_default()
}

fn open(who: &Colleague, procedure: &str) -> Value {
    rule_of(who, procedure)["switch"].clone()
}

fn files(town: &TestTown, procedure: &str) -> (Resident, Receipt) {
    let hanako = town.resident();
    let mut data = town.answers(&hanako, procedure);
    if procedure == COPY {
        data["copies"] = json!(1);
    }
    let receipt = hanako.files(procedure, &data);
    (hanako, receipt)
}

fn pays(town: &TestTown, receipt: &Receipt) {
    let key = format!("paid-{}", receipt.number);
    town.provider_calls(&receipt.payment().says(Captured, &key, town.now())).expect(204);
}

fn paid_copy(town: &TestTown) -> (Resident, Receipt) {
    let (hanako, receipt) = files(town, COPY);
    pays(town, &receipt);
    (hanako, receipt)
}

fn state(who: &Colleague, case: &str) -> Value {
    who.case(case)["state"].clone()
}

fn happened(hanako: &Resident, receipt: &Receipt) -> Vec<Value> {
    let timeline = hanako.status(receipt)["timeline"].clone();
    timeline.as_array().unwrap().iter().map(|entry| entry["what"].clone()).collect()
}

fn kinds(who: &Colleague, case: &str) -> Vec<String> {
    let kind = |entry: &Value| entry["kind"].as_str().unwrap().to_owned();
    who.events(case).iter().map(kind).collect()
}

/// Presses a button of the page, whether it is offered or not.
fn presses(web: &Browser, what: &str, typed: &[(&str, &str)]) -> Answer {
    let mut fields = web.get("/office/me").expect(200).hidden("/office/sign-out");
    fields.retain(|(name, _)| name == "csrf");
    let about = [("do", what), ("procedure", COPY)];
    let all = about.iter().chain(typed);
    fields.extend(all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    web.post_form(PAGE, &fields)
}

#[track_caller]
fn is_refused(web: &Browser, what: &str, typed: &[(&str, &str)], words: &str) {
    let page = presses(web, what, typed).expect(422).text();
    assert!(page.contains(words), "{page}");
}

fn two_people_switch_a_rule_on_and_one_stops_it(town: &TestTown) {
    town.has_rules(RULE);
    let first = town.at_work("suzuki", Role::Approver, COPY);
    let second = town.at_work("mori", Role::Approver, COPY);
    let page = first.get(PAGE).expect(200).text();
    assert!(page.contains("<code>form.copies == 1</code>") && page.contains(">切<"), "{page}");
    assert!(!page.contains("水道"), "another department's rule: {page}");
    assert!(page.contains("条件の式") && !page.contains("auto）"), "{page}");
    let published = town.catalogue().procedure(COPY).unwrap();
    let copies = published.form.field("/copies").unwrap();
    let (title, unit) = (&copies.title, &copies.unit);
    let read =
        format!("<li>{}：1{}</li>", title.get(Language::Japanese), unit.get(Language::Japanese));
    assert!(page.contains(&read), "{read}: {page}");
    let clerk = town.at_work("sato", Role::Clerk, COPY);
    clerk.get(PAGE).expect(403);

    let today = town.now().day().to_string();
    let (rule, day) = (("rule", RULE), ("starts_on", today.as_str()));
    is_refused(
        &first,
        "propose",
        &[rule, ("starts_on", "あした")],
        "始める日は、2027-04-01のように",
    );
    is_refused(&first, "propose", &[rule, ("starts_on", "あした")], "value=\"あした\"");
    is_refused(&first, "propose", &[rule, ("starts_on", "2026-11-01")], "始める日が過ぎています");
    let (past, field) =
        ([rule, ("starts_on", "2026-11-01")], "aria-describedby=\"rule-1-problem\"");
    is_refused(&first, "propose", &past, field);
    is_refused(&first, "propose", &past, "<a href=\"#rule-1-day\">");
    is_refused(&first, "propose", &[("rule", "true"), day], "見ていたものと変わりました");
    presses(&first, "propose", &[rule, day]).expect(303);
    is_refused(&second, "propose", &[rule, day], "もう確認を待っているか");
    is_refused(&first, "confirm", &[("number", "1")], "自分で始めたものは");
    let page = first.get(PAGE).expect(200).text();
    assert!(page.contains("確認待ち") && !page.contains("value=\"confirm\""), "{page}");

    town.advance(Duration::minutes(6));
    // Who has been away for a while proves themselves anew, and loses nothing.
    let asked = presses(&second, "confirm", &[("number", "1")]).expect(403);
    town.proves_again(&second, &asked, "mori@city.example", PAGE).expect(303);
    presses(&second, "confirm", &[("number", "1")]).expect(409);
    let page = second.get(PAGE).expect(200).text();
    assert!(page.contains(">入<") && page.contains("value=\"end\""), "{page}");
    presses(&second, "end", &[("number", "1")]).expect(303);
    presses(&second, "end", &[("number", "1")]).expect(409);
    let page = second.get(PAGE).expect(200).text();
    assert!(page.contains(">切<") && page.contains("これまで"), "{page}");
}

fn a_rule_approves_once_the_fee_is_paid(town: &TestTown) {
    ruled(town);
    let (hanako, receipt) = files(town, COPY);
    town.run_jobs();
    let sato = town.clerk_of(COPY, "sato");
    let case = sato.finds(&receipt.number);
    assert_eq!(state(&sato, &case), "awaiting-payment");
    pays(town, &receipt);
    town.run_jobs();
    town.run_jobs();

    let seen = sato.case(&case);
    assert_eq!((&seen["state"], &seen["decision"]["by"]), (&json!("approved"), &Value::Null));
    let rule = &seen["by_rule"];
    assert_eq!((&rule["verdict"], &rule["when"]), (&json!("approve"), &json!(RULE)));
    let decided = kinds(&sato, &case).into_iter().filter(|kind| kind == "decided-by-rule");
    assert_eq!(decided.count(), 1, "it is decided once");
    assert!(happened(&hanako, &receipt).contains(&json!("approved-by-rule")));
    hanako.opens(&receipt);
    let own = hanako.web.get(&format!("/receipts/{}", receipt.number)).expect(200).text();
    assert!(own.contains("承認されました（自動で決定）"), "{own}");
    let web = town.at_work("ito", Role::Clerk, COPY);
    let page = web.get(&format!("/office/cases/{case}")).expect(200).text();
    assert!(page.contains("自動で決定：承認しました"), "{page}");
    assert!(page.contains("条件：form.copies == 1（手続の定義"), "{page}");
    let paper = web.get(&format!("/office/cases/{case}/notices/1.pdf")).expect(200);
    let text = Document::load_mem(&paper.body).unwrap().extract_text(&[1]).unwrap();
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    assert!(text.contains("自動で決定"), "{text}");
    assert!(town.letters().iter().any(|letter| letter.letter.subject.contains("承認")));

    sato.commands(&case, json!({ "type": "complete" })).expect(200);
    assert_eq!(sato.case(&case)["by_rule"]["verdict"], "approve", "it says so for ever");
}

fn a_rule_records_and_is_drawn(town: &TestTown) {
    ruled(town);
    let (hanako, receipt) = files(town, WATER);
    town.run_jobs();
    let kato = town.approver_of(WATER, "kato");
    let case = kato.finds(&receipt.number);
    let seen = kato.case(&case);
    assert_eq!((&seen["state"], &seen["decision"]), (&json!("completed"), &Value::Null));
    assert_eq!(seen["by_rule"]["verdict"], "record");
    assert_eq!(seen["sample"]["decided_by"], Value::Null);
    assert!(happened(&hanako, &receipt).contains(&json!("recorded-by-rule")));
    let drawn = kato.get("/api/v1/approvals/sample").expect(200).json()["cases"].clone();
    assert_eq!(drawn[0]["id"], json!(case), "what nobody decided, everybody looks at");
    let objection = json!({ "type": "sample", "objection": "使い始める日が違う" });
    assert_eq!(kato.commands(&case, objection).expect(200).json()["sample"]["answer"], "objected");

    // Two people take it up again; then it is people's.
    let wanted = json!({ "type": "propose_reopening", "ground": "clerical", "reason": "日の誤り" });
    town.clerk_of(WATER, "sato").commands(&case, wanted).expect(200);
    let again = kato.commands(&case, json!({ "type": "reopen" })).expect(200).json();
    assert_eq!((&again["state"], &again["by_rule"]), (&json!("in-review"), &Value::Null));
    town.run_jobs();
    assert_eq!(state(&kato, &case), "in-review");
}

fn what_is_to_be_looked_at_is_left_to_people(town: &TestTown) {
    ruled(town);
    let (_, first) = files(town, WATER);
    let (_, again) = files(town, WATER);
    let hanako = town.resident();
    let mut more = town.answers(&hanako, COPY);
    more["copies"] = json!(2);
    let two = hanako.files(COPY, &more);
    pays(town, &two);
    let (_, taken) = paid_copy(town);
    let sato = town.clerk_of(COPY, "sato");
    let taken = sato.finds(&taken.number);
    sato.claims(&taken);
    let (asking, asked) = paid_copy(town);
    asking.acts(&asked, "messages", &json!({ "text": "いつ届きますか。" })).expect(201);
    town.run_jobs();

    let kato = town.clerk_of(WATER, "ueda");
    assert_eq!(state(&kato, &kato.finds(&first.number)), "completed");
    let second = kato.finds(&again.number);
    assert_eq!(state(&kato, &second), "received", "it is the same again");
    assert_eq!(state(&sato, &sato.finds(&two.number)), "received", "the condition does not hold");
    assert_eq!(state(&sato, &taken), "in-review", "somebody has it");
    assert_eq!(state(&sato, &sato.finds(&asked.number)), "received", "somebody has to answer");
    // What people have is theirs, also once nothing is left to look at.
    for finding in 0..2 {
        kato.commands(&second, json!({ "type": "check", "finding": finding })).expect(200);
    }
    town.run_jobs();
    assert_eq!(state(&kato, &second), "received");
}

fn what_was_filed_before_its_day_is_left_to_people(town: &TestTown) {
    town.has_rules(RULE);
    let (_, early) = files(town, WATER);
    let (kato, abe) = (town.approver_of(WATER, "kato"), town.approver_of(WATER, "abe"));
    let tomorrow = town.now().day().succ_opt().unwrap().to_string();
    proposes(&kato, WATER, "true", &tomorrow).expect(204);
    confirms(&abe, WATER, &json!(1)).expect(204);
    let (_, today) = files(town, WATER);
    town.advance(Duration::days(1));
    let (_, later) = {
        let hanako = town.resident();
        let mut data = town.answers(&hanako, WATER);
        data["kana"] = json!("スズキ　ジロウ");
        data["address"]["block"] = json!("9番9号");
        let receipt = hanako.files(WATER, &data);
        (hanako, receipt)
    };
    town.run_jobs();
    assert_eq!(state(&kato, &kato.finds(&early.number)), "received");
    assert_eq!(state(&kato, &kato.finds(&today.number)), "received");
    assert_eq!(state(&kato, &kato.finds(&later.number)), "completed");
}

fn another_condition_takes_two_people_anew(town: &TestTown) {
    let mori = ruled(town);
    town.has_rules("form.copies <= 2");
    let (_, receipt) = paid_copy(town);
    town.run_jobs();
    assert_eq!(state(&mori, &mori.finds(&receipt.number)), "received");
    assert_eq!(open(&mori, COPY)["is_current"], false);
    let number = open(&mori, COPY)["number"].clone();
    ends(&mori, COPY, &number).expect(204);
    let today = town.now().day().to_string();
    proposes(&mori, COPY, RULE, &today).expect(422);
    proposes(&mori, COPY, "form.copies <= 2", &today).expect(204);
    // The condition changes while it waits.
    town.has_rules("form.copies <= 3");
    let suzuki = town.approver_of(COPY, "suzuki");
    let number = open(&suzuki, COPY)["number"].clone();
    confirms(&suzuki, COPY, &number).expect(422);
    ends(&suzuki, COPY, &number).expect(204);
    switches_on(town, COPY, "form.copies <= 3", "suzuki", "mori");
    town.advance(Duration::minutes(1));
    let (_, receipt) = paid_copy(town);
    town.run_jobs();
    assert_eq!(state(&mori, &mori.finds(&receipt.number)), "approved");
}

fn who_switches_it_off_stops_it_at_the_next_case(town: &TestTown) {
    let mori = ruled(town);
    let (_, before) = paid_copy(town);
    town.run_jobs();
    let (_, waits) = paid_copy(town);
    let number = open(&mori, COPY)["number"].clone();
    ends(&mori, COPY, &number).expect(204);
    ends(&mori, COPY, &number).expect(409);
    town.run_jobs();
    assert_eq!(state(&mori, &mori.finds(&before.number)), "approved");
    let left = mori.finds(&waits.number);
    assert_eq!(state(&mori, &left), "received");
    // Nor is it decided later, when the rule is on again.
    switches_on(town, COPY, RULE, "suzuki", "mori");
    town.run_jobs();
    assert_eq!(state(&mori, &left), "received");
}

fn two_rounds_at_once_decide_once(town: &TestTown) {
    ruled(town);
    let (_, receipt) = files(town, WATER);
    let chores = town.chores();
    let (one, other) = town.wait(async { tokio::join!(chores.ask_rules(), chores.ask_rules()) });
    // Whose lease is taken over ends its round without a trace, and tries again.
    assert!([one, other].into_iter().flatten().sum::<usize>() <= 1);
    town.run_jobs();
    let kato = town.approver_of(WATER, "kato");
    let log = kinds(&kato, &kato.finds(&receipt.number));
    assert_eq!(log.iter().filter(|kind| *kind == "decided-by-rule").count(), 1, "{log:?}");
}

fn programs_switch_a_rule(town: &TestTown) {
    town.has_rules(RULE);
    let (suzuki, mori) = (town.approver_of(COPY, "suzuki"), town.approver_of(COPY, "mori"));
    let rule = rule_of(&suzuki, COPY);
    assert_eq!((&rule["verdict"], &rule["when"]), (&json!("approve"), &json!(RULE)));
    assert_eq!(rule["switch"], Value::Null);
    assert_eq!(rule_of(&suzuki, WATER), Value::Null, "another department's");
    let today = town.now().day().to_string();
    proposes(&suzuki, WATER, "true", &today).expect(404);
    town.clerk_of(COPY, "sato").get("/api/v1/rules").expect(403);
    proposes(&suzuki, COPY, RULE, "あした").expect(422);
    proposes(&suzuki, COPY, RULE, "2026-11-01").expect(422);
    proposes(&suzuki, COPY, RULE, &today).expect(204);
    proposes(&mori, COPY, RULE, &today).expect(422);
    confirms(&suzuki, COPY, &json!(1)).expect(422);
    confirms(&mori, COPY, &json!(2)).expect(409);
    confirms(&mori, COPY, &json!(1)).expect(204);
    let switch = open(&mori, COPY);
    assert_eq!((&switch["starts_on"], &switch["is_current"]), (&json!(today), &json!(true)));
    assert!(switch["confirmed_at"].is_string(), "{switch}");
}
