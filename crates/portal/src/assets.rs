//! Style sheet, scripts and icons, embedded in the binary under hashed names.
//!
//! A name with the hash of its content never changes its content, so browsers
//! may keep it for ever.

use std::sync::LazyLock;

use actix_web::{
    HttpResponse,
    http::header::{CACHE_CONTROL, CONTENT_TYPE},
};
use sha2::{Digest, Sha256};

use crate::{
    route::{Admission, Object, Rate, Reading},
    table::Table,
};

/// One embedded file.
pub(crate) struct Asset {
    name: &'static str,
    media_type: &'static str,
    bytes: &'static [u8],
    address: LazyLock<String>,
}

macro_rules! asset {
    ($(#[$doc:meta])* $constant:ident, $name:literal, $media_type:literal) => {
        $(#[$doc])*
        pub(crate) static $constant: Asset = Asset {
            name: $name,
            media_type: $media_type,
            bytes: include_bytes!(concat!("../static/", $name)),
            address: LazyLock::new(|| $constant.hashed_address()),
        };
    };
}

asset!(
    /// The one style sheet.
    STYLE, "counter.css", "text/css; charset=utf-8"
);
asset!(
    /// The residents' script; every page works without it.
    SCRIPT, "counter.js", "text/javascript; charset=utf-8"
);
asset!(
    /// What the office's pages add to the style.
    OFFICE_STYLE, "office.css", "text/css; charset=utf-8"
);
asset!(
    /// The keyboard of the office's lists; every page works without it.
    OFFICE_SCRIPT, "office.js", "text/javascript; charset=utf-8"
);
asset!(
    /// The icon of the tab.
    ICON, "icon.svg", "image/svg+xml"
);

/// Every asset that is served.
static ALL: [&Asset; 5] = [&STYLE, &SCRIPT, &OFFICE_STYLE, &OFFICE_SCRIPT, &ICON];

impl Asset {
    /// Where the browser finds it.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    fn hashed_address(&self) -> String {
        let digest = Sha256::digest(self.bytes);
        let hash = digest.first_chunk().copied().map(u64::from_be_bytes).unwrap_or_default();
        format!("/assets/{hash:016x}/{}", self.name)
    }
}

/// `GET /assets/{hash}/{name}` for each asset; an old hash is not found.
pub(crate) fn routes(table: &mut Table) {
    let rule = Reading::new(Admission::Anybody, Object::Nothing, Rate::Asset);
    for asset in ALL {
        table.get(asset.address(), rule, move || async move { serve(asset) });
    }
}

fn serve(asset: &'static Asset) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, asset.media_type))
        .insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(asset.bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_its_content() {
        assert!(STYLE.address().starts_with("/assets/"));
        assert!(STYLE.address().ends_with("/counter.css"));
        assert_ne!(STYLE.address(), SCRIPT.address());
    }
}
