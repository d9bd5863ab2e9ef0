//! Bills and what became of them: the state follows from everything that the provider said.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use fees::{Bill, Currency, FeeLine, PaymentEvent, PaymentEventKind, PaymentState, state_of};
use kernel::{Instant, PaymentId, SubmissionId, Yen};

use crate::{
    CaseSealer, Part, Place, Reads, Scope, Sealed, StoreError, WriteTx, case_keys,
    row::At,
    schema::{erasures, payment_events, payment_receipts, payments},
    scope::visible_one,
    transaction::Door as _,
};

pub(crate) const TABLE: &str = "payments";

/// A bill and where its payment stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// The frozen price.
    pub bill: Bill,
    /// What follows from the events.
    pub state: PaymentState,
    /// When the office took the bill back; money that comes later has to go back.
    pub cancelled_at: Option<Instant>,
}

/// What hearing of an event did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// False when the event was known: then nothing changed.
    pub is_new: bool,
    /// The state before.
    pub before: PaymentState,
    /// The payment now.
    pub payment: Payment,
}

/// Keeps a bill, open; `Duplicate` while another one of the submission is open and was
/// not taken back. What its lines are for is sealed with the key of the case.
pub fn insert(tx: &mut WriteTx<'_>, sealer: &CaseSealer, bill: &Bill) -> Result<(), StoreError> {
    let unwritable = || StoreError::corrupt(TABLE, bill.payment.as_str(), "unwritable lines");
    let labels: Vec<&str> = bill.lines.iter().map(|line| line.label.as_str()).collect();
    let labels = serde_json::to_vec(&labels).ok().ok_or_else(unwritable)?;
    let kept = sealer.seal(Part::Labels(&bill.payment), &labels);
    let place = Place::of_case(&bill.submission, Part::Labels(&bill.payment));
    let labels = kept.bytes_for(&place)?;
    let lines = serde_json::to_string(&nameless(&bill.lines)).ok().ok_or_else(unwritable)?;
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(payments::table)
            .values((
                payments::id.eq(bill.payment.as_str()),
                payments::municipality.eq(here),
                payments::submission_id.eq(bill.submission.as_str()),
                payments::amount.eq(bill.amount.get()),
                payments::lines.eq(lines),
                payments::labels.eq(labels),
                payments::issued_at.eq(bill.issued_at.naive_utc()),
                payments::expires_at.eq(bill.expires_at.naive_utc()),
                payments::state.eq(PaymentState::Open.word()),
                payments::version.eq(1),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// Takes back what nobody has paid of a submission's bills, so that another can be asked for.
pub fn cancel_unpaid(
    tx: &mut WriteTx<'_>,
    submission: &SubmissionId,
    now: Instant,
) -> Result<(), StoreError> {
    let unpaid = [PaymentState::Open, PaymentState::Failed, PaymentState::Expired];
    tx.run(TABLE, |conn, here| {
        diesel::update(payments::table)
            .filter(payments::submission_id.eq(submission.as_str()))
            .filter(payments::municipality.eq(here))
            .filter(payments::state.eq_any(unpaid.map(PaymentState::word)))
            .filter(payments::cancelled_at.is_null())
            .set(payments::cancelled_at.eq(now.naive_utc()))
            .execute(conn)
    })?;
    Ok(())
}

/// The payments of a submission, the first one first.
pub fn list(
    tx: &mut impl Reads,
    scope: &Scope,
    submission: &SubmissionId,
) -> Result<Vec<Payment>, StoreError> {
    let sight = scope.sight(tx, submission)?;
    let rows: Vec<PaymentRow> = tx.run(TABLE, |conn, here| {
        let id = submission.as_str();
        payments::table
            .filter(payments::submission_id.eq_any(visible_one(sight, here, id)))
            .order(payments::id)
            .select(PaymentRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(|row| row.read(tx)).collect()
}

/// Every bill of an erased case, without the words that went with its key.
pub(crate) fn list_of_erased(tx: &mut impl Reads) -> Result<Vec<Payment>, StoreError> {
    let rows: Vec<PaymentRow> = tx.run(TABLE, |conn, here| {
        let erased =
            erasures::table.filter(erasures::municipality.eq(here)).select(erasures::case_id);
        payments::table
            .filter(payments::municipality.eq(here))
            .filter(payments::submission_id.eq_any(erased))
            .order(payments::id)
            .select(PaymentRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(|row| row.read(tx)).collect()
}

/// Forgets what the bills of a case were for; the prices stay.
pub(crate) fn forget_labels(
    tx: &mut WriteTx<'_>,
    submission: &SubmissionId,
) -> Result<(), StoreError> {
    let rows: Vec<(String, String)> = tx.run(TABLE, |conn, here| {
        payments::table
            .filter(payments::submission_id.eq(submission.as_str()))
            .filter(payments::municipality.eq(here))
            .select((payments::id, payments::lines))
            .load(conn)
    })?;
    for (id, lines) in rows {
        let at = At::row(TABLE, &id);
        let lines: Vec<FeeLine> =
            serde_json::from_str(&lines).ok().ok_or_else(|| at.damaged("lines"))?;
        let lines = serde_json::to_string(&nameless(&lines)).ok();
        let lines = lines.ok_or_else(|| at.damaged("lines"))?;
        tx.run(TABLE, |conn, here| {
            diesel::update(payments::table)
                .filter(payments::id.eq(&id))
                .filter(payments::municipality.eq(here))
                .set((payments::lines.eq(&lines), payments::labels.eq(None::<Vec<u8>>)))
                .execute(conn)
        })?;
    }
    Ok(())
}

/// The prices of a bill, without what they are for.
fn nameless(lines: &[FeeLine]) -> Vec<FeeLine> {
    lines.iter().map(|line| FeeLine { label: String::new(), ..line.clone() }).collect()
}

/// One payment, for the house itself: callbacks name it, people name a submission.
pub fn find(tx: &mut impl Reads, id: &PaymentId) -> Result<Option<Payment>, StoreError> {
    let row: Option<PaymentRow> = tx.run(TABLE, |conn, here| {
        payments::table
            .filter(payments::id.eq(id.as_str()))
            .filter(payments::municipality.eq(here))
            .select(PaymentRow::as_select())
            .get_result(conn)
            .optional()
    })?;
    row.map(|row| row.read(tx)).transpose()
}

/// Holds the payment until the transaction ends: what is decided on its events stays true.
pub fn hold(tx: &mut WriteTx<'_>, id: &PaymentId) -> Result<(), StoreError> {
    bump(tx, id)
}

/// When the 領収書 of a payment was first issued, which is now if it never was.
pub fn receipt_issued(
    tx: &mut WriteTx<'_>,
    id: &PaymentId,
    now: Instant,
) -> Result<Instant, StoreError> {
    hold(tx, id)?;
    let before: Option<NaiveDateTime> = tx.run("payment_receipts", |conn, here| {
        payment_receipts::table
            .filter(payment_receipts::municipality.eq(here))
            .filter(payment_receipts::payment_id.eq(id.as_str()))
            .select(payment_receipts::issued_at)
            .first(conn)
            .optional()
    })?;
    if let Some(before) = before {
        return Ok(Instant::from_naive_utc(before));
    }
    tx.run("payment_receipts", |conn, here| {
        diesel::insert_into(payment_receipts::table)
            .values((
                payment_receipts::municipality.eq(here),
                payment_receipts::payment_id.eq(id.as_str()),
                payment_receipts::issued_at.eq(now.naive_utc()),
            ))
            .execute(conn)
    })?;
    Ok(now)
}

/// What moved money between two moments, by the provider's clock, in no order.
pub fn list_moved(
    tx: &mut impl Reads,
    since: Instant,
    until: Instant,
) -> Result<Vec<(PaymentId, PaymentEvent)>, StoreError> {
    let moves = [PaymentEventKind::Captured, PaymentEventKind::Refunded];
    let rows: Vec<(String, EventRow)> = tx.run("payment_events", |conn, here| {
        payment_events::table
            .filter(payment_events::municipality.eq(here))
            .filter(payment_events::kind.eq_any(moves.map(PaymentEventKind::word)))
            .filter(payment_events::occurred_at.ge(since.naive_utc()))
            .filter(payment_events::occurred_at.lt(until.naive_utc()))
            .select((payment_events::payment_id, EventRow::as_select()))
            .load(conn)
    })?;
    let read = |(id, row): (String, EventRow)| {
        let payment = At::row("payment_events", &row.event_id).parse("payment", &id)?;
        Ok((payment, PaymentEvent::try_from(row)?))
    };
    rows.into_iter().map(read).collect()
}

/// Which of these payments are ours.
pub fn known(
    tx: &mut impl Reads,
    ids: &[PaymentId],
) -> Result<std::collections::BTreeSet<PaymentId>, StoreError> {
    let mut known = std::collections::BTreeSet::new();
    for some in ids.chunks(200) {
        let some: Vec<&str> = some.iter().map(PaymentId::as_str).collect();
        let found: Vec<String> = tx.run(TABLE, |conn, here| {
            payments::table
                .filter(payments::municipality.eq(here))
                .filter(payments::id.eq_any(some))
                .select(payments::id)
                .load(conn)
        })?;
        for id in found {
            known.insert(At::row(TABLE, &id).parse("id", &id)?);
        }
    }
    Ok(known)
}

/// Writes down what the provider said of a payment and folds its state anew. `None`
/// when the payment is not ours. Hearing the same event twice changes nothing.
pub fn record(
    tx: &mut WriteTx<'_>,
    id: &PaymentId,
    event: &PaymentEvent,
    heard_at: Instant,
) -> Result<Option<Heard>, StoreError> {
    // The first statement holds the row: two callbacks at once are heard one after the other.
    bump(tx, id)?;
    let Some(payment) = find(tx, id)? else { return Ok(None) };
    let before = payment.state;
    if is_known(tx, event)? {
        return Ok(Some(Heard { is_new: false, before, payment }));
    }
    insert_event(tx, id, event, heard_at)?;
    let state = state_of(&payment.bill, &list_events(tx, id)?);
    tx.run(TABLE, |conn, here| {
        diesel::update(payments::table)
            .filter(payments::id.eq(id.as_str()))
            .filter(payments::municipality.eq(here))
            .set(payments::state.eq(state.word()))
            .execute(conn)
    })?;
    Ok(Some(Heard { is_new: true, before, payment: Payment { state, ..payment } }))
}

/// Everything that the provider said of a payment, in the order in which it was heard.
pub fn list_events(tx: &mut impl Reads, id: &PaymentId) -> Result<Vec<PaymentEvent>, StoreError> {
    let rows: Vec<EventRow> = tx.run("payment_events", |conn, here| {
        payment_events::table
            .filter(payment_events::payment_id.eq(id.as_str()))
            .filter(payment_events::municipality.eq(here))
            .order((payment_events::heard_at, payment_events::event_id))
            .select(EventRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(PaymentEvent::try_from).collect()
}

fn bump(tx: &mut WriteTx<'_>, id: &PaymentId) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::update(payments::table)
            .filter(payments::id.eq(id.as_str()))
            .filter(payments::municipality.eq(here))
            .set(payments::version.eq(payments::version + 1))
            .execute(conn)
    })?;
    Ok(())
}

fn is_known(tx: &mut WriteTx<'_>, event: &PaymentEvent) -> Result<bool, StoreError> {
    let known: Option<String> = tx.run("payment_events", |conn, here| {
        payment_events::table
            .filter(payment_events::municipality.eq(here))
            .filter(payment_events::event_id.eq(&event.event_id))
            .select(payment_events::event_id)
            .get_result(conn)
            .optional()
    })?;
    Ok(known.is_some())
}

fn insert_event(
    tx: &mut WriteTx<'_>,
    id: &PaymentId,
    event: &PaymentEvent,
    heard_at: Instant,
) -> Result<(), StoreError> {
    tx.run("payment_events", |conn, here| {
        diesel::insert_into(payment_events::table)
            .values((
                payment_events::municipality.eq(here),
                payment_events::event_id.eq(&event.event_id),
                payment_events::payment_id.eq(id.as_str()),
                payment_events::kind.eq(event.kind.word()),
                payment_events::amount.eq(event.amount.get()),
                payment_events::currency.eq(event.currency.word()),
                payment_events::occurred_at.eq(event.occurred_at.naive_utc()),
                payment_events::heard_at.eq(heard_at.naive_utc()),
            ))
            .execute(conn)
    })?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = payments)]
struct PaymentRow {
    id: String,
    submission_id: String,
    amount: i64,
    lines: String,
    labels: Option<Vec<u8>>,
    issued_at: NaiveDateTime,
    expires_at: NaiveDateTime,
    state: String,
    cancelled_at: Option<NaiveDateTime>,
}

impl PaymentRow {
    /// A bill from before its words were sealed has them in its lines, an erased case has none.
    fn read(self, tx: &mut impl Reads) -> Result<Payment, StoreError> {
        let at = At::row(TABLE, &self.id);
        let mut bill = Bill {
            payment: at.parse("id", &self.id)?,
            submission: at.parse("submission", &self.submission_id)?,
            amount: Yen::new(self.amount),
            lines: serde_json::from_str(&self.lines).ok().ok_or_else(|| at.damaged("lines"))?,
            issued_at: Instant::from_naive_utc(self.issued_at),
            expires_at: Instant::from_naive_utc(self.expires_at),
        };
        if let Some(bytes) = self.labels {
            let sealer = case_keys::sealer_of(tx, &bill.submission)?;
            let place = Place::of_case(&bill.submission, Part::Labels(&bill.payment));
            let labels = sealer.open(&Sealed::read(place, bytes))?;
            let labels: Vec<String> =
                serde_json::from_slice(&labels).ok().ok_or_else(|| at.damaged("labels"))?;
            if labels.len() != bill.lines.len() {
                return Err(at.damaged("labels"));
            }
            bill.lines.iter_mut().zip(labels).for_each(|(line, label)| line.label = label);
        }
        let cancelled_at = self.cancelled_at.map(Instant::from_naive_utc);
        Ok(Payment { bill, state: at.parse("state", &self.state)?, cancelled_at })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = payment_events)]
struct EventRow {
    event_id: String,
    kind: String,
    amount: i64,
    currency: String,
    occurred_at: NaiveDateTime,
}

impl TryFrom<EventRow> for PaymentEvent {
    type Error = StoreError;

    fn try_from(row: EventRow) -> Result<Self, StoreError> {
        let at = At::row("payment_events", &row.event_id);
        Ok(Self {
            kind: at.parse("kind", &row.kind)?,
            amount: Yen::new(row.amount),
            currency: Currency::from(row.currency.as_str()),
            occurred_at: Instant::from_naive_utc(row.occurred_at),
            event_id: row.event_id,
        })
    }
}
