//! How many cases lists hold, and what an empty one would hold without one of its conditions.

use std::collections::HashMap;

use review_workflow::State;
use submission_store::{StoreError, cases};

use crate::{BackOffice, Error, QueueFilter, QueueView, Staff, permission::reach_of};

/// Counts stop here: "1000+" says enough.
pub(crate) const COUNTED: u32 = 1_000;

/// How many there are, counted up to a thousand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    /// So many, at least.
    pub number: u64,
    /// Whether there are more.
    pub more: bool,
}

/// A condition on where cases belong and stand, which their places and states tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// 手続
    Procedure,
    /// 状態
    State,
    /// 区
    Ward,
    /// 所管
    Department,
    /// 手元
    Desk,
}

/// More ways out of an empty list are not shown.
const WAYS_OUT: usize = 3;

impl Condition {
    const ALL: [Self; 5] = [Self::Procedure, Self::State, Self::Ward, Self::Department, Self::Desk];
}

impl QueueFilter {
    /// The same without this condition, if it sets it.
    fn without(&self, condition: Condition) -> Option<Self> {
        let mut wider = self.clone();
        match condition {
            Condition::Procedure => wider.procedures.clear(),
            Condition::State => wider.states.clear(),
            Condition::Ward => wider.wards.clear(),
            Condition::Department => wider.department = None,
            Condition::Desk => wider.desk = None,
        }
        (wider != *self).then_some(wider)
    }
}

impl BackOffice {
    /// How many cases each view holds, counted up to a thousand.
    pub async fn queue_counts(&self, staff: &Staff) -> Result<Vec<(QueueView, Counted)>, Error> {
        let of = |view| QueueFilter { view: Some(view), ..QueueFilter::default() };
        let counts = self.counts(staff, QueueView::ALL.map(of).into()).await?;
        Ok(QueueView::ALL.into_iter().zip(counts).collect())
    }

    /// How many cases a filter finds, counted up to a thousand.
    pub async fn queue_count(&self, staff: &Staff, filter: &QueueFilter) -> Result<Counted, Error> {
        Ok(self.counts(staff, vec![filter.clone()]).await?.into_iter().next().unwrap_or_default())
    }

    /// How many cases each of these finds, counted up to a thousand, all at one moment.
    pub async fn counts(
        &self,
        staff: &Staff,
        filters: Vec<QueueFilter>,
    ) -> Result<Vec<Counted>, Error> {
        let (reach, today) = (reach_of(&staff.authority), self.today());
        let wanted: Vec<cases::QueueFilter> =
            filters.iter().map(|filter| Self::store_filter(staff, filter, today)).collect();
        let count = self.inner.store.read(move |tx| {
            let count = |filter| Ok(Counted::of(cases::count(tx, &reach, filter, COUNTED + 1)?));
            wanted.iter().map(count).collect::<Result<_, StoreError>>()
        });
        count.await.map_err(Error::from)
    }

    /// How many cases stand in each state, every one of them counted, in the order of a
    /// case's life.
    pub async fn tally(&self, staff: &Staff) -> Result<Vec<(State, u64)>, Error> {
        let reach = reach_of(&staff.authority);
        let found: HashMap<State, u64> = self
            .inner
            .store
            .read(move |tx| cases::tally(tx, &reach))
            .await
            .map_err(|fault: StoreError| Error::from(fault))?
            .into_iter()
            .collect();
        Ok(State::ALL.map(|state| (state, found.get(&state).copied().unwrap_or(0))).into())
    }

    /// What a list without a case would hold without one of its conditions, the first of those that
    /// lead anywhere. Searching again for words that were not found is none of it.
    pub async fn ways_out(
        &self,
        staff: &Staff,
        filter: &QueueFilter,
    ) -> Result<Vec<(Condition, Counted)>, Error> {
        if filter.words.is_some() {
            return Ok(Vec::new());
        }
        let wider = |condition: Condition| Some((condition, filter.without(condition)?));
        let (conditions, wider): (Vec<_>, Vec<_>) =
            Condition::ALL.into_iter().filter_map(wider).unzip();
        if wider.is_empty() {
            return Ok(Vec::new());
        }
        let counts = self.counts(staff, wider).await?;
        let ways = conditions.into_iter().zip(counts);
        Ok(ways.filter(|(_, counted)| counted.number > 0).take(WAYS_OUT).collect())
    }
}

impl Counted {
    /// What was counted up to one more than is shown.
    pub(crate) fn of(counted: cases::Count) -> Self {
        let most = u64::from(COUNTED);
        let more = counted.stopped || counted.number > most;
        Self { number: counted.number.min(most), more }
    }
}
