//! Which signatures and keys are strong enough, and whether one fits the other.

use ring::signature::{
    ECDSA_P256_SHA256_ASN1, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey, VerificationAlgorithm,
};
use x509_cert::{
    der::{asn1::ObjectIdentifier, oid::db},
    spki::SubjectPublicKeyInfoOwned,
};

use crate::SignatureFault;

pub(crate) const SHA_256: ObjectIdentifier = db::rfc5912::ID_SHA_256;

/// Whether `key` made `signature` over `bytes` in the way `kind`: RSA of 2,048 bits or more, or
/// ECDSA on P-256, with SHA-256.
pub(crate) fn verify(
    key: &SubjectPublicKeyInfoOwned,
    kind: ObjectIdentifier,
    bytes: &[u8],
    signature: &[u8],
) -> Result<(), SignatureFault> {
    let of_key = key.algorithm.oid;
    let is_rsa = of_key == db::rfc5912::RSA_ENCRYPTION;
    let is_ec = of_key == db::rfc5912::ID_EC_PUBLIC_KEY;
    let algorithm: &dyn VerificationAlgorithm = match kind {
        // In a message the kind may be that of the key, and the digest stands beside it.
        db::rfc5912::SHA_256_WITH_RSA_ENCRYPTION | db::rfc5912::RSA_ENCRYPTION if is_rsa => {
            &RSA_PKCS1_2048_8192_SHA256
        }
        db::rfc5912::ECDSA_WITH_SHA_256 if is_ec => &ECDSA_P256_SHA256_ASN1,
        _ => return Err(SignatureFault::Weak),
    };
    if is_rsa && is_short(key.subject_public_key.raw_bytes()) {
        return Err(SignatureFault::Weak);
    }
    UnparsedPublicKey::new(algorithm, key.subject_public_key.raw_bytes())
        .verify(bytes, signature)
        .map_err(|_does_not_fit| SignatureFault::OtherSignature)
}

/// An RSA key below 2,048 bits is shorter than its modulus would be.
fn is_short(key: &[u8]) -> bool {
    key.len() < 2048 / 8
}
