//! Our three cookies: which names they have here, and how they are set and cleared.

use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
};

use super::settings::GuardSettings;

/// No value of ours is shorter.
const FEWEST_LETTERS: usize = 32;

/// What a cookie is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Recognises a resident's browser, for its drafts and uploads.
    Visitor,
    /// A signed-in member of staff.
    Staff,
    /// Somebody who is at the provider of identities.
    SignOn,
}

impl Purpose {
    /// The name; `__Host-` binds a cookie to this very host, and browsers take it over TLS only.
    const fn name(self, over_tls: bool) -> &'static str {
        match (self, over_tls) {
            (Self::Visitor, true) => "__Host-visitor",
            (Self::Visitor, false) => "visitor",
            (Self::Staff, true) => "__Host-staff",
            (Self::Staff, false) => "staff",
            (Self::SignOn, true) => "__Host-sign-on",
            (Self::SignOn, false) => "sign-on",
        }
    }

    const fn same_site(self) -> SameSite {
        match self {
            // A resident comes back from the payment provider by a link, and staff from theirs.
            Self::Visitor | Self::SignOn => SameSite::Lax,
            Self::Staff => SameSite::Strict,
        }
    }

    /// No value of ours is longer.
    const fn most_letters(self) -> usize {
        match self {
            // A secret, a moment and their signature, in hexadecimal.
            Self::Visitor | Self::Staff => 144,
            // A secret, and the address of a page of the office.
            Self::SignOn => 640,
        }
    }

    /// How long a browser keeps it; `None` until it is closed.
    const fn kept(self) -> Option<Duration> {
        match self {
            // As long as a draft lives.
            Self::Visitor => Some(Duration::days(30)),
            Self::SignOn => Some(Duration::minutes(15)),
            Self::Staff => None,
        }
    }
}

/// The value that the browser sent, if it looks like one of ours.
pub fn read(request: &HttpRequest, settings: &GuardSettings, purpose: Purpose) -> Option<String> {
    let cookie = request.cookie(purpose.name(settings.over_tls()))?;
    let value = cookie.value();
    let ours = (FEWEST_LETTERS..=purpose.most_letters()).contains(&value.len())
        && value.bytes().all(|b| b.is_ascii_alphanumeric());
    ours.then(|| value.to_owned())
}

/// The cookie that sets `value`.
pub fn set(settings: &GuardSettings, purpose: Purpose, value: String) -> Cookie<'static> {
    let over_tls = settings.over_tls();
    let mut cookie = Cookie::build(purpose.name(over_tls), value)
        .path("/")
        .secure(over_tls)
        .http_only(true)
        .same_site(purpose.same_site())
        .finish();
    cookie.set_max_age(purpose.kept());
    cookie
}

/// The same, kept only until the browser is closed.
pub fn set_for_now(settings: &GuardSettings, purpose: Purpose, value: String) -> Cookie<'static> {
    let mut cookie = set(settings, purpose, value);
    cookie.set_max_age(None);
    cookie
}

/// The cookie that makes the browser forget.
pub fn clear(settings: &GuardSettings, purpose: Purpose) -> Cookie<'static> {
    let mut cookie = set(settings, purpose, String::new());
    cookie.set_max_age(Duration::ZERO);
    cookie
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;
    fn settings(public_url: &str) -> GuardSettings {
        GuardSettings::new(public_url, [0; 32])
    }

    #[test]
    fn over_tls_a_cookie_is_bound_to_the_host() {
        let cookie = set(&settings("https://city.example"), Purpose::Staff, "a".repeat(64));
        let shown = cookie.to_string();
        for part in ["__Host-staff=", "Secure", "HttpOnly", "SameSite=Strict", "Path=/"] {
            assert!(shown.contains(part), "{shown}");
        }
        assert!(!shown.contains("Domain") && !shown.contains("Max-Age"), "{shown}");
    }

    #[test]
    fn on_ones_own_machine_the_plain_name_is_used() {
        let cookie = set(&settings("http://127.0.0.1:8080"), Purpose::Visitor, "a".repeat(64));
        let shown = cookie.to_string();
        assert!(shown.starts_with("visitor=") && !shown.contains("Secure"), "{shown}");
    }

    #[test]
    fn what_cannot_be_ours_is_not_read() {
        let settings = settings("http://127.0.0.1:8080");
        for value in ["", "short", &"a".repeat(4000), &"あ".repeat(40), &"-".repeat(64)] {
            let request = TestRequest::default()
                .cookie(Cookie::new("visitor", value.to_owned()))
                .to_http_request();
            assert_eq!(read(&request, &settings, Purpose::Visitor), None, "{value}");
        }
    }
}
