//! What `typst-library`'s `bibliography` and `cite` name of the reference manager.
//! No library ever loads, so that there is never an entry to cite.

use std::borrow::Cow;

pub mod archive;
pub mod citationberg;
mod driver;
mod elem;
pub mod io;

pub use driver::{
    BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, CitePurpose,
    LocatorPayload, SpecificLocator, TransparentLocator,
};
pub use elem::{
    BibliographyItem, Elem, ElemChild, ElemChildren, ElemMeta, Formatted, Formatting, Rendered,
    RenderedBibliography, RenderedCitation,
};

/// One entry of a bibliography: there is none.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {}

impl Entry {
    /// Never called.
    pub fn key(&self) -> &str {
        match *self {}
    }

    /// Never called.
    pub fn title(&self) -> Option<&FormatString> {
        match *self {}
    }
}

/// A title: there is none.
#[derive(Debug, Clone, PartialEq)]
pub struct FormatString {
    /// Its text.
    pub value: ChunkedString,
}

/// A text: there is none.
#[derive(Debug, Clone, PartialEq)]
pub enum ChunkedString {}

impl ChunkedString {
    /// Never called.
    pub fn to_str(&self) -> Cow<'_, str> {
        match *self {}
    }
}

/// A bibliography without entries.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Library(());

impl Library {
    /// It is.
    pub fn is_empty(&self) -> bool {
        true
    }
}

impl IntoIterator for Library {
    type Item = Entry;
    type IntoIter = std::iter::Empty<Entry>;

    fn into_iter(self) -> Self::IntoIter {
        std::iter::empty()
    }
}
