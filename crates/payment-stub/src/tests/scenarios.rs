//! 見本の動き: late, doubled, shuffled and missing callbacks, and a merchant that is away.

use super::*;

fn bill_of(order: &PaymentOrder, issued_at: Instant) -> Bill {
    let (unit, quantity, amount) = (order.amount, 1, order.amount);
    let line = FeeLine { label: order.title.clone(), unit, quantity, amount };
    let submission = SubmissionId::new(&SystemIds, issued_at);
    Bill::issue(order.payment.clone(), submission, vec![line], issued_at, order.expires_at).unwrap()
}

#[test]
fn a_failure_is_told() {
    let town = Town::opens();
    let payer = town.payer();
    payer.pays(&by_card("failure"));
    assert_eq!(town.hears_callback().event.kind, PaymentEventKind::Failed);
    assert!(payer.opens().body.contains("カード番号"), "it can be tried again");
}

#[test]
fn a_delayed_callback_comes_later_and_can_be_asked_for_before() {
    let town = Town::opens();
    let payer = town.payer();
    payer.pays(&by_card("delayed"));
    assert!(town.has_heard_nothing());
    let asked = town.captured(&payer.order.payment);
    town.advance(Duration::minutes(30));
    assert_eq!(town.hears_callback(), asked, "what was asked for is what is told");
}

#[test]
fn a_doubled_callback_is_the_same_every_time() {
    let town = Town::opens();
    let payer = town.payer();
    payer.pays(&by_card("duplicate"));
    let told: Vec<Callback> = (0..3).map(|_| town.hears_callback()).collect();
    assert!(told.iter().all(|callback| *callback == told[0]));
    assert!(town.has_heard_nothing());
    let bill = bill_of(&payer.order, town.now());
    assert_eq!(state_of(&bill, told.iter().map(|c| &c.event)), PaymentState::Captured);
}

#[test]
fn shuffled_callbacks_come_to_the_same() {
    let town = Town::opens();
    let payer = town.payer();
    payer.pays(&by_card("out-of-order"));
    let told = [town.hears_callback().event, town.hears_callback().event];
    assert_eq!(
        told.each_ref().map(|event| event.kind),
        [PaymentEventKind::Captured, PaymentEventKind::Authorised]
    );
    assert!(told[1].occurred_at < told[0].occurred_at);
    assert_eq!(state_of(&bill_of(&payer.order, town.now()), &told), PaymentState::Captured);
}

#[test]
fn a_late_callback_comes_after_the_order_has_expired() {
    let town = Town::opens();
    let payer = town.payer();
    payer.pays(&by_card("late"));
    let paid_at = town.now();
    assert!(town.has_heard_nothing());
    town.advance(Duration::days(15));
    let callback = town.hears_callback();
    assert_eq!(callback.event.occurred_at, paid_at);
    assert!(payer.order.expires_at < town.now());
}

#[test]
fn a_callback_that_never_comes_can_be_asked_for() {
    let town = Town::opens();
    let silent = town.payer();
    silent.pays(&by_card("never"));
    town.advance(Duration::days(60));
    let other = town.payer();
    other.pays(&GOOD_CARD);
    assert_eq!(town.hears_callback().payment, other.order.payment);
    assert!(town.has_heard_nothing());
    assert_eq!(town.captured(&silent.order.payment).payment, silent.order.payment);
}

#[test]
fn scenarios_play_for_slips_too() {
    let town = Town::opens();
    let payer = town.payer();
    let paid = by_slip(&payer, "convenience-store", "duplicate");
    payer.is_sent_back(&paid);
    let first = town.hears_callback();
    assert_eq!((first.clone(), first), (town.hears_callback(), town.hears_callback()));
}

#[test]
fn a_merchant_that_fails_is_told_again_later_and_signed_afresh() {
    let town = Town::opens();
    town.merchant_answers(&[500, 302]);
    let payer = town.payer();
    payer.pays(&GOOD_CARD);
    let first = town.hears();
    assert!(town.has_heard_nothing(), "not at once");
    town.advance(Duration::seconds(2));
    let second = town.hears();
    town.advance(Duration::minutes(10));
    let third = town.hears();
    assert_eq!(first.body, third.body);
    assert_ne!(first.signature, second.signature);
    assert_eq!(town.believes(&first), Err(CallbackFault::TimestampOutOfRange));
    assert!(town.believes(&third).is_ok());
}

#[test]
fn a_restart_forgets_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("provider.jsonl");
    let mut town = Town::opens_with(Some(journal.clone()));
    let (told, late) = (town.order(), town.order());
    town.payer_of(told.clone()).pays(&GOOD_CARD);
    town.hears_callback();
    town.payer_of(late.clone()).pays(&by_card("late"));
    let before = town.ledger();
    town.restarts(journal);
    assert_eq!(town.ledger(), before);
    assert_eq!(town.captured(&told.payment).payment, told.payment);
    town.advance(Duration::days(15));
    assert_eq!(town.hears_callback().payment, late.payment, "the other was delivered before");
}
