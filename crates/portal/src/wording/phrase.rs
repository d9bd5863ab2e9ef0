//! A sentence that can carry readings above its characters.
//!
//! Readings are written in the notation of Aozora Bunko: `手続《てつづき》`, with
//! `｜` before the word where it does not begin at its first Chinese character.
//! Everything else is escaped, so a phrase is always safe to put into a page.

use std::{borrow::Cow, fmt};

use askama::filters::HtmlSafe;

/// Text of ours, shown with readings in HTML and without them elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Phrase(Cow<'static, str>);

impl Phrase {
    /// A phrase in the notation above.
    pub(crate) fn new(text: impl Into<Cow<'static, str>>) -> Self {
        Self(text.into())
    }

    /// Without readings, for attributes and titles.
    pub(crate) fn plain(&self) -> String {
        pieces(&self.0).map(|piece| piece.base).collect()
    }
}

impl HtmlSafe for Phrase {}

impl fmt::Display for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for piece in pieces(&self.0) {
            match piece.reading {
                None => escape(f, piece.base)?,
                Some(reading) => {
                    f.write_str("<ruby>")?;
                    escape(f, piece.base)?;
                    f.write_str("<rp>（</rp><rt>")?;
                    escape(f, reading)?;
                    f.write_str("</rt><rp>）</rp></ruby>")?;
                }
            }
        }
        Ok(())
    }
}

/// A run of text, with or without its reading.
struct Piece<'a> {
    base: &'a str,
    reading: Option<&'a str>,
}

/// Cuts `text` at its readings.
fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    text.split_inclusive('》')
        .flat_map(|part| {
            let Some((before, reading)) =
                part.strip_suffix('》').and_then(|part| part.rsplit_once('《'))
            else {
                return [Some(Piece { base: part, reading: None }), None];
            };
            let (plain, base) = split_base(before);
            [
                Some(Piece { base: plain, reading: None }),
                Some(Piece { base, reading: Some(reading) }),
            ]
        })
        .flatten()
}

/// Splits off the word that a reading belongs to: from `｜`, or else the Chinese characters at the end.
fn split_base(before: &str) -> (&str, &str) {
    if let Some(marked) = before.rsplit_once('｜') {
        return marked;
    }
    let word = before.trim_end_matches(is_kanji);
    before.split_at(word.len())
}

fn is_kanji(c: char) -> bool {
    matches!(c, '々' | '〇' | 'ヶ' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}')
}

fn escape(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    for c in text.chars() {
        match c {
            '&' => f.write_str("&amp;")?,
            '<' => f.write_str("&lt;")?,
            '>' => f.write_str("&gt;")?,
            '"' => f.write_str("&quot;")?,
            '\'' => f.write_str("&#39;")?,
            other => fmt::Write::write_char(f, other)?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_stand_above_their_word() {
        let phrase = Phrase::new("この手続《てつづき》へ");
        assert_eq!(
            phrase.to_string(),
            "この<ruby>手続<rp>（</rp><rt>てつづき</rt><rp>）</rp></ruby>へ"
        );
        assert_eq!(phrase.plain(), "この手続へ");
    }

    #[test]
    fn a_mark_says_where_the_word_begins() {
        assert_eq!(Phrase::new("市｜お知らせ《おしらせ》").plain(), "市お知らせ");
    }

    #[test]
    fn markup_in_a_phrase_is_only_text() {
        assert_eq!(Phrase::new("<b>&\"《").to_string(), "&lt;b&gt;&amp;&quot;《");
    }
}
