//! Passkeys: as the second factor, and alone where the authenticator has recognised the person.
//!
//! A challenge is reckoned from the municipality's key, its moment, and whom it is for, so that
//! nothing is kept for whoever only opens a page. It is good for ten minutes; its answer counts
//! once.

use ::passkeys::{Assertion, Attestation, Challenge, PasskeyFault, PublicKey, Site};
use casework::{SignInFault, Tried};
use chrono::Duration;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use kernel::{Instant, StaffId};
use submission_store::{
    Digest, Reads, StoreError, WriteTx,
    office_events::OfficeEventKind,
    passkeys::{self, Passkey},
    sessions::{self, Session},
    staff,
};

use crate::{
    BackOffice, Error, PeopleFault, SignedIn, Staff,
    people::{Doer, token_name},
    sign_in::{secret, session, staff_of},
};

/// What a page needs to ask a browser for a passkey.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PasskeyAsked {
    /// In base64url.
    pub challenge: String,
    /// The site's host.
    pub site: String,
    /// How authenticators name those that would do, in base64url; empty for any.
    pub allowed: Vec<String>,
}

/// A passkey, for its owner's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyView {
    /// What it is called in forms.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// When it was registered.
    pub created_at: Instant,
    /// When it last let its owner in.
    pub used_at: Option<Instant>,
}

/// For what a challenge is good, and for whom.
pub(crate) enum Purpose<'a> {
    /// Making a passkey for a person.
    Registering(&'a StaffId),
    /// Coming in with a passkey alone.
    Alone,
    /// The second factor, or proving it again.
    Second(&'a StaffId),
}

/// Longer names help nobody.
const LONGEST_NAME: usize = 50;
/// So many have room on a page.
const MOST: usize = 10;
/// The bytes of a challenge that are its moment and its chance; the rest proves that it is ours.
const OPEN_BYTES: usize = 16;

/// How long a challenge can be answered.
fn patience() -> Duration {
    Duration::minutes(10)
}

impl Purpose<'_> {
    fn words(&self) -> String {
        match self {
            Self::Registering(staff) => format!("registering\n{staff}"),
            Self::Alone => "alone".to_owned(),
            Self::Second(staff) => format!("second\n{staff}"),
        }
    }
}

impl BackOffice {
    /// What a page needs to have a passkey made for a person.
    pub async fn passkey_to_make(&self, staff: &Staff) -> Result<PasskeyAsked, Error> {
        let known = self.passkeys_of(staff.id()).await?;
        Ok(self.asked(&Purpose::Registering(staff.id()), &known))
    }

    /// What the door needs to let somebody in with a passkey alone.
    pub fn passkey_alone(&self) -> PasskeyAsked {
        self.asked(&Purpose::Alone, &[])
    }

    /// What a page needs to have a person prove themselves; nothing where they have no passkey.
    pub async fn passkey_of(&self, staff: &StaffId) -> Result<Option<PasskeyAsked>, Error> {
        let known = self.passkeys_of(staff).await?;
        Ok((!known.is_empty()).then(|| self.asked(&Purpose::Second(staff), &known)))
    }

    /// One's own passkeys, the oldest first.
    pub async fn my_passkeys(&self, staff: &Staff) -> Result<Vec<PasskeyView>, Error> {
        let known = self.passkeys_of(staff.id()).await?;
        let view = |passkey: Passkey| PasskeyView {
            id: name_of(&passkey),
            name: passkey.name,
            created_at: passkey.created_at,
            used_at: passkey.used_at,
        };
        Ok(known.into_iter().map(view).collect())
    }

    /// Registers a passkey of one's own, with a second factor that is fresh.
    pub async fn add_passkey(
        &self,
        staff: &Staff,
        name: &str,
        written: &str,
    ) -> Result<(), PeopleFault> {
        let now = self.now();
        self.is_fresh(staff, now)?;
        let name = name.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            return Err(PeopleFault::NameMissing);
        }
        let (challenge, made) = Attestation::parse(written)
            .and_then(|told| {
                let challenge = told.challenge()?;
                let site = self.site().ok_or(PasskeyFault::OtherSite)?;
                Ok((challenge, site.registered(&challenge, &told)?))
            })
            .map_err(told_off)?;
        self.is_ours(&Purpose::Registering(staff.id()), &challenge, now)?;
        let (kind, key) = made.key.stored();
        let passkey = Passkey {
            staff: staff.id().clone(),
            name: name.to_owned(),
            kind: kind.to_owned(),
            key: key.to_vec(),
            counter: i64::from(made.counter),
            created_at: now,
            used_at: None,
            credential: made.id,
        };
        let doer = Doer::oneself(&self.inner.ids, now, staff.id());
        let write = self.inner.store.write(move |tx| {
            spends(tx, &challenge, now)?;
            if passkeys::list_of_staff(tx, &passkey.staff)?.len() >= MOST {
                return Err(PeopleFault::TooManyPasskeys);
            }
            match passkeys::insert(tx, &passkey) {
                Err(StoreError::Duplicate { .. }) => return Err(PeopleFault::KnownPasskey),
                kept => kept?,
            }
            Ok(doer.tells(tx, OfficeEventKind::PasskeyAdded, &passkey.staff, None)?)
        });
        write.await?;
        tracing::info!(target: "security", outcome = "passkey added", staff = %staff.id());
        Ok(())
    }

    /// Takes a passkey of one's own away. One that is gone is gone.
    pub async fn remove_passkey(&self, staff: &Staff, id: &str) -> Result<(), Error> {
        let (person, id) = (staff.id().clone(), id.to_owned());
        let doer = Doer::oneself(&self.inner.ids, self.now(), &person);
        let write = self.inner.store.write(move |tx| {
            let known = passkeys::list_of_staff(tx, &person)?;
            let Some(passkey) = known.into_iter().find(|it| name_of(it) == id) else {
                return Ok(());
            };
            passkeys::delete(tx, &person, &passkey.credential)?;
            doer.tells(tx, OfficeEventKind::PasskeyRemoved, &person, None)
        });
        write.await.map_err(|fault: StoreError| Error::from(fault))?;
        tracing::info!(target: "security", outcome = "passkey removed", staff = %staff.id());
        Ok(())
    }

    /// Lets somebody in with a passkey alone, whom the authenticator has recognised: that is
    /// something they have, and something they are or know.
    pub async fn sign_in_with_passkey(
        &self,
        written: &str,
        browser: String,
    ) -> Result<SignedIn, Error> {
        let now = self.now();
        let told = Assertion::parse(written).map_err(told_off)?;
        let (token, seed) = (secret(&*self.inner.ids), secret(&*self.inner.ids));
        let (desk, begun) = (self.clone(), token.clone());
        let write = self.inner.store.write(move |tx| {
            let passkey = passkeys::find(tx, &told.id)?.ok_or(SignInFault::Wrong)?;
            let person = staff::find(tx, &passkey.staff)?.filter(|it| desk.works_here(it));
            let person = person.ok_or(SignInFault::Wrong)?;
            if !desk.takes_passkey(tx, &Purpose::Alone, &passkey, &told, now)? {
                return Err(Error::from(SignInFault::Wrong));
            }
            let begun = session(&person.id, &begun, &seed, now, Some(now));
            sessions::insert(tx, &Session { browser: browser.clone(), ..begun })?;
            staff::signed_in(tx, &person.id, now)?;
            Ok(staff_of(tx, person, None, now)?)
        });
        let staff = write.await?;
        Ok(SignedIn { token, staff, waits: false })
    }

    /// Checks the second factor that a passkey of `staff` gives.
    pub(crate) fn takes_passkey_of(
        &self,
        tx: &mut WriteTx<'_>,
        staff: &StaffId,
        told: &Assertion,
        now: Instant,
    ) -> Result<(), Error> {
        let passkey = passkeys::find(tx, &told.id)?.filter(|passkey| passkey.staff == *staff);
        let passkey = passkey.ok_or(SignInFault::Wrong)?;
        self.takes_passkey(tx, &Purpose::Second(staff), &passkey, told, now).map(drop)
    }

    /// Checks an answer, spends it, and tells whether the person was recognised.
    fn takes_passkey(
        &self,
        tx: &mut WriteTx<'_>,
        purpose: &Purpose<'_>,
        passkey: &Passkey,
        told: &Assertion,
        now: Instant,
    ) -> Result<bool, Error> {
        let key = PublicKey::from_stored(&passkey.kind, passkey.key.clone());
        let key = key.ok_or_else(|| Error::internal("a passkey of an unknown kind"))?;
        let counter = u32::try_from(passkey.counter).map_err(Error::internal)?;
        let site = self.site().ok_or(SignInFault::Wrong)?;
        let challenge = told.challenge().map_err(told_off)?;
        self.is_ours(purpose, &challenge, now)?;
        let proved = site.proved(&challenge, &key, counter, told).map_err(told_off)?;
        spends(tx, &challenge, now)?;
        if !passkeys::used(tx, passkey, i64::from(proved.counter), now)? {
            return Err(SignInFault::Wrong.into());
        }
        Ok(proved.is_verified)
    }

    /// Reads the answer of a browser to the second factor; each try counts.
    pub(crate) async fn assertion(
        &self,
        email: &str,
        written: &str,
        now: Instant,
    ) -> Result<Assertion, Error> {
        self.casework.count_try(Tried::Factor, email, now).await?;
        Assertion::parse(written).map_err(told_off)
    }

    pub(crate) async fn passkeys_of(&self, staff: &StaffId) -> Result<Vec<Passkey>, Error> {
        let staff = staff.clone();
        let read = self.inner.store.read(move |tx| passkeys::list_of_staff(tx, &staff));
        read.await.map_err(|fault: StoreError| fault.into())
    }

    /// The site that browsers see.
    fn site(&self) -> Option<Site> {
        Site::at(&self.city().public_url)
    }

    fn asked(&self, purpose: &Purpose<'_>, known: &[Passkey]) -> PasskeyAsked {
        let Some(site) = self.site() else { return PasskeyAsked::default() };
        let allowed = known.iter().map(|it| BASE64URL_NOPAD.encode(&it.credential));
        PasskeyAsked {
            challenge: BASE64URL_NOPAD.encode(&self.challenge(purpose, self.now())),
            site: site.id().to_owned(),
            allowed: allowed.collect(),
        }
    }

    /// A challenge: its moment, eight bytes of chance, and what proves that both are ours.
    fn challenge(&self, purpose: &Purpose<'_>, now: Instant) -> Challenge {
        let mut open = [0_u8; OPEN_BYTES];
        self.inner.ids.fill(&mut open);
        open.iter_mut().zip(now.millis().to_be_bytes()).for_each(|(byte, of)| *byte = of);
        self.whole(purpose, &open)
    }

    fn whole(&self, purpose: &Purpose<'_>, open: &[u8; OPEN_BYTES]) -> Challenge {
        let words = format!("passkey\n{}\n{}", HEXLOWER.encode(open), purpose.words());
        let proof = self.casework.derived_key(&words);
        let mut whole = [0_u8; 32];
        whole.iter_mut().zip(open.iter().chain(&proof)).for_each(|(byte, of)| *byte = *of);
        whole
    }

    /// Whether we asked this, for this, a short while ago.
    fn is_ours(
        &self,
        purpose: &Purpose<'_>,
        challenge: &Challenge,
        now: Instant,
    ) -> Result<(), Error> {
        let (open, _proof) =
            challenge.split_first_chunk::<OPEN_BYTES>().ok_or(SignInFault::Wrong)?;
        let (moment, _chance) = open.split_first_chunk::<8>().ok_or(SignInFault::Wrong)?;
        let asked = Instant::from_millis(i64::from_be_bytes(*moment));
        // Of the hashes, so that how long it takes tells nothing of what was expected.
        let is_ours = Digest::of(&self.whole(purpose, open)) == Digest::of(challenge);
        let is_good = is_ours && now >= asked && now < asked.plus(patience());
        if is_good { Ok(()) } else { Err(SignInFault::Wrong.into()) }
    }
}

/// An answer counts once.
fn spends(tx: &mut WriteTx<'_>, challenge: &Challenge, now: Instant) -> Result<(), Error> {
    match passkeys::spend(tx, &Digest::of(challenge), now.plus(patience())) {
        Err(StoreError::Duplicate { .. }) => Err(SignInFault::Wrong.into()),
        spent => Ok(spent?),
    }
}

/// What a passkey is called in forms.
fn name_of(passkey: &Passkey) -> String {
    token_name(&Digest::of(&passkey.credential))
}

/// All that people are told is that it did not work; why, stands in the log.
fn told_off(fault: PasskeyFault) -> Error {
    tracing::warn!(target: "security", outcome = "passkey refused", %fault);
    SignInFault::Wrong.into()
}

/// Whether somebody has a second factor that is no authenticator.
pub(crate) fn has_passkey(tx: &mut impl Reads, staff: &StaffId) -> Result<bool, StoreError> {
    Ok(!passkeys::list_of_staff(tx, staff)?.is_empty())
}
