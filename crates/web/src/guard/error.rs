//! Why a request is not answered as asked: one place for every status.
//!
//! The sentences that people read stand in `sentence`; how they are shown, as a page or as
//! `application/problem+json`, is the door's business.

use std::str::FromStr;

use actix_web::{
    HttpResponse, ResponseError,
    error::PayloadError,
    http::{
        StatusCode,
        header::{ALLOW, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE},
    },
};

use counter::{Error, SignInFault, UploadFault};
use review_workflow::Refusal;

use super::pace::was_too_slow;
use crate::link;

/// Seconds: as long as a database that fails over is usually away.
const AWAY: u64 = 10;

/// Seconds: what waits is filed, or gone, within hours.
const TOO_MUCH: u64 = 3_600;

/// Seconds: providers that fail come back within minutes.
const PROVIDER_AWAY: u64 = 60;

/// Every way in which a request can fail, other than mistakes in a form that is shown again.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    /// There is nothing here, or not for this visitor: both look the same.
    #[error("not found")]
    NotFound,
    /// There is no such draft, or it is not in this browser: both look the same.
    #[error("no such draft")]
    NoDraft,
    /// The address exists, and not for this method.
    #[error("method not allowed")]
    Method {
        /// Those that it has.
        allow: &'static str,
    },
    /// The person has to sign in first, and comes back to `back` then.
    #[error("sign-in needed")]
    SignIn {
        /// A path of ours.
        back: String,
    },
    /// The caller of the API gave no credentials that we know.
    #[error("credentials needed")]
    Credentials,
    /// The person is known and lacks the role.
    #[error("forbidden")]
    Forbidden,
    /// The form was not ours, or is older than the session.
    #[error("the form's token does not fit")]
    ForeignForm,
    /// The body is larger than `limit` bytes.
    #[error("the body is larger than {limit} bytes")]
    TooLarge {
        /// In bytes.
        limit: usize,
    },
    /// The body is of another media type.
    #[error("the body is not {expected}")]
    MediaType {
        /// What is taken.
        expected: &'static str,
    },
    /// The body cannot be read at all.
    #[error("malformed: {what}")]
    Malformed {
        /// Where and why, without any value.
        what: String,
    },
    /// The body can be read and holds what no field takes.
    #[error("unusable: {what}")]
    Unusable {
        /// Which member and why, without any value.
        what: String,
    },
    /// Too many tries.
    #[error("too many tries")]
    TooMany {
        /// Seconds.
        retry_after: u64,
    },
    /// A text of the body holds a character that no field takes.
    #[error("a control character at {at}")]
    ControlCharacter {
        /// JSON Pointer into the body.
        at: String,
    },
    /// An intent was not carried out.
    #[error(transparent)]
    Intent(#[from] Error),
    /// The body came too slowly.
    #[error("the body came too slowly")]
    TooSlow,
    /// Too much at once; trying again in a moment helps.
    #[error("busy")]
    Busy,
    /// Something of ours is broken.
    #[error("internal: {what}")]
    Internal {
        /// Which part, without any value.
        what: String,
    },
}

impl WebError {
    /// A fault of ours, named for the log.
    #[expect(clippy::needless_pass_by_value, reason = "it is given to `map_err` as it is")]
    pub fn internal(what: impl ToString) -> Self {
        Self::Internal { what: what.to_string() }
    }

    /// What reading a body of at most `limit` bytes ended with.
    pub fn reading(fault: &PayloadError, limit: usize) -> Self {
        if matches!(fault, PayloadError::Overflow) {
            Self::TooLarge { limit }
        } else if was_too_slow(fault) {
            Self::TooSlow
        } else {
            Self::Malformed { what: format!("the body broke off: {fault}") }
        }
    }

    /// Seconds after which trying again may help.
    pub fn retry_after(&self) -> Option<u64> {
        if let Self::TooMany { retry_after } = self {
            return Some(*retry_after);
        }
        if let Self::Intent(Error::SignIn(SignInFault::Throttled { retry_after })) = self {
            return Some(u64::from(*retry_after));
        }
        if matches!(self, Self::Intent(Error::ProviderAway)) {
            return Some(PROVIDER_AWAY);
        }
        if matches!(self, Self::Intent(Error::Full)) {
            // Somebody has to make room first.
            return Some(300);
        }
        if matches!(self, Self::Intent(Error::Away | Error::InDoubt { .. })) {
            return Some(AWAY);
        }
        if matches!(self, Self::Intent(Error::Upload(UploadFault::TooMuch))) {
            return Some(TOO_MUCH);
        }
        if let Self::Intent(Error::TooManyMessages { retry_after, .. }) = self {
            return retry_after.map(u64::from);
        }
        (self.status_code() == StatusCode::SERVICE_UNAVAILABLE).then_some(2)
    }

    /// Whether sending the same once more is the way on, and does no harm.
    pub fn may_be_sent_again(&self) -> bool {
        let Self::Intent(fault) = self else { return matches!(self, Self::Busy) };
        matches!(fault, Error::Busy | Error::Away | Error::InDoubt { once: true })
    }
}

/// Statuses of what was not carried out.
fn intent_status(fault: &Error) -> StatusCode {
    match fault {
        Error::NotFound => StatusCode::NOT_FOUND,
        Error::Forbidden | Error::FactorNotFresh | Error::Refused(Refusal::OwnMatter) => {
            StatusCode::FORBIDDEN
        }
        Error::Busy | Error::Full | Error::Away | Error::ProviderAway | Error::InDoubt { .. } => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        Error::Gone | Error::Erased => StatusCode::GONE,
        Error::Conflict { .. } | Error::IdempotencyMismatch => StatusCode::CONFLICT,
        Error::Upload(UploadFault::TooLarge { .. }) => StatusCode::PAYLOAD_TOO_LARGE,
        Error::Upload(UploadFault::TooMuch) => StatusCode::TOO_MANY_REQUESTS,
        Error::Closed
        | Error::Problems(_)
        | Error::Unchanged
        | Error::Upload(_)
        | Error::Refused(_)
        | Error::Fee(_)
        | Error::Refund(_)
        | Error::Text { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        Error::SignIn(SignInFault::Wrong) => StatusCode::UNAUTHORIZED,
        Error::SignIn(SignInFault::Throttled { .. }) | Error::TooManyMessages { .. } => {
            StatusCode::TOO_MANY_REQUESTS
        }
        Error::Callback(_) => StatusCode::BAD_REQUEST,
        Error::Internal { .. } => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl ResponseError for WebError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NotFound | Self::NoDraft => StatusCode::NOT_FOUND,
            Self::Method { .. } => StatusCode::METHOD_NOT_ALLOWED,
            Self::SignIn { .. } => StatusCode::SEE_OTHER,
            Self::Credentials => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::ForeignForm => StatusCode::FORBIDDEN,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::MediaType { .. } => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Malformed { .. } => StatusCode::BAD_REQUEST,
            Self::Unusable { .. } | Self::ControlCharacter { .. } => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Self::Intent(fault) => intent_status(fault),
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Status and headers; the door writes the body.
    fn error_response(&self) -> HttpResponse {
        let mut answer = HttpResponse::build(self.status_code());
        if let Some(seconds) = self.retry_after() {
            answer.insert_header((RETRY_AFTER, seconds));
        }
        if let Self::SignIn { back } = self {
            answer.insert_header((LOCATION, link::sign_in(back)));
        }
        if let Self::Method { allow } = self {
            answer.insert_header((ALLOW, *allow));
        }
        if matches!(self, Self::Credentials) {
            answer.insert_header((WWW_AUTHENTICATE, "Bearer, Receipt"));
        }
        answer.finish()
    }
}

/// The id or number in an address. An address without one leads nowhere.
pub fn known<T: FromStr>(text: &str) -> Result<T, WebError> {
    text.parse().ok().ok_or(WebError::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_a_reason_to_come_back_later() {
        let answer = WebError::Intent(Error::Full).error_response();
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(answer.headers().get(RETRY_AFTER).unwrap(), "300");
    }
}
