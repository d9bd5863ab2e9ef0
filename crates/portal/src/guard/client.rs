//! Whose network a request comes from, as far as limits go.
//!
//! An IPv6 subscriber holds a whole /64, so that is one caller. `X-Forwarded-For` is
//! believed from configured proxies only: everybody else can write into it what they like.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use actix_web::{HttpRequest, http::header::HeaderMap};

use super::settings::GuardSettings;

/// One caller's network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Network {
    /// One IPv4 address.
    V4(Ipv4Addr),
    /// The first 64 bits of an IPv6 address.
    V6(u64),
}

impl Network {
    /// The network of the caller of `request`.
    pub(crate) fn of(request: &HttpRequest, settings: &GuardSettings) -> Self {
        let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |addr| addr.ip());
        Self::from(client(peer, request.headers(), &settings.trusted_proxies))
    }

    /// Whether the caller is on this very machine.
    pub(crate) fn is_loopback(self) -> bool {
        match self {
            Self::V4(address) => address.is_loopback(),
            Self::V6(prefix) => prefix == 0,
        }
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

/// The nearest address that is not one of our proxies.
fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let peer = peer.to_canonical();
    if !trusted.contains(&peer) {
        return peer;
    }
    let hops: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    let mut nearest = peer;
    for hop in hops.into_iter().rev() {
        let Ok(address) = hop.parse::<IpAddr>() else {
            break;
        };
        nearest = address.to_canonical();
        if !trusted.contains(&nearest) {
            break;
        }
    }
    nearest
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
        let trusted: Vec<IpAddr> = trusted.iter().map(|t| t.parse().unwrap()).collect();
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
    }

    #[test]
    fn a_subscriber_is_one_network() {
        let network = |address: &str| Network::from(address.parse::<IpAddr>().unwrap());
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::9"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
        assert_eq!(network("2001:db8:1:2::1").to_string(), "2001:db8:1:2::/64");
        assert!(network("::1").is_loopback() && network("127.0.0.5").is_loopback());
        assert!(!network("2001:db8::1").is_loopback());
    }
}
