//! All banks and their branches, found by code, by name and by kana.
//!
//! Nobody knows codes: a form asks for words and keeps the code. The list is that of the 全銀 system
//! and changes every month; a code that is not in it is no mistake, and no check of an account.

mod atlas;
mod ending;
mod lines;
mod register;
mod words;

use std::fmt;

use crate::text;

/// How many banks or branches a search gives at most.
const LIMIT: usize = 20;

/// A bank, or another institution that takes part in transfers: 信用金庫, 農業協同組合, …
///
/// Shown as `七十七銀行 (0125)`, which [`only`] reads back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bank {
    /// Four digits: `0125`.
    pub code: &'static str,
    /// `七十七銀行`, `杜の都信用金庫`: the short name with its ending written out by rule.
    pub name: &'static str,
    /// As in the list: `七十七`, `杜の都信金`.
    pub short_name: &'static str,
    /// As in transfers, in large kana and full width: `シチジユウシチ`, `モリノミヤコシンキン`.
    pub kana: &'static str,
}

/// A branch of a bank.
///
/// Shown as `本店営業部 (100)`, which [`only_branch`] reads back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Branch {
    /// Three digits: `100`.
    pub code: &'static str,
    /// `本店営業部`, `仙台駅前`; 支店 is not part of it, 出張所 is.
    pub name: &'static str,
    /// As in transfers, in large kana and full width: `ホンテン`, `センダイエキマエ`.
    pub kana: &'static str,
}

/// The bank of a code, in any width.
pub fn by_code(code: &str) -> Option<Bank> {
    atlas::banks().by_code(&text::compact(code))
}

/// The branch of two codes, in any width.
pub fn branch_by_code(bank: &str, branch: &str) -> Option<Branch> {
    atlas::branches(&text::compact(bank))?.by_code(&text::compact(branch))
}

/// The banks that words may mean, best first, 20 at most.
///
/// The words are the beginning of a code, or a name or its reading in any kana and width: whole
/// first, then its beginning, then a part of it. Endings may be short (信金, ＪＡ) or left out. When
/// nothing is called so, other lengths of vowels (とーきょー), old kanji (國) and digits (77) count too.
/// Among equals the order of codes puts the large banks first.
///
/// ```
/// use japanese_values::bank;
///
/// let found = bank::find("ｼﾁｼﾞｭｳｼﾁ");
/// assert_eq!(found[0].to_string(), "七十七銀行 (0125)");
/// let found = bank::find_branches(found[0].code, "本店");
/// assert_eq!((found[0].code, found[0].name), ("100", "本店営業部"));
/// assert_eq!(bank::only("JAさがみ").map(|bank| bank.name), Some("さがみ農業協同組合"));
/// assert_eq!(bank::only("横浜"), None, "a bank, a 信用金庫 or a 農業協同組合");
/// ```
pub fn find(words: &str) -> Vec<Bank> {
    atlas::banks().find(words, LIMIT)
}

/// The branches of a bank that words may mean, best first, 20 at most, as [`find`] does it.
///
/// 支店, 出張所 and 営業部 may be left out, or be wrong.
pub fn find_branches(bank: &str, words: &str) -> Vec<Branch> {
    atlas::branches(&text::compact(bank))
        .map(|branches| branches.find(words, LIMIT))
        .unwrap_or_default()
}

/// The one bank that words mean without doubt.
///
/// That is its code, its name with or without an ending, or its reading, when no other bank has the
/// same; code and name together must agree.
pub fn only(words: &str) -> Option<Bank> {
    atlas::banks().only(words)
}

/// The one branch of a bank that words mean without doubt, as [`only`] decides it.
pub fn only_branch(bank: &str, words: &str) -> Option<Branch> {
    atlas::branches(&text::compact(bank))?.only(words)
}

impl fmt::Display for Bank {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name, self.code)
    }
}

impl fmt::Display for Branch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name, self.code)
    }
}
