//! Whose network a request comes from, as far as limits go.
//!
//! An IPv6 subscriber holds a whole /64, so that is one caller. `X-Forwarded-For` is
//! believed from configured proxies only: everybody else can write into it what they like.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use actix_web::{HttpRequest, http::header::HeaderMap};

use super::{network::IpRange, settings::GuardSettings};

/// One caller's network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Network {
    /// One IPv4 address.
    V4(Ipv4Addr),
    /// The first 64 bits of an IPv6 address.
    V6(u64),
}

impl Network {
    /// The network of the caller of `request`.
    pub fn of(request: &HttpRequest, settings: &GuardSettings) -> Self {
        Self::from(caller(request, settings))
    }
}

fn caller(request: &HttpRequest, settings: &GuardSettings) -> IpAddr {
    client(peer(request), request.headers(), &settings.trusted_proxies)
}

/// Whether the caller of `request` sits at one of the city's own terminals.
pub(crate) fn is_shared_machine(request: &HttpRequest, settings: &GuardSettings) -> bool {
    let shared = &settings.shared_machines;
    !shared.is_empty() && {
        let caller = caller(request, settings);
        shared.iter().any(|range| range.contains(caller))
    }
}

impl From<IpAddr> for Network {
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self::V4(address),
            IpAddr::V6(address) => Self::V6(prefix(address)),
        }
    }
}

impl std::fmt::Display for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::V4(address) => address.fmt(f),
            Self::V6(prefix) => write!(f, "{}/64", Ipv6Addr::from_bits(u128::from(*prefix) << 64)),
        }
    }
}

fn prefix(address: Ipv6Addr) -> u64 {
    let [a, b, c, d, ..] = address.segments();
    [a, b, c, d].into_iter().fold(0, |bits, segment| bits << 16 | u64::from(segment))
}

/// Whether the caller of `request` runs this machine. What passed a proxy never does: its
/// caller may be anybody.
pub(crate) fn is_operator(request: &HttpRequest, settings: &GuardSettings) -> bool {
    !passed_a_proxy(request.headers())
        && settings.operators.iter().any(|range| range.contains(peer(request)))
}

/// Whether the caller of `request` is on this very machine, with no proxy between.
pub(crate) fn is_near(request: &HttpRequest) -> bool {
    !passed_a_proxy(request.headers()) && peer(request).to_canonical().is_loopback()
}

/// Whether a trusted proxy handed `request` on without saying for whom.
pub(crate) fn is_unnamed(request: &HttpRequest, settings: &GuardSettings) -> bool {
    !request.headers().contains_key(FORWARDED_FOR)
        && settings.trusted_proxies.iter().any(|range| range.contains(peer(request)))
}

const FORWARDED_FOR: &str = "x-forwarded-for";

fn passed_a_proxy(headers: &HeaderMap) -> bool {
    ["forwarded", FORWARDED_FOR, "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via"]
        .into_iter()
        .any(|name| headers.contains_key(name))
}

fn peer(request: &HttpRequest) -> IpAddr {
    request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |addr| addr.ip())
}

/// The nearest address that is not one of our proxies.
fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpRange]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|range| range.contains(address));
    let mut nearest = peer.to_canonical();
    if !is_trusted(nearest) {
        return nearest;
    }
    let hops: Vec<&str> = headers
        .get_all(FORWARDED_FOR)
        // What is no text ends the way back like any other nonsense.
        .flat_map(|value| value.to_str().unwrap_or_default().split(','))
        .map(str::trim)
        .collect();
    for hop in hops.into_iter().rev() {
        let Some(address) = address_of(hop) else {
            break;
        };
        nearest = address.to_canonical();
        if !is_trusted(nearest) {
            break;
        }
    }
    nearest
}

/// `192.0.2.1`, `2001:db8::1`, and either with a port, as some proxies write.
fn address_of(hop: &str) -> Option<IpAddr> {
    hop.parse().ok().or_else(|| hop.parse::<SocketAddr>().ok().map(|socket| socket.ip()))
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderName, HeaderValue};

    use super::*;

    #[track_caller]
    fn check(peer: &str, forwarded: &'static str, trusted: &[&str], expected: &str) {
        let mut headers = HeaderMap::new();
        let name = HeaderName::from_static("x-forwarded-for");
        headers.insert(name, HeaderValue::from_static(forwarded));
        let trusted: Vec<IpRange> = trusted.iter().map(|t| t.parse().unwrap()).collect();
        let found = client(peer.parse().unwrap(), &headers, &trusted);
        assert_eq!(found.to_string(), expected);
    }

    #[test]
    fn strangers_cannot_choose_their_address() {
        check("203.0.113.9", "198.51.100.1", &[], "203.0.113.9");
        check("203.0.113.9", "198.51.100.1", &["10.0.0.1"], "203.0.113.9");
    }

    #[test]
    fn a_trusted_proxy_names_the_caller_and_not_what_the_caller_claims() {
        check("10.0.0.1", "198.51.100.1", &["10.0.0.1"], "198.51.100.1");
        check("10.0.0.1", "1.1.1.1, 198.51.100.1", &["10.0.0.1"], "198.51.100.1");
        let both = ["10.0.0.1", "10.0.0.2"];
        check("10.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.2", &both, "198.51.100.1");
        check("10.0.0.1", "1.1.1.1, nonsense", &["10.0.0.1"], "10.0.0.1");
        check("10.0.0.1", "1.1.1.1, 198.51.100.1, 10.9.9.9", &["10.0.0.0/8"], "198.51.100.1");
        check("10.0.0.1", "198.51.100.1:4711", &["10.0.0.0/8"], "198.51.100.1");
        check("::1", "[2001:db8::7]:4711", &["::1/128"], "2001:db8::7");
        check("::ffff:10.0.0.1", "198.51.100.1", &["10.0.0.1"], "198.51.100.1");
    }

    #[test]
    fn a_subscriber_is_one_network() {
        let network = |address: &str| Network::from(address.parse::<IpAddr>().unwrap());
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::9"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
        assert_eq!(network("2001:db8:1:2::1").to_string(), "2001:db8:1:2::/64");
    }

    fn request(peer: &str, header: Option<(&'static str, &'static str)>) -> HttpRequest {
        let mut request =
            actix_web::test::TestRequest::get().peer_addr(format!("{peer}:9").parse().unwrap());
        if let Some(header) = header {
            request = request.insert_header(header);
        }
        request.to_http_request()
    }

    #[test]
    fn what_passed_a_proxy_is_no_operator() {
        let settings = GuardSettings::new("https://city.example", [0; 32]);
        assert!(is_operator(&request("127.0.0.1", None), &settings));
        assert!(!is_operator(&request("203.0.113.9", None), &settings));
        assert!(is_near(&request("127.0.0.5", None)) && !is_near(&request("203.0.113.9", None)));
        assert!(!is_near(&request("127.0.0.1", Some(("x-forwarded-for", "127.0.0.1")))));
        for name in ["x-forwarded-for", "forwarded", "x-real-ip", "via"] {
            assert!(!is_operator(&request("127.0.0.1", Some((name, "127.0.0.1"))), &settings));
        }
    }
}
