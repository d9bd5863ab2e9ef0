//! Style sheets, scripts and icons, embedded in the binary under hashed names.
//!
//! A name with the hash of its content never changes its content, so browsers
//! may keep it for ever. Here is what more than one room shows; each room brings its own.

use std::sync::OnceLock;

use actix_web::{
    HttpResponse,
    http::header::{CACHE_CONTROL, CONTENT_TYPE},
};
use sha2::{Digest, Sha256};

use crate::{
    limits::Rate,
    route::{Admission, Object, Reading},
    table::Table,
};

/// One embedded file.
pub struct Asset {
    name: &'static str,
    media_type: &'static str,
    bytes: &'static [u8],
    address: OnceLock<String>,
}

/// The style of every page.
pub static STYLE: Asset = Asset::style("counter.css", include_bytes!("../static/counter.css"));
/// The icon of the tab.
pub static ICON: Asset =
    Asset::new("icon.svg", "image/svg+xml", include_bytes!("../static/icon.svg"));

impl Asset {
    /// A style sheet.
    pub const fn style(name: &'static str, bytes: &'static [u8]) -> Self {
        Self::new(name, "text/css; charset=utf-8", bytes)
    }

    /// A script; every page works without it.
    pub const fn script(name: &'static str, bytes: &'static [u8]) -> Self {
        Self::new(name, "text/javascript; charset=utf-8", bytes)
    }

    const fn new(name: &'static str, media_type: &'static str, bytes: &'static [u8]) -> Self {
        Self { name, media_type, bytes, address: OnceLock::new() }
    }

    /// Where the browser finds it.
    pub fn address(&self) -> &str {
        self.address.get_or_init(|| self.hashed_address())
    }

    /// `GET /assets/{hash}/{name}`; an old hash is not found.
    pub fn routes(&'static self, table: &mut Table) {
        let rule = Reading::new(Admission::Anybody, Object::Nothing, Rate::Asset);
        table.get(self.address(), rule, move || async move { serve(self) });
    }

    fn hashed_address(&self) -> String {
        let digest = Sha256::digest(self.bytes);
        let hash = digest.first_chunk().copied().map(u64::from_be_bytes).unwrap_or_default();
        format!("/assets/{hash:016x}/{}", self.name)
    }
}

/// What every room shows.
pub(crate) fn routes(table: &mut Table) {
    STYLE.routes(table);
    ICON.routes(table);
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
        assert_ne!(STYLE.address(), ICON.address());
    }
}
