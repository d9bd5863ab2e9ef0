//! The secret that the provider and its merchant share.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Signs orders, callbacks and questions. Never shown, also not in debug output.
#[derive(Clone)]
pub struct Secret(Vec<u8>);

impl Secret {
    /// A secret of any length; 32 random bytes are a good one.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// HMAC-SHA256 over the parts, one after the other. The first part names the use,
    /// so that what was signed for one use never passes for another.
    pub(crate) fn sign(&self, parts: &[&[u8]]) -> Vec<u8> {
        self.mac(parts).finalize().into_bytes().to_vec()
    }

    /// Whether `signature` is ours, in the same time for every wrong one.
    pub(crate) fn signed(&self, parts: &[&[u8]], signature: &[u8]) -> bool {
        self.mac(parts).verify_slice(signature).is_ok()
    }

    fn mac(&self, parts: &[&[u8]]) -> Hmac<Sha256> {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else {
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
    use super::*;
    use crate::hex;

    #[test]
    fn signing_is_hmac_sha256() {
        // RFC 4231, test case 2.
        let signature = Secret::new("Jefe").sign(&[b"what do ya want ", b"for nothing?"]);
        assert_eq!(
            hex::encode(&signature),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn a_secret_never_shows() {
        assert_eq!(format!("{:?}", Secret::new("Jefe")), "Secret(****)");
    }
}
