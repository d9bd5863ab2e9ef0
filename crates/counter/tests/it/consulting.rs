//! 合議: another department is asked before a case is decided, sees it through the question alone,
//! and what it says binds or does not.

use chores::{Depth, fsck};
use chrono::Duration;
use kernel::{Grant, Rank, Role};
use serde_json::{Value, json};
use testkit::{Answer, Colleague, Receipt, Resident, TestTown, on_both_engines};

const ALLOWANCE: &str = "jido-teate-nintei";
const WATER: &str = "suido-kaishi";
const DOG: &str = "inu-toroku";
const PAGE: &str = "/office/consultations";

on_both_engines!(
    a_binding_question_holds_the_decision_until_it_is_answered,
    a_disagreement_stands_until_somebody_high_enough_overrules_it,
    what_binds_nobody_holds_nothing_and_ends_with_the_decision,
    who_is_asked_sees_the_case_through_the_question_alone,
    nobody_answers_their_own_question,
    what_waits_is_told_in_the_morning_and_late_to_those_who_lead,
    the_pages_ask_and_answer,
    what_was_written_too_late_is_not_lost,
    what_was_asked_is_told_by_the_log,
    what_waits_for_an_answer_is_a_list_of_its_own,
);

/// Answers that hold something sealed, where the form has it.
fn files(town: &TestTown) -> (Resident, Receipt) {
    let hanako = town.resident();
    town.confirms_instructions();
    let form = &town.catalogue().procedure(ALLOWANCE).unwrap().form;
    let numbered = form.valid_examples().find(|data| data["myNumber"]["number"].is_string());
    let receipt = hanako.files(ALLOWANCE, &hanako.with_pictures(numbered.unwrap()));
    (hanako, receipt)
}

/// A case that a clerk has.
fn taken(town: &TestTown, clerk: &Colleague) -> (Resident, Receipt, String) {
    let (hanako, receipt) = files(town);
    let case = clerk.finds(&receipt.number);
    clerk.claims(&case);
    (hanako, receipt, case)
}

fn asks(town: &TestTown, procedure: &str, binding: bool) -> Value {
    let due_on = town.now().day() + Duration::days(7);
    json!({
        "type": "consult",
        "department": town.department_of(procedure),
        "question": "この住所の使用者は誰ですか。",
        "due_on": due_on.to_string(),
        "binding": binding,
    })
}

fn propose() -> Value {
    json!({ "type": "propose", "verdict": "approve" })
}

/// A case as whoever is asked about it sees it.
fn shown_to(who: &Colleague, case: &str, number: u32) -> Answer {
    who.get(&format!("/api/v1/cases/{case}/consultations/{number}"))
}

/// Answers with the version that they were shown.
fn answers(who: &Colleague, case: &str, number: u32, said: &str, text: &str) -> Answer {
    let shown = shown_to(who, case, number).expect(200).json();
    let answer = json!({ "type": "answer_consultation", "version": shown["version"],
        "consultation": number, "answer": said, "text": text });
    who.commands_blindly(case, &answer)
}

#[track_caller]
fn refused(answer: Answer) -> Value {
    answer.expect(422).json()["rule"].clone()
}

fn waiting(who: &Colleague, which: &str) -> Vec<Value> {
    who.get("/api/v1/consultations").expect(200).json()[which].as_array().unwrap().clone()
}

fn what_waits_for_an_answer_is_a_list_of_its_own(town: &TestTown) {
    let (sato, kato) = (town.clerk_of(ALLOWANCE, "sato"), town.clerk_of(WATER, "kato"));
    let (hanako, receipt, case) = taken(town, &sato);
    let other = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    let second = sato.finds(&other.number);
    sato.claims(&second);
    let listed = |query: &str| {
        let rows = sato.queue(query);
        rows.iter()
            .map(|row| row["receipt_number"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert!(listed("?consulting=true").is_empty());
    sato.commands(&case, asks(town, WATER, false)).expect(200);
    assert_eq!(listed("?consulting=true"), std::slice::from_ref(&receipt.number));
    assert_eq!(listed("?view=mine&consulting=true"), std::slice::from_ref(&receipt.number));
    assert_eq!(listed("?state=in-review&consulting=false").len(), 2);
    assert!(listed("?view=closed&consulting=true").is_empty());
    sato.get("/api/v1/cases?consulting=maybe").expect(422);

    let web = town.signs_in_anew(&sato.email);
    let page = web.get("/office/?view=mine").expect(200).text();
    assert!(page.contains("consulting=yes\">合議中 <b>1</b>"), "{page}");
    let page = web.get("/office/?view=all&consulting=yes").expect(200).text();
    assert!(page.contains(&receipt.number) && !page.contains(&other.number), "{page}");
    let kept = web.get("/office/views/new?view=all&consulting=yes").expect(200);
    let typed = [("name", "合議を待つもの"), ("consulting", "yes"), ("view", "all")];
    let view = web.submit(&kept, "/office/views", &typed).expect(303).location();
    let page = web.get(&view).expect(200).text();
    assert!(page.contains(&receipt.number) && !page.contains(&other.number), "{page}");

    answers(&kato, &case, 1, "agree", "").expect(204);
    let suzuki = town.clerk_of(ALLOWANCE, "suzuki");
    assert!(suzuki.queue("?consulting=true").is_empty(), "it is answered");
}

fn a_binding_question_holds_the_decision_until_it_is_answered(town: &TestTown) {
    let (sato, suzuki) = (town.clerk_of(ALLOWANCE, "sato"), town.approver_of(ALLOWANCE, "suzuki"));
    let kato = town.clerk_of(WATER, "kato");
    let (hanako, receipt, case) = taken(town, &sato);
    town.run_jobs();
    let (letters, status) = (town.letters().len(), hanako.status(&receipt));

    let own = asks(town, ALLOWANCE, true);
    assert_eq!(refused(sato.commands(&case, own)), "same-department");
    let mut nobody = asks(town, ALLOWANCE, true);
    nobody["department"] = "bunsho-hosei-2".into();
    assert_eq!(refused(sato.commands(&case, nobody)), "department-has-nobody");
    let seen = sato.commands(&case, asks(town, WATER, true)).expect(200).json();
    let asked = &seen["consultations"][0];
    assert_eq!((&asked["answer"], &asked["binding"]), (&json!("waiting"), &json!(true)));
    assert!(!seen["available"].to_string().contains("\"propose\""), "{}", seen["available"]);
    let listed = sato.queue(&format!("?q={}", receipt.number));
    assert_eq!(
        (&listed[0]["consulting"], &listed[0]["state"]),
        (&json!(true), &json!("in-review"))
    );

    assert_eq!(refused(sato.commands(&case, propose())), "consultation-open");
    answers(&kato, &case, 1, "opinion", " 名義が違います。").expect(204);
    let seen = sato.case(&case);
    let asked = &seen["consultations"][0];
    assert_eq!(
        (&asked["answer"], &asked["told"]["text"]),
        (&json!("opinion"), &json!("名義が違います。"))
    );
    assert_eq!(asked["told"]["by"], kato.id);
    assert_eq!(hanako.status(&receipt), status, "the resident is told nothing");
    sato.commands(&case, propose()).expect(200);

    // Who decides may ask as well, and waits for the answer.
    suzuki.commands(&case, asks(town, WATER, true)).expect(200);
    let approve = || json!({ "type": "approve" });
    assert_eq!(refused(suzuki.commands(&case, approve())), "consultation-open");
    let gone =
        json!({ "type": "cancel_consultation", "consultation": 2, "reason": "電話で聞いた。" });
    sato.commands(&case, gone).expect(200);
    shown_to(&kato, &case, 2).expect(404);
    suzuki.commands(&case, approve()).expect(200);
    town.run_jobs();
    let told = town.letters().into_iter().skip(letters).count();
    assert_eq!(told, 1, "of all that, the resident hears the decision");
}

fn a_disagreement_stands_until_somebody_high_enough_overrules_it(town: &TestTown) {
    let sato = town.clerk_of(ALLOWANCE, "sato");
    let department = town.department_of(ALLOWANCE);
    let grant = Grant::new(Role::Approver, department.parse().unwrap());
    let section = town.colleague_with("suzuki", Grant { rank: Rank::Section, ..grant.clone() });
    let division = town.colleague_with("tanaka", Grant { rank: Rank::Division, ..grant });
    let kato = town.clerk_of(WATER, "kato");
    let (_hanako, _receipt, case) = taken(town, &sato);
    sato.commands(&case, asks(town, WATER, true)).expect(200);
    assert_eq!(refused(answers(&kato, &case, 1, "disagree", " ")), "reason-missing");
    answers(&kato, &case, 1, "disagree", "使用者がいません。").expect(204);
    assert_eq!(refused(sato.commands(&case, propose())), "consultation-disagreed");
    let overrule =
        || json!({ "type": "overrule", "consultation": 1, "reason": "現地で確かめた。" });
    assert_eq!(refused(sato.commands(&case, overrule())), "not-yours");
    assert_eq!(refused(section.commands(&case, overrule())), "rank-too-low");
    let seen = division.commands(&case, overrule()).expect(200).json();
    assert_eq!(seen["consultations"][0]["overruled"]["text"], "現地で確かめた。");
    assert_eq!(refused(division.commands(&case, overrule())), "no-such-consultation");
    sato.commands(&case, propose()).expect(200);

    // Asked once more, the same department may see it otherwise.
    let (_hanako, _receipt, case) = taken(town, &sato);
    for (number, said) in [(1, "disagree"), (2, "agree")] {
        sato.commands(&case, asks(town, WATER, true)).expect(200);
        answers(&kato, &case, number, said, "使用者を確かめました。").expect(204);
    }
    sato.commands(&case, propose()).expect(200);
}

fn what_binds_nobody_holds_nothing_and_ends_with_the_decision(town: &TestTown) {
    let (sato, suzuki) = (town.clerk_of(ALLOWANCE, "sato"), town.approver_of(ALLOWANCE, "suzuki"));
    let kato = town.clerk_of(WATER, "kato");
    let (_hanako, _receipt, case) = taken(town, &sato);
    sato.commands(&case, asks(town, WATER, false)).expect(200);
    sato.commands(&case, asks(town, WATER, false)).expect(200);
    answers(&kato, &case, 1, "disagree", "使用者がいません。").expect(204);
    sato.commands(&case, propose()).expect(200);
    suzuki.commands(&case, json!({ "type": "approve" })).expect(200);
    assert_eq!(sato.case(&case)["consultations"][1]["answer"], "over");
    assert_eq!(waiting(&kato, "to_answer"), Vec::<Value>::new());
    shown_to(&kato, &case, 2).expect(404);
}

fn who_is_asked_sees_the_case_through_the_question_alone(town: &TestTown) {
    let sato = town.clerk_of(ALLOWANCE, "sato");
    let (kato, mori) = (town.clerk_of(WATER, "kato"), town.clerk_of(DOG, "mori"));
    let auditor = town.colleague("abe", Role::Auditor, "city");
    let (_hanako, receipt, case) = taken(town, &sato);
    let absent = "0193a5c8-7e1b-7c3d-9e4f-0123456789ab";
    let answer = json!({ "type": "answer_consultation", "version": 2, "consultation": 1,
        "answer": "agree" });
    // What is not asked of somebody is as if it were not there.
    let is_not_there = |who: &Colleague, what: &str| {
        for number in [1, 2] {
            let there = shown_to(who, &case, number).expect(404).json();
            assert_eq!(there["title"], shown_to(who, absent, number).expect(404).json()["title"]);
        }
        who.commands_blindly(&case, &answer).expect(404);
        who.commands_blindly(absent, &answer).expect(404);
        who.get(&format!("/api/v1/cases/{case}")).expect(404);
        assert_eq!(waiting(who, "to_answer"), Vec::<Value>::new(), "{what}");
    };
    is_not_there(&kato, "before");
    sato.commands(&case, asks(town, WATER, true)).expect(200);
    is_not_there(&mori, "of a third department");

    let listed = waiting(&kato, "to_answer");
    assert_eq!((listed.len(), &listed[0]["receipt_number"]), (1, &json!(receipt.number)));
    assert_eq!(waiting(&sato, "awaited")[0]["id"], json!(case));
    assert_eq!(waiting(&sato, "to_answer"), Vec::<Value>::new());
    let shown = shown_to(&kato, &case, 1).expect(200).json();
    assert_eq!(shown["consultation"]["question"], "この住所の使用者は誰ですか。");
    let answers_shown = shown["answers"].to_string();
    assert!(
        answers_shown.contains("my-number") && answers_shown.contains("***"),
        "{answers_shown}"
    );
    assert_eq!(sato.case(&case)["answers"], shown["answers"], "masked as for everybody");
    shown_to(&kato, &case, 2).expect(404);
    kato.get(&format!("/api/v1/cases/{case}")).expect(404);
    kato.get(&format!("/api/v1/cases/{case}/events")).expect(404);
    assert_eq!(kato.queue(&format!("?q={}", receipt.number)), Vec::<Value>::new());
    let note = json!({ "type": "note", "text": "見ました", "version": shown["version"] });
    kato.commands_blindly(&case, &note).expect(404);
    let web = town.signs_in_anew(&kato.email);
    web.get(&format!("{PAGE}/cases/{case}/1")).expect(200);
    for part in ["", "/application.pdf", "/outline"] {
        web.get(&format!("/office/cases/{case}{part}")).expect(404);
    }
    let looks = auditor.get(&format!("/api/v1/looks?case={}", receipt.number)).expect(200).json();
    let of_kato: Vec<&Value> =
        looks["looks"].as_array().unwrap().iter().filter(|it| it["name"] == "kato").collect();
    assert_eq!((of_kato.len(), &of_kato[0]["kind"]), (1, &json!("case")), "{looks}");
    let log = sato.events(&case);
    assert_eq!(log.iter().filter(|it| it["kind"] == "viewed").count(), 1);

    let kato = town.clerk_of(WATER, "kato");
    answers(&kato, &case, 1, "agree", "").expect(204);
    is_not_there(&kato, "after the answer");
    web.get(&format!("{PAGE}/cases/{case}/1")).expect(404);
}

fn nobody_answers_their_own_question(town: &TestTown) {
    let water = town.department_of(WATER);
    town.grants("ito", Role::Clerk, &water);
    let ito = town.clerk_of(ALLOWANCE, "ito");
    let (_hanako, _receipt, case) = taken(town, &ito);
    // Nobody else of that department could answer.
    assert_eq!(refused(ito.commands(&case, asks(town, WATER, true))), "department-has-nobody");
    let kato = town.clerk_of(WATER, "kato");
    let seen = ito.commands(&case, asks(town, WATER, true)).expect(200).json();
    assert!(!seen["available"].to_string().contains("answer_consultation"), "{seen}");
    let own = json!({ "type": "answer_consultation", "consultation": 1, "answer": "agree" });
    assert_eq!(refused(ito.commands(&case, own)), "own-question");
    assert_eq!(waiting(&ito, "to_answer"), Vec::<Value>::new());
    let page = town.signs_in_anew(&ito.email).get(&format!("{PAGE}/cases/{case}/1")).expect(200);
    assert!(page.text().contains("自分で回した合議"), "{}", page.text());
    answers(&kato, &case, 1, "agree", "").expect(204);
}

fn what_waits_is_told_in_the_morning_and_late_to_those_who_lead(town: &TestTown) {
    let sato = town.clerk_of(ALLOWANCE, "sato");
    let (ours, theirs) = (town.department_of(ALLOWANCE), town.department_of(WATER));
    let kato = town.clerk_of(WATER, "kato");
    let lead = town.colleague("mori", Role::Lead, &ours);
    let other_lead = town.colleague("abe", Role::Lead, &theirs);
    let (_hanako, _receipt, case) = taken(town, &sato);
    sato.commands(&case, asks(town, WATER, true)).expect(200);
    let told = |day: &str| {
        let moment = format!("{day}T08:31:00+09:00");
        town.advance(kernel::Instant::parse_rfc3339(&moment).unwrap().since(town.now()));
        town.runs_morning();
        let letters = town.letters();
        let to = |who: &Colleague| {
            let of_day = letters.iter().rfind(|it| it.to.for_sending() == who.email);
            of_day.map(|it| it.letter.text.clone()).unwrap_or_default()
        };
        (to(&kato), to(&lead), to(&other_lead))
    };
    let (to_kato, to_lead, to_other) = told("2026-11-24");
    assert!(to_kato.contains("回ってきた合議：1件") && to_kato.contains(PAGE), "{to_kato}");
    assert!(!to_lead.contains("合議"), "{to_lead}");
    assert!(
        to_other.contains("回ってきた合議：1件") && !to_other.contains("期限を過ぎ"),
        "{to_other}"
    );
    let (_, to_lead, to_other) = told("2026-12-08");
    assert!(to_lead.contains("課：期限を過ぎて返事のない合議：1件"), "{to_lead}");
    assert!(to_other.contains("課：期限を過ぎて答えていない合議：1件"), "{to_other}");
    let page = town.signs_in_anew(&other_lead.email).get(PAGE).expect(200).text();
    assert_eq!(page.matches("期限超過</span>").count(), 1, "{page}");
    assert!(page.contains("期限超過あり"), "{page}");
}

fn the_pages_ask_and_answer(town: &TestTown) {
    let (sato, kato) = (town.clerk_of(ALLOWANCE, "sato"), town.clerk_of(WATER, "kato"));
    let (_hanako, receipt, case) = taken(town, &sato);
    let (sato, kato) = (town.signs_in_anew(&sato.email), town.signs_in_anew(&kato.email));
    let (address, commands) =
        (format!("/office/cases/{case}"), format!("/office/cases/{case}/commands"));
    let posts = |typed: &[(&str, &str)]| {
        let mut form = sato.get(&address).expect(200).hidden(&commands);
        form.retain(|(name, _)| ["csrf", "version"].contains(&name.as_str()));
        form.sort();
        form.dedup();
        form.extend(typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let answer = sato.post_form(&commands, &form);
        if answer.status == 303 { sato.get(&answer.location()) } else { answer }
    };
    let department = town.department_of(WATER);
    let due_on = (town.now().day() + Duration::days(7)).to_string();
    let asked = [
        ("type", "consult"),
        ("department", department.as_str()),
        ("question", "<b>使用者は"),
        ("due_on", due_on.as_str()),
    ];
    let again = posts(&asked).expect(422).text();
    assert!(again.contains("答えを待つかどうかを選んでください"), "{again}");
    assert!(
        again.contains("&#60;b&#62;使用者は") || again.contains("&lt;b&gt;使用者は"),
        "{again}"
    );
    let done = posts(&[asked.as_slice(), &[("binding", "yes")]].concat()).expect(200).text();
    assert!(done.contains("合議に回しました") && done.contains("回答待ち"), "{done}");
    assert!(
        done.contains("合議中</span>") && done.contains("必須の合議の答えを待っています"),
        "{done}"
    );
    assert!(!done.contains("<summary>起案する"), "{done}");
    let queue = sato.get("/office/?view=mine").expect(200).text();
    assert!(queue.contains("合議中"), "{queue}");

    let list = kato.get(PAGE).expect(200);
    assert!(
        list.text().contains("合議 <span>1<span class=\"vh\">件</span></span>"),
        "{}",
        list.text()
    );
    let asked = format!("{PAGE}/cases/{case}/1");
    assert!(list.text().contains(&asked) && list.text().contains(&receipt.number));
    let page = kato.get(&asked).expect(200);
    assert!(!page.text().contains("<b>使用者"), "{}", page.text());
    let unsaid = kato.submit(&page, &asked, &[("stance", "disagree"), ("text", " ")]).expect(422);
    assert!(unsaid.text().contains("理由を書いてください"), "{}", unsaid.text());
    let none = kato.submit(&page, &asked, &[("text", "なし")]).expect(422).text();
    assert!(none.contains("どれかを選んでください"), "{none}");
    let said =
        kato.submit(&page, &asked, &[("stance", "disagree"), ("text", "<i>使用者がいません。")]);
    let list = kato.get(&said.expect(303).location()).expect(200).text();
    assert!(list.contains("合議に答えました") && list.contains("答えを待っている合議はありません"));
    kato.get(&asked).expect(404);

    let seen = sato.get(&address).expect(200).text();
    assert!(seen.contains("不同意</span>") && seen.contains("不同意の答えがあります"), "{seen}");
    assert!(!seen.contains("<i>使用者"), "{seen}");
    assert!(seen.contains("合議に答えました"), "the history tells of it");
}

fn what_was_written_too_late_is_not_lost(town: &TestTown) {
    let (sato, kato) = (town.clerk_of(ALLOWANCE, "sato"), town.clerk_of(WATER, "kato"));
    let (_hanako, receipt, case) = taken(town, &sato);
    sato.commands(&case, asks(town, WATER, true)).expect(200);
    let web = town.signs_in_anew(&kato.email);
    let asked = format!("{PAGE}/cases/{case}/1");
    let page = web.get(&asked).expect(200);
    let gone =
        json!({ "type": "cancel_consultation", "consultation": 1, "reason": "計画が変わった。" });
    sato.commands(&case, gone).expect(200);
    let typed = [("stance", "disagree"), ("text", "<i>使用者がいません。")];
    let late = web.submit(&page, &asked, &typed).expect(404).text();
    assert!(late.contains("こちらの答えを待っていません"), "{late}");
    assert!(late.contains("使用者がいません。") && !late.contains("<i>使用者"), "{late}");
    assert!(!late.contains(&receipt.number), "nothing of the case: {late}");
    // Whoever was never asked is told the same.
    let stranger = town.at_work("mori", Role::Clerk, DOG);
    let form: Vec<_> = stranger
        .get(PAGE)
        .expect(200)
        .hidden("/office/sign-out")
        .into_iter()
        .chain(typed.map(|(name, value)| (name.to_owned(), value.to_owned())))
        .chain([("version".to_owned(), "1".to_owned())])
        .collect();
    for number in [1, 7] {
        let answer = stranger.post_form(&format!("{PAGE}/cases/{case}/{number}"), &form);
        let told = answer.expect(404).text();
        assert!(told.contains("こちらの答えを待っていません"), "{told}");
    }
}

fn what_was_asked_is_told_by_the_log(town: &TestTown) {
    let sato = town.clerk_of(ALLOWANCE, "sato");
    town.clerk_of(WATER, "kato");
    let (_hanako, _receipt, case) = taken(town, &sato);
    sato.commands(&case, asks(town, WATER, true)).expect(200);
    sato.commands(&case, asks(town, WATER, false)).expect(200);
    town.is_whole();
    town.tamper("UPDATE consultations SET state = 'agree' WHERE number = 2");
    town.is_damaged();
    let found = town.wait(fsck(town.archive(), Depth::Sample)).unwrap();
    assert!(found.findings.iter().any(|it| it.rule == "consultations"), "{:?}", found.findings);
}
