//! Numbers of dogs and cats: 鑑札 and microchips.

use crate::{Fault, Format, numbers, text};

/// `2026-001234`: each municipality numbers in its own way, mostly year and serial number.
pub(crate) fn dog_tag(raw: &str) -> Result<String, Fault> {
    let typed: String =
        numbers::numbered(raw).chars().map(|c| if text::is_dash(c) { '-' } else { c }).collect();
    if typed.is_empty() {
        return Err(Fault::Empty);
    }
    let fits =
        |part: &str, most: usize| numbers::is_digits(part) && (1..=most).contains(&part.len());
    let whole = match typed.split_once('-') {
        Some((year, serial)) => fits(year, 4) && fits(serial, 6),
        None => fits(&typed, 10),
    };
    if whole { Ok(typed) } else { Err(Fault::Shape(Format::DogTag)) }
}

/// Fifteen digits (ISO 11784): 392 for Japan, or 9 and the code of a maker.
pub(crate) fn microchip(raw: &str) -> Result<String, Fault> {
    let digits = numbers::digits(raw, Format::Microchip, 15)?;
    if digits.starts_with("392") || digits.starts_with('9') {
        Ok(digits)
    } else {
        Err(Fault::FirstDigits(Format::Microchip))
    }
}
