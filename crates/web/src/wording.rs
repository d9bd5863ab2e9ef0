//! What the house says on the pages of more than one room, in every language it speaks, and
//! how a room keeps its own words.
//!
//! The three languages stand side by side, so that a new sentence does not build until it
//! exists in all of them. Easy Japanese carries readings in the notation of [`Phrase`].
//! Sentences about a value or a form come from the engine.

mod field;
mod frame;
mod phrase;

pub use phrase::{Callable, Phrase};

use kernel::Language;

/// The phrases in one language that every room can say.
#[derive(Debug, Clone, Copy)]
pub struct HouseWords {
    language: Language,
}

impl HouseWords {
    /// The phrases in `language`.
    pub const fn new(language: Language) -> Self {
        Self { language }
    }

    /// The language that these are in.
    pub const fn language(self) -> Language {
        self.language
    }

    /// What stands between things of a list.
    pub const fn dot(self) -> &'static str {
        match self.language {
            Language::Japanese | Language::EasyJapanese => "・",
            Language::English => ", ",
        }
    }
}

/// An English sentence with each `(s)` read by the number before it: `1 page(s)` is one page.
#[doc(hidden)]
pub fn in_number(sentence: &str) -> String {
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

/// Makes one method of the named type out of each line: name, what it is given, and the
/// sentence in Japanese, easy Japanese and English. The type tells its `language`.
#[macro_export]
macro_rules! phrases {
    ($seen:vis $words:ident; $($name:ident($($given:ident),*): $japanese:literal, $easy:literal, $english:literal;)*) => {
        impl $words {
            $(
                #[doc = $english]
                $seen fn $name(self, $($given: impl std::fmt::Display),*) -> $crate::wording::Phrase {
                    $crate::wording::Phrase::new(match self.language() {
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
pub use phrases;
