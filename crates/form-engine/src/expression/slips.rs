//! What was probably meant by an expression that cannot be read: `=` for `==`, 「または」 for `||`.
//!
//! The words of the reader behind never reach an author. What was meant is told as the mended
//! expression where that can be read.

use kernel::Language;

use super::fault::{Fault, fault};
use super::lower::Vocabulary;
use crate::definition::Property;
use crate::fault::like_this;
use crate::full_width::ascii_of;

/// Units that people write behind a number.
const UNITS: &str = "円年月日歳才人件個枚回";

/// Words for so many zeros.
const ZEROS: [(char, &str); 4] =
    [('千', "000"), ('万', "0000"), ('億', "00000000"), ('兆', "000000000000")];

/// Names what is wrong with an expression that cannot be read.
pub(super) fn slip(text: &str, vocabulary: &Vocabulary<'_>, reads: impl Fn(&str) -> bool) -> Fault {
    let mut mending = Mending {
        vocabulary,
        rest: text,
        written: String::new(),
        what: None,
        open: Vec::new(),
        denied: None,
    };
    mending.whole();
    let Mending { written, what, open, .. } = mending;
    if what.is_none()
        && let Some(bracket) = open.last()
    {
        let what = format!("\"{bracket}\" is missing in this expression");
        return fault(what, "write it where what it closes ends");
    }
    let what = what.unwrap_or_else(|| "this expression cannot be read".to_owned());
    let mended = reads(&written).then(|| like_this(text, &written)).flatten();
    let mend = "write it like form.age >= 18 && form.kind == 'new'";
    fault(what, mended.unwrap_or_else(|| mend.to_owned()))
}

struct Mending<'v, 's> {
    vocabulary: &'v Vocabulary<'s>,
    rest: &'v str,
    written: String,
    /// The first thing that is wrong.
    what: Option<String>,
    /// The brackets that would close those that are open.
    open: Vec<char>,
    /// How many were open where a 「not」 without brackets began: it denies all up to the next "and".
    denied: Option<usize>,
}

impl Mending<'_, '_> {
    fn note(&mut self, what: impl Into<String>) {
        self.what.get_or_insert_with(|| what.into());
    }

    fn whole(&mut self) {
        while let Some(next) = self.rest.chars().next() {
            let meant = ascii_of(next).unwrap_or(next);
            match meant {
                '\'' | '"' => self.text(next, meant),
                '=' | '<' | '>' | '!' | '≧' | '≦' | '≠' | '≥' | '≤' => self.comparison(),
                '&' | '|' => self.logical(meant),
                '0'..='9' => self.number(),
                'a'..='z' | 'A'..='Z' | '_' => self.word(),
                _ if next.is_alphabetic() => self.japanese(),
                _ => {
                    if meant != next {
                        self.full_width(next);
                    }
                    match meant {
                        '(' => self.open.push(')'),
                        '[' => self.open.push(']'),
                        '{' => self.open.push('}'),
                        ')' | ']' | '}' => {
                            self.end_of_denied();
                            if self.open.pop() != Some(meant) {
                                self.note(format!("\"{meant}\" closes nothing"));
                            }
                        }
                        _ => {}
                    }
                    self.take(next.len_utf8());
                    self.written.push(meant);
                }
            }
        }
        self.end_of_denied();
        self.written.extend(self.open.iter().rev());
    }

    /// Closes what a 「not」 denies, if it ends here.
    fn end_of_denied(&mut self) {
        if self.denied == Some(self.open.len()) {
            self.denied = None;
            let end = self.written.trim_end().len();
            self.written.insert(end, ')');
        }
    }

    fn full_width(&mut self, sign: char) {
        self.note(format!("\"{sign}\" is a full-width character"));
    }

    fn take(&mut self, len: usize) -> &str {
        let (taken, rest) = self.rest.split_at_checked(len).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    /// The characters from here that are so.
    fn run(&mut self, is: impl Fn(char) -> bool) -> String {
        let end = self.rest.find(|c| !is(c)).unwrap_or(self.rest.len());
        self.take(end).to_owned()
    }

    fn text(&mut self, opening: char, quote: char) {
        self.take(opening.len_utf8());
        let closes = |c: char| c == quote || (quote == '\'' && ascii_of(c) == Some('\''));
        // A text in half-width quotation marks may hold full-width ones.
        let plain = opening == quote && self.rest.contains(quote);
        let end = self.rest.find(|c: char| if plain { c == quote } else { closes(c) });
        let Some(end) = end else {
            let said = self.rest.to_owned();
            self.rest = "";
            self.note("a text in the expression is not closed");
            self.written.push(quote);
            let end = said.trim_end_matches([')', ' ']).len();
            let (said, closing) = said.split_at_checked(end).unwrap_or((&said, ""));
            self.written.extend([said, quote.encode_utf8(&mut [0; 4]), closing]);
            return;
        };
        let said = self.take(end).to_owned();
        let closing = self.rest.chars().next().unwrap_or(quote);
        self.take(closing.len_utf8());
        if let Some(sign) = [opening, closing].into_iter().find(|sign| *sign != quote) {
            self.full_width(sign);
        }
        self.quoted(quote, &said);
    }

    fn quoted(&mut self, quote: char, text: &str) {
        self.written.push(quote);
        self.written.push_str(text);
        self.written.push(quote);
    }

    fn comparison(&mut self) {
        let is = |c: char| {
            "=<>!≧≦≠≥≤".contains(c) || ascii_of(c).is_some_and(|meant| "=<>!".contains(meant))
        };
        let signs = self.run(is);
        let plain: String = signs.chars().map(|c| ascii_of(c).unwrap_or(c)).collect();
        let meant = match plain.as_str() {
            "=" | "===" => "==",
            "=>" | "≧" | "≥" => ">=",
            "=<" | "≦" | "≤" => "<=",
            "<>" | "≠" | "=!" | "!==" => "!=",
            same => same,
        };
        if plain == "=" {
            self.note("\"=\" compares nothing here; that is \"==\"");
        } else if meant != signs {
            self.note(format!("\"{signs}\" is written \"{meant}\""));
        }
        self.written.push_str(meant);
    }

    fn logical(&mut self, sign: char) {
        let signs = self.run(|c| ascii_of(c).unwrap_or(c) == sign);
        let meant = format!("{sign}{sign}");
        if signs != meant {
            self.note(format!("\"{signs}\" is written \"{meant}\""));
        }
        self.end_of_denied();
        self.written.push_str(&meant);
    }

    fn number(&mut self) {
        let is = |c: char| matches!(ascii_of(c).unwrap_or(c), '0'..='9' | ',' | '.');
        let digits = self.run(is);
        let plain: String = digits.chars().map(|c| ascii_of(c).unwrap_or(c)).collect();
        let number = plain.trim_end_matches([',', '.']);
        let left = plain.strip_prefix(number).unwrap_or_default().to_owned();
        let thousands = number
            .split(',')
            .skip(1)
            .all(|group| group.split('.').next().is_some_and(|g| g.len() == 3));
        // Of 1.5万 the zeros are not the number.
        let mut zeros = ZEROS.into_iter().filter(|_| !number.contains('.'));
        let zeros = zeros.find(|(word, _)| self.rest.starts_with(*word));
        let unit = self.run(|c| UNITS.contains(c) || zeros.is_some_and(|(word, _)| word == c));
        let is_share = self.rest.starts_with(['%', '％']) && self.written.trim_end().ends_with('*');
        if is_share {
            let sign = self.run(|c| matches!(c, '%' | '％'));
            self.note(format!("\"{digits}{sign}\" is written as a division by 100"));
        } else if !unit.is_empty() || (number.contains(',') && thousands) {
            self.note(format!("\"{digits}{unit}\" is written without commas and units"));
        } else if let Some(sign) = digits.chars().find(|c| ascii_of(*c).is_some()) {
            self.full_width(sign);
        }
        let number = if thousands { number.replace(',', "") } else { number.to_owned() };
        let zeros = zeros.map(|(_, zeros)| zeros).unwrap_or_default();
        let share = if is_share { " / 100" } else { "" };
        self.written.extend([&number, zeros, &left, share]);
    }

    fn word(&mut self) {
        let is = |c: char| {
            let c = ascii_of(c).unwrap_or(c);
            c.is_ascii_alphanumeric() || c == '_'
        };
        let word = self.run(is);
        let plain: String = word.chars().map(|c| ascii_of(c).unwrap_or(c)).collect();
        let meant = match plain.to_ascii_lowercase().as_str() {
            _ if self.written.ends_with('.') => plain.as_str(),
            "and" => "&&",
            "or" => "||",
            "not" => "!",
            _ => plain.as_str(),
        };
        if meant != plain {
            self.note(format!("\"{word}\" is written \"{meant}\""));
        } else if let Some(sign) = word.chars().find(|c| ascii_of(*c).is_some()) {
            self.full_width(sign);
        }
        let meant = meant.to_owned();
        if matches!(meant.as_str(), "&&" | "||") {
            self.end_of_denied();
        }
        self.written.push_str(&meant);
        if meant == "!" && !self.rest.trim_start().starts_with(['(', '（']) {
            self.rest = self.rest.trim_start();
            self.written.push('(');
            self.denied = Some(self.open.len());
        }
    }

    fn japanese(&mut self) {
        let word = self.run(|c| !c.is_ascii() && ascii_of(c).is_none() && c.is_alphanumeric());
        let meant = match word.as_str() {
            "かつ" | "および" | "及び" => Some("&&"),
            "または" | "又は" | "もしくは" => Some("||"),
            "なし" | "無し" | "空" | "未入力" => {
                self.note(format!("\"{word}\" is no answer; no answer is written \"null\""));
                self.written.push_str("null");
                return;
            }
            _ => None,
        };
        if let Some(meant) = meant {
            self.note(format!("\"{word}\" is written \"{meant}\""));
            self.end_of_denied();
            self.written.push_str(meant);
            return;
        }
        let form = self.vocabulary.form.unwrap_or_default();
        let item = self.vocabulary.item.map_or(form, |inside| inside.properties);
        let below = self.written.ends_with('.');
        let called = [form, item].into_iter().find_map(|fields| named(fields, &word, ""));
        match called {
            Some(way) if below => self.written.push_str(&way),
            Some(way) => self.written.extend(["form.", &way]),
            None if below => self.written.push_str(&word),
            None => {
                self.note(format!("\"{word}\" stands without quotation marks"));
                self.quoted('\'', &word);
                return;
            }
        }
        self.note(format!(
            "\"{word}\" is no name; names are in Latin letters, as in \"properties\""
        ));
    }
}

/// The way to a field that people know by these words.
fn named(fields: &[Property], title: &str, above: &str) -> Option<String> {
    fields.iter().find_map(|property| {
        let way = format!("{above}{}", property.field.name);
        if property.field.title.get(Language::Japanese) == title {
            return Some(way);
        }
        named(property.children(), title, &format!("{way}."))
    })
}
