//! Many cases at once: each is decided once and has one result, whoever dies over it.

use back_office::{BulkCommand, BulkKey, BulkRequest, Error, Staff};
use chrono::Duration;
use kernel::{BulkJobId, Grant, Role};
use serde_json::{Value, json};
use testkit::{Answer, Browser, Colleague, TestTown, on_both_engines};

mod messages;
mod releases;
mod rules;

const WATER: &str = "suido-kaishi";
const ALLOWANCE: &str = "jido-teate-nintei";

on_both_engines!(
    what_is_ticked_is_done_when_the_page_comes,
    everything_of_a_list_is_chosen_as_it_is_narrowed,
    who_leads_puts_many_first_for_one_reason,
    what_was_typed_stays_until_it_is_right,
    pressed_twice_one_job_begins,
    the_next_worker_goes_on_where_one_died,
    two_workers_at_once_decide_each_case_once,
    what_is_of_another_department_is_answered_like_nothing,
    who_loses_their_grants_is_stopped,
    a_job_ends_with_its_token,
    what_changed_meanwhile_is_told_and_done_once_more,
    a_job_is_its_owners_and_is_gone_after_ninety_days,
    nobody_does_more_than_eight_hundred_at_once,
);

fn files(town: &TestTown, procedure: &str, number: usize) -> Vec<String> {
    let who = town.resident();
    (0..number).map(|_| who.files(procedure, &town.answers(&who, procedure)).number).collect()
}

/// Cases that were just filed, as `who` knows them.
fn cases_of(town: &TestTown, who: &Colleague, number: usize) -> Vec<String> {
    files(town, WATER, number).iter().map(|number| who.finds(number)).collect()
}

fn staff(town: &TestTown, who: &Colleague) -> Staff {
    let token = who.proof.strip_prefix("Bearer ").unwrap();
    town.wait(town.back_office().staff_of_token(token)).unwrap().unwrap()
}

fn note() -> BulkCommand {
    BulkCommand::Note { text: "まとめて確かめた".to_owned() }
}

/// The version of a case that `who` sees.
fn version(who: &Colleague, case: &str) -> i64 {
    who.case(case)["version"].as_i64().unwrap()
}

/// The cases as they are now, as a list has them.
fn seen(who: &Colleague, cases: &[String]) -> Vec<(String, i64)> {
    cases.iter().map(|case| (case.clone(), version(who, case))).collect()
}

/// Begins a job on which nobody works yet.
fn begins(town: &TestTown, who: &Colleague, cases: &[String]) -> BulkJobId {
    let seen = |id: &String| (id.parse().unwrap(), version(who, id));
    let request = BulkRequest {
        key: BulkKey::Drawn(town.back_office().bulk_key()),
        command: note(),
        cases: cases.iter().map(seen).collect(),
        from: String::new(),
    };
    town.wait(town.back_office().start_bulk(&staff(town, who), request)).unwrap()
}

fn asks(who: &Colleague, key: &str, body: &Value) -> Answer {
    let headers = [("authorization", who.proof.as_str()), ("idempotency-key", key)];
    who.web.post_json("/api/v1/bulk", &headers, body)
}

fn job(who: &Colleague, id: &BulkJobId) -> Value {
    who.get(&format!("/api/v1/bulk/{id}")).expect(200).json()
}

/// The job when it is over, whoever has it in hands meanwhile.
fn ends(town: &TestTown, who: &Colleague, id: &BulkJobId) -> Value {
    for _ in 0..20 {
        let told = job(who, id);
        if told["running"] == false {
            return told;
        }
        town.advance(Duration::minutes(2));
        town.run_jobs();
    }
    panic!("{id} does not end: {}", job(who, id));
}

fn results(who: &Colleague, id: &BulkJobId) -> Vec<String> {
    let cases = job(who, id)["cases"].as_array().unwrap().clone();
    let result = |case: &Value| case["result"].as_str().unwrap_or("-").to_owned();
    cases.iter().map(result).collect()
}

fn notes(who: &Colleague, case: &str) -> usize {
    who.events(case).iter().filter(|event| event["kind"] == "noted").count()
}

fn field(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

/// The fields of a list's form, with a tick for each case.
fn ticked(web: &Browser, cases: &[(String, i64)]) -> Vec<(String, String)> {
    let mut fields = web.get("/office/?view=all").expect(200).hidden("/office/bulk");
    fields.extend(cases.iter().map(|(id, version)| field("case", &format!("{id}:{version}"))));
    fields
}

fn what_is_ticked_is_done_when_the_page_comes(town: &TestTown) {
    let clerk = town.clerk_of(WATER, "takahashi");
    let web = town.at_work("sato", Role::Clerk, WATER);
    let cases = seen(&clerk, &cases_of(town, &clerk, 3));
    let mut taking = ticked(&web, &cases);
    taking.push(field("do", "take"));
    let page = web.post_form("/office/bulk", &taking).expect(303).location();
    let done = web.get(&page).expect(200).text();
    assert!(done.contains("3件の担当になりました"), "{done}");
    assert!(done.contains("href=\"/office/?view=all\">一覧へ戻る"), "{done}");
    // The same page sent again is the same job, and there is one entry in each log.
    assert_eq!(web.post_form("/office/bulk", &taking).expect(303).location(), page);
    // Back in the list, something else is ticked: another job.
    let more = seen(&clerk, &cases_of(town, &clerk, 1));
    let mut other: Vec<_> = taking.iter().filter(|(name, _)| name != "case").cloned().collect();
    other.push(field("case", &format!("{}:{}", more[0].0, more[0].1)));
    assert_ne!(web.post_form("/office/bulk", &other).expect(303).location(), page);
    for (case, _) in &cases {
        let claimed = clerk.events(case).iter().filter(|event| event["kind"] == "claimed").count();
        assert_eq!(claimed, 1);
    }
    let list = web.get("/office/bulk").expect(200).text();
    assert!(list.contains(&page) && list.contains("3件のうち3件"), "{list}");
}

fn who_leads_puts_many_first_for_one_reason(town: &TestTown) {
    let web = town.at_work("mori", Role::Lead, WATER);
    let clerk = town.clerk_of(WATER, "takahashi");
    let cases = seen(&clerk, &cases_of(town, &clerk, 3));
    let mut wanted = ticked(&web, &cases[..2]);
    wanted.push(field("do", "put_first"));
    let asked = web.post_form("/office/bulk", &wanted).text();
    assert!(asked.contains("先に処理する理由を書いてください。"), "{asked}");
    assert!(asked.contains("> 先に処理する</label>"), "{asked}");
    wanted.push(field("why", "断水の日が近い"));
    let checked = web.post_form("/office/bulk", &wanted).expect(200);
    assert!(checked.text().contains("2件を先に処理できます"), "{}", checked.text());
    let page = web.post_form("/office/bulk", &checked.hidden("/office/bulk")).expect(303);
    town.run_jobs();
    let done = web.get(&page.location()).expect(200).text();
    assert!(done.contains("2件を先に処理することにしました"), "{done}");
    let first: Vec<bool> =
        clerk.queue("").iter().map(|case| case["first"].as_bool().unwrap()).collect();
    assert_eq!(first, [true, true, false]);
    let theirs = town.at_work("sato", Role::Clerk, WATER).post_form("/office/bulk", &wanted).text();
    assert!(!theirs.contains("> 先に処理する</label>"), "{theirs}");
}

fn everything_of_a_list_is_chosen_as_it_is_narrowed(town: &TestTown) {
    let clerk = town.clerk_of(WATER, "takahashi");
    let web = town.at_work("sato", Role::Clerk, WATER);
    let cases = cases_of(town, &clerk, 4);
    clerk.claims(&cases[0]);
    let other = files(town, ALLOWANCE, 1);
    let mut all = web.get("/office/?view=unclaimed").expect(200).hidden("/office/bulk");
    all.push(field("all", "yes"));
    let chosen = web.post_form("/office/bulk", &all).expect(200);
    assert!(chosen.text().contains("3件を選んでいます"), "{}", chosen.text());
    let checked = web.submit(&chosen, "/office/bulk", &[("do", "settle")]).expect(200);
    let text = checked.text();
    assert!(text.contains("3件を交付できます") && !text.contains(&other[0]), "{text}");
    let page = web.submit(&checked, "/office/bulk", &[]).expect(303).location();
    town.run_jobs();
    let done = web.get(&page).expect(200).text();
    assert!(done.contains("3件を交付しました"), "{done}");
    assert!(done.contains("href=\"/office/?view=unclaimed\""), "the filter is kept: {done}");
    for case in &cases[1..] {
        assert_eq!(clerk.case(case)["state"], "completed");
    }
    // Words that are forgotten narrow nothing: nothing is chosen rather than too much.
    for (name, value) in &mut all {
        if name == "from" {
            "view=all&search=0193".clone_into(value);
        }
    }
    let forgotten = web.post_form("/office/bulk", &all).expect(422).text();
    assert!(forgotten.contains("もう一度しぼり込んで"), "{forgotten}");
    assert!(!forgotten.contains("件を選んでいます"), "{forgotten}");
}

fn what_was_typed_stays_until_it_is_right(town: &TestTown) {
    let clerk = town.clerk_of(WATER, "takahashi");
    let web = town.at_work("sato", Role::Clerk, WATER);
    let cases = cases_of(town, &clerk, 2);
    clerk.claims(&cases[1]);
    let cases = seen(&clerk, &cases);
    let mut fields = ticked(&web, &cases);
    let chosen = web.post_form("/office/bulk", &fields).expect(200);
    assert!(chosen.text().contains("2件を選んでいます"), "{}", chosen.text());
    fields.extend([field("do", "assign"), field("text", "家へ電話した")]);
    let refused = web.post_form("/office/bulk", &fields).expect(422).text();
    assert!(refused.contains("引き継ぐ人を選んでください"), "{refused}");
    assert!(refused.contains(">家へ電話した</textarea>"), "{refused}");
    // What a colleague has is told by the rule, and everything else goes on.
    fields.retain(|(name, _)| name != "do");
    fields.push(field("do", "claim"));
    let checked = web.post_form("/office/bulk", &fields).expect(200);
    let text = checked.text();
    assert!(text.contains("1件を担当できます") && text.contains("1件は、ここでは担当できません"));
    assert!(text.contains("1件：案件は今「審査中」のため"), "{text}");
    assert!(text.contains(">家へ電話した</textarea>"), "{text}");
    assert_eq!(clerk.case(&cases[0].0)["state"], "received", "nothing was done yet");
    // Commands that are given case by case are none here.
    fields.retain(|(name, _)| name != "do");
    fields.extend([field("do", "refuse"), field("sure", "yes")]);
    web.post_form("/office/bulk", &fields).expect(200);
    assert_eq!(clerk.case(&cases[0].0)["state"], "received");
}

fn pressed_twice_one_job_begins(town: &TestTown) {
    let clerk = town.clerk_of(WATER, "takahashi");
    let cases = cases_of(town, &clerk, 2);
    let listed = seen(&clerk, &cases);
    let listed: Vec<Value> =
        listed.iter().map(|(id, version)| json!({ "id": id, "version": version })).collect();
    let body = json!({ "command": { "type": "note", "text": "一度だけ" }, "cases": listed });
    let begun: Vec<String> = std::thread::scope(|scope| {
        let ask = || asks(&clerk, "drawn-once", &body).expect(202).json()["job"].to_string();
        let two = [scope.spawn(ask), scope.spawn(ask)];
        two.map(|thread| thread.join().unwrap()).into()
    });
    assert_eq!(begun[0], begun[1]);
    let answer = asks(&clerk, "drawn-once", &body).expect(202);
    let job = answer.json()["job"].as_str().unwrap().parse().unwrap();
    assert_eq!(answer.location(), format!("/api/v1/bulk/{job}"));
    let other = json!({ "command": { "type": "claim" }, "cases": listed });
    asks(&clerk, "drawn-once", &other).expect(409);
    asks(&clerk, "", &other).expect(400);
    asks(&clerk, "another", &json!({ "command": { "type": "claim" }, "cases": [] })).expect(422);
    town.advance(Duration::minutes(2));
    town.run_jobs();
    assert_eq!(results(&clerk, &job), ["done", "done"]);
    for case in &cases {
        assert_eq!(notes(&clerk, case), 1);
    }
    // A colleague's key is another key, and their job nobody else's.
    let colleague = town.clerk_of(WATER, "suzuki");
    colleague.get(&format!("/api/v1/bulk/{job}")).expect(404);
    asks(&colleague, "drawn-once", &other).expect(202);
}

fn the_next_worker_goes_on_where_one_died(town: &TestTown) {
    let clerk = town.clerk_of(WATER, "takahashi");
    let cases = cases_of(town, &clerk, 3);
    for died_after in 0..=3 {
        let id = begins(town, &clerk, &cases);
        let office = town.back_office();
        let work = town.wait(office.take_bulk(&id)).unwrap().unwrap();
        for _ in 0..died_after {
            assert!(town.wait(office.step_bulk(&work)).unwrap());
        }
        drop(work);
        let told = results(&clerk, &id).iter().filter(|result| *result == "done").count();
        assert_eq!(told, died_after, "what is decided is told");
        town.run_jobs();
        assert_eq!(job(&clerk, &id)["running"], true, "it is in somebody's hands for a minute");
        town.advance(Duration::seconds(61));
        town.run_jobs();
        assert_eq!(results(&clerk, &id), ["done", "done", "done"]);
        assert_eq!(job(&clerk, &id)["running"], false);
        for case in &cases {
            assert_eq!(notes(&clerk, case), died_after + 1, "each once");
        }
    }
}

fn two_workers_at_once_decide_each_case_once(town: &TestTown) {
    let clerk = town.clerk_of(WATER, "takahashi");
    let cases = cases_of(town, &clerk, 6);
    let id = begins(town, &clerk, &cases);
    let office = town.back_office();
    let slow = town.wait(office.take_bulk(&id)).unwrap().unwrap();
    assert!(town.wait(office.take_bulk(&id)).unwrap().is_none(), "one has it");
    town.advance(Duration::minutes(2));
    let next = town.wait(office.take_bulk(&id)).unwrap().unwrap();
    // The first one slept through the end of its lease and goes on at the same moment.
    let late = town.wait(async {
        let (mut late, mut goes_on) = (Vec::new(), true);
        while goes_on {
            let (slow, next) = tokio::join!(office.step_bulk(&slow), office.step_bulk(&next));
            late.push(slow);
            goes_on = next.unwrap();
        }
        late
    });
    assert!(late.iter().all(|step| matches!(step, Err(Error::Busy) | Ok(_))), "{late:?}");
    assert!(late.iter().any(|step| matches!(step, Err(Error::Busy))), "{late:?}");
    assert_eq!(results(&clerk, &id), vec!["done"; 6]);
    for case in &cases {
        assert_eq!(notes(&clerk, case), 1);
    }
}

fn what_is_of_another_department_is_answered_like_nothing(town: &TestTown) {
    let clerk = town.clerk_of(WATER, "takahashi");
    let elsewhere = town.clerk_of(ALLOWANCE, "ito");
    let own = cases_of(town, &clerk, 1).remove(0);
    let theirs = elsewhere.finds(&files(town, ALLOWANCE, 1)[0]);
    let nothing = "0193a5c8-7e1b-7c3d-9e4f-00000000f001";
    let seen = version(&clerk, &own);
    let listed = [&own, &theirs, nothing].map(|id| json!({ "id": id, "version": seen }));
    let body = json!({ "command": { "type": "claim" }, "cases": listed });
    let begun = asks(&clerk, "k", &body).expect(202).json();
    let told = ends(town, &clerk, &begun["job"].as_str().unwrap().parse().unwrap());
    let lines = told["cases"].as_array().unwrap();
    assert_eq!(lines[0]["result"], "done");
    assert_eq!(lines[1], json!({ "id": theirs, "version": seen, "result": "absent" }));
    assert_eq!(lines[2], json!({ "id": nothing, "version": seen, "result": "absent" }));
    assert_eq!(elsewhere.case(&theirs)["state"], "received");
    // Nor does the page say more before it.
    let web = town.at_work("sato", Role::Clerk, WATER);
    let mut fields = ticked(&web, &[(theirs, 1), (nothing.to_owned(), 1)]);
    fields.push(field("do", "note"));
    fields.push(field("text", "メモ"));
    let text = web.post_form("/office/bulk", &fields).expect(200).text();
    assert!(text.contains("<h3>2件：") && text.matches("見つからない案件").count() == 2, "{text}");
}

fn who_loses_their_grants_is_stopped(town: &TestTown) {
    let clerk = town.clerk_of(WATER, "takahashi");
    let looks_on = town.clerk_of(WATER, "suzuki");
    let cases = cases_of(town, &clerk, 3);
    let office = town.back_office();
    let id = begins(town, &clerk, &cases);
    let work = town.wait(office.take_bulk(&id)).unwrap().unwrap();
    assert!(town.wait(office.step_bulk(&work)).unwrap());
    let held = Grant::new(Role::Clerk, town.department_of(WATER).parse().unwrap());
    town.wait(office.people().end(&clerk.email, held)).unwrap();
    assert!(!town.wait(office.step_bulk(&work)).unwrap(), "nothing is left to do");
    assert_eq!(cases.iter().map(|case| notes(&looks_on, case)).collect::<Vec<_>>(), [1, 0, 0]);
    // With a grant for something else, what was theirs is not there.
    town.grants("takahashi", Role::Clerk, &town.department_of(WATER));
    assert_eq!(results(&clerk, &id), ["done", "stopped", "stopped"]);
    let id = begins(town, &clerk, &cases);
    let held = Grant::new(Role::Clerk, town.department_of(WATER).parse().unwrap());
    town.grants("takahashi", Role::Clerk, &town.department_of(ALLOWANCE));
    town.wait(office.people().end(&clerk.email, held)).unwrap();
    town.run_jobs();
    assert_eq!(results(&clerk, &id), ["absent", "absent", "absent"]);
    assert_eq!(notes(&looks_on, &cases[1]), 0);
}

fn a_job_ends_with_its_token(town: &TestTown) {
    let clerk = town.clerk_of(WATER, "takahashi");
    let cases = cases_of(town, &clerk, 2);
    let people = town.back_office().people();
    let id = begins(town, &clerk, &cases);
    let token = town.wait(people.tokens(&clerk.email)).unwrap().remove(0);
    town.wait(people.revoke_token(&clerk.email, &token.id)).unwrap();
    town.run_jobs();
    let again = town.clerk_of(WATER, "takahashi");
    assert_eq!(results(&again, &id), ["stopped", "stopped"]);
    assert_eq!(notes(&again, &cases[0]), 0);
    // One that only reads begins nothing.
    let scopes = ["cases:read".to_owned()].into();
    let reads = town.wait(people.issue_token(&clerk.email, scopes, Duration::days(1))).unwrap();
    let reads = Colleague { proof: format!("Bearer {reads}"), ..again };
    let body =
        json!({ "command": { "type": "claim" }, "cases": [{ "id": cases[0], "version": 1 }] });
    asks(&reads, "k", &body).expect(403);
}

fn what_changed_meanwhile_is_told_and_done_once_more(town: &TestTown) {
    let clerk = town.clerk_of(WATER, "takahashi");
    let web = town.at_work("sato", Role::Clerk, WATER);
    let cases = cases_of(town, &clerk, 2);
    let mut fields = ticked(&web, &seen(&clerk, &cases));
    fields.extend([field("do", "note"), field("text", "書類を確かめた")]);
    let checked = web.post_form("/office/bulk", &fields).expect(200);
    clerk.claims(&cases[1]);
    let page = web.submit(&checked, "/office/bulk", &[]).expect(303).location();
    town.run_jobs();
    let told = web.get(&page).expect(200);
    let text = told.text();
    assert!(
        text.contains("1件にメモを付けました") && text.contains("1件はできませんでした"),
        "{text}"
    );
    assert!(text.contains("takahashiさんが更新しました"), "and who: {text}");
    // The rest once more, as it is now, with what was typed.
    let once_more = web.submit(&told, "/office/bulk", &[]).expect(200);
    assert!(once_more.text().contains("1件にメモを付けられます"), "{}", once_more.text());
    let second = web.submit(&once_more, "/office/bulk", &[]).expect(303).location();
    assert_ne!(second, page);
    town.run_jobs();
    let text = web.get(&second).expect(200).text();
    assert!(text.contains("1件にメモを付けました") && !text.contains("できませんでした"), "{text}");
    assert_eq!([notes(&clerk, &cases[0]), notes(&clerk, &cases[1])], [1, 1]);
    let kept: Vec<String> = town.dump().into_iter().filter(|row| row.starts_with("bulk")).collect();
    assert!(kept.len() == 5 && !kept.concat().contains("書類を確かめた"), "sealed: {kept:?}");
}

fn a_job_is_its_owners_and_is_gone_after_ninety_days(town: &TestTown) {
    let clerk = town.clerk_of(WATER, "takahashi");
    let cases = cases_of(town, &clerk, 1);
    let id = begins(town, &clerk, &cases);
    town.run_jobs();
    assert_eq!(results(&clerk, &id), ["done"]);
    let web = town.at_work("sato", Role::Clerk, WATER);
    let theirs = web.get(&format!("/office/bulk/{id}")).expect(404).text();
    let nothing = web.get("/office/bulk/0193a5c8-7e1b-7c3d-9e4f-00000000f001").expect(404).text();
    assert!(theirs.contains("見つかりません") && !theirs.contains("まとめての処理："), "{theirs}");
    // Each answer has a number of its own, and nothing else.
    let unnumbered = |page: &str| page.split_once("お問い合わせ番号").unwrap().0.to_owned();
    assert_eq!(unnumbered(&theirs), unnumbered(&nothing));
    web.get(&format!("/office/bulk/{id}/progress")).expect(404);
    let mut again = web.get("/office/?view=all").expect(200).hidden("/office/bulk");
    again.push(field("again", id.as_str()));
    web.post_form("/office/bulk", &again).expect(404);
    town.advance(Duration::days(89));
    town.wait(town.chores().tidy_up()).unwrap();
    assert_eq!(results(&clerk, &id), ["done"]);
    town.advance(Duration::days(2));
    town.wait(town.chores().tidy_up()).unwrap();
    clerk.get(&format!("/api/v1/bulk/{id}")).expect(404);
    assert!(!town.dump().iter().any(|row| row.starts_with("bulk")), "and nothing is left");
}

fn nobody_does_more_than_eight_hundred_at_once(town: &TestTown) {
    let clerk = town.clerk_of(WATER, "takahashi");
    let id = |n: usize| format!("0193a5c8-7e1b-7c3d-9e4f-{n:012x}");
    let listed: Vec<Value> = (0..801).map(|n| json!({ "id": id(n), "version": 1 })).collect();
    let body = |cases: &[Value]| json!({ "command": { "type": "claim" }, "cases": cases });
    let refused = asks(&clerk, "k", &body(&listed)).expect(422).json();
    assert_eq!(refused["rule"], "too-many-cases");
    // The same case twice is one.
    let once: Vec<Value> = listed[..800].iter().chain(&listed[..1]).cloned().collect();
    asks(&clerk, "k", &body(&once)).expect(202);
    let web = town.at_work("sato", Role::Clerk, WATER);
    files(town, WATER, 1);
    let ticks: Vec<_> = (0..801).map(|n| (id(n), 1)).collect();
    let fields = ticked(&web, &ticks);
    let text = web.post_form("/office/bulk", &fields).expect(422).text();
    assert!(text.contains("801件") && text.contains("800件まで"), "{text}");
}
