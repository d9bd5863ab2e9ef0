//! Requests and answers.

use std::{io::Read as _, time::Duration};

use fees::GatewayError;
use serde::{Deserialize, de::DeserializeOwned};
use ureq::http::{Request, StatusCode, header};

use crate::{Secret, request::Fields};

/// How long the provider may take to answer.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Bytes of an answer that are read; a list of a hundred has some hundred thousand.
const MAX_ANSWER: u64 = 8 * 1024 * 1024;

/// The version whose objects we read.
const VERSION: &str = "2024-06-20";

/// Whether money moves for a key, or only pretends to.
const TEST_KEYS: [&str; 2] = ["sk_test_", "rk_test_"];

/// The line to the provider.
pub(crate) struct Wire {
    base_url: String,
    key: Secret,
    agent: ureq::Agent,
}

/// What the provider answered.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    body: Vec<u8>,
}

impl Wire {
    pub(crate) fn to(base_url: &str, key: Secret) -> Self {
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(TIMEOUT))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .proxy(None)
            .build()
            .into();
        Self { base_url: base_url.trim_end_matches('/').to_owned(), key, agent }
    }

    pub(crate) fn is_for_tests(&self) -> bool {
        TEST_KEYS.iter().any(|kind| self.key.reveal().starts_with(kind))
    }

    pub(crate) fn get(&self, path: &str) -> Result<Answer, GatewayError> {
        self.run(self.request("GET", path), Vec::new())
    }

    /// Asks for something to be done; the same key does it once.
    pub(crate) fn post(
        &self,
        path: &str,
        idempotency_key: &str,
        fields: &Fields,
    ) -> Result<Answer, GatewayError> {
        let request = self
            .request("POST", path)
            .header("Idempotency-Key", idempotency_key)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.run(request, encoded(fields).into_bytes())
    }

    fn request(&self, method: &str, path: &str) -> ureq::http::request::Builder {
        Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base_url))
            .header(header::AUTHORIZATION, format!("Bearer {}", self.key.reveal()))
            .header("Stripe-Version", VERSION)
    }

    fn run(
        &self,
        request: ureq::http::request::Builder,
        body: Vec<u8>,
    ) -> Result<Answer, GatewayError> {
        let request = request.body(body).map_err(|e| GatewayError::Unwritable(e.into()))?;
        let response =
            self.agent.run(request).map_err(|error| GatewayError::Unreachable(error.into()))?;
        let (status, mut body) = (response.status(), Vec::new());
        let mut reader = response.into_body().into_reader().take(MAX_ANSWER);
        reader.read_to_end(&mut body).map_err(|error| GatewayError::Unreachable(error.into()))?;
        Ok(Answer { status, body })
    }
}

impl Answer {
    /// The object, when the answer is one.
    pub(crate) fn object<T: DeserializeOwned>(&self) -> Result<T, GatewayError> {
        if !self.status.is_success() {
            let Fault { kind, code, param } = self.fault().unwrap_or_default();
            let status = self.status.as_u16();
            tracing::warn!(status, kind, code, param, "the payment provider refused a request");
            return Err(GatewayError::UnexpectedStatus { status: self.status.as_u16() });
        }
        serde_json::from_slice(&self.body)
            .map_err(|error| GatewayError::AnswerUnreadable(error.into()))
    }

    /// Whether the provider has understood and does not do it: trying again changes nothing.
    pub(crate) fn is_a_no(&self) -> bool {
        let refused = matches!(self.status.as_u16(), 400 | 402 | 404);
        let kind = self.fault().map(|fault| fault.kind);
        refused && matches!(kind.as_deref(), Some("invalid_request_error" | "card_error"))
    }

    fn fault(&self) -> Option<Fault> {
        let refusal: Refusal = serde_json::from_slice(&self.body).ok()?;
        Some(refusal.error)
    }
}

/// What the provider says when it refuses.
#[derive(Deserialize)]
struct Refusal {
    error: Fault,
}

/// Words of the provider's and names of fields, never what stood in them.
#[derive(Default, Deserialize)]
struct Fault {
    #[serde(rename = "type")]
    kind: String,
    code: Option<String>,
    param: Option<String>,
}

/// As the body of a form.
fn encoded(fields: &Fields) -> String {
    let pair = |(name, value): &(String, String)| format!("{}={}", escaped(name), escaped(value));
    fields.iter().map(pair).collect::<Vec<_>>().join("&")
}

/// As one value in an address or a form.
pub(crate) fn escaped(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::with_capacity(text.len()), |mut escaped, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            // Writing into a String cannot fail.
            _ = write!(escaped, "%{byte:02X}");
        }
        escaped
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_refusal_that_is_understood_is_a_no() {
        let answer = |status: u16, body: &str| Answer {
            status: StatusCode::from_u16(status).unwrap(),
            body: body.as_bytes().to_vec(),
        };
        let refused = |kind: &str| format!(r#"{{"error":{{"type":"{kind}","message":"no"}}}}"#);
        for (status, body, expected) in [
            (400, refused("invalid_request_error"), true),
            (404, refused("invalid_request_error"), true),
            (402, refused("card_error"), true),
            (400, refused("idempotency_error"), false),
            (401, refused("invalid_request_error"), false),
            (429, refused("invalid_request_error"), false),
            (500, refused("api_error"), false),
            (404, "<html>somebody else's page</html>".to_owned(), false),
        ] {
            assert_eq!(answer(status, &body).is_a_no(), expected, "{status} {body}");
        }
    }

    #[test]
    fn a_field_is_written_so_that_nothing_in_it_becomes_another() {
        let fields = vec![("a[b]".to_owned(), "手数料&c=1 +".to_owned())];
        assert_eq!(encoded(&fields), "a%5Bb%5D=%E6%89%8B%E6%95%B0%E6%96%99%26c%3D1%20%2B");
    }
}
