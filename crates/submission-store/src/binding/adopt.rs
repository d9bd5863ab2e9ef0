//! Adopting a folder: the operator's word that folder and database belong together.

use diesel::prelude::*;
use kernel::{MunicipalityId, SystemIds};

use super::{Bound, Mismatch, TABLE, write};
use crate::{
    StoreError,
    attachments::STORED,
    engine::DbConn,
    folder::{Folder, FolderId},
    orphans,
    schema::{attachment_folders, attachments},
};

/// Rows looked at in one statement.
const PAGE: i64 = 1_000;

/// What adopting a folder found in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Adoption {
    /// Files in the folder.
    pub files: u64,
    /// Files that the rows of this municipality name.
    pub named: u64,
    /// Those of them that are not in the folder.
    pub missing: u64,
    /// Files in the folder that no row names.
    pub orphans: u64,
}

/// Binds `folder` to the database whatever either was bound to before; with `accept_missing`
/// also when it lacks files that rows name. Runs in a write transaction.
pub(crate) fn adopt(
    conn: &mut DbConn,
    folder: &Folder,
    municipality: &MunicipalityId,
    accept_missing: bool,
) -> Result<Adoption, StoreError> {
    let here = municipality.as_str();
    let (found, newest) = count(conn, folder, here)?;
    if found.missing > 0 && !accept_missing {
        let (missing, named) = (found.missing, found.named);
        return Err(folder.refusal(Mismatch::Missing { missing, named }));
    }
    // A new id: whoever still carries the old one, a copy or another server, is refused.
    let id = FolderId::new(&SystemIds);
    if let Some(old) = folder.id()? {
        diesel::update(attachment_folders::table)
            .filter(attachment_folders::folder.eq(old.as_str()))
            .set(attachment_folders::folder.eq(id.as_str()))
            .execute(conn)
            .map_err(|e| StoreError::of(TABLE, &e))?;
    }
    let absent_up_to = newest.filter(|_| found.missing > 0);
    write(conn, here, &Bound { folder: id.clone(), absent_up_to })?;
    folder.mark(&id)?;
    Ok(found)
}

/// What adopting would find, changing nothing.
pub(crate) fn look(
    conn: &mut DbConn,
    folder: &Folder,
    municipality: &MunicipalityId,
) -> Result<Adoption, StoreError> {
    count(conn, folder, municipality.as_str()).map(|(found, _)| found)
}

/// Goes through rows and files, and gives the newest row as well.
fn count(
    conn: &mut DbConn,
    folder: &Folder,
    here: &str,
) -> Result<(Adoption, Option<String>), StoreError> {
    let failed = |e: diesel::result::Error| StoreError::of("attachments", &e);
    let (mut found, mut after) = (Adoption::default(), String::new());
    loop {
        let rows: Vec<(String, String)> = attachments::table
            .filter(attachments::municipality.eq(here))
            .filter(attachments::state.eq(STORED))
            .filter(attachments::id.gt(&after))
            .order(attachments::id)
            .limit(PAGE)
            .select((attachments::id, attachments::path))
            .load(conn)
            .map_err(failed)?;
        for (_, path) in &rows {
            found.named += 1;
            found.missing += u64::from(folder.size_of(path)?.is_none());
        }
        match rows.into_iter().last() {
            Some((id, _)) => after = id,
            None => break,
        }
    }
    for day in folder.days()? {
        let files = folder.files_of(&day)?;
        found.files += u64::try_from(files.len()).unwrap_or(u64::MAX);
        let orphans =
            orphans::without_row(&files, |paths| orphans::named(conn, paths).map_err(failed))?;
        found.orphans += u64::try_from(orphans.len()).unwrap_or(u64::MAX);
    }
    Ok((found, Some(after).filter(|id| !id.is_empty())))
}
