//! What the portal says, in every language it speaks.

mod catalogue;
mod phrase;

pub(crate) use catalogue::Wording;
pub(crate) use phrase::Phrase;
