//! Paying by a provider of the shape of Stripe Checkout, the whole way through the public door.

use chores::DifferenceKind;
use chrono::Duration;
use serde_json::json;
use testkit::{Receipt, Resident, StripeHouse, TestTown, on_both_engines};

use crate::{
    giving_back::{case_of, confirm, differences, propose, refund_state},
    money::{COPY, happened, owing, page_of, rows_of},
};

on_both_engines!(paying by stripe:
    a_card_pays_once,
    a_number_for_a_store_is_shown_and_paid_later,
    a_number_that_lapsed_is_followed_by_another_order,
    a_page_that_expired_is_followed_by_another,
    who_goes_back_finds_the_same_page,
    presses_at_once_open_one_session,
    callbacks_late_doubled_and_backwards_pay_once,
    a_forged_callback_is_no_payment,
    what_is_never_told_is_asked_for,
    two_people_give_back_and_a_forgotten_key_gives_back_once,
    a_refund_to_who_paid_at_a_store_takes_its_time,
    the_book_shows_what_happened_at_the_providers_screen,
    an_order_that_was_never_answered_is_asked_for_anew,
);

/// Owes, and has pressed the button.
fn at_the_page(town: &TestTown) -> (Resident, Receipt, String) {
    let (hanako, receipt) = owing(town);
    hanako.opens(&receipt);
    let page = hanako.presses_pay(&receipt).expect(303).location();
    (hanako, receipt, page)
}

#[track_caller]
fn stands(hanako: &Resident, receipt: &Receipt, case: &str, payment: &str) {
    let status = hanako.status(receipt);
    let is = (&status["state"], &status["payment"]["state"]);
    assert_eq!(is, (&json!(case), &json!(payment)), "{status}");
}

fn a_card_pays_once(town: &TestTown, stripe: &StripeHouse) {
    let (hanako, receipt, page) = at_the_page(town);
    assert!(page.starts_with(stripe.address()), "{page}");
    let shown = stripe.shows(&page);
    let back = format!("http://{}{}", town.host(), page_of(&receipt));
    assert_eq!(
        shown,
        json!({
            "title": "住民票の写し", "amount": 410, "methods": ["card", "konbini"],
            "success_url": back, "cancel_url": back,
        })
    );
    stripe.declines_a_card(&page);
    stands(&hanako, &receipt, "awaiting-payment", "open");
    stripe.is_paid_by_card(&page);
    stands(&hanako, &receipt, "received", "captured");
    assert_eq!(happened(&hanako.status(&receipt)), ["filed", "paid"]);
    let bill = receipt.body["payment_url"].as_str().unwrap();
    assert_eq!(hanako.web.get(bill).expect(303).location(), page_of(&receipt));
    assert_eq!(stripe.counts(), (1, 1, 0));
}

fn a_number_for_a_store_is_shown_and_paid_later(town: &TestTown, stripe: &StripeHouse) {
    let (hanako, receipt, page) = at_the_page(town);
    stripe.gives_a_number(&page);
    town.advance(Duration::minutes(3));
    town.run_jobs();
    assert_eq!(hanako.status(&receipt)["payment"]["paying"], "pending");
    let shown = hanako.web.get(&page_of(&receipt)).expect(200).text();
    assert!(shown.contains("支払いの番号を見る"), "{shown}");
    let voucher = hanako.presses_pay(&receipt).expect(303).location();
    assert!(voucher.contains("/konbini/voucher/"), "{voucher}");
    town.advance(Duration::days(3));
    stripe.is_paid_at_the_store(&voucher);
    stands(&hanako, &receipt, "received", "captured");
    assert_eq!(stripe.counts(), (1, 1, 0));
}

fn a_number_that_lapsed_is_followed_by_another_order(town: &TestTown, stripe: &StripeHouse) {
    let (hanako, receipt, page) = at_the_page(town);
    stripe.gives_a_number(&page);
    stripe.lets_the_number_lapse(&page);
    stands(&hanako, &receipt, "awaiting-payment", "failed");
    let next = hanako.presses_pay(&receipt).expect(303).location();
    assert_ne!(next, page);
    stripe.is_paid_by_card(&next);
    stands(&hanako, &receipt, "received", "captured");
    assert_eq!(stripe.counts(), (2, 1, 0));
}

fn a_page_that_expired_is_followed_by_another(town: &TestTown, stripe: &StripeHouse) {
    let (hanako, receipt, page) = at_the_page(town);
    town.advance(Duration::hours(25));
    town.run_jobs();
    let next = hanako.web.get(receipt.body["payment_url"].as_str().unwrap()).expect(303).location();
    assert_ne!(next, page);
    stripe.closes(&next);
    stands(&hanako, &receipt, "awaiting-payment", "open");
    let last = hanako.web.get(receipt.body["payment_url"].as_str().unwrap()).expect(303).location();
    stripe.is_paid_by_card(&last);
    stands(&hanako, &receipt, "received", "captured");
    assert_eq!(stripe.counts(), (3, 1, 0));
}

fn who_goes_back_finds_the_same_page(town: &TestTown, stripe: &StripeHouse) {
    let (hanako, receipt, page) = at_the_page(town);
    let back = stripe.shows(&page)["cancel_url"].as_str().unwrap().to_owned();
    let shown = hanako.web.get(&back).expect(200).text();
    assert!(shown.contains(&format!("{}/payment\"", page_of(&receipt))), "the button: {shown}");
    assert_eq!(hanako.presses_pay(&receipt).expect(303).location(), page);
    stands(&hanako, &receipt, "awaiting-payment", "open");
}

fn presses_at_once_open_one_session(town: &TestTown, stripe: &StripeHouse) {
    let (hanako, receipt) = owing(town);
    let bill = receipt.body["payment_url"].as_str().unwrap();
    let pages: Vec<String> = std::thread::scope(|scope| {
        let press = || scope.spawn(|| town.resident().web.get(bill).expect(303).location());
        let presses: Vec<_> = (0..8).map(|_| press()).collect();
        presses.into_iter().map(|press| press.join().unwrap()).collect()
    });
    assert!(pages.iter().all(|page| *page == pages[0]), "{pages:?}");
    assert_eq!(rows_of(town, "payment_orders"), 1);
    stripe.is_paid_by_card(&pages[0]);
    stands(&hanako, &receipt, "received", "captured");
    assert_eq!(stripe.counts(), (1, 1, 0));
}

fn callbacks_late_doubled_and_backwards_pay_once(town: &TestTown, stripe: &StripeHouse) {
    let (hanako, receipt, page) = at_the_page(town);
    stripe.falls_silent();
    stripe.gives_a_number(&page);
    stripe.is_paid_at_the_store(&page);
    town.advance(Duration::hours(1));
    stands(&hanako, &receipt, "awaiting-payment", "open");
    stripe.tells_all(3, true);
    stands(&hanako, &receipt, "received", "captured");
    assert_eq!(happened(&hanako.status(&receipt)), ["filed", "paid"]);
    assert_eq!(differences(town), []);
}

fn a_forged_callback_is_no_payment(town: &TestTown, stripe: &StripeHouse) {
    let (hanako, receipt, page) = at_the_page(town);
    let session = json!({
        "id": page.rsplit('/').next(), "status": "complete", "payment_status": "paid",
        "amount_total": 410, "currency": "jpy", "created": town.now().millis() / 1000,
        "client_reference_id": receipt.body["payment_url"].as_str().unwrap().rsplit('/').next(),
        "payment_intent": "pi_forged",
    });
    let told = json!({
        "type": "checkout.session.completed", "created": town.now().millis() / 1000,
        "data": { "object": session },
    });
    let time = town.now().millis() / 1000;
    for proof in
        [None, Some("t=1,v1=00".to_owned()), Some(format!("t={time},v1={}", "0".repeat(64)))]
    {
        let headers: Vec<_> =
            proof.iter().map(|value| ("stripe-signature", value.as_str())).collect();
        hanako.web.post_json("/payments/callback", &headers, &told).expect(400);
    }
    stands(&hanako, &receipt, "awaiting-payment", "open");
    assert_eq!(stripe.counts(), (1, 0, 0));
}

fn what_is_never_told_is_asked_for(town: &TestTown, stripe: &StripeHouse) {
    let (hanako, receipt, page) = at_the_page(town);
    stripe.falls_silent();
    stripe.is_paid_by_card(&page);
    stands(&hanako, &receipt, "awaiting-payment", "open");
    town.advance(Duration::minutes(3));
    town.run_jobs();
    stands(&hanako, &receipt, "received", "captured");
    stripe.tells_all(2, false);
    assert_eq!(happened(&hanako.status(&receipt)), ["filed", "paid"]);
    assert_eq!(differences(town), [], "told or asked, it is the same movement");
}

fn two_people_give_back_and_a_forgotten_key_gives_back_once(town: &TestTown, stripe: &StripeHouse) {
    let (hanako, receipt, page) = at_the_page(town);
    stripe.is_paid_by_card(&page);
    let (clerk, case) = case_of(town, &receipt, "sato");
    let approver = town.approver_of(COPY, "suzuki");
    clerk.commands(&case, propose(110)).expect(200);
    clerk.commands(&case, confirm()).expect(403);
    approver.commands(&case, confirm()).expect(200);
    town.run_jobs();
    assert_eq!(refund_state(&hanako, &receipt), "returned");
    stands(&hanako, &receipt, "received", "captured");
    assert_eq!(stripe.counts(), (1, 1, 1));

    // The answer was lost, and a day later nothing but our own mark tells that it was done.
    town.tamper(
        "UPDATE refunds SET state = 'approved', reference = NULL, ended_at = NULL, \
         try_at = decided_at, tries = 1",
    );
    stripe.forgets_keys();
    town.advance(Duration::days(2));
    town.run_jobs();
    assert_eq!(refund_state(&hanako, &receipt), "returned");
    assert_eq!(stripe.counts(), (1, 1, 1), "given back once");

    clerk.commands(&case, propose(300)).expect(200);
    approver.commands(&case, confirm()).expect(200);
    town.run_jobs();
    stands(&hanako, &receipt, "received", "refunded");
    assert_eq!(stripe.counts(), (1, 1, 2));
}

fn a_refund_to_who_paid_at_a_store_takes_its_time(town: &TestTown, stripe: &StripeHouse) {
    let (hanako, receipt, page) = at_the_page(town);
    stripe.gives_a_number(&page);
    stripe.is_paid_at_the_store(&page);
    let (clerk, case) = case_of(town, &receipt, "sato");
    clerk.commands(&case, propose(410)).expect(200);
    town.approver_of(COPY, "suzuki").commands(&case, confirm()).expect(200);
    town.run_jobs();
    assert_eq!(refund_state(&hanako, &receipt), "underway", "the payer names an account first");
    stripe.sends_it_to_an_account(&page);
    town.advance(Duration::minutes(10));
    town.run_jobs();
    assert_eq!(refund_state(&hanako, &receipt), "returned");
    stands(&hanako, &receipt, "received", "refunded");
    assert_eq!(stripe.counts(), (1, 1, 1));
}

fn the_book_shows_what_happened_at_the_providers_screen(town: &TestTown, stripe: &StripeHouse) {
    let all: Vec<_> = (0..4).map(|_| at_the_page(town)).collect();
    let [(_, _, whole), (_, _, by_hand), (_, _, disputed), (hanako, unheard, untold)] = &all[..]
    else {
        panic!("four")
    };
    for page in [whole, by_hand, disputed] {
        stripe.is_paid_by_card(page);
    }
    stripe.gives_back_by_hand(by_hand, 410);
    stripe.is_disputed(disputed);
    stripe.falls_silent();
    stripe.is_paid_by_card(untold);
    town.advance(Duration::hours(2));
    let compared = town.wait(town.chores().compare_ledger_daily()).unwrap().unwrap();
    assert_eq!((compared.theirs, compared.ours, compared.found), (6, 3, 3), "{compared:?}");
    let found = differences(town);
    assert!(found.iter().all(|d| d.kind == DifferenceKind::PaidThereOnly), "{found:?}");
    let named = found.iter().filter_map(|d| d.payment.as_ref()).map(ToString::to_string);
    let bill = |receipt: &Receipt| -> String {
        receipt.body["payment_url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()
    };
    let (mut named, mut expected): (Vec<_>, Vec<_>) =
        (named.collect(), all[1..].iter().map(|(_, receipt, _)| bill(receipt)).collect());
    named.sort();
    expected.sort();
    assert_eq!(named, expected, "each names the payment that it is about");
    town.run_jobs();
    stands(hanako, unheard, "received", "captured");
    town.advance(Duration::days(1));
    let again = town.wait(town.chores().compare_ledger_daily()).unwrap().unwrap();
    assert_eq!((again.ours, again.found), (4, 0), "what is known is not found again");
}

fn an_order_that_was_never_answered_is_asked_for_anew(town: &TestTown, stripe: &StripeHouse) {
    let (hanako, receipt) = owing(town);
    hanako.opens(&receipt);
    town.provider_is_away(true);
    let back = hanako.presses_pay(&receipt).expect(303).location();
    assert_eq!(back, format!("{}?done=pay-later", page_of(&receipt)));
    // The page that was wanted then would have been closed by now.
    town.advance(Duration::days(3));
    town.provider_is_away(false);
    let page = hanako.web.get(receipt.body["payment_url"].as_str().unwrap()).expect(303).location();
    stripe.is_paid_by_card(&page);
    stands(&hanako, &receipt, "received", "captured");
    assert_eq!(stripe.counts(), (1, 1, 0));
}
