//! Money in every order: what comes to the case does not depend on what was heard first.

use chrono::Duration;
use kernel::{Instant, PaymentId, SubmissionId, SystemIds};

use super::*;
use crate::FeeLine;

const NOON: Instant = Instant::from_millis(1_795_222_800_000);

fn bill() -> Bill {
    let amount = Yen::new(410);
    let line = FeeLine { label: "写し".to_owned(), unit: amount, quantity: 1, amount };
    let payment = PaymentId::new(&SystemIds, NOON);
    let submission = SubmissionId::new(&SystemIds, NOON);
    Bill::issue(payment, submission, vec![line], NOON, NOON.plus(Duration::days(14))).unwrap()
}

fn event(id: &str, kind: PaymentEventKind, yen: i64) -> PaymentEvent {
    let (event_id, amount) = (id.to_owned(), Yen::new(yen));
    PaymentEvent { event_id, kind, amount, currency: Currency::Jpy, occurred_at: NOON }
}

#[track_caller]
fn check(events: &[PaymentEvent], is_paid: bool, given_back: i64, doubt: Option<Doubt>) {
    let expected = Account { is_paid, given_back: Yen::new(given_back), doubt };
    let bill = bill();
    for turned in 0..events.len().max(1) {
        let mut order = events.to_vec();
        order.rotate_left(turned);
        assert_eq!(Account::of(&bill, &order), expected, "{order:?}");
        order.reverse();
        assert_eq!(Account::of(&bill, order.iter().chain(&order)), expected, "twice: {order:?}");
    }
}

#[test]
fn what_comes_and_goes_is_counted_once_in_every_order() {
    use PaymentEventKind::{Authorised, Captured, Failed, Refunded};
    check(&[], false, 0, None);
    check(&[event("f", Failed, 410), event("c", Captured, 410)], true, 0, None);
    let back = [event("c", Captured, 410), event("r", Refunded, 110), event("s", Refunded, 300)];
    check(&back, true, 410, None);
    check(&[event("r", Refunded, 110)], false, 110, None);
    check(
        &[event("a", Authorised, 1), event("c", Captured, 410)],
        true,
        0,
        Some(Doubt::AmountDiffers),
    );
}

#[test]
fn what_cannot_be_true_is_a_doubt_and_takes_no_payment_away() {
    use PaymentEventKind::{Captured, ChargedBack, Refunded};
    check(&[event("c", Captured, 400)], false, 0, Some(Doubt::AmountDiffers));
    let dollars = PaymentEvent { currency: Currency::Other, ..event("c", Captured, 410) };
    check(&[dollars], false, 0, Some(Doubt::OtherCurrency));
    let twice = [event("c", Captured, 410), event("d", Captured, 410)];
    check(&twice, true, 0, Some(Doubt::PaidTwice));
    let reversed = [event("c", Captured, 410), event("b", ChargedBack, 410)];
    check(&reversed, true, 0, Some(Doubt::ChargedBack));
    let too_much = [event("c", Captured, 410), event("r", Refunded, 411)];
    check(&too_much, true, 411, Some(Doubt::TooMuchBack));
}

#[test]
fn only_what_came_and_did_not_go_back_can_go_back() {
    let left = |events: &[PaymentEvent]| {
        let bill = bill();
        Account::of(&bill, events).left(&bill).get()
    };
    let captured = event("c", PaymentEventKind::Captured, 410);
    assert_eq!(left(&[]), 0);
    assert_eq!(left(std::slice::from_ref(&captured)), 410);
    let refunded = event("r", PaymentEventKind::Refunded, 110);
    assert_eq!(left(&[captured.clone(), refunded.clone()]), 300);
    assert_eq!(left(&[refunded]), 0);
    assert_eq!(left(&[captured, event("r", PaymentEventKind::Refunded, 999)]), 0);
}
