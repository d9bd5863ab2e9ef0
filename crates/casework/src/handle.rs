//! What the work on every case needs at hand.

use std::sync::Arc;

use catalogue::{Archive, Catalogue};
use chrono::Duration;
use fees::PaymentGateway;
use form_engine::Text;
use kernel::{IdSource, Language, MunicipalityId};
use submission_store::Store;

use crate::{Error, ExternalServices, Signing, work::Bounded};

/// The municipality whose cases these are.
#[derive(Debug, Clone)]
pub struct City {
    /// Its id in every row.
    pub id: MunicipalityId,
    /// Its name, such as 仙台市, as residents read it.
    pub name: Text,
    /// The address that residents use, without a slash at the end.
    pub public_url: String,
    /// Whom to ask when a procedure names nobody.
    pub contact: Text,
    /// The sender of letters.
    pub mail_from: String,
    /// Whether this is a demonstration.
    pub demo: bool,
}

impl City {
    /// Its name as papers, envelopes and the people who work there have it: in Japanese.
    pub fn official_name(&self) -> &str {
        self.name.get(Language::Japanese)
    }
}

/// What casework is made of.
pub struct CaseworkParts {
    /// The municipality.
    pub city: City,
    /// What is kept of it.
    pub archive: Archive,
    /// What can be filed.
    pub catalogue: Catalogue,
    /// The payment provider.
    pub gateway: Arc<dyn PaymentGateway>,
    /// What signatures need; without it nobody can sign here.
    pub signing: Option<Signing>,
    /// The services outside that forms may send people to.
    pub external: ExternalServices,
}

/// The cases of one municipality. Whoever holds it may do anything with them: the rooms above
/// hand on what their people may. Cheap to clone.
#[derive(Clone)]
pub struct Casework {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) city: City,
    pub(crate) archive: Archive,
    pub(crate) store: Store,
    pub(crate) catalogue: Catalogue,
    pub(crate) ids: Arc<dyn IdSource>,
    pub(crate) gateway: Arc<dyn PaymentGateway>,
    pub(crate) signing: Option<Arc<Signing>>,
    pub(crate) external: ExternalServices,
    /// Files cleaned at once: each may take hundreds of megabytes. The room is in KiB of what
    /// was sent.
    pub(crate) files: Bounded,
    /// Papers that residents and clerks look at.
    pub(crate) papers: Bounded,
    /// Papers that a decision waits for: nobody's downloads hold them up.
    pub(crate) official_papers: Bounded,
    /// What is printed to post many papers at once. The room is in papers: some batches wait.
    pub(crate) envelopes: Bounded,
    /// Signatures that are checked: quick, and no paper that is set holds them up.
    pub(crate) signatures: Bounded,
    /// Questions to the payment provider, the card app and services outside at once: one that hangs keeps few waiting.
    pub(crate) provider: Bounded,
}

impl Casework {
    /// Casework on an open archive.
    pub fn new(parts: CaseworkParts) -> Self {
        let CaseworkParts { city, archive, catalogue, gateway, signing, external } = parts;
        Self {
            inner: Arc::new(Inner {
                city,
                store: archive.store().clone(),
                catalogue,
                ids: Arc::clone(archive.ids()),
                archive,
                gateway,
                signing: signing.map(Arc::new),
                external,
                files: Bounded::new(2, 96 * 1024),
                papers: Bounded::new(1, 32),
                official_papers: Bounded::new(1, 256),
                envelopes: Bounded::new(1, 256),
                signatures: Bounded::new(2, 256),
                provider: Bounded::new(16, 48),
            }),
        }
    }

    /// The municipality.
    pub fn city(&self) -> &City {
        &self.inner.city
    }

    /// What can be filed.
    pub fn catalogue(&self) -> &Catalogue {
        &self.inner.catalogue
    }

    /// The payment provider.
    pub fn gateway(&self) -> &Arc<dyn PaymentGateway> {
        &self.inner.gateway
    }

    /// What is kept, for those who look after it.
    pub fn archive(&self) -> &Archive {
        &self.inner.archive
    }

    /// Where the rows are.
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// Who draws ids and secrets.
    pub fn ids(&self) -> &Arc<dyn IdSource> {
        &self.inner.ids
    }

    /// The key for one purpose, such as `csrf`: the same on every start.
    pub fn derived_key(&self, purpose: &str) -> [u8; 32] {
        self.inner.store.keys().derive(purpose)
    }

    /// Whether the database answers.
    pub async fn ready(&self) -> Result<(), Error> {
        Ok(self.inner.store.ready().await?)
    }

    /// How far this machine's clock is ahead of the database's; nothing where both are one.
    pub async fn clock_ahead(&self) -> Result<Duration, Error> {
        let before = self.archive().now();
        let theirs = self.inner.store.database_time().await?;
        let after = self.archive().now();
        // Read in the middle of the question, as far as anybody can know.
        let ours = before.plus(after.since(before) / 2);
        Ok(theirs.map_or(Duration::zero(), |theirs| ours.since(theirs)))
    }
}
