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

pub(crate) use phrase::Phrase;

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
                        kernel::Language::English => format!($english),
                    })
                }
            )*
        }
    };
}
pub(crate) use phrases;
