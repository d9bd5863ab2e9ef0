//! Files that no row names: told, and removed only when an operator says so.
//!
//! A row precedes its file, so none of these is on its way in. They come with a database
//! that was restored from an older copy, and the newer database may yet be found.

use diesel::prelude::*;
use kernel::Instant;

use crate::{
    Reads, Store, StoreError,
    engine::DbConn,
    folder::{Folder, FoundFile, made_at},
    schema::attachments,
};

/// Names asked for in one statement.
const BATCH: usize = 200;

/// A file without a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Orphan {
    /// Where it is, from the folder of attachments.
    pub path: String,
    /// When it was uploaded; for a name that is not ours, when it was written.
    pub made_at: Option<Instant>,
}

/// Every file that no row of this database names, whichever municipality's.
pub(crate) fn list(tx: &mut impl Reads, folder: &Folder) -> Result<Vec<Orphan>, StoreError> {
    let mut orphans = Vec::new();
    for day in folder.days()? {
        let found = without_row(&folder.files_of(&day)?, |paths| {
            tx.run(crate::attachments::TABLE, |conn, _| {
                conn.see_every_town()?;
                named(conn, paths)
            })
        })?;
        for file in found {
            let made_at = match file.id.as_ref().and_then(made_at) {
                Some(made) => Some(made),
                None => folder.written_at(&file.path)?,
            };
            orphans.push(Orphan { path: file.path, made_at });
        }
    }
    Ok(orphans)
}

/// Removes the files without a row that were uploaded before `before`, and tells which;
/// with `dry_run` it only tells.
pub async fn prune(
    store: &Store,
    before: Instant,
    dry_run: bool,
) -> Result<Vec<Orphan>, StoreError> {
    let folder = store.files().folder().clone();
    store
        .read(move |tx| {
            let mut orphans = list(tx, &folder)?;
            orphans.retain(|orphan| orphan.made_at.is_some_and(|made| made < before));
            if !dry_run {
                for orphan in &orphans {
                    folder.remove(&orphan.path)?;
                }
            }
            Ok(orphans)
        })
        .await
}

/// Those of `files` that `named` does not find among the rows.
pub(crate) fn without_row(
    files: &[FoundFile],
    mut named: impl FnMut(&[&str]) -> Result<Vec<String>, StoreError>,
) -> Result<Vec<FoundFile>, StoreError> {
    let mut orphans = Vec::new();
    for some in files.chunks(BATCH) {
        let paths: Vec<&str> = some.iter().map(|file| file.path.as_str()).collect();
        let known = named(&paths)?;
        orphans.extend(some.iter().filter(|file| !known.contains(&file.path)).cloned());
    }
    Ok(orphans)
}

/// Those of `paths` that a row names, in whatever state.
pub(crate) fn named(conn: &mut DbConn, paths: &[&str]) -> QueryResult<Vec<String>> {
    attachments::table.filter(attachments::path.eq_any(paths)).select(attachments::path).load(conn)
}
