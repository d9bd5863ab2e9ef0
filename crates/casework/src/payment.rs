//! Paying: the bill as its payer sees it, and the press of the button.
//!
//! The order is opened at the provider when somebody wants to pay, and not before. Its row is
//! kept first, so that two presses, two tabs and two servers ask for the same order.

use chrono::Duration;
use fees::{
    Bill, FeeLine, GatewayError, OrderName, OrderStage, OrderStanding, PaymentGateway,
    PaymentOrder, PaymentState,
};
use kernel::{Instant, PaymentId, ReceiptNumber, Yen};
use review_workflow::{LaterFee, State};
use submission_store::{
    Scope, StoreError,
    orders::{self, Order, Stage},
    payments::{self, Payment},
};

use crate::{
    Casework, Error, RefundView,
    file::{Money, Rows},
};

/// A bill as its payer sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentView {
    /// How much.
    pub amount: Yen,
    /// What for.
    pub lines: Vec<FeeLine>,
    /// Where it stands.
    pub state: PaymentState,
    /// Until when it can be paid.
    pub due_at: Instant,
    /// The bill's own address, while it can be paid.
    pub url: Option<String>,
    /// How far paying is.
    pub paying: Paying,
    /// When the money came.
    pub paid_at: Option<Instant>,
    /// Whether there is a 領収書 to download.
    pub has_receipt: bool,
    /// Money that goes or went back, the newest last.
    pub refunds: Vec<RefundView>,
}

/// How far paying is, as long as no money has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paying {
    /// Nobody has pressed the button, or what began is over.
    NotBegun,
    /// Somebody went to the provider's page, and nothing was heard since.
    Begun,
    /// The payer holds a number for a convenience store, or the money is on its way.
    Pending,
}

/// Where pressing the button leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pressed {
    /// The provider's page.
    Page(String),
    /// There is nothing to pay any more.
    Nothing,
}

/// How often an order is begun anew before somebody else is let do it.
const TRIES: usize = 3;

/// An order about which the provider never answered is asked for again under its name for so
/// long. Later another one is: providers forget names after a day, and hold pages open no
/// longer. Nobody has seen the page of the first.
fn is_forgotten(order: &Order, now: Instant) -> bool {
    now.since(order.asked_at) > Duration::hours(12)
}

/// Soon after the press of the button, then ever more seldom, at most an hour apart.
fn next_look(asked_at: Instant, now: Instant) -> Instant {
    let (soonest, latest) = (Duration::minutes(2), Duration::hours(1));
    now.plus((now.since(asked_at) / 2).clamp(soonest, latest))
}

impl Casework {
    /// Somebody presses at the address of the bill, which anybody may pay who has it.
    pub async fn pay_bill(
        &self,
        payment: &PaymentId,
        now: Instant,
    ) -> Result<(ReceiptNumber, Pressed), Error> {
        let id = payment.clone();
        let found = self.inner.store.read(move |tx| payments::find(tx, &id)).await?;
        let bill = found.ok_or(Error::NotFound)?.bill;
        let rows = self.rows(Scope::Worker, &bill.submission).await?;
        let number = rows.submission.receipt_number.clone();
        let stands = rows.payment.as_ref().is_some_and(|p| p.bill.payment == *payment);
        let pressed = if stands { self.press(rows, now).await? } else { Pressed::Nothing };
        Ok((number, pressed))
    }

    /// The address of a bill. It holds an id that nobody guesses, and says nothing of anybody.
    pub(crate) fn bill_address(&self, payment: &PaymentId) -> String {
        format!("{}/pay/{payment}", self.inner.city.public_url)
    }

    /// The payer presses the button: opens the order, or finds the one that is open.
    pub async fn press(&self, rows: Rows, now: Instant) -> Result<Pressed, Error> {
        let Some(payment) = payable(&rows, now) else { return Ok(Pressed::Nothing) };
        let id = payment.bill.payment.clone();
        for _ in 0..TRIES {
            let before = self.latest_order(&id).await?;
            if let Some(order) = before.as_ref().filter(|order| order.stage != Stage::Over)
                && order.reference.is_some()
            {
                if let Some(page) = self.ask_about(order, now).await? {
                    return Ok(Pressed::Page(page));
                }
                // Over: it was paid, or another one can be opened.
                let rows = self.rows(Scope::Worker, &payment.bill.submission).await?;
                if payable(&rows, now).is_none() {
                    return Ok(Pressed::Nothing);
                }
                continue;
            }
            if let Some(order) = self.begin_order(&id, before, now).await? {
                return self.open_order(&rows, payment, order, now).await.map(Pressed::Page);
            }
        }
        Err(Error::Busy)
    }

    /// The row of the order that is asked for now; `None` when somebody else was faster.
    async fn begin_order(
        &self,
        payment: &PaymentId,
        before: Option<Order>,
        now: Instant,
    ) -> Result<Option<Order>, Error> {
        let attempt = match before {
            Some(order) if order.stage == Stage::Asked && !is_forgotten(&order, now) => {
                return Ok(Some(order));
            }
            Some(order) => order.attempt.saturating_add(1),
            None => 1,
        };
        let order = Order {
            payment: payment.clone(),
            attempt,
            provider: self.inner.gateway.name().to_owned(),
            asked_at: now,
            reference: None,
            page: None,
            stage: Stage::Asked,
            look_at: None,
            looks: 0,
        };
        let kept = order.clone();
        match self.inner.store.write(move |tx| orders::insert(tx, &kept)).await {
            Ok(()) => Ok(Some(order)),
            Err(StoreError::Duplicate { .. } | StoreError::Conflict { .. }) => Ok(None),
            Err(fault) => Err(fault.into()),
        }
    }

    /// Has the provider open it. Whoever asks for the same order gets the same page.
    async fn open_order(
        &self,
        rows: &Rows,
        payment: &Payment,
        order: Order,
        now: Instant,
    ) -> Result<String, Error> {
        let wanted = PaymentOrder {
            payment: payment.bill.payment.clone(),
            attempt: order.attempt,
            asked_at: order.asked_at,
            amount: payment.bill.amount,
            title: title_of(rows, &payment.bill),
            expires_at: payment.bill.expires_at,
            return_path: format!("/receipts/{}", rows.submission.receipt_number),
        };
        let opened = self.ask_provider(move |gateway| gateway.open(&wanted)).await?;
        let page = opened.page.clone();
        let order = Order {
            reference: Some(opened.reference),
            page: Some(opened.page),
            stage: Stage::Open,
            look_at: Some(next_look(order.asked_at, now)),
            ..order
        };
        self.inner.store.write(move |tx| orders::save(tx, &order)).await?;
        Ok(page)
    }

    /// Asks the provider about an order and keeps what it says; gives the page where the
    /// payer goes on, as long as money can still come.
    pub async fn ask_about(&self, order: &Order, now: Instant) -> Result<Option<String>, Error> {
        let Some(reference) = order.reference.clone() else { return Ok(None) };
        let name = OrderName { payment: order.payment.clone(), reference };
        let standing = self.ask_provider(move |gateway| gateway.look_up(&name)).await?;
        let gone = OrderStanding { stage: OrderStage::Over, page: None, events: Vec::new() };
        let OrderStanding { stage, page, events } = standing.unwrap_or(gone);
        self.hear(&order.payment, events, now).await?;
        let stage = match stage {
            OrderStage::Open => Stage::Open,
            OrderStage::Pending => Stage::Pending,
            OrderStage::Over => Stage::Over,
        };
        let page = page.or_else(|| order.page.clone());
        let order = Order {
            stage,
            page: page.clone(),
            look_at: (stage != Stage::Over).then(|| next_look(order.asked_at, now)),
            looks: order.looks.saturating_add(1),
            ..order.clone()
        };
        self.inner.store.write(move |tx| orders::save(tx, &order)).await?;
        Ok(page.filter(|_| stage != Stage::Over))
    }

    /// A question to the provider, on a thread that may wait.
    pub async fn ask_provider<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&dyn PaymentGateway) -> Result<T, GatewayError> + Send + 'static,
    ) -> Result<T, Error> {
        let gateway = self.inner.gateway.clone();
        let answer = self.inner.provider.run(1, move || ask(&*gateway)).await?;
        answer.map_err(|fault| {
            let why = std::error::Error::source(&fault).map(ToString::to_string);
            tracing::warn!(%fault, why, "the payment provider could not be asked");
            Error::ProviderAway
        })
    }

    async fn latest_order(&self, payment: &PaymentId) -> Result<Option<Order>, Error> {
        let id = payment.clone();
        let found = self.inner.store.read(move |tx| orders::latest(tx, &id));
        found.await.map_err(|fault: StoreError| fault.into())
    }

    /// The bill as its payer sees it.
    pub fn payment_view(&self, rows: &Rows, now: Instant) -> Option<PaymentView> {
        let money = rows.standing_money()?;
        let payment = &money.payment;
        let is_payable = payable(rows, now).is_some();
        Some(PaymentView {
            amount: payment.bill.amount,
            lines: payment.bill.lines.clone(),
            state: payment.state,
            due_at: payment.bill.expires_at,
            url: is_payable.then(|| self.bill_address(&payment.bill.payment)),
            paying: if is_payable { paying(money) } else { Paying::NotBegun },
            paid_at: money.paid_at(),
            has_receipt: money.has_receipt(),
            refunds: rows.refund_views(),
        })
    }
}

/// What can be paid now.
fn payable(rows: &Rows, now: Instant) -> Option<&Payment> {
    let awaits = rows.record.case.state == State::AwaitingPayment;
    rows.payment.as_ref().filter(|payment| awaits && payment.bill.is_payable(payment.state, now))
}

fn paying(money: &Money) -> Paying {
    let Some(order) = &money.order else { return Paying::NotBegun };
    // What failed is over for the payer, who may begin anew.
    let failed = money.payment.state == PaymentState::Failed;
    match order.stage {
        Stage::Open if !failed => Paying::Begun,
        Stage::Pending => Paying::Pending,
        Stage::Open | Stage::Asked | Stage::Over => Paying::NotBegun,
    }
}

/// What the payer reads at the provider's: the form's words, never those of a clerk, which
/// may name a person.
fn title_of(rows: &Rows, bill: &Bill) -> String {
    match rows.record.case.later_fee {
        LaterFee::NotAsked => bill.lines.first().map(|line| line.label.clone()).unwrap_or_default(),
        LaterFee::Asked | LaterFee::Paid | LaterFee::Waived => "手数料".to_owned(),
    }
}
