//! 次の1件: the most urgent case that nobody has, for who may take it.

use std::collections::HashMap;

use casework::Taken;
use chrono::Duration;
use kernel::{Instant, SubmissionId};
use review_workflow::{Case, Command, Event, Policy, decide, evolve};
use submission_store::{
    WriteTx,
    cases::{self, CaseRecord},
    looks::LookKind,
    seen,
};

use crate::{
    BackOffice, Error, QueueFilter, Staff, filter::in_ward, look::put_look, permission::Take,
};

/// For so long nobody is offered what they have put back.
const fn put_back_rest() -> Duration {
    Duration::hours(24)
}

impl BackOffice {
    /// Takes the most urgent case that nobody has. Two people never take the same one.
    pub async fn take_next(
        &self,
        staff: &Staff,
        filter: QueueFilter,
    ) -> Result<Option<SubmissionId>, Error> {
        if !staff.authority.allows_somewhere::<Take>() {
            return Err(Error::Forbidden);
        }
        let now = self.now();
        // Who is away is given nothing.
        if self.away_at(staff, now).await?.is_some() {
            return Ok(None);
        }
        let free = cases::Free {
            reach: staff.authority.reach::<Take>(),
            department: filter.department,
            desk: filter.desk,
            procedures: filter.procedures,
            wards: filter.wards.into_iter().map(in_ward).collect(),
            sources: filter.sources,
            open_findings: filter.open_findings,
            question: filter.question,
            label: filter.label,
            put_back_since: now.plus(-put_back_rest()),
        };
        let mut own: HashMap<SubmissionId, bool> = HashMap::new();
        loop {
            let (person, told) = (staff.clone(), own.clone());
            let claim = move |record: &CaseRecord| match told.get(&record.case.id) {
                None if person.keeps_away() => Err(record.case.id.clone()),
                Some(true) => Ok(None),
                None | Some(false) => Ok(claimed(record, &person, now)),
            };
            let (office, person) = (self.clone(), staff.clone());
            // Whoever takes it has it before them at once, and nothing in it is new to them.
            let shown = move |tx: &mut WriteTx<'_>, record: &CaseRecord| {
                put_look(tx, &office.look_of(&person, record, now, LookKind::Case, ""))?;
                seen::put(tx, person.id(), &record.case.id, record.case.version)
            };
            let by = staff.id().clone();
            match self.casework.claim_next(free.clone(), by, now, claim, shown).await? {
                Taken::Unsure(id) => {
                    let is_own = self.is_their_own(staff, &id).await?;
                    own.insert(id, is_own);
                }
                Taken::Case(id) => return Ok(Some(id)),
                Taken::Nothing => return Ok(None),
            }
        }
    }
}

/// The case as it is once this person has taken it, if they may. What the taking depends on
/// stands in the case's own row: a procedure that is offered no more is worked on to its end.
fn claimed(record: &CaseRecord, person: &Staff, now: Instant) -> Option<(Case, Event)> {
    let policy = Policy::new(record.case.shape, record.place.clone());
    let facts = decide(&record.case, Command::Claim, &person.actor(), &policy, now).ok()?;
    let fact = facts.into_iter().next()?;
    Some((evolve(record.case.clone(), &fact), fact))
}
