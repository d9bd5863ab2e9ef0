//! The citation style language: its words without their meaning.

/// Kinds of places in a work.
pub mod taxonomy {
    /// A kind of place.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub enum Locator {
        /// Any other.
        Custom,
    }
}

/// A locale: there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Locale {}

/// The name of a locale.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LocaleCode(pub String);

/// A style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Style {
    /// One that stands alone.
    Independent(IndependentStyle),
    /// One that rests on another.
    Dependent(()),
}

/// A style that stands alone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IndependentStyle {
    /// Its settings.
    pub settings: StyleSettings,
}

impl IndependentStyle {
    /// Always fails.
    pub fn from_xml(_xml: &str) -> Result<Self, &'static str> {
        Err("citation styles are left out of this build")
    }
}

/// The settings of a style.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StyleSettings {
    /// Where citations stand.
    pub class: StyleClass,
}

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $(#[$first_doc:meta])* $first:ident, $($(#[$word_doc:meta])* $word:ident),* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
        pub enum $name {
            $(#[$first_doc])*
            #[default]
            $first,
            $($(#[$word_doc])* $word),*
        }
    )*};
}

words! {
    /// Where citations stand.
    StyleClass {
        /// In the text.
        InText,
        /// In notes.
        Note
    }
    /// How an element is placed.
    Display {
        /// As a block.
        Block,
        /// In the left margin.
        LeftMargin,
        /// Beside the margin.
        RightInline,
        /// Indented.
        Indent
    }
    /// Slant.
    FontStyle {
        /// Upright.
        Normal,
        /// Slanted.
        Italic
    }
    /// Letters.
    FontVariant {
        /// As they are.
        Normal,
        /// Small capitals.
        SmallCaps
    }
    /// Weight.
    FontWeight {
        /// Regular.
        Normal,
        /// Bold.
        Bold,
        /// Light.
        Light
    }
    /// Lines at the text.
    TextDecoration {
        /// None.
        None,
        /// Below.
        Underline
    }
    /// Raised or lowered text.
    VerticalAlign {
        /// As it is.
        None,
        /// On the line.
        Baseline,
        /// Raised.
        Sup,
        /// Lowered.
        Sub
    }
}
