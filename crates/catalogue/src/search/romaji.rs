//! Kana typed in Latin letters: Hepburn and the official spelling, with or without long vowels.

/// Syllables, the longest spelling of each first.
const SYLLABLES: &[(&str, &str)] = &[
    ("kya", "きゃ"),
    ("kyu", "きゅ"),
    ("kyo", "きょ"),
    ("gya", "ぎゃ"),
    ("gyu", "ぎゅ"),
    ("gyo", "ぎょ"),
    ("sha", "しゃ"),
    ("shu", "しゅ"),
    ("sho", "しょ"),
    ("sya", "しゃ"),
    ("syu", "しゅ"),
    ("syo", "しょ"),
    ("cha", "ちゃ"),
    ("chu", "ちゅ"),
    ("cho", "ちょ"),
    ("tya", "ちゃ"),
    ("tyu", "ちゅ"),
    ("tyo", "ちょ"),
    ("nya", "にゃ"),
    ("nyu", "にゅ"),
    ("nyo", "にょ"),
    ("hya", "ひゃ"),
    ("hyu", "ひゅ"),
    ("hyo", "ひょ"),
    ("bya", "びゃ"),
    ("byu", "びゅ"),
    ("byo", "びょ"),
    ("pya", "ぴゃ"),
    ("pyu", "ぴゅ"),
    ("pyo", "ぴょ"),
    ("mya", "みゃ"),
    ("myu", "みゅ"),
    ("myo", "みょ"),
    ("rya", "りゃ"),
    ("ryu", "りゅ"),
    ("ryo", "りょ"),
    ("jya", "じゃ"),
    ("jyu", "じゅ"),
    ("jyo", "じょ"),
    ("zya", "じゃ"),
    ("zyu", "じゅ"),
    ("zyo", "じょ"),
    ("shi", "し"),
    ("chi", "ち"),
    ("tsu", "つ"),
    ("ja", "じゃ"),
    ("ju", "じゅ"),
    ("jo", "じょ"),
    ("ji", "じ"),
    ("zi", "じ"),
    ("si", "し"),
    ("ti", "ち"),
    ("tu", "つ"),
    ("fu", "ふ"),
    ("hu", "ふ"),
    ("du", "づ"),
    ("di", "ぢ"),
    ("ka", "か"),
    ("ki", "き"),
    ("ku", "く"),
    ("ke", "け"),
    ("ko", "こ"),
    ("ga", "が"),
    ("gi", "ぎ"),
    ("gu", "ぐ"),
    ("ge", "げ"),
    ("go", "ご"),
    ("sa", "さ"),
    ("su", "す"),
    ("se", "せ"),
    ("so", "そ"),
    ("za", "ざ"),
    ("zu", "ず"),
    ("ze", "ぜ"),
    ("zo", "ぞ"),
    ("ta", "た"),
    ("te", "て"),
    ("to", "と"),
    ("da", "だ"),
    ("de", "で"),
    ("do", "ど"),
    ("na", "な"),
    ("ni", "に"),
    ("nu", "ぬ"),
    ("ne", "ね"),
    ("no", "の"),
    ("ha", "は"),
    ("hi", "ひ"),
    ("he", "へ"),
    ("ho", "ほ"),
    ("ba", "ば"),
    ("bi", "び"),
    ("bu", "ぶ"),
    ("be", "べ"),
    ("bo", "ぼ"),
    ("pa", "ぱ"),
    ("pi", "ぴ"),
    ("pu", "ぷ"),
    ("pe", "ぺ"),
    ("po", "ぽ"),
    ("ma", "ま"),
    ("mi", "み"),
    ("mu", "む"),
    ("me", "め"),
    ("mo", "も"),
    ("ya", "や"),
    ("yu", "ゆ"),
    ("yo", "よ"),
    ("ra", "ら"),
    ("ri", "り"),
    ("ru", "る"),
    ("re", "れ"),
    ("ro", "ろ"),
    ("wa", "わ"),
    ("wo", "を"),
    ("a", "あ"),
    ("i", "い"),
    ("u", "う"),
    ("e", "え"),
    ("o", "お"),
    ("n", "ん"),
    ("m", "ん"),
];

/// The kana of a word in Latin letters; `None` when it is no Japanese word.
pub(super) fn to_kana(word: &str) -> Option<String> {
    if word.is_empty() || !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return None;
    }
    let mut kana = String::new();
    let mut rest = word;
    while !rest.is_empty() {
        let mut letters = rest.bytes();
        let (first, second) = (letters.next()?, letters.next());
        if second == Some(first) && !b"aiueon".contains(&first) {
            kana.push('っ');
            rest = rest.get(1..)?;
            continue;
        }
        let (spelling, syllable) = SYLLABLES.iter().find(|(s, _)| rest.starts_with(s))?;
        // m stands for ん only before another lip sound.
        if *spelling == "m" && !matches!(second, Some(b'b' | b'm' | b'p')) {
            return None;
        }
        kana.push_str(syllable);
        rest = rest.get(spelling.len()..)?;
    }
    Some(kana)
}

#[cfg(test)]
mod tests {
    use super::to_kana;

    #[test]
    fn both_spellings_are_read() {
        for (typed, kana) in [
            ("juminhyo", "じゅみんひょ"),
            ("zyuminhyo", "じゅみんひょ"),
            ("suido", "すいど"),
            ("kokuho", "こくほ"),
            ("hikkoshi", "ひっこし"),
            ("shimbun", "しんぶん"),
            ("sinbun", "しんぶん"),
        ] {
            assert_eq!(to_kana(typed).as_deref(), Some(kana), "{typed}");
        }
    }

    #[test]
    fn other_languages_are_not() {
        for typed in ["water", "dog", "tax", "child"] {
            assert_eq!(to_kana(typed), None, "{typed}");
        }
    }
}
