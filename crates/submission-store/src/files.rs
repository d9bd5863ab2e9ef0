//! The sealed files of attachments: durable before their row is written.
use crate::{Digest, StoreError, attachments::Attachment};
use kernel::AttachmentId;
use std::sync::Arc;

/// Reads and writes attachment files. Blocking; cheap to clone.
#[derive(Clone)]
pub struct AttachmentFiles {
    inner: Arc<()>,
}

/// A file that is on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// Where, for [`Attachment::path`].
    pub path: String,
    /// The size of the content.
    pub bytes: i64,
    /// The digest of the content.
    pub sha256: Digest,
}

impl AttachmentFiles {
    /// Seals and writes: temporary file, fsync, rename, fsync of the folder. Then insert the row.
    pub fn write(&self, id: &AttachmentId, content: &[u8]) -> Result<StoredFile, StoreError> {
        unimplemented!()
    }
    /// The content, checked against the row's size and digest.
    pub fn read(&self, attachment: &Attachment) -> Result<Vec<u8>, StoreError> {
        unimplemented!()
    }
}
