//! The catalogue as everybody holds it: replaced as a whole when something was published.

use std::sync::{Arc, PoisonError, RwLock};

use form_engine::Form;
use kernel::{CasePlace, DepartmentId, Language, WardId};
use submission_store::{procedures, submissions::Source, wards::Ward};

use crate::{Archive, BrokenVersion, Error, Published, Routing, offer::Offer};

/// What is on offer in one municipality, and every version that was. Cheap to clone.
#[derive(Clone)]
pub struct Catalogue {
    archive: Archive,
    offer: Arc<RwLock<Arc<Offer>>>,
}

impl Catalogue {
    /// Opens it with what is published.
    pub async fn open(archive: &Archive) -> Result<Self, Error> {
        let offer = Arc::new(Offer::load(archive, None).await?);
        Ok(Self { archive: archive.clone(), offer: Arc::new(RwLock::new(offer)) })
    }

    /// Loads what was published since, and other rules for desks; whether there was something.
    /// Requests that run keep what they began with.
    pub async fn follow(&self) -> Result<bool, Error> {
        let before = self.offer();
        if self.archive.news().await? == (before.generation(), before.routing().changes()) {
            return Ok(false);
        }
        let next = Arc::new(Offer::load(&self.archive, Some(&before)).await?);
        *self.offer.write().unwrap_or_else(PoisonError::into_inner) = next;
        Ok(true)
    }

    /// What is on offer at this moment.
    fn offer(&self) -> Arc<Offer> {
        Arc::clone(&self.offer.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The procedures that can be filed, by id.
    pub fn procedures(&self) -> Arc<[Arc<Published>]> {
        self.offer().procedures()
    }

    /// One procedure's current version.
    pub fn procedure(&self, id: &str) -> Option<Arc<Published>> {
        self.offer().find(id).cloned()
    }

    /// Procedures that fit the words, the best first.
    pub fn search(&self, words: &str) -> Vec<Arc<Published>> {
        self.offer().search(words)
    }

    /// The guide of a life event, if there is one.
    pub fn guide(&self, id: &str) -> Option<Arc<Form>> {
        self.offer().guide(id).cloned()
    }

    /// Versions on offer that this program cannot serve.
    pub fn broken_versions(&self) -> Vec<BrokenVersion> {
        self.offer().broken().to_vec()
    }

    /// The act of publishing that is served.
    pub fn generation(&self) -> i64 {
        self.offer().generation()
    }

    /// A version of a procedure, current or older.
    pub async fn version(&self, id: &str, number: u32) -> Result<Arc<Published>, Error> {
        if let Some(current) = self.procedure(id).filter(|current| current.number == number) {
            return Ok(current);
        }
        let published = self.archive.version(id, number).await?;
        // A guide leads to procedures; nothing can be filed with it.
        if published.form.is_guide() { Err(Error::NotFound) } else { Ok(published) }
    }

    /// This version of a procedure, or the current one where none is named.
    pub async fn version_or_current(
        &self,
        id: &str,
        number: Option<u32>,
    ) -> Result<Arc<Published>, Error> {
        match number {
            Some(number) => self.version(id, number).await,
            None => self.procedure(id).ok_or(Error::NotFound),
        }
    }

    /// The document of a version, as it was published.
    pub async fn definition(&self, published: &Published) -> Result<String, Error> {
        let (id, number) = (published.form.id().to_owned(), i64::from(published.number));
        let found = self.archive.store().read(move |tx| procedures::find(tx, &id, number));
        found.await?.map(|version| version.definition).ok_or(Error::NotFound)
    }

    /// The title of a procedure, or its id when it is no longer offered.
    pub fn title_of(&self, procedure: &str) -> String {
        let current = self.procedure(procedure);
        let title = current.map(|published| published.form.title(Language::Japanese).to_owned());
        title.unwrap_or_else(|| procedure.to_owned())
    }

    /// The department that answers for what is filed with this form.
    pub fn department_of(&self, published: &Published) -> DepartmentId {
        self.offer().directory().place_of(&published.form.procedure().department)
    }

    /// The rules by which new cases lie somewhere else.
    pub fn routing(&self) -> Routing {
        self.offer().routing().clone()
    }

    /// Where a new case lies, if not with the department that answers for it.
    pub fn desk_of(&self, place: &CasePlace, source: Source) -> Option<DepartmentId> {
        self.offer().routing().desk_of(place, source)
    }

    /// What people call a department. A name that a definition writes itself stays as it is.
    pub fn department_name(&self, department: &str, language: Language) -> String {
        let offer = self.offer();
        let found = offer.directory().find(department);
        found.map_or(department, |found| found.name(language)).to_owned()
    }

    /// The ward that answers speak of, in the words of [`Form::ward_words`]; `None` when that
    /// is not known, or the municipality has no wards.
    pub fn ward_of(&self, words: &str) -> Option<WardId> {
        self.offer().directory().ward_of(words)
    }

    /// The wards, in the order in which the municipality names them.
    pub fn wards(&self) -> Vec<Ward> {
        self.offer().directory().wards().to_vec()
    }

    /// What people call a ward; its id when nobody knows it.
    pub fn ward_name(&self, ward: &WardId, language: Language) -> String {
        if *ward == WardId::outside() {
            return outside(language).to_owned();
        }
        let offer = self.offer();
        let found = offer.directory().wards().iter().find(|known| known.id == *ward);
        found.map_or(ward.as_str(), |found| found.name(language)).to_owned()
    }
}

/// 市外
const fn outside(language: Language) -> &'static str {
    match language {
        Language::Japanese => "市外",
        Language::EasyJapanese => "市（し）の外（そと）",
        Language::English => "Outside the city",
    }
}
