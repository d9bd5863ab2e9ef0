//! A draft goes on in another browser: by its code, which works once, and back again.

use casework::named;
use chrono::Duration;
use kernel::{AttachmentId, DraftId, Instant, ResumeCode};
use submission_store::{Digest, StoreError, WriteTx, attachments, drafts};

use crate::{Counter, Error, Visitor};

/// How long the browser that a draft was taken from can take it back: long enough to notice,
/// too short for whoever sits at a shared terminal next week.
fn way_back() -> Duration {
    Duration::days(1)
}

impl Counter {
    /// Makes a code that opens the draft in another browser. An older code stops working.
    pub async fn resume_code(&self, visitor: &Visitor, id: &DraftId) -> Result<ResumeCode, Error> {
        let mut row = self.draft_row(visitor, id, self.now()).await?;
        let mut secret = [0_u8; 12];
        self.inner.ids.fill(&mut secret);
        let code = ResumeCode::from_bytes(&secret);
        row.resume_hash = Some(Digest::of(code.reveal().as_bytes()));
        self.inner.store.write(move |tx| drafts::save(tx, &row)).await?;
        Ok(code)
    }

    /// Takes a draft over into this browser by its code, with its files.
    pub async fn resume(&self, visitor: &Visitor, code: &ResumeCode) -> Result<DraftId, Error> {
        let hash = Digest::of(code.reveal().as_bytes());
        let (owner, now) = (*visitor.owner_hash(), self.now());
        let found = self.inner.store.read(move |tx| drafts::find_by_resume_code(tx, &hash, now));
        let found = found.await?.ok_or(Error::NotFound)?;
        let files = self.files_of(&found).await?;
        let until = now.plus(way_back());
        let adopted = self.inner.store.write(move |tx| {
            let adopted = drafts::adopt(tx, &hash, &owner, now, until)?;
            hand_over(tx, adopted, &owner, &files)
        });
        adopted.await?.ok_or(Error::NotFound)
    }

    /// Whether this draft went on in another browser a short while ago, and can be taken back.
    pub async fn went_elsewhere(&self, visitor: &Visitor, id: &DraftId) -> Result<bool, Error> {
        Ok(self.draft_left(visitor, id, self.now()).await?.is_some())
    }

    /// Keeps what was typed on a page of a draft that went on elsewhere. False when it did not.
    pub async fn keep_what_was_left(
        &self,
        visitor: &Visitor,
        id: &DraftId,
        page: &str,
        posted: &[(String, String)],
    ) -> Result<bool, Error> {
        let now = self.now();
        let Some(row) = self.draft_left(visitor, id, now).await? else { return Ok(false) };
        self.keep_for_way_back(visitor, &row, (page, posted), now).await?;
        Ok(true)
    }

    /// Takes a draft back into the browser that it was taken from, with its files.
    pub async fn take_back(&self, visitor: &Visitor, id: &DraftId) -> Result<(), Error> {
        let now = self.now();
        let row = self.draft_left(visitor, id, now).await?.ok_or(Error::NotFound)?;
        let files = self.files_of(&row).await?;
        let (owner, id) = (*visitor.owner_hash(), id.clone());
        let until = now.plus(way_back());
        let back = self.inner.store.write(move |tx| {
            let left = drafts::take_back(tx, &owner, &id, now, until)?;
            hand_over(tx, left, &owner, &files)
        });
        back.await?.map(drop).ok_or(Error::NotFound)
    }

    async fn draft_left(
        &self,
        visitor: &Visitor,
        id: &DraftId,
        now: Instant,
    ) -> Result<Option<drafts::Draft>, Error> {
        let (owner, id) = (*visitor.owner_hash(), id.clone());
        Ok(self.inner.store.read(move |tx| drafts::find_left(tx, &owner, &id, now)).await?)
    }

    async fn files_of(&self, row: &drafts::Draft) -> Result<Vec<AttachmentId>, Error> {
        let form = &self.published_of(row).await?.form;
        let named = named(form, &self.open_draft(row)?);
        Ok(named.into_iter().map(|file| file.id).collect())
    }
}

fn hand_over(
    tx: &mut WriteTx<'_>,
    draft: Option<drafts::Draft>,
    to: &Digest,
    files: &[AttachmentId],
) -> Result<Option<DraftId>, StoreError> {
    let Some(draft) = draft else { return Ok(None) };
    attachments::hand_over(tx, &draft.owner_hash, to, files)?;
    Ok(Some(draft.id))
}
