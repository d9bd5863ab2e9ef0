//! A sentence that can carry readings above its characters.
//!
//! Readings are written in the notation of Aozora Bunko: `手続《てつづき》`, with
//! `｜` before the word where it does not begin at its first Chinese character.
//! Everything else is escaped, so a phrase is always safe to put into a page.

use std::{borrow::Cow, fmt};

use askama::filters::HtmlSafe;

/// Text of ours, shown with readings in HTML and without them elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase(Cow<'static, str>);

impl Phrase {
    /// A phrase in the notation above.
    pub fn new(text: impl Into<Cow<'static, str>>) -> Self {
        Self(text.into())
    }

    /// Without readings, for attributes and titles.
    pub fn plain(&self) -> String {
        pieces(&self.0).map(|piece| piece.base).collect()
    }

    /// With its telephone numbers as links.
    pub fn callable(self) -> Callable {
        Callable(self)
    }
}

impl HtmlSafe for Phrase {}

/// A phrase whose telephone numbers can be tapped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callable(Phrase);

impl HtmlSafe for Callable {}

impl fmt::Display for Callable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show(f, &self.0, linked)
    }
}

/// Writes `text` with a link around each telephone number.
fn linked(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let belongs = |c: char| c.is_ascii_digit() || c == '-';
    let mut rest = text;
    while let Some(start) = rest.find(belongs) {
        let (before, from) = rest.split_at(start);
        let (run, after) = from.split_at(from.find(|c| !belongs(c)).unwrap_or(from.len()));
        escape(f, before)?;
        if is_number(run) {
            // Nothing but digits and hyphens, which need no escaping.
            write!(f, "<a href=\"tel:{run}\">{run}</a>")?;
        } else {
            escape(f, run)?;
        }
        rest = after;
    }
    escape(f, rest)
}

/// Whether `run`, of digits and hyphens, is a Japanese telephone number: `022-398-4894`.
fn is_number(run: &str) -> bool {
    let digits = run.chars().filter(char::is_ascii_digit).count();
    run.starts_with('0') && !run.ends_with('-') && !run.contains("--") && matches!(digits, 10 | 11)
}

impl fmt::Display for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show(f, self, escape)
    }
}

/// Writes `phrase`, what carries no reading with `plain`.
fn show(
    f: &mut fmt::Formatter<'_>,
    phrase: &Phrase,
    plain: fn(&mut fmt::Formatter<'_>, &str) -> fmt::Result,
) -> fmt::Result {
    for piece in pieces(&phrase.0) {
        match piece.reading {
            None => plain(f, piece.base)?,
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
    fn telephone_numbers_can_be_tapped_and_nothing_else() {
        let shown = |text: &'static str| Phrase::new(text).callable().to_string();
        assert_eq!(
            shown("窓口 022-398-4894（8:00〜20:00）<b>"),
            "窓口 <a href=\"tel:022-398-4894\">022-398-4894</a>（8:00〜20:00）&lt;b&gt;"
        );
        assert!(shown("0120-111-222・0570-000-333").matches("tel:").count() == 2);
        for other in ["〒980-8671 青葉区", "2026-11-21", "0-1", "022-398-4894-", "-"] {
            assert_eq!(shown(other), other);
        }
    }

    #[test]
    fn markup_in_a_phrase_is_only_text() {
        assert_eq!(Phrase::new("<b>&\"《").to_string(), "&lt;b&gt;&amp;&quot;《");
    }
}
