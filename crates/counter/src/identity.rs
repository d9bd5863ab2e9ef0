//! 本人確認 of who fills in a draft: to a provider of identities and back to the same page, with
//! nothing lost on the way.
//!
//! The secrets of a round lie sealed with its draft, and the provider gets nothing but a word that
//! leads back to it. What was said counts in the browser that set out, until it is let go.

use std::sync::Arc;

use casework::Verified;
use chrono::{Duration, NaiveDate};
use data_encoding::BASE64URL_NOPAD;
use form_engine::Context;
use japanese_values::address;
use kernel::{DraftId, Instant};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sign_on::{Delegation, Person, ResidentProvider, Round, Shape, SignOnFault};
use submission_store::Digest;

use crate::{
    Counter, Error, Visitor,
    draft_note::Note,
    earlier::without_nothing,
    prefill::{Asking, Known, prefilled},
};

/// What is known of who fills in a draft.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Identified {
    /// The browser that it counts in.
    #[serde(default)]
    owner: String,
    /// Somebody is at the provider.
    #[serde(default)]
    round: Option<OpenRound>,
    /// Why the last try did not succeed.
    #[serde(default)]
    pub(crate) why: Option<Unverified>,
    /// Who it is.
    #[serde(default)]
    pub(crate) verified: Option<Verified>,
}

/// A round that somebody has begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct OpenRound {
    shape: String,
    /// Follows the draft in the word that comes back.
    word: String,
    nonce: String,
    verifier: String,
    /// The page to come back to.
    page: String,
    until: Instant,
}

/// Why nobody is verified although somebody tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unverified {
    /// The person stopped.
    Cancelled,
    /// It took too long, or the way back was taken before.
    TooLate,
    /// The provider could not do it, or cannot be asked.
    Away,
    /// What came back is not to be believed.
    Unbelieved,
    /// The account says nothing about who holds it (GビズIDエントリー).
    Entry,
    /// What another business let the account do has not begun, or is over.
    DelegationOutOfTime,
    /// What another business let the account do is not for procedures of this town.
    DelegationElsewhere,
}

/// What a browser brings back.
#[derive(Debug, Clone, Default)]
pub struct Returned {
    /// The word that the provider was given.
    pub state: String,
    /// What the provider gave, where it gave something.
    pub code: String,
    /// Why it gave nothing.
    pub error: String,
    /// Who it says it is (RFC 9207).
    pub issuer: String,
}

/// A round that nobody ends is over after this long.
fn patience() -> Duration {
    Duration::minutes(15)
}

impl Identified {
    pub(crate) fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// In another browser it counts for nothing: a code that opens a draft hands nobody over. Nor
    /// does what another business let somebody do, once its last day is over.
    pub(crate) fn counts_for(&mut self, owner: &Digest, today: NaiveDate) {
        if self.owner != owner.hex() {
            *self = Self::default();
        }
        let until = self.verified.as_ref().and_then(|it| it.facts.get(DELEGATED_UNTIL));
        if until.and_then(|until| day(until)).is_some_and(|until| until < today) {
            self.verified = None;
            self.why = Some(Unverified::DelegationOutOfTime);
        }
    }
}

impl Counter {
    /// The shapes of the providers that say who residents are.
    pub fn identity_shapes(&self) -> Vec<Shape> {
        self.providers.iter().map(ResidentProvider::shape).collect()
    }

    /// Where somebody goes to be verified for this draft, and comes back to `page` from. Nothing
    /// while the provider is away.
    pub async fn begin_identity(
        &self,
        visitor: &Visitor,
        id: &DraftId,
        shape: Shape,
        page: &str,
    ) -> Result<Option<String>, Error> {
        let now = self.now();
        self.provider(shape)?;
        let open = OpenRound {
            shape: shape.word().to_owned(),
            word: self.drawn(),
            nonce: self.drawn(),
            verifier: self.drawn(),
            page: page.to_owned(),
            until: now.plus(patience()),
        };
        let round = open.round(id);
        let owner = visitor.owner_hash().hex();
        self.change_note(visitor, id, now, |note| {
            note.identified.owner.clone_from(&owner);
            note.identified.round = Some(open.clone());
            note.identified.why = None;
        })
        .await?;
        match self.asked(shape, move |provider| provider.door(&round)).await? {
            Ok(door) => Ok(Some(door)),
            Err(fault) => {
                tracing::error!(%fault, "a provider of identities cannot be asked");
                let why = Some(Unverified::Away);
                self.change_note(visitor, id, now, |note| note.identified.why = why).await?;
                Ok(None)
            }
        }
    }

    /// Takes what came of it, once; gives the draft and the page to go on at.
    pub async fn end_identity(
        &self,
        visitor: &Visitor,
        shape: Shape,
        returned: Returned,
    ) -> Result<(DraftId, Option<String>), Error> {
        let now = self.now();
        let (draft, word) = returned.state.split_once('.').ok_or(Error::NotFound)?;
        let id: DraftId = draft.parse().map_err(|_no_draft| Error::NotFound)?;
        let ours = |open: &OpenRound| {
            Digest::of(open.word.as_bytes()) == Digest::of(word.as_bytes())
                && open.shape == shape.word()
        };
        // Spent as it is found, and before anything is asked: whoever brings the same again, or at
        // the same moment, finds no round.
        let mut open = None;
        let spend = |note: &mut Note| open = note.identified.round.take_if(|it| ours(it));
        self.change_note(visitor, &id, now, spend).await?;
        let Some(open) = open else {
            tracing::warn!(target: "security", outcome = "verification of another round", "refused");
            return Ok((id, None));
        };
        let page = open.page.clone();
        let known = if open.until < now {
            Err(Unverified::TooLate)
        } else {
            self.person_of(&open, &id, shape, returned, now).await?
        };
        match known {
            Ok(verified) => self.keep_verified(visitor, &id, verified, now).await?,
            Err(why) => {
                let failed = |note: &mut Note| note.identified.why = Some(why);
                self.change_note(visitor, &id, now, failed).await?;
            }
        }
        Ok((id, Some(page)))
    }

    /// Keeps who fills in a draft, and puts in where they are where nothing stands yet: an answer
    /// like any other, for a card may tell the address of before.
    async fn keep_verified(
        &self,
        visitor: &Visitor,
        id: &DraftId,
        verified: Verified,
        now: Instant,
    ) -> Result<(), Error> {
        let row = self.draft_row(visitor, id, now).await?;
        let published = self.published_of(&row).await?;
        let (before, mut note) = self.open_noted_draft(&row, now)?;
        let (known, nothing) = (where_they_are(&verified), Known::default());
        let typed = without_nothing(&before);
        let context = Verified::context(Some(&verified), now.day());
        let city = self.city().official_name();
        let asking = Asking::of(&published.form, &typed, &context, city);
        let raw = prefilled(&asking, &typed, &known, &nothing);
        note.identified.verified = Some(verified);
        note.identified.why = None;
        let language = row.language;
        self.save_put(row, &published.form, ([&before, &raw], note), (language, now)).await
    }

    /// Lets go of who fills it in: what was put in is an answer like any other from now on. Of what a
    /// business told nothing stays, or the next one would stand there with the number of this one;
    /// a seat that somebody wrote over was told by nobody.
    pub async fn let_identity_go(&self, visitor: &Visitor, id: &DraftId) -> Result<(), Error> {
        let now = self.now();
        let row = self.draft_row(visitor, id, now).await?;
        let published = self.published_of(&row).await?;
        let (before, mut note) = self.open_noted_draft(&row, now)?;
        let known = std::mem::take(&mut note.identified).verified;
        let mut raw = before.clone();
        if let Some(known) = known.filter(|known| known.by == Shape::Business.word()) {
            let (put, nothing) = (where_they_are(&known), Known::default());
            let (context, typed) = (Context::on(now.day()), without_nothing(&before));
            let city = self.city().official_name();
            let asking = Asking::of(&published.form, &typed, &context, city);
            raw = prefilled(&asking, &typed, &nothing, &put);
            known
                .answers(&published.form)
                .iter()
                .for_each(|(pointer, _)| forget(&mut raw, pointer));
        }
        let language = row.language;
        self.save_put(row, &published.form, ([&before, &raw], note), (language, now)).await
    }

    /// Whom the provider says somebody is who came back in this round.
    async fn person_of(
        &self,
        open: &OpenRound,
        id: &DraftId,
        shape: Shape,
        returned: Returned,
        now: Instant,
    ) -> Result<Result<Verified, Unverified>, Error> {
        match returned.error.as_str() {
            "" => {}
            "access_denied" => return Ok(Err(Unverified::Cancelled)),
            _ => return Ok(Err(Unverified::Away)),
        }
        if !returned.issuer.is_empty() && returned.issuer != self.provider(shape)?.issuer() {
            tracing::warn!(target: "security", outcome = "verification by another provider", "refused");
            return Ok(Err(Unverified::Unbelieved));
        }
        let (round, unique) = (open.round(id), self.drawn());
        let code = returned.code;
        let told = self.asked(shape, move |it| it.person(&round, &code, &unique, now)).await?;
        Ok(match told {
            Ok(person) => self.verified(shape, person, now),
            Err(fault) => {
                tracing::warn!(target: "security", outcome = "verification refused", %fault);
                Err(match fault {
                    SignOnFault::Away(_) => Unverified::Away,
                    SignOnFault::Refused(_) => Unverified::TooLate,
                    SignOnFault::Unbelievable(_) => Unverified::Unbelieved,
                })
            }
        })
    }

    /// What is kept of what a provider told.
    fn verified(&self, shape: Shape, told: Person, now: Instant) -> Result<Verified, Unverified> {
        let Person { issuer, subject, mut facts, delegation } = told;
        if facts.get("account").is_some_and(|account| account == ENTRY) {
            return Err(Unverified::Entry);
        }
        match delegation {
            None | Some(Delegation::Good) => {}
            Some(Delegation::OutOfTime) => return Err(Unverified::DelegationOutOfTime),
            Some(Delegation::Elsewhere) => return Err(Unverified::DelegationElsewhere),
            Some(Delegation::Unreadable) => return Err(Unverified::Unbelieved),
        }
        if let Some(address) = facts.get_mut("address") {
            *address = with_prefecture(address);
        }
        // A sole trader's number is another one, of the provider's own.
        if facts.get("kind").is_some_and(|kind| kind == TRADER) {
            facts.remove("corporateNumber");
        }
        for name in ["birthDate", DELEGATED_UNTIL] {
            let told = facts.get(name).map(|text| day(text).ok_or(Unverified::Unbelieved));
            if let Some(day) = told.transpose()? {
                facts.insert(name, day.to_string());
            }
        }
        let called = format!("identity\n{issuer}\n{subject}");
        Ok(Verified {
            by: shape.word().to_owned(),
            subject: self.inner.store.keys().request(called.as_bytes()).hex(),
            provider: issuer,
            at: now,
            facts: facts.into_iter().map(|(name, told)| (name.to_owned(), told)).collect(),
        })
    }

    fn provider(&self, shape: Shape) -> Result<&ResidentProvider, Error> {
        self.providers.iter().find(|it| it.shape() == shape).ok_or(Error::NotFound)
    }

    /// Asks a provider apart from what answers others: it may hang.
    async fn asked<T: Send + 'static>(
        &self,
        shape: Shape,
        question: impl FnOnce(&ResidentProvider) -> T + Send + 'static,
    ) -> Result<T, Error> {
        let providers = Arc::clone(&self.providers);
        let place = providers.iter().position(|it| it.shape() == shape).ok_or(Error::NotFound)?;
        let asking = self.inner.asking.run(1, move || providers.get(place).map(question));
        asking.await?.ok_or(Error::NotFound)
    }

    fn drawn(&self) -> String {
        let mut secret = [0_u8; 32];
        self.inner.ids.fill(&mut secret);
        BASE64URL_NOPAD.encode(&secret)
    }
}

/// The last day of what another business let somebody do.
const DELEGATED_UNTIL: &str = "delegatedUntil";

/// The kind of account that says nothing about who holds it.
const ENTRY: &str = "1";

/// Somebody who trades in their own name (個人事業主).
const TRADER: &str = "2";

/// Where a person lives or a business has its seat, as their provider says.
pub(crate) fn where_they_are(verified: &Verified) -> Known {
    let line = verified.facts.get("address").map_or("", String::as_str);
    match Shape::of_word(&verified.by) {
        Some(Shape::Business) => Known::seated_at(line),
        Some(Shape::Card) | None => Known::living_at(line),
    }
}

/// Takes an answer away.
fn forget(answers: &mut Value, pointer: &str) {
    let Some((group, name)) = pointer.rsplit_once('/') else { return };
    if let Some(members) = answers.pointer_mut(group).and_then(Value::as_object_mut) {
        members.remove(name);
    }
}

/// An address whose prefecture a provider may tell by its code.
fn with_prefecture(address: &str) -> String {
    let coded = address.split_at_checked(2);
    let told = coded.and_then(|(code, rest)| Some(address::prefecture(code)?.to_owned() + rest));
    told.unwrap_or_else(|| address.to_owned())
}

/// A day as providers write it.
fn day(text: &str) -> Option<NaiveDate> {
    ["%Y-%m-%d", "%Y%m%d"].iter().find_map(|form| NaiveDate::parse_from_str(text, form).ok())
}

impl OpenRound {
    fn round(&self, id: &DraftId) -> Round {
        let Self { word, nonce, verifier, .. } = self;
        Round { state: format!("{id}.{word}"), nonce: nonce.clone(), verifier: verifier.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_in_both_ways_of_providers() {
        let born = NaiveDate::from_ymd_opt(1985, 3, 15);
        assert_eq!((day("19850315"), day("1985-03-15")), (born, born));
        for wrong in ["", "1985", "19851315", "昭和60年3月15日"] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_prefecture_is_told_by_its_code_or_by_its_name() {
        assert_eq!(with_prefecture("04仙台市青葉区1"), "宮城県仙台市青葉区1");
        for name in ["宮城県仙台市青葉区1", "48どこか", "00どこか", "1", ""] {
            assert_eq!(with_prefecture(name), name);
        }
    }

    #[test]
    fn what_was_said_in_another_browser_counts_for_nothing() {
        let (here, there) = (Digest::of(b"here"), Digest::of(b"there"));
        let mut known = Identified {
            owner: here.hex(),
            why: Some(Unverified::Cancelled),
            ..Identified::default()
        };
        let today = NaiveDate::default();
        known.counts_for(&here, today);
        assert!(!known.is_nothing());
        known.counts_for(&there, today);
        assert!(known.is_nothing());
    }
}
