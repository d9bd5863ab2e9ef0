//! Which certificates were taken back before their time: the lists of the authorities (RFC 5280, CRL).

use chrono::{DateTime, Utc};
use x509_cert::{
    crl::CertificateList,
    der::{Decode, Encode, oid::db},
    ext::pkix::{
        CrlDistributionPoints,
        crl::dp::{DistributionPoint, IssuingDistributionPoint},
    },
};

use crate::{
    SignatureFault,
    certificate::{Certificate, instant},
    key,
};

/// Whether a certificate was taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It stands on no list of its authority, and the list is of these days.
    Good,
    /// Nobody can say: there is no list of its authority that is of these days. To be asked again.
    Unknown,
}

/// The lists of revoked certificates at hand. Which authority one is of, and whether it is of these
/// days, is seen when it is asked: what cannot be proved says nothing.
#[derive(Debug, Clone, Default)]
pub struct RevocationLists(Vec<CertificateList>);

impl RevocationLists {
    /// Reads lists in DER; what is none is left out.
    pub fn from_der<'a>(lists: impl IntoIterator<Item = &'a [u8]>) -> Self {
        Self(lists.into_iter().filter_map(|it| CertificateList::from_der(it).ok()).collect())
    }

    pub(crate) fn standing(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
        arrived: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Standing, SignatureFault> {
        let mut standing = Standing::Unknown;
        for list in self.0.iter().filter(|list| is_of(list, issuer)) {
            let revoked = list.tbs_cert_list.revoked_certificates.as_deref().unwrap_or_default();
            let entry = revoked.iter().find(|it| it.serial_number == *certificate.serial_number());
            // What an old list says stays true: nothing revoked becomes valid again.
            let since = entry.map(|entry| instant(entry.revocation_date));
            if let Some(since) = since.filter(|since| *since <= arrived) {
                return Err(SignatureFault::Revoked(since));
            }
            let from = instant(list.tbs_cert_list.this_update);
            let until = list.tbs_cert_list.next_update.map(instant);
            let is_current = from <= now && until.is_some_and(|until| now <= until);
            if is_current && covers(list, certificate) {
                standing = Standing::Good;
            }
        }
        Ok(standing)
    }
}

fn is_of(list: &CertificateList, issuer: &Certificate) -> bool {
    let Ok(bytes) = list.tbs_cert_list.to_der() else { return false };
    let kind = list.signature_algorithm.oid;
    list.tbs_cert_list.issuer == *issuer.subject()
        && key::verify(issuer.key(), kind, &bytes, list.signature.raw_bytes()).is_ok()
}

/// Whether a certificate that is not on the list is therefore good. An authority may cut its list
/// into parts: then list and certificate name the same part.
fn covers(list: &CertificateList, certificate: &Certificate) -> bool {
    let extensions = list.tbs_cert_list.crl_extensions.as_deref().unwrap_or_default();
    extensions.iter().filter(|it| it.critical).all(|it| {
        if it.extn_id != db::rfc5280::ID_CE_ISSUING_DISTRIBUTION_POINT {
            return false;
        }
        let Ok(part) = IssuingDistributionPoint::from_der(it.extn_value.as_bytes()) else {
            return false;
        };
        let is_plain = !part.only_contains_ca_certs
            && !part.indirect_crl
            && !part.only_contains_attribute_certs
            && part.only_some_reasons.is_none();
        let parts = certificate.extension::<CrlDistributionPoints>();
        let is_named = |points: CrlDistributionPoints| {
            points
                .0
                .iter()
                .any(|it: &DistributionPoint| it.distribution_point == part.distribution_point)
        };
        is_plain && (part.distribution_point.is_none() || parts.is_some_and(is_named))
    })
}
