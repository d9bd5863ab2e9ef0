//! What rules would have done with the last cases, before anybody confirms them.

use std::{cmp::Reverse, collections::BTreeMap};

use catalogue::Routing;
use kernel::{Among, CasePlace, DepartmentId, Language, Reach};
use review_workflow::State;
use submission_store::{
    Page, StoreError,
    cases::{self, QueueEntry, QueueSort},
    departments,
    routing::{self, Rule, RuleList},
};

use crate::{BackOffice, Error, Staff, permission::Lead, sentences::holds_for};

/// So many of the last cases tell what a list would do.
const TRIED: usize = 500;

/// So many pages are looked through for them: a department may have had none for years.
const PAGES: usize = 10;

/// What rules would have done with the last cases.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Trial {
    /// How many cases were tried.
    pub cases: usize,
    /// How many each rule takes, in their order.
    pub taken: Vec<usize>,
    /// What would lie elsewhere than with the rules in force, the most cases first.
    pub moved: Vec<Moved>,
}

/// Cases that would lie elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Moved {
    /// The procedure.
    pub procedure: String,
    /// From which desk, in words.
    pub from: String,
    /// To which desk, in words.
    pub to: String,
    /// How many.
    pub cases: usize,
}

/// A list that waits, tried.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct TriedList {
    /// Whose it is.
    pub department: DepartmentId,
    /// What names it.
    pub number: i64,
    /// What it would have done.
    pub trial: Trial,
}

impl BackOffice {
    /// The same with a list that waits or is in force, as it stands there.
    pub async fn tried(
        &self,
        staff: &Staff,
        department: &DepartmentId,
        rules: Vec<Rule>,
    ) -> Result<Trial, Error> {
        let reach = staff.authority.reach::<Lead>();
        self.tried_on(reach, department, rules, TRIED).await
    }

    /// The lists that wait for somebody's look, or that of one department alone, each tried on its
    /// last cases: for operators, who see no case of them.
    pub async fn try_waiting(
        &self,
        department: Option<&DepartmentId>,
        last: usize,
    ) -> Result<Vec<TriedList>, Error> {
        let waiting = self.inner.store.read(|tx| routing::waiting(tx)).await?;
        let meant = |list: &RuleList| department.is_none_or(|it| *it == list.department);
        let mut tried = Vec::new();
        for RuleList { department, number, rules, .. } in waiting.into_iter().filter(meant) {
            let trial = self.tried_on(Reach::everywhere(), &department, rules, last).await?;
            tried.push(TriedList { department, number, trial });
        }
        Ok(tried)
    }

    async fn tried_on(
        &self,
        reach: Reach,
        department: &DepartmentId,
        rules: Vec<Rule>,
        last: usize,
    ) -> Result<Trial, Error> {
        let of = department.clone();
        let read = self.inner.store.read(move |tx| {
            let below = departments::tree(tx)?.below(&of);
            let alone = matches!(&below, Among::These(all) if all.len() == 1);
            let filter = cases::QueueFilter {
                department: alone.then_some(of),
                states: State::ALL.to_vec(),
                sort: QueueSort::Newest,
                ..cases::QueueFilter::default()
            };
            let (mut found, mut page) = (Vec::new(), Page::first(Page::MOST));
            for _ in 0..PAGES.max(PAGES * last / TRIED) {
                let listed = cases::list(tx, &reach, &filter, &page)?;
                let here = |it: &QueueEntry| holds_for(&below, &it.department);
                found.extend(listed.items.into_iter().filter(here));
                match listed.next {
                    Some(next) if found.len() < last => page = Page::after(Page::MOST, next),
                    Some(_) | None => break,
                }
            }
            found.truncate(last);
            Ok::<_, StoreError>(found)
        });
        let before = self.catalogue().routing();
        let after = before.clone().with(department.clone(), rules.clone());
        Ok(self.compared(&read.await?, &before, &after, (department, rules.len())))
    }

    fn compared(
        &self,
        found: &[QueueEntry],
        before: &Routing,
        after: &Routing,
        (department, rules): (&DepartmentId, usize),
    ) -> Trial {
        let mut taken = vec![0; rules];
        let mut moved: BTreeMap<_, usize> = BTreeMap::new();
        for entry in found {
            let place = CasePlace {
                department: entry.department.clone(),
                desk: None,
                procedure: entry.procedure.clone(),
                ward: entry.ward.clone(),
            };
            let by = after.taken(&place, entry.source).filter(|it| it.of == department);
            if let Some(count) = by.and_then(|it| taken.get_mut(it.position)) {
                *count += 1;
            }
            let (from, to) =
                (before.desk_of(&place, entry.source), after.desk_of(&place, entry.source));
            if from != to {
                *moved.entry((place.procedure, place.department, from, to)).or_default() += 1;
            }
        }
        let told = |((procedure, home, from, to), cases): (_, usize)| {
            let home: DepartmentId = home;
            let name = |desk: Option<DepartmentId>| {
                let desk = desk.unwrap_or_else(|| home.clone());
                self.catalogue().department_name(desk.as_str(), Language::Japanese)
            };
            let procedure: String = procedure;
            let procedure = self.catalogue().title_of(&procedure);
            Moved { procedure, from: name(from), to: name(to), cases }
        };
        let mut moved: Vec<Moved> = moved.into_iter().map(told).collect();
        moved.sort_by_key(|line| Reverse(line.cases));
        Trial { cases: found.len(), taken, moved }
    }
}
