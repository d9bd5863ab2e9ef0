//! Postal codes and the places that they name.
//!
//! The places come from Japan Post's list; the own codes of large offices (大口事業所個別番号) are
//! not in it, so that a code without a place is no mistake.

mod atlas;

use std::fmt;

use crate::{Fault, Format, numbers};

pub(crate) use atlas::city_at_start;

/// A postal code: seven digits, written `980-8671`, never from `000` on.
///
/// ```
/// use japanese_values::{PostalCode, postal};
///
/// let code = PostalCode::parse("〒９８００ー０１１")?;
/// assert_eq!(code.to_string(), "980-0011");
/// assert_eq!((postal::places(code)[0].city, postal::places(code)[0].town), ("仙台市青葉区", "上杉"));
/// assert_eq!(postal::agrees(code, "仙台市泉区上杉1-1"), Some(false));
/// # Ok::<(), japanese_values::Fault>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PostalCode {
    /// The first three digits.
    prefix: u16,
    /// The last four.
    suffix: u16,
}

impl PostalCode {
    /// Reads what was typed: `980-8671`, `9808671`, `〒９８０ー８６７１`.
    pub fn parse(raw: &str) -> Result<Self, Fault> {
        const FORMAT: Format = Format::PostalCode;
        let typed: String = raw.chars().filter(|&c| c != '〒').collect();
        let digits = numbers::digits(&typed, FORMAT, 7)?;
        let parts = digits.split_at_checked(3);
        let parts = parts.and_then(|(prefix, suffix)| {
            Some(Self { prefix: prefix.parse().ok()?, suffix: suffix.parse().ok()? })
        });
        let code = parts.ok_or(Fault::Shape(FORMAT))?;
        if code.prefix == 0 { Err(Fault::FirstDigits(FORMAT)) } else { Ok(code) }
    }
}

impl fmt::Display for PostalCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03}-{:04}", self.prefix, self.suffix)
    }
}

/// A place that a postal code names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// 全国地方公共団体コード without check digit, such as `04101`.
    pub municipality_code: &'static str,
    /// `宮城県`.
    pub prefecture: &'static str,
    /// `仙台市青葉区`.
    pub city: &'static str,
    /// `上杉`; empty when the code stands for the whole municipality.
    pub town: &'static str,
    /// `ミヤギケン`.
    pub prefecture_kana: &'static str,
    /// `センダイシアオバク`.
    pub city_kana: &'static str,
    /// `カミスギ`.
    pub town_kana: &'static str,
}

/// The places of a postal code; empty when Japan Post's list has none.
///
/// The first lookup of a prefix unpacks its part of the list; further ones only search.
pub fn places(code: PostalCode) -> Vec<Place> {
    atlas::places(code.prefix, code.suffix)
}

/// The code of a town in a municipality; none where the list has several for it, or none.
///
/// ```
/// use japanese_values::postal;
///
/// let code = postal::of_town("宮城県", "仙台市青葉区", "国分町三丁目");
/// assert_eq!(code.map(|code| code.to_string()).as_deref(), Some("980-0803"));
/// ```
pub fn of_town(prefecture: &str, city: &str, town: &str) -> Option<PostalCode> {
    let codes = atlas::codes(prefecture, city, town);
    let &(prefix, suffix) = codes.first().filter(|_| codes.len() == 1)?;
    Some(PostalCode { prefix, suffix })
}

/// Whether an address lies where its postal code says; none when the code is not in the list.
///
/// The prefecture and the county (郡) may be missing from the address.
pub fn agrees(code: PostalCode, address: &str) -> Option<bool> {
    let places = places(code);
    if places.is_empty() {
        return None;
    }
    Some(places.iter().any(|place| {
        let address = address.strip_prefix(place.prefecture).unwrap_or(address);
        address.starts_with(place.city) || address.starts_with(without_county(place.city))
    }))
}

/// `利府町` of `宮城郡利府町`, as most people write it; cities (大和郡山市) have no county.
fn without_county(city: &str) -> &str {
    let town = city.split_once('郡').map(|(_, town)| town);
    town.filter(|_| city.ends_with(['町', '村'])).unwrap_or(city)
}
