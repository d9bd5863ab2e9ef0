//! Letters over SMTP.

use std::io;
use std::time::Duration;

use lettre::Transport as _;
use lettre::transport::smtp::Error;

use crate::{Outgoing, SendFault, Stage, Transport};

/// How long one step of the conversation may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Why an SMTP URL is not one. Never quotes it: it can carry a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SmtpUrlFault {
    /// Not `smtp://host[:port]` or `smtps://host[:port]`.
    #[error("not an smtp:// or smtps:// url")]
    Form,
    /// `?tls=` is none of `none`, `opportunistic`, `required`.
    #[error("unknown tls mode")]
    TlsMode,
}

/// Sends over SMTP, one connection per letter.
pub struct SmtpTransport {
    relay: lettre::SmtpTransport,
}

impl SmtpTransport {
    /// Reads one of
    /// - `smtps://[user:password@]host[:465][/ehlo-name]`: TLS from the first byte;
    /// - `smtp://[user:password@]host[:587][/ehlo-name]`: STARTTLS where the server offers
    ///   it, and always where a password is sent;
    /// - the same with `?tls=required` or `?tls=opportunistic`, or with `?tls=none` for a
    ///   relay on the same machine (port 25).
    ///
    /// Certificates are checked against the roots of Mozilla's programme.
    pub fn from_url(url: &str) -> Result<Self, SmtpUrlFault> {
        Self::with_patience(url, PATIENCE)
    }

    /// As [`Self::from_url`], with another time limit for each step.
    pub fn with_patience(url: &str, patience: Duration) -> Result<Self, SmtpUrlFault> {
        let relay = lettre::SmtpTransport::from_url(&explicit(url)?)
            .map_err(|_quotes_it| SmtpUrlFault::Form)?
            .timeout(Some(patience))
            .build();
        Ok(Self { relay })
    }

    /// Connects, greets, signs in where there is a password, and leaves: whether the server
    /// would take letters from us.
    pub fn try_connection(&self) -> Result<(), SendFault> {
        match self.relay.test_connection() {
            Ok(true) => Ok(()),
            Ok(false) => Err(SendFault::Transient(Stage::Connection)),
            Err(error) => Err(fault(&error)),
        }
    }
}

impl Transport for SmtpTransport {
    fn send(&self, outgoing: &Outgoing) -> Result<(), SendFault> {
        let message = outgoing.message()?;
        self.relay.send(&message).map(drop).map_err(|error| fault(&error))
    }
}

/// The URL with our defaults written out in lettre's words.
fn explicit(url: &str) -> Result<String, SmtpUrlFault> {
    let (address, query) = match url.split_once('?') {
        Some((address, query)) => (address, Some(query)),
        None => (url, None),
    };
    let sends_password = address.contains('@');
    match (scheme(address)?, query) {
        (Scheme::Smtps, None) | (Scheme::Smtp, Some("tls=none")) => Ok(address.to_owned()),
        (Scheme::Smtp, None) if sends_password => Ok(format!("{address}?tls=required")),
        (Scheme::Smtp, None) => Ok(format!("{address}?tls=opportunistic")),
        (Scheme::Smtp, Some("tls=opportunistic" | "tls=required")) => Ok(url.to_owned()),
        (Scheme::Smtps | Scheme::Smtp, Some(_)) => Err(SmtpUrlFault::TlsMode),
    }
}

enum Scheme {
    Smtp,
    Smtps,
}

fn scheme(address: &str) -> Result<Scheme, SmtpUrlFault> {
    match address.split_once("://") {
        Some(("smtp", host)) if !host.is_empty() => Ok(Scheme::Smtp),
        Some(("smtps", host)) if !host.is_empty() => Ok(Scheme::Smtps),
        _ => Err(SmtpUrlFault::Form),
    }
}

/// Whether trying again can help. A refused password (RFC 4954: 530, 534, 535, 538) is
/// the operator's to mend, not the letter's fault: it waits.
fn fault(error: &Error) -> SendFault {
    let answer = error.status().map(u16::from);
    match answer {
        Some(code @ (530 | 534 | 535 | 538)) => SendFault::Transient(Stage::Answer(code)),
        Some(code) if error.is_permanent() => SendFault::Permanent(Stage::Answer(code)),
        Some(code) => SendFault::Transient(Stage::Answer(code)),
        None if error.is_timeout() || waited_in_vain(error) => SendFault::Transient(Stage::Timeout),
        // lettre's own refusals, such as an address that this server cannot take.
        None if error.is_client() => SendFault::Permanent(Stage::Writing),
        None => SendFault::Transient(Stage::Connection),
    }
}

/// A read that ran into its limit is "would block" on Unix, which lettre 0.11.23 does
/// not take for a time-out.
fn waited_in_vain(error: &Error) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        if let Some(io) = inner.downcast_ref::<io::Error>() {
            return io.kind() == io::ErrorKind::WouldBlock;
        }
        cause = inner.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_get_their_defaults() {
        for (given, meant) in [
            ("smtp://relay.example.jp", "smtp://relay.example.jp?tls=opportunistic"),
            ("smtp://u:p@relay.example.jp:2525", "smtp://u:p@relay.example.jp:2525?tls=required"),
            ("smtp://127.0.0.1:25?tls=none", "smtp://127.0.0.1:25"),
            ("smtps://u:p@relay.example.jp", "smtps://u:p@relay.example.jp"),
        ] {
            assert_eq!(explicit(given).as_deref(), Ok(meant));
            assert!(SmtpTransport::from_url(given).is_ok(), "{given}");
        }
    }

    #[test]
    fn other_urls_are_refused_without_being_quoted() {
        for (url, fault) in [
            ("http://relay.example.jp", SmtpUrlFault::Form),
            ("relay.example.jp:25", SmtpUrlFault::Form),
            ("smtp://", SmtpUrlFault::Form),
            ("smtp://u:geheim@[", SmtpUrlFault::Form),
            ("smtp://relay.example.jp?tls=maybe", SmtpUrlFault::TlsMode),
            ("smtps://relay.example.jp?tls=none", SmtpUrlFault::TlsMode),
        ] {
            let told = SmtpTransport::from_url(url).map(drop).unwrap_err();
            assert_eq!(told, fault, "{url}");
            assert!(!format!("{told:?} {told}").contains("geheim"));
        }
    }
}
