//! Files that only this user may read, and writes that survive a power cut.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::Path,
};

use crate::StoreError;

/// What went wrong with a file, without its content; the path is ours, not a person's.
pub(crate) fn fault(path: &Path, error: &io::Error) -> StoreError {
    let what = format!("{}: {}", path.display(), error.kind());
    if matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
        StoreError::Full(what)
    } else {
        StoreError::File(what)
    }
}

/// Makes an empty file that only this user may read, unless there is one.
pub(crate) fn create_private(path: &Path) -> Result<(), StoreError> {
    let folder = folder_of(path);
    create_folder(folder)?;
    match private().create_new(true).open(path) {
        Ok(_) => sync_folder(folder),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(fault(path, &error)),
    }
}

/// Makes a folder and those above it, and has their names on the disk.
pub(crate) fn create_folder(folder: &Path) -> Result<(), StoreError> {
    if folder.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(folder).map_err(|e| fault(folder, &e))?;
    sync_folder(folder_of(folder))
}

/// The folder that a name stands in; for a bare name, the one that we are in.
fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    }
}

/// Writes a file that is not there yet, and has its bytes on the disk.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = private().create_new(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Has the names in a folder on the disk.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    File::open(folder).and_then(|open| open.sync_all()).map_err(|e| fault(folder, &e))
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn a_full_disk_is_told_apart_from_other_faults() {
        let full = Path::new("/dev/full");
        let error = fs::write(full, b"x").unwrap_err();
        assert!(matches!(fault(full, &error), StoreError::Full(_)), "{error}");
        let absent = Path::new("/nowhere/at/all");
        let error = fs::write(absent, b"x").unwrap_err();
        assert!(matches!(fault(absent, &error), StoreError::File(_)), "{error}");
    }
}
