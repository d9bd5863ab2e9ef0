//! What stands before every page: the browser's token, limits, headers, sessions, errors.

mod browser;
mod error;

pub(crate) use browser::Browser;
pub(crate) use error::WebError;
