//! Numbers as people type them.

use rust_decimal::Decimal;
use serde_json::Value;

use crate::expression::json_number;

/// The largest number that JSON readers everywhere keep exactly: 2^53 - 1.
const MAX_EXACT: i64 = 9_007_199_254_740_991;

/// Reads a number with full-width digits, thousands separators and its unit.
pub(crate) fn read(typed: &str, unit: &str, whole: bool) -> Option<Value> {
    if typed.len() > 100 {
        return None;
    }
    let plain: String = typed.trim().chars().map(half_width).collect();
    let unit: String = unit.chars().map(half_width).collect();
    let number = plain.strip_suffix(unit.as_str()).unwrap_or(&plain).trim();
    let number = without_separators(number)?;
    let exact = number.parse::<Decimal>().or_else(|_| Decimal::from_scientific(&number)).ok()?;
    if exact.abs() > Decimal::from(MAX_EXACT) || (whole && !exact.normalize().is_integer()) {
        return None;
    }
    // A fraction must come out of a JSON reader as it went in: fifteen digits do.
    if !whole && exact.normalize().mantissa().unsigned_abs() >= 1_000_000_000_000_000 {
        return None;
    }
    let exact = if exact.is_zero() { Decimal::ZERO } else { exact };
    Some(json_number(exact))
}

/// Whether two values are the same number, however it is written: 1 and 1.0.
pub(crate) fn equal(one: &Value, two: &Value) -> bool {
    let exact = |value: &Value| {
        let written = value.as_number()?.to_string();
        written.parse().or_else(|_| Decimal::from_scientific(&written)).ok()
    };
    let (one, two): (Option<Decimal>, Option<Decimal>) = (exact(one), exact(two));
    one.is_some() && one == two
}

/// Only the digits of a code, when there is nothing else but separators.
pub(crate) fn digits(typed: &str) -> Option<String> {
    let mut digits = String::with_capacity(typed.len());
    for c in typed.chars().map(half_width) {
        match c {
            '0'..='9' => digits.push(c),
            ' ' | '-' => {}
            _ => return None,
        }
    }
    (!digits.is_empty()).then_some(digits)
}

/// Commas only where thousands are separated.
fn without_separators(number: &str) -> Option<String> {
    if !number.contains(',') {
        return Some(number.to_owned());
    }
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let mut groups = whole.trim_start_matches('-').split(',');
    let first = groups.next()?;
    let fits = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    let joined = whole.replace(',', "");
    fits.then(|| if fraction.is_empty() { joined } else { format!("{joined}.{fraction}") })
}

/// Full-width forms to ASCII, and every dash to one.
fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30FC}' | '\u{FF70}' | '\u{FE63}' => '-',
        '、' | '，' => ',',
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, whole: bool, expected: Option<&str>) {
        let read = read(typed, "通", whole).map(|value| value.to_string());
        assert_eq!(read.as_deref(), expected, "{typed}");
    }

    #[test]
    fn numbers_are_read_as_people_type_them() {
        check("２", true, Some("2"));
        check(" 10 通", true, Some("10"));
        check("１，２３４", true, Some("1234"));
        check("－5", true, Some("-5"));
        check("-0", true, Some("0"));
        check("-0.0", true, Some("0"));
        check("1e3", true, Some("1000"));
        check("12.50", false, Some("12.5"));
    }

    #[test]
    fn what_cannot_be_kept_exactly_is_refused() {
        for typed in ["", "二", "1,23", "1.5", "0x10", "NaN", "1e400", "1e30", "9007199254740992"]
        {
            check(typed, true, None);
        }
        check("0.1234567890123456", false, None);
    }

    #[test]
    fn codes_keep_their_leading_zeros() {
        assert_eq!(digits("００１ー２３４").as_deref(), Some("001234"));
        assert_eq!(digits("12a"), None);
    }
}
