//! 更正・変更・取消し: what was decided is taken up again by two people, and the applicant is told.

use chrono::Duration;
use kernel::{Grant, Rank, Role};
use serde_json::{Value, json};
use testkit::{Answer, Colleague, HANAKO, Receipt, Resident, TestTown, on_both_engines};

const ALLOWANCE: &str = "jido-teate-nintei";
const COURSE: &str = "kyumei-koshu";

on_both_engines!(
    a_decision_is_mended_by_two_people_and_both_papers_stay,
    who_agrees_stands_as_high_as_who_decided,
    a_withdrawal_is_taken_back_within_fourteen_days,
    a_place_that_was_set_free_is_taken_again_or_not_at_all,
    what_is_to_be_erased_is_not_taken_up,
    the_page_asks_for_a_second_person,
);

/// A clerk and an approver of the allowance.
fn two(town: &TestTown) -> (Colleague, Colleague) {
    (town.clerk_of(ALLOWANCE, "sato"), town.approver_of(ALLOWANCE, "suzuki"))
}

fn files(town: &TestTown) -> (Resident, Receipt) {
    let hanako = town.resident();
    town.confirms_instructions();
    let receipt = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    (hanako, receipt)
}

/// Proposed, decided, and issued where it is in favour.
fn decides(clerk: &Colleague, approver: &Colleague, case: &str, verdict: &str) {
    let grounds =
        json!({ "basis": "法第4条", "facts": "市外に住む", "application": "要件を満たさない" });
    let proposal = json!({ "type": "propose", "verdict": verdict, "grounds": grounds });
    clerk.commands(case, proposal).expect(200);
    approver.commands(case, json!({ "type": verdict })).expect(200);
    if verdict == "approve" {
        clerk.commands(case, json!({ "type": "complete" })).expect(200);
    }
}

fn wants(ground: &str) -> Value {
    json!({ "type": "propose_reopening", "ground": ground, "reason": "支給額の書き誤り" })
}

fn reopen() -> Value {
    json!({ "type": "reopen" })
}

#[track_caller]
fn refused(answer: Answer) -> Value {
    answer.expect(422).json()["rule"].clone()
}

fn waiting(who: &Colleague) -> Vec<Value> {
    who.get("/api/v1/approvals/reopening").expect(200).json()["cases"].as_array().unwrap().clone()
}

fn a_decision_is_mended_by_two_people_and_both_papers_stay(town: &TestTown) {
    let (hanako, receipt) = files(town);
    let (sato, suzuki) = two(town);
    let case = sato.finds(&receipt.number);
    sato.claims(&case);
    decides(&sato, &suzuki, &case, "approve");
    let first = suzuki.get(&format!("/api/v1/cases/{case}")).json();
    assert_eq!(first["notices"][0]["standing"], "in-force");
    town.advance(Duration::days(7));

    assert_eq!(refused(sato.commands(&case, wants("revoke"))), "hearing-missing");
    assert_eq!(refused(sato.commands(&case, wants("resident"))), "ground-unfit");
    assert_eq!(refused(suzuki.commands(&case, reopen())), "not-wanted");
    sato.commands(&case, wants("clerical")).expect(200);
    assert_eq!(refused(sato.commands(&case, wants("clerical"))), "reopening-open");
    assert_eq!(refused(sato.commands(&case, reopen())), "not-yours");
    assert_eq!(waiting(&suzuki)[0]["receipt_number"], receipt.number);
    sato.get("/api/v1/approvals/reopening").expect(403);
    let still = hanako.status(&receipt);
    assert_eq!(still["state"], "completed", "nobody is told before two agree");

    town.run_jobs();
    let known = town.letters().len();
    let seen = suzuki.commands(&case, reopen()).expect(200).json();
    assert_eq!((&seen["state"], &seen["decision"]), (&json!("in-review"), &Value::Null));
    assert_eq!(seen["reopened"][0]["decision"]["verdict"], "approve");
    assert_eq!(waiting(&suzuki), Vec::<Value>::new());
    town.run_jobs();
    let told: Vec<_> = town.letters().into_iter().skip(known).collect();
    assert_eq!(told.len(), 1);
    assert!(told[0].letter.subject.contains("結果を見直しています"));
    assert!(!told[0].letter.text.contains("書き誤り"), "no reason travels by mail");
    let status = hanako.status(&receipt);
    let last = status["timeline"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["what"], &last["reason"]), (&json!("reopened"), &json!("支給額の書き誤り")));
    assert_eq!(status["notices"][0]["standing"], "under-review");
    assert_eq!(status["can_withdraw"], false, "what was decided once is not withdrawn");
    hanako.acts(&receipt, "withdrawal", &json!({})).expect(422);

    // Seven days nobody worked on it: the promised day moves by its five open days.
    let before = first["due_on"].as_str().unwrap();
    assert!(seen["due_on"].as_str().unwrap() > before, "{} {before}", seen["due_on"]);
    decides(&sato, &suzuki, &case, "approve");
    let papers = hanako.status(&receipt)["notices"].clone();
    let standing = papers.as_array().unwrap().iter().map(|paper| paper["standing"].clone());
    assert_eq!(standing.collect::<Vec<_>>(), ["replaced", "in-force"]);
    hanako.opens(&receipt);
    for number in [1, 2] {
        let notice = format!("/receipts/{}/notices/{number}.pdf", receipt.number);
        assert!(hanako.web.get(&notice).expect(200).body.starts_with(b"%PDF-"));
    }
    let page = hanako.web.get(&format!("/receipts/{}", receipt.number)).expect(200).text();
    assert!(page.contains("取り消し・更正済み"), "{page}");
}

fn who_agrees_stands_as_high_as_who_decided(town: &TestTown) {
    let (_hanako, receipt) = files(town);
    let (sato, suzuki) = two(town);
    let case = sato.finds(&receipt.number);
    sato.claims(&case);
    decides(&sato, &suzuki, &case, "refuse");
    let grant = Grant::new(Role::Approver, town.department_of(ALLOWANCE).parse().unwrap());
    let chief = town.colleague_with("ito", grant.clone());
    let section = town.colleague_with("kato", Grant { rank: Rank::Section, ..grant });
    chief.commands(&case, wants("change")).expect(200);
    assert_eq!(refused(chief.commands(&case, reopen())), "rank-too-low");
    let no = |reason: &str| json!({ "type": "reject_reopening", "reason": reason });
    assert_eq!(refused(section.commands(&case, no(" "))), "reason-missing");
    let seen = section.commands(&case, no("誤りはない")).expect(200).json();
    assert_eq!((&seen["state"], &seen["reopening"]), (&json!("refused"), &Value::Null));
    section.commands(&case, wants("change")).expect(200);
    assert_eq!(refused(section.commands(&case, reopen())), "same-person");
    suzuki.commands(&case, reopen()).expect(200);
    // One alone does not end what two took up.
    decides(&sato, &suzuki, &case, "approve");
}

fn a_withdrawal_is_taken_back_within_fourteen_days(town: &TestTown) {
    let (hanako, receipt) = files(town);
    let (sato, suzuki) = two(town);
    let case = sato.finds(&receipt.number);
    hanako.acts(&receipt, "withdrawal", &json!({})).expect(200);
    town.advance(Duration::days(13));
    sato.commands(&case, wants("resident")).expect(200);
    town.advance(Duration::days(3));
    town.run_jobs();
    let known = town.letters().len();
    let seen = suzuki.commands(&case, reopen()).expect(200).json();
    assert_eq!((&seen["state"], &seen["assignee"]), (&json!("in-review"), &json!("sato")));
    town.run_jobs();
    let told: Vec<_> = town.letters().into_iter().skip(known).collect();
    assert!(told[0].letter.subject.contains("取下げをやめて"), "{}", told[0].letter.subject);
    assert_eq!((told.len(), told[0].to.for_sending().as_str()), (1, HANAKO));
    let status = hanako.status(&receipt);
    assert_eq!(
        status["timeline"].as_array().unwrap().last().unwrap()["what"],
        "withdrawal-taken-back"
    );
    hanako.acts(&receipt, "withdrawal", &json!({})).expect(200);
    town.advance(Duration::days(15));
    assert_eq!(refused(sato.commands(&case, wants("resident"))), "too-late");
}

fn a_place_that_was_set_free_is_taken_again_or_not_at_all(town: &TestTown) {
    let hanako = town.resident();
    let group = |name: &str| {
        let mut data = town.answers(&hanako, COURSE);
        data["kana"] = json!(name);
        data["party"] = json!("group");
        data["group"] = json!("泉中央町内会");
        data["participants"] = json!(30);
        data["youngest"] = json!("adult");
        data
    };
    let receipt = hanako.files(COURSE, &group("アオキ"));
    let (clerk, approver) = (town.clerk_of(COURSE, "abe"), town.approver_of(COURSE, "baba"));
    let case = clerk.finds(&receipt.number);
    hanako.acts(&receipt, "withdrawal", &json!({})).expect(200);
    let other = hanako.files(COURSE, &group("イトウ"));
    clerk.commands(&case, wants("resident")).expect(200);
    assert_eq!(refused(approver.commands(&case, reopen())), "place-gone");
    assert_eq!(clerk.case(&case)["state"], "withdrawn");
    hanako.acts(&other, "withdrawal", &json!({})).expect(200);
    approver.commands(&case, reopen()).expect(200);
    hanako.posts("again", COURSE, &group("ウエダ")).expect(422);
}

fn what_is_to_be_erased_is_not_taken_up(town: &TestTown) {
    let (_hanako, receipt) = files(town);
    let (sato, suzuki) = two(town);
    let case = sato.finds(&receipt.number);
    sato.claims(&case);
    decides(&sato, &suzuki, &case, "refuse");
    sato.commands(&case, wants("change")).expect(200);
    let town_id = &town.back_office().city().id;
    let by = &sato.id;
    town.tamper(&format!(
        "INSERT INTO retention_lists (municipality, number, proposed_by, proposed_at) \
         VALUES ('{town_id}', 1, '{by}', '2026-11-23 00:00:00')"
    ));
    town.tamper(&format!(
        "INSERT INTO retention_items (municipality, list, case_id, due_on, rule) \
         VALUES ('{town_id}', 1, '{case}', '2026-11-23', 'sample')"
    ));
    assert_eq!(refused(suzuki.commands(&case, reopen())), "erasing");
    suzuki.commands(&case, json!({ "type": "reject_reopening", "reason": "廃棄" })).expect(200);
    assert_eq!(refused(sato.commands(&case, wants("change"))), "erasing");
}

fn the_page_asks_for_a_second_person(town: &TestTown) {
    let (_hanako, receipt) = files(town);
    let (sato, suzuki) = two(town);
    let case = sato.finds(&receipt.number);
    sato.claims(&case);
    decides(&sato, &suzuki, &case, "approve");
    let (desk, head) = (town.signs_in_anew(&sato.email), town.signs_in_anew(&suzuki.email));
    let address = format!("/office/cases/{case}");
    let commands = format!("{address}/commands");
    let form = |page: &Answer, fields: &[(&str, &str)]| {
        let mut form = page.hidden(&commands);
        form.retain(|(name, _)| name != "type");
        form.extend(fields.iter().map(|(name, value)| ((*name).into(), (*value).into())));
        form
    };
    let page = desk.get(&address).expect(200);
    assert!(page.text().contains("見直しを申し出る"), "{}", page.text());
    let wanted = [
        ("type", "propose_reopening"),
        ("ground", "revoke"),
        ("reason", "受給資格がなかったため"),
        ("way", "statement"),
        ("told_on", "2026-11-02"),
        ("held_on", "2062-11-16"),
        ("sure", "yes"),
    ];
    let again = desk.post_form(&commands, &form(&page, &wanted)).expect(422).text();
    assert!(
        again.contains("聴聞か弁明の機会を") && again.contains("受給資格がなかったため</textarea>"),
        "{again}"
    );
    let wanted =
        wanted.map(|(name, value)| (name, if name == "held_on" { "2026-11-16" } else { value }));
    desk.post_form(&commands, &form(&page, &wanted)).expect(303);
    desk.get("/office/approvals").expect(403);
    let list = head.get("/office/approvals").expect(200).text();
    assert!(list.contains(&receipt.number), "{list}");
    let page = head.get(&address).expect(200);
    assert!(page.text().contains("弁明の機会：2026年11月2日"), "{}", page.text());
    let unsure = head.post_form(&commands, &form(&page, &[("type", "reopen")])).expect(422);
    assert!(unsure.text().contains("確認のチェック"));
    head.post_form(&commands, &form(&page, &[("type", "reopen"), ("sure", "yes")])).expect(303);
    let seen = desk.get(&address).expect(200).text();
    assert!(seen.contains("見直し中：取消し") && seen.contains("取消しのため見直し"), "{seen}");
    let empty = head.get("/office/approvals").expect(200).text();
    assert!(empty.contains("見直しの申出はありません"), "{empty}");
}
