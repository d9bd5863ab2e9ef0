//! How somebody comes to their first password, or to another one that they forgot: by a link
//! that is mailed to them, good once and for three days. Whoever invites never knows it.

use chrono::Duration;
use kernel::{Grant, Instant, InvitationId, StaffId, StaffRequestId};
use submission_store::{
    Digest, Store, StoreError,
    invitations::{self, Invitation},
    office_events::OfficeEventKind,
    outbox::LetterState,
    sessions::{self, Session},
    staff,
    staff_requests::{self, StaffRequest},
};

use casework::invitation_secret;

use crate::{
    BackOffice, Changed, Error, PeopleFault, SignedIn, Staff,
    people::{Doer, makes_sense},
    permission::Administer,
    personnel::{needs_two, over},
    sign_in::{secret, session, staff_of},
};

/// Somebody new, whom an administrator invites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPerson {
    /// The address they sign in with, and to which the link is mailed.
    pub email: String,
    /// Their name as colleagues know it.
    pub name: String,
    /// What they may do first.
    pub grant: Grant,
}

/// Whom a link is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// The address they sign in with.
    pub email: String,
    /// Their name.
    pub name: String,
}

/// Longer names are slips of the hand.
pub(crate) const LONGEST_NAME: usize = 100;

/// How long a link can be followed.
fn patience() -> Duration {
    Duration::hours(72)
}

/// A link for somebody, whose letter waits.
pub(crate) fn invitation(
    store: &Store,
    id: InvitationId,
    staff: &StaffId,
    now: Instant,
) -> Invitation {
    Invitation {
        hash: Digest::of(invitation_secret(store, &id).as_bytes()),
        id,
        staff: staff.clone(),
        created_at: now,
        expires_at: now.plus(patience()),
        letter: LetterState::Waiting,
        attempts: 0,
    }
}

impl BackOffice {
    /// Adds somebody with a first grant and mails them a link. A grant that takes two waits for
    /// the second person; until then they can come in and do nothing.
    pub async fn invite(
        &self,
        staff: &Staff,
        new: NewPerson,
    ) -> Result<(StaffId, Changed), PeopleFault> {
        let now = self.now();
        self.is_fresh(staff, now)?;
        let person = self.newcomer(&new, now)?;
        let grant = new.grant;
        let id = person.id.clone();
        let request = StaffRequestId::new(&*self.inner.ids, now);
        let link = InvitationId::new(&*self.inner.ids, now);
        let link = invitation(&self.inner.store, link, &id, now);
        let (who, doer) = (staff.clone(), Doer::operator(&self.inner.ids, now));
        let write = self.inner.store.write(move |tx| {
            let by = over::<Administer>(&who.authority, &grant.department);
            let doer = doer.clone().granted(who.id(), by.ok_or(Error::NotFound)?);
            makes_sense(tx, &grant, now)?;
            let waits = needs_two(&grant);
            // Without a grant somebody is seen by those alone who administer the whole city.
            if waits && over::<Administer>(&who.authority, &kernel::DepartmentId::city()).is_none()
            {
                return Err(PeopleFault::AlsoElsewhere);
            }
            if staff::find_by_email(tx, &person.email)?.is_some() {
                return Err(PeopleFault::AlreadyKnown);
            }
            let mut person = person.clone();
            if !waits {
                person.grants.push(grant.clone());
            }
            staff::insert(tx, &person)?;
            doer.tells(tx, OfficeEventKind::Added, &person.id, person.grants.first())?;
            doer.invites(tx, &person, &link)?;
            if waits {
                let (about, asked_by) = (person.id.clone(), who.id().clone());
                let asked = Some(grant.clone());
                let id = request.clone();
                let request = StaffRequest { id, about, grant: asked, asked_by, asked_at: now };
                staff_requests::insert(tx, &request)?;
                doer.tells(tx, OfficeEventKind::Asked, &person.id, Some(&grant))?;
            }
            Ok(if waits { Changed::Waits } else { Changed::Done })
        });
        let changed = write.await?;
        tracing::info!(target: "security", outcome = "invited", ?changed, staff = %id, by = %staff.id());
        Ok((id, changed))
    }

    fn newcomer(&self, new: &NewPerson, now: Instant) -> Result<staff::Staff, PeopleFault> {
        let email = self.people().address(&new.email)?;
        casework::sendable(&email).map_err(|_fault| PeopleFault::NotAnAddress)?;
        let name = new.name.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            return Err(PeopleFault::NameMissing);
        }
        Ok(staff::Staff {
            id: StaffId::new(&*self.inner.ids, now),
            email,
            name: name.to_owned(),
            password_hash: None,
            grants: Vec::new(),
            disabled_at: None,
            created_at: now,
        })
    }

    /// Whom a link is for that can be followed. One that nobody sent, that was used, or that has
    /// ended is not there.
    pub async fn invited(&self, secret: &str) -> Result<Invited, Error> {
        let (hash, now, desk) = (Digest::of(secret.as_bytes()), self.now(), self.clone());
        let read = self.inner.store.read(move |tx| {
            let Some(found) = invitations::find(tx, &hash, now)? else { return Ok(None) };
            let person = staff::find(tx, &found.staff)?;
            Ok::<_, StoreError>(person.filter(|person| desk.works_here(person)))
        });
        let person = read.await?.ok_or(Error::NotFound)?;
        Ok(Invited { email: person.email, name: person.name })
    }

    /// Takes the password that somebody chose who followed a link; the link is used then, what
    /// they had before ends, and they are in as far as a password goes.
    pub async fn accept_invitation(
        &self,
        link: &str,
        chosen: String,
        browser: String,
    ) -> Result<SignedIn, PeopleFault> {
        let Invited { email, .. } = self.invited(link).await?;
        let password = self.people().hash(&email, chosen).await?;
        let (hash, now, desk) = (Digest::of(link.as_bytes()), self.now(), self.clone());
        let (ids, token) = (self.inner.ids.clone(), secret(&*self.inner.ids));
        let waits = self.asks_second_factor();
        let seed = secret(&*ids);
        let begun = token.clone();
        let write = self.inner.store.write(move |tx| {
            let found = invitations::find(tx, &hash, now)?.ok_or(Error::NotFound)?;
            // Of two who follow it at once, one does.
            if !invitations::delete(tx, &found.id)? {
                return Err(Error::NotFound.into());
            }
            let person = staff::find(tx, &found.staff)?.filter(|person| desk.works_here(person));
            let person = person.ok_or(Error::NotFound)?;
            let doer = Doer::oneself(&ids, now, &person.id);
            doer.sets_password(tx, person.clone(), password.clone())?;
            let proven_at = (!waits).then_some(now);
            let begun = session(&person.id, &begun, &seed, now, proven_at);
            sessions::insert(tx, &Session { browser: browser.clone(), ..begun })?;
            if !waits {
                staff::signed_in(tx, &person.id, now)?;
            }
            Ok::<_, PeopleFault>(staff_of(tx, person, None, now)?)
        });
        let staff = write.await?;
        tracing::info!(target: "security", outcome = "password chosen by link", staff = %staff.id());
        Ok(SignedIn { token, staff, waits })
    }
}
