//! Nobody changes an amount, makes a callback or asks about payments without the secret.

use super::*;

#[test]
fn a_forged_amount_is_refused_at_the_door() {
    let town = Town::opens();
    let cheap = PaymentOrder { amount: Yen::new(1), ..town.order() };
    let stranger = StubGateway::new(StubGatewayConfig {
        base_url: town.base_url.clone(),
        secret: Secret::new("guessed"),
        notify_url: "http://127.0.0.1:9/".to_owned(),
        return_base: "http://127.0.0.1:8080".to_owned(),
        clock: town.clock.clone(),
    });
    let refused = stranger.open(&cheap);
    assert!(matches!(refused, Err(GatewayError::UnexpectedStatus { status: 401 })), "{refused:?}");
    let own = town.page_signed_with("guessed", &cheap);
    let honest = town.payer();
    let (forged, _) = own.split_once("&sig=").unwrap();
    let (_, good_signature) = honest.url.split_once("&sig=").unwrap();
    let mixed = format!("{forged}&sig={good_signature}");
    let cut = honest.url.split_at(honest.url.len() - 2).0.to_owned();
    for url in [own, mixed, cut, format!("{}/pay", town.base_url)] {
        let answer = house::request("GET", &url, &[], b"");
        assert_eq!(answer.status, 400, "{url}");
        assert!(answer.body.contains("このお支払いページは開けません"));
        let (_, query) = url.split_once('?').unwrap_or_default();
        let form = format!("{query}&method=card&card_number=4242424242424242&card_expiry=12/30");
        let form_type = [("Content-Type", "application/x-www-form-urlencoded")];
        let pay = format!("{}/pay", town.base_url);
        let answer = house::request("POST", &pay, &form_type, form.as_bytes());
        assert_eq!(answer.status, 400, "{url}");
    }
    assert_eq!(town.ledger(), Vec::<Value>::new());
}

#[test]
fn one_payment_is_one_order() {
    let town = Town::opens();
    let first = town.payer();
    first.pays(&BAD_CARD);
    let dearer = PaymentOrder { amount: Yen::new(4_100), ..first.order.clone() };
    let refused = town.gateway.open(&dearer);
    assert!(matches!(refused, Err(GatewayError::UnexpectedStatus { status: 409 })), "{refused:?}");
    let url = town.page_signed_with("shared", &dearer);
    let second = Payer { url, order: dearer, ..town.payer_of(first.order.clone()) };
    assert_eq!(second.opens().status, 409);
    assert_eq!(second.posts("/pay", &GOOD_CARD).status, 409);
    assert_eq!(kinds(&town.ledger()), ["failed"]);
}

#[test]
fn the_same_order_is_the_same_page() {
    let town = Town::opens();
    let order = town.order();
    assert_eq!(town.payer_of(order.clone()).url, town.payer_of(order).url);
}

#[test]
fn a_callback_is_believed_only_as_it_was_signed() {
    let town = Town::opens();
    town.payer().pays(&GOOD_CARD);
    let heard = town.hears();
    assert!(town.believes(&heard).is_ok());
    let cheaper = String::from_utf8(heard.body.clone()).unwrap().replace("410", "411");
    let forged = Heard { body: cheaper.into_bytes(), ..heard.clone() };
    assert_eq!(town.believes(&forged), Err(CallbackFault::SignatureWrong));
    let rewritten: Value = serde_json::from_slice(&heard.body).unwrap();
    let pretty = serde_json::to_vec_pretty(&rewritten).unwrap();
    let reserialised = Heard { body: pretty, ..heard.clone() };
    assert_eq!(town.believes(&reserialised), Err(CallbackFault::SignatureWrong));
    let unsigned = town.gateway.verify_callback(&[], &heard.body, town.now());
    assert_eq!(unsigned, Err(CallbackFault::SignatureMissing));
    let doubled = [(SIGNATURE_HEADER, heard.signature.as_str()); 2];
    assert_eq!(
        town.gateway.verify_callback(&doubled, &heard.body, town.now()),
        Err(CallbackFault::SignatureUnreadable)
    );
    town.advance(Duration::seconds(301));
    assert_eq!(town.believes(&heard), Err(CallbackFault::TimestampOutOfRange));
}

#[test]
fn a_signed_body_that_says_nothing_is_not_believed() {
    let town = Town::opens();
    let good = json!({
        "event_id": "ev_1", "payment": town.order().payment, "kind": "captured",
        "amount": 410, "currency": "JPY", "occurred_at": "2026-11-20T12:00:00+09:00",
    });
    let with = |field: &str, value: Value| {
        let mut changed = good.clone();
        changed[field] = value;
        changed
    };
    let hears = |body: &Value| {
        let body = serde_json::to_vec(body).unwrap();
        let signature = signature_value(&Secret::new("shared"), &body, town.now());
        town.believes(&Heard { signature, body })
    };
    assert!(hears(&good).is_ok());
    assert_eq!(
        hears(&with("currency", json!("USD"))).unwrap().event.currency,
        Currency::Other,
        "another currency is read, and is then found wrong"
    );
    for (field, value) in [
        ("event_id", json!("")),
        ("event_id", json!("x".repeat(101))),
        ("payment", json!("1")),
        ("kind", json!("paid")),
        ("amount", json!("410")),
        ("amount", json!(410.5)),
        ("occurred_at", json!("yesterday")),
        ("currency", Value::Null),
    ] {
        assert_eq!(hears(&with(field, value)), Err(CallbackFault::BodyUnreadable), "{field}");
    }
    assert_eq!(hears(&json!([])), Err(CallbackFault::BodyUnreadable));
}

#[test]
fn only_the_merchant_asks_about_payments() {
    let town = Town::opens();
    let payer = town.payer();
    payer.pays(&GOOD_CARD);
    let payment = payer.order.payment.clone();
    let url = format!("{}/orders/{payment}", town.base_url);
    let signed_by = |secret: &str, question: &str| {
        let signature = signature_value(&Secret::new(secret), question.as_bytes(), town.now());
        house::request("GET", &url, &[(SIGNATURE_HEADER, &signature)], b"").status
    };
    let question = format!("GET /orders/{payment}");
    assert_eq!(house::request("GET", &url, &[], b"").status, 401);
    assert_eq!(signed_by("guessed", &question), 401);
    assert_eq!(signed_by("shared", "GET /orders/another"), 401);
    assert_eq!(signed_by("shared", &question), 200);
    let unknown = town.order().payment;
    assert_eq!(town.standing(&unknown), None);
}

#[test]
fn a_provider_that_is_away_is_an_error_and_no_answer() {
    let town = Town::opens();
    let away = StubGateway::new(StubGatewayConfig {
        base_url: "http://127.0.0.1:9".to_owned(),
        secret: Secret::new("shared"),
        notify_url: String::new(),
        return_base: String::new(),
        clock: town.clock.clone(),
    });
    let opened = away.open(&town.order());
    assert!(matches!(opened, Err(GatewayError::Unreachable(_))), "{opened:?}");
    let name = OrderName { payment: town.order().payment, reference: String::new() };
    let answer = away.look_up(&name);
    assert!(matches!(answer, Err(GatewayError::Unreachable(_))), "{answer:?}");
}
