//! The folder of sealed files: names, sizes, and the id that tells it from other folders.
//!
//! Knows neither rows nor what is inside of a file. A file is made under its final name,
//! which a row has reserved before; no name is written twice, and nothing is removed here
//! because something is absent elsewhere.

use std::{
    fmt, fs, io,
    path::{Component, Path, PathBuf},
    str::FromStr,
    sync::Arc,
    time::UNIX_EPOCH,
};

use chrono::NaiveDate;
use kernel::{AttachmentId, IdSource, Instant};

use crate::{Mismatch, StoreError, disk};

/// Inside of the data folder.
const NAME: &str = "attachments";

/// Inside of [`NAME`]: the folder's id. It travels with the files into every copy.
const ID_FILE: &str = "folder.id";

/// Inside of [`NAME`]: where earlier versions kept what was being written.
const UNFINISHED: &str = "unfinished";

/// Inside of the data folder: written and removed again to see whether there is room.
const PROBE: &str = "room.probe";

/// What a filing takes at the least, with its place in the engine's log.
const PROBE_BYTES: usize = 64 * 1024;

/// Tells one folder of files from all others: 32 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderId(String);

/// The text is no id of a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the id of a folder")]
pub struct ParseFolderIdError;

impl FolderId {
    /// One that no folder has yet.
    pub(crate) fn new(ids: &dyn IdSource) -> Self {
        let mut chance = [0_u8; 16];
        ids.fill(&mut chance);
        Self(format!("{:032x}", u128::from_be_bytes(chance)))
    }

    /// As it is stored and shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FolderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for FolderId {
    type Err = ParseFolderIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let fits = text.len() == 32 && text.bytes().all(is_digit);
        if fits { Ok(Self(text.to_owned())) } else { Err(ParseFolderIdError) }
    }
}

/// A file found by walking the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FoundFile {
    pub(crate) path: String,
    /// From its name; `None` when no file of ours is called so.
    pub(crate) id: Option<AttachmentId>,
}

/// The folder `attachments` of a data folder. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    root: Arc<Path>,
}

impl Folder {
    /// Makes nothing: a look leaves no trace.
    pub(crate) fn of(data_dir: &Path) -> Self {
        Self { root: data_dir.join(NAME).into() }
    }

    /// Says where the folder is that does not fit.
    pub(crate) fn refusal(&self, mismatch: Mismatch) -> StoreError {
        StoreError::Folder { place: self.root.display().to_string(), mismatch }
    }

    /// Its id, if it was ever bound to a database.
    pub(crate) fn id(&self) -> Result<Option<FolderId>, StoreError> {
        let path = self.root.join(ID_FILE);
        match fs::read_to_string(&path) {
            Ok(text) => match text.trim_end().parse() {
                Ok(id) => Ok(Some(id)),
                Err(fault) => Err(StoreError::File(format!("{}: {fault}", path.display()))),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(disk::fault(&path, &error)),
        }
    }

    /// Writes the id, in place of an earlier one.
    pub(crate) fn mark(&self, id: &FolderId) -> Result<(), StoreError> {
        disk::create_folder(&self.root)?;
        let (path, fresh) = (self.root.join(ID_FILE), self.root.join("folder.id.new"));
        remove(&fresh)?;
        disk::write_new(&fresh, format!("{id}\n").as_bytes())
            .and_then(|()| fs::rename(&fresh, &path))
            .map_err(|error| disk::fault(&path, &error))?;
        disk::sync_folder(&self.root)
    }

    /// Whether there is any sealed file.
    pub(crate) fn has_files(&self) -> Result<bool, StoreError> {
        for day in self.days()? {
            if day != UNFINISHED && !self.files_of(&day)?.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The folders that hold files, one for each day; the earliest first.
    pub(crate) fn days(&self) -> Result<Vec<String>, StoreError> {
        let is_ours = |name: &String| name == UNFINISHED || name.parse::<NaiveDate>().is_ok();
        let mut days: Vec<String> = names_in(&self.root)?.into_iter().filter(is_ours).collect();
        days.sort_unstable();
        Ok(days)
    }

    /// The files of one of [`Self::days`].
    pub(crate) fn files_of(&self, day: &str) -> Result<Vec<FoundFile>, StoreError> {
        let found =
            |name: String| FoundFile { id: name.parse().ok(), path: format!("{day}/{name}") };
        Ok(names_in(&self.root.join(day))?.into_iter().map(found).collect())
    }

    /// The size of a file; `None` when it is not there.
    pub(crate) fn size_of(&self, path: &str) -> Result<Option<u64>, StoreError> {
        Ok(self.about(path)?.map(|about| about.len()))
    }

    /// When a file was written, as the file system tells.
    pub(crate) fn written_at(&self, path: &str) -> Result<Option<Instant>, StoreError> {
        let written = self.about(path)?.and_then(|about| about.modified().ok());
        let since = written.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let millis = since.and_then(|since| i64::try_from(since.as_millis()).ok());
        Ok(millis.map(Instant::from_millis))
    }

    /// Writes a file that is not there yet, and has it on the disk.
    pub(crate) fn create(&self, path: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let full = self.locate(path).ok_or_else(|| not_ours(path))?;
        let day = full.parent().unwrap_or(&self.root);
        disk::create_folder(day)?;
        if let Err(error) = disk::write_new(&full, bytes) {
            if error.kind() != io::ErrorKind::AlreadyExists {
                // Half of a file takes room where there may be none; it is only ours.
                remove(&full)?;
            }
            return Err(disk::fault(&full, &error));
        }
        disk::sync_folder(day)
    }

    /// The bytes of a file; `None` when it is not there.
    pub(crate) fn read(&self, path: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let full = self.locate(path).ok_or_else(|| not_ours(path))?;
        match fs::read(&full) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(disk::fault(&full, &error)),
        }
    }

    /// Removes a file; one that is gone already is as good.
    pub(crate) fn remove(&self, path: &str) -> Result<bool, StoreError> {
        remove(&self.locate(path).ok_or_else(|| not_ours(path))?)
    }

    /// Refuses when the disk takes nothing more.
    pub(crate) fn has_room(&self) -> Result<(), StoreError> {
        let probe = self.root.with_file_name(PROBE);
        let written = fs::write(&probe, vec![0; PROBE_BYTES])
            .and_then(|()| fs::File::open(&probe)?.sync_all())
            .map_err(|error| disk::fault(&probe, &error));
        remove(&probe)?;
        written
    }

    fn about(&self, path: &str) -> Result<Option<fs::Metadata>, StoreError> {
        let full = self.locate(path).ok_or_else(|| not_ours(path))?;
        match fs::metadata(&full) {
            Ok(about) => Ok(about.is_file().then_some(about)),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(disk::fault(&full, &error)),
        }
    }

    /// The full path, if it stays within our folder.
    fn locate(&self, path: &str) -> Option<PathBuf> {
        let relative = Path::new(path);
        let ours = relative.components().all(|part| matches!(part, Component::Normal(_)));
        (ours && !path.is_empty()).then(|| self.root.join(relative))
    }
}

/// `2026-11-21/ID`: one folder for each day, so that none grows without end.
pub(crate) fn path_of(id: &AttachmentId) -> Result<String, StoreError> {
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

fn not_ours(path: &str) -> StoreError {
    StoreError::corrupt(crate::attachments::TABLE, path, "not a path of ours")
}

fn remove(full: &Path) -> Result<bool, StoreError> {
    match fs::remove_file(full) {
        Ok(()) => Ok(true),
        Err(error) if is_absent(&error) => Ok(false),
        Err(error) => Err(disk::fault(full, &error)),
    }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// The names in a folder; none where there is no folder.
fn names_in(folder: &Path) -> Result<Vec<String>, StoreError> {
    let read = || -> io::Result<Vec<String>> {
        fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into())).collect()
    };
    match read() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        names => names.map_err(|error| disk::fault(folder, &error)),
    }
}
