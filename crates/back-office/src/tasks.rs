//! やること: what there is to do that no list of cases tells of.

use submission_store::{
    StoreError,
    tasks::{self, Task},
};

use crate::{BackOffice, DutyLine, Error, Staff, approvals::MOST, permission::reach_of};

/// Counts stop here.
const COUNTED: i64 = 100;

impl BackOffice {
    /// What is to be done of the cases that this person sees: of each kind the longest first.
    pub async fn tasks(&self, staff: &Staff) -> Result<Vec<(Task, Vec<DutyLine>)>, Error> {
        let reach = reach_of(&staff.authority);
        let read = self.inner.store.read(move |tx| {
            let of = |task| Ok::<_, StoreError>((task, tasks::list(tx, &reach, task, MOST)?));
            Task::ALL.into_iter().map(of).collect::<Result<Vec<_>, _>>()
        });
        let lines = |entries: Vec<_>| entries.into_iter().map(|it| self.duty_line(it)).collect();
        Ok(read.await?.into_iter().map(|(task, entries)| (task, lines(entries))).collect())
    }

    /// How much that is.
    pub async fn task_count(&self, staff: &Staff) -> Result<usize, Error> {
        let reach = reach_of(&staff.authority);
        Ok(self.inner.store.read(move |tx| tasks::count(tx, &reach, COUNTED)).await?)
    }
}
