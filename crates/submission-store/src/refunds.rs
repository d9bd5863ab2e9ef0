//! Money that goes back: proposed by one person, approved by another, done by the provider.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use kernel::{Instant, PaymentId, RefundId, StaffId, Yen};

use crate::{
    Reads, StoreError, WriteTx,
    row::{At, words},
    schema::refunds,
    transaction::Door as _,
};

const TABLE: &str = "refunds";

/// Where giving back stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RefundState {
    /// It waits for a second person.
    Proposed,
    /// The second person said no.
    Rejected,
    /// It waits for the provider to be asked.
    Approved,
    /// The provider has taken it up.
    Underway,
    /// The money went back.
    Returned,
    /// The provider cannot give it back.
    Failed,
}

words!(RefundState {
    Proposed = "proposed",
    Rejected = "rejected",
    Approved = "approved",
    Underway = "underway",
    Returned = "returned",
    Failed = "failed",
});

/// One giving back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// Its id, under which the provider does it once.
    pub id: RefundId,
    /// Of which payment.
    pub payment: PaymentId,
    /// How much.
    pub amount: Yen,
    /// Where it stands.
    pub state: RefundState,
    /// Who wants it.
    pub proposed_by: StaffId,
    /// When.
    pub proposed_at: Instant,
    /// Who decided, and when.
    pub decided: Option<(StaffId, Instant)>,
    /// The provider's own name of it, once it has answered.
    pub reference: Option<String>,
    /// When the provider is to be asked next.
    pub try_at: Option<Instant>,
    /// How often it was.
    pub tries: u32,
    /// When it was over.
    pub ended_at: Option<Instant>,
}

impl RefundState {
    /// Whether something is still to happen.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Proposed | Self::Approved | Self::Underway)
    }
}

/// Keeps a proposal; `Duplicate` while another one of the payment is open.
pub fn insert(tx: &mut WriteTx<'_>, refund: &Refund) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(refunds::table)
            .values((
                refunds::id.eq(refund.id.as_str()),
                refunds::municipality.eq(here),
                refunds::payment_id.eq(refund.payment.as_str()),
                refunds::amount.eq(refund.amount.get()),
                refunds::state.eq(refund.state.word()),
                refunds::proposed_by.eq(refund.proposed_by.as_str()),
                refunds::proposed_at.eq(refund.proposed_at.naive_utc()),
                refunds::tries.eq(i64::from(refund.tries)),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// Writes down where it stands, unless it has left `from` meanwhile: then it is a conflict.
pub fn save(tx: &mut WriteTx<'_>, from: RefundState, refund: &Refund) -> Result<(), StoreError> {
    let (by, decided_at) = match &refund.decided {
        Some((by, at)) => (Some(by.as_str()), Some(at.naive_utc())),
        None => (None, None),
    };
    let saved = tx.run(TABLE, |conn, here| {
        diesel::update(refunds::table)
            .filter(refunds::municipality.eq(here))
            .filter(refunds::id.eq(refund.id.as_str()))
            .filter(refunds::state.eq(from.word()))
            .set((
                refunds::state.eq(refund.state.word()),
                refunds::decided_by.eq(by),
                refunds::decided_at.eq(decided_at),
                refunds::reference.eq(&refund.reference),
                refunds::try_at.eq(refund.try_at.map(Instant::naive_utc)),
                refunds::tries.eq(i64::from(refund.tries)),
                refunds::ended_at.eq(refund.ended_at.map(Instant::naive_utc)),
            ))
            .execute(conn)
    })?;
    if saved == 1 { Ok(()) } else { Err(StoreError::Conflict { table: TABLE, by: None, at: None }) }
}

/// Has the provider asked no earlier than `until`; nothing about what is over.
pub fn put_off(tx: &mut WriteTx<'_>, id: &RefundId, until: Instant) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::update(refunds::table)
            .filter(refunds::municipality.eq(here))
            .filter(refunds::id.eq(id.as_str()))
            .filter(refunds::try_at.is_not_null())
            .set(refunds::try_at.eq(until.naive_utc()))
            .execute(conn)
    })?;
    Ok(())
}

/// Those of a payment, the first one first.
pub fn list(tx: &mut impl Reads, payment: &PaymentId) -> Result<Vec<Refund>, StoreError> {
    let rows: Vec<RefundRow> = tx.run(TABLE, |conn, here| {
        refunds::table
            .filter(refunds::municipality.eq(here))
            .filter(refunds::payment_id.eq(payment.as_str()))
            .order(refunds::id)
            .select(RefundRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(Refund::try_from).collect()
}

/// Those about which the provider is to be asked, those that wait longest first.
pub fn list_due(tx: &mut impl Reads, now: Instant, limit: u32) -> Result<Vec<Refund>, StoreError> {
    let rows: Vec<RefundRow> = tx.run(TABLE, |conn, here| {
        refunds::table
            .filter(refunds::municipality.eq(here))
            .filter(refunds::try_at.le(now.naive_utc()))
            .order((refunds::try_at, refunds::id))
            .limit(i64::from(limit))
            .select(RefundRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(Refund::try_from).collect()
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = refunds)]
struct RefundRow {
    id: String,
    payment_id: String,
    amount: i64,
    state: String,
    proposed_by: String,
    proposed_at: NaiveDateTime,
    decided_by: Option<String>,
    decided_at: Option<NaiveDateTime>,
    reference: Option<String>,
    try_at: Option<NaiveDateTime>,
    tries: i64,
    ended_at: Option<NaiveDateTime>,
}

impl TryFrom<RefundRow> for Refund {
    type Error = StoreError;

    fn try_from(row: RefundRow) -> Result<Self, StoreError> {
        let at = At::row(TABLE, &row.id);
        let decided_by = at.parse_option("decided by", row.decided_by.as_deref())?;
        Ok(Self {
            id: at.parse("id", &row.id)?,
            payment: at.parse("payment", &row.payment_id)?,
            amount: Yen::new(row.amount),
            state: at.parse("state", &row.state)?,
            proposed_by: at.parse("proposed by", &row.proposed_by)?,
            proposed_at: Instant::from_naive_utc(row.proposed_at),
            decided: decided_by.zip(row.decided_at.map(Instant::from_naive_utc)),
            try_at: row.try_at.map(Instant::from_naive_utc),
            tries: at.count("tries", row.tries)?,
            ended_at: row.ended_at.map(Instant::from_naive_utc),
            reference: row.reference,
        })
    }
}
