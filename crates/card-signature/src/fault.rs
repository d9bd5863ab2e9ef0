//! Why a signature proves nothing.

use chrono::{DateTime, Utc};

/// Why a signature proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignatureFault {
    /// It is not CMS, or larger than any card makes it.
    #[error("the signature cannot be read")]
    Malformed,
    /// It carries what it signs, names another kind of content, or has several signers.
    #[error("not one signature beside its content")]
    NotBeside,
    /// The certificate of the signer is missing.
    #[error("the certificate of the signer is not there")]
    NoCertificate,
    /// Other bytes were signed.
    #[error("it signs something else")]
    OtherContent,
    /// It was made with another key than that of the certificate.
    #[error("the signature does not fit the certificate")]
    OtherSignature,
    /// A digest or a key that can be forged, or a kind that no card uses.
    #[error("a digest or key that is too weak or unknown")]
    Weak,
    /// The certificate is not valid yet.
    #[error("the certificate is not valid before {0}")]
    NotYetValid(DateTime<Utc>),
    /// The certificate has ended.
    #[error("the certificate ended on {0}")]
    Expired(DateTime<Utc>),
    /// The certificate is for something else, as the one with which a card signs in.
    #[error("the certificate is not one for signing")]
    NotForSigning,
    /// The certificate demands something that is not understood here.
    #[error("the certificate demands something unknown")]
    UnknownDemand,
    /// Nobody who is believed gave the certificate out.
    #[error("the certificate is of an unknown authority")]
    UnknownAuthority,
    /// The certificate was taken back.
    #[error("the certificate was revoked on {0}")]
    Revoked(DateTime<Utc>),
    /// The certificate does not say who the person is.
    #[error("the certificate names no person")]
    NoPerson,
}
