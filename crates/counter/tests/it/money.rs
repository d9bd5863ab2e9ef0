//! Paying: told twice, told wrongly, told too late.

use chores::{Difference, DifferenceKind};
use chrono::Duration;
use fees::PaymentEventKind::{Captured, ChargedBack, Failed, Refunded};
use serde_json::{Value, json};
use testkit::{HANAKO, Payment, Receipt, Resident, TestTown, on_both_engines};

pub(crate) const COPY: &str = "juminhyo-utsushi";

on_both_engines!(
    a_paid_submission_is_received,
    a_replayed_callback_changes_nothing,
    a_forged_callback_changes_nothing,
    the_wrong_amount_pays_nothing,
    unpaid_submissions_lapse_and_late_money_is_recorded,
    the_order_is_opened_when_pay_is_pressed_and_not_before,
    a_provider_that_is_away_loses_nothing,
    presses_at_once_open_one_order,
    a_callback_that_never_comes_costs_minutes,
    who_presses_again_after_paying_is_shown_that_it_is_paid,
    a_number_for_the_store_is_shown_again,
    money_moves_the_case_the_same_in_every_order,
    a_forged_return_pays_nothing,
);

pub(crate) fn owing(town: &TestTown) -> (Resident, Receipt) {
    let hanako = town.resident();
    let receipt = hanako.files(COPY, &town.answers(&hanako, COPY));
    assert_eq!(receipt.body["state"], "awaiting-payment");
    (hanako, receipt)
}

pub(crate) fn happened(status: &Value) -> Vec<&str> {
    let timeline = status["timeline"].as_array().unwrap();
    timeline.iter().map(|entry| entry["what"].as_str().unwrap()).collect()
}

fn a_paid_submission_is_received(town: &TestTown) {
    let (hanako, receipt) = owing(town);
    let payment = receipt.payment();
    assert_eq!(payment.amount, 410, "300 yen a copy and 110 yen postage");

    town.provider_calls(&payment.says(Captured, "e-1", town.now())).expect(204);

    let status = hanako.status(&receipt);
    assert_eq!(status["state"], "received");
    assert_eq!(status["payment"]["state"], "captured");
    assert_eq!(status["payment"]["url"], Value::Null);
    assert_eq!(happened(&status), ["filed", "paid"]);
    town.run_jobs();
    town.letters_are(&[
        (HANAKO, "受け付けました（お支払いをお願いします）", &receipt.number),
        (HANAKO, "お支払いを確認しました", "410円"),
    ]);
}

fn a_replayed_callback_changes_nothing(town: &TestTown) {
    let (hanako, receipt) = owing(town);
    let body = receipt.payment().says(Captured, "e-1", town.now());

    for _ in 0..3 {
        town.provider_calls(&body).expect(204);
    }

    assert_eq!(happened(&hanako.status(&receipt)), ["filed", "paid"]);
    town.run_jobs();
    town.letters_are(&[
        (HANAKO, "受け付けました（お支払いをお願いします）", &receipt.number),
        (HANAKO, "お支払いを確認しました", "410円"),
    ]);
}

fn a_forged_callback_changes_nothing(town: &TestTown) {
    let (hanako, receipt) = owing(town);
    let body = receipt.payment().says(Captured, "e-1", town.now());

    town.forger_calls(&body).expect(400);
    hanako.web.send("POST", "/payments/callback", &[], body).expect(400);

    let status = hanako.status(&receipt);
    assert_eq!(
        (&status["state"], &status["payment"]["state"]),
        (&"awaiting-payment".into(), &"open".into())
    );
}

fn the_wrong_amount_pays_nothing(town: &TestTown) {
    let (hanako, receipt) = owing(town);
    let mut payment = receipt.payment();
    payment.amount = 1;

    town.provider_calls(&payment.says(Captured, "e-1", town.now())).expect(204);

    let status = hanako.status(&receipt);
    assert_eq!(status["state"], "awaiting-payment");
    assert_eq!(status["payment"]["state"], "needs-attention");
}

fn unpaid_submissions_lapse_and_late_money_is_recorded(town: &TestTown) {
    let (hanako, receipt) = owing(town);
    let payment = receipt.payment();
    town.run_jobs();
    assert_eq!(hanako.status(&receipt)["state"], "awaiting-payment");

    town.advance(Duration::days(15));
    town.run_jobs();
    assert_eq!(hanako.status(&receipt)["state"], "lapsed");

    town.provider_calls(&payment.says(Captured, "e-1", town.now())).expect(204);
    let status = hanako.status(&receipt);
    assert_eq!(status["state"], "lapsed");
    assert_eq!(happened(&status), ["filed", "lapsed", "paid-too-late"]);
}

pub(crate) fn page_of(receipt: &Receipt) -> String {
    format!("/receipts/{}", receipt.number)
}

/// Rows of a table.
pub(crate) fn rows_of(town: &TestTown, table: &str) -> usize {
    town.dump().iter().filter(|row| row.starts_with(table)).count()
}

fn the_order_is_opened_when_pay_is_pressed_and_not_before(town: &TestTown) {
    let (hanako, receipt) = owing(town);
    hanako.opens(&receipt);
    assert_eq!(rows_of(town, "payment_orders"), 0, "filing asks nobody");
    assert_eq!(hanako.status(&receipt)["payment"]["paying"], "not-begun");

    let page = hanako.presses_pay(&receipt).expect(303).location();
    assert_eq!(rows_of(town, "payment_orders"), 1);
    let order = Payment::of_page(&page);
    assert_eq!((order.amount, order.title.is_empty()), (410, false));
    assert_eq!(hanako.status(&receipt)["payment"]["paying"], "begun");
    let again = hanako.presses_pay(&receipt).expect(303).location();
    assert_eq!(again, page, "the same order");

    hanako.pays_by_card(&page, "success");
    let status = hanako.status(&receipt);
    assert_eq!(
        (&status["state"], &status["payment"]["paying"]),
        (&json!("received"), &json!("not-begun"))
    );
    let nothing = hanako.web.get(receipt.body["payment_url"].as_str().unwrap()).expect(303);
    assert_eq!(nothing.location(), page_of(&receipt), "what is paid is not paid again");
}

fn a_provider_that_is_away_loses_nothing(town: &TestTown) {
    town.provider_is_away(true);
    let (hanako, receipt) = owing(town);
    hanako.opens(&receipt);
    let back = hanako.presses_pay(&receipt).expect(303).location();
    assert_eq!(back, format!("{}?done=pay-later", page_of(&receipt)));
    for (language, words) in [
        ("ja", "ただいま決済会社につながりません"),
        ("en", "The payment provider cannot be reached just now"),
    ] {
        let page = hanako.web.send("GET", &back, &[("accept-language", language)], Vec::new());
        assert!(page.expect(200).text().contains(words), "{language}");
    }
    let bill = receipt.body["payment_url"].as_str().unwrap();
    let away = hanako.web.get(bill).expect(503);
    assert_eq!(away.header("retry-after"), Some("60"));
    let status = hanako.status(&receipt);
    assert_eq!(
        (&status["state"], &status["payment"]["state"]),
        (&json!("awaiting-payment"), &json!("open"))
    );
    assert_eq!(status["payment"]["url"], bill);

    town.provider_is_away(false);
    let page = hanako.presses_pay(&receipt).expect(303).location();
    hanako.pays_by_card(&page, "success");
    assert_eq!(hanako.status(&receipt)["state"], "received");
    assert_eq!(rows_of(town, "payment_orders"), 1, "the order that could not be opened at first");
}

fn presses_at_once_open_one_order(town: &TestTown) {
    let (hanako, receipt) = owing(town);
    let bill = receipt.body["payment_url"].as_str().unwrap();
    let pages: Vec<String> = std::thread::scope(|scope| {
        let press = || scope.spawn(|| town.resident().web.get(bill).expect(303).location());
        let presses: Vec<_> = (0..12).map(|_| press()).collect();
        presses.into_iter().map(|press| press.join().unwrap()).collect()
    });
    assert!(pages.iter().all(|page| *page == pages[0]), "{pages:?}");
    assert_eq!(rows_of(town, "payment_orders"), 1);
    for page in &pages[..2] {
        hanako.pays_by_card(page, "success");
    }
    assert_eq!(happened(&hanako.status(&receipt)), ["filed", "paid"]);
}

fn a_callback_that_never_comes_costs_minutes(town: &TestTown) {
    let (hanako, receipt) = owing(town);
    let bill = receipt.body["payment_url"].as_str().unwrap();
    let page = hanako.web.get(bill).expect(303).location();
    hanako.pays_by_card(&page, "never");
    assert_eq!(hanako.status(&receipt)["state"], "awaiting-payment");
    town.provider_is_away(true);
    town.advance(Duration::minutes(3));
    town.wait(town.chores().ask_about_payments()).unwrap_err();
    assert_eq!(hanako.status(&receipt)["state"], "awaiting-payment");
    town.provider_is_away(false);
    let round = town.wait(town.chores().ask_about_payments()).unwrap();
    assert_eq!((round.orders, round.faults), (1, 0));
    let status = hanako.status(&receipt);
    assert_eq!(
        (&status["state"], &status["payment"]["state"]),
        (&json!("received"), &json!("captured"))
    );
    town.advance(Duration::hours(2));
    assert_eq!(town.wait(town.chores().ask_about_payments()).unwrap().orders, 0, "it is over");
}

fn who_presses_again_after_paying_is_shown_that_it_is_paid(town: &TestTown) {
    let (hanako, receipt) = owing(town);
    hanako.opens(&receipt);
    let page = hanako.presses_pay(&receipt).expect(303).location();
    hanako.pays_by_card(&page, "never");
    let shown = hanako.web.get(&page_of(&receipt)).expect(200).text();
    assert!(shown.contains("二重に支払うことにはなりません"), "{shown}");
    let back = hanako.presses_pay(&receipt).expect(303).location();
    assert_eq!(back, page_of(&receipt));
    assert_eq!(hanako.status(&receipt)["state"], "received");
    assert!(!hanako.web.get(&back).expect(200).text().contains("/payment\""), "no button is left");
}

fn a_number_for_the_store_is_shown_again(town: &TestTown) {
    let (hanako, receipt) = owing(town);
    hanako.opens(&receipt);
    let page = hanako.presses_pay(&receipt).expect(303).location();
    hanako.takes_a_number(&page);
    town.advance(Duration::minutes(3));
    town.run_jobs();
    assert_eq!(hanako.status(&receipt)["payment"]["paying"], "pending");
    let shown = hanako.web.get(&page_of(&receipt)).expect(200).text();
    assert!(shown.contains("支払いの番号を見る"), "{shown}");
    assert_eq!(hanako.presses_pay(&receipt).expect(303).location(), page);
    hanako.pays_the_number(&page);
    assert_eq!(hanako.status(&receipt)["state"], "received");
}

/// F13 of the security walk: whatever is heard first, the end is the same.
fn money_moves_the_case_the_same_in_every_order(town: &TestTown) {
    let kinds = [("a", Failed), ("b", Captured), ("c", Refunded), ("d", ChargedBack)];
    let orders =
        [[0, 1, 2, 3], [3, 2, 1, 0], [2, 1, 3, 0], [3, 1, 0, 2], [1, 3, 2, 0], [2, 3, 0, 1]];
    let mut ends = Vec::new();
    for order in orders {
        let (hanako, receipt) = owing(town);
        let payment = receipt.payment();
        let told_at = town.now();
        for place in order {
            let (name, kind) = kinds[place];
            let event = format!("{name}-{}", receipt.number);
            town.provider_calls(&payment.says(kind, &event, told_at)).expect(204);
        }
        let status = hanako.status(&receipt);
        let mut facts: Vec<String> = happened(&status).into_iter().map(str::to_owned).collect();
        facts.sort();
        let about = |difference: &Difference| difference.subject == payment.id;
        let found = town.wait(chores::differences(town.archive(), false)).unwrap();
        let kinds: Vec<_> = found.iter().filter(|d| about(d)).map(|d| d.kind).collect();
        let url = status["payment"]["url"].clone();
        ends.push((status["state"].clone(), status["payment"]["state"].clone(), url, facts, kinds));
    }
    let expected = (
        json!("received"),
        json!("needs-attention"),
        Value::Null,
        ["filed", "paid", "refunded"].map(str::to_owned).to_vec(),
        vec![DifferenceKind::ChargedBack],
    );
    assert!(ends.iter().all(|end| *end == expected), "{ends:#?}");
}

fn a_forged_return_pays_nothing(town: &TestTown) {
    let (hanako, receipt) = owing(town);
    hanako.opens(&receipt);
    let forged = format!("{}?done=paid&status=success&payment=captured", page_of(&receipt));
    hanako.web.get(&forged).expect(200);
    assert_eq!(hanako.status(&receipt)["state"], "awaiting-payment");
}
