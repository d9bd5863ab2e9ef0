//! What the residents' pages load beside the style of the house.

use ::web::{assets::Asset, table::Table};

pub(crate) use ::web::assets::{ICON, STYLE};

/// The residents' script.
pub(crate) static SCRIPT: Asset =
    Asset::script("counter.js", include_bytes!("../static/counter.js"));

/// The addresses of these files.
pub(crate) fn routes(table: &mut Table) {
    SCRIPT.routes(table);
}
