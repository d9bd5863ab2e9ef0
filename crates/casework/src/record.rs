//! From decided facts to rows: sealed outside the transaction, written inside it.
//!
//! Whatever moves a case goes through here, so that no fact is kept without its place in
//! the chained log, and no letter is forgotten. The clock is not asked: rows, events and
//! letters carry the instant of the fact.

use kernel::{AccessCode, Instant, LetterId, StaffId};
use review_workflow::{Case, Event, State, evolve, letters_of};
use submission_store::{
    CaseSealer, Part, StoreError, WriteTx, cases,
    events::{self, NewEvent},
    holds,
    outbox::{self, LetterState, OutboxLetter},
    submissions::{self, Submission},
};

use crate::{Casework, Error, Rows};

/// Who acts, as the log names them.
pub const APPLICANT: &str = "applicant";
/// The program itself.
pub const SYSTEM: &str = "system";

/// Facts that are ready to be written.
#[derive(Debug, Clone)]
pub struct Move {
    /// The case as the facts make it.
    pub case: Case,
    actor: String,
    at: Instant,
    sealer: CaseSealer,
    entries: Vec<NewEvent>,
    letters: Vec<OutboxLetter>,
}

impl Casework {
    /// Applies `facts` to `case` and seals what will be written.
    pub fn prepare_move(
        &self,
        case: Case,
        facts: &[Event],
        actor: &str,
        submission: &Submission,
    ) -> Result<Move, Error> {
        let at = facts.last().map(Event::at);
        let at = at.ok_or_else(|| Error::internal("nothing happened"))?;
        let address = Self::open_contact(submission)?;
        let entries = facts
            .iter()
            .map(|fact| self.seal_event(&submission.sealer, fact, actor))
            .collect::<Result<_, _>>()?;
        let letters = match &address {
            Some(address) => facts
                .iter()
                .filter_map(|fact| self.letter(submission, fact, address).transpose())
                .collect::<Result<_, _>>()?,
            None => Vec::new(),
        };
        let case = facts.iter().fold(case, evolve);
        let sealer = submission.sealer.clone();
        Ok(Move { case, actor: actor.to_owned(), at, sealer, entries, letters })
    }

    /// A fact as it goes into the log.
    pub fn seal_event(
        &self,
        sealer: &CaseSealer,
        fact: &Event,
        actor: &str,
    ) -> Result<NewEvent, Error> {
        Ok(NewEvent::seal(sealer, &*self.inner.ids, actor, fact)?)
    }

    /// The letter that a fact sends, if it sends one.
    pub(crate) fn letter(
        &self,
        submission: &Submission,
        fact: &Event,
        address: &str,
    ) -> Result<Option<OutboxLetter>, Error> {
        let Some(kind) = letters_of(fact) else { return Ok(None) };
        let at = fact.at();
        let id = LetterId::new(&*self.inner.ids, at);
        let sealer = &submission.sealer;
        let detail = serde_json::to_vec(fact).map_err(Error::internal)?;
        Ok(Some(OutboxLetter {
            kind: kind.word().to_owned(),
            submission: submission.id.clone(),
            language: submission.language,
            recipient: sealer.seal(Part::Recipient(&id), address.as_bytes()),
            detail: Some(sealer.seal(Part::Letter(&id), &detail)),
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
    pub fn open_contact(submission: &Submission) -> Result<Option<String>, Error> {
        let contact = submission.contact.as_ref();
        let opened = contact.map(|sealed| submission.sealer.open_text(sealed));
        opened.transpose().map_err(Into::into)
    }
}

impl Casework {
    /// Writes facts down that move nothing, such as looks, in the name of who did them.
    pub async fn note(
        &self,
        case: &CaseSealer,
        facts: &[Event],
        by: &StaffId,
    ) -> Result<(), Error> {
        let seal = |fact| self.seal_event(case, fact, by.as_str());
        let entries: Vec<NewEvent> = facts.iter().map(seal).collect::<Result<_, _>>()?;
        let case = case.case().clone();
        let written = self.inner.store.write(move |tx| events::append(tx, &case, &entries));
        written.await.map_err(|fault: StoreError| fault.into())
    }

    /// Writes down that a new access code was given out, and gives it.
    pub async fn reissue_code(
        &self,
        rows: Rows,
        fact: &Event,
        by: &StaffId,
    ) -> Result<AccessCode, Error> {
        let case = rows.submission.id.clone();
        let entries = [self.seal_event(rows.sealer(), fact, by.as_str())?];
        let issued = self.inner.store.write(move |tx| {
            events::append(tx, &case, &entries)?;
            submissions::issue_code(tx, &case)
        });
        let issue = issued.await.map_err(|fault: StoreError| Error::from(fault))?;
        Ok(self.access_code_of(&Submission { code_issue: issue, ..rows.submission }))
    }

    /// The access code that opens a submission now.
    pub fn access_code_of(&self, submission: &Submission) -> AccessCode {
        self.inner.store.keys().access_code(&submission.id, submission.code_issue)
    }
}

impl Move {
    /// Writes everything, unless somebody changed the case since it was read.
    pub fn write(&self, tx: &mut WriteTx<'_>) -> Result<(), StoreError> {
        cases::save(tx, &self.sealer, &self.case, &self.actor, self.at)?;
        events::append(tx, &self.case.id, &self.entries)?;
        if matches!(self.case.state, State::Refused | State::Withdrawn | State::Lapsed) {
            holds::release(tx, &self.case.id)?;
        }
        self.letters.iter().try_for_each(|letter| outbox::insert(tx, letter))
    }
}
