//! 通知書のひな形: what notices of a department say in their frame.
//!
//! A text never changes: another one is written, and published by somebody else. The last that was
//! published holds. What stands in one is for others to read.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use kernel::{DepartmentId, Instant, StaffId};

use crate::{
    Reads, StoreError, WriteTx, one_of::one_of, row::At, schema::notice_templates,
    transaction::Door as _,
};

/// Where they are; what [`StoreError::Duplicate`] says while another one waits.
pub const TABLE: &str = "notice_templates";

/// For which notices a text stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoticeTemplateKey {
    /// Whose it is; it holds for the departments below as well.
    pub department: DepartmentId,
    /// The procedure; empty for every one.
    pub procedure: String,
    /// The kind of notice, in a word.
    pub kind: String,
}

/// One text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeTemplate {
    /// Counts from 1 in a municipality.
    pub number: i64,
    /// For which notices.
    pub key: NoticeTemplateKey,
    /// What it says.
    pub body: String,
    /// Who wrote it.
    pub written_by: StaffId,
    /// When.
    pub written_at: Instant,
    /// What became of it; nothing while it waits.
    pub settled: Option<TemplateSettled>,
}

/// What became of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateSettled {
    /// Whether papers are set by it from then on; else it was dropped.
    pub published: bool,
    /// By whom: somebody else where it was published.
    pub by: StaffId,
    /// When.
    pub at: Instant,
}

impl NoticeTemplate {
    /// Whether it was published.
    pub fn is_published(&self) -> bool {
        self.settled.as_ref().is_some_and(|it| it.published)
    }
}

/// Keeps another text; it waits. [`StoreError::Duplicate`]: another one does.
pub fn write(
    tx: &mut WriteTx<'_>,
    key: &NoticeTemplateKey,
    body: &str,
    by: &StaffId,
    at: Instant,
) -> Result<(), StoreError> {
    let last: Option<i64> = tx.run(TABLE, |conn, here| {
        notice_templates::table
            .filter(notice_templates::municipality.eq(here))
            .order(notice_templates::number.desc())
            .select(notice_templates::number)
            .first(conn)
            .optional()
    })?;
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(notice_templates::table)
            .values((
                notice_templates::municipality.eq(here),
                notice_templates::number.eq(last.unwrap_or(0) + 1),
                notice_templates::department.eq(key.department.as_str()),
                notice_templates::procedure.eq(&key.procedure),
                notice_templates::kind.eq(&key.kind),
                notice_templates::body.eq(body),
                notice_templates::written_by.eq(by.as_str()),
                notice_templates::written_at.eq(at.naive_utc()),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// Says what becomes of a text that waits. [`StoreError::Conflict`]: it does no more.
pub fn settle(
    tx: &mut WriteTx<'_>,
    number: i64,
    settled: &TemplateSettled,
) -> Result<(), StoreError> {
    let outcome = if settled.published { "published" } else { "dropped" };
    let changed = tx.run(TABLE, |conn, here| {
        diesel::update(notice_templates::table.find((here, number)))
            .filter(notice_templates::outcome.is_null())
            .set((
                notice_templates::outcome.eq(outcome),
                notice_templates::settled_by.eq(settled.by.as_str()),
                notice_templates::settled_at.eq(settled.at.naive_utc()),
            ))
            .execute(conn)
    })?;
    if changed == 0 {
        return Err(StoreError::Conflict { table: TABLE, by: None, at: None });
    }
    Ok(())
}

/// The last texts for these notices, or those before a number; the last one first.
pub fn list(
    tx: &mut impl Reads,
    key: &NoticeTemplateKey,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<NoticeTemplate>, StoreError> {
    let rows: Vec<TemplateRow> = tx.run(TABLE, |conn, here| {
        notice_templates::table
            .filter(notice_templates::number.lt(before.unwrap_or(i64::MAX)))
            .filter(notice_templates::municipality.eq(here))
            .filter(notice_templates::kind.eq(&key.kind))
            .filter(notice_templates::procedure.eq(&key.procedure))
            .filter(notice_templates::department.eq(key.department.as_str()))
            .order(notice_templates::number.desc())
            .limit(limit)
            .select(TemplateRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(NoticeTemplate::try_from).collect()
}

/// The numbers of what was published for such notices of a procedure, in whichever department: its
/// own and those for every procedure, the last one first.
pub fn published(
    tx: &mut impl Reads,
    procedure: &str,
    kind: &str,
) -> Result<Vec<(i64, NoticeTemplateKey)>, StoreError> {
    let rows: Vec<(i64, String, String)> = tx.run(TABLE, |conn, here| {
        notice_templates::table
            .filter(notice_templates::municipality.eq(here))
            .filter(notice_templates::kind.eq(kind))
            .filter(notice_templates::procedure.eq_any([procedure, ""]))
            .filter(notice_templates::outcome.eq("published"))
            .order(notice_templates::number.desc())
            .select((
                notice_templates::number,
                notice_templates::department,
                notice_templates::procedure,
            ))
            .load(conn)
    })?;
    let key = |(number, department, procedure): (i64, String, String)| {
        let department = At::row(TABLE, &department).parse("department", &department)?;
        Ok((number, NoticeTemplateKey { department, procedure, kind: kind.to_owned() }))
    };
    rows.into_iter().map(key).collect()
}

/// The first texts of these departments that wait.
pub fn waiting(
    tx: &mut impl Reads,
    departments: &[DepartmentId],
    limit: i64,
) -> Result<Vec<NoticeTemplate>, StoreError> {
    let rows: Vec<TemplateRow> = tx.run(TABLE, |conn, here| {
        notice_templates::table
            .filter(notice_templates::municipality.eq(here))
            .filter(notice_templates::outcome.is_null())
            .filter(one_of(
                notice_templates::department,
                departments.iter().map(DepartmentId::as_str),
            ))
            .order(notice_templates::number)
            .limit(limit)
            .select(TemplateRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(NoticeTemplate::try_from).collect()
}

/// One text.
pub fn find(tx: &mut impl Reads, number: i64) -> Result<Option<NoticeTemplate>, StoreError> {
    let row: Option<TemplateRow> = tx.run(TABLE, |conn, here| {
        notice_templates::table
            .find((here, number))
            .select(TemplateRow::as_select())
            .first(conn)
            .optional()
    })?;
    row.map(NoticeTemplate::try_from).transpose()
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = notice_templates)]
struct TemplateRow {
    number: i64,
    department: String,
    procedure: String,
    kind: String,
    body: String,
    written_by: String,
    written_at: NaiveDateTime,
    outcome: Option<String>,
    settled_by: Option<String>,
    settled_at: Option<NaiveDateTime>,
}

impl TryFrom<TemplateRow> for NoticeTemplate {
    type Error = StoreError;

    fn try_from(row: TemplateRow) -> Result<Self, StoreError> {
        let id = row.number.to_string();
        let at = At::row(TABLE, &id);
        let settled = match (&row.outcome, &row.settled_by, row.settled_at) {
            (Some(outcome), Some(by), Some(settled_at)) => Some(TemplateSettled {
                published: outcome == "published",
                by: at.parse("person", by)?,
                at: Instant::from_naive_utc(settled_at),
            }),
            (_, _, _) => None,
        };
        let department = at.parse("department", &row.department)?;
        Ok(Self {
            number: row.number,
            key: NoticeTemplateKey { department, procedure: row.procedure, kind: row.kind },
            written_by: at.parse("person", &row.written_by)?,
            written_at: Instant::from_naive_utc(row.written_at),
            body: row.body,
            settled,
        })
    }
}
