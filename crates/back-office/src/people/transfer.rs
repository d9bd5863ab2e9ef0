//! 人事異動: what many people are granted from one day on, as one file says it.
//!
//! Whoever stands in the file holds from then on what it says of them and nothing else; whoever
//! does not is left alone. All of it is done in one transaction, or nothing.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use encoding_rs::SHIFT_JIS;
use kernel::{Among, Grant, IdSource, Instant, InvitationId, Permission as _, Rank, Role, StaffId};
use serde::Deserialize;
use submission_store::{
    Store, StoreError, WriteTx,
    office_events::OfficeEventKind,
    organisation::{self, Organisation},
    staff,
};

use super::{Doer, People, PeopleFault, doer::makes_sense_in};
use crate::{
    invitation::{LONGEST_NAME, invitation},
    permission::Work,
};

/// One row of the file: a person, and what they are granted. Nothing granted is who leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    line: u64,
    email: String,
    name: Option<String>,
    grant: Option<Grant>,
    from: NaiveDate,
}

/// What is wrong with one row.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct Misposting {
    /// The line of the file, from 1.
    pub line: u64,
    /// What is wrong, and what would be right.
    pub what: String,
}

impl Misposting {
    fn of(line: u64, fault: &PeopleFault) -> Self {
        Self { line, what: fault.to_string() }
    }
}

/// What a file changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Transfer {
    /// Everybody whom it changes, by address.
    pub people: Vec<Transferred>,
    /// What somebody held before and nobody holds now, without what each was narrowed to.
    pub vacant: Vec<Grant>,
    /// Who has open cases and does not work on cases any more.
    pub left_behind: Vec<String>,
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

/// A row as it is written. Several wards or procedures stand in one cell, with blanks between.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    email: String,
    #[serde(default)]
    name: String,
    department: String,
    role: String,
    #[serde(default)]
    rank: String,
    #[serde(default)]
    wards: String,
    #[serde(default)]
    procedures: String,
    #[serde(default)]
    until: String,
    from: String,
}

impl Posting {
    /// Reads a file of comma-separated values, in UTF-8 or as spreadsheet programs write them in
    /// Japan (CP932).
    pub fn read(file: &[u8]) -> Result<Vec<Self>, Vec<Misposting>> {
        let text = match std::str::from_utf8(file) {
            Ok(text) => text.into(),
            Err(_other) => SHIFT_JIS.decode_without_bom_handling(file).0,
        };
        let text = text.trim_start_matches('\u{feff}');
        let mut reader =
            csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let unread = |fault: csv::Error| {
            let line = fault.position().map_or(1, csv::Position::line);
            Misposting { line, what: fault.to_string() }
        };
        let columns = reader.headers().map_err(|fault| vec![unread(fault)])?.clone();
        let (mut postings, mut wrong) = (Vec::new(), Vec::new());
        for record in reader.records() {
            let row = record.map_err(unread).and_then(|record| {
                let line = record.position().map_or(1, csv::Position::line);
                let row = record.deserialize::<Row>(Some(&columns)).map_err(unread)?;
                row.understood(line).map_err(|what| Misposting { line, what })
            });
            row.map_or_else(|fault| wrong.push(fault), |posting| postings.push(posting));
        }
        if wrong.is_empty() { Ok(postings) } else { Err(wrong) }
    }
}

impl Row {
    fn understood(self, line: u64) -> Result<Posting, String> {
        let from = day(&self.from).ok_or("from: write the day as 2027-04-01")?;
        if !self.email.contains('@') {
            return Err(format!("email: `{}` is no address", self.email));
        }
        if self.name.chars().count() > LONGEST_NAME {
            return Err(format!("name: longer than {LONGEST_NAME} letters"));
        }
        let posting = Posting {
            line,
            email: self.email,
            name: Some(self.name).filter(|name| !name.is_empty()),
            grant: None,
            from,
        };
        if self.department.is_empty() && self.role.is_empty() {
            return Ok(posting);
        }
        let named = |what: &str, word: &str| format!("{what}: there is no `{word}`");
        let department = self.department.parse();
        let department = department.map_err(|_no_id| named("department", &self.department))?;
        let role: Role = self.role.parse().map_err(|_no_role| named("role", &self.role))?;
        let rank = match self.rank.as_str() {
            "" => Rank::lowest_of(role),
            rank => rank.parse().map_err(|_no_rank| named("rank", rank))?,
        };
        if (rank == Rank::Staff) == (role == Role::Approver) {
            return Err(format!("rank: a grant as {role} has no rank {rank}"));
        }
        let until = match self.until.as_str() {
            "" => None,
            text => Some(day(text).ok_or("until: write the day as 2028-03-31")?),
        };
        let wards = self.wards.split_whitespace().map(str::parse).collect::<Result<_, _>>();
        let grant = Grant {
            rank,
            until,
            wards: among(wards.map_err(|_no_id| named("wards", &self.wards))?),
            procedures: among(self.procedures.split_whitespace().map(str::to_owned).collect()),
            ..Grant::new(role, department)
        };
        Ok(Posting { grant: Some(grant), ..posting })
    }
}

fn day(text: &str) -> Option<NaiveDate> {
    text.replace('/', "-").parse().ok()
}

/// Nothing named is everything.
fn among<T: Ord>(named: BTreeSet<T>) -> Among<T> {
    if named.is_empty() { Among::All } else { Among::These(named) }
}

impl People {
    /// Grants what a file says, to everybody who stands in it, from the day that it names.
    /// `only_try` finds out what would be changed, by the same way, and changes nothing.
    pub async fn transfer(
        &self,
        postings: Vec<Posting>,
        only_try: bool,
    ) -> Result<Transfer, TransferFault> {
        let doer = self.operator();
        let today = doer.now().day();
        let ahead = postings.iter().map(|posting| posting.from).find(|from| *from > today);
        if let Some(from) = ahead.filter(|_| !only_try) {
            return Err(TransferFault::NotYet(from));
        }
        let mut people: BTreeMap<String, Vec<Posting>> = BTreeMap::new();
        let mut pretended = Vec::new();
        for posting in postings {
            match self.address(&posting.email) {
                Ok(email) => people.entry(email).or_default().push(posting),
                Err(fault) => pretended.push(Misposting::of(posting.line, &fault)),
            }
        }
        if !pretended.is_empty() {
            return Err(TransferFault::Rows(pretended));
        }
        let day = ahead.unwrap_or(today);
        let (this, store) = (self.clone(), self.store.clone());
        let write = move |tx: &mut WriteTx<'_>| {
            let known = organisation::load(tx)?;
            let (ids, wrong) = (&*this.ids, Vec::new());
            let mut desk = Desk { doer: &doer, store: &store, ids, known, wrong };
            let before = seats(&staff::list(tx)?, today);
            let mut transfer = Transfer::default();
            for (email, rows) in &people {
                transfer.people.extend(desk.moves(tx, email, rows)?);
            }
            if !desk.wrong.is_empty() {
                return Err(TransferFault::Rows(desk.wrong));
            }
            let after = seats(&staff::list(tx)?, day);
            transfer.vacant = before.difference(&after).cloned().collect();
            let left = staff::left_behind(tx, Work::ROLES, day)?;
            transfer.left_behind = left.into_iter().map(|(_, name)| name).collect();
            if only_try { Err(TransferFault::OnlyTried(Box::new(transfer))) } else { Ok(transfer) }
        };
        let done = self.store.write(write).await?;
        tracing::info!(target: "security", outcome = "transferred", people = done.people.len());
        Ok(done)
    }
}

/// What somebody holds on a day and may use.
fn seats(people: &[staff::Staff], day: NaiveDate) -> BTreeSet<Grant> {
    let present = people.iter().filter(|person| person.disabled_at.is_none());
    let held = present.flat_map(|person| &person.grants).filter(|grant| grant.holds_on(day));
    held.map(|it| Grant { rank: it.rank, ..Grant::new(it.role, it.department.clone()) }).collect()
}

struct Desk<'a> {
    doer: &'a Doer,
    store: &'a Store,
    ids: &'a dyn IdSource,
    known: Organisation,
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
            let what = "who leaves holds nothing, and other rows grant them something".to_owned();
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
        let given: Vec<Grant> =
            wanted.into_iter().filter(|it| !person.grants.contains(it)).cloned().collect();
        if person.disabled_at.is_some() && !given.is_empty() {
            self.note::<()>(first, Err(PeopleFault::Disabled))?;
        }
        let leaves = rows.iter().all(|row| row.grant.is_none());
        let is_there = person.disabled_at.is_none();
        if self.wrong.len() > faults
            || (ended.is_empty() && given.is_empty() && !(leaves && is_there))
        {
            return Ok(None);
        }
        let done = Transferred {
            email: email.to_owned(),
            name: person.name.clone(),
            is_new,
            leaves,
            ended,
            given,
        };
        self.writes(tx, person, &done)?;
        Ok(Some(done))
    }

    fn writes(
        &self,
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
        let now: Instant = self.doer.now();
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
                self.wrong.push(Misposting::of(line, &fault));
                Ok(None)
            }
        }
    }
}
