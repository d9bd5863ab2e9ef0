//! Account holders in the characters of the 全銀 system: half-width katakana without small kana
//! and ｦ, voiced marks of their own, capital letters, digits, space and `( ) - .`.

use super::corporate;
use crate::{Fault, Format, furigana, kana, text};

/// The field of transfer records (総合振込 受取人名).
const LIMIT: usize = 30;

/// The holder's name in 全銀 characters: `ヤマダ　タロウ` becomes `ﾔﾏﾀﾞ ﾀﾛｳ`.
///
/// Small kana become large, ヲ becomes ｵ, ー becomes `-` and ・ becomes `.`; voiced marks count as
/// characters of their own. At most 30 characters fit.
///
/// ```
/// use japanese_values::bank;
///
/// assert_eq!(bank::holder_from_kana("キュウヨ　ショウゴ").as_deref(), Ok("ｷﾕｳﾖ ｼﾖｳｺﾞ"));
/// assert_eq!(bank::holder_from_kana("カ）センダイ").as_deref(), Ok("ｶ)ｾﾝﾀﾞｲ"));
/// assert!(bank::holder_from_kana("山田太郎").is_err());
/// ```
pub fn holder_from_kana(raw: &str) -> Result<String, Fault> {
    let holder = converted(raw)?;
    match holder.chars().count() {
        0 => Err(Fault::Empty),
        found if found > LIMIT => Err(Fault::TooLong { limit: LIMIT, found }),
        _ => Ok(holder),
    }
}

/// Whether an account holder and a kana name are the same, spaces and dots aside.
///
/// The legal form of a company may be spelt out on one side and short on the other, and a name
/// that is spelt out may be longer than the field of the holder:
///
/// ```
/// use japanese_values::bank::holder_matches;
///
/// assert!(holder_matches("ﾔﾏﾀﾞ ﾀﾛｳ", "やまだたろう"));
/// assert!(holder_matches("カ)センダイシヨウテン", "カブシキガイシャ　センダイショウテン"));
/// assert!(!holder_matches("センダイシヨウテン(カ", "カブシキガイシャ　センダイショウテン"));
/// ```
pub fn holder_matches(holder: &str, kana: &str) -> bool {
    let key = |text: &str| {
        let holder = converted(text).ok()?;
        let joined: String = holder.chars().filter(|c| !matches!(c, ' ' | '.')).collect();
        Some(corporate::shortened(&joined)).filter(|key| !key.is_empty())
    };
    key(holder).is_some_and(|holder| Some(holder) == key(kana))
}

/// Any length of text in 全銀 characters.
pub(super) fn converted(raw: &str) -> Result<String, Fault> {
    let typed = text::strip_invisible(raw);
    let mut holder = String::new();
    for c in furigana::katakana(&text::single_spaced(&typed, " ")).chars() {
        push(&mut holder, text::half_width(c))
            .ok_or(Fault::Character { found: c, of: Format::BankHolder })?;
    }
    Ok(holder)
}

fn push(holder: &mut String, c: char) -> Option<()> {
    let (clear, mark) =
        kana::without_mark(c).map_or((c, None), |(clear, mark)| (clear, Some(mark)));
    let half = match kana::large(clear) {
        'ヲ' => 'ｵ',
        'ヰ' => 'ｲ',
        'ヱ' => 'ｴ',
        '・' => '.',
        c if text::is_dash(c) => '-',
        c @ ('ア'..='ン') => kana::half_width(c)?,
        c @ ('A'..='Z' | '0'..='9' | ' ' | '(' | ')' | '.') => c,
        c @ 'a'..='z' => c.to_ascii_uppercase(),
        c @ (kana::HALF_VOICED | kana::HALF_SEMI_VOICED) if !holder.is_empty() => c,
        _ => return None,
    };
    holder.push(half);
    holder.extend(mark);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_holder_is_compared_with_the_applicants_kana() {
        assert!(holder_matches("ﾔﾏﾀﾞ ﾀﾛｳ", "やまだたろう"));
        assert!(holder_matches("ﾏﾘｱ.ｻﾝﾄｽ", "マリア・サントス"));
        assert!(!holder_matches("ﾔﾏﾀﾞ ﾊﾅｺ", "ヤマダ タロウ"));
        assert!(!holder_matches("山田", "山田"));
    }

    #[test]
    fn every_kana_ends_as_a_character_of_the_system() {
        for c in 'ァ'..='ヶ' {
            let holder = holder_from_kana(&format!("ア{c}")).unwrap();
            let fits = |c| matches!(c, 'ｱ'..='ﾝ' | 'ﾞ' | 'ﾟ');
            assert!(holder.chars().all(fits), "{c}");
            assert!(!holder.contains(|c| matches!(c, 'ｦ'..='ｰ')), "{c}");
        }
    }
}
