//! Coming in by the city's own provider of identities (OpenID Connect).
//!
//! The secrets of a round are reckoned from one that the browser keeps, so that nothing is kept
//! for whoever only sets out; a round ends once. Somebody is known by their address the first
//! time, and by the name that the provider gives them ever after. What they may do is told here,
//! never by the provider.

use std::sync::Arc;

use ::sign_on::{Identity, Provider, Round, SignOnFault};
use chrono::Duration;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use submission_store::{
    Digest, StoreError,
    office_events::OfficeEventKind,
    passkeys,
    sessions::{self, Session},
    sign_ons, staff,
};

use crate::{
    BackOffice, Error, SignedIn,
    people::Doer,
    sign_in::{secret, session, staff_of},
};

/// How somebody comes back from the provider.
#[derive(Debug)]
pub enum CameBack {
    /// In, perhaps but for the second factor.
    In(Box<SignedIn>),
    /// The provider knows them, and nobody here does.
    Unknown,
    /// The provider did not let them in, or what it said is not to be believed.
    Refused,
    /// The provider cannot be asked now.
    Away,
}

/// Letters of a secret.
const SECRET: usize = 64;
/// A browser keeps no longer address of the page that somebody wanted.
const LONGEST_WANTED: usize = 256;

/// A round that nobody ends is over after this long.
fn patience() -> Duration {
    Duration::minutes(15)
}

impl BackOffice {
    /// The same office with a provider of identities.
    #[must_use]
    pub fn with_sign_on(self, provider: Provider) -> Self {
        Self { sign_on: Some(Arc::new(provider)), ..self }
    }

    /// Whether somebody can come in by a provider.
    pub const fn has_sign_on(&self) -> bool {
        self.sign_on.is_some()
    }

    /// What a browser keeps while somebody is at the provider: a secret, and which page they want.
    pub fn sign_on_secret(&self, wanted: &str) -> String {
        let wanted = if wanted.len() > LONGEST_WANTED { "" } else { wanted };
        secret(&*self.inner.ids) + &HEXLOWER.encode(wanted.as_bytes())
    }

    /// The page that somebody wanted when they set out.
    pub fn wanted_before(kept: &str) -> Option<String> {
        let wanted = HEXLOWER.decode(kept.get(SECRET..)?.as_bytes()).ok()?;
        String::from_utf8(wanted).ok()
    }

    /// Where somebody is sent whose browser keeps `kept`; nothing while the provider is away.
    pub async fn sign_on_door(&self, kept: &str) -> Result<Option<String>, Error> {
        let round = self.round(kept);
        let provider = Arc::clone(self.sign_on.as_ref().ok_or(Error::NotFound)?);
        let asked = tokio::task::spawn_blocking(move || provider.door(&round)).await;
        match asked.map_err(Error::internal)? {
            Ok(door) => Ok(Some(door)),
            Err(fault) => {
                tracing::error!(%fault, "the provider of identities cannot be asked");
                Ok(None)
            }
        }
    }

    /// Lets somebody in who comes back with a code, if their browser kept what began the round.
    pub async fn sign_on(
        &self,
        kept: &str,
        state: &str,
        code: &str,
        browser: String,
    ) -> Result<CameBack, Error> {
        let (round, now) = (self.round(kept), self.now());
        let provider = Arc::clone(self.sign_on.as_ref().ok_or(Error::NotFound)?);
        if Digest::of(state.as_bytes()) != Digest::of(round.state.as_bytes()) {
            tracing::warn!(target: "security", outcome = "sign-on of another round", "refused");
            return Ok(CameBack::Refused);
        }
        let used = Digest::of(round.state.as_bytes());
        let written =
            self.inner.store.write(move |tx| passkeys::spend(tx, &used, now.plus(patience())));
        match written.await {
            Err(StoreError::Duplicate { .. }) => return Ok(CameBack::Refused),
            spent => spent?,
        }
        let (code, unique) = (code.to_owned(), secret(&*self.inner.ids));
        let seconds = now.millis() / 1_000;
        let asked =
            tokio::task::spawn_blocking(move || provider.identity(&round, &code, &unique, seconds));
        match asked.await.map_err(Error::internal)? {
            Ok(identity) => self.lets_in(identity, browser).await,
            Err(fault) => {
                tracing::warn!(target: "security", outcome = "sign-on refused", %fault);
                Ok(if matches!(fault, SignOnFault::Away(_)) {
                    CameBack::Away
                } else {
                    CameBack::Refused
                })
            }
        }
    }

    async fn lets_in(&self, identity: Identity, browser: String) -> Result<CameBack, Error> {
        let now = self.now();
        let waits = self.asks_second_factor() && !identity.has_second_factor;
        let (token, seed) = (secret(&*self.inner.ids), secret(&*self.inner.ids));
        let (desk, begun, ids) = (self.clone(), token.clone(), Arc::clone(&self.inner.ids));
        let write = self.inner.store.write(move |tx| {
            let Identity { issuer, subject, email, .. } = &identity;
            let person = match sign_ons::find(tx, issuer, subject)? {
                Some(id) => staff::find(tx, &id)?,
                None => match email {
                    Some(email) => staff::find_by_email(tx, email)?,
                    None => None,
                },
            };
            let Some(person) = person.filter(|person| desk.works_here(person)) else {
                return Ok(None);
            };
            if sign_ons::find(tx, issuer, subject)?.is_none() {
                match sign_ons::insert(tx, issuer, subject, &person.id, now) {
                    // Their address belongs to somebody else at the provider now.
                    Err(StoreError::Duplicate { .. }) => return Ok(None),
                    tied => tied?,
                }
                let doer = Doer::oneself(&ids, now, &person.id);
                doer.tells(tx, OfficeEventKind::SignOnTied, &person.id, None)?;
            }
            let begun = session(&person.id, &begun, &seed, now, (!waits).then_some(now));
            sessions::insert(tx, &Session { browser: browser.clone(), ..begun })?;
            if !waits {
                staff::signed_in(tx, &person.id, now)?;
            }
            Ok::<_, StoreError>(Some(staff_of(tx, person, None, now)?))
        });
        let Some(staff) = write.await? else {
            tracing::warn!(target: "security", outcome = "sign-on of nobody here", "refused");
            return Ok(CameBack::Unknown);
        };
        Ok(CameBack::In(Box::new(SignedIn { token, staff, waits })))
    }

    /// The secrets of the round that `kept` began.
    fn round(&self, kept: &str) -> Round {
        let of = |what: &str| {
            BASE64URL_NOPAD.encode(&self.casework.derived_key(&format!("sign-on {what}\n{kept}")))
        };
        Round { state: of("state"), nonce: of("nonce"), verifier: of("verifier") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(behind_the_secret: &str, expected: Option<&str>) {
        let kept = "a".repeat(SECRET) + behind_the_secret;
        assert_eq!(BackOffice::wanted_before(&kept).as_deref(), expected);
    }

    #[test]
    fn the_page_that_was_wanted_stands_behind_the_secret() {
        check("2f6f66666963652f", Some("/office/"));
        check("", Some(""));
        for garbled in ["2", "zz", "ff"] {
            check(garbled, None);
        }
        assert_eq!(BackOffice::wanted_before("short"), None);
    }
}
