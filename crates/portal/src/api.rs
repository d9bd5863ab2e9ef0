//! The JSON API.

use actix_web::web::ServiceConfig;

/// The addresses of this part.
pub(crate) fn routes(_config: &mut ServiceConfig) {}
