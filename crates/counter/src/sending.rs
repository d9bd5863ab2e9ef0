//! A draft is looked over and sent: once, whatever happens on the way.

use casework::{Filed, Files, Filing, Signature, has_errors};
use form_engine::{AnswerGroup, Checked};
use kernel::{DraftId, Instant, Language};
use serde::{Deserialize, Serialize};
use submission_store::idempotency;

use crate::{
    Caller, Counter, Draft, Error, SignatureState, Visitor,
    draft_note::Note,
    draft_page::{MERGES, Saving},
    signing::Asked,
};

/// The check page.
#[derive(Debug, Clone)]
pub struct Review {
    /// The draft.
    pub draft: Draft,
    /// The problems of the whole form, and the fee.
    pub checked: Checked,
    /// Every answer as people read it.
    pub answers: Vec<AnswerGroup>,
    /// Where the first problem can be mended.
    pub first_page_with_problem: Option<String>,
    /// Whether a signature is asked for, and how far it is.
    pub signing: SignatureState,
}

/// What the resident says when sending, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sending {
    /// Where the receipt and later letters go, if anywhere.
    pub email: Option<String>,
    /// The ids of the warnings that were read and confirmed.
    pub confirmed: Vec<String>,
    /// Whether everything was said to be right.
    pub consent: bool,
}

impl Counter {
    /// Checks the whole draft.
    pub async fn review(
        &self,
        visitor: &Visitor,
        id: &DraftId,
        language: Language,
    ) -> Result<Review, Error> {
        self.review_at(visitor, id, language, self.now()).await
    }

    pub(crate) async fn review_at(
        &self,
        visitor: &Visitor,
        id: &DraftId,
        language: Language,
        now: Instant,
    ) -> Result<Review, Error> {
        let draft = self.draft_at(visitor, id, now).await?;
        let form = &draft.published.form;
        let context = draft.context(now.day()).speaking(language);
        let mut checked = form.check(&draft.raw, &context);
        let files = Files { owner: visitor.owner_hash(), submission: None, now };
        self.casework.check_files(&draft.published, files, &mut checked, language).await?;
        if !has_errors(&checked) {
            let limit =
                self.casework.limit_ahead(&draft.published, &checked.data, &context, None).await?;
            checked.problems.extend(limit.map(|limit| limit.problem(language)));
        }
        let signing = self.signing_of(&draft, &checked, &context, now).await?;
        let answers = form.answers(&checked.data, language);
        let first_page_with_problem = form
            .visible_pages(&draft.raw, &context)
            .into_iter()
            .find(|page| checked.problems.iter().any(|p| holds(page, &p.at)))
            .map(|page| page.id.clone());
        Ok(Review { draft, checked, answers, first_page_with_problem, signing })
    }

    /// Keeps what was typed on the check page beside the draft: it is shown again there.
    pub async fn note_sending(
        &self,
        visitor: &Visitor,
        id: &DraftId,
        sending: Sending,
    ) -> Result<(), Error> {
        let typed = |note: &mut Note| note.sending = Some(sending.clone());
        self.change_note(visitor, id, self.now(), typed).await
    }

    /// Changes what is kept beside the answers of a draft. A page that saves itself in the same
    /// moment is no reason to fail: it is changed anew in what came of that.
    pub(crate) async fn change_note(
        &self,
        visitor: &Visitor,
        id: &DraftId,
        now: Instant,
        mut change: impl FnMut(&mut Note),
    ) -> Result<(), Error> {
        for _ in 1..MERGES {
            match self.change_note_once(visitor, id, now, &mut change).await {
                Err(Error::Conflict { .. }) => {}
                done => return done,
            }
        }
        self.change_note_once(visitor, id, now, &mut change).await
    }

    async fn change_note_once(
        &self,
        visitor: &Visitor,
        id: &DraftId,
        now: Instant,
        change: &mut impl FnMut(&mut Note),
    ) -> Result<(), Error> {
        let row = self.draft_row(visitor, id, now).await?;
        let (raw, mut note) = self.open_noted_draft(&row, now)?;
        change(&mut note);
        let (page, language) = (row.page.clone(), row.language);
        let saving = Saving { page: &page, raw: &raw, note: &note, language, taken: None, now };
        self.save_draft(row, saving).await.map(drop)
    }

    /// Files the draft. Pressed twice, or again after a lost answer, it files once.
    pub async fn file_draft(
        &self,
        visitor: &Visitor,
        id: &DraftId,
        sending: Sending,
        language: Language,
    ) -> Result<Filed, Error> {
        if let Some(before) = self.filed_draft(visitor, id).await? {
            return Ok(before);
        }
        let now = self.now();
        let draft = self.draft_at(visitor, id, now).await?;
        let filing = Filing {
            procedure: draft.published.form.id().to_owned(),
            version: Some(draft.published.number),
            told: draft.told(),
            data: draft.raw,
            email: sending.email,
            confirmed: sending.confirmed,
            signature: draft.asked.as_ref().and_then(Asked::signature).map(Signature::signature),
            verified: draft.verified,
            filer: Caller::Visitor(visitor.clone()).filer(),
            idempotency_key: draft_key(id),
            language,
            quietly: false,
        };
        match self.casework.file(filing, now).await {
            // Another tab sent it a moment ago with other details: that one counts.
            Err(Error::IdempotencyMismatch) => {
                self.filed_draft(visitor, id).await?.ok_or(Error::NotFound)
            }
            Ok(filed) => {
                self.forget_draft(visitor, id).await?;
                Ok(filed)
            }
            Err(other) => Err(other),
        }
    }

    /// What a draft of this visitor was filed as, if it was.
    pub async fn filed_draft(
        &self,
        visitor: &Visitor,
        id: &DraftId,
    ) -> Result<Option<Filed>, Error> {
        let (owner, key) = (*visitor.owner_hash(), draft_key(id));
        let before = self.inner.store.read(move |tx| idempotency::find(tx, &owner, &key)).await?;
        match before {
            Some(remembered) => self.casework.filed_before(remembered.submission).await.map(Some),
            None => Ok(None),
        }
    }
}

/// The key under which a draft is filed: once, whatever happens.
pub(crate) fn draft_key(id: &DraftId) -> String {
    format!("draft {id}")
}

/// Whether the answer at `pointer` is asked on `page`.
fn holds(page: &form_engine::Page, pointer: &str) -> bool {
    let top = pointer.trim_start_matches('/').split('/').next().unwrap_or_default();
    page.fields.iter().any(|field| field.name == top)
}
