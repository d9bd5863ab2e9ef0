//! Fields of a form as HTML: what each widget looks like, filled, wrong or mended.
//!
//! A [`FormPage`] knows the definition, what was typed and what is wrong with it; out of
//! that it makes [`FieldView`]s, which render themselves. Nothing here checks anything.

mod build;
mod choose;
mod control;
mod files;
mod offers;
mod pointer;
mod says;
mod summary;

pub use build::FormPage;
pub use control::{ConsentDoor, ConsentStep, Control, ExternalStep, FieldView, ToldStep};
pub use files::{FileView, kinds, size};
pub use pointer::{element_id, lies_in, posted_name};
pub use says::change_line;
pub use summary::{Mistake, mistakes, named};
