//! What the provider was asked for: orders follow one another and are asked about, nobody pays
//! twice unseen, and no more goes back than came.

use std::collections::BTreeMap;

use diesel::{
    dsl::{count_star, exists, not},
    prelude::*,
};
use fees::PaymentEventKind;
use kernel::{PaymentId, Yen};

use super::Round;
use crate::{
    ReadTx, StoreError,
    orders::Stage,
    payments,
    refunds::{self, Refund, RefundState},
    schema::{payment_differences, payment_events, payment_orders, refunds as given_back},
    transaction::Door as _,
};

/// More of one kind tell nothing new.
const MOST: i64 = 100;

pub(super) fn check(tx: &mut ReadTx<'_>, round: &mut Round<'_>) -> Result<(), StoreError> {
    check_orders(tx, round)?;
    check_captures(tx, round)?;
    check_refunds(tx, round)
}

/// An order that can still bring money is known to the provider and asked about; one that is
/// over is not. Nobody asks about a first one that was never answered.
fn check_orders(tx: &mut ReadTx<'_>, round: &mut Round<'_>) -> Result<(), StoreError> {
    let unasked: Vec<String> = tx.run("payment_orders", |conn, here| {
        let [asked, over] = [Stage::Asked, Stage::Over].map(Stage::word);
        let lost = payment_orders::reference.is_null().or(payment_orders::look_at.is_null());
        payment_orders::table
            .filter(payment_orders::municipality.eq(here))
            .filter(
                payment_orders::stage
                    .ne_all([asked, over])
                    .and(lost)
                    .or(payment_orders::stage.eq(over).and(payment_orders::look_at.is_not_null())),
            )
            .limit(MOST)
            .select(payment_orders::payment_id)
            .load(conn)
    })?;
    for id in unasked {
        round.add(
            "order",
            "payment_orders",
            &id,
            "the provider is not asked about it as it stands",
        );
    }
    let counted: Vec<(String, i64, Option<i64>)> = tx.run("payment_orders", |conn, here| {
        payment_orders::table
            .filter(payment_orders::municipality.eq(here))
            .group_by(payment_orders::payment_id)
            .having(diesel::dsl::max(payment_orders::attempt).ne(count_star().nullable()))
            .select((
                payment_orders::payment_id,
                count_star(),
                diesel::dsl::max(payment_orders::attempt),
            ))
            .load(conn)
    })?;
    for (id, _, _) in counted {
        round.add("order", "payment_orders", &id, "an attempt is missing between its orders");
    }
    Ok(())
}

/// Who paid twice stands on somebody's list.
fn check_captures(tx: &mut ReadTx<'_>, round: &mut Round<'_>) -> Result<(), StoreError> {
    let twice: Vec<(String, i64)> = tx.run("payment_events", |conn, here| {
        let told = payment_differences::table
            .filter(payment_differences::municipality.eq(here))
            .filter(payment_differences::payment_id.eq(payment_events::payment_id.nullable()));
        payment_events::table
            .filter(payment_events::municipality.eq(here))
            .filter(payment_events::kind.eq(PaymentEventKind::Captured.word()))
            .filter(not(exists(told)))
            .group_by(payment_events::payment_id)
            .having(count_star().gt(1_i64))
            .select((payment_events::payment_id, count_star()))
            .load(conn)
    })?;
    for (id, _) in twice {
        round.add("captured", "payments", &id, "it was captured twice, and nobody was told");
    }
    Ok(())
}

fn check_refunds(tx: &mut ReadTx<'_>, round: &mut Round<'_>) -> Result<(), StoreError> {
    let payments: Vec<String> = tx.run("refunds", |conn, here| {
        given_back::table
            .filter(given_back::municipality.eq(here))
            .distinct()
            .select(given_back::payment_id)
            .load(conn)
    })?;
    for id in payments {
        let parsed = crate::row::At::row("refunds", &id).parse::<PaymentId>("payment", &id);
        let Some(id) = round.read(parsed)? else { continue };
        let listed = refunds::list(tx, &id);
        let Some(listed) = round.read(listed)? else { continue };
        let heard = payments::list_events(tx, &id);
        let Some(heard) = round.read(heard)? else { continue };
        let moved = |kind| {
            let of_kind = heard.iter().filter(|event| event.kind == kind);
            of_kind.map(|event| event.amount.get()).fold(0, i64::saturating_add)
        };
        let sums = sums(&listed);
        let sum = |wanted: fn(RefundState) -> bool| {
            let counted = sums.iter().filter(|(state, _)| wanted(**state));
            counted.map(|(_, amount)| *amount).fold(0, i64::saturating_add)
        };
        let place = ("refunds", id.as_str());
        let wanted = sum(|state| !matches!(state, RefundState::Rejected | RefundState::Failed));
        let came = moved(PaymentEventKind::Captured);
        round.expect(wanted <= came, "refund", place, "more is to go back than came");
        let returned = sum(|state| state == RefundState::Returned);
        let back = moved(PaymentEventKind::Refunded);
        round.expect(
            returned <= back,
            "refund",
            place,
            "the provider never said that it went back",
        );
        for refund in &listed {
            round.expect(is_decided(refund), "refund", ("refunds", refund.id.as_str()), UNDECIDED);
        }
    }
    Ok(())
}

const UNDECIDED: &str = "its state is not what two people and the provider made of it";

fn sums(listed: &[Refund]) -> BTreeMap<RefundState, i64> {
    let mut sums = BTreeMap::new();
    for refund in listed {
        let sum: &mut i64 = sums.entry(refund.state).or_default();
        *sum = sum.saturating_add(Yen::get(refund.amount));
    }
    sums
}

/// Who decided is known from then on; it is over exactly where it has ended.
const fn is_decided(refund: &Refund) -> bool {
    let is_proposed = matches!(refund.state, RefundState::Proposed);
    let is_over =
        matches!(refund.state, RefundState::Rejected | RefundState::Returned | RefundState::Failed);
    refund.decided.is_some() != is_proposed && refund.ended_at.is_some() == is_over
}
