//! 自動決定: which rules a city lets decide, who said so, and the cases of which the house has still
//! to ask.
//!
//! A switch is for one rule as it reads: another condition needs another switch. Whether somebody may
//! say so, and what a rule decides, is known elsewhere.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use kernel::{Instant, StaffId, SubmissionId};
use review_workflow::{RuleVerdict, State};

use crate::{
    Reads, StoreError, WriteTx,
    engine::per_engine,
    row::At,
    schema::{cases, rule_switches, rule_waits},
    transaction::Door as _,
};

/// Where they are; what [`StoreError::Duplicate`] says while another switch of the procedure is open.
pub const TABLE: &str = "rule_switches";

const WAITS: &str = "rule_waits";

/// What somebody has said of the rule of a procedure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Switch {
    /// The procedure.
    pub procedure: String,
    /// Counts those of a procedure from 1.
    pub number: i64,
    /// Which way its rule decides.
    pub verdict: RuleVerdict,
    /// The condition of the rule, as it read then.
    pub rule: String,
    /// The first day of whose filings it decides.
    pub starts_on: NaiveDate,
    /// Who wanted it, and when.
    pub proposed: (StaffId, Instant),
    /// Who agreed, and when: somebody else.
    pub confirmed: Option<(StaffId, Instant)>,
    /// Who ended it, or took it back before anybody had agreed, and when.
    pub ended: Option<(StaffId, Instant)>,
}

impl Switch {
    /// Whether it lets this rule decide what arrived then.
    pub fn lets(&self, verdict: RuleVerdict, rule: &str, arrived_at: Instant) -> bool {
        let since = self.confirmed.as_ref().map(|(_, at)| *at);
        self.ended.is_none()
            && (self.verdict, self.rule.as_str()) == (verdict, rule)
            && self.starts_on <= arrived_at.day()
            && since.is_some_and(|since| since <= arrived_at)
    }
}

/// A switch as somebody wants it.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Of which procedure.
    pub procedure: String,
    /// Which way its rule decides.
    pub verdict: RuleVerdict,
    /// The condition of the rule.
    pub rule: String,
    /// From when on.
    pub starts_on: NaiveDate,
}

/// Keeps a switch that waits for another person. [`StoreError::Duplicate`]: one of the procedure is
/// open.
pub fn propose(
    tx: &mut WriteTx<'_>,
    wanted: &Wanted,
    by: &StaffId,
    at: Instant,
) -> Result<(), StoreError> {
    let last = list(tx, &wanted.procedure, 1)?.first().map_or(0, |switch| switch.number);
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(rule_switches::table)
            .values((
                rule_switches::municipality.eq(here),
                rule_switches::procedure.eq(&wanted.procedure),
                rule_switches::number.eq(last + 1),
                rule_switches::verdict.eq(wanted.verdict.word()),
                rule_switches::rule.eq(&wanted.rule),
                rule_switches::starts_on.eq(wanted.starts_on),
                rule_switches::proposed_by.eq(by.as_str()),
                rule_switches::proposed_at.eq(at.naive_utc()),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// Says that another person agrees: it decides from its day on. [`StoreError::Conflict`]: it waits
/// no more.
pub fn confirm(
    tx: &mut WriteTx<'_>,
    procedure: &str,
    number: i64,
    by: &StaffId,
    at: Instant,
) -> Result<(), StoreError> {
    let changed = tx.run(TABLE, |conn, here| {
        diesel::update(rule_switches::table.find((here, procedure, number)))
            .filter(rule_switches::confirmed_at.is_null())
            .filter(rule_switches::ended_at.is_null())
            .filter(rule_switches::proposed_by.ne(by.as_str()))
            .set((
                rule_switches::confirmed_by.eq(by.as_str()),
                rule_switches::confirmed_at.eq(at.naive_utc()),
            ))
            .execute(conn)
    })?;
    one(changed)
}

/// Ends a switch, or takes it back: it decides nothing more. [`StoreError::Conflict`]: it has ended.
pub fn end(
    tx: &mut WriteTx<'_>,
    procedure: &str,
    number: i64,
    by: &StaffId,
    at: Instant,
) -> Result<(), StoreError> {
    let changed = tx.run(TABLE, |conn, here| {
        diesel::update(rule_switches::table.find((here, procedure, number)))
            .filter(rule_switches::ended_at.is_null())
            .set((
                rule_switches::ended_by.eq(by.as_str()),
                rule_switches::ended_at.eq(at.naive_utc()),
            ))
            .execute(conn)
    })?;
    one(changed)
}

fn one(changed: usize) -> Result<(), StoreError> {
    if changed == 1 {
        Ok(())
    } else {
        Err(StoreError::Conflict { table: TABLE, by: None, at: None })
    }
}

/// The last switches of a procedure, the newest first.
pub fn list(tx: &mut impl Reads, procedure: &str, most: i64) -> Result<Vec<Switch>, StoreError> {
    let rows: Vec<SwitchRow> = tx.run(TABLE, |conn, here| {
        rule_switches::table
            .filter(rule_switches::municipality.eq(here))
            .filter(rule_switches::procedure.eq(procedure))
            .order(rule_switches::number.desc())
            .limit(most)
            .select(SwitchRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(Switch::try_from).collect()
}

/// The switch of a procedure that is open: that waits, or is on.
pub fn open(tx: &mut impl Reads, procedure: &str) -> Result<Option<Switch>, StoreError> {
    Ok(list(tx, procedure, 1)?.into_iter().find(|switch| switch.ended.is_none()))
}

/// Says that the house has still to ask whether a rule decides this case.
pub fn wait(tx: &mut WriteTx<'_>, case: &SubmissionId) -> Result<(), StoreError> {
    tx.run(WAITS, |conn, here| {
        per_engine!(conn, |conn| diesel::insert_into(rule_waits::table)
            .values((rule_waits::municipality.eq(here), rule_waits::case_id.eq(case.as_str())))
            .execute(conn))
    })?;
    Ok(())
}

/// The cases of which is still to be asked, as soon as neither their fee nor a place that they
/// wait for holds them up; in order.
pub fn waiting(
    tx: &mut impl Reads,
    after: Option<&SubmissionId>,
    limit: i64,
) -> Result<Vec<SubmissionId>, StoreError> {
    let ids: Vec<String> = tx.run(WAITS, |conn, here| {
        rule_waits::table
            .inner_join(cases::table.on(cases::id.eq(rule_waits::case_id)))
            .filter(rule_waits::municipality.eq(here))
            .filter(rule_waits::case_id.gt(after.map_or("", SubmissionId::as_str)))
            .filter(cases::state.ne_all([State::Waiting, State::AwaitingPayment].map(State::word)))
            .order(rule_waits::case_id)
            .limit(limit)
            .select(rule_waits::case_id)
            .load(conn)
    })?;
    ids.iter().map(|id| At::row(WAITS, id).parse("case_id", id)).collect()
}

/// Says that it was asked, whatever came of it.
pub fn asked(tx: &mut WriteTx<'_>, case: &SubmissionId) -> Result<(), StoreError> {
    tx.run(WAITS, |conn, here| {
        diesel::delete(rule_waits::table.find((here, case.as_str()))).execute(conn)
    })?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = rule_switches)]
struct SwitchRow {
    procedure: String,
    number: i64,
    verdict: String,
    rule: String,
    starts_on: NaiveDate,
    proposed_by: String,
    proposed_at: NaiveDateTime,
    confirmed_by: Option<String>,
    confirmed_at: Option<NaiveDateTime>,
    ended_by: Option<String>,
    ended_at: Option<NaiveDateTime>,
}

impl TryFrom<SwitchRow> for Switch {
    type Error = StoreError;

    fn try_from(row: SwitchRow) -> Result<Self, StoreError> {
        let at = At::row(TABLE, &row.procedure);
        let said = |by: Option<String>, when: Option<NaiveDateTime>| match (by, when) {
            (Some(by), Some(when)) => {
                Ok(Some((at.parse::<StaffId>("person", &by)?, Instant::from_naive_utc(when))))
            }
            (_, _) => Ok::<_, StoreError>(None),
        };
        Ok(Self {
            verdict: at.parse("verdict", &row.verdict)?,
            proposed: (
                at.parse("proposed_by", &row.proposed_by)?,
                Instant::from_naive_utc(row.proposed_at),
            ),
            confirmed: said(row.confirmed_by, row.confirmed_at)?,
            ended: said(row.ended_by, row.ended_at)?,
            number: row.number,
            rule: row.rule,
            starts_on: row.starts_on,
            procedure: row.procedure,
        })
    }
}
