//! 除斥: nobody of the office has to do with what is about themselves or their family.
//!
//! Whose matters those are, people register themselves. What is kept opens for nobody, not for them
//! either: whether a case is one of them is reckoned from its answers, so that it holds for what was
//! filed before, and ends when a correction names somebody else.

use std::collections::HashSet;

use casework::Rows;
use catalogue::Published;
use japanese_values::wareki;
use kernel::{Instant, StaffId, SubmissionId};
use review_workflow::{Command, Refusal, ReleaseReason, State};
use serde_json::Value;
use submission_store::{
    Page, Scope, StoreError,
    cases::{self, Assigned},
    office_events::OfficeEventKind,
    own_people,
};

use crate::{
    BackOffice, Error, Staff,
    people::{Doer, token_name},
    permission::{reach_of, scope_of},
};

/// Nobody has more of a family that files here.
const MOST: usize = 20;
/// Longer names are no names.
const LONGEST_NAME: usize = 100;

/// Somebody from whose matters a person keeps away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnPerson {
    /// What they are called in forms: it says nothing of who it is.
    pub id: String,
    /// Since when.
    pub since: Instant,
}

/// Why nobody was registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnPersonFault {
    /// No name, or none that is one.
    Name,
    /// No day, or none that is past.
    BirthDate,
    /// They are registered already.
    Known,
    /// There is no room for more.
    TooMany,
}

impl BackOffice {
    /// A case within `scope`, unless it is the person's own.
    pub(crate) async fn rows_in(
        &self,
        staff: &Staff,
        scope: Scope,
        id: &SubmissionId,
    ) -> Result<Rows, Error> {
        let rows = self.casework.rows(scope, id).await?;
        if self.is_own(staff, &rows).await? {
            tracing::warn!(target: "security", outcome = "own matter", staff = %staff.id(), case = %id);
            return Err(Refusal::OwnMatter.into());
        }
        Ok(rows)
    }

    /// A case at which the person may look, unless it is their own.
    pub(crate) async fn rows_of(&self, staff: &Staff, id: &SubmissionId) -> Result<Rows, Error> {
        self.rows_in(staff, scope_of(&staff.authority), id).await
    }

    /// Whether a case is the person's own, or there no more.
    pub(crate) async fn is_their_own(
        &self,
        staff: &Staff,
        id: &SubmissionId,
    ) -> Result<bool, Error> {
        match self.casework.rows(scope_of(&staff.authority), id).await {
            Err(Error::NotFound) => Ok(true),
            rows => self.is_own(staff, &rows?).await,
        }
    }

    /// Whether a case, of which nothing but its id is at hand, is none of the person's own.
    pub(crate) async fn is_of_others(&self, staff: &Staff, id: &SubmissionId) -> Result<(), Error> {
        if staff.keeps_away() {
            self.rows_of(staff, id).await?;
        }
        Ok(())
    }

    async fn is_own(&self, staff: &Staff, rows: &Rows) -> Result<bool, Error> {
        if !staff.keeps_away() {
            return Ok(false);
        }
        let published = self.casework.form_of(&rows.submission).await?;
        Ok(self.names_own(staff, &published, &rows.latest_content()?))
    }

    /// Whether these answers name anybody from whose matters the person keeps away.
    pub(crate) fn names_own(&self, staff: &Staff, published: &Published, answers: &Value) -> bool {
        let named = || self.casework.own_people(published, answers);
        staff.keeps_away() && named().iter().any(|person| staff.own.contains(person))
    }

    /// Everybody who keeps away from a case.
    pub(crate) async fn kept_away(&self, rows: &Rows) -> Result<HashSet<StaffId>, Error> {
        let published = self.casework.form_of(&rows.submission).await?;
        let people = self.casework.own_people(&published, &rows.latest_content()?);
        Ok(self.inner.store.read(move |tx| own_people::kept_away(tx, &people)).await?)
    }

    /// From whose matters one keeps away oneself, as far as that is told.
    pub async fn my_own_people(&self, staff: &Staff) -> Result<Vec<OwnPerson>, Error> {
        let id = staff.id().clone();
        let kept = self.inner.store.read(move |tx| own_people::of_staff(tx, &id)).await?;
        let told = |(person, since)| OwnPerson { id: token_name(&person), since };
        Ok(kept.into_iter().map(told).collect())
    }

    /// Keeps the person away from what is about somebody, from now on. Of their cases, those that
    /// are, are nobody's again.
    pub async fn register_own_person(
        &self,
        staff: &Staff,
        name: &str,
        birth_date: &str,
    ) -> Result<Result<(), OwnPersonFault>, Error> {
        let now = self.now();
        let name = name.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            return Ok(Err(OwnPersonFault::Name));
        }
        let born = wareki::parse(birth_date).ok().filter(|born| *born <= now.day());
        let Some(born) = born else { return Ok(Err(OwnPersonFault::BirthDate)) };
        if staff.own.len() >= MOST {
            return Ok(Err(OwnPersonFault::TooMany));
        }
        let person = self.casework.own_person(name, born);
        if staff.own.contains(&person) {
            return Ok(Err(OwnPersonFault::Known));
        }
        let doer = Doer::oneself(&self.inner.ids, now, staff.id());
        let who = staff.id().clone();
        let kept = self.inner.store.write(move |tx| {
            own_people::insert(tx, &who, &person, now)?;
            doer.tells(tx, OfficeEventKind::OwnPersonAdded, &who, None)
        });
        match kept.await {
            Err(StoreError::Duplicate { .. }) => return Ok(Err(OwnPersonFault::Known)),
            kept => kept?,
        }
        tracing::info!(target: "security", outcome = "own person added", staff = %staff.id());
        let mut staff = staff.clone();
        staff.own.push(person);
        self.give_own_back(&staff, now).await?;
        Ok(Ok(()))
    }

    /// Lets the person have to do with somebody's matters again. One that is not there is gone.
    pub async fn remove_own_person(&self, staff: &Staff, id: &str) -> Result<(), Error> {
        let person = staff.own.iter().find(|person| token_name(person) == id).copied();
        let Some(person) = person else { return Ok(()) };
        let doer = Doer::oneself(&self.inner.ids, self.now(), staff.id());
        let who = staff.id().clone();
        let gone = self.inner.store.write(move |tx| {
            if own_people::delete(tx, &who, &person)? {
                doer.tells(tx, OfficeEventKind::OwnPersonRemoved, &who, None)?;
            }
            Ok::<_, StoreError>(())
        });
        gone.await?;
        tracing::info!(target: "security", outcome = "own person removed", staff = %staff.id());
        Ok(())
    }

    /// Puts back what the person has in hand and is their own. What waits for an answer or a
    /// decision stays theirs by name, and opens for them no more: whoever leads gives it to others.
    async fn give_own_back(&self, staff: &Staff, now: Instant) -> Result<(), Error> {
        let (reach, who) = (reach_of(&staff.authority), staff.id().clone());
        let in_hand = self.inner.store.read(move |tx| {
            let filter = cases::QueueFilter {
                assignee: Some(Assigned::To(who)),
                states: vec![State::InReview],
                ..cases::QueueFilter::default()
            };
            cases::list(tx, &reach, &filter, &Page::first(500))
        });
        for entry in in_hand.await?.items {
            match Box::pin(self.give_back(staff, &entry.id, now)).await {
                // Somebody was faster, or something stands against it: shut it is all the same.
                Ok(()) | Err(Error::Conflict { .. } | Error::Refused(_) | Error::NotFound) => {}
                Err(fault) => return Err(fault),
            }
        }
        Ok(())
    }

    async fn give_back(&self, staff: &Staff, id: &SubmissionId, now: Instant) -> Result<(), Error> {
        let rows = self.casework.rows(scope_of(&staff.authority), id).await?;
        if !self.is_own(staff, &rows).await? {
            return Ok(());
        }
        let (version, reason) = (rows.record.case.version, ReleaseReason::OwnInterest);
        let released = self.resolved(staff, rows, version, Command::Release { reason }, now);
        let step = self.move_of(staff, &released.await?, &[])?;
        self.casework.write(step).await
    }
}
