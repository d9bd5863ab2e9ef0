//! How a town asks the service.

use std::{error::Error, fmt, time::Duration};

use kernel::Instant;
use serde::de::DeserializeOwned;
use ureq::{
    Agent, Body,
    http::{HeaderMap, HeaderValue, Response},
};

use crate::{
    secret::Secret,
    signature::{SIGNATURE_HEADER, is_signed},
    wire::{OpenedBody, Order, Outcome, OutcomeBody},
};

/// How long the service may take to answer.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Bytes of an answer; twenty facts are far fewer.
const MAX_ANSWER: u64 = 64 * 1024;
/// Bytes of a reference, which is kept with the filing.
const MOST_OF_REFERENCE: usize = 100;

/// A service outside, as a town asks it.
#[derive(Clone)]
pub struct ExternalService {
    base_url: String,
    secret: Secret,
    agent: Agent,
}

/// An order that the service has taken up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// How the service calls it.
    pub reference: String,
    /// The page for the person.
    pub page: String,
}

/// Why the service could not be asked.
#[derive(Debug, thiserror::Error)]
pub enum ExternalServiceError {
    /// It does not answer.
    #[error("the service does not answer")]
    Unreachable(#[source] Box<dyn Error + Send + Sync>),
    /// It answered something else.
    #[error("the service answered with status {0}")]
    UnexpectedStatus(u16),
    /// It answered something that cannot be read, or more than is read.
    #[error("the service's answer cannot be read")]
    Unreadable,
    /// Its answer is not signed, or was signed for another order or at another time.
    #[error("the service did not sign its answer")]
    Unsigned,
}

impl ExternalService {
    /// The service at `base_url`, with which we share `secret`.
    pub fn new(base_url: &str, secret: &str) -> Self {
        let agent = Agent::config_builder()
            .timeout_global(Some(TIMEOUT))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .proxy(None)
            .build()
            .into();
        Self { base_url: base_url.to_owned(), secret: Secret::new(secret.to_owned()), agent }
    }

    /// Where its pages are.
    pub fn pages(&self) -> &str {
        &self.base_url
    }

    /// Has a person do what `title` says, who comes back to `return_url`. Not to be called on a
    /// thread of the web.
    pub fn open(&self, title: &str, return_url: &str) -> Result<Opened, ExternalServiceError> {
        let order = Order { title: title.to_owned(), return_url: return_url.to_owned() };
        let asked = self
            .agent
            .post(format!("{}/receptions", self.base_url))
            .header("Authorization", self.secret.bearer())
            .header("Content-Type", "application/json")
            .send(serde_json::to_vec(&order).map_err(|_unread| ExternalServiceError::Unreadable)?);
        let (_, body) = read(asked)?;
        self.opened(&body)
    }

    /// What became of an order, as the service signed it within five minutes of `now`. Not to be
    /// called on a thread of the web.
    pub fn outcome(&self, reference: &str, now: Instant) -> Result<Outcome, ExternalServiceError> {
        if !is_plain(reference) {
            return Err(ExternalServiceError::Unreadable);
        }
        let asked = self
            .agent
            .get(format!("{}/receptions/{reference}", self.base_url))
            .header("Authorization", self.secret.bearer())
            .call();
        let (headers, body) = read(asked)?;
        let signatures = headers.get_all(SIGNATURE_HEADER).into_iter();
        // One that is no text counts as one that signs nothing.
        let signatures = signatures.map(|value| value.to_str().unwrap_or_default());
        self.believed(&signatures.collect::<Vec<_>>(), reference, &body, now)
    }

    /// The answer to an order. Its page is on the service's own host, whatever it says.
    pub(crate) fn opened(&self, answer: &[u8]) -> Result<Opened, ExternalServiceError> {
        let OpenedBody { reference, page } = parsed(answer)?;
        let is_path = page.starts_with('/') && page.bytes().all(|byte| byte.is_ascii_graphic());
        if !is_plain(&reference) || !is_path {
            return Err(ExternalServiceError::Unreadable);
        }
        Ok(Opened { reference, page: format!("{}{page}", self.base_url) })
    }

    /// The answer about an order, with the values of its signature headers. Nothing in it is read
    /// before it is known whose it is.
    pub(crate) fn believed(
        &self,
        signatures: &[&str],
        reference: &str,
        answer: &[u8],
        now: Instant,
    ) -> Result<Outcome, ExternalServiceError> {
        if !is_signed(signatures, reference, answer, &self.secret, now) {
            return Err(ExternalServiceError::Unsigned);
        }
        parsed::<OutcomeBody>(answer)?.understood().ok_or(ExternalServiceError::Unreadable)
    }
}

/// What can stand in an address, and before a dot in what is signed.
fn is_plain(reference: &str) -> bool {
    (1..=MOST_OF_REFERENCE).contains(&reference.len())
        && reference.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn read(
    answer: Result<Response<Body>, ureq::Error>,
) -> Result<(HeaderMap<HeaderValue>, Vec<u8>), ExternalServiceError> {
    let answer = answer.map_err(|fault| ExternalServiceError::Unreachable(fault.into()))?;
    if !answer.status().is_success() {
        return Err(ExternalServiceError::UnexpectedStatus(answer.status().as_u16()));
    }
    let (head, mut body) = answer.into_parts();
    let body = body.with_config().limit(MAX_ANSWER).read_to_vec();
    Ok((head.headers, body.map_err(|_unread| ExternalServiceError::Unreadable)?))
}

fn parsed<T: DeserializeOwned>(body: &[u8]) -> Result<T, ExternalServiceError> {
    serde_json::from_slice(body).map_err(|_unread| ExternalServiceError::Unreadable)
}

/// The secret never shows.
impl fmt::Debug for ExternalService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ExternalService({})", self.base_url)
    }
}
