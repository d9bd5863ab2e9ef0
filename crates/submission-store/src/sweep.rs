//! Cleaning up: only what a row says has expired.
//!
//! A file that no row names is left alone, and so is a row whose file is missing: either
//! may mean that folder or database is the wrong one. See [`crate::orphans`].

use diesel::prelude::*;
use kernel::Instant;

use crate::{
    Store, StoreError, WriteTx, attachments, binding, bulk, commits,
    folder::Folder,
    invitations, likenesses, mornings, passkeys,
    schema::{bundles, drafts, sessions, unsent},
    transaction::Door as _,
    views,
};

/// Files removed in one step: others wait no longer than this takes.
const BATCH: i64 = 200;

/// What was removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Expired drafts.
    pub drafts: usize,
    /// Attachments that were never filed, with their files.
    pub attachments: usize,
    /// Expired sessions.
    pub sessions: usize,
}

/// Removes what has expired at `now`. Two processes that sweep at once do no harm.
pub async fn sweep(store: &Store, now: Instant) -> Result<Swept, StoreError> {
    let swept = store.write(move |tx| expire(tx, now)).await?;
    store
        .write(move |tx| {
            binding::require(tx)?;
            attachments::expire(tx, now)
        })
        .await?;
    Ok(Swept { attachments: remove_expired(store).await?, ..swept })
}

fn expire(tx: &mut WriteTx<'_>, now: Instant) -> Result<Swept, StoreError> {
    commits::sweep(tx, now)?;
    views::forget(tx, now)?;
    bulk::forget(tx, now)?;
    invitations::forget(tx, now)?;
    passkeys::forget(tx, now)?;
    mornings::forget(tx, now)?;
    likenesses::expire(tx, now)?;
    let now = now.naive_utc();
    tx.run("bundles", |conn, here| {
        diesel::delete(bundles::table)
            .filter(bundles::municipality.eq(here))
            .filter(bundles::expires_at.le(now))
            .execute(conn)
    })?;
    tx.run("unsent", |conn, here| {
        diesel::delete(unsent::table)
            .filter(unsent::municipality.eq(here))
            .filter(unsent::expires_at.le(now))
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

/// First the file, then the row: the other order could leave a file of which nobody knows.
/// Since [`attachments::expire`] no draft and no filing finds the row any more.
async fn remove_expired(store: &Store) -> Result<usize, StoreError> {
    let (mut removed, mut after) = (0, String::new());
    loop {
        let (files, behind) = (store.files().clone(), after);
        let (gone, last) = store
            .read(move |tx| {
                let expired = attachments::list_expired(tx, &behind, BATCH)?;
                let last = expired.last().map(|(id, _)| id.clone());
                // In another folder everything is gone, and that says nothing.
                files.require()?;
                Ok::<_, StoreError>((remove_files(files.folder(), expired), last))
            })
            .await?;
        let Some(last) = last else { return Ok(removed) };
        after = last;
        removed += store.write(move |tx| attachments::forget(tx, &gone)).await?;
    }
}

/// Removes files and gives the rows that can follow. One that cannot be removed keeps its
/// row, and the others do not wait for it.
fn remove_files(folder: &Folder, expired: Vec<(String, String)>) -> Vec<String> {
    let is_gone = |path: &str| match folder.remove(path) {
        Ok(_) => true,
        Err(fault) => {
            tracing::error!(%fault, "an expired attachment was not removed");
            false
        }
    };
    expired.into_iter().filter(|(_, path)| is_gone(path)).map(|(id, _)| id).collect()
}
