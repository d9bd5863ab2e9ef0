//! The message in which a signature comes: CMS `SignedData` (RFC 5652) beside its content.

use chrono::{DateTime, Utc};
use cms::{
    cert::CertificateChoices,
    content_info::ContentInfo,
    signed_data::{SignedData, SignerInfo},
};
use ring::digest::{SHA256, digest};
use x509_cert::{
    attr::Attribute,
    der::{
        Decode, Encode,
        asn1::{ObjectIdentifier, OctetString},
        oid::db,
    },
    time::Time,
};

use crate::{
    SignatureFault,
    certificate::{Certificate, instant},
    key,
};

/// A card's signature takes two or three thousand bytes.
const MOST_BYTES: usize = 32 * 1024;
/// The card's certificate and those of the authorities above it.
const MOST_CERTIFICATES: usize = 4;

pub(crate) struct Message {
    signed: SignerInfo,
    pub(crate) certificates: Vec<Certificate>,
}

impl Message {
    pub(crate) fn read(der: &[u8]) -> Result<Self, SignatureFault> {
        if der.len() > MOST_BYTES {
            return Err(SignatureFault::Malformed);
        }
        let info = ContentInfo::from_der(der).map_err(|_not_der| SignatureFault::Malformed)?;
        if info.content_type != db::rfc5911::ID_SIGNED_DATA {
            return Err(SignatureFault::Malformed);
        }
        let data: SignedData =
            info.content.decode_as().map_err(|_not_der| SignatureFault::Malformed)?;
        let content = &data.encap_content_info;
        let is_beside = content.econtent.is_none() && content.econtent_type == db::rfc5911::ID_DATA;
        let signers = data.signer_infos.0.into_vec();
        let ([signed], true) = (signers.as_slice(), is_beside) else {
            return Err(SignatureFault::NotBeside);
        };
        let certificates = data.certificates.map(|set| set.0.into_vec()).unwrap_or_default();
        if certificates.len() > MOST_CERTIFICATES {
            return Err(SignatureFault::Malformed);
        }
        let certificates = certificates.into_iter().filter_map(|it| match it {
            CertificateChoices::Certificate(read) => Some(Certificate::new(read)),
            CertificateChoices::Other(_) => None,
        });
        Ok(Self { signed: signed.clone(), certificates: certificates.collect() })
    }

    pub(crate) fn signer(&self) -> Result<Certificate, SignatureFault> {
        let mut of_signer = self.certificates.iter().filter(|it| it.is_meant_by(&self.signed.sid));
        of_signer.next().cloned().ok_or(SignatureFault::NoCertificate)
    }

    /// What is signed are attributes, one of which is the digest of the content.
    pub(crate) fn is_signed_by(
        &self,
        signer: &Certificate,
        content: &[u8],
    ) -> Result<(), SignatureFault> {
        if self.signed.digest_alg.oid != key::SHA_256 {
            return Err(SignatureFault::Weak);
        }
        let attributes = self.signed.signed_attrs.as_ref().ok_or(SignatureFault::NotBeside)?;
        let kind: Option<ObjectIdentifier> = self.attribute(db::rfc5911::ID_CONTENT_TYPE);
        if kind != Some(db::rfc5911::ID_DATA) {
            return Err(SignatureFault::NotBeside);
        }
        let told: OctetString =
            self.attribute(db::rfc5911::ID_MESSAGE_DIGEST).ok_or(SignatureFault::NotBeside)?;
        if told.as_bytes() != digest(&SHA256, content).as_ref() {
            return Err(SignatureFault::OtherContent);
        }
        let bytes = attributes.to_der().map_err(|_not_der| SignatureFault::Malformed)?;
        let kind = self.signed.signature_algorithm.oid;
        key::verify(signer.key(), kind, &bytes, self.signed.signature.as_bytes())
    }

    pub(crate) fn signed_at(&self) -> Option<DateTime<Utc>> {
        self.attribute::<Time>(db::rfc5911::ID_SIGNING_TIME).map(instant)
    }

    /// The one value of an attribute that is there once.
    fn attribute<T: for<'a> Decode<'a>>(&self, kind: ObjectIdentifier) -> Option<T> {
        let all = self.signed.signed_attrs.as_ref()?;
        let mut of_kind = all.iter().filter(|it: &&Attribute| it.oid == kind);
        let ([value], None) = (of_kind.next()?.values.as_slice(), of_kind.next()) else {
            return None;
        };
        T::from_der(&value.to_der().ok()?).ok()
    }
}
