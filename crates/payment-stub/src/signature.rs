//! `Madoguchi-Signature: t=1795222800,v1=…`: who says this, and when.
//!
//! The signature is HMAC-SHA256 over `timestamp.payload`, where the payload is the raw
//! body, or `METHOD /path` for a question without one.

use fees::CallbackFault;
use kernel::Instant;

use crate::{Secret, hex};

/// The header that carries the signature.
pub const SIGNATURE_HEADER: &str = "Madoguchi-Signature";

/// How far the clocks of the two sides may differ, and how long a signature is good.
const TOLERANCE_SECONDS: u64 = 300;

/// The header's value for `payload`, signed at `now`.
pub fn signature_value(secret: &Secret, payload: &[u8], now: Instant) -> String {
    let seconds = seconds(now);
    let signature = secret.sign(&[seconds.to_string().as_bytes(), b".", payload]);
    format!("t={seconds},v1={}", hex::encode(&signature))
}

/// Checks the values of all signature headers of one message.
///
/// The signature is checked before the time, so that only its owner learns of clocks.
pub(crate) fn verify(
    values: &[&str],
    payload: &[u8],
    secret: &Secret,
    now: Instant,
) -> Result<(), CallbackFault> {
    let value = match values {
        [] => return Err(CallbackFault::SignatureMissing),
        [value] => value,
        [_, ..] => return Err(CallbackFault::SignatureUnreadable),
    };
    let (timestamp, signature) = read(value).ok_or(CallbackFault::SignatureUnreadable)?;
    if !secret.signed(&[timestamp.as_bytes(), b".", payload], &signature) {
        return Err(CallbackFault::SignatureWrong);
    }
    match timestamp.parse::<i64>() {
        Ok(signed_at) if signed_at.abs_diff(seconds(now)) <= TOLERANCE_SECONDS => Ok(()),
        Ok(_) | Err(_) => Err(CallbackFault::TimestampOutOfRange),
    }
}

/// Exactly one `t` and one `v1`, in this order.
fn read(value: &str) -> Option<(&str, Vec<u8>)> {
    let (timestamp, signature) = value.strip_prefix("t=")?.split_once(",v1=")?;
    let is_number = !timestamp.is_empty() && timestamp.bytes().all(|c| c.is_ascii_digit());
    if is_number { Some((timestamp, hex::decode(signature)?)) } else { None }
}

const fn seconds(now: Instant) -> i64 {
    now.millis().div_euclid(1000)
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::*;

    const NOW: Instant = Instant::from_millis(1_795_222_800_999);

    #[track_caller]
    fn check(values: &[&str], payload: &str, expected: Result<(), CallbackFault>) {
        let secret = Secret::new("shared");
        assert_eq!(verify(values, payload.as_bytes(), &secret, NOW), expected, "{values:?}");
    }

    fn signed(payload: &str, at: Instant) -> String {
        signature_value(&Secret::new("shared"), payload.as_bytes(), at)
    }

    #[test]
    fn what_was_signed_is_believed_for_five_minutes_either_way() {
        for (seconds, expected) in [
            (-300, Ok(())),
            (0, Ok(())),
            (300, Ok(())),
            (-301, Err(CallbackFault::TimestampOutOfRange)),
            (301, Err(CallbackFault::TimestampOutOfRange)),
        ] {
            check(&[&signed("{}", NOW.plus(Duration::seconds(seconds)))], "{}", expected);
        }
    }

    #[test]
    fn the_very_bytes_count() {
        check(&[&signed(r#"{"a":1}"#, NOW)], r#"{"a": 1}"#, Err(CallbackFault::SignatureWrong));
        let other = signature_value(&Secret::new("another"), b"{}", NOW);
        check(&[&other], "{}", Err(CallbackFault::SignatureWrong));
    }

    #[test]
    fn the_timestamp_is_signed_too() {
        let value = signed("{}", NOW);
        let moved = value.replacen("t=1795222800", "t=1795222801", 1);
        assert_ne!(value, moved);
        check(&[&moved], "{}", Err(CallbackFault::SignatureWrong));
    }

    #[test]
    fn one_readable_signature_is_asked_for() {
        let good = signed("{}", NOW);
        check(&[], "{}", Err(CallbackFault::SignatureMissing));
        check(&[&good, &good], "{}", Err(CallbackFault::SignatureUnreadable));
        let (_, hexadecimal) = good.split_once(",v1=").unwrap();
        for value in [
            "",
            "t=,v1=",
            "t=1795222800",
            "v1=00,t=1795222800",
            &format!("{good},v1={hexadecimal}"),
            &format!(" {good}"),
            &good.to_uppercase(),
            &good.replace("t=", "t=+"),
            &good.replace("t=", "t=-"),
        ] {
            check(&[value], "{}", Err(CallbackFault::SignatureUnreadable));
        }
    }

    #[test]
    fn a_short_signature_is_wrong() {
        check(&["t=1795222800,v1="], "{}", Err(CallbackFault::SignatureWrong));
        check(&["t=1795222800,v1=00"], "{}", Err(CallbackFault::SignatureWrong));
    }
}
