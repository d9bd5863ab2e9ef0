//! What `typst`, `typst-realize` and `typst-library` name of the HTML export: the
//! routines table, and an element that no template can make.

use typst_library::foundations::{Content, Module, NativeRuleMap, Scope, StyleChain};
use typst_library::visualize::Color;
use typst_macros::elem;

/// An HTML element. Not bound to any name, so that none is ever made.
#[elem(name = "elem")]
pub struct HtmlElem {
    /// Stands for the tag's name.
    #[required]
    pub tag: i64,
}

/// Questions about tags.
pub mod tag {
    /// Whether spaces around the tag collapse.
    pub fn is_whitespace_collapsing(_tag: i64) -> bool {
        false
    }

    /// Whether the tag is part of a paragraph.
    pub fn should_group_into_pars(_tag: i64) -> bool {
        false
    }
}

/// The `html` module: empty.
pub fn module() -> Module {
    Module::new("html", Scope::new())
}

/// Show rules for HTML: none.
pub fn register(_rules: &mut NativeRuleMap) {}

/// The body of a MathML element, which no content is.
pub fn html_mathml_body<'a>(
    _content: &'a Content,
    _styles: StyleChain<'a>,
) -> Option<Option<&'a Content>> {
    None
}

/// The content without the colour, which only HTML needs.
pub fn html_span_filled(content: Content, _color: Color) -> Content {
    content
}
