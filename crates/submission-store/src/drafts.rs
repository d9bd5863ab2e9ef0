//! Drafts: a resident's unfinished answers. They belong to a browser, and expire.
use crate::{Digest, Reads, Sealed, StoreError, WriteTx};
use kernel::{DraftId, Instant, Language};

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
    /// The answers as typed, sealed for [`crate::Place::draft`].
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
    unimplemented!()
}
/// The draft, if it belongs to this browser and has not expired.
pub fn find(
    tx: &mut impl Reads,
    owner: &Digest,
    id: &DraftId,
    now: Instant,
) -> Result<Option<Draft>, StoreError> {
    unimplemented!()
}
/// This browser's drafts, the last saved first.
pub fn list_of_owner(
    tx: &mut impl Reads,
    owner: &Digest,
    now: Instant,
    limit: u32,
) -> Result<Vec<Draft>, StoreError> {
    unimplemented!()
}
/// The draft of a resume code.
pub fn find_by_resume_code(
    tx: &mut impl Reads,
    resume_hash: &Digest,
    now: Instant,
) -> Result<Option<Draft>, StoreError> {
    unimplemented!()
}
/// Saves data, page, language, resume code and expiry of a draft that was read when it
/// had `draft.saves`; the row then counts one more. `Conflict` when it was saved in between.
pub fn save(tx: &mut WriteTx<'_>, draft: &Draft) -> Result<(), StoreError> {
    unimplemented!()
}
/// Hands the draft of a resume code to another browser.
pub fn adopt(
    tx: &mut WriteTx<'_>,
    resume_hash: &Digest,
    new_owner: &Digest,
    now: Instant,
) -> Result<Option<DraftId>, StoreError> {
    unimplemented!()
}
/// Removes a draft: it was sent, or given up. False when there is none of this owner.
pub fn delete(tx: &mut WriteTx<'_>, owner: &Digest, id: &DraftId) -> Result<bool, StoreError> {
    unimplemented!()
}
