//! Finding a procedure by the words that people use for it.
//!
//! Small enough to look at every procedure for every search: a hundred procedures take
//! microseconds. Kana, width and case are folded; typing mistakes are forgiven by
//! comparing pairs of letters.

use std::{collections::HashSet, sync::Arc};

use kernel::Language;

use crate::Published;

/// What is searched of one procedure, folded once when the catalogue is loaded.
#[derive(Debug)]
pub(crate) struct SearchEntry {
    titles: Vec<String>,
    keywords: Vec<String>,
    text: String,
    pairs: Vec<HashSet<(char, char)>>,
}

impl SearchEntry {
    pub(crate) fn of(form: &form_engine::Form) -> Self {
        let titles: Vec<String> = Language::ALL.iter().map(|l| fold(form.title(*l))).collect();
        let procedure = form.procedure();
        let mut keywords: Vec<String> = procedure.keywords.iter().map(|k| fold(k)).collect();
        keywords.push(fold(form.id()));
        let text = Language::ALL.iter().map(|l| fold(form.description(*l))).collect();
        let pairs = titles.iter().chain(&keywords).map(|name| pairs_of(name)).collect();
        Self { titles, keywords, text, pairs }
    }

    /// How well `word` fits; zero means not at all.
    fn score(&self, word: &str) -> u32 {
        let starts = |names: &[String]| names.iter().any(|name| name.starts_with(word));
        let holds = |names: &[String]| names.iter().any(|name| name.contains(word));
        if starts(&self.titles) {
            100
        } else if starts(&self.keywords) {
            90
        } else if holds(&self.titles) {
            80
        } else if holds(&self.keywords) {
            60
        } else if self.text.contains(word) {
            30
        } else {
            self.likeness(word)
        }
    }

    /// Up to 50 for a word that is nearly one of the names (Dice's coefficient of letter pairs).
    fn likeness(&self, word: &str) -> u32 {
        let typed = pairs_of(word);
        let best = self.pairs.iter().map(|name| dice_percent(&typed, name)).max().unwrap_or(0);
        if best >= 45 { best / 2 } else { 0 }
    }
}

/// Procedures that fit every word of `words`, the best first.
pub(crate) fn search(catalogue: &[Arc<Published>], words: &str) -> Vec<Arc<Published>> {
    let typed: Vec<String> =
        words.split_whitespace().take(8).map(fold).filter(|word| !word.is_empty()).collect();
    if typed.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(u32, &Arc<Published>)> = catalogue
        .iter()
        .filter_map(|published| {
            let scores: Vec<u32> = typed.iter().map(|word| published.entry.score(word)).collect();
            let all_fit = scores.iter().all(|score| *score > 0);
            all_fit.then(|| (scores.iter().sum(), published))
        })
        .collect();
    found.sort_by(|(a, x), (b, y)| b.cmp(a).then_with(|| x.form.id().cmp(y.form.id())));
    found.into_iter().map(|(_, published)| Arc::clone(published)).collect()
}

/// Folds what does not matter for finding: case, width, katakana against hiragana, marks.
fn fold(text: &str) -> String {
    text.chars()
        .take(200)
        .map(|c| match u32::from(c) {
            wide @ 0xFF01..=0xFF5E => char::from_u32(wide - 0xFEE0).unwrap_or(c),
            katakana @ 0x30A1..=0x30F6 => char::from_u32(katakana - 0x60).unwrap_or(c),
            _ => c,
        })
        .filter(|c| c.is_alphanumeric() || *c == 'ー')
        .flat_map(char::to_lowercase)
        .collect()
}

fn pairs_of(name: &str) -> HashSet<(char, char)> {
    name.chars().zip(name.chars().skip(1)).collect()
}

fn dice_percent(a: &HashSet<(char, char)>, b: &HashSet<(char, char)>) -> u32 {
    let total = a.len() + b.len();
    if total == 0 {
        return 0;
    }
    let shared = a.intersection(b).count();
    u32::try_from(200 * shared / total).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_case_and_kana_do_not_matter() {
        assert_eq!(fold("ジュウミンヒョウ"), fold("じゅうみんひょう"));
        assert_eq!(fold("ＪＵＭＩＮ-hyo"), fold("juminHYO"));
    }

    #[test]
    fn a_typing_mistake_is_still_alike() {
        assert!(dice_percent(&pairs_of("じゅうみんひよう"), &pairs_of("じゅうみんひょう")) >= 45);
        assert!(dice_percent(&pairs_of("すいどう"), &pairs_of("じゅうみんひょう")) < 45);
    }
}
