//! Addresses: as typed in spelling, with widths and dashes between digits made one.

use crate::Fault;

/// The municipality in which an address must lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Municipality<'a> {
    /// `宮城県`.
    pub prefecture: &'a str,
    /// `仙台市`.
    pub city: &'a str,
    /// `青葉区` …; empty where there are none.
    pub wards: &'a [&'a str],
}

/// An address taken apart; parts that were not recognised are empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Address {
    /// `宮城県`.
    pub prefecture: String,
    /// `仙台市青葉区`.
    pub city: String,
    /// `国分町三丁目`.
    pub town: String,
    /// `7番1号`.
    pub block: String,
    /// `コーポサンライズ201号`.
    pub building: String,
}

/// Reads what was typed.
pub fn parse(_raw: &str) -> Result<String, Fault> {
    unimplemented!()
}

/// Reads an address that must lie in a municipality, with ward and house number.
pub fn parse_within(_raw: &str, _municipality: &Municipality<'_>) -> Result<String, Fault> {
    unimplemented!()
}

/// Takes a canonical address apart.
pub fn structure(_canonical: &str) -> Address {
    unimplemented!()
}
