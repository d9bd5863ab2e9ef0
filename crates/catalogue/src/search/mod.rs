//! Finding a procedure by the words that people use for it.
//!
//! Small enough to look at every procedure for every search. A word is compared with
//! titles, keywords and the rest; what matches nowhere as a whole is compared by pairs of
//! letters, weighed by how rare each pair is, so that sentences and typing mistakes find
//! something too. Deliberately not here: a dictionary. Departments write keywords.

#![expect(clippy::float_arithmetic, reason = "scores are no money and decide nothing but an order")]

mod fold;
mod romaji;

use std::{collections::HashMap, sync::Arc};

use form_engine::{Field, Form};
use kernel::Language;

use self::fold::{fold, short_kana};
use crate::Published;

type Pair = (char, char);

/// Each pair of letters of some words once, in their order: a set that is looked up in, and takes
/// a third of a hash table's room.
#[derive(Debug)]
struct Pairs(Box<[Pair]>);

impl Pairs {
    fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let mut pairs: Vec<Pair> = texts.into_iter().flat_map(pairs_of).collect();
        pairs.sort_unstable();
        pairs.dedup();
        Self(pairs.into())
    }

    fn contains(&self, pair: Pair) -> bool {
        self.0.binary_search(&pair).is_ok()
    }
}

/// Fewer words than anybody types by accident.
const MOST_WORDS: usize = 8;

/// What a word is worth that fits nowhere: the others must make up for it.
const MISSING: f64 = -35.0;

/// What fits less than this part of what fits best is not shown.
const BESIDE_THE_BEST: f64 = 0.5;
/// So many are shown even so.
const LEAST_CHOICE: usize = 3;

/// Less than this is noise.
const LEAST: f64 = 9.0;

/// The procedures in the order of the catalogue, prepared for searching.
#[derive(Debug, Default)]
pub(crate) struct SearchIndex {
    entries: Vec<Arc<Entry>>,
    /// In how many procedures a pair of letters stands.
    spread: HashMap<Pair, usize>,
}

/// What is searched of one procedure, folded.
#[derive(Debug)]
pub(crate) struct Entry {
    titles: Vec<String>,
    keywords: Vec<String>,
    /// Kana names without long vowels.
    short: Vec<String>,
    /// Description and questions.
    text: Box<str>,
    /// Pairs of letters of titles and keywords.
    names: Pairs,
    /// The same of the text.
    words: Pairs,
    popular: u32,
}

impl SearchIndex {
    pub(crate) fn of(catalogue: &[Arc<Published>]) -> Self {
        let entries: Vec<Arc<Entry>> = catalogue.iter().map(|p| p.searched()).collect();
        let mut spread = HashMap::new();
        for entry in &entries {
            let others = entry.words.0.iter().filter(|pair| !entry.names.contains(**pair));
            for pair in entry.names.0.iter().chain(others) {
                *spread.entry(*pair).or_insert(0) += 1;
            }
        }
        spread.shrink_to_fit();
        Self { entries, spread }
    }

    /// The positions of the procedures that fit `typed`, the best first.
    pub(crate) fn find(&self, typed: &str) -> Vec<usize> {
        let separators = |c: char| c.is_whitespace() || matches!(c, '、' | '。' | '・' | ',' | '/');
        let words = typed.split(separators).map(fold).filter(|word| !word.is_empty());
        let words: Vec<Word> = words.take(MOST_WORDS).map(Word::new).collect();
        if words.is_empty() {
            return Vec::new();
        }
        let count = f64::from(u32::try_from(words.len()).unwrap_or(1));
        let score = |entry: &Arc<Entry>| {
            let each = words.iter().map(|word| self.score(entry, word));
            let sum: f64 = each.map(|score| if score > 0.0 { score } else { MISSING }).sum();
            sum / count
        };
        let scores = self.entries.iter().map(score).enumerate();
        let mut found: Vec<(usize, f64)> = scores.filter(|(_, score)| *score >= LEAST).collect();
        found.sort_by(|(a, one), (b, other)| {
            let used = |at: usize| self.entries.get(at).map_or(u32::MAX, |entry| entry.popular);
            other.total_cmp(one).then_with(|| used(*a).cmp(&used(*b)))
        });
        // Beside what is called so, what merely mentions it is in the way.
        let best = found.first().map_or(0.0, |(_, score)| *score);
        let near = found.iter().take_while(|(_, score)| *score >= best * BESIDE_THE_BEST).count();
        found.truncate(near.max(LEAST_CHOICE));
        found.into_iter().map(|(at, _)| at).collect()
    }

    /// How well a word fits, up to 100; zero means not at all.
    fn score(&self, entry: &Entry, word: &Word) -> f64 {
        let whole = entry.fits_whole(word);
        if whole > 0.0 {
            return whole + entry.emphasis(word) + entry.favour();
        }
        let (in_names, in_text) = self.coverage(entry, word);
        (in_names * 58.0).max((in_names + in_text) * 0.5 * 40.0)
    }

    /// Which part of a word's pairs, by their rarity, stands in the names and in the text.
    /// Pairs that stand nowhere in the catalogue tell nothing and do not count, unless
    /// they are most of the word.
    fn coverage(&self, entry: &Entry, word: &Word) -> (f64, f64) {
        let total = f64::from(u32::try_from(self.entries.len()).unwrap_or(1));
        let (mut known, mut unknown, mut names, mut text) = (0.0, 0.0, 0.0, 0.0);
        for pair in &word.pairs.0 {
            let Some(spread) = self.spread.get(pair) else {
                unknown += 1.0;
                continue;
            };
            let rarity = (1.0 + total / f64::from(u32::try_from(*spread).unwrap_or(1))).ln();
            known += rarity;
            if entry.names.contains(*pair) {
                names += rarity;
            }
            if entry.words.contains(*pair) {
                text += rarity;
            }
        }
        // A word of which two thirds are unknown is another word.
        let all = known + f64::max(0.0, unknown - word.pairs_count() * 0.67) * known.max(1.0);
        if known == 0.0 { (0.0, 0.0) } else { (names / all, text / all) }
    }
}

/// A word as it was typed, folded.
struct Word {
    text: String,
    /// The kana of a word in Latin letters, or the word itself, without long vowels.
    short: Option<String>,
    pairs: Pairs,
}

impl Word {
    fn new(text: String) -> Self {
        let short = romaji::to_kana(&text)
            .and_then(|kana| short_kana(&kana))
            .or_else(|| short_kana(&text))
            .filter(|short| short.chars().count() >= 3);
        let pairs = Pairs::of([text.as_str()].into_iter().chain(short.as_deref()));
        Self { text, short, pairs }
    }

    fn pairs_count(&self) -> f64 {
        f64::from(u32::try_from(self.pairs.0.len()).unwrap_or(1))
    }
}

impl Entry {
    pub(crate) fn of(form: &Form) -> Self {
        let titles: Vec<String> = Language::ALL.iter().map(|l| fold(form.title(*l))).collect();
        let procedure = form.procedure();
        let mut keywords: Vec<String> = procedure.keywords.iter().map(|k| fold(k)).collect();
        keywords.push(fold(form.id()));
        let short: Vec<String> = procedure
            .keywords
            .iter()
            .filter_map(|keyword| short_kana(&plain(keyword)))
            .chain(form.id().split('-').filter_map(|part| short_kana(&romaji::to_kana(part)?)))
            .collect();
        let mut text = String::new();
        for language in Language::ALL {
            text.push_str(&fold(form.description(language)));
            text.push(' ');
        }
        for field in form.pages().iter().flat_map(|page| &page.fields) {
            questions(field, &mut text);
        }
        let names = titles.iter().chain(&keywords).chain(&short);
        Self {
            names: Pairs::of(names.map(String::as_str)),
            words: Pairs::of([text.as_str()]),
            popular: procedure.popular.unwrap_or(u32::MAX),
            titles,
            keywords,
            short,
            text: text.into(),
        }
    }

    /// A little more for each further name that holds the word: what comes back again and
    /// again is what the procedure is about.
    fn emphasis(&self, word: &Word) -> f64 {
        let names = self.titles.iter().chain(&self.keywords);
        let count = names.filter(|name| name.contains(&word.text)).count();
        f64::from(u8::try_from(count).unwrap_or(u8::MAX).min(8))
    }

    /// What is used often is meant more often.
    fn favour(&self) -> f64 {
        if self.popular == u32::MAX { 0.0 } else { 6.0 }
    }

    /// How well a word fits as a whole.
    fn fits_whole(&self, word: &Word) -> f64 {
        let text = word.text.as_str();
        let any = |names: &[String], fits: &dyn Fn(&str) -> bool| names.iter().any(|n| fits(n));
        let short = |fits: &dyn Fn(&str, &str) -> bool| {
            word.short.as_deref().is_some_and(|typed| self.short.iter().any(|n| fits(n, typed)))
        };
        // One letter of Latin or kana begins half of the catalogue.
        let long = text.chars().count() >= 2 || text.chars().all(|c| u32::from(c) >= 0x4E00);
        if !long {
            0.0
        } else if any(&self.keywords, &|name| name == text) {
            100.0
        } else if any(&self.titles, &|name| name.starts_with(text)) {
            96.0
        } else if short(&|name, typed| name == typed) {
            92.0
        } else if any(&self.titles, &|name| name.contains(text)) {
            84.0
        } else if any(&self.keywords, &|name| name.starts_with(text)) {
            80.0
        } else if short(&|name, typed| name.starts_with(typed)) {
            74.0
        } else if any(&self.keywords, &|name| name.contains(text)) {
            66.0
        } else if self.text.contains(text) {
            26.0
        } else {
            0.0
        }
    }
}

/// Kana as they are, before spellings are put into Chinese characters.
fn plain(text: &str) -> String {
    text.chars()
        .map(|c| match u32::from(c) {
            katakana @ 0x30A1..=0x30F6 => char::from_u32(katakana - 0x60).unwrap_or(c),
            _ => c,
        })
        .collect()
}

fn questions(field: &Field, text: &mut String) {
    for words in [&field.title, &field.help] {
        text.push_str(&fold(words.get(Language::Japanese)));
        text.push(' ');
    }
    for child in &field.children {
        questions(child, text);
    }
}

fn pairs_of(text: &str) -> impl Iterator<Item = Pair> {
    let pairs = text.chars().zip(text.chars().skip(1));
    pairs.filter(|(one, other)| *one != ' ' && *other != ' ')
}
