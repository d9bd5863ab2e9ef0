//! Which passwords are refused because others would guess them.
//!
//! At least twelve characters, so that no list of the most used passwords applies as it is:
//! what is left of those lists are their words, padded with years and marks. So the words are
//! looked for, with the usual letters for digits undone. The list is our own, of the words
//! that stand again and again on published lists of leaked passwords (NIST SP 800-63B,
//! 5.1.1.2, asks for such a list, and for names of the service and of the person).

use std::{collections::HashSet, sync::LazyLock};

/// A password that others would guess, and what is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    /// Too few characters.
    #[error("shorter than {SHORTEST} characters")]
    Short,
    /// So long that it is no password.
    #[error("longer than {LONGEST} bytes")]
    Long,
    /// The same few characters again and again, or a row of the keyboard.
    #[error("too few different characters")]
    Monotonous,
    /// A word that stands on every list, with or without digits around it.
    #[error("made of words that stand on every list of passwords")]
    Common,
    /// The name of the municipality or of the person.
    #[error("made of the name of the municipality or of the person")]
    Name,
}

const SHORTEST: usize = 12;
const LONGEST: usize = 1024;
/// With fewer different characters than this, length means nothing.
const FEWEST_DIFFERENT: usize = 6;

/// Sorted, a word in a line.
static COMMON: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("password/common.txt").lines().collect());

/// Whether a password will do for somebody; `names` are those of the place and the person.
pub(crate) fn check(password: &str, names: &[&str]) -> Result<(), WeakPassword> {
    if password.chars().count() < SHORTEST {
        return Err(WeakPassword::Short);
    }
    if password.len() > LONGEST {
        return Err(WeakPassword::Long);
    }
    if password.chars().collect::<HashSet<char>>().len() < FEWEST_DIFFERENT {
        return Err(WeakPassword::Monotonous);
    }
    let plain = password.to_lowercase();
    let letters = |name: &str| name.to_lowercase().chars().filter(|c| c.is_alphabetic()).collect();
    let names: Vec<String> = names.iter().map(|name| letters(name)).collect();
    for core in [core_of(&plain, false), core_of(&plain, true)] {
        if is_made_of(&core, &|word| COMMON.contains(word)) {
            return Err(WeakPassword::Common);
        }
        if is_made_of(&core, &|word| COMMON.contains(word) || names.iter().any(|name| name == word))
        {
            return Err(WeakPassword::Name);
        }
    }
    Ok(())
}

/// The letters of a password: marks and digits away, or the digits read as the letters that
/// they are written for.
fn core_of(password: &str, as_letters: bool) -> String {
    let trimmed = password.trim_matches(|c: char| !c.is_alphabetic() && !stands_for_a_letter(c));
    let trimmed = trimmed.trim_end_matches(|c: char| !c.is_alphabetic());
    let letter = |c: char| match c {
        '0' if as_letters => Some('o'),
        '1' | '!' if as_letters => Some('i'),
        '3' if as_letters => Some('e'),
        '4' | '@' if as_letters => Some('a'),
        '5' | '$' if as_letters => Some('s'),
        '7' if as_letters => Some('t'),
        c => c.is_alphabetic().then_some(c),
    };
    trimmed.chars().filter_map(letter).collect()
}

const fn stands_for_a_letter(c: char) -> bool {
    matches!(c, '0' | '1' | '3' | '4' | '5' | '7' | '@' | '$' | '!')
}

/// Whether the letters are nothing but one or two such words: a sentence of many is a good
/// password.
fn is_made_of(letters: &str, word: &dyn Fn(&str) -> bool) -> bool {
    fn made_of(rest: &str, words_left: usize, word: &dyn Fn(&str) -> bool) -> bool {
        if rest.is_empty() {
            return true;
        }
        words_left > 0
            && rest.char_indices().any(|(at, c)| {
                let (head, tail) = rest.split_at_checked(at + c.len_utf8()).unwrap_or((rest, ""));
                word(head) && made_of(tail, words_left - 1, word)
            })
    }
    made_of(letters, 2, word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_all(expected: Result<(), WeakPassword>, passwords: &[&str]) {
        for password in passwords {
            let found = check(password, &["sendai", "仙台市", "umeko.goto"]);
            assert_eq!(found, expected, "{password}");
        }
    }

    #[test]
    fn a_password_that_others_would_guess_is_refused() {
        check_all(Err(WeakPassword::Short), &["", "sh0rt", "11文字のパスワード"]);
        check_all(Err(WeakPassword::Monotonous), &["aaaaaaaaaaaa", "121212121212", "abababab1212"]);
        check_all(
            Err(WeakPassword::Common),
            &[
                "password1234",
                "Password2026!",
                "P@ssw0rd2026",
                "2026password!",
                "passwordpassword",
                "Welcome12345!",
                "qwertyuiop12",
                "123456789012",
                "iloveyou2026!!",
                "sendai2026!!",
                "madoguchi2026",
                "adminadmin123",
                "Shiyakusho#1",
                "letmein_letmein",
            ],
        );
        check_all(
            Err(WeakPassword::Name),
            &["umeko.goto2026", "仙台市2026年度!!!", "仙台市Welcome12"],
        );
        let long = "x".repeat(2_000);
        check_all(Err(WeakPassword::Long), &[&long]);
    }

    #[test]
    fn a_good_password_is_taken() {
        check_all(
            Ok(()),
            &[
                "k4mr-9tqx-zz7p-h2ws",
                "川のほとりで鯨と話した夜",
                "correct river battery under moon",
                "vT9#mq2Lx!0p",
                "umi-to-yama-to-jitensha-de",
            ],
        );
    }

    #[test]
    fn the_list_is_sorted_and_says_nothing_twice() {
        let words: Vec<&str> = include_str!("password/common.txt").lines().collect();
        assert!(words.is_sorted() && words.len() == COMMON.len() && words.len() > 500);
    }
}
