//! Who decides: one person where the table of the procedure lets them, and a line of people where
//! it asks for one.

use fees::PaymentEventKind::Captured;
use form_engine::DecisionVerdict;
use kernel::{Grant, Rank, Role};
use serde_json::{Value, json};
use testkit::{Answer, Colleague, HANAKO, Receipt, Resident, TestTown, on_both_engines};

use crate::case::at_the_screen;

const COPY: &str = "juminhyo-utsushi";
const ALLOWANCE: &str = "jido-teate-nintei";

on_both_engines!(
    a_routine_copy_is_issued_by_one_press,
    what_the_resident_confirmed_is_looked_at_first,
    what_a_third_person_asks_for_is_not_decided_alone,
    two_at_once_settle_a_case_once,
    a_proposal_needs_somebody_who_can_decide,
    a_rank_decides_what_the_table_gives_it,
    a_grant_ends_with_its_day,
    the_page_settles_and_brings_the_next_case,
    several_are_settled_at_once_and_each_is_told,
);

/// Answers as the definition's first example has them, filed and paid for.
fn files(town: &TestTown, who: &Resident, data: &Value, confirmed: &[&str]) -> Receipt {
    static FILED: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let key = format!("copy-{}", FILED.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
    let body = json!({ "procedure": COPY, "data": data, "confirmed": confirmed,
                       "contact": { "email": HANAKO } });
    let answer = who.web.post_json("/api/v1/submissions", &[("idempotency-key", &key)], &body);
    let receipt = Receipt::read(answer.expect(201).json());
    town.provider_calls(&receipt.payment().says(Captured, &key, town.now())).expect(204);
    receipt
}

fn settles(clerk: &Colleague, case: &str) -> Answer {
    clerk.commands(case, json!({ "type": "settle" }))
}

#[track_caller]
fn refused(answer: Answer) -> String {
    answer.expect(422).json()["rule"].as_str().unwrap().to_owned()
}

fn kinds(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| event["kind"].as_str().unwrap()).collect()
}

fn a_routine_copy_is_issued_by_one_press(town: &TestTown) {
    let hanako = town.resident();
    let receipt = files(town, &hanako, &town.answers(&hanako, COPY), &[]);
    let clerk = town.clerk_of(COPY, "sato");
    let case = clerk.finds(&receipt.number);
    let view = clerk.case(&case);
    let expected =
        json!({ "decider": "staff", "alone": true, "route": [], "consult": [], "deputy": true });
    assert_eq!(view["decides"], expected);
    assert!(view["available"].to_string().contains("\"settle\""), "{}", view["available"]);
    assert_eq!(settles(&clerk, &case).expect(200).json()["state"], "completed");

    let told = clerk.events(&case);
    assert_eq!(kinds(&told), ["filed", "paid", "claimed", "approved", "completed"]);
    assert_eq!(told[3]["event"]["level"], json!({ "decider": "staff", "alone": true }));
    let status = hanako.status(&receipt);
    assert_eq!(status["notices"][0]["approved"], true);
    hanako.opens(&receipt);
    let notice = format!("/receipts/{}/notices/1.pdf", receipt.number);
    assert!(hanako.web.get(&notice).expect(200).body.starts_with(b"%PDF-"));
    town.run_jobs();
    town.letters_are(&[
        (HANAKO, "受け付けました", &receipt.number),
        (HANAKO, "お支払いを確認しました", "410円"),
        (HANAKO, "承認しました", "決定通知書は、状況を確認するページから"),
    ]);
}

fn what_the_resident_confirmed_is_looked_at_first(town: &TestTown) {
    let hanako = town.resident();
    let mut data = town.answers(&hanako, COPY);
    data["registeredAddress"]["postal"] = json!("100-0001");
    let receipt = files(town, &hanako, &data, &["postal-code-is-near-city"]);
    let clerk = town.clerk_of(COPY, "sato");
    let case = clerk.finds(&receipt.number);
    let found = clerk.case(&case)["findings"].clone();
    assert_eq!(found[0]["kind"], "confirmed");
    assert_eq!(found[0]["at"], "/registeredAddress/postal");
    assert!(found[0]["text"].as_str().unwrap().contains("98で始まります"), "{found}");
    assert_eq!(refused(settles(&clerk, &case)), "findings-open");

    clerk.claims(&case);
    let check = |finding: usize| json!({ "type": "check", "finding": finding });
    assert_eq!(refused(clerk.commands(&case, check(1))), "no-such-finding");
    let view = clerk.commands(&case, check(0)).expect(200).json();
    assert_eq!(view["findings"][0]["checked_by"], "sato");
    assert_eq!(refused(clerk.commands(&case, check(0))), "no-such-finding");

    // What a correction changed is to be looked at again; what was looked at before is not.
    let remark = json!({ "at": "/copies", "text": "通数を確かめてください。" });
    clerk.commands(&case, json!({ "type": "request_correction", "remarks": [remark] })).expect(200);
    data["copies"] = json!(2);
    hanako.acts(&receipt, "corrections", &json!({ "data": data })).expect(200);
    let found = clerk.case(&case)["findings"].clone();
    assert_eq!(found[0]["kind"], "changed");
    assert_eq!(found[1]["checked_by"], "sato");
    assert_eq!(refused(settles(&clerk, &case)), "findings-open");
    clerk.commands(&case, check(0)).expect(200);
    settles(&clerk, &case).expect(200);
}

fn what_a_third_person_asks_for_is_not_decided_alone(town: &TestTown) {
    let hanako = town.resident();
    let mut data = town.answers(&hanako, COPY);
    data["copies"] = json!(6);
    let receipt = files(town, &hanako, &data, &[]);
    let clerk = town.clerk_of(COPY, "sato");
    let case = clerk.finds(&receipt.number);
    assert_eq!(clerk.case(&case)["decides"]["decider"], "chief");
    assert_eq!(refused(settles(&clerk, &case)), "rank-too-low");
    let chief = Grant::new(Role::Approver, town.department_of(COPY).parse().unwrap());
    let chief = town.colleague_with("ito", chief);
    assert_eq!(refused(settles(&chief, &case)), "not-alone");
    clerk.claims(&case);
    clerk.commands(&case, json!({ "type": "propose", "verdict": "approve" })).expect(200);
    chief.commands(&case, json!({ "type": "approve" })).expect(200);
}

fn two_at_once_settle_a_case_once(town: &TestTown) {
    let hanako = town.resident();
    let clerks = [town.clerk_of(COPY, "sato"), town.clerk_of(COPY, "takahashi")];
    for _ in 0..5 {
        let receipt = files(town, &hanako, &town.answers(&hanako, COPY), &[]);
        let case = clerks[0].finds(&receipt.number);
        let command = json!({ "type": "settle", "version": clerks[0].case(&case)["version"] });
        let mut told: Vec<u16> = std::thread::scope(|scope| {
            let press = |clerk: &Colleague| clerk.commands_blindly(&case, &command).status;
            let both: Vec<_> =
                clerks.iter().map(|clerk| scope.spawn(move || press(clerk))).collect();
            both.into_iter().map(|pressed| pressed.join().unwrap()).collect()
        });
        told.sort_unstable();
        assert_eq!(told[0], 200);
        assert!([409, 422].contains(&told[1]), "{told:?}");
        let events = clerks[0].events(&case);
        assert_eq!(kinds(&events), ["filed", "paid", "claimed", "approved", "completed"]);
        assert_eq!(hanako.status(&receipt)["notices"].as_array().unwrap().len(), 1);
    }
}

/// Hanako's application for the allowance, in the hands of a clerk.
fn allowance(town: &TestTown) -> (Colleague, String) {
    let hanako = town.resident();
    let receipt = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    let clerk = town.clerk_of(ALLOWANCE, "sato");
    town.confirms_instructions();
    let case = clerk.finds(&receipt.number);
    clerk.claims(&case);
    (clerk, case)
}

fn of_rank(town: &TestTown, name: &str, rank: Rank) -> Colleague {
    let department = town.department_of(ALLOWANCE).parse().unwrap();
    town.colleague_with(name, Grant { rank, ..Grant::new(Role::Approver, department) })
}

fn a_proposal_needs_somebody_who_can_decide(town: &TestTown) {
    let (clerk, case) = allowance(town);
    let proposal = json!({ "type": "propose", "verdict": "refuse",
            "grounds": { "basis": "法第4条", "facts": "市外に住む。", "application": "要件を満たさない。" } });
    assert_eq!(refused(clerk.commands(&case, proposal.clone())), "step-has-nobody");
    of_rank(town, "ito", Rank::Chief);
    assert_eq!(refused(clerk.commands(&case, proposal.clone())), "step-has-nobody");
    let email = of_rank(town, "suzuki", Rank::Section).email;
    town.wait(town.back_office().people().disable(&email)).unwrap();
    assert_eq!(refused(clerk.commands(&case, proposal.clone())), "step-has-nobody");
    town.wait(town.back_office().people().enable(&email)).unwrap();
    clerk.commands(&case, proposal).expect(200);
}

fn a_rank_decides_what_the_table_gives_it(town: &TestTown) {
    let (clerk, case) = allowance(town);
    let (chief, head) = (of_rank(town, "ito", Rank::Chief), of_rank(town, "suzuki", Rank::Section));
    let proposal = json!({ "type": "propose", "verdict": "refuse",
            "grounds": { "basis": "法第4条", "facts": "市外に住む。", "application": "要件を満たさない。" } });
    let decides = clerk.commands(&case, proposal).expect(200).json()["decides"].clone();
    assert_eq!(decides["decider"], "section", "of what is proposed: {decides}");
    let refuse = json!({ "type": "refuse" });
    assert_eq!(refused(chief.commands(&case, refuse.clone())), "rank-too-low");
    assert!(!chief.case(&case)["available"].to_string().contains("\"refuse\""));
    // At the screen they are told why; who may decide is not.
    let another = of_rank(town, "abe", Rank::Section);
    let why = "この決定は課長以上の人がします。";
    for (who, is_told) in [(&chief, true), (&another, false)] {
        let web = town.signs_in_anew(&who.email);
        let page = web.get(&format!("/office/cases/{case}")).expect(200).text();
        assert_eq!(page.contains(why), is_told, "{page}");
    }
    // Who proposed takes it back, and proposes again.
    assert_eq!(refused(head.commands(&case, json!({ "type": "recall" }))), "not-yours");
    clerk.commands(&case, json!({ "type": "recall" })).expect(200);
    let proposal = json!({ "type": "propose", "verdict": "refuse",
        "grounds": { "basis": "法第5条", "facts": "所得の超過。", "application": "要件を満たさない。" } });
    clerk.commands(&case, proposal).expect(200);
    head.commands(&case, refuse).expect(200);
    let last = clerk.events(&case).pop().unwrap();
    assert_eq!(last["event"]["level"], json!({ "decider": "section" }));
}

fn a_grant_ends_with_its_day(town: &TestTown) {
    let (_, case) = allowance(town);
    let department = town.department_of(ALLOWANCE).parse().unwrap();
    let until = Some(town.now().day());
    let helper =
        town.colleague_with("kato", Grant { until, ..Grant::new(Role::Clerk, department) });
    helper.case(&case);
    // The same grant until another day is that grant, prolonged; a day that has passed is none.
    let tomorrow = until.and_then(|day| day.succ_opt());
    let longer = |until| Grant {
        until,
        ..Grant::new(Role::Clerk, town.department_of(ALLOWANCE).parse().unwrap())
    };
    town.tries_to_grant("kato", longer(tomorrow)).unwrap();
    let yesterday = until.and_then(|day| day.pred_opt());
    let refused = town.tries_to_grant("kato", longer(yesterday)).unwrap_err().to_string();
    assert!(refused.contains("has passed already"), "{refused}");
    town.advance(chrono::Duration::days(1));
    helper.case(&case);
    town.advance(chrono::Duration::days(1));
    helper.get(&format!("/api/v1/cases/{case}")).expect(403);
}

fn the_page_settles_and_brings_the_next_case(town: &TestTown) {
    let hanako = town.resident();
    let first = files(town, &hanako, &town.answers(&hanako, COPY), &[]);
    town.advance(chrono::Duration::minutes(1));
    let second = files(town, &hanako, &town.answers(&hanako, COPY), &[]);
    let colleague = town.clerk_of(COPY, "takahashi");
    let web = town.resident().web;
    at_the_screen(town, COPY, &web, "screen@city.example");
    let case = |receipt: &Receipt| format!("/office/cases/{}", colleague.finds(&receipt.number));
    let settles_and_goes_on = |case: &str| {
        let page = web.get(&format!("{case}?from=view%3Dall")).expect(200);
        assert!(page.text().contains("担当者が1人で決められます"), "{}", page.text());
        web.submit(&page, &format!("{case}/commands"), &[("then", "next")]).expect(303).location()
    };
    let page = web.get(&settles_and_goes_on(&case(&first))).expect(200).text();
    assert!(page.contains("次の案件です") && page.contains(&first.number), "{page}");
    assert!(page.contains(&second.number), "{page}");
    assert_eq!(colleague.case(&colleague.finds(&second.number))["assignee"], "佐藤 一郎");
    // Without another one, the finished case says so.
    let page = web.get(&settles_and_goes_on(&case(&second))).expect(200).text();
    assert!(page.contains("確認して完了しました") && page.contains(&second.number), "{page}");
    assert!(!page.contains("次の案件です"), "{page}");
}

fn several_are_settled_at_once_and_each_is_told(town: &TestTown) {
    let hanako = town.resident();
    let plain = town.answers(&hanako, COPY);
    let (mut many, mut warned) = (town.answers(&hanako, COPY), town.answers(&hanako, COPY));
    many["copies"] = json!(6);
    warned["registeredAddress"]["postal"] = json!("100-0001");
    let receipts = [
        files(town, &hanako, &plain, &[]),
        files(town, &hanako, &town.answers(&hanako, COPY), &[]),
        files(town, &hanako, &town.answers(&hanako, COPY), &[]),
    ];
    let many = files(town, &hanako, &many, &[]);
    let warned = files(town, &hanako, &warned, &["postal-code-is-near-city"]);
    let colleague = town.clerk_of(COPY, "takahashi");
    let id = |receipt: &Receipt| colleague.finds(&receipt.number);
    findings_narrow_the_queue_and_the_next_case(&colleague, &warned);
    let web = town.resident().web;
    at_the_screen(town, COPY, &web, "screen@city.example");
    let page = web.get("/office/?view=unclaimed&finding=none").expect(200);
    assert!(!page.text().contains(&warned.number) && page.text().contains(&many.number));
    let page = web.get("/office/?view=unclaimed").expect(200);
    let ticks: Vec<(String, String)> = receipts
        .iter()
        .chain([&many, &warned])
        .map(|receipt| {
            ("case".to_owned(), format!("{}:{}", id(receipt), version(&colleague, &id(receipt))))
        })
        .collect();
    let mut fields = page.hidden("/office/bulk");
    fields.extend(ticks);
    fields.push(("do".to_owned(), "settle".to_owned()));
    let asked = web.post_form("/office/bulk", &fields).expect(200);
    let text = asked.text();
    assert!(
        text.contains("3件を交付できます") && text.contains("2件は、ここでは交付できません"),
        "{text}"
    );
    assert!(text.contains("1件残っています"), "and why: {text}");
    for receipt in &receipts {
        assert_eq!(colleague.case(&id(receipt))["state"], "received", "nothing was done yet");
    }
    // Somebody was faster with one of them.
    colleague.claims(&id(&receipts[2]));
    let job = web.submit(&asked, "/office/bulk", &[]).expect(303).location();
    town.run_jobs();
    let done = web.get(&job).expect(200).text();
    assert!(done.contains("2件を交付しました") && done.contains("1件はできませんでした"), "{done}");
    for receipt in &receipts[..2] {
        assert_eq!(hanako.status(receipt)["state"], "completed");
    }
    assert_eq!(colleague.case(&id(&receipts[2]))["state"], "in-review");
    // Sent again, nothing happens twice: it is the same job.
    let again = web.submit(&asked, "/office/bulk", &[]).expect(303).location();
    assert_eq!(again, job);
    let events = colleague.events(&id(&receipts[0]));
    assert_eq!(kinds(&events), ["filed", "paid", "claimed", "approved", "completed"]);
}

fn findings_narrow_the_queue_and_the_next_case(colleague: &Colleague, warned: &Receipt) {
    let listed = |finding: &str| {
        let rows = colleague.queue(&format!("?finding={finding}"));
        rows.iter().map(|row| row["receipt_number"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(listed("open"), [warned.number.as_str()]);
    assert_eq!(listed("none").len(), 4);
    colleague.get("/api/v1/cases?finding=some").expect(422);
    let proof = [("authorization", colleague.proof.as_str())];
    let narrowed = json!({ "finding": "open" });
    let next = colleague.web.post_json("/api/v1/cases/next", &proof, &narrowed).expect(200).json();
    assert_eq!(next["receipt_number"], warned.number.as_str(), "behind all the others");
    let back = json!({ "type": "release", "reason": "other-work" });
    colleague.commands(next["id"].as_str().unwrap(), back).expect(200);
}

fn version(who: &Colleague, case: &str) -> Value {
    who.case(case)["version"].clone()
}

/// Every table stands in its definition, and each row that lets one person decide is reached by
/// some example: a condition that could never be told would only make everybody wait.
#[test]
fn every_definition_says_who_decides() {
    let town = TestTown::with_every_form();
    let catalogue = town.catalogue();
    let context = form_engine::Context::on(town.now().day());
    let mut untrue = Vec::new();
    for published in catalogue.procedures().iter() {
        let form = &published.form;
        let definition = town.wait(catalogue.definition(published)).unwrap();
        let definition: Value = serde_json::from_str(&definition).unwrap();
        let rows = definition["x-procedure"]["decision"]["levels"].as_array();
        let rows = rows.unwrap_or_else(|| panic!("{} says nobody decides", form.id()));
        let lets_alone = rows.iter().any(|row| row["alone"] == true);
        let is_alone = |answers: &Value| {
            let verdicts = [DecisionVerdict::Approve, DecisionVerdict::Record];
            verdicts.iter().any(|verdict| form.level(*verdict, answers, &context, None).alone)
        };
        let mut answers = form.valid_examples().map(|it| form.check(&it, &context).data);
        if answers.any(|it| is_alone(&it)) != lets_alone {
            untrue.push(form.id().to_string());
        }
    }
    assert!(untrue.is_empty(), "{untrue:?}");
}
