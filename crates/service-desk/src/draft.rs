//! A resident's unfinished answers: started, saved page by page, resumed, sent.

use std::sync::Arc;

use form_engine::{AnswerGroup, Checked};
use kernel::{AttachmentId, DraftId, Instant, Language, ResumeCode};
use serde_json::Value;

use crate::{Desk, DeskError, Filed, Published, Upload, Visitor};

/// A draft as its owner sees it.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Its id, which stands in the address of its pages.
    pub id: DraftId,
    /// The version of the form that it was started with.
    pub published: Arc<Published>,
    /// What was typed, also where it is wrong.
    pub raw: Value,
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

/// An uploaded file as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadedFile {
    /// Its id, which is the value of the attachment field.
    pub id: AttachmentId,
    /// The name it was given.
    pub name: String,
    /// What it is.
    pub media_type: String,
    /// Its size.
    pub bytes: u64,
}

/// A file on its way to the one who may see it.
#[derive(Debug, Clone)]
pub struct FileContent {
    /// The name it was given.
    pub name: String,
    /// What it is.
    pub media_type: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// A page that was saved, with what is wrong on it.
#[derive(Debug, Clone)]
pub struct Saved {
    /// The draft as it is now.
    pub draft: Draft,
    /// The problems of that page.
    pub checked: Checked,
}

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
}

/// What the resident says when sending.
#[derive(Debug, Clone, Default)]
pub struct Sending {
    /// Where the receipt and later letters go, if anywhere.
    pub email: Option<String>,
    /// The ids of the warnings that were read and confirmed.
    pub confirmed: Vec<String>,
    /// The language of pages and letters.
    pub language: Language,
}

impl Desk {
    /// Starts a draft on the current version.
    pub async fn start_draft(
        &self,
        _visitor: &Visitor,
        _procedure: &str,
        _language: Language,
    ) -> Result<DraftId, DeskError> {
        unimplemented!()
    }

    /// The drafts that this browser can go on with, the latest first.
    pub async fn drafts_of(&self, _visitor: &Visitor) -> Result<Vec<DraftSummary>, DeskError> {
        unimplemented!()
    }

    /// One draft.
    pub async fn draft(&self, _visitor: &Visitor, _id: &DraftId) -> Result<Draft, DeskError> {
        unimplemented!()
    }

    /// Saves one posted page, also when it is wrong, and says what is wrong on it.
    pub async fn save_page(
        &self,
        _visitor: &Visitor,
        _id: &DraftId,
        _page: &str,
        _posted: Vec<(String, String)>,
        _language: Language,
    ) -> Result<Saved, DeskError> {
        unimplemented!()
    }

    /// Replaces the typed answers of a draft as a whole: rows added or removed, a value repaired.
    pub async fn save_raw(
        &self,
        _visitor: &Visitor,
        _id: &DraftId,
        _page: &str,
        _raw: Value,
    ) -> Result<Draft, DeskError> {
        unimplemented!()
    }

    /// Takes a file for the attachment field at `pointer`.
    pub async fn attach(
        &self,
        _visitor: &Visitor,
        _id: &DraftId,
        _pointer: &str,
        _upload: Upload,
    ) -> Result<Draft, DeskError> {
        unimplemented!()
    }

    /// Removes a file from the attachment field at `pointer`.
    pub async fn detach(
        &self,
        _visitor: &Visitor,
        _id: &DraftId,
        _pointer: &str,
        _attachment: &AttachmentId,
    ) -> Result<Draft, DeskError> {
        unimplemented!()
    }

    /// A file of the draft, for its owner to look at.
    pub async fn draft_attachment(
        &self,
        _visitor: &Visitor,
        _id: &DraftId,
        _attachment: &AttachmentId,
    ) -> Result<FileContent, DeskError> {
        unimplemented!()
    }

    /// Checks the whole draft.
    pub async fn review(
        &self,
        _visitor: &Visitor,
        _id: &DraftId,
        _language: Language,
    ) -> Result<Review, DeskError> {
        unimplemented!()
    }

    /// Files the draft. Pressed twice, or again after a lost answer, it files once.
    pub async fn file_draft(
        &self,
        _visitor: &Visitor,
        _id: &DraftId,
        _sending: Sending,
    ) -> Result<Filed, DeskError> {
        unimplemented!()
    }

    /// Makes a code that opens the draft in another browser.
    pub async fn resume_code(
        &self,
        _visitor: &Visitor,
        _id: &DraftId,
    ) -> Result<ResumeCode, DeskError> {
        unimplemented!()
    }

    /// Opens a draft in this browser by its code.
    pub async fn resume(
        &self,
        _visitor: &Visitor,
        _code: &ResumeCode,
    ) -> Result<DraftId, DeskError> {
        unimplemented!()
    }

    /// Throws a draft away.
    pub async fn discard(&self, _visitor: &Visitor, _id: &DraftId) -> Result<(), DeskError> {
        unimplemented!()
    }
}
