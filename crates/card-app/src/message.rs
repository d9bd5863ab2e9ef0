//! The signature as a card makes it: CMS `SignedData` (RFC 5652) beside its content.

use cms::{
    cert::{CertificateChoices, IssuerAndSerialNumber},
    content_info::{CmsVersion, ContentInfo},
    signed_data::{
        CertificateSet, EncapsulatedContentInfo, SignedData, SignerIdentifier, SignerInfo,
        SignerInfos,
    },
};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair},
};
use x509_cert::{
    Certificate,
    attr::Attribute,
    der::{
        Decode, Encode, EncodeValue, Tagged,
        asn1::{Any, ObjectIdentifier, OctetString, SetOfVec, UtcTime},
        oid::db,
    },
    spki::AlgorithmIdentifierOwned,
};

use crate::authority::Given;

/// Signs what has this SHA-256 digest, `seconds` after 1970.
pub(crate) fn sign(card: &Given, digest: &[u8], seconds: u64) -> Option<Vec<u8>> {
    let certificate = Certificate::from_der(&card.certificate).ok()?;
    let at = UtcTime::from_unix_duration(core::time::Duration::from_secs(seconds)).ok()?;
    let attributes = SetOfVec::try_from(vec![
        attribute(db::rfc5911::ID_CONTENT_TYPE, &db::rfc5911::ID_DATA)?,
        attribute(db::rfc5911::ID_SIGNING_TIME, &at)?,
        attribute(db::rfc5911::ID_MESSAGE_DIGEST, &OctetString::new(digest).ok()?)?,
    ])
    .ok()?;
    let random = SystemRandom::new();
    let key = EcdsaKeyPair::from_pkcs8(
        &ECDSA_P256_SHA256_ASN1_SIGNING,
        card.key.serialized_der(),
        &random,
    )
    .ok()?;
    let signature = key.sign(&random, &attributes.to_der().ok()?).ok()?;
    let plain = |oid| AlgorithmIdentifierOwned { oid, parameters: None };
    let tbs = certificate.tbs_certificate();
    let signer = SignerInfo {
        version: CmsVersion::V1,
        sid: SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
            issuer: tbs.issuer().clone(),
            serial_number: tbs.serial_number().clone(),
        }),
        digest_alg: plain(db::rfc5912::ID_SHA_256),
        signed_attrs: Some(attributes),
        signature_algorithm: plain(db::rfc5912::ECDSA_WITH_SHA_256),
        signature: OctetString::new(signature.as_ref()).ok()?,
        unsigned_attrs: None,
    };
    let data = SignedData {
        version: CmsVersion::V1,
        digest_algorithms: SetOfVec::try_from(vec![plain(db::rfc5912::ID_SHA_256)]).ok()?,
        encap_content_info: EncapsulatedContentInfo {
            econtent_type: db::rfc5911::ID_DATA,
            econtent: None,
        },
        certificates: Some(CertificateSet(
            SetOfVec::try_from(vec![CertificateChoices::Certificate(certificate.clone())]).ok()?,
        )),
        crls: None,
        signer_infos: SignerInfos(SetOfVec::try_from(vec![signer]).ok()?),
    };
    let info = ContentInfo {
        content_type: db::rfc5911::ID_SIGNED_DATA,
        content: Any::encode_from(&data).ok()?,
    };
    info.to_der().ok()
}

fn attribute<T: EncodeValue + Tagged>(oid: ObjectIdentifier, value: &T) -> Option<Attribute> {
    let values = SetOfVec::try_from(vec![Any::encode_from(value).ok()?]).ok()?;
    Some(Attribute { oid, values })
}
