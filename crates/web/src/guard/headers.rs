//! The headers that every answer carries: what a browser may load, frame, keep and send on.

use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderMap, HeaderName, HeaderValue, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, VARY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};

use super::settings::GuardSettings;

/// Made once, set on every answer.
pub(crate) struct SecurityHeaders {
    fixed: Vec<(HeaderName, HeaderValue)>,
    policy: HeaderValue,
}

impl SecurityHeaders {
    pub(crate) fn new(settings: &GuardSettings) -> Self {
        let mut fixed = vec![
            (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
            (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
            // Not `no-referrer`: browsers would then post our own forms with `Origin: null`.
            (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
            (named("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
            (named("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
            (named("permissions-policy"), HeaderValue::from_static(PERMISSIONS)),
        ];
        if settings.over_tls() {
            let two_years = HeaderValue::from_static("max-age=63072000; includeSubDomains");
            fixed.push((STRICT_TRANSPORT_SECURITY, two_years));
        }
        Self { fixed, policy: policy(&settings.outside_pages) }
    }

    /// Sets what is missing. A handler that chose a stricter policy, or lets an asset be
    /// kept, is left alone.
    pub(crate) fn apply(&self, headers: &mut HeaderMap) {
        for (name, value) in &self.fixed {
            headers.insert(name.clone(), value.clone());
        }
        if !headers.contains_key(CONTENT_SECURITY_POLICY) {
            headers.insert(CONTENT_SECURITY_POLICY, self.policy.clone());
        }
        if !headers.contains_key(CACHE_CONTROL) {
            headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
        if headers.get(CACHE_CONTROL).is_some_and(|value| value == "no-store") {
            headers.append(VARY, HeaderValue::from_static("Cookie"));
        }
    }
}

/// Nothing here asks for a camera, a position or a payment sheet.
const PERMISSIONS: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), \
    gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()";

fn named(name: &'static str) -> HeaderName {
    HeaderName::from_static(name)
}

/// Everything from ourselves, nothing inline. Browsers hold `form-action` against the
/// addresses that a form is redirected to as well, hence the payment provider.
fn policy(outside_pages: &[String]) -> HeaderValue {
    let mut text = String::from(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
         connect-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; \
         frame-ancestors 'none'; form-action 'self'",
    );
    for origin in outside_pages {
        text.push(' ');
        text.push_str(origin);
    }
    // An origin that no header can hold is left out with the whole list: strict, not open.
    HeaderValue::from_str(&text)
        .unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"))
}

#[cfg(test)]
mod tests {
    use super::*;
    fn headers(public_url: &str) -> HeaderMap {
        let mut settings = GuardSettings::new(public_url, [0; 32]);
        settings.outside_pages.push("https://pay.example".into());
        let mut map = HeaderMap::new();
        SecurityHeaders::new(&settings).apply(&mut map);
        map
    }

    #[test]
    fn nothing_unsafe_is_allowed_and_nobody_may_frame_us() {
        let map = headers("https://city.example");
        let policy = map.get(CONTENT_SECURITY_POLICY).unwrap().to_str().unwrap();
        assert!(!policy.contains("unsafe") && !policy.contains('*'), "{policy}");
        for part in [
            "default-src 'none'",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "form-action 'self' https://pay.example",
        ] {
            assert!(policy.contains(part), "{policy}");
        }
        assert_eq!(map.get(CACHE_CONTROL).unwrap(), "no-store");
    }

    #[test]
    fn only_a_portal_over_tls_asks_for_tls() {
        assert!(headers("https://city.example").contains_key(STRICT_TRANSPORT_SECURITY));
        assert!(!headers("http://127.0.0.1").contains_key(STRICT_TRANSPORT_SECURITY));
    }

    #[test]
    fn a_handler_that_chose_for_itself_is_left_alone() {
        let settings = GuardSettings::new("http://127.0.0.1", [0; 32]);
        let mut map = HeaderMap::new();
        map.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox"));
        map.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=60"));
        SecurityHeaders::new(&settings).apply(&mut map);
        assert_eq!(map.get(CONTENT_SECURITY_POLICY).unwrap(), "sandbox");
        assert!(!map.contains_key(VARY));
    }
}
