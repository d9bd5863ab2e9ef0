//! The language of an answer: what the visitor chose, else what the browser asks for.

use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
};
use counter::City;
use kernel::Language;

/// Name of the cookie that remembers the language.
const LANGUAGE: &str = "lang";

/// The language that the visitor chose, else the first that the browser asks for and we speak.
pub fn language_of(request: &HttpRequest) -> Language {
    let chosen = request.cookie(LANGUAGE).and_then(|cookie| Language::from_tag(cookie.value()));
    chosen.unwrap_or_else(|| accepted_language(request))
}

/// The first language of `Accept-Language` that we speak.
pub fn accepted_language(request: &HttpRequest) -> Language {
    let header = request.headers().get("accept-language").and_then(|value| value.to_str().ok());
    let wanted = header.unwrap_or_default().split(',').find_map(|range| {
        let tag = range.split(';').next().unwrap_or_default().trim();
        Language::from_tag(tag).or_else(|| Language::from_tag(tag.split('-').next()?))
    });
    wanted.unwrap_or_default()
}

/// The cookie that remembers `language`: for a year where it is `kept`, else until the browser
/// is closed.
pub fn language_cookie(language: Language, city: &City, kept: bool) -> Cookie<'static> {
    let mut cookie = Cookie::build(LANGUAGE, language.tag())
        .path("/")
        .same_site(SameSite::Lax)
        .secure(city.public_url.starts_with("https:"))
        .http_only(true)
        .finish();
    cookie.set_max_age(kept.then_some(Duration::days(365)));
    cookie
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
