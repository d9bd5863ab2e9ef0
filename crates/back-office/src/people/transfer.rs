//! 人事異動: what many people are granted from one day on, as one file says it.
//!
//! Whoever stands in the file holds from then on what it says of them and nothing else; whoever
//! does not is left alone. All of it is done in one transaction, or nothing. At the screen, what
//! two people give waits for the second one.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use kernel::{
    DepartmentId, Grant, IdSource, InvitationId, Permission as _, StaffId, StaffRequestId,
};
use submission_store::{
    Store, StoreError, WriteTx,
    office_events::OfficeEventKind,
    organisation::{self, Organisation},
    staff,
    staff_requests::{self, StaffRequest},
};

use super::{Doer, Misposting, People, PeopleFault, Posting, PostingFault, doer::makes_sense_in};
use crate::{
    BackOffice, Error, Staff,
    invitation::invitation,
    permission::{Administer, Work},
    personnel::{needs_two, over, patience},
};

/// What a file changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Transfer {
    /// Everybody whom it changes, by address.
    pub people: Vec<Transferred>,
    /// What somebody held before and nobody holds now, without what each was narrowed to.
    pub vacant: Vec<Grant>,
    /// Who has open cases and does not work on cases any more.
    pub left_behind: Vec<String>,
    /// Who may come in and is granted nothing.
    pub without_grants: Vec<String>,
    /// The day from which it holds.
    pub from: Option<NaiveDate>,
}

/// What it changes about one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transferred {
    /// The address they sign in with.
    pub email: String,
    /// Their name.
    pub name: String,
    /// Whether they are added, and mailed a link for their first password.
    pub is_new: bool,
    /// Whether they hold nothing any more, and are shut out.
    pub leaves: bool,
    /// What is taken away.
    pub ended: Vec<Grant>,
    /// What is given.
    pub given: Vec<Grant>,
    /// What is given as soon as a second person agrees.
    pub asked: Vec<Grant>,
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum TransferFault {
    /// Rows are wrong; all of them are named.
    #[error("{}", lines(.0))]
    Rows(Vec<Misposting>),
    /// The day has not come.
    #[error("the file is for {0}: run it on that day, or try it now with --dry-run")]
    NotYet(NaiveDate),
    /// It was only tried; this is what would be changed.
    #[error("nothing was changed: it was only tried")]
    OnlyTried(Box<Transfer>),
    /// Something of ours is broken.
    #[error(transparent)]
    Intent(#[from] PeopleFault),
}

impl From<StoreError> for TransferFault {
    fn from(fault: StoreError) -> Self {
        Self::Intent(fault.into())
    }
}

fn lines(rows: &[Misposting]) -> String {
    rows.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

impl BackOffice {
    /// The same by somebody at the screen, who arranges the whole city: what two people give waits
    /// for the second one, and nothing changes about oneself.
    pub async fn transfer(
        &self,
        staff: &Staff,
        postings: Vec<Posting>,
        only_try: bool,
    ) -> Result<Transfer, TransferFault> {
        let grant = over::<Administer>(&staff.authority, &DepartmentId::city());
        let grant = grant.ok_or(PeopleFault::Intent(Error::NotFound))?;
        let now = self.now();
        if !only_try {
            self.is_fresh(staff, now).map_err(PeopleFault::Intent)?;
        }
        let doer = Doer::operator(&self.inner.ids, now).granted(staff.id(), grant);
        self.people().transfers(doer, postings, only_try).await
    }

    /// Whether somebody arranges the whole city, as the file of a move does.
    pub fn may_transfer(&self, staff: &Staff) -> bool {
        over::<Administer>(&staff.authority, &DepartmentId::city()).is_some()
    }
}

impl People {
    /// Grants what a file says, to everybody who stands in it, from the day that it names.
    /// `only_try` finds out what would be changed, by the same way, and changes nothing.
    pub async fn transfer(
        &self,
        postings: Vec<Posting>,
        only_try: bool,
    ) -> Result<Transfer, TransferFault> {
        self.transfers(self.operator(), postings, only_try).await
    }

    /// The same, done by somebody.
    async fn transfers(
        &self,
        doer: Doer,
        postings: Vec<Posting>,
        only_try: bool,
    ) -> Result<Transfer, TransferFault> {
        let today = doer.now().day();
        let from = postings.iter().map(|posting| posting.from).max();
        let ahead = from.filter(|from| *from > today);
        if let Some(from) = ahead.filter(|_| !only_try) {
            return Err(TransferFault::NotYet(from));
        }
        let people = self.by_address(postings)?;
        let day = ahead.unwrap_or(today);
        let (this, store) = (self.clone(), self.store.clone());
        let write = move |tx: &mut WriteTx<'_>| {
            let known = organisation::load(tx)?;
            let waiting = staff_requests::waiting(tx, doer.now().plus(-patience()))?;
            let (ids, wrong) = (&*this.ids, Vec::new());
            let mut desk = Desk { doer: &doer, store: &store, ids, known, waiting, wrong };
            let before = seats(&staff::list(tx)?, today);
            let mut transfer = Transfer { from, ..Transfer::default() };
            for (email, rows) in &people {
                transfer.people.extend(desk.moves(tx, email, rows)?);
            }
            if !desk.wrong.is_empty() {
                return Err(TransferFault::Rows(desk.wrong));
            }
            let everybody = staff::list(tx)?;
            let coming = desk.waiting.iter().filter_map(|request| request.grant.as_ref());
            let after: BTreeSet<Grant> =
                seats(&everybody, day).into_iter().chain(coming.map(seat)).collect();
            transfer.vacant = before.difference(&after).cloned().collect();
            transfer.without_grants = idle(everybody, &desk.waiting, day);
            let left = staff::left_behind(tx, Work::ROLES, day)?;
            transfer.left_behind = left.into_iter().map(|(_, name)| name).collect();
            if only_try { Err(TransferFault::OnlyTried(Box::new(transfer))) } else { Ok(transfer) }
        };
        let done = self.store.write(write).await?;
        tracing::info!(target: "security", outcome = "transferred", people = done.people.len());
        Ok(done)
    }

    /// The rows of each person.
    fn by_address(
        &self,
        postings: Vec<Posting>,
    ) -> Result<BTreeMap<String, Vec<Posting>>, TransferFault> {
        let mut people: BTreeMap<String, Vec<Posting>> = BTreeMap::new();
        let mut pretended = Vec::new();
        for posting in postings {
            match self.address(&posting.email) {
                Ok(email) => people.entry(email).or_default().push(posting),
                Err(fault) => {
                    let what = PostingFault::Person(fault);
                    pretended.push(Misposting { line: posting.line, what });
                }
            }
        }
        if pretended.is_empty() { Ok(people) } else { Err(TransferFault::Rows(pretended)) }
    }
}

/// What somebody holds on a day and may use.
fn seats(people: &[staff::Staff], day: NaiveDate) -> BTreeSet<Grant> {
    let present = people.iter().filter(|person| person.disabled_at.is_none());
    let held = present.flat_map(|person| &person.grants).filter(|grant| grant.holds_on(day));
    held.map(seat).collect()
}

/// A grant without what it is narrowed to.
fn seat(grant: &Grant) -> Grant {
    Grant { rank: grant.rank, ..Grant::new(grant.role, grant.department.clone()) }
}

/// Who may come in, holds nothing on a day, and is to be given nothing.
fn idle(people: Vec<staff::Staff>, waiting: &[StaffRequest], day: NaiveDate) -> Vec<String> {
    let is_idle = |person: &staff::Staff| {
        let holds = person.grants.iter().any(|grant| grant.holds_on(day));
        let is_coming = waiting.iter().any(|it| it.about == person.id && it.grant.is_some());
        person.disabled_at.is_none() && !holds && !is_coming
    };
    people.into_iter().filter(is_idle).map(|person| person.name).collect()
}

struct Desk<'a> {
    doer: &'a Doer,
    store: &'a Store,
    ids: &'a dyn IdSource,
    known: Organisation,
    /// What waits for a second person, and what this move adds to it.
    waiting: Vec<StaffRequest>,
    wrong: Vec<Misposting>,
}

impl Desk<'_> {
    /// Moves one person; nothing if everything is as the file says, or a row is wrong.
    fn moves(
        &mut self,
        tx: &mut WriteTx<'_>,
        email: &str,
        rows: &[Posting],
    ) -> Result<Option<Transferred>, TransferFault> {
        let wanted: BTreeSet<&Grant> = rows.iter().filter_map(|row| row.grant.as_ref()).collect();
        let faults = self.wrong.len();
        for (row, grant) in rows.iter().filter_map(|row| Some((row, row.grant.as_ref()?))) {
            let fits = makes_sense_in(tx, &self.known, grant, self.doer.now());
            self.note(row.line, fits)?;
        }
        if let Some(row) = rows.iter().find(|row| row.grant.is_none() && !wanted.is_empty()) {
            let what = PostingFault::LeavesAndStays;
            self.wrong.push(Misposting { line: row.line, what });
        }
        let first = rows.first().map_or(1, |row| row.line);
        let known = staff::find_by_email(tx, email)?;
        let is_new = known.is_none();
        let person = if let Some(person) = known {
            person
        } else if wanted.is_empty() {
            let unknown = PeopleFault::UnknownPerson { email: email.to_owned() };
            self.note::<()>(first, Err(unknown))?;
            return Ok(None);
        } else {
            let name = rows.iter().find_map(|row| row.name.clone());
            let named = self.note(first, name.ok_or(PeopleFault::NameMissing))?;
            let sendable = casework::sendable(email).map_err(|_no| PeopleFault::NotAnAddress);
            self.note(first, sendable.map(drop))?;
            self.somebody(email, named.unwrap_or_default())
        };
        let ended: Vec<Grant> =
            person.grants.iter().filter(|grant| !wanted.contains(grant)).cloned().collect();
        let new = wanted.into_iter().filter(|it| !person.grants.contains(it)).cloned();
        let (asked, given): (Vec<Grant>, Vec<Grant>) =
            new.partition(|grant| self.doer.by().is_some() && needs_two(grant));
        let asked: Vec<Grant> =
            asked.into_iter().filter(|grant| !self.waits(&person.id, grant)).collect();
        let gets = !given.is_empty() || !asked.is_empty();
        if person.disabled_at.is_some() && gets {
            self.note::<()>(first, Err(PeopleFault::Disabled))?;
        }
        let leaves = rows.iter().all(|row| row.grant.is_none());
        let is_there = person.disabled_at.is_none();
        let changes = gets || !ended.is_empty() || (leaves && is_there);
        if changes && self.doer.by() == Some(&person.id) {
            self.note::<()>(first, Err(PeopleFault::Oneself))?;
        }
        if self.wrong.len() > faults || !changes {
            return Ok(None);
        }
        let done = Transferred {
            email: email.to_owned(),
            name: person.name.clone(),
            is_new,
            leaves,
            ended,
            given,
            asked,
        };
        self.writes(tx, person, &done)?;
        Ok(Some(done))
    }

    /// Whether this waits for a second person already.
    fn waits(&self, about: &StaffId, grant: &Grant) -> bool {
        self.waiting.iter().any(|it| it.about == *about && it.grant.as_ref() == Some(grant))
    }

    fn writes(
        &mut self,
        tx: &mut WriteTx<'_>,
        mut person: staff::Staff,
        done: &Transferred,
    ) -> Result<(), PeopleFault> {
        if done.is_new {
            staff::insert(tx, &person)?;
            self.doer.tells(tx, OfficeEventKind::Added, &person.id, None)?;
        }
        done.ended.iter().try_for_each(|grant| self.doer.ends(tx, &person, grant))?;
        person.grants.retain(|grant| !done.ended.contains(grant));
        done.given.iter().try_for_each(|grant| self.doer.gives(tx, &person, grant))?;
        if let Some(asker) = self.doer.by() {
            for grant in &done.asked {
                let id = StaffRequestId::new(self.ids, self.doer.now());
                let request = self.doer.asks(tx, id, asker, &person.id, Some(grant))?;
                self.waiting.push(request);
            }
        }
        if done.is_new {
            let now = self.doer.now();
            let link = InvitationId::new(self.ids, now);
            self.doer.invites(tx, &person, &invitation(self.store, link, &person.id, now))?;
        }
        if done.leaves && person.disabled_at.is_none() {
            self.doer.shuts_out(tx, person)?;
        }
        Ok(())
    }

    fn somebody(&self, email: &str, name: String) -> staff::Staff {
        let now = self.doer.now();
        staff::Staff {
            id: StaffId::new(self.ids, now),
            email: email.to_owned(),
            name,
            password_hash: None,
            grants: Vec::new(),
            disabled_at: None,
            created_at: now,
        }
    }

    /// What a row asks for, or its fault among the others. What is ours is no fault of a row.
    fn note<T>(
        &mut self,
        line: u64,
        done: Result<T, PeopleFault>,
    ) -> Result<Option<T>, TransferFault> {
        match done {
            Ok(done) => Ok(Some(done)),
            Err(PeopleFault::Intent(fault)) => Err(PeopleFault::Intent(fault).into()),
            Err(fault) => {
                self.wrong.push(Misposting { line, what: PostingFault::Person(fault) });
                Ok(None)
            }
        }
    }
}
