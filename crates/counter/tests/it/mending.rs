//! 職権で直す: staff mend an obvious slip where the definition lets them, and the resident knows.

use chrono::Duration;
use serde_json::{Value, json};
use testkit::{Browser, Receipt, Resident, TestTown, on_both_engines};

use crate::case::at_the_screen;

const ALLOWANCE: &str = "jido-teate-nintei";
const BLOCK: &str = "/address/block";

on_both_engines!(
    a_slip_is_mended_and_the_resident_is_told,
    only_what_the_definition_names_is_mended,
    who_mended_does_not_decide,
    what_is_mended_is_seen_before_it_is_kept,
    what_is_wrong_or_stale_keeps_what_was_typed,
    what_was_mended_half_outlives_the_session,
    what_was_filed_first_stays_readable_beside_any_later_revision,
);

fn filed(town: &TestTown) -> (Resident, Receipt, String) {
    let hanako = town.resident();
    let receipt = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    let case = town.clerk_of(ALLOWANCE, "suzuki").finds(&receipt.number);
    (hanako, receipt, case)
}

fn mends(answers: &Value, reason: &str) -> Value {
    json!({ "type": "correct_for", "answers": answers, "reason": reason })
}

fn a_slip_is_mended_and_the_resident_is_told(town: &TestTown) {
    let (hanako, receipt, case) = filed(town);
    let clerk = town.clerk_of(ALLOWANCE, "sato");
    town.run_jobs();
    let known = town.letters().len();
    let due = clerk.case(&case)["due_on"].clone();
    assert!(clerk.case(&case)["available"].as_array().unwrap().contains(&json!("correct_for")));

    let reason = "番地を住民票の書き方に直しました。";
    let seen = clerk.commands(&case, mends(&json!({ BLOCK: " ７番１４号 " }), reason));

    let seen = seen.expect(200).json();
    assert_eq!(seen["state"], "received", "nobody has taken it");
    assert_eq!(seen["due_on"], due, "the clock goes on");
    let revisions = seen["revisions"].as_array().unwrap();
    let authors: Vec<&Value> = revisions.iter().map(|it| &it["by_staff"]).collect();
    assert_eq!(authors, [&json!(false), &json!(true)]);
    let changed = &seen["changes"][0];
    assert_eq!((&changed["at"], &changed["before"]), (&json!(BLOCK), &json!("7番1号")));
    assert_eq!(changed["after"], "7番14号", "read as a filing is read");
    let last = clerk.events(&case).last().unwrap().clone();
    assert_eq!((&last["kind"], &last["actor"]), (&json!("corrected-for"), &json!(clerk.id)));

    town.run_jobs();
    let letters = town.letters();
    assert_eq!(letters.len(), known + 1);
    let letter = &letters[known].letter;
    assert!(letter.subject.contains("職員が直しました"), "{}", letter.subject);
    assert!(!letter.text.contains("7番14号"), "a letter names no answer: {}", letter.text);
    let told = hanako.status(&receipt)["timeline"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&told["what"], &told["reason"]), (&json!("corrected-for"), &json!(reason)));
    assert_eq!(told["changes"][0]["after"], "7番14号");
    hanako.opens(&receipt);
    let page = hanako.web.get(&format!("/receipts/{}", receipt.number)).expect(200).text();
    assert!(page.contains("書き方の間違いを直しました") && page.contains(reason), "{page}");
    assert!(page.contains("「7番1号」→「7番14号」"), "{page}");
}

fn only_what_the_definition_names_is_mended(town: &TestTown) {
    let (_, _, case) = filed(town);
    let clerk = town.clerk_of(ALLOWANCE, "sato");
    for (at, value) in [
        ("/name", json!("山田 太郎")),
        ("/address/ward", json!("泉区")),
        ("/address", json!({})),
        ("/children/0/name", json!("山田 蓮")),
        ("/nowhere", json!(1)),
    ] {
        let refused =
            clerk.commands(&case, mends(&json!({ at: value }), "書き方")).expect(422).json();
        assert_eq!(refused["rule"], "field-not-editable", "{at}: {refused}");
        assert!(refused.to_string().contains(at), "{refused}");
    }
    let silent = clerk.commands(&case, mends(&json!({ BLOCK: "8番1号" }), " ")).expect(422).json();
    assert_eq!(silent["rule"], "reason-missing", "{silent}");
    let same = clerk.commands(&case, mends(&json!({ BLOCK: "7番1号" }), "書き方")).expect(422);
    assert_eq!(same.json()["rule"], "nothing-changed");
    let empty = clerk.commands(&case, mends(&json!({ BLOCK: null }), "書き方")).expect(422).json();
    assert_eq!(empty["problems"][0]["at"], BLOCK, "the engine refuses it: {empty}");
    assert_eq!(clerk.case(&case)["revisions"].as_array().unwrap().len(), 1);
    // Nobody mends what another has in hand, nor what waits for somebody else.
    let colleague = town.clerk_of(ALLOWANCE, "takahashi");
    colleague.claims(&case);
    let theirs = || mends(&json!({ BLOCK: "8番1号" }), "書き方");
    let refused = clerk.commands(&case, theirs()).expect(422).json();
    assert_eq!(refused["rule"], "held-by-another");
    let asked = json!({ "type": "request_correction",
                        "remarks": [{ "at": "/employer", "code": "unclear" }] });
    colleague.commands(&case, asked).expect(200);
    let refused = colleague.commands(&case, theirs()).expect(422).json();
    assert_eq!(refused["rule"], "wrong-state");
}

fn who_mended_does_not_decide(town: &TestTown) {
    let (_, _, case) = filed(town);
    let clerk = town.clerk_of(ALLOWANCE, "sato");
    let approver = town.approver_of(ALLOWANCE, "ito");
    town.grants("ito", kernel::Role::Clerk, &town.department_of(ALLOWANCE));
    approver.commands(&case, mends(&json!({ BLOCK: "8番1号" }), "書き方")).expect(200);
    clerk.claims(&case);
    clerk.commands(&case, json!({ "type": "check", "finding": 0 })).expect(200);
    let proposed = json!({ "type": "propose", "verdict": "approve", "reason": "" });
    let refused = clerk.commands(&case, proposed.clone());
    if refused.status == 422 {
        assert_eq!(refused.json()["rule"], "step-has-nobody", "{}", refused.text());
        town.approver_of(ALLOWANCE, "abe");
        clerk.commands(&case, proposed).expect(200);
    }
    let refused = approver.commands(&case, json!({ "type": "approve" })).expect(422).json();
    assert_eq!(refused["rule"], "own-preparation");
}

/// The page of a case that somebody reads at the screen.
fn at_the_page(town: &TestTown, case: &str) -> (Browser, String) {
    let web = town.resident().web;
    at_the_screen(town, ALLOWANCE, &web, "screen@city.example");
    let address = format!("/office/cases/{case}");
    let page = web.get(&address).expect(200).text();
    assert!(page.contains(&format!("href=\"{address}/edit\"")), "{page}");
    (web, format!("{address}/edit"))
}

fn what_is_mended_is_seen_before_it_is_kept(town: &TestTown) {
    let (hanako, receipt, case) = filed(town);
    let (web, edit) = at_the_page(town, &case);
    let page = web.get(&edit).expect(200);
    let text = page.text();
    assert!(text.contains("value=\"7番1号\"") && !text.contains("name=\"kana\""), "{text}");

    let typed = [("address/block", "9番1号"), ("address/building", ""), (":reason", "書き間違い")];
    let seen = web.submit(&page, &edit, &typed).expect(200);
    let text = seen.text();
    assert!(text.contains("<del>7番1号</del>") && text.contains("<ins>9番1号</ins>"), "{text}");
    assert!(text.contains("書き方を職員が直しました"), "the letter: {text}");
    assert_eq!(hanako.status(&receipt)["timeline"].as_array().unwrap().len(), 1, "nothing yet");

    let back = web.submit(&seen, &edit, &[(":step", "mend")]).expect(200).text();
    assert!(back.contains("value=\"9番1号\"") && back.contains(">書き間違い</textarea>"), "{back}");
    let done = web.submit(&seen, &edit, &[(":step", "send")]).expect(303).location();
    assert!(done.contains("done=correct_for"), "{done}");
    let case = web.get(&done).expect(200).text();
    for told in ["職権で直しました", "職権で直したところ", "職権の訂正あり", "書き間違い"]
    {
        assert!(case.contains(told), "{told}: {case}");
    }
    // The page is older than the case by now: what was typed stands there, and who was first.
    let stale = web.submit(&page, &edit, &typed).expect(409).text();
    assert!(stale.contains("value=\"9番1号\"") && stale.contains(">書き間違い<"), "{stale}");
}

fn what_is_wrong_or_stale_keeps_what_was_typed(town: &TestTown) {
    let (_, _, case) = filed(town);
    let (web, edit) = at_the_page(town, &case);
    let page = web.get(&edit).expect(200);
    let long = "あ".repeat(61);
    let typed = [("address/block", long.as_str()), (":reason", "書き間違い")];
    let wrong = web.submit(&page, &edit, &typed).expect(422).text();
    assert!(wrong.contains(&long) && wrong.contains("href=\"#f-address-block\""), "{wrong}");
    assert!(wrong.contains(">書き間違い</textarea>"), "{wrong}");
    let silent = [("address/block", "9番2号"), (":reason", " ")];
    let silent = web.submit(&page, &edit, &silent).expect(422).text();
    assert!(silent.contains("理由を書いてください") && silent.contains("9番2号"), "{silent}");
    let forged = [("name", "山田 太郎"), (":reason", "書き間違い")];
    let refused = web.submit(&page, &edit, &forged).expect(422).text();
    assert!(refused.contains("職員が直せる項目ではありません"), "{refused}");
}

fn what_was_mended_half_outlives_the_session(town: &TestTown) {
    let (_, _, case) = filed(town);
    let (web, edit) = at_the_page(town, &case);
    let page = web.get(&edit).expect(200);
    town.advance(Duration::minutes(31));
    let typed = [("address/block", "9番3号"), (":reason", "書き間違い")];
    let door = web.submit(&page, &edit, &typed).expect(401);
    let who = [("email", "screen@city.example"), ("password", "窓口の番号札は三十七番です")];
    let second = web.submit(&door, "/office/sign-in", &who).expect(200);
    let back = town.gives_code(&web, &second, "screen@city.example", &[]).expect(200);
    let text = back.text();
    assert!(text.contains("value=\"9番3号\"") && text.contains(">書き間違い</textarea>"), "{text}");
    assert!(text.contains("まだ送っていません"), "{text}");
    web.submit(&back, &edit, &typed).expect(200);
}

fn what_was_filed_first_stays_readable_beside_any_later_revision(town: &TestTown) {
    let (hanako, receipt, case) = filed(town);
    let clerk = town.clerk_of(ALLOWANCE, "sato");
    clerk.commands(&case, mends(&json!({ BLOCK: "7番14号" }), "書き方")).expect(200);
    clerk.claims(&case);
    let remarks = json!([{ "at": "/employer", "text": "確かめてください。" }]);
    clerk.commands(&case, json!({ "type": "request_correction", "remarks": remarks })).expect(200);
    let mut data = town.answers(&hanako, ALLOWANCE);
    data["address"]["block"] = json!("7番14号");
    data["employer"] = json!("杜の都商事株式会社");
    hanako.acts(&receipt, "corrections", &json!({ "data": data })).expect(200);

    let web = town.signs_in_anew(&clerk.email);
    let page = |query: &str| web.get(&format!("/office/cases/{case}{query}")).expect(200).text();
    let shown = page("");
    assert!(shown.contains(&format!("/office/cases/{case}/changes?from=")), "{shown}");
    assert!(shown.contains("<span class=\"origin\">職員が入力</span>"), "{shown}");
    assert!(shown.contains("<span class=\"origin\">変更</span>"), "{shown}");

    let first = page("/changes?before=1&after=1");
    assert!(first.contains("7番1号") && !first.contains("7番14号"), "{first}");
    assert!(first.contains("第1版（最初の申請、") && !first.contains("変わったところ"), "{first}");
    let all = page("/changes");
    for told in ["<del>7番1号</del>", "<ins>7番14号</ins>", "<ins>杜の都商事株式会社</ins>"]
    {
        assert!(all.contains(told), "{told}: {all}");
    }
    let last = page("/changes?before=2&after=3");
    assert!(!last.contains("<del>7番1号</del>") && last.contains("杜の都商事"), "{last}");
    let number = town.answers(&hanako, ALLOWANCE)["myNumber"].as_str().map(str::to_owned);
    assert!(number.is_none_or(|number| !first.contains(&number)), "what is sealed stays masked");
    web.get(&format!("/office/cases/{case}/changes?before=1&after=9")).expect(404);
    web.get(&format!("/office/cases/{case}/changes?before=x")).expect(400);
    let stranger = town.at_work("abe", kernel::Role::Clerk, "suido-kaishi");
    stranger.get(&format!("/office/cases/{case}/changes")).expect(404);
}
