//! From decided facts to rows: sealed outside the transaction, written inside it.
//!
//! Whatever moves a case goes through here, so that no fact is kept without its place in
//! the chained log, and no letter is forgotten. The clock is not asked: rows, events and
//! letters carry the instant of the fact.

use kernel::{AccessCode, EventId, Instant, LabelId, LetterId, StaffId, SubmissionId};
use review_workflow::{Case, Draw, Duty, Event, LinkKind, State, evolve, letters_of};
use submission_store::{
    CaseSealer, Digest, Part, StoreError, WriteTx,
    cases::{self, CaseRecord, Free},
    consultations,
    dispatches::{self, Dispatch},
    duties,
    events::{self, NewEvent},
    holds, labels, links,
    looks::{self, Look},
    messages::{self, Message},
    notices::{self, Notice},
    outbox::{self, LetterState, OutboxLetter},
    protected,
    registers::{self, Numbering, Void},
    samples, search,
    submissions::{self, Submission},
};

use crate::{Billing, Casework, Enclosed, Error, Rows, notice_template::nearest_published};

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
    /// What is put on the case, and what is taken off it.
    labels: Vec<(LabelId, bool)>,
    /// What the case has to do with others from now on, or nothing any more.
    links: Vec<(SubmissionId, Option<LinkKind>)>,
    /// What waits of the case now, where that is something else than before.
    duties: Option<Vec<Duty>>,
    /// Whether what was drawn of the case is something else than before.
    sampling: bool,
    /// The same of what other departments were asked.
    consulting: bool,
    /// Whom the case is about, where it is said that it is protected, or no longer.
    protecting: Option<Vec<Digest>>,
    bills: Vec<Billing>,
    said: Option<Message>,
    /// Files that come to lie with it.
    enclosed: Option<Enclosed>,
    /// Papers that do not count any more.
    voids: Vec<(i64, Void)>,
    /// How papers leave the house from now on.
    dispatches: Vec<Dispatch>,
    /// The number that is taken.
    numbering: Option<Numbering>,
    /// Whose templates its paper is set by.
    procedure: String,
    /// Its paper, where that is there already.
    notice: Option<Notice>,
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
        let placed: Vec<(EventId, Event)> = facts.iter().map(|fact| self.placed(fact)).collect();
        let seal = |(id, fact): &(EventId, Event)| {
            NewEvent::seal_as(id.clone(), &submission.sealer, actor, fact)
        };
        let entries = placed.iter().map(seal).collect::<Result<_, _>>()?;
        let facts: Vec<Event> = placed.into_iter().map(|(_, fact)| fact).collect();
        let letters = match &address {
            Some(address) => worth_a_letter(&facts)
                .filter_map(|fact| self.letter(submission, fact, address).transpose())
                .collect::<Result<_, _>>()?,
            None => Vec::new(),
        };
        let (before, sample) = (case.duties(), case.sample.clone());
        let asked = case.consultations.clone();
        let case = facts.iter().fold(case, evolve);
        let duties = Some(case.duties()).filter(|duties| *duties != before);
        let (sampling, consulting) = (case.sample != sample, case.consultations != asked);
        let sealer = submission.sealer.clone();
        Ok(Move {
            case,
            actor: actor.to_owned(),
            at,
            sealer,
            entries,
            letters,
            labels: facts.iter().filter_map(labelling).collect(),
            links: facts.iter().filter_map(linking).collect(),
            duties,
            sampling,
            consulting,
            protecting: None,
            bills: Vec::new(),
            said: None,
            enclosed: None,
            voids: facts.iter().filter_map(voided).collect(),
            dispatches: Vec::new(),
            numbering: None,
            procedure: submission.procedure.clone(),
            notice: None,
        })
    }

    /// A fact with its place in the log. By that it is drawn whether another person looks at what
    /// one has decided alone.
    fn placed(&self, fact: &Event) -> (EventId, Event) {
        let id = EventId::new(&*self.inner.ids, fact.at());
        let keys = self.inner.store.keys();
        let is_one = |draw: Draw| keys.draws(fact.at().day(), &id, draw.percent);
        let fact = fact.clone().drawn_if(fact.draw().is_some_and(is_one));
        (id, fact)
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

/// Which label a fact puts on, or takes off.
fn labelling(fact: &Event) -> Option<(LabelId, bool)> {
    if let Event::Labelled { label, .. } = fact {
        return Some((label.clone(), true));
    }
    if let Event::Unlabelled { label, .. } = fact { Some((label.clone(), false)) } else { None }
}

/// What a fact says that the case has to do with another one, or that it has nothing to do with it.
fn linking(fact: &Event) -> Option<(SubmissionId, Option<LinkKind>)> {
    if let Event::Linked { other, kind, .. } = fact {
        return Some((other.clone(), Some(*kind)));
    }
    if let Event::Unlinked { other, .. } = fact { Some((other.clone(), None)) } else { None }
}

/// Which paper does not count any more.
fn voided(fact: &Event) -> Option<(i64, Void)> {
    let Event::NoticeVoided { at, by, notice, reason, .. } = fact else { return None };
    Some((i64::from(*notice), Void { reason: *reason, by: by.clone(), at: *at }))
}

/// What is approved and issued at once is told once, by the letter that names the paper.
fn worth_a_letter(facts: &[Event]) -> impl Iterator<Item = &Event> {
    let approved = facts.iter().any(|fact| matches!(fact, Event::Approved { .. }));
    facts.iter().filter(move |fact| !(approved && matches!(fact, Event::Completed { .. })))
}

/// What stands there already was written by somebody who was faster.
fn taken_meanwhile(fault: StoreError) -> Error {
    if matches!(fault, StoreError::Duplicate { .. }) {
        Error::Conflict { by: None, at: None }
    } else {
        fault.into()
    }
}

/// What became of taking the most urgent case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// This one is taken.
    Case(SubmissionId),
    /// There is none.
    Nothing,
    /// Nothing is taken: of this one it was not known whether it may be.
    Unsure(SubmissionId),
}

/// Why the search for a case ended early.
enum Stop {
    Unsure(SubmissionId),
    Store(StoreError),
}

impl From<StoreError> for Stop {
    fn from(fault: StoreError) -> Self {
        Self::Store(fault)
    }
}

impl Casework {
    /// Writes a move. [`Error::Conflict`] when somebody changed the case since it was read.
    pub async fn write(&self, step: Move) -> Result<(), Error> {
        self.write_if(step, |_tx| Ok(())).await
    }

    /// The same, if `may` finds nothing against it once the case is this writer's alone: of two
    /// at the same moment the second waits there.
    pub async fn write_if(
        &self,
        step: Move,
        mut may: impl FnMut(&mut WriteTx<'_>) -> Result<(), Error> + Send + 'static,
    ) -> Result<(), Error> {
        let written = self.inner.store.write(move |tx| {
            step.write_case(tx).map_err(taken_meanwhile)?;
            may(tx)?;
            step.enclosed.iter().try_for_each(|files| files.write(tx, &step.sealer))?;
            step.write_thread(tx).map_err(taken_meanwhile)
        });
        written.await
    }

    /// Takes the most urgent case of those that are free. Two people never take the same one.
    /// `claim` names a case of which it cannot tell before its answers were read; `after` writes down
    /// what else comes of it.
    pub async fn claim_next<F, T>(
        &self,
        free: Free,
        by: StaffId,
        now: Instant,
        mut claim: F,
        mut after: T,
    ) -> Result<Taken, Error>
    where
        F: FnMut(&CaseRecord) -> Result<Option<(Case, Event)>, SubmissionId> + Send + 'static,
        T: FnMut(&mut WriteTx<'_>, &CaseRecord) -> Result<(), StoreError> + Send + 'static,
    {
        let casework = self.clone();
        let taking = self.inner.store.write(move |tx| {
            let mut fact = None;
            let mut taken = |record: &CaseRecord| {
                let claimed = claim(record).map_err(Stop::Unsure)?;
                Ok(claimed.map(|(case, claimed)| {
                    fact = Some(claimed);
                    case
                }))
            };
            let record = match cases::claim_next(tx, &free, &by, now, &mut taken) {
                Err(Stop::Unsure(case)) => return Ok(Taken::Unsure(case)),
                Err(Stop::Store(fault)) => return Err(fault.into()),
                Ok(record) => record,
            };
            let (Some(record), Some(fact)) = (record, fact) else { return Ok(Taken::Nothing) };
            let entry = casework.seal_event(&record.sealer, &fact, by.as_str())?;
            events::append(tx, &record.case.id, &[entry])?;
            after(tx, &record)?;
            Ok(Taken::Case(record.case.id))
        });
        taking.await
    }

    /// Writes looks into the register, and what they leave in the case's own log.
    pub async fn note(
        &self,
        case: &CaseSealer,
        facts: &[Event],
        seen: Vec<Look>,
        by: &StaffId,
    ) -> Result<(), Error> {
        let seal = |fact| self.seal_event(case, fact, by.as_str());
        let entries: Vec<NewEvent> = facts.iter().map(seal).collect::<Result<_, _>>()?;
        let case = case.case().clone();
        let written = self.inner.store.write(move |tx| {
            if !entries.is_empty() {
                events::append(tx, &case, &entries)?;
            }
            seen.iter().try_for_each(|look| looks::insert(tx, look))
        });
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
    /// The same with what its facts do to the bills of the case.
    #[must_use]
    pub fn billing(self, bills: Vec<Billing>) -> Self {
        Self { bills, ..self }
    }

    /// The same with what is said in the thread.
    #[must_use]
    pub fn saying(self, said: Option<Message>) -> Self {
        Self { said, ..self }
    }

    /// What is said in the thread, where something is.
    pub const fn said(&self) -> Option<&Message> {
        self.said.as_ref()
    }

    /// The same with files that come to lie with the case. What is written in another way than
    /// [`Casework::write_if`] has none.
    #[must_use]
    pub fn enclosing(self, enclosed: Option<Enclosed>) -> Self {
        Self { enclosed, ..self }
    }

    /// The same with the number that a paper takes.
    #[must_use]
    pub fn numbering(self, numbering: Option<Numbering>) -> Self {
        Self { numbering, ..self }
    }

    /// The same with how papers leave the house from now on.
    #[must_use]
    pub fn dispatching(self, dispatches: Vec<Dispatch>) -> Self {
        Self { dispatches, ..self }
    }

    /// The same with the paper of that number, where it need not be set.
    #[must_use]
    pub fn issuing(self, notice: Option<Notice>) -> Self {
        Self { notice, ..self }
    }

    /// The same with those whom it is about, where it is said that it is protected, or no longer.
    #[must_use]
    pub fn protecting(self, protecting: Option<Vec<Digest>>) -> Self {
        Self { protecting, ..self }
    }

    /// Writes everything, unless somebody changed the case since it was read.
    pub(crate) fn write(&self, tx: &mut WriteTx<'_>) -> Result<(), StoreError> {
        self.write_case(tx)?;
        self.write_thread(tx)
    }

    /// Bills come before the case, as a callback writes them: neither waits for the other.
    fn write_case(&self, tx: &mut WriteTx<'_>) -> Result<(), StoreError> {
        self.bills.iter().try_for_each(|billing| billing.write(tx, &self.sealer))?;
        cases::save(tx, &self.sealer, &self.case, &self.actor, self.at)?;
        events::append(tx, &self.case.id, &self.entries)?;
        for (label, is_put_on) in &self.labels {
            let write = if *is_put_on { labels::put_on } else { labels::take_off };
            write(tx, &self.case.id, label)?;
        }
        for (other, kind) in &self.links {
            match kind {
                Some(kind) => links::tie(tx, &self.case.id, other, *kind)?,
                None => links::untie(tx, &self.case.id, other)?,
            }
        }
        if let Some(duties) = &self.duties {
            duties::keep(tx, &self.case.id, duties)?;
        }
        if self.sampling {
            samples::keep(tx, &self.case.id, self.case.sample.as_deref())?;
        }
        if self.consulting {
            consultations::keep(tx, &self.case.id, &self.case.consultations)?;
        }
        if let Some(people) = &self.protecting {
            protected::keep(tx, &self.case.id, people)?;
            search::renew(tx, &self.sealer)?;
        }
        if matches!(self.case.state, State::Refused | State::Withdrawn | State::Lapsed) {
            holds::release(tx, &self.case.id)?;
        } else if self.case.state.is_final() {
            holds::close(tx, &self.case.id)?;
        }
        self.letters.iter().try_for_each(|letter| outbox::insert(tx, letter))
    }

    /// A paper with the template that it will be set by: the one that is published at this moment.
    /// What is set already was set by the one that comes with the program.
    fn worded(&self, tx: &mut WriteTx<'_>, paper: &Numbering) -> Result<Numbering, StoreError> {
        let template = match &self.notice {
            Some(_) => paper.template,
            None => nearest_published(tx, &paper.department, &self.procedure, &paper.kind)?,
        };
        Ok(Numbering { template, ..paper.clone() })
    }

    /// The number comes last of all: others who decide in the department wait for it.
    fn write_thread(&self, tx: &mut WriteTx<'_>) -> Result<(), StoreError> {
        let case = &self.case.id;
        self.said.iter().try_for_each(|said| messages::insert(tx, said))?;
        for (notice, void) in &self.voids {
            registers::void(tx, case, *notice, void)?;
        }
        self.dispatches.iter().try_for_each(|it| dispatches::save(tx, it))?;
        self.notice.iter().try_for_each(|notice| notices::insert(tx, notice))?;
        let Some(numbering) = &self.numbering else { return Ok(()) };
        let paper = self.worded(tx, numbering)?;
        registers::take(tx, &paper)?;
        if self.notice.is_some() {
            registers::set(tx, case, numbering.notice)?;
        }
        Ok(())
    }
}
