//! What the portal says, in every language it speaks.
//!
//! One table a room of the counter, the three languages side by side, so that a new
//! sentence does not build until it exists in all of them. Easy Japanese carries readings
//! in the notation of [`Phrase`]. Sentences about a value or a form come from the engine.

mod about;
mod after;
mod apply;
mod case;
mod find;
mod frame;
mod phrase;

pub(crate) use phrase::{Callable, Phrase};

use kernel::Language;

/// The phrases in one language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wording {
    language: Language,
}

impl Wording {
    /// The phrases in `language`.
    pub(crate) fn new(language: Language) -> Self {
        Self { language }
    }

    /// The language that these are in.
    pub(crate) fn language(self) -> Language {
        self.language
    }

    /// What stands between things of a list.
    pub(crate) fn dot(self) -> &'static str {
        match self.language {
            Language::Japanese | Language::EasyJapanese => "・",
            Language::English => ", ",
        }
    }
}

/// An English sentence with each `(s)` read by the number before it: `1 page(s)` is one page.
fn in_number(sentence: &str) -> String {
    let mut parts = sentence.split("(s)").peekable();
    let mut read = String::with_capacity(sentence.len());
    while let Some(part) = parts.next() {
        read.push_str(part);
        let counted = part.trim_end_matches(|c: char| !c.is_ascii_digit());
        let is_one = counted
            .strip_suffix('1')
            .is_some_and(|before| !before.ends_with(|c: char| c.is_ascii_digit() || c == ','));
        if parts.peek().is_some() && !is_one {
            read.push('s');
        }
    }
    read
}

/// Makes one method of [`Wording`] out of each line: name, what it is given, and the
/// sentence in Japanese, easy Japanese and English.
macro_rules! phrases {
    ($($name:ident($($given:ident),*): $japanese:literal, $easy:literal, $english:literal;)*) => {
        impl $crate::wording::Wording {
            $(
                #[doc = $english]
                pub(crate) fn $name(self, $($given: impl std::fmt::Display),*) -> $crate::wording::Phrase {
                    $crate::wording::Phrase::new(match self.language {
                        kernel::Language::Japanese => format!($japanese),
                        kernel::Language::EasyJapanese => format!($easy),
                        kernel::Language::English if $english.contains("(s)") => {
                            $crate::wording::in_number(&format!($english))
                        }
                        kernel::Language::English => format!($english),
                    })
                }
            )*
        }
    };
}
pub(crate) use phrases;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_counts_one_thing_and_several() {
        let w = Wording::new(Language::English);
        assert_eq!(w.count_of(1).plain(), "1 procedure");
        assert_eq!(w.count_of(11).plain(), "11 procedures");
        assert_eq!(
            w.correct_lead(1, "3 June").plain().split('.').next(),
            Some("Please correct 1 item by 3 June")
        );
        assert_eq!(w.results_title("(s)").plain(), "Results for “(s)”");
    }
}
