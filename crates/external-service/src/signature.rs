//! `Madoguchi-Signature: t=1795222800,v1=…`: who says this, of which order, and when.
//!
//! The signature is HMAC-SHA256 over `timestamp.reference.body`. No reference has a dot, so that
//! no answer can be read as that of another order.

use data_encoding::HEXLOWER;
use kernel::Instant;

use crate::secret::Secret;

/// The header that carries the signature.
pub(crate) const SIGNATURE_HEADER: &str = "Madoguchi-Signature";

/// How far the clocks of the two sides may differ, and how long a signature is good.
const TOLERANCE_SECONDS: u64 = 300;

/// The header's value for an answer, signed at `now`.
pub(crate) fn signature_value(
    secret: &Secret,
    reference: &str,
    body: &[u8],
    now: Instant,
) -> String {
    let seconds = seconds(now);
    let timestamp = seconds.to_string();
    let signature = secret.sign(&parts(&timestamp, reference, body));
    format!("t={seconds},v1={}", HEXLOWER.encode(&signature))
}

/// Whether the values of all signature headers of one answer are one value, and sign it.
pub(crate) fn is_signed(
    values: &[&str],
    reference: &str,
    body: &[u8],
    secret: &Secret,
    now: Instant,
) -> bool {
    let &[value] = values else { return false };
    let Some((timestamp, signature)) = read(value) else { return false };
    secret.signed(&parts(timestamp, reference, body), &signature)
        && timestamp
            .parse::<i64>()
            .is_ok_and(|signed_at| signed_at.abs_diff(seconds(now)) <= TOLERANCE_SECONDS)
}

const fn parts<'a>(timestamp: &'a str, reference: &'a str, body: &'a [u8]) -> [&'a [u8]; 5] {
    [timestamp.as_bytes(), b".", reference.as_bytes(), b".", body]
}

/// Exactly one `t` and one `v1`, in this order.
fn read(value: &str) -> Option<(&str, Vec<u8>)> {
    let (timestamp, signature) = value.strip_prefix("t=")?.split_once(",v1=")?;
    let is_number = !timestamp.is_empty() && timestamp.bytes().all(|c| c.is_ascii_digit());
    let signature = HEXLOWER.decode(signature.as_bytes()).ok()?;
    is_number.then_some((timestamp, signature))
}

const fn seconds(now: Instant) -> i64 {
    now.millis().div_euclid(1000)
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::*;

    const NOW: Instant = Instant::from_millis(1_795_222_800_999);

    fn shared() -> Secret {
        Secret::new("shared".to_owned())
    }

    fn signed(at: Instant) -> String {
        signature_value(&shared(), "ab12", b"{}", at)
    }

    #[track_caller]
    fn check(values: &[&str], expected: bool) {
        assert_eq!(is_signed(values, "ab12", b"{}", &shared(), NOW), expected, "{values:?}");
    }

    #[test]
    fn an_answer_is_believed_for_five_minutes_either_way() {
        for (seconds, expected) in
            [(-300, true), (0, true), (300, true), (-301, false), (301, false)]
        {
            check(&[&signed(NOW.plus(Duration::seconds(seconds)))], expected);
        }
    }

    #[test]
    fn the_very_bytes_the_order_and_the_secret_count() {
        let value = signed(NOW);
        let check = |reference: &str, body: &str, secret: &str, expected: bool| {
            let secret = Secret::new(secret.to_owned());
            let found = is_signed(&[&value], reference, body.as_bytes(), &secret, NOW);
            assert_eq!(found, expected, "{reference} {body}");
        };
        check("ab12", "{}", "shared", true);
        check("ab12", "{ }", "shared", false);
        check("ab13", "{}", "shared", false);
        check("ab12", "{}", "another", false);
        // What ends the one begins the other.
        check("ab1", "2{}", "shared", false);
        check("ab12{", "}", "shared", false);
    }

    #[test]
    fn the_timestamp_is_signed_too() {
        let value = signed(NOW);
        let moved = value.replacen("t=1795222800", "t=1795222801", 1);
        assert_ne!(value, moved);
        check(&[&moved], false);
    }

    #[test]
    fn one_readable_signature_is_asked_for() {
        let good = signed(NOW);
        check(&[&good], true);
        check(&[], false);
        check(&[&good, &good], false);
        let (_, hexadecimal) = good.split_once(",v1=").unwrap();
        for value in [
            "",
            "t=,v1=",
            "t=1795222800",
            "t=1795222800,v1=",
            "t=1795222800,v1=00",
            &format!("v1={hexadecimal},t=1795222800"),
            &format!("{good},v1={hexadecimal}"),
            &format!(" {good}"),
            &format!("t=1795222800,v1={}", hexadecimal.to_uppercase()),
            &good.replace("t=", "t=+"),
        ] {
            check(&[value], false);
        }
    }
}
