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
mod route;
mod shown;
mod table;
mod wording;

pub use api::check_answer;

use actix_web::{
    middleware::{Compress, from_fn},
    web::{self, ServiceConfig},
};
pub use guard::{
    Guard, GuardSettings, IpRange, Limit, LimitFault, Limits, ParseIpRangeError, TOKEN_SCOPES,
};
pub use route::{Admission, Csrf, Object, Rate, Route, Rule};

use crate::table::{Table, nothing_here};

/// Every address of the portal, behind its door. The [`service_desk::Desk`] and the [`Guard`] are
/// expected as app data.
pub fn routes(config: &mut ServiceConfig) {
    behind_the_door(whole(), config);
}

/// What operators read, for a listener that no proxy reaches. Expects the same as [`routes`].
pub fn operators_routes(config: &mut ServiceConfig) {
    let mut table = Table::default();
    operations::inner_routes(&mut table);
    behind_the_door(table, config);
}

/// Every address with its rule, in the order in which they are tried.
pub fn table() -> Vec<Route> {
    whole().list()
}

fn behind_the_door(table: Table, config: &mut ServiceConfig) {
    let portal = web::scope("")
        .wrap(from_fn(guard::door))
        .wrap(Compress::default())
        .configure(|config| table.mount(config))
        .default_service(web::to(nothing_here));
    config.service(portal);
}

fn whole() -> Table {
    let mut table = Table::default();
    api::routes(&mut table);
    assets::routes(&mut table);
    operations::routes(&mut table);
    office::routes(&mut table);
    pages::routes(&mut table);
    table
}
