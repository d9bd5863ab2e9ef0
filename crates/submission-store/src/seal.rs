//! Sealing at rest: who can read a stored value, and where it may stand.
use crate::StoreError;
use kernel::{AccessCode, AttachmentId, DraftId, EventId, LetterId, SubmissionId};
use std::sync::Arc;

/// The one place that a ciphertext belongs to. A ciphertext that was moved to
/// another row, column or municipality does not open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place(String);

impl Place {
    /// A draft's answers.
    pub fn draft(id: &DraftId) -> Self {
        Self(format!("{id}/drafts.data"))
    }
    /// The canonical content of a revision.
    pub fn revision(id: &SubmissionId, number: i64) -> Self {
        Self(format!("{id}/revisions.content/{number}"))
    }
    /// How to reach the applicant.
    pub fn contact(id: &SubmissionId) -> Self {
        Self(format!("{id}/submissions.contact"))
    }
    /// The applicant's name and kana, for lists.
    pub fn applicant(id: &SubmissionId) -> Self {
        Self(format!("{id}/submissions.applicant"))
    }
    /// What an event says.
    pub fn event(case: &SubmissionId, id: &EventId) -> Self {
        Self(format!("{case}/events.payload/{id}"))
    }
    /// The bytes of an uploaded file.
    pub fn attachment(id: &AttachmentId) -> Self {
        Self(format!("{id}/attachments.file"))
    }
    /// The name of an uploaded file.
    pub fn attachment_name(id: &AttachmentId) -> Self {
        Self(format!("{id}/attachments.name"))
    }
    /// The address of a letter.
    pub fn recipient(id: &LetterId) -> Self {
        Self(format!("{id}/outbox.recipient"))
    }
    /// What the letter says beyond its kind.
    pub fn letter(id: &LetterId) -> Self {
        Self(format!("{id}/outbox.detail"))
    }
    /// A document issued for a case.
    pub fn notice(case: &SubmissionId, number: i64) -> Self {
        Self(format!("{case}/notices.document/{number}"))
    }
    /// A message between resident and office.
    pub fn message(case: &SubmissionId, id: &EventId) -> Self {
        Self(format!("{case}/messages.text/{id}"))
    }
}

/// A ciphertext and the place that it was sealed for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    pub(crate) place: Place,
    pub(crate) bytes: Vec<u8>,
}

/// Seals and opens values of one municipality. Cheap to clone; use it outside the transaction.
#[derive(Clone)]
pub struct Sealer {
    inner: Arc<()>,
}

impl Sealer {
    /// Seals `plain` for `place`.
    pub fn seal(&self, place: Place, plain: &[u8]) -> Sealed {
        unimplemented!()
    }
    /// Opens a value that was read; `Corrupt` when it was altered or stands in another place.
    pub fn open(&self, sealed: &Sealed) -> Result<Vec<u8>, StoreError> {
        unimplemented!()
    }
    /// Opens a value that is text.
    pub fn open_text(&self, sealed: &Sealed) -> Result<String, StoreError> {
        unimplemented!()
    }
}

/// Secrets derived from the municipality's root secret, one for each purpose. Cheap to clone.
#[derive(Clone)]
pub struct Keys {
    inner: Arc<()>,
}

impl Keys {
    /// The key of one purpose (`csrf`, `payment-link`, …): HMAC-SHA256 of its name.
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        unimplemented!()
    }
    /// The access code of a submission: always the same, so that it is never stored.
    pub fn access_code(&self, id: &SubmissionId) -> AccessCode {
        unimplemented!()
    }
    /// The blind index of a search word (a name, a kana name, a phone number),
    /// spaces, width and script aside: equal words give equal terms, and a term tells nothing without the key.
    pub fn search_term(&self, word: &str) -> i64 {
        unimplemented!()
    }
}
