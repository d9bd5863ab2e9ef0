//! Publishing: the act by which definitions become what residents are offered.
//!
//! The only way to a published version. One act is one transaction under a lease: versions,
//! who published them, and a number by which servers notice. Nothing leaves the counter
//! that was not named.

use std::{collections::BTreeSet, fmt, mem, sync::Arc};

use catalogue::{Archive, Published};
use chrono::Duration;
use form_engine::{Document, Form};
use kernel::Instant;
use strum::IntoStaticStr;
use submission_store::{
    Digest, StoreError, WriteTx,
    generations::{self, Generation},
    leases::{self, Lease},
    organisation::{self, Organisation},
    procedures::{self, Offered},
    staff,
};

use crate::Rehearsal;

/// What publishing is leased as.
const JOB: &str = "publish";

/// The program itself, as the record of acts names it.
const SYSTEM: &str = "system";

/// Longer than the transaction takes.
fn lease_length() -> Duration {
    Duration::minutes(1)
}

/// Who publishes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Author {
    /// Whoever sits at the machine.
    Operator,
    /// The program itself, on its first start.
    System,
    /// A member of staff, by address.
    Staff(String),
}

/// What is wanted beside the definitions themselves.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Procedures and guides to take off the counter.
    pub retire: Vec<String>,
    /// Who publishes.
    pub by: Author,
    /// Whether the definitions are the whole catalogue, so that what is missing is told.
    pub whole: bool,
}

/// What becomes of one procedure or guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Change {
    /// It was not on offer.
    New,
    /// It gets a next version.
    Changed,
    /// It is on offer just so.
    Unchanged,
    /// It is on offer and not among the definitions; it stays on offer.
    MissingHere,
    /// It is taken off the counter.
    Retired,
}

/// One line of what is or would be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicationLine {
    /// What becomes of it.
    pub change: Change,
    /// The procedure or guide.
    pub id: String,
    /// The version that is on offer afterwards, or was until now; a plan cannot know the
    /// number of what comes anew.
    pub number: Option<i64>,
}

/// What an act of publishing did, or would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// By id.
    pub lines: Vec<PublicationLine>,
    /// The number of the act; `None` when nothing changed and nothing was written.
    pub generation: Option<i64>,
}

/// Why nothing was published.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Somebody else is at it.
    #[error("somebody else is publishing at this moment; try again in a minute")]
    Busy,
    /// What is to be retired is not on offer.
    #[error("`{0}` cannot be retired: it is not on offer")]
    NotOffered(String),
    /// It cannot come and go at once.
    #[error("`{0}` is among the definitions and is to be retired: leave out one of them")]
    ComesAndGoes(String),
    /// Nobody active has this address.
    #[error("nobody who works here has the address {0}")]
    UnknownAuthor(String),
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Publishes definitions of one municipality.
pub struct Publisher {
    archive: Archive,
}

impl Publisher {
    /// Publishes into this archive.
    pub fn new(archive: &Archive) -> Self {
        Self { archive: archive.clone() }
    }

    /// What [`Self::publish`] would do; writes nothing.
    pub async fn plan(
        &self,
        rehearsal: &mut Rehearsal,
        wanted: &Wanted,
    ) -> Result<Publication, Error> {
        self.author(&wanted.by).await?;
        let documents = documents(rehearsal);
        let offered = self.archive.store().read(|tx| procedures::list_offered(tx)).await?;
        let lines = lines(&documents, wanted, &offered)?;
        Ok(Publication { lines, generation: None })
    }

    /// Publishes what is sound, retires what is named. A second time it changes nothing.
    pub async fn publish(
        &self,
        mut rehearsal: Rehearsal,
        wanted: &Wanted,
    ) -> Result<Publication, Error> {
        let now = self.archive.now();
        let by = self.author(&wanted.by).await?;
        let organisation = mem::take(&mut rehearsal.organisation);
        let documents = documents(&mut rehearsal);
        let act = Act { organisation, documents, wanted: wanted.clone(), by, now };
        let lease = self.take_lease(now).await?;
        let (act, held) = (Arc::new(act), lease.clone());
        let store = self.archive.store();
        let written = store.write(move |tx| act.write(tx, &held)).await;
        match &written {
            Ok(publication) => self.keep_at_hand(rehearsal.sound, publication, now),
            Err(_) => store.write(move |tx| leases::release(tx, &lease, now)).await?,
        }
        written
    }

    async fn take_lease(&self, now: Instant) -> Result<Lease, Error> {
        let owner = self.archive.owner().to_owned();
        let until = now.plus(lease_length());
        let store = self.archive.store();
        let taken = store.write(move |tx| leases::take(tx, JOB, &owner, now, until)).await?;
        taken.ok_or(Error::Busy)
    }

    /// The word for who publishes: an address is no word for a record.
    async fn author(&self, by: &Author) -> Result<String, Error> {
        match by {
            Author::Operator => Ok("operator".to_owned()),
            Author::System => Ok(SYSTEM.to_owned()),
            Author::Staff(email) => {
                let wanted = email.trim().to_lowercase();
                let store = self.archive.store();
                let found = store.read(move |tx| staff::find_by_email(tx, &wanted)).await?;
                let person = found.filter(|person| person.disabled_at.is_none());
                let id = person.map(|person| person.id.to_string());
                id.ok_or_else(|| Error::UnknownAuthor(email.clone()))
            }
        }
    }

    /// What was just compiled need not be compiled again in this process.
    fn keep_at_hand(&self, forms: Vec<Form>, publication: &Publication, now: Instant) {
        for form in forms {
            let line = publication.lines.iter().find(|line| line.id == form.id());
            let fresh = line.filter(|line| matches!(line.change, Change::New | Change::Changed));
            if let Some(number) = fresh.and_then(|line| u32::try_from(line.number?).ok()) {
                self.archive.keep(&Arc::new(Published::new(form, number, now)));
            }
        }
    }
}

/// One act, ready to be written.
struct Act {
    organisation: Organisation,
    documents: Vec<(String, Document)>,
    wanted: Wanted,
    by: String,
    now: Instant,
}

impl Act {
    fn write(&self, tx: &mut WriteTx<'_>, lease: &Lease) -> Result<Publication, Error> {
        leases::hold(tx, lease)?;
        let renamed = organisation::save(tx, &self.organisation)?;
        let mut lines = lines(&self.documents, &self.wanted, &procedures::list_offered(tx)?)?;
        for (id, Document { json, content_hash }) in &self.documents {
            let number = procedures::publish(tx, id, content_hash, json, self.now)?;
            let told = lines.iter_mut().filter(|line| line.id == *id);
            told.for_each(|line| line.number = Some(number));
        }
        for id in &self.wanted.retire {
            procedures::retire(tx, id, self.now)?;
        }
        let moved = |line: &PublicationLine| {
            !matches!(line.change, Change::Unchanged | Change::MissingHere)
        };
        let is_news = renamed || lines.iter().any(moved);
        let generation = if is_news { Some(self.record(tx)?) } else { None };
        leases::finish(tx, lease, self.now)?;
        Ok(Publication { lines, generation })
    }

    fn record(&self, tx: &mut WriteTx<'_>) -> Result<i64, StoreError> {
        let number = generations::latest(tx)? + 1;
        let content_hash = digest_of(&procedures::list_offered(tx)?);
        let (by, at) = (self.by.clone(), self.now);
        generations::insert(tx, &Generation { number, content_hash, by, at })?;
        Ok(number)
    }
}

/// One digest over everything on offer: `id number hash`, a line each, by id.
fn digest_of(offered: &[Offered]) -> String {
    let line = |o: &Offered| format!("{} {} {}\n", o.procedure, o.number, o.content_hash);
    let whole: String = offered.iter().map(line).collect();
    Digest::of(whole.as_bytes()).hex()
}

/// The documents of the sound definitions, which they give away.
fn documents(rehearsal: &mut Rehearsal) -> Vec<(String, Document)> {
    let forms = rehearsal.sound.iter_mut();
    forms.map(|form| (form.id().to_owned(), form.take_document())).collect()
}

/// What becomes of each, by id.
fn lines(
    documents: &[(String, Document)],
    wanted: &Wanted,
    offered: &[Offered],
) -> Result<Vec<PublicationLine>, Error> {
    let retired: BTreeSet<&str> = wanted.retire.iter().map(String::as_str).collect();
    let find = |id: &str| offered.iter().find(|offered| offered.procedure == id);
    let mut lines = Vec::new();
    for (id, document) in documents {
        if retired.contains(id.as_str()) {
            return Err(Error::ComesAndGoes(id.clone()));
        }
        let (change, number) = match find(id) {
            None => (Change::New, None),
            Some(known) if known.content_hash == document.content_hash => {
                (Change::Unchanged, Some(known.number))
            }
            Some(known) => (Change::Changed, Some(known.number + 1)),
        };
        lines.push(PublicationLine { change, id: id.clone(), number });
    }
    for id in retired {
        let known = find(id).ok_or_else(|| Error::NotOffered(id.to_owned()))?;
        let (id, number) = (id.to_owned(), Some(known.number));
        lines.push(PublicationLine { change: Change::Retired, id, number });
    }
    if wanted.whole {
        let missing = |offered: &&Offered| lines.iter().all(|line| line.id != offered.procedure);
        let missing: Vec<_> = offered
            .iter()
            .filter(missing)
            .map(|offered| PublicationLine {
                change: Change::MissingHere,
                id: offered.procedure.clone(),
                number: Some(offered.number),
            })
            .collect();
        lines.extend(missing);
    }
    lines.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(lines)
}

impl Change {
    /// The word that operators and programs read.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
