//! The tongues in which a fault can be told.

/// A tongue for sentences to residents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tongue {
    /// 日本語.
    Japanese,
    /// やさしい日本語: short sentences, few kanji, spaces between the parts.
    Plain,
    /// English.
    English,
}
