//! Attachments as rows; their bytes are in [`crate::files`].
//!
//! A row comes before its file and goes after it: [`reserve`], write, [`confirm`]; then
//! filed, or expired and swept. Only a confirmed row can be seen and filed.

mod row;
mod spot;
mod turn;

use std::panic::resume_unwind;

use diesel::prelude::*;
use kernel::{AttachmentId, Instant, SubmissionId};
use tokio::task::spawn_blocking;

use self::row::AttachmentRow;
pub use self::spot::{ParseSpotError, Spot};
pub use self::turn::{ParseTurnError, Turn, turn};
use crate::{
    CaseSealer, Digest, FileSealer, Place, Reads, Scope, Sealed, Store, StoreError, WriteTx,
    binding, case_keys,
    engine::{per_engine, update},
    file_seal::WrappedFor,
    rotation,
    schema::attachments,
    scope::visible_one,
    transaction::Door as _,
};

pub(crate) const TABLE: &str = "attachments";

/// One uploaded file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// The id, which stands in the answers.
    pub id: AttachmentId,
    /// Hash of the secret of whoever uploaded it.
    pub owner_hash: Digest,
    /// The submission that it was filed with, and where it belongs there.
    pub filed: Option<(SubmissionId, Spot)>,
    /// The media type that its content shows.
    pub media_type: String,
    /// Its size.
    pub bytes: i64,
    /// Its content's keyed digest.
    pub fingerprint: Digest,
    /// Its name, from [`FileSealer::seal_name`].
    pub name: Sealed,
    /// Where the sealed file is, from [`crate::files::AttachmentFiles::describe`].
    pub path: String,
    /// When it was uploaded.
    pub created_at: Instant,
    /// When it goes away unless it is filed.
    pub expires_at: Instant,
    /// How far its picture is turned for whoever looks at it.
    pub turn: Turn,
    /// What seals and opens it.
    pub sealer: FileSealer,
}

impl Attachment {
    /// Where it belongs in its case, once it is filed.
    pub fn spot(&self) -> Option<&Spot> {
        self.filed.as_ref().map(|(_, spot)| spot)
    }

    /// The pointer of the answer that names it, where one does.
    pub fn answer(&self) -> Option<&str> {
        self.spot().and_then(Spot::answer)
    }

    /// Its name, as it was called by who sent it.
    pub fn open_name(&self) -> Result<String, StoreError> {
        self.sealer.open_name(&self.name)
    }
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
    let row = attachment.clone();
    if store.write(move |tx| confirm(tx, &row.owner_hash, &row.id)).await? {
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
    let key = attachment.sealer.wrapped().map(WrappedFor::columns).unzip();
    let town_key = key.0.flatten();
    rotation::require(tx, town_key)?;
    let (submission, pointer) = match &attachment.filed {
        Some((submission, spot)) => (Some(submission.as_str()), Some(spot.to_string())),
        None => (None, None),
    };
    tx.run(TABLE, |conn, here| {
        per_engine!(conn, |conn| diesel::insert_into(attachments::table)
            .values((
                attachments::id.eq(attachment.id.as_str()),
                attachments::municipality.eq(here),
                attachments::owner_hash.eq(attachment.owner_hash.as_bytes().as_slice()),
                attachments::submission_id.eq(submission),
                attachments::pointer.eq(pointer.as_deref()),
                attachments::media_type.eq(&attachment.media_type),
                attachments::bytes.eq(attachment.bytes),
                attachments::sha256.eq(attachment.fingerprint.as_bytes().as_slice()),
                attachments::name.eq(name),
                attachments::path.eq(&attachment.path),
                attachments::created_at.eq(attachment.created_at.naive_utc()),
                attachments::expires_at.eq(attachment.expires_at.naive_utc()),
                attachments::state.eq(PENDING),
                attachments::town_key.eq(town_key),
                attachments::wrapped.eq(key.1),
            ))
            .execute(conn))
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
        let announced = attachments::table
            .filter(attachments::id.eq(id.as_str()))
            .filter(attachments::municipality.eq(here))
            .filter(attachments::owner_hash.eq(owner.as_bytes().as_slice()))
            .filter(attachments::state.eq(PENDING));
        update(announced, attachments::state.eq(STORED)).execute(conn)
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
    let row: Option<AttachmentRow> = tx.run(TABLE, |conn, here| {
        let unfiled = attachments::table
            .filter(attachments::id.eq(id.as_str()))
            .filter(attachments::municipality.eq(here))
            .filter(attachments::owner_hash.eq(owner.as_bytes().as_slice()))
            .filter(attachments::submission_id.is_null())
            .filter(attachments::state.eq(STORED))
            .filter(attachments::expires_at.gt(now.naive_utc()));
        per_engine!(conn, |conn| unfiled.select(AttachmentRow::as_select()).get_result(conn))
            .optional()
    })?;
    row.map(|row| row.read(tx, None)).transpose()
}

/// Those of `ids` that are this owner's, not filed and not expired. One by one: a list would be a
/// statement that no connection keeps prepared.
pub fn list_unfiled(
    tx: &mut impl Reads,
    owner: &Digest,
    ids: &[AttachmentId],
    now: Instant,
) -> Result<Vec<Attachment>, StoreError> {
    let found = ids.iter().map(|id| find_unfiled(tx, owner, id, now));
    found.filter_map(Result::transpose).collect()
}

/// How many files of this owner wait to be filed, and how many bytes they have.
pub fn waiting_of(
    tx: &mut impl Reads,
    owner: &Digest,
    now: Instant,
) -> Result<(i64, i64), StoreError> {
    let sizes: Vec<i64> = tx.run(TABLE, |conn, here| {
        attachments::table
            .filter(attachments::municipality.eq(here))
            .filter(attachments::owner_hash.eq(owner.as_bytes().as_slice()))
            .filter(attachments::submission_id.is_null())
            .filter(attachments::state.ne(EXPIRED))
            .filter(attachments::expires_at.gt(now.naive_utc()))
            .select(attachments::bytes)
            .load(conn)
    })?;
    let bytes = sizes.iter().fold(0, |sum: i64, size| sum.saturating_add(*size));
    Ok((i64::try_from(sizes.len()).unwrap_or(i64::MAX), bytes))
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

/// Files an attachment with a submission, whose key wraps the file's from now on. False when
/// it is not there, not this owner's, expired, or filed already: then the submission must not
/// be acknowledged.
pub fn file_with(
    tx: &mut WriteTx<'_>,
    owner: &Digest,
    id: &AttachmentId,
    case: &CaseSealer,
    spot: &Spot,
    now: Instant,
) -> Result<bool, StoreError> {
    let Some(unfiled) = find_unfiled(tx, owner, id, now)? else { return Ok(false) };
    let wrapped = unfiled.sealer.wrapped_for(case);
    let key = wrapped.as_ref().map(WrappedFor::columns).unzip();
    let changed = tx.run(TABLE, |conn, here| {
        let unfiled = attachments::table
            .filter(attachments::id.eq(id.as_str()))
            .filter(attachments::municipality.eq(here))
            .filter(attachments::owner_hash.eq(owner.as_bytes().as_slice()))
            .filter(attachments::submission_id.is_null())
            .filter(attachments::state.eq(STORED))
            .filter(attachments::expires_at.gt(now.naive_utc()));
        let filed = (
            attachments::submission_id.eq(case.case().as_str()),
            attachments::pointer.eq(spot.to_string()),
            attachments::town_key.eq(key.0.flatten()),
            attachments::wrapped.eq(key.1),
        );
        update(unfiled, filed).execute(conn)
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
    let sight = scope.sight(tx, submission)?;
    let row: Option<AttachmentRow> = tx.run(TABLE, |conn, here| {
        let of = visible_one(sight, here, submission.as_str());
        attachments::table
            .filter(attachments::id.eq(id.as_str()))
            .filter(attachments::submission_id.assume_not_null().eq_any(of))
            .select(AttachmentRow::as_select())
            .first(conn)
            .optional()
    })?;
    let Some(row) = row else { return Ok(None) };
    let case = case_keys::sealer_of(tx, submission)?;
    row.read(tx, Some(&case)).map(Some)
}

/// The attachments filed with a submission.
pub fn list(
    tx: &mut impl Reads,
    scope: &Scope,
    submission: &SubmissionId,
) -> Result<Vec<Attachment>, StoreError> {
    let sight = scope.sight(tx, submission)?;
    let rows: Vec<AttachmentRow> = tx.run(TABLE, |conn, here| {
        let of = visible_one(sight, here, submission.as_str());
        attachments::table
            .filter(attachments::submission_id.assume_not_null().eq_any(of))
            .order(attachments::id)
            .select(AttachmentRow::as_select())
            .load(conn)
    })?;
    let case = if rows.is_empty() { None } else { Some(case_keys::sealer_of(tx, submission)?) };
    rows.into_iter().map(|row| row.read(tx, case.as_ref())).collect()
}

/// The id of a row, and what it says: one that cannot be read is damage of that one.
pub(crate) type Stored = (String, Result<Attachment, StoreError>);

/// A page of the files that are there, filed or not, behind the row `after`.
pub(crate) fn list_stored(
    tx: &mut impl Reads,
    after: &str,
    limit: i64,
) -> Result<Vec<Stored>, StoreError> {
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
    let read = |row: AttachmentRow| (row.id.clone(), row.read_apart(tx));
    Ok(rows.into_iter().map(read).collect())
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

/// Takes from everybody what was filed with a case that is being erased: their keys are gone at
/// once, their files at the next sweep.
pub(crate) fn give_up(
    tx: &mut WriteTx<'_>,
    case: &SubmissionId,
    now: Instant,
) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::update(attachments::table)
            .filter(attachments::submission_id.eq(case.as_str()))
            .filter(attachments::municipality.eq(here))
            .set((
                attachments::submission_id.eq(None::<String>),
                attachments::pointer.eq(None::<String>),
                attachments::name.eq(Vec::new()),
                attachments::town_key.eq(None::<i64>),
                attachments::wrapped.eq(None::<Vec<u8>>),
                attachments::expires_at.eq(now.naive_utc()),
                attachments::state.eq(EXPIRED),
            ))
            .execute(conn)
    })?;
    Ok(())
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
