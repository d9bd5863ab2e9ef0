//! A register of banks or of the branches of a bank: by code, and by words from the best on.
//!
//! What an entry can be called are lines of a text, so that "is called so", "begins so" and
//! "contains it" are searches for a string with both, one or no line end.

use std::{collections::BTreeSet, ops::Range, sync::OnceLock};

use super::{
    Bank, Branch,
    ending::{self, Ending},
    lines::{Draft, Lines},
    words::{folded, heard, spelt},
};
use crate::numbers::is_digits;

/// Something with a code and names.
pub(super) trait Listed: Copy {
    /// The endings that its names may have.
    const ENDINGS: &'static [Ending];
    const CODE_DIGITS: usize;

    fn code(&self) -> &'static str;

    /// All it can be called, folded: its name first. Every line has a line end on both sides.
    fn lines(&self) -> String;
}

/// What is listed, in the order of codes.
pub(super) struct Register<T> {
    entries: Vec<T>,
    /// The lines of each entry, made when something is first sought by words.
    written: OnceLock<Lines>,
    /// The same as heard, made when words as written first find nothing called so.
    heard: OnceLock<Lines>,
}

/// How well words fit, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Code,
    /// Its name as it is listed.
    Name,
    /// Another way to write or read the whole name.
    Whole,
    Beginning,
    Part,
}

impl<T: Listed> Register<T> {
    pub(super) fn new(entries: Vec<T>) -> Self {
        Self { entries, written: OnceLock::new(), heard: OnceLock::new() }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &T> {
        self.entries.iter()
    }

    pub(super) fn place(&self, code: &str) -> Option<usize> {
        self.entries.binary_search_by(|entry| entry.code().cmp(code)).ok()
    }

    pub(super) fn by_code(&self, code: &str) -> Option<T> {
        self.entries.get(self.place(code)?).copied()
    }

    pub(super) fn find(&self, words: &str, limit: usize) -> Vec<T> {
        let words = folded(words);
        let mut found = self.fitting(&words, limit);
        if found.is_empty() {
            // さがみ銀行: there is none, but a 信用金庫 and a 農業協同組合.
            if let Some((stem, _)) = ending::parted(&words, T::ENDINGS) {
                found = self.fitting(stem, limit);
            }
        }
        found
    }

    /// As written; and when none is called so, also as heard: what is called so first, the rest last.
    fn fitting(&self, words: &str, limit: usize) -> Vec<T> {
        let mut found = self.fits(&Sought::new::<T>(words, str::to_owned), self.written());
        if !found.first().is_some_and(is_whole) {
            let mut order = self.fits(&Sought::new::<T>(words, heard), self.heard());
            let rest = order.split_off(order.partition_point(is_whole));
            order.append(&mut found);
            order.extend(rest);
            found = order;
        }
        let mut known = BTreeSet::new();
        let best = found.into_iter().filter(|&(_, place)| known.insert(place)).take(limit);
        best.filter_map(|(_, place)| self.entries.get(place).copied()).collect()
    }

    pub(super) fn only(&self, words: &str) -> Option<T> {
        let words = folded(words);
        let mut whole = self.fits(&Sought::new::<T>(&words, str::to_owned), self.written());
        whole.retain(is_whole);
        // Digits alone may be the beginning of a code: 16 is not yet 十六.
        if whole.is_empty() && !is_digits(&words) {
            let spelt_lines = Lines::new(self.written().all().map(spelt));
            whole = self.fits(&Sought::new::<T>(&words, spelt), &spelt_lines);
            whole.retain(is_whole);
        }
        let (&(best, place), others) = whole.split_first()?;
        let is_rival = |fit: Fit| match best {
            Fit::Code => false,
            // A name that is all kana may be meant as the reading of another.
            Fit::Name => fit == Fit::Name || is_kana(&words),
            Fit::Whole | Fit::Beginning | Fit::Part => true,
        };
        let doubtful = others.iter().any(|&(fit, _)| is_rival(fit));
        self.entries.get(place).copied().filter(|_| !doubtful)
    }

    /// Fits and places of the entries that fit at all, the best first.
    fn fits(&self, sought: &Sought, lines: &Lines) -> Vec<(Fit, usize)> {
        let mut places: Vec<usize> = sought.names().flat_map(|name| lines.with(name)).collect();
        places.extend(self.places(&sought.words));
        places.sort_unstable();
        places.dedup();
        let fit = |place: usize| sought.fit(self.entries.get(place)?.code(), lines.of(place));
        let mut fits: Vec<_> =
            places.into_iter().filter_map(|place| Some((fit(place)?, place))).collect();
        fits.sort_unstable();
        fits
    }

    /// The places of the codes that begin so.
    fn places(&self, code: &str) -> Range<usize> {
        if code.is_empty() {
            return 0..0;
        }
        let first = self.entries.partition_point(|entry| entry.code() < code);
        let beginning = self.entries.iter().skip(first).map(Listed::code);
        first..first + beginning.take_while(|listed| listed.starts_with(code)).count()
    }

    fn written(&self) -> &Lines {
        self.written.get_or_init(|| Lines::new(self.entries.iter().map(Listed::lines)))
    }

    fn heard(&self) -> &Lines {
        self.heard.get_or_init(|| Lines::new(self.written().all().map(heard)))
    }
}

fn is_whole((fit, _): &(Fit, usize)) -> bool {
    *fit <= Fit::Whole
}

/// Words to be sought, in one degree of likeness.
struct Sought {
    words: String,
    /// The words as the beginning of a line, and as a line.
    beginning: String,
    line: String,
    /// The words with their ending written out, as a line: 杜の都しんきん is 杜の都信用金庫.
    full: Option<String>,
    /// A code before or after a name, and the name as a line.
    coded: Option<(String, String)>,
}

impl Sought {
    fn new<T: Listed>(words: &str, degree: fn(&str) -> String) -> Self {
        let line = |text: &str| format!("\n{}\n", degree(text));
        let coded = coded(words, T::CODE_DIGITS).map(|(code, name)| (code.to_owned(), line(name)));
        Self {
            words: words.to_owned(),
            beginning: format!("\n{}", degree(words)),
            line: line(words),
            full: with_full_ending(words, T::ENDINGS).map(|full| line(&full)),
            coded,
        }
    }

    /// What the lines of all that can fit have one of, codes aside.
    fn names(&self) -> impl Iterator<Item = &str> {
        let coded = self.coded.iter().map(|(_, name)| name);
        let names = coded.chain(&self.full).map(String::as_str).chain([self.part()]);
        names.filter(|name| !name.trim().is_empty())
    }

    fn part(&self) -> &str {
        self.beginning.trim_start()
    }

    fn fit(&self, code: &str, lines: &str) -> Option<Fit> {
        let has = |sought: &String| lines.contains(sought);
        let is_coded = self.coded.as_ref().is_some_and(|(own, name)| code == own && has(name));
        if code == self.words || is_coded {
            Some(Fit::Code)
        } else if self.part().is_empty() {
            None
        } else if lines.starts_with(&self.line) {
            Some(Fit::Name)
        } else if has(&self.line) || self.full.as_ref().is_some_and(has) {
            Some(Fit::Whole)
        } else if has(&self.beginning) || code.starts_with(&self.words) {
            Some(Fit::Beginning)
        } else {
            lines.contains(self.part()).then_some(Fit::Part)
        }
    }
}

fn coded(words: &str, digits: usize) -> Option<(&str, &str)> {
    let before = words.split_at_checked(digits);
    let split = words.len().checked_sub(digits).and_then(|at| words.split_at_checked(at));
    let after = split.map(|(name, code)| (code, name));
    [before, after].into_iter().flatten().find(|(code, name)| is_digits(code) && !name.is_empty())
}

fn with_full_ending(words: &str, endings: &'static [Ending]) -> Option<String> {
    let front = endings.iter().find_map(|ending| {
        let stem = ending.fronts.iter().find_map(|front| words.strip_prefix(front))?;
        Some((stem, ending))
    });
    let (stem, ending) = match (front, ending::parted(words, endings)) {
        (Some((stem, ending)), Some((_, last))) if ending.full == last.full => {
            ending::parted(stem, endings)?
        }
        (_, Some(parted)) => parted,
        (Some(front), None) => front,
        (None, None) => return None,
    };
    Some(format!("{stem}{}", ending.full))
}

fn is_kana(folded: &str) -> bool {
    folded.chars().all(|c| matches!(c, 'ァ'..='ヺ' | 'ー'))
}

impl Listed for Bank {
    const ENDINGS: &'static [Ending] = ending::OF_BANKS;
    const CODE_DIGITS: usize = 4;

    fn code(&self) -> &'static str {
        self.code
    }

    fn lines(&self) -> String {
        let (name, short) = (folded(self.name), folded(self.short_name));
        let mut lines = Draft::of(&name);
        lines.add(&[&short]);
        lines.add_readings(&name, &folded(self.kana), Self::ENDINGS);
        lines.done()
    }
}

impl Listed for Branch {
    const ENDINGS: &'static [Ending] = ending::OF_BRANCHES;
    const CODE_DIGITS: usize = 3;

    fn code(&self) -> &'static str {
        self.code
    }

    fn lines(&self) -> String {
        let (name, kana) = (folded(self.name), folded(self.kana));
        let mut lines = Draft::of(&name);
        let end = if ending::parted(&name, Self::ENDINGS).is_some() { "" } else { ending::BRANCH };
        lines.add_readings(&format!("{name}{end}"), &kana, Self::ENDINGS);
        lines.done()
    }
}

#[cfg(test)]
impl<T: Listed> Register<T> {
    pub(super) fn memory(&self) -> usize {
        self.entries.capacity() * size_of::<T>()
    }

    pub(super) fn memory_of_lines(&self) -> usize {
        self.written().memory() + self.heard().memory()
    }
}
