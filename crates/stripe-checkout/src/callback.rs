//! `Stripe-Signature: t=1795222800,v1=…`: who says this, and when.
//!
//! HMAC-SHA256 over `timestamp.body` with the webhook's secret. While a secret is changed the
//! provider signs with both, so one good `v1` is enough; other schemes count for nothing.

use data_encoding::HEXLOWER;
use fees::{Callback, CallbackFault, PaymentEventKind};
use hmac::{Hmac, KeyInit, Mac};
use kernel::Instant;
use serde::Deserialize;
use serde_json::Value;
use sha2::Sha256;

use crate::{
    Secret,
    object::{Refund, Session, seconds},
};

/// The header that carries the signature.
const HEADER: &str = "stripe-signature";

/// How old a signature may be, and how far the clocks may differ.
const TOLERANCE_SECONDS: u64 = 300;

/// What is told: a kind, and the object that it is about.
#[derive(Debug, Deserialize)]
struct Told {
    #[serde(rename = "type")]
    kind: String,
    created: i64,
    data: Data,
}

#[derive(Debug, Deserialize)]
struct Data {
    object: Value,
}

/// Reads a callback once its signature is checked; `None` when it is about nothing of ours.
pub(crate) fn read(
    headers: &[(&str, &str)],
    body: &[u8],
    secret: &Secret,
    now: Instant,
) -> Result<Option<Callback>, CallbackFault> {
    verify(headers, body, secret, now)?;
    let told: Told =
        serde_json::from_slice(body).map_err(|_unread| CallbackFault::BodyUnreadable)?;
    understood(told).map_err(|_unread| CallbackFault::BodyUnreadable)
}

fn understood(told: Told) -> Result<Option<Callback>, serde_json::Error> {
    let Told { kind, created, data } = told;
    match kind.as_str() {
        "checkout.session.completed" | "checkout.session.async_payment_succeeded" => {
            let session: Session = serde_json::from_value(data.object)?;
            // At a store, completing the page is not paying.
            let (kind, at) = if session.is_paid() {
                (PaymentEventKind::Captured, created)
            } else {
                (PaymentEventKind::Created, session.created)
            };
            Ok(of_session(&session, kind, at))
        }
        "checkout.session.async_payment_failed" => {
            let session: Session = serde_json::from_value(data.object)?;
            Ok(of_session(&session, PaymentEventKind::Failed, created))
        }
        "refund.created" | "refund.updated" | "charge.refund.updated" => {
            let refund: Refund = serde_json::from_value(data.object)?;
            let done = refund.payment().filter(|_| refund.is_done());
            Ok(done.map(|payment| Callback { payment, event: refund.event() }))
        }
        // A page that expired is followed by another. `charge.refunded` and disputes name no
        // payment of ours: the book does. The rest is not about money.
        _ => Ok(None),
    }
}

fn of_session(session: &Session, kind: PaymentEventKind, at: i64) -> Option<Callback> {
    let payment = session.payment()?;
    Some(Callback { payment, event: session.event(kind, at) })
}

/// The signature is checked before the time, so that only its owner learns of clocks.
fn verify(
    headers: &[(&str, &str)],
    body: &[u8],
    secret: &Secret,
    now: Instant,
) -> Result<(), CallbackFault> {
    let mut values = headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case(HEADER));
    let value = match (values.next(), values.next()) {
        (None, _) => return Err(CallbackFault::SignatureMissing),
        (Some((_, value)), None) => value,
        (Some(_), Some(_)) => return Err(CallbackFault::SignatureUnreadable),
    };
    let pairs = || value.split(',').filter_map(|pair| pair.split_once('='));
    let mut times = pairs().filter(|(name, _)| *name == "t").map(|(_, time)| time);
    let (Some(time), None) = (times.next(), times.next()) else {
        return Err(CallbackFault::SignatureUnreadable);
    };
    let signed_at: i64 = time.parse().map_err(|_unread| CallbackFault::SignatureUnreadable)?;
    let mut signatures = pairs().filter(|(name, _)| *name == "v1").peekable();
    if signatures.peek().is_none() {
        return Err(CallbackFault::SignatureUnreadable);
    }
    let good = |signature: &str| {
        let bytes = HEXLOWER.decode(signature.as_bytes()).unwrap_or_default();
        mac(secret, time, body).verify_slice(&bytes).is_ok()
    };
    if !signatures.any(|(_, signature)| good(signature)) {
        return Err(CallbackFault::SignatureWrong);
    }
    if signed_at.abs_diff(seconds(now)) > TOLERANCE_SECONDS {
        return Err(CallbackFault::TimestampOutOfRange);
    }
    Ok(())
}

fn mac(secret: &Secret, time: &str, body: &[u8]) -> Hmac<Sha256> {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.reveal().as_bytes()) else {
        unreachable!("HMAC takes keys of every length")
    };
    mac.update(time.as_bytes());
    mac.update(b".");
    mac.update(body);
    mac
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NOW: Instant = Instant::from_millis(1_795_222_800_000);

    fn secret() -> Secret {
        Secret::new("whsec_test\n")
    }

    fn v1(time: i64, body: &[u8], secret: &Secret) -> String {
        HEXLOWER.encode(&mac(secret, &time.to_string(), body).finalize().into_bytes())
    }

    fn signed(time: i64, body: &[u8]) -> String {
        format!("t={time},v1={}", v1(time, body, &secret()))
    }

    fn told(kind: &str, payment_status: &str) -> Vec<u8> {
        let object = json!({
            "id": "cs_1", "status": "complete", "payment_status": payment_status, "url": null,
            "amount_total": 410, "currency": "jpy", "created": 1_795_222_000,
            "client_reference_id": "0193a5c8-7e1b-7c3d-9e4f-00000000f001",
            "payment_intent": "pi_1",
        });
        let body = json!({ "type": kind, "created": 1_795_222_700, "data": { "object": object } });
        body.to_string().into_bytes()
    }

    fn check(value: &str, body: &[u8]) -> Result<Option<Callback>, CallbackFault> {
        read(&[("Stripe-Signature", value)], body, &secret(), NOW)
    }

    #[test]
    fn a_signature_is_good_for_five_minutes_over_these_bytes() {
        let body = told("checkout.session.completed", "paid");
        for (apart, expected) in [
            (0, Ok(())),
            (300, Ok(())),
            (-300, Ok(())),
            (301, Err(CallbackFault::TimestampOutOfRange)),
            (-301, Err(CallbackFault::TimestampOutOfRange)),
        ] {
            let value = signed(seconds(NOW) + apart, &body);
            assert_eq!(check(&value, &body).map(|_| ()), expected, "{apart}");
        }
        let value = signed(seconds(NOW), &body);
        let changed = String::from_utf8(body.clone()).unwrap().replace("410", "411");
        assert_eq!(check(&value, changed.as_bytes()), Err(CallbackFault::SignatureWrong));
        let other = v1(seconds(NOW), &body, &Secret::new("whsec_other"));
        let time = seconds(NOW);
        assert_eq!(
            check(&format!("t={time},v1={other}"), &body),
            Err(CallbackFault::SignatureWrong)
        );
        let both = format!("t={time},v1={other},v1={},v0=00", v1(time, &body, &secret()));
        assert!(check(&both, &body).is_ok(), "while the secret is changed");
        let moved = value.replacen("t=17", "t=18", 1);
        assert_eq!(check(&moved, &body), Err(CallbackFault::SignatureWrong));
        assert_eq!(read(&[], &body, &secret(), NOW), Err(CallbackFault::SignatureMissing));
        for value in ["", "t=1", "v1=00", "t=x,v1=00", "t=1,t=2,v1=00", "t=1,v0=00"] {
            assert_eq!(check(value, &body), Err(CallbackFault::SignatureUnreadable), "{value}");
        }
    }

    #[test]
    fn what_is_told_becomes_what_happened() {
        let hears = |kind: &str, status: &str| {
            let body = told(kind, status);
            let callback = check(&signed(seconds(NOW), &body), &body).unwrap();
            callback.map(|callback| (callback.event.kind, callback.event.event_id))
        };
        let captured = Some((PaymentEventKind::Captured, "pi_1".to_owned()));
        assert_eq!(hears("checkout.session.completed", "paid"), captured);
        assert_eq!(hears("checkout.session.async_payment_succeeded", "paid"), captured);
        let created = Some((PaymentEventKind::Created, "pi_1:created".to_owned()));
        assert_eq!(hears("checkout.session.completed", "unpaid"), created);
        let failed = Some((PaymentEventKind::Failed, "pi_1:failed".to_owned()));
        assert_eq!(hears("checkout.session.async_payment_failed", "unpaid"), failed);
        assert_eq!(hears("checkout.session.expired", "unpaid"), None);
        assert_eq!(hears("customer.created", "unpaid"), None);
    }
}
