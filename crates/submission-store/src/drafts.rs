//! Drafts: a resident's unfinished answers. They belong to a browser, and expire.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use kernel::{DraftId, Instant, Language};

use crate::{
    Digest, Place, Reads, Sealed, StoreError, WriteTx, engine::update, row::At, schema::drafts,
    transaction::Door as _,
};

const TABLE: &str = "drafts";

/// One draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The id.
    pub id: DraftId,
    /// The procedure that is being filled in.
    pub procedure: String,
    /// The version of its form.
    pub version: i64,
    /// Hash of the secret of the browser that it belongs to.
    pub owner_hash: Digest,
    /// Hash of the code that opens it in another browser.
    pub resume_hash: Option<Digest>,
    /// The answers as typed, sealed for [`Place::draft`].
    pub data: Sealed,
    /// The page last shown.
    pub page: String,
    /// The language it is filled in.
    pub language: Language,
    /// Counts savings; [`save`] refuses when somebody else (another tab) saved in between.
    pub saves: i64,
    /// When it was begun.
    pub created_at: Instant,
    /// When it was last saved.
    pub updated_at: Instant,
    /// When it goes away.
    pub expires_at: Instant,
}

/// Keeps a new draft.
pub fn insert(tx: &mut WriteTx<'_>, draft: &Draft) -> Result<(), StoreError> {
    let data = draft.data.bytes_for(&Place::draft(&draft.id))?;
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(drafts::table)
            .values((
                drafts::id.eq(draft.id.as_str()),
                drafts::municipality.eq(here),
                drafts::procedure.eq(&draft.procedure),
                drafts::version.eq(draft.version),
                drafts::owner_hash.eq(draft.owner_hash.as_bytes().as_slice()),
                drafts::resume_hash.eq(resume_bytes(draft)),
                drafts::data.eq(data),
                drafts::page.eq(&draft.page),
                drafts::language.eq(draft.language.tag()),
                drafts::saves.eq(draft.saves),
                drafts::created_at.eq(draft.created_at.naive_utc()),
                drafts::updated_at.eq(draft.updated_at.naive_utc()),
                drafts::expires_at.eq(draft.expires_at.naive_utc()),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// The draft, if it belongs to this browser and has not expired.
pub fn find(
    tx: &mut impl Reads,
    owner: &Digest,
    id: &DraftId,
    now: Instant,
) -> Result<Option<Draft>, StoreError> {
    Ok(find_linked(tx, id, now)?.filter(|draft| draft.owner_hash == *owner))
}

/// The draft, whosever it is, unless it has expired: for who holds a link to a part of it.
pub fn find_linked(
    tx: &mut impl Reads,
    id: &DraftId,
    now: Instant,
) -> Result<Option<Draft>, StoreError> {
    let row: Option<DraftRow> = tx.run(TABLE, |conn, here| {
        drafts::table
            .filter(drafts::id.eq(id.as_str()))
            .filter(drafts::municipality.eq(here))
            .filter(drafts::expires_at.gt(now.naive_utc()))
            .select(DraftRow::as_select())
            .get_result(conn)
            .optional()
    })?;
    row.map(Draft::try_from).transpose()
}

/// This browser's drafts, the last saved first.
pub fn list_of_owner(
    tx: &mut impl Reads,
    owner: &Digest,
    now: Instant,
    limit: u32,
) -> Result<Vec<Draft>, StoreError> {
    let rows: Vec<DraftRow> = tx.run(TABLE, |conn, here| {
        drafts::table
            .filter(drafts::municipality.eq(here))
            .filter(drafts::owner_hash.eq(owner.as_bytes().as_slice()))
            .filter(drafts::expires_at.gt(now.naive_utc()))
            .order((drafts::updated_at.desc(), drafts::id.desc()))
            .limit(i64::from(limit))
            .select(DraftRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(Draft::try_from).collect()
}

/// The draft of a resume code.
pub fn find_by_resume_code(
    tx: &mut impl Reads,
    resume_hash: &Digest,
    now: Instant,
) -> Result<Option<Draft>, StoreError> {
    let row: Option<DraftRow> = tx.run(TABLE, |conn, here| {
        drafts::table
            .filter(drafts::municipality.eq(here))
            .filter(drafts::resume_hash.eq(resume_hash.as_bytes().as_slice()))
            .filter(drafts::expires_at.gt(now.naive_utc()))
            .select(DraftRow::as_select())
            .first(conn)
            .optional()
    })?;
    row.map(Draft::try_from).transpose()
}

/// Saves data, page, language, resume code and expiry of a draft that was read when it
/// had `draft.saves`; the row then counts one more. `Conflict` when it was saved (or
/// removed) in between.
pub fn save(tx: &mut WriteTx<'_>, draft: &Draft) -> Result<(), StoreError> {
    let data = draft.data.bytes_for(&Place::draft(&draft.id))?;
    let changed = tx.run(TABLE, |conn, here| {
        let before = drafts::table
            .filter(drafts::id.eq(draft.id.as_str()))
            .filter(drafts::municipality.eq(here))
            .filter(drafts::owner_hash.eq(draft.owner_hash.as_bytes().as_slice()))
            .filter(drafts::saves.eq(draft.saves));
        let saved = (
            drafts::resume_hash.eq(resume_bytes(draft)),
            drafts::data.eq(data),
            drafts::page.eq(&draft.page),
            drafts::language.eq(draft.language.tag()),
            drafts::saves.eq(draft.saves + 1),
            drafts::updated_at.eq(draft.updated_at.naive_utc()),
            drafts::expires_at.eq(draft.expires_at.naive_utc()),
        );
        update(before, saved).execute(conn)
    })?;
    if changed == 0 {
        return Err(StoreError::Conflict { table: TABLE, by: None, at: None });
    }
    Ok(())
}

/// Hands the draft of a resume code to another browser; the code has done its work then.
/// Until `way_back` the browser that had it can take it back. Gives the draft as it was:
/// hand its attachments over as well, [`crate::attachments::hand_over`].
pub fn adopt(
    tx: &mut WriteTx<'_>,
    resume_hash: &Digest,
    new_owner: &Digest,
    now: Instant,
    way_back: Instant,
) -> Result<Option<Draft>, StoreError> {
    let Some(draft) = find_by_resume_code(tx, resume_hash, now)? else { return Ok(None) };
    hand_to(tx, &draft, new_owner, way_back)?;
    Ok(Some(draft))
}

/// The draft that another browser took from this one, while it can be taken back.
pub fn find_left(
    tx: &mut impl Reads,
    former: &Digest,
    id: &DraftId,
    now: Instant,
) -> Result<Option<Draft>, StoreError> {
    let row: Option<DraftRow> = tx.run(TABLE, |conn, here| {
        drafts::table
            .filter(drafts::id.eq(id.as_str()))
            .filter(drafts::municipality.eq(here))
            .filter(drafts::former_owner_hash.eq(former.as_bytes().as_slice()))
            .filter(drafts::former_until.gt(now.naive_utc()))
            .filter(drafts::expires_at.gt(now.naive_utc()))
            .select(DraftRow::as_select())
            .get_result(conn)
            .optional()
    })?;
    row.map(Draft::try_from).transpose()
}

/// Gives a draft back to the browser that it was taken from. Gives it as it was, like
/// [`adopt`].
pub fn take_back(
    tx: &mut WriteTx<'_>,
    former: &Digest,
    id: &DraftId,
    now: Instant,
    way_back: Instant,
) -> Result<Option<Draft>, StoreError> {
    let Some(draft) = find_left(tx, former, id, now)? else { return Ok(None) };
    hand_to(tx, &draft, former, way_back)?;
    Ok(Some(draft))
}

fn hand_to(
    tx: &mut WriteTx<'_>,
    draft: &Draft,
    new_owner: &Digest,
    way_back: Instant,
) -> Result<(), StoreError> {
    let before = (draft.owner_hash != *new_owner).then_some(&draft.owner_hash);
    tx.run(TABLE, |conn, here| {
        diesel::update(drafts::table)
            .filter(drafts::id.eq(draft.id.as_str()))
            .filter(drafts::municipality.eq(here))
            .set((
                drafts::owner_hash.eq(new_owner.as_bytes().as_slice()),
                drafts::resume_hash.eq(None::<&[u8]>),
                drafts::former_owner_hash.eq(before.map(|hash| hash.as_bytes().as_slice())),
                drafts::former_until.eq(before.map(|_| way_back.naive_utc())),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// Removes a draft: it was sent, or given up. False when there is none of this owner.
pub fn delete(tx: &mut WriteTx<'_>, owner: &Digest, id: &DraftId) -> Result<bool, StoreError> {
    let gone = tx.run(TABLE, |conn, here| {
        diesel::delete(drafts::table)
            .filter(drafts::id.eq(id.as_str()))
            .filter(drafts::municipality.eq(here))
            .filter(drafts::owner_hash.eq(owner.as_bytes().as_slice()))
            .execute(conn)
    })?;
    Ok(gone > 0)
}

fn resume_bytes(draft: &Draft) -> Option<&[u8]> {
    draft.resume_hash.as_ref().map(|hash| hash.as_bytes().as_slice())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = drafts)]
struct DraftRow {
    id: String,
    procedure: String,
    version: i64,
    owner_hash: Vec<u8>,
    resume_hash: Option<Vec<u8>>,
    data: Vec<u8>,
    page: String,
    language: String,
    saves: i64,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
    expires_at: NaiveDateTime,
}

impl TryFrom<DraftRow> for Draft {
    type Error = StoreError;

    fn try_from(row: DraftRow) -> Result<Self, StoreError> {
        let at = At::row(TABLE, &row.id);
        let id: DraftId = at.parse("id", &row.id)?;
        Ok(Self {
            owner_hash: at.digest(&row.owner_hash)?,
            resume_hash: row.resume_hash.as_deref().map(|hash| at.digest(hash)).transpose()?,
            language: at.language(&row.language)?,
            data: Sealed::read(Place::draft(&id), row.data),
            id,
            procedure: row.procedure,
            version: row.version,
            page: row.page,
            saves: row.saves,
            created_at: Instant::from_naive_utc(row.created_at),
            updated_at: Instant::from_naive_utc(row.updated_at),
            expires_at: Instant::from_naive_utc(row.expires_at),
        })
    }
}
