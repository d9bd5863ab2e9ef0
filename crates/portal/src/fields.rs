//! Fields of a form as HTML: what each widget looks like, filled, wrong or mended.
//!
//! A [`FormPage`] knows the definition, what was typed and what is wrong with it; out of
//! that it makes [`FieldView`]s, which render themselves. Nothing here checks anything.

mod build;
mod choose;
mod control;
mod files;
mod pointer;
mod says;
mod summary;

pub(crate) use build::FormPage;
pub(crate) use control::{Control, FieldView};
pub(crate) use files::{FileView, kinds, size};
pub(crate) use pointer::{element_id, lies_in, posted_name};
pub(crate) use says::change_line;
pub(crate) use summary::{Mistake, mistakes, named};
