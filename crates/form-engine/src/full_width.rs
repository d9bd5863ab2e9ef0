//! Full-width signs that a Japanese keyboard writes where a machine reads half-width ones.

/// The half-width sign that was meant. A quotation mark is `'`, wherever it opens or closes.
pub(crate) fn ascii_of(c: char) -> Option<char> {
    Some(match c {
        '“' | '”' | '„' | '‘' | '’' | '「' | '」' | '『' | '』' | '＂' | '＇' | '″' => {
            '\''
        }
        '、' => ',',
        '。' => '.',
        '　' => ' ',
        '￥' => '\\',
        '−' | '‐' | '–' => '-',
        '×' => '*',
        '÷' => '/',
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0)?,
        _ => return None,
    })
}

/// A text with every full-width sign in half-width.
pub(crate) fn half_width(text: &str) -> String {
    text.chars().map(|c| ascii_of(c).unwrap_or(c)).collect()
}
