//! Why a folder of files and a database do not belong together, and the ways out.

use crate::folder::FolderId;

/// What does not fit. Each text says what to do; nothing was changed or deleted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    /// There are files, and the database file is gone.
    #[error(
        "the folder holds sealed files, but the database file is missing. Nothing was made or \
         deleted. Restore the database that belongs to them, or start with an empty data folder"
    )]
    NoDatabase,
    /// There are files, and the database has heard of none.
    #[error(
        "the folder holds sealed files of which this database knows nothing: it is new, empty, \
         or another city's. Nothing was deleted. Start with the database that belongs to them, \
         or with an empty data folder; only if this database is to go on beside them, run \
         `madoguchi attachments adopt`"
    )]
    Unknown,
    /// Both are bound, but not to each other.
    #[error(
        "the folder has the id {folder}, but this database keeps its files in the folder with \
         the id {database}: one of the two is another server's, another city's or a copy. Point \
         --data and --database to what belongs together (servers on one database share one \
         folder); only if this folder is to take the other's place, run \
         `madoguchi attachments adopt`"
    )]
    Other {
        /// The id of the folder.
        folder: FolderId,
        /// The id in the database.
        database: FolderId,
    },
    /// The database is bound, the folder is not.
    #[error(
        "the folder has no id, but this database keeps its files in the folder with the id \
         {database}: this one is empty, not mounted, or another server's. Mount or restore the \
         folder (servers on one database share one); only if this folder is to take the other's \
         place, run `madoguchi attachments adopt`"
    )]
    Unmarked {
        /// The id in the database.
        database: FolderId,
    },
    /// The rows name files, and none of the newest is there.
    #[error(
        "the database names files, and none of the newest {looked} is in the folder: it was \
         emptied, is not mounted, or is an old copy. Mount or restore it; only if the files are \
         lost, run `madoguchi attachments adopt --accept-missing`"
    )]
    Absent {
        /// How many were looked for.
        looked: usize,
    },
    /// Adopting would give files up.
    #[error(
        "{missing} of the {named} files that the database names are not in the folder. Restore \
         them; only if they are lost, add --accept-missing"
    )]
    Missing {
        /// How many are not there.
        missing: u64,
        /// How many there should be.
        named: u64,
    },
}
