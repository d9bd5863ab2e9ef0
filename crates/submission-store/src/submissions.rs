//! Submissions: that something was filed, when, and by whom.
use crate::{Digest, Reads, Scope, Sealed, StoreError, WriteTx};
use kernel::{Instant, Language, ReceiptNumber, SubmissionId};

/// By which door a submission came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The pages.
    Web,
    /// The API.
    Api,
    /// Paper or counter, entered by staff.
    Counter,
    /// Made up, for demonstrations and measurements.
    Seed,
}

/// One submission. Its content is in [`crate::revisions`], its state in [`crate::cases`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// The id, also the case's.
    pub id: SubmissionId,
    /// The number on the receipt.
    pub receipt_number: ReceiptNumber,
    /// The procedure.
    pub procedure: String,
    /// The version of its form.
    pub version: i64,
    /// When it arrived in law.
    pub arrived_at: Instant,
    /// SHA-256 of the canonical content of the first revision.
    pub digest: Digest,
    /// Hash of the secret of the browser or caller that filed it.
    pub owner_hash: Option<Digest>,
    /// E-mail address, sealed for [`crate::Place::contact`].
    pub contact: Option<Sealed>,
    /// Name and kana for lists, sealed for [`crate::Place::applicant`].
    pub applicant: Option<Sealed>,
    /// The language of its letters.
    pub language: Language,
    /// The door it came by.
    pub source: Source,
}

/// Keeps a submission and the words it is found by ([`crate::Keys::search_term`]).
pub fn insert(
    tx: &mut WriteTx<'_>,
    submission: &Submission,
    search_terms: &[i64],
) -> Result<(), StoreError> {
    unimplemented!()
}
/// One submission.
pub fn find(
    tx: &mut impl Reads,
    scope: &Scope,
    id: &SubmissionId,
) -> Result<Option<Submission>, StoreError> {
    unimplemented!()
}
/// One submission by the number on its receipt.
pub fn find_by_receipt(
    tx: &mut impl Reads,
    scope: &Scope,
    number: &ReceiptNumber,
) -> Result<Option<Submission>, StoreError> {
    unimplemented!()
}
/// What this browser filed, the newest first.
pub fn list_of_owner(
    tx: &mut impl Reads,
    owner: &Digest,
    limit: u32,
) -> Result<Vec<Submission>, StoreError> {
    unimplemented!()
}
/// Another submission of this browser with the same procedure and the same content since `since`.
pub fn find_same(
    tx: &mut impl Reads,
    owner: &Digest,
    procedure: &str,
    digest: &Digest,
    since: Instant,
) -> Result<Option<Submission>, StoreError> {
    unimplemented!()
}
/// Earlier submissions found by the same words (same person), the newest first.
pub fn list_by_terms(
    tx: &mut impl Reads,
    scope: &Scope,
    terms: &[i64],
    limit: u32,
) -> Result<Vec<Submission>, StoreError> {
    unimplemented!()
}
