//! 抜取確認: the decisions of one person that were drawn for another to look at.

use std::collections::HashMap;

use chrono::NaiveDate;
use kernel::StaffId;
use review_workflow::Sample;
use submission_store::{
    ReadTx,
    samples::{self, SampleTally},
};

use crate::{
    BackOffice, DutyLine, Error, Staff,
    approvals::MOST,
    permission::{SeeSamples, reach_of},
};

/// A decision that was drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleLine {
    /// Its case, since when it waits.
    pub waits: DutyLine,
    /// The last day for looking at it.
    pub due_on: NaiveDate,
    /// Whether that has passed.
    pub is_late: bool,
}

/// Whose decision was drawn (抜取確認), by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampledBy {
    /// Who decided; nobody where a rule did.
    pub of: Option<String>,
    /// Who looked at it.
    pub by: Option<String>,
}

/// How many wait for somebody.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SampleCount {
    /// How many.
    pub waiting: u64,
    /// Whether the day of one of them has passed.
    pub late: bool,
}

impl BackOffice {
    /// The decisions that wait to be looked at, as far as they are of this person's departments and
    /// not their own; what was drawn first comes first.
    pub async fn samples(&self, staff: &Staff) -> Result<Vec<SampleLine>, Error> {
        let (reach, own) = (staff.authority.reach::<SeeSamples>(), staff.id().clone());
        let found = self.inner.store.read(move |tx| samples::waiting(tx, &reach, &own, MOST));
        let today = self.now().day();
        let line = |(entry, due_on)| SampleLine {
            waits: self.duty_line(entry),
            due_on,
            is_late: due_on < today,
        };
        Ok(found.await?.into_iter().map(line).collect())
    }

    /// How many of them there are; nothing for who does not see them.
    pub async fn sample_count(&self, staff: &Staff) -> Result<Option<SampleCount>, Error> {
        if !staff.authority.allows_somewhere::<SeeSamples>() {
            return Ok(None);
        }
        let (waiting, today) = (self.unsampled(staff, None).await?, self.now().day());
        let late = waiting > 0 && self.unsampled(staff, Some(today)).await? > 0;
        Ok(Some(SampleCount { waiting, late }))
    }

    /// How many decisions of others wait in the departments where this person sees them: all of
    /// them, or those whose day lies before another.
    pub(crate) async fn unsampled(
        &self,
        staff: &Staff,
        before: Option<NaiveDate>,
    ) -> Result<u64, Error> {
        let (reach, own) = (staff.authority.reach::<SeeSamples>(), staff.id().clone());
        let count = move |tx: &mut ReadTx<'_>| samples::count_waiting(tx, &reach, &own, before);
        Ok(self.inner.store.read(count).await?.unsigned_abs())
    }

    /// What became of the decisions that were drawn, of the cases that this person sees.
    pub async fn sample_tally(&self, staff: &Staff) -> Result<SampleTally, Error> {
        let (reach, today) = (reach_of(&staff.authority), self.now().day());
        Ok(self.inner.store.read(move |tx| samples::tally(tx, &reach, today)).await?)
    }
}

/// Whose it is by name, and who looked at it.
pub(crate) fn sampled_by(sample: &Sample, people: &HashMap<StaffId, String>) -> SampledBy {
    let by = sample.answer.as_ref().and_then(|answer| people.get(&answer.by).cloned());
    SampledBy { of: sample.of.as_ref().and_then(|of| people.get(of).cloned()), by }
}
