//! Messages to more than a hundred: they leave when a second person has looked at them.

use kernel::Instant;

use super::{messages::read, *};

const PAGE: &str = "/office/releases";
const WORDS: &str = "受付番号は{受付番号}です。断水の日が変わりました。";

on_both_engines!(
    more_than_a_hundred_leave_when_a_second_person_lets_them,
    who_asked_reads_that_it_waits,
    who_does_not_agree_says_why_and_nothing_leaves,
    nobody_releases_what_they_asked_for_themselves,
    what_nobody_looks_at_in_time_is_not_sent,
    who_leads_elsewhere_finds_nothing_of_it,
    what_waits_ends_with_who_asked,
);

/// Asks for a message to these and to so many who are not there that somebody else looks first.
fn asked(who: &Colleague, key: &str, cases: &[String]) -> BulkJobId {
    let mut chosen = seen(who, cases);
    chosen.extend((0..100).map(|n| (format!("0193a5c8-7e1b-7c3d-9e4f-{n:012x}"), 1)));
    let chosen: Vec<Value> =
        chosen.iter().map(|(id, version)| json!({ "id": id, "version": version })).collect();
    let command = json!({ "type": "message", "text": WORDS });
    let begun = asks(who, key, &json!({ "command": command, "cases": chosen })).expect(202);
    begun.json()["job"].as_str().unwrap().parse().unwrap()
}

fn answers(who: &Colleague, id: &BulkJobId, body: &Value) -> Answer {
    who.posts(&format!("/api/v1/bulk-releases/{id}"), body)
}

fn more_than_a_hundred_leave_when_a_second_person_lets_them(town: &TestTown) {
    let clerk = town.clerk_of(WATER, "takahashi");
    let lead = town.at_work("mori", Role::Lead, WATER);
    let cases = cases_of(town, &clerk, 2);
    assert!(lead.get(PAGE).expect(200).text().contains("確認を待っているものはありません"));
    let id = asked(&clerk, "k", &cases);
    town.run_jobs();
    assert!(cases.iter().all(|case| read(&clerk, case).is_empty()), "nothing leaves before");
    let standing = job(&clerk, &id);
    assert!(standing["running"] == true && standing["release"]["outcome"].is_null());

    // A colleague works on one of them meanwhile: a message is no decision and goes nevertheless.
    clerk.claims(&cases[0]);
    let listed = lead.get(PAGE).expect(200).text();
    let address = format!("{PAGE}/{id}");
    assert!(listed.contains(&address) && listed.contains("takahashi"), "{listed}");
    let page = lead.get(&address).expect(200);
    let (shown, number) = (page.text(), clerk.case(&cases[0])["receipt_number"].clone());
    assert!(shown.contains("2通を送れるようにする"), "{shown}");
    assert!(shown.contains(&format!("受付番号は{}です。", number.as_str().unwrap())), "{shown}");
    assert!(cases.iter().all(|case| read(&clerk, case).is_empty()), "nothing leaves by looking");
    lead.submit(&page, &address, &[("do", "release")]).expect(303);
    ends(town, &clerk, &id);
    for case in &cases {
        assert_eq!(read(&clerk, case).len(), 1);
        let sent = clerk.events(case).into_iter().find(|event| event["kind"] == "message-sent");
        let event = &sent.unwrap()["event"];
        assert!(event.to_string().contains("released_by"), "{event}");
    }
    let told = job(&clerk, &id);
    assert_eq!(told["release"]["outcome"], "released");
    assert_eq!(told["release"]["answered_by"], "mori");
    assert_eq!(results(&clerk, &id).iter().filter(|result| *result == "done").count(), 2);
    // Whoever comes later reads that it is done, and by whom.
    lead.get(&address).expect(409);
}

fn who_asked_reads_that_it_waits(town: &TestTown) {
    let clerk = town.clerk_of(WATER, "takahashi");
    let web = town.at_work("sato", Role::Clerk, WATER);
    let cases = cases_of(town, &clerk, 1);
    let mut fields = ticked(&web, &seen(&clerk, &cases));
    let others = (0..100).map(|n| field("case", &format!("0193a5c8-7e1b-7c3d-9e4f-{n:012x}:1")));
    fields.extend(others);
    fields.extend([field("do", "message"), field("message", WORDS)]);
    fields.extend([field("sure", "yes"), field("key", "k")]);
    let page = web.post_form("/office/bulk", &fields).expect(303).location();
    town.run_jobs();
    let waiting = web.get(&page).expect(200).text();
    assert!(waiting.contains("ほかの職員の確認を待っています"), "{waiting}");
    assert!(!waiting.contains("data-running"), "nothing is asked for again and again: {waiting}");
    assert!(read(&clerk, &cases[0]).is_empty());
}

fn who_does_not_agree_says_why_and_nothing_leaves(town: &TestTown) {
    let clerk = town.clerk_of(WATER, "takahashi");
    let lead = town.at_work("mori", Role::Lead, WATER);
    let head = town.colleague("kimura", Role::Lead, &town.department_of(WATER));
    let cases = cases_of(town, &clerk, 1);
    let id = asked(&clerk, "k", &cases);
    let address = format!("{PAGE}/{id}");
    let page = lead.get(&address).expect(200);
    let decline = |reason: &str| {
        let mut fields = page.hidden(&address);
        fields.retain(|(name, _)| name == "csrf");
        fields.extend([field("do", "decline"), field("reason", reason)]);
        lead.post_form(&address, &fields)
    };
    let asked_why = decline(" ").expect(422).text();
    assert!(asked_why.contains("送らない理由を書いてください"), "{asked_why}");
    let long = "あ".repeat(501);
    let kept = decline(&long).expect(422).text();
    assert!(kept.contains("500文字まで") && kept.contains(&long), "what was typed stays");
    // As a browser sends them, two line ends among five hundred are two characters.
    let lines = format!("{}\r\n\r\n{}", "あ".repeat(200), "い".repeat(298));
    decline(&lines).expect(303);
    ends(town, &clerk, &id);
    assert!(read(&clerk, &cases[0]).is_empty());
    let told = job(&clerk, &id);
    assert_eq!(told["release"]["outcome"], "declined");
    assert!(told["release"]["reason"].as_str().unwrap().ends_with('い'));
    assert_eq!(told["cases"][0]["rule"], "release-declined");
    // Who comes later changes nothing of it.
    answers(&head, &id, &json!({ "outcome": "released" })).expect(409);
    town.run_jobs();
    assert!(read(&clerk, &cases[0]).is_empty());
}

fn nobody_releases_what_they_asked_for_themselves(town: &TestTown) {
    let lead = town.colleague("mori", Role::Lead, &town.department_of(WATER));
    let other = town.colleague("kimura", Role::Lead, &town.department_of(WATER));
    let cases = cases_of(town, &lead, 1);
    let id = asked(&lead, "k", &cases);
    let listed = |who: &Colleague| {
        who.get("/api/v1/bulk-releases").expect(200).json()["releases"].as_array().unwrap().len()
    };
    assert_eq!((listed(&lead), listed(&other)), (0, 1));
    let refused = answers(&lead, &id, &json!({ "outcome": "released" })).expect(422).json();
    assert_eq!(refused["rule"], "release-own");
    for none in [json!({ "outcome": "perhaps" }), json!({ "outcome": "released", "reason": "x" })] {
        answers(&other, &id, &none).expect(422);
    }
    let refused = answers(&other, &id, &json!({ "outcome": "declined" })).expect(422).json();
    assert_eq!(refused["rule"], "decline-unexplained");
    let seen = other.get(&format!("/api/v1/bulk-releases/{id}")).expect(200).json();
    assert!(seen["letters"] == 1 && seen["left_out"] == 100, "{seen}");
    answers(&other, &id, &json!({ "outcome": "released" })).expect(204);
    ends(town, &lead, &id);
    assert_eq!(read(&lead, &cases[0]).len(), 1);
}

fn what_nobody_looks_at_in_time_is_not_sent(town: &TestTown) {
    let clerk = town.clerk_of(WATER, "takahashi");
    let lead = town.colleague("mori", Role::Lead, &town.department_of(WATER));
    let cases = cases_of(town, &clerk, 1);
    let id = asked(&clerk, "k", &cases);
    // A Friday before a holiday: the next open day is a Tuesday.
    let morning = Instant::parse_rfc3339("2026-11-24T08:31:00+09:00").unwrap();
    town.advance(morning.since(town.now()));
    town.runs_morning();
    let told = town.letters().into_iter().filter(|sent| {
        sent.to.for_sending() == lead.email
            && sent.letter.text.contains("まとめて送る前の確認：1件")
    });
    assert_eq!(told.count(), 1, "who leads there is told in the morning");
    town.advance(Duration::days(7));
    town.run_jobs();
    let told = job(&clerk, &id);
    assert!(told["running"] == false && told["release"]["outcome"] == "lapsed", "{told}");
    assert_eq!(told["cases"][0]["rule"], "release-lapsed");
    answers(&lead, &id, &json!({ "outcome": "released" })).expect(409);
    town.run_jobs();
    assert!(read(&clerk, &cases[0]).is_empty());
}

fn who_leads_elsewhere_finds_nothing_of_it(town: &TestTown) {
    let clerk = town.clerk_of(WATER, "takahashi");
    let elsewhere = town.colleague("ueda", Role::Lead, &town.department_of(ALLOWANCE));
    let id = asked(&clerk, "k", &cases_of(town, &clerk, 1));
    elsewhere.get(&format!("/api/v1/bulk-releases/{id}")).expect(404);
    answers(&elsewhere, &id, &json!({ "outcome": "released" })).expect(404);
    let listed = elsewhere.get("/api/v1/bulk-releases").expect(200).json();
    assert_eq!(listed["releases"], json!([]));
    // Nor does a clerk of the department answer: nobody leads there but who leads.
    let clerks = town.colleague("abe", Role::Clerk, &town.department_of(WATER));
    answers(&clerks, &id, &json!({ "outcome": "released" })).expect(403);
}

fn what_waits_ends_with_who_asked(town: &TestTown) {
    let clerk = town.clerk_of(WATER, "takahashi");
    let lead = town.colleague("mori", Role::Lead, &town.department_of(WATER));
    let cases = cases_of(town, &clerk, 1);
    let id = asked(&clerk, "k", &cases);
    let people = town.back_office().people();
    let password = "hirose-gawa ni nagareru".to_owned();
    town.wait(people.set_password(&clerk.email, password)).unwrap();
    town.run_jobs();
    let listed = lead.get("/api/v1/bulk-releases").expect(200).json();
    assert_eq!(listed["releases"], json!([]));
    answers(&lead, &id, &json!({ "outcome": "released" })).expect(409);
    town.run_jobs();
    assert!(read(&lead, &cases[0]).is_empty());
}
