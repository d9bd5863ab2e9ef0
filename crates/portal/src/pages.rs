//! The residents' pages.

mod about;

use actix_web::web::ServiceConfig;

/// The addresses of the residents' pages.
pub(crate) fn routes(config: &mut ServiceConfig) {
    about::routes(config);
}
