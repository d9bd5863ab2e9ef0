//! The lock of the data folder: while a server runs on it, no other may that does not share.
//!
//! Only servers take it; commands work beside them. The operating system gives it back when
//! the process ends, however it ends.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io,
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
};

use crate::fault::Fault;

/// Inside of the data folder; what is in it does not matter.
const FILE: &str = "lock";

/// Held as long as it lives.
#[derive(Debug)]
pub(crate) struct DataLock {
    _file: File,
}

impl DataLock {
    /// Takes the lock of `data`: alone with an embedded database, which has one server;
    /// together with other servers of the same PostgreSQL, which share the folder.
    pub(crate) fn take(data: &Path, alone: bool) -> Result<Self, Fault> {
        let path = data.join(FILE);
        let told = |fault: io::Error| Fault::usage(format!("{}: {fault}", path.display()));
        let file =
            OpenOptions::new().create(true).append(true).mode(0o600).open(&path).map_err(told)?;
        match if alone { file.try_lock() } else { file.try_lock_shared() } {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(Fault::found(format!(
                "another server is running on the data folder {}: an embedded database has one \
                 server. Stop the other one, or move to PostgreSQL, where several share a folder",
                data.display()
            ))),
            // Some network file systems have no locks; PostgreSQL does without this one.
            Err(TryLockError::Error(fault))
                if !alone && fault.kind() == io::ErrorKind::Unsupported =>
            {
                Ok(Self { _file: file })
            }
            Err(TryLockError::Error(fault)) => Err(told(fault)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_share_a_folder_only_where_the_database_is_elsewhere() {
        let data = tempfile::tempdir().unwrap();
        let take = |alone| DataLock::take(data.path(), alone);
        let first = take(true).unwrap();
        assert!(take(true).is_err() && take(false).is_err(), "an embedded database has one");
        drop(first);
        let (_first, _second) = (take(false).unwrap(), take(false).unwrap());
        let told = take(true).unwrap_err().to_string();
        assert!(told.contains("another server is running"), "{told}");
    }
}
