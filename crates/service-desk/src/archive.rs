//! The store alone: what is looked after without a counter.
//!
//! Opening an archive writes nothing and publishes nothing. A form is compiled when a row
//! asks for the version that it was made with, and kept at hand for the next one.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use form_engine::{Form, Parts, Source};
use kernel::{Clock, IdSource, Instant, MunicipalityId};
use serde_json::Value;
use submission_store::{
    Content, Store, generations,
    generations::Generation,
    procedures::{self, ProcedureVersion},
    revisions::Revision,
    submissions::Submission,
};
use tokio::task::spawn_blocking;

use crate::{DeskError, Published};

/// What is kept of one municipality, for those who look after it. Cheap to clone.
#[derive(Clone)]
pub struct Archive {
    pub(crate) inner: Arc<Kept>,
}

pub(crate) struct Kept {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: Arc<dyn IdSource>,
    /// The name of this process in leases: another start is another owner.
    pub(crate) owner: String,
    shelf: Shelf,
}

/// Compiled versions at hand.
#[derive(Default)]
struct Shelf(Mutex<HashMap<(String, u32), Arc<Published>>>);

/// How many stay compiled beside those on offer: drafts live thirty days, so a handful is used.
const SHELF: usize = 200;

impl Archive {
    /// Stands on an open store; reads and writes nothing.
    pub fn new(store: Store, clock: Arc<dyn Clock>, ids: Arc<dyn IdSource>) -> Self {
        let mut mark = [0_u8; 8];
        ids.fill(&mut mark);
        let owner = format!("{}/{:016x}", std::process::id(), u64::from_be_bytes(mark));
        Self { inner: Arc::new(Kept { store, clock, ids, owner, shelf: Shelf::default() }) }
    }

    /// Whose facts these are.
    pub fn municipality(&self) -> &MunicipalityId {
        self.inner.store.municipality()
    }

    /// This moment.
    pub fn now(&self) -> Instant {
        self.inner.clock.now()
    }

    /// Whether nothing was ever published here.
    pub async fn is_unpublished(&self) -> Result<bool, DeskError> {
        let offered = self.inner.store.read(|tx| procedures::list_offered(tx));
        Ok(self.generation().await? == 0 && offered.await.map_err(DeskError::from)?.is_empty())
    }

    /// Every act of publishing, the first one first.
    pub async fn generations(&self) -> Result<Vec<Generation>, DeskError> {
        self.inner.store.read(|tx| generations::list(tx)).await.map_err(DeskError::from)
    }

    /// The number of the last act of publishing.
    pub(crate) async fn generation(&self) -> Result<i64, DeskError> {
        self.inner.store.read(|tx| generations::latest(tx)).await.map_err(DeskError::from)
    }

    /// A version of a procedure or a guide, current or older.
    pub(crate) async fn version(
        &self,
        procedure: &str,
        number: u32,
    ) -> Result<Arc<Published>, DeskError> {
        if let Some(known) = self.at_hand(procedure, number) {
            return Ok(known);
        }
        let id = procedure.to_owned();
        let found = self.inner.store.read(move |tx| procedures::find(tx, &id, i64::from(number)));
        let stored = found.await?.ok_or(DeskError::NotFound)?;
        let published = spawn_blocking(move || read_version(&stored))
            .await
            .map_err(DeskError::internal)?
            .map_err(DeskError::internal)?;
        Ok(self.keep(published))
    }

    /// A version that is compiled already.
    pub(crate) fn at_hand(&self, procedure: &str, number: u32) -> Option<Arc<Published>> {
        let kept = self.inner.shelf.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(&(procedure.to_owned(), number)).cloned()
    }

    /// Keeps a compiled version at hand.
    pub(crate) fn keep(&self, published: Published) -> Arc<Published> {
        let published = Arc::new(published);
        let mut kept = self.inner.shelf.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= SHELF {
            kept.clear();
        }
        let key = (published.form.id().to_owned(), published.number);
        kept.insert(key, Arc::clone(&published));
        published
    }

    /// The version of the form that a submission was made with.
    pub(crate) async fn form_of(
        &self,
        submission: &Submission,
    ) -> Result<Arc<Published>, DeskError> {
        let number = u32::try_from(submission.version).map_err(DeskError::internal)?;
        self.version(&submission.procedure, number).await
    }

    /// The content of a revision.
    pub(crate) fn content(&self, revision: &Revision) -> Result<Value, DeskError> {
        serde_json::from_slice(self.recorded(revision)?.answers()).map_err(DeskError::internal)
    }

    /// The answers of a revision as they were recorded, with their salt.
    pub(crate) fn recorded(&self, revision: &Revision) -> Result<Content, DeskError> {
        Ok(Content::opened(self.inner.store.sealer().open(&revision.content)?))
    }
}

/// Compiles a stored version, which carries its parts and translations. One that an older or
/// a newer program published may use what this one does not know; then it tells what.
pub(crate) fn read_version(stored: &ProcedureVersion) -> Result<Published, String> {
    let number = u32::try_from(stored.number).map_err(|fault| fault.to_string())?;
    let name = format!("{} version {number}", stored.procedure);
    let source = Source { file: &name, text: &stored.definition, overlays: &[] };
    match Form::compile(&source, &Parts::default()) {
        Ok(form) => Ok(Published::new(form, number, stored.published_at)),
        Err(faults) => {
            let first = faults.first().map(ToString::to_string).unwrap_or_default();
            Err(format!("{name} does not compile here: {first}"))
        }
    }
}
