//! 束: papers that are printed, put into envelopes and posted together, in order of the post.
//!
//! How far each paper has come stands in [`crate::dispatches`]; here, what was printed with what,
//! and that it was counted.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use kernel::{Instant, Reach, StaffId, SubmissionId};

use crate::{
    Reads, StoreError, WriteTx,
    dispatches::Dispatch,
    row::{At, words},
    schema::{batch_papers, batch_prints, batches, cases},
    scope::covered,
    transaction::Door as _,
};

/// Where they are; what [`StoreError::Duplicate`] says when somebody else made one meanwhile.
pub const TABLE: &str = "batches";
const PAPERS: &str = "batch_papers";
const PRINTS: &str = "batch_prints";

/// Cases that are looked through at once.
const MOST: i64 = 1_000;

/// Papers that are posted together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// 束番号, counted from 1 in a municipality.
    pub number: i64,
    /// Who put it together.
    pub by: StaffId,
    /// When.
    pub at: Instant,
    /// Who counted that everything was enclosed, and when.
    pub counted: Option<(StaffId, Instant)>,
}

/// One paper of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchPaper {
    /// The batch.
    pub batch: i64,
    /// Its place there, counted from 1.
    pub place: i64,
    /// Its case.
    pub case: SubmissionId,
    /// The paper, counted from 1 in its case.
    pub notice: i64,
}

/// One printing of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchPrint {
    /// Counts from 1 in its batch.
    pub number: i64,
    /// How many labels a sheet has and where the first one stands; nothing where papers were
    /// printed.
    pub labels: Option<(i64, i64)>,
    /// Whether on both sides of the sheets.
    pub both_sides: bool,
    /// Who.
    pub by: StaffId,
    /// When.
    pub at: Instant,
    /// 再: why it was printed once more.
    pub reason: Option<ReprintReason>,
}

/// Why what was printed is printed once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReprintReason {
    /// The printer did not print all of it.
    Jammed,
    /// What was printed is dirty or torn.
    Damaged,
    /// What was printed is not found.
    Lost,
    /// It was put into the wrong envelope.
    Misplaced,
}

words!(ReprintReason {
    Jammed = "jammed",
    Damaged = "damaged",
    Lost = "lost",
    Misplaced = "misplaced",
});

impl BatchPaper {
    /// Whether it is the paper that leaves the house so.
    pub fn is(&self, dispatch: &Dispatch) -> bool {
        self.case == dispatch.case && self.notice == dispatch.notice
    }
}

/// Keeps a batch of these papers in this order, and gives its number. `Duplicate` when somebody
/// else made one at the same moment: perhaps of the same papers.
pub fn make(
    tx: &mut WriteTx<'_>,
    by: &StaffId,
    at: Instant,
    papers: &[(SubmissionId, i64)],
) -> Result<i64, StoreError> {
    let last: Option<i64> = tx.run(TABLE, |conn, here| {
        batches::table
            .filter(batches::municipality.eq(here))
            .select(diesel::dsl::max(batches::number))
            .first(conn)
    })?;
    let number = last.unwrap_or(0) + 1;
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(batches::table)
            .values((
                batches::municipality.eq(here),
                batches::number.eq(number),
                batches::made_by.eq(by.as_str()),
                batches::made_at.eq(at.naive_utc()),
            ))
            .execute(conn)
    })?;
    for (place, (case, notice)) in (1_i64..).zip(papers) {
        tx.run(PAPERS, |conn, here| {
            diesel::insert_into(batch_papers::table)
                .values((
                    batch_papers::municipality.eq(here),
                    batch_papers::batch.eq(number),
                    batch_papers::place.eq(place),
                    batch_papers::case_id.eq(case.as_str()),
                    batch_papers::notice.eq(notice),
                ))
                .execute(conn)
        })?;
    }
    Ok(number)
}

/// A batch in which a case within `reach` has a paper.
pub fn find(tx: &mut impl Reads, reach: &Reach, number: i64) -> Result<Option<Batch>, StoreError> {
    let papers = papers_of(tx, &[number])?;
    let cases: Vec<&str> = papers.iter().map(|paper| paper.case.as_str()).collect();
    let reached: i64 = tx.run("cases", |conn, here| {
        cases::table
            .into_boxed()
            .filter(cases::municipality.eq(here))
            .filter(covered(reach))
            .filter(cases::id.eq_any(&cases))
            .count()
            .get_result(conn)
    })?;
    if reached == 0 {
        return Ok(None);
    }
    let row: Option<Row> = tx.run(TABLE, |conn, here| {
        batches::table.find((here, number)).select(Row::as_select()).first(conn).optional()
    })?;
    row.map(Batch::try_from).transpose()
}

/// The batches since `since` in which cases within `reach` have papers, the last one first.
pub fn list(
    tx: &mut impl Reads,
    reach: &Reach,
    since: Instant,
    limit: i64,
) -> Result<Vec<Batch>, StoreError> {
    let first: Option<i64> = tx.run(TABLE, |conn, here| {
        batches::table
            .filter(batches::municipality.eq(here))
            .filter(batches::made_at.ge(since.naive_utc()))
            .select(diesel::dsl::min(batches::number))
            .first(conn)
    })?;
    let Some(first) = first else { return Ok(Vec::new()) };
    let reached: Vec<String> = tx.run("cases", |conn, here| {
        let papers = batch_papers::table
            .filter(batch_papers::municipality.eq(here))
            .filter(batch_papers::batch.ge(first))
            .select(batch_papers::case_id);
        cases::table
            .into_boxed()
            .filter(cases::municipality.eq(here))
            .filter(covered(reach))
            .filter(cases::id.eq_any(papers))
            .order((cases::changed_at.desc(), cases::id))
            .limit(MOST)
            .select(cases::id)
            .load(conn)
    })?;
    let rows: Vec<Row> = tx.run(TABLE, |conn, here| {
        let theirs = batch_papers::table
            .filter(batch_papers::municipality.eq(here))
            .filter(batch_papers::batch.ge(first))
            .filter(batch_papers::case_id.eq_any(&reached))
            .select(batch_papers::batch);
        batches::table
            .filter(batches::municipality.eq(here))
            .filter(batches::number.eq_any(theirs))
            .order(batches::number.desc())
            .limit(limit)
            .select(Row::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(Batch::try_from).collect()
}

/// The papers of some batches, in their order.
pub fn papers_of(tx: &mut impl Reads, batches: &[i64]) -> Result<Vec<BatchPaper>, StoreError> {
    let rows: Vec<PaperRow> = tx.run(PAPERS, |conn, here| {
        batch_papers::table
            .filter(batch_papers::municipality.eq(here))
            .filter(batch_papers::batch.eq_any(batches))
            .order((batch_papers::batch, batch_papers::place))
            .select(PaperRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(BatchPaper::try_from).collect()
}

/// In which batches each paper of these cases is or was, the first one first.
pub fn batches_of(
    tx: &mut impl Reads,
    cases: &[SubmissionId],
) -> Result<HashMap<(SubmissionId, i64), Vec<i64>>, StoreError> {
    let cases: Vec<&str> = cases.iter().map(SubmissionId::as_str).collect();
    let rows: Vec<PaperRow> = tx.run(PAPERS, |conn, here| {
        batch_papers::table
            .filter(batch_papers::municipality.eq(here))
            .filter(batch_papers::case_id.eq_any(&cases))
            .order(batch_papers::batch)
            .select(PaperRow::as_select())
            .load(conn)
    })?;
    let mut found: HashMap<(SubmissionId, i64), Vec<i64>> = HashMap::new();
    for paper in rows {
        let paper = BatchPaper::try_from(paper)?;
        found.entry((paper.case, paper.notice)).or_default().push(paper.batch);
    }
    Ok(found)
}

/// Says that everything in a batch was enclosed, in place of what was said before.
pub fn count(
    tx: &mut WriteTx<'_>,
    number: i64,
    by: &StaffId,
    at: Instant,
) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::update(batches::table.find((here, number)))
            .set((
                batches::counted_by.eq(Some(by.as_str())),
                batches::counted_at.eq(Some(at.naive_utc())),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// Keeps that a batch is printed; `Duplicate` when somebody else printed it meanwhile. What its
/// papers were counted for before does not hold for what is printed now.
pub fn print(tx: &mut WriteTx<'_>, batch: i64, print: &BatchPrint) -> Result<(), StoreError> {
    tx.run(PRINTS, |conn, here| {
        diesel::insert_into(batch_prints::table)
            .values((
                batch_prints::municipality.eq(here),
                batch_prints::batch.eq(batch),
                batch_prints::number.eq(print.number),
                batch_prints::labels.eq(print.labels.map(|(labels, _)| labels)),
                batch_prints::first_label.eq(print.labels.map(|(_, first)| first)),
                batch_prints::printed_by.eq(print.by.as_str()),
                batch_prints::printed_at.eq(print.at.naive_utc()),
                batch_prints::reason.eq(print.reason.map(ReprintReason::word)),
                batch_prints::both_sides.eq(print.both_sides),
            ))
            .execute(conn)
    })?;
    if print.labels.is_none() {
        tx.run(TABLE, |conn, here| {
            diesel::update(batches::table.find((here, batch)))
                .set((
                    batches::counted_by.eq(None::<&str>),
                    batches::counted_at.eq(None::<NaiveDateTime>),
                ))
                .execute(conn)
        })?;
    }
    Ok(())
}

/// What was printed of some batches, the first one first.
pub fn prints_of(
    tx: &mut impl Reads,
    batches: &[i64],
) -> Result<Vec<(i64, BatchPrint)>, StoreError> {
    let rows: Vec<PrintRow> = tx.run(PRINTS, |conn, here| {
        batch_prints::table
            .filter(batch_prints::municipality.eq(here))
            .filter(batch_prints::batch.eq_any(batches))
            .order((batch_prints::batch, batch_prints::number))
            .select(PrintRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(|row| Ok((row.batch, row.try_into()?))).collect()
}

/// Forgets that papers of a case were in batches, and the batches of which nothing is left.
pub(crate) fn forget(tx: &mut WriteTx<'_>, case: &SubmissionId) -> Result<(), StoreError> {
    let theirs: Vec<i64> =
        batches_of(tx, std::slice::from_ref(case))?.into_values().flatten().collect();
    tx.run(PAPERS, |conn, here| {
        diesel::delete(batch_papers::table)
            .filter(batch_papers::municipality.eq(here))
            .filter(batch_papers::case_id.eq(case.as_str()))
            .execute(conn)
    })?;
    let left: Vec<i64> = papers_of(tx, &theirs)?.into_iter().map(|paper| paper.batch).collect();
    let empty: Vec<i64> = theirs.into_iter().filter(|number| !left.contains(number)).collect();
    tx.run(PRINTS, |conn, here| {
        diesel::delete(batch_prints::table)
            .filter(batch_prints::municipality.eq(here))
            .filter(batch_prints::batch.eq_any(&empty))
            .execute(conn)
    })?;
    tx.run(TABLE, |conn, here| {
        diesel::delete(batches::table)
            .filter(batches::municipality.eq(here))
            .filter(batches::number.eq_any(&empty))
            .execute(conn)
    })?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = batches)]
struct Row {
    number: i64,
    made_by: String,
    made_at: NaiveDateTime,
    counted_by: Option<String>,
    counted_at: Option<NaiveDateTime>,
}

impl TryFrom<Row> for Batch {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let id = row.number.to_string();
        let at = At::row(TABLE, &id);
        let counted_by = at.parse_option("who counted", row.counted_by.as_deref())?;
        Ok(Self {
            number: row.number,
            by: at.parse("who made it", &row.made_by)?,
            at: Instant::from_naive_utc(row.made_at),
            counted: counted_by.zip(row.counted_at.map(Instant::from_naive_utc)),
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = batch_papers)]
struct PaperRow {
    batch: i64,
    place: i64,
    case_id: String,
    notice: i64,
}

impl TryFrom<PaperRow> for BatchPaper {
    type Error = StoreError;

    fn try_from(row: PaperRow) -> Result<Self, StoreError> {
        let case = At::row(PAPERS, &row.case_id).parse("case", &row.case_id)?;
        Ok(Self { batch: row.batch, place: row.place, case, notice: row.notice })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = batch_prints)]
struct PrintRow {
    batch: i64,
    number: i64,
    labels: Option<i64>,
    first_label: Option<i64>,
    printed_by: String,
    printed_at: NaiveDateTime,
    reason: Option<String>,
    both_sides: bool,
}

impl TryFrom<PrintRow> for BatchPrint {
    type Error = StoreError;

    fn try_from(row: PrintRow) -> Result<Self, StoreError> {
        let id = row.batch.to_string();
        let at = At::row(PRINTS, &id);
        Ok(Self {
            number: row.number,
            labels: row.labels.zip(row.first_label),
            both_sides: row.both_sides,
            by: at.parse("who printed it", &row.printed_by)?,
            at: Instant::from_naive_utc(row.printed_at),
            reason: at.parse_option("reason", row.reason.as_deref())?,
        })
    }
}
