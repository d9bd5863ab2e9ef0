//! The four basic facts (基本4情報) that a certificate for signing names its holder with.

use chrono::NaiveDate;
use x509_cert::{
    der::{
        Decode, Encode,
        asn1::{Any, ContextSpecific, ObjectIdentifier, Utf8StringRef},
    },
    ext::pkix::{SubjectAltName, name::GeneralName},
};

use crate::{SignatureFault, certificate::Certificate};

const NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.392.200149.8.5.5.1");
const NAME_SUBSTITUTES: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.392.200149.8.5.5.2");
const SEX: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.392.200149.8.5.5.3");
const BIRTH_DATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.392.200149.8.5.5.4");
const ADDRESS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.392.200149.8.5.5.5");
const ADDRESS_SUBSTITUTES: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.392.200149.8.5.5.6");

/// A person as a certificate names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// 氏名
    pub name: String,
    /// 住所
    pub address: String,
    /// 生年月日; nobody knows the whole day of some.
    pub birth_date: Option<NaiveDate>,
    /// 性別
    pub sex: Option<Sex>,
    /// Whether a character of the name or the address is a stand-in, because a card has no type for
    /// the true one: then they may differ from what the person writes.
    pub has_substitutes: bool,
}

/// 性別, as certificates tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
}

impl Person {
    pub(crate) fn of(certificate: &Certificate) -> Result<Self, SignatureFault> {
        let names = certificate.extension::<SubjectAltName>().ok_or(SignatureFault::NoPerson)?;
        let fact = |kind: ObjectIdentifier| {
            names.0.iter().find_map(|name| {
                let GeneralName::OtherName(other) = name else { return None };
                if other.type_id == kind { text(&other.value) } else { None }
            })
        };
        let needed =
            |kind| fact(kind).filter(|it| !it.trim().is_empty()).ok_or(SignatureFault::NoPerson);
        let has_substitutes = [NAME_SUBSTITUTES, ADDRESS_SUBSTITUTES]
            .into_iter()
            .filter_map(fact)
            // One digit for each character; 0 stands for the true one.
            .any(|marks| marks.contains(|mark| mark != '0'));
        Ok(Self {
            name: needed(NAME)?,
            address: needed(ADDRESS)?,
            birth_date: day(&needed(BIRTH_DATE)?),
            sex: fact(SEX).and_then(|code| match code.as_str() {
                "1" => Some(Sex::Male),
                "2" => Some(Sex::Female),
                _ => None,
            }),
            has_substitutes,
        })
    }
}

/// The text of an `otherName`, which stands in a wrapper of its own.
fn text(value: &Any) -> Option<String> {
    let der = value.to_der().ok()?;
    let wrapped = ContextSpecific::<Utf8StringRef<'_>>::from_der(&der);
    let plain = || Utf8StringRef::from_der(&der).ok();
    wrapped.ok().map(|it| it.value).or_else(plain).map(|it| it.as_str().to_owned())
}

/// `YYYYMMDD`, with the digit of the era before it.
fn day(digits: &str) -> Option<NaiveDate> {
    let western = if digits.len() == 9 { digits.get(1..)? } else { digits };
    NaiveDate::parse_from_str(western, "%Y%m%d").ok()
}
