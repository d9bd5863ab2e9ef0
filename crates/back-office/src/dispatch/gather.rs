//! Putting papers together that are printed and posted together.
//!
//! Only what goes to the address of its application: where one came back from, whoever found out
//! says in words where it goes, and those are written by hand.

use casework::Shelter;
use kernel::{Reach, SubmissionId};
use submission_store::{
    ReadTx, StoreError,
    batches::{self, TABLE},
    dispatches,
};

use super::{Read, all_of, batch::waits};
use crate::{BackOffice, Error, Staff, permission::SendOut};

/// What became of it.
#[derive(Debug)]
pub enum Gathered {
    /// The batch.
    Batch(i64),
    /// Nothing yet: these cannot be in one, each with why.
    Unfit(Vec<(SubmissionId, u32, Unfit)>),
}

/// Why a paper cannot be in a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// It does not wait to be posted, or is nobody's here.
    NotWaiting,
    /// Its application says no address.
    NoAddress,
    /// It came back, and its address is in somebody's words.
    CameBack,
    /// 支援措置: it is for who is trusted with protected people.
    Protected,
    /// 支援措置: it lies in no batch with others.
    Apart,
}

impl BackOffice {
    /// Puts papers together, in order of the post: by postal code and address. One that was in
    /// another batch is in this one from now on.
    pub async fn gather(
        &self,
        staff: &Staff,
        wanted: &[(SubmissionId, u32)],
    ) -> Result<Gathered, Error> {
        let (reach, now) = (staff.authority.reach::<SendOut>(), self.now());
        let papers = wanted.to_vec();
        let read = self.inner.store.read(move |tx| waiting(tx, &reach, &papers, now));
        let found = read.await?;
        let (mut unfit, mut apart) = (Vec::new(), Vec::new());
        let mut order = Vec::with_capacity(wanted.len());
        for (case, notice) in wanted {
            let is_it =
                |it: &&Read| it.dispatch.case == *case && it.dispatch.notice == i64::from(*notice);
            if !found.iter().any(|it| is_it(&it)) {
                unfit.push((case.clone(), *notice, Unfit::NotWaiting));
            }
        }
        for read in found {
            let line = self.line_to_print(staff, read).await?;
            let why = match &line.address {
                _ if line.returned.is_some() => Some(Unfit::CameBack),
                _ if line.shelter == Shelter::Shut => Some(Unfit::Protected),
                None => Some(Unfit::NoAddress),
                Some(_) => None,
            };
            if let Some(why) = why {
                unfit.push((line.case, line.notice, why));
                continue;
            }
            if line.shelter.is_on() {
                apart.push((line.case.clone(), line.notice, Unfit::Apart));
            }
            let address = line.address.unwrap_or_default();
            let by_post =
                (address.postal.clone(), address.on_envelope(self.city().official_name()));
            order.push((by_post, line.addressee, line.number, (line.case, i64::from(line.notice))));
        }
        if apart.len() < order.len() {
            unfit.extend(apart);
        }
        if !unfit.is_empty() {
            return Ok(Gathered::Unfit(unfit));
        }
        order.sort();
        let papers: Vec<_> = order.into_iter().map(|(_, _, _, paper)| paper).collect();
        let attempt = || {
            let (by, papers) = (staff.id().clone(), papers.clone());
            self.inner.store.write(move |tx| batches::make(tx, &by, now, &papers))
        };
        let made = match attempt().await {
            // Somebody else took the number at the same moment.
            Err(StoreError::Duplicate { table: TABLE }) => attempt().await,
            made => made,
        };
        Ok(Gathered::Batch(made?))
    }
}

/// Which of these papers are set and wait to be posted within `reach`.
fn waiting(
    tx: &mut ReadTx<'_>,
    reach: &Reach,
    wanted: &[(SubmissionId, u32)],
    now: kernel::Instant,
) -> Result<Vec<Read>, StoreError> {
    let of: Vec<SubmissionId> = wanted.iter().map(|(case, _)| case.clone()).collect();
    let mut states = dispatches::of_some(tx, &of)?;
    let is_wanted = |case: &SubmissionId, notice: i64| {
        wanted.iter().any(|it| it.0 == *case && i64::from(it.1) == notice)
    };
    states.retain(|it| is_wanted(&it.case, it.notice) && waits(it, now));
    let mut found = all_of(tx, states, now)?;
    found.retain(|it| {
        reach.covers(&it.place) && it.number.void.is_none() && !it.number.is_waiting()
    });
    Ok(found)
}
