//! Numbers of vehicles: plates of light cars, motorcycles and mopeds, chassis numbers.

use crate::{Fault, Format, fault::PlateFault, text};

/// The letters that a class may have since 2018.
const CLASS_LETTERS: &str = "ACFHKLMPXY";
/// お, し, へ and ん are not given out: hard to read, or ill-omened.
const UNUSED_KANA: &str = "おしへん";
const REGION_MOST: usize = 4;

/// `仙台 580 あ 1234`.
pub(crate) fn plate(raw: &str) -> Result<String, Fault> {
    let typed = text::ascii(raw);
    if typed.is_empty() {
        return Err(Fault::Empty);
    }
    let (region, rest) = region(&typed);
    if !(1..=REGION_MOST).contains(&region.chars().count()) || !region.chars().all(is_name) {
        return Err(PlateFault::Region.into());
    }
    let (class, rest) = text::leading(rest, |c| c.is_ascii_alphanumeric());
    let class = class.to_ascii_uppercase();
    if !is_class(&class) {
        return Err(PlateFault::Class.into());
    }
    let mut rest = rest.trim_start_matches(is_gap).chars();
    let kana = rest.next().filter(|&c| is_plate_kana(c)).ok_or(PlateFault::Kana)?;
    let number = number(rest.as_str())?;
    Ok(format!("{region} {class} {kana} {number}"))
}

/// `仙台 あ 1234` above 250 cc, which has no class; `1 仙台 あ 1234` from 126 to 250 cc, where the
/// class is a digit before the region.
///
/// A format of its own: a light car whose class was forgotten must not pass as a motorcycle.
pub(crate) fn motorcycle_plate(raw: &str) -> Result<String, Fault> {
    const SHAPE: Fault = Fault::Shape(Format::MotorcyclePlate);
    let typed = text::ascii(raw);
    if typed.is_empty() {
        return Err(Fault::Empty);
    }
    let (class, rest) = text::leading(&typed, |c| c.is_ascii_digit());
    let (region, rest) = text::leading(rest.trim_start_matches(is_gap), is_name);
    let (kana, rest) = text::leading(rest.trim_start_matches(is_gap), is_name);
    // Where nothing parts them, the kana is the last character before the number.
    let joined =
        || region.char_indices().next_back().and_then(|(end, _)| region.split_at_checked(end));
    let (region, kana) = if kana.is_empty() { joined().ok_or(SHAPE)? } else { (region, kana) };
    let mut letters = kana.chars();
    let kana = letters.next().filter(|&c| is_plate_kana(c)).ok_or(SHAPE)?;
    let whole = class.len() <= 1 && (1..=REGION_MOST).contains(&region.chars().count());
    if !whole || letters.next().is_some() {
        return Err(SHAPE);
    }
    let space = if class.is_empty() { "" } else { " " };
    Ok(format!("{class}{space}{region} {kana} {}", number(rest)?))
}

/// `仙台市 あ 12345`.
pub(crate) fn moped_plate(raw: &str) -> Result<String, Fault> {
    const SHAPE: Fault = Fault::Shape(Format::MopedPlate);
    let typed = text::ascii(raw);
    if typed.is_empty() {
        return Err(Fault::Empty);
    }
    let end = typed.find(['市', '区', '町', '村']).ok_or(SHAPE)?;
    let (name, rest) = typed.split_at_checked(end).ok_or(SHAPE)?;
    let mut rest = rest.chars();
    let kind = rest.next().ok_or(SHAPE)?;
    if name.is_empty() || !name.chars().all(is_name) {
        return Err(SHAPE);
    }
    let mut rest = rest.as_str().trim_start_matches(is_gap).chars();
    let letter = rest.next().map(|c| c.to_ascii_uppercase());
    let letter = letter.filter(|&c| is_hiragana(c) || c.is_ascii_uppercase()).ok_or(SHAPE)?;
    let number: String = rest.filter(|&c| !is_gap(c) && !text::is_dash(c)).collect();
    let digits = number.chars().all(|c| c.is_ascii_digit()) && (1..=5).contains(&number.len());
    if digits { Ok(format!("{name}{kind} {letter} {number}")) } else { Err(SHAPE) }
}

/// Letters, digits and hyphens, 17 at most. O, I and Q are kept: who knows what the frame says.
pub(crate) fn chassis_number(raw: &str) -> Result<String, Fault> {
    let fold = |c: char| if text::is_dash(c) { '-' } else { c.to_ascii_uppercase() };
    let typed: String = text::ascii(raw).chars().filter(|c| !c.is_whitespace()).map(fold).collect();
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-';
    match typed.chars().count() {
        0 => Err(Fault::Empty),
        1..=17
            if typed.chars().all(fits) && typed.contains(|c: char| c.is_ascii_alphanumeric()) =>
        {
            Ok(typed)
        }
        _ => Err(Fault::Shape(Format::ChassisNumber)),
    }
}

fn region(typed: &str) -> (&str, &str) {
    let (region, rest) = text::leading(typed, |c| !c.is_ascii() && !is_gap(c));
    (region, rest.trim_start_matches(is_gap))
}

fn is_class(class: &str) -> bool {
    let fits = class
        .chars()
        .enumerate()
        .all(|(place, c)| c.is_ascii_digit() || (place > 0 && CLASS_LETTERS.contains(c)));
    fits && (1..=3).contains(&class.len())
}

/// 1 to 9999; the dots of empty places (`・・・1`) and the hyphen (`12-34`) are left out.
fn number(typed: &str) -> Result<String, Fault> {
    let padding = |c: char| is_gap(c) || matches!(c, '・' | '･' | '.' | '·');
    let number: String =
        typed.trim_start_matches(padding).chars().filter(|&c| !text::is_dash(c)).collect();
    if number.starts_with('0') {
        return Err(PlateFault::LeadingZero.into());
    }
    let digits = number.chars().all(|c| c.is_ascii_digit()) && (1..=4).contains(&number.len());
    if digits { Ok(number) } else { Err(PlateFault::Number.into()) }
}

fn is_plate_kana(c: char) -> bool {
    is_hiragana(c) && !UNUSED_KANA.contains(c)
}

/// Large, unvoiced hiragana, the only ones on plates.
fn is_hiragana(c: char) -> bool {
    "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをん"
        .contains(c)
}

/// Kanji and kana, of which names of regions are made (`つくば`, `いわき`).
fn is_name(c: char) -> bool {
    c.is_alphabetic() && !c.is_ascii()
}

fn is_gap(c: char) -> bool {
    c.is_whitespace() || c == '/'
}
