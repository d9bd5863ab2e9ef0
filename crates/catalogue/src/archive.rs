//! The store alone: what is looked after without a counter.
//!
//! Opening an archive writes nothing and publishes nothing. A form is compiled when a row
//! asks for the version that it was made with, and kept at hand for the next one.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use kernel::{Clock, IdSource, Instant, MunicipalityId};
use submission_store::{
    ReadTx, Store, StoreError, generations,
    generations::Generation,
    procedures::{self, ProcedureVersion},
    routing,
};
use tokio::task::spawn_blocking;

use crate::{Error, Published};

/// What is kept of one municipality, for those who look after it. Cheap to clone.
#[derive(Clone)]
pub struct Archive {
    inner: Arc<Kept>,
}

struct Kept {
    store: Store,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
    /// The name of this process in leases: another start is another owner.
    owner: String,
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

    /// Where the facts are.
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// Who tells the time.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.inner.clock
    }

    /// Who draws ids and secrets.
    pub fn ids(&self) -> &Arc<dyn IdSource> {
        &self.inner.ids
    }

    /// The name of this process in leases.
    pub fn owner(&self) -> &str {
        &self.inner.owner
    }

    /// This moment.
    pub fn now(&self) -> Instant {
        self.inner.clock.now()
    }

    /// Whether nothing was ever published here.
    pub async fn is_unpublished(&self) -> Result<bool, Error> {
        let offered = self.inner.store.read(|tx| procedures::list_offered(tx));
        Ok(self.news().await?.0 == 0 && offered.await?.is_empty())
    }

    /// Every act of publishing, the first one first.
    pub async fn generations(&self) -> Result<Vec<Generation>, Error> {
        Ok(self.inner.store.read(|tx| generations::list(tx)).await?)
    }

    /// The number of the last act of publishing, and of the changes of the rules for desks.
    pub(crate) async fn news(&self) -> Result<(i64, i64), Error> {
        let read = |tx: &mut ReadTx<'_>| {
            Ok::<_, StoreError>((generations::latest(tx)?, routing::changes(tx)?))
        };
        Ok(self.inner.store.read(read).await?)
    }

    /// A version of a procedure or a guide, current or older.
    pub async fn version(&self, procedure: &str, number: u32) -> Result<Arc<Published>, Error> {
        if let Some(known) = self.at_hand(procedure, number) {
            return Ok(known);
        }
        let id = procedure.to_owned();
        let found = self.inner.store.read(move |tx| procedures::find(tx, &id, i64::from(number)));
        let stored: ProcedureVersion = found.await?.ok_or(Error::NotFound)?;
        let read = move || Published::tried(&stored).map(Arc::new);
        let published = spawn_blocking(read).await?.map_err(Error::Broken)?;
        self.keep(&published);
        Ok(published)
    }

    /// A version that is compiled already.
    pub(crate) fn at_hand(&self, procedure: &str, number: u32) -> Option<Arc<Published>> {
        let kept = self.inner.shelf.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(&(procedure.to_owned(), number)).cloned()
    }

    /// Keeps a compiled version at hand.
    pub fn keep(&self, published: &Arc<Published>) {
        let mut kept = self.inner.shelf.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= SHELF {
            kept.clear();
        }
        let key = (published.form.id().to_owned(), published.number);
        kept.insert(key, Arc::clone(published));
    }
}
