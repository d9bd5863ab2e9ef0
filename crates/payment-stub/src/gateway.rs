//! Our side of the pretended provider.

use std::{error::Error, io::Read, sync::Arc, time::Duration};

use fees::{
    Callback, CallbackFault, GatewayError, LedgerEntry, OpenedOrder, OrderName, OrderStanding,
    PaymentEventKind, PaymentGateway, PaymentOrder, RefundOrder, RefundStage, RefundStanding,
};
use kernel::{Clock, Instant};
use serde::{Serialize, de::DeserializeOwned};
use ureq::http::{Request, StatusCode};

use crate::{
    SIGNATURE_HEADER, Secret,
    order::Order,
    signature, signature_value,
    wire::{CallbackBody, LedgerBody, RefundRequest, StandingBody},
};

/// How long the provider may take to answer.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Bytes of an answer that are read; a real one has a few hundred for each event.
const MAX_ANSWER: u64 = 256 * 1024;

/// Bytes of a ledger that are read: a few hundred thousand movements.
const MAX_LEDGER: u64 = 64 * 1024 * 1024;

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

/// What the provider answered, read and not yet believed.
struct Answer {
    status: StatusCode,
    signatures: Vec<String>,
    body: Vec<u8>,
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

    /// Asks with a signature over `METHOD /path`.
    fn ask(&self, path: &str, limit: u64) -> Result<Answer, GatewayError> {
        let StubGatewayConfig { secret, clock, .. } = &self.config;
        let signature = signature_value(secret, format!("GET {path}").as_bytes(), clock.now());
        self.run(self.request("GET", path, &signature), Vec::new(), limit)
    }

    /// Sends a signed body.
    fn send(&self, path: &str, body: &impl Serialize) -> Result<Answer, GatewayError> {
        let body = serde_json::to_vec(body).map_err(|e| GatewayError::Unwritable(e.into()))?;
        let StubGatewayConfig { secret, clock, .. } = &self.config;
        let signature = signature_value(secret, &body, clock.now());
        let request = self.request("POST", path, &signature);
        self.run(request.header("Content-Type", "application/json"), body, MAX_ANSWER)
    }

    fn request(&self, method: &str, path: &str, signature: &str) -> ureq::http::request::Builder {
        let address = format!("{}{path}", self.config.base_url);
        Request::builder().method(method).uri(address).header(SIGNATURE_HEADER, signature)
    }

    fn run(
        &self,
        request: ureq::http::request::Builder,
        body: Vec<u8>,
        limit: u64,
    ) -> Result<Answer, GatewayError> {
        let request = request.body(body).map_err(|e| GatewayError::Unwritable(e.into()))?;
        let response =
            self.agent.run(request).map_err(|error| GatewayError::Unreachable(error.into()))?;
        let signatures = response.headers().get_all(SIGNATURE_HEADER).iter();
        let signatures = signatures.filter_map(|value| value.to_str().ok().map(str::to_owned));
        let (status, signatures) = (response.status(), signatures.collect());
        let mut body = Vec::new();
        let mut reader = response.into_body().into_reader().take(limit);
        reader.read_to_end(&mut body).map_err(|error| GatewayError::Unreachable(error.into()))?;
        Ok(Answer { status, signatures, body })
    }

    /// Reads what the provider signs as it signs callbacks.
    fn believed<T: DeserializeOwned>(&self, answer: &Answer) -> Result<T, GatewayError> {
        let signatures: Vec<&str> = answer.signatures.iter().map(String::as_str).collect();
        let StubGatewayConfig { secret, clock, .. } = &self.config;
        signature::verify(&signatures, &answer.body, secret, clock.now()).map_err(unreadable)?;
        serde_json::from_slice(&answer.body).map_err(unreadable)
    }
}

impl PaymentGateway for StubGateway {
    fn name(&self) -> &'static str {
        "stub"
    }

    fn open(&self, order: &PaymentOrder) -> Result<OpenedOrder, GatewayError> {
        let StubGatewayConfig { base_url, notify_url, return_base, .. } = &self.config;
        let order = Order {
            payment: order.payment.clone(),
            attempt: order.attempt,
            amount: order.amount,
            title: order.title.clone(),
            expires_at: order.expires_at,
            notify_url: notify_url.clone(),
            return_url: format!("{return_base}{}", order.return_path),
        };
        let answer = well(self.send("/orders", &order)?)?;
        let body: StandingBody = self.believed(&answer)?;
        if body.payment != order.payment {
            return Err(GatewayError::AnotherPayment);
        }
        let page = format!("{base_url}{}", body.page);
        Ok(OpenedOrder { reference: order.payment.to_string(), page })
    }

    fn look_up(&self, order: &OrderName) -> Result<Option<OrderStanding>, GatewayError> {
        let answer = self.ask(&format!("/orders/{}", order.payment), MAX_ANSWER)?;
        if answer.status == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        let body: StandingBody = self.believed(&well(answer)?)?;
        let about_it = |event: &CallbackBody| event.payment == order.payment;
        if body.payment != order.payment || !body.events.iter().all(about_it) {
            return Err(GatewayError::AnotherPayment);
        }
        let events = body.events.into_iter().filter_map(CallbackBody::understood);
        Ok(Some(OrderStanding {
            stage: body.stage.into(),
            page: Some(format!("{}{}", self.config.base_url, body.page)),
            events: events.map(|callback| callback.event).collect(),
        }))
    }

    fn verify_callback(
        &self,
        headers: &[(&str, &str)],
        raw_body: &[u8],
        now: Instant,
    ) -> Result<Option<Callback>, CallbackFault> {
        let signatures: Vec<&str> = headers
            .iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case(SIGNATURE_HEADER))
            .map(|(_, value)| *value)
            .collect();
        signature::verify(&signatures, raw_body, &self.config.secret, now)?;
        CallbackBody::read(raw_body).map(Some).ok_or(CallbackFault::BodyUnreadable)
    }

    fn give_back(&self, wanted: &RefundOrder) -> Result<RefundStanding, GatewayError> {
        let refund_id = wanted.id.to_string();
        let (payment, amount) = (wanted.payment.clone(), wanted.amount);
        let request = RefundRequest { refund_id: refund_id.clone(), payment, amount };
        let answer = self.send("/refunds", &request)?;
        let reference = refund_id;
        if matches!(answer.status, StatusCode::NOT_FOUND | StatusCode::CONFLICT) {
            return Ok(RefundStanding { reference, stage: RefundStage::Failed });
        }
        let body: CallbackBody = self.believed(&well(answer)?)?;
        let callback = body.understood().ok_or(GatewayError::AnotherPayment)?;
        if callback.payment != wanted.payment {
            return Err(GatewayError::AnotherPayment);
        }
        Ok(RefundStanding { reference, stage: RefundStage::Done(callback.event) })
    }

    fn ledger(&self, since: Instant, until: Instant) -> Result<Vec<LedgerEntry>, GatewayError> {
        let answer = well(self.ask("/ledger", MAX_LEDGER)?)?;
        let body: LedgerBody = serde_json::from_slice(&answer.body).map_err(unreadable)?;
        let moved = |entry: &CallbackBody| {
            matches!(entry.kind, PaymentEventKind::Captured | PaymentEventKind::Refunded)
                && (since..until).contains(&entry.occurred_at)
        };
        Ok(body.entries.into_iter().filter(moved).map(entry).collect())
    }
}

fn entry(body: CallbackBody) -> LedgerEntry {
    LedgerEntry {
        event_id: body.event_id,
        payment: Some(body.payment),
        kind: body.kind,
        amount: body.amount,
        occurred_at: body.occurred_at,
    }
}

fn well(answer: Answer) -> Result<Answer, GatewayError> {
    if answer.status == StatusCode::OK {
        Ok(answer)
    } else {
        Err(GatewayError::UnexpectedStatus { status: answer.status.as_u16() })
    }
}

fn unreadable(error: impl Error + Send + Sync + 'static) -> GatewayError {
    GatewayError::AnswerUnreadable(error.into())
}
