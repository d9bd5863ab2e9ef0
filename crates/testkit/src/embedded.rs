//! The tables of an embedded database.
//!
//! Making them costs as much as a short scene. So the first town of a run leaves them, empty, for
//! those that follow, in whichever process.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use submission_store::{Store, StoreSettings};

use crate::schema::run;

const NAME: &str = "madoguchi-empty-town-";

/// Makes the tables, on either engine.
pub(crate) fn make_tables(settings: &StoreSettings) {
    let copied = settings.database_url.strip_prefix("sqlite:").map(Path::new).zip(spare());
    if let Some((database, spare)) = &copied
        && fs::copy(spare, database).is_ok()
    {
        return;
    }
    Store::migrate(settings).expect("the schema is made");
    if let Some((database, spare)) = copied {
        hand_on(database, &spare);
    }
}

/// Where this run keeps its empty database.
fn spare() -> Option<PathBuf> {
    Some(env::temp_dir().join(format!("{NAME}{}", run()?)))
}

/// Whole or not at all. What other runs have left goes with it.
fn hand_on(database: &Path, spare: &Path) {
    let folder = env::temp_dir();
    for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
        if entry.file_name().to_str().is_some_and(|name| name.starts_with(NAME)) {
            drop(fs::remove_file(entry.path()));
        }
    }
    let written = tempfile::NamedTempFile::new_in(folder).unwrap();
    fs::copy(database, written.path()).unwrap();
    written.persist(spare).unwrap();
}
