//! The desk itself: what every intent needs at hand.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use catalogue::{Archive, BrokenVersion, Catalogue, Published};
use chrono::NaiveDate;
use fees::PaymentGateway;
use form_engine::Form;
use kernel::{Clock, DepartmentId, IdSource, Instant, Language, MunicipalityId, SubmissionId};
use submission_store::Store;

use crate::{DeskError, work::Bounded, workings::Rounds};

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
    pub(crate) catalogue: Catalogue,
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
        let catalogue = Catalogue::open(&archive).await?;
        Ok(Self {
            inner: Arc::new(Inner {
                city,
                store: archive.store().clone(),
                catalogue,
                clock: Arc::clone(archive.clock()),
                ids: Arc::clone(archive.ids()),
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
        Ok(self.inner.catalogue.follow().await?)
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
        self.inner.catalogue.procedures()
    }

    /// One procedure's current version.
    pub fn procedure(&self, id: &str) -> Option<Arc<Published>> {
        self.inner.catalogue.procedure(id)
    }

    /// Procedures that fit the words, the best first.
    pub fn search(&self, words: &str) -> Vec<Arc<Published>> {
        self.inner.catalogue.search(words)
    }

    /// The guide of a life event, if there is one.
    pub fn guide(&self, id: &str) -> Option<Arc<Form>> {
        self.inner.catalogue.guide(id)
    }

    /// Versions on offer that this program cannot serve.
    pub fn broken_versions(&self) -> Vec<BrokenVersion> {
        self.inner.catalogue.broken_versions()
    }

    /// The act of publishing that is served.
    pub fn catalogue_generation(&self) -> i64 {
        self.inner.catalogue.generation()
    }

    /// A version of a procedure, current or older.
    pub async fn procedure_version(
        &self,
        id: &str,
        number: u32,
    ) -> Result<Arc<Published>, DeskError> {
        Ok(self.inner.catalogue.version(id, number).await?)
    }

    /// The document of a version, as it was published.
    pub async fn definition(&self, published: &Published) -> Result<String, DeskError> {
        Ok(self.inner.catalogue.definition(published).await?)
    }

    /// The department that answers for what is filed with this form.
    pub(crate) fn place_of(&self, published: &Published) -> DepartmentId {
        self.inner.catalogue.place_of(published)
    }

    /// What people call a department. A name that a definition writes itself stays as it is.
    pub fn department_name(&self, department: &str, language: Language) -> String {
        self.inner.catalogue.department_name(department, language)
    }

    /// Whether the database answers.
    pub async fn ready(&self) -> Result<(), DeskError> {
        Ok(self.inner.store.ready().await?)
    }
}
