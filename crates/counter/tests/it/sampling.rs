//! 抜取確認: of what one person decides alone, some is drawn, and another approver looks at it.

use chores::{Depth, fsck};
use chrono::Duration;
use fees::PaymentEventKind::Captured;
use kernel::{Grant, Rank, Role};
use serde_json::{Value, json};
use testkit::{Answer, Colleague, Receipt, Resident, TestTown, on_both_engines};

const COPY: &str = "juminhyo-utsushi";
const WATER: &str = "suido-kaishi";
const PAGE: &str = "/office/approvals/sample";

on_both_engines!(
    another_approver_looks_at_what_was_drawn,
    nobody_looks_at_their_own_decision,
    a_notification_is_drawn_however_it_is_recorded,
    who_leads_is_told_of_what_nobody_looked_at,
    the_page_confirms_and_objects,
    what_was_drawn_is_told_by_the_log,
);

fn files(town: &TestTown, procedure: &str) -> (Resident, Receipt) {
    let hanako = town.resident();
    let receipt = hanako.files(procedure, &town.answers(&hanako, procedure));
    if receipt.body["payment_url"].is_string() {
        let key = format!("paid-{}", receipt.number);
        town.provider_calls(&receipt.payment().says(Captured, &key, town.now())).expect(204);
    }
    (hanako, receipt)
}

fn settled(town: &TestTown, clerk: &Colleague, procedure: &str) -> String {
    let (_hanako, receipt) = files(town, procedure);
    let case = clerk.finds(&receipt.number);
    clerk.commands(&case, json!({ "type": "settle" })).expect(200);
    case
}

fn confirms() -> Value {
    json!({ "type": "sample" })
}

fn objects(words: &str) -> Value {
    json!({ "type": "sample", "objection": words })
}

#[track_caller]
fn refused(answer: Answer) -> Value {
    answer.expect(422).json()["rule"].clone()
}

fn waiting(who: &Colleague) -> Vec<Value> {
    who.get("/api/v1/approvals/sample").expect(200).json()["cases"].as_array().unwrap().clone()
}

/// Clerk and approver in one person.
fn both(town: &TestTown, name: &str) -> Colleague {
    let department = town.department_of(COPY);
    town.grants(name, Role::Approver, &department);
    town.colleague(name, Role::Clerk, &department)
}

fn another_approver_looks_at_what_was_drawn(town: &TestTown) {
    town.draws(100);
    let (hanako, receipt) = files(town, COPY);
    let (sato, suzuki) = (town.clerk_of(COPY, "sato"), town.approver_of(COPY, "suzuki"));
    let case = sato.finds(&receipt.number);
    sato.commands(&case, json!({ "type": "settle" })).expect(200);
    let drawn = json!({ "percent": 100, "drawn": true });
    let log = sato.events(&case);
    let approved = log.iter().find(|it| it["kind"] == "approved").unwrap();
    assert_eq!(approved["event"]["sample"], drawn);
    assert_eq!(log.last().unwrap()["event"]["sample"], Value::Null, "one decision, one draw");
    let seen = suzuki.case(&case);
    assert_eq!(
        (&seen["sample"]["answer"], &seen["sample"]["due_on"]),
        (&json!("waiting"), &json!("2026-11-30"))
    );
    assert!(seen["available"].to_string().contains("\"sample\""), "{}", seen["available"]);
    let listed = waiting(&suzuki);
    assert_eq!((&listed[0]["id"], &listed[0]["is_late"]), (&json!(case), &json!(false)));

    sato.get("/api/v1/approvals/sample").expect(403);
    assert_eq!(refused(sato.commands(&case, confirms())), "not-yours");
    let stranger = town.approver_of(WATER, "kato");
    assert_eq!(waiting(&stranger), Vec::<Value>::new());
    let command = json!({ "type": "sample", "version": seen["version"] });
    stranger.commands_blindly(&case, &command).expect(404);

    town.run_jobs();
    let (letters, status) = (town.letters().len(), hanako.status(&receipt));
    assert_eq!(refused(suzuki.commands(&case, objects(" "))), "reason-missing");
    let seen = suzuki.commands(&case, objects("通数が申請と違う")).expect(200).json();
    assert_eq!(seen["sample"]["answer"], "objected");
    assert_eq!(seen["sample"]["objection"], "通数が申請と違う");
    assert_eq!(seen["state"], "completed");
    assert_eq!(refused(suzuki.commands(&case, confirms())), "not-drawn");
    assert_eq!(waiting(&suzuki), Vec::<Value>::new());
    town.run_jobs();
    assert_eq!(town.letters().len(), letters, "the resident hears nothing of it");
    assert_eq!(hanako.status(&receipt), status);

    // An objection leads to the decision being mended, by two people.
    let wanted =
        json!({ "type": "propose_reopening", "ground": "clerical", "reason": "通数の誤り" });
    sato.commands(&case, wanted).expect(200);
    let again = suzuki.commands(&case, json!({ "type": "reopen" })).expect(200).json();
    assert_eq!((&again["state"], &again["sample"]), (&json!("in-review"), &Value::Null));
}

fn nobody_looks_at_their_own_decision(town: &TestTown) {
    town.draws(100);
    let (ito, mori) = (both(town, "ito"), both(town, "mori"));
    let own = settled(town, &ito, COPY);
    assert_eq!(refused(ito.commands(&own, confirms())), "own-decision");
    assert_eq!(waiting(&ito), Vec::<Value>::new());
    assert!(!ito.case(&own)["available"].to_string().contains("\"sample\""));
    assert_eq!(waiting(&mori)[0]["id"], json!(own));

    let (_hanako, receipt) = files(town, COPY);
    let prepared = mori.finds(&receipt.number);
    mori.claims(&prepared);
    mori.commands(&prepared, json!({ "type": "release", "reason": "absence" })).expect(200);
    ito.commands(&prepared, json!({ "type": "settle" })).expect(200);
    assert_eq!(refused(mori.commands(&prepared, confirms())), "own-preparation");
    mori.commands(&own, confirms()).expect(200);
    assert_eq!(mori.case(&own)["sample"]["answer"], "confirmed");
}

fn a_notification_is_drawn_however_it_is_recorded(town: &TestTown) {
    town.draws(100);
    let (sato, suzuki) = (town.clerk_of(WATER, "sato"), town.approver_of(WATER, "suzuki"));
    let at_once = settled(town, &sato, WATER);
    let (_hanako, receipt) = files(town, WATER);
    let in_steps = sato.finds(&receipt.number);
    sato.claims(&in_steps);
    sato.commands(&in_steps, json!({ "type": "complete" })).expect(200);
    let listed: Vec<Value> = waiting(&suzuki).iter().map(|it| it["id"].clone()).collect();
    assert_eq!(listed, [json!(at_once), json!(in_steps)], "what was drawn first comes first");
    suzuki.commands(&in_steps, confirms()).expect(200);
}

fn who_leads_is_told_of_what_nobody_looked_at(town: &TestTown) {
    town.draws(100);
    let department = town.department_of(COPY);
    let grant = Grant::new(Role::Approver, department.parse().unwrap());
    let head = town.colleague_with("kato", Grant { rank: Rank::Section, ..grant });
    let (ito, lead) = (both(town, "ito"), town.colleague("mori", Role::Lead, &department));
    let abe = town.clerk_of(COPY, "abe");
    let (case, second) = (settled(town, &ito, COPY), settled(town, &abe, COPY));
    let told = |day: &str| {
        let moment = format!("{day}T08:31:00+09:00");
        town.advance(kernel::Instant::parse_rfc3339(&moment).unwrap().since(town.now()));
        town.runs_morning();
        let letters = town.letters();
        let to = |who: &Colleague| {
            let of_day = letters.iter().rfind(|it| it.to.for_sending() == who.email);
            of_day.map(|it| it.letter.text.clone()).unwrap_or_default()
        };
        (to(&lead), to(&head))
    };
    let (to_mori, to_kato) = told("2026-11-24");
    assert!(!to_mori.contains("抜取確認"), "{to_mori}");
    assert!(
        to_kato.contains("抜取確認：2件") && to_kato.contains("/office/approvals/sample"),
        "{to_kato}"
    );
    let (to_mori, to_kato) = told("2026-12-01");
    assert!(to_mori.contains("課：期限を過ぎた抜取確認：2件"), "{to_mori}");
    assert!(!to_kato.contains("課："), "{to_kato}");
    let (_, to_kato) = told("2026-12-08");
    assert!(to_kato.contains("課：期限から5開庁日を過ぎた抜取確認：2件"), "{to_kato}");

    let page = town.signs_in_anew(&lead.email).get(PAGE).expect(200).text();
    assert_eq!(page.matches("期限超過</span>").count(), 2, "{page}");
    let lead = town.colleague("mori", Role::Lead, &department);
    assert_eq!(refused(lead.commands(&case, confirms())), "not-yours");
    let listed = waiting(&lead);
    assert_eq!(
        (listed.len(), &listed[0]["is_late"], &listed[1]["id"]),
        (2, &json!(true), &json!(second))
    );
}

fn the_page_confirms_and_objects(town: &TestTown) {
    town.draws(100);
    let sato = town.clerk_of(COPY, "sato");
    let (first, second) = (settled(town, &sato, COPY), settled(town, &sato, COPY));
    let email = town.approver_of(COPY, "suzuki").email;
    let web = town.signs_in_anew(&email);
    let page = web.get(PAGE).expect(200).text();
    assert!(page.contains("抜取確認 <span>2<span class=\"vh\">件</span></span>"), "{page}");
    assert!(page.contains("2026年11月30日"), "{page}");
    let posts = |case: &str, typed: &[(&str, &str)]| {
        let (address, commands) =
            (format!("/office/cases/{case}"), format!("/office/cases/{case}/commands"));
        let page = web.get(&address).expect(200);
        assert!(page.text().contains("抜取確認：確認待ち"), "{}", page.text());
        let mut form = page.hidden(&commands);
        form.retain(|(name, _)| ["csrf", "version"].contains(&name.as_str()));
        form.push(("type".into(), "sample".into()));
        form.extend(typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        form.dedup();
        let answer = web.post_form(&commands, &form);
        if answer.status == 303 { web.get(&answer.location()) } else { answer }
    };
    let done = posts(&first, &[]).expect(200).text();
    assert!(done.contains("抜取確認：確認済み"), "{done}");
    let again = posts(&second, &[("objection", "")]).expect(422).text();
    assert!(again.contains("抜取確認：確認待ち"), "{again}");
    let objected = posts(&second, &[("objection", "<b>通数が違う")]).expect(200).text();
    assert!(objected.contains("抜取確認：異議があります"), "{objected}");
    assert!(!objected.contains("<b>通数"), "{objected}");
    assert!(web.get(PAGE).expect(200).text().contains("抜取確認を待っているものはありません"));
    let figures = web.get("/office/statistics").expect(200).text();
    for row in [
        "確認した</th><td class=\"n\">1",
        "異議があった</th><td class=\"n\">1",
        "待っている</th><td class=\"n\">0",
    ] {
        assert!(figures.contains(row), "{row}: {figures}");
    }
}

fn what_was_drawn_is_told_by_the_log(town: &TestTown) {
    let (sato, suzuki) = (town.clerk_of(WATER, "sato"), town.approver_of(WATER, "suzuki"));
    town.draws(0);
    settled(town, &sato, WATER);
    assert_eq!(waiting(&suzuki), Vec::<Value>::new());
    town.draws(50);
    let cases: Vec<String> = (0..8).map(|_| settled(town, &sato, WATER)).collect();
    let drawn = |case: &String| {
        let log = sato.events(case);
        log.last().unwrap()["event"]["sample"]["drawn"] == true
    };
    let drawn: Vec<Value> = cases.iter().filter(|case| drawn(case)).map(|it| json!(it)).collect();
    let listed: Vec<Value> = waiting(&suzuki).iter().map(|it| it["id"].clone()).collect();
    assert_eq!(listed, drawn);
    // Whoever looks after the house recomputes every draw.
    town.is_whole();

    town.draws(100);
    town.advance(Duration::hours(1));
    settled(town, &sato, WATER);
    town.tamper("DELETE FROM samples");
    town.is_damaged();
    let found = town.wait(fsck(town.archive(), Depth::Sample)).unwrap();
    assert!(found.findings.iter().any(|it| it.rule == "samples"), "{:?}", found.findings);
}
