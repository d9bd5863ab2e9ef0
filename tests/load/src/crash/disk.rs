//! A disk that forgets what it said was written, to see that the test sees a loss.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The embedded database and the log beside it.
const FILES: [&str; 2] = ["madoguchi.sqlite", "madoguchi.sqlite-wal"];
/// Made anew from the log by whoever opens the database.
const INDEX: &str = "madoguchi.sqlite-shm";

/// The database as it was when its server had been killed.
pub(crate) struct Remembered(Vec<(PathBuf, Option<Vec<u8>>)>);

impl Remembered {
    pub(crate) fn of(data: &Path) -> io::Result<Self> {
        let read = |name| {
            let path = data.join(name);
            let bytes = if path.try_exists()? { Some(fs::read(&path)?) } else { None };
            Ok((path, bytes))
        };
        FILES.into_iter().map(read).collect::<io::Result<_>>().map(Self)
    }

    /// Everything since then is gone. No server may be running.
    pub(crate) fn put_back(self, data: &Path) -> io::Result<()> {
        remove(&data.join(INDEX))?;
        for (path, bytes) in self.0 {
            match bytes {
                Some(bytes) => fs::write(path, bytes)?,
                None => remove(&path)?,
            }
        }
        Ok(())
    }
}

fn remove(path: &Path) -> io::Result<()> {
    if path.try_exists()? { fs::remove_file(path) } else { Ok(()) }
}
