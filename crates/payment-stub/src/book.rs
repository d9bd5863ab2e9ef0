//! The provider's book: what was ordered, taken and given back, and who still has to
//! be told.
//!
//! Questions are answered with the facts to write down; only [`Book::apply`] changes
//! anything, so that the journal and the memory cannot differ.

use std::collections::BTreeMap;

use chrono::Duration;
use fees::{Currency, OrderStage, PaymentEvent, PaymentEventKind};
use kernel::{IdSource, Instant, PaymentId, Yen};

use crate::{
    journal::Record,
    order::Order,
    scenario::Scenario,
    slip::Slip,
    wire::{CallbackBody, LedgerLine, RefundRequest},
};

/// Everything that the provider knows.
#[derive(Debug, Default)]
pub(crate) struct Book {
    entries: BTreeMap<PaymentId, Entry>,
}

#[derive(Debug)]
struct Entry {
    order: Order,
    slip: Option<Slip>,
    happened: Vec<Happened>,
}

#[derive(Debug)]
struct Happened {
    event: PaymentEvent,
    request: Option<String>,
    tell_at: Option<Instant>,
    times: u32,
    attempts: u32,
    delivered: bool,
}

/// A callback that is due.
#[derive(Debug, Clone)]
pub(crate) struct Delivery {
    pub(crate) notify_url: String,
    pub(crate) body: CallbackBody,
    pub(crate) times: u32,
}

/// Why the book is not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refused {
    #[error("the payment is already captured")]
    AlreadyCaptured,
    #[error("the payment was ordered with other content")]
    AnotherOrder,
    #[error("the order has expired")]
    Expired,
    #[error("no slip was issued")]
    NoSlip,
    #[error("no such payment")]
    Unknown,
    #[error("more would go back than was taken")]
    MoreThanTaken,
    #[error("the same request asked for another amount before")]
    AnotherRequest,
}

/// What time it is, where ids come from, and how long a delay is.
pub(crate) struct Moment<'a> {
    pub(crate) now: Instant,
    pub(crate) ids: &'a dyn IdSource,
    pub(crate) delay: Duration,
}

/// Attempts after which the merchant is given up; it can still ask.
const MAX_ATTEMPTS: u32 = 20;

impl Book {
    /// Takes an order up before anybody pays. Asked again, it is the same order; one that
    /// expired unpaid makes room for the next attempt.
    pub(crate) fn open(&self, order: &Order, now: Instant) -> Result<Vec<Record>, Refused> {
        match self.entries.get(&order.payment) {
            Some(entry) if entry.order == *order => Ok(Vec::new()),
            Some(entry) if entry.makes_room_for(order, now) => {
                Ok(vec![Record::Ordered { order: order.clone() }])
            }
            Some(_) => Err(Refused::AnotherOrder),
            None if order.has_expired(now) => Err(Refused::Expired),
            None => Ok(vec![Record::Ordered { order: order.clone() }]),
        }
    }

    /// The order of a payment, and whether money can still come from it.
    pub(crate) fn standing(
        &self,
        payment: &PaymentId,
        now: Instant,
    ) -> Option<(&Order, OrderStage)> {
        let entry = self.entries.get(payment)?;
        let stage = if entry.taken() > Yen::ZERO || entry.order.has_expired(now) {
            OrderStage::Over
        } else if entry.slip.is_some() {
            OrderStage::Pending
        } else {
            OrderStage::Open
        };
        Some((&entry.order, stage))
    }

    /// Charges a card. `declined` is the card's own answer.
    pub(crate) fn charge(
        &self,
        order: &Order,
        scenario: Scenario,
        declined: bool,
        moment: &Moment<'_>,
    ) -> Result<Vec<Record>, Refused> {
        let mut records = self.take_up(order, moment.now)?;
        let scenario = if declined { Scenario::Failure } else { scenario };
        records.extend(played(order, scenario, moment));
        Ok(records)
    }

    /// Issues a slip; a slip taken before is void.
    pub(crate) fn issue_slip(
        &self,
        order: &Order,
        slip: Slip,
        now: Instant,
    ) -> Result<Vec<Record>, Refused> {
        let mut records = self.take_up(order, now)?;
        records.push(Record::SlipIssued { payment: order.payment.clone(), slip });
        Ok(records)
    }

    /// The payer has paid the slip at the desk.
    pub(crate) fn settle(
        &self,
        order: &Order,
        moment: &Moment<'_>,
    ) -> Result<Vec<Record>, Refused> {
        let mut records = self.take_up(order, moment.now)?;
        let slip = self.slip(order).ok_or(Refused::NoSlip)?;
        records.extend(played(order, slip.scenario, moment));
        Ok(records)
    }

    /// Gives money back. The same request gives back once.
    pub(crate) fn refund(
        &self,
        wanted: &RefundRequest,
        moment: &Moment<'_>,
    ) -> Result<Vec<Record>, Refused> {
        let entry = self.entries.get(&wanted.payment).ok_or(Refused::Unknown)?;
        let asked_before =
            |happened: &&Happened| happened.request.as_deref() == Some(wanted.refund_id.as_str());
        if let Some(before) = entry.happened.iter().find(asked_before) {
            let same = before.event.amount == wanted.amount;
            return if same { Ok(Vec::new()) } else { Err(Refused::AnotherRequest) };
        }
        let left = entry.taken().get() - entry.given_back().get();
        if wanted.amount <= Yen::ZERO || wanted.amount.get() > left {
            return Err(Refused::MoreThanTaken);
        }
        let event = event(PaymentEventKind::Refunded, wanted.amount, moment, moment.now);
        Ok(vec![Record::Happened {
            payment: wanted.payment.clone(),
            event,
            request: Some(wanted.refund_id.clone()),
            tell_at: Some(moment.now),
            times: 1,
        }])
    }

    /// Whether the payment is captured, and that the order is the one taken up.
    pub(crate) fn is_captured(&self, order: &Order) -> Result<bool, Refused> {
        match self.entries.get(&order.payment) {
            Some(entry) if entry.order != *order => Err(Refused::AnotherOrder),
            Some(entry) => Ok(entry.taken() > Yen::ZERO),
            None => Ok(false),
        }
    }

    /// The slip that the payer holds.
    pub(crate) fn slip(&self, order: &Order) -> Option<Slip> {
        self.entries.get(&order.payment).and_then(|entry| entry.slip)
    }

    /// Everything that happened to a payment.
    pub(crate) fn history(&self, payment: &PaymentId) -> Vec<CallbackBody> {
        let happened = self.entries.get(payment).into_iter().flat_map(|entry| &entry.happened);
        happened.map(|h| CallbackBody::new(payment.clone(), &h.event)).collect()
    }

    /// What the merchant's request for money back came to.
    pub(crate) fn refund_of(&self, wanted: &RefundRequest) -> Option<CallbackBody> {
        let entry = self.entries.get(&wanted.payment)?;
        let asked = |h: &&Happened| h.request.as_deref() == Some(wanted.refund_id.as_str());
        let happened = entry.happened.iter().find(asked)?;
        Some(CallbackBody::new(wanted.payment.clone(), &happened.event))
    }

    /// The callbacks that are due, in the order in which things were put down.
    pub(crate) fn due(&self, now: Instant) -> Vec<Delivery> {
        self.entries
            .values()
            .flat_map(|entry| entry.happened.iter().map(move |happened| (entry, happened)))
            .filter(|(_, happened)| happened.is_due(now))
            .map(|(entry, happened)| Delivery {
                notify_url: entry.order.notify_url.clone(),
                body: CallbackBody::new(entry.order.payment.clone(), &happened.event),
                times: happened.times,
            })
            .collect()
    }

    /// The merchant did not answer: it is told again later, and later still.
    pub(crate) fn postpone(&mut self, event_id: &str, now: Instant) {
        if let Some(happened) = self.happened_mut(event_id) {
            happened.attempts = happened.attempts.saturating_add(1);
            let seconds = 1_i64 << happened.attempts.min(12);
            let given_up = happened.attempts >= MAX_ATTEMPTS;
            happened.tell_at = (!given_up).then(|| now.plus(Duration::seconds(seconds)));
        }
    }

    /// Everything that happened to every payment.
    pub(crate) fn ledger(&self) -> Vec<LedgerLine<'_>> {
        self.entries
            .iter()
            .flat_map(|(payment, entry)| entry.happened.iter().map(move |h| h.line(payment)))
            .collect()
    }

    /// Puts a fact into the book.
    pub(crate) fn apply(&mut self, record: Record) {
        match record {
            Record::Ordered { order } => {
                let before = self.entries.remove(&order.payment);
                let happened = before.map(|entry| entry.happened).unwrap_or_default();
                let payment = order.payment.clone();
                self.entries.insert(payment, Entry { order, slip: None, happened });
            }
            Record::SlipIssued { payment, slip } => {
                if let Some(entry) = self.entries.get_mut(&payment) {
                    entry.slip = Some(slip);
                }
            }
            Record::Happened { payment, event, request, tell_at, times } => {
                if let Some(entry) = self.entries.get_mut(&payment) {
                    let (attempts, delivered) = (0, false);
                    entry.happened.push(Happened {
                        event,
                        request,
                        tell_at,
                        times,
                        attempts,
                        delivered,
                    });
                }
            }
            Record::Delivered { event_id } => {
                if let Some(happened) = self.happened_mut(&event_id) {
                    happened.delivered = true;
                }
            }
        }
    }

    /// One payment is one order and is captured once: everything that takes money
    /// starts here.
    fn take_up(&self, order: &Order, now: Instant) -> Result<Vec<Record>, Refused> {
        if self.is_captured(order)? {
            return Err(Refused::AlreadyCaptured);
        }
        if order.has_expired(now) {
            return Err(Refused::Expired);
        }
        let known = self.entries.contains_key(&order.payment);
        Ok(if known { Vec::new() } else { vec![Record::Ordered { order: order.clone() }] })
    }

    fn happened_mut(&mut self, event_id: &str) -> Option<&mut Happened> {
        self.entries
            .values_mut()
            .flat_map(|entry| &mut entry.happened)
            .find(|happened| happened.event.event_id == event_id)
    }
}

impl Entry {
    fn makes_room_for(&self, order: &Order, now: Instant) -> bool {
        self.taken() == Yen::ZERO
            && self.order.has_expired(now)
            && self.order.attempt < order.attempt
            && self.order.amount == order.amount
    }

    fn taken(&self) -> Yen {
        self.sum(PaymentEventKind::Captured)
    }

    fn given_back(&self) -> Yen {
        self.sum(PaymentEventKind::Refunded)
    }

    fn sum(&self, kind: PaymentEventKind) -> Yen {
        let amounts = self.happened.iter().filter(|h| h.event.kind == kind);
        Yen::new(amounts.map(|h| h.event.amount.get()).sum())
    }
}

impl Happened {
    fn is_due(&self, now: Instant) -> bool {
        !self.delivered && self.tell_at.is_some_and(|tell_at| tell_at <= now)
    }

    fn line<'a>(&'a self, payment: &'a PaymentId) -> LedgerLine<'a> {
        LedgerLine {
            payment,
            event_id: &self.event.event_id,
            kind: self.event.kind,
            amount: self.event.amount,
            currency: self.event.currency.word(),
            occurred_at: self.event.occurred_at,
            delivered: self.delivered,
        }
    }
}

/// What happens when somebody pays, as the scenario has it.
fn played(order: &Order, scenario: Scenario, moment: &Moment<'_>) -> Vec<Record> {
    let now = moment.now;
    let of = |kind, occurred_at| event(kind, order.amount, moment, occurred_at);
    let told = |event, tell_at, times| Record::Happened {
        payment: order.payment.clone(),
        event,
        request: None,
        tell_at,
        times,
    };
    let captured = |tell_at, times| told(of(PaymentEventKind::Captured, now), tell_at, times);
    match scenario {
        Scenario::Success => vec![captured(Some(now), 1)],
        Scenario::Failure => vec![told(of(PaymentEventKind::Failed, now), Some(now), 1)],
        Scenario::Delayed => vec![captured(Some(now.plus(moment.delay)), 1)],
        Scenario::Duplicate => vec![captured(Some(now), 3)],
        Scenario::OutOfOrder => {
            let before = now.plus(Duration::seconds(-1));
            let authorised = of(PaymentEventKind::Authorised, before);
            vec![captured(Some(now), 1), told(authorised, Some(now), 1)]
        }
        Scenario::Late => vec![captured(Some(order.expires_at.plus(moment.delay)), 1)],
        Scenario::Never => vec![captured(None, 1)],
    }
}

fn event(
    kind: PaymentEventKind,
    amount: Yen,
    moment: &Moment<'_>,
    occurred_at: Instant,
) -> PaymentEvent {
    let event_id = format!("ev_{}", moment.ids.uuid(moment.now));
    PaymentEvent { event_id, kind, amount, currency: Currency::Jpy, occurred_at }
}
