//! The secret that the service and the town share.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// Shown with every question and signs every answer. Never shown otherwise, also not in debug
/// output.
#[derive(Clone)]
pub(crate) struct Secret(String);

impl Secret {
    pub(crate) const fn new(text: String) -> Self {
        Self(text)
    }

    /// What the town shows with a question.
    pub(crate) fn bearer(&self) -> String {
        format!("Bearer {}", self.0)
    }

    /// Whether `told` is what the town shows, in the same time for every wrong one of its length.
    pub(crate) fn is_bearer(&self, told: &str) -> bool {
        told.as_bytes().ct_eq(self.bearer().as_bytes()).into()
    }

    /// HMAC-SHA256 over the parts, one after the other.
    pub(crate) fn sign(&self, parts: &[&[u8]]) -> Vec<u8> {
        self.mac(parts).finalize().into_bytes().to_vec()
    }

    /// Whether `signature` is ours, in the same time for every wrong one.
    pub(crate) fn signed(&self, parts: &[&[u8]], signature: &[u8]) -> bool {
        self.mac(parts).verify_slice(signature).is_ok()
    }

    fn mac(&self, parts: &[&[u8]]) -> Hmac<Sha256> {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.0.as_bytes()) else {
            unreachable!("HMAC takes keys of every length")
        };
        for part in parts {
            mac.update(part);
        }
        mac
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(****)")
    }
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;

    use super::*;

    #[test]
    fn signing_is_hmac_sha256() {
        // RFC 4231, test case 2.
        let secret = Secret::new("Jefe".to_owned());
        let signature = secret.sign(&[b"what do ya want ", b"for nothing?"]);
        assert_eq!(
            HEXLOWER.encode(&signature),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn the_secret_of_a_service_never_shows() {
        assert_eq!(format!("{:?}", Secret::new("Jefe".to_owned())), "Secret(****)");
    }

    #[test]
    fn only_the_whole_secret_is_shown() {
        let secret = Secret::new("Jefe".to_owned());
        assert!(secret.is_bearer("Bearer Jefe"));
        for told in ["", "Jefe", "Bearer ", "Bearer Jef", "Bearer Jefe ", "Bearer jefe"] {
            assert!(!secret.is_bearer(told), "{told}");
        }
    }
}
