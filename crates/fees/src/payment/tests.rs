//! The provider's word against the bill: every order, every repetition, every lie.

use chrono::Duration;
use kernel::{PaymentId, SubmissionId, SystemIds};
use proptest::prelude::*;

use super::*;
use crate::FeeLine;

const NOON: Instant = Instant::from_millis(1_795_222_800_000);

fn bill() -> Bill {
    let lines = vec![FeeLine {
        label: "住民票の写し".to_owned(),
        unit: Yen::new(300),
        quantity: 2,
        amount: Yen::new(600),
    }];
    let payment = PaymentId::new(&SystemIds, NOON);
    let submission = SubmissionId::new(&SystemIds, NOON);
    Bill::issue(payment, submission, lines, NOON, NOON.plus(Duration::days(14))).unwrap()
}

/// An event `minutes` after the bill was issued.
fn event(id: &str, kind: PaymentEventKind, yen: i64, minutes: i64) -> PaymentEvent {
    PaymentEvent {
        event_id: id.to_owned(),
        kind,
        amount: Yen::new(yen),
        currency: Currency::Jpy,
        occurred_at: NOON.plus(Duration::minutes(minutes)),
    }
}

fn created() -> PaymentEvent {
    event("created", PaymentEventKind::Created, 600, 0)
}

fn authorised() -> PaymentEvent {
    event("authorised", PaymentEventKind::Authorised, 600, 1)
}

fn captured() -> PaymentEvent {
    event("captured", PaymentEventKind::Captured, 600, 2)
}

fn refunded(id: &str, yen: i64) -> PaymentEvent {
    event(id, PaymentEventKind::Refunded, yen, 3)
}

fn failed(minutes: i64) -> PaymentEvent {
    event("failed", PaymentEventKind::Failed, 600, minutes)
}

fn expired() -> PaymentEvent {
    event("expired", PaymentEventKind::Expired, 600, 9)
}

fn charged_back() -> PaymentEvent {
    event("charged-back", PaymentEventKind::ChargedBack, 600, 5)
}

/// Every order of the events comes to `expected`, and hearing all of them twice too.
#[track_caller]
fn check(events: &[PaymentEvent], expected: PaymentState) {
    let bill = bill();
    for order in orders(events) {
        assert_eq!(state_of(&bill, &order), expected, "{order:?}");
        assert_eq!(state_of(&bill, order.iter().chain(&order)), expected, "twice: {order:?}");
    }
}

fn orders(events: &[PaymentEvent]) -> Vec<Vec<PaymentEvent>> {
    if events.is_empty() {
        return vec![vec![]];
    }
    let mut all = Vec::new();
    for first in 0..events.len() {
        let mut rest = events.to_vec();
        let chosen = rest.remove(first);
        for mut order in orders(&rest) {
            order.insert(0, chosen.clone());
            all.push(order);
        }
    }
    all
}

#[test]
fn a_bill_nobody_spoke_of_is_open() {
    check(&[], PaymentState::Open);
    check(&[created()], PaymentState::Open);
    check(&[created(), authorised()], PaymentState::Open);
}

#[test]
fn a_captured_bill_is_paid() {
    check(&[created(), authorised(), captured()], PaymentState::Captured);
}

#[test]
fn a_failed_attempt_can_be_followed_by_another() {
    check(&[created(), failed(1)], PaymentState::Failed);
    check(&[failed(1), event("again", PaymentEventKind::Created, 600, 2)], PaymentState::Open);
    check(&[created(), failed(1), captured()], PaymentState::Captured);
}

#[test]
fn a_failure_or_expiry_told_late_takes_no_payment_away() {
    check(&[captured(), failed(4), expired()], PaymentState::Captured);
}

#[test]
fn a_payment_nobody_made_expires() {
    check(&[created(), failed(1), expired()], PaymentState::Expired);
}

#[test]
fn money_given_back_in_full_is_refunded() {
    check(&[captured(), refunded("all", 600)], PaymentState::Refunded);
    check(&[captured(), refunded("half", 300), refunded("rest", 300)], PaymentState::Refunded);
    check(&[captured(), refunded("half", 300)], PaymentState::Captured);
}

#[test]
fn every_order_of_everything_that_can_happen_ends_the_same() {
    let everything =
        [created(), authorised(), captured(), refunded("all", 600), failed(4), charged_back()];
    check(&everything, PaymentState::NeedsAttention);
    let without_chargeback = everything.split_last().unwrap().1;
    check(without_chargeback, PaymentState::Refunded);
}

#[test]
fn another_amount_is_never_a_payment() {
    for yen in [0, 1, 599, 601, -600, i64::MAX] {
        let wrong = event("captured", PaymentEventKind::Captured, yen, 2);
        check(&[wrong], PaymentState::NeedsAttention);
    }
    let authorised_less = event("authorised", PaymentEventKind::Authorised, 1, 1);
    check(&[authorised_less, captured()], PaymentState::NeedsAttention);
}

#[test]
fn another_currency_is_never_a_payment() {
    check(
        &[PaymentEvent { currency: Currency::Other, ..captured() }],
        PaymentState::NeedsAttention,
    );
    assert_eq!(Currency::from("USD"), Currency::Other);
    assert_eq!(Currency::from("JPY"), Currency::Jpy);
}

#[test]
fn a_second_capture_needs_a_person() {
    let again = event("captured-again", PaymentEventKind::Captured, 600, 3);
    check(&[captured(), again], PaymentState::NeedsAttention);
}

#[test]
fn more_back_than_was_taken_needs_a_person() {
    check(&[refunded("all", 600)], PaymentState::NeedsAttention);
    check(&[captured(), refunded("one", 600), refunded("two", 1)], PaymentState::NeedsAttention);
    check(&[captured(), refunded("none", 0)], PaymentState::NeedsAttention);
    check(&[captured(), refunded("minus", -600)], PaymentState::NeedsAttention);
}

#[test]
fn one_id_with_two_stories_needs_a_person() {
    let other_story = PaymentEvent { kind: PaymentEventKind::Failed, ..captured() };
    check(&[captured(), other_story], PaymentState::NeedsAttention);
}

#[test]
fn words_read_back() {
    for state in PaymentState::ALL {
        assert_eq!(state.word().parse(), Ok(state));
    }
    for kind in PaymentEventKind::ALL {
        assert_eq!(kind.word().parse(), Ok(kind));
    }
    assert!("paid".parse::<PaymentState>().is_err());
}

fn any_event() -> impl Strategy<Value = PaymentEvent> {
    let kind = prop::sample::select(PaymentEventKind::ALL.to_vec());
    let yen = prop_oneof![6 => Just(600), 1 => Just(300), 1 => Just(1)];
    let currency = prop_oneof![9 => Just(Currency::Jpy), 1 => Just(Currency::Other)];
    ("[a-f]", kind, yen, currency, 0_i64..4).prop_map(|(id, kind, yen, currency, minutes)| {
        PaymentEvent { currency, ..event(&id, kind, yen, minutes) }
    })
}

proptest! {
    #[test]
    fn the_order_never_matters(
        (heard, shuffled) in prop::collection::vec(any_event(), 0..8)
            .prop_flat_map(|events| (Just(events.clone()), Just(events).prop_shuffle())),
    ) {
        let bill = bill();
        prop_assert_eq!(state_of(&bill, &heard), state_of(&bill, &shuffled));
    }

    #[test]
    fn a_payment_becomes_captured_at_most_once(
        events in prop::collection::vec(any_event(), 0..12),
    ) {
        let bill = bill();
        let steps: Vec<PaymentState> =
            (0..=events.len()).map(|heard| state_of(&bill, &events[..heard])).collect();
        let became = steps
            .windows(2)
            .filter(|step| step[0] != PaymentState::Captured && step[1] == PaymentState::Captured)
            .count();
        prop_assert!(became <= 1, "{:?}", steps);
    }

    #[test]
    fn captured_means_one_capture_of_exactly_the_bill(
        events in prop::collection::vec(any_event(), 0..8),
    ) {
        let bill = bill();
        if state_of(&bill, &events) == PaymentState::Captured {
            let mut captures: Vec<&PaymentEvent> =
                events.iter().filter(|e| e.kind == PaymentEventKind::Captured).collect();
            captures.dedup();
            captures.sort_by_key(|e| &e.event_id);
            captures.dedup();
            prop_assert_eq!(captures.len(), 1);
            prop_assert_eq!(captures[0].amount, bill.amount);
            prop_assert_eq!(captures[0].currency, Currency::Jpy);
        }
    }
}
