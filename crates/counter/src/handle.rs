//! What everything that a resident can do needs at hand.

use std::sync::Arc;

use casework::{Bounded, Casework, City};
use catalogue::{Catalogue, Published};
use chrono::NaiveDate;
use form_engine::Problem;
use kernel::{Clock, IdSource, Instant, Language};
use sign_on::ResidentProvider;
use submission_store::Store;

use crate::Error;

/// Everything that a resident can do here. Cheap to clone.
#[derive(Clone)]
pub struct Counter {
    pub(crate) casework: Casework,
    pub(crate) inner: Arc<Inner>,
    /// Who says who residents are.
    pub(crate) providers: Arc<[ResidentProvider]>,
}

pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: Arc<dyn IdSource>,
    /// Questions to providers of identities at once: one that hangs keeps few waiting.
    pub(crate) asking: Bounded,
}

impl Counter {
    /// The counter over these cases.
    pub fn new(casework: Casework) -> Self {
        let archive = casework.archive();
        let inner = Inner {
            store: archive.store().clone(),
            clock: Arc::clone(archive.clock()),
            ids: Arc::clone(archive.ids()),
            asking: Bounded::new(16, 48),
        };
        Self { inner: Arc::new(inner), casework, providers: Arc::new([]) }
    }

    /// The same counter where these say who residents are.
    #[must_use]
    pub fn with_providers(self, providers: Vec<ResidentProvider>) -> Self {
        Self { providers: providers.into(), ..self }
    }

    /// The municipality.
    pub fn city(&self) -> &City {
        self.casework.city()
    }

    /// What is on offer.
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

    /// Whether residents can sign with their cards here.
    pub fn takes_signatures(&self) -> bool {
        self.casework.signing().is_some()
    }

    /// Whether there is no place for anybody, before anything is answered, and what is said of it: an
    /// error, or a warning where they can wait for one.
    pub async fn is_full(
        &self,
        published: &Published,
        language: Language,
    ) -> Result<Option<Problem>, Error> {
        self.casework.is_full(published, self.today(), language).await
    }
}
