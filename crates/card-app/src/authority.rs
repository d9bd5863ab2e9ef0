//! The pretended authority: it gives out certificates, and lists those that it took back.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use chrono::{Datelike, Duration, NaiveDate};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CustomExtension,
    DistinguishedName, DnType, IsCa, Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose, OtherNameValue,
    PKCS_ECDSA_P256_SHA256, RevocationReason, RevokedCertParams, SanType, SerialNumber,
    date_time_ymd,
};

use crate::card::{Card, Face};

/// 証明書ポリシー of certificates for signing, in DER.
const POLICY: [u8; 17] = [
    0x30, 0x0F, 0x30, 0x0D, 0x06, 0x0B, 0x2A, 0x83, 0x08, 0x8C, 0x9B, 0x55, 0x08, 0x05, 0x01, 0x01,
    0x0A,
];
const CERTIFICATE_POLICIES: [u64; 4] = [2, 5, 29, 32];
/// The one number of all cards that were taken back.
const REVOKED: [u8; 4] = [0x7F, 0, 0, 1];

/// The authority with its key.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
}

/// A card's certificate, and the key in it.
pub(crate) struct Given {
    pub(crate) certificate: Vec<u8>,
    pub(crate) key: KeyPair,
}

impl Authority {
    /// The authority of `folder`, a new one where there is none, with its certificate and its list
    /// of today beside the key.
    pub(crate) fn open(folder: &Path, today: NaiveDate) -> io::Result<Self> {
        let (key_file, certificate, lists) =
            (folder.join("authority.key"), certificate_in(folder), lists_in(folder));
        fs::create_dir_all(&lists)?;
        let key = match fs::read_to_string(&key_file) {
            Ok(pem) => KeyPair::from_pem(&pem).map_err(io::Error::other)?,
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => {
                let key = new_key()?;
                private(&key_file, &key.serialize_pem())?;
                key
            }
            Err(fault) => return Err(fault),
        };
        let params = params();
        if !certificate.exists() {
            let own = params.self_signed(&key).map_err(io::Error::other)?;
            fs::write(&certificate, own.pem())?;
        }
        let authority = Self { issuer: Issuer::new(params, key) };
        fs::write(lists.join("pretended.crl"), authority.list(today)?)?;
        Ok(authority)
    }

    /// Gives a card of this kind out to whom its face names.
    pub(crate) fn give_out(
        &self,
        card: Card,
        face: &Face,
        serial: &[u8],
        today: NaiveDate,
    ) -> io::Result<Given> {
        let mut params = CertificateParams::default();
        let (from, until) = match card {
            Card::Valid | Card::Revoked | Card::Locked => (-365, 4 * 365),
            Card::Expired => (-6 * 365, -1),
        };
        let at = |days| {
            let (year, month, day) = away(today, days);
            date_time_ymd(year, month, day)
        };
        (params.not_before, params.not_after) = (at(from), at(until));
        let serial = if card == Card::Revoked { &REVOKED } else { serial };
        params.serial_number = Some(SerialNumber::from_slice(serial));
        params.distinguished_name = names("Pretended card");
        params.key_usages =
            vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::ContentCommitment];
        let digits = face.birth_date.replace('-', "");
        params.subject_alt_names = vec![
            fact(1, &face.name),
            fact(3, "2"),
            // The digit of an era stands before the day; 3 is Showa.
            fact(4, &format!("3{digits}")),
            fact(5, &face.address),
        ];
        let mut policy = CustomExtension::from_oid_content(&CERTIFICATE_POLICIES, POLICY.to_vec());
        policy.set_criticality(true);
        params.custom_extensions = vec![policy];
        let key = new_key()?;
        let signed = params.signed_by(&key, &self.issuer).map_err(io::Error::other)?;
        Ok(Given { certificate: signed.der().to_vec(), key })
    }

    /// The list of what was taken back, for a year.
    fn list(&self, today: NaiveDate) -> io::Result<Vec<u8>> {
        let at = |days| {
            let (year, month, day) = away(today, days);
            date_time_ymd(year, month, day)
        };
        let revoked = RevokedCertParams {
            serial_number: SerialNumber::from_slice(&REVOKED),
            revocation_time: at(-30),
            reason_code: Some(RevocationReason::AffiliationChanged),
            invalidity_date: None,
        };
        let params = CertificateRevocationListParams {
            this_update: at(-1),
            next_update: at(365),
            crl_number: SerialNumber::from(1_u64),
            issuing_distribution_point: None,
            revoked_certs: vec![revoked],
            key_identifier_method: KeyIdMethod::Sha256,
        };
        let list = params.signed_by(&self.issuer).map_err(io::Error::other)?;
        Ok(list.der().to_vec())
    }
}

/// Where the certificate of the authority of `folder` is, to be believed.
pub(crate) fn certificate_in(folder: &Path) -> PathBuf {
    folder.join("authority.pem")
}

/// Where its lists of revoked certificates are.
pub(crate) fn lists_in(folder: &Path) -> PathBuf {
    folder.join("revoked")
}

fn new_key() -> io::Result<KeyPair> {
    KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(io::Error::other)
}

fn params() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = names("Pretended authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    (params.not_before, params.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2060, 1, 1));
    params
}

fn names(unit: &str) -> DistinguishedName {
    let mut names = DistinguishedName::new();
    names.push(DnType::CountryName, "JP");
    names.push(DnType::OrganizationName, "Madoguchi");
    names.push(DnType::OrganizationalUnitName, unit);
    names
}

/// One of the four basic facts.
fn fact(place: u64, text: &str) -> SanType {
    let kind = vec![1, 2, 392, 200_149, 8, 5, 5, place];
    SanType::OtherName((kind, OtherNameValue::Utf8String(text.to_owned())))
}

/// Year, month and day so many days from `today`.
fn away(today: NaiveDate, days: i64) -> (i32, u8, u8) {
    let day = today + Duration::days(days);
    let small = |number: u32| u8::try_from(number).unwrap_or(1);
    (day.year(), small(day.month()), small(day.day()))
}

/// A file that nobody else can read.
fn private(file: &Path, text: &str) -> io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut opened = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
    io::Write::write_all(&mut opened, text.as_bytes())
}
