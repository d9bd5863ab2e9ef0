//! What does not matter for finding is folded away, on both sides alike: width, case,
//! katakana against hiragana, variants of a character, spellings of a word.

/// Longer than any name of a procedure.
const LONGEST: usize = 2_000;

/// Words that people spell in several ways, with the one that is compared.
const SPELLINGS: [(&str, &str); 34] = [
    ("引っ越し", "引越"),
    ("引っ越", "引越"),
    ("引越し", "引越"),
    ("ひっこし", "引越"),
    ("申し込み", "申込"),
    ("申込み", "申込"),
    ("もうしこみ", "申込"),
    ("手続き", "手続"),
    ("届け出", "届"),
    ("届出", "届"),
    ("届け", "届"),
    ("払い戻し", "払戻"),
    ("子供", "子ども"),
    ("こども", "子ども"),
    ("障がい", "障害"),
    ("障碍", "障害"),
    ("保育所", "保育園"),
    ("ほいくえん", "保育園"),
    ("お年寄り", "高齢"),
    ("年寄り", "高齢"),
    ("死んだ", "死亡"),
    ("しんだ", "死亡"),
    ("亡くなった", "死亡"),
    ("亡くなって", "死亡"),
    ("なくなった", "死亡"),
    ("無くした", "紛失"),
    ("失くした", "紛失"),
    ("なくした", "紛失"),
    ("落とした", "紛失"),
    ("生まれた", "出生"),
    ("うまれた", "出生"),
    ("生まれる", "出産"),
    ("辞めた", "退職"),
    ("やめた", "退職"),
];

/// Characters that are written in several ways, with the one that is compared.
const VARIANTS: [(char, char); 26] = [
    ('髙', '高'),
    ('﨑', '崎'),
    ('齋', '斎'),
    ('齊', '斎'),
    ('斉', '斎'),
    ('邊', '辺'),
    ('邉', '辺'),
    ('澤', '沢'),
    ('國', '国'),
    ('學', '学'),
    ('體', '体'),
    ('廣', '広'),
    ('德', '徳'),
    ('瀨', '瀬'),
    ('龍', '竜'),
    ('濱', '浜'),
    ('櫻', '桜'),
    ('藝', '芸'),
    ('區', '区'),
    ('戶', '戸'),
    ('稅', '税'),
    ('險', '険'),
    ('證', '証'),
    ('會', '会'),
    ('醫', '医'),
    ('齡', '齢'),
];

/// The text as it is compared.
pub(super) fn fold(text: &str) -> String {
    let mut folded = letters(text);
    for (spelling, compared) in SPELLINGS {
        if folded.contains(spelling) {
            folded = folded.replace(spelling, compared);
        }
    }
    folded
}

/// Letters and digits only, small, narrow, hiragana.
fn letters(text: &str) -> String {
    text.chars()
        .take(LONGEST)
        .map(|c| match u32::from(c) {
            wide @ 0xFF01..=0xFF5E => char::from_u32(wide - 0xFEE0).unwrap_or(c),
            katakana @ 0x30A1..=0x30F6 => char::from_u32(katakana - 0x60).unwrap_or(c),
            _ => c,
        })
        .filter(|c| c.is_alphanumeric() || *c == 'ー')
        .map(|c| VARIANTS.iter().find(|(variant, _)| *variant == c).map_or(c, |(_, c)| *c))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Kana without long vowels, as people drop them: じゅうみんひょう is じゅみんひょ.
/// `None` for words that are not all kana.
pub(super) fn short_kana(folded: &str) -> Option<String> {
    let kana = |c: char| matches!(c, 'ぁ'..='ゖ' | 'ー');
    if folded.is_empty() || !folded.chars().all(kana) {
        return None;
    }
    let mut short = String::with_capacity(folded.len());
    let mut before = ' ';
    for c in folded.chars() {
        if !(c == 'ー' || (c == 'う' && sounds_o_or_u(before)) || (c == 'お' && before == 'お'))
        {
            short.push(c);
        }
        before = c;
    }
    Some(short)
}

/// Whether a う after this kana only makes it longer.
fn sounds_o_or_u(kana: char) -> bool {
    "おこごそぞとどのほぼぽもよろょうくぐすずつづぬふぶぷむゆるゅ".contains(kana)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_case_kana_and_spelling_do_not_matter() {
        for (typed, same) in [
            ("ジュウミンヒョウ", "じゅうみんひょう"),
            ("ＪＵＭＩＮ-hyo", "juminHYO"),
            ("引っ越し 水道", "引越水道"),
            ("障がい者手帳", "障害者手帳"),
            ("齊藤", "斎藤"),
        ] {
            assert_eq!(fold(typed), fold(same));
        }
    }

    #[test]
    fn long_vowels_are_dropped_from_kana_only() {
        assert_eq!(short_kana("じゅうみんひょう").as_deref(), Some("じゅみんひょ"));
        assert_eq!(short_kana("すいどう").as_deref(), Some("すいど"));
        assert_eq!(short_kana("でーた").as_deref(), Some("でた"));
        assert_eq!(short_kana("住民票"), None);
    }
}
