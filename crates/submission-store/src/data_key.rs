//! A key of one thing, a case or a file: random, kept only wrapped by another key, and gone
//! for good once that wrapping is destroyed.

use chacha20poly1305::XChaCha20Poly1305;
use kernel::{IdSource as _, SystemIds};
use zeroize::Zeroizing;

use crate::{
    Digest,
    keys::mac,
    seal::{cipher, open_from, seal_into},
};

/// The key of fingerprints follows from the data key.
const FINGERPRINT: &[u8] = b"fingerprint";

/// Thirty-two secret bytes. They are wiped when nobody holds them any more.
pub(crate) struct DataKey(Zeroizing<[u8; 32]>);

impl DataKey {
    /// A new one.
    pub(crate) fn draw() -> Self {
        let mut key = Zeroizing::new([0; 32]);
        SystemIds.fill(key.as_mut_slice());
        Self(key)
    }

    /// Opens what [`Self::wrapped`] gave; `None` with another key or at another place.
    pub(crate) fn unwrap(by: &XChaCha20Poly1305, wrapped: &[u8], aad: &str) -> Option<Self> {
        let plain = Zeroizing::new(open_from(by, wrapped, aad.as_bytes())?);
        let key = <[u8; 32]>::try_from(plain.as_slice()).ok()?;
        Some(Self(Zeroizing::new(key)))
    }

    /// The key as it is stored: nonce and ciphertext, bound to `aad`.
    pub(crate) fn wrapped(&self, by: &XChaCha20Poly1305, aad: &str) -> Vec<u8> {
        let mut wrapped = Vec::with_capacity(72);
        seal_into(by, &mut wrapped, self.0.as_slice(), aad.as_bytes());
        wrapped
    }

    /// What seals and opens with it.
    pub(crate) fn cipher(&self) -> XChaCha20Poly1305 {
        cipher(&self.0)
    }

    /// A digest that nobody can try without the key.
    pub(crate) fn fingerprint(&self, message: &[u8]) -> Digest {
        let key = Zeroizing::new(mac(&self.0, FINGERPRINT));
        Digest::from_bytes(mac(&key, message))
    }
}
