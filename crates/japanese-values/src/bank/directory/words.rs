//! Three degrees in which names are compared: as written, as spelt, as heard.
//!
//! All of them are only for comparing, never for showing.

use crate::{furigana, kana, text};

/// As written, whatever the width, the kind and the size of kana; without spaces and signs.
pub(super) fn folded(raw: &str) -> String {
    let typed = text::strip_invisible(raw);
    let kana = furigana::with_long_marks(&furigana::katakana(&typed));
    let folded = kana.chars().map(|c| match c {
        // The zero of ゆうちょ's branches, which many write as a circle.
        '○' | '◯' => '〇',
        _ => kana::large(text::half_width(c)).to_ascii_uppercase(),
    });
    folded.filter(|c| c.is_alphanumeric()).collect()
}

/// As spelt: old and new kanji, ケ and ガ between kanji, digits and numerals are the same.
pub(super) fn spelt(folded: &str) -> String {
    let mut spelt = String::with_capacity(folded.len());
    let mut chars = folded.chars().peekable();
    let mut before = '\n';
    while let Some(c) = chars.next() {
        match c {
            '0'..='9' => {
                let mut number = String::from(c);
                while let Some(digit) = chars.next_if(char::is_ascii_digit) {
                    number.push(digit);
                }
                spelt.push_str(&numeral(&number).unwrap_or(number));
            }
            'ガ' if is_kanji(before) && chars.peek().is_some_and(|&c| is_kanji(c)) => {
                spelt.push('ケ');
            }
            _ => spelt.push(modern(c)),
        }
        before = c;
    }
    spelt
}

/// As heard: as spelt, and no vowel is long, ヅ is ズ, ヂ is ジ and ヲ is オ.
pub(super) fn heard(folded: &str) -> String {
    let mut heard = String::with_capacity(folded.len());
    let mut vowel = None;
    for c in spelt(folded).chars() {
        let lengthens = match c {
            'ー' => true,
            'ウ' => matches!(vowel, Some('ウ' | 'オ')),
            'イ' => matches!(vowel, Some('イ' | 'エ')),
            'ア' | 'エ' | 'オ' => vowel == Some(c),
            _ => false,
        };
        if !lengthens {
            vowel = vowel_of(c);
            heard.push(match c {
                'ヅ' => 'ズ',
                'ヂ' => 'ジ',
                'ヲ' => 'オ',
                _ => c,
            });
        }
    }
    heard
}

fn vowel_of(c: char) -> Option<char> {
    Some(match c {
        'ア' | 'カ' | 'ガ' | 'サ' | 'ザ' | 'タ' | 'ダ' | 'ナ' | 'ハ' | 'バ' | 'パ' | 'マ'
        | 'ヤ' | 'ラ' | 'ワ' => 'ア',
        'イ' | 'キ' | 'ギ' | 'シ' | 'ジ' | 'チ' | 'ヂ' | 'ニ' | 'ヒ' | 'ビ' | 'ピ' | 'ミ'
        | 'リ' => 'イ',
        'ウ' | 'ク' | 'グ' | 'ス' | 'ズ' | 'ツ' | 'ヅ' | 'ヌ' | 'フ' | 'ブ' | 'プ' | 'ム'
        | 'ユ' | 'ル' | 'ヴ' => 'ウ',
        'エ' | 'ケ' | 'ゲ' | 'セ' | 'ゼ' | 'テ' | 'デ' | 'ネ' | 'ヘ' | 'ベ' | 'ペ' | 'メ'
        | 'レ' => 'エ',
        'オ' | 'コ' | 'ゴ' | 'ソ' | 'ゾ' | 'ト' | 'ド' | 'ノ' | 'ホ' | 'ボ' | 'ポ' | 'モ'
        | 'ヨ' | 'ロ' | 'ヲ' => 'オ',
        _ => return None,
    })
}

/// The kanji that most people write; the list has some of each pair.
fn modern(c: char) -> char {
    match c {
        '國' => '国',
        '縣' => '県',
        '瀧' => '滝',
        '澤' => '沢',
        '髙' => '高',
        '﨑' => '崎',
        '龍' => '竜',
        '檜' => '桧',
        '嶋' => '島',
        '曾' => '曽',
        '齋' | '斎' => '斉',
        '條' => '条',
        '櫻' => '桜',
        '薗' => '園',
        '籠' => '篭',
        '舘' => '館',
        '峯' => '峰',
        '渕' => '淵',
        '藪' => '薮',
        '冨' => '富',
        '埜' => '野',
        '遙' => '遥',
        '諫' => '諌',
        '鐵' => '鉄',
        '廣' => '広',
        '濱' => '浜',
        '邊' | '邉' => '辺',
        '壽' => '寿',
        '蘆' => '芦',
        '涌' => '湧',
        '鶯' => '鴬',
        _ => c,
    }
}

fn is_kanji(c: char) -> bool {
    matches!(c, '々' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// 77 is 七十七 and 114 is 百十四: banks that were numbered. Up to 999; 0 and 007 stay digits.
fn numeral(digits: &str) -> Option<String> {
    if digits.starts_with('0') || digits.len() > 3 {
        return None;
    }
    let mut numeral = String::new();
    for (digit, unit) in digits.chars().rev().zip(["", "十", "百"]) {
        let digit = match digit {
            '0' => continue,
            '1' if !unit.is_empty() => None,
            _ => "一二三四五六七八九".chars().nth(usize::try_from(digit.to_digit(10)?).ok()? - 1),
        };
        let part: String = digit.into_iter().chain(unit.chars()).collect();
        numeral.insert_str(0, &part);
    }
    Some(numeral)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_size_and_kind_of_kana_do_not_count() {
        for typed in ["しちじゅうしち", "ｼﾁｼﾞｭｳｼﾁ", "シチ　ジユウ・シチ"]
        {
            assert_eq!(folded(typed), "シチジユウシチ");
        }
        assert_eq!(folded("ａｕじぶん銀行（0039）"), "AUジブン銀行0039");
        assert_eq!(folded("ソニ−銀行"), "ソニー銀行");
        assert_eq!(folded("◯五八"), "〇五八");
    }

    #[test]
    fn spellings_of_one_name_are_the_same() {
        for (one, other) in [
            ("77", "七十七"),
            ("第4北越", "第四北越"),
            ("105", "百五"),
            ("110", "百十"),
            ("220", "二百二十"),
            ("埼玉縣", "埼玉県"),
            ("旭が丘", "旭ヶ丘"),
        ] {
            assert_eq!(spelt(&folded(one)), spelt(&folded(other)));
        }
        assert_eq!(spelt("000"), "000");
        assert_eq!(spelt("カガミ"), "カガミ");
    }

    #[test]
    fn lengths_of_vowels_are_not_heard() {
        for (one, other) in [
            ("とーきょー", "トウキヨウ"),
            ("おーさか", "オオサカ"),
            ("じぇーあーる", "ジエイアール"),
            ("あいず", "アイヅ"),
        ] {
            assert_eq!(heard(&folded(one)), heard(&folded(other)));
        }
        assert_ne!(heard("アオイ"), heard("アオ"));
    }
}
