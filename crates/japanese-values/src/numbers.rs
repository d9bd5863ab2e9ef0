//! Numbers that offices give to people, companies, insurers and municipalities.
//!
//! They are text, never integers: leading zeros count. A check digit finds slips of the finger; it
//! does not show that a number is in use.

mod check_digit;

use check_digit::agrees;

use crate::{Fault, Format, Suggestion, text};

/// Twelve digits with check digit (番号法施行令8条).
pub(crate) fn my_number(raw: &str) -> Result<String, Fault> {
    let digits = digits(raw, Format::MyNumber, 12)?;
    // The check digit of nothing is nothing, and nobody has this number.
    if digits.bytes().all(|digit| digit == b'0') {
        return Err(Fault::CheckDigit(Format::MyNumber));
    }
    checked(digits, Format::MyNumber, check_digit::my_number)
}

/// Thirteen digits, the first of which is the check digit (法人番号の指定等に関する省令).
pub(crate) fn corporate_number(raw: &str) -> Result<String, Fault> {
    let typed = text::compact(raw);
    if let Some(number) = typed.strip_prefix(['T', 't']) {
        let suggestion = corporate_number(number).ok().map(Suggestion::plain);
        return Err(Fault::InvoicePrefix { suggestion });
    }
    let digits = digits(raw, Format::CorporateNumber, 13)?;
    let rotated: String = digits.chars().skip(1).chain(digits.chars().take(1)).collect();
    if agrees(&rotated, check_digit::corporate_number) {
        Ok(digits)
    } else {
        Err(Fault::CheckDigit(Format::CorporateNumber))
    }
}

/// `T` and thirteen digits. The number of a sole trader is no corporate number, so that the check
/// digit of one cannot be asked for.
pub(crate) fn invoice_number(raw: &str) -> Result<String, Fault> {
    const FORMAT: Format = Format::InvoiceNumber;
    let typed = typed(raw)?;
    let number = typed.strip_prefix(['T', 't']).ok_or(Fault::Shape(FORMAT))?;
    digits(number, FORMAT, 13).map(|digits| format!("T{digits}"))
}

/// Eleven digits with check digit (住民基本台帳法施行規則1条).
pub(crate) fn resident_code(raw: &str) -> Result<String, Fault> {
    let digits = digits(raw, Format::ResidentCode, 11)?;
    checked(digits, Format::ResidentCode, check_digit::my_number)
}

/// Twelve digits: authority, year, serial number, check digit, times reissued.
pub(crate) fn drivers_license(raw: &str) -> Result<String, Fault> {
    const FORMAT: Format = Format::DriversLicense;
    let digits = digits(raw, FORMAT, 12)?;
    let authority = digits.split_at_checked(2).map_or("", |(authority, _)| authority);
    // 北海道 has five authorities; each other region counts its prefectures from 0.
    if !matches!(
        authority.parse::<u32>().unwrap_or(0),
        10..=14 | 20..=24 | 30 | 40..=49 | 50..=55 | 60..=65 | 70..=74 | 80..=83 | 90..=97
    ) {
        return Err(Fault::FirstDigits(FORMAT));
    }
    let until_check: String = digits.chars().take(11).collect();
    checked(until_check, FORMAT, check_digit::complement_of_11)?;
    Ok(digits)
}

/// Six digits: prefecture, municipality, check digit.
pub(crate) fn local_government_code(raw: &str) -> Result<String, Fault> {
    const FORMAT: Format = Format::LocalGovernmentCode;
    let digits = digits(raw, FORMAT, 6)?;
    let prefecture = digits.split_at_checked(2).and_then(|(two, _)| two.parse::<u32>().ok());
    if !prefecture.is_some_and(|number| (1..=47).contains(&number)) {
        return Err(Fault::FirstDigits(FORMAT));
    }
    checked(digits, FORMAT, check_digit::complement_of_11)
}

/// Six digits (国民健康保険, 介護保険) or eight (others), with check digit.
pub(crate) fn insurer_number(raw: &str) -> Result<String, Fault> {
    let typed = typed(raw)?;
    if !is_digits(&typed) || !matches!(typed.len(), 6 | 8) {
        return Err(Fault::Shape(Format::InsurerNumber));
    }
    checked(typed, Format::InsurerNumber, check_digit::modulus_10)
}

/// Ten digits, or `H` and nine digits (みなし2号).
pub(crate) fn kaigo_number(raw: &str) -> Result<String, Fault> {
    let typed = typed(raw)?.to_ascii_uppercase();
    match typed.strip_prefix('H') {
        Some(rest) if is_digits(rest) && rest.len() == 9 => Ok(typed),
        Some(_) => Err(Fault::Shape(Format::KaigoNumber)),
        None => digits(raw, Format::KaigoNumber, 10),
    }
}

/// Up to twenty characters: many municipalities have none, some write kanji.
pub(crate) fn kokuho_symbol(raw: &str) -> Result<String, Fault> {
    const LIMIT: usize = 20;
    let symbol = text::single_spaced(&text::tidy_line(&text::ascii(raw))?, " ");
    if symbol.contains(text::is_private_use) {
        return Err(Fault::PrivateUse);
    }
    let fits = |c: char| c.is_alphanumeric() || text::is_dash(c) || " ・().,/".contains(c);
    if let Some(found) = symbol.chars().find(|&c| !fits(c)) {
        return Err(Fault::Character { found, of: Format::KokuhoSymbol });
    }
    match symbol.chars().count() {
        0 => Err(Fault::Empty),
        found if found > LIMIT => Err(Fault::TooLong { limit: LIMIT, found }),
        _ => Ok(symbol),
    }
}

/// One to eight letters or digits; no rule holds for all insurers.
pub(crate) fn kokuho_number(raw: &str) -> Result<String, Fault> {
    let typed = text::ascii(raw);
    fitting(typed, Format::KokuhoNumber, 8, |c| c.is_ascii_alphanumeric())
}

/// Two digits that tell the members of a household apart.
pub(crate) fn kokuho_branch(raw: &str) -> Result<String, Fault> {
    digits(raw, Format::KokuhoBranch, 2)
}

/// Ten digits; its check digit is not published.
pub(crate) fn pension_number(raw: &str) -> Result<String, Fault> {
    digits(raw, Format::PensionNumber, 10)
}

/// One to seven digits, without the prefecture and 第 in front.
pub(crate) fn handbook_number(raw: &str) -> Result<String, Fault> {
    fitting(numbered(raw), Format::HandbookNumber, 7, |c| c.is_ascii_digit())
}

/// One to ten digits of the municipality's own.
pub(crate) fn allowance_number(raw: &str) -> Result<String, Fault> {
    fitting(numbered(raw), Format::AllowanceNumber, 10, |c| c.is_ascii_digit())
}

/// Letters, digits and hyphens, in capitals: any number that somebody has given out.
pub(crate) fn code(raw: &str) -> Result<String, Fault> {
    let typed = numbered(raw).to_ascii_uppercase();
    let plain = typed.chars().filter(|c| !c.is_whitespace());
    let hyphened = plain.map(|c| if text::is_dash(c) { '-' } else { c }).collect();
    fitting(hyphened, Format::Code, 40, |c| c.is_ascii_alphanumeric() || c == '-')
}

/// An ISBN (ISO 2108): thirteen digits from 978 or 979 on, or the ten of an old book.
pub(crate) fn isbn(raw: &str) -> Result<String, Fault> {
    const FORMAT: Format = Format::Isbn;
    let typed = typed(raw)?.to_ascii_uppercase();
    let typed = typed.strip_prefix("ISBN").unwrap_or(&typed).trim_start_matches([':', '：']);
    if let Some((number, check)) = typed.split_at_checked(9).filter(|_| typed.len() == 10) {
        if !is_digits(number) || !(is_digits(check) || check == "X") {
            return Err(Fault::Shape(FORMAT));
        }
        if check_digit::isbn_10(number) != check {
            return Err(Fault::CheckDigit(FORMAT));
        }
        let number = format!("978{number}");
        return Ok(format!("{number}{}", check_digit::isbn_13(&number)));
    }
    let digits = digits(typed, FORMAT, 13)?;
    if !digits.starts_with("978") && !digits.starts_with("979") {
        return Err(Fault::FirstDigits(FORMAT));
    }
    let fits = digits.split_at_checked(12).is_some_and(|(n, c)| check_digit::isbn_13(n) == c);
    if fits { Ok(digits) } else { Err(Fault::CheckDigit(FORMAT)) }
}

/// A number as certificates write it, without what stands around it: 仙台市第123号 is 123.
pub(crate) fn numbered(raw: &str) -> String {
    let typed = text::ascii(raw);
    let inside = typed.strip_suffix('号').and_then(|open| open.split_once('第'));
    inside.map_or(typed.clone(), |(_, number)| number.trim().to_owned())
}

/// Two letters, eight digits, two letters; its check letters are not published.
pub(crate) fn residence_card(raw: &str) -> Result<String, Fault> {
    let typed = typed(raw)?.to_ascii_uppercase();
    let fits = typed.chars().enumerate().all(|(place, c)| match place {
        2..=9 => c.is_ascii_digit(),
        _ => c.is_ascii_uppercase(),
    });
    if fits && typed.len() == 12 { Ok(typed) } else { Err(Fault::Shape(Format::ResidenceCard)) }
}

/// `****-****-9018`: enough to recognise the number, too little to use it.
pub(crate) fn masked_my_number(canonical: &str) -> Option<String> {
    let number = my_number(canonical).ok()?;
    let (_, shown) = number.split_at_checked(8)?;
    Some(format!("****-****-{shown}"))
}

/// The text with a hyphen after the first `size` characters.
pub(crate) fn grouped(canonical: &str, size: usize) -> Option<String> {
    let (first, rest) = canonical.split_at_checked(size)?;
    Some(format!("{first}-{rest}"))
}

/// Exactly so many digits, grouped in any way.
pub(crate) fn digits(raw: &str, of: Format, expected: usize) -> Result<String, Fault> {
    let typed = typed(raw)?;
    if !is_digits(&typed) {
        return Err(Fault::Shape(of));
    }
    match typed.len() {
        found if found == expected => Ok(typed),
        found => Err(Fault::DigitCount { of, expected, found }),
    }
}

pub(crate) fn is_digits(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit())
}

fn typed(raw: &str) -> Result<String, Fault> {
    let typed = text::compact(raw);
    if typed.is_empty() { Err(Fault::Empty) } else { Ok(typed) }
}

fn fitting(
    typed: String,
    of: Format,
    limit: usize,
    fits: impl Fn(char) -> bool,
) -> Result<String, Fault> {
    match typed.chars().count() {
        0 => Err(Fault::Empty),
        count if count <= limit && typed.chars().all(fits) => Ok(typed),
        _ => Err(Fault::Shape(of)),
    }
}

fn checked(digits: String, of: Format, rule: fn(&[u32]) -> u32) -> Result<String, Fault> {
    if agrees(&digits, rule) { Ok(digits) } else { Err(Fault::CheckDigit(of)) }
}
