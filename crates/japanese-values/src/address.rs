//! Addresses: kept in the spelling that was typed, with widths and the dashes between digits made
//! one.
//!
//! 三丁目7番1号 does not become 3-7-1: the residents' register has one spelling, and it is the
//! person's. Nothing here checks that a place exists.

mod structure;

use crate::{
    Fault, Format,
    fault::AddressFault,
    kana,
    text::{self, is_private_use, is_variation_selector},
};

pub use structure::{Address, Known, prefecture, structure};

const LIMIT: usize = 200;

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

/// Reads an address of up to 200 code points.
///
/// ```
/// use japanese_values::address;
///
/// let read = address::parse("仙台市泉区泉中央二丁目１－１ ｺｰﾎﾟサンライズ２０１号")?;
/// assert_eq!(read, "仙台市泉区泉中央二丁目1-1　コーポサンライズ201号");
/// let parts = address::structure(&read);
/// assert_eq!((parts.city.as_str(), parts.block.as_str()), ("仙台市泉区", "1-1"));
/// # Ok::<(), japanese_values::Fault>(())
/// ```
///
/// Letters and digits become ASCII, half-width kana full-width, spaces one full-width space, and
/// dashes between digits hyphens; the rest stays as it was typed.
pub fn parse(raw: &str) -> Result<String, Fault> {
    let typed = text::strip_invisible(raw);
    let typed = text::single_spaced(&typed, "\u{3000}");
    if typed.is_empty() {
        return Err(Fault::Empty);
    }
    typed.chars().try_for_each(check)?;
    let narrow: String = typed.chars().map(narrow).collect();
    let address = kana::widen(&with_hyphens(&narrow));
    match address.chars().count() {
        found if found > LIMIT => Err(Fault::TooLong { limit: LIMIT, found }),
        _ => Ok(address),
    }
}

/// Reads an address that must lie in a municipality, with ward and house number. The prefecture
/// may be missing.
///
/// ```
/// use japanese_values::address::{Municipality, parse_within};
///
/// let sendai =
///     Municipality { prefecture: "宮城県", city: "仙台市", wards: &["青葉区", "泉区"] };
/// assert!(parse_within("仙台市青葉区国分町3-7-1", &sendai).is_ok());
/// assert!(parse_within("仙台市国分町3-7-1", &sendai).is_err(), "which ward?");
/// assert!(parse_within("名取市増田1-1", &sendai).is_err(), "another city");
/// ```
pub fn parse_within(raw: &str, municipality: &Municipality<'_>) -> Result<String, Fault> {
    let address = parse(raw)?;
    let within = address.strip_prefix(municipality.prefecture).unwrap_or(&address);
    let city = municipality.city;
    let Some(within) = within.trim_start().strip_prefix(city) else {
        return Err(AddressFault::Outside { city: city.to_owned() }.into());
    };
    let mut wards = municipality.wards.iter();
    let town = if municipality.wards.is_empty() {
        Some(within)
    } else {
        wards.find_map(|ward| within.trim_start().strip_prefix(ward))
    };
    match town {
        None => {
            let wards = municipality.wards.iter().map(|&ward| ward.to_owned()).collect();
            Err(AddressFault::NoWard { wards }.into())
        }
        Some(town) if has_house_number(town) => Ok(address),
        Some(_) => Err(AddressFault::NoBlock.into()),
    }
}

/// 番地 and 番外地 also stand where there is no number (無番地).
fn has_house_number(town: &str) -> bool {
    town.contains(|c: char| c.is_ascii_digit())
        || ["番地", "番外地"].iter().any(|word| town.contains(word))
        || town.ends_with('号')
}

fn check(c: char) -> Result<(), Fault> {
    if c.is_control() {
        return Err(Fault::Control);
    }
    if is_private_use(c) {
        return Err(Fault::PrivateUse);
    }
    if fits(c) { Ok(()) } else { Err(Fault::Character { found: c, of: Format::Address }) }
}

/// Letters and numbers of every kind (ヶ, Ⅱ, ①), the squared words (㈱, ㌖) and the signs that stand
/// in names of buildings; no pictures.
fn fits(c: char) -> bool {
    c.is_alphanumeric()
        || c.is_whitespace()
        || text::is_dash(c)
        || is_variation_selector(c)
        || matches!(c, '\u{3099}' | '\u{309A}' | '\u{3200}'..='\u{33FF}')
        || "()（）[]［］「」『』・･.．,，、。/／&＆#＃'’＇+＋:：~〜～@＠★☆".contains(c)
        || matches!(c, 'ﾞ' | 'ﾟ' | '゛' | '゜')
}

/// Letters and digits in ASCII; signs stay as they are.
fn narrow(c: char) -> char {
    let half = text::half_width(c);
    if half.is_ascii_alphanumeric() { half } else { c }
}

/// Every dash between two digits becomes a hyphen; the ー of コーポ is none.
fn with_hyphens(address: &str) -> String {
    let mut hyphened = String::with_capacity(address.len());
    let mut rest = address.chars();
    let mut after_digit = false;
    while let Some(c) = rest.next() {
        let before_digit = rest.clone().next().is_some_and(|next| next.is_ascii_digit());
        let hyphen = text::is_dash(c) && after_digit && before_digit;
        hyphened.push(if hyphen { '-' } else { c });
        after_digit = c.is_ascii_digit();
    }
    hyphened
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_dashes_between_digits_become_hyphens() {
        assert_eq!(parse("１－２ー３ コーポＡー１"), Ok("1-2-3\u{3000}コーポAー1".to_owned()));
    }

    #[test]
    fn rare_characters_are_kept() {
        for address in ["①番街", "ﾒｿﾞﾝⅡ", "葛\u{E0100}城", "\u{FA19}町㈱ビル"] {
            let read = parse(address).unwrap();
            assert_eq!(read, kana::widen(address));
        }
    }
}
