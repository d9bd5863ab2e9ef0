//! A row of an attachment as it is read.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use kernel::{AttachmentId, Instant, SubmissionId};

use super::{Attachment, TABLE, Turn};
use crate::{
    CaseSealer, FileSealer, Place, Reads, Sealed, StoreError, case_keys, file_seal::WrappedFor,
    row::At, schema::attachments, seal::Wrapped,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = attachments)]
pub(super) struct AttachmentRow {
    pub(super) id: String,
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
    town_key: Option<i64>,
    wrapped: Option<Vec<u8>>,
    turn: i64,
}

impl AttachmentRow {
    /// Reads one whose case is not at hand.
    pub(super) fn read_apart(self, tx: &mut impl Reads) -> Result<Attachment, StoreError> {
        let at = At::row(TABLE, &self.id);
        let case: Option<SubmissionId> =
            at.parse_option("submission", self.submission_id.as_deref())?;
        let case = case.map(|case| case_keys::sealer_of(tx, &case)).transpose()?;
        self.read(tx, case.as_ref())
    }

    /// Reads one that is not filed, or was filed with `case`.
    pub(super) fn read(
        self,
        tx: &impl Reads,
        case: Option<&CaseSealer>,
    ) -> Result<Attachment, StoreError> {
        let row = self;
        let at = At::row(TABLE, &row.id);
        let id: AttachmentId = at.parse("id", &row.id)?;
        let submission = at.parse_option("submission", row.submission_id.as_deref())?;
        let spot = at.parse_option("place in its case", row.pointer.as_deref())?;
        let town_key =
            row.town_key.map(|number| at.count("number of a key", number)).transpose()?;
        let wrapped = match (town_key, row.wrapped) {
            (Some(by), Some(bytes)) => Some(WrappedFor::Town(Wrapped { by, bytes })),
            (None, Some(bytes)) => Some(WrappedFor::Case(bytes)),
            (_, None) => None,
        };
        Ok(Attachment {
            sealer: FileSealer::read(tx.sealer(), case, &id, wrapped)?,
            owner_hash: at.digest(&row.owner_hash)?,
            filed: submission.zip(spot),
            fingerprint: at.digest(&row.sha256)?,
            name: Sealed::read(Place::attachment_name(&id), row.name),
            id,
            media_type: row.media_type,
            bytes: row.bytes,
            path: row.path,
            created_at: Instant::from_naive_utc(row.created_at),
            expires_at: Instant::from_naive_utc(row.expires_at),
            turn: Turn::of(row.turn).ok_or_else(|| at.damaged("turn"))?,
        })
    }
}
