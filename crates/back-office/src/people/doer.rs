//! What is changed about a person, each with the event that tells of it: whoever does it, at the
//! screen or at the machine. Whether they may is asked before.

use std::sync::Arc;

use kernel::{
    Among, DepartmentId, Grant, IdSource, Instant, OfficeEventId, Role, StaffId, StaffRequestId,
    WardId,
};
use submission_store::{
    Digest, StoreError, WriteTx, bulk, factors,
    invitations::{self, Invitation},
    office_events::{self, OfficeEvent, OfficeEventKind},
    organisation::{self, Organisation},
    passkeys, procedures, sessions,
    staff::{self, Staff},
    staff_requests::{self, StaffRequest},
    tokens::{self, Token},
};

use super::PeopleFault;

/// Who changes something about a person, and when.
#[derive(Clone)]
pub(crate) struct Doer {
    ids: Arc<dyn IdSource>,
    now: Instant,
    /// Nobody of the office where the machine's operator does it.
    by: Option<StaffId>,
    /// Who confirms it.
    second: Option<StaffId>,
    by_grant: Option<(Role, DepartmentId)>,
}

impl Doer {
    /// Whoever operates the machine.
    pub(crate) fn operator(ids: &Arc<dyn IdSource>, now: Instant) -> Self {
        Self { ids: Arc::clone(ids), now, by: None, second: None, by_grant: None }
    }

    /// Somebody about themselves, for which nobody needs a grant.
    pub(crate) fn oneself(ids: &Arc<dyn IdSource>, now: Instant, person: &StaffId) -> Self {
        Self { by: Some(person.clone()), ..Self::operator(ids, now) }
    }

    /// Somebody by a grant.
    pub(crate) fn granted(self, by: &StaffId, grant: (Role, DepartmentId)) -> Self {
        Self { by: Some(by.clone()), by_grant: Some(grant), ..self }
    }

    /// The same, done for `asker`, who is not alone in wanting it.
    pub(crate) fn confirming(self, asker: &StaffId) -> Self {
        Self { second: self.by, by: Some(asker.clone()), ..self }
    }

    pub(crate) const fn now(&self) -> Instant {
        self.now
    }

    /// Who does it; nobody of the office where the machine's operator does.
    pub(crate) const fn by(&self) -> Option<&StaffId> {
        self.by.as_ref()
    }

    /// Has a second person asked for a grant, or for taking away a second factor without one.
    pub(crate) fn asks(
        &self,
        tx: &mut WriteTx<'_>,
        id: StaffRequestId,
        asked_by: &StaffId,
        about: &StaffId,
        grant: Option<&Grant>,
    ) -> Result<StaffRequest, StoreError> {
        let request = StaffRequest {
            id,
            about: about.clone(),
            grant: grant.cloned(),
            asked_by: asked_by.clone(),
            asked_at: self.now,
        };
        staff_requests::insert(tx, &request)?;
        self.tells(tx, OfficeEventKind::Asked, about, grant)?;
        Ok(request)
    }

    /// Writes down what was done.
    pub(crate) fn tells(
        &self,
        tx: &mut WriteTx<'_>,
        kind: OfficeEventKind,
        about: &StaffId,
        grant: Option<&Grant>,
    ) -> Result<(), StoreError> {
        office_events::insert(tx, &OfficeEvent { grant: grant.cloned(), ..self.event(kind, about) })
    }

    fn event(&self, kind: OfficeEventKind, about: &StaffId) -> OfficeEvent {
        OfficeEvent {
            id: OfficeEventId::new(&*self.ids, self.now),
            at: self.now,
            kind,
            about: about.clone(),
            by: self.by.clone(),
            second: self.second.clone(),
            by_grant: self.by_grant.clone(),
            grant: None,
            token: None,
        }
    }

    fn tells_of_token(
        &self,
        tx: &mut WriteTx<'_>,
        kind: OfficeEventKind,
        token: &Token,
    ) -> Result<(), StoreError> {
        let name = Some(token_name(&token.hash));
        office_events::insert(tx, &OfficeEvent { token: name, ..self.event(kind, &token.staff) })
    }

    /// Gives a grant that makes sense.
    pub(crate) fn gives(
        &self,
        tx: &mut WriteTx<'_>,
        person: &Staff,
        grant: &Grant,
    ) -> Result<(), PeopleFault> {
        can_be_given(person, grant)?;
        // The same grant until another day is that grant, prolonged or cut short.
        staff::delete_grant(tx, &person.id, grant)?;
        staff::insert_grant(tx, &person.id, grant)?;
        Ok(self.tells(tx, OfficeEventKind::Granted, &person.id, Some(grant))?)
    }

    /// Takes a grant away, whichever day it was to end.
    pub(crate) fn ends(
        &self,
        tx: &mut WriteTx<'_>,
        person: &Staff,
        grant: &Grant,
    ) -> Result<(), PeopleFault> {
        if !staff::delete_grant(tx, &person.id, grant)? {
            return Err(PeopleFault::NotGranted);
        }
        Ok(self.tells(tx, OfficeEventKind::GrantEnded, &person.id, Some(grant))?)
    }

    /// Shuts a person out.
    pub(crate) fn shuts_out(
        &self,
        tx: &mut WriteTx<'_>,
        mut person: Staff,
    ) -> Result<(), PeopleFault> {
        person.disabled_at = Some(self.now);
        staff::save(tx, &person)?;
        self.ends_proofs(tx, &person.id)?;
        Ok(self.tells(tx, OfficeEventKind::Disabled, &person.id, None)?)
    }

    /// Lets a person in again.
    pub(crate) fn lets_in(
        &self,
        tx: &mut WriteTx<'_>,
        mut person: Staff,
    ) -> Result<(), PeopleFault> {
        person.disabled_at = None;
        staff::save(tx, &person)?;
        Ok(self.tells(tx, OfficeEventKind::Enabled, &person.id, None)?)
    }

    /// Gives a person the password with this hash.
    pub(crate) fn sets_password(
        &self,
        tx: &mut WriteTx<'_>,
        mut person: Staff,
        hash: String,
    ) -> Result<(), PeopleFault> {
        person.password_hash = Some(hash);
        staff::save(tx, &person)?;
        self.ends_proofs(tx, &person.id)?;
        Ok(self.tells(tx, OfficeEventKind::PasswordSet, &person.id, None)?)
    }

    /// Has a link mailed to a person, in place of any that they had.
    pub(crate) fn invites(
        &self,
        tx: &mut WriteTx<'_>,
        person: &Staff,
        link: &Invitation,
    ) -> Result<(), PeopleFault> {
        if person.disabled_at.is_some() {
            return Err(PeopleFault::Disabled);
        }
        invitations::insert(tx, link)?;
        Ok(self.tells(tx, OfficeEventKind::Invited, &person.id, None)?)
    }

    /// Takes the second factor of a person away; their sessions and jobs end.
    pub(crate) fn takes_factor(
        &self,
        tx: &mut WriteTx<'_>,
        person: &StaffId,
    ) -> Result<(), StoreError> {
        factors::delete(tx, person)?;
        passkeys::delete_of_staff(tx, person)?;
        sessions::delete_of_staff(tx, person)?;
        bulk::stop_of(tx, person)?;
        self.tells(tx, OfficeEventKind::FactorReset, person, None)
    }

    /// Ends the session of a person that is called `name`; false when it has ended.
    pub(crate) fn ends_session(
        &self,
        tx: &mut WriteTx<'_>,
        person: &StaffId,
        name: &str,
    ) -> Result<bool, StoreError> {
        let open = sessions::list_of_staff(tx, person, self.now)?;
        let Some(session) = open.into_iter().find(|it| token_name(&it.hash) == name) else {
            return Ok(false);
        };
        sessions::delete(tx, &session.hash)?;
        self.tells(tx, OfficeEventKind::SessionsEnded, person, None)?;
        Ok(true)
    }

    /// Ends every session of a person but `kept`.
    pub(crate) fn ends_sessions(
        &self,
        tx: &mut WriteTx<'_>,
        person: &StaffId,
        kept: Option<&Digest>,
    ) -> Result<(), StoreError> {
        let open = sessions::list_of_staff(tx, person, self.now)?;
        let ended: Vec<_> = open.iter().filter(|it| kept != Some(&it.hash)).collect();
        if ended.is_empty() {
            return Ok(());
        }
        ended.iter().try_for_each(|session| sessions::delete(tx, &session.hash))?;
        self.tells(tx, OfficeEventKind::SessionsEnded, person, None)
    }

    /// Keeps a token.
    pub(crate) fn issues(&self, tx: &mut WriteTx<'_>, token: &Token) -> Result<(), PeopleFault> {
        tokens::insert(tx, token)?;
        Ok(self.tells_of_token(tx, OfficeEventKind::TokenIssued, token)?)
    }

    /// Revokes the token of a person that is called `name`.
    pub(crate) fn revokes(
        &self,
        tx: &mut WriteTx<'_>,
        person: &StaffId,
        name: &str,
    ) -> Result<(), PeopleFault> {
        let held = tokens::list_of_staff(tx, person)?;
        let named = held.into_iter().find(|token| token_name(&token.hash) == name);
        let token = named.ok_or_else(|| PeopleFault::UnknownToken { id: name.to_owned() })?;
        tokens::revoke(tx, &token.hash, self.now)?;
        Ok(self.tells_of_token(tx, OfficeEventKind::TokenRevoked, &token)?)
    }

    /// What proves that somebody is who they are ends, as if they had never signed in.
    fn ends_proofs(&self, tx: &mut WriteTx<'_>, person: &StaffId) -> Result<(), PeopleFault> {
        sessions::delete_of_staff(tx, person)?;
        invitations::delete_of_staff(tx, person)?;
        for token in tokens::list_of_staff(tx, person)? {
            tokens::revoke(tx, &token.hash, self.now)?;
        }
        // What was begun by them goes on no longer than they do.
        Ok(bulk::stop_of(tx, person)?)
    }
}

/// Whether a person can be given a grant at all.
pub(crate) fn can_be_given(person: &Staff, grant: &Grant) -> Result<(), PeopleFault> {
    if person.disabled_at.is_some() {
        return Err(PeopleFault::Disabled);
    }
    if person.grants.contains(grant) {
        return Err(PeopleFault::AlreadyGranted);
    }
    Ok(())
}

/// The number that every procedure begins with.
const FIRST: i64 = 1;

/// A grant holds today, and everything that it names is known: a slip would be a right that is
/// worth nothing.
pub(crate) fn makes_sense(
    tx: &mut WriteTx<'_>,
    grant: &Grant,
    now: Instant,
) -> Result<(), PeopleFault> {
    let known = organisation::load(tx)?;
    makes_sense_in(tx, &known, grant, now)
}

/// The same in an organisation that is read already.
pub(super) fn makes_sense_in(
    tx: &mut WriteTx<'_>,
    known: &Organisation,
    grant: &Grant,
    now: Instant,
) -> Result<(), PeopleFault> {
    if !known.departments.iter().any(|known| known.id == grant.department) {
        return Err(PeopleFault::UnknownDepartment { id: grant.department.to_string() });
    }
    if let Among::These(wards) = &grant.wards {
        let is_ward =
            |id: &WardId| *id == WardId::outside() || known.wards.iter().any(|w| w.id == *id);
        if let Some(unknown) = wards.iter().find(|id| !is_ward(id)) {
            return Err(PeopleFault::UnknownWard { id: unknown.to_string() });
        }
    }
    if let Among::These(procedures) = &grant.procedures {
        for id in procedures {
            if !procedures::exists(tx, id, FIRST)? {
                return Err(PeopleFault::UnknownProcedure { id: id.clone() });
            }
        }
    }
    if grant.holds_on(now.day()) { Ok(()) } else { Err(PeopleFault::OverAlready) }
}

/// A token is named by so many characters of its hash.
const TOKEN_NAME: usize = 12;

/// What a token is called.
pub(crate) fn token_name(hash: &Digest) -> String {
    hash.hex().chars().take(TOKEN_NAME).collect()
}
