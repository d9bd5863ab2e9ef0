//! キャンセル待ち: a place that came free goes to the next in line.
//!
//! Who would wait and when the line moves is for the rooms above; here one submission gets its
//! place, or its end.

use std::sync::Arc;

use catalogue::Published;
use kernel::{Instant, SubmissionId};
use review_workflow::{Event, end_waiting, give_place};
use submission_store::{
    Scope, WriteTx, holds,
    waits::{self, Wait},
};

use crate::{Casework, Error, Rows, SYSTEM, limit::Wanted};

/// What became of a submission that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PassedOn {
    /// It has its place.
    Given,
    /// No place came free, and its last day is over.
    Ended,
    /// So many are free, and it needs more.
    TooFew(i64),
    /// Somebody changes it at this moment, or nobody can tell any more what it waits for.
    Left,
}

impl Casework {
    /// Everybody who waits, one line after another, each in the order of arrival.
    pub async fn waiting(&self) -> Result<Vec<Wait>, Error> {
        Ok(self.inner.store.read(|tx| waits::list(tx)).await?)
    }

    /// How many stand before a submission; nothing where it waits for nothing.
    pub async fn ahead_in_line(&self, id: &SubmissionId) -> Result<Option<u32>, Error> {
        let id = id.clone();
        let ahead: Option<i64> = self.inner.store.read(move |tx| waits::ahead(tx, &id)).await?;
        Ok(ahead.map(|ahead| u32::try_from(ahead).unwrap_or(u32::MAX)))
    }

    /// Gives the first in a line its place, if there is one, or ends what has waited to its last
    /// day. `held` says in the transaction whether the caller may still do so.
    pub async fn pass_on(
        &self,
        wait: &Wait,
        held: impl Fn(&mut WriteTx<'_>) -> Result<(), Error> + Send + 'static,
        now: Instant,
    ) -> Result<PassedOn, Error> {
        let rows = self.rows(Scope::Worker, &wait.submission).await?;
        let case = &rows.record.case;
        if let Some(fact) = end_waiting(case, now) {
            let done = self.write_fact(&rows, &fact, held).await?;
            return Ok(if done { PassedOn::Ended } else { PassedOn::Left });
        }
        let form = self.form_of(&rows.submission).await?;
        let Some(Wanted { slot, places, .. }) = self.still_wanted(&rows, &form, wait)? else {
            return Ok(PassedOn::Left);
        };
        let taken: Option<i64> = self.inner.store.read(move |tx| holds::taken(tx, &slot)).await?;
        let free = i64::from(places) - taken.unwrap_or(0);
        if free < i64::from(wait.units) {
            return Ok(PassedOn::TooFew(free));
        }
        let policy = rows.policy(&form.form)?;
        let Some(fact) = give_place(case, &policy, now) else { return Ok(PassedOn::Left) };
        let (id, units) = (wait.submission.clone(), wait.units);
        let taking = move |tx: &mut WriteTx<'_>| {
            held(tx)?;
            waits::leave(tx, &id)?;
            let is_free = holds::take_places(tx, &id, &slot, units, places)?;
            if is_free { Ok(()) } else { Err(Error::Conflict { by: None, at: None }) }
        };
        let done = self.write_fact(&rows, &fact, taking).await?;
        Ok(if done { PassedOn::Given } else { PassedOn::Left })
    }

    /// False where somebody changed the case, or took the place, in the same moment.
    async fn write_fact(
        &self,
        rows: &Rows,
        fact: &Event,
        may: impl FnMut(&mut WriteTx<'_>) -> Result<(), Error> + Send + 'static,
    ) -> Result<bool, Error> {
        let case = rows.record.case.clone();
        let facts = std::slice::from_ref(fact);
        let step = self.prepare_move(case, facts, SYSTEM, &rows.submission)?;
        match self.write_if(step, may).await {
            Ok(()) => Ok(true),
            Err(Error::Conflict { .. }) => Ok(false),
            Err(fault) => Err(fault),
        }
    }

    /// What it waits for as its procedure says it today: a city that offers more places offers them
    /// to who waits, too. Where that has changed too much, what it said when it was filed counts.
    fn still_wanted(
        &self,
        rows: &Rows,
        filed: &Arc<Published>,
        wait: &Wait,
    ) -> Result<Option<Wanted>, Error> {
        let today = self.inner.catalogue.procedure(&rows.submission.procedure);
        let (answers, context) = (rows.latest_content()?, rows.arrival()?);
        let wanted = |published: &Arc<Published>| {
            let claims = published.form.quota_claim(&answers, &context).ok()?;
            let mut wanted = claims.into_iter().map(|claim| self.wanted(published, claim));
            wanted.find(|wanted| wanted.slot == wait.slot)
        };
        Ok(today.iter().chain([filed]).find_map(wanted))
    }
}
