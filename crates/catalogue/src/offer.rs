//! What is on offer after one act of publishing: compiled once, shared, never changed.
//!
//! What is on offer stands in the database; nothing here publishes. Deliberately not here:
//! older versions, which the archive keeps.

use std::{
    cmp::Reverse,
    collections::BTreeMap,
    fmt, iter, panic,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use form_engine::{Form, Parts};
use submission_store::{
    StoreError, generations,
    procedures::{self, ProcedureVersion},
};
use tokio::task::spawn_blocking;

use crate::{Archive, Error, Published, Routing, directory::Directory, search::SearchIndex};

/// A version on offer that this program cannot compile; the last good one is served in its
/// place, if there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenVersion {
    /// The procedure.
    pub procedure: String,
    /// Its version.
    pub number: i64,
    /// What is wrong with it, in one line.
    pub what: String,
}

impl fmt::Display for BrokenVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

/// What is on offer after one act of publishing.
#[derive(Debug)]
pub(crate) struct Offer {
    generation: i64,
    procedures: Arc<[Arc<Published>]>,
    guides: BTreeMap<String, Arc<Form>>,
    index: SearchIndex,
    directory: Directory,
    routing: Routing,
    broken: Vec<BrokenVersion>,
}

impl Offer {
    /// Loads what is on offer. What is at hand is not compiled again; `before` is what was
    /// served until now.
    pub(crate) async fn load(archive: &Archive, before: Option<&Self>) -> Result<Self, Error> {
        let (generation, offered, directory, routing) = archive
            .store()
            .read(|tx| {
                let offered = procedures::list_current(tx)?;
                let (directory, routing) = (Directory::load(tx)?, Routing::load(tx)?);
                Ok::<_, StoreError>((generations::latest(tx)?, offered, directory, routing))
            })
            .await?;
        let mut served = Vec::with_capacity(offered.len());
        let mut broken = Vec::new();
        for Opened { procedure, number, form } in opened(archive, offered).await? {
            match form {
                Ok(published) => served.push(published),
                Err(what) => {
                    served.extend(last_good(archive, before, &procedure, number).await?);
                    broken.push(BrokenVersion { procedure, number, what });
                }
            }
        }
        for fault in broken.iter().filter(|fault| before.is_none_or(|b| !b.broken.contains(fault)))
        {
            tracing::error!(procedure = %fault.procedure, number = fault.number, what = %fault.what, "a published definition does not compile; its last good version stays");
        }
        Ok(Self { directory, routing, ..Self::new(generation, served, broken) })
    }

    fn new(generation: i64, served: Vec<Arc<Published>>, broken: Vec<BrokenVersion>) -> Self {
        let (guides, procedures): (Vec<_>, Vec<_>) =
            served.into_iter().partition(|published| published.form.is_guide());
        let by_id = |guide: Arc<Published>| (guide.form.id().to_owned(), Arc::clone(&guide.form));
        Self {
            generation,
            index: SearchIndex::of(&procedures),
            procedures: procedures.into(),
            guides: guides.into_iter().map(by_id).collect(),
            directory: Directory::default(),
            routing: Routing::default(),
            broken,
        }
    }

    /// The act of publishing that this shows.
    pub(crate) const fn generation(&self) -> i64 {
        self.generation
    }

    /// The departments that answer for what is on offer, and the wards it comes from.
    pub(crate) const fn directory(&self) -> &Directory {
        &self.directory
    }

    /// Where new cases lie.
    pub(crate) const fn routing(&self) -> &Routing {
        &self.routing
    }

    pub(crate) fn guide(&self, id: &str) -> Option<&Arc<Form>> {
        self.guides.get(id)
    }

    /// By id.
    pub(crate) fn procedures(&self) -> Arc<[Arc<Published>]> {
        Arc::clone(&self.procedures)
    }

    pub(crate) fn broken(&self) -> &[BrokenVersion] {
        &self.broken
    }

    pub(crate) fn find(&self, id: &str) -> Option<&Arc<Published>> {
        self.procedures.iter().find(|published| published.form.id() == id)
    }

    pub(crate) fn search(&self, words: &str) -> Vec<Arc<Published>> {
        let found = self.index.find(words);
        found.into_iter().filter_map(|at| self.procedures.get(at)).cloned().collect()
    }
}

/// A version on offer, with its form or why it cannot be served.
struct Opened {
    procedure: String,
    number: i64,
    form: Result<Arc<Published>, String>,
}

/// Each version with its form, by procedure; what is not at hand is compiled.
async fn opened(
    archive: &Archive,
    mut offered: Vec<ProcedureVersion>,
) -> Result<Vec<Opened>, Error> {
    let archive = archive.clone();
    let work = move || {
        // The largest first, so that no worker is left alone with one of them.
        offered.sort_by_key(|version| Reverse(version.definition.len()));
        let mut opened = open(&archive, &offered);
        opened.sort_by(|one, other| one.procedure.cmp(&other.procedure));
        opened
    };
    Ok(spawn_blocking(work).await?)
}

/// Every form is compiled and tried once, so that one that does not work is known before the
/// counter opens, and folded again: most are not asked for in the next hours. The workers take
/// all that they needed for it away with them.
fn open(archive: &Archive, offered: &[ProcedureVersion]) -> Vec<Opened> {
    let (next, shared) = (AtomicUsize::new(0), Parts::default());
    let work = || {
        let take = || offered.get(next.fetch_add(1, Ordering::Relaxed));
        iter::from_fn(take)
            .map(|version| {
                let number = u32::try_from(version.number).ok();
                let known = number.and_then(|number| archive.at_hand(&version.procedure, number));
                let form = match known {
                    Some(known) if known.form.is_folded() => Ok(known),
                    Some(known) => Ok(Arc::new(known.offered(&version.definition, &shared))),
                    None => Published::tried(version)
                        .map(|fresh| Arc::new(fresh.offered(&version.definition, &shared))),
                };
                Opened { procedure: version.procedure.clone(), number: version.number, form }
            })
            .collect::<Vec<Opened>>()
    };
    let opened: Vec<Opened> = thread::scope(|scope| {
        let workers = [scope.spawn(work), scope.spawn(work)];
        let done = workers.into_iter().map(thread::ScopedJoinHandle::join);
        done.flat_map(|done| done.unwrap_or_else(|panic| panic::resume_unwind(panic))).collect()
    });
    opened.iter().filter_map(|one| one.form.as_ref().ok()).for_each(|form| archive.keep(form));
    opened
}

/// What is served in place of a version that does not compile.
async fn last_good(
    archive: &Archive,
    before: Option<&Offer>,
    procedure: &str,
    number: i64,
) -> Result<Option<Arc<Published>>, Error> {
    if let Some(served) = before.and_then(|before| before.find(procedure)) {
        return Ok(Some(Arc::clone(served)));
    }
    let below = u32::try_from(number).unwrap_or(1);
    for older in (1..below).rev() {
        match archive.version(procedure, older).await {
            Ok(published) => return Ok(Some(published)),
            Err(Error::Broken(_)) => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(None)
}
