//! Money back: signed, once for each request, never more than was taken.

use super::*;

fn refund(town: &Town, id: &str, payment: &PaymentId, yen: i64) -> u16 {
    let body = json!({ "refund_id": id, "payment": payment, "amount": yen }).to_string();
    let signature = signature_value(&Secret::new("shared"), body.as_bytes(), town.now());
    send(town, &[(SIGNATURE_HEADER, &signature)], &body)
}

fn send(town: &Town, headers: &[(&str, &str)], body: &str) -> u16 {
    house::request("POST", &format!("{}/refunds", town.base_url), headers, body.as_bytes()).status
}

#[test]
fn money_goes_back_once_for_each_request() {
    let town = Town::opens();
    let payer = town.payer();
    payer.pays(&GOOD_CARD);
    town.hears_callback();
    let payment = &payer.order.payment;
    assert_eq!(refund(&town, "r1", payment, 110), 200);
    let callback = town.hears_callback();
    assert_eq!(callback.event.kind, PaymentEventKind::Refunded);
    assert_eq!(callback.event.amount, Yen::new(110));
    assert_eq!(refund(&town, "r1", payment, 110), 200, "the same request again");
    assert_eq!(refund(&town, "r1", payment, 300), 409, "the same request, other words");
    assert_eq!(refund(&town, "r2", payment, 301), 409, "more than is left");
    assert_eq!(refund(&town, "r2", payment, 300), 200);
    assert_eq!(refund(&town, "r3", payment, 1), 409);
    assert_eq!(kinds(&town.ledger()), ["captured", "refunded", "refunded"]);
}

#[test]
fn nothing_goes_back_that_was_not_taken() {
    let town = Town::opens();
    let payer = town.payer();
    assert_eq!(refund(&town, "r1", &town.order().payment, 1), 404);
    assert_eq!(refund(&town, "r1", &payer.order.payment, 1), 409);
    payer.pays(&BAD_CARD);
    assert_eq!(refund(&town, "r1", &payer.order.payment, 1), 409);
    payer.pays(&GOOD_CARD);
    for yen in [0, -1, i64::MIN] {
        assert_eq!(refund(&town, "r1", &payer.order.payment, yen), 409, "{yen}");
    }
}

#[test]
fn only_the_merchant_gives_money_back() {
    let town = Town::opens();
    let payer = town.payer();
    payer.pays(&GOOD_CARD);
    let body = json!({ "refund_id": "r1", "payment": payer.order.payment, "amount": 410 });
    let body = body.to_string();
    assert_eq!(send(&town, &[], &body), 401);
    let wrong = signature_value(&Secret::new("guessed"), body.as_bytes(), town.now());
    assert_eq!(send(&town, &[(SIGNATURE_HEADER, &wrong)], &body), 401);
    let for_less = body.replace("410", "1");
    let signature = signature_value(&Secret::new("shared"), for_less.as_bytes(), town.now());
    assert_eq!(send(&town, &[(SIGNATURE_HEADER, &signature)], &body), 401);
    let nonsense = signature_value(&Secret::new("shared"), b"{}", town.now());
    assert_eq!(send(&town, &[(SIGNATURE_HEADER, &nonsense)], "{}"), 422);
    assert_eq!(kinds(&town.ledger()), ["captured"]);
}

#[test]
fn the_gateway_gives_back_once_and_is_told_what_moved() {
    let town = Town::opens();
    let payer = town.payer();
    payer.pays(&GOOD_CARD);
    let capture = town.hears_callback().event.event_id;
    let wanted = RefundOrder {
        id: RefundId::new(&SystemIds, town.now()),
        payment: payer.order.payment.clone(),
        capture: capture.clone(),
        amount: Yen::new(410),
        reference: None,
    };
    let first = town.gateway.give_back(&wanted).unwrap();
    let RefundStage::Done(event) = &first.stage else { panic!("{first:?}") };
    assert_eq!(town.hears_callback().event, *event, "what is answered is what is told");
    assert_eq!(town.gateway.give_back(&wanted).unwrap(), first);
    let once_more = RefundOrder { id: RefundId::new(&SystemIds, town.now()), ..wanted };
    assert_eq!(town.gateway.give_back(&once_more).unwrap().stage, RefundStage::Failed);
    let book = town.gateway.ledger(town.now(), town.now().plus(Duration::seconds(1))).unwrap();
    let ids: Vec<&str> = book.iter().map(|entry| entry.event_id.as_str()).collect();
    assert_eq!(ids, [capture.as_str(), event.event_id.as_str()]);
    let later = town.now().plus(Duration::seconds(1));
    assert_eq!(town.gateway.ledger(later, later.plus(Duration::days(1))).unwrap(), []);
}
