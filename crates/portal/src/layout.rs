//! What every page is wrapped in: the visit, the frame and the answer.

mod page;
mod visit;

pub(crate) use page::{Page, see_other};
pub(crate) use visit::{Visit, accepted_language, language_cookie, language_of};
