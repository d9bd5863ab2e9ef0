//! The public figure that becomes the seed: the same however its digits were typed.

use std::{fmt, str::FromStr};

/// The fewest digits: of a shorter figure somebody could try what each would give.
const FEWEST_DIGITS: usize = 4;

/// Characters of a figure.
const LONGEST: usize = 40;

/// A figure as it was published, such as `38123.45`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure(String);

/// The text is no figure that could be a seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a figure has {FEWEST_DIGITS} digits or more, at most {LONGEST} characters, and nothing but letters, digits, points and hyphens"
)]
pub struct ParseFigureError;

impl Figure {
    /// The figure without what people put between its digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Figure {
    type Err = ParseFigureError;

    fn from_str(typed: &str) -> Result<Self, ParseFigureError> {
        let parting = |c: &char| !c.is_whitespace() && !matches!(c, ',' | '，' | '、');
        let figure: String = typed.chars().filter(parting).map(narrow).collect();
        let digits = figure.chars().filter(char::is_ascii_digit).count();
        let plain = figure.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
        if plain && digits >= FEWEST_DIGITS && figure.len() <= LONGEST {
            Ok(Self(figure))
        } else {
            Err(ParseFigureError)
        }
    }
}

/// A full-width letter, digit or sign as the narrow one.
fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '−' | '‐' | '–' => '-',
        other => other,
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_the_same_however_it_is_typed() {
        for typed in ["38123.45", "38,123.45", " ３８，１２３．４５ ", "38 123.45"] {
            assert_eq!(typed.parse::<Figure>().unwrap().as_str(), "38123.45", "{typed}");
        }
    }

    #[test]
    fn what_could_be_guessed_or_is_no_figure_is_none() {
        for typed in ["", "123", "三万八千", "38123円", "12345\n", &"1".repeat(41)] {
            let read = typed.parse::<Figure>();
            assert_eq!(read.is_ok(), typed == "12345\n", "{typed:?}");
        }
    }
}
