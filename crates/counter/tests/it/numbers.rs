//! 文書番号: taken with the decision, in order, and kept in the register whatever comes of the paper.

use std::{collections::BTreeSet, thread};

use chrono::Duration;
use fees::PaymentEventKind::Captured;
use kernel::{Role, SubmissionId};
use serde_json::{Value, json};
use submission_store::registers::{self, Numbering};
use testkit::{
    Answer, Browser, Colleague, HANAKO, Receipt, Resident, TestTown, escaped, on_both_engines,
};

const COPY: &str = "juminhyo-utsushi";
const PAGE: &str = "/office/registers";

on_both_engines!(
    a_decision_takes_the_next_number,
    whoever_decides_at_the_same_moment_leaves_no_gap,
    a_paper_is_taken_back_and_told_anew,
    what_is_missing_of_a_voided_number_is_told_and_kept,
    a_letter_waits_for_its_paper,
);

/// A paid application for a copy: its receipt and its case.
fn filed(town: &TestTown, who: &Resident, clerk: &Colleague) -> (Receipt, String) {
    static FILED: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let key = format!("number-{}", FILED.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
    let body = json!({ "procedure": COPY, "data": town.answers(who, COPY),
                       "contact": { "email": HANAKO } });
    let answer = who.web.post_json("/api/v1/submissions", &[("idempotency-key", &key)], &body);
    let receipt = Receipt::read(answer.expect(201).json());
    town.provider_calls(&receipt.payment().says(Captured, &key, town.now())).expect(204);
    let case = clerk.finds(&receipt.number);
    (receipt, case)
}

fn settles(clerk: &Colleague, case: &str) -> Answer {
    clerk.commands(case, json!({ "type": "settle" }))
}

fn notices(who: &Colleague, case: &str) -> Vec<Value> {
    who.case(case)["notices"].as_array().unwrap().clone()
}

fn number(notice: &Value) -> String {
    notice["number"].as_str().unwrap().to_owned()
}

/// 記号 and figure of a number.
fn parts(number: &str) -> (String, u32) {
    let (code, rest) = number.rsplit_once('第').unwrap();
    (code.to_owned(), rest.strip_suffix('号').unwrap().parse().unwrap())
}

#[track_caller]
fn refused(answer: Answer) -> String {
    answer.expect(422).json()["rule"].as_str().unwrap().to_owned()
}

fn a_decision_takes_the_next_number(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(COPY, "sato"));
    let (receipt, case) = filed(town, &hanako, &clerk);
    assert!(notices(&clerk, &case).is_empty());
    settles(&clerk, &case).expect(200);
    let (_, other) = filed(town, &hanako, &clerk);
    settles(&clerk, &other).expect(200);
    let [first, second] = [&case, &other].map(|case| number(&notices(&clerk, case)[0]));
    let ((code, one), (same, two)) = (parts(&first), parts(&second));
    assert_eq!((code.as_str(), one, two), (same.as_str(), 1, 2));

    assert_eq!(hanako.status(&receipt)["notices"][0]["number"], first);
    hanako.opens(&receipt);
    let page = hanako.web.get(&format!("/receipts/{}", receipt.number)).expect(200).text();
    assert!(page.contains(&first), "{page}");
    let lead = town.at_work("mori", Role::Lead, COPY);
    let page = lead.get(&format!("/office/cases/{case}")).expect(200).text();
    assert!(page.contains(&first), "{page}");
    let book = lead.get(PAGE).expect(200).text();
    assert!(book.contains(&first) && book.contains(&second), "{book}");
    assert!(book.contains("2026年度（令和8年度）") && book.contains(&receipt.number), "{book}");
    assert!(!book.contains("青葉"), "no name stands in the register");

    // Whoever types the number finds the case, also when it is over; who may not see it does not.
    let wide = format!("{code}第１号");
    for typed in [first.as_str(), wide.as_str()] {
        let found = clerk.queue(&format!("?q={}", escaped(typed)));
        let ids: Vec<&Value> = found.iter().map(|row| &row["id"]).collect();
        assert_eq!(ids, [&json!(case)], "{typed}");
    }
    let strange = town.clerk_of("suido-kaishi", "kudo");
    assert!(strange.queue(&format!("?q={}", escaped(&first))).is_empty());
    town.at_work("tanaka", Role::Clerk, COPY).get(PAGE).expect(403);
    let water = town.at_work("sasaki", Role::Lead, "suido-kaishi");
    water.get(&format!("{PAGE}?department={}", town.department_of(COPY))).expect(404);
    assert!(water.get(PAGE).expect(200).text().contains("まだ番号はありません"));

    // A fiscal year begins on 1 April, and counts from one.
    town.advance(Duration::days(150));
    let (_, later) = filed(town, &hanako, &clerk);
    settles(&clerk, &later).expect(200);
    assert_eq!(number(&notices(&clerk, &later)[0]), first);
    let lead = town.at_work("abe", Role::Lead, COPY);
    let book = lead.get(PAGE).expect(200).text();
    assert!(book.contains("2027年度（令和9年度）") && !book.contains(&second), "{book}");
    assert!(lead.get(&format!("{PAGE}?year=2026")).expect(200).text().contains(&second));
}

/// Twelve cases, each pressed by two people at once: one of each pair loses, and takes nothing.
fn whoever_decides_at_the_same_moment_leaves_no_gap(town: &TestTown) {
    let hanako = town.resident();
    let clerks = [town.clerk_of(COPY, "sato"), town.clerk_of(COPY, "suzuki")];
    let cases: Vec<String> = (0..12).map(|_| filed(town, &hanako, &clerks[0]).1).collect();
    thread::scope(|scope| {
        for clerk in &clerks {
            for part in cases.chunks(4) {
                scope.spawn(move || {
                    for case in part {
                        let answer = settles(clerk, case);
                        assert!([200, 409, 422].contains(&answer.status), "{}", answer.text());
                    }
                });
            }
        }
    });
    let all = cases.iter().flat_map(|case| notices(&clerks[0], case));
    let figures: Vec<u32> = all.map(|it| parts(&number(&it)).1).collect();
    assert_eq!(figures.len(), 12, "one paper each");
    assert_eq!(figures.into_iter().collect::<BTreeSet<_>>(), (1..=12).collect());
}

fn a_paper_is_taken_back_and_told_anew(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(COPY, "sato"));
    let (receipt, case) = filed(town, &hanako, &clerk);
    settles(&clerk, &case).expect(200);
    let first = number(&notices(&clerk, &case)[0]);
    let void = json!({ "type": "void_notice", "notice": 1, "reason": "addressee", "again": true });
    // Who spreads the work answers for its numbers.
    let forbidden = clerk.commands(&case, void.clone());
    assert_eq!(forbidden.expect(422).json()["rule"], "not-yours");
    let lead = town.colleague("mori", Role::Lead, &town.department_of(COPY));
    let strange =
        json!({ "type": "void_notice", "notice": 9, "reason": "misprint", "again": false });
    assert_eq!(refused(lead.commands(&case, strange)), "no-such-paper");
    let wordless = json!({ "type": "void_notice", "notice": 1, "reason": "other", "again": false });
    assert_eq!(refused(lead.commands(&case, wordless)), "reason-missing");
    lead.commands(&case, void.clone()).expect(200);
    assert_eq!(refused(lead.commands(&case, void)), "already-void");

    let told = notices(&clerk, &case);
    let second = number(&told[1]);
    assert_eq!(
        (told.len(), &told[0]["void"], &told[1]["void"]),
        (2, &json!("addressee"), &Value::Null)
    );
    assert_eq!((parts(&second).1, told[1]["ready"].clone()), (2, json!(true)));

    // The resident has what counts, and is told; staff open both.
    let status = hanako.status(&receipt);
    assert_eq!(status["notices"].as_array().unwrap().len(), 1);
    assert_eq!(status["notices"][0]["number"], second);
    hanako.opens(&receipt);
    let paper = |id: u32| format!("/receipts/{}/notices/{id}.pdf", receipt.number);
    hanako.web.get(&paper(1)).expect(404);
    assert!(hanako.web.get(&paper(2)).expect(200).body.starts_with(b"%PDF-"));
    let page = hanako.web.get(&format!("/receipts/{}", receipt.number)).expect(200).text();
    assert!(
        page.contains("通知書を新しい番号で作り直しました") && !page.contains(&first),
        "{page}"
    );
    let web = town.at_work("sasaki", Role::Lead, COPY);
    let page = web.get(&format!("/office/cases/{case}")).expect(200).text();
    assert!(
        page.contains("欠番") && page.contains("宛先の誤り") && page.contains(&second),
        "{page}"
    );
    assert!(
        web.get(&format!("/office/cases/{case}/notices/1.pdf"))
            .expect(200)
            .body
            .starts_with(b"%PDF-")
    );
    let book = web.get(PAGE).expect(200).text();
    assert!(book.contains("<b>欠番</b>　宛先の誤り"), "{book}");
    let kinds: Vec<Value> = clerk.events(&case).iter().map(|it| it["kind"].clone()).collect();
    assert!(kinds.contains(&json!("notice-voided")), "{kinds:?}");
}

fn what_is_missing_of_a_voided_number_is_told_and_kept(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(COPY, "sato"));
    let (_, case) = filed(town, &hanako, &clerk);
    settles(&clerk, &case).expect(200);
    let web = town.at_work("mori", Role::Lead, COPY);
    let presses = |typed: &[(&str, &str)]| presses(&web, &case, typed);
    let said = [("notice", "1"), ("reason", "other"), ("text", "印影が重なった"), ("sure", "yes")];
    let told = presses(&said).expect(422).text();
    assert!(told.contains("作り直すかどうか") && told.contains("印影が重なった"), "{told}");
    let told = presses(&[("notice", "1"), ("reason", "other"), ("again", "no"), ("sure", "yes")]);
    assert!(told.expect(422).text().contains("理由を書いてください"));
    let all = [&said[..], &[("again", "no")]].concat();
    let done = presses(&all).expect(303);
    let page = web.get(&done.location()).expect(200).text();
    assert!(page.contains("文書番号を欠番にしました") && page.contains("印影が重なった"), "{page}");
    assert_eq!(notices(&clerk, &case).len(), 1);
}

fn presses(web: &Browser, case: &str, typed: &[(&str, &str)]) -> Answer {
    let action = format!("/office/cases/{case}/commands");
    let mut fields = web.get(&format!("/office/cases/{case}")).expect(200).hidden(&action);
    fields.retain(|(name, _)| name != "type");
    fields.push(("type".to_owned(), "void_notice".to_owned()));
    fields.extend(typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    web.post_form(&action, &fields)
}

/// Whoever took the number died before the paper was set: nobody is told of it until it is.
fn a_letter_waits_for_its_paper(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(COPY, "sato"));
    let (_, case) = filed(town, &hanako, &clerk);
    settles(&clerk, &case).expect(200);
    town.run_jobs();
    let sent = town.letters().len();
    let paper = Numbering {
        case: case.parse::<SubmissionId>().unwrap(),
        notice: 2,
        kind: "approval".to_owned(),
        department: town.department_of(COPY).parse().unwrap(),
        at: town.now(),
        instruction: None,
        template: None,
    };
    let store = town.archive().store().clone();
    town.wait(store.write(move |tx| registers::take(tx, &paper))).unwrap();
    clerk.commands(&case, json!({ "type": "message", "text": "窓口でお渡しします。" })).expect(200);
    assert_eq!(notices(&clerk, &case)[1]["ready"], false);
    town.run_jobs();
    assert_eq!(town.letters().len(), sent, "it waits");
    town.advance(Duration::seconds(11));
    town.run_jobs();
    assert_eq!(town.letters().len(), sent + 1);
    assert_eq!(notices(&clerk, &case)[1]["ready"], true);
}
