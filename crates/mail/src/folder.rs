//! Letters as files in a folder, for demonstrations and tests.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use crate::{Outgoing, SendFault, Stage, Transport};

/// Writes each letter as `<letter id>.eml`, whole or not at all. Sent again, it
/// replaces itself.
#[derive(Debug, Clone)]
pub struct FolderTransport {
    folder: PathBuf,
}

impl FolderTransport {
    /// Uses `folder`, which is made (mode 0700: letters carry codes) when it is not there.
    pub fn open(folder: impl Into<PathBuf>) -> io::Result<Self> {
        let folder = folder.into();
        DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
        Ok(Self { folder })
    }

    /// Where the letters are.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn write(&self, name: &str, mail: &[u8]) -> io::Result<()> {
        let part = self.folder.join(format!(".{name}.{}.part", std::process::id()));
        let written = write_through(&part, mail)
            .and_then(|()| std::fs::rename(&part, self.folder.join(format!("{name}.eml"))));
        if written.is_err() {
            drop(std::fs::remove_file(&part));
        }
        written
    }
}

impl Transport for FolderTransport {
    fn send(&self, outgoing: &Outgoing) -> Result<(), SendFault> {
        let mail = outgoing.message()?.formatted();
        self.write(outgoing.id.as_str(), &mail)
            .map_err(|_names_the_path| SendFault::Transient(Stage::Folder))
    }
}

fn write_through(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file: File =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
