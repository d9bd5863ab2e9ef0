//! A resident's unfinished answers: started, saved page by page, resumed.

use std::sync::Arc;

use casework::{FileContent, UploadedFile, Verified, named, uploaded_file};
use catalogue::Published;
use chrono::{Duration, NaiveDate};
use form_engine::{Context, Form};
use kernel::{AttachmentId, DraftId, Instant, Language};
use serde_json::Value;
use submission_store::{Digest, Place, attachments, drafts};

use crate::{
    Counter, Error, Revision, Sending, Unverified, Visitor, consent::Consents, draft_note::Note,
    draft_page::Saving, external::External, signing::Asked,
};

/// A draft as its owner sees it.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Its id, which stands in the address of its pages.
    pub id: DraftId,
    /// The version of the form that it was started with.
    pub published: Arc<Published>,
    /// What was typed, also where it is wrong.
    pub raw: Value,
    /// How far it is, and a name for the tab that shows it.
    pub revision: Revision,
    /// What stands on the check page; `None` before anybody has typed there.
    pub sending: Option<Sending>,
    /// What was asked of the card app, and what it answered.
    pub(crate) asked: Option<Asked>,
    /// How far external steps are, and what was told there.
    pub(crate) external: External,
    /// What other people were asked to agree to, and what they said.
    pub(crate) consents: Consents,
    /// Who fills it in, where a provider of identities says so.
    pub verified: Option<Verified>,
    /// Why the last try to have that said did not succeed.
    pub unverified: Option<Unverified>,
    /// The receipt number of the submission from which answers were put in.
    pub copied: Option<String>,
    /// The page that was saved last.
    pub page: Option<String>,
    /// When it was saved last.
    pub updated_at: Instant,
    /// When it will be forgotten.
    pub expires_at: Instant,
    /// The files that its answers name.
    pub uploads: Vec<UploadedFile>,
    /// Whether a newer version of the form has been published since.
    pub newer_version: bool,
}

/// A draft in the list 「つづきから」.
#[derive(Debug, Clone)]
pub struct DraftSummary {
    /// Its id.
    pub id: DraftId,
    /// The form.
    pub published: Arc<Published>,
    /// Where to go on.
    pub next_page: String,
    /// How many pages are left, the check page not counted.
    pub pages_left: usize,
    /// When it was saved last.
    pub updated_at: Instant,
    /// When it will be forgotten.
    pub expires_at: Instant,
}

/// How long a draft is kept after it was saved last.
pub(crate) fn draft_life() -> Duration {
    Duration::days(30)
}

/// Drafts of one browser in the list.
const DRAFTS_LISTED: u32 = 20;

impl Draft {
    /// How it is checked on `day`: by what is known of who fills it in.
    pub fn context(&self, day: NaiveDate) -> Context {
        Verified::context(self.verified.as_ref(), day)
    }
}

impl Counter {
    /// Starts a draft on the current version.
    pub async fn start_draft(
        &self,
        visitor: &Visitor,
        procedure: &str,
        language: Language,
    ) -> Result<DraftId, Error> {
        let published = self.catalogue().procedure(procedure).ok_or(Error::NotFound)?;
        let raw = published.form.beginning();
        let row =
            self.new_draft(visitor, &published, (&raw, &Note::default()), language, self.now())?;
        let id = row.id.clone();
        self.inner.store.write(move |tx| drafts::insert(tx, &row)).await?;
        Ok(id)
    }

    /// The row of a new draft, to be inserted.
    pub(crate) fn new_draft(
        &self,
        visitor: &Visitor,
        published: &Published,
        (raw, note): (&Value, &Note),
        language: Language,
        now: Instant,
    ) -> Result<drafts::Draft, Error> {
        let kept = note.beside(raw).map_err(Error::internal)?;
        let id = DraftId::new(&*self.inner.ids, now);
        Ok(drafts::Draft {
            procedure: published.form.id().to_owned(),
            version: i64::from(published.number),
            owner_hash: *visitor.owner_hash(),
            resume_hash: None,
            data: self.seal_draft(&id, &kept)?,
            page: String::new(),
            language,
            saves: 0,
            created_at: now,
            updated_at: now,
            expires_at: now.plus(draft_life()),
            id,
        })
    }

    /// The drafts that this browser can go on with, the latest first.
    pub async fn drafts_of(&self, visitor: &Visitor) -> Result<Vec<DraftSummary>, Error> {
        let (owner, now) = (*visitor.owner_hash(), self.now());
        let rows = self
            .inner
            .store
            .read(move |tx| drafts::list_of_owner(tx, &owner, now, DRAFTS_LISTED))
            .await?;
        let mut summaries = Vec::with_capacity(rows.len());
        for row in rows {
            summaries.push(self.summary(&row, now).await?);
        }
        Ok(summaries)
    }

    /// One draft as the list shows it, found by its id.
    pub async fn draft_summary(
        &self,
        visitor: &Visitor,
        id: &DraftId,
    ) -> Result<DraftSummary, Error> {
        self.draft_summary_at(visitor, id, self.now()).await
    }

    pub(crate) async fn draft_summary_at(
        &self,
        visitor: &Visitor,
        id: &DraftId,
        now: Instant,
    ) -> Result<DraftSummary, Error> {
        let row = self.draft_row(visitor, id, now).await?;
        self.summary(&row, now).await
    }

    async fn summary(&self, row: &drafts::Draft, now: Instant) -> Result<DraftSummary, Error> {
        let published = self.published_of(row).await?;
        let (raw, note) = self.open_noted_draft(row, now)?;
        let context = Verified::context(note.identified.verified.as_ref(), now.day());
        let pages = page_ids(&published.form, &raw, &context);
        let saved = pages.iter().position(|page| *page == row.page).map_or(0, |at| at + 1);
        Ok(DraftSummary {
            id: row.id.clone(),
            next_page: pages.get(saved).cloned().unwrap_or_else(|| "check".to_owned()),
            pages_left: pages.len().saturating_sub(saved),
            updated_at: row.updated_at,
            expires_at: row.expires_at,
            published,
        })
    }

    /// One draft.
    pub async fn draft(&self, visitor: &Visitor, id: &DraftId) -> Result<Draft, Error> {
        self.draft_at(visitor, id, self.now()).await
    }

    pub(crate) async fn draft_at(
        &self,
        visitor: &Visitor,
        id: &DraftId,
        now: Instant,
    ) -> Result<Draft, Error> {
        let row = self.draft_row(visitor, id, now).await?;
        self.draft_view(&row, now).await
    }

    /// A file of the draft, for its owner to look at.
    pub async fn draft_attachment(
        &self,
        visitor: &Visitor,
        id: &DraftId,
        attachment: &AttachmentId,
    ) -> Result<FileContent, Error> {
        let now = self.now();
        self.draft_row(visitor, id, now).await?;
        let (owner, file) = (*visitor.owner_hash(), attachment.clone());
        let stored = self
            .inner
            .store
            .read(move |tx| attachments::find_unfiled(tx, &owner, &file, now))
            .await?
            .ok_or(Error::NotFound)?;
        self.casework.read_file(stored).await
    }

    /// Throws a draft away.
    pub async fn discard(&self, visitor: &Visitor, id: &DraftId) -> Result<(), Error> {
        if self.forget_draft(visitor, id).await? { Ok(()) } else { Err(Error::NotFound) }
    }

    pub(crate) async fn forget_draft(
        &self,
        visitor: &Visitor,
        id: &DraftId,
    ) -> Result<bool, Error> {
        let (owner, id) = (*visitor.owner_hash(), id.clone());
        Ok(self.inner.store.write(move |tx| drafts::delete(tx, &owner, &id)).await?)
    }

    pub(crate) async fn draft_row(
        &self,
        visitor: &Visitor,
        id: &DraftId,
        now: Instant,
    ) -> Result<drafts::Draft, Error> {
        let (owner, id) = (*visitor.owner_hash(), id.clone());
        let row = self.inner.store.read(move |tx| drafts::find(tx, &owner, &id, now)).await?;
        row.ok_or(Error::NotFound)
    }

    pub(crate) async fn published_of(&self, row: &drafts::Draft) -> Result<Arc<Published>, Error> {
        let number = u32::try_from(row.version).map_err(Error::internal)?;
        Ok(self.catalogue().version(&row.procedure, number).await?)
    }

    pub(crate) async fn draft_view(
        &self,
        row: &drafts::Draft,
        now: Instant,
    ) -> Result<Draft, Error> {
        let published = self.published_of(row).await?;
        let (raw, note) = self.open_noted_draft(row, now)?;
        let mut tab = [0_u8; 8];
        self.inner.ids.fill(&mut tab);
        let current = self.catalogue().procedure(&row.procedure).map(|current| current.number);
        Ok(Draft {
            id: row.id.clone(),
            uploads: self.uploads(row.owner_hash, &published, &raw, now).await?,
            newer_version: current.is_some_and(|number| number > published.number),
            raw,
            revision: Revision::new(row.saves, tab),
            sending: note.sending,
            asked: note.signing,
            external: note.external,
            consents: note.consents,
            verified: note.identified.verified,
            unverified: note.identified.why,
            copied: note.copied,
            page: Some(row.page.clone()).filter(|page| !page.is_empty()),
            updated_at: row.updated_at,
            expires_at: row.expires_at,
            published,
        })
    }

    /// The files among those of `owner` that `raw` names and nobody has filed yet.
    pub(crate) async fn uploads(
        &self,
        owner: Digest,
        published: &Published,
        raw: &Value,
        now: Instant,
    ) -> Result<Vec<UploadedFile>, Error> {
        let ids: Vec<AttachmentId> =
            named(&published.form, raw).into_iter().map(|file| file.id).collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let rows = self
            .inner
            .store
            .read(move |tx| attachments::list_unfiled(tx, &owner, &ids, now))
            .await?;
        rows.iter().map(uploaded_file).collect()
    }

    /// The row with these answers, to be saved.
    pub(crate) fn changed_draft(
        &self,
        mut row: drafts::Draft,
        saving: &Saving<'_>,
    ) -> Result<drafts::Draft, Error> {
        let Saving { page, raw, note, language, now, .. } = *saving;
        let kept = note.beside(raw).map_err(Error::internal)?;
        row.data = self.seal_draft(&row.id, &kept)?;
        page.clone_into(&mut row.page);
        row.language = language;
        row.updated_at = now;
        row.expires_at = now.plus(draft_life());
        Ok(row)
    }

    fn seal_draft(&self, id: &DraftId, raw: &Value) -> Result<submission_store::Sealed, Error> {
        let plain = serde_json::to_vec(raw).map_err(Error::internal)?;
        Ok(self.inner.store.sealer().seal(Place::draft(id), &plain))
    }

    pub(crate) fn open_draft(&self, row: &drafts::Draft) -> Result<Value, Error> {
        self.parts_of_draft(row).map(|(answers, _)| answers)
    }

    /// The answers of a draft, and what is kept beside them.
    pub(crate) fn open_noted_draft(
        &self,
        row: &drafts::Draft,
        now: Instant,
    ) -> Result<(Value, Note), Error> {
        let (answers, mut note) = self.parts_of_draft(row)?;
        note.identified.counts_for(&row.owner_hash, now.day());
        Ok((answers, note))
    }

    fn parts_of_draft(&self, row: &drafts::Draft) -> Result<(Value, Note), Error> {
        let plain = self.inner.store.sealer().open(&row.data)?;
        let mut answers = serde_json::from_slice(&plain).map_err(Error::internal)?;
        let note = Note::take(&mut answers);
        Ok((answers, note))
    }
}

fn page_ids(form: &Form, raw: &Value, context: &Context) -> Vec<String> {
    form.visible_pages(raw, context).into_iter().map(|page| page.id.clone()).collect()
}
