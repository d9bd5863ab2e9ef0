//! What the payment provider was asked to collect: one order after another for a bill.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use kernel::{Instant, PaymentId};

use crate::{
    Reads, StoreError, WriteTx,
    row::{At, words},
    schema::payment_orders,
    transaction::Door as _,
};

const TABLE: &str = "payment_orders";

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// The provider is being asked, or could not be.
    Asked,
    /// The payer can pay.
    Open,
    /// The money is on its way.
    Pending,
    /// Nothing more comes from it.
    Over,
}

words!(Stage { Asked = "asked", Open = "open", Pending = "pending", Over = "over" });

/// One order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The bill that it is for.
    pub payment: PaymentId,
    /// Counted from one.
    pub attempt: u32,
    /// The provider's word.
    pub provider: String,
    /// When it was first wanted.
    pub asked_at: Instant,
    /// The provider's own name of it, once it has answered.
    pub reference: Option<String>,
    /// Where the payer goes.
    pub page: Option<String>,
    /// Where it stands.
    pub stage: Stage,
    /// When the provider is to be asked about it next.
    pub look_at: Option<Instant>,
    /// How often it was.
    pub looks: u32,
}

/// The newest order of a bill.
pub fn latest(tx: &mut impl Reads, payment: &PaymentId) -> Result<Option<Order>, StoreError> {
    let row: Option<OrderRow> = tx.run(TABLE, |conn, here| {
        payment_orders::table
            .filter(payment_orders::municipality.eq(here))
            .filter(payment_orders::payment_id.eq(payment.as_str()))
            .order(payment_orders::attempt.desc())
            .select(OrderRow::as_select())
            .first(conn)
            .optional()
    })?;
    row.map(Order::try_from).transpose()
}

/// Keeps a new order; `Duplicate` when somebody else was faster.
pub fn insert(tx: &mut WriteTx<'_>, order: &Order) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(payment_orders::table)
            .values((
                payment_orders::municipality.eq(here),
                payment_orders::payment_id.eq(order.payment.as_str()),
                payment_orders::attempt.eq(i64::from(order.attempt)),
                payment_orders::provider.eq(&order.provider),
                payment_orders::asked_at.eq(order.asked_at.naive_utc()),
                payment_orders::reference.eq(&order.reference),
                payment_orders::page.eq(&order.page),
                payment_orders::stage.eq(order.stage.word()),
                payment_orders::look_at.eq(order.look_at.map(Instant::naive_utc)),
                payment_orders::looks.eq(i64::from(order.looks)),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// Writes down what the provider answered.
pub fn save(tx: &mut WriteTx<'_>, order: &Order) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::update(payment_orders::table)
            .filter(payment_orders::municipality.eq(here))
            .filter(payment_orders::payment_id.eq(order.payment.as_str()))
            .filter(payment_orders::attempt.eq(i64::from(order.attempt)))
            .set((
                payment_orders::reference.eq(&order.reference),
                payment_orders::page.eq(&order.page),
                payment_orders::stage.eq(order.stage.word()),
                payment_orders::look_at.eq(order.look_at.map(Instant::naive_utc)),
                payment_orders::looks.eq(i64::from(order.looks)),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// Orders about which the provider is to be asked, those that wait longest first.
pub fn list_due(tx: &mut impl Reads, now: Instant, limit: u32) -> Result<Vec<Order>, StoreError> {
    let rows: Vec<OrderRow> = tx.run(TABLE, |conn, here| {
        payment_orders::table
            .filter(payment_orders::municipality.eq(here))
            .filter(payment_orders::look_at.le(now.naive_utc()))
            .order((payment_orders::look_at, payment_orders::payment_id))
            .limit(i64::from(limit))
            .select(OrderRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(Order::try_from).collect()
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = payment_orders)]
struct OrderRow {
    payment_id: String,
    attempt: i64,
    provider: String,
    asked_at: NaiveDateTime,
    reference: Option<String>,
    page: Option<String>,
    stage: String,
    look_at: Option<NaiveDateTime>,
    looks: i64,
}

impl TryFrom<OrderRow> for Order {
    type Error = StoreError;

    fn try_from(row: OrderRow) -> Result<Self, StoreError> {
        let at = At::row(TABLE, &row.payment_id);
        Ok(Self {
            payment: at.parse("payment", &row.payment_id)?,
            attempt: at.count("attempt", row.attempt)?,
            stage: at.parse("stage", &row.stage)?,
            looks: at.count("looks", row.looks)?,
            asked_at: Instant::from_naive_utc(row.asked_at),
            look_at: row.look_at.map(Instant::from_naive_utc),
            provider: row.provider,
            reference: row.reference,
            page: row.page,
        })
    }
}
