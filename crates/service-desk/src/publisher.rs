//! Publishing: the act by which definitions become what residents are offered.
//!
//! The only way to a published version. One act is one transaction under a lease: versions,
//! who published them, and a number by which servers notice. Nothing leaves the counter
//! that was not named.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, mem,
    sync::Arc,
};

use chrono::Duration;
use form_engine::{DefinitionFault, Document, ExampleFault, Form};
use kernel::Instant;
use submission_store::{
    Digest, StoreError, WriteTx,
    generations::{self, Generation},
    leases::{self, Lease},
    procedures::{self, Offered},
    staff,
};

use crate::{
    Archive, BrokenDefinition, Compiled, Department, Published, definitions::on_every_core,
    department,
};

/// What publishing is leased as.
const JOB: &str = "publish";

/// Longer than the transaction takes.
fn lease_length() -> Duration {
    Duration::minutes(1)
}

/// Compiled definitions whose examples came out as they say, and those that are not fit.
#[derive(Debug, Default)]
pub struct Rehearsal {
    sound: Vec<Form>,
    departments: Vec<Department>,
    /// Definitions that do not compile.
    pub broken: Vec<BrokenDefinition>,
    /// Definitions whose examples come out otherwise.
    pub failed: Vec<FailedExamples>,
}

/// A definition whose examples do not come out as they say.
#[derive(Debug)]
pub struct FailedExamples {
    /// Its file inside the folder.
    pub file: String,
    /// Each example's fault.
    pub faults: Vec<ExampleFault>,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
pub enum PublishFault {
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

impl Rehearsal {
    /// Runs the examples of every definition that compiles.
    pub fn of(compiled: Compiled) -> Self {
        let files = compiled.files.clone();
        let mut rehearsal = Self::without_examples(compiled);
        let forms: Vec<&Form> = rehearsal.sound.iter().collect();
        let faults = on_every_core(&forms, Form::run_examples);
        let ids = forms.iter().map(|form| form.id().to_owned());
        let failed = ids.zip(faults).filter(|(_, faults)| !faults.is_empty());
        let failed: BTreeMap<String, Vec<ExampleFault>> = failed.collect();
        rehearsal.sound.retain(|form| !failed.contains_key(form.id()));
        let told = |(id, faults): (String, Vec<ExampleFault>)| FailedExamples {
            file: files.get(&id).cloned().unwrap_or(id),
            faults,
        };
        rehearsal.failed = failed.into_iter().map(told).collect();
        rehearsal
    }

    /// Takes every definition that compiles: for counters that are thrown away, such as a
    /// preview, where one looks at what is not finished.
    pub fn without_examples(compiled: Compiled) -> Self {
        let Compiled { forms, mut guides, files, departments, mut broken } = compiled;
        let twice: Vec<String> =
            guides.keys().filter(|id| forms.contains_key(*id)).cloned().collect();
        for id in twice {
            guides.remove(&id);
            broken.push(named_twice(&id, files.get(&id)));
        }
        let sound = forms.into_values().chain(guides.into_values()).collect();
        Self { sound, departments, broken, failed: Vec::new() }
    }

    /// Whether nothing was found wrong.
    pub fn is_sound(&self) -> bool {
        self.broken.is_empty() && self.failed.is_empty()
    }
}

/// Each fault on a line of its own, in the order of every other fault of a definition.
impl fmt::Display for FailedExamples {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, fault) in self.faults.iter().enumerate() {
            if position > 0 {
                f.write_str("\n")?;
            }
            let ExampleFault { example, line, column, pointer, what } = fault;
            write!(f, "{}:{line}:{column}: {pointer}: ", self.file)?;
            if example.is_empty() {
                write!(f, "{what}; add an example")?;
            } else {
                let mend = "correct the example, or what the form asks and reckons";
                write!(f, "example \"{example}\": {what}; {mend}")?;
            }
        }
        Ok(())
    }
}

fn named_twice(id: &str, file: Option<&String>) -> BrokenDefinition {
    let file = file.cloned().unwrap_or_else(|| id.to_owned());
    let fault = DefinitionFault {
        file: file.clone(),
        line: 1,
        column: 1,
        pointer: String::new(),
        what: format!("a procedure and a guide are both called {id}"),
        mend: "give one of them another id".to_owned(),
    };
    BrokenDefinition { file, faults: vec![fault] }
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
    ) -> Result<Publication, PublishFault> {
        self.author(&wanted.by).await?;
        let documents = documents(rehearsal);
        let offered = self.archive.inner.store.read(|tx| procedures::list_offered(tx)).await?;
        let lines = lines(&documents, wanted, &offered)?;
        Ok(Publication { lines, generation: None })
    }

    /// Publishes what is sound, retires what is named. A second time it changes nothing.
    pub async fn publish(
        &self,
        mut rehearsal: Rehearsal,
        wanted: &Wanted,
    ) -> Result<Publication, PublishFault> {
        let now = self.archive.now();
        let by = self.author(&wanted.by).await?;
        let departments = mem::take(&mut rehearsal.departments);
        let documents = documents(&mut rehearsal);
        let act = Act { departments, documents, wanted: wanted.clone(), by, now };
        let lease = self.take_lease(now).await?;
        let (act, held) = (Arc::new(act), lease.clone());
        let store = &self.archive.inner.store;
        let written = store.write(move |tx| act.write(tx, &held)).await;
        match &written {
            Ok(publication) => self.keep_at_hand(rehearsal.sound, publication, now),
            Err(_) => store.write(move |tx| leases::release(tx, &lease, now)).await?,
        }
        written
    }

    async fn take_lease(&self, now: Instant) -> Result<Lease, PublishFault> {
        let owner = self.archive.inner.owner.clone();
        let until = now.plus(lease_length());
        let store = &self.archive.inner.store;
        let taken = store.write(move |tx| leases::take(tx, JOB, &owner, now, until)).await?;
        taken.ok_or(PublishFault::Busy)
    }

    /// The word for who publishes: an address is no word for a record.
    async fn author(&self, by: &Author) -> Result<String, PublishFault> {
        match by {
            Author::Operator => Ok("operator".to_owned()),
            Author::System => Ok(crate::record::SYSTEM.to_owned()),
            Author::Staff(email) => {
                let wanted = email.trim().to_lowercase();
                let store = &self.archive.inner.store;
                let found = store.read(move |tx| staff::find_by_email(tx, &wanted)).await?;
                let person = found.filter(|person| person.disabled_at.is_none());
                let id = person.map(|person| person.id.to_string());
                id.ok_or_else(|| PublishFault::UnknownAuthor(email.clone()))
            }
        }
    }

    /// What was just compiled need not be compiled again by a desk of this process.
    fn keep_at_hand(&self, forms: Vec<Form>, publication: &Publication, now: Instant) {
        for form in forms {
            let line = publication.lines.iter().find(|line| line.id == form.id());
            let fresh = line.filter(|line| matches!(line.change, Change::New | Change::Changed));
            if let Some(number) = fresh.and_then(|line| u32::try_from(line.number?).ok()) {
                self.archive.keep(Published::new(form, number, now));
            }
        }
    }
}

/// One act, ready to be written.
struct Act {
    departments: Vec<Department>,
    documents: Vec<(String, Document)>,
    wanted: Wanted,
    by: String,
    now: Instant,
}

impl Act {
    fn write(&self, tx: &mut WriteTx<'_>, lease: &Lease) -> Result<Publication, PublishFault> {
        leases::hold(tx, lease)?;
        let renamed = department::publish(tx, &self.departments)?;
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
) -> Result<Vec<PublicationLine>, PublishFault> {
    let retired: BTreeSet<&str> = wanted.retire.iter().map(String::as_str).collect();
    let find = |id: &str| offered.iter().find(|offered| offered.procedure == id);
    let mut lines = Vec::new();
    for (id, document) in documents {
        if retired.contains(id.as_str()) {
            return Err(PublishFault::ComesAndGoes(id.clone()));
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
        let known = find(id).ok_or_else(|| PublishFault::NotOffered(id.to_owned()))?;
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
    pub const fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
            Self::MissingHere => "missing-here",
            Self::Retired => "retired",
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
