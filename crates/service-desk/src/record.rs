//! From decided facts to rows: sealed outside the transaction, written inside it.
//!
//! Whatever moves a case goes through here, so that no fact is kept without its place in
//! the chained log, and no letter is forgotten. The clock is not asked: rows, events and
//! letters carry the instant of the fact.

use kernel::{Instant, LetterId, SubmissionId};
use review_workflow::{Case, Event, State, evolve, letters_of};
use submission_store::{
    Place, StoreError, WriteTx, cases,
    events::{self, NewEvent},
    holds,
    outbox::{self, LetterState, OutboxLetter},
    submissions::Submission,
};

use crate::{Desk, DeskError};

/// Who acts, as the log names them.
pub(crate) const APPLICANT: &str = "applicant";
/// The program itself.
pub(crate) const SYSTEM: &str = "system";

/// Facts that are ready to be written.
#[derive(Debug, Clone)]
pub(crate) struct Move {
    /// The case as the facts make it.
    pub(crate) case: Case,
    actor: String,
    at: Instant,
    entries: Vec<NewEvent>,
    letters: Vec<OutboxLetter>,
}

impl Desk {
    /// Applies `facts` to `case` and seals what will be written.
    pub(crate) fn prepare_move(
        &self,
        case: Case,
        facts: &[Event],
        actor: &str,
        submission: &Submission,
    ) -> Result<Move, DeskError> {
        let at = facts.last().map(Event::at);
        let at = at.ok_or_else(|| DeskError::internal("nothing happened"))?;
        let address = self.open_contact(submission)?;
        let entries = facts
            .iter()
            .map(|fact| self.seal_event(&case.id, fact, actor))
            .collect::<Result<_, _>>()?;
        let letters = match &address {
            Some(address) => facts
                .iter()
                .filter_map(|fact| self.letter(submission, fact, address).transpose())
                .collect::<Result<_, _>>()?,
            None => Vec::new(),
        };
        let case = facts.iter().fold(case, evolve);
        Ok(Move { case, actor: actor.to_owned(), at, entries, letters })
    }

    /// A fact as it goes into the log.
    pub(crate) fn seal_event(
        &self,
        case: &SubmissionId,
        fact: &Event,
        actor: &str,
    ) -> Result<NewEvent, DeskError> {
        Ok(NewEvent::seal(self.inner.store.sealer(), &*self.inner.ids, case, actor, fact)?)
    }

    /// The letter that a fact sends, if it sends one.
    pub(crate) fn letter(
        &self,
        submission: &Submission,
        fact: &Event,
        address: &str,
    ) -> Result<Option<OutboxLetter>, DeskError> {
        let Some(kind) = letters_of(fact) else { return Ok(None) };
        let at = fact.at();
        let id = LetterId::new(&*self.inner.ids, at);
        let sealer = self.inner.store.sealer();
        let detail = serde_json::to_vec(fact).map_err(DeskError::internal)?;
        Ok(Some(OutboxLetter {
            kind: kind.word().to_owned(),
            submission: submission.id.clone(),
            language: submission.language,
            recipient: sealer.seal(Place::recipient(&id), address.as_bytes()),
            detail: Some(sealer.seal(Place::letter(&id), &detail)),
            message_id: id.to_string(),
            attempts: 0,
            next_attempt_at: at,
            state: LetterState::Waiting,
            last_error: None,
            created_at: at,
            tried_since: None,
            id,
        }))
    }

    /// The address for letters, if one was given.
    pub(crate) fn open_contact(
        &self,
        submission: &Submission,
    ) -> Result<Option<String>, DeskError> {
        let sealer = self.inner.store.sealer();
        submission
            .contact
            .as_ref()
            .map(|sealed| sealer.open_text(sealed))
            .transpose()
            .map_err(Into::into)
    }
}

impl Move {
    /// Writes everything, unless somebody changed the case since it was read.
    pub(crate) fn write(&self, tx: &mut WriteTx<'_>) -> Result<(), StoreError> {
        cases::save(tx, &self.case, &self.actor, self.at)?;
        events::append(tx, &self.case.id, &self.entries)?;
        if matches!(self.case.state, State::Refused | State::Withdrawn | State::Lapsed) {
            holds::release(tx, &self.case.id)?;
        }
        self.letters.iter().try_for_each(|letter| outbox::insert(tx, letter))
    }
}
