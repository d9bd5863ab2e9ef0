//! How a town asks the app.

use std::{error::Error, fmt, time::Duration};

use ring::digest::{SHA256, digest};
use serde::de::DeserializeOwned;
use ureq::Agent;

use crate::wire::{OpenedBody, Order, Outcome, OutcomeBody};

/// How long the app may take to answer.
const TIMEOUT: Duration = Duration::from_secs(5);

/// The app, as a town asks it.
#[derive(Clone)]
pub struct CardApp {
    base_url: String,
    secret: String,
    agent: Agent,
}

/// An order that the app has taken up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// How the app calls it.
    pub reference: String,
    /// The page for the person.
    pub page: String,
}

/// Why the app could not be asked.
#[derive(Debug, thiserror::Error)]
pub enum CardAppError {
    /// It does not answer.
    #[error("the card app does not answer")]
    Unreachable(#[source] Box<dyn Error + Send + Sync>),
    /// It answered something else.
    #[error("the card app answered with status {0}")]
    UnexpectedStatus(u16),
    /// It answered something that cannot be read.
    #[error("the card app's answer cannot be read")]
    Unreadable,
}

impl CardApp {
    /// The app at `base_url`, with which we share `secret`.
    pub fn new(base_url: &str, secret: &str) -> Self {
        let agent = Agent::config_builder()
            .timeout_global(Some(TIMEOUT))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .proxy(None)
            .build()
            .into();
        Self { base_url: base_url.to_owned(), secret: secret.to_owned(), agent }
    }

    /// Where its pages are.
    pub fn pages(&self) -> &str {
        &self.base_url
    }

    /// Has `content` signed by a person, who is told `title` and comes back to `return_url`. Not to
    /// be called on a thread of the web.
    pub fn open(
        &self,
        content: &[u8],
        title: &str,
        return_url: &str,
    ) -> Result<Opened, CardAppError> {
        let digest = data_encoding::HEXLOWER.encode(digest(&SHA256, content).as_ref());
        let order = Order { digest, title: title.to_owned(), return_url: return_url.to_owned() };
        let asked = self
            .agent
            .post(format!("{}/transactions", self.base_url))
            .header("Authorization", format!("Bearer {}", self.secret))
            .header("Content-Type", "application/json")
            .send(serde_json::to_vec(&order).map_err(|_unread| CardAppError::Unreadable)?);
        let body: OpenedBody = read(asked)?;
        let page = format!("{}{}", self.base_url, body.page);
        Ok(Opened { reference: body.transaction, page })
    }

    /// What became of an order. Not to be called on a thread of the web.
    pub fn outcome(&self, reference: &str) -> Result<Outcome, CardAppError> {
        let is_plain = reference.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if !is_plain {
            return Err(CardAppError::Unreadable);
        }
        let asked = self
            .agent
            .get(format!("{}/transactions/{reference}", self.base_url))
            .header("Authorization", format!("Bearer {}", self.secret))
            .call();
        read::<OutcomeBody>(asked)?.understood().ok_or(CardAppError::Unreadable)
    }
}

fn read<T: DeserializeOwned>(
    answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
) -> Result<T, CardAppError> {
    let mut answer = answer.map_err(|fault| CardAppError::Unreachable(fault.into()))?;
    if !answer.status().is_success() {
        return Err(CardAppError::UnexpectedStatus(answer.status().as_u16()));
    }
    let body = answer.body_mut().read_to_vec().map_err(|_unread| CardAppError::Unreadable)?;
    serde_json::from_slice(&body).map_err(|_unread| CardAppError::Unreadable)
}

/// The secret never shows.
impl fmt::Debug for CardApp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CardApp({})", self.base_url)
    }
}
