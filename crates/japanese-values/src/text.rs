//! Typed text in general: invisible characters, widths, dashes, free text.
//!
//! Nothing here uses NFC or NFKC: both replace characters of names and addresses (神, ①, ㈱).

use crate::Fault;

/// Without zero-width characters and bidirectional controls, which nobody types on purpose.
pub fn strip_invisible(raw: &str) -> String {
    raw.chars().filter(|&c| !is_invisible(c)).collect()
}

/// Full-width digits become ASCII; everything else stays.
pub fn half_width_digits(raw: &str) -> String {
    raw.chars().map(|c| if ('０'..='９').contains(&c) { half_width(c) } else { c }).collect()
}

/// Free text of several lines, kept as typed: trimmed, lines end with LF, control characters are refused.
pub fn tidy_free_text(raw: &str) -> Result<String, Fault> {
    let text = strip_invisible(raw)
        .replace("\r\n", "\n")
        .replace(['\r', '\u{2028}', '\u{2029}', '\u{85}'], "\n");
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(Fault::Control);
    }
    Ok(text.trim().to_owned())
}

/// Free text of one line: as [`tidy_free_text`], line ends and tabs become a space.
pub fn tidy_line(raw: &str) -> Result<String, Fault> {
    let text = tidy_free_text(raw)?;
    Ok(text.split(['\n', '\t']).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "))
}

/// Every dash that a person can type where a hyphen is meant; ー only counts between digits.
pub(crate) fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{AD}' | '\u{2D7}' | '\u{2010}'
            ..='\u{2015}' | '\u{2212}' | '\u{2500}' | 'ー' | '\u{FE58}' | '\u{FE63}' | '－' | 'ｰ'
    )
}

/// The private use areas, where a device keeps its own characters (外字).
pub(crate) fn is_private_use(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{FFFFD}' | '\u{100000}'..='\u{10FFFD}')
}

/// Selects a glyph of the kanji before it (葛󠄀): part of how a name is written.
pub(crate) fn is_variation_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE02}' | '\u{E0100}'..='\u{E01EF}')
}

/// The ASCII form of a full-width letter, digit or sign.
pub(crate) fn half_width(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}

/// A value of letters, digits and signs: nothing invisible, no spaces around, ASCII.
pub(crate) fn ascii(raw: &str) -> String {
    let text: String = raw.chars().filter(|&c| !is_invisible(c)).map(half_width).collect();
    text.trim().to_owned()
}

/// A code: as [`ascii`], and without the spaces and dashes that group it.
pub(crate) fn compact(raw: &str) -> String {
    ascii(raw).chars().filter(|&c| !c.is_whitespace() && !is_dash(c)).collect()
}

/// Runs of white space become one `space`; none at the ends.
pub(crate) fn single_spaced(text: &str, space: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(space)
}

/// The longest beginning whose characters all fit, and the rest.
pub(crate) fn leading(text: &str, fits: impl Fn(char) -> bool) -> (&str, &str) {
    let end = text.find(|c| !fits(c)).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{61C}'
            | '\u{180E}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E007F}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_left_out() {
        assert_eq!(strip_invisible("\u{FEFF}山\u{200B}田\u{202E}"), "山田");
        assert_eq!(strip_invisible("葛\u{E0100}城"), "葛\u{E0100}城");
    }

    #[test]
    fn only_digits_change_their_width() {
        assert_eq!(half_width_digits("２０１号室Ａ①"), "201号室Ａ①");
    }

    #[test]
    fn free_text_is_kept_as_typed() {
        assert_eq!(
            tidy_free_text(" ①㈱\u{FA19}\r\n二行目\r"),
            Ok("①㈱\u{FA19}\n二行目".to_owned())
        );
        assert_eq!(tidy_line("一行目\r\n\r\n二行目"), Ok("一行目 二行目".to_owned()));
    }

    #[test]
    fn control_characters_are_refused() {
        for text in ["a\0b", "a\u{1B}[2Jb", "a\u{9B}b"] {
            assert_eq!(tidy_free_text(text), Err(Fault::Control));
        }
    }
}
