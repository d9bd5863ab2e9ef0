//! The second factor: a code of the person's authenticator (RFC 6238), or one of ten codes on
//! paper for the day on which it is lost.
//!
//! The password alone opens a session that opens nothing but the page that asks for the code;
//! with the code another session begins. In a demonstration nobody is asked.

use casework::{SignInFault, Tried};
use chrono::Duration;
use data_encoding::BASE32_NOPAD;
use kernel::{AccessCode, Instant, StaffId};
use submission_store::{
    Digest, StoreError, WriteTx, factors,
    sessions::{self, Session, SessionKind},
    staff,
};
use totp_rs::{Builder, Secret};

use crate::{
    BackOffice, Error, PasskeyAsked, SignedIn, Staff,
    passkeys::has_passkey,
    people::Doer,
    sign_in::{secret, session, staff_of, working_day},
    staff::Seat,
};

/// What somebody is asked who has given the right password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondStep {
    /// Whose account it is.
    pub email: String,
    /// What the authenticator has to be told; nothing for who has told it before.
    pub enrolment: Option<Enrolment>,
    /// What to ask the browser for, of who has a passkey.
    pub passkey: Option<PasskeyAsked>,
    /// Whether there is an authenticator whose code would do.
    pub takes_code: bool,
}

/// What an authenticator has to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// The secret in letters, for typing it.
    pub secret: String,
    /// The same as an address that authenticators read from a picture.
    pub address: String,
}

/// Somebody who has given the second factor.
#[derive(Debug)]
pub struct Proven {
    /// Their session.
    pub signed_in: SignedIn,
    /// The recovery codes of who has just set up an authenticator, to be shown once.
    pub recovery: Vec<String>,
}

/// The second factor of somebody, for their own page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FactorView {
    /// Since when the authenticator is set up.
    pub since: Instant,
    /// Recovery codes that were not used.
    pub recovery_left: u64,
}

/// How long the password is good for without the code.
fn patience() -> Duration {
    Duration::minutes(10)
}

/// How long the second factor is fresh.
fn freshness() -> Duration {
    Duration::minutes(5)
}

/// The seconds of one step of an authenticator.
const STEP: u64 = 30;
const RECOVERY_CODES: usize = 10;

impl BackOffice {
    /// Whether everybody needs a second factor here.
    pub(crate) fn asks_second_factor(&self) -> bool {
        !self.city().demo
    }

    /// What the holder of a session is asked that waits for the second factor; `None` when it
    /// waits for nothing, or is over.
    pub async fn second_step(&self, token: &str) -> Result<Option<SecondStep>, Error> {
        let (hash, now) = (Digest::of(token.as_bytes()), self.now());
        let Some(waiting) = self.waiting(hash, now).await? else { return Ok(None) };
        let Waiting { person, factor, .. } = waiting;
        let passkey = self.passkey_of(&person.id).await?;
        // Whoever has a passkey has a second factor: nobody sets up another one without it.
        let is_new = factor.is_none() && passkey.is_none();
        let enrolment = is_new.then(|| self.enrolment(&person, &hash));
        let takes_code = factor.is_some() || is_new;
        Ok(Some(SecondStep { email: person.email, enrolment, passkey, takes_code }))
    }

    /// Takes a code; the session with which it came ends, and another begins.
    pub async fn give_code(&self, token: &str, typed: &str) -> Result<Proven, Error> {
        let (hash, now) = (Digest::of(token.as_bytes()), self.now());
        let waiting = self.waiting(hash, now).await?;
        let Waiting { person, factor, browser } = waiting.ok_or(SignInFault::Wrong)?;
        self.casework.count_try(Tried::Factor, &person.email, now).await?;
        let typed = plain(typed);
        let nonce = factor.as_ref().map_or(hash, |factor| factor.nonce);
        let step = self.step_of(&person.id, &nonce, &typed, now);
        let (begun, seed) = (secret(&*self.inner.ids), secret(&*self.inner.ids));
        let whole = session(&person.id, &begun, &seed, now, Some(now));
        let whole = Session { browser, ..whole };
        let recovery = if factor.is_none() { self.recovery_codes() } else { Vec::new() };
        let hashes: Vec<Digest> =
            recovery.iter().map(|code| self.recovery_hash(&person.id, &plain(code))).collect();
        let paper = self.recovery_hash(&person.id, &typed);
        let email = person.email.clone();
        let write = self.inner.store.write(move |tx| {
            let id = &person.id;
            let is_right = match (&factor, step) {
                (Some(_), step) => takes_code(tx, id, step, &paper, now)?,
                (None, Some(last_step)) if !has_passkey(tx, id)? => {
                    let staff = id.clone();
                    let new = factors::Factor { staff, nonce, last_step, created_at: now };
                    // Who set one up in the meantime has told another code.
                    match factors::insert(tx, &new, &hashes) {
                        Err(StoreError::Duplicate { .. }) => false,
                        set_up => set_up.map(|()| true)?,
                    }
                }
                (None, Some(_) | None) => false,
            };
            if !is_right {
                return Err(Error::from(SignInFault::Wrong));
            }
            sessions::delete(tx, &hash)?;
            sessions::insert(tx, &whole)?;
            staff::signed_in(tx, id, now)?;
            Ok(staff_of(tx, person.clone(), None, now)?)
        });
        let staff = write.await?;
        self.casework.forgive_tries(Tried::Factor, &email).await?;
        Ok(Proven { signed_in: SignedIn { token: begun, staff, waits: false }, recovery })
    }

    /// The same with a passkey.
    pub async fn give_passkey(&self, token: &str, written: &str) -> Result<SignedIn, Error> {
        let (hash, now) = (Digest::of(token.as_bytes()), self.now());
        let waiting = self.waiting(hash, now).await?;
        let Waiting { person, browser, .. } = waiting.ok_or(SignInFault::Wrong)?;
        let email = person.email.clone();
        let told = self.assertion(&email, written, now).await?;
        let (begun, seed) = (secret(&*self.inner.ids), secret(&*self.inner.ids));
        let whole = session(&person.id, &begun, &seed, now, Some(now));
        let (whole, desk) = (Session { browser, ..whole }, self.clone());
        let write = self.inner.store.write(move |tx| {
            desk.takes_passkey_of(tx, &person.id, &told, now)?;
            sessions::delete(tx, &hash)?;
            sessions::insert(tx, &whole)?;
            staff::signed_in(tx, &person.id, now)?;
            Ok::<_, Error>(staff_of(tx, person.clone(), None, now)?)
        });
        let staff = write.await?;
        self.casework.forgive_tries(Tried::Factor, &email).await?;
        Ok(SignedIn { token: begun, staff, waits: false })
    }

    /// Has somebody at the screen give the second factor once more: their session goes on as
    /// another one, and ends when it would have ended.
    pub async fn prove_again(&self, staff: &Staff, prover: Prover<'_>) -> Result<SignedIn, Error> {
        let now = self.now();
        let seat = staff.session.clone().ok_or(Error::FactorNotFresh)?;
        let (token, next) = self.next_session(&seat, staff.id(), now);
        match prover {
            Prover::Code(typed) => self.code_again(staff, typed, seat.hash, next, now).await?,
            Prover::Passkey(written) => {
                self.passkey_again(staff, written, seat.hash, next, now).await?;
            }
        }
        self.casework.forgive_tries(Tried::Factor, &staff.email).await?;
        let staff = self.staff_of_session(&token).await?.ok_or(SignInFault::Wrong)?;
        tracing::info!(target: "security", outcome = "proved again", staff = %staff.id());
        Ok(SignedIn { token, staff, waits: false })
    }

    async fn code_again(
        &self,
        staff: &Staff,
        typed: &str,
        before: Digest,
        next: Session,
        now: Instant,
    ) -> Result<(), Error> {
        self.casework.count_try(Tried::Factor, &staff.email, now).await?;
        let (id, typed) = (staff.id().clone(), plain(typed));
        let wanted = id.clone();
        let found = self.inner.store.read(move |tx| factors::find(tx, &wanted)).await?;
        let factor = found.ok_or(SignInFault::Wrong)?;
        let step = self.step_of(&id, &factor.nonce, &typed, now);
        let paper = self.recovery_hash(&id, &typed);
        let write = self.inner.store.write(move |tx| {
            if !takes_code(tx, &id, step, &paper, now)? {
                return Err(Error::from(SignInFault::Wrong));
            }
            sessions::delete(tx, &before)?;
            Ok(sessions::insert(tx, &next)?)
        });
        write.await
    }

    async fn passkey_again(
        &self,
        staff: &Staff,
        written: &str,
        before: Digest,
        next: Session,
        now: Instant,
    ) -> Result<(), Error> {
        let told = self.assertion(&staff.email, written, now).await?;
        let (id, desk) = (staff.id().clone(), self.clone());
        let write = self.inner.store.write(move |tx| {
            desk.takes_passkey_of(tx, &id, &told, now)?;
            sessions::delete(tx, &before)?;
            Ok::<_, Error>(sessions::insert(tx, &next)?)
        });
        write.await
    }

    /// The session that follows on `seat` in which the second factor is given now.
    pub(crate) fn next_session(
        &self,
        seat: &Seat,
        id: &StaffId,
        now: Instant,
    ) -> (String, Session) {
        let (token, seed) = (secret(&*self.inner.ids), secret(&*self.inner.ids));
        let begun = session(id, &token, &seed, now, Some(now));
        let end = seat.began.plus(working_day());
        let next = Session {
            created_at: seat.began,
            expires_at: begun.expires_at.min(end),
            browser: seat.browser.clone(),
            ..begun
        };
        (token, next)
    }

    /// Whether somebody gave the second factor a short while ago, as what gives power over others
    /// asks for. Programs never did.
    pub(crate) fn is_fresh(&self, staff: &Staff, now: Instant) -> Result<(), Error> {
        let given = staff.session.as_ref().map(|seat| seat.proven_at);
        let is_fresh = given.is_some_and(|given| now.since(given) <= freshness());
        if is_fresh || (given.is_some() && !self.asks_second_factor()) {
            return Ok(());
        }
        Err(Error::FactorNotFresh)
    }

    /// The same of who sits at a screen; programs have their tokens.
    pub(crate) fn is_fresh_at_the_screen(&self, staff: &Staff, now: Instant) -> Result<(), Error> {
        if staff.session.is_some() { self.is_fresh(staff, now) } else { Ok(()) }
    }

    /// The second factor of a person.
    pub async fn factor(&self, staff: &Staff) -> Result<Option<FactorView>, Error> {
        let id = staff.id().clone();
        let read = self.inner.store.read(move |tx| {
            let Some(factor) = factors::find(tx, &id)? else { return Ok(None) };
            let recovery_left = factors::recovery_left(tx, &id)?;
            Ok::<_, StoreError>(Some(FactorView { since: factor.created_at, recovery_left }))
        });
        Ok(read.await?)
    }

    /// Takes the authenticator of a person away who knows their password: they set up another
    /// one when they sign in next, and every session ends.
    pub async fn give_factor_up(&self, staff: &Staff, password: &str) -> Result<(), Error> {
        let now = self.now();
        let known = self.recognised(&staff.email, password, now).await?;
        let person = known.ok_or(SignInFault::Wrong)?;
        let doer = Doer::oneself(&self.inner.ids, now, &person.id);
        Ok(self.inner.store.write(move |tx| doer.takes_factor(tx, &person.id)).await?)
    }

    async fn waiting(&self, hash: Digest, now: Instant) -> Result<Option<Waiting>, Error> {
        let desk = self.clone();
        let read = self.inner.store.read(move |tx| {
            let Some(session) = sessions::find(tx, &hash, now)? else { return Ok(None) };
            let SessionKind::Staff(id) = &session.kind else { return Ok(None) };
            if session.proven_at.is_some() || now >= session.created_at.plus(patience()) {
                return Ok(None);
            }
            let person = staff::find(tx, id)?.filter(|person| desk.works_here(person));
            let Some(person) = person else { return Ok(None) };
            let factor = factors::find(tx, id)?;
            let browser = session.browser;
            Ok::<_, StoreError>(Some(Waiting { person, factor, browser }))
        });
        Ok(read.await?)
    }

    /// The step of which `typed` is the code, at most one step away from now.
    fn step_of(&self, staff: &StaffId, nonce: &Digest, typed: &str, now: Instant) -> Option<i64> {
        let seconds = u64::try_from(now.millis() / 1_000).ok()?;
        let secret = Secret::new_stack(self.authenticator_secret(staff, nonce));
        let authenticator =
            Builder::new().with_secret(secret).with_step_duration(STEP).build().ok()?;
        authenticator.check(typed, seconds).and_then(|step| i64::try_from(step).ok())
    }

    fn enrolment(&self, person: &staff::Staff, nonce: &Digest) -> Enrolment {
        let secret = BASE32_NOPAD.encode(&self.authenticator_secret(&person.id, nonce));
        let (city, email) = (&self.city().id, &person.email);
        let name = email.replace('%', "%25").replace('?', "%3F").replace('#', "%23");
        let issuer = format!("Madoguchi%20{city}");
        let address = format!("otpauth://totp/{issuer}:{name}?secret={secret}&issuer={issuer}");
        Enrolment { secret, address }
    }

    /// 160 bits, as RFC 4226 asks: of the municipality's key, the person and the nonce.
    fn authenticator_secret(&self, staff: &StaffId, nonce: &Digest) -> [u8; 20] {
        let derived = self.casework.derived_key(&format!("authenticator\n{staff}\n{nonce}"));
        let mut secret = [0_u8; 20];
        secret.iter_mut().zip(derived).for_each(|(byte, from)| *byte = from);
        secret
    }

    fn recovery_codes(&self) -> Vec<String> {
        let code = || {
            let mut drawn = [0_u8; 12];
            self.inner.ids.fill(&mut drawn);
            AccessCode::from_bytes(&drawn).reveal().to_owned()
        };
        std::iter::repeat_with(code).take(RECOVERY_CODES).collect()
    }

    fn recovery_hash(&self, staff: &StaffId, code: &str) -> Digest {
        Digest::from_bytes(self.casework.derived_key(&format!("recovery code\n{staff}\n{code}")))
    }
}

/// What somebody gives to prove once more that it is they.
#[derive(Clone, Copy)]
pub enum Prover<'a> {
    /// A code of the authenticator, or one on paper.
    Code(&'a str),
    /// What a passkey has signed, as our script writes it.
    Passkey(&'a str),
}

/// Takes the code of a step, or one on paper.
fn takes_code(
    tx: &mut WriteTx<'_>,
    id: &StaffId,
    step: Option<i64>,
    paper: &Digest,
    now: Instant,
) -> Result<bool, StoreError> {
    match step {
        Some(step) => factors::take_step(tx, id, step),
        None => factors::take_recovery(tx, id, paper, now),
    }
}

/// Somebody who has given the right password and nothing else.
struct Waiting {
    person: staff::Staff,
    factor: Option<factors::Factor>,
    browser: String,
}

/// A code without what people write between its letters, in whatever width they type them.
fn plain(typed: &str) -> String {
    let letter = |c: char| match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
            u32::from(c).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(c)
        }
        other => other,
    };
    let letters = typed.chars().map(letter).filter(char::is_ascii_alphanumeric);
    letters.map(|c| c.to_ascii_uppercase()).collect()
}
