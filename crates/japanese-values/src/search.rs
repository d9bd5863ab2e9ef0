//! By what a word is found: one key for everything that people type for the same name, reading or
//! address.
//!
//! A key is for comparing alone. What is stored and shown stays as its bearer writes it.

use std::{collections::HashMap, sync::LazyLock};

use crate::{
    kana,
    text::{half_width, is_dash, is_variation_selector, strip_invisible},
};

/// Each line: a character, and those that are taken for it.
const VARIANTS: &str = include_str!("data/variants.txt");

static TAKEN_FOR: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let line = |line: &'static str| {
        let mut characters = line.chars();
        let first = characters.next();
        characters.filter_map(move |variant| Some((variant, first?)))
    };
    VARIANTS.lines().flat_map(line).collect()
});

/// The key of a name, a reading or any other word: variants of kanji are one, hiragana and small
/// kana are large katakana, letters are small, and there are no blanks, marks and dashes.
///
/// ```
/// use japanese_values::search::key;
///
/// assert_eq!(key("髙橋　花子"), key("高橋花子"));
/// assert_eq!(key("しょうこ"), key("ｼﾖｳｺ"));
/// assert_eq!(key("渡邉"), key("渡辺"));
/// assert_ne!(key("ハシ"), key("バシ"));
/// ```
pub fn key(word: &str) -> String {
    kana::join_marks(kana::widen(&strip_invisible(word)).chars().map(kana::katakana))
        .chars()
        .filter(|&c| !is_variation_selector(c) && !parts(c))
        .flat_map(|c| kana::large(kana::katakana(half_width(one(c)))).to_lowercase())
        .collect()
}

/// The key of a town, or of a town with a house number: 三丁目7番1号 and 3-7-1 are the same.
///
/// ```
/// use japanese_values::search::address_key;
///
/// assert_eq!(address_key("国分町三丁目７番１号"), address_key("国分町3-7-1"));
/// assert_ne!(address_key("国分町3-71"), address_key("国分町3-7-1"));
/// ```
pub fn address_key(address: &str) -> String {
    let counted = numbered_blocks(address);
    let mut key = String::new();
    for c in counted.chars().filter(|c| !c.is_whitespace()).map(half_width) {
        let counts = ends_in_digit(&key) || key.ends_with('-');
        let apart = is_dash(c) || matches!(c, 'の' | 'ノ') && counts;
        if !apart {
            key.push(c);
        } else if ends_in_digit(&key) {
            key.push('-');
        }
    }
    let parts = key.split('-').map(self::key).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-")
}

/// 三丁目, 7番地 and 1号 as numbers with dashes.
fn numbered_blocks(address: &str) -> String {
    let mut text = strip_invisible(address);
    for (number, kanji) in (1_u8..=20).zip(KANJI_NUMBERS).rev() {
        text = text.replace(&format!("{kanji}丁目"), &format!("{number}丁目"));
    }
    for unit in ["丁目", "番地", "番", "号"] {
        text = after_digits(&text, unit);
    }
    text
}

/// Puts a dash in place of `unit` where it counts something.
fn after_digits(text: &str, unit: &str) -> String {
    let mut pieces = text.split(unit).peekable();
    let mut joined = String::new();
    while let Some(piece) = pieces.next() {
        joined.push_str(piece);
        if pieces.peek().is_some() {
            joined.push_str(if ends_in_digit(&joined) { "-" } else { unit });
        }
    }
    joined
}

fn ends_in_digit(text: &str) -> bool {
    text.chars().next_back().is_some_and(|c| half_width(c).is_ascii_digit())
}

/// The blocks of a town are hardly ever more than these.
const KANJI_NUMBERS: [&str; 20] = [
    "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四",
    "十五", "十六", "十七", "十八", "十九", "二十",
];

fn one(c: char) -> char {
    TAKEN_FOR.get(&c).copied().unwrap_or(c)
}

/// What stands between the parts of a word and means nothing: blanks, dots, dashes, long marks.
fn parts(c: char) -> bool {
    c.is_whitespace()
        || is_dash(c)
        || matches!(
            c,
            '・' | '･'
                | '.'
                | ','
                | '，'
                | '．'
                | '、'
                | '\''
                | '’'
                | '゛'
                | '゜'
                | '\u{3099}'
                | '\u{309A}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn same(words: &[&str]) {
        let keys: Vec<String> = words.iter().map(|word| key(word)).collect();
        assert!(keys.windows(2).all(|pair| pair[0] == pair[1]), "{words:?}: {keys:?}");
        assert_eq!(key(&keys[0]), keys[0], "a key is its own key");
    }

    #[test]
    fn a_name_has_one_key_however_it_is_written() {
        same(&["髙橋　花子", "高橋 花子", "高橋花子"]);
        same(&["山﨑", "山崎", "山嵜"]);
        same(&["渡邉", "渡邊", "渡辺"]);
        same(&["齋藤", "齊藤", "斎藤", "斉藤"]);
        same(&["濵田", "濱田", "浜田"]);
        same(&["廣澤", "広沢"]);
        same(&["葛\u{E0100}城", "葛城"]);
        same(&["\u{FA19}田", "神田"]);
        same(&["𠮷田", "吉田"]);
        same(&["Anne-Marie O'Hara", "ＡＮＮＥ　ＭＡＲＩＥ　ｏ’ｈａｒａ"]);
    }

    #[test]
    fn a_reading_has_one_key_however_it_is_typed() {
        same(&["ショウコ", "しょうこ", "ｼｮｳｺ", "シヨウコ"]);
        same(&["オーノ　ジュン", "おーの じゅん", "ｵｰﾉｼﾞﾕﾝ"]);
        same(&["ガ", "カ゛", "か\u{3099}", "ｶﾞ"]);
        assert_ne!(key("ハナコ"), key("バナコ"), "voiced as typed");
    }

    #[test]
    fn numbers_have_one_key_however_they_are_parted() {
        same(&["090-1234-5678", "０９０１２３４５６７８", "090 1234 5678"]);
    }

    #[test]
    fn a_house_is_found_by_its_numbers() {
        let house = address_key("国分町三丁目7番1号");
        for typed in ["国分町3丁目7-1", "国分町３－７－１", "国分町 三丁目7番地の1"]
        {
            assert_eq!(address_key(typed), house, "{typed}");
        }
        assert_eq!(house, "国分町3-7-1");
        assert_eq!(address_key("二十人町十二丁目"), "二十人町12", "no number is part of a name");
        assert_eq!(address_key("一番町"), "一番町");
        assert_ne!(address_key("国分町3-71"), house);
        assert_eq!(address_key("澤町"), address_key("沢町"));
    }

    #[test]
    fn no_variant_leads_to_another_one() {
        for (variant, taken) in TAKEN_FOR.iter() {
            assert_eq!(one(*taken), *taken, "{variant}");
            assert_ne!(variant, taken);
        }
        assert!(TAKEN_FOR.len() > 1_000);
    }
}
