//! Cleaning up: what has expired, and files that a crash left behind.

use diesel::prelude::*;
use kernel::Instant;

use crate::{
    Reads, Store, StoreError, WriteTx,
    files::{AttachmentFiles, FoundFile, made_at},
    schema::{attachments, bundles, drafts, sessions},
    transaction::Door as _,
};

/// Rows removed in one transaction: others wait no longer than this takes.
const BATCH: i64 = 200;

/// A younger file may still get its row. [`crate::attachments::insert`] refuses a row
/// whose file was swept, so that even a slower one loses nothing that was promised.
const GRACE: chrono::Duration = chrono::Duration::seconds(30);

/// How far back files are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// All of them: at start, and once a night.
    Everything,
    /// Those of the last two days: every minute.
    Recent,
}

/// What was removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Expired drafts.
    pub drafts: usize,
    /// Attachments that were never filed.
    pub attachments: usize,
    /// Expired sessions.
    pub sessions: usize,
    /// Temporary files of interrupted uploads.
    pub unfinished_files: usize,
    /// Files without a row.
    pub orphaned_files: usize,
}

/// Removes what has expired at `now`, and files older than half a minute that no row
/// names. Two processes that sweep at once do no harm.
pub async fn sweep(store: &Store, now: Instant, reach: Reach) -> Result<Swept, StoreError> {
    let mut swept = store.write(move |tx| expire(tx, now)).await?;
    swept.attachments = expire_attachments(store, now).await?;
    let files = store.files().clone();
    let since = match reach {
        Reach::Everything => None,
        Reach::Recent => Some(now.plus(chrono::Duration::days(-2)).day()),
    };
    // Walking folders belongs on a blocking thread as reading rows does.
    let (unfinished, orphans) = store
        .read(move |tx| {
            let unfinished = older_than_grace(files.unfinished()?, now);
            let finished = older_than_grace(files.finished(since)?, now);
            Ok::<_, StoreError>((unfinished, without_row(tx, &finished)?))
        })
        .await?;
    swept.unfinished_files = remove_unfinished(store, unfinished).await?;
    swept.orphaned_files = remove_orphans(store, orphans).await?;
    Ok(swept)
}

fn expire(tx: &mut WriteTx<'_>, now: Instant) -> Result<Swept, StoreError> {
    let now = now.naive_utc();
    tx.run("bundles", |conn, here| {
        diesel::delete(bundles::table)
            .filter(bundles::municipality.eq(here))
            .filter(bundles::expires_at.le(now))
            .execute(conn)
    })?;
    let drafts = tx.run("drafts", |conn, here| {
        diesel::delete(drafts::table)
            .filter(drafts::municipality.eq(here))
            .filter(drafts::expires_at.le(now))
            .execute(conn)
    })?;
    let sessions = tx.run("sessions", |conn, here| {
        diesel::delete(sessions::table)
            .filter(sessions::municipality.eq(here))
            .filter(sessions::expires_at.le(now))
            .execute(conn)
    })?;
    Ok(Swept { drafts, sessions, ..Swept::default() })
}

/// First the row, then the file: the other order could leave a row without its file.
async fn expire_attachments(store: &Store, now: Instant) -> Result<usize, StoreError> {
    let mut removed = 0;
    loop {
        let paths = store.write(move |tx| delete_expired(tx, now)).await?;
        if paths.is_empty() {
            return Ok(removed);
        }
        removed += paths.len();
        let files = store.files().clone();
        store.read(move |_| paths.iter().try_for_each(|path| files.remove(path).map(drop))).await?;
    }
}

fn delete_expired(tx: &mut WriteTx<'_>, now: Instant) -> Result<Vec<String>, StoreError> {
    let expired: Vec<(String, String)> = tx.run("attachments", |conn, here| {
        attachments::table
            .filter(attachments::municipality.eq(here))
            .filter(attachments::submission_id.is_null())
            .filter(attachments::expires_at.le(now.naive_utc()))
            .limit(BATCH)
            .select((attachments::id, attachments::path))
            .load(conn)
    })?;
    let (ids, paths): (Vec<String>, Vec<String>) = expired.into_iter().unzip();
    tx.run("attachments", |conn, _| {
        diesel::delete(attachments::table)
            .filter(attachments::id.eq_any(&ids))
            .filter(attachments::submission_id.is_null())
            .execute(conn)
    })?;
    Ok(paths)
}

/// Those that no upload can still be busy with.
pub(crate) fn older_than_grace(found: Vec<FoundFile>, now: Instant) -> Vec<FoundFile> {
    let old = |file: &FoundFile| match file.id.as_ref().and_then(made_at) {
        Some(made) => now.since(made) > GRACE,
        // Not one of our names: nothing that we promised to keep.
        None => true,
    };
    found.into_iter().filter(old).collect()
}

/// Those of `files` that no row names.
pub(crate) fn without_row(
    tx: &mut impl Reads,
    files: &[FoundFile],
) -> Result<Vec<FoundFile>, StoreError> {
    let mut orphans = Vec::new();
    for some in files.chunks(usize::try_from(BATCH).unwrap_or(1)) {
        let paths: Vec<&str> = some.iter().map(|file| file.path.as_str()).collect();
        let named: Vec<String> = tx.run("attachments", |conn, _| {
            attachments::table
                .filter(attachments::path.eq_any(paths))
                .select(attachments::path)
                .load(conn)
        })?;
        orphans.extend(some.iter().filter(|file| !named.contains(&file.path)).cloned());
    }
    Ok(orphans)
}

async fn remove_unfinished(store: &Store, found: Vec<FoundFile>) -> Result<usize, StoreError> {
    let files = store.files().clone();
    store.read(move |_| remove_each(&files, &found)).await
}

/// Looks once more, as a writer: on SQLite no row can be inserted meanwhile.
async fn remove_orphans(store: &Store, found: Vec<FoundFile>) -> Result<usize, StoreError> {
    if found.is_empty() {
        return Ok(0);
    }
    let work = move |tx: &mut WriteTx<'_>| {
        let orphans = without_row(tx, &found)?;
        remove_each(&tx.files().clone(), &orphans)
    };
    store.write(work).await
}

fn remove_each(files: &AttachmentFiles, found: &[FoundFile]) -> Result<usize, StoreError> {
    let mut removed = 0;
    for file in found {
        removed += usize::from(files.remove(&file.path)?);
    }
    Ok(removed)
}
