//! Who looks at which address in which language: what the frame of every page needs.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload, web};
use kernel::Language;

use crate::{Site, guard::Browser, wording::Wording};

/// Name of the cookie and of the query parameter that choose the language.
const LANGUAGE: &str = "lang";

/// One request as the frame of a page sees it.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    /// The municipality and how the counter is run.
    pub(crate) site: web::Data<Site>,
    /// The language of this page.
    pub(crate) language: Language,
    /// The path of this page, without its query.
    pub(crate) path: String,
    /// The browser: its token against forged posts, its drafts.
    pub(crate) browser: Browser,
}

impl Visit {
    /// The words of this page.
    pub(crate) fn words(&self) -> Wording {
        Wording::new(self.language)
    }
}

impl FromRequest for Visit {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read(request))
    }
}

fn read(request: &HttpRequest) -> Result<Visit, actix_web::Error> {
    let Some(site) = request.app_data::<web::Data<Site>>() else {
        return Err(actix_web::error::ErrorInternalServerError("the site is not configured"));
    };
    let cookie = request.cookie(LANGUAGE);
    let chosen = cookie.as_ref().and_then(|cookie| Language::from_tag(cookie.value()));
    Ok(Visit {
        site: site.clone(),
        language: chosen.unwrap_or_default(),
        path: request.path().to_owned(),
        browser: Browser::of(request)?,
    })
}
