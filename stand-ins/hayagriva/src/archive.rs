//! The built-in citation styles: one name without rules behind it.

use crate::citationberg::{IndependentStyle, Locale, Style};

/// A built-in style.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ArchivedStyle {
    /// Typst's default.
    InstituteOfElectricalAndElectronicsEngineers,
}

impl ArchivedStyle {
    /// Every style.
    pub fn all() -> &'static [Self] {
        &[Self::InstituteOfElectricalAndElectronicsEngineers]
    }

    /// The style of that name.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::all().iter().copied().find(|style| style.names().contains(&name))
    }

    /// Its names.
    pub fn names(self) -> &'static [&'static str] {
        &["ieee"]
    }

    /// Its name for people.
    pub fn display_name(self) -> &'static str {
        "IEEE"
    }

    /// A style without rules.
    pub fn get(self) -> Style {
        Style::Independent(IndependentStyle::default())
    }
}

/// No locales.
pub fn locales() -> Vec<Locale> {
    Vec::new()
}
