//! The description of the API, for machines and for people.

use actix_web::web::{self, ServiceConfig};

pub(super) fn routes(_config: &mut ServiceConfig) {}
