//! Changing what is written about somebody, at the screen.
//!
//! Roles that watch or arrange, ranks from 課長 up, and the right to know where protected people are
//! are given by two people. Nobody changes anything about themselves.

use kernel::{
    Authority, DepartmentId, Grant, Instant, InvitationId, Rank, Right, Role, StaffId,
    StaffRequestId,
};
use submission_store::{
    Reads, StoreError, WriteTx, departments, factors,
    invitations::Invitation,
    office_events::OfficeEventKind,
    staff,
    staff_requests::{self, Outcome, StaffRequest},
};

use super::{is_seen, over, over_all, over_request, patience};
use crate::{
    BackOffice, Error, PeopleFault, Staff,
    invitation::invitation,
    passkeys::has_passkey,
    people::{Doer, can_be_given, makes_sense},
    permission::Administer,
};

/// What is to be changed about somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonChange {
    /// Give them a grant.
    Give(Grant),
    /// Take away the grant that is written so.
    End(String),
    /// Shut them out.
    Disable,
    /// Let them in again.
    Enable,
    /// Revoke the token that is called so.
    RevokeToken(String),
    /// Take their second factor away.
    ResetFactor,
    /// Mail them a link by which they choose a password.
    Invite,
    /// End the session that is called so.
    EndSession(String),
    /// End every session.
    EndSessions,
    /// Agree to what another one asked for.
    Confirm(StaffRequestId),
    /// Not to agree, or to take back what one asked for.
    Decline(StaffRequestId),
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// It is done.
    Done,
    /// It waits for a second person.
    Waits,
}

/// What is done, in one transaction.
struct Act<'a> {
    staff: &'a Staff,
    person: staff::Staff,
    doer: Doer,
    request: StaffRequestId,
    link: Invitation,
}

impl BackOffice {
    /// Changes something about a person whom this one administers.
    pub async fn change_person(
        &self,
        staff: &Staff,
        id: &StaffId,
        change: PersonChange,
    ) -> Result<Changed, PeopleFault> {
        let now = self.now();
        if asks_again(&change) {
            self.is_fresh(staff, now)?;
        }
        let request = StaffRequestId::new(&*self.inner.ids, now);
        let doer = Doer::operator(&self.inner.ids, now);
        let link = InvitationId::new(&*self.inner.ids, now);
        let link = invitation(&self.inner.store, link, id, now);
        let (who, id, done) = (staff.clone(), id.clone(), name_of(&change));
        let about = id.clone();
        let write = self.inner.store.write(move |tx| {
            let found = staff::find(tx, &id)?;
            let seen = found.filter(|person| is_seen(&who.authority, &person.grants));
            let person = seen.ok_or(Error::NotFound)?;
            if person.id == *who.id() {
                return Err(PeopleFault::Oneself);
            }
            let (doer, request, link) = (doer.clone(), request.clone(), link.clone());
            Act { staff: &who, person, doer, request, link }.does(tx, &change)
        });
        let changed = write.await?;
        tracing::info!(target: "security", outcome = done, ?changed, staff = %about, by = %staff.id());
        Ok(changed)
    }
}

impl Act<'_> {
    fn does(self, tx: &mut WriteTx<'_>, change: &PersonChange) -> Result<Changed, PeopleFault> {
        match change {
            PersonChange::Give(grant) => return self.gives(tx, grant),
            PersonChange::End(written) => self.ends(tx, written)?,
            PersonChange::Disable => {
                let doer = self.over_the_person()?;
                doer.shuts_out(tx, self.person)?;
            }
            PersonChange::Enable => {
                let doer = self.over_the_person()?;
                doer.lets_in(tx, self.person)?;
            }
            PersonChange::RevokeToken(name) => {
                self.over_the_person()?.revokes(tx, &self.person.id, name)?;
            }
            PersonChange::ResetFactor => return self.takes_factor(tx),
            PersonChange::Invite => {
                self.over_the_person()?.invites(tx, &self.person, &self.link)?;
            }
            PersonChange::EndSession(name) => {
                let doer = self.over_the_person()?;
                if !doer.ends_session(tx, &self.person.id, name)? {
                    return Err(PeopleFault::NoSession);
                }
            }
            PersonChange::EndSessions => {
                let doer = self.over_the_person()?;
                doer.ends_sessions(tx, &self.person.id, None)?;
            }
            PersonChange::Confirm(id) => self.confirms(tx, id)?,
            PersonChange::Decline(id) => self.declines(tx, id)?,
        }
        Ok(Changed::Done)
    }

    fn gives(self, tx: &mut WriteTx<'_>, grant: &Grant) -> Result<Changed, PeopleFault> {
        let doer = self.over_department(&grant.department)?;
        makes_sense(tx, grant, doer.now())?;
        can_be_given(&self.person, grant)?;
        if needs_two(grant) {
            return self.asks(tx, &doer, Some(grant));
        }
        doer.gives(tx, &self.person, grant)?;
        Ok(Changed::Done)
    }

    fn ends(self, tx: &mut WriteTx<'_>, written: &str) -> Result<(), PeopleFault> {
        let held = self.person.grants.iter().find(|grant| grant.to_string() == written);
        let grant = held.ok_or(PeopleFault::NotGranted)?;
        self.over_department(&grant.department)?.ends(tx, &self.person, grant)
    }

    fn takes_factor(self, tx: &mut WriteTx<'_>) -> Result<Changed, PeopleFault> {
        let doer = self.over_the_person()?;
        let id = &self.person.id;
        if factors::find(tx, id)?.is_none() && !has_passkey(tx, id)? {
            return Err(PeopleFault::NoFactor);
        }
        if self.there_is_another(tx, doer.now())? {
            return self.asks(tx, &doer, None);
        }
        doer.takes_factor(tx, &self.person.id)?;
        Ok(Changed::Done)
    }

    fn asks(
        self,
        tx: &mut WriteTx<'_>,
        doer: &Doer,
        grant: Option<&Grant>,
    ) -> Result<Changed, PeopleFault> {
        let (about, now) = (self.person.id, doer.now());
        let waiting = staff_requests::waiting(tx, now.plus(-patience()))?;
        if waiting.iter().any(|other| other.about == about && other.grant.as_ref() == grant) {
            return Err(PeopleFault::AlreadyWaiting);
        }
        doer.asks(tx, self.request, self.staff.id(), &about, grant)?;
        Ok(Changed::Waits)
    }

    fn confirms(self, tx: &mut WriteTx<'_>, id: &StaffRequestId) -> Result<(), PeopleFault> {
        let request = self.waiting(tx, id)?;
        if request.asked_by == *self.staff.id() {
            return Err(PeopleFault::SamePerson);
        }
        let mine = over_request(&self.staff.authority, &request, &self.person.grants);
        let doer = self.doer.clone().granted(self.staff.id(), mine.ok_or(Error::NotFound)?);
        // Whoever asked may have left since, or administers this no more.
        let asker = authority_of(tx, &request.asked_by, doer.now())?;
        let theirs = asker.and_then(|it| over_request(&it, &request, &self.person.grants));
        theirs.ok_or(PeopleFault::NotWaiting)?;
        let doer = doer.confirming(&request.asked_by);
        staff_requests::settle(tx, id, self.staff.id(), doer.now(), Outcome::Confirmed)?;
        match &request.grant {
            Some(grant) => {
                makes_sense(tx, grant, doer.now())?;
                doer.gives(tx, &self.person, grant)
            }
            None => Ok(doer.takes_factor(tx, &self.person.id)?),
        }
    }

    fn declines(self, tx: &mut WriteTx<'_>, id: &StaffRequestId) -> Result<(), PeopleFault> {
        let request = self.waiting(tx, id)?;
        let mine = over_request(&self.staff.authority, &request, &self.person.grants);
        let doer = self.doer.clone().granted(self.staff.id(), mine.ok_or(Error::NotFound)?);
        let (outcome, kind) = if request.asked_by == *self.staff.id() {
            (Outcome::Withdrawn, OfficeEventKind::Withdrawn)
        } else {
            (Outcome::Declined, OfficeEventKind::Declined)
        };
        staff_requests::settle(tx, id, self.staff.id(), doer.now(), outcome)?;
        Ok(doer.tells(tx, kind, &self.person.id, request.grant.as_ref())?)
    }

    /// The request, if it is about this person and waits.
    fn waiting(
        &self,
        tx: &mut WriteTx<'_>,
        id: &StaffRequestId,
    ) -> Result<StaffRequest, PeopleFault> {
        let found = staff_requests::find(tx, id, self.doer.now().plus(-patience()))?;
        found.filter(|request| request.about == self.person.id).ok_or(PeopleFault::NotWaiting)
    }

    /// Whoever may give in a department: what they do not administer is not there.
    fn over_department(&self, department: &DepartmentId) -> Result<Doer, PeopleFault> {
        let grant = over::<Administer>(&self.staff.authority, department);
        Ok(self.doer.clone().granted(self.staff.id(), grant.ok_or(Error::NotFound)?))
    }

    /// Whoever may change the whole of a person: not a part of what others administer.
    fn over_the_person(&self) -> Result<Doer, PeopleFault> {
        let grant = over_all(&self.staff.authority, &self.person.grants);
        Ok(self.doer.clone().granted(self.staff.id(), grant.ok_or(PeopleFault::AlsoElsewhere)?))
    }

    /// Whether somebody else could confirm what is about the whole of this person.
    fn there_is_another(&self, tx: &mut impl Reads, now: Instant) -> Result<bool, StoreError> {
        let tree = departments::tree(tx)?;
        let others = staff::list(tx)?.into_iter().filter(|other| {
            other.disabled_at.is_none()
                && other.id != *self.staff.id()
                && other.id != self.person.id
        });
        let mut others =
            others.map(|other| Authority::new(other.id, other.grants, &tree, now.day()));
        Ok(others.any(|other| over_all(&other, &self.person.grants).is_some()))
    }
}

/// What somebody may do who still works here.
fn authority_of(
    tx: &mut impl Reads,
    id: &StaffId,
    now: Instant,
) -> Result<Option<Authority>, StoreError> {
    let tree = departments::tree(tx)?;
    let found = staff::find(tx, id)?.filter(|person| person.disabled_at.is_none());
    Ok(found.map(|person| Authority::new(person.id, person.grants, &tree, now.day())))
}

/// Whether one person alone does not give this: who watches, who arranges, who decides for a section
/// or more, and who knows where protected people are.
pub(crate) fn needs_two(grant: &Grant) -> bool {
    let is_trusted = match grant.role {
        Role::Administrator | Role::Auditor => true,
        Role::Clerk
        | Role::CentreClerk
        | Role::Lead
        | Role::CounterClerk
        | Role::PostClerk
        | Role::Approver
        | Role::FormAuthor => false,
    };
    is_trusted || grant.rank >= Rank::Section || grant.rights.contains(&Right::Protected)
}

/// Whether the second factor is asked for again: what gives somebody more than they had, or
/// could keep others from the office. Ending sessions or shutting out never waits.
const fn asks_again(change: &PersonChange) -> bool {
    match change {
        PersonChange::Give(_)
        | PersonChange::End(_)
        | PersonChange::Enable
        | PersonChange::RevokeToken(_)
        | PersonChange::ResetFactor
        | PersonChange::Invite
        | PersonChange::Confirm(_) => true,
        PersonChange::Disable
        | PersonChange::Decline(_)
        | PersonChange::EndSession(_)
        | PersonChange::EndSessions => false,
    }
}

/// What is done, for the log.
const fn name_of(change: &PersonChange) -> &'static str {
    match change {
        PersonChange::Give(_) => "granted",
        PersonChange::End(_) => "grant ended",
        PersonChange::Disable => "disabled",
        PersonChange::Enable => "enabled",
        PersonChange::RevokeToken(_) => "token revoked",
        PersonChange::ResetFactor => "second factor taken away",
        PersonChange::Invite => "invited",
        PersonChange::EndSession(_) | PersonChange::EndSessions => "sessions ended",
        PersonChange::Confirm(_) => "confirmed",
        PersonChange::Decline(_) => "not confirmed",
    }
}
