//! Networks as settings name them: `10.0.0.0/8`, `2001:db8::/32`, or one address.

use std::{fmt, net::IpAddr, str::FromStr};

/// All addresses that begin alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IpRange {
    first: IpAddr,
    bits: u8,
}

/// The text is no network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no network: write an address such as 10.0.0.1, or ADDRESS/BITS")]
pub struct ParseIpRangeError(String);

impl IpRange {
    /// This very machine.
    pub fn loopback() -> Vec<Self> {
        vec![
            Self { first: IpAddr::from([127, 0, 0, 1]), bits: 32 },
            Self { first: IpAddr::from(std::net::Ipv6Addr::LOCALHOST), bits: 128 },
        ]
    }

    /// Whether `address` is one of them. An IPv4 address in IPv6 clothes is the IPv4 address.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        address.is_ipv4() == self.first.is_ipv4()
            && leading(address, self.bits) == leading(self.first, self.bits)
    }
}

/// The first `bits` of an address, as a number.
fn leading(address: IpAddr, bits: u8) -> u128 {
    let (number, length) = match address {
        IpAddr::V4(v4) => (u128::from(v4.to_bits()), 32_u32),
        IpAddr::V6(v6) => (v6.to_bits(), 128),
    };
    number.checked_shr(length.saturating_sub(u32::from(bits))).unwrap_or(0)
}

impl FromStr for IpRange {
    type Err = ParseIpRangeError;

    fn from_str(text: &str) -> Result<Self, ParseIpRangeError> {
        let fault = || ParseIpRangeError(text.to_owned());
        let (address, bits) = match text.trim().split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text.trim(), None),
        };
        let first = address.parse::<IpAddr>().ok().ok_or_else(fault)?.to_canonical();
        let whole = if first.is_ipv4() { 32 } else { 128 };
        let bits = match bits {
            Some(bits) => bits.parse().ok().filter(|bits| *bits <= whole).ok_or_else(fault)?,
            None => whole,
        };
        Ok(Self { first, bits })
    }
}

impl fmt::Display for IpRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.first, self.bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(range: &str, inside: &[&str], outside: &[&str]) {
        let range: IpRange = range.parse().unwrap();
        let contains = |address: &&str| range.contains(address.parse().unwrap());
        assert!(inside.iter().all(contains), "{range} lacks one of {inside:?}");
        assert!(!outside.iter().any(contains), "{range} has one of {outside:?}");
    }

    #[test]
    fn a_network_has_its_addresses_and_no_others() {
        check("10.0.0.0/8", &["10.1.2.3", "::ffff:10.1.2.3"], &["11.0.0.1", "::a01:203"]);
        check("192.0.2.7", &["192.0.2.7"], &["192.0.2.6"]);
        check("0.0.0.0/0", &["8.8.8.8"], &["::1"]);
        check("2001:db8::/32", &["2001:db8:ffff::1"], &["2001:db9::1"]);
        check("::/0", &["::1"], &["127.0.0.1"]);
    }

    #[test]
    fn what_is_no_network_is_named() {
        for text in ["", "proxy", "10.0.0.0/33", "::1/129", "10.0.0/8", "10.0.0.1/-1", "1.2.3.4/"] {
            let fault = text.parse::<IpRange>().unwrap_err().to_string();
            assert!(fault.contains(&format!("`{text}`")), "{fault}");
        }
    }
}
