//! After the money: books that differ, money that goes back, and the 領収書.

use chores::{Closing, Difference, DifferenceKind, close_difference};
use chrono::Duration;
use fees::PaymentEventKind::Captured;
use kernel::{Role, Yen};
use serde_json::{Value, json};
use testkit::{Colleague, Payment, Receipt, Resident, TestTown, on_both_engines};

use crate::case::at_the_screen;
use crate::money::{COPY, happened, owing, page_of, rows_of};

on_both_engines!(
    what_cannot_be_true_is_a_task,
    the_books_are_compared_once_a_day,
    a_difference_is_closed_by_an_act,
    money_goes_back_by_two_people_and_once,
    money_leaves_the_screen_with_a_fresh_code,
    who_may_not_gives_nothing_back,
    giving_back_waits_for_a_provider_that_is_away,
    what_the_provider_cannot_give_back_is_told,
    a_damaged_case_holds_back_nobody_elses_money,
    a_receipt_for_money_is_issued_once_and_then_again,
    the_office_is_told_that_a_withdrawn_case_is_paid,
);

pub(crate) fn differences(town: &TestTown) -> Vec<Difference> {
    town.wait(chores::differences(town.archive(), false)).unwrap()
}

fn what_cannot_be_true_is_a_task(town: &TestTown) {
    let (_, receipt) = owing(town);
    let mut payment = receipt.payment();
    payment.amount = 400;
    town.provider_calls(&payment.says(Captured, "e-1", town.now())).expect(204);
    let mut unknown = payment.clone();
    "0193a5c8-7e1b-7c3d-9e4f-00000000f00f".clone_into(&mut unknown.id);
    town.provider_calls(&unknown.says(Captured, "e-2", town.now())).expect(404);
    town.provider_calls(&unknown.says(Captured, "e-2", town.now())).expect(404);
    let found = differences(town);
    let seen: Vec<_> = found.iter().map(|d| (d.kind, d.subject.as_str(), d.theirs)).collect();
    assert_eq!(
        seen,
        [
            (DifferenceKind::AmountDiffers, payment.id.as_str(), Some(Yen::new(400))),
            (DifferenceKind::UnknownOrder, "e-2", Some(Yen::new(400))),
        ]
    );
    let clerk = town.clerk_of(COPY, "sato");
    let case = clerk.finds(&receipt.number);
    let events = clerk.events(&case);
    assert!(events.iter().any(|event| event["kind"] == "payment-questioned"), "{events:?}");
}

/// Paid through the provider's own page, so that it stands in its book.
fn paid(town: &TestTown) -> (Resident, Receipt) {
    let (hanako, receipt) = owing(town);
    let page = hanako.web.get(receipt.body["payment_url"].as_str().unwrap()).expect(303).location();
    hanako.pays_by_card(&page, "success");
    assert_eq!(hanako.status(&receipt)["state"], "received");
    (hanako, receipt)
}

/// One missing here, one missing there, one of another amount: three differences, and no more.
fn the_books_are_compared_once_a_day(town: &TestTown) {
    for _ in 0..3 {
        paid(town);
    }
    // Here and not there: told by a callback of which the provider's book knows nothing.
    let (_, untold) = owing(town);
    town.provider_calls(&untold.payment().says(Captured, "ev-here", town.now())).expect(204);
    // There and not here: the callback never came, and nobody asked.
    let (hanako, unheard) = owing(town);
    let url = unheard.body["payment_url"].as_str().unwrap();
    let page = hanako.web.get(url).expect(303).location();
    hanako.pays_by_card(&page, "never");
    // Another amount: the callback told of less than stands in the provider's book.
    let (tarou, differs) = owing(town);
    let page = tarou.web.get(differs.body["payment_url"].as_str().unwrap()).expect(303).location();
    tarou.pays_by_card(&page, "never");
    let mut payment = Payment::of_page(&page);
    let (provider, _) = page.split_once("/pay?").unwrap();
    let book = tarou.web.get(&format!("{provider}/ledger")).expect(200).json();
    let entries = book["entries"].as_array().unwrap();
    let entry = entries.iter().find(|entry| entry["payment"] == payment.id.as_str()).unwrap();
    payment.amount = 409;
    let event = entry["event_id"].as_str().unwrap();
    town.provider_calls(&payment.says(Captured, event, town.now())).expect(204);
    assert_eq!(differences(town).len(), 1, "told at once");
    town.advance(Duration::hours(2));
    let compared = town.wait(town.chores().compare_ledger_daily()).unwrap().unwrap();
    assert_eq!((compared.theirs, compared.ours, compared.found), (5, 5, 2), "{compared:?}");
    let mut kinds: Vec<_> = differences(town).into_iter().map(|d| d.kind).collect();
    kinds.sort();
    assert_eq!(
        kinds,
        [
            DifferenceKind::PaidThereOnly,
            DifferenceKind::PaidHereOnly,
            DifferenceKind::AmountDiffers,
        ]
    );
    assert_eq!(town.wait(town.chores().compare_ledger_daily()).unwrap(), None, "once a day");
    town.advance(Duration::days(1));
    let again = town.wait(town.chores().compare_ledger_daily()).unwrap().unwrap();
    assert_eq!(again.found, 0, "what is known is not found again");
}

fn a_difference_is_closed_by_an_act(town: &TestTown) {
    let (_, receipt) = owing(town);
    let mut payment = receipt.payment();
    payment.amount = 400;
    town.provider_calls(&payment.says(Captured, "e-1", town.now())).expect(204);
    let [difference] = differences(town).try_into().unwrap();
    let archive = town.archive();
    assert!(town.wait(close_difference(archive, &difference.id, Closing::Explained)).unwrap());
    assert!(!town.wait(close_difference(archive, &difference.id, Closing::Settled)).unwrap());
    assert_eq!(differences(town), []);
    let all = town.wait(chores::differences(archive, true)).unwrap();
    assert_eq!(all[0].closed.as_ref().map(|end| end.how), Some(Closing::Explained));
}

pub(crate) fn propose(yen: i64) -> Value {
    json!({ "type": "propose_refund", "amount_yen": yen, "reason": "取下げのため" })
}

pub(crate) fn confirm() -> Value {
    json!({ "type": "confirm_refund" })
}

pub(crate) fn refund_state(hanako: &Resident, receipt: &Receipt) -> Value {
    let status = hanako.status(receipt);
    let refunds = status["payment"]["refunds"].as_array().cloned().unwrap_or_default();
    refunds.last().map_or(Value::Null, |refund| refund["state"].clone())
}

pub(crate) fn case_of(town: &TestTown, receipt: &Receipt, name: &str) -> (Colleague, String) {
    let clerk = town.clerk_of(COPY, name);
    let case = clerk.finds(&receipt.number);
    (clerk, case)
}

fn money_goes_back_by_two_people_and_once(town: &TestTown) {
    let (hanako, receipt) = paid(town);
    let (clerk, case) = case_of(town, &receipt, "sato");
    for yen in [0, -1, 411] {
        let refused = clerk.commands(&case, propose(yen)).expect(422).json();
        assert!(refused["detail"].as_str().unwrap().contains("410円"), "{refused}");
    }
    clerk.commands(&case, propose(110)).expect(200);
    assert_eq!(refund_state(&hanako, &receipt), "proposed");
    clerk.commands(&case, propose(300)).expect(422);

    let approver = town.approver_of(COPY, "suzuki");
    approver.commands(&case, confirm()).expect(200);
    assert_eq!(refund_state(&hanako, &receipt), "approved");
    approver.commands(&case, confirm()).expect(422);
    town.run_jobs();
    assert_eq!(refund_state(&hanako, &receipt), "returned");
    assert_eq!(hanako.status(&receipt)["payment"]["state"], "captured", "300 yen are left");
    town.run_jobs();

    let refused = clerk.commands(&case, propose(301)).expect(422).json();
    assert!(refused["detail"].as_str().unwrap().contains("300円"), "{refused}");
    clerk.commands(&case, propose(300)).expect(200);
    approver.commands(&case, confirm()).expect(200);
    town.run_jobs();
    let status = hanako.status(&receipt);
    assert_eq!(status["payment"]["state"], "refunded");
    let told = ["refund-proposed", "refund-approved", "refunded"];
    assert_eq!(happened(&status)[2..], [told, told].concat());
    assert_eq!(clerk.commands(&case, propose(1)).expect(422).json()["status"], 422);
    let letters = town.letters();
    let sent: Vec<_> = letters.iter().map(|letter| letter.letter.subject.as_str()).collect();
    assert_eq!(
        sent.iter().filter(|subject| subject.contains("返金しました")).count(),
        2,
        "{sent:?}"
    );
}

fn money_leaves_the_screen_with_a_fresh_code(town: &TestTown) {
    let (hanako, receipt) = paid(town);
    let (clerk, case) = case_of(town, &receipt, "sato");
    clerk.commands(&case, propose(110)).expect(200);
    town.approver_of(COPY, "suzuki");
    let web = town.signs_in_anew("suzuki@city.example");
    let waits = || {
        let tasks = web.get("/office/tasks").expect(200).text();
        tasks.contains("返金の確認待ち（1件）") && tasks.contains(&receipt.number)
    };
    assert!(waits(), "a second person finds it");
    town.advance(Duration::minutes(6));
    let page = format!("/office/cases/{case}");
    let commands = format!("{page}/commands");
    let mut pressed = web.get(&page).expect(200).hidden(&commands);
    pressed.retain(|(name, _)| ["csrf", "version"].contains(&name.as_str()));
    let said = [("type", "confirm_refund"), ("sure", "yes")];
    pressed.extend(said.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let asked = web.post_form(&commands, &pressed).expect(403);
    assert!(asked.text().contains("fresh-code"), "{}", asked.text());
    assert_eq!(refund_state(&hanako, &receipt), "proposed");
    town.proves_again(&web, &asked, "suzuki@city.example", &commands).expect(303);
    assert_eq!(refund_state(&hanako, &receipt), "approved");
    assert!(!waits(), "and is done with it");
}

fn a_damaged_case_holds_back_nobody_elses_money(town: &TestTown) {
    let approver = town.approver_of(COPY, "suzuki");
    let clerk = town.clerk_of(COPY, "sato");
    let agreed = [paid(town), paid(town)].map(|(who, receipt)| {
        let case = clerk.finds(&receipt.number);
        clerk.commands(&case, propose(410)).expect(200);
        approver.commands(&case, confirm()).expect(200);
        (who, receipt, case)
    });
    let [(_, _, damaged), (hanako, receipt, _)] = &agreed;
    let spoil = |by: &str| {
        town.tamper(&format!("UPDATE cases SET revision = revision {by} WHERE id = '{damaged}'"));
    };
    spoil("+ 9000000000");
    let round = town.wait(town.chores().ask_about_payments()).unwrap();
    assert_eq!((round.refunds, round.faults), (1, 1));
    assert_eq!(refund_state(hanako, receipt), "returned");
    spoil("- 9000000000");
    town.advance(Duration::hours(2));
    let round = town.wait(town.chores().ask_about_payments()).unwrap();
    assert_eq!((round.refunds, round.faults), (1, 0), "once it is mended, it goes on");
    assert_eq!(refund_state(&agreed[0].0, &agreed[0].1), "returned");
}

fn who_may_not_gives_nothing_back(town: &TestTown) {
    let (hanako, receipt) = paid(town);
    let (clerk, case) = case_of(town, &receipt, "sato");
    let approver = town.approver_of(COPY, "suzuki");
    approver.commands(&case, propose(410)).expect(403);
    clerk.commands(&case, confirm()).expect(403);
    clerk.commands(&case, propose(410)).expect(200);
    clerk.commands(&case, confirm()).expect(403);
    // Both roles in one person are still one person.
    town.grants("sato", Role::Approver, &town.department_of(COPY));
    let refused = clerk.commands(&case, confirm()).expect(422).json();
    assert!(refused["detail"].as_str().unwrap().contains("別の人"), "{refused}");
    let stranger = town.approver_of("suido-kaishi", "mori");
    let body = json!({ "type": "confirm_refund", "version": 1 });
    let path = format!("/api/v1/cases/{case}/commands");
    stranger.web.post_json(&path, &[("authorization", &stranger.proof)], &body).expect(404);
    town.run_jobs();
    assert_eq!(refund_state(&hanako, &receipt), "proposed");
    let no = json!({ "type": "reject_refund", "reason": "返す理由がありません" });
    approver.commands(&case, no).expect(200);
    town.run_jobs();
    assert_eq!(refund_state(&hanako, &receipt), "rejected");
    assert_eq!(hanako.status(&receipt)["payment"]["state"], "captured");
}

fn giving_back_waits_for_a_provider_that_is_away(town: &TestTown) {
    let (hanako, receipt) = paid(town);
    let (clerk, case) = case_of(town, &receipt, "sato");
    clerk.commands(&case, propose(410)).expect(200);
    town.approver_of(COPY, "suzuki").commands(&case, confirm()).expect(200);
    town.provider_is_away(true);
    for _ in 0..3 {
        town.wait(town.chores().ask_about_payments()).unwrap_err();
        town.advance(Duration::minutes(5));
    }
    assert_eq!(refund_state(&hanako, &receipt), "approved");
    town.provider_is_away(false);
    town.advance(Duration::minutes(10));
    town.run_jobs();
    assert_eq!(refund_state(&hanako, &receipt), "returned");
    assert_eq!(hanako.status(&receipt)["payment"]["state"], "refunded");
}

fn what_the_provider_cannot_give_back_is_told(town: &TestTown) {
    // The provider's book does not know of this money.
    let (hanako, receipt) = owing(town);
    town.provider_calls(&receipt.payment().says(Captured, "e-1", town.now())).expect(204);
    let (clerk, case) = case_of(town, &receipt, "sato");
    clerk.commands(&case, propose(410)).expect(200);
    town.approver_of(COPY, "suzuki").commands(&case, confirm()).expect(200);
    town.run_jobs();
    assert_eq!(refund_state(&hanako, &receipt), "failed");
    let status = hanako.status(&receipt);
    assert_eq!(status["payment"]["state"], "captured");
    assert_eq!(happened(&status).last().unwrap(), &"refund-failed");
    let web = town.at_work("mori", Role::Clerk, COPY);
    let tasks = || web.get("/office/tasks").expect(200).text();
    assert!(tasks().contains("できなかった返金（1件）") && tasks().contains(&receipt.number));
    town.advance(Duration::minutes(1));
    clerk.commands(&case, json!({ "type": "note", "text": "口座に振り込んだ" })).expect(200);
    assert!(tasks().contains("やることはありません"), "{}", tasks());
}

fn a_receipt_for_money_is_issued_once_and_then_again(town: &TestTown) {
    let (hanako, receipt) = owing(town);
    let paper = |code: &str| {
        let proof = format!("Receipt {code}");
        let path = format!("/api/v1/submissions/{}/payment.pdf", receipt.number);
        hanako.web.send("GET", &path, &[("authorization", &proof)], Vec::new())
    };
    paper(&receipt.code).expect(404);
    let page = hanako.web.get(receipt.body["payment_url"].as_str().unwrap()).expect(303).location();
    hanako.pays_by_card(&page, "success");
    let first = paper(&receipt.code).expect(200);
    assert_eq!(first.header("content-type"), Some("application/pdf"));
    assert_eq!(rows_of(town, "payment_receipts"), 1);
    hanako.opens(&receipt);
    let shown = hanako.web.get(&page_of(&receipt)).expect(200).text();
    assert!(shown.contains(&format!("{}/payment.pdf", page_of(&receipt))), "{shown}");
    town.advance(Duration::hours(1));
    let again = paper(&receipt.code).expect(200);
    assert!(again.body.len() > first.body.len(), "it says that it is issued again");
    assert_eq!(rows_of(town, "payment_receipts"), 1);
}

fn the_office_is_told_that_a_withdrawn_case_is_paid(town: &TestTown) {
    let (hanako, receipt) = paid(town);
    let (_, case) = case_of(town, &receipt, "sato");
    hanako.acts(&receipt, "withdrawal", &json!({})).expect(200);

    let screen = town.resident().web;
    at_the_screen(town, COPY, &screen, "screen@city.example");

    let shown = screen.get(&format!("/office/cases/{case}")).expect(200).text();
    assert!(shown.contains("取り下げられた申請ですが、手数料が支払われています"), "{shown}");
    assert!(shown.contains("返金を起案する"), "and what to do about it: {shown}");
}
