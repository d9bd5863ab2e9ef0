//! The site that passkeys are made for.

use ring::digest::{SHA256, digest};

/// One site, by its address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    origin: String,
    host: String,
}

impl Site {
    /// The site at `public_url`, such as `https://madoguchi.example`; whatever follows the host
    /// and port does not matter. `None` for what is no address.
    pub fn at(public_url: &str) -> Option<Self> {
        let (scheme, rest) = public_url.split_once("://")?;
        let authority = rest.split(['/', '?', '#']).next()?;
        let host = authority.rsplit_once(':').map_or(authority, |(host, _port)| host);
        let usual = match scheme {
            "https" => ":443",
            "http" => ":80",
            _ => return None,
        };
        // Browsers leave the usual port out.
        let authority = authority.strip_suffix(usual).unwrap_or(authority);
        let is_named = !host.is_empty() && !authority.contains('@');
        let (origin, host) = (format!("{scheme}://{authority}"), host.to_owned());
        is_named.then_some(Self { origin, host })
    }

    /// The name that browsers know it by: its host.
    pub fn id(&self) -> &str {
        &self.host
    }

    pub(crate) fn is_origin(&self, origin: &str) -> bool {
        self.origin == origin
    }

    /// What authenticators say of it.
    pub(crate) fn is_hash(&self, hash: &[u8]) -> bool {
        digest(&SHA256, self.host.as_bytes()).as_ref() == hash
    }
}
