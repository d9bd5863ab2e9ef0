//! Amounts of money: whole yen, typed in any width, with or without commas.

use crate::{
    Fault, Format,
    fault::MoneyFault,
    text::{self, is_dash},
};

/// Reads whole yen of zero or more: `1,234`, `１２３４円`, `¥300`.
///
/// Fractions, kanji numerals and commas in wrong places are refused, never guessed at.
///
/// ```
/// use japanese_values::money;
///
/// assert_eq!(money::parse("１，２３４円"), Ok(1234));
/// assert!(money::parse("12.5").is_err() && money::parse("三百円").is_err());
/// assert_eq!(money::display(1234), "1,234円");
/// ```
pub fn parse(raw: &str) -> Result<i64, Fault> {
    let typed = text::ascii(raw);
    let typed = bare(&typed);
    if typed.starts_with(is_minus) {
        return Err(MoneyFault::Negative.into());
    }
    amount(typed)
}

/// As [`parse`], for the few fields that ask for a loss: a dash, △ or ▲ in front makes it negative.
///
/// ```
/// use japanese_values::money;
///
/// assert_eq!(money::parse_signed("△1,234"), Ok(-1234));
/// assert_eq!(money::parse_signed("-￥300円"), Ok(-300));
/// ```
pub fn parse_signed(raw: &str) -> Result<i64, Fault> {
    let typed = text::ascii(raw);
    let typed = bare(&typed);
    match typed.strip_prefix(is_minus) {
        Some(loss) => amount(bare(loss)).map(i64::wrapping_neg),
        None => amount(typed),
    }
}

/// Without the sign of the currency.
fn bare(typed: &str) -> &str {
    typed.trim_start_matches(['¥', '￥', '\\']).trim_end_matches('円').trim()
}

fn is_minus(c: char) -> bool {
    is_dash(c) || c == '△' || c == '▲'
}

fn amount(typed: &str) -> Result<i64, Fault> {
    if typed.is_empty() {
        return Err(Fault::Empty);
    }
    if let Some(fault) = unreadable(typed) {
        return Err(fault);
    }
    if !commas_fit(typed) {
        return Err(MoneyFault::Commas.into());
    }
    let digits: String = typed.chars().filter(|&c| c != ',').collect();
    digits.parse().map_err(|_overflow: std::num::ParseIntError| MoneyFault::TooMuch.into())
}

/// `1,234円`.
pub fn display(yen: i64) -> String {
    let digits = yen.unsigned_abs().to_string();
    let mut shown = String::from(if yen < 0 { "-" } else { "" });
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown + "円"
}

fn unreadable(typed: &str) -> Option<Fault> {
    if typed.contains(|c: char| "〇一二三四五六七八九十百千万億".contains(c)) {
        return Some(MoneyFault::KanjiNumber.into());
    }
    if typed.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',') {
        return typed.contains('.').then_some(MoneyFault::Fraction.into());
    }
    Some(Fault::Shape(Format::Money))
}

/// Either no comma, or one before every three digits.
fn commas_fit(typed: &str) -> bool {
    let mut groups = typed.split(',');
    let first = groups.next().unwrap_or("");
    let rest: Vec<&str> = groups.collect();
    !first.is_empty()
        && (rest.is_empty() || (first.len() <= 3 && rest.iter().all(|group| group.len() == 3)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_shown_with_commas() {
        for (yen, shown) in
            [(0, "0円"), (300, "300円"), (1234, "1,234円"), (-100_000, "-100,000円")]
        {
            assert_eq!(display(yen), shown);
        }
        assert_eq!(display(i64::MIN), "-9,223,372,036,854,775,808円");
    }

    #[test]
    fn what_cannot_be_kept_is_refused() {
        assert_eq!(parse("9223372036854775808"), Err(MoneyFault::TooMuch.into()));
    }
}
