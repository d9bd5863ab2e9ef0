//! Letters over SMTP.

use crate::{Outgoing, SendFault, Transport};

/// Why an SMTP URL is not one. Never quotes it: it can carry a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SmtpUrlFault {
    /// Not `smtp://host[:port]` or `smtps://host[:port]`.
    #[error("not an smtp:// or smtps:// url")]
    Form,
    /// `?tls=` is none of `none`, `opportunistic`, `required`.
    #[error("unknown tls mode")]
    TlsMode,
    /// TLS could not be set up.
    #[error("tls could not be set up")]
    Tls,
}

/// Sends over SMTP, one connection per letter.
pub struct SmtpTransport {
    _inner: (),
}

impl SmtpTransport {
    /// Reads `smtp://[user:password@]host[:port][?tls=none|opportunistic|required]`
    /// (STARTTLS, taken where offered unless told otherwise) or `smtps://…` (TLS from
    /// the first byte).
    pub fn from_url(_url: &str) -> Result<Self, SmtpUrlFault> {
        unimplemented!()
    }
}

impl Transport for SmtpTransport {
    fn send(&self, _outgoing: &Outgoing) -> Result<(), SendFault> {
        unimplemented!()
    }
}
