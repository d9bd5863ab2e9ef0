//! Kana: half and full width, hiragana and katakana, voiced marks.
//!
//! The small tables stand in for NFKC, which may only touch runs of half-width kana.

/// U+FF65 to U+FF9D in order; the half-width form of a character is its place in this row.
const FULL: &str = "・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノ\
                    ハヒフヘホマミムメモヤユヨラリルレロワン";
const HALF_FIRST: u32 = 0xFF65;

const CLEAR: &str = "カキクケコサシスセソタチツテトハヒフヘホウワヰヱヲヽ";
const VOICED: &str = "ガギグゲゴザジズゼゾダヂヅデドバビブベボヴヷヸヹヺヾ";
const H_ROW: &str = "ハヒフヘホ";
const P_ROW: &str = "パピプペポ";

const SMALL: &str = "ァィゥェォャュョッヮヵヶ";
const LARGE: &str = "アイウエオヤユヨツワカケ";

/// The half-width voiced mark ﾞ.
pub(crate) const HALF_VOICED: char = '\u{FF9E}';
/// The half-width semi-voiced mark ﾟ.
pub(crate) const HALF_SEMI_VOICED: char = '\u{FF9F}';

/// The full-width form of a half-width katakana; others stay.
pub(crate) fn full_width(c: char) -> char {
    let place = u32::from(c).checked_sub(HALF_FIRST).and_then(|n| usize::try_from(n).ok());
    place.and_then(|n| FULL.chars().nth(n)).unwrap_or(c)
}

/// The half-width form of a katakana without mark.
pub(crate) fn half_width(c: char) -> Option<char> {
    let place = FULL.chars().position(|full| full == c)?;
    char::from_u32(HALF_FIRST + u32::try_from(place).ok()?)
}

/// Hiragana becomes katakana; others stay.
pub(crate) fn katakana(c: char) -> char {
    match c {
        'ぁ'..='ゖ' => char::from_u32(u32::from(c) + 0x60).unwrap_or(c),
        _ => c,
    }
}

/// A small kana in its large form (ャ to ヤ); others stay.
pub(crate) fn large(c: char) -> char {
    paired(SMALL, LARGE, c).unwrap_or(c)
}

/// A voiced kana as its clear kana and half-width mark: ガ is カ and ﾞ.
pub(crate) fn without_mark(c: char) -> Option<(char, char)> {
    let voiced = paired(VOICED, CLEAR, c).map(|clear| (clear, HALF_VOICED));
    voiced.or_else(|| paired(P_ROW, H_ROW, c).map(|clear| (clear, HALF_SEMI_VOICED)))
}

/// Joins each free-standing mark (゛ ﾞ U+3099 …) with the katakana before it.
pub(crate) fn join_marks(text: impl Iterator<Item = char>) -> String {
    let mut joined = String::new();
    for c in text {
        let with_mark = joined.chars().next_back().and_then(|last| with_mark(last, c));
        if with_mark.is_some() {
            joined.pop();
        }
        joined.push(with_mark.unwrap_or(c));
    }
    joined
}

/// Half-width kana become full-width, with their marks joined; everything else stays.
pub(crate) fn widen(text: &str) -> String {
    let mut wide = String::with_capacity(text.len());
    let mut after_half = false;
    for c in text.chars() {
        let mark = matches!(c, HALF_VOICED | HALF_SEMI_VOICED);
        let joined = wide.chars().next_back().filter(|_| mark && after_half);
        if let Some(with_mark) = joined.and_then(|last| with_mark(last, c)) {
            wide.pop();
            wide.push(with_mark);
        } else {
            wide.push(full_width(c));
        }
        after_half = full_width(c) != c;
    }
    wide
}

fn with_mark(clear: char, mark: char) -> Option<char> {
    match mark {
        '゛' | '\u{3099}' | HALF_VOICED => paired(CLEAR, VOICED, clear),
        '゜' | '\u{309A}' | HALF_SEMI_VOICED => paired(H_ROW, P_ROW, clear),
        _ => None,
    }
}

fn paired(from: &str, to: &str, c: char) -> Option<char> {
    from.chars().zip(to.chars()).find(|&(key, _)| key == c).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_width_kana_become_full_width_with_their_marks() {
        assert_eq!(widen("ｺｰﾎﾟｻﾝﾗｲｽﾞ2①"), "コーポサンライズ2①");
        assert_eq!(widen("ｳﾞｧﾝ"), "ヴァン");
        // A mark after a full-width character was not part of a half-width run.
        assert_eq!(widen("カﾞ"), "カﾞ");
    }

    #[test]
    fn every_half_width_kana_goes_there_and_back() {
        for half in '\u{FF65}'..='\u{FF9D}' {
            assert_eq!(half_width(full_width(half)), Some(half));
        }
    }

    #[test]
    fn marks_join_and_part() {
        assert_eq!(join_marks("カ゛ハ゜ウ\u{3099}".chars()), "ガパヴ");
        assert_eq!(without_mark('ガ'), Some(('カ', HALF_VOICED)));
        assert_eq!(without_mark('ペ'), Some(('ヘ', HALF_SEMI_VOICED)));
        assert_eq!(without_mark('ア'), None);
    }
}
