//! How the counter is shown: pages for residents and clerks, and the JSON API.
//!
//! Every handler takes, asks the [`service_desk`] and answers. No rule of a
//! procedure, no SQL and no setting of the machine is known here.

mod api;
mod assets;
#[cfg(test)]
mod audit;
mod fields;
mod guard;
mod layout;
mod link;
mod office;
mod operations;
mod pages;
mod postal;
mod shown;
mod wording;

pub use api::check_answer;

use actix_web::{
    middleware::{Compress, from_fn},
    web::{self, ServiceConfig},
};
pub use guard::{Guard, GuardSettings, Limits, TOKEN_SCOPES};

/// Every address of the portal, behind its door. The [`service_desk::Desk`] and the [`Guard`] are
/// expected as app data.
pub fn routes(config: &mut ServiceConfig) {
    let portal = web::scope("")
        .wrap(from_fn(guard::door))
        .wrap(Compress::default())
        .configure(rooms)
        .default_service(web::to(guard::nothing_here));
    config.service(portal);
}

fn rooms(config: &mut ServiceConfig) {
    assets::routes(config);
    operations::routes(config);
    office::routes(config);
    api::routes(config);
    pages::routes(config);
}
