//! The desk itself: what every intent needs at hand.

use std::{collections::BTreeMap, sync::Arc};

use chrono::NaiveDate;
use fees::PaymentGateway;
use form_engine::{Document, Form, Parts, Source};
use kernel::{Clock, IdSource, Instant, MunicipalityId};
use submission_store::{Store, StoreError, procedures};
use tokio::sync::Semaphore;

use crate::{
    BrokenDefinition, DeskError, FormFile, Published,
    catalogue::{Catalogue, Compiled, compile},
    throttle::Throttle,
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
    /// Where facts are kept.
    pub store: Store,
    /// The definitions to serve.
    pub forms: Vec<FormFile>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Ids and secrets.
    pub ids: Arc<dyn IdSource>,
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
    pub(crate) store: Store,
    pub(crate) catalogue: Catalogue,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: Arc<dyn IdSource>,
    pub(crate) gateway: Arc<dyn PaymentGateway>,
    /// Pictures decoded at once: each may take a hundred megabytes.
    pub(crate) pictures: Semaphore,
    /// Passwords hashed at once: each takes a core and tens of megabytes.
    pub(crate) hashing: Semaphore,
    /// Papers set at once.
    pub(crate) typesetting: Semaphore,
    pub(crate) sign_in_tries: Throttle,
    pub(crate) code_tries: Throttle,
}

impl Desk {
    /// Compiles and publishes the definitions and opens the counter.
    pub async fn open(parts: DeskParts) -> Result<Self, DeskError> {
        let now = parts.clock.now();
        let catalogue = publish(&parts.store, compile(&parts.forms), now).await?;
        Ok(Self {
            inner: Arc::new(Inner {
                city: parts.city,
                store: parts.store,
                catalogue,
                clock: parts.clock,
                ids: parts.ids,
                gateway: parts.gateway,
                pictures: Semaphore::new(2),
                hashing: Semaphore::new(2),
                typesetting: Semaphore::new(1),
                sign_in_tries: Throttle::new(5, chrono::Duration::minutes(1)),
                code_tries: Throttle::new(5, chrono::Duration::hours(1)),
            }),
        })
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

    /// The guide of a life event, if there is one.
    pub fn guide(&self, id: &str) -> Option<Arc<Form>> {
        self.inner.catalogue.guide(id).cloned()
    }

    /// Definitions that are not served, and why.
    pub fn broken_definitions(&self) -> &[BrokenDefinition] {
        self.inner.catalogue.broken()
    }

    /// A version of a procedure, current or older.
    pub async fn procedure_version(
        &self,
        id: &str,
        number: u32,
    ) -> Result<Arc<Published>, DeskError> {
        if let Some(known) = self.inner.catalogue.version(id, number) {
            return Ok(known);
        }
        let (form, since) = stored_form(&self.inner.store, id, i64::from(number)).await?;
        let published = Arc::new(Published::new(form, number, since));
        self.inner.catalogue.keep(&published);
        Ok(published)
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

/// Publishes what is new, retires what is gone, and keeps serving the last good version of
/// a definition that is broken now.
async fn publish(
    store: &Store,
    mut compiled: Compiled,
    now: Instant,
) -> Result<Catalogue, DeskError> {
    let documents: Vec<(String, Document)> = compiled
        .forms
        .values_mut()
        .map(|form| (form.id().to_owned(), form.take_document()))
        .collect();
    let broken: Vec<String> = compiled.broken.iter().map(|b| stem(&b.file).to_owned()).collect();
    let current = store
        .write(move |tx| {
            for (id, Document { json, content_hash }) in &documents {
                procedures::publish(tx, id, content_hash, json, now)?;
            }
            for version in procedures::list_offered(tx)? {
                let offered = documents.iter().any(|(id, _)| *id == version.procedure);
                if !offered && !broken.contains(&version.procedure) {
                    procedures::retire(tx, &version.procedure, now)?;
                }
            }
            procedures::list_offered(tx)
        })
        .await
        .map_err(|fault: StoreError| DeskError::from(fault))?;
    assemble(store, compiled, current).await
}

async fn assemble(
    store: &Store,
    compiled: Compiled,
    current: Vec<procedures::Offered>,
) -> Result<Catalogue, DeskError> {
    let mut forms: BTreeMap<String, Form> = compiled.forms;
    let mut offered = Vec::with_capacity(current.len());
    for version in current {
        let form = match forms.remove(&version.procedure) {
            Some(form) => form,
            None => stored_form(store, &version.procedure, version.number).await?.0,
        };
        let number = u32::try_from(version.number).map_err(DeskError::internal)?;
        offered.push(Arc::new(Published::new(form, number, version.published_at)));
    }
    offered.sort_by(|a, b| a.form.id().cmp(b.form.id()));
    Ok(Catalogue::new(offered, compiled.guides, compiled.broken))
}

/// A stored version, and since when it is offered. It carries its parts and translations and
/// always compiles: it did before.
async fn stored_form(
    store: &Store,
    procedure: &str,
    number: i64,
) -> Result<(Form, Instant), DeskError> {
    let id = procedure.to_owned();
    let stored = store.read(move |tx| procedures::find(tx, &id, number)).await?;
    let version = stored.ok_or(DeskError::NotFound)?;
    let name = format!("{procedure} version {number}");
    let source = Source { file: &name, text: &version.definition, overlays: &[] };
    let form = Form::compile(&source, &Parts::default()).map_err(|faults| {
        let first = faults.first().map(ToString::to_string).unwrap_or_default();
        DeskError::internal(format!("a published form no longer compiles: {first}"))
    })?;
    Ok((form, version.published_at))
}

fn stem(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.strip_suffix(".json").unwrap_or(name)
}

/// For `BrokenDefinition` in the log when the counter opens.
impl std::fmt::Display for BrokenDefinition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (line, fault) in self.faults.iter().enumerate() {
            if line > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{fault}")?;
        }
        Ok(())
    }
}
