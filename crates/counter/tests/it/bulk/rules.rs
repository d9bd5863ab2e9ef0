//! What holds for many cases at once as it does for one, and what one of them may not do to others.

use fees::PaymentEventKind::Captured;
use testkit::HANAKO;

use super::*;

const COPY: &str = "juminhyo-utsushi";

on_both_engines!(
    what_a_colleague_changed_is_read_before_it_is_decided,
    a_damaged_case_stands_in_no_others_way,
    numbers_are_shown_after_a_look,
    nobody_has_more_than_three_jobs_going_on,
    a_job_ends_with_the_second_factor,
    what_does_not_open_is_told_as_failed,
    every_rule_of_one_case_holds_among_many,
);

fn what_a_colleague_changed_is_read_before_it_is_decided(town: &TestTown) {
    let clerk = town.clerk_of(WATER, "takahashi");
    let web = town.at_work("sato", Role::Clerk, WATER);
    let cases = cases_of(town, &clerk, 2);
    let mut fields = ticked(&web, &seen(&clerk, &cases));
    fields.push(field("do", "settle"));
    let checked = web.post_form("/office/bulk", &fields).expect(200);
    assert!(checked.text().contains("2件を交付できます"), "{}", checked.text());
    clerk.claims(&cases[1]);
    let back = json!({ "type": "release", "reason": "other-work" });
    clerk.commands(&cases[1], back).expect(200);
    let page = web.submit(&checked, "/office/bulk", &[]).expect(303).location();
    town.run_jobs();
    let told = web.get(&page).expect(200);
    assert!(told.text().contains("1件を交付しました"), "{}", told.text());
    let again = web.submit(&told, "/office/bulk", &[]).expect(200).text();
    assert!(again.contains("1件は、ここでは交付できません"), "{again}");
    assert!(again.contains("takahashiさんが更新しました"), "{again}");
    assert!(again.contains(&format!("/office/cases/{}", cases[1])), "with a way to it: {again}");
    assert_eq!(clerk.case(&cases[1])["state"], "received");
}

fn a_damaged_case_stands_in_no_others_way(town: &TestTown) {
    let clerk = town.clerk_of(WATER, "takahashi");
    let web = town.at_work("sato", Role::Clerk, WATER);
    let cases = cases_of(town, &clerk, 2);
    let mut fields = ticked(&web, &seen(&clerk, &cases));
    fields.extend([field("do", "note"), field("text", "確かめた")]);
    let checked = web.post_form("/office/bulk", &fields).expect(200);
    let damage = |by: &str| {
        let id = &cases[0];
        town.tamper(&format!("UPDATE cases SET revision = revision {by} WHERE id = '{id}'"));
    };
    damage("+ 9000000000");
    let page = web.submit(&checked, "/office/bulk", &[]).expect(303).location();
    town.run_jobs();
    let told = web.get(&page).expect(200);
    let text = told.text();
    assert!(text.contains("1件にメモを付けました。1件はできませんでした。"), "{text}");
    assert!(text.contains("システムの都合で") && !text.contains("いまは見られない案件"), "{text}");
    let again = web.submit(&told, "/office/bulk", &[]).expect(200).text();
    assert!(again.contains("1件は、ここではメモを付けられません"), "{again}");
    assert!(
        again.contains("1件：システムの都合で") && !again.contains("見つからない案件"),
        "{again}"
    );
    damage("- 9000000000");
}

fn numbers_are_shown_after_a_look(town: &TestTown) {
    let clerk = town.clerk_of(WATER, "takahashi");
    let web = town.at_work("sato", Role::Clerk, WATER);
    let cases = seen(&clerk, &cases_of(town, &clerk, 2));
    let looks = |what: &str| {
        let rows = town.dump();
        rows.iter().filter(|row| row.starts_with("looks") && row.contains(what)).count()
    };
    let mut fields = ticked(&web, &cases);
    fields.push(field("do", "claim"));
    let checked = web.post_form("/office/bulk", &fields).expect(200);
    assert_eq!(looks("bulk=check"), 1);
    let page = web.submit(&checked, "/office/bulk", &[]).expect(303).location();
    let look = page.replace("/office/bulk/", "bulk=");
    web.get(&format!("{page}/progress")).expect(204);
    assert_eq!(looks(&look), 0, "how far it is names no case");
    web.get(&page).expect(200);
    web.get(&page).expect(200);
    assert_eq!(looks(&look), 1, "the same within minutes is one look");
}

fn nobody_has_more_than_three_jobs_going_on(town: &TestTown) {
    let web = town.at_work("sato", Role::Clerk, WATER);
    let clerk = town.clerk_of(WATER, "sato");
    let cases = cases_of(town, &clerk, 1);
    let jobs: Vec<BulkJobId> = (0..3).map(|_| begins(town, &clerk, &cases)).collect();
    let seen = seen(&clerk, &cases);
    let listed = json!([{ "id": seen[0].0, "version": seen[0].1 }]);
    let body = json!({ "command": { "type": "note", "text": "四つ目" }, "cases": listed });
    let refused = asks(&clerk, "fourth", &body).expect(503);
    assert!(refused.header("retry-after").is_some());
    let progress = web.get(&format!("/office/bulk/{}/progress", jobs[0])).expect(200).text();
    assert_eq!(progress, "1件のうち0件が終わりました。");
    let mut fields = ticked(&web, &seen);
    fields.push(field("do", "take"));
    let waits = web.post_form("/office/bulk", &fields).expect(503);
    let text = waits.text();
    assert!(text.contains("いまは始められません") && text.contains("1件を担当する"), "{text}");
    assert!(waits.header("retry-after").is_some());
    // A colleague is kept waiting by none of it.
    let colleague = town.clerk_of(WATER, "suzuki");
    asks(&colleague, "fourth", &body).expect(202);
    town.run_jobs();
    asks(&clerk, "fourth", &body).expect(202);
    web.submit(&waits, "/office/bulk", &[]).expect(303);
}

fn a_job_ends_with_the_second_factor(town: &TestTown) {
    let clerk = town.clerk_of(WATER, "takahashi");
    let cases = cases_of(town, &clerk, 2);
    let id = begins(town, &clerk, &cases);
    let office = town.back_office();
    let work = town.wait(office.take_bulk(&id)).unwrap().unwrap();
    assert!(town.wait(office.step_bulk(&work)).unwrap());
    town.wait(office.people().reset_factor(&clerk.email)).unwrap();
    assert!(!town.wait(office.step_bulk(&work)).unwrap(), "nothing is left to do");
    assert_eq!(results(&clerk, &id), ["done", "stopped"]);
    assert_eq!([notes(&clerk, &cases[0]), notes(&clerk, &cases[1])], [1, 0]);
    // So does one that is in nobody's hands.
    let id = begins(town, &clerk, &cases);
    town.wait(office.people().reset_factor(&clerk.email)).unwrap();
    town.run_jobs();
    assert_eq!(results(&clerk, &id), ["stopped", "stopped"]);
    assert_eq!(job(&clerk, &id)["running"], false);
}

fn what_does_not_open_is_told_as_failed(town: &TestTown) {
    let clerk = town.clerk_of(WATER, "takahashi");
    let cases = cases_of(town, &clerk, 2);
    let (first, second) = (begins(town, &clerk, &cases), begins(town, &clerk, &cases));
    town.tamper(&format!(
        "UPDATE bulk_jobs SET sealed = (SELECT sealed FROM bulk_jobs WHERE id = '{second}') \
         WHERE id = '{first}'"
    ));
    town.run_jobs();
    assert_eq!(results(&clerk, &first), ["failed", "failed"]);
    assert_eq!(results(&clerk, &second), ["done", "done"]);
    assert_eq!(job(&clerk, &first)["running"], false);
}

/// A paid application for a copy that has something to look at.
fn with_a_finding(town: &TestTown, clerk: &Colleague) -> String {
    let hanako = town.resident();
    let mut data = town.answers(&hanako, COPY);
    data["registeredAddress"]["postal"] = json!("100-0001");
    let body = json!({ "procedure": COPY, "data": data, "contact": { "email": HANAKO },
                       "confirmed": ["postal-code-is-near-city"] });
    let key = [("idempotency-key", "with-a-finding")];
    let filed = hanako.web.post_json("/api/v1/submissions", &key, &body).expect(201);
    let receipt = testkit::Receipt::read(filed.json());
    town.provider_calls(&receipt.payment().says(Captured, "paid", town.now())).expect(204);
    clerk.finds(&receipt.number)
}

fn every_rule_of_one_case_holds_among_many(town: &TestTown) {
    // Somebody who prepares and decides, and what they proposed themselves.
    let both = town.clerk_of(ALLOWANCE, "sato");
    town.grants("sato", Role::Approver, &town.department_of(ALLOWANCE));
    town.approver_of(ALLOWANCE, "ito");
    let own = both.finds(&files(town, ALLOWANCE, 1)[0]);
    both.claims(&own);
    both.commands(&own, json!({ "type": "propose", "verdict": "approve" })).expect(200);
    let clerk = town.clerk_of(COPY, "takahashi");
    let found = with_a_finding(town, &clerk);
    clerk.claims(&found);
    let expected = [
        (&both, &own, "approve", "own-preparation"),
        (&both, &own, "pass", "wrong-state"),
        (&both, &own, "settle", "wrong-state"),
        (&both, &own, "complete", "wrong-state"),
        (&clerk, &found, "settle", "findings-open"),
        (&clerk, &found, "approve", "wrong-state"),
        (&clerk, &found, "pass", "not-yours"),
        (&clerk, &found, "complete", "wrong-state"),
    ];
    let rules: Vec<String> = expected
        .iter()
        .map(|(who, case, command, _)| {
            let listed = json!([{ "id": case, "version": version(who, case) }]);
            let body = json!({ "command": { "type": command }, "cases": listed });
            let before = who.events(case).len();
            let begun = asks(who, &format!("{command}-{case}"), &body).expect(202).json();
            town.advance(Duration::minutes(2));
            town.run_jobs();
            let told = job(who, &begun["job"].as_str().unwrap().parse().unwrap());
            assert_eq!(who.events(case).len(), before, "{command}: nothing is written");
            format!("{command} {} {}", told["cases"][0]["result"], told["cases"][0]["rule"])
        })
        .collect();
    let expected: Vec<String> = expected
        .iter()
        .map(|(.., command, rule)| format!("{command} \"refused\" \"{rule}\""))
        .collect();
    assert_eq!(rules, expected);
}
