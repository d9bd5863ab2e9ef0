//! 廃棄予定: one person proposes a list, another one approves it, and then it is carried out.

use std::sync::Arc;

use kernel::{Permission, Role, StaffId, SubmissionId, Through};
use submission_store::{
    StoreError,
    erasures::{self, Erasure, Outcome},
    retention::{self, Finished, Item, RetentionList},
    sweep,
};

use crate::{DueCase, Error, Obstacle, Retention};

/// Signing a list of cases that are to be erased.
enum Dispose {}

impl Permission for Dispose {
    const ROLES: &'static [Role] = &[Role::Approver, Role::Administrator];
    const THROUGH: Through = Through::Responsible;
}

/// Cases on one list: more are for the next one.
const MOST: usize = 5_000;

/// What a run did with one list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The list.
    pub list: i64,
    /// How many cases were erased now.
    pub erased: usize,
    /// What was left, and why.
    pub left: Vec<(SubmissionId, Obstacle)>,
}

impl Retention {
    /// Puts every case that can go on a list, as far as the person reaches; gives its number and
    /// how many there are.
    pub async fn propose(&self, email: &str) -> Result<(i64, usize), Error> {
        let (person, now) = (self.person(email).await?, self.archive.now());
        if !person.allows_somewhere::<Dispose>() {
            return Err(Error::NotTheirs { email: email.to_owned() });
        }
        let reach = person.reach::<Dispose>();
        let due = self.due().await?.into_iter();
        let items: Vec<Item> = due
            .filter(|case| case.obstacles.is_empty() && reach.covers(&case.place))
            .take(MOST)
            .map(|DueCase { case, due_on, rule, .. }| Item { case, due_on, rule })
            .collect();
        if items.is_empty() {
            return Err(Error::NothingDue);
        }
        let (by, count) = (person.person().clone(), items.len());
        let proposed =
            self.archive.store().write(move |tx| retention::propose(tx, &by, now, &items));
        Ok((proposed.await?, count))
    }

    /// The second signature, of somebody else who reaches every case on the list.
    pub async fn approve(&self, number: i64, email: &str) -> Result<usize, Error> {
        let (person, now) = (self.person(email).await?, self.archive.now());
        let list = self.list_of(number).await?;
        if list.approved.is_some() {
            return Err(Error::Approved { number });
        }
        if list.proposed_by == *person.person() {
            return Err(Error::SamePerson);
        }
        let remaining = self.archive.store().read(move |tx| {
            let mut cases = Vec::new();
            for item in retention::remaining(tx, number)? {
                cases.push(retention::find_finished(tx, &item.case)?);
            }
            Ok::<_, StoreError>(cases)
        });
        let remaining = remaining.await?;
        let reaches = |case: &Finished| person.allow::<Dispose>(&case.place).map(drop).is_ok();
        if !remaining.iter().flatten().all(reaches) {
            return Err(Error::NotTheirs { email: email.to_owned() });
        }
        let by = person.person().clone();
        let signed = self.archive.store().write(move |tx| retention::approve(tx, number, &by, now));
        match signed.await {
            Ok(true) => Ok(remaining.len()),
            Ok(false) => Err(Error::Approved { number }),
            Err(fault) => Err(fault.into()),
        }
    }

    /// Every list, the first one first, with how many cases are still to be erased.
    pub async fn lists(&self) -> Result<Vec<(RetentionList, usize)>, Error> {
        let read = self.archive.store().read(|tx| {
            let mut lists = Vec::new();
            for list in retention::list(tx)? {
                let left = retention::remaining(tx, list.number)?.len();
                lists.push((list, left));
            }
            Ok::<_, StoreError>(lists)
        });
        Ok(read.await?)
    }

    /// Erases what is on approved lists, of one or of all. Each case is a transaction of its own
    /// and is looked at once more before; a run that was cut short goes on with the next.
    pub async fn run(&self, number: Option<i64>) -> Result<Vec<Run>, Error> {
        let wanted = match number {
            Some(number) => vec![self.list_of(number).await?],
            None => self.lists().await?.into_iter().map(|(list, _)| list).collect(),
        };
        let mut runs = Vec::new();
        for list in wanted {
            match &list.approved {
                Some((by, _)) => runs.push(self.run_list(&list, by).await?),
                None if number.is_some() => {
                    return Err(Error::NotApproved { number: list.number });
                }
                None => {}
            }
        }
        // Keys are gone already; their files go now and not at the next round of a server.
        sweep::sweep(self.archive.store(), self.archive.now()).await?;
        Ok(runs)
    }

    async fn run_list(&self, list: &RetentionList, approved_by: &StaffId) -> Result<Run, Error> {
        let number = list.number;
        let items = self.archive.store().read(move |tx| retention::remaining(tx, number)).await?;
        let mut run = Run { list: number, erased: 0, left: Vec::new() };
        for item in items {
            let case = item.case.clone();
            match self.erase(list, approved_by, item).await? {
                None => run.erased += 1,
                Some(obstacle) => run.left.push((case, obstacle)),
            }
        }
        Ok(run)
    }

    /// Erases one case, or tells what stands in the way now.
    async fn erase(
        &self,
        list: &RetentionList,
        approved_by: &StaffId,
        item: Item,
    ) -> Result<Option<Obstacle>, Error> {
        let (store, now) = (self.archive.store(), self.archive.now());
        let case = item.case.clone();
        let finished = store.read(move |tx| retention::find_finished(tx, &case)).await?;
        let Some(finished) = finished else { return Ok(Some(Obstacle::NotDue)) };
        let version = finished.case_version;
        let due = self.look(finished, now.day()).await?;
        let Some(due) = due.filter(|due| due.due_on <= now.day()) else {
            return Ok(Some(Obstacle::NotDue));
        };
        let mut others = due.obstacles.into_iter().filter(|o| *o != Obstacle::Listed(list.number));
        if let Some(obstacle) = others.next() {
            return Ok(Some(obstacle));
        }
        let erasure = Erasure {
            case: item.case,
            list: list.number,
            rule: item.rule,
            due_on: item.due_on,
            proposed_by: list.proposed_by.clone(),
            approved_by: approved_by.clone(),
            at: now,
        };
        let ids = Arc::clone(self.archive.ids());
        let erased = store.write(move |tx| erasures::erase(tx, &*ids, &erasure, version));
        match erased.await {
            Ok(Outcome::Erased | Outcome::Before) => Ok(None),
            Ok(Outcome::Held) => Ok(Some(Obstacle::Held)),
            Ok(Outcome::WithoutKey) => Ok(Some(Obstacle::WithoutKey)),
            Err(StoreError::Conflict { .. }) => Ok(Some(Obstacle::NotDue)),
            Err(fault) => Err(fault.into()),
        }
    }
}
