//! Names of people, kept as they were typed.
//!
//! Only the spaces are tidied. 神 (U+FA19), 﨑, 𠮷 and 葛󠄀 are how a person is written; NFC alone
//! would already replace the first. What offices cannot print is solved at the printer.

use crate::{
    Fault, Format, Suggestion, kanji,
    text::{is_private_use, is_variation_selector, single_spaced, strip_invisible},
};

/// Longer than any name in the residents' register.
const LIMIT: usize = 100;

/// A name of a person: as typed, its spaces made one; up to 100 code points.
///
/// Kanji with their variation selectors, kana, Latin letters and `' - . ,` are taken; digits, signs
/// and pictures are [`Fault::Character`], a character of one device is [`Fault::PrivateUse`].
///
/// ```
/// use japanese_values::{Fault, PersonName};
///
/// assert_eq!(PersonName::parse(" 髙橋  花子 ")?.as_str(), "髙橋　花子");
/// assert_eq!(PersonName::parse("SANTOS  MARIA")?.as_str(), "SANTOS MARIA");
/// assert_eq!(PersonName::parse("\u{E000}田"), Err(Fault::PrivateUse));
/// # Ok::<(), Fault>(())
/// ```
///
/// A single name without family name is a name, too.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PersonName(String);

impl PersonName {
    /// Reads what was typed: one full-width space between the parts, a half-width one where the
    /// whole name is in Latin letters.
    pub fn parse(raw: &str) -> Result<Self, Fault> {
        let typed = strip_invisible(raw);
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(Fault::Empty);
        }
        if let Some((name, _)) =
            typed.split_once(['(', '（']).filter(|_| typed.ends_with([')', '）']))
        {
            let suggestion = Self::parse(name).ok().map(|name| Suggestion::plain(name.as_str()));
            return Err(Fault::NameInBrackets { suggestion });
        }
        let mut before = None;
        for c in typed.chars() {
            check(before, c)?;
            before = Some(c);
        }
        let latin = typed.chars().all(|c| c.is_whitespace() || is_latin(c) || is_latin_sign(c));
        let name = single_spaced(typed, if latin { " " } else { "\u{3000}" });
        match name.chars().count() {
            found if found > LIMIT => Err(Fault::TooLong { limit: LIMIT, found }),
            _ => Ok(Self(name)),
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The kanji that Windows-31J lacks, each once, in the order of the name: what an older system
    /// or a printer may not show, and a clerk should look at.
    ///
    /// ```
    /// use japanese_values::PersonName;
    ///
    /// assert_eq!(PersonName::parse("𠮷田　鷗")?.rare_kanji(), ['𠮷', '鷗']);
    /// assert!(PersonName::parse("髙橋　花子")?.rare_kanji().is_empty());
    /// # Ok::<(), japanese_values::Fault>(())
    /// ```
    pub fn rare_kanji(&self) -> Vec<char> {
        let mut rare = Vec::new();
        let signs = ['々', '〆', '〇'];
        for c in self.0.chars().filter(|&c| is_kanji(c) && !signs.contains(&c)) {
            if !kanji::is_in_windows_31j(c) && !rare.contains(&c) {
                rare.push(c);
            }
        }
        rare
    }
}

/// Shows that there is a name, but not whose.
impl std::fmt::Debug for PersonName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PersonName(..)")
    }
}

fn check(before: Option<char>, c: char) -> Result<(), Fault> {
    if c.is_control() && !c.is_whitespace() {
        return Err(Fault::Control);
    }
    if is_private_use(c) {
        return Err(Fault::PrivateUse);
    }
    let fits = if is_variation_selector(c) {
        before.is_some_and(is_kanji)
    } else if is_combining_mark(c) {
        before.is_some_and(|before| is_latin(before) || is_kana(before))
    } else {
        c.is_whitespace() || is_kanji(c) || is_kana(c) || is_latin(c) || is_latin_sign(c)
    };
    if fits { Ok(()) } else { Err(Fault::Character { found: c, of: Format::PersonName }) }
}

fn is_kanji(c: char) -> bool {
    matches!(
        c,
        '々' | '〆' | '〇' | '〻'
            | '\u{3400}'..='\u{4DBF}'
            | '\u{4E00}'..='\u{9FFF}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{20000}'..='\u{3FFFD}'
    )
}

/// Full-width and half-width kana with their iteration and sound marks.
fn is_kana(c: char) -> bool {
    matches!(c, 'ぁ'..='ゖ' | 'ゝ'..='ゟ' | '゠'..='ヿ' | '\u{FF65}'..='\u{FF9F}')
}

/// Latin letters, with accents and in full width.
fn is_latin(c: char) -> bool {
    matches!(c,
        'A'..='Z' | 'a'..='z' | 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ɏ' | 'Ḁ'..='ỿ'
            | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '\u{300}'..='\u{36F}')
}

/// Signs within Latin names; smartphones type ’ for the apostrophe.
fn is_latin_sign(c: char) -> bool {
    matches!(c, '\'' | '’' | '-' | '‐' | '.' | ',')
}

fn is_combining_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{3099}' | '\u{309A}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_characters_are_kept_code_point_by_code_point() {
        for name in [
            "髙橋",
            "﨑",
            "𠮷田",
            "葛\u{E0100}城",
            "鷗",
            "\u{FA19}谷",
            "佐々木",
            "栁",
            "Nguyễn Thị",
        ] {
            assert_eq!(PersonName::parse(name).unwrap().as_str(), name);
        }
    }

    #[test]
    fn a_glyph_is_only_selected_for_a_kanji() {
        let fault = Fault::Character { found: '\u{E0100}', of: Format::PersonName };
        assert_eq!(PersonName::parse("\u{E0100}葛"), Err(fault));
    }

    #[test]
    fn line_ends_are_spaces() {
        assert_eq!(PersonName::parse("山田\n太郎").unwrap().as_str(), "山田\u{3000}太郎");
    }

    #[test]
    fn length_is_counted_in_code_points() {
        assert!(PersonName::parse(&"𠮷".repeat(100)).is_ok());
        let fault = Fault::TooLong { limit: 100, found: 101 };
        assert_eq!(PersonName::parse(&"𠮷".repeat(101)), Err(fault));
    }
}
