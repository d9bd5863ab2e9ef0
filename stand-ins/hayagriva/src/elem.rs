//! Set citations: the tree that would be shown.

use crate::citationberg::{
    Display, FontStyle, FontVariant, FontWeight, TextDecoration, VerticalAlign,
};

/// All that was set.
#[derive(Debug, Clone, Default)]
pub struct Rendered {
    /// The list of works.
    pub bibliography: Option<RenderedBibliography>,
    /// The citations.
    pub citations: Vec<RenderedCitation>,
}

/// A list of works.
#[derive(Debug, Clone, Default)]
pub struct RenderedBibliography {
    /// The works.
    pub items: Vec<BibliographyItem>,
    /// Whether following lines are indented.
    pub hanging_indent: bool,
}

/// One work.
#[derive(Debug, Clone)]
pub struct BibliographyItem {
    /// Its key.
    pub key: String,
    /// What stands before it.
    pub first_field: Option<ElemChild>,
    /// What is said of it.
    pub content: ElemChildren,
}

/// One citation.
#[derive(Debug, Clone, Default)]
pub struct RenderedCitation {
    /// What stands in the text.
    pub citation: ElemChildren,
}

/// A block of parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Elem {
    /// The parts.
    pub children: ElemChildren,
    /// How it is placed.
    pub display: Option<Display>,
    /// What it is.
    pub meta: Option<ElemMeta>,
}

/// What an element is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ElemMeta {
    /// A number.
    CitationNumber,
    /// One cited work.
    Entry(usize),
}

/// Parts in order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ElemChildren(pub Vec<ElemChild>);

impl ElemChildren {
    /// Nothing is ever found.
    pub fn find_meta(&self, _meta: &ElemMeta) -> Option<&Elem> {
        None
    }
}

/// A part.
#[derive(Debug, Clone, PartialEq)]
pub enum ElemChild {
    /// Text.
    Text(Formatted),
    /// A block.
    Elem(Elem),
    /// Mathematics.
    Markup(String),
    /// A link.
    Link {
        /// Its text.
        text: Formatted,
        /// Its target.
        url: String,
    },
    /// What the caller gave.
    Transparent {
        /// Which citation.
        cite_idx: usize,
        /// How it looks.
        format: Formatting,
    },
}

/// Text with its look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formatted {
    /// The text.
    pub text: String,
    /// Its look.
    pub formatting: Formatting,
}

/// How text looks.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Formatting {
    /// Slant.
    pub font_style: FontStyle,
    /// Letters.
    pub font_variant: FontVariant,
    /// Weight.
    pub font_weight: FontWeight,
    /// Lines.
    pub text_decoration: TextDecoration,
    /// Height.
    pub vertical_align: VerticalAlign,
}
