//! How the guards are set: given by the binary, never read from the environment here.

use std::net::IpAddr;

/// How often one network, account or number may try, a minute unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Sign-ins to one account.
    pub sign_ins_per_account: u32,
    /// Sign-ins from one network.
    pub sign_ins_per_network: u32,
    /// Wrong codes from one network, for receipts and drafts.
    pub wrong_codes_per_network: u32,
    /// Wrong codes for one receipt number, an hour.
    pub wrong_codes_per_number: u32,
    /// Submissions from one network; 0 means without limit.
    pub submissions_per_network: u32,
    /// Whether callers on this very machine are exempt from the limit of submissions.
    pub loopback_submits_freely: bool,
    /// Uploads from one network.
    pub uploads_per_network: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sign_ins_per_account: 5,
            sign_ins_per_network: 50,
            wrong_codes_per_network: 20,
            wrong_codes_per_number: 5,
            // A whole office behind one address files less than this on its busiest day.
            submissions_per_network: 300,
            loopback_submits_freely: true,
            uploads_per_network: 240,
        }
    }
}

/// What the guards need to know about the place they stand at.
#[derive(Clone)]
pub struct GuardSettings {
    /// The origin people see, without a slash at the end: `https://madoguchi.city.example.jp`.
    /// Cookies are `Secure` and carry the `__Host-` prefix when it begins with `https:`.
    pub public_url: String,
    /// Origins that a form of ours may end at, such as the payment provider's.
    pub payment_origins: Vec<String>,
    /// Peers whose `X-Forwarded-For` is believed; nobody else's is.
    pub trusted_proxies: Vec<IpAddr>,
    /// Addresses that may read `/metrics`, besides this very machine.
    pub operators: Vec<IpAddr>,
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
            payment_origins: Vec::new(),
            trusted_proxies: Vec::new(),
            operators: Vec::new(),
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
            .field("payment_origins", &self.payment_origins)
            .field("trusted_proxies", &self.trusted_proxies)
            .field("operators", &self.operators)
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
