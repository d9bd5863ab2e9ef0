//! The token that every form of ours carries: it proves that the form was ours, and was
//! given to this very session.
//!
//! `nonce ‖ HMAC-SHA256(key, nonce ‖ session)`, in hex. The nonce makes the token different
//! on every page, so that a compressed page does not give it away by its length (BREACH).

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use hmac::{Hmac, KeyInit, Mac};
use kernel::Instant;
use sha2::Sha256;

const NONCE_BYTES: usize = 16;
const MAC_BYTES: usize = 32;
/// The digits of a visitor's secret.
const VISITOR_DIGITS: usize = 64;
/// The digits of a moment in a cookie's value.
const MOMENT_DIGITS: usize = 16;

/// The key of all tokens of one portal.
pub(crate) struct TokenKey([u8; 32]);

impl TokenKey {
    pub(crate) const fn new(key: [u8; 32]) -> Self {
        Self(key)
    }

    /// A token for the forms of `session`.
    pub(crate) fn mint(&self, session: &str, nonce: [u8; NONCE_BYTES]) -> String {
        let Some(mac) = self.mac(session, &nonce) else {
            return String::new();
        };
        let mut token = HEXLOWER.encode(&nonce);
        token.push_str(&HEXLOWER.encode(&mac.finalize().into_bytes()));
        token
    }

    /// Whether `token` was minted for `session`. Takes the same time for every wrong token.
    pub(crate) fn fits(&self, session: &str, token: &str) -> bool {
        let Some(bytes) = HEXLOWER_PERMISSIVE
            .decode(token.as_bytes())
            .ok()
            .filter(|bytes| bytes.len() == NONCE_BYTES + MAC_BYTES)
        else {
            return false;
        };
        let (nonce, tag) = bytes.split_at(NONCE_BYTES);
        self.mac(session, nonce).is_some_and(|mac| mac.verify_slice(tag).is_ok())
    }

    /// The value of a visitor's cookie that carries `secret`: ours alone, so that nobody can
    /// make another browser use a secret that they know.
    pub(crate) fn sign_visitor(&self, secret: &str) -> String {
        let tag = self.visitor_mac(secret).map(|mac| HEXLOWER.encode(&mac.finalize().into_bytes()));
        format!("{secret}{}", tag.unwrap_or_default())
    }

    /// The same for a machine that others use too, good until `until`.
    pub(crate) fn sign_shared(&self, secret: &str, until: Instant) -> String {
        let value = format!("{secret}{:0width$x}", until.millis(), width = MOMENT_DIGITS);
        let tag = self.shared_mac(&value).map(|mac| HEXLOWER.encode(&mac.finalize().into_bytes()));
        format!("{value}{}", tag.unwrap_or_default())
    }

    /// The secret in a shared machine's cookie and until when it is good, if we made it.
    pub(crate) fn shared<'a>(&self, value: &'a str) -> Option<(&'a str, Instant)> {
        let (said, tag) = value.split_at_checked(VISITOR_DIGITS + MOMENT_DIGITS)?;
        let tag = HEXLOWER_PERMISSIVE.decode(tag.as_bytes()).ok()?;
        self.shared_mac(said)?.verify_slice(&tag).ok()?;
        let (secret, until) = said.split_at_checked(VISITOR_DIGITS)?;
        Some((secret, Instant::from_millis(i64::from_str_radix(until, 16).ok()?)))
    }

    /// The secret in a cookie's value, if we made it.
    pub(crate) fn visitor<'a>(&self, value: &'a str) -> Option<&'a str> {
        let (secret, tag) = value.split_at_checked(VISITOR_DIGITS)?;
        let tag = HEXLOWER_PERMISSIVE.decode(tag.as_bytes()).ok()?;
        self.visitor_mac(secret)?.verify_slice(&tag).ok()?;
        Some(secret)
    }

    fn visitor_mac(&self, secret: &str) -> Option<Hmac<Sha256>> {
        self.mac_of(b"madoguchi visitor\0", secret)
    }

    fn shared_mac(&self, value: &str) -> Option<Hmac<Sha256>> {
        self.mac_of(b"madoguchi visitor at a shared machine\0", value)
    }

    fn mac_of(&self, purpose: &[u8], value: &str) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        mac.update(purpose);
        mac.update(value.as_bytes());
        Some(mac)
    }

    fn mac(&self, session: &str, nonce: &[u8]) -> Option<Hmac<Sha256>> {
        // HMAC takes keys of any length: `None` never comes.
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        mac.update(b"madoguchi form token\0");
        mac.update(nonce);
        mac.update(session.as_bytes());
        Some(mac)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: TokenKey = TokenKey::new([7; 32]);

    #[test]
    fn a_token_fits_the_session_that_it_was_made_for() {
        let token = KEY.mint("hanako", [1; 16]);
        assert!(KEY.fits("hanako", &token));
        assert_ne!(token, KEY.mint("hanako", [2; 16]));
    }

    #[test]
    fn a_visitor_is_known_by_a_cookie_of_ours_alone() {
        let secret = "0123456789abcdef".repeat(4);
        let value = KEY.sign_visitor(&secret);
        assert_eq!(KEY.visitor(&value), Some(secret.as_str()));
        let chosen = "a".repeat(64);
        let moved = value.replacen(&secret, &chosen, 1);
        let cut = value.get(..value.len() - 2).unwrap();
        for foreign in ["", &chosen, &secret, &moved, cut, &format!("{value}00")] {
            assert_eq!(KEY.visitor(foreign), None, "{foreign}");
        }
        assert_eq!(TokenKey::new([8; 32]).visitor(&value), None, "another town's");
    }

    #[test]
    fn nobody_prolongs_the_cookie_of_a_shared_machine() {
        let (secret, until) = ("0123456789abcdef".repeat(4), Instant::from_millis(1_700_000));
        let value = KEY.sign_shared(&secret, until);
        assert_eq!(KEY.shared(&value), Some((secret.as_str(), until)));
        assert_eq!(KEY.visitor(&value), None, "it is no cookie of thirty days");
        assert_eq!(KEY.shared(&KEY.sign_visitor(&secret)), None);
        let moment = format!("{:016x}", until.millis());
        let later = value.replacen(&moment, &format!("{:016x}", until.millis() + 1), 1);
        let shortened = value.replacen(&moment, "", 1);
        for forged in ["", &later, &shortened, &format!("{value}00")] {
            assert_eq!(KEY.shared(forged), None, "{forged}");
        }
        assert_eq!(TokenKey::new([8; 32]).shared(&value), None, "another town's");
    }

    #[test]
    fn every_other_token_is_refused() {
        let token = KEY.mint("hanako", [1; 16]);
        assert!(!KEY.fits("taro", &token), "another session");
        assert!(!TokenKey::new([8; 32]).fits("hanako", &token), "another key");
        for wrong in [
            "",
            "0",
            "zz",
            "あ",
            token.get(1..).unwrap(),
            token.get(2..).unwrap(),
            &format!("{token}00"),
        ] {
            assert!(!KEY.fits("hanako", wrong), "{wrong}");
        }
        for place in 0..token.len() {
            let mut changed = token.clone().into_bytes();
            changed[place] = if changed[place] == b'0' { b'1' } else { b'0' };
            assert!(!KEY.fits("hanako", &String::from_utf8(changed).unwrap()), "{place}");
        }
    }
}
