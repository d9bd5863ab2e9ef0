//! `/verify`: a paper is true, was taken back, or is none of ours; and nothing else is told.

use fees::PaymentEventKind::Captured;
use kernel::{Role, SubmissionId};
use serde_json::{Value, json};
use testkit::{Answer, Colleague, HANAKO, Receipt, Resident, TestTown, escaped, on_both_engines};

const COPY: &str = "juminhyo-utsushi";
const PAGE: &str = "/verify";

on_both_engines!(
    a_paper_is_true_until_it_is_taken_back,
    what_is_not_ours_is_one_answer,
    a_file_is_compared_with_what_was_issued,
    guesses_are_few,
);

/// A copy that was issued: its receipt, its case, and its number.
fn issued(town: &TestTown, who: &Resident, clerk: &Colleague) -> (Receipt, String, String) {
    let key = "verify-1";
    let body = json!({ "procedure": COPY, "data": town.answers(who, COPY),
                       "contact": { "email": HANAKO } });
    let answer = who.web.post_json("/api/v1/submissions", &[("idempotency-key", key)], &body);
    let receipt = Receipt::read(answer.expect(201).json());
    town.provider_calls(&receipt.payment().says(Captured, key, town.now())).expect(204);
    let case = clerk.finds(&receipt.number);
    clerk.commands(&case, json!({ "type": "settle" })).expect(200);
    let number = clerk.case(&case)["notices"][0]["number"].as_str().unwrap().to_owned();
    (receipt, case, number)
}

fn code_of(town: &TestTown, case: &str, notice: i64) -> String {
    let case: SubmissionId = case.parse().unwrap();
    town.archive().store().keys().notice_code(&case, notice).reveal().to_owned()
}

fn asks(who: &Resident, number: &str, code: &str) -> Answer {
    who.web.get(&format!(
        "/api/v1/notices/verify?number={}&code={}",
        escaped(number),
        escaped(code)
    ))
}

fn presses(who: &Resident, number: &str, code: &str, file: Option<&[u8]>) -> Answer {
    let mut fields = who.web.get(PAGE).expect(200).hidden(PAGE);
    fields.push(("number".to_owned(), number.to_owned()));
    fields.push(("code".to_owned(), code.to_owned()));
    // A browser sends a field for files that nothing was chosen in without a name.
    let file = file.map_or(("file", "", &[][..]), |it| ("file", "t.pdf", it));
    who.web.upload(PAGE, &[], &fields, file)
}

fn a_paper_is_true_until_it_is_taken_back(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(COPY, "sato"));
    let (receipt, case, number) = issued(town, &hanako, &clerk);
    let (bank, code) = (town.resident(), code_of(town, &case, 1));
    let told = asks(&bank, &number, &code).expect(200).json();
    assert_eq!(
        (&told["standing"], &told["approved"], &told["day"]),
        (&json!("in-force"), &json!(true), &json!("2026-11-20"))
    );
    let page = presses(&bank, &number, &code.to_lowercase(), None).expect(200).text();
    assert!(page.contains("有効な通知書です") && page.contains("2026年11月20日"), "{page}");
    let known = [receipt.number.as_str(), receipt.code.as_str(), case.as_str(), "青葉", "花子"];
    for secret in known {
        assert!(!page.contains(secret) && !told.to_string().contains(secret), "{secret}: {page}");
    }
    // The square on the paper leads to the page with both written in.
    let linked = bank.web.get(&format!("{PAGE}?number=x%22%3E&code={code}")).expect(200).text();
    assert!(linked.contains(&format!("value=\"{code}\"")) && !linked.contains("x\">"), "{linked}");

    let lead = town.colleague("mori", Role::Lead, &town.department_of(COPY));
    let void = json!({ "type": "void_notice", "notice": 1, "reason": "misprint", "again": true });
    lead.commands(&case, void).expect(200);
    assert_eq!(asks(&bank, &number, &code).expect(200).json()["standing"], "void");
    let page = presses(&bank, &number, &code, None).expect(200).text();
    assert!(page.contains("取り消された通知書です"), "{page}");
    let second = clerk.case(&case)["notices"][1]["number"].as_str().unwrap().to_owned();
    let anew = asks(&bank, &second, &code_of(town, &case, 2)).expect(200).json();
    assert_eq!(anew["standing"], "in-force");
}

fn what_is_not_ours_is_one_answer(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(COPY, "sato"));
    let (receipt, case, number) = issued(town, &hanako, &clerk);
    let (bank, code) = (town.resident(), code_of(town, &case, 1));
    let absent = number.replace("第1号", "第2号");
    let wrong: [(&str, &str); 5] = [
        (&number, "QW8F-3RTN-K2MD"),
        (&absent, &code),
        (&number, &receipt.code),
        ("第1号", &code),
        (&number, "x"),
    ];
    let mut answers: Vec<Value> = Vec::new();
    for (number, code) in wrong {
        let told = asks(&bank, number, code).expect(404).json();
        answers.push(json!([told["type"], told["title"], told["detail"]]));
        let page = presses(&bank, number, code, None).expect(422).text();
        assert!(page.contains("見つかりませんでした"), "{page}");
    }
    assert!(answers.iter().all(|it| *it == answers[0]), "{answers:?}");
    // Next door nobody knows it.
    let there = town.neighbour().resident();
    asks(&there, &number, &code).expect(404);
}

fn a_file_is_compared_with_what_was_issued(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(COPY, "sato"));
    let (receipt, case, number) = issued(town, &hanako, &clerk);
    hanako.opens(&receipt);
    let paper =
        hanako.web.get(&format!("/receipts/{}/notices/1.pdf", receipt.number)).expect(200).body;
    let (bank, code) = (town.resident(), code_of(town, &case, 1));
    let page = presses(&bank, &number, &code, Some(&paper)).expect(200).text();
    assert!(page.contains("市が出したものと同じです"), "{page}");
    let mut altered = paper;
    *altered.last_mut().unwrap() ^= 1;
    let page = presses(&bank, &number, &code, Some(&altered)).expect(200).text();
    assert!(page.contains("市が出したものと違います"), "{page}");
}

fn guesses_are_few(town: &TestTown) {
    let bank = town.resident();
    let mut last = 0;
    for _ in 0..200 {
        last = asks(&bank, "市第1号", "QW8F-3RTN-K2MD").status;
        if last == 429 {
            break;
        }
        assert_eq!(last, 404);
    }
    assert_eq!(last, 429, "whoever guesses is stopped");
}
