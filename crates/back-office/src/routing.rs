//! 振り分け: at which desks the new cases of a department lie.
//!
//! Who leads a department proposes a list of rules, sees before what it would have done with the
//! last cases, and somebody else who leads there confirms it. No rule moves a case that is here.

mod trial;

use std::{collections::HashMap, iter};

use kernel::{DepartmentId, Instant, Language, StaffId, WardId};
use submission_store::{
    StoreError,
    routing::{self, RuleList, Settled, TABLE},
    staff,
};

pub use self::trial::{Moved, Trial, TriedList};
pub use submission_store::{
    routing::{Outcome, Rule},
    submissions::Source,
};

use crate::{BackOffice, Error, KeptDepartment, Staff, sentences::leads};

/// Rules of one department: more than anybody looks through.
pub const MOST_RULES: usize = 50;

/// So many lists are told of a department's past.
const PAST: i64 = 10;

/// What somebody says about desks.
#[derive(Debug)]
pub struct RoutingBook {
    /// The departments that the person leads.
    pub departments: Vec<KeptDepartment>,
    /// Which of them this is about.
    pub department: DepartmentId,
    /// The rules in force.
    pub in_force: Option<ListView>,
    /// The list that waits.
    pub waiting: Option<ListView>,
    /// The last lists, the newest first.
    pub lists: Vec<ListView>,
    /// The desks that a rule can name: id and name.
    pub desks: Vec<(DepartmentId, String)>,
    /// The wards that a rule can name: id and name.
    pub wards: Vec<(WardId, String)>,
    /// Who else could confirm a list.
    pub others: Vec<String>,
    /// Whether the list that waits is one's own.
    pub own_waits: bool,
}

/// A list of rules, with who said it.
#[derive(Debug, Clone)]
pub struct ListView {
    /// What names it.
    pub number: i64,
    /// The rules, in order.
    pub rules: Vec<Rule>,
    /// Who proposed it, and when.
    pub proposed: (String, Instant),
    /// What became of it, by whom, and when.
    pub settled: Option<(Outcome, String, Instant)>,
}

/// Why rules are not proposed or confirmed.
#[derive(Debug, thiserror::Error)]
pub enum RoutingFault {
    /// There are too many.
    #[error("there are more than {limit} rules")]
    TooMany {
        /// The limit.
        limit: usize,
    },
    /// A rule names what is not there.
    #[error("rule {position} names a procedure, ward or door that is not there")]
    Unknown {
        /// Which, from 1.
        position: usize,
    },
    /// Nobody takes cases at the desk of a rule.
    #[error("nobody takes cases at the desk of rule {position}")]
    Deserted {
        /// Which, from 1.
        position: usize,
    },
    /// A rule comes after one that leaves nothing for it.
    #[error("rule {earlier} leaves nothing for rule {position}")]
    Unreachable {
        /// Which, from 1.
        position: usize,
        /// The one before it.
        earlier: usize,
    },
    /// These rules are in force.
    #[error("these rules are in force")]
    Same,
    /// Another list of the department waits.
    #[error("another list waits")]
    Waiting,
    /// Nobody confirms their own list.
    #[error("nobody confirms their own list")]
    Own,
    /// Something else.
    #[error(transparent)]
    Intent(#[from] Error),
}

impl From<StoreError> for RoutingFault {
    fn from(fault: StoreError) -> Self {
        if matches!(fault, StoreError::Duplicate { table: TABLE }) {
            return Self::Waiting;
        }
        Self::Intent(fault.into())
    }
}

impl RoutingBook {
    /// The department that this is about.
    pub fn kept(&self) -> Option<&KeptDepartment> {
        self.departments.iter().find(|it| it.id == self.department)
    }
}

impl BackOffice {
    /// What is said about the desks of a department; of the first that the person leads where none
    /// is named.
    pub async fn routing(&self, staff: &Staff, department: &str) -> Result<RoutingBook, Error> {
        self.routing_at(staff, department, self.now()).await
    }

    async fn routing_at(
        &self,
        staff: &Staff,
        department: &str,
        now: Instant,
    ) -> Result<RoutingBook, Error> {
        let departments = self.led(staff).await?;
        let named = departments.iter().find(|it| it.id.as_str() == department);
        let named = if department.is_empty() { departments.first() } else { named };
        let department = named.ok_or(Error::NotFound)?.id.clone();
        let of = department.clone();
        let read = self.inner.store.read(move |tx| {
            let (lists, in_force) = (routing::list(tx, &of, PAST)?, routing::in_force(tx, &of)?);
            let of_list = |it: &RuleList| {
                iter::once(it.proposed_by.clone())
                    .chain(it.settled.as_ref().map(|it| it.by.clone()))
            };
            let people: Vec<StaffId> = lists.iter().chain(&in_force).flat_map(of_list).collect();
            let people = staff::names(tx, &people)?;
            Ok::<_, StoreError>((lists, in_force, people))
        });
        let (lists, in_force, people) = read.await?;
        let mut others = self.everybody(now).await?;
        let desks = self.desks_of_all(&others);
        others.retain(|(who, _)| who.person() != staff.id() && leads(who, &department));
        let wards = self.catalogue().wards().into_iter().map(|ward| (ward.id, ward.name));
        let outside = WardId::outside();
        let outside_name = self.catalogue().ward_name(&outside, Language::Japanese);
        let mut wards: Vec<_> = wards.collect();
        if !wards.is_empty() {
            wards.push((outside, outside_name));
        }
        let waiting = lists.iter().find(|it| it.settled.is_none()).cloned();
        let view = |list: RuleList| ListView::of(list, &people);
        Ok(RoutingBook {
            own_waits: waiting.as_ref().is_some_and(|it| it.proposed_by == *staff.id()),
            waiting: waiting.map(view),
            in_force: in_force.map(view),
            lists: lists.into_iter().map(view).collect(),
            desks,
            others: others.into_iter().map(|(_, name)| name).collect(),
            departments,
            department,
            wards,
        })
    }

    /// What these rules would have done with the last cases.
    pub async fn try_routing(
        &self,
        staff: &Staff,
        department: &DepartmentId,
        rules: Vec<Rule>,
    ) -> Result<Trial, RoutingFault> {
        let rules = self.sound(staff, department, rules, self.now()).await?;
        Ok(self.tried(staff, department, rules).await?)
    }

    /// Proposes rules in place of those in force.
    pub async fn propose_routing(
        &self,
        staff: &Staff,
        department: &DepartmentId,
        rules: Vec<Rule>,
    ) -> Result<(), RoutingFault> {
        let now = self.now();
        let rules = self.sound(staff, department, rules, now).await?;
        let (of, by) = (department.clone(), staff.id().clone());
        let written = self.inner.store.write(move |tx| {
            let in_force = routing::in_force(tx, &of)?;
            if in_force.map_or(rules.is_empty(), |list| list.rules == rules) {
                return Err(RoutingFault::Same);
            }
            Ok(routing::propose(tx, &of, &rules, &by, now)?)
        });
        written.await
    }

    /// Confirms a list that somebody else proposed, which is in force from then on; or drops it.
    pub async fn settle_routing(
        &self,
        staff: &Staff,
        department: &DepartmentId,
        number: i64,
        outcome: Outcome,
    ) -> Result<(), RoutingFault> {
        let now = self.now();
        if !leads(&staff.authority, department) {
            return Err(Error::NotFound.into());
        }
        let (of, by) = (department.clone(), staff.id().clone());
        let settled = Settled { outcome, by: by.clone(), at: now };
        let confirms = outcome == Outcome::Confirmed;
        let list = self.inner.store.read(move |tx| routing::list(tx, &of, PAST)).await?;
        let waiting = list.into_iter().find(|it| it.number == number && it.settled.is_none());
        if let Some(waiting) = waiting.filter(|_| confirms) {
            if waiting.proposed_by == by {
                return Err(RoutingFault::Own);
            }
            // Somebody may have left meanwhile.
            self.sound(staff, department, waiting.rules, now).await?;
        }
        let of = department.clone();
        let written = self.inner.store.write(move |tx| routing::settle(tx, &of, number, &settled));
        written.await?;
        if confirms {
            self.catalogue().follow().await.map_err(Error::from)?;
        }
        Ok(())
    }

    /// The rules, if this person may say them and each of them can be followed.
    async fn sound(
        &self,
        staff: &Staff,
        department: &DepartmentId,
        rules: Vec<Rule>,
        now: Instant,
    ) -> Result<Vec<Rule>, RoutingFault> {
        let book = self.routing_at(staff, department.as_str(), now).await?;
        let kept = book.kept().ok_or(Error::NotFound)?;
        if rules.len() > MOST_RULES {
            return Err(RoutingFault::TooMany { limit: MOST_RULES });
        }
        for (position, rule) in (1..).zip(&rules) {
            let asked = |id: &String| kept.procedures.iter().any(|it| it.form.id() == id);
            let lies = |id: &WardId| book.wards.iter().any(|(ward, _)| ward == id);
            let works = |id: &DepartmentId| book.desks.iter().any(|(desk, _)| desk == id);
            let is_known = rule.procedure.as_ref().is_none_or(asked)
                && rule.ward.as_ref().is_none_or(lies)
                && rule.source != Some(Source::Seed);
            if !is_known {
                return Err(RoutingFault::Unknown { position });
            }
            if !rule.desk.as_ref().is_none_or(works) {
                return Err(RoutingFault::Deserted { position });
            }
            let before = (1..position).zip(&rules).find(|(_, earlier)| earlier.covers(rule));
            if let Some((earlier, _)) = before {
                return Err(RoutingFault::Unreachable { position, earlier });
            }
        }
        Ok(rules)
    }
}

impl ListView {
    fn of(list: RuleList, people: &HashMap<StaffId, String>) -> Self {
        let name = |id: &StaffId| people.get(id).cloned().unwrap_or_default();
        Self {
            number: list.number,
            proposed: (name(&list.proposed_by), list.proposed_at),
            settled: list.settled.map(|it| (it.outcome, name(&it.by), it.at)),
            rules: list.rules,
        }
    }
}
