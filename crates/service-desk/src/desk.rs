//! The desk itself: what every intent needs at hand.

use std::sync::Arc;

use chrono::NaiveDate;
use kernel::{Clock, Instant, MunicipalityId};

use crate::{
    BrokenDefinition, DeskError, Published,
    catalogue::Catalogue,
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

/// Everything that people can do here. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) city: City,
    pub(crate) catalogue: Catalogue,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Desk {
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

    /// The procedures that can be filed, by id.
    pub fn procedures(&self) -> &[Arc<Published>] {
        self.inner.catalogue.current()
    }

    /// One procedure's current version.
    pub fn procedure(&self, id: &str) -> Option<Arc<Published>> {
        self.inner.catalogue.find(id).cloned()
    }

    /// Procedures that fit the words, the best first.
    pub fn search(&self, words: &str) -> Vec<Arc<Published>> {
        self.inner.catalogue.search(words)
    }

    /// Definitions that are not served, and why.
    pub fn broken_definitions(&self) -> &[BrokenDefinition] {
        self.inner.catalogue.broken()
    }

    /// A version of a procedure, current or older.
    pub async fn procedure_version(
        &self,
        _id: &str,
        _number: u32,
    ) -> Result<Arc<Published>, DeskError> {
        unimplemented!()
    }

    /// Whether the database answers.
    pub async fn ready(&self) -> Result<(), DeskError> {
        unimplemented!()
    }
}
