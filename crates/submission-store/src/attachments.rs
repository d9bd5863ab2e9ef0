//! Attachments as rows; their bytes are in [`crate::files`].
//!
//! A row comes before its file and goes after it: [`reserve`], write, [`confirm`]; then
//! filed, or expired and swept. Only a confirmed row can be seen and filed.

use std::panic::resume_unwind;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use kernel::{AttachmentId, Instant, SubmissionId};
use tokio::task::spawn_blocking;

use crate::{
    Digest, Place, Reads, Scope, Sealed, Store, StoreError, WriteTx, binding, row::At,
    schema::attachments, scope::visible_one, transaction::Door as _,
};

pub(crate) const TABLE: &str = "attachments";

/// One uploaded file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// The id, which stands in the answers.
    pub id: AttachmentId,
    /// Hash of the secret of whoever uploaded it.
    pub owner_hash: Digest,
    /// The submission and the field (an instance pointer) that it was filed with.
    pub filed: Option<(SubmissionId, String)>,
    /// The media type that its content shows.
    pub media_type: String,
    /// Its size.
    pub bytes: i64,
    /// Its content's [`crate::Sealer::fingerprint`].
    pub fingerprint: Digest,
    /// Its name, sealed for [`Place::attachment_name`].
    pub name: Sealed,
    /// Where the sealed file is, from [`crate::files::AttachmentFiles::describe`].
    pub path: String,
    /// When it was uploaded.
    pub created_at: Instant,
    /// When it goes away unless it is filed.
    pub expires_at: Instant,
}

/// The file is announced; it may be on the disk or not.
const PENDING: &str = "pending";
/// The file is on the disk, as its row says.
pub(crate) const STORED: &str = "stored";
/// Nobody can file it any more; file and row are about to go.
const EXPIRED: &str = "expired";

/// Keeps an uploaded file: its row, the file, and the word that it is there. Wherever this
/// breaks off, the row expires and takes with it what was written.
pub async fn keep(
    store: &Store,
    attachment: &Attachment,
    content: Vec<u8>,
) -> Result<(), StoreError> {
    let row = attachment.clone();
    store.write(move |tx| reserve(tx, &row)).await?;
    let (files, row) = (store.files().clone(), attachment.clone());
    beside(move || files.write(&row, &content)).await?;
    let (owner, id) = (attachment.owner_hash, attachment.id.clone());
    if store.write(move |tx| confirm(tx, &owner, &id)).await? {
        return Ok(());
    }
    // It was a day on its way: its row is gone, and nobody else will remove the file.
    let (folder, path) = (store.files().folder().clone(), attachment.path.clone());
    beside(move || folder.remove(&path)).await?;
    Err(StoreError::File(format!("{}: expired before it was written", attachment.path)))
}

/// Waits for the disk beside the requests.
async fn beside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    match spawn_blocking(work).await {
        Ok(result) => result,
        Err(failed) if failed.is_panic() => resume_unwind(failed.into_panic()),
        Err(_) => Err(StoreError::Closed),
    }
}

/// Announces a file that is about to be written. Refused when another folder has been
/// adopted since the store was opened.
pub fn reserve(tx: &mut WriteTx<'_>, attachment: &Attachment) -> Result<(), StoreError> {
    let name = attachment.name.bytes_for(&Place::attachment_name(&attachment.id))?;
    binding::require(tx)?;
    let (submission, pointer) = match &attachment.filed {
        Some((submission, pointer)) => (Some(submission.as_str()), Some(pointer.as_str())),
        None => (None, None),
    };
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(attachments::table)
            .values((
                attachments::id.eq(attachment.id.as_str()),
                attachments::municipality.eq(here),
                attachments::owner_hash.eq(attachment.owner_hash.as_bytes().as_slice()),
                attachments::submission_id.eq(submission),
                attachments::pointer.eq(pointer),
                attachments::media_type.eq(&attachment.media_type),
                attachments::bytes.eq(attachment.bytes),
                attachments::sha256.eq(attachment.fingerprint.as_bytes().as_slice()),
                attachments::name.eq(name),
                attachments::path.eq(&attachment.path),
                attachments::created_at.eq(attachment.created_at.naive_utc()),
                attachments::expires_at.eq(attachment.expires_at.naive_utc()),
                attachments::state.eq(PENDING),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// Says that an announced file is on the disk. False when its row has expired meanwhile.
pub fn confirm(
    tx: &mut WriteTx<'_>,
    owner: &Digest,
    id: &AttachmentId,
) -> Result<bool, StoreError> {
    let changed = tx.run(TABLE, |conn, here| {
        diesel::update(attachments::table)
            .filter(attachments::id.eq(id.as_str()))
            .filter(attachments::municipality.eq(here))
            .filter(attachments::owner_hash.eq(owner.as_bytes().as_slice()))
            .filter(attachments::state.eq(PENDING))
            .set(attachments::state.eq(STORED))
            .execute(conn)
    })?;
    Ok(changed == 1)
}

/// An uploaded file that is not filed yet, if it is this owner's.
pub fn find_unfiled(
    tx: &mut impl Reads,
    owner: &Digest,
    id: &AttachmentId,
    now: Instant,
) -> Result<Option<Attachment>, StoreError> {
    Ok(list_unfiled(tx, owner, std::slice::from_ref(id), now)?.pop())
}

/// Those of `ids` that are this owner's, not filed and not expired.
pub fn list_unfiled(
    tx: &mut impl Reads,
    owner: &Digest,
    ids: &[AttachmentId],
    now: Instant,
) -> Result<Vec<Attachment>, StoreError> {
    let rows: Vec<AttachmentRow> = tx.run(TABLE, |conn, here| {
        attachments::table
            .filter(attachments::id.eq_any(texts(ids)))
            .filter(attachments::municipality.eq(here))
            .filter(attachments::owner_hash.eq(owner.as_bytes().as_slice()))
            .filter(attachments::submission_id.is_null())
            .filter(attachments::state.eq(STORED))
            .filter(attachments::expires_at.gt(now.naive_utc()))
            .order(attachments::id)
            .select(AttachmentRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(Attachment::try_from).collect()
}

/// Moves unfiled attachments to another owner, with the draft that names them.
pub fn hand_over(
    tx: &mut WriteTx<'_>,
    from: &Digest,
    to: &Digest,
    ids: &[AttachmentId],
) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::update(attachments::table)
            .filter(attachments::id.eq_any(texts(ids)))
            .filter(attachments::municipality.eq(here))
            .filter(attachments::owner_hash.eq(from.as_bytes().as_slice()))
            .filter(attachments::submission_id.is_null())
            .filter(attachments::state.eq(STORED))
            .set(attachments::owner_hash.eq(to.as_bytes().as_slice()))
            .execute(conn)
    })?;
    Ok(())
}

/// Keeps unfiled attachments longer, because their draft was saved.
pub fn keep_until(
    tx: &mut WriteTx<'_>,
    owner: &Digest,
    ids: &[AttachmentId],
    expires_at: Instant,
) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::update(attachments::table)
            .filter(attachments::id.eq_any(texts(ids)))
            .filter(attachments::municipality.eq(here))
            .filter(attachments::owner_hash.eq(owner.as_bytes().as_slice()))
            .filter(attachments::submission_id.is_null())
            .filter(attachments::state.eq(STORED))
            .set(attachments::expires_at.eq(expires_at.naive_utc()))
            .execute(conn)
    })?;
    Ok(())
}

/// Files an attachment with a submission. False when it is not there, not this owner's,
/// expired, or filed already: then the submission must not be acknowledged.
pub fn file_with(
    tx: &mut WriteTx<'_>,
    owner: &Digest,
    id: &AttachmentId,
    submission: &SubmissionId,
    pointer: &str,
    now: Instant,
) -> Result<bool, StoreError> {
    let changed = tx.run(TABLE, |conn, here| {
        diesel::update(attachments::table)
            .filter(attachments::id.eq(id.as_str()))
            .filter(attachments::municipality.eq(here))
            .filter(attachments::owner_hash.eq(owner.as_bytes().as_slice()))
            .filter(attachments::submission_id.is_null())
            .filter(attachments::state.eq(STORED))
            .filter(attachments::expires_at.gt(now.naive_utc()))
            .set((
                attachments::submission_id.eq(submission.as_str()),
                attachments::pointer.eq(pointer),
            ))
            .execute(conn)
    })?;
    Ok(changed == 1)
}

/// One filed attachment of a submission.
pub fn find(
    tx: &mut impl Reads,
    scope: &Scope,
    submission: &SubmissionId,
    id: &AttachmentId,
) -> Result<Option<Attachment>, StoreError> {
    let row: Option<AttachmentRow> = tx.run(TABLE, |conn, here| {
        let of = visible_one(scope.sight(), here, submission.as_str());
        attachments::table
            .filter(attachments::id.eq(id.as_str()))
            .filter(attachments::submission_id.assume_not_null().eq_any(of))
            .select(AttachmentRow::as_select())
            .first(conn)
            .optional()
    })?;
    row.map(Attachment::try_from).transpose()
}

/// The attachments filed with a submission.
pub fn list(
    tx: &mut impl Reads,
    scope: &Scope,
    submission: &SubmissionId,
) -> Result<Vec<Attachment>, StoreError> {
    let rows: Vec<AttachmentRow> = tx.run(TABLE, |conn, here| {
        let of = visible_one(scope.sight(), here, submission.as_str());
        attachments::table
            .filter(attachments::submission_id.assume_not_null().eq_any(of))
            .order(attachments::id)
            .select(AttachmentRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(Attachment::try_from).collect()
}

/// A page of the files that are there, filed or not, behind the row `after`.
pub(crate) fn list_stored(
    tx: &mut impl Reads,
    after: &str,
    limit: i64,
) -> Result<Vec<Attachment>, StoreError> {
    let rows: Vec<AttachmentRow> = tx.run(TABLE, |conn, here| {
        attachments::table
            .filter(attachments::municipality.eq(here))
            .filter(attachments::state.eq(STORED))
            .filter(attachments::id.gt(after))
            .order(attachments::id)
            .limit(limit)
            .select(AttachmentRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(Attachment::try_from).collect()
}

/// The ids of what was not filed and expired before `time`, for integrity checks.
pub(crate) fn list_overdue(tx: &mut impl Reads, time: Instant) -> Result<Vec<String>, StoreError> {
    tx.run(TABLE, |conn, here| {
        attachments::table
            .filter(attachments::municipality.eq(here))
            .filter(attachments::submission_id.is_null())
            .filter(attachments::expires_at.lt(time.naive_utc()))
            .order(attachments::id)
            .select(attachments::id)
            .load(conn)
    })
}

/// Gives up an attachment that is not filed; the sweeper takes its file, then its row.
pub fn discard(
    tx: &mut WriteTx<'_>,
    owner: &Digest,
    id: &AttachmentId,
) -> Result<bool, StoreError> {
    let gone = tx.run(TABLE, |conn, here| {
        diesel::update(attachments::table)
            .filter(attachments::id.eq(id.as_str()))
            .filter(attachments::municipality.eq(here))
            .filter(attachments::owner_hash.eq(owner.as_bytes().as_slice()))
            .filter(attachments::submission_id.is_null())
            .filter(attachments::state.eq(STORED))
            .set(attachments::state.eq(EXPIRED))
            .execute(conn)
    })?;
    Ok(gone > 0)
}

/// Takes from everybody what is not filed and expired by `now`, announced files as well.
pub(crate) fn expire(tx: &mut WriteTx<'_>, now: Instant) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::update(attachments::table)
            .filter(attachments::municipality.eq(here))
            .filter(attachments::submission_id.is_null())
            .filter(attachments::expires_at.le(now.naive_utc()))
            .filter(attachments::state.ne(EXPIRED))
            .set(attachments::state.eq(EXPIRED))
            .execute(conn)
    })?;
    Ok(())
}

/// Ids and paths of a page of what has expired, behind the row `after`.
pub(crate) fn list_expired(
    tx: &mut impl Reads,
    after: &str,
    limit: i64,
) -> Result<Vec<(String, String)>, StoreError> {
    tx.run(TABLE, |conn, here| {
        attachments::table
            .filter(attachments::municipality.eq(here))
            .filter(attachments::submission_id.is_null())
            .filter(attachments::state.eq(EXPIRED))
            .filter(attachments::id.gt(after))
            .order(attachments::id)
            .limit(limit)
            .select((attachments::id, attachments::path))
            .load(conn)
    })
}

/// Removes the rows of expired files that are gone.
pub(crate) fn forget(tx: &mut WriteTx<'_>, ids: &[String]) -> Result<usize, StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::delete(attachments::table)
            .filter(attachments::id.eq_any(ids))
            .filter(attachments::municipality.eq(here))
            .filter(attachments::state.eq(EXPIRED))
            .execute(conn)
    })
}

fn texts(ids: &[AttachmentId]) -> impl Iterator<Item = &str> {
    ids.iter().map(AttachmentId::as_str)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = attachments)]
pub(crate) struct AttachmentRow {
    id: String,
    owner_hash: Vec<u8>,
    submission_id: Option<String>,
    pointer: Option<String>,
    media_type: String,
    bytes: i64,
    sha256: Vec<u8>,
    name: Vec<u8>,
    path: String,
    created_at: NaiveDateTime,
    expires_at: NaiveDateTime,
}

impl TryFrom<AttachmentRow> for Attachment {
    type Error = StoreError;

    fn try_from(row: AttachmentRow) -> Result<Self, StoreError> {
        let at = At::row(TABLE, &row.id);
        let id: AttachmentId = at.parse("id", &row.id)?;
        let submission = at.parse_option("submission", row.submission_id.as_deref())?;
        Ok(Self {
            owner_hash: at.digest(&row.owner_hash)?,
            filed: submission.zip(row.pointer),
            fingerprint: at.digest(&row.sha256)?,
            name: Sealed::read(Place::attachment_name(&id), row.name),
            id,
            media_type: row.media_type,
            bytes: row.bytes,
            path: row.path,
            created_at: Instant::from_naive_utc(row.created_at),
            expires_at: Instant::from_naive_utc(row.expires_at),
        })
    }
}
