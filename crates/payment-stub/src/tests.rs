//! The provider tried over HTTP, as payers and the merchant meet it: a real server, a
//! merchant that listens, and a clock to turn.

mod forgery;
mod house;
mod pages;
mod paying;
mod refunds;
mod scenarios;

use chrono::Duration;
use fees::{
    Bill, Callback, CallbackFault, Currency, FeeLine, GatewayError, OrderName, OrderStage,
    OrderStanding, PaymentEventKind, PaymentGateway, PaymentOrder, PaymentState, RefundOrder,
    RefundStage, state_of,
};
use kernel::{Instant, PaymentId, RefundId, SubmissionId, SystemIds, Yen};
use serde_json::{Value, json};

use crate::{SIGNATURE_HEADER, Secret, StubGateway, StubGatewayConfig, signature_value};
use house::{Heard, Payer, Town};

const GOOD_CARD: [(&str, &str); 4] = [
    ("method", "card"),
    ("card_number", "4242 4242 4242 4242"),
    ("card_expiry", "12/30"),
    ("card_code", "123"),
];

const BAD_CARD: [(&str, &str); 4] = [
    ("method", "card"),
    ("card_number", "4000 0000 0000 0002"),
    ("card_expiry", "12/30"),
    ("card_code", "123"),
];

fn by_card(scenario: &str) -> Vec<(&str, &str)> {
    GOOD_CARD.into_iter().chain([("scenario", scenario)]).collect()
}

/// Takes a slip and pays it.
fn by_slip<'a>(payer: &Payer<'_>, method: &'a str, scenario: &'a str) -> house::Answer {
    let slip = payer.posts("/pay", &[("method", method), ("scenario", scenario)]);
    assert_eq!(slip.status, 303, "{}", slip.body);
    payer.posts("/pay/settle", &[])
}

fn kinds(ledger: &[Value]) -> Vec<&str> {
    ledger.iter().map(|line| line["kind"].as_str().unwrap()).collect()
}
