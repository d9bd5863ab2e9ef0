//! Numbers and codes that people read aloud, write down and type.
//!
//! Crockford's Base32 alphabet leaves out what is misread; reading accepts what
//! people type instead: lower case, O for 0, I or L for 1, full-width letters,
//! any dash or none.

use std::{fmt, str::FromStr};

use chrono::Datelike;

use crate::{IdSource, Instant};

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Why a typed number or code cannot be one of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParseCodeError {
    /// Too many or too few characters, or one that we never use.
    #[error("not of the expected form")]
    Form,
    /// The last character does not fit the others: a typing mistake.
    #[error("the check character does not fit")]
    CheckCharacter,
}

/// 受付番号, shown as `2611-7K3M-92QC`: year and month of filing, seven random
/// characters, and a check character (Luhn mod 32) that catches a slip of the hand.
///
/// The number says nothing about order or volume, and knowing it opens nothing:
/// that takes the [`AccessCode`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReceiptNumber(String);

impl ReceiptNumber {
    /// A new random number for something filed at `now`.
    pub fn draw(ids: &dyn IdSource, now: Instant) -> Self {
        let day = now.day();
        let mut characters = format!("{:02}{:02}", day.year().rem_euclid(100), day.month());
        characters.push_str(&random_characters(ids, 7));
        characters.push(check_character(&characters));
        Self(grouped(&characters))
    }

    /// Six to eleven characters that a number can begin with, with its hyphens: year and month, and
    /// what was drawn, in which a letter or the hyphen tells it from another number.
    pub fn beginning(typed: &str) -> Option<String> {
        let length = (6..=11).find(|length| read_characters(typed, *length).is_ok())?;
        let characters = read_characters(typed, length).ok()?;
        let month: u8 = characters.get(2..4)?.parse().ok()?;
        let is_month = characters.get(..2)?.bytes().all(|byte| byte.is_ascii_digit());
        let is_number = typed.chars().nth(4) == Some('-')
            || characters.bytes().any(|byte| byte.is_ascii_alphabetic());
        (is_month && (1..=12).contains(&month) && is_number).then(|| grouped(&characters))
    }

    /// The number as it is stored and shown, with its hyphens.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ReceiptNumber {
    type Err = ParseCodeError;

    fn from_str(typed: &str) -> Result<Self, ParseCodeError> {
        let characters = read_characters(typed, 12)?;
        let mut body = characters.clone();
        let last = body.pop();
        if last == Some(check_character(&body)) {
            Ok(Self(grouped(&characters)))
        } else {
            Err(ParseCodeError::CheckCharacter)
        }
    }
}

impl fmt::Display for ReceiptNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

macro_rules! secret_code {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            /// The code that stands for `bytes`: five bits of each of the first twelve.
            pub fn from_bytes(bytes: &[u8; 12]) -> Self {
                Self(grouped(&characters_of(bytes)))
            }

            /// The code in clear, with its hyphens; never log it.
            pub fn reveal(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = ParseCodeError;

            fn from_str(typed: &str) -> Result<Self, ParseCodeError> {
                read_characters(typed, 12).map(|characters| Self(grouped(&characters)))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(****)"))
            }
        }
    };
}

secret_code! {
    /// 照会コード, shown as `QW8F-3RTN-K2MD`: with the receipt number it opens the
    /// submission to its applicant. Sixty bits, and few tries.
    AccessCode
}

secret_code! {
    /// 再開コード: opens a draft in another browser.
    ResumeCode
}

fn random_characters(ids: &dyn IdSource, count: usize) -> String {
    let mut bytes = vec![0_u8; count];
    ids.fill(&mut bytes);
    characters_of(&bytes)
}

fn characters_of(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| character(usize::from(byte % 32))).collect()
}

fn character(value: usize) -> char {
    char::from(ALPHABET.get(value % ALPHABET.len()).copied().unwrap_or(b'0'))
}

fn value(character: char) -> Option<usize> {
    ALPHABET.iter().position(|known| char::from(*known) == character)
}

/// Luhn's check over base 32.
fn check_character(characters: &str) -> char {
    let base = ALPHABET.len();
    let sum: usize = characters
        .chars()
        .rev()
        .filter_map(value)
        .enumerate()
        .map(|(place, v)| if place % 2 == 0 { v * 2 / base + v * 2 % base } else { v })
        .sum();
    character(base - sum % base)
}

fn read_characters(typed: &str, count: usize) -> Result<String, ParseCodeError> {
    let mut characters = String::with_capacity(count);
    for typed_character in typed.chars().filter(|c| !is_separator(*c)).take(count + 1) {
        let plain = half_width(typed_character).to_ascii_uppercase();
        let meant = match plain {
            'O' => '0',
            'I' | 'L' => '1',
            'U' => 'V',
            other => other,
        };
        value(meant).ok_or(ParseCodeError::Form)?;
        characters.push(meant);
    }
    if characters.len() == count { Ok(characters) } else { Err(ParseCodeError::Form) }
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '‐'..='―' | '−' | 'ー' | '－' | 'ｰ')
}

/// U+FF01–FF5E are the ASCII characters at full width.
fn half_width(c: char) -> char {
    match u32::from(c) {
        wide @ 0xFF01..=0xFF5E => char::from_u32(wide - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

fn grouped(characters: &str) -> String {
    let mut shown = String::with_capacity(characters.len() + characters.len() / 4);
    for (place, c) in characters.chars().enumerate() {
        if place > 0 && place % 4 == 0 {
            shown.push('-');
        }
        shown.push(c);
    }
    shown
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::SystemIds;

    fn drawn() -> ReceiptNumber {
        let now = Instant::parse_rfc3339("2026-11-21T09:04:00+09:00").unwrap();
        ReceiptNumber::draw(&SystemIds, now)
    }

    #[test]
    fn a_number_starts_with_year_and_month_and_reads_back() {
        let number = drawn();
        assert!(number.as_str().starts_with("2611-"), "{number}");
        assert_eq!(number.as_str().parse(), Ok(number.clone()));
    }

    #[test]
    fn a_number_is_read_the_way_people_type_it() {
        let number = drawn();
        let bare = number.as_str().replace('-', "");
        let wide: String =
            bare.chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap()).collect();
        for typed in [bare.to_lowercase(), format!(" {bare} "), wide, bare.replace('0', "o")] {
            assert_eq!(typed.parse(), Ok(number.clone()), "{typed}");
        }
    }

    #[test]
    fn codes_never_show_in_debug_output() {
        let code = AccessCode::from_bytes(b"abcdefghijkl");
        assert!(!format!("{code:?}").contains(code.reveal()));
    }

    proptest! {
        #[test]
        fn one_wrong_character_is_noticed(place in 0_usize..12, step in 1_usize..32) {
            let number = drawn().as_str().replace('-', "");
            let wrong: String = number
                .chars()
                .enumerate()
                .map(|(at, c)| if at == place { character(value(c).unwrap() + step) } else { c })
                .collect();
            prop_assert_eq!(wrong.parse::<ReceiptNumber>(), Err(ParseCodeError::CheckCharacter));
        }

        #[test]
        fn any_text_is_refused_or_read_without_panic(typed in ".*") {
            drop(typed.parse::<ReceiptNumber>());
            drop(typed.parse::<AccessCode>());
        }
    }
}
