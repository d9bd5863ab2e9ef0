//! Who looks at which address in which language: what the frame of every page needs.

use std::future::{Ready, ready};

use actix_web::{
    FromRequest, HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
    dev::Payload,
    web,
};
use kernel::Language;
use service_desk::{City, Desk, Visitor};

use crate::{
    guard::{Browser, WebError},
    wording::Wording,
};

/// Name of the cookie that remembers the language.
const LANGUAGE: &str = "lang";

/// One request as the frame of a page sees it.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    /// The municipality and how the counter is run.
    pub(crate) city: City,
    /// The language of this page.
    pub(crate) language: Language,
    /// The address of this page, with its query.
    pub(crate) address: String,
    /// The browser: its token against forged posts, its drafts.
    pub(crate) browser: Browser,
}

impl Visit {
    /// The words of this page.
    pub(crate) fn words(&self) -> Wording {
        Wording::new(self.language)
    }

    /// The owner of this browser's drafts.
    pub(crate) fn visitor(&self) -> Visitor {
        self.browser.visitor()
    }
}

impl FromRequest for Visit {
    type Error = WebError;
    type Future = Ready<Result<Self, WebError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read(request))
    }
}

fn read(request: &HttpRequest) -> Result<Visit, WebError> {
    let Some(desk) = request.app_data::<web::Data<Desk>>() else {
        return Err(WebError::internal("the portal has no desk"));
    };
    Ok(Visit {
        city: desk.city().clone(),
        language: language_of(request),
        address: request.uri().path_and_query().map_or("/", |address| address.as_str()).to_owned(),
        browser: Browser::of(request)?,
    })
}

/// The language that the visitor chose, else the first that the browser asks for and we speak.
pub(crate) fn language_of(request: &HttpRequest) -> Language {
    let chosen = request.cookie(LANGUAGE).and_then(|cookie| Language::from_tag(cookie.value()));
    chosen.unwrap_or_else(|| accepted_language(request))
}

/// The first language of `Accept-Language` that we speak.
pub(crate) fn accepted_language(request: &HttpRequest) -> Language {
    let header = request.headers().get("accept-language").and_then(|value| value.to_str().ok());
    let wanted = header.unwrap_or_default().split(',').find_map(|range| {
        let tag = range.split(';').next().unwrap_or_default().trim();
        Language::from_tag(tag).or_else(|| Language::from_tag(tag.split('-').next()?))
    });
    wanted.unwrap_or_default()
}

/// The cookie that remembers `language` for a year.
pub(crate) fn language_cookie(language: Language, city: &City) -> Cookie<'static> {
    Cookie::build(LANGUAGE, language.tag())
        .path("/")
        .max_age(Duration::days(365))
        .same_site(SameSite::Lax)
        .secure(city.public_url.starts_with("https:"))
        .http_only(true)
        .finish()
}

#[cfg(test)]
impl Visit {
    /// Somebody who looks at `address` for the first time, in the demonstration.
    pub(crate) fn stranger(address: &str, language: Language) -> Self {
        use std::sync::Arc;

        use crate::guard::{Guard, GuardSettings};

        let city = City {
            id: "sendai".parse().unwrap(),
            name: "仙台市".into(),
            public_url: "http://127.0.0.1:8080".into(),
            contact: "仙台市 総合案内 022-261-1111（平日 8時30分〜17時）".into(),
            mail_from: "madoguchi@example.jp".into(),
            demo: true,
        };
        let settings = GuardSettings::new(&city.public_url, [7; 32]);
        let guard =
            Guard::new(settings, Arc::new(kernel::SystemClock), Arc::new(kernel::SystemIds));
        let request =
            actix_web::test::TestRequest::get().app_data(web::Data::new(guard)).to_http_request();
        let browser = Browser::of(&request).unwrap();
        Self { city, language, address: address.to_owned(), browser }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[track_caller]
    fn check(cookie: Option<&'static str>, header: &str, expected: Language) {
        let mut request = TestRequest::get().insert_header(("accept-language", header));
        if let Some(tag) = cookie {
            request = request.cookie(Cookie::new(LANGUAGE, tag));
        }
        assert_eq!(language_of(&request.to_http_request()), expected);
    }

    #[test]
    fn a_choice_counts_more_than_the_browser() {
        check(Some("ja-easy"), "en-US,en;q=0.9", Language::EasyJapanese);
        check(None, "en-US,en;q=0.9", Language::English);
        check(None, "fr, en;q=0.5", Language::English);
        check(Some("tlh"), "", Language::Japanese);
        check(None, "", Language::Japanese);
    }
}
