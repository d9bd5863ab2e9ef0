//! Signing with a card: last of all, with nothing lost on the way, and nothing taken that does not
//! hold.

use card_app::{CardApp, Outcome};
use data_encoding::BASE64;
use kernel::Role;
use serde_json::{Value, json};
use testkit::{Answer, CARD_APP_SECRET, Resident, TestTown, on_both_engines};

use crate::joints::{begins, fills, sends};

const COPY: &str = "juminhyo-utsushi";

on_both_engines!(signing with cards:
    who_signs_last_is_received,
    who_has_no_card_posts_what_was_filled_in,
    what_does_not_hold_is_said_and_nothing_is_lost,
    the_app_is_away_and_comes_back,
    a_changed_answer_wants_another_signature,
    a_card_that_says_something_else_is_told_to_both,
    a_signature_counts_for_one_draft,
    a_program_cannot_leave_the_signature_out,
    a_program_brings_the_signature,
    other_answers_need_no_signature,
);

/// Answers up to the check page, and the draft's address.
fn at_the_end(town: &TestTown, who: &Resident) -> (String, Value) {
    let answers = town.answers(who, COPY);
    let draft = begins(who, COPY);
    fills(who, &draft, &answers);
    (draft, answers)
}

/// What is printed on the card of who is named in the answers.
fn face(answers: &Value) -> Vec<(String, String)> {
    let text = |at: &str| answers.pointer(at).and_then(Value::as_str).unwrap_or_default();
    let town = format!("{}{}", text("/registeredAddress/town"), text("/registeredAddress/block"));
    let address = format!("宮城県仙台市{}{town}", text("/registeredAddress/ward"));
    [
        ("name", text("/name").to_owned()),
        ("birth_date", text("/birthDate").to_owned()),
        ("address", address),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec()
}

fn check(who: &Resident, draft: &str) -> Answer {
    who.web.get(&format!("{draft}/check")).expect(200)
}

/// Goes to the app, does `typed` there with a card of `face`, and comes back.
#[track_caller]
fn goes_and_signs(
    who: &Resident,
    draft: &str,
    face: &[(String, String)],
    typed: &[(&str, &str)],
) -> String {
    let page = check(who, draft);
    let app = who.web.submit(&page, &format!("{draft}/sign"), &[]).expect(303).location();
    let told = |name: &str| typed.iter().any(|(typed, _)| *typed == name);
    let printed = face.iter().map(|(name, value)| (&**name, &**value));
    let printed = printed.filter(|(name, _)| !told(name));
    let fields: Vec<(&str, &str)> = printed.chain(typed.iter().copied()).collect();
    let back = Resident::signs(&app, &fields).expect(303).location();
    let back = back.split_once("/apply/").map(|(_, rest)| format!("/apply/{rest}")).unwrap();
    who.web.get(&back).expect(303);
    check(who, draft).text()
}

fn who_signs_last_is_received(town: &TestTown) {
    let hanako = town.resident();
    let (draft, answers) = at_the_end(town, &hanako);
    // Sending without it leads back, and says where.
    let refused = sends(&hanako, &draft).expect(303).location();
    assert!(refused.ends_with("/check?mend=1"), "{refused}");
    let told = hanako.web.get(&refused).expect(200).text();
    assert!(
        told.contains("href=\"#signing\"") && told.contains("カードで署名してください"),
        "{told}"
    );
    assert!(told.contains("id=\"signing\" tabindex=\"-1\""), "{told}");
    assert_eq!(told.matches("オンラインの請求には電子署名が必要です").count(), 1, "{told}");

    let signed = goes_and_signs(&hanako, &draft, &face(&answers), &[]);
    assert!(
        signed.contains("署名しました") && !signed.contains("ちがうところがあります"),
        "{signed}"
    );
    let receipt = sends(&hanako, &draft).expect(303).location();
    let number = receipt.strip_prefix("/receipts/").unwrap();

    let case = town.clerk_of(COPY, "sato").finds(number);
    let sato = town.at_work("sato", Role::Clerk, COPY);
    let page = sato.get(&format!("/office/cases/{case}")).expect(200).text();
    assert!(page.contains("電子署名：有効です"), "{page}");
    assert_eq!(page.matches("（申請と同じ）").count(), 3, "{page}");
}

fn who_has_no_card_posts_what_was_filled_in(town: &TestTown) {
    let hanako = town.resident();
    let (draft, _) = at_the_end(town, &hanako);
    let paper = format!("{draft}/post.pdf");
    assert!(check(&hanako, &draft).text().contains(&format!("href=\"{paper}\"")));
    let pdf = hanako.web.get(&paper).expect(200);
    assert!(pdf.body.starts_with(b"%PDF-1.7"));
    // Nothing was filed, and the draft goes on; nobody else prints it.
    assert!(check(&hanako, &draft).text().contains("カードで署名する"));
    town.resident().web.get(&paper).expect(404);
}

fn what_does_not_hold_is_said_and_nothing_is_lost(town: &TestTown) {
    let hanako = town.resident();
    let (draft, answers) = at_the_end(town, &hanako);
    let face = face(&answers);
    for (typed, sentence) in [
        (&[("card", "expired")][..], "有効期限"),
        (&[("card", "revoked")], "失効しています"),
        (&[("card", "locked")], "ロックされます"),
        (&[("cancel", "1")], "署名はされていません"),
        (&[("name", "田中 次郎"), ("birth_date", "1970-01-01")], "田中 次郎 さんのものです"),
    ] {
        let told = goes_and_signs(&hanako, &draft, &face, typed);
        assert!(told.contains(sentence), "{typed:?} {told}");
        assert!(!told.contains("署名しました"), "{typed:?}");
        let refused = sends(&hanako, &draft).expect(303).location();
        assert!(refused.ends_with("/check?mend=1"), "{typed:?} {refused}");
    }
    // A wrong code is said by the app, and the next one may be right.
    let page = check(&hanako, &draft);
    let app = hanako.web.submit(&page, &format!("{draft}/sign"), &[]).expect(303).location();
    let fields: Vec<(&str, &str)> = face.iter().map(|(n, v)| (&**n, &**v)).collect();
    let wrong = Resident::signs(&app, &[&fields[..], &[("code", "WRONG1")]].concat()).expect(422);
    assert!(wrong.text().contains("あと4回"), "{}", wrong.text());
    let signed = goes_and_signs(&hanako, &draft, &face, &[]);
    assert!(signed.contains("署名しました"), "{signed}");
}

fn the_app_is_away_and_comes_back(town: &TestTown) {
    let hanako = town.resident();
    let (draft, answers) = at_the_end(town, &hanako);
    // Somebody who comes back before the end changes nothing.
    let page = check(&hanako, &draft);
    let app = hanako.web.submit(&page, &format!("{draft}/sign"), &[]).expect(303).location();
    hanako.web.get(&format!("{draft}/signed")).expect(303);
    assert!(!check(&hanako, &draft).text().contains("role=\"alert\""));
    let printed = face(&answers);
    let fields: Vec<(&str, &str)> = printed.iter().map(|(n, v)| (&**n, &**v)).collect();
    Resident::signs(&app, &fields).expect(303);
    // Half an hour later the app has forgotten it.
    town.advance(chrono::Duration::minutes(31));
    let back = hanako.web.get(&format!("{draft}/signed")).expect(303).location();
    assert!(back.contains("app=away"), "{back}");
    let told = hanako.web.get(back.split('#').next().unwrap()).expect(200).text();
    assert!(told.contains("署名アプリにつながりません"), "{told}");
    let signed = goes_and_signs(&hanako, &draft, &printed, &[]);
    assert!(signed.contains("署名しました"), "{signed}");
    // Another browser has nothing to do with it.
    town.resident().web.get(&format!("{draft}/signed")).expect(404);
}

fn a_changed_answer_wants_another_signature(town: &TestTown) {
    let hanako = town.resident();
    let (draft, answers) = at_the_end(town, &hanako);
    let signed = goes_and_signs(&hanako, &draft, &face(&answers), &[]);
    assert!(signed.contains("署名しました"), "{signed}");
    let asked = format!("{draft}/delivery");
    let page = hanako.web.get(&format!("{asked}?return=check")).expect(200);
    hanako.web.submit(&page, &asked, &[("copies", "2")]).expect(303);
    let told = check(&hanako, &draft).text();
    assert!(told.contains("署名したあとに内容が変わりました"), "{told}");
    let refused = sends(&hanako, &draft).expect(303).location();
    assert!(refused.ends_with("/check?mend=1"), "{refused}");
    let signed = goes_and_signs(&hanako, &draft, &face(&answers), &[]);
    assert!(signed.contains("署名しました"), "{signed}");
    assert!(sends(&hanako, &draft).expect(303).location().starts_with("/receipts/"));
}

fn a_card_that_says_something_else_is_told_to_both(town: &TestTown) {
    let hanako = town.resident();
    let (draft, answers) = at_the_end(town, &hanako);
    let elsewhere = ("address", "宮城県仙台市青葉区本町一丁目2番3号");
    let told = goes_and_signs(&hanako, &draft, &face(&answers), &[elsewhere]);
    assert!(told.contains("署名しました") && told.contains("ちがうところがあります"), "{told}");
    let receipt = sends(&hanako, &draft).expect(303).location();

    let number = receipt.strip_prefix("/receipts/").unwrap();
    let case = town.clerk_of(COPY, "sato").finds(number);
    let sato = town.at_work("sato", Role::Clerk, COPY);
    let page = sato.get(&format!("/office/cases/{case}")).expect(200).text();
    assert!(page.contains("有効です。申請とちがうところがあります"), "{page}");
    assert!(page.contains("本町一丁目2番3号（申請とちがいます）"), "{page}");
    // Nobody decides alone before somebody has looked at it.
    assert!(page.contains("電子署名の住所が、申請の住所とちがいます"), "{page}");
    let clerk = town.clerk_of(COPY, "kato");
    let found = clerk.case(&case)["findings"].clone();
    assert_eq!((&found[0]["kind"], &found[0]["rule"]), (&json!("signature"), &json!("address")));
    assert_eq!(found.as_array().unwrap().len(), 1, "name and day are the same: {found}");
    assert_eq!(clerk.queue("?finding=open").len(), 1);
    // Nobody of another department sees who signed.
    let other = town.at_work("ito", Role::Clerk, "sodai-gomi");
    other.get(&format!("/office/cases/{case}")).expect(404);
}

fn a_signature_counts_for_one_draft(town: &TestTown) {
    let hanako = town.resident();
    let (signed, answers) = at_the_end(town, &hanako);
    let told = goes_and_signs(&hanako, &signed, &face(&answers), &[]);
    assert!(told.contains("署名しました"), "{told}");
    let other = begins(&hanako, COPY);
    fills(&hanako, &other, &answers);
    hanako.web.get(&format!("{other}/signed")).expect(303);
    assert!(!check(&hanako, &other).text().contains("署名しました"));
    assert!(sends(&hanako, &other).expect(303).location().ends_with("/check?mend=1"));
}

fn a_program_cannot_leave_the_signature_out(town: &TestTown) {
    let hanako = town.resident();
    let answers = town.answers(&hanako, COPY);
    let refused = hanako.posts("unsigned", COPY, &answers).expect(422).json();
    assert_eq!(refused["problems"][0]["rule"], "signature", "{refused}");
    // Who stands before a member of staff signs on paper.
    let sato = town.clerk_of(COPY, "sato");
    let theirs = [("authorization", sato.proof.as_str()), ("idempotency-key", "on-paper")];
    let filing = json!({ "procedure": COPY, "data": answers });
    town.resident().web.post_json("/api/v1/submissions", &theirs, &filing).expect(201);
}

/// The card app, as a program of its own asks it.
fn app(town: &TestTown) -> CardApp {
    let taro = town.resident();
    let (draft, _) = at_the_end(town, &taro);
    let page = check(&taro, &draft);
    let app = taro.web.submit(&page, &format!("{draft}/sign"), &[]).expect(303).location();
    CardApp::new(app.split_once("/sign?").unwrap().0, CARD_APP_SECRET)
}

/// What `check` gives to be signed for `key`, signed with a card on which `face` stands.
fn signed_for(
    who: &Resident,
    app: &CardApp,
    (key, answers): (&str, &Value),
    face: &[(String, String)],
) -> Value {
    let path = format!("/api/v1/procedures/{COPY}/check");
    let body = json!({ "data": answers, "filing": key });
    let checked = who.web.post_json(&path, &[], &body).expect(200).json();
    let to_sign = BASE64.decode(checked["to_sign"].as_str().unwrap().as_bytes()).unwrap();
    let opened = app.open(&to_sign, "住民票の写し", "http://localhost/").unwrap();
    let fields: Vec<(&str, &str)> = face.iter().map(|(n, v)| (&**n, &**v)).collect();
    Resident::signs(&opened.page, &fields).expect(303);
    let Outcome::Signed(signature) = app.outcome(&opened.reference).unwrap() else {
        panic!("it is signed");
    };
    BASE64.encode(&signature).into()
}

fn a_program_brings_the_signature(town: &TestTown) {
    let (hanako, app) = (town.resident(), app(town));
    let answers = town.answers(&hanako, COPY);
    let signed = |face: &[_]| signed_for(&hanako, &app, ("mine", &answers), face);
    let files = |key: &str, signature: &Value| {
        let body = json!({ "procedure": COPY, "data": answers, "signature": signature });
        hanako.web.post_json("/api/v1/submissions", &[("idempotency-key", key)], &body)
    };
    let refused = |key: &str, signature: &Value, rule: &str| {
        let told = files(key, signature).expect(422).json();
        assert_eq!(told["problems"][0]["rule"], rule, "{told}");
    };
    let printed = face(&answers);
    let mine = signed(&printed);
    refused("another", &mine, "signature-of-others");
    refused("mine", &json!(BASE64.encode(b"no signature")), "signature-unproved");
    for (card, rule) in [("expired", "signature-expired"), ("revoked", "signature-revoked")] {
        let card = ("card".to_owned(), card.to_owned());
        refused("mine", &signed(&[&printed[..], &[card]].concat()), rule);
    }
    let other = [("name", "田中 次郎"), ("birth_date", "1970-01-01"), ("address", "宮城県仙台市")];
    let other = other.map(|(name, value)| (name.to_owned(), value.to_owned()));
    refused("mine", &signed(&other), "signature-of-another");
    let told = files("mine", &json!("%")).expect(422).text();
    assert!(told.contains("expected Base64 at line 1"), "{told}");

    let receipt = files("mine", &mine).expect(201).json();
    assert_eq!(files("mine", &mine).expect(201).json(), receipt, "filed once");
    let number = receipt["receipt_number"].as_str().unwrap();
    let case = town.clerk_of(COPY, "sato").finds(number);
    let page = town.at_work("sato", Role::Clerk, COPY).get(&format!("/office/cases/{case}"));
    assert!(page.expect(200).text().contains("電子署名：有効です"));
}

fn other_answers_need_no_signature(town: &TestTown) {
    let hanako = town.resident();
    let mut answers = town.answers(&hanako, COPY);
    answers["copies"] = json!(5);
    let draft = begins(&hanako, COPY);
    fills(&hanako, &draft, &answers);
    let page = check(&hanako, &draft).text();
    assert!(!page.contains("id=\"signing\""), "{page}");
    assert!(sends(&hanako, &draft).expect(303).location().starts_with("/receipts/"));
}
