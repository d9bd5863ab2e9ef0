//! Paying, by every method, once.

use super::*;

#[test]
fn a_card_pays_and_the_city_hears_before_the_payer_is_back() {
    let town = Town::opens();
    let payer = town.payer();
    assert!(payer.opens().body.contains("410円"));
    payer.pays(&GOOD_CARD);
    let Callback { payment, event } = town.hears_callback();
    assert_eq!(payment, payer.order.payment);
    assert_eq!(event.kind, PaymentEventKind::Captured);
    assert_eq!((event.amount, event.currency), (Yen::new(410), Currency::Jpy));
    assert_eq!(event.occurred_at, town.now());
    assert_eq!(town.captured(&payment), Callback { payment, event });
    assert!(payer.opens().body.contains("お支払いは済んでいます"));
}

#[test]
fn a_slip_keeps_its_numbers_and_pays() {
    for (method, place) in [("convenience-store", "コンビニ"), ("pay-easy", "ペイジー")] {
        let town = Town::opens();
        let payer = town.payer();
        let issued = payer.posts("/pay", &[("method", method)]);
        assert_eq!(issued.status, 303);
        assert_eq!(issued.location, payer.url.strip_prefix(&town.base_url).map(str::to_owned));
        let slip = payer.opens().body;
        assert!(slip.contains(place) && slip.contains("確認番号"), "{slip}");
        assert_eq!(payer.opens().body, slip, "the same numbers again");
        let standing = town.standing(&payer.order.payment).unwrap();
        assert_eq!((standing.stage, standing.events), (OrderStage::Pending, vec![]));
        let paid = payer.posts("/pay/settle", &[]);
        payer.is_sent_back(&paid);
        assert_eq!(town.hears_callback().event.kind, PaymentEventKind::Captured);
    }
}

#[test]
fn a_payer_with_a_slip_can_still_choose_the_card() {
    let town = Town::opens();
    let payer = town.payer();
    payer.posts("/pay", &[("method", "pay-easy")]);
    let choice = house::request("GET", &format!("{}&change=1", payer.url), &[], b"");
    assert!(choice.body.contains("カード番号"));
    payer.pays(&GOOD_CARD);
    let late_at_the_desk = payer.posts("/pay/settle", &[]);
    payer.is_sent_back(&late_at_the_desk);
    assert_eq!(kinds(&town.ledger()), ["captured"]);
}

#[test]
fn pressing_pay_often_and_at_once_captures_once() {
    let town = Town::opens();
    let payer = town.payer();
    std::thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| payer.pays(&GOOD_CARD));
        }
    });
    assert_eq!(kinds(&town.ledger()), ["captured"]);
    town.hears_callback();
    assert!(town.has_heard_nothing());
}

#[test]
fn a_declined_card_pays_nothing_and_another_one_can_follow() {
    let town = Town::opens();
    let payer = town.payer();
    payer.pays(&BAD_CARD);
    assert_eq!(town.hears_callback().event.kind, PaymentEventKind::Failed);
    town.advance(Duration::minutes(1));
    payer.pays(&GOOD_CARD);
    assert_eq!(town.hears_callback().event.kind, PaymentEventKind::Captured);
    let standing = town.standing(&payer.order.payment).unwrap();
    assert_eq!((standing.stage, standing.events.len()), (OrderStage::Over, 2), "both are told");
}

#[test]
fn a_wrong_card_is_explained_and_never_kept() {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("provider.jsonl");
    let town = Town::opens_with(Some(journal.clone()));
    let payer = town.payer();
    let real_card = [("method", "card"), ("card_number", "4111111111111111")];
    let answer = payer.posts("/pay", &real_card);
    assert_eq!(answer.status, 422);
    for sentence in ["本物のカードは使えません", "有効期限を", "セキュリティコードを"]
    {
        assert!(answer.body.contains(sentence), "{sentence}");
    }
    assert!(!answer.body.contains("4111111111111111"));
    payer.pays(&GOOD_CARD);
    let written = std::fs::read_to_string(journal).unwrap();
    assert!(written.contains("captured"));
    for kept in ["4111", "4242", "12/30", "123\""] {
        assert!(!written.contains(kept), "{kept} in {written}");
    }
}

#[test]
fn an_expired_order_takes_no_money() {
    let town = Town::opens();
    let payer = town.payer();
    town.advance(Duration::days(14));
    assert_eq!(payer.opens().status, 410);
    assert_eq!(payer.posts("/pay", &GOOD_CARD).status, 410);
    assert_eq!(payer.posts("/pay", &[("method", "pay-easy")]).status, 410);
    assert_eq!(town.ledger(), Vec::<Value>::new());
}

#[test]
fn a_slip_that_expired_takes_no_money() {
    let town = Town::opens();
    let payer = town.payer();
    payer.posts("/pay", &[("method", "convenience-store")]);
    town.advance(Duration::days(14));
    assert_eq!(payer.posts("/pay/settle", &[]).status, 410);
    assert_eq!(town.ledger(), Vec::<Value>::new());
}

#[test]
fn a_slip_that_was_never_issued_cannot_be_paid() {
    let town = Town::opens();
    let payer = town.payer();
    let answer = payer.posts("/pay/settle", &[]);
    assert_eq!(answer.location, payer.url.strip_prefix(&town.base_url).map(str::to_owned));
    assert_eq!(town.ledger(), Vec::<Value>::new());
}

#[test]
fn an_order_that_expired_unpaid_makes_room_for_the_next() {
    let town = Town::opens();
    let first = PaymentOrder { expires_at: town.now().plus(Duration::days(1)), ..town.order() };
    let old = town.payer_of(first.clone());
    let next = PaymentOrder {
        attempt: 2,
        expires_at: town.now().plus(Duration::days(3)),
        ..first.clone()
    };
    let early = town.gateway.open(&next);
    assert!(matches!(early, Err(GatewayError::UnexpectedStatus { status: 409 })), "{early:?}");
    town.advance(Duration::days(2));
    assert_eq!(town.standing(&first.payment).unwrap().stage, OrderStage::Over);
    let new = town.payer_of(next);
    assert_eq!(town.standing(&first.payment).unwrap().stage, OrderStage::Open);
    assert_eq!(old.opens().status, 409, "the old page is not the order any more");
    new.pays(&GOOD_CARD);
    assert_eq!(town.hears_callback().event.amount, first.amount);
}
