//! Attachments as rows; their bytes are in [`crate::files`].
use crate::{Digest, Reads, Scope, Sealed, StoreError, WriteTx};
use kernel::{AttachmentId, Instant, SubmissionId};

/// One uploaded file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// The id, which stands in the answers.
    pub id: AttachmentId,
    /// Hash of the secret of whoever uploaded it.
    pub owner_hash: Digest,
    /// The submission that it was filed with.
    pub submission: Option<SubmissionId>,
    /// The field that it answers, as an instance pointer.
    pub pointer: Option<String>,
    /// The media type that its content shows.
    pub media_type: String,
    /// Its size.
    pub bytes: i64,
    /// SHA-256 of its content.
    pub sha256: Digest,
    /// Its name, sealed for [`crate::Place::attachment_name`].
    pub name: Sealed,
    /// Where the sealed file is, from [`crate::files::AttachmentFiles::write`].
    pub path: String,
    /// When it was uploaded.
    pub created_at: Instant,
    /// When it goes away unless it is filed.
    pub expires_at: Instant,
}

/// Keeps the row of a file that is already on the disk.
pub fn insert(tx: &mut WriteTx<'_>, attachment: &Attachment) -> Result<(), StoreError> {
    unimplemented!()
}
/// An uploaded file that is not filed yet, if it is this owner's.
pub fn find_unfiled(
    tx: &mut impl Reads,
    owner: &Digest,
    id: &AttachmentId,
    now: Instant,
) -> Result<Option<Attachment>, StoreError> {
    unimplemented!()
}
/// Those of `ids` that are this owner's, not filed and not expired.
pub fn list_unfiled(
    tx: &mut impl Reads,
    owner: &Digest,
    ids: &[AttachmentId],
    now: Instant,
) -> Result<Vec<Attachment>, StoreError> {
    unimplemented!()
}
/// Moves unfiled attachments to another owner, with the draft that names them.
pub fn hand_over(
    tx: &mut WriteTx<'_>,
    from: &Digest,
    to: &Digest,
    ids: &[AttachmentId],
) -> Result<(), StoreError> {
    unimplemented!()
}
/// Keeps unfiled attachments longer, because their draft was saved.
pub fn keep_until(
    tx: &mut WriteTx<'_>,
    owner: &Digest,
    ids: &[AttachmentId],
    expires_at: Instant,
) -> Result<(), StoreError> {
    unimplemented!()
}
/// Files an attachment with a submission. False when it is not there, not this owner's,
/// expired, or filed with another submission.
pub fn file_with(
    tx: &mut WriteTx<'_>,
    owner: &Digest,
    id: &AttachmentId,
    submission: &SubmissionId,
    pointer: &str,
    now: Instant,
) -> Result<bool, StoreError> {
    unimplemented!()
}
/// One filed attachment of a submission.
pub fn find(
    tx: &mut impl Reads,
    scope: &Scope,
    submission: &SubmissionId,
    id: &AttachmentId,
) -> Result<Option<Attachment>, StoreError> {
    unimplemented!()
}
/// The attachments filed with a submission.
pub fn list(
    tx: &mut impl Reads,
    scope: &Scope,
    submission: &SubmissionId,
) -> Result<Vec<Attachment>, StoreError> {
    unimplemented!()
}
/// Removes an attachment that is not filed; its file is swept later.
pub fn delete_unfiled(
    tx: &mut WriteTx<'_>,
    owner: &Digest,
    id: &AttachmentId,
) -> Result<bool, StoreError> {
    unimplemented!()
}
