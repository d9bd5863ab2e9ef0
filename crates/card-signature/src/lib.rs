//! What the signature of a card proves: a person signed exactly these bytes, and who they are.
//!
//! My Number Cards sign with 公的個人認証の署名用電子証明書 (公的個人認証法): the signature is CMS (RFC 5652)
//! beside the content, the certificate is X.509 (RFC 5280), names the person with the four basic
//! facts (氏名・性別・生年月日・住所), and ends with them, because whoever moves or marries gets a new one.
//! Deliberately not here: what has to be signed, whose answers it is compared with, and where
//! lists of revoked certificates come from.

mod authorities;
mod certificate;
mod fault;
mod key;
mod message;
mod person;
mod revocation;

pub use authorities::{Authorities, AuthorityFault};
pub use fault::SignatureFault;
pub use person::{Person, Sex};
pub use revocation::{RevocationLists, Standing};

use chrono::{DateTime, Utc};

/// A signature that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// Who signed, as the certificate says.
    pub by: Person,
    /// The number of the certificate, in hexadecimal: with a new certificate it is another one.
    pub serial: String,
    /// Who gave the certificate out.
    pub issuer: String,
    /// The last moment of the certificate.
    pub valid_until: DateTime<Utc>,
    /// When the card signed, as the machine with the reader believed.
    pub signed_at: Option<DateTime<Utc>>,
    /// Whether the certificate was taken back before its time.
    pub standing: Standing,
}

impl Authorities {
    /// Checks that `signature` signs `content`, as of when it `arrived`, and not as of when it says
    /// of itself; by what is known `now` of revoked certificates.
    pub fn verify(
        &self,
        signature: &[u8],
        content: &[u8],
        revoked: &RevocationLists,
        arrived: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Signed, SignatureFault> {
        let message = message::Message::read(signature)?;
        let signer = message.signer()?;
        message.is_signed_by(&signer, content)?;
        signer.is_valid_at(arrived)?;
        signer.is_for_signing()?;
        let issuer = self.issuer_of(&signer, &message.certificates, arrived)?;
        let standing = revoked.standing(&signer, &issuer, arrived, now)?;
        Ok(Signed {
            by: Person::of(&signer)?,
            serial: signer.serial(),
            issuer: signer.issuer().to_string(),
            valid_until: signer.valid_until(),
            signed_at: message.signed_at(),
            standing,
        })
    }
}
