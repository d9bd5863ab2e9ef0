//! One certificate: when it is valid, what it is for, and what it lets its holder certify.

use chrono::{DateTime, Utc};
use cms::signed_data::SignerIdentifier;
use data_encoding::HEXLOWER;
use x509_cert::{
    der::{Decode, Encode, asn1::ObjectIdentifier, oid::AssociatedOid},
    ext::pkix::{
        BasicConstraints, CertificatePolicies, KeyUsage, SubjectAltName, SubjectKeyIdentifier,
    },
    name::Name,
    spki::SubjectPublicKeyInfoOwned,
    time::Time,
};

use crate::{SignatureFault, key};

/// What a certificate may demand to be understood.
const UNDERSTOOD: [ObjectIdentifier; 4] =
    [BasicConstraints::OID, KeyUsage::OID, CertificatePolicies::OID, SubjectAltName::OID];

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Certificate(x509_cert::Certificate);

impl Certificate {
    pub(crate) fn new(read: x509_cert::Certificate) -> Self {
        Self(read)
    }

    pub(crate) fn all_from_pem(pem: &str) -> Option<Vec<Self>> {
        let read = x509_cert::Certificate::load_pem_chain(pem.as_bytes()).ok()?;
        Some(read.into_iter().map(Self).collect())
    }

    pub(crate) fn serial(&self) -> String {
        let serial = self.0.tbs_certificate().serial_number();
        HEXLOWER.encode(serial.as_bytes())
    }

    pub(crate) fn subject(&self) -> &Name {
        self.0.tbs_certificate().subject()
    }

    pub(crate) fn issuer(&self) -> &Name {
        self.0.tbs_certificate().issuer()
    }

    pub(crate) fn key(&self) -> &SubjectPublicKeyInfoOwned {
        self.0.tbs_certificate().subject_public_key_info()
    }

    pub(crate) fn serial_number(&self) -> &x509_cert::serial_number::SerialNumber {
        self.0.tbs_certificate().serial_number()
    }

    pub(crate) fn is_meant_by(&self, signer: &SignerIdentifier) -> bool {
        match signer {
            SignerIdentifier::IssuerAndSerialNumber(it) => {
                it.issuer == *self.issuer() && it.serial_number == *self.serial_number()
            }
            SignerIdentifier::SubjectKeyIdentifier(id) => {
                self.extension::<SubjectKeyIdentifier>().is_some_and(|own| own == *id)
            }
        }
    }

    pub(crate) fn valid_until(&self) -> DateTime<Utc> {
        instant(self.0.tbs_certificate().validity().not_after)
    }

    pub(crate) fn is_valid_at(&self, at: DateTime<Utc>) -> Result<(), SignatureFault> {
        let from = instant(self.0.tbs_certificate().validity().not_before);
        if at < from {
            return Err(SignatureFault::NotYetValid(from));
        }
        if at > self.valid_until() {
            return Err(SignatureFault::Expired(self.valid_until()));
        }
        Ok(())
    }

    /// The certificate for signing says 「否認防止」; the one with which a card signs in does not.
    pub(crate) fn is_for_signing(&self) -> Result<(), SignatureFault> {
        if !self.is_understood() {
            return Err(SignatureFault::UnknownDemand);
        }
        let is_for = |usage: KeyUsage| usage.digital_signature() && usage.non_repudiation();
        let is_person = !self.extension::<BasicConstraints>().is_some_and(|it| it.ca);
        if is_person && self.extension().is_some_and(is_for) {
            Ok(())
        } else {
            Err(SignatureFault::NotForSigning)
        }
    }

    /// Whether it is of an authority that lets `below` others stand between it and a card.
    pub(crate) fn may_certify(&self, below: usize) -> bool {
        let permits = |it: BasicConstraints| {
            it.ca && it.path_len_constraint.is_none_or(|most| below <= usize::from(most))
        };
        self.is_understood()
            && self.extension().is_some_and(permits)
            && self.extension().is_some_and(|usage: KeyUsage| usage.key_cert_sign())
    }

    /// Whether its holder gave out `other`, with `below` authorities between `other` and a card.
    pub(crate) fn gave_out(&self, other: &Self, below: usize, at: DateTime<Utc>) -> bool {
        let has_signed = || {
            let bytes = other.0.tbs_certificate().to_der().ok()?;
            let kind = other.0.signature_algorithm().oid;
            key::verify(self.key(), kind, &bytes, other.0.signature().raw_bytes()).ok()
        };
        *other.issuer() == *self.subject()
            && self.is_valid_at(at).is_ok()
            && self.may_certify(below)
            && has_signed().is_some()
    }

    pub(crate) fn extension<'a, T: Decode<'a, Error = x509_cert::der::Error> + AssociatedOid>(
        &'a self,
    ) -> Option<T> {
        self.0.tbs_certificate().get_extension().ok().flatten().map(|(_, extension)| extension)
    }

    fn is_understood(&self) -> bool {
        let extensions = self.0.tbs_certificate().extensions().map_or(&[][..], Vec::as_slice);
        extensions.iter().all(|it| !it.critical || UNDERSTOOD.contains(&it.extn_id))
    }
}

pub(crate) fn instant(time: Time) -> DateTime<Utc> {
    DateTime::from(time.to_system_time())
}
