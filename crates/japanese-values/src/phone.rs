//! Telephone numbers in Japan: kept as digits, shown with the hyphens of their area.
//!
//! The length of an area code (2 to 5 digits with the 0) is looked up, never guessed: 022, 0229 and
//! 01267 stand side by side.

use std::fmt;

use crate::{Fault, Format, fault::PhoneFault, text};

/// What a telephone number reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PhoneKind {
    /// 固定電話.
    Landline,
    /// 携帯電話 (060, 070, 080, 090).
    Mobile,
    /// IP電話 (050).
    Ip,
    /// フリーダイヤル (0120, 0800).
    Freephone,
    /// ナビダイヤル (0570).
    SharedCost,
}

/// Prefix and length of its area code, sorted by prefix.
static AREA_CODES: &[(&str, usize)] = include!(concat!(env!("OUT_DIR"), "/area_codes.rs"));

/// The longest prefix in the table.
const LONGEST_PREFIX: usize = 6;
/// The subscriber's own digits at the end of a landline number.
const SUBSCRIBER: usize = 4;

/// A telephone number: digits from the leading 0, shown as `022-261-1111`.
///
/// Ten digits for landlines, 0120 and 0570; eleven for 050, 060, 070, 080, 090 and 0800. Numbers on
/// which nobody can be reached (020, 0180, 0990, 110) are refused.
///
/// ```
/// use japanese_values::{PhoneNumber, phone::PhoneKind};
///
/// let phone = PhoneNumber::parse("０１２６７（２）１２３４")?;
/// assert_eq!((phone.digits(), phone.to_string().as_str()), ("0126721234", "01267-2-1234"));
/// assert_eq!(phone.kind(), PhoneKind::Landline);
/// assert_eq!(phone.international(), "+81126721234");
/// # Ok::<(), japanese_values::Fault>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PhoneNumber {
    digits: String,
    kind: PhoneKind,
}

impl PhoneNumber {
    /// Reads what was typed, also `+81 90-…` and full-width brackets.
    pub fn parse(raw: &str) -> Result<Self, Fault> {
        let digits = national(&text::ascii(raw))?;
        if digits.len() == 3 && digits.starts_with('1') {
            return Err(PhoneFault::ShortNumber.into());
        }
        if !digits.starts_with('0') {
            return Err(PhoneFault::NoLeadingZero.into());
        }
        let (kind, expected) = plan(&digits)?;
        match digits.len() {
            found if found == expected => Ok(Self { digits, kind }),
            found => Err(PhoneFault::Digits { kind, expected, found }.into()),
        }
    }

    /// Digits only, as stored.
    pub fn digits(&self) -> &str {
        &self.digits
    }

    /// What it reaches.
    pub fn kind(&self) -> PhoneKind {
        self.kind
    }

    /// `+81222611111` (E.164), for links and text messages.
    pub fn international(&self) -> String {
        format!("+81{}", self.digits.trim_start_matches('0'))
    }

    /// Where the two hyphens stand.
    fn groups(&self) -> (usize, usize) {
        match self.kind {
            PhoneKind::Mobile | PhoneKind::Ip => (3, 7),
            PhoneKind::Freephone | PhoneKind::SharedCost => (4, 7),
            PhoneKind::Landline => {
                (area_length(&self.digits).unwrap_or(3), self.digits.len() - SUBSCRIBER)
            }
        }
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (area, exchange) = self.groups();
        for (place, digit) in self.digits.chars().enumerate() {
            let hyphen = place == area || place == exchange;
            write!(f, "{}{digit}", if hyphen { "-" } else { "" })?;
        }
        Ok(())
    }
}

/// Shows what it reaches, but not the number.
impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PhoneNumber({:?})", self.kind)
    }
}

/// The digits as they are dialled within Japan.
fn national(typed: &str) -> Result<String, Fault> {
    let separates = |c: char| c.is_whitespace() || "()/.・".contains(c) || text::is_dash(c);
    let dialled: String = typed.chars().filter(|&c| !separates(c)).collect();
    if dialled.is_empty() {
        return Err(Fault::Empty);
    }
    let digits = match dialled.strip_prefix("+81") {
        // `+81 (0)22 …` is seen on letterheads.
        Some(abroad) => format!("0{}", abroad.strip_prefix('0').unwrap_or(abroad)),
        None => dialled,
    };
    let fits = digits.chars().all(|c| c.is_ascii_digit());
    if fits { Ok(digits) } else { Err(Fault::Shape(Format::Phone)) }
}

/// What the first digits say a number is, and how many digits it has (電気通信番号計画).
fn plan(digits: &str) -> Result<(PhoneKind, usize), PhoneFault> {
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| digits.starts_with(prefix));
    if starts(&["020", "0990", "0180"]) {
        return Err(PhoneFault::NotReachable);
    }
    if starts(&["0120"]) {
        return Ok((PhoneKind::Freephone, 10));
    }
    if starts(&["0800"]) {
        return Ok((PhoneKind::Freephone, 11));
    }
    if starts(&["0570"]) {
        return Ok((PhoneKind::SharedCost, 10));
    }
    // The digit after these is never 0 (電気通信番号計画 別表).
    if starts(&["0500", "0600", "0700", "0900"]) {
        return Err(PhoneFault::NoSuchArea);
    }
    if starts(&["060", "070", "080", "090"]) {
        return Ok((PhoneKind::Mobile, 11));
    }
    if starts(&["050"]) {
        return Ok((PhoneKind::Ip, 11));
    }
    if starts(&["00", "010", "030", "040"]) {
        return Err(PhoneFault::NoSuchArea);
    }
    Ok((PhoneKind::Landline, 10))
}

/// The length of the area code by the longest prefix in the table.
fn area_length(digits: &str) -> Option<usize> {
    (2..=LONGEST_PREFIX).rev().find_map(|length| {
        let (prefix, _) = digits.split_at_checked(length)?;
        let place = AREA_CODES.binary_search_by_key(&prefix, |&(prefix, _)| prefix).ok()?;
        AREA_CODES.get(place).map(|&(_, area)| area)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hyphens_stand_where_the_area_code_ends() {
        for (digits, shown) in [
            ("0222611111", "022-261-1111"),
            ("0220221234", "0220-22-1234"),
            ("0229231234", "0229-23-1234"),
            ("0312345678", "03-1234-5678"),
            ("0126721234", "01267-2-1234"),
            ("0499221234", "04992-2-1234"),
            ("09012345678", "090-1234-5678"),
            ("05012345678", "050-1234-5678"),
            ("0120123456", "0120-123-456"),
            ("08001234567", "0800-123-4567"),
            ("0570012345", "0570-012-345"),
        ] {
            assert_eq!(PhoneNumber::parse(digits).unwrap().to_string(), shown);
        }
    }

    #[test]
    fn numbers_can_be_dialled_from_abroad() {
        let phone = PhoneNumber::parse("+81 (0)22-261-1111").unwrap();
        assert_eq!(phone.digits(), "0222611111");
        assert_eq!(phone.international(), "+81222611111");
    }

    #[test]
    fn the_table_of_area_codes_is_whole() {
        assert_eq!(AREA_CODES.len(), 1156);
        assert!(AREA_CODES.is_sorted());
        assert!(AREA_CODES.iter().all(|(prefix, _)| prefix.len() <= LONGEST_PREFIX));
    }
}
