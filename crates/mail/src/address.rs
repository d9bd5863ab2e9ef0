//! Mail addresses, parsed once at the door.
//!
//! Narrower than RFC 5321 on purpose: no comments, no address literals, no host without a
//! dot. Wider in one place: carriers gave out `a..b.@docomo.ne.jp` until 2009, and the
//! addresses are in use. SMTP carries them with the local part in quotes.

use std::{fmt, str::FromStr};

/// Why a text is no address we send to. Never quotes the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressFault {
    /// Not one `local@domain`.
    #[error("not of the form local@domain")]
    Form,
    /// The part before the at sign cannot be sent to.
    #[error("the local part is not valid")]
    Local,
    /// The part after the at sign is no domain name.
    #[error("the domain is not valid")]
    Domain,
    /// Longer than SMTP carries (RFC 5321: 64 before the at sign, 254 in all).
    #[error("too long")]
    Length,
}

/// One mail address that SMTP can carry. Personal data: its `Debug` is masked.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    local: String,
    domain: String,
}

impl Address {
    /// The address as SMTP writes it: `"a..b."@docomo.ne.jp`.
    pub fn for_sending(&self) -> String {
        format!("{}@{}", self.local, self.domain)
    }

    /// The domain in lower case.
    pub fn domain(&self) -> &str {
        &self.domain
    }

    pub(crate) fn to_lettre(&self) -> Result<lettre::Address, AddressFault> {
        lettre::Address::new(&self.local, &self.domain).map_err(|_refused| AddressFault::Local)
    }
}

impl FromStr for Address {
    type Err = AddressFault;

    fn from_str(typed: &str) -> Result<Self, AddressFault> {
        let (local, domain) = typed.trim().rsplit_once('@').ok_or(AddressFault::Form)?;
        let bare = unquoted(local);
        if bare.len() > 64 || bare.len() + 1 + domain.len() > 254 {
            return Err(AddressFault::Length);
        }
        if bare.is_empty() || !bare.bytes().all(is_local) {
            return Err(AddressFault::Local);
        }
        if !is_domain(domain) {
            return Err(AddressFault::Domain);
        }
        Ok(Self { local: quoted_where_needed(bare), domain: domain.to_ascii_lowercase() })
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address(****)")
    }
}

fn unquoted(local: &str) -> &str {
    local.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(local)
}

/// An atom of RFC 5322, or a dot.
fn is_local(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&byte)
}

fn quoted_where_needed(local: &str) -> String {
    if local.starts_with('.') || local.ends_with('.') || local.contains("..") {
        format!("\"{local}\"")
    } else {
        local.to_owned()
    }
}

fn is_domain(domain: &str) -> bool {
    let mut labels = 0;
    for label in domain.split('.') {
        let letters = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        let fits = (1..=63).contains(&label.len())
            && label.bytes().all(letters)
            && !label.starts_with('-')
            && !label.ends_with('-');
        if !fits {
            return false;
        }
        labels += 1;
    }
    let top = domain.rsplit('.').next().unwrap_or_default();
    labels >= 2 && top.bytes().any(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(typed: &str) -> Result<String, AddressFault> {
        let address: Address = typed.parse()?;
        Ok(address.to_lettre()?.to_string())
    }

    #[test]
    fn ordinary_addresses_pass_and_their_domain_is_lowered() {
        assert_eq!(sent(" Hanako+Shi@Example.JP "), Ok("Hanako+Shi@example.jp".to_owned()));
        assert_eq!(
            sent("o'brien@mail.city.sendai.jp"),
            Ok("o'brien@mail.city.sendai.jp".to_owned())
        );
    }

    /// Measured with lettre 0.11.23: it refuses the bare form and takes the quoted one.
    #[test]
    fn old_carrier_addresses_go_out_quoted() {
        assert!("a..b.@docomo.ne.jp".parse::<lettre::Address>().is_err());
        for typed in ["a..b.@docomo.ne.jp", "\"a..b.\"@docomo.ne.jp"] {
            assert_eq!(sent(typed), Ok("\"a..b.\"@docomo.ne.jp".to_owned()), "{typed}");
        }
        assert_eq!(sent(".x@ezweb.ne.jp"), Ok("\".x\"@ezweb.ne.jp".to_owned()));
    }

    #[test]
    fn whatever_could_reach_a_second_recipient_or_header_is_refused() {
        for typed in [
            "",
            "a",
            "@example.jp",
            "a@b.jp,c@d.jp",
            "a@b.jp\r\nBcc: c@d.jp",
            "a\r\n@b.jp",
            "a@b.jp\0",
            "a b@example.jp",
            "<a@example.jp>",
            "花子 <a@example.jp>",
            "\"a b\"@example.jp",
            "\"a\\\"b\"@example.jp",
            "a@[127.0.0.1]",
            "a@127.0.0.1",
            "a@localhost",
            "a@-x.jp",
            "a@x..jp",
            "a@例え.jp",
            "花@example.jp",
            "a\u{202E}@example.jp",
        ] {
            assert!(sent(typed).is_err(), "{typed:?}");
        }
    }

    #[test]
    fn too_long_addresses_are_refused() {
        let long = format!("{}@example.jp", "a".repeat(65));
        assert_eq!(sent(&long), Err(AddressFault::Length));
        let domain = format!("a@{}jp", "abcdefghi.".repeat(26));
        assert_eq!(sent(&domain), Err(AddressFault::Length));
    }

    #[test]
    fn debug_output_shows_no_address() {
        let address: Address = "hanako@example.jp".parse().unwrap();
        assert!(!format!("{address:?}").contains("hanako"));
    }
}
