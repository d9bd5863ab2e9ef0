//! The rules that several lines of the residents' table have in common.

use ::web::{
    limits::Rate,
    route::{Admission, Changing, Object, Reading},
};

/// A page that everybody may read.
pub(crate) const PUBLIC: Reading = Reading::new(Admission::Anybody, Object::Nothing, Rate::Page);
/// A form that everybody may send.
pub(crate) const PUBLIC_FORM: Changing =
    Changing::form(Admission::Anybody, Object::Nothing, Rate::Form);
/// What is said about a form that everybody may send, while it is filled in.
pub(crate) const LIVE: Changing = Changing::form(Admission::Anybody, Object::Nothing, Rate::Live);
/// Something to look for.
pub(crate) const SEARCH: Reading = Reading::new(Admission::Anybody, Object::Nothing, Rate::Search);
/// A page of a draft.
pub(crate) const DRAFT: Reading = Reading::new(Admission::Owner, Object::Draft, Rate::Page);
/// A form of a draft.
pub(crate) const DRAFT_FORM: Changing = Changing::form(Admission::Owner, Object::Draft, Rate::Form);
