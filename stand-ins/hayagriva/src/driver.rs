//! Setting citations: nothing in, nothing out.

use std::marker::PhantomData;

use crate::Rendered;
use crate::citationberg::{IndependentStyle, Locale, LocaleCode, taxonomy::Locator};

/// Collects citations and sets none.
#[derive(Debug)]
pub struct BibliographyDriver<'a, T>(PhantomData<&'a T>);

impl<'a, T> BibliographyDriver<'a, T> {
    /// An empty one.
    #[expect(clippy::new_without_default, reason = "only what Typst calls")]
    pub fn new() -> Self {
        Self(PhantomData)
    }

    /// No effect.
    pub fn with_citation_number_offset(self, _offset: usize) -> Self {
        self
    }

    /// No effect.
    pub fn citation(&mut self, _request: CitationRequest<'a, T>) {}

    /// Nothing was set.
    pub fn finish(self, _request: BibliographyRequest<'_>) -> Rendered {
        Rendered::default()
    }
}

/// One citation to set.
#[derive(Debug)]
pub struct CitationRequest<'a, T>(PhantomData<&'a T>);

impl<'a, T> CitationRequest<'a, T> {
    /// Forgets everything.
    pub fn new(
        _items: Vec<CitationItem<'a, T>>,
        _style: &'a IndependentStyle,
        _locale: Option<LocaleCode>,
        _locale_files: &'a [Locale],
        _note_number: Option<usize>,
    ) -> Self {
        Self(PhantomData)
    }
}

/// The list of works to set.
#[derive(Debug)]
pub struct BibliographyRequest<'a> {
    /// Its style.
    pub style: &'a IndependentStyle,
    /// Its language.
    pub locale: Option<LocaleCode>,
    /// What languages know.
    pub locale_files: &'a [Locale],
}

/// One cited work.
#[derive(Debug)]
pub struct CitationItem<'a, T>(PhantomData<&'a T>);

impl<'a, T> CitationItem<'a, T> {
    /// Forgets everything.
    pub fn new(
        _entry: &'a T,
        _locator: Option<SpecificLocator>,
        _locale: Option<LocaleCode>,
        _hidden: bool,
        _purpose: Option<CitePurpose>,
    ) -> Self {
        Self(PhantomData)
    }
}

/// A place in a work.
#[derive(Debug)]
pub struct SpecificLocator(pub Locator, pub LocatorPayload);

/// What names the place.
#[derive(Debug)]
pub enum LocatorPayload {
    /// What the caller gave.
    Transparent(TransparentLocator),
}

/// What the caller gave, forgotten.
#[derive(Debug)]
pub struct TransparentLocator(());

impl TransparentLocator {
    /// Forgets it.
    pub fn new<T>(_payload: T) -> Self {
        Self(())
    }
}

/// What a citation is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CitePurpose {
    /// Part of a sentence.
    Prose,
    /// In full.
    Full,
    /// The author.
    Author,
    /// The year.
    Year,
}
