//! Our side of the pretended provider.

use std::{io::Read, sync::Arc, time::Duration};

use fees::{Callback, CallbackFault, GatewayError, HostedPage, PaymentGateway, PaymentOrder};
use kernel::{Clock, Instant, PaymentId};

use crate::{
    SIGNATURE_HEADER, Secret, order::Order, signature, signature_value, wire::CallbackBody,
};

/// How long the provider may take to answer.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Bytes of an answer that are read; a real one has a few hundred.
const MAX_ANSWER: u64 = 16 * 1024;

/// Where the provider is, and where we are for it.
#[derive(Clone)]
pub struct StubGatewayConfig {
    /// The provider as browsers and we reach it, such as `http://127.0.0.1:8090`.
    pub base_url: String,
    /// Shared with the provider.
    pub secret: Secret,
    /// Where the provider posts callbacks, such as `http://127.0.0.1:8080/payments/callback`.
    pub notify_url: String,
    /// What a return path is put after, such as `http://127.0.0.1:8080`.
    pub return_base: String,
    /// The time, for questions; callbacks are measured by the caller's.
    pub clock: Arc<dyn Clock>,
}

/// The gateway to the pretended provider.
pub struct StubGateway {
    config: StubGatewayConfig,
    agent: ureq::Agent,
}

impl StubGateway {
    /// A gateway to the provider at `config.base_url`.
    pub fn new(config: StubGatewayConfig) -> Self {
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(TIMEOUT))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .proxy(None)
            .build()
            .into();
        Self { config, agent }
    }

    /// Reads the provider's answer, which it signs as it signs callbacks.
    fn read_answer(
        &self,
        response: ureq::http::Response<ureq::Body>,
    ) -> Result<Callback, GatewayError> {
        let unreadable =
            |error: Box<dyn std::error::Error + Send + Sync>| GatewayError::AnswerUnreadable(error);
        let values: Vec<String> = response
            .headers()
            .get_all(SIGNATURE_HEADER)
            .iter()
            .filter_map(|value| value.to_str().ok().map(str::to_owned))
            .collect();
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        let mut raw = Vec::new();
        let mut body = response.into_body().into_reader().take(MAX_ANSWER);
        body.read_to_end(&mut raw).map_err(|error| unreadable(error.into()))?;
        verified(&values, &raw, &self.config.secret, self.config.clock.now())
            .map_err(|fault| unreadable(fault.into()))
    }
}

impl PaymentGateway for StubGateway {
    fn hosted_page(&self, order: &PaymentOrder) -> Result<HostedPage, GatewayError> {
        let StubGatewayConfig { base_url, secret, notify_url, return_base, .. } = &self.config;
        let order = Order {
            payment: order.payment.clone(),
            amount: order.amount,
            title: order.title.clone(),
            expires_at: order.expires_at,
            notify_url: notify_url.clone(),
            return_url: format!("{return_base}{}", order.return_path),
        };
        let token =
            order.seal(secret).map_err(|error| GatewayError::OrderUnwritable(error.into()))?;
        Ok(HostedPage { url: format!("{base_url}{}", token.address()) })
    }

    fn verify_callback(
        &self,
        headers: &[(&str, &str)],
        raw_body: &[u8],
        now: Instant,
    ) -> Result<Callback, CallbackFault> {
        let signatures: Vec<&str> = headers
            .iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case(SIGNATURE_HEADER))
            .map(|(_, value)| *value)
            .collect();
        verified(&signatures, raw_body, &self.config.secret, now)
    }

    fn look_up(&self, payment: &PaymentId) -> Result<Option<Callback>, GatewayError> {
        let path = format!("/orders/{payment}");
        let question = format!("GET {path}");
        let StubGatewayConfig { base_url, secret, clock, .. } = &self.config;
        let signature = signature_value(secret, question.as_bytes(), clock.now());
        let response = self
            .agent
            .get(format!("{base_url}{path}"))
            .header(SIGNATURE_HEADER, signature)
            .call()
            .map_err(|error| GatewayError::Unreachable(error.into()))?;
        match response.status().as_u16() {
            200 => match self.read_answer(response)? {
                callback if callback.payment == *payment => Ok(Some(callback)),
                _ => Err(GatewayError::AnotherPayment),
            },
            404 => Ok(None),
            status => Err(GatewayError::UnexpectedStatus { status }),
        }
    }
}

fn verified(
    signatures: &[&str],
    raw_body: &[u8],
    secret: &Secret,
    now: Instant,
) -> Result<Callback, CallbackFault> {
    signature::verify(signatures, raw_body, secret, now)?;
    CallbackBody::read(raw_body).ok_or(CallbackFault::BodyUnreadable)
}
