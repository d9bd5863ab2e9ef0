//! To the bank and back: what it told stands in the filing, and nobody types it.

use kernel::Role;
use serde_json::{Value, json};
use testkit::{Resident, TestTown, on_both_engines};

use crate::joints::{begins, fills_from, sends};

const DEBIT: &str = "koza-furikae";

on_both_engines!(others answering:
    who_does_it_at_the_bank_types_no_account,
    what_was_not_done_there_is_missed,
    who_comes_back_without_having_done_it_loses_nothing,
    the_bank_is_away_and_comes_back,
    who_pressed_twice_may_finish_either,
    what_one_draft_was_told_counts_for_no_other,
    a_program_cannot_tell_what_the_bank_told,
    no_correction_tells_what_the_bank_told,
    who_posts_paper_needs_no_bank,
);

/// Answers that leave the account to the bank.
fn answers(town: &TestTown, who: &Resident) -> Value {
    let mut answers = town.answers(who, DEBIT);
    let members = answers.as_object_mut().unwrap();
    members.retain(|name, _| name != "account" && name != "holderRelation");
    members.insert("way".into(), "web".into());
    answers
}

/// A draft up to the page that sends people to the bank, and that page.
fn before_the_bank(who: &Resident, answers: &Value) -> (String, String) {
    let draft = begins(who, DEBIT);
    let page = format!("{draft}/account");
    for before in ["action", "start", "payer", "contact"] {
        let action = format!("{draft}/{before}");
        let shown = who.web.get(&action).expect(200);
        let typed = typed(answers, &shown.text());
        let typed: Vec<(&str, &str)> = typed.iter().map(|(n, v)| (&**n, &**v)).collect();
        who.web.submit(&shown, &action, &typed).expect(303);
    }
    (draft, page)
}

/// What is asked on a page, as a browser posts it.
fn typed(answers: &Value, page: &str) -> Vec<(String, String)> {
    let mut all = Vec::new();
    crate::joints::flatten("", answers, &mut all);
    all.retain(|(name, _)| page.contains(&format!("name=\"{name}\"")));
    all
}

/// Presses the button; gives the bank's page.
#[track_caller]
fn leaves(who: &Resident, page: &str) -> String {
    let shown = who.web.get(page).expect(200);
    let pressed = [("way", "web"), (":external", "/debit")];
    who.web.submit(&shown, page, &pressed).expect(303).location()
}

/// Comes back from the bank; gives the page that is shown.
#[track_caller]
fn returns(who: &Resident, back: &str) -> String {
    let (_, path) = back.split_once("/apply/").unwrap();
    let shown = who.web.get(&format!("/apply/{path}")).expect(303).location();
    who.web.get(shown.split('#').next().unwrap()).expect(200).text()
}

fn who_does_it_at_the_bank_types_no_account(town: &TestTown) {
    let hanako = town.resident();
    let answers = answers(town, &hanako);
    let (draft, page) = before_the_bank(&hanako, &answers);
    let door = leaves(&hanako, &page);
    let back = Resident::at_the_bank(&door, &[]).expect(303).location();
    let told = returns(&hanako, &back);
    assert!(told.contains("受付が済みました") && told.contains("見本銀行"), "{told}");
    assert!(!told.contains("name=\"debit/receipt\""), "nobody types it: {told}");
    // Coming back once more changes nothing.
    assert!(returns(&hanako, &back).contains("受付が済みました"));
    // Neither does who posts it by hand.
    let shown = hanako.web.get(&page).expect(200);
    let forged = [("way", "web"), ("debit/receipt", "BK-FORGED"), ("debit/bank", "別の銀行")];
    hanako.web.submit(&shown, &page, &forged).expect(303);
    fills_from(&hanako, page, &answers);
    let check = hanako.web.get(&format!("{draft}/check")).expect(200).text();
    assert!(check.contains("普通 ****567") && check.contains("BK-"), "{check}");
    assert!(!check.contains("BK-FORGED") && !check.contains("別の銀行"), "{check}");

    let receipt = sends(&hanako, &draft).expect(303).location();
    let number = receipt.strip_prefix("/receipts/").unwrap();
    let case = town.clerk_of(DEBIT, "sato").finds(number);
    let sato = town.at_work("sato", Role::Clerk, DEBIT);
    let page = sato.get(&format!("/office/cases/{case}")).expect(200).text();
    assert!(page.contains("金融機関の受付番号") && page.contains("BK-"), "{page}");
}

fn what_was_not_done_there_is_missed(town: &TestTown) {
    let hanako = town.resident();
    let (draft, page) = before_the_bank(&hanako, &answers(town, &hanako));
    let shown = hanako.web.get(&page).expect(200);
    let again = hanako.web.submit(&shown, &page, &[("way", "web")]).expect(303).location();
    // The question was opened by this answer; the next press is told what is missing.
    let shown = hanako.web.get(again.split('#').next().unwrap()).expect(200);
    assert!(shown.text().contains("金融機関での申込みに進む"), "{}", shown.text());
    let again = hanako.web.submit(&shown, &page, &[("way", "web")]).expect(303).location();
    let told = hanako.web.get(&again).expect(200).text();
    assert!(told.contains("金融機関のページで、口座振替を申し込んでください"), "{told}");
    assert!(told.contains("href=\"#f-debit"), "{told}");
    let refused = sends(&hanako, &draft).expect(303).location();
    assert!(!refused.starts_with("/receipts/"), "{refused}");
}

fn who_comes_back_without_having_done_it_loses_nothing(town: &TestTown) {
    let hanako = town.resident();
    let (draft, page) = before_the_bank(&hanako, &answers(town, &hanako));
    for (typed, sentence) in [
        (("cancel", "1"), "手続は済んでいません"),
        (("account", "0000000"), "受け付けられませんでした"),
    ] {
        let door = leaves(&hanako, &page);
        let back = Resident::at_the_bank(&door, &[typed]).expect(303).location();
        let told = returns(&hanako, &back);
        assert!(told.contains(sentence) && !told.contains("受付が済みました"), "{told}");
        assert!(told.contains("金融機関での申込みに進む"), "{told}");
    }
    // What was answered before is there, and the way by paper stands open.
    let before = hanako.web.get(&format!("{draft}/payer")).expect(200).text();
    assert!(before.contains("山田"), "{before}");
    let door = leaves(&hanako, &page);
    let back = Resident::at_the_bank(&door, &[]).expect(303).location();
    assert!(returns(&hanako, &back).contains("受付が済みました"));
}

fn the_bank_is_away_and_comes_back(town: &TestTown) {
    let hanako = town.resident();
    let (_, page) = before_the_bank(&hanako, &answers(town, &hanako));
    let door = leaves(&hanako, &page);
    let back = Resident::at_the_bank(&door, &[]).expect(303).location();
    // Two hours later the bank has forgotten it.
    town.advance(chrono::Duration::hours(2));
    let told = returns(&hanako, &back);
    assert!(told.contains("相手の窓口につながりません"), "{told}");
    assert!(told.contains("金融機関での申込みに進む"), "{told}");
    let door = leaves(&hanako, &page);
    let back = Resident::at_the_bank(&door, &[]).expect(303).location();
    assert!(returns(&hanako, &back).contains("受付が済みました"));
    // Another browser has nothing to do with it.
    let (_, path) = back.split_once("/apply/").unwrap();
    town.resident().web.get(&format!("/apply/{path}")).expect(404);
}

fn who_pressed_twice_may_finish_either(town: &TestTown) {
    let hanako = town.resident();
    let (_, page) = before_the_bank(&hanako, &answers(town, &hanako));
    let first = leaves(&hanako, &page);
    let second = leaves(&hanako, &page);
    let back = Resident::at_the_bank(&second, &[("cancel", "1")]).expect(303).location();
    assert!(returns(&hanako, &back).contains("手続は済んでいません"));
    let back = Resident::at_the_bank(&first, &[]).expect(303).location();
    let told = returns(&hanako, &back);
    assert!(told.contains("受付が済みました"), "{told}");
}

fn what_one_draft_was_told_counts_for_no_other(town: &TestTown) {
    let hanako = town.resident();
    let answers = answers(town, &hanako);
    let (_, page) = before_the_bank(&hanako, &answers);
    let door = leaves(&hanako, &page);
    let back = Resident::at_the_bank(&door, &[]).expect(303).location();
    assert!(returns(&hanako, &back).contains("受付が済みました"));
    let (other, page) = before_the_bank(&hanako, &answers);
    hanako.web.get(&format!("{other}/external/debit")).expect(303);
    let shown = hanako.web.get(&page).expect(200).text();
    assert!(!shown.contains("受付が済みました"), "{shown}");
    // What is asked of no service leads nowhere.
    hanako.web.get(&format!("{other}/external/account")).expect(404);
    hanako.web.get(&format!("{other}/external/nothing")).expect(404);
}

fn a_program_cannot_tell_what_the_bank_told(town: &TestTown) {
    let hanako = town.resident();
    let mut answers = answers(town, &hanako);
    answers["debit"] = json!({ "receipt": "BK-1", "bank": "見本銀行" });
    let refused = hanako.posts("told", DEBIT, &answers).expect(422).json();
    let problem = &refused["problems"][0];
    assert_eq!((&problem["at"], &problem["rule"]), (&json!("/debit/receipt"), &json!("required")));
}

fn no_correction_tells_what_the_bank_told(town: &TestTown) {
    let hanako = town.resident();
    let mut answers = town.answers(&hanako, DEBIT);
    let receipt = hanako.files(DEBIT, &answers);
    let clerk = town.clerk_of(DEBIT, "sato");
    let case = clerk.finds(&receipt.number);
    clerk.commands(&case, json!({ "type": "claim" })).expect(200);
    let remark = |at: &str| json!({ "at": at, "text": "確かめてください。" });
    let asked =
        json!({ "type": "request_correction", "remarks": [remark("/way"), remark("/debit")] });
    clerk.commands(&case, asked).expect(200);
    answers["way"] = "web".into();
    answers["debit"] = json!({ "receipt": "BK-FORGED", "bank": "見本銀行" });
    let refused = hanako.acts(&receipt, "corrections", &json!({ "data": answers })).expect(422);
    assert!(refused.text().contains("/debit/receipt"), "{}", refused.text());
    // On paper it is corrected as before.
    answers["way"] = "paper".into();
    hanako.acts(&receipt, "corrections", &json!({ "data": answers })).expect(200);
    assert!(clerk.case(&case)["answers"].to_string().find("BK-FORGED").is_none());
}

fn who_posts_paper_needs_no_bank(town: &TestTown) {
    let hanako = town.resident();
    let answers = town.answers(&hanako, DEBIT);
    assert_eq!(answers["way"], "paper");
    let receipt = hanako.posts("paper", DEBIT, &answers).expect(201).json();
    assert!(receipt["receipt_number"].is_string(), "{receipt}");
}
