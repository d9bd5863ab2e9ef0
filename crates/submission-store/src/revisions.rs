//! Revisions: the content of a submission, as filed and as corrected. They never change.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use kernel::{Instant, Reach, SubmissionId};

use crate::{
    CaseSealer, Digest, Part, Place, Reads, Scope, Sealed, StoreError, WriteTx, case_keys,
    engine::per_engine,
    one_of::one_of,
    row::At,
    schema::{cases, revisions},
    scope::{covered, visible_one},
    transaction::Door as _,
};

const TABLE: &str = "revisions";

/// One revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// The submission.
    pub submission: SubmissionId,
    /// 1 as filed, then one more with each correction.
    pub number: i64,
    /// [`crate::Content::bytes`], sealed as [`Part::Revision`].
    pub content: Sealed,
    /// An electronic signature of the answers with what it signs, sealed as [`Part::Signature`].
    pub signature: Option<Sealed>,
    /// What a provider of identities said of who gave them, sealed as [`Part::Verified`].
    pub verified: Option<Sealed>,
    /// [`crate::Content::digest`].
    pub digest: Digest,
    /// Who: `applicant`, or a staff id.
    pub by: String,
    /// When.
    pub at: Instant,
}

/// Keeps a revision; `Duplicate` when the number is taken.
pub fn insert(tx: &mut WriteTx<'_>, revision: &Revision) -> Result<(), StoreError> {
    let place = Place::of_case(&revision.submission, Part::Revision(revision.number));
    let content = revision.content.bytes_for(&place)?;
    let of_signature = Place::of_case(&revision.submission, Part::Signature(revision.number));
    let signature =
        revision.signature.as_ref().map(|it| it.bytes_for(&of_signature)).transpose()?;
    let of_verified = Place::of_case(&revision.submission, Part::Verified(revision.number));
    let verified = revision.verified.as_ref().map(|it| it.bytes_for(&of_verified)).transpose()?;
    tx.run(TABLE, |conn, here| {
        per_engine!(conn, |conn| diesel::insert_into(revisions::table)
            .values((
                revisions::submission_id.eq(revision.submission.as_str()),
                revisions::number.eq(revision.number),
                revisions::municipality.eq(here),
                revisions::content.eq(content),
                revisions::signature.eq(signature),
                revisions::verified.eq(verified),
                revisions::digest.eq(revision.digest.as_bytes().as_slice()),
                revisions::author.eq(&revision.by),
                revisions::at.eq(revision.at.naive_utc()),
            ))
            .execute(conn))
    })?;
    Ok(())
}

/// The newest revision.
pub fn latest(
    tx: &mut impl Reads,
    scope: &Scope,
    submission: &SubmissionId,
) -> Result<Option<Revision>, StoreError> {
    let sight = scope.sight(tx, submission)?;
    let row: Option<RevisionRow> = tx.run(TABLE, |conn, here| {
        let id = submission.as_str();
        revisions::table
            .filter(revisions::submission_id.eq_any(visible_one(sight, here, id)))
            .order(revisions::number.desc())
            .select(RevisionRow::as_select())
            .first(conn)
            .optional()
    })?;
    row.map(Revision::try_from).transpose()
}

/// Every revision, the first one first.
pub fn list(
    tx: &mut impl Reads,
    scope: &Scope,
    submission: &SubmissionId,
) -> Result<Vec<Revision>, StoreError> {
    let sight = scope.sight(tx, submission)?;
    let rows: Vec<RevisionRow> = tx.run(TABLE, |conn, here| {
        let id = submission.as_str();
        revisions::table
            .filter(revisions::submission_id.eq_any(visible_one(sight, here, id)))
            .order(revisions::number)
            .select(RevisionRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(Revision::try_from).collect()
}

/// What some cases say now, as far as `reach` goes, each with what opens it.
pub fn current(
    tx: &mut impl Reads,
    reach: &Reach,
    ids: &[SubmissionId],
) -> Result<Vec<(CaseSealer, Revision)>, StoreError> {
    let seen: Vec<String> = tx.run("cases", |conn, here| {
        cases::table
            .filter(cases::municipality.eq(here))
            .filter(one_of(cases::id, ids.iter().map(SubmissionId::as_str)))
            .filter(cases::erased.eq(false))
            .filter(covered(reach))
            .select(cases::id)
            .load(conn)
    })?;
    let rows: Vec<RevisionRow> = tx.run(TABLE, |conn, here| {
        let now = cases::id.eq(revisions::submission_id).and(cases::revision.eq(revisions::number));
        cases::table
            .inner_join(revisions::table.on(now))
            .filter(cases::municipality.eq(here))
            .filter(one_of(cases::id, seen.iter().map(String::as_str)))
            .select(RevisionRow::as_select())
            .load(conn)
    })?;
    let found: Vec<Revision> =
        rows.into_iter().map(Revision::try_from).collect::<Result<_, _>>()?;
    let of: Vec<SubmissionId> = found.iter().map(|one| one.submission.clone()).collect();
    Ok(case_keys::sealers_of(tx, &of)?.into_iter().zip(found).collect())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = revisions)]
struct RevisionRow {
    submission_id: String,
    number: i64,
    content: Vec<u8>,
    signature: Option<Vec<u8>>,
    verified: Option<Vec<u8>>,
    digest: Vec<u8>,
    author: String,
    at: NaiveDateTime,
}

impl TryFrom<RevisionRow> for Revision {
    type Error = StoreError;

    fn try_from(row: RevisionRow) -> Result<Self, StoreError> {
        let at = At::row(TABLE, &row.submission_id);
        let submission: SubmissionId = at.parse("submission", &row.submission_id)?;
        Ok(Self {
            digest: at.digest(&row.digest)?,
            content: Sealed::read(
                Place::of_case(&submission, Part::Revision(row.number)),
                row.content,
            ),
            signature: row.signature.map(|bytes| {
                Sealed::read(Place::of_case(&submission, Part::Signature(row.number)), bytes)
            }),
            verified: row.verified.map(|bytes| {
                Sealed::read(Place::of_case(&submission, Part::Verified(row.number)), bytes)
            }),
            submission,
            number: row.number,
            by: row.author,
            at: Instant::from_naive_utc(row.at),
        })
    }
}
