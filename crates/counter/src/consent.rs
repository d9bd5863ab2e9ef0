//! Consent of another person to a part of a draft: asked for by a link, said on their own phone.
//!
//! What they said stands beside the draft, and counts as long as what they were shown stands in it.

use std::{collections::BTreeMap, sync::Arc};

use casework::{Told, Verified, told_of};
use catalogue::Published;
use chrono::NaiveDate;
use form_engine::{Answer, Context, Field, Form, Shown};
use japanese_values::PersonName;
use kernel::{DraftId, Instant, Language};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use submission_store::{Digest, drafts};

use crate::{
    Counter, Draft, Error, Visitor,
    draft_note::Note,
    draft_page::{MERGES, Saving},
};

/// What was asked of other people for a draft, by the names of the questions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Consents(BTreeMap<String, AskedConsent>);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct AskedConsent {
    /// What the link carries.
    secret: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    said: Option<Said>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Said {
    Yes {
        name: String,
        day: NaiveDate,
        /// The answers that they were shown.
        shown: Value,
    },
    No,
}

/// How far asking for a consent is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConsentStep {
    /// Nobody was asked.
    Open,
    /// Somebody was asked, and has not answered.
    Asked {
        /// What the link carries.
        secret: String,
    },
    /// They agreed.
    Agreed,
    /// They agreed to something else: what they were shown has changed since.
    Lapsed,
    /// They do not agree.
    Refused,
}

/// Where somebody is asked for their consent.
#[derive(Debug, Clone)]
pub struct ConsentAddress {
    /// The draft that it is for.
    pub draft: DraftId,
    /// The name of the question.
    pub question: String,
    /// What the link carries.
    pub secret: String,
}

/// What somebody is asked to agree to.
#[derive(Debug)]
pub struct ConsentSheet {
    /// The procedure's title.
    pub procedure: String,
    /// Whose procedure it is.
    pub department: String,
    /// The question's title.
    pub title: String,
    /// What is agreed to.
    pub says: String,
    /// The answers that are shown beside it.
    pub answers: Vec<Answer>,
    /// By what is told that it is still the same when they answer.
    pub seen: String,
    /// What they said; nothing as long as they have not.
    pub agrees: Option<bool>,
    /// Whether it is the browser of whoever asks.
    pub is_own: bool,
}

/// What somebody says who was asked.
#[derive(Debug, Clone)]
pub struct ConsentReply {
    /// Their name where they agree; nothing where they do not.
    pub name: Option<String>,
    /// [`ConsentSheet::seen`] of what they read.
    pub seen: String,
}

/// Why what somebody said is not taken.
#[derive(Debug, thiserror::Error)]
pub enum ConsentFault {
    /// Who agrees says their name.
    #[error("the name is empty or longer than {limit} characters")]
    Name {
        /// The limit in characters.
        limit: usize,
    },
    /// What they were shown has changed meanwhile.
    #[error("the answers have changed since they were shown")]
    Changed,
    /// Nobody agrees in another person's place.
    #[error("this is the browser of whoever asks")]
    OwnBrowser,
    /// Something else.
    #[error(transparent)]
    Intent(#[from] Error),
}

/// Characters of a name.
const LONGEST_NAME: usize = 60;

impl Consents {
    pub(crate) fn is_nothing(&self) -> bool {
        self.0.is_empty()
    }

    /// Tells who agreed, where what they were shown still stands among `answers`.
    pub(crate) fn tell(
        &self,
        (form, verified): (&Form, Option<&Verified>),
        answers: &Value,
        told: &mut Told,
    ) {
        for field in consents_of(form) {
            let Some(Said::Yes { name, day, shown }) = self.said(field) else { continue };
            let context = Verified::context(verified, *day);
            if shown_of(form, field, answers, &context) == *shown {
                let facts = [("name", name.clone()), ("day", day.to_string())];
                let facts = facts.map(|(child, fact)| (child.to_owned(), fact));
                told.put(&field.name, facts.into());
            }
        }
    }

    fn said(&self, field: &Field) -> Option<&Said> {
        self.0.get(&field.name)?.said.as_ref()
    }
}

impl Draft {
    /// What others told of it: services, and people who agreed.
    pub(crate) fn told(&self) -> Told {
        let mut told = self.external.told.clone();
        let known = (&*self.published.form, self.verified.as_ref());
        self.consents.tell(known, &self.raw, &mut told);
        told
    }

    /// How far asking for consents is, by the pointers of the questions.
    pub fn consent_steps(&self) -> Vec<(String, ConsentStep)> {
        let told = self.told();
        let step = |field: &Field| match self.consents.0.get(&field.name) {
            _ if told.knows(&field.name) => ConsentStep::Agreed,
            None => ConsentStep::Open,
            Some(AskedConsent { said: Some(Said::Yes { .. }), .. }) => ConsentStep::Lapsed,
            Some(AskedConsent { said: Some(Said::No), .. }) => ConsentStep::Refused,
            Some(AskedConsent { said: None, secret }) => {
                ConsentStep::Asked { secret: secret.clone() }
            }
        };
        consents_of(&self.published.form).map(|it| (it.pointer.clone(), step(it))).collect()
    }
}

impl Counter {
    /// Asks for the consent of the question at `pointer`, by a new link: the one before, and what
    /// was said there, count no more.
    pub async fn ask_consent(
        &self,
        visitor: &Visitor,
        id: &DraftId,
        pointer: &str,
    ) -> Result<(), Error> {
        let now = self.now();
        let draft = self.draft_at(visitor, id, now).await?;
        let field = consents_of(&draft.published.form).find(|field| field.pointer == pointer);
        let name = field.ok_or(Error::NotFound)?.name.clone();
        let mut secret = [0_u8; 16];
        self.inner.ids.fill(&mut secret);
        let secret = format!("{:032x}", u128::from_be_bytes(secret));
        self.change_note(visitor, id, now, |note| {
            let asked = AskedConsent { secret: secret.clone(), said: None };
            note.consents.0.insert(name.clone(), asked);
        })
        .await
    }

    /// What somebody is asked to agree to who opened a link.
    pub async fn consent_sheet(
        &self,
        visitor: &Visitor,
        address: &ConsentAddress,
        language: Language,
    ) -> Result<ConsentSheet, Error> {
        let now = self.now();
        let asked = self.consent_at(address, now).await?;
        let (form, field) = (&asked.published.form, asked.field(address)?);
        let context = asked.context(now.day()).speaking(language);
        let groups = form.answers(&form.check(&asked.answers, &context).data, language);
        let pointers = field.consent.as_deref().unwrap_or_default();
        Ok(ConsentSheet {
            procedure: form.title(language).to_owned(),
            department: self.catalogue().department_name(&form.procedure().department, language),
            title: field.title(language).to_owned(),
            says: field.help.get(language).to_owned(),
            answers: picked(groups.into_iter().flat_map(|group| group.answers), pointers),
            seen: asked.seen(field, now.day())?,
            agrees: asked.agrees(field),
            is_own: asked.row.owner_hash == *visitor.owner_hash(),
        })
    }

    /// Takes what somebody says who was asked; said once more, that counts.
    pub async fn answer_consent(
        &self,
        visitor: &Visitor,
        address: &ConsentAddress,
        reply: &ConsentReply,
    ) -> Result<(), ConsentFault> {
        let now = self.now();
        for _ in 1..MERGES {
            match self.take_consent(visitor, address, reply, now).await {
                // Whoever asks saved in the same moment.
                Err(ConsentFault::Intent(Error::Conflict { .. })) => {}
                done => return done,
            }
        }
        self.take_consent(visitor, address, reply, now).await
    }

    async fn take_consent(
        &self,
        visitor: &Visitor,
        address: &ConsentAddress,
        reply: &ConsentReply,
        now: Instant,
    ) -> Result<(), ConsentFault> {
        let mut asked = self.consent_at(address, now).await?;
        if asked.row.owner_hash == *visitor.owner_hash() {
            return Err(ConsentFault::OwnBrowser);
        }
        let said = match &reply.name {
            None => Said::No,
            Some(name) => {
                let field = asked.field(address)?;
                if asked.seen(field, now.day())? != reply.seen {
                    return Err(ConsentFault::Changed);
                }
                let (name, day) = (kept(name)?, now.day());
                Said::Yes { name, day, shown: asked.shown(field, day) }
            }
        };
        let question = asked.note.consents.0.get_mut(&address.question);
        question.ok_or(Error::NotFound)?.said = Some(said);
        let Asked { row, note, answers, .. } = asked;
        let (page, language) = (row.page.clone(), row.language);
        let saving = Saving { page: &page, raw: &answers, note: &note, language, taken: None, now };
        self.save_draft(row, saving).await?;
        Ok(())
    }

    /// What a link leads to. A link of before, and one to what was filed or given up, lead nowhere.
    async fn consent_at(&self, address: &ConsentAddress, now: Instant) -> Result<Asked, Error> {
        let id = address.draft.clone();
        let row = self.inner.store.read(move |tx| drafts::find_linked(tx, &id, now)).await?;
        let row = row.ok_or(Error::NotFound)?;
        let (answers, note) = self.open_noted_draft(&row, now)?;
        let secret = note.consents.0.get(&address.question).map(|asked| &asked.secret);
        let fits = |secret: &String| {
            Digest::of(secret.as_bytes()) == Digest::of(address.secret.as_bytes())
        };
        if !secret.is_some_and(fits) {
            return Err(Error::NotFound);
        }
        let published = self.published_of(&row).await?;
        Ok(Asked { row, note, answers, published })
    }
}

/// A draft as somebody meets it who is asked to agree to a part of it.
struct Asked {
    row: drafts::Draft,
    note: Note,
    answers: Value,
    published: Arc<Published>,
}

impl Asked {
    fn field(&self, address: &ConsentAddress) -> Result<&Field, Error> {
        let mut fields = consents_of(&self.published.form);
        fields.find(|field| field.name == address.question).ok_or(Error::NotFound)
    }

    fn verified(&self) -> Option<&Verified> {
        self.note.identified.verified.as_ref()
    }

    fn context(&self, day: NaiveDate) -> Context {
        Verified::context(self.verified(), day)
    }

    fn shown(&self, field: &Field, day: NaiveDate) -> Value {
        shown_of(&self.published.form, field, &self.answers, &self.context(day))
    }

    fn seen(&self, field: &Field, day: NaiveDate) -> Result<String, Error> {
        let shown = serde_json::to_vec(&self.shown(field, day)).map_err(Error::internal)?;
        Ok(Digest::of(&shown).hex())
    }

    /// What they said, as long as it holds.
    fn agrees(&self, field: &Field) -> Option<bool> {
        match self.note.consents.said(field)? {
            Said::No => Some(false),
            Said::Yes { day, shown, .. } if self.shown(field, *day) == *shown => Some(true),
            Said::Yes { .. } => None,
        }
    }
}

/// The questions of a form that other people answer.
fn consents_of(form: &Form) -> impl Iterator<Item = &Field> {
    told_of(form).filter(|field| field.consent.is_some())
}

/// The answers that are shown to who is asked by `field`, as they count.
fn shown_of(form: &Form, field: &Field, answers: &Value, context: &Context) -> Value {
    let data = form.check(answers, context).data;
    let pointers = field.consent.iter().flatten();
    let shown = |at: &String| Some((at.clone(), data.pointer(at)?.clone()));
    Value::Object(pointers.filter_map(shown).collect())
}

/// Those of `answers` that are named, wherever they stand.
fn picked(answers: impl IntoIterator<Item = Answer>, pointers: &[String]) -> Vec<Answer> {
    let mut all = Vec::new();
    for answer in answers {
        if pointers.contains(&answer.at) {
            all.push(answer);
        } else if let Shown::Group(inside) = answer.shown {
            all.extend(picked(inside, pointers));
        }
    }
    all
}

/// As forms keep names, so that rules can compare it with one that was typed there.
fn kept(name: &str) -> Result<String, ConsentFault> {
    let is_long = name.chars().count() > LONGEST_NAME;
    let kept = PersonName::parse(name).ok().filter(|_| !is_long);
    let kept = kept.ok_or(ConsentFault::Name { limit: LONGEST_NAME })?;
    Ok(kept.as_str().to_owned())
}
