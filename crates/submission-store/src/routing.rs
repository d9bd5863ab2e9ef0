//! 振り分け: at which desk a new case lies, as a department has said it in a list of rules.
//!
//! A list never changes: another one is proposed, and confirmed by somebody else. The last that was
//! confirmed is in force.

use chrono::NaiveDateTime;
use diesel::{dsl::count_star, prelude::*};
use kernel::{CasePlace, DepartmentId, Instant, StaffId, WardId};
use serde::{Deserialize, Serialize};

use crate::{
    Reads, StoreError, WriteTx,
    row::{At, words},
    schema::routing_lists,
    submissions::Source,
    transaction::Door as _,
};

/// Where they are; what [`StoreError::Duplicate`] says while another list waits.
pub const TABLE: &str = "routing_lists";

/// Which cases lie where. What is not said holds for every one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Of this procedure.
    pub procedure: Option<String>,
    /// Of this ward.
    pub ward: Option<WardId>,
    /// Come by this door.
    pub source: Option<Source>,
    /// The desk; nothing for the department that answers for the case.
    pub desk: Option<DepartmentId>,
}

/// The rules of a department, the first that takes a case decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleList {
    /// Whose they are; they hold for the departments below as well.
    pub department: DepartmentId,
    /// Counts the lists of a department from 1.
    pub number: i64,
    /// The rules, in order.
    pub rules: Vec<Rule>,
    /// Who proposed it.
    pub proposed_by: StaffId,
    /// When.
    pub proposed_at: Instant,
    /// What became of it; nothing while it waits.
    pub settled: Option<Settled>,
}

/// What became of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// What.
    pub outcome: Outcome,
    /// By whom: somebody else where it was confirmed.
    pub by: StaffId,
    /// When.
    pub at: Instant,
}

/// What becomes of a list that was proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is in force until the next one.
    Confirmed,
    /// It never was.
    Dropped,
}

words!(Outcome { Confirmed = "confirmed", Dropped = "dropped" });

impl Rule {
    /// Whether it says where this case lies.
    pub fn takes(&self, place: &CasePlace, source: Source) -> bool {
        self.procedure.as_ref().is_none_or(|procedure| *procedure == place.procedure)
            && self.ward.as_ref().is_none_or(|ward| place.ward.as_ref() == Some(ward))
            && self.source.is_none_or(|door| door == source)
    }

    /// Whether it leaves nothing for `later`, wherever that one leads.
    pub fn covers(&self, later: &Self) -> bool {
        fn within<T: PartialEq>(said: Option<&T>, later: Option<&T>) -> bool {
            said.is_none() || said == later
        }
        within(self.procedure.as_ref(), later.procedure.as_ref())
            && within(self.ward.as_ref(), later.ward.as_ref())
            && within(self.source.as_ref(), later.source.as_ref())
    }
}

/// Keeps a list that waits. [`StoreError::Duplicate`]: another one of the department does.
pub fn propose(
    tx: &mut WriteTx<'_>,
    department: &DepartmentId,
    rules: &[Rule],
    by: &StaffId,
    at: Instant,
) -> Result<(), StoreError> {
    let written: Vec<StoredRule> = rules.iter().map(StoredRule::of).collect();
    let damaged = || StoreError::corrupt(TABLE, department.as_str(), "rules cannot be written");
    let rules = serde_json::to_string(&written).ok().ok_or_else(damaged)?;
    let last = list(tx, department, 1)?.first().map_or(0, |list| list.number);
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(routing_lists::table)
            .values((
                routing_lists::municipality.eq(here),
                routing_lists::department.eq(department.as_str()),
                routing_lists::number.eq(last + 1),
                routing_lists::rules.eq(&rules),
                routing_lists::proposed_by.eq(by.as_str()),
                routing_lists::proposed_at.eq(at.naive_utc()),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// Says what becomes of a list that waits. [`StoreError::Conflict`]: it does no more.
pub fn settle(
    tx: &mut WriteTx<'_>,
    department: &DepartmentId,
    number: i64,
    settled: &Settled,
) -> Result<(), StoreError> {
    let changed = tx.run(TABLE, |conn, here| {
        diesel::update(routing_lists::table)
            .filter(routing_lists::municipality.eq(here))
            .filter(routing_lists::department.eq(department.as_str()))
            .filter(routing_lists::number.eq(number))
            .filter(routing_lists::outcome.is_null())
            .set((
                routing_lists::outcome.eq(settled.outcome.word()),
                routing_lists::settled_by.eq(settled.by.as_str()),
                routing_lists::settled_at.eq(settled.at.naive_utc()),
            ))
            .execute(conn)
    })?;
    if changed == 1 {
        return Ok(());
    }
    Err(StoreError::Conflict { table: TABLE, by: None, at: None })
}

/// The last lists of a department, the newest first.
pub fn list(
    tx: &mut impl Reads,
    department: &DepartmentId,
    most: i64,
) -> Result<Vec<RuleList>, StoreError> {
    let rows: Vec<ListRow> = tx.run(TABLE, |conn, here| {
        routing_lists::table
            .filter(routing_lists::municipality.eq(here))
            .filter(routing_lists::department.eq(department.as_str()))
            .order(routing_lists::number.desc())
            .limit(most)
            .select(ListRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(RuleList::try_from).collect()
}

/// The list of a department that is in force.
pub fn in_force(
    tx: &mut impl Reads,
    department: &DepartmentId,
) -> Result<Option<RuleList>, StoreError> {
    let row: Option<ListRow> = tx.run(TABLE, |conn, here| {
        routing_lists::table
            .filter(routing_lists::municipality.eq(here))
            .filter(routing_lists::department.eq(department.as_str()))
            .filter(routing_lists::outcome.eq(Outcome::Confirmed.word()))
            .order(routing_lists::number.desc())
            .select(ListRow::as_select())
            .first(conn)
            .optional()
    })?;
    row.map(RuleList::try_from).transpose()
}

/// The lists that wait for somebody else's look.
pub fn waiting(tx: &mut impl Reads) -> Result<Vec<RuleList>, StoreError> {
    let rows: Vec<ListRow> = tx.run(TABLE, |conn, here| {
        routing_lists::table
            .filter(routing_lists::municipality.eq(here))
            .filter(routing_lists::outcome.is_null())
            .order(routing_lists::department)
            .select(ListRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(RuleList::try_from).collect()
}

/// Every list that was confirmed, of each department the one in force last.
pub fn confirmed(tx: &mut impl Reads) -> Result<Vec<RuleList>, StoreError> {
    let rows: Vec<ListRow> = tx.run(TABLE, |conn, here| {
        routing_lists::table
            .filter(routing_lists::municipality.eq(here))
            .filter(routing_lists::outcome.eq(Outcome::Confirmed.word()))
            .order((routing_lists::department, routing_lists::number))
            .select(ListRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(RuleList::try_from).collect()
}

/// How many lists were ever confirmed: another number means that others are in force.
pub fn changes(tx: &mut impl Reads) -> Result<i64, StoreError> {
    tx.run(TABLE, |conn, here| {
        routing_lists::table
            .filter(routing_lists::municipality.eq(here))
            .filter(routing_lists::outcome.eq(Outcome::Confirmed.word()))
            .select(count_star())
            .get_result(conn)
    })
}

/// A rule as it is written.
#[derive(Serialize, Deserialize)]
struct StoredRule {
    #[serde(skip_serializing_if = "Option::is_none")]
    procedure: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ward: Option<WardId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    desk: Option<DepartmentId>,
}

impl StoredRule {
    fn of(rule: &Rule) -> Self {
        let Rule { procedure, ward, source, desk } = rule.clone();
        Self { procedure, ward, source: source.map(|source| source.word().to_owned()), desk }
    }

    fn read(self, at: At<'_>) -> Result<Rule, StoreError> {
        let Self { procedure, ward, source, desk } = self;
        Ok(Rule { procedure, ward, source: at.parse_option("source", source.as_deref())?, desk })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = routing_lists)]
struct ListRow {
    department: String,
    number: i64,
    rules: String,
    proposed_by: String,
    proposed_at: NaiveDateTime,
    outcome: Option<String>,
    settled_by: Option<String>,
    settled_at: Option<NaiveDateTime>,
}

impl TryFrom<ListRow> for RuleList {
    type Error = StoreError;

    fn try_from(row: ListRow) -> Result<Self, StoreError> {
        let at = At::row(TABLE, &row.department);
        let written: Vec<StoredRule> =
            serde_json::from_str(&row.rules).ok().ok_or_else(|| at.damaged("rules"))?;
        let outcome = at.parse_option("outcome", row.outcome.as_deref())?;
        let by = at.parse_option("settled_by", row.settled_by.as_deref())?;
        let settled = match (outcome, by, row.settled_at) {
            (Some(outcome), Some(by), Some(when)) => {
                Some(Settled { outcome, by, at: Instant::from_naive_utc(when) })
            }
            _ => None,
        };
        Ok(Self {
            department: at.parse("department", &row.department)?,
            number: row.number,
            rules: written.into_iter().map(|rule| rule.read(at)).collect::<Result<_, _>>()?,
            proposed_by: at.parse("proposed_by", &row.proposed_by)?,
            proposed_at: Instant::from_naive_utc(row.proposed_at),
            settled,
        })
    }
}
