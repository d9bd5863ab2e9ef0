//! The sealed files of attachments: on the disk before their row is written.
//!
//! A file is written under a temporary name in the same file system, flushed, renamed,
//! and its folder flushed. What a crash leaves behind is a file without a row, never a
//! row without its file; [`crate::sweep`] removes the former.

use std::{
    fs, io,
    path::{Component, Path, PathBuf},
    sync::Arc,
};

use chrono::NaiveDate;
use kernel::{AttachmentId, Instant};

use crate::{Digest, Place, Sealed, Sealer, StoreError, attachments::Attachment, disk};

/// Inside of the data folder.
const FOLDER: &str = "attachments";

/// Inside of [`FOLDER`]: what is being written.
const UNFINISHED: &str = "unfinished";

/// Reads and writes attachment files. Blocking; cheap to clone.
#[derive(Clone)]
pub struct AttachmentFiles {
    root: Arc<Path>,
    sealer: Sealer,
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

/// A file found by walking the folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FoundFile {
    pub(crate) path: String,
    /// From its name; `None` when no file of ours is called so.
    pub(crate) id: Option<AttachmentId>,
}

impl AttachmentFiles {
    pub(crate) fn open(data_dir: &Path, sealer: Sealer) -> Result<Self, StoreError> {
        let root = data_dir.join(FOLDER);
        disk::create_folder(&root.join(UNFINISHED))?;
        Ok(Self { root: root.into(), sealer })
    }

    /// Seals and writes the content of an attachment. Then insert its row, within half a
    /// minute: make the id when the content is complete, because its time tells the
    /// sweeper how old the file is.
    pub fn write(&self, id: &AttachmentId, content: &[u8]) -> Result<StoredFile, StoreError> {
        let path = path_of(id)?;
        let sealed = self.sealer.seal(Place::attachment(id), content);
        let target = self.root.join(&path);
        let folder = target.parent().unwrap_or(&self.root);
        disk::create_folder(folder)?;
        let fresh = self.root.join(UNFINISHED).join(id.as_str());
        disk::write_new(&fresh, sealed.bytes())
            .and_then(|()| fs::rename(&fresh, &target))
            .map_err(|e| disk::fault(&fresh, &e))?;
        disk::sync_folder(folder)?;
        let bytes = i64::try_from(content.len()).unwrap_or(i64::MAX);
        Ok(StoredFile { path, bytes, sha256: Digest::of(content) })
    }

    /// The content, checked against the size and the digest of its row.
    pub fn read(&self, attachment: &Attachment) -> Result<Vec<u8>, StoreError> {
        let damaged =
            |what| StoreError::corrupt(crate::attachments::TABLE, attachment.id.as_str(), what);
        let path = self.locate(&attachment.path).ok_or_else(|| damaged("not a path of ours"))?;
        if !path.is_file() {
            return Err(damaged("its file is missing"));
        }
        let bytes = fs::read(&path).map_err(|error| disk::fault(&path, &error))?;
        let place = Place::attachment(&attachment.id);
        let content = self.sealer.open(&Sealed::read(place, bytes))?;
        let fits = i64::try_from(content.len()) == Ok(attachment.bytes)
            && Digest::of(&content) == attachment.sha256;
        if fits { Ok(content) } else { Err(damaged("its file has another content")) }
    }

    /// Refuses a row whose file is not there.
    pub(crate) fn require(&self, path: &str) -> Result<(), StoreError> {
        match self.locate(path) {
            Some(full) if full.is_file() => Ok(()),
            Some(_) | None => Err(StoreError::File(format!("{path}: not found"))),
        }
    }

    /// Removes a file; one that is gone already is as good.
    pub(crate) fn remove(&self, path: &str) -> Result<bool, StoreError> {
        let Some(full) = self.locate(path) else { return Ok(false) };
        match fs::remove_file(&full) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(disk::fault(&full, &error)),
        }
    }

    /// What is being written, or was when a process died.
    pub(crate) fn unfinished(&self) -> Result<Vec<FoundFile>, StoreError> {
        self.files_in(UNFINISHED)
    }

    /// The finished files, from the folders of `since` on; of every day with `None`.
    pub(crate) fn finished(&self, since: Option<NaiveDate>) -> Result<Vec<FoundFile>, StoreError> {
        let since = since.map(|day| day.to_string()).unwrap_or_default();
        let mut found = Vec::new();
        for folder in names_in(&self.root)? {
            if folder != UNFINISHED && folder >= since {
                found.extend(self.files_in(&folder)?);
            }
        }
        Ok(found)
    }

    fn files_in(&self, folder: &str) -> Result<Vec<FoundFile>, StoreError> {
        let names = names_in(&self.root.join(folder))?;
        let found =
            |name: String| FoundFile { id: name.parse().ok(), path: format!("{folder}/{name}") };
        Ok(names.into_iter().map(found).collect())
    }

    /// The full path, if it stays within our folder.
    fn locate(&self, path: &str) -> Option<PathBuf> {
        let relative = Path::new(path);
        let ours = relative.components().all(|part| matches!(part, Component::Normal(_)));
        (ours && !path.is_empty()).then(|| self.root.join(relative))
    }
}

/// `2026-11-21/ID`: one folder for each day, so that none grows without end and a
/// sweep can look at the last days only.
fn path_of(id: &AttachmentId) -> Result<String, StoreError> {
    let made = made_at(id).ok_or_else(|| {
        StoreError::corrupt(crate::attachments::TABLE, id.as_str(), "an id without a time")
    })?;
    Ok(format!("{}/{id}", made.day()))
}

/// The moment in a version 7 UUID.
pub(crate) fn made_at(id: &AttachmentId) -> Option<Instant> {
    let digits: String = id.as_str().chars().filter(|c| *c != '-').take(12).collect();
    i64::from_str_radix(&digits, 16).ok().map(Instant::from_millis)
}

fn names_in(folder: &Path) -> Result<Vec<String>, StoreError> {
    let read = || -> io::Result<Vec<String>> {
        fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into())).collect()
    };
    read().map_err(|e| disk::fault(folder, &e))
}
