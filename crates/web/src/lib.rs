//! What every page needs, whoever it is for: guards, sessions, limits, the table of routes,
//! fields, words and files that are shown in more than one room.
//!
//! What a page is for is not known here: each room on the next storey brings its pages, and
//! puts them into one [`table::Table`].

pub mod assets;
pub mod download;
pub mod fields;
pub mod guard;
pub mod language;
pub mod limits;
pub mod link;
mod metrics;
mod operations;
pub mod page;
pub mod postal;
pub mod route;
pub mod sheet;
pub mod shown;
pub mod square;
pub mod table;
pub mod wording;

use actix_web::{
    middleware::{Compress, from_fn},
    web::{self, ServiceConfig},
};

use crate::table::{Table, nothing_here};

/// The addresses of this part: files that every room shows, and what operators look at.
pub fn routes(table: &mut Table) {
    assets::routes(table);
    operations::routes(table);
}

/// Opens the addresses of `table`, each behind the door. The rooms below and the
/// [`guard::Guard`] are expected as app data.
pub fn open(table: Table, config: &mut ServiceConfig) {
    let rooms = web::scope("")
        .wrap(from_fn(guard::door::door))
        .wrap(Compress::default())
        .configure(|config| table.mount(config))
        .default_service(web::to(nothing_here));
    config.service(rooms);
}

/// What operators read, for a listener that no proxy reaches. Expects the same as [`open`].
pub fn open_for_operators(config: &mut ServiceConfig) {
    let mut table = Table::default();
    operations::inner_routes(&mut table);
    open(table, config);
}
