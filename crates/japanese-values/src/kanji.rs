//! How common a kanji is in the standards of characters, to tell in time what a printer or an older
//! system cannot show.
//!
//! Nothing is replaced here: a name stays as its bearer writes it (髙, 﨑, 𠮷). The official table
//! that leads from the characters of the administration (MJ+) to those of JIS X 0213 is not
//! included.

/// Where the standards of characters list a kanji (JIS X 0208 and JIS X 0213).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KanjiLevel {
    /// 第1水準: JIS X 0208, in everyday use.
    First,
    /// 第2水準: JIS X 0208, in names and places.
    Second,
    /// 第3水準: added by JIS X 0213, plane 1.
    Third,
    /// 第4水準: added by JIS X 0213, plane 2.
    Fourth,
}

/// Kanji and level, sorted by kanji.
static KANJI: &[(char, KanjiLevel)] = {
    use KanjiLevel::{First, Fourth, Second, Third};
    include!(concat!(env!("OUT_DIR"), "/kanji.rs"))
};

/// Kanji of Windows-31J beyond the second level, sorted.
static WINDOWS: &[char] = include!(concat!(env!("OUT_DIR"), "/windows_kanji.rs"));

/// The level of a kanji; none for kanji outside JIS X 0213 (髙, 𠮷) and for anything else.
///
/// ```
/// use japanese_values::kanji::{KanjiLevel, level};
///
/// assert_eq!(level('山'), Some(KanjiLevel::First));
/// assert_eq!(level('德'), Some(KanjiLevel::Third));
/// assert_eq!(level('髙'), None);
/// ```
pub fn level(kanji: char) -> Option<KanjiLevel> {
    let place = KANJI.binary_search_by_key(&kanji, |&(listed, _)| listed).ok()?;
    KANJI.get(place).map(|&(_, level)| level)
}

/// Whether Windows-31J (CP932), which older systems exchange, has a kanji.
///
/// That is another question than its level: 髙 is in it though in no level, 鷗 is not though in
/// the third.
///
/// ```
/// use japanese_values::kanji::is_in_windows_31j;
///
/// assert!(is_in_windows_31j('髙') && !is_in_windows_31j('鷗') && !is_in_windows_31j('𠮷'));
/// ```
pub fn is_in_windows_31j(kanji: char) -> bool {
    matches!(level(kanji), Some(KanjiLevel::First | KanjiLevel::Second))
        || WINDOWS.binary_search(&kanji).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_levels_have_as_many_kanji_as_the_standards() {
        let count = |level| KANJI.iter().filter(|&&(_, listed)| listed == level).count();
        assert_eq!(count(KanjiLevel::First), 2965);
        assert_eq!(count(KanjiLevel::Second), 3390);
        assert_eq!(count(KanjiLevel::Third), 1259);
        assert_eq!(count(KanjiLevel::Fourth), 2436);
        assert_eq!(WINDOWS.len(), 360);
        assert!(KANJI.is_sorted() && WINDOWS.is_sorted());
    }
}
