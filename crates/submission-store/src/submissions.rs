//! Submissions: that something was filed, when, and by whom.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use kernel::{Instant, Language, ReceiptNumber, SubmissionId};

use crate::{
    CaseSealer, Cursor, Digest, Listed, Page, Part, Place, Reads, Scope, Sealed, StoreError,
    WriteTx,
    case_keys::{self, KeyColumns},
    engine::per_engine,
    one_of::one_of,
    row::{At, words},
    schema::{case_keys as keys, submissions},
    scope::sees,
    search::{self, Waiting},
    transaction::Door as _,
};

/// Where they are; what [`StoreError::Duplicate`] says of a receipt number that is given out.
pub const TABLE: &str = "submissions";

/// By which door a submission came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The pages.
    Web,
    /// The API.
    Api,
    /// Paper or counter, entered by staff.
    Counter,
    /// Made up, for demonstrations and measurements.
    Seed,
}

words!(Source { Web = "web", Api = "api", Counter = "counter", Seed = "seed" });

/// One submission. Its content is in [`crate::revisions`], its state in [`crate::cases`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// The id, also the case's.
    pub id: SubmissionId,
    /// The number on the receipt.
    pub receipt_number: ReceiptNumber,
    /// The procedure.
    pub procedure: String,
    /// The version of its form.
    pub version: i64,
    /// When it arrived in law.
    pub arrived_at: Instant,
    /// [`crate::Content::digest`] of the first revision.
    pub digest: Digest,
    /// Hash of the secret of the browser or caller that filed it.
    pub owner_hash: Option<Digest>,
    /// E-mail address, as [`Part::Contact`].
    pub contact: Option<Sealed>,
    /// Name and kana for lists, as [`Part::Applicant`].
    pub applicant: Option<Sealed>,
    /// The language of its letters.
    pub language: Language,
    /// The door it came by.
    pub source: Source,
    /// How often the office has given out a new access code ([`crate::Keys::access_code`]).
    pub code_issue: i64,
    /// What seals and opens everything of it.
    pub sealer: CaseSealer,
}

/// Keeps a submission with its key, and the words that it is found by.
pub fn insert(
    tx: &mut WriteTx<'_>,
    submission: &Submission,
    words: &Waiting,
) -> Result<(), StoreError> {
    let id = &submission.id;
    let contact = bytes_for(submission.contact.as_ref(), &Place::of_case(id, Part::Contact))?;
    let applicant = bytes_for(submission.applicant.as_ref(), &Place::of_case(id, Part::Applicant))?;
    let owner = submission.owner_hash.as_ref().map(|hash| hash.as_bytes().as_slice());
    tx.run(TABLE, |conn, here| {
        per_engine!(conn, |conn| diesel::insert_into(submissions::table)
            .values((
                submissions::id.eq(id.as_str()),
                submissions::municipality.eq(here),
                submissions::receipt_number.eq(submission.receipt_number.as_str()),
                submissions::procedure.eq(&submission.procedure),
                submissions::version.eq(submission.version),
                submissions::arrived_at.eq(submission.arrived_at.naive_utc()),
                submissions::digest.eq(submission.digest.as_bytes().as_slice()),
                submissions::owner_hash.eq(owner),
                submissions::contact.eq(contact),
                submissions::applicant.eq(applicant),
                submissions::language.eq(submission.language.tag()),
                submissions::source.eq(submission.source.word()),
                submissions::code_issue.eq(submission.code_issue),
            ))
            .execute(conn))
    })?;
    case_keys::insert(tx, &submission.sealer)?;
    search::insert(tx, id, 1, words)
}

/// Keeps what lists and searches say of the applicant after a correction, which made the revision
/// of this number. The words of before still find it.
pub fn correct_applicant(
    tx: &mut WriteTx<'_>,
    id: &SubmissionId,
    applicant: &Sealed,
    (revision, words): (i64, &Waiting),
) -> Result<(), StoreError> {
    let applicant = applicant.bytes_for(&Place::of_case(id, Part::Applicant))?;
    tx.run(TABLE, |conn, here| {
        diesel::update(submissions::table)
            .filter(submissions::id.eq(id.as_str()))
            .filter(submissions::municipality.eq(here))
            .set(submissions::applicant.eq(applicant))
            .execute(conn)
    })?;
    search::add(tx, id, revision, words)
}

/// Keeps where letters go after a correction; nowhere when the address was taken out.
pub fn correct_contact(
    tx: &mut WriteTx<'_>,
    id: &SubmissionId,
    contact: Option<&Sealed>,
) -> Result<(), StoreError> {
    let place = Place::of_case(id, Part::Contact);
    let contact = contact.map(|contact| contact.bytes_for(&place)).transpose()?;
    tx.run(TABLE, |conn, here| {
        diesel::update(submissions::table)
            .filter(submissions::id.eq(id.as_str()))
            .filter(submissions::municipality.eq(here))
            .set(submissions::contact.eq(contact))
            .execute(conn)
    })?;
    Ok(())
}

/// The number on the receipt and the procedure of what was filed, also when it is erased: for
/// books that outlast cases.
pub fn known(
    tx: &mut impl Reads,
    id: &SubmissionId,
) -> Result<(ReceiptNumber, String), StoreError> {
    let (number, procedure): (String, String) = tx.run(TABLE, |conn, here| {
        submissions::table
            .filter(submissions::id.eq(id.as_str()))
            .filter(submissions::municipality.eq(here))
            .select((submissions::receipt_number, submissions::procedure))
            .get_result(conn)
    })?;
    Ok((At::row(TABLE, id.as_str()).parse("receipt number", &number)?, procedure))
}

/// Holds the row of a submission until the transaction ends; false when it is erased, or not
/// here. Who erases it and who holds it back wait for each other here.
pub(crate) fn lock(tx: &mut WriteTx<'_>, id: &SubmissionId) -> Result<bool, StoreError> {
    let locked = tx.run(TABLE, |conn, here| {
        diesel::update(submissions::table)
            .filter(submissions::id.eq(id.as_str()))
            .filter(submissions::municipality.eq(here))
            .filter(submissions::erased_at.is_null())
            .set(submissions::erased_at.eq(None::<NaiveDateTime>))
            .execute(conn)
    })?;
    Ok(locked == 1)
}

/// One submission.
pub fn find(
    tx: &mut impl Reads,
    scope: &Scope,
    id: &SubmissionId,
) -> Result<Option<Submission>, StoreError> {
    if !sees(tx, scope, id)? {
        return Ok(None);
    }
    let row: Option<(SubmissionRow, KeyColumns)> = tx.run(TABLE, |conn, here| {
        submissions::table
            .left_join(keys::table)
            .filter(submissions::id.eq(id.as_str()))
            .filter(submissions::municipality.eq(here))
            .select((SubmissionRow::as_select(), (keys::town_key, keys::wrapped).nullable()))
            .get_result(conn)
            .optional()
    })?;
    row.map(|(row, key)| row.read(tx, key)).transpose()
}

/// One submission by the number on its receipt.
pub fn find_by_receipt(
    tx: &mut impl Reads,
    scope: &Scope,
    number: &ReceiptNumber,
) -> Result<Option<Submission>, StoreError> {
    match id_of(tx, number)? {
        Some(id) => find(tx, scope, &id),
        None => Ok(None),
    }
}

/// The id behind a number, also of what is erased.
pub fn id_of(
    tx: &mut impl Reads,
    number: &ReceiptNumber,
) -> Result<Option<SubmissionId>, StoreError> {
    let id: Option<String> = tx.run(TABLE, |conn, here| {
        submissions::table
            .filter(submissions::receipt_number.eq(number.as_str()))
            .filter(submissions::municipality.eq(here))
            .select(submissions::id)
            .first(conn)
            .optional()
    })?;
    id.map(|id| At::row(TABLE, &id).parse("id", &id)).transpose()
}

/// The number on the receipt and the procedure of each of these, also of erased ones.
pub fn numbers(
    tx: &mut impl Reads,
    ids: &[SubmissionId],
) -> Result<HashMap<SubmissionId, (ReceiptNumber, String)>, StoreError> {
    let wanted = ids.iter().map(SubmissionId::as_str);
    let rows: Vec<(String, String, String)> = tx.run(TABLE, |conn, here| {
        submissions::table
            .filter(submissions::municipality.eq(here))
            .filter(one_of(submissions::id, wanted))
            .select((submissions::id, submissions::receipt_number, submissions::procedure))
            .load(conn)
    })?;
    let read = |(id, number, procedure): (String, String, String)| {
        let at = At::row(TABLE, &id);
        Ok((at.parse("id", &id)?, (at.parse("receipt number", &number)?, procedure)))
    };
    rows.into_iter().map(read).collect()
}

/// The ids of every submission that is not erased, for integrity checks.
pub fn list_all(tx: &mut impl Reads, page: &Page) -> Result<Listed<SubmissionId>, StoreError> {
    let after = page.after.as_ref().map_or("", |cursor| cursor.id.as_str());
    let ids: Vec<String> = tx.run(TABLE, |conn, here| {
        submissions::table
            .filter(submissions::municipality.eq(here))
            .filter(submissions::erased_at.is_null())
            .filter(submissions::id.gt(after))
            .order(submissions::id)
            .limit(i64::from(page.rows()) + 1)
            .select(submissions::id)
            .load(conn)
    })?;
    let ids: Result<Vec<SubmissionId>, StoreError> =
        ids.iter().map(|id| At::row(TABLE, id).parse("id", id)).collect();
    Ok(Listed::cut(ids?, page, |id| Cursor { key: 0, id: id.as_str().to_owned() }))
}

/// What this browser filed, the newest first.
pub fn list_of_owner(
    tx: &mut impl Reads,
    owner: &Digest,
    limit: u32,
) -> Result<Vec<Submission>, StoreError> {
    let rows: Vec<(SubmissionRow, KeyColumns)> = tx.run(TABLE, |conn, here| {
        submissions::table
            .left_join(keys::table)
            .filter(submissions::municipality.eq(here))
            .filter(submissions::owner_hash.eq(owner.as_bytes().as_slice()))
            .order(submissions::id.desc())
            .limit(i64::from(limit))
            .select((SubmissionRow::as_select(), (keys::town_key, keys::wrapped).nullable()))
            .load(conn)
    })?;
    rows.into_iter().map(|(row, key)| row.read(tx, key)).collect()
}

/// Counts one more issue of the access code, and gives its number.
pub fn issue_code(tx: &mut WriteTx<'_>, id: &SubmissionId) -> Result<i64, StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::update(submissions::table)
            .filter(submissions::id.eq(id.as_str()))
            .filter(submissions::municipality.eq(here))
            .set(submissions::code_issue.eq(submissions::code_issue + 1))
            .execute(conn)
    })?;
    tx.run(TABLE, |conn, here| {
        submissions::table
            .filter(submissions::id.eq(id.as_str()))
            .filter(submissions::municipality.eq(here))
            .select(submissions::code_issue)
            .first(conn)
    })
}

fn bytes_for<'a>(
    sealed: Option<&'a Sealed>,
    place: &Place,
) -> Result<Option<&'a [u8]>, StoreError> {
    sealed.map(|sealed| sealed.bytes_for(place)).transpose()
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = submissions)]
struct SubmissionRow {
    id: String,
    receipt_number: String,
    procedure: String,
    version: i64,
    arrived_at: NaiveDateTime,
    digest: Vec<u8>,
    owner_hash: Option<Vec<u8>>,
    contact: Option<Vec<u8>>,
    applicant: Option<Vec<u8>>,
    language: String,
    source: String,
    code_issue: i64,
}

impl SubmissionRow {
    fn read(self, tx: &impl Reads, key: KeyColumns) -> Result<Submission, StoreError> {
        let row = self;
        let at = At::row(TABLE, &row.id);
        let id: SubmissionId = at.parse("id", &row.id)?;
        let sealed = |part, bytes| Sealed::read(Place::of_case(&id, part), bytes);
        Ok(Submission {
            sealer: case_keys::read(tx, &id, key)?,
            receipt_number: at.parse("receipt number", &row.receipt_number)?,
            digest: at.digest(&row.digest)?,
            owner_hash: row.owner_hash.as_deref().map(|hash| at.digest(hash)).transpose()?,
            language: at.language(&row.language)?,
            source: at.parse("source", &row.source)?,
            contact: row.contact.map(|bytes| sealed(Part::Contact, bytes)),
            applicant: row.applicant.map(|bytes| sealed(Part::Applicant, bytes)),
            id,
            procedure: row.procedure,
            version: row.version,
            code_issue: row.code_issue,
            arrived_at: Instant::from_naive_utc(row.arrived_at),
        })
    }
}
