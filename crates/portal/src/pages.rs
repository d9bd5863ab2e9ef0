//! The residents' pages.

mod about;
mod answers;
mod apply;
mod catalogue;
mod check;
pub(crate) mod download;
mod find;
mod home;
mod language;
mod money;
mod postal;
mod procedure;
mod receipt;
mod resume;

use std::str::FromStr;

use actix_web::web::ServiceConfig;

use crate::guard::WebError;

/// The addresses of the residents' pages.
pub(crate) fn routes(config: &mut ServiceConfig) {
    home::routes(config);
    find::routes(config);
    procedure::routes(config);
    // Before the pages of a form: `check` and `continue` are no pages of any form.
    check::routes(config);
    resume::routes(config);
    apply::routes(config);
    receipt::routes(config);
    about::routes(config);
    language::routes(config);
    postal::routes(config);
}

/// The id or number in an address. An address without one leads nowhere.
fn known<T: FromStr>(text: &str) -> Result<T, WebError> {
    text.parse().ok().ok_or(WebError::NotFound)
}
