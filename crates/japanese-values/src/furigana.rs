//! Furigana: katakana however they were typed, small kana left small.

use crate::{
    Fault, Format, kana,
    text::{self, single_spaced, strip_invisible},
};

/// A reading of a name in full-width katakana, its parts parted by one full-width space.
///
/// Hiragana, half-width kana, free-standing voiced marks and a dash for ー are taken. Small kana
/// stay small, as in the family register (戸籍法13条3項).
///
/// ```
/// use japanese_values::Furigana;
///
/// assert_eq!(Furigana::parse("ﾔﾏﾀﾞ たろう")?.as_str(), "ヤマダ　タロウ");
/// assert_eq!(Furigana::parse("ヒュ-ズ")?.as_str(), "ヒューズ");
/// assert!(Furigana::parse("山田").is_err());
/// # Ok::<(), japanese_values::Fault>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Furigana(String);

impl Furigana {
    /// Reads hiragana, katakana and half-width kana.
    pub fn parse(raw: &str) -> Result<Self, Fault> {
        let typed = strip_invisible(raw);
        let joined = katakana(&typed);
        let reading = single_spaced(&with_long_marks(&joined), "\u{3000}");
        let first = reading.chars().next().ok_or(Fault::Empty)?;
        let wrong = Some(first).filter(|c| matches!(c, 'ー' | '・'));
        match wrong.or_else(|| reading.chars().find(|&c| !fits(c))) {
            Some(found) => Err(Fault::Character { found, of: Format::Furigana }),
            None => Ok(Self(reading)),
        }
    }

    /// The reading.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A key to compare readings by: small kana large, no spaces and dots. ヴァ and バ stay apart.
    pub fn comparison_key(&self) -> String {
        self.0.chars().filter(|&c| !c.is_whitespace() && c != '・').map(kana::large).collect()
    }
}

/// Shows that there is a reading, but not whose.
impl std::fmt::Debug for Furigana {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Furigana(..)")
    }
}

/// Every kana in full-width katakana, marks joined, dots made one.
pub(crate) fn katakana(typed: &str) -> String {
    let wide = typed.chars().map(|c| match c {
        '·' | '•' | '‧' | '･' => '・',
        kana::HALF_VOICED | kana::HALF_SEMI_VOICED => c,
        _ => kana::katakana(kana::full_width(c)),
    });
    kana::join_marks(wide)
}

/// A dash or wave right after a kana was meant as ー.
pub(crate) fn with_long_marks(text: &str) -> String {
    let mut before_is_kana = false;
    let mut marked = String::with_capacity(text.len());
    for c in text.chars() {
        let dash = text::is_dash(c) || matches!(c, '〜' | '～' | '~');
        let c = if dash && before_is_kana { 'ー' } else { c };
        before_is_kana = matches!(c, 'ァ'..='ヺ' | 'ー');
        marked.push(c);
    }
    marked
}

fn fits(c: char) -> bool {
    matches!(c, 'ァ'..='ヺ' | 'ー' | '・' | '\u{3000}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_are_compared_without_size_and_spaces() {
        let key = |text| Furigana::parse(text).unwrap().comparison_key();
        assert_eq!(key("キョウコ・サトウ"), key("ｷﾖｳｺ ｻﾄｳ"));
        assert_ne!(key("ヴァン"), key("バン"));
    }
}
