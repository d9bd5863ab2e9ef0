//! What the office's pages load beside the style of the house.

use ::web::{assets::Asset, table::Table};

pub(crate) use ::web::assets::{ICON, STYLE};

/// What the office adds to the style.
pub(crate) static OFFICE_STYLE: Asset =
    Asset::style("office.css", include_bytes!("../static/office.css"));
/// The keyboard of the office's lists.
pub(crate) static OFFICE_SCRIPT: Asset =
    Asset::script("office.js", include_bytes!("../static/office.js"));

/// Passkeys.
pub(crate) static PASSKEY_SCRIPT: Asset =
    Asset::script("passkey.js", include_bytes!("../static/passkey.js"));

/// The addresses of these files.
pub(crate) fn routes(table: &mut Table) {
    OFFICE_STYLE.routes(table);
    OFFICE_SCRIPT.routes(table);
    PASSKEY_SCRIPT.routes(table);
}
