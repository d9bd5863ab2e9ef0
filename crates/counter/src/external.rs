//! An external step of a draft: to another service and back, with what it told.

use std::collections::BTreeMap;

use casework::{Told, told_of};
use external_service::{Outcome, Stopped};
use form_engine::Form;
use kernel::{DraftId, Instant, Language};
use serde::{Deserialize, Serialize};

use crate::{Counter, Draft, Error, Visitor};

/// What was asked of services outside for a draft, by question, and what they told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct External {
    asked: BTreeMap<String, AskedOutside>,
    pub(crate) told: Told,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct AskedOutside {
    /// What the service calls the tries, the newest last: who pressed twice may finish the first.
    tries: Vec<String>,
    /// Why the last one that ended did not succeed.
    stopped: Option<Stopped>,
}

/// So many tries are remembered.
const TRIES: usize = 4;

/// How far an external step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExternalStep {
    /// The town has no such service.
    NotHere,
    /// It is to be done.
    Open,
    /// The last try did not succeed.
    Stopped(Stopped),
    /// The service has told.
    Done,
}

impl External {
    pub(crate) fn is_nothing(&self) -> bool {
        self.asked.is_empty() && self.told.is_nothing()
    }
}

impl Counter {
    /// The external steps of a draft, by the pointers of their questions.
    pub fn external_steps(&self, draft: &Draft) -> Vec<(String, ExternalStep)> {
        let standing = |name: &str, service: &str| match draft.external.asked.get(name) {
            _ if draft.external.told.knows(name) => ExternalStep::Done,
            _ if !self.casework.has_external(service) => ExternalStep::NotHere,
            Some(AskedOutside { stopped: Some(why), .. }) => ExternalStep::Stopped(*why),
            Some(AskedOutside { stopped: None, .. }) | None => ExternalStep::Open,
        };
        let step = |field: &form_engine::Field| {
            let service = field.external.as_deref()?;
            Some((field.pointer.clone(), standing(&field.name, service)))
        };
        told_of(&draft.published.form).filter_map(step).collect()
    }

    /// Where somebody goes to do the external step of the question at `pointer`.
    pub async fn begin_external(
        &self,
        visitor: &Visitor,
        id: &DraftId,
        pointer: &str,
        return_path: &str,
    ) -> Result<String, Error> {
        let now = self.now();
        let draft = self.draft_at(visitor, id, now).await?;
        let form = &draft.published.form;
        let (name, service) = asked_of(form, pointer).ok_or(Error::NotFound)?;
        let title = form.title(Language::Japanese).to_owned();
        let opened = self.casework.ask_external(&service, title, return_path).await?;
        self.change_note(visitor, id, now, |note| {
            let asked = note.external.asked.entry(name.clone()).or_default();
            asked.stopped = None;
            asked.tries.push(opened.reference.clone());
            asked.tries.drain(..asked.tries.len().saturating_sub(TRIES));
        })
        .await?;
        Ok(opened.page)
    }

    /// Takes what came of it: called again, or by somebody who comes back early, it changes
    /// nothing.
    pub async fn end_external(
        &self,
        visitor: &Visitor,
        id: &DraftId,
        pointer: &str,
    ) -> Result<(), Error> {
        let now = self.now();
        let draft = self.draft_at(visitor, id, now).await?;
        let (name, service) = asked_of(&draft.published.form, pointer).ok_or(Error::NotFound)?;
        let tries = draft.external.asked.get(&name).map(|asked| asked.tries.as_slice());
        let outcome = self.outcome_of(&service, tries.unwrap_or_default(), now).await?;
        self.change_note(visitor, id, now, |note| match &outcome {
            Outcome::Open => {}
            Outcome::Stopped(why) => {
                note.external.asked.entry(name.clone()).or_default().stopped = Some(*why);
            }
            Outcome::Done(facts) => {
                note.external.asked.remove(&name);
                note.external.told.put(&name, facts.clone());
            }
        })
        .await
    }

    /// What came of several tries: the one that was done, or else the newest. Services forget old
    /// ones.
    async fn outcome_of(
        &self,
        service: &str,
        tries: &[String],
        now: Instant,
    ) -> Result<Outcome, Error> {
        let Some((newest, before)) = tries.split_last() else { return Ok(Outcome::Open) };
        let outcome = self.casework.external_outcome(service, newest.clone(), now).await?;
        if matches!(outcome, Outcome::Done(_)) {
            return Ok(outcome);
        }
        for reference in before.iter().rev() {
            match self.casework.external_outcome(service, reference.clone(), now).await {
                Ok(Outcome::Done(facts)) => return Ok(Outcome::Done(facts)),
                Ok(Outcome::Open | Outcome::Stopped(_)) => {}
                // What was asked still earlier is forgotten too, or as far away.
                Err(_) => break,
            }
        }
        Ok(outcome)
    }
}

/// The name of the question at a pointer, and the service that answers it.
fn asked_of(form: &Form, pointer: &str) -> Option<(String, String)> {
    let field = told_of(form).find(|field| field.pointer == pointer)?;
    Some((field.name.clone(), field.external.clone()?))
}
