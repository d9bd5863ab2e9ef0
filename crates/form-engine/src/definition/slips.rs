//! What a slip in the JSON probably was: a full-width quotation mark, a comma too many.
//!
//! The reader says what it expected; the text around tells what stands there instead, and how the
//! line reads when it is mended. A mended line is told only where reading then gets past it.

use super::desk::number_in;
use crate::fault::like_this;
use crate::full_width::ascii_of;

/// What the reader expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expected {
    Value,
    Key,
    Colon,
    /// A comma, or the bracket that closes.
    Comma(char),
    Nothing,
}

/// What stands there, where, and the way out.
pub(super) struct Slip {
    pub(super) offset: usize,
    pub(super) what: String,
    pub(super) mend: String,
}

/// Names a slip at an offset. `passes` tells whether a text reads beyond an offset.
pub(super) fn slip(
    text: &str,
    offset: usize,
    expected: Expected,
    passes: impl Fn(&str, usize) -> bool,
) -> Slip {
    let (before, rest) = text.split_at_checked(offset).unwrap_or((text, ""));
    let sight = Sight { text, before, rest, expected };
    let (offset, what, mend, mended) = sight.named();
    let guess = mended.and_then(|line| {
        let range = line_around(text, offset);
        let whole = format!("{}{line}{}", text.get(..range.start)?, text.get(range.end..)?);
        let end = range.start + line.len();
        passes(&whole, end).then(|| like_this(text.get(range)?.trim(), line.trim()))?
    });
    Slip { offset, what, mend: guess.unwrap_or(mend) }
}

type Named = (usize, String, String, Option<String>);

struct Sight<'t> {
    text: &'t str,
    before: &'t str,
    rest: &'t str,
    expected: Expected,
}

impl Sight<'_> {
    fn named(&self) -> Named {
        let at = self.before.len();
        let Some(next) = self.rest.chars().next() else { return self.ended() };
        if ascii_of(next).is_some() {
            let what = format!("\"{next}\" is a full-width character");
            let mend = "write it in half-width characters";
            return (at, what, mend.into(), Some(half_width(self.line(at))));
        }
        if next == '\'' {
            let line = self.line(at).replace('\'', "\"");
            return (at, "this stands in single quotes".into(), DOUBLE_QUOTES.into(), Some(line));
        }
        if self.rest.starts_with("//") || self.rest.starts_with("/*") || next == '#' {
            let mend = "remove it, or write it as \"$comment\"";
            return (at, "JSON has no comments".into(), mend.into(), None);
        }
        match self.expected {
            Expected::Value | Expected::Key => self.no_value(next),
            Expected::Colon => self.no_colon(next),
            Expected::Comma(close) => self.no_comma(next, close),
            Expected::Nothing if matches!(next, '}' | ']') => {
                let what = "there is one closing bracket too many";
                (at, what.into(), "remove it, or write the one that opens".into(), None)
            }
            Expected::Nothing => {
                let what = "something follows the end of the document";
                (at, what.into(), "remove it, or a closing bracket before it".into(), None)
            }
        }
    }

    fn ended(&self) -> Named {
        let closing = still_open(self.text);
        let what = "the document ends too early";
        let mend = if closing.is_empty() {
            "write the document".to_owned()
        } else {
            format!("close what is still open, for example with {closing} at the end")
        };
        (self.before.len(), what.into(), mend, None)
    }

    fn no_value(&self, next: char) -> Named {
        let at = self.before.len();
        let above = self.before.trim_end();
        if matches!(next, '}' | ']') && above.ends_with(',') {
            let comma = above.len() - 1;
            let line = self.without(comma, 1);
            let what = "there is a comma after the last one";
            return (comma, what.into(), "remove the comma".into(), Some(line));
        }
        if next == ',' {
            let what = "there is one comma too many";
            return (at, what.into(), "remove the comma".into(), Some(self.without(at, 1)));
        }
        let thousands = self.expected == Expected::Key
            && next.is_ascii_digit()
            && above
                .strip_suffix(',')
                .is_some_and(|left| left.ends_with(|c: char| c.is_ascii_digit()));
        if thousands {
            let comma = above.len() - 1;
            let what = "a number stands without commas";
            return (comma, what.into(), "remove the comma".into(), Some(self.without(comma, 1)));
        }
        if self.expected == Expected::Key {
            let word = self.word();
            let line = self.with(at, word.len(), &format!("\"{word}\""));
            let what = "here should be a key in double quotes";
            return (at, what.into(), DOUBLE_QUOTES.into(), Some(line));
        }
        let word = self.word();
        let instead = match word.to_lowercase().as_str() {
            "true" | "yes" | "はい" => "true".to_owned(),
            "false" | "no" | "いいえ" => "false".to_owned(),
            "null" | "none" | "nil" => "null".to_owned(),
            _ if word.starts_with('+') && number_in(word).is_some() => word.replacen('+', "", 1),
            _ => format!("\"{}\"", word.trim_end_matches('"')),
        };
        if word.is_empty() {
            return (at, "here should be a value".into(), "write a value".into(), None);
        }
        let what = format!("{word} is no value of JSON");
        let line = self.with(at, word.len(), &instead);
        (at, what, "write a text in double quotes, a number, true or false".into(), Some(line))
    }

    fn no_colon(&self, next: char) -> Named {
        let at = self.before.len();
        let key = self.before.rfind('"').and_then(|end| {
            let start = self.before.get(..end)?.rfind('"')?;
            self.before.get(start + 1..end).map(|key| (start, key))
        });
        if let Some((start, key)) = key
            && let Some(colon) = key.find([':', '：'])
        {
            let line = self.with(start + 1 + colon, 0, "\"");
            let what = "the key is not closed";
            return (start, what.into(), "write \" where it ends".into(), Some(line));
        }
        let line = match next {
            '=' => self.with(at, 1, ":"),
            ',' | '}' => self.line(at).to_owned(),
            _ => self.with(self.before.trim_end().len(), 0, ":"),
        };
        (at, "here should be a colon".into(), "write a colon behind the key".into(), Some(line))
    }

    fn no_comma(&self, next: char, close: char) -> Named {
        let at = self.before.len();
        let end = self.before.trim_end().len();
        if matches!(next, '}' | ']') {
            let what = format!("here should be a comma or {close}");
            let mend = format!("write {close} in place of {next}");
            let line = self.with(at, 1, &close.to_string());
            return (at, what, mend, Some(line));
        }
        if next == ';' {
            let what = "here should be a comma";
            return (at, what.into(), "write a comma".into(), Some(self.with(at, 1, ",")));
        }
        let gap = self.before.get(end..).unwrap_or_default();
        let on_this_line = !gap.contains('\n');
        if on_this_line && self.before.ends_with(|c: char| c.is_ascii_digit()) {
            let word = self.word();
            let what = format!("\"{word}\" stands behind a number");
            let mend = "write the number alone, or a text in double quotes";
            return (at, what, mend.into(), Some(self.without(at, word.len())));
        }
        if on_this_line && gap.is_empty() && !matches!(next, '"' | '{' | '[') {
            let what = "a quotation mark stands inside a text";
            return (end - 1, what.into(), "write 「」 inside of the text, or \\\"".into(), None);
        }
        let line = self.insert_before(end, ",");
        (end, "here is no comma".into(), "write a comma".into(), Some(line))
    }

    /// The word that begins here: up to a space or a sign of JSON.
    fn word(&self) -> &str {
        let end = self.rest.find([',', '}', ']', ':', '\n', '\r', ' ']).unwrap_or(self.rest.len());
        self.rest.get(..end).unwrap_or_default()
    }

    fn line(&self, offset: usize) -> &str {
        self.text.get(line_around(self.text, offset)).unwrap_or_default()
    }

    fn without(&self, offset: usize, len: usize) -> String {
        self.with(offset, len, "")
    }

    fn insert_before(&self, offset: usize, written: &str) -> String {
        self.with(offset, 0, written)
    }

    /// The line of an offset, with some of it written otherwise.
    fn with(&self, offset: usize, len: usize, written: &str) -> String {
        let range = line_around(self.text, offset);
        let before = self.text.get(range.start..offset).unwrap_or_default();
        let after = self.text.get(offset + len..range.end.max(offset + len)).unwrap_or_default();
        format!("{before}{written}{after}")
    }
}

const DOUBLE_QUOTES: &str = "write it in double quotes";

/// A text that ends with its line, though its quotation mark has not come.
pub(super) fn not_closed(text: &str, start: usize, passes: impl Fn(&str, usize) -> bool) -> Slip {
    let range = line_around(text, start);
    let line = text.get(range.clone()).unwrap_or_default().trim_end();
    let end = line.trim_end_matches([',', '}', ']', ' ']).len();
    let (said, closing) = line.split_at_checked(end).unwrap_or((line, ""));
    let said = said.trim_end_matches(['”', '“', '＂', '」', '\'']);
    let told = |line: String| {
        let before = text.get(..range.start)?;
        let whole = format!("{before}{line}{}", text.get(range.end..)?);
        let mended = || like_this(text.get(range.clone())?.trim(), line.trim());
        // A text that goes on in the next line ends there, and not here.
        let end = range.start + line.len();
        let below = whole.get(end..)?;
        passes(&whole, end + below.len() - below.trim_start().len()).then(mended)?
    };
    let mend = told(format!("{said}\"{closing}"))
        .unwrap_or_else(|| "write \" where it ends; a new line inside of it is \\n".to_owned());
    Slip { offset: start, what: "this text is not closed on its line".to_owned(), mend }
}

/// A text with a backslash that escapes nothing.
pub(super) fn wrong_escape(text: &str, start: usize, passes: impl Fn(&str, usize) -> bool) -> Slip {
    let range = line_around(text, start);
    let line = text.get(range.clone()).unwrap_or_default();
    let doubled = line.replace("\\\\", "\\").replace('\\', "\\\\").replace("\\\\\"", "\\\"");
    let told = || {
        let before = text.get(..range.start)?;
        let whole = format!("{before}{doubled}{}", text.get(range.end..)?);
        passes(&whole, range.start + doubled.len())
            .then(|| like_this(line.trim(), doubled.trim()))?
    };
    let mend = told().unwrap_or_else(|| "write two backslashes for one".to_owned());
    Slip { offset: start, what: "a string holds a wrong escape".to_owned(), mend }
}

/// Where the line around an offset lies, without its end.
fn line_around(text: &str, offset: usize) -> std::ops::Range<usize> {
    let (before, after) = text.split_at_checked(offset).unwrap_or((text, ""));
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let end = offset + after.find(['\n', '\r']).unwrap_or(after.len());
    start..end
}

/// The line with what stands outside of texts in half-width characters.
fn half_width(line: &str) -> String {
    let (mut inside, mut escaped) = (false, false);
    let mut written = String::new();
    for c in line.chars() {
        if c == '"' && !escaped {
            inside = !inside;
        }
        escaped = c == '\\' && !escaped;
        match ascii_of(c).filter(|_| !inside) {
            Some('\'') => written.push('"'),
            Some(ascii) => written.push(ascii),
            None => written.push(c),
        }
    }
    written
}

/// The brackets that would close the document.
fn still_open(text: &str) -> String {
    let (mut open, mut inside, mut escaped) = (Vec::new(), false, false);
    for c in text.chars() {
        match c {
            '"' if !escaped => inside = !inside,
            '{' if !inside => open.push('}'),
            '[' if !inside => open.push(']'),
            '}' | ']' if !inside => drop(open.pop()),
            _ => {}
        }
        escaped = c == '\\' && !escaped;
    }
    open.into_iter().rev().take(60).collect()
}
