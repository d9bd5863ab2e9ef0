//! Requests and answers: over TLS or to this machine, without redirects, small and soon.

use std::{io::Read as _, time::Duration};

use serde::de::DeserializeOwned;
use ureq::http::{Request, StatusCode, header, request::Builder};

use crate::SignOnFault;

/// How long the provider may take to answer.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Bytes of an answer that are read.
const MAX_ANSWER: u64 = 256 * 1024;

pub(crate) struct Wire {
    agent: ureq::Agent,
}

impl Wire {
    pub(crate) fn new() -> Self {
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(TIMEOUT))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .proxy(None)
            .build()
            .into();
        Self { agent }
    }

    pub(crate) fn get<T: DeserializeOwned>(&self, url: &str) -> Result<T, SignOnFault> {
        self.got(Request::get(url))
    }

    /// Gets what only who holds `access_token` is told.
    pub(crate) fn get_for<T: DeserializeOwned>(
        &self,
        url: &str,
        access_token: &str,
    ) -> Result<T, SignOnFault> {
        let bearer = format!("Bearer {access_token}");
        self.got(Request::get(url).header(header::AUTHORIZATION, bearer))
    }

    fn got<T: DeserializeOwned>(&self, request: Builder) -> Result<T, SignOnFault> {
        let (status, body) = self.run(request.body(Vec::new()).map_err(away)?)?;
        if status != StatusCode::OK {
            return Err(SignOnFault::Away(format!("status {status}")));
        }
        serde_json::from_slice(&body)
            .map_err(|_quotes_it| away("an answer that is no JSON of ours"))
    }

    /// Posts a form; gives the status and the body.
    pub(crate) fn post(
        &self,
        url: &str,
        basic: Option<&str>,
        fields: &[(&str, &str)],
    ) -> Result<(StatusCode, Vec<u8>), SignOnFault> {
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let mut request = Request::post(url)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "application/json");
        if let Some(basic) = basic {
            request = request.header(header::AUTHORIZATION, format!("Basic {basic}"));
        }
        self.run(request.body(body.join("&").into_bytes()).map_err(away)?)
    }

    fn run(&self, request: Request<Vec<u8>>) -> Result<(StatusCode, Vec<u8>), SignOnFault> {
        let response = self.agent.run(request).map_err(away)?;
        let (status, mut body) = (response.status(), Vec::new());
        let mut reader = response.into_body().into_reader().take(MAX_ANSWER);
        reader.read_to_end(&mut body).map_err(away)?;
        Ok((status, body))
    }
}

#[expect(clippy::needless_pass_by_value, reason = "reads well as `map_err(away)`")]
pub(crate) fn away(what: impl ToString) -> SignOnFault {
    SignOnFault::Away(what.to_string())
}

/// `text` as a value of a form or a query.
pub(crate) fn encoded(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::with_capacity(text.len()), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing into a String cannot fail.
            _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}

/// The origin of an address.
pub(crate) fn origin(address: &str) -> &str {
    let host_at = address.find("://").map_or(0, |at| at + 3);
    let end = address.get(host_at..).and_then(|rest| rest.find(['/', '?', '#']));
    end.and_then(|end| address.get(..host_at + end)).unwrap_or(address)
}
