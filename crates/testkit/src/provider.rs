//! The payment provider's voice: callbacks as it signs them, and as others would forge them.

use fees::PaymentEventKind;
use kernel::{Instant, Yen};
use payment_stub::{SIGNATURE_HEADER, Secret, signature_value};
use serde_json::{Value, json};

use crate::{Answer, Browser};

/// One payment as the provider knows it.
#[derive(Debug, Clone)]
pub struct Payment {
    /// Its id.
    pub id: String,
    /// How much was asked.
    pub amount: i64,
    /// What it is for, as the address tells it.
    pub title: String,
}

impl Payment {
    /// Goes to the bill's address and reads the order that the payment page's address carries.
    #[track_caller]
    pub fn of_address(bill: &str) -> Self {
        let (home, _) = bill.split_once("/pay/").expect("a bill's address");
        Self::of_page(&Browser::new(home).get(bill).expect(303).location())
    }

    /// Reads the order that a payment page's address carries.
    pub fn of_page(address: &str) -> Self {
        let order = address.split("order=").nth(1).and_then(|rest| rest.split('&').next());
        let digits: Vec<u8> = order.expect("an order in the address").bytes().collect();
        let bytes: Vec<u8> = digits
            .chunks(2)
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect();
        let order: Value = serde_json::from_slice(&bytes).expect("an order");
        Self {
            id: order["payment"].as_str().unwrap().to_owned(),
            amount: order["amount"].as_i64().unwrap(),
            title: order["title"].as_str().unwrap().to_owned(),
        }
    }

    /// The body of a callback.
    pub fn says(&self, kind: PaymentEventKind, event: &str, at: Instant) -> Vec<u8> {
        let body = json!({
            "event_id": event,
            "payment": self.id,
            "kind": kind,
            "amount": Yen::new(self.amount),
            "currency": "JPY",
            "occurred_at": at,
        });
        body.to_string().into_bytes()
    }
}

/// Posts a callback, signed with `secret` at `at`.
pub(crate) fn call_back(web: &Browser, secret: &Secret, at: Instant, body: &[u8]) -> Answer {
    let signature = signature_value(secret, body, at);
    let headers = [(SIGNATURE_HEADER, signature.as_str()), ("content-type", "application/json")];
    web.send("POST", "/payments/callback", &headers, body.to_vec())
}
