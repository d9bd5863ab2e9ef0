//! How the guards are set: given by the binary, never read from the environment here.

use super::network::IpRange;
use crate::limits::Limits;

/// What the guards need to know about the place they stand at.
#[derive(Clone)]
pub struct GuardSettings {
    /// The origin people see, without a slash at the end: `https://madoguchi.city.example.jp`.
    /// Cookies are `Secure` and carry the `__Host-` prefix when it begins with `https:`.
    pub public_url: String,
    /// Origins that a form of ours may end at, such as the payment provider's.
    pub outside_pages: Vec<String>,
    /// Peers whose `X-Forwarded-For` is believed; nobody else's is.
    pub trusted_proxies: Vec<IpRange>,
    /// The city's own terminals, which many people use one after the other.
    pub shared_machines: Vec<IpRange>,
    /// Who may read `/metrics`. What passed a proxy may never.
    pub operators: Vec<IpRange>,
    /// Whether `/metrics` is also where the pages are, for want of a listener of its own.
    /// Only where no proxy stands in front.
    pub metrics_beside_pages: bool,
    /// The key of the forms' tokens. It outlives a restart, so that open forms do.
    pub token_key: [u8; 32],
    /// How often somebody may try.
    pub limits: Limits,
}

impl GuardSettings {
    /// The usual settings of a portal that people reach at `public_url`.
    pub fn new(public_url: impl Into<String>, token_key: [u8; 32]) -> Self {
        Self {
            public_url: public_url.into(),
            outside_pages: Vec::new(),
            trusted_proxies: Vec::new(),
            shared_machines: Vec::new(),
            operators: IpRange::loopback(),
            metrics_beside_pages: false,
            token_key,
            limits: Limits::default(),
        }
    }

    /// Whether people reach the portal over TLS.
    pub(crate) fn over_tls(&self) -> bool {
        self.public_url.starts_with("https:")
    }
}

impl std::fmt::Debug for GuardSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GuardSettings")
            .field("public_url", &self.public_url)
            .field("outside_pages", &self.outside_pages)
            .field("trusted_proxies", &self.trusted_proxies)
            .field("shared_machines", &self.shared_machines)
            .field("operators", &self.operators)
            .field("metrics_beside_pages", &self.metrics_beside_pages)
            .field("token_key", &"****")
            .field("limits", &self.limits)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_never_shows_in_debug_output() {
        let settings = GuardSettings::new("https://madoguchi.example", [0xAB; 32]);
        let shown = format!("{settings:?}");
        assert!(shown.contains("****") && !shown.contains("171"), "{shown}");
    }
}
