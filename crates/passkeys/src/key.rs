//! The keys with which passkeys prove themselves, of the two kinds that all authenticators know.

use ring::{
    digest::{SHA256, digest},
    signature::{ECDSA_P256_SHA256_ASN1, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey},
};

use crate::PasskeyFault;

/// A public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublicKey {
    /// ES256 (-7): a point on P-256, uncompressed.
    P256(Vec<u8>),
    /// RS256 (-257): `RSAPublicKey` of RFC 8017.
    Rsa(Vec<u8>),
}

/// What stands before the point in every `SubjectPublicKeyInfo` on P-256 (RFC 5480).
const P256_HEAD: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A,
    0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];
/// `rsaEncryption`, without parameters.
const RSA_NAME: [u8; 15] =
    [0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00];
const SEQUENCE: u8 = 0x30;
const BIT_STRING: u8 = 0x03;
/// An uncompressed point on P-256, its mark included.
const POINT_BYTES: usize = 65;

impl PublicKey {
    /// Reads a `SubjectPublicKeyInfo` in DER.
    pub fn from_spki(der: &[u8]) -> Result<Self, PasskeyFault> {
        if let Some(point) = der.strip_prefix(&P256_HEAD) {
            let is_point = point.len() == POINT_BYTES && point.first() == Some(&0x04);
            return if is_point { Ok(Self::P256(point.to_vec())) } else { Err(UNKNOWN) };
        }
        let whole = inside(der, SEQUENCE)?;
        let bits = inside(whole.strip_prefix(&RSA_NAME).ok_or(UNKNOWN)?, BIT_STRING)?;
        // No bits are left over at the end.
        let key = bits.strip_prefix(&[0]).ok_or(UNKNOWN)?;
        Ok(Self::Rsa(key.to_vec()))
    }

    /// The kind in a word, and the bytes.
    pub fn stored(&self) -> (&'static str, &[u8]) {
        match self {
            Self::P256(point) => ("es256", point),
            Self::Rsa(key) => ("rs256", key),
        }
    }

    /// Reads what [`Self::stored`] gave.
    pub fn from_stored(kind: &str, bytes: Vec<u8>) -> Option<Self> {
        match kind {
            "es256" => Some(Self::P256(bytes)),
            "rs256" => Some(Self::Rsa(bytes)),
            _ => None,
        }
    }

    /// Whether it signed what the authenticator said and, by its hash, what the browser said.
    pub(crate) fn verify(
        &self,
        authenticator_data: &[u8],
        client_data: &[u8],
        signature: &[u8],
    ) -> Result<(), PasskeyFault> {
        let mut signed = authenticator_data.to_vec();
        signed.extend_from_slice(digest(&SHA256, client_data).as_ref());
        let fits = match self {
            Self::P256(point) => UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point)
                .verify(&signed, signature)
                .is_ok(),
            Self::Rsa(key) => UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key)
                .verify(&signed, signature)
                .is_ok(),
        };
        if fits { Ok(()) } else { Err(PasskeyFault::OtherSignature) }
    }
}

const UNKNOWN: PasskeyFault = PasskeyFault::UnknownKey;

/// What the one value in `der` holds, which is of kind `tag` and ends where `der` ends.
fn inside(der: &[u8], tag: u8) -> Result<&[u8], PasskeyFault> {
    let (found, rest) = der.split_first().ok_or(UNKNOWN)?;
    let (first, rest) = rest.split_first().ok_or(UNKNOWN)?;
    let (length, rest) = match first {
        0..=0x7F => (usize::from(*first), rest),
        0x81 => {
            let (length, rest) = rest.split_first().ok_or(UNKNOWN)?;
            (usize::from(*length), rest)
        }
        0x82 => {
            let (length, rest) = rest.split_first_chunk::<2>().ok_or(UNKNOWN)?;
            (usize::from(u16::from_be_bytes(*length)), rest)
        }
        _ => return Err(UNKNOWN),
    };
    if *found == tag && rest.len() == length { Ok(rest) } else { Err(UNKNOWN) }
}
