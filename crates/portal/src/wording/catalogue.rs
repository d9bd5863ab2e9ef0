//! Every phrase of the portal, its three languages side by side.

use kernel::Language;

use super::Phrase;

/// The phrases in one language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wording {
    pub(super) language: Language,
}

impl Wording {
    /// The phrases in `language`.
    pub(crate) fn new(language: Language) -> Self {
        Self { language }
    }
}

macro_rules! phrases {
    ($($name:ident ($($given:ident),*) { $japanese:literal $easy:literal $english:literal })*) => {
        impl Wording {
            $(
                #[doc = $english]
                pub(crate) fn $name(self, $($given: impl std::fmt::Display),*) -> Phrase {
                    Phrase::new(match self.language {
                        Language::Japanese => format!($japanese),
                        Language::EasyJapanese => format!($easy),
                        Language::English => format!($english),
                    })
                }
            )*
        }
    };
}

phrases! {
    counter() { "オンライン窓口" "オンライン窓口《まどぐち》" "Online counter" }
    skip_to_content() { "本文へ" "本文《ほんぶん》へ" "Skip to content" }
    help_title() { "困ったときは" "困《こま》ったとき" "Help" }
}
