//! Where a request that changes something was made: on a page of ours, or elsewhere.
//!
//! Browsers say so themselves in `Sec-Fetch-Site` and `Origin`. Programs say neither; for
//! them the token or the key in the request decides.

use actix_web::http::header::{HOST, HeaderMap, ORIGIN};

/// Whether the request may come from one of our pages.
///
/// `public_url` is the origin that people see. Over plain HTTP, which is for one's own
/// machine and network, the host that was asked is ours by whatever name it was called.
pub fn is_ours(headers: &HeaderMap, public_url: &str) -> bool {
    fetched_from_us(headers) && origin_is_ours(headers, public_url)
}

fn fetched_from_us(headers: &HeaderMap) -> bool {
    headers
        .get("sec-fetch-site")
        .is_none_or(|site| matches!(site.as_bytes(), b"same-origin" | b"none"))
}

fn origin_is_ours(headers: &HeaderMap, public_url: &str) -> bool {
    let mut origins = headers.get_all(ORIGIN);
    let Some(origin) = origins.next() else {
        return true;
    };
    if origins.next().is_some() {
        return false;
    }
    let Ok(origin) = origin.to_str() else {
        return false;
    };
    origin.eq_ignore_ascii_case(public_url)
        || (!public_url.starts_with("https:") && is_the_host_asked(headers, origin))
}

fn is_the_host_asked(headers: &HeaderMap, origin: &str) -> bool {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    host.is_some_and(|host| origin.strip_prefix("http://").is_some_and(|asked| asked == host))
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderName, HeaderValue};

    use super::*;

    #[track_caller]
    fn check(public_url: &str, headers: &[(&'static str, &'static str)], ours: bool) {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        assert_eq!(is_ours(&map, public_url), ours, "{public_url} {headers:?}");
    }

    #[test]
    fn our_own_pages_may_post() {
        check("https://city.example", &[], true);
        check("https://city.example", &[("origin", "https://city.example")], true);
        check("https://city.example", &[("sec-fetch-site", "same-origin")], true);
        let by_name = [("host", "localhost:8080"), ("origin", "http://localhost:8080")];
        check("http://127.0.0.1:8080", &by_name, true);
    }

    #[test]
    fn other_pages_may_not() {
        for origin in [
            "https://evil.example",
            "null",
            "https://city.example.evil.example",
            "https://evilcity.example",
            "http://city.example",
            "https://city.example:8443",
        ] {
            check("https://city.example", &[("host", "city.example"), ("origin", origin)], false);
        }
        for site in ["cross-site", "same-site", "", "SAME-ORIGIN"] {
            check("https://city.example", &[("sec-fetch-site", site)], false);
        }
        let two = [("origin", "https://city.example"), ("origin", "https://evil.example")];
        check("https://city.example", &two, false);
    }

    #[test]
    fn the_host_header_proves_nothing_over_tls() {
        let spoofed = [("host", "evil.example"), ("origin", "https://evil.example")];
        check("https://city.example", &spoofed, false);
        let plain = [("host", "evil.example"), ("origin", "http://evil.example")];
        check("https://city.example", &plain, false);
    }
}
