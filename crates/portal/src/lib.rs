//! The residents' pages: finding a procedure, filling it in, and what comes after.
//!
//! Every handler takes, asks the [`counter`] and answers. No rule of a procedure, no SQL,
//! no setting of the machine and nobody of the staff is known here.

mod assets;
mod link;
mod pages;
mod rule;
mod visit;
mod wording;

use ::web::table::Table;

/// The addresses of the residents' pages.
pub fn routes(table: &mut Table) {
    assets::routes(table);
    pages::routes(table);
}
