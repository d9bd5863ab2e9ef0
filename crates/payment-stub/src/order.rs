//! An order: what is to be paid, signed by the merchant and carried in the address.
//!
//! Amount, callback and return address are all inside the signature, so that nobody on
//! the way can change one of them.

use kernel::{Instant, PaymentId, Yen};
use serde::{Deserialize, Serialize};

use crate::{Secret, hex};

/// What is to be paid, for whom, and who hears of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Order {
    pub(crate) payment: PaymentId,
    #[serde(default = "first")]
    pub(crate) attempt: u32,
    pub(crate) amount: Yen,
    pub(crate) title: String,
    pub(crate) expires_at: Instant,
    pub(crate) notify_url: String,
    pub(crate) return_url: String,
}

/// Orders were not counted at first.
const fn first() -> u32 {
    1
}

/// A signed order as it stands in an address and in the page's form.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Token {
    pub(crate) order: String,
    pub(crate) sig: String,
}

/// Why an order is not taken. A stranger learns nothing from which it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum OrderFault {
    #[error("the order's signature does not fit")]
    Signature,
    #[error("the order is signed, but not readable")]
    Content,
    #[error("an address in the order is neither http nor https")]
    Address,
    #[error("nothing is to be paid")]
    Amount,
}

impl Token {
    /// The page's address.
    pub(crate) fn address(&self) -> String {
        format!("/pay?order={}&sig={}", self.order, self.sig)
    }
}

/// Names the use of the signature; a callback's signature begins with digits.
const USE: &[u8] = b"order.";

impl Order {
    pub(crate) fn seal(&self, secret: &Secret) -> Result<Token, serde_json::Error> {
        let content = serde_json::to_vec(self)?;
        let sig = hex::encode(&secret.sign(&[USE, &content]));
        Ok(Token { order: hex::encode(&content), sig })
    }

    pub(crate) fn open(token: &Token, secret: &Secret) -> Result<Self, OrderFault> {
        let content = hex::decode(&token.order).ok_or(OrderFault::Signature)?;
        let signature = hex::decode(&token.sig).ok_or(OrderFault::Signature)?;
        if !secret.signed(&[USE, &content], &signature) {
            return Err(OrderFault::Signature);
        }
        let order: Self = serde_json::from_slice(&content).or(Err(OrderFault::Content))?;
        order.checked()
    }

    /// The order, if it can be one.
    pub(crate) fn checked(self) -> Result<Self, OrderFault> {
        let order = self;
        if origin(&order.notify_url).is_none() || origin(&order.return_url).is_none() {
            return Err(OrderFault::Address);
        }
        if order.amount <= Yen::ZERO {
            return Err(OrderFault::Amount);
        }
        Ok(order)
    }

    /// Whether it can no longer be paid.
    pub(crate) fn has_expired(&self, now: Instant) -> bool {
        self.expires_at <= now
    }

    /// Scheme and host of the return address, for the page's content security policy.
    pub(crate) fn return_origin(&self) -> &str {
        origin(&self.return_url).unwrap_or("'none'")
    }
}

/// `https://host:port` of an address; `None` when it is not of the web.
fn origin(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let host = rest.split(['/', '?', '#']).next()?;
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    if host.is_empty() || !host.chars().all(fits) {
        return None;
    }
    url.get(..url.len() - rest.len() + host.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order() -> Order {
        Order {
            payment: "0193a5c8-7e1b-7c3d-9e4f-00000000f001".parse().unwrap(),
            attempt: 1,
            amount: Yen::new(410),
            title: "住民票の写しの交付請求".to_owned(),
            expires_at: Instant::from_millis(1_795_222_800_000),
            notify_url: "http://127.0.0.1:8080/payments/callback".to_owned(),
            return_url: "http://127.0.0.1:8080/receipts/2611".to_owned(),
        }
    }

    #[track_caller]
    fn check(change: impl FnOnce(&mut Order), expected: Result<(), OrderFault>) {
        let secret = Secret::new("shared");
        let mut order = order();
        change(&mut order);
        let opened = Order::open(&order.seal(&secret).unwrap(), &secret);
        assert_eq!(opened, expected.map(|()| order));
    }

    #[test]
    fn an_order_reads_back() {
        check(|_| (), Ok(()));
    }

    #[test]
    fn nobody_changes_an_order_on_the_way() {
        let secret = Secret::new("shared");
        let token = order().seal(&secret).unwrap();
        let cheaper = Order { amount: Yen::new(1), ..order() };
        let forged = Token { order: cheaper.seal(&Secret::new("mine")).unwrap().order, ..token };
        assert_eq!(Order::open(&forged, &secret), Err(OrderFault::Signature));
        let own = cheaper.seal(&Secret::new("mine")).unwrap();
        assert_eq!(Order::open(&own, &secret), Err(OrderFault::Signature));
        let blank = Token { order: String::new(), sig: String::new() };
        assert_eq!(Order::open(&blank, &secret), Err(OrderFault::Signature));
    }

    #[test]
    fn a_callbacks_signature_signs_no_order() {
        let secret = Secret::new("shared");
        let content = serde_json::to_vec(&order()).unwrap();
        let sig = hex::encode(&secret.sign(&[b"1795222800.", &content]));
        let token = Token { order: hex::encode(&content), sig };
        assert_eq!(Order::open(&token, &secret), Err(OrderFault::Signature));
    }

    #[test]
    fn only_addresses_of_the_web_are_taken() {
        for url in ["javascript:alert(1)", "//host/", "http://", "http://a b/", "http://a;b/"] {
            check(|order| order.return_url = url.to_owned(), Err(OrderFault::Address));
            check(|order| order.notify_url = url.to_owned(), Err(OrderFault::Address));
        }
        assert_eq!(origin("https://city.example:8443?x"), Some("https://city.example:8443"));
        assert_eq!(origin("http://[::1]:80/a"), Some("http://[::1]:80"));
    }

    #[test]
    fn nothing_is_paid_for_nothing() {
        for yen in [0, -1] {
            check(|order| order.amount = Yen::new(yen), Err(OrderFault::Amount));
        }
    }
}
