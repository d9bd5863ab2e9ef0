//! 補正の返事 that came by telephone, at the counter or on paper: staff write it down, in what was
//! asked and nothing else, and the resident knows.

use chrono::Duration;
use serde_json::{Value, json};
use testkit::{Browser, Colleague, Receipt, Resident, TestTown, on_both_engines};

use crate::case::at_the_screen;

const ALLOWANCE: &str = "jido-teate-nintei";

on_both_engines!(
    what_was_said_becomes_the_next_revision,
    only_what_was_asked_is_written_down,
    who_entered_it_does_not_decide,
    what_was_said_is_seen_before_it_is_kept,
    what_is_wrong_or_half_typed_is_kept,
);

fn asked(town: &TestTown, remarks: &Value) -> (Resident, Receipt, String, Colleague) {
    let hanako = town.resident();
    let receipt = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    let sato = town.clerk_of(ALLOWANCE, "sato");
    let case = sato.finds(&receipt.number);
    sato.claims(&case);
    sato.commands(&case, json!({ "type": "request_correction", "remarks": remarks })).expect(200);
    (hanako, receipt, case, sato)
}

fn about_employer() -> Value {
    json!([{ "at": "/employer", "text": "勤め先の正しい名前を教えてください。" }])
}

fn answer(answers: &Value) -> Value {
    let identity = "生年月日と電話番号を聞きました。";
    json!({ "type": "take_answer", "way": "telephone", "identity": identity, "answers": answers })
}

fn what_was_said_becomes_the_next_revision(town: &TestTown) {
    let (hanako, receipt, case, sato) = asked(town, &about_employer());
    town.run_jobs();
    let known = town.letters().len();
    // Whoever is there when the telephone rings.
    let suzuki = town.clerk_of(ALLOWANCE, "suzuki");
    let available = suzuki.case(&case)["available"].clone();
    assert!(available.as_array().unwrap().contains(&json!("take_answer")), "{available}");

    let seen = suzuki.commands(&case, answer(&json!({ "/employer": " 株式会社いずみ " })));
    let seen = seen.expect(200).json();
    assert_eq!((&seen["state"], &seen["assignee_id"]), (&json!("in-review"), &json!(sato.id)));
    let authors: Vec<&Value> =
        seen["revisions"].as_array().unwrap().iter().map(|it| &it["by_staff"]).collect();
    assert_eq!(authors, [&json!(false), &json!(true)]);
    assert_eq!(seen["changes"][0]["after"], "株式会社いずみ", "read as a filing is read");
    let last = suzuki.events(&case).last().unwrap().clone();
    assert_eq!((&last["kind"], &last["actor"]), (&json!("resubmitted"), &json!(suzuki.id)));

    town.run_jobs();
    let letters = town.letters();
    assert_eq!(letters.len(), known + 1);
    let letter = &letters[known].letter;
    assert!(letter.subject.contains("うかがった補正を入力しました"), "{}", letter.subject);
    assert!(letter.text.contains("お心当たりがないときは"), "{}", letter.text);
    assert!(
        !letter.text.contains("いずみ") && !letter.text.contains("生年月日"),
        "{}",
        letter.text
    );
    let told = hanako.status(&receipt)["timeline"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(told["what"], "answer-taken");
    assert_eq!(told["changes"][0]["after"], "株式会社いずみ");
    hanako.opens(&receipt);
    let page = hanako.web.get(&format!("/receipts/{}", receipt.number)).expect(200).text();
    assert!(page.contains("うかがったとおりに") && page.contains("→「株式会社いずみ」"), "{page}");
    assert!(
        !page.contains("生年月日と電話番号"),
        "how they were made sure of stays inside: {page}"
    );
    let gone = hanako.web.get(&format!("/receipts/{}/correction", receipt.number));
    assert_eq!(gone.status, 303, "nothing is asked any more");
}

fn only_what_was_asked_is_written_down(town: &TestTown) {
    let remarks = json!([
        { "at": "/employer", "code": "unclear" },
        { "at": "/account/number", "code": "wrong-person" },
    ]);
    let (_, _, case, sato) = asked(town, &remarks);
    for (at, value) in [
        ("/name", json!("山田 太郎")),
        ("/account/number", json!("7654321")),
        ("/account", json!({})),
        ("/employers", json!("あおば")),
        ("/nowhere", json!(1)),
    ] {
        let refused = sato.commands(&case, answer(&json!({ at: value }))).expect(422).json();
        assert_eq!(refused["rule"], "field-not-editable", "{at}: {refused}");
    }
    let mut nobody = answer(&json!({ "/employer": "株式会社いずみ" }));
    nobody["identity"] = json!(" ");
    let refused = sato.commands(&case, nobody).expect(422).json();
    assert_eq!(refused["rule"], "identity-missing");
    let long = answer(&json!({ "/employer": "あ".repeat(2_000) }));
    let wrong = sato.commands(&case, long).expect(422).json();
    assert_eq!(wrong["problems"][0]["at"], "/employer", "the engine refuses it: {wrong}");
    let filed = sato.case(&case);
    assert_eq!(filed["revisions"].as_array().unwrap().len(), 1);
    // Another department finds no such case, and an approver takes no answers.
    let stranger = town.clerk_of("suido-kaishi", "kato");
    let said = answer(&json!({ "/employer": "株式会社いずみ" }));
    stranger.commands_blindly(&case, &with_version(&said, 1)).expect(404);
    let approver = town.approver_of(ALLOWANCE, "ito");
    let refused = approver.commands(&case, said).expect(422).json();
    assert_eq!(refused["rule"], "not-yours", "{refused}");

    // Where nothing is left that can be said, nothing is offered.
    sato.commands(&case, json!({ "type": "cancel_correction", "reason": "別に確かめた" }))
        .expect(200);
    let sealed = json!([{ "at": "/account/number", "code": "wrong-person" }]);
    sato.commands(&case, json!({ "type": "request_correction", "remarks": sealed })).expect(200);
    let available = sato.case(&case)["available"].clone();
    assert!(!available.as_array().unwrap().contains(&json!("take_answer")), "{available}");
}

fn with_version(command: &Value, version: i64) -> Value {
    let mut command = command.clone();
    command["version"] = json!(version);
    command
}

fn who_entered_it_does_not_decide(town: &TestTown) {
    let (_, _, case, sato) = asked(town, &about_employer());
    let ito = town.approver_of(ALLOWANCE, "ito");
    town.grants("ito", kernel::Role::Clerk, &town.department_of(ALLOWANCE));
    ito.commands(&case, answer(&json!({ "/employer": "株式会社いずみ" }))).expect(200);
    sato.commands(&case, json!({ "type": "check", "finding": 0 })).expect(200);
    town.approver_of(ALLOWANCE, "abe");
    let proposed = json!({ "type": "propose", "verdict": "approve", "reason": "" });
    sato.commands(&case, proposed).expect(200);
    let refused = ito.commands(&case, json!({ "type": "approve" })).expect(422).json();
    assert_eq!(refused["rule"], "own-preparation");
}

/// The page of a case that somebody reads at the screen.
fn at_the_page(town: &TestTown, case: &str) -> (Browser, String) {
    let web = town.resident().web;
    at_the_screen(town, ALLOWANCE, &web, "screen@city.example");
    let address = format!("/office/cases/{case}");
    let page = web.get(&address).expect(200).text();
    assert!(page.contains(&format!("href=\"{address}/answer\"")), "{page}");
    (web, format!("{address}/answer"))
}

const TYPED: [(&str, &str); 3] =
    [("employer", "株式会社みどり"), (":way", "counter"), (":identity", "運転免許証を見ました")];

fn what_was_said_is_seen_before_it_is_kept(town: &TestTown) {
    let remarks = json!([
        { "at": "/employer", "text": "勤め先の正しい名前を教えてください。" },
        { "at": "/account/number", "code": "wrong-person" },
    ]);
    let (hanako, receipt, case, _) = asked(town, &remarks);
    let (web, answer) = at_the_page(town, &case);
    let page = web.get(&answer).expect(200);
    let text = page.text();
    assert!(text.contains("勤め先の正しい名前を教えてください。"), "what was asked: {text}");
    assert!(text.contains("申請者だけが直せるところ"), "what staff do not enter: {text}");
    assert!(!text.contains("name=\"account/number\"") && !text.contains("name=\"kana\""), "{text}");

    let seen = web.submit(&page, &answer, &TYPED).expect(200);
    let text = seen.text();
    assert!(text.contains("<ins>株式会社みどり</ins>"), "{text}");
    assert!(text.contains("運転免許証を見ました") && text.contains(">窓口<"), "{text}");
    assert!(text.contains("うかがった補正を入力しました"), "the letter: {text}");
    assert_eq!(hanako.status(&receipt)["state"], "correction-requested", "nothing yet");

    let back = web.submit(&seen, &answer, &[(":step", "mend")]).expect(200).text();
    assert!(back.contains("value=\"株式会社みどり\"") && back.contains("運転免許証"), "{back}");
    let done = web.submit(&seen, &answer, &[(":step", "send")]).expect(303).location();
    assert!(done.contains("done=take_answer"), "{done}");
    let case = web.get(&done).expect(200).text();
    for told in ["補正の返事を入力しました", "補正の返事を受け付けて", "本人の確認：運転免許証"]
    {
        assert!(case.contains(told), "{told}: {case}");
    }
    // The resident was faster, or a colleague: it is told, and nothing is written twice.
    let stale = web.submit(&page, &answer, &TYPED);
    assert_eq!(stale.status, 409, "{}", stale.text());
}

fn what_is_wrong_or_half_typed_is_kept(town: &TestTown) {
    let (_, _, case, _) = asked(town, &about_employer());
    let (web, answer) = at_the_page(town, &case);
    let page = web.get(&answer).expect(200);
    let typed = [("employer", "株式会社みどり"), (":identity", "運転免許証を見ました")];
    let silent = web.submit(&page, &answer, &typed).expect(422).text();
    assert!(silent.contains("どの方法で返事があったか"), "{silent}");
    assert!(silent.contains("value=\"株式会社みどり\""), "{silent}");
    let nobody = [("employer", "株式会社みどり"), (":way", "paper"), (":identity", " ")];
    let nobody = web.submit(&page, &answer, &nobody).expect(422).text();
    assert!(
        nobody.contains("本人を") && nobody.contains("value=\"paper\" required checked"),
        "{nobody}"
    );
    let forged = [("name", "山田 太郎"), TYPED[1], TYPED[2]];
    web.submit(&page, &answer, &forged).expect(422);

    town.advance(Duration::minutes(31));
    let door = web.submit(&page, &answer, &TYPED).expect(401);
    let who = [("email", "screen@city.example"), ("password", "窓口の番号札は三十七番です")];
    let second = web.submit(&door, "/office/sign-in", &who).expect(200);
    let back = town.gives_code(&web, &second, "screen@city.example", &[]).expect(200);
    let text = back.text();
    assert!(
        text.contains("value=\"株式会社みどり\"") && text.contains("まだ送っていません"),
        "{text}"
    );
    web.submit(&back, &answer, &TYPED).expect(200);
}
