//! The rooms that have a door to the street, put into one table of addresses.
//!
//! The binary serves it and lists it, and tests walk through it; how the house is run is the
//! binary's own.

mod rooms;

pub use rooms::Rooms;
use web::table::Table;

/// Every address with its rule, in the order in which they are tried.
pub fn table() -> Table {
    let mut table = Table::default();
    api::routes(&mut table);
    web::routes(&mut table);
    office::routes(&mut table);
    portal::routes(&mut table);
    table
}
