//! The fonts in the binary, and the promise that no character prints as a box.
//!
//! Characters that no font of ours can draw are printed as 〓 (the geta mark, which
//! says "a type is missing here" in Japanese printing) and named by their code point
//! in a note, so that nobody takes a box or a gap for the name.

use std::collections::BTreeSet;
use std::io::Read;
use std::sync::LazyLock;

use flate2::read::GzDecoder;
use serde_json::Value;
use typst::foundations::Bytes;
use typst::layout::Abs;
use typst::text::{Font, FontBook, FontInstance, FontVariant, FontVariations};
use typst::utils::LazyHash;

const GETA: char = '〓';

/// Takes no room and lets a line end here.
const BREAK: char = '\u{200B}';

/// A run of so many characters without a place to break leaves its cell.
const LONGEST_RUN: usize = 25;

/// Packed by `build.rs`.
const FILES: [&[u8]; 3] = [
    include_bytes!(concat!(env!("OUT_DIR"), "/NotoSansJP-Regular.ttf.gz")),
    include_bytes!(concat!(env!("OUT_DIR"), "/NotoSansJP-Bold.ttf.gz")),
    include_bytes!(concat!(env!("OUT_DIR"), "/NotoSans-Regular.ttf.gz")),
];

/// The fonts with their table of contents; unpacked when the first paper is set.
pub(crate) struct Case {
    pub(crate) fonts: Vec<Font>,
    pub(crate) book: LazyHash<FontBook>,
}

pub(crate) static CASE: LazyLock<Case> = LazyLock::new(|| {
    let fonts: Vec<Font> = FILES.iter().filter_map(|file| unpack(file)).collect();
    let book = LazyHash::new(FontBook::from_fonts(&fonts));
    Case { fonts, book }
});

fn unpack(packed: &[u8]) -> Option<Font> {
    let mut font = Vec::new();
    GzDecoder::new(packed).read_to_end(&mut font).ok()?;
    font.shrink_to_fit();
    Font::new(Bytes::new(font), 0)
}

/// The same fonts as they draw: these know the variants of characters.
static SHAPES: LazyLock<Vec<FontInstance>> = LazyLock::new(|| {
    let (variant, plain) = (FontVariant::default(), FontVariations::default());
    let drawn = |font: &Font| font.clone().instantiate(variant, Abs::pt(10.0), &plain);
    CASE.fonts.iter().map(drawn).collect()
});

/// Makes every text of `value` printable and returns what had to be replaced.
pub(crate) fn make_printable(value: &mut Value) -> BTreeSet<char> {
    let mut missing = BTreeSet::new();
    clean(value, &mut missing);
    missing
}

/// 外字: what of a text prints as 〓, and the variants of characters that print in their usual shape;
/// each once.
pub fn without_type(text: &str) -> Vec<String> {
    let mut missing = BTreeSet::new();
    printable(text, &mut missing);
    let mut missing: Vec<String> = missing.into_iter().map(String::from).collect();
    for (plain, selector) in text.chars().zip(text.chars().skip(1)) {
        let variant = String::from_iter([plain, selector]);
        let is_known =
            |font: &FontInstance| font.ttf().glyph_variation_index(plain, selector).is_some();
        let lacks = is_selector(selector) && has_type(plain) && !SHAPES.iter().any(is_known);
        if lacks && !missing.contains(&variant) {
            missing.push(variant);
        }
    }
    missing
}

fn clean(value: &mut Value, missing: &mut BTreeSet<char>) {
    match value {
        Value::String(text) => *text = printable(text, missing),
        Value::Array(items) => items.iter_mut().for_each(|item| clean(item, missing)),
        Value::Object(fields) => fields.values_mut().for_each(|field| clean(field, missing)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn printable(text: &str, missing: &mut BTreeSet<char>) -> String {
    let mut clean = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\n' | '\u{2028}' | '\u{2029}' | '\r' => clean.push('\n'),
            '\t' => clean.push(' '),
            _ if is_invisible(c) => {}
            _ if is_selector(c) || has_type(c) => clean.push(c),
            _ => {
                missing.insert(c);
                clean.push(GETA);
            }
        }
    }
    breakable(clean)
}

/// Lets long runs of letters, digits and signs, as in addresses of the web, break anywhere. Done
/// here because a show rule of the template would search every run of the page again and again:
/// a thousand characters cost seconds.
fn breakable(text: String) -> String {
    let is_long = |run: &str| run.len() > LONGEST_RUN;
    let between = |c: char| !c.is_ascii_graphic();
    if !text.split(between).any(is_long) {
        return text;
    }
    let mut broken = String::with_capacity(text.len() * 2);
    for part in text.split_inclusive(between) {
        let run = part.trim_end_matches(between);
        for (place, c) in part.chars().enumerate() {
            if is_long(run) && (1..run.len()).contains(&place) {
                broken.push(BREAK);
            }
            broken.push(c);
        }
    }
    broken
}

/// Controls, marks that turn the direction of writing, joiners and noncharacters: no
/// paper needs them, and they can make a line read differently from what it says.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E007F}')
}

/// Chooses a variant of the character before it, as in 葛󠄀; without an effect where the
/// font has no such variant.
fn is_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

fn has_type(c: char) -> bool {
    CASE.fonts.iter().any(|font| font.info().coverage.contains(u32::from(c)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_font_loads() {
        assert_eq!(CASE.fonts.len(), FILES.len());
        for family in ["noto sans jp", "noto sans"] {
            assert!(CASE.book.contains_family(family), "{family}");
        }
    }

    /// Bold is for the words of a city, and 髙 and 﨑 stand in the names of those who sign.
    #[test]
    fn bold_has_what_headings_are_written_with() {
        let bold = &CASE.fonts[1].info().coverage;
        let words = "住民票の写し 粗大ごみ ①㈱〒℡ ゔ゛ヶー 鬱堯槇遙瑤凜熙 髙﨑濵德彅 410円 Nguyễn";
        let lacking: String = words.chars().filter(|c| !bold.contains(u32::from(*c))).collect();
        assert_eq!(lacking, "");
    }

    #[test]
    fn names_of_the_register_stay_as_they_are() {
        for name in [
            "髙橋",
            "山﨑",
            "𠮷野家",
            "葛\u{E0100}飾",
            "森鷗外",
            "Nguyễn Thị Ánh",
            "Łukasz Şahin",
            "Иван",
            "Ζωή",
        ] {
            let mut value = json!({ "name": [name] });
            assert!(make_printable(&mut value).is_empty(), "{name}");
            assert_eq!(value["name"][0], name);
        }
    }

    #[test]
    fn a_missing_type_is_shown_and_told() {
        let mut value = json!("김\u{F0000}さん");
        let missing = make_printable(&mut value);
        assert_eq!(value, "〓〓さん");
        assert_eq!(missing.into_iter().collect::<String>(), "김\u{F0000}");
    }

    #[test]
    fn what_a_name_lacks_is_told_before_it_is_printed() {
        for whole in ["髙橋 﨑", "葛\u{E0100}飾", "Nguyễn"] {
            assert_eq!(without_type(whole), [""; 0], "{whole}");
        }
        assert_eq!(without_type("김さん 김\u{E000}"), ["김", "\u{E000}"]);
        assert_eq!(without_type("山\u{E01EF}田"), ["山\u{E01EF}"]);
    }

    #[test]
    fn only_a_run_that_would_leave_its_cell_may_break_anywhere() {
        let short = "a".repeat(LONGEST_RUN);
        let (long, told) = ("b".repeat(LONGEST_RUN + 1), "見本".repeat(40));
        let mut value = json!(format!("{short} {long}{told}"));
        make_printable(&mut value);
        let broken = long.chars().map(String::from).collect::<Vec<_>>().join("\u{200B}");
        assert_eq!(value, format!("{short} {broken}{told}"));
    }

    #[test]
    fn marks_that_deceive_the_eye_are_dropped() {
        let mut value = json!("a\u{202E}b\u{0}c\u{200B}d\u{7F}e\u{85}f\r\ng\th");
        assert!(make_printable(&mut value).is_empty());
        assert_eq!(value, "abcdef\ng h");
    }
}
