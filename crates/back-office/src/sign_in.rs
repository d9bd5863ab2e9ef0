//! Staff at the door: sessions by password, tokens for systems.

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use casework::{Bounded, SignInFault, Tried};
use chrono::Duration;
use kernel::{Authority, IdSource, Instant, StaffId};
use submission_store::{
    Digest, Reads, StoreError, departments, own_people,
    sessions::{self, Session, SessionKind},
    staff,
    tokens::{self, Token},
};

use crate::{BackOffice, Error, PeopleFault, Staff, people::Doer, staff::Seat};

/// A session that just began.
#[derive(Debug)]
pub struct SignedIn {
    /// The secret for the cookie; only its hash is stored.
    pub token: String,
    /// Who signed in.
    pub staff: Staff,
    /// Whether it opens nothing before the second factor is given.
    pub waits: bool,
}

/// A session that nobody uses ends after this long.
pub(crate) fn idle() -> Duration {
    Duration::minutes(30)
}

/// Every session ends after a working day.
pub(crate) fn working_day() -> Duration {
    Duration::hours(10)
}

/// Longer passwords are refused before they cost a hash.
const LONGEST_PASSWORD: usize = 1024;
/// People of the demonstration have addresses here, and are nobody outside of it.
pub(crate) const DEMONSTRATION: &str = "@demo.example";

impl BackOffice {
    /// Signs a member of staff in, as far as a password does. Unknown addresses cost as much
    /// time as wrong passwords.
    pub async fn sign_in(
        &self,
        email: &str,
        password: &str,
        browser: String,
    ) -> Result<SignedIn, Error> {
        let (email, now) = (email.trim().to_lowercase(), self.now());
        if password.len() > LONGEST_PASSWORD || email.len() > 254 {
            return Err(SignInFault::Wrong.into());
        }
        if let Some(person) = self.recognised(&email, password, now).await? {
            let proven_at = (!self.asks_second_factor()).then_some(now);
            return self.begin_session(person, now, proven_at, browser).await;
        }
        tracing::warn!(event = "sign-in-failed", "a sign-in failed");
        Err(SignInFault::Wrong.into())
    }

    /// Who has this address, if the password is theirs. Every try counts until one is right.
    pub(crate) async fn recognised(
        &self,
        email: &str,
        password: &str,
        now: Instant,
    ) -> Result<Option<staff::Staff>, Error> {
        self.casework.count_try(Tried::Password, email, now).await?;
        let key = email.to_owned();
        let found = self.inner.store.read(move |tx| staff::find_by_email(tx, &key)).await?;
        let found = found.filter(|person| self.works_here(person));
        let hash = found.as_ref().and_then(|person| person.password_hash.clone());
        let right = self.password_fits(password.to_owned(), hash).await?;
        if right {
            self.casework.forgive_tries(Tried::Password, email).await?;
        }
        Ok(found.filter(|_| right))
    }

    /// Gives a person the password that they chose, if they know the one they have. All their
    /// sessions and tokens end; the one in which they did it goes on as a new one.
    pub async fn change_password(
        &self,
        staff: &Staff,
        current: &str,
        chosen: String,
    ) -> Result<SignedIn, PeopleFault> {
        let now = self.now();
        let known = if current.len() > LONGEST_PASSWORD {
            None
        } else {
            self.recognised(&staff.email, current, now).await?
        };
        let person = known.ok_or(Error::from(SignInFault::Wrong))?;
        let doer = Doer::oneself(&self.inner.ids, now, &person.id);
        self.people().sets_password(doer, &staff.email, chosen).await?;
        // The second factor is as old as it was: a password makes it no fresher.
        let seat = staff.session.clone().ok_or(Error::FactorNotFresh)?;
        Ok(self.begin_session(person, now, Some(seat.proven_at), seat.browser).await?)
    }

    async fn password_fits(&self, typed: String, hash: Option<String>) -> Result<bool, Error> {
        self.inner.hashing.run(1, move || verify(&typed, hash.as_deref())).await?
    }

    async fn begin_session(
        &self,
        person: staff::Staff,
        now: Instant,
        proven_at: Option<Instant>,
        browser: String,
    ) -> Result<SignedIn, Error> {
        let waits = proven_at.is_none();
        let (token, seed) = (secret(&*self.inner.ids), secret(&*self.inner.ids));
        let begun = session(&person.id, &token, &seed, now, proven_at);
        let session = Session { browser, ..begun };
        let written = self.inner.store.write(move |tx| {
            sessions::insert(tx, &session)?;
            if !waits {
                staff::signed_in(tx, &person.id, now)?;
            }
            staff_of(tx, person.clone(), None, now)
        });
        let staff = written.await.map_err(|fault: StoreError| Error::from(fault))?;
        Ok(SignedIn { token, staff, waits })
    }

    /// Whose session it is; `None` when it ended. Idle for 30 minutes or ten hours old, it has.
    pub async fn staff_of_session(&self, token: &str) -> Result<Option<Staff>, Error> {
        let (hash, now) = (Digest::of(token.as_bytes()), self.now());
        let desk = self.clone();
        let found = self
            .inner
            .store
            .read(move |tx| {
                let Some(session) = sessions::find(tx, &hash, now)? else { return Ok(None) };
                let SessionKind::Staff(id) = &session.kind else { return Ok(None) };
                let Some(proven_at) = session.proven_at else { return Ok(None) };
                let found = staff::find(tx, id)?.filter(|person| desk.works_here(person));
                let Some(person) = found else { return Ok(None) };
                let mut staff = staff_of(tx, person, None, now)?;
                let browser = session.browser.clone();
                let began = session.created_at;
                staff.session = Some(Seat { hash: session.hash, began, proven_at, browser });
                Ok::<_, StoreError>(Some((session, staff)))
            })
            .await?;
        let Some((session, staff)) = found else { return Ok(None) };
        let end = session.created_at.plus(working_day());
        if now >= end {
            return Ok(None);
        }
        // Once a minute is often enough to know that somebody is there.
        if now.since(session.last_seen) >= Duration::minutes(1) {
            let until = now.plus(idle()).min(end);
            self.inner.store.write(move |tx| sessions::touch(tx, &hash, now, until)).await?;
        }
        Ok(Some(staff))
    }

    /// Somebody in whose name an operator acts on this machine; `None` when they do not work here.
    pub async fn staff_named(&self, email: &str) -> Result<Option<Staff>, Error> {
        let (email, now, desk) = (email.to_owned(), self.now(), self.clone());
        let read = self.inner.store.read(move |tx| {
            let found = staff::find_by_email(tx, &email)?.filter(|person| desk.works_here(person));
            found.map(|person| staff_of(tx, person, None, now)).transpose()
        });
        Ok(read.await.map_err(|fault: StoreError| fault)?)
    }

    /// Ends a session.
    pub async fn sign_out(&self, token: &str) -> Result<(), Error> {
        let hash = Digest::of(token.as_bytes());
        Ok(self.inner.store.write(move |tx| sessions::delete(tx, &hash)).await?)
    }

    /// Whose API token it is; `None` when it is unknown or expired.
    pub async fn staff_of_token(&self, token: &str) -> Result<Option<Staff>, Error> {
        let (hash, now, desk) = (Digest::of(token.as_bytes()), self.now(), self.clone());
        self.inner
            .store
            .read(move |tx| {
                let Some(token) = tokens::find(tx, &hash, now)? else { return Ok(None) };
                let found = staff::find(tx, &token.staff)?;
                let Some(person) = found.filter(|person| desk.works_here(person)) else {
                    return Ok(None);
                };
                staff_of(tx, person, Some(token), now).map(Some).map_err(Error::from)
            })
            .await
    }

    /// Whether somebody may do anything here at all.
    pub(crate) fn works_here(&self, person: &staff::Staff) -> bool {
        let is_pretended = person.email.ends_with(DEMONSTRATION);
        person.disabled_at.is_none() && (self.city().demo || !is_pretended)
    }
}

/// 256 unpredictable bits, in hex.
pub(crate) fn secret(ids: &dyn IdSource) -> String {
    let mut secret = [0_u8; 32];
    ids.fill(&mut secret);
    Digest::from_bytes(secret).hex()
}

/// argon2id with 64 MiB and three passes: what a clerk waits for once a day may cost an
/// attacker a tenth of a second each.
pub(crate) fn hasher() -> Result<Argon2<'static>, Error> {
    let params = Params::new(64 * 1024, 3, 1, None).map_err(Error::internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Room for hashing: two at once, and 64 wait.
pub(crate) fn hashing() -> Bounded {
    Bounded::new(2, 64)
}

/// Whether the password fits. Without a hash, the same work is done for nothing.
fn verify(typed: &str, hash: Option<&str>) -> Result<bool, Error> {
    if let Some(hash) = hash {
        let hash = PasswordHash::new(hash).map_err(Error::internal)?;
        return Ok(hasher()?.verify_password(typed.as_bytes(), &hash).is_ok());
    }
    let spent = hasher()?.hash_password_with_salt(typed.as_bytes(), &[0_u8; 16]);
    spent.map_err(Error::internal)?;
    Ok(false)
}

/// A session that begins now.
pub(crate) fn session(
    person: &StaffId,
    token: &str,
    seed: &str,
    now: Instant,
    proven_at: Option<Instant>,
) -> Session {
    Session {
        hash: Digest::of(token.as_bytes()),
        kind: SessionKind::Staff(person.clone()),
        csrf_seed: Digest::of(seed.as_bytes()),
        created_at: now,
        last_seen: now,
        expires_at: now.plus(idle()),
        proven_at,
        browser: String::new(),
    }
}

/// The person with what they may do at this moment.
pub(crate) fn staff_of(
    tx: &mut impl Reads,
    person: staff::Staff,
    token: Option<Token>,
    now: Instant,
) -> Result<Staff, StoreError> {
    let own = own_people::of_staff(tx, &person.id)?;
    Ok(Staff {
        own: own.into_iter().map(|(person, _since)| person).collect(),
        authority: Authority::new(person.id, person.grants, &departments::tree(tx)?, now.day()),
        email: person.email,
        name: person.name,
        token: token.as_ref().map(|token| token.hash),
        scopes: token.map(|token| token.scopes),
        session: None,
    })
}
