//! Who is believed: the roots, and those whom they let give out certificates.

use chrono::{DateTime, Utc};

use crate::{SignatureFault, certificate::Certificate};

/// Between a card and a root stand at most two authorities.
const MOST_BETWEEN: usize = 2;

/// The authorities whose certificates are believed.
#[derive(Debug, Clone)]
pub struct Authorities {
    roots: Vec<Certificate>,
}

/// Why certificates of authorities cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AuthorityFault {
    /// It is not PEM with certificates.
    #[error("not certificates in PEM")]
    Malformed,
    /// There is none in it.
    #[error("no certificate in it")]
    Empty,
    /// One is of somebody who may not certify others.
    #[error("certificate {0} is not one of an authority")]
    NotAnAuthority(usize),
}

impl Authorities {
    /// Reads the certificates of the roots, in PEM one after the other.
    pub fn from_pem(pem: &str) -> Result<Self, AuthorityFault> {
        let roots = Certificate::all_from_pem(pem).ok_or(AuthorityFault::Malformed)?;
        if roots.is_empty() {
            return Err(AuthorityFault::Empty);
        }
        match roots.iter().position(|root| !root.may_certify(0)) {
            Some(place) => Err(AuthorityFault::NotAnAuthority(place + 1)),
            None => Ok(Self { roots }),
        }
    }

    /// The authority that gave `card` out, once a chain from it to a root holds at `at`. `between`
    /// came with the signature and is believed only as part of such a chain.
    pub(crate) fn issuer_of(
        &self,
        card: &Certificate,
        between: &[Certificate],
        at: DateTime<Utc>,
    ) -> Result<Certificate, SignatureFault> {
        self.climb(card, between, 0, at).cloned()
    }

    fn climb<'a>(
        &'a self,
        from: &Certificate,
        between: &'a [Certificate],
        below: usize,
        at: DateTime<Utc>,
    ) -> Result<&'a Certificate, SignatureFault> {
        let gave = |above: &&Certificate| above.gave_out(from, below, at);
        if let Some(root) = self.roots.iter().find(gave) {
            return Ok(root);
        }
        if below == MOST_BETWEEN {
            return Err(SignatureFault::UnknownAuthority);
        }
        between
            .iter()
            .find(|above| gave(above) && self.climb(above, between, below + 1, at).is_ok())
            .ok_or(SignatureFault::UnknownAuthority)
    }
}
