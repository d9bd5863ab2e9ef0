//! What every payment gateway promises, asked of each in the same words: the pretended
//! provider, and a provider of the shape of Stripe Checkout.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that stops says so best by stopping"
)]

mod merchant;
mod stripe;
mod stub;

use chrono::Duration;
use fees::{
    CallbackFault, Currency, GatewayError, OpenedOrder, OrderName, OrderStage, PaymentEvent,
    PaymentEventKind::{Captured, Refunded},
    PaymentGateway, PaymentOrder, RefundOrder, RefundStage,
};
use kernel::{Instant, PaymentId, RefundId, SystemIds, Yen};
use merchant::Told;
use testkit::StripeHouse;

/// A provider in its house, with everything that a payer does there.
trait House {
    /// Our side of it.
    fn gateway(&self) -> &dyn PaymentGateway;
    /// What time it is there.
    fn now(&self) -> Instant;
    /// The next callback as it came.
    fn hears(&self) -> Told;
    /// The payer pays at the page.
    fn is_paid_by_card(&self, order: &OpenedOrder);
    /// The payer takes a number for a convenience store.
    fn gives_a_number(&self, order: &OpenedOrder);
    /// The payer pays it there.
    fn is_paid_at_the_store(&self, order: &OpenedOrder);
    /// Nobody pays in time.
    fn lets_expire(&self, order: &OpenedOrder);
    /// Nothing is left of the names under which it was asked.
    fn forgets_names(&self) {}
    /// Nobody is there any more.
    fn goes_away(&mut self);
}

#[test]
fn the_pretended_provider_keeps_every_promise() {
    keeps_every_promise(&mut stub::Stub::opens());
}

#[test]
fn a_provider_of_the_shape_of_stripe_keeps_every_promise() {
    if let Some(mut house) = stripe::Stripe::opens() {
        keeps_every_promise(&mut house);
    }
}

#[test]
fn who_is_not_the_provider_says_nothing_of_an_order() {
    let elsewhere = stub::Stub::opens();
    let gateway = StripeHouse::gateway_by(&elsewhere.address, "https://city.example");
    let payment = PaymentId::new(&SystemIds, elsewhere.now());
    let order = OrderName { payment, reference: "cs_test_1".to_owned() };
    let fault = gateway.look_up(&order).unwrap_err();
    assert!(matches!(fault, GatewayError::UnexpectedStatus { status: 404 }), "{fault:?}");
}

fn keeps_every_promise(house: &mut dyn House) {
    an_order_is_opened_once(house);
    what_is_paid_by_card_is_told_and_found(house);
    what_is_paid_at_a_store_waits_and_comes(house);
    an_order_that_expired_is_followed_by_another(house);
    money_goes_back_once_and_never_more_than_came(house);
    the_book_tells_every_movement(house);
    nobody_else_tells_of_money(house);
    who_is_away_is_an_error_and_no_answer(house);
}

fn order(house: &dyn House) -> PaymentOrder {
    let now = house.now();
    PaymentOrder {
        payment: PaymentId::new(&SystemIds, now),
        attempt: 1,
        asked_at: now,
        amount: Yen::new(410),
        title: "住民票の写し".to_owned(),
        expires_at: now.plus(Duration::days(14)),
        return_path: "/receipts/2611-7K3M-9QXB".to_owned(),
    }
}

fn name(order: &PaymentOrder, opened: &OpenedOrder) -> OrderName {
    OrderName { payment: order.payment.clone(), reference: opened.reference.clone() }
}

/// The stage of an order and what happened to it.
fn stands(
    house: &dyn House,
    order: &PaymentOrder,
    opened: &OpenedOrder,
) -> (OrderStage, Vec<PaymentEvent>, Option<String>) {
    let standing = house.gateway().look_up(&name(order, opened)).unwrap().expect("it is known");
    (standing.stage, standing.events, standing.page)
}

/// The next callback of this kind about this payment, believed.
fn hears(house: &dyn House, payment: &PaymentId, kind: fees::PaymentEventKind) -> PaymentEvent {
    loop {
        let told = house.hears();
        let heard = house.gateway().verify_callback(&told.headers(), &told.body, house.now());
        if let Some(callback) = heard.expect("the provider signs")
            && callback.payment == *payment
            && callback.event.kind == kind
        {
            return callback.event;
        }
    }
}

fn an_order_is_opened_once(house: &dyn House) {
    let order = order(house);
    let opened = house.gateway().open(&order).unwrap();
    assert_eq!(house.gateway().open(&order).unwrap(), opened, "asked again");
    let (stage, events, page) = stands(house, &order, &opened);
    assert_eq!((stage, events), (OrderStage::Open, vec![]));
    assert_eq!(page, Some(opened.page.clone()));
    let unknown = PaymentId::new(&SystemIds, house.now());
    let reference = format!("{}x", opened.reference);
    let unknown = OrderName { payment: unknown, reference };
    assert_eq!(house.gateway().look_up(&unknown).unwrap(), None);
}

fn paid(house: &dyn House) -> (PaymentOrder, PaymentEvent) {
    let order = order(house);
    let opened = house.gateway().open(&order).unwrap();
    house.is_paid_by_card(&opened);
    let told = hears(house, &order.payment, Captured);
    assert_eq!((told.amount, told.currency), (order.amount, Currency::Jpy));
    let (stage, events, page) = stands(house, &order, &opened);
    assert_eq!(stage, OrderStage::Over);
    let found: Vec<&PaymentEvent> = events.iter().filter(|e| e.kind == Captured).collect();
    assert_eq!(found.len(), 1);
    assert_eq!(found.first().unwrap().event_id, told.event_id, "told or asked, it is the same");
    drop(page);
    (order, told)
}

fn what_is_paid_by_card_is_told_and_found(house: &dyn House) {
    paid(house);
}

fn what_is_paid_at_a_store_waits_and_comes(house: &dyn House) {
    let order = order(house);
    let opened = house.gateway().open(&order).unwrap();
    house.gives_a_number(&opened);
    let (stage, events, page) = stands(house, &order, &opened);
    assert_eq!(stage, OrderStage::Pending);
    assert!(events.iter().all(|event| event.kind != Captured), "{events:?}");
    assert!(page.is_some(), "the number can be seen again");
    house.is_paid_at_the_store(&opened);
    let told = hears(house, &order.payment, Captured);
    let (stage, events, _) = stands(house, &order, &opened);
    assert_eq!(stage, OrderStage::Over);
    assert!(events.iter().any(|event| event.event_id == told.event_id));
}

fn an_order_that_expired_is_followed_by_another(house: &dyn House) {
    let short = PaymentOrder { expires_at: house.now().plus(Duration::hours(1)), ..order(house) };
    let opened = house.gateway().open(&short).unwrap();
    house.lets_expire(&opened);
    let (stage, events, _) = stands(house, &short, &opened);
    assert_eq!((stage, events), (OrderStage::Over, vec![]));
    let (asked_at, expires_at) = (house.now(), house.now().plus(Duration::days(14)));
    let next = PaymentOrder { attempt: 2, asked_at, expires_at, ..short };
    let opened = house.gateway().open(&next).unwrap();
    house.is_paid_by_card(&opened);
    assert_eq!(hears(house, &next.payment, Captured).amount, next.amount);
}

fn back(order: &PaymentOrder, capture: &PaymentEvent, yen: i64, house: &dyn House) -> RefundOrder {
    RefundOrder {
        id: RefundId::new(&SystemIds, house.now()),
        payment: order.payment.clone(),
        capture: capture.event_id.clone(),
        amount: Yen::new(yen),
        reference: None,
    }
}

fn money_goes_back_once_and_never_more_than_came(house: &dyn House) {
    let (order, capture) = paid(house);
    let wanted = back(&order, &capture, 110, house);
    let done = house.gateway().give_back(&wanted).unwrap();
    let RefundStage::Done(event) = &done.stage else { panic!("{done:?}") };
    assert_eq!((event.kind, event.amount), (Refunded, Yen::new(110)));
    assert_eq!(house.gateway().give_back(&wanted).unwrap(), done, "asked again");
    house.forgets_names();
    assert_eq!(house.gateway().give_back(&wanted).unwrap(), done, "asked again days later");
    let reference = Some(done.reference.clone());
    let asked = house.gateway().give_back(&RefundOrder { reference, ..wanted }).unwrap();
    assert_eq!(asked.stage, done.stage, "asked how far it is");
    assert_eq!(hears(house, &order.payment, Refunded).event_id, event.event_id);
    let too_much = back(&order, &capture, 301, house);
    assert_eq!(house.gateway().give_back(&too_much).unwrap().stage, RefundStage::Failed);
}

fn the_book_tells_every_movement(house: &dyn House) {
    let since = house.now().plus(-Duration::minutes(1));
    let (order, capture) = paid(house);
    let done = house.gateway().give_back(&back(&order, &capture, 410, house)).unwrap();
    let RefundStage::Done(event) = done.stage else { panic!("{done:?}") };
    let until = house.now().plus(Duration::minutes(1));
    let book = house.gateway().ledger(since, until).unwrap();
    let ours = book.iter().filter(|entry| entry.payment.as_ref() == Some(&order.payment));
    let moved: Vec<_> = ours.map(|e| (e.kind, e.amount, e.event_id.as_str())).collect();
    let all = Yen::new(410);
    assert_eq!(
        moved,
        [(Captured, all, capture.event_id.as_str()), (Refunded, all, event.event_id.as_str()),]
    );
    let later = until.plus(Duration::days(1));
    assert_eq!(house.gateway().ledger(later, later.plus(Duration::days(1))).unwrap(), []);
}

fn nobody_else_tells_of_money(house: &dyn House) {
    let order = order(house);
    house.is_paid_by_card(&house.gateway().open(&order).unwrap());
    let told = house.hears();
    let verify = |headers: &[(&str, &str)], body: &[u8], now| {
        house.gateway().verify_callback(headers, body, now).map(drop)
    };
    let (headers, now) = (told.headers(), house.now());
    assert_eq!(verify(&headers, &told.body, now), Ok(()));
    assert_eq!(verify(&[], &told.body, now), Err(CallbackFault::SignatureMissing));
    let forged = String::from_utf8(told.body.clone()).unwrap().replace("410", "411");
    assert_eq!(verify(&headers, forged.as_bytes(), now), Err(CallbackFault::SignatureWrong));
    let late = now.plus(Duration::minutes(10));
    assert_eq!(verify(&headers, &told.body, late), Err(CallbackFault::TimestampOutOfRange));
}

fn who_is_away_is_an_error_and_no_answer(house: &mut dyn House) {
    let order = order(house);
    let opened = house.gateway().open(&order).unwrap();
    house.goes_away();
    let away =
        |fault: GatewayError| assert!(matches!(fault, GatewayError::Unreachable(_)), "{fault:?}");
    away(house.gateway().open(&order).unwrap_err());
    away(house.gateway().look_up(&name(&order, &opened)).unwrap_err());
    away(house.gateway().ledger(house.now(), house.now()).unwrap_err());
}
