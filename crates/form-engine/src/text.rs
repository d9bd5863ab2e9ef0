//! A text that people read, in every language it has been translated into.
//!
//! It does not know where translations come from; `overlay` fills them in.

use kernel::Language;
use serde::Serialize;

/// A text in Japanese, with the translations that exist.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize)]
pub struct Text {
    japanese: Box<str>,
    easy: Option<Box<str>>,
    english: Option<Box<str>>,
}

impl Text {
    /// A text that has no translation yet.
    pub fn japanese(text: impl Into<Box<str>>) -> Self {
        Self { japanese: text.into(), easy: None, english: None }
    }

    /// The text in `language`, or in Japanese where nobody has translated it.
    pub fn get(&self, language: Language) -> &str {
        self.translation(language).unwrap_or(&self.japanese)
    }

    /// Whether there is nothing to read.
    pub fn is_empty(&self) -> bool {
        self.japanese.is_empty()
    }

    /// Whether somebody has written it in `language`.
    pub fn is_in(&self, language: Language) -> bool {
        language == Language::Japanese || self.translation(language).is_some()
    }

    /// Sets the text of one language.
    pub fn translate(&mut self, language: Language, text: &str) {
        match language {
            Language::Japanese => self.japanese = text.into(),
            Language::EasyJapanese => self.easy = Some(text.into()),
            Language::English => self.english = Some(text.into()),
        }
    }

    fn translation(&self, language: Language) -> Option<&str> {
        match language {
            Language::Japanese => None,
            Language::EasyJapanese => self.easy.as_deref(),
            Language::English => self.english.as_deref(),
        }
    }
}
