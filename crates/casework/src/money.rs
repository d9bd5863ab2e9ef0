//! What the provider tells, and what it makes of a case: in any order, as often as it likes.

use fees::{Account, Bill, Doubt, PaymentEvent};
use kernel::{DifferenceId, Instant, PaymentId, Yen};
use review_workflow::{Actor, Command, Event, decide};
use submission_store::{
    Scope, StoreError,
    differences::{self, Difference, DifferenceKind},
    erasures,
    payments::{self, Payment},
};

use crate::{
    Casework, Error,
    file::{Money, Rows},
    record::{Move, SYSTEM},
};

/// How often it is tried again when somebody else changes the case at the same moment.
const TRIES: usize = 5;

/// What hearing changes, ready to be written.
struct Heard {
    step: Option<Move>,
    found: Vec<Difference>,
}

impl Casework {
    /// Takes a callback of the provider. Told twice, late or out of order, it happened once.
    pub async fn payment_callback(
        &self,
        headers: &[(&str, &str)],
        body: &[u8],
        now: Instant,
    ) -> Result<(), Error> {
        let Some(callback) = self.inner.gateway.verify_callback(headers, body, now)? else {
            return Ok(());
        };
        let told = self.hear(&callback.payment, vec![callback.event.clone()], now).await;
        if matches!(told, Err(Error::NotFound)) {
            let theirs = Some(callback.event.amount);
            let subject = callback.event.event_id.clone();
            let found =
                self.difference(DifferenceKind::UnknownOrder, subject, None, (None, theirs), now);
            self.inner.store.write(move |tx| differences::find_out(tx, &found)).await?;
        }
        told
    }

    /// Keeps what was heard, and moves the case by the money that came or went. Tried again
    /// when somebody else changed the case at the same moment: the money is there either way.
    pub(crate) async fn hear(
        &self,
        payment: &PaymentId,
        events: Vec<PaymentEvent>,
        now: Instant,
    ) -> Result<(), Error> {
        for _ in 0..TRIES {
            match self.try_to_hear(payment, &events, now).await {
                Err(Error::Conflict { .. }) => {}
                done => return done,
            }
        }
        Err(Error::Busy)
    }

    async fn try_to_hear(
        &self,
        payment: &PaymentId,
        events: &[PaymentEvent],
        now: Instant,
    ) -> Result<(), Error> {
        let id = payment.clone();
        let known = self.inner.store.read(move |tx| {
            let Some(payment) = payments::find(tx, &id)? else { return Ok(None) };
            let is_erased = erasures::is_erased(tx, &payment.bill.submission)?;
            Ok::<_, StoreError>(Some((payment, payments::list_events(tx, &id)?, is_erased)))
        });
        let (payment, before, is_erased) = known.await?.ok_or(Error::NotFound)?;
        let is_new = |event: &&PaymentEvent| before.iter().all(|b| b.event_id != event.event_id);
        let new: Vec<PaymentEvent> = events.iter().filter(is_new).cloned().collect();
        if new.is_empty() {
            return Ok(());
        }
        let Heard { step, found } = if is_erased {
            self.heard_of_nobody(&payment, &before, &new, now)
        } else {
            let rows = self.rows(Scope::Worker, &payment.bill.submission).await?;
            self.heard(&rows, &payment, &before, &new, now).await?
        };
        let written = self.inner.store.write(move |tx| {
            let id = &payment.bill.payment;
            payments::hold(tx, id)?;
            if payments::list_events(tx, id)? != before {
                return Err(StoreError::Conflict { table: "payments", by: None, at: None });
            }
            for event in &new {
                let heard = payments::record(tx, id, event, now)?;
                if !heard.is_some_and(|heard| heard.is_new) {
                    // Its id was told of another payment.
                    return Err(StoreError::Duplicate { table: "payment_events" });
                }
            }
            for difference in &found {
                differences::find_out(tx, difference)?;
            }
            step.as_ref().map_or(Ok(()), |step| step.write(tx))
        });
        Ok(written.await?)
    }

    async fn heard(
        &self,
        rows: &Rows,
        payment: &Payment,
        before: &[PaymentEvent],
        new: &[PaymentEvent],
        now: Instant,
    ) -> Result<Heard, Error> {
        let (bill, id) = (&payment.bill, payment.bill.payment.clone());
        let was = Account::of(bill, before);
        let is = Account::of(bill, before.iter().chain(new));
        let (mut facts, mut found) = (Vec::new(), Vec::new());
        let mut doubt = |kind, theirs| found.push(self.doubt_about(bill, kind, theirs, now));
        if is.is_paid && !was.is_paid {
            if let Some(paid) = self.paid(rows, payment, now).await? {
                facts.extend(paid);
            } else {
                facts.push(Event::PaidTooLate { at: now, payment: id.clone() });
                doubt(DifferenceKind::PaidTooLate, Some(bill.amount));
            }
        }
        if is.given_back > was.given_back {
            let amount = Yen::new(is.given_back.get() - was.given_back.get());
            facts.push(Event::Refunded { at: now, payment: id.clone(), amount });
        }
        if let Some(what) = is.doubt.filter(|_| is.doubt != was.doubt) {
            let word = what.word().to_owned();
            facts.push(Event::PaymentQuestioned { at: now, payment: id.clone(), doubt: word });
            doubt(kind_of(what), new.last().map(|event| event.amount));
        }
        let case = rows.record.case.clone();
        let step = if facts.is_empty() {
            None
        } else {
            Some(self.prepare_move(case, &facts, SYSTEM, &rows.submission)?)
        };
        Ok(Heard { step, found })
    }

    /// The case is erased: the books say what came, somebody is told of it, nothing opens.
    fn heard_of_nobody(
        &self,
        payment: &Payment,
        before: &[PaymentEvent],
        new: &[PaymentEvent],
        now: Instant,
    ) -> Heard {
        let bill = &payment.bill;
        let was = Account::of(bill, before);
        let is = Account::of(bill, before.iter().chain(new));
        let late = (is.is_paid && !was.is_paid)
            .then(|| self.doubt_about(bill, DifferenceKind::PaidTooLate, Some(bill.amount), now));
        let doubt = is.doubt.filter(|_| is.doubt != was.doubt).map(|what| {
            let theirs = new.last().map(|event| event.amount);
            self.doubt_about(bill, kind_of(what), theirs, now)
        });
        Heard { step: None, found: late.into_iter().chain(doubt).collect() }
    }

    fn doubt_about(
        &self,
        bill: &Bill,
        kind: DifferenceKind,
        theirs: Option<Yen>,
        now: Instant,
    ) -> Difference {
        let (id, amounts) = (bill.payment.clone(), (Some(bill.amount), theirs));
        self.difference(kind, id.to_string(), Some(id), amounts, now)
    }

    /// What the fee makes of the case; `None` when nobody waits for it any more.
    async fn paid(
        &self,
        rows: &Rows,
        payment: &Payment,
        now: Instant,
    ) -> Result<Option<Vec<Event>>, Error> {
        if payment.cancelled_at.is_some() {
            return Ok(None);
        }
        let published = self.form_of(&rows.submission).await?;
        let pay = Command::Pay { payment: payment.bill.payment.clone() };
        let policy = rows.policy(&published.form)?;
        Ok(decide(&rows.record.case, pay, &Actor::System, &policy, now).ok())
    }

    pub(crate) fn difference(
        &self,
        kind: DifferenceKind,
        subject: String,
        payment: Option<PaymentId>,
        (ours, theirs): (Option<Yen>, Option<Yen>),
        now: Instant,
    ) -> Difference {
        let id = DifferenceId::new(&*self.inner.ids, now);
        Difference { id, kind, subject, payment, ours, theirs, found_at: now, closed: None }
    }
}

impl Rows {
    /// The bill that stands, with what became of it.
    pub(crate) fn standing_money(&self) -> Option<&Money> {
        self.money.iter().rfind(|money| money.payment.cancelled_at.is_none())
    }
}

const fn kind_of(doubt: Doubt) -> DifferenceKind {
    match doubt {
        Doubt::AmountDiffers => DifferenceKind::AmountDiffers,
        Doubt::OtherCurrency => DifferenceKind::OtherCurrency,
        Doubt::PaidTwice => DifferenceKind::PaidTwice,
        Doubt::TooMuchBack => DifferenceKind::TooMuchBack,
        Doubt::ChargedBack => DifferenceKind::ChargedBack,
    }
}
