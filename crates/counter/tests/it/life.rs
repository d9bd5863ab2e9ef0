//! A case from filing to its notice, with everybody who has a part in it.

use std::collections::BTreeSet;

use chrono::Duration;
use kernel::Role;
use serde_json::{Value, json};
use testkit::{Browser, Colleague, HANAKO, Receipt, Resident, TestTown, on_both_engines};

const ALLOWANCE: &str = "jido-teate-nintei";

on_both_engines!(
    a_corrected_name_is_the_name,
    filling_an_address_in_sends_no_correction,
    a_reason_speaks_to_residents_in_their_language,
    a_corrected_case_is_approved_by_a_second_person,
    nobody_approves_what_they_proposed,
    a_refusal_needs_a_reason_and_gives_a_notice,
    an_overdue_correction_is_reminded_of_once,
    a_stale_command_is_told_who_was_first,
    letters_leave_once_the_post_office_opens,
);

/// A filed case in the hands of a clerk.
fn in_review(town: &TestTown) -> (Resident, Receipt, Colleague, String) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(ALLOWANCE, "sato"));
    town.confirms_instructions();
    let receipt = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    let case = clerk.finds(&receipt.number);
    clerk.claims(&case);
    (hanako, receipt, clerk, case)
}

fn ask_for_two_fields() -> Value {
    json!({ "type": "request_correction", "remarks": [
        { "at": "/employer", "text": "勤め先の正しい名前を書いてください。" },
        { "at": "/contact/phone", "text": "つながる番号を書いてください。" },
    ]})
}

fn a_reason_speaks_to_residents_in_their_language(town: &TestTown) {
    let (hanako, receipt, clerk, case) = in_review(town);
    let ask = |remark: Value| {
        clerk.commands(&case, json!({ "type": "request_correction", "remarks": [remark] }))
    };
    ask(json!({ "at": "/employer" })).expect(422);
    ask(json!({ "at": "/employer", "code": "other" })).expect(422);
    ask(json!({ "at": "/employer", "code": "ugly" })).expect(422);
    let view = ask(json!({ "at": "/employer", "code": "unclear" })).expect(200).json();
    assert_eq!(view["remarks"][0]["code"], "unclear");
    let told = |language: &str| {
        let proof = format!("Receipt {}", receipt.code);
        let headers = [("authorization", proof.as_str()), ("accept-language", language)];
        let path = format!("/api/v1/submissions/{}", receipt.number);
        let status = hanako.web.send("GET", &path, &headers, Vec::new()).expect(200).json();
        status["correction"]["remarks"][0]["text"].as_str().unwrap().to_owned()
    };
    assert!(told("ja").contains("もう少し詳しく"), "{}", told("ja"));
    assert!(told("en").contains("The meaning is not clear"), "{}", told("en"));
    hanako.opens(&receipt);
    let page = hanako.web.get(&format!("/receipts/{}/correction", receipt.number)).expect(200);
    assert!(page.text().contains("もう少し詳しく"), "{}", page.text());
}

fn a_corrected_name_is_the_name(town: &TestTown) {
    let (hanako, receipt, clerk, case) = in_review(town);
    let before = clerk.case(&case)["applicant"]["name"].as_str().unwrap().to_owned();
    let remark = json!({ "at": "/name", "text": "戸籍のとおりに書いてください。" });
    let asked = json!({ "type": "request_correction", "remarks": [remark] });
    clerk.commands(&case, asked).expect(200);
    let mut data = town.answers(&hanako, ALLOWANCE);
    data["name"] = json!("仙台 改");
    hanako.acts(&receipt, "corrections", &json!({ "data": data })).expect(200);

    assert_eq!(clerk.case(&case)["applicant"]["name"], "仙台　改");
    let found = clerk.queue("?q=%E4%BB%99%E5%8F%B0%E6%94%B9");
    assert_eq!(found.len(), 1, "it is found by its new name");
    assert_eq!(found[0]["applicant"], "仙台　改");
    assert_eq!(before, "山田　花子");
    let found = clerk.queue("?q=%E5%B1%B1%E7%94%B0%E8%8A%B1%E5%AD%90");
    assert_eq!(found.len(), 1, "and by the one that was filed");
}

fn filling_an_address_in_sends_no_correction(town: &TestTown) {
    let (hanako, receipt, clerk, case) = in_review(town);
    let remark = json!({ "at": "/address", "text": "住所を確かめてください。" });
    let asked = json!({ "type": "request_correction", "remarks": [remark] });
    clerk.commands(&case, asked).expect(200);
    let web = looking_at(&hanako, &receipt);
    let address = format!("/receipts/{}/correction", receipt.number);
    let page = web.get(&address).expect(200);

    let fill = [("address/postal", "980-0011"), (":fill", "/address")];
    let filled = web.submit(&page, &address, &fill).expect(303).location();
    let filled = web.get(filled.split('#').next().unwrap()).expect(200).text();

    assert!(filled.contains("value=\"上杉\""), "{filled}");
    assert_eq!(hanako.status(&receipt)["state"], "correction-requested");
    assert_eq!(clerk.case(&case)["revisions"].as_array().unwrap().len(), 1);
}

fn a_corrected_case_is_approved_by_a_second_person(town: &TestTown) {
    let (hanako, receipt, clerk, case) = in_review(town);
    clerk.commands(&case, ask_for_two_fields()).expect(200);
    assert_eq!(hanako.status(&receipt)["correction"]["remarks"].as_array().unwrap().len(), 2);

    let mut data = town.answers(&hanako, ALLOWANCE);
    data["employer"] = json!("株式会社みどり");
    data["contact"]["phone"] = json!("022-261-1111");
    data["pension"] = json!("national");
    data["name"] = json!("山田 太郎");
    hanako.acts(&receipt, "corrections", &json!({ "data": data })).expect(200);

    let view = clerk.case(&case);
    let changes = view["changes"].as_array().unwrap();
    let at: BTreeSet<&str> = changes.iter().map(|c| c["at"].as_str().unwrap()).collect();
    assert_eq!(at, BTreeSet::from(["/contact/phone", "/employer"]), "only what was asked for");
    let employer = changes.iter().find(|change| change["at"] == "/employer").unwrap();
    assert_eq!(
        (&employer["before"], &employer["after"]),
        (&json!("株式会社あおば"), &json!("株式会社みどり"))
    );
    assert_eq!(view["revisions"].as_array().unwrap().len(), 2);

    let suzuki = town.approver_of(ALLOWANCE, "suzuki");
    clerk.commands(&case, json!({ "type": "propose", "verdict": "approve" })).expect(200);
    suzuki.commands(&case, json!({ "type": "approve" })).expect(200);
    clerk.commands(&case, json!({ "type": "complete" })).expect(200);
    assert_eq!(hanako.status(&receipt)["state"], "completed");

    town.run_jobs();
    let letters = town.letters();
    let ids: BTreeSet<String> = letters.iter().map(|letter| letter.id.to_string()).collect();
    town.letters_are(&[
        (HANAKO, "受け付けました", &receipt.number),
        (HANAKO, "補正のお願い", "直していただきたいところがあります"),
        (HANAKO, "承認しました", "申請を承認しました"),
        (HANAKO, "手続が完了しました", "すべて終わりました"),
    ]);
    assert_eq!(ids.len(), letters.len(), "each has an id of its own");
    assert!(letters.iter().all(|letter| !letter.letter.text.contains("みどり")));
    the_notice_belongs_to_its_case(town, &hanako, &receipt);
}

fn the_notice_belongs_to_its_case(town: &TestTown, hanako: &Resident, receipt: &Receipt) {
    let notice = hanako.status(receipt)["notices"][0]["id"].as_str().unwrap().to_owned();
    let taro = town.resident();
    let other = taro.files("suido-kaishi", &town.answers(&taro, "suido-kaishi"));

    let own = looking_at(hanako, receipt);
    let pdf = own.get(&format!("/receipts/{}/notices/{notice}.pdf", receipt.number)).expect(200);
    assert_eq!(pdf.header("content-type"), Some("application/pdf"));
    assert!(pdf.body.starts_with(b"%PDF-"));

    let stranger = looking_at(&taro, &other);
    stranger.get(&format!("/receipts/{}/notices/{notice}.pdf", other.number)).expect(404);
    let denied = stranger.get(&format!("/receipts/{}/notices/{notice}.pdf", receipt.number));
    assert_ne!(denied.status, 200);
}

/// A browser that looked the submission up with number and code.
fn looking_at<'a>(who: &'a Resident, receipt: &Receipt) -> &'a Browser {
    let page = who.web.get("/status").expect(200);
    let typed = [("number", receipt.number.as_str()), ("code", receipt.code.as_str())];
    who.web.submit(&page, "/status", &typed).expect(303);
    &who.web
}

fn nobody_approves_what_they_proposed(town: &TestTown) {
    let (hanako, receipt, clerk, case) = in_review(town);
    let suzuki = town.approver_of(ALLOWANCE, "suzuki");
    clerk.commands(&case, json!({ "type": "propose", "verdict": "approve" })).expect(200);

    let id = town.grants("sato", Role::Approver, &town.department_of(ALLOWANCE));
    assert_eq!(id, clerk.id);
    let refused = clerk.commands(&case, json!({ "type": "approve" })).expect(422).json();
    assert_eq!(refused["rule"], "own-preparation");
    assert_eq!(hanako.status(&receipt)["state"], "awaiting-approval");

    suzuki.commands(&case, json!({ "type": "approve" })).expect(200);
    assert_eq!(hanako.status(&receipt)["state"], "approved");
}

fn a_refusal_needs_a_reason_and_gives_a_notice(town: &TestTown) {
    let (hanako, receipt, clerk, case) = in_review(town);
    let suzuki = town.approver_of(ALLOWANCE, "suzuki");
    clerk.commands(&case, json!({ "type": "propose", "verdict": "refuse" })).expect(422);
    let reason = "支給の対象となる児童がいないため";
    clerk
        .commands(&case, json!({ "type": "propose", "verdict": "refuse",
            "grounds": { "basis": "法第4条", "facts": reason, "application": "要件を満たさない" } }))
        .expect(200);

    suzuki.commands(&case, json!({ "type": "refuse" })).expect(200);

    let status = hanako.status(&receipt);
    assert_eq!(status["state"], "refused");
    assert_eq!(status["notices"][0]["approved"], false);
    let told = clerk.case(&case)["decision"]["reason"].as_str().unwrap().to_owned();
    let whole = format!(
        "【根拠となる規定】\n法第4条\n【認めた事実】\n{reason}\n【当てはめ】\n要件を満たさない"
    );
    assert_eq!(told, whole);
    hanako.acts(&receipt, "withdrawal", &json!({})).expect(422);
}

fn an_overdue_correction_is_reminded_of_once(town: &TestTown) {
    let (hanako, receipt, clerk, case) = in_review(town);
    clerk.commands(&case, ask_for_two_fields()).expect(200);
    town.run_jobs();
    let before = [
        (HANAKO, "受け付けました", &*receipt.number),
        (HANAKO, "補正のお願い", "直していただきたいところがあります"),
    ];
    town.letters_are(&before);

    town.advance(Duration::days(60));
    town.run_jobs();
    town.run_jobs();

    let third = (HANAKO, "補正の期限が過ぎました", "まだ直していただいていません");
    town.letters_are(&[before[0], before[1], third]);
    let status = hanako.status(&receipt);
    assert_eq!(status["state"], "correction-requested");
    let reminded = |entry: &&Value| entry["what"] == "correction-reminded";
    assert_eq!(status["timeline"].as_array().unwrap().iter().filter(reminded).count(), 1);
}

fn a_stale_command_is_told_who_was_first(town: &TestTown) {
    let (_, receipt, clerk, case) = in_review(town);
    let seen = clerk.case(&case)["version"].clone();
    let note = json!({ "type": "note", "text": "確認済み", "version": seen });
    clerk.commands_blindly(&case, &note).expect(200);

    let stale = town.clerk_of(ALLOWANCE, "takahashi").commands_blindly(&case, &note).expect(409);

    assert!(stale.text().contains("sato"), "{}", stale.text());
    assert_eq!(clerk.case(&case)["notes"].as_array().unwrap().len(), 1);
    assert_eq!(clerk.finds(&receipt.number), case);
}

fn letters_leave_once_the_post_office_opens(town: &TestTown) {
    let hanako = town.resident();
    town.post_office().shut(true);
    let receipt = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    town.run_jobs();
    town.letters_are(&[]);

    town.post_office().shut(false);
    town.advance(Duration::minutes(3));
    town.run_jobs();
    town.run_jobs();

    town.letters_are(&[(HANAKO, "受け付けました", &receipt.number)]);
}
