//! The sealed files of attachments: what a row says about one, and what is in it.
//!
//! [`crate::attachments::keep`] is the way in: a row first, then the file, then the word
//! that it is there. What a crash leaves behind is a row that expires with its file.

use crate::{
    Digest, FileSealer, Mismatch, StoreError,
    attachments::{Attachment, TABLE},
    folder::{Folder, FolderId, path_of},
    seal::sealed_len,
};

/// Reads and writes attachment files. Blocking; cheap to clone.
#[derive(Clone)]
pub struct AttachmentFiles {
    folder: Folder,
    id: FolderId,
}

/// What a row says about a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFacts {
    /// Where it is to be, for [`Attachment::path`].
    pub path: String,
    /// The size of the content.
    pub bytes: i64,
    /// The keyed digest of the content.
    pub fingerprint: Digest,
}

impl AttachmentFiles {
    /// The files of the folder that `id` binds to the database.
    pub(crate) const fn new(folder: Folder, id: FolderId) -> Self {
        Self { folder, id }
    }

    /// The folder they are in.
    pub(crate) const fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Its id, as it was when the store was opened.
    pub(crate) const fn folder_id(&self) -> &FolderId {
        &self.id
    }

    /// What the row of `content` says; nothing is written.
    pub fn describe(sealer: &FileSealer, content: &[u8]) -> Result<FileFacts, StoreError> {
        let bytes = i64::try_from(content.len()).unwrap_or(i64::MAX);
        let fingerprint = sealer.fingerprint(content);
        Ok(FileFacts { path: path_of(sealer.file())?, bytes, fingerprint })
    }

    /// Refuses when the folder is not the one that the store was opened with: it was taken
    /// over by another database, or is not mounted any more.
    pub(crate) fn require(&self) -> Result<(), StoreError> {
        let database = self.id.clone();
        match self.folder.id()? {
            Some(folder) if folder == database => Ok(()),
            Some(folder) => Err(self.folder.refusal(Mismatch::Other { folder, database })),
            None => Err(self.folder.refusal(Mismatch::Unmarked { database })),
        }
    }

    /// Seals and writes the content of an attachment whose row is reserved.
    pub fn write(&self, attachment: &Attachment, content: &[u8]) -> Result<(), StoreError> {
        self.require()?;
        let sealed = attachment.sealer.seal_content(content);
        self.folder.create(&attachment.path, sealed.bytes())
    }

    /// The content, checked against the size and the digest of its row.
    pub fn read(&self, attachment: &Attachment) -> Result<Vec<u8>, StoreError> {
        let bytes = self.folder.read(&attachment.path)?.ok_or_else(|| missing(attachment))?;
        let content = attachment.sealer.open_content(bytes)?;
        let fits = i64::try_from(content.len()) == Ok(attachment.bytes)
            && attachment.sealer.knows(&content, &attachment.fingerprint);
        if fits { Ok(content) } else { Err(damaged(attachment, "its file has another content")) }
    }

    /// Refuses a row whose file is not there, or is longer or shorter than its seal
    /// makes it. Opens nothing.
    pub fn check_size(&self, attachment: &Attachment) -> Result<(), StoreError> {
        let size = self.folder.size_of(&attachment.path)?.ok_or_else(|| missing(attachment))?;
        if sealed_len(attachment.bytes, attachment.sealer.has_key()) == i64::try_from(size).ok() {
            Ok(())
        } else {
            Err(damaged(attachment, "its file has another size"))
        }
    }
}

fn missing(attachment: &Attachment) -> StoreError {
    damaged(attachment, "its file is missing")
}

fn damaged(attachment: &Attachment, what: &'static str) -> StoreError {
    StoreError::corrupt(TABLE, attachment.id.as_str(), what)
}
