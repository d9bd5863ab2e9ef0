//! How the counter is shown: pages for residents and clerks, and the JSON API.
//!
//! Every handler takes, asks the [`service_desk`] and answers. No rule of a
//! procedure, no SQL and no setting of the machine is known here.

mod api;
mod assets;
mod fields;
mod guard;
mod layout;
mod link;
mod office;
mod pages;
mod site;
mod wording;

pub use site::Site;

use actix_web::web::ServiceConfig;

/// Every address of the portal. The desk and the [`Site`] are expected as app data.
pub fn routes(config: &mut ServiceConfig) {
    assets::routes(config);
    pages::routes(config);
    office::routes(config);
    api::routes(config);
}
