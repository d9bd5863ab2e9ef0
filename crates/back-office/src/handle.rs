//! What everything that staff can do needs at hand.

use std::sync::Arc;

use casework::{Bounded, Casework, City};
use catalogue::Catalogue;
use chrono::NaiveDate;
use kernel::{Clock, IdSource, Instant};
use submission_store::Store;
use tokio::sync::Semaphore;

use crate::{drawing::Drawing, sign_in::hashing};

/// Everything that staff can do here, each with what they are granted. Cheap to clone.
#[derive(Clone)]
pub struct BackOffice {
    pub(crate) casework: Casework,
    pub(crate) inner: Arc<Inner>,
    /// The city's own provider of identities.
    pub(crate) sign_on: Option<Arc<sign_on::Provider>>,
    /// Where pages of PDFs are drawn.
    pub(crate) drawing: Drawing,
}

pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: Arc<dyn IdSource>,
    /// Passwords hashed at once: each takes a core and tens of megabytes.
    pub(crate) hashing: Bounded,
    /// Pages drawn and pictures marked at once: each takes a core and may take hundreds of
    /// megabytes. Somebody who opens a case with many files waits for their own.
    pub(crate) drawings: Bounded,
    /// Jobs with many cases that run beside the requests at once.
    pub(crate) bulk: Semaphore,
}

/// Jobs that run beside the requests at once: each keeps a connection busy, and a core while it
/// sets papers.
pub(crate) const BULK_AT_ONCE: u16 = 2;

impl BackOffice {
    /// The office over these cases.
    pub fn new(casework: Casework) -> Self {
        let archive = casework.archive();
        let inner = Inner {
            store: archive.store().clone(),
            clock: Arc::clone(archive.clock()),
            ids: Arc::clone(archive.ids()),
            hashing: hashing(),
            drawings: Bounded::new(2, 64),
            bulk: Semaphore::new(usize::from(BULK_AT_ONCE)),
        };
        Self { inner: Arc::new(inner), casework, sign_on: None, drawing: Drawing::default() }
    }

    /// The municipality.
    pub fn city(&self) -> &City {
        self.casework.city()
    }

    /// What can be filed.
    pub fn catalogue(&self) -> &Catalogue {
        self.casework.catalogue()
    }

    /// This moment.
    pub(crate) fn now(&self) -> Instant {
        self.inner.clock.now()
    }

    /// Today in Japan.
    pub fn today(&self) -> NaiveDate {
        self.now().day()
    }
}
