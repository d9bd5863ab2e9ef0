//! The gateway itself.

use fees::{
    Callback, CallbackFault, GatewayError, LedgerEntry, OpenedOrder, OrderName, OrderStage,
    OrderStanding, PaymentEventKind, PaymentGateway, PaymentOrder, RefundOrder, RefundStage,
    RefundStanding,
};
use kernel::Instant;
use ureq::http::StatusCode;

use crate::{
    Secret, book, callback,
    object::{Charge, Intent, List, Refund, Session, SessionStatus},
    request,
    wire::{Answer, Wire, escaped},
};

/// Where the provider is, and where we are for it.
#[derive(Debug, Clone)]
pub struct StripeConfig {
    /// Such as `https://api.stripe.com`.
    pub base_url: String,
    /// The secret key, `sk_…` or better a restricted one, `rk_…`.
    pub key: Secret,
    /// The secret of the webhook, `whsec_…`.
    pub webhook_secret: Secret,
    /// What a return path is put after, such as `https://city.example`.
    pub return_base: String,
}

/// What the provider thinks of our key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Connection {
    /// Money moves.
    ForMoney,
    /// Everything happens but that.
    ForTests,
}

/// The gateway to the provider.
pub struct StripeGateway {
    wire: Wire,
    webhook_secret: Secret,
    return_base: String,
}

impl StripeGateway {
    /// A gateway to the provider at `config.base_url`.
    pub fn new(config: StripeConfig) -> Self {
        let StripeConfig { base_url, key, webhook_secret, return_base } = config;
        Self { wire: Wire::to(&base_url, key), webhook_secret, return_base }
    }

    /// Asks for something that changes nothing: whether the provider answers, and knows us.
    pub fn try_connection(&self) -> Result<Connection, GatewayError> {
        self.wire.get("/v1/charges?limit=1")?.object::<List<Charge>>()?;
        Ok(if self.wire.is_for_tests() { Connection::ForTests } else { Connection::ForMoney })
    }

    /// The refund that carries our id. The provider forgets idempotency keys after a day, and
    /// what stands beside its objects never.
    fn known_refund(&self, wanted: &RefundOrder) -> Result<Option<Refund>, GatewayError> {
        let asked = format!("/v1/refunds?limit=100&payment_intent={}", escaped(&wanted.capture));
        let answer = self.wire.get(&asked)?;
        if answer.is_a_no() {
            return Ok(None);
        }
        let known: List<Refund> = answer.object()?;
        let ours = |refund: &Refund| refund.metadata.refund.as_deref() == Some(wanted.id.as_str());
        Ok(known.data.into_iter().find(ours))
    }
}

impl PaymentGateway for StripeGateway {
    fn name(&self) -> &'static str {
        "stripe-checkout"
    }

    fn open(&self, order: &PaymentOrder) -> Result<OpenedOrder, GatewayError> {
        let fields = request::session(order, &self.return_base);
        let key = format!("order-{}-{}", order.payment, order.attempt);
        let session: Session = self.wire.post("/v1/checkout/sessions", &key, &fields)?.object()?;
        if session.payment().as_ref() != Some(&order.payment) {
            return Err(GatewayError::AnotherPayment);
        }
        let page = session.url.ok_or(GatewayError::AnotherPayment)?;
        Ok(OpenedOrder { reference: session.id, page })
    }

    fn look_up(&self, order: &OrderName) -> Result<Option<OrderStanding>, GatewayError> {
        let session = escaped(&order.reference);
        let path = format!("/v1/checkout/sessions/{session}?expand[]=payment_intent.latest_charge");
        let answer = self.wire.get(&path)?;
        // Somebody else's 404 (a wrong address, a proxy) says nothing of our order.
        if answer.status == StatusCode::NOT_FOUND && answer.is_a_no() {
            return Ok(None);
        }
        let session: Session = answer.object()?;
        if session.payment().as_ref() != Some(&order.payment) {
            return Err(GatewayError::AnotherPayment);
        }
        Ok(Some(standing(&session)))
    }

    fn verify_callback(
        &self,
        headers: &[(&str, &str)],
        raw_body: &[u8],
        now: Instant,
    ) -> Result<Option<Callback>, CallbackFault> {
        callback::read(headers, raw_body, &self.webhook_secret, now)
    }

    fn give_back(&self, wanted: &RefundOrder) -> Result<RefundStanding, GatewayError> {
        if let Some(reference) = &wanted.reference {
            let answer = self.wire.get(&format!("/v1/refunds/{}", escaped(reference)))?;
            return refunded(&answer, reference);
        }
        if let Some(known) = self.known_refund(wanted)? {
            return Ok(how_far(known));
        }
        let key = format!("refund-{}", wanted.id);
        let answer = self.wire.post("/v1/refunds", &key, &request::refund(wanted))?;
        refunded(&answer, wanted.id.as_str())
    }

    fn ledger(&self, since: Instant, until: Instant) -> Result<Vec<LedgerEntry>, GatewayError> {
        book::read(&self.wire, since, until)
    }
}

/// How far it is, as answered; `name` stands for a refund that the provider never made.
fn refunded(answer: &Answer, name: &str) -> Result<RefundStanding, GatewayError> {
    if answer.is_a_no() {
        return Ok(RefundStanding { reference: name.to_owned(), stage: RefundStage::Failed });
    }
    answer.object().map(how_far)
}

fn how_far(refund: Refund) -> RefundStanding {
    let stage = match refund.status.as_str() {
        "succeeded" => RefundStage::Done(refund.event()),
        "failed" | "canceled" => RefundStage::Failed,
        // Who paid at a store has to name an account first.
        _ => RefundStage::Underway,
    };
    RefundStanding { reference: refund.id, stage }
}

fn standing(session: &Session) -> OrderStanding {
    let intent = session.payment_intent.as_ref().and_then(Intent::whole);
    let over = |kind: PaymentEventKind, at| OrderStanding {
        stage: OrderStage::Over,
        page: None,
        events: vec![session.event(kind, at)],
    };
    if session.is_paid() {
        return over(PaymentEventKind::Captured, session.paid_at());
    }
    match session.status {
        SessionStatus::Open => {
            let (stage, page) = (OrderStage::Open, session.url.clone());
            OrderStanding { stage, page, events: Vec::new() }
        }
        SessionStatus::Expired => {
            OrderStanding { stage: OrderStage::Over, page: None, events: Vec::new() }
        }
        // A number for a store that is not paid any more in time.
        SessionStatus::Complete if intent.is_some_and(|i| is_over(&i.status)) => {
            over(PaymentEventKind::Failed, session.created)
        }
        SessionStatus::Complete => {
            let action = intent.and_then(|intent| intent.next_action.as_ref());
            let konbini = action.and_then(|action| action.konbini_display_details.as_ref());
            let page = konbini.and_then(|konbini| konbini.hosted_voucher_url.clone());
            OrderStanding { stage: OrderStage::Pending, page, events: Vec::new() }
        }
    }
}

fn is_over(intent_status: &str) -> bool {
    matches!(intent_status, "canceled" | "requires_payment_method")
}
