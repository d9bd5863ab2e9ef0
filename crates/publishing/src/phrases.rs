//! What is wrong with a definition, in the language of whoever writes it.
//!
//! The engine and this room say it in English, for logs and tests. The phrase book beside this
//! file holds every such sentence in Japanese; a test finds those that it has not, and those that
//! nobody says any more.

use std::{cmp::Reverse, collections::HashMap, sync::LazyLock};

use form_engine::{DefinitionFault, EvaluationFault};
use kernel::Language;

/// English sentences with `{}` for what varies, and Japanese ones with `{0}`, `{1}`.
const BOOK: &str = include_str!("japanese.tsv");

struct Phrases {
    fixed: HashMap<&'static str, &'static str>,
    /// Those with gaps, the most telling ones first.
    gapped: Vec<(&'static str, &'static str)>,
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let (mut gapped, fixed): (Vec<_>, Vec<_>) = pairs().partition(|(said, _)| said.contains("{}"));
    gapped.sort_by_key(|(said, _)| Reverse(said.replace("{}", "").len()));
    Phrases { fixed: fixed.into_iter().collect(), gapped }
});

fn pairs() -> impl Iterator<Item = (&'static str, &'static str)> {
    BOOK.lines().filter_map(|line| line.split_once('\t'))
}

/// A fault on one line: where, what, and the way out.
pub(crate) fn line(fault: &DefinitionFault, language: Language) -> String {
    if language == Language::English {
        return fault.to_string();
    }
    let DefinitionFault { file, line, column, pointer, what, mend } = fault;
    let pointer = if pointer.is_empty() { "/" } else { pointer };
    format!("{file}:{line}:{column}: {pointer}: {}", sentence(what, mend, language))
}

/// What is wrong and the way out, as one line ends with them.
pub(crate) fn sentence(what: &str, mend: &str, language: Language) -> String {
    match language {
        Language::English => format!("{what}; {mend}"),
        Language::Japanese | Language::EasyJapanese => {
            format!("{}。{}。", japanese(what).trim_end(), japanese(mend).trim_end())
        }
    }
}

/// Why an expression has no value, for whoever tries one.
pub fn evaluation(fault: &EvaluationFault, language: Language) -> String {
    match (fault, language) {
        (EvaluationFault::Refused { what, mend }, _) => sentence(what, mend, language),
        (EvaluationFault::Failed(what), Language::English) => what.clone(),
        (EvaluationFault::Failed(what), Language::Japanese | Language::EasyJapanese) => {
            format!("{}。", japanese(what).trim_end())
        }
    }
}

/// A sentence in Japanese; what the book does not have stays as it is, as names do.
fn japanese(said: &str) -> String {
    if let Some(translated) = PHRASES.fixed.get(said) {
        return (*translated).to_owned();
    }
    let found = PHRASES.gapped.iter().find_map(|(known, translated)| {
        let gaps = gaps(known, said)?;
        Some(gaps.iter().enumerate().fold((*translated).to_owned(), |text, (place, gap)| {
            text.replace(&format!("{{{place}}}"), &japanese(gap))
        }))
    });
    found.unwrap_or_else(|| said.to_owned())
}

/// What stands in the gaps of `known`, if `said` is that sentence.
fn gaps<'s>(known: &str, said: &'s str) -> Option<Vec<&'s str>> {
    let mut pieces = known.split("{}");
    let mut rest = said.strip_prefix(pieces.next()?)?;
    let mut pieces = pieces.peekable();
    let mut found = Vec::new();
    while let Some(piece) = pieces.next() {
        let (gap, after) = if pieces.peek().is_none() {
            (rest.strip_suffix(piece)?, "")
        } else {
            rest.split_once(piece)?
        };
        found.push(gap);
        rest = after;
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use std::{
        collections::BTreeSet,
        fs,
        path::{Path, PathBuf},
    };

    use super::*;

    /// Where faults of definitions are put into words.
    const SPEAKERS: [&str; 6] = [
        "../form-engine/src/compile",
        "../form-engine/src/definition",
        "../form-engine/src/expression",
        "../form-engine/src/examples.rs",
        "../form-engine/src/fault.rs",
        "src",
    ];

    /// What says no sentence of a fault: the dictionary of the editor speaks both languages itself.
    const SILENT: [&str; 6] =
        ["days.rs", "dictionary.rs", "numbers.rs", "phrases.rs", "publisher.rs", "tests.rs"];

    /// Texts of these files that are no sentences.
    const NO_SENTENCES: [&str; 5] =
        ["{}; {}", "{} {} {}\n", "{ \"departments\": [{}] }", "{}:{}:{}: {}: ", "{}:{}:{}: {}: {}"];

    fn sources(at: &Path, into: &mut Vec<PathBuf>) {
        if at.is_dir() {
            for entry in fs::read_dir(at).unwrap() {
                sources(&entry.unwrap().path(), into);
            }
        } else if at.extension().is_some_and(|extension| extension == "rs") {
            into.push(at.to_owned());
        }
    }

    /// The texts between quotation marks outside of tests and comments, gaps as `{}`.
    fn texts(source: &str) -> Vec<String> {
        let code = source.split("#[cfg(test)]").next().unwrap();
        let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        let code = lines.collect::<Vec<_>>().join("\n").replace("'\"'", "");
        let (mut found, mut text, mut inside) = (Vec::new(), String::new(), false);
        let mut letters = code.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '"' if inside => found.push(std::mem::take(&mut text)),
                '\\' if inside => match letters.next() {
                    Some('\n') => {
                        let left = letters.as_str().trim_start();
                        letters = left.chars();
                    }
                    Some('n') => text.push('\n'),
                    Some(other) => text.push(other),
                    None => {}
                },
                '{' if inside && letters.as_str().starts_with('{') => {
                    letters.next();
                    text.push('{');
                }
                '}' if inside && letters.as_str().starts_with('}') => {
                    letters.next();
                    text.push('}');
                }
                '{' if inside => match letters.as_str().split_once('}') {
                    Some((gap, after))
                        if gap.chars().all(|c| c.is_alphanumeric() || "_:?".contains(c)) =>
                    {
                        letters = after.chars();
                        text.push_str("{}");
                    }
                    _ => text.push('{'),
                },
                letter if inside => text.push(letter),
                _ => {}
            }
            inside ^= letter == '"';
        }
        found
    }

    #[test]
    fn every_sentence_about_a_definition_is_in_the_book() {
        let mut files = Vec::new();
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        for speaker in SPEAKERS {
            sources(&here.join(speaker), &mut files);
        }
        files.push(here.join("../form-engine/src/compile.rs"));
        files.push(here.join("../form-engine/src/form.rs"));
        files.retain(|file| SILENT.iter().all(|name| !file.ends_with(name)));
        let said: BTreeSet<String> =
            files.iter().flat_map(|file| texts(&fs::read_to_string(file).unwrap())).collect();
        let known: BTreeSet<&str> = pairs().map(|(english, _)| english).collect();
        let is_sentence = |text: &&String| {
            text.trim().contains(' ')
                && text.contains(|c: char| c.is_ascii_lowercase())
                && !NO_SENTENCES.contains(&text.as_str())
        };
        let missing: Vec<&String> =
            said.iter().filter(is_sentence).filter(|text| !known.contains(text.as_str())).collect();
        assert!(missing.is_empty(), "not in japanese.tsv: {missing:#?}");
        let unsaid: Vec<&&str> = known.iter().filter(|text| !said.contains(**text)).collect();
        assert!(unsaid.is_empty(), "nobody says so any more: {unsaid:#?}");
        assert_eq!(pairs().count(), known.len(), "a sentence stands twice");
        assert_eq!(pairs().count(), BOOK.lines().count(), "a line is no pair");
    }

    #[test]
    fn every_gap_of_a_sentence_is_filled_once() {
        for (english, japanese) in pairs() {
            let gaps = english.matches("{}").count();
            for place in 0..gaps {
                assert_eq!(japanese.matches(&format!("{{{place}}}")).count(), 1, "{japanese}");
            }
            assert!(!japanese.contains(&format!("{{{gaps}}}")), "{japanese}");
            assert!(!english.replace("{}", "").trim().is_empty(), "{english}");
            assert!(!japanese.ends_with('。'), "{japanese}");
        }
    }

    #[track_caller]
    fn check(what: &str, mend: &str, expected: &str) {
        assert_eq!(sentence(what, mend, Language::Japanese), expected);
    }

    #[test]
    fn sentences_are_told_in_japanese_with_what_they_name() {
        check(
            "this is a string",
            "write an array",
            "ここにあるのは文字列です。配列を書いてください。",
        );
        check(
            "\"nosuch\" is no property",
            "name every property on exactly one page",
            "\"nosuch\" という質問はありません。どの質問も、ちょうど1つのページに書いてください。",
        );
        check(
            "example \"本人\": the fee is 7 yen instead of 410",
            "correct the example, or what the form asks and reckons",
            "例「本人」: 料金は 410 円のはずが、7 円です。例か、様式が聞くことと計算を直してください。",
        );
        check(
            "no example shows the page \"child\"",
            "add an example",
            "ページ \"child\" が出る例がありません。例を加えてください。",
        );
    }

    #[test]
    fn what_the_book_does_not_have_stays_as_it_is() {
        check("novel", "remove it", "novel。取り除いてください。");
        assert_eq!(sentence("a", "b", Language::English), "a; b");
    }
}
