//! Postal codes and the places that they name.

use std::fmt;

use crate::Fault;

/// A postal code, written `980-8671`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PostalCode(u32);

impl PostalCode {
    /// Reads what was typed.
    pub fn parse(_raw: &str) -> Result<Self, Fault> {
        unimplemented!()
    }
}

impl fmt::Display for PostalCode {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        unimplemented!()
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
pub fn places(_code: PostalCode) -> Vec<Place> {
    unimplemented!()
}
