//! Letters as files in a folder, for demonstrations and tests.

use std::{io, path::PathBuf};

use crate::{Outgoing, SendFault, Transport};

/// Writes each letter as `<letter id>.eml`, whole or not at all.
#[derive(Debug, Clone)]
pub struct FolderTransport {
    _folder: PathBuf,
}

impl FolderTransport {
    /// Uses `folder`, which is made (mode 0700) when it is not there.
    pub fn open(_folder: impl Into<PathBuf>) -> io::Result<Self> {
        unimplemented!()
    }
}

impl Transport for FolderTransport {
    fn send(&self, _outgoing: &Outgoing) -> Result<(), SendFault> {
        unimplemented!()
    }
}
