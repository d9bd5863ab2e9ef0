//! The desk itself: what every intent needs at hand.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use chrono::NaiveDate;
use fees::PaymentGateway;
use form_engine::Form;
use kernel::{Clock, IdSource, Instant, MunicipalityId, SubmissionId};
use submission_store::{Store, procedures};

use crate::{
    Archive, BrokenVersion, DeskError, Published, catalogue::Catalogue, work::Bounded,
    workings::Rounds,
};

/// The municipality that runs this counter.
#[derive(Debug, Clone)]
pub struct City {
    /// Its id in every row.
    pub id: MunicipalityId,
    /// Its name, such as 仙台市.
    pub name: String,
    /// The address that residents use, without a slash at the end.
    pub public_url: String,
    /// Whom to ask when a procedure names nobody.
    pub contact: String,
    /// The sender of letters.
    pub mail_from: String,
    /// Whether this is a demonstration.
    pub demo: bool,
}

/// What a desk is made of.
pub struct DeskParts {
    /// The municipality.
    pub city: City,
    /// What is kept of it.
    pub archive: Archive,
    /// The payment provider.
    pub gateway: Arc<dyn PaymentGateway>,
}

/// Everything that people can do here. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) city: City,
    pub(crate) archive: Archive,
    pub(crate) store: Store,
    catalogue: RwLock<Arc<Catalogue>>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: Arc<dyn IdSource>,
    pub(crate) gateway: Arc<dyn PaymentGateway>,
    /// Files cleaned at once: each may take hundreds of megabytes. The room is in KiB of what
    /// was sent.
    pub(crate) files: Bounded,
    /// Passwords hashed at once: each takes a core and tens of megabytes.
    pub(crate) hashing: Bounded,
    /// Papers that residents and clerks look at.
    pub(crate) papers: Bounded,
    /// Papers that a decision waits for: nobody's downloads hold them up.
    pub(crate) official_papers: Bounded,
    /// Cases that were due in the last round and could not be moved.
    pub(crate) stuck: Mutex<BTreeSet<SubmissionId>>,
    pub(crate) rounds: Rounds,
}

impl Desk {
    /// Opens the counter with what is published.
    pub async fn open(parts: DeskParts) -> Result<Self, DeskError> {
        let DeskParts { city, archive, gateway } = parts;
        let catalogue = Catalogue::load(&archive, None).await?;
        Ok(Self {
            inner: Arc::new(Inner {
                city,
                store: archive.inner.store.clone(),
                catalogue: RwLock::new(Arc::new(catalogue)),
                clock: Arc::clone(&archive.inner.clock),
                ids: Arc::clone(&archive.inner.ids),
                archive,
                gateway,
                files: Bounded::new(2, 96 * 1024),
                hashing: Bounded::new(2, 64),
                papers: Bounded::new(1, 32),
                official_papers: Bounded::new(1, 256),
                stuck: Mutex::default(),
                rounds: Rounds::default(),
            }),
        })
    }

    /// What is kept, for those who look after it.
    pub fn archive(&self) -> &Archive {
        &self.inner.archive
    }

    /// Loads what was published since; whether there was something. Requests that run keep
    /// what they began with.
    pub async fn follow_catalogue(&self) -> Result<bool, DeskError> {
        let before = self.catalogue();
        if self.inner.archive.generation().await? == before.generation() {
            return Ok(false);
        }
        let next = Arc::new(Catalogue::load(&self.inner.archive, Some(&before)).await?);
        *self.inner.catalogue.write().unwrap_or_else(PoisonError::into_inner) = next;
        Ok(true)
    }

    /// What is on offer at this moment.
    pub(crate) fn catalogue(&self) -> Arc<Catalogue> {
        Arc::clone(&self.inner.catalogue.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The municipality.
    pub fn city(&self) -> &City {
        &self.inner.city
    }

    /// This moment.
    pub fn now(&self) -> Instant {
        self.inner.clock.now()
    }

    /// Today in Japan.
    pub fn today(&self) -> NaiveDate {
        self.now().day()
    }

    /// The key for one purpose of the portal, such as `csrf`: the same on every start.
    pub fn derived_key(&self, purpose: &str) -> [u8; 32] {
        self.inner.store.keys().derive(purpose)
    }

    /// The procedures that can be filed, by id.
    pub fn procedures(&self) -> Arc<[Arc<Published>]> {
        self.catalogue().procedures()
    }

    /// One procedure's current version.
    pub fn procedure(&self, id: &str) -> Option<Arc<Published>> {
        self.catalogue().find(id).cloned()
    }

    /// Procedures that fit the words, the best first.
    pub fn search(&self, words: &str) -> Vec<Arc<Published>> {
        self.catalogue().search(words)
    }

    /// The guide of a life event, if there is one.
    pub fn guide(&self, id: &str) -> Option<Arc<Form>> {
        self.catalogue().guide(id).cloned()
    }

    /// Versions on offer that this program cannot serve.
    pub fn broken_versions(&self) -> Vec<BrokenVersion> {
        self.catalogue().broken().to_vec()
    }

    /// The act of publishing that is served.
    pub fn catalogue_generation(&self) -> i64 {
        self.catalogue().generation()
    }

    /// A version of a procedure, current or older.
    pub async fn procedure_version(
        &self,
        id: &str,
        number: u32,
    ) -> Result<Arc<Published>, DeskError> {
        if let Some(current) = self.procedure(id).filter(|current| current.number == number) {
            return Ok(current);
        }
        let published = self.inner.archive.version(id, number).await?;
        // A guide leads to procedures; nothing can be filed with it.
        if published.form.is_guide() { Err(DeskError::NotFound) } else { Ok(published) }
    }

    /// The document of a version, as it was published.
    pub async fn definition(&self, published: &Published) -> Result<String, DeskError> {
        let (id, number) = (published.form.id().to_owned(), i64::from(published.number));
        let stored = self.inner.store.read(move |tx| procedures::find(tx, &id, number)).await?;
        stored.map(|version| version.definition).ok_or(DeskError::NotFound)
    }

    /// Whether the database answers.
    pub async fn ready(&self) -> Result<(), DeskError> {
        Ok(self.inner.store.ready().await?)
    }
}
